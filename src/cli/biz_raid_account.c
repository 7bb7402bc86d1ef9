/* SPDX-License-Identifier: Apache-2.0 */
/* Attacks on customers and bookings: scenarios 23 to 30. */
#include "base/mem.h"
#include "cli/biz_raid_account.h"

#define STEPS(...)	(const struct biz_raid_step[]){ __VA_ARGS__, { 0 } }
#define ACCOUNT(id)	"'target':{'kind':'account','id':'" id "'}"
#define KNOWN		{ 0, 1, 0, 0, BIZ_BEFORE, "auth.login", "$V,"	      \
	"'outcome':'success','login':'login-$b','host':'id.example.com'", 0 }
#define LOGIN_X		"$X,'outcome':'success','login':'login-$b','host':"   \
	"'id.example.com'"
#define FAILS(login)	"$N,'outcome':'failure','fail_reason':'bad_secret',"  \
	"'host':'id.example.com','login':'" login "'"
#define UNLOCK_X	"$X,$C,'command_id':'cmd-x$#','command':'unlock',"    \
	"'nonce':'x$#','counter':$#,'key_id':'k-x$k','issued_at':$-0;,"	      \
	"'channel':'app'"
#define OLD(more)	"'actor':{'id':'$b','kind':'customer','token_id':"     \
	"'tok-v$n'},$W" more
#define BOOKED(who, more) who ",$C,'booking_id':'bk-x$n','user_id':'" more
#define PLAN		"','planned_start':$+0;,'planned_end':$+3600;"

