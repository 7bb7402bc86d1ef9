/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The field dictionary: every name that an event line may carry, once.  The
 * reader, the rule checker, `vedette fields`, the manual and the JSON Schema
 * come from these rows: the envelope here, fields of single event types in
 * fields_type.h, signals in fields_signal.h.
 */
#ifndef MODEL_FIELDS_H
#define MODEL_FIELDS_H

#include "model/fields_signal.h"
#include "model/fields_type.h"

/*
 * symbol, name, type, array, unit, least, most, words of an enum, entity
 * kind, class of personal data ("any": of unknown content), help.  A bound of
 * NONE is not checked; INT is always within 2^53.
 */
#define FIELDS_ENVELOPE(X)	\
	X(ID, "id", ID, false, "", NONE, NONE, "", "", "", \
	    "Unique event id.") \
	X(V, "v", INT, false, "", NONE, NONE, "", "", "", \
	    "Version of the event contract, 1.") \
	X(TENANT, "tenant", ID, false, "", NONE, NONE, "", "tenant", "", \
	    "Hard isolation key.") \
	X(TYPE, "type", TEXT, false, "", NONE, NONE, "", "", "", \
	    "What happened.") \
	X(TIME, "time", TS, false, "", NONE, NONE, "", "", "", \
	    "When it happened at the source.") \
	X(RECEIVED, "received", TS, false, "", NONE, NONE, "", "", "", \
	    "When the collector got it.") \
	X(INGESTED, "ingested", TS, false, "", NONE, NONE, "", "", "", \
	    "When the engine took it; never read by detection.") \
	X(DEVICE_TIME, "device_time", TEXT, false, "", NONE, NONE, "", "", \
	    "", "The device's own clock as sent.") \
	X(DELAYED, "delayed", BOOL, false, "", NONE, NONE, "", "", "", \
	    "The device marked it as a buffered upload.") \
	X(SOURCE, "source", OBJ, false, "", NONE, NONE, "", "", "", \
	    "Where the line came from.") \
	X(SOURCE_NAME, "source.name", ID, false, "", NONE, NONE, "", \
	    "feed", "", "Name of the source.") \
	X(SOURCE_KIND, "source.kind", ENUM, false, "", NONE, NONE, \
	    "file,tcp,udp,mqtt,kafka,http,syslog,gateway,loader,twin", "", \
	    "", "How the source delivers.") \
	X(SOURCE_INSTANCE, "source.instance", ID, false, "", NONE, NONE, \
	    "", "", "", "Which collector of the source.") \
	X(SOURCE_SEQ, "source.seq", INT, false, "", NONE, NONE, "", "", \
	    "", "Number given by the source.") \
	X(SOURCE_LINE, "source.line", INT, false, "", 1, NONE, "", "", "", \
	    "Line of the file that it was read from.") \
	X(CONN_ID, "conn_id", ID, false, "", NONE, NONE, "", "", "", \
	    "Transport connection that carried it.") \
	X(OUTCOME, "outcome", ENUM, false, "", NONE, NONE, \
	    "success,failure,denied,held,unknown", "", "", \
	    "How the operation ended.") \
	X(ACTOR, "actor", OBJ, false, "", NONE, NONE, "", "", "", \
	    "Who did it.") \
	X(ACTOR_ID, "actor.id", ID, false, "", NONE, NONE, "", "actor", \
	    "", "Who, unique in the tenant over all kinds.") \
	X(ACTOR_KIND, "actor.kind", ENUM, false, "", NONE, NONE, \
	    "customer,employee,dealer,partner,service,device,unknown", "", \
	    "", "What the actor is.") \
	X(ACTOR_ROLES, "actor.roles", ID, true, "", NONE, NONE, "", "", \
	    "", "Roles that the actor acted with.") \
	X(ACTOR_TENANT, "actor.tenant", ID, false, "", NONE, NONE, "", "", \
	    "", "Tenant that the actor belongs to.") \
	X(ACTOR_SESSION_ID, "actor.session_id", ID, false, "", NONE, NONE, \
	    "", "session", "", "Session.") \
	X(ACTOR_TOKEN_ID, "actor.token_id", ID, false, "", NONE, NONE, "", \
	    "token", "", "Keyed hash of the token.") \
	X(ACTOR_MFA, "actor.mfa", BOOL, false, "", NONE, NONE, "", "", "", \
	    "A second factor was verified by the server.") \
	X(ACTOR_CREATED_AT, "actor.created_at", TS, false, "", NONE, NONE, \
	    "", "", "", "When the account was created.") \
	X(CLIENT, "client", OBJ, false, "", NONE, NONE, "", "", "", \
	    "Where the actor came from.") \
	X(CLIENT_IP, "client.ip", ID, false, "", NONE, NONE, "", \
	    "network", "", "Address of the caller.") \
	X(CLIENT_PORT, "client.port", INT, false, "", 0, 65535, "", "", \
	    "", "Port of the caller.") \
	X(CLIENT_ASN, "client.asn", INT, false, "", 0, NONE, "", \
	    "network", "", "Autonomous system of the address.") \
	X(CLIENT_AS_ORG, "client.as_org", TEXT, false, "", NONE, NONE, "", \
	    "", "", "Its organisation.") \
	X(CLIENT_COUNTRY, "client.country", ID, false, "", NONE, NONE, "", \
	    "", "", "ISO 3166-1 alpha-2 code.") \
	X(CLIENT_LAT, "client.lat", NUM, false, "degrees", -90, 90, "", \
	    "", "position", "Latitude of the address.") \
	X(CLIENT_LON, "client.lon", NUM, false, "degrees", -180, 180, "", \
	    "", "position", "Longitude of the address.") \
	X(CLIENT_NET_KIND, "client.net_kind", ENUM, false, "", NONE, NONE, \
	    "mobile,fixed,hosting,vpn,apn,unknown", "", "", \
	    "Kind of network.") \
	X(CLIENT_USER_AGENT, "client.user_agent", TEXT, false, "", NONE, \
	    NONE, "", "", "", "User agent as sent.") \
	X(CLIENT_DEVICE_KEY, "client.device_key", ID, false, "", NONE, \
	    NONE, "", "", "", "App installation.") \
	X(CLIENT_APP_ID, "client.app_id", ID, false, "", NONE, NONE, "", \
	    "", "", "App.") \
	X(CLIENT_APP_VERSION, "client.app_version", ID, false, "", NONE, \
	    NONE, "", "", "", "The app's version.") \
	X(CLIENT_ATTEST, "client.attest", ENUM, false, "", NONE, NONE, \
	    "ok,fail,none", "", "", "Result of app attestation.") \
	X(CLIENT_TLS, "client.tls", OBJ, false, "", NONE, NONE, "", "", \
	    "", "The TLS session.") \
	X(CLIENT_TLS_VERSION, "client.tls.version", NUM, false, "", 0, \
	    1.3, "", "", "", "1.0 to 1.3; 0 is none.") \
	X(CLIENT_TLS_CIPHER, "client.tls.cipher", ID, false, "", NONE, \
	    NONE, "", "", "", "Cipher suite.") \
	X(CLIENT_TLS_SNI, "client.tls.sni", ID, false, "", NONE, NONE, "", \
	    "", "", "Server name that was asked for.") \
	X(CLIENT_TLS_JA3, "client.tls.ja3", ID, false, "", NONE, NONE, "", \
	    "", "", "JA3 fingerprint.") \
	X(CLIENT_TLS_JA4, "client.tls.ja4", ID, false, "", NONE, NONE, "", \
	    "network", "", "JA4 fingerprint.") \
	X(CLIENT_TLS_CERT, "client.tls.cert", OBJ, false, "", NONE, NONE, \
	    "", "", "", "The caller's certificate.") \
	X(CLIENT_TLS_CERT_SERIAL, "client.tls.cert.serial", ID, false, "", \
	    NONE, NONE, "", "", "", "Serial number.") \
	X(CLIENT_TLS_CERT_ISSUER, "client.tls.cert.issuer", ID, false, "", \
	    NONE, NONE, "", "", "", "Issuer.") \
	X(CLIENT_TLS_CERT_CN, "client.tls.cert.cn", ID, false, "", NONE, \
	    NONE, "", "", "", "Common name.") \
	X(CLIENT_TLS_CERT_NOT_AFTER, "client.tls.cert.not_after", TS, \
	    false, "", NONE, NONE, "", "", "", "End of validity.") \
	X(CLIENT_TLS_CERT_SHA256, "client.tls.cert.sha256", HEX, false, \
	    "", NONE, NONE, "", "", "", "Fingerprint.") \
	X(VEHICLE, "vehicle", OBJ, false, "", NONE, NONE, "", "", "", \
	    "The vehicle.") \
	X(VEHICLE_ID, "vehicle.id", ID, false, "", NONE, NONE, "", \
	    "vehicle", "", "The operator's stable key.") \
	X(VEHICLE_VIN, "vehicle.vin", ID, false, "", NONE, NONE, "", "", \
	    "vin", "ISO 3779 number.") \
	X(VEHICLE_PLATE, "vehicle.plate", ID, false, "", NONE, NONE, "", \
	    "", "plate", "Number plate.") \
	X(VEHICLE_FLEET, "vehicle.fleet", ID, false, "", NONE, NONE, "", \
	    "", "", "Fleet.") \
	X(VEHICLE_BRAND, "vehicle.brand", ID, false, "", NONE, NONE, "", \
	    "", "", "Make.") \
	X(VEHICLE_MODEL, "vehicle.model", ID, false, "", NONE, NONE, "", \
	    "", "", "Model.") \
	X(VEHICLE_YEAR, "vehicle.year", INT, false, "", NONE, NONE, "", \
	    "", "", "Model year.") \
	X(VEHICLE_POWERTRAIN, "vehicle.powertrain", ENUM, false, "", NONE, \
	    NONE, "ICE,HEV,PHEV,BEV", "", "", "Kind of drive.") \
	X(VEHICLE_CLASS, "vehicle.class", ID, false, "", NONE, NONE, "", \
	    "", "", "Class in the fleet.") \
	X(DEVICE, "device", OBJ, false, "", NONE, NONE, "", "", "", \
	    "The telematics unit.") \
	X(DEVICE_ID, "device.id", ID, false, "", NONE, NONE, "", "device", \
	    "", "The id that the unit presents.") \
	X(DEVICE_IMEI, "device.imei", ID, false, "", NONE, NONE, "", \
	    "device", "", "3GPP TS 23.003 IMEI.") \
	X(DEVICE_SERIAL, "device.serial", ID, false, "", NONE, NONE, "", \
	    "", "", "Serial number.") \
	X(DEVICE_MODEL, "device.model", ID, false, "", NONE, NONE, "", "", \
	    "", "Model.") \
	X(DEVICE_FW, "device.fw", ID, false, "", NONE, NONE, "", \
	    "firmware", "", "Firmware version.") \
	X(SIM, "sim", OBJ, false, "", NONE, NONE, "", "", "", "The SIM.") \
	X(SIM_ICCID, "sim.iccid", ID, false, "", NONE, NONE, "", "sim", \
	    "", "ITU-T E.118 number.") \
	X(SIM_IMSI, "sim.imsi", ID, false, "", NONE, NONE, "", "", \
	    "phone", "IMSI.") \
	X(SIM_MSISDN, "sim.msisdn", ID, false, "", NONE, NONE, "", "", \
	    "phone", "Telephone number.") \
	X(GNSS, "gnss", OBJ, false, "", NONE, NONE, "", "", "", \
	    "State of the satellite receiver.") \
	X(GNSS_SATS, "gnss.sats", INT, false, "", 0, NONE, "", "", "", \
	    "Satellites used.") \
	X(GNSS_HDOP, "gnss.hdop", NUM, false, "", 0, NONE, "", "", "", \
	    "Horizontal dilution of precision.") \
	X(GNSS_CN0, "gnss.cn0", NUM, false, "dB-Hz", NONE, NONE, "", "", \
	    "", "Mean carrier to noise of used satellites.") \
	X(GNSS_JAM, "gnss.jam", INT, false, "", 0, 255, "", "", "", \
	    "The receiver's jamming indicator.") \
	X(GNSS_SPOOF, "gnss.spoof", ENUM, false, "", NONE, NONE, \
	    "unknown,no,indicated,multiple", "", "", \
	    "The receiver's spoofing verdict.") \
	X(GNSS_SOURCE, "gnss.source", ENUM, false, "", NONE, NONE, \
	    "gnss,cell,dead_reckoning", "", "", \
	    "Where the position came from.") \
	X(GNSS_SPEED_KMH, "gnss.speed_kmh", NUM, false, "km/h", NONE, \
	    NONE, "", "", "", "Speed that the receiver measured.") \
	X(CELL, "cell", OBJ, false, "", NONE, NONE, "", "", "", \
	    "The serving cell.") \
	X(CELL_MCC, "cell.mcc", INT, false, "", 0, NONE, "", "", "", \
	    "Mobile country code.") \
	X(CELL_MNC, "cell.mnc", INT, false, "", 0, NONE, "", "", "", \
	    "Mobile network code.") \
	X(CELL_LAC, "cell.lac", INT, false, "", 0, NONE, "", "", \
	    "position", "Location or tracking area.") \
	X(CELL_CID, "cell.cid", INT, false, "", 0, NONE, "", "", \
	    "position", "Cell id.") \
	X(CELL_RAT, "cell.rat", ENUM, false, "", NONE, NONE, \
	    "2G,3G,4G,5G", "", "", "Radio technology.") \
	X(CELL_RSRP, "cell.rsrp", NUM, false, "dBm", NONE, NONE, "", "", \
	    "", "Received signal power.") \
	X(TARGET, "target", OBJ, false, "", NONE, NONE, "", "", "", \
	    "What was acted on.") \
	X(TARGET_KIND, "target.kind", ENUM, false, "", NONE, NONE, \
	    "vehicle,account,device,booking,document,dataset,station," \
	    "endpoint", "", "", "What the target is.") \
	X(TARGET_ID, "target.id", ID, false, "", NONE, NONE, "", \
	    "account", "", "Its id.") \
	X(TARGET_OWNER_ID, "target.owner_id", ID, false, "", NONE, NONE, \
	    "", "", "", "Who owns it.") \
	X(TARGET_TENANT, "target.tenant", ID, false, "", NONE, NONE, "", \
	    "", "", "Tenant that it belongs to.") \
	X(SIGNALS, "signals", MAP, false, "", NONE, NONE, "", "", "", \
	    "VSS path to value.") \
	X(TRACE_ID, "trace_id", ID, false, "", NONE, NONE, "", "", "", \
	    "Trace of the request.") \
	X(PARENT_ID, "parent_id", ID, false, "", NONE, NONE, "", "", "", \
	    "Event that led to this one.") \
	X(RAW_HASH, "raw_hash", HEX, false, "", NONE, NONE, "", "", "", \
	    "SHA-256 of the original message.") \
	X(MARKERS, "markers", ID, true, "", NONE, NONE, "", "", "", \
	    "Watermarks seen in the content.") \
	X(UNMAPPED, "unmapped", JSON, false, "", NONE, NONE, "", "", \
	    "any", "What the contract has no place for.") \
	X(TRUNCATED, "truncated", TEXT, true, "", NONE, NONE, "", "", "", \
	    "Paths that were cut.") \
	X(CLEANED, "cleaned", TEXT, true, "", NONE, NONE, "", "", "", \
	    "Paths whose text was cleaned.")

#define X(sym, ...)	FIELD_##sym,
enum field_id {
	FIELD_NONE,
	FIELDS_ENVELOPE(X)
	FIELDS_TYPE(X)
	FIELDS_SIGNAL(X)
	FIELD_TOTAL
};
#undef X

#endif
