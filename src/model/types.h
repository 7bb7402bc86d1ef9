/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The event types and their logsource categories, each once.
 *
 * A type row names its fields beyond the envelope in a small notation: names
 * are separated by spaces, a|b is "one of these", name{x,y} gives the words
 * that an enumerated field may have on this type.
 */
#ifndef MODEL_TYPES_H
#define MODEL_TYPES_H

/* symbol, name, default entity: the first of these fields that is present */
#define CATEGORIES(X)							\
	X(TELEMETRY,	"telemetry",	"vehicle.id device.id campaign_id")  \
	X(DEVICE, "device", "device.id sim.iccid ident.source_key") \
	X(COMMAND,	"command",	"vehicle.id device.id campaign_id")  \
	X(API,		"api",		"actor.id login ident.source_key")   \
	X(AUTH,		"auth",		"actor.id login ident.source_key")   \
	X(ACCOUNT, "account", "target.id user_id vehicle.id actor.id") \
	X(BOOKING, "booking", "target.id user_id vehicle.id actor.id") \
	X(ACCESS,	"access",	"actor.id database")		     \
	X(DATABASE,	"database",	"actor.id database")		     \
	X(CLOUD,	"cloud",	"bucket resource")		     \
	X(OTA,		"ota",		"vehicle.id device.id campaign_id")  \
	X(IDS,		"ids",		"vehicle.id device.id campaign_id")  \
	X(CHARGING,	"charging",	"station_id")			     \
	X(SIM, "sim", "device.id sim.iccid ident.source_key") \
	X(REFERENCE,	"reference",	"key")				     \
	X(FEED,		"feed",		"source.name")

