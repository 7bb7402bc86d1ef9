/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attacks on units, networks, updates and chargers: scenarios 54 to 68; those
 * that need the car's motion stand in sim_attack.c.
 */
#include "base/mem.h"
#include "cli/biz_raid_device.h"

#define STEPS(...)	(const struct biz_raid_step[]){ __VA_ARGS__, { 0 } }
#define ONE(type, text)	STEPS({ 0, 1, 0, 1, 0, type, text, 0 })
#define CAR		"$C,$D,'signals':"
#define CONNECT		",'outcome':'success','protocol':'mqtt'"
#define JA4		"t13d1516h2_8daaf6152771_02713d6af862"
#define ZEROS		"0000000000000000000000000000000000000000000000000000"
#define FROM(version, ja4, more) "$D,'client':{'ip':'203.0.113.66','asn':"    \
	"64590,'net_kind':'hosting','tls':{'version':" version ",'ja4':'" ja4 \
	"'" more "}}" CONNECT
#define INSTALL(campaign, result, more) "$C,'campaign_id':'" campaign "',"    \
	"'artifact_id':'tcu-4.2.1','ecu':'tcu','to_version':'4.2.1',"	      \
	"'result':'" result "'" more
#define FIX	"$C,$D,'gnss':{'sats':0},'signals':{'Vehicle.CurrentLocation."\
	"GNSSReceiver.FixType':'NONE'}"
#define CHARGER(conn, id, action, more) "'conn_id':'" conn "','client':"      \
	"{'ip':'203.0.113.90'},'station_id':'" id "','direction':'in',"	      \
	"'ocpp_version':'1.6','action':'" action "'" more
#define SIM	"'sim':{'iccid':'8949'},'sim_event':"