/* name, scenario, letter, cast, base, entity's kind and id, steps, --help */
static const struct biz_raid_kind kinds[] = {
	{ "stuffing", 23, 'a', BIZ_BY_OUTSIDER, 0, "network", "$u",
	    STEPS({ 0, 42, 12, 30, BIZ_MANY, "auth.login",
	    FAILS("leak-$j"), 0 }),
	    "42 x S logins of a leaked list fail (>= 30)" },
	{ "stuffing-hit", 23, 'b', BIZ_BY_OUTSIDER, 0, "network", "$u",
	    STEPS(KNOWN, { 3600, 42, 12, 0, BIZ_MANY, "auth.login",
	    FAILS("list-$j"), 0 }, { 20, 1, 0, 1, 0, "auth.login", LOGIN_X,
	    0 }), "the same, and one succeeds" },
	{ "stolen-cards", 24, 'a', BIZ_FREE, 0, "account", "$a",
	    STEPS({ 0, 5, 300, 3, BIZ_MANY | BIZ_WHOS | BIZ_CARS,
	    "booking.create", "$A,$C,'booking_id':'bk-x$n-$i','user_id':'$a',"
	    "'pay_h':'card-x$n','doc_h':'doc-x$j$n','planned_start':$+0;,"
	    "'planned_end':$+3600;", 0 }),
	    "5 x S new accounts on one card (>= 3)" },
	{ "premium", 24, 'b', BIZ_FREE | BIZ_PREMIUM, 0, "account", "$a",
	    STEPS({ 0, 2, 300, 2, BIZ_WHOS, "booking.create",
	    "$A,'vehicle':{'id':'$c','class':'premium'},'booking_id':"
	    "'bk-x$n-$i','user_id':'$a','pay_h':'card-y$n','doc_h':'doc-y$j$n'"
	    ",'planned_start':$+0;,'planned_end':$+3600;", 0 }),
	    "two new accounts, one card, a premium car (any S)" },
	{ "never-back", 24, 'c', BIZ_BY_CUSTOMER | BIZ_FREE, 0, "account",
	    "$a", STEPS({ 0, 1, 0, 0, 0, "booking.create",
	    BOOKED("$A", "$a") PLAN, 0 }, { 60, 1, 0, 1, 0, "booking.start",
	    BOOKED("$A", "$a'"), 0 }),
	    "a car that nobody brings back (any S)" },
	{ "takeover-ride", 25, '-', BIZ_FREE, 0, "account", "$b",
	    STEPS(KNOWN, { 3600, 1, 0, 0, 0, "auth.login", LOGIN_X, 0 },
	    { 90, 1, 0, 0, 0, "account.change", "$X,'outcome':'success',"
	    ACCOUNT("$b") ",'field':'phone','via':'self'", 0 },
	    { 600, 1, 0, 1, 0, "booking.create", BOOKED("$X", "$b") PLAN,
	    0 }, { 300, 1, 0, 0, BIZ_BEFORE, "booking.cancel",
	    BOOKED("$X", "$b'"), 0 }),
	    "new device, new phone number, a booking (any S)" },
	{ "sold-account", 26, 'a', BIZ_BY_OUTSIDER, 0, "actor", "$a",
	    STEPS({ 0, 6, 1800, 4, BIZ_MANY | BIZ_WHOS, "auth.login",
	    "'actor':{'id':'$a','kind':'customer','token_id':'$k'},'client':"
	    "{'ip':'198.51.100.99','asn':64590,'net_kind':'fixed',"
	    "'device_key':'app-x$n'},'outcome':'success','login':'login-$a',"
	    "'host':'id.example.com'", 0 }),
	    "6 x S accounts on one telephone (> 3)" },
	{ "overlap", 26, 'b', BIZ_BY_CUSTOMER | BIZ_FREE, 0, "account", "$a",
	    STEPS({ 0, 2, 300, 2, BIZ_MANY | BIZ_CARS, "booking.create",
	    "$A,$C,'booking_id':'bk-x$n-$i','user_id':'$a','planned_start':"
	    "$+0;,'planned_end':$+5400;", 0 },
	    { 900, 2, 10, 0, BIZ_MANY | BIZ_BEFORE, "booking.cancel",
	    "$A,'booking_id':'bk-x$n-$i','user_id':'$a'", 0 }),
	    "2 x S bookings at a time (>= 2)" },
	{ "codes", 27, 'a', BIZ_BY_OUTSIDER, 0, "account", "$b",
	    STEPS({ 0, 9, 30, 6, BIZ_MANY, "auth.code", "$N," ACCOUNT("$b")
	    ",'op':'check','purpose':'login','medium':'sms','outcome':"
	    "'failure'", 0 }), "9 x S wrong codes for one account (> 5)" },
	{ "codes-wide", 27, 'b', BIZ_BY_OUTSIDER, 0, "network", "$p",
	    STEPS({ 0, 70, 5, 51, BIZ_MANY, "auth.code", "$N,"
	    ACCOUNT("acc-w$j") ",'op':'check','purpose':'login','medium':"
	    "'sms','outcome':'failure'", 0 }),
	    "70 x S wrong codes from one source (> 50)" },
	{ "token-relay", 28, 'a', BIZ_BY_OUTSIDER, 0, "token", "$K",
	    STEPS({ 0, 1, 0, 0, 0, "api.request", "$V,'host':"
	    "'api.example.com','scheme':'https','method':'GET','status':200,"
	    "'route':'/v1/me'", 0 }, { 60, 1, 0, 0, 0, "api.request",
	    "$Z,'host':'api.example.com','scheme':'https','method':'GET',"
	    "'status':200,'route':'/v1/me'", 0 },
	    { 60, 1, 0, 1, 0, "api.request", "$V,'host':'api.example.com',"
	    "'scheme':'https','method':'GET','status':200,'route':'/v1/me'",
	    0 }), "a token in two places at a time (any S)" },
	{ "logger", 28, 'b', BIZ_BY_PARTNER | BIZ_OWNED | BIZ_KNOWN, 0,
	    "actor", "$a", STEPS({ 0, 1, 0, 1, 0, "command.request",
	    "$A,$C,'command_id':'cmd-x$#','command':'unlock','nonce':'x$#',"
	    "'counter':$#,'key_id':'k-$k','issued_at':$-0;,'channel':'api'",
	    0 }),
	    "a partner's first command (any S)" },
	{ "revoked-command", 28, 'c', BIZ_OWNED, 0, "token", "tok-v$n",
	    STEPS({ 0, 1, 0, 0, BIZ_BEFORE, "auth.token", OLD(",'op':"
	    "'issue'"), 0 }, { 600, 1, 0, 0, BIZ_BEFORE, "auth.token",
	    OLD(",'op':'revoke'"), 0 },
	    { 600, 1, 0, 1, 0, "command.request", OLD(",$C,'command_id':"
	    "'cmd-x$#','command':'locate','nonce':'x$#','counter':$#,"
	    "'key_id':'k-v$n','issued_at':$-0;,'channel':'api'"), 0 }),
	    "a command with a revoked token (any S)" },
	{ "sim-swap", 29, '-', BIZ_BY_OUTSIDER | BIZ_OWNED, 0, "account",
	    "$b", STEPS(KNOWN, { 3600, 1, 0, 0, 0, "sim.event", "'sim':{"
	    "'iccid':'899$#'},'sim_event':'swap'," ACCOUNT("$b"), 0 },
	    { 1200, 1, 0, 0, 0, "auth.code", "$N," ACCOUNT("$b") ",'op':"
	    "'send','purpose':'reset','medium':'sms','outcome':'success'",
	    0 }, { 90, 1, 0, 0, 0, "auth.login", LOGIN_X, 0 },
	    { 120, 1, 0, 1, 0, "command.request", UNLOCK_X, 0 }),
	    "swap, reset by SMS, new device, unlock (any S)" },
	{ "residual", 30, '-', BIZ_BY_CUSTOMER | BIZ_FREE, 0, "account",
	    "$a", STEPS({ 0, 1, 0, 0, BIZ_BEFORE, "booking.create",
	    BOOKED("$A", "$a") PLAN, 0 }, { 60, 1, 0, 0, BIZ_BEFORE,
	    "booking.start", BOOKED("$A", "$a'"), 0 },
	    { 5, 1, 0, 0, 0, "pairing.change", "$A,$C," ACCOUNT("$a")
	    ",'op':'add','pair_kind':'ble_key','pairing_id':'bk-x$n',"
	    "'booking_id':'bk-x$n'", 0 },
	    { 900, 1, 0, 1, 0, "booking.end", BOOKED("$A", "$a'"), 0 }),
	    "the key stays after the ride (any S)" },
};

const struct biz_raid_kind *
biz_raid_account_kinds(size_t *n)
{

	*n = COUNT_OF(kinds);
	return (kinds);
}
