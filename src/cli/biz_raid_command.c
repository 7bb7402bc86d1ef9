/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attacks by commands, and on what opens cars and accounts: scenarios 1 to
 * 20; 13 and 14 need a moving car and stand in sim_attack.c.
 */
#include "base/mem.h"
#include "cli/biz_raid_command.h"

#define STEPS(...)	(const struct biz_raid_step[]){ __VA_ARGS__, { 0 } }
#define ONE(type, text)	STEPS({ 0, 1, 0, 1, 0, type, text, 0 })
#define ACCOUNT(id)	"'target':{'kind':'account','id':'" id "'}"
#define CHANGE(who, id, field, via) who ",'outcome':'success'," ACCOUNT(id)   \
	",'field':'" field "','via':'" via "'"
#define COMMAND(who, word, nonce, counter, key, ago) who ",$C,'command_id':"  \
	"'cmd-x$#','command':'" word "','nonce':'" nonce "','counter':"	      \
	counter ",'key_id':'" key "','issued_at':$-" ago ";,'channel':'app'"
#define ORDER(who, word) COMMAND(who, word, "x$#", "$#", "k-x$#", "0")
#define SIGNIN(who, id, host) who ",'outcome':'success','login':'login-" id   \
	"','host':'" host ".example.com'"
#define KNOWN	{ 0, 1, 0, 0, BIZ_BEFORE, "auth.login",			      \
	SIGNIN("$V", "$b", "id"), 0 }
#define CAR	"$C,$D,'signals':"
#define LOCKED(yes)	CAR "{'Vehicle.Cabin.Door.Row1.DriverSide.IsLocked'"  \
	":" yes "}"
#define GET(who, host, route, status) who ",'host':'" host ".example.com',"   \
	"'scheme':'https','method':'GET','status':" status ",'route':'" route \
	"'"
#define OF_CAR	",'target':{'kind':'vehicle','id':'$c'},'object_ids':['$c']"
#define LOGINS(name, more) "$N,'outcome':'failure','fail_reason':"	      \
	"'bad_secret','host':'id.example.com','login':'" name "'" more

/* Within the hour the desk gives the car back. */
#define GIVEN_BACK { 1500, 1, 0, 0, BIZ_BEFORE, "ownership.change",	      \
	"'actor':{'id':'svc-00003','kind':'service'},$C,'from':'$a','to':"    \
	"'$b','proof_id':'p-$#','owner_notified':true", 0 }