/* name, scenario, letter, cast, base, entity's kind and id, steps, --help */
static const struct biz_raid_kind kinds[] = {
	{ "region", 54, 'a', BIZ_PARKED, 0, "cell", "",
	    STEPS({ 0, 8, 2, 0, BIZ_MANY | BIZ_CARS, "telemetry.sample", FIX,
	    0 }, { 120, 8, 4, 5, BIZ_MANY | BIZ_CARS, "telemetry.sample",
	    FIX, 0 }), "8 x S cars without a fix together (>= 5)" },
	{ "double", 57, 'a', BIZ_RIDDEN, 0, "device", "$d",
	    STEPS({ 0, 10, 10, 2, 0, "telemetry.sample", "'conn_id':'c-x$n',"
	    CAR "{'Vehicle.IsMoving':true}", 0 }),
	    "a second session between the first one's reports (any S)" },
	{ "invented", 57, 'd', BIZ_BY_OUTSIDER, 0, "network", "$p",
	    STEPS({ 0, 14, 20, 10, BIZ_MANY, "device.connect", "$N,'device':{"
	    "'id':'dev-n$n-$j'}" CONNECT, 0 }),
	    "14 x S new units from one source (>= 10)" },
	{ "same-imei", 57, 'e', BIZ_PARKED, 0, "device", "$I",
	    STEPS({ 0, 1, 0, 0, BIZ_BEFORE, "device.connect", "$D" CONNECT, 0 },
	    { 600, 1, 0, 1, 0, "device.connect", "'device':{'id':'dev-i$n',"
	    "'imei':'$I'}" CONNECT, 0 }),
	    "another unit with its IMEI (any S)" },
	{ "other-sim", 58, 'a', BIZ_PARKED, 0, "device", "$d",
	    ONE("device.connect", "'sim':{'iccid':'899900$n'},$D" CONNECT),
	    "the unit with another SIM (any S)" },
	{ "sim-in-phone", 58, 'b', BIZ_PARKED, 0, "device", "$d",
	    ONE("sim.event", "$D," SIM "'imei_change','imei_class':'phone'"),
	    "the SIM in a telephone (any S)" },
	{ "elsewhere", 58, 'c', BIZ_PARKED, 0, "device", "$d",
	    ONE("sim.event", "$D," SIM "'flow','remote':'203.0.113.5',"
	    "'dst_port':443"), "the SIM talks to the internet (any S)" },
	{ "other-vin", 61, 'a', BIZ_PARKED, 0, "vehicle", "$c",
	    ONE("telemetry.sample", CAR "{'Vehicle.VehicleIdentification.VIN'"
	    ":'WVV00000009000001'}"), "the unit in another car (any S)" },
	{ "certificate", 62, 'a', BIZ_PARKED, 0, "device", "$d",
	    ONE("device.connect", FROM("1.3", JA4, ",'cert':{'issuer':"
	    "'Nobody','sha256':'" ZEROS "000000000bad'}")),
	    "another certificate (any S)" },
	{ "fingerprint", 62, 'b', BIZ_PARKED | BIZ_STEADY, 0, "device", "$d",
	    STEPS({ 0, 1, 0, 0, BIZ_BEFORE, "device.connect", "$D" CONNECT, 0 },
	    { 600, 1, 0, 1, 0, "device.connect", FROM("1.3",
	    "t13i040400_c866b44c5a26_000000000bad", ""), 0 }),
	    "another TLS fingerprint (any S)" },
	{ "pins", 62, 'c', BIZ_BY_OUTSIDER, 0, "network", "64591",
	    STEPS({ 0, 7, 30, 5, BIZ_MANY, "app.report", "'client':{'ip':"
	    "'198.51.100.60','asn':64591,'net_kind':'fixed','device_key':"
	    "'app-p$j'},'report':'pin_failure','host':'api.example.com'", 0 }),
	    "7 x S telephones refuse a certificate (>= 5)" },
	{ "old-tls", 63, 'a', BIZ_PARKED, 0, "device", "$d",
	    ONE("device.connect", FROM("1.0", JA4, "")),
	    "TLS 1.0 where 1.3 was (any S)" },
	{ "wildcard", 64, 'a', BIZ_PARKED, 0, "device", "$d",
	    ONE("broker.acl", "$D,'op':'sub','topic':'#','decision':'allow'"),
	    "a subscription to everything (any S)" },
	{ "topics", 64, 'b', BIZ_PARKED, 0, "device", "$d",
	    STEPS({ 0, 7, 7, 5, BIZ_MANY, "broker.acl", "$D,'op':'sub',"
	    "'topic':'x/$j','decision':'deny'", 0 }),
	    "7 x S topics refused in a minute (>= 5)" },
	{ "guessing", 64, 'c', BIZ_BY_OUTSIDER | BIZ_PARKED, 0, "device",
	    "$d", STEPS({ 0, 28, 15, 20, BIZ_MANY, "device.auth",
	    "$N,$D,'outcome':'failure','auth_method':'password'", 0 }),
	    "28 x S wrong passwords (>= 20)" },
	{ "unknown-units", 64, 'd', BIZ_BY_OUTSIDER, 0, "network", "$p",
	    STEPS({ 0, 7, 20, 5, BIZ_MANY, "device.connect", "$N,'device':{"
	    "'id':'dev-u$n-$j'}" CONNECT, 0 }),
	    "7 x S unknown units from one source (>= 5)" },
	{ "tampered", 65, 'a', BIZ_PARKED, 0, "vehicle", "$c",
	    ONE("ota.install", INSTALL("cmp-1", "success", ",'sha256':'" ZEROS
	    "000000000bad','signer':'rel-key-3'")),
	    "an update with other bytes (any S)" },
	{ "rolled-back", 65, 'b', BIZ_PARKED, 0, "vehicle", "$c",
	    ONE("device.connect", "'vehicle':{'id':'$c'},'device':{'id':'$d',"
	    "'imei':'$I','fw':'4.2.9'}" CONNECT),
	    "new firmware without a campaign (any S)" },
	{ "wave-fails", 65, 'c', 0, 0, "campaign", "cmp-x$n",
	    STEPS({ 0, 26, 60, 20, BIZ_MANY | BIZ_CARS, "ota.install",
	    INSTALL("cmp-x$n", "failure", ""), 0 }),
	    "26 x S failures in one campaign (>= 20)" },
	{ "kept-away", 65, 'd', BIZ_PARKED, 0, "vehicle", "$c",
	    STEPS({ 0, 4, 7200, 3, BIZ_MANY, "ota.install",
	    INSTALL("cmp-1", "missed", ""), 0 }),
	    "4 x S offers missed (>= 3)" },
	{ "same-event", 66, 'a', 0, 0, "firmware", "4.1.0",
	    STEPS({ 0, 4, 300, 3, BIZ_MANY | BIZ_CARS, "ids.event",
	    "$C,'device':{'id':'$d','fw':'4.1.0'},'event_def_id':4120,"
	    "'event_name':'bus_flood','ecu':'gateway','count':1", 0 }),
	    "one event inside 4 x S cars (>= 3)" },
	{ "peer-flow", 66, 'b', BIZ_PARKED, 0, "vehicle", "$c",
	    ONE("sim.event", "$C,$D," SIM "'flow','remote':'10.99.0.7',"
	    "'dst_port':6667"), "a car talks to a car (any S)" },
	{ "diagnosis", 66, 'c', BIZ_PARKED, 5, "vehicle", "$c",
	    ONE("ids.event", "$C,$D,'event_def_id':4113,'event_name':"
	    "'uds_security_access_failed','ecu':'gateway','count':$m"),
	    "5 x S failed accesses (>= 3)" },
	{ "reflash", 66, 'd', BIZ_RIDDEN, 0, "vehicle", "$c",
	    ONE("ids.event", "$C,$D,'event_def_id':4130,'event_name':"
	    "'ecu_reflash','ecu':'brake','count':1"),
	    "flashed on the road (any S)" },
	{ "two-sockets", 67, 'a', BIZ_PARKED, 0, "station", "cs-1001",
	    STEPS({ 0, 1, 0, 0, BIZ_BEFORE, "ocpp.message", CHARGER("ws-a$n",
	    "cs-1001", "Heartbeat", ""), 0 },
	    { 30, 1, 0, 0, 0, "ocpp.message", CHARGER("ws-b$n", "cs-1001",
	    "Heartbeat", ""), 0 },
	    { 30, 1, 0, 1, 0, "ocpp.message", CHARGER("ws-a$n", "cs-1001",
	    "Heartbeat", ""), 0 }), "one station, two sockets (any S)" },
	{ "profile", 67, 'b', BIZ_PARKED, 0, "station", "cs-1000",
	    ONE("ocpp.message", CHARGER("ws-1000", "cs-1000", "Heartbeat",
	    ",'auth_profile':0")), "a station without its key (any S)" },
	{ "stations", 67, 'c', BIZ_BY_OUTSIDER, 0, "network", "$p",
	    STEPS({ 0, 7, 30, 5, BIZ_MANY, "ocpp.message", "$N,'station_id':"
	    "'cx-$n-$j','direction':'in','ocpp_version':'1.6','action':"
	    "'BootNotification'", 0 }), "7 x S unknown stations (>= 5)" },
	{ "bad-firmware", 67, 'd', BIZ_PARKED, 0, "station", "cs-1002",
	    ONE("ocpp.message", "'conn_id':'ws-1002','station_id':'cs-1002',"
	    "'direction':'out','ocpp_version':'1.6','action':'UpdateFirmware'"
	    ",'url_host':'fw.example.net'"),
	    "firmware from elsewhere (any S)" },
	{ "other-charger", 67, 'e', BIZ_PARKED, 0, "station", "cs-1001",
	    ONE("ocpp.message", CHARGER("ws-1001", "cs-1001",
	    "BootNotification", ",'charger':{'vendor':'Volta','model':'V22',"
	    "'serial':'copy-1'}")), "another charger's serial (any S)" },
	{ "meter-back", 68, 'a', BIZ_PARKED, 0, "station", "cs-1000",
	    STEPS({ 0, 1, 0, 0, BIZ_BEFORE, "ocpp.message", CHARGER("ws-1000",
	    "cs-1000", "MeterValues", ",'evse':7,'tx_id':'tx-x$n','meter_wh':"
	    "900000"), 0 }, { 300, 1, 0, 1, 0, "ocpp.message",
	    CHARGER("ws-1000", "cs-1000", "MeterValues", ",'evse':7,'tx_id':"
	    "'tx-x$n','meter_wh':800000"), 0 }), "a meter that fell (any S)" },
	{ "copied-card", 68, 'b', BIZ_PARKED, 0, "card", "tag-x$n",
	    STEPS({ 0, 2, 120, 2, BIZ_MANY, "ocpp.message", CHARGER("ws-100$i",
	    "cs-100$i", "Authorize", ",'id_tag':'tag-x$n'"), 0 }),
	    "one card at 2 x S stations (>= 2)" },
};

const struct biz_raid_kind *
biz_raid_device_kinds(size_t *n)
{

	*n = COUNT_OF(kinds);
	return (kinds);
}