/* symbol, name, category, required, optional, help */
#define TYPES(X)							\
	X(TELEMETRY_SAMPLE, "telemetry.sample", TELEMETRY,		\
	    "vehicle|device signals|gnss",				\
	    "seq trip_id booking_id",					\
	    "A report of signals or of the receiver.")			\
	X(TELEMETRY_ALARM, "telemetry.alarm", TELEMETRY,		\
	    "vehicle|device alarm", "",					\
	    "An alarm that the unit raised by itself.")			\
	X(TELEMETRY_KEY, "telemetry.key", TELEMETRY,			\
	    "vehicle|device key_kind key_op", "key_id phone_pos",	\
	    "A key was used at the car.")				\
	X(TRIP_START, "trip.start", TELEMETRY,				\
	    "vehicle|device trip_id", "start_odo_m end_odo_m booking_id", \
	    "A trip began.")						\
	X(TRIP_END, "trip.end", TELEMETRY,				\
	    "vehicle|device trip_id", "start_odo_m end_odo_m booking_id", \
	    "A trip ended.")						\
	X(TWIN_SILENT, "twin.silent", TELEMETRY,			\
	    "vehicle silent_s", "interval_s silent_ratio power_cut_s",	\
	    "Generated: a vehicle has not reported for a while.")	\
	X(DEVICE_CONNECT, "device.connect", DEVICE,			\
	    "device protocol",						\
	    "client_id clean will session_takeover disconnect_reason",	\
	    "A unit connected.")					\
	X(DEVICE_DISCONNECT, "device.disconnect", DEVICE,		\
	    "device protocol",						\
	    "client_id clean will session_takeover disconnect_reason",	\
	    "A unit's connection ended.")				\
	X(DEVICE_AUTH, "device.auth", DEVICE,				\
	    "outcome auth_method",					\
	    "credential_id credential_age_s default_credential "	\
	    "secret_tag login fail_reason",				\
	    "A unit proved, or failed to prove, who it is.")		\
	X(BROKER_ACL, "broker.acl", DEVICE,				\
	    "op{pub,sub} topic decision", "client_id",			\
	    "The broker judged a publish or subscribe.")		\
	X(COMMAND_REQUEST, "command.request", COMMAND,			\
	    "vehicle|device command_id command",			\
	    "nonce counter key_id issued_at channel booking_id "	\
	    "ticket_id phone_pos",					\
	    "Somebody asked the car to do something.")			\
	X(COMMAND_DECISION, "command.decision", COMMAND,		\
	    "vehicle command_id decision", "command rule_id state_age_ms", \
	    "A command was allowed, denied or held.")			\
	X(COMMAND_RESULT, "command.result", COMMAND,			\
	    "vehicle|device command_id result{ack,nack,timeout}",	\
	    "command latency_ms",					\
	    "The car answered a command.")				\
	X(API_REQUEST, "api.request", API,				\
	    "method route status",					\
	    "host path scheme api_version req_bytes resp_bytes "	\
	    "duration_ms scopes object_ids subject_ids record_count "	\
	    "pii_classes write_props content_type enc_key_id",		\
	    "A call of an app, partner or employee interface.")		\
	X(APP_REPORT, "app.report", API, "report", "host",		\
	    "The app reported something about itself.")			\
	X(AUTH_LOGIN, "auth.login", AUTH, "outcome",			\
	    "login factors default_credential secret_tag fail_reason "	\
	    "host impersonates",					\
	    "A person or service logged in, or tried to.")		\
	X(AUTH_LOGOUT, "auth.logout", AUTH, "actor.id", "",		\
	    "A session was ended by its owner.")			\
	X(AUTH_TOKEN, "auth.token", AUTH,				\
	    "op{issue,refresh,revoke,use_after_revoke} actor.token_id",	\
	    "scopes ttl_s",						\
	    "A token was issued, refreshed, revoked or misused.")	\
	X(AUTH_CODE, "auth.code", AUTH,					\
	    "op{send,check} target.id "					\
	    "purpose", "medium login",					\
	    "A one-time code was sent or checked.")			\
	X(ACCOUNT_CREATE, "account.create", ACCOUNT, "target.id",	\
	    "invite_id login", "An account came into being.")		\
	X(ACCOUNT_CHANGE, "account.change", ACCOUNT, "target.id field",	\
	    "via", "An account's data changed.")			\
	X(ROLE_CHANGE, "role.change", ACCOUNT,				\
	    "target.id role op{grant,revoke}", "approval_id privileged", \
	    "A role was granted or taken.")				\
	X(OWNERSHIP_CHANGE, "ownership.change", ACCOUNT,		\
	    "vehicle from to", "proof_id owner_notified",		\
	    "A vehicle changed hands.")					\
	X(PAIRING_CHANGE, "pairing.change", ACCOUNT,			\
	    "vehicle target.id op{add,remove} pair_kind",		\
	    "pairing_id booking_id owner_notified",			\
	    "An app, key or user was paired with a car.")		\
	X(PAIRING_RESIDUAL, "pairing.residual", ACCOUNT,		\
	    "vehicle target.id after_s active_access",			\
	    "booking_id pair_kinds",					\
	    "Generated: access outlived a booking or ownership.")	\
	X(BOOKING_CREATE, "booking.create", BOOKING,			\
	    "booking_id user_id",					\
	    "vehicle planned_start planned_end zone pay_h doc_h dest",	\
	    "A booking was made.")					\
	X(BOOKING_START, "booking.start", BOOKING, "booking_id",	\
	    "user_id vehicle planned_end", "A booking began.")		\
	X(BOOKING_EXTEND, "booking.extend", BOOKING, "booking_id",	\
	    "user_id vehicle planned_end", "A booking was extended.")	\
	X(BOOKING_END, "booking.end", BOOKING, "booking_id",		\
	    "user_id vehicle planned_end", "A booking ended.")		\
	X(BOOKING_CANCEL, "booking.cancel", BOOKING, "booking_id",	\
	    "user_id vehicle planned_end", "A booking was cancelled.")	\
	X(BOOKING_OVERDUE, "booking.overdue", BOOKING,			\
	    "booking_id user_id vehicle overdue_s", "",			\
	    "Generated: a booked vehicle was not brought back.")	\
	X(DATA_ACCESS, "data.access", ACCESS,				\
	    "actor.id op{view,search,live_follow,export,download,print," \
	    "share,delete} data_classes",				\
	    "target subject_ids subject_count rows bytes reason "	\
	    "ticket_id window_from window_to window_s duration_s "	\
	    "recipient route",						\
	    "Somebody looked at customers' data.")			\
	X(DB_QUERY, "db.query", DATABASE,				\
	    "database tables op{select,insert,update,delete,drop,alter," \
	    "grant,copy}",						\
	    "rows bytes client_app client_host has_predicate query_fp",	\
	    "A database statement.")					\
	X(CLOUD_OBJECT, "cloud.object", CLOUD,				\
	    "bucket op{get,put,list,delete}", "key_h anonymous bytes",	\
	    "An object in cloud storage was touched.")			\
	X(CLOUD_CONFIG, "cloud.config", CLOUD, "resource change", "",	\
	    "A cloud setting changed.")					\
	X(OTA_CAMPAIGN, "ota.campaign", OTA,				\
	    "campaign_id op{create,start,pause,resume,end}",		\
	    "artifact_id ecu to_version population",			\
	    "An update campaign changed state.")			\
	X(OTA_INSTALL, "ota.install", OTA,				\
	    "vehicle result{success,failure,rolled_back,offered,missed}", \
	    "campaign_id artifact_id ecu from_version to_version sha256 " \
	    "signer",							\
	    "A vehicle installed, or failed to install, an update.")	\
	X(IDS_EVENT, "ids.event", IDS, "vehicle|device event_def_id",	\
	    "event_name ecu idsm_instance sensor_instance count "	\
	    "context_b64 sig_ok",					\
	    "The vehicle's intrusion detection reported.")		\
	X(OCPP_MESSAGE, "ocpp.message", CHARGING,			\
	    "station_id action direction",				\
	    "ocpp_version evse auth_profile id_tag tx_id meter_wh "	\
	    "power_w limit_w url_host charger",				\
	    "A charging station and its system talked.")		\
	X(SIM_EVENT, "sim.event", SIM, "sim|target.id sim_event",	\
	    "bytes remote dst_port imei_class",				\
	    "The mobile operator reported about a SIM.")		\
	X(REF_ROW, "ref.row", REFERENCE,				\
	    "table key op{set,end}", "valid_from valid_to row",		\
	    "A row of reference data.")					\
	X(AUDIT_LOG, "audit.log", FEED,					\
	    "op{start,stop,clear,delete,level,rotate,gap,broken,backup," \
	    "drill}",							\
	    "log from_seq to_seq recipient",				\
	    "Something happened to a log or a backup.")			\
	X(FEED_HEALTH, "feed.health", FEED, "state",			\
	    "lag_s dropped rejected",					\
	    "A source's collector reported its health.")		\
	X(FEED_SILENT, "feed.silent", FEED, "source.name silent_s",	\
	    "interval_s silent_ratio",					\
	    "Generated: a source has been quiet for a while.")		\
	X(CLOCK_TICK, "clock.tick", FEED, "", "",			\
	    "Moves the clock, nothing else.")

#define X(sym, name, entity)	CATEGORY_##sym,
enum category { CATEGORIES(X) CATEGORY_COUNT, CATEGORY_NONE = -1 };
#undef X

#define X(sym, ...)	TYPE_##sym,
enum event_type { TYPES(X) TYPE_COUNT, TYPE_UNKNOWN = TYPE_COUNT };
#undef X

#endif