/* name, scenario, letter, cast, base, entity's kind and id, steps, --help */
static const struct biz_raid_kind kinds[] = {
	{ "report-login", 1, 'a', BIZ_BY_CUSTOMER, 0, "actor", "$a",
	    ONE("auth.login", SIGNIN("$A", "$a", "report")),
	    "the report server takes an app's login (any S)" },
	{ "report-tables", 1, 'b', BIZ_BY_REPORT, 0, "actor", "$a",
	    ONE("db.query", "$A,'outcome':'success','database':'crm','tables'"
	    ":['customer'],'op':'select','rows':10,'client_host':'app-7',"
	    "'has_predicate':true"), "the report reads customers (any S)" },
	{ "map-search", 1, 'c', BIZ_BY_CUSTOMER, 0, "actor", "$a",
	    ONE("api.request", GET("$A", "backoffice", "/admin/map", "200")),
	    "a customer searches the staff's map (any S)" },
	{ "reset-unlock", 1, 'd', BIZ_OWNED, 0, "account", "$b",
	    STEPS(KNOWN, { 3600, 1, 0, 0, 0, "account.change",
	    CHANGE("$X", "$b", "password", "reset"), 0 },
	    { 60, 1, 0, 0, 0, "auth.login", SIGNIN("$X", "$b", "id"), 0 },
	    { 60, 1, 0, 1, 0, "command.request", ORDER("$X", "unlock"), 0 }),
	    "reset, new device, unlock in two minutes (any S)" },
	{ "stranger-email", 2, 'a', BIZ_BY_CUSTOMER, 0, "account", "$b",
	    ONE("account.change", CHANGE("$A", "$b", "email", "api")),
	    "a customer changes another's e-mail (any S)" },
	{ "email-reset", 2, 'b', BIZ_OWNED, 0, "account", "$b",
	    STEPS({ 0, 1, 0, 0, 0, "account.change",
	    CHANGE("$X", "$b", "email", "api"), 0 },
	    { 120, 1, 0, 0, 0, "account.change",
	    CHANGE("$X", "$b", "password", "reset"), 0 },
	    { 60, 1, 0, 1, 0, "command.request", ORDER("$X", "unlock"), 0 }),
	    "e-mail, reset, command within minutes (any S)" },
	{ "microphone", 2, 'c', BIZ_OWNED, 0, "vehicle", "$c",
	    ONE("command.request", ORDER("$V", "mic_open")),
	    "the microphone opened without a crash (any S)" },
	{ "shared-token", 3, 'a', BIZ_BY_CUSTOMER, 0, "token", "$k",
	    STEPS({ 0, 7, 20, 5, BIZ_MANY, "api.request", GET("$A", "api",
	    "/v1/me", "403") ",'target':{'kind':'account','id':'acc-s$j',"
	    "'owner_id':'acc-s$j'}", 0 }),
	    "one token for 7 x S owners (>= 5)" },
	{ "service-abroad", 3, 'b', BIZ_BY_REPORT | BIZ_OWNED, 0, "vehicle",
	    "$c", STEPS({ 0, 1, 0, 1, BIZ_NET_B, "command.request",
	    ORDER("$A", "locate"), 0 }),
	    "a service's token on a telephone (any S)" },
	{ "default-password", 4, 'a', BIZ_BY_OUTSIDER, 0, "actor", "$a",
	    ONE("auth.login", SIGNIN("$A", "$a", "id")
	    ",'default_credential':true"), "a default password works (any S)" },
	{ "spray", 4, 'b', BIZ_BY_OUTSIDER, 0, "network", "$p",
	    STEPS({ 0, 28, 12, 20, BIZ_MANY, "auth.login", LOGINS("t-$j", ""),
	    0 }), "28 x S logins from one source (>= 20)" },
	{ "spray-secret", 4, 'c', BIZ_BY_OUTSIDER, 0, "secret", "st-x$n",
	    STEPS({ 0, 28, 12, 20, BIZ_MANY | BIZ_WHOS, "auth.login",
	    LOGINS("u-$j", ",'secret_tag':'st-x$n'"), 0 }),
	    "one password for 28 x S logins (>= 20)" },
	{ "spray-hit", 4, 'd', BIZ_BY_OUTSIDER, 0, "network", "$p",
	    STEPS({ 0, 28, 12, 0, BIZ_MANY, "auth.login", LOGINS("v-$j", ""),
	    0 }, { 20, 1, 0, 1, 0, "auth.login", SIGNIN("$A", "$a", "id"),
	    0 }), "the same, and one succeeds" },
	{ "tracker-ids", 5, '-', BIZ_BY_OUTSIDER, 0, "caller", "token:$k",
	    STEPS({ 0, 14, 8, 10, BIZ_MANY, "api.request", GET("$A", "api",
	    "/v1/vehicles/{id}", "404") ",'object_ids':['trk-$j']", 0 }),
	    "14 x S tracker numbers in a row (>= 10)" },
	{ "unasked", 6, 'a', BIZ_PARKED, 0, "vehicle", "$c",
	    ONE("command.result", "$C,'command_id':'cmd-y$#','command':"
	    "'immobilise','result':'ack'"),
	    "a command done that nobody gave (any S)" },
	{ "fuel-cut", 6, 'b', BIZ_RIDDEN, 0, "vehicle", "$c",
	    STEPS({ 0, 1, 0, 0, BIZ_BEFORE, "telemetry.sample", CAR
	    "{'Vehicle.Powertrain.IsStartInhibited':false}", 0 },
	    { 3, 1, 0, 1, 0, "telemetry.sample", CAR "{'Vehicle.Powertrain."
	    "IsStartInhibited':true,'Vehicle.LowVoltageSystemState':'ON'}",
	    0 }), "immobilised on the road without a command (any S)" },
	{ "sms-command", 6, 'c', BIZ_PARKED, 0, "device", "$d",
	    ONE("sim.event", "$D,'sim':{'iccid':'8949'},'sim_event':'sms_in',"
	    "'remote':'msisdn-x$n'"), "an SMS from a stranger (any S)" },
	{ "mass-stop", 7, 'a', BIZ_BY_STAFF, 0, "actor", "$a",
	    STEPS({ 0, 8, 60, 6, BIZ_MANY | BIZ_CARS, "command.request",
	    ORDER("$A", "immobilise"), 0 }),
	    "8 x S cars immobilised in minutes (> 5)" },
	{ "former", 7, 'b', BIZ_BY_FORMER | BIZ_PARKED, 0, "actor", "$a",
	    ONE("command.request", ORDER("$A", "horn_lights")),
	    "a command by one who left (any S)" },
	{ "renamed", 7, 'c', BIZ_BY_STAFF | BIZ_PARKED, 0, "actor", "$a",
	    STEPS({ 0, 12, 20, 0, BIZ_MANY, "account.change",
	    CHANGE("$A", "acc-r$j", "name", "admin"), 0 },
	    { 600, 1, 0, 1, 0, "command.request", ORDER("$A", "immobilise"),
	    0 }), "12 x S names changed, then a car stopped (>= 10)" },
	{ "new-dealer", 8, 'a', BIZ_BY_UPSTART | BIZ_OWNED | BIZ_PARKED, 0,
	    "vehicle", "$c", STEPS({ 0, 1, 0, 1, 0, "ownership.change",
	    "$A,$C,'from':'$b','to':'$a','proof_id':'p-$#',"
	    "'owner_notified':true", 0 },
	    GIVEN_BACK),
	    "a dealer of today takes a car (any S)" },
	{ "dealer-seizes", 8, 'b', BIZ_BY_DEALER | BIZ_OWNED | BIZ_PARKED,
	    0, "vehicle", "$c", STEPS({ 0, 1, 0, 0, 0, "ownership.change",
	    "$A,$C,'from':'$b','to':'$a','proof_id':'p-$#',"
	    "'owner_notified':false", 0 },
	    { 20, 1, 0, 0, 0, "pairing.change", "$A,$C," ACCOUNT("$a")
	    ",'op':'add','pair_kind':'app'", 0 },
	    { 20, 1, 0, 1, 0, "command.request", ORDER("$A", "locate"), 0 },
	    { 10, 1, 0, 0, BIZ_BEFORE, "pairing.change", "$A,$C,"
	    ACCOUNT("$a") ",'op':'remove','pair_kind':'app'", 0 }, GIVEN_BACK),
	    "owner, pairing, command in a minute (any S)" },
	{ "no-factor", 9, 'a', BIZ_BY_STAFF, 0, "actor", "$a",
	    ONE("data.access", "'actor':{'id':'$a','kind':'employee','roles':"
	    "['support'],'mfa':false},$N,'outcome':'success'," ACCOUNT("$b")
	    ",'op':'view','data_classes':['contact']"),
	    "staff without a second factor (any S)" },
	{ "reset-no-code", 9, 'b', BIZ_BY_STAFF, 0, "account", "$b",
	    ONE("account.change", CHANGE("$A", "$b", "password", "reset")),
	    "a reset without its code (any S)" },
	{ "year-of-places", 9, 'c', BIZ_BY_STAFF, 31536000, "actor", "$a",
	    ONE("data.access", "$A,'outcome':'success'," ACCOUNT("$b")
	    ",'op':'view','data_classes':['location'],'window_s':$m,"
	    "'reason':'call'"), "365 days x S of positions (> 30)" },
	{ "quiet-user", 9, 'd', BIZ_BY_STAFF | BIZ_OWNED, 0, "actor", "$a",
	    ONE("pairing.change", "$A,$C," ACCOUNT("acc-q$n") ",'op':'add',"
	    "'pair_kind':'user','owner_notified':false"),
	    "staff adds a user in silence (any S)" },
	{ "vin-alone", 10, 'a', BIZ_OWNED, 0, "network", "$p",
	    ONE("api.request", GET("$N", "api", "/v1/vehicles/{id}", "200")
	    OF_CAR), "a car's data without signing in (any S)" },
	{ "other-car", 10, 'b', BIZ_BY_CUSTOMER | BIZ_OWNED, 0, "actor", "$a",
	    ONE("api.request", GET("$A", "api", "/v1/vehicles/{id}", "200")
	    OF_CAR), "a stranger's car's data (any S)" },
	{ "other-cars", 10, 'c', BIZ_BY_CUSTOMER | BIZ_OWNED, 0, "token",
	    "$k", STEPS({ 0, 4, 200, 3, BIZ_MANY | BIZ_CARS, "api.request",
	    GET("$A", "api", "/v1/vehicles/{id}", "200") OF_CAR, 0 }),
	    "4 x S strangers' cars (>= 3)" },
	{ "other-tenant", 11, 'a', BIZ_PARKED, 0, "actor", "prt-x$n",
	    ONE("command.request", "'actor':{'id':'prt-x$n','kind':'partner',"
	    "'tenant':'otherfleet','token_id':'tok-x$n'},$N,$C,'command_id':"
	    "'cmd-x$#','command':'locate','nonce':'x$#','counter':1,'key_id':"
	    "'k-x$n','channel':'api'"), "another tenant's actor (any S)" },
	{ "injection", 11, 'b', BIZ_BY_OUTSIDER, 0, "caller", "token:$k",
	    STEPS({ 0, 7, 15, 5, BIZ_MANY, "api.request", GET("$A", "api",
	    "/v1/trips/{id}", "500") ",'path':'/v1/trips/1%20union%20all"
	    "%20select%20$j'", 0 }), "7 x S injections, each an error (>= 5)" },
	{ "admin-abroad", 11, 'c', BIZ_BY_ADMIN, 0, "actor", "$a",
	    STEPS({ 0, 1, 0, 1, BIZ_NET_B, "auth.login",
	    SIGNIN("$A", "$a", "id"), 0 }), "an admin from elsewhere (any S)" },
	{ "self-made", 12, 'a', BIZ_BY_OUTSIDER, 0, "account", "acc-z$n",
	    STEPS({ 0, 1, 0, 0, 0, "account.create", "$N," ACCOUNT("acc-z$n")
	    ",'invite_id':null,'login':'login-z$n'", 0 },
	    { 300, 1, 0, 1, 0, "role.change", ACCOUNT("acc-z$n") ",'role':"
	    "'national-admin','op':'grant','privileged':true", 0 }),
	    "a form, then an administrator's role (any S)" },
	{ "impersonates", 12, 'b', BIZ_BY_DEALER, 0, "actor", "$a",
	    ONE("auth.login", SIGNIN("$A", "$a", "id")
	    ",'impersonates':'$b'"), "a dealer as a customer (any S)" },
	{ "no-proof", 12, 'c', BIZ_BY_DEALER | BIZ_OWNED | BIZ_PARKED, 0,
	    "vehicle", "$c",
	    STEPS({ 0, 1, 0, 1, 0, "ownership.change", "$A,$C,'from':'$b',"
	    "'to':'$a','owner_notified':true", 0 }, GIVEN_BACK),
	    "a transfer without proof (any S)" },
	{ "no-booking", 15, '-', BIZ_BY_CUSTOMER | BIZ_FREE | BIZ_PARKED, 0,
	    "vehicle", "$c", ONE("command.request", ORDER("$A", "unlock")
	    ",'phone_pos':{$P}"), "a command without a booking (any S)" },
	{ "far-phone", 16, 'a', BIZ_HIRED | BIZ_PARKED, 0, "vehicle", "$c",
	    ONE("command.request", ORDER("$V", "unlock")
	    ",'phone_pos':{$F}"), "the telephone 4 km away (> 200 m)" },
	{ "far-key", 16, 'b', BIZ_PARKED, 0, "vehicle", "$c",
	    ONE("telemetry.key", "$C,$D,'key_kind':'ble','key_op':'unlock',"
	    "'key_id':'b-$c','phone_pos':{$F}"),
	    "the Bluetooth key 4 km away (> 500 m)" },
	{ "nonce", 17, 'a', BIZ_OWNED, 0, "vehicle", "$c",
	    STEPS({ 0, 2, 900, 2, 0, "command.request", COMMAND("$V",
	    "locate", "same$n", "$#", "k-y$k", "0"), 0 }),
	    "a command once more after 15 min (> 10 s)" },
	{ "stale", 17, 'b', BIZ_OWNED, 0, "vehicle", "$c",
	    ONE("command.request", COMMAND("$V", "locate", "x$#", "$#",
	    "k-x$#", "300")), "signed 5 min before (> 60 s)" },
	{ "counter", 17, 'c', BIZ_OWNED, 0, "vehicle", "$c",
	    STEPS({ 0, 1, 0, 0, BIZ_BEFORE, "command.request", COMMAND("$V",
	    "locate", "x$#", "900", "k-z$n", "0"), 0 },
	    { 300, 1, 0, 1, 0, "command.request", COMMAND("$V", "locate",
	    "x$#", "7", "k-z$n", "0"), 0 }), "a counter that fell (any S)" },
	{ "revoked", 17, 'd', BIZ_BY_OUTSIDER, 0, "token", "$k",
	    STEPS({ 0, 1, 0, 0, BIZ_BEFORE, "auth.token", "$A,'op':'issue'",
	    0 }, { 600, 1, 0, 0, BIZ_BEFORE, "auth.token", "$A,'op':'revoke'",
	    0 }, { 600, 1, 0, 1, 0, "api.request", GET("$A", "api", "/v1/me",
	    "200"), 0 }), "a token after its revocation (any S)" },
	{ "flood", 18, 'a', BIZ_OWNED | BIZ_PARKED, 0, "vehicle", "$c",
	    STEPS({ 0, 15, 12, 11, BIZ_MANY, "command.request",
	    ORDER("$V", "horn_lights"), 0 }),
	    "15 x S commands in 3 min (> 10)" },
	{ "reconnects", 18, 'b', BIZ_PARKED, 0, "device", "$d",
	    STEPS({ 0, 28, 100, 21, BIZ_MANY, "device.connect",
	    "$D,'outcome':'success','protocol':'mqtt'", 0 }),
	    "28 x S connections in an hour (> 20)" },
	{ "no-key", 19, 'a', BIZ_PARKED, 0, "vehicle", "$c",
	    STEPS({ 0, 1, 0, 0, BIZ_BEFORE, "telemetry.sample",
	    LOCKED("true"), 0 }, { 200, 1, 0, 1, 0, "telemetry.sample",
	    LOCKED("false"), 0 }), "opened with no key (any S)" },
	{ "faults", 19, 'b', BIZ_PARKED, 7, "vehicle", "$c",
	    STEPS({ 0, 1, 0, 0, BIZ_BEFORE, "telemetry.sample", CAR
	    "{'Vehicle.Diagnostics.DTCCount':0}", 0 },
	    { 30, 1, 0, 1, 0, "telemetry.sample", CAR
	    "{'Vehicle.Diagnostics.DTCCount':$m}", 0 }),
	    "7 x S faults at once (>= 5)" },
	{ "injected", 19, 'c', BIZ_PARKED, 7, "vehicle", "$c",
	    STEPS({ 0, 1, 0, 0, BIZ_BEFORE, "telemetry.sample", CAR
	    "{'Vehicle.Cabin.Door.Row1.DriverSide.IsLocked':true,'Vehicle."
	    "Diagnostics.DTCCount':0}", 0 },
	    { 200, 1, 0, 0, 0, "telemetry.sample", LOCKED("false"), 0 },
	    { 15, 1, 0, 1, 0, "telemetry.sample", CAR
	    "{'Vehicle.Diagnostics.DTCCount':$m}", 0 }),
	    "opened with no key, and 7 x S faults (>= 5)" },
	{ "not-done", 20, 'a', BIZ_OWNED | BIZ_PARKED, 0, "vehicle", "$c",
	    STEPS({ 0, 1, 0, 0, 0, "command.request", "$V,$C,'command_id':"
	    "'cmd-v$n','command':'lock','nonce':'x$#','counter':$#,'key_id':"
	    "'k-x$#','issued_at':$-0;,'channel':'app'", 0 },
	    { 1, 1, 0, 0, 0, "command.result", "$C,'command_id':'cmd-v$n',"
	    "'command':'lock','result':'ack'", 0 },
	    { 90, 1, 0, 1, 0, "telemetry.sample", LOCKED("false"), 0 }),
	    "locked by word, open in fact (any S)" },
	{ "none-done", 20, 'b', 0, 0, "firmware", "4.2.$f",
	    STEPS({ 0, 7, 20, 0, BIZ_MANY | BIZ_CARS, "command.request",
	    "'actor':{'id':'svc-00003','kind':'service'},$C,'command_id':"
	    "'cmd-n$n-$i','command':'lock','nonce':'x$#','counter':$#,"
	    "'key_id':'k-n$n','issued_at':$-0;,'channel':'auto'", 0 },
	    { 1, 7, 20, 0, BIZ_MANY | BIZ_CARS, "command.result",
	    "$C,'command_id':'cmd-n$n-$i','command':'lock','result':'ack'",
	    0 }, { 90, 7, 20, 5, BIZ_MANY | BIZ_CARS, "telemetry.sample",
	    LOCKED("false"), 0 }),
	    "the same in 7 x S cars of one firmware (>= 5)" },
};

const struct biz_raid_kind *
biz_raid_command_kinds(size_t *n)
{

	*n = COUNT_OF(kinds);
	return (kinds);
}
