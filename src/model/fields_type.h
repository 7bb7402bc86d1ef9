/* SPDX-License-Identifier: Apache-2.0 */
/* Field dictionary, second part: fields of single event types. */
#ifndef MODEL_FIELDS_TYPE_H
#define MODEL_FIELDS_TYPE_H

/* Columns as in model/fields.h. */
#define FIELDS_TYPE(X)	\
	X(SEQ, "seq", INT, false, "", NONE, NONE, "", "", "", \
	    "The device's own counter of reports.") \
	X(TRIP_ID, "trip_id", ID, false, "", NONE, NONE, "", "", "", \
	    "Trip.") \
	X(BOOKING_ID, "booking_id", ID, false, "", NONE, NONE, "", \
	    "booking", "", "Booking.") \
	X(ALARM, "alarm", ENUM, false, "", NONE, NONE, \
	    "power_cut,power_off,power_low,tamper,enclosure_open," \
	    "antenna_cut,tow,movement,shock,crash,sos,jamming," \
	    "geofence_in,geofence_out,theft_alarm,door_forced," \
	    "overspeed", "", "", "What the unit is alarmed about.") \
	X(KEY_KIND, "key_kind", ENUM, false, "", NONE, NONE, \
	    "fob,ble,nfc,app,mechanical", "", "", "Kind of key.") \
	X(KEY_OP, "key_op", ENUM, false, "", NONE, NONE, \
	    "lock,unlock,start", "", "", "What the key did.") \
	X(KEY_ID, "key_id", ID, false, "", NONE, NONE, "", "", "", "Key.") \
	X(PHONE_POS, "phone_pos", OBJ, false, "", NONE, NONE, "", "", \
	    "position", "Where the phone was.") \
	X(PHONE_POS_LAT, "phone_pos.lat", NUM, false, "degrees", -90, 90, \
	    "", "", "position", "Latitude of the phone.") \
	X(PHONE_POS_LON, "phone_pos.lon", NUM, false, "degrees", -180, \
	    180, "", "", "position", "Longitude of the phone.") \
	X(PHONE_POS_ACC_M, "phone_pos.acc_m", NUM, false, "m", 0, NONE, \
	    "", "", "", "Accuracy of that.") \
	X(START_ODO_M, "start_odo_m", INT, false, "m", 0, NONE, "", "", \
	    "", "Odometer at the start.") \
	X(END_ODO_M, "end_odo_m", INT, false, "m", 0, NONE, "", "", "", \
	    "Odometer at the end.") \
	X(SILENT_S, "silent_s", NUM, false, "s", 0, NONE, "", "", "", \
	    "How long nothing came.") \
	X(INTERVAL_S, "interval_s", NUM, false, "s", 0, NONE, "", "", "", \
	    "Usual interval in this state.") \
	X(SILENT_RATIO, "silent_ratio", NUM, false, "", 0, NONE, "", "", \
	    "", "Silence over usual interval.") \
	X(POWER_CUT_S, "power_cut_s", NUM, false, "s", NONE, NONE, "", "", \
	    "", "Last report minus the newest power cut.") \
	X(PROTOCOL, "protocol", ENUM, false, "", NONE, NONE, \
	    "mqtt,http,tcp,udp,ws,sms", "", "", "Transport protocol.") \
	X(CLIENT_ID, "client_id", ID, false, "", NONE, NONE, "", "", "", \
	    "MQTT client id.") \
	X(CLEAN, "clean", BOOL, false, "", NONE, NONE, "", "", "", \
	    "MQTT clean start.") \
	X(WILL, "will", BOOL, false, "", NONE, NONE, "", "", "", \
	    "A will message was set or sent.") \
	X(SESSION_TAKEOVER, "session_takeover", BOOL, false, "", NONE, \
	    NONE, "", "", "", "It threw another connection out.") \
	X(DISCONNECT_REASON, "disconnect_reason", TEXT, false, "", NONE, \
	    NONE, "", "", "", "Why it ended.") \
	X(AUTH_METHOD, "auth_method", ENUM, false, "", NONE, NONE, \
	    "none,password,token,psk,mtls", "", "", \
	    "How it proved itself.") \
	X(CREDENTIAL_ID, "credential_id", ID, false, "", NONE, NONE, "", \
	    "", "", "Credential.") \
	X(CREDENTIAL_AGE_S, "credential_age_s", NUM, false, "s", 0, NONE, \
	    "", "", "", "Its age.") \
	X(DEFAULT_CREDENTIAL, "default_credential", BOOL, false, "", NONE, \
	    NONE, "", "", "", "It is one that the maker ships.") \
	X(SECRET_TAG, "secret_tag", ID, false, "", NONE, NONE, "", \
	    "secret", "", "Keyed hash of the secret.") \
	X(LOGIN, "login", ID, false, "", NONE, NONE, "", "login", "login", \
	    "Login name.") \
	X(FAIL_REASON, "fail_reason", ENUM, false, "", NONE, NONE, \
	    "unknown_user,bad_secret,locked,mfa,expired", "", "", \
	    "Why it failed.") \
	X(OP, "op", ENUM, false, "", NONE, NONE, "", "", "", \
	    "Operation; its words depend on the type.") \
	X(TOPIC, "topic", TEXT, false, "", NONE, NONE, "", "", "", \
	    "MQTT topic or filter.") \
	X(DECISION, "decision", ENUM, false, "", NONE, NONE, \
	    "allow,deny,hold", "", "", "What was decided.") \
	X(COMMAND_ID, "command_id", ID, false, "", NONE, NONE, "", "", "", \
	    "Command.") \
	X(COMMAND, "command", ENUM, false, "", NONE, NONE, \
	    "lock,unlock,trunk_open,hood_open,window_open," \
	    "horn_lights,start,stop,immobilise,mobilise,fuel_cut," \
	    "locate,live_follow,mic_open,camera_view,climate," \
	    "charge_start,charge_stop,charge_limit,config_write," \
	    "diag_read,diag_write,reboot,factory_reset,key_issue," \
	    "key_revoke,ota_install", "", "", \
	    "What the car is asked to do.") \
	X(NONCE, "nonce", ID, false, "", NONE, NONE, "", "", "", \
	    "Number used once.") \
	X(COUNTER, "counter", INT, false, "", NONE, NONE, "", "", "", \
	    "Counter of the signing key.") \
	X(ISSUED_AT, "issued_at", TS, false, "", NONE, NONE, "", "", "", \
	    "When the command was signed.") \
	X(CHANNEL, "channel", ENUM, false, "", NONE, NONE, \
	    "app,portal,api,sms,auto", "", "", "How the command came in.") \
	X(TICKET_ID, "ticket_id", ID, false, "", NONE, NONE, "", "", "", \
	    "Ticket.") \
	X(RULE_ID, "rule_id", ID, false, "", NONE, NONE, "", "", "", \
	    "Rule that decided.") \
	X(STATE_AGE_MS, "state_age_ms", INT, false, "ms", 0, NONE, "", "", \
	    "", "Age of the state that was judged.") \
	X(RESULT, "result", ENUM, false, "", NONE, NONE, "", "", "", \
	    "Result; its words depend on the type.") \
	X(LATENCY_MS, "latency_ms", INT, false, "ms", 0, NONE, "", "", "", \
	    "Time from request to answer.") \
	X(METHOD, "method", ID, false, "", NONE, NONE, "", "", "", \
	    "HTTP method.") \
	X(ROUTE, "route", TEXT, false, "", NONE, NONE, "", "", "", \
	    "Path template.") \
	X(STATUS, "status", INT, false, "", 100, 599, "", "", "", \
	    "HTTP status.") \
	X(HOST, "host", ID, false, "", NONE, NONE, "", "", "", \
	    "Host that was called.") \
	X(PATH, "path", TEXT, false, "", NONE, NONE, "", "", "", \
	    "Path with query, redacted.") \
	X(SCHEME, "scheme", ENUM, false, "", NONE, NONE, "http,https", "", \
	    "", "URL scheme.") \
	X(API_VERSION, "api_version", ID, false, "", NONE, NONE, "", "", \
	    "", "Version of the interface.") \
	X(REQ_BYTES, "req_bytes", INT, false, "B", 0, NONE, "", "", "", \
	    "Size of the request.") \
	X(RESP_BYTES, "resp_bytes", INT, false, "B", 0, NONE, "", "", "", \
	    "Size of the answer.") \
	X(DURATION_MS, "duration_ms", INT, false, "ms", 0, NONE, "", "", \
	    "", "Time to answer.") \
	X(SCOPES, "scopes", ID, true, "", NONE, NONE, "", "", "", \
	    "Scopes of the token.") \
	X(OBJECT_IDS, "object_ids", ID, true, "", NONE, NONE, "", "", "", \
	    "Objects that were asked for.") \
	X(SUBJECT_IDS, "subject_ids", ID, true, "", NONE, NONE, "", "", \
	    "", "People whose data was in the answer.") \
	X(RECORD_COUNT, "record_count", INT, false, "", 0, NONE, "", "", \
	    "", "Records in the answer.") \
	X(PII_CLASSES, "pii_classes", ID, true, "", NONE, NONE, "", "", \
	    "", "Classes of personal data in the answer.") \
	X(WRITE_PROPS, "write_props", ID, true, "", NONE, NONE, "", "", \
	    "", "Properties that the call writes.") \
	X(CONTENT_TYPE, "content_type", ID, false, "", NONE, NONE, "", "", \
	    "", "Media type of the answer.") \
	X(ENC_KEY_ID, "enc_key_id", ID, false, "", NONE, NONE, "", "", "", \
	    "Key that encrypted the payload.") \
	X(REPORT, "report", ENUM, false, "", NONE, NONE, \
	    "pin_failure,attest_fail,rooted,tamper", "", "", \
	    "What the app noticed.") \
	X(FACTORS, "factors", ID, true, "", NONE, NONE, "", "", "", \
	    "Factors that were used.") \
	X(IMPERSONATES, "impersonates", ID, false, "", NONE, NONE, "", "", \
	    "", "Whom the login acts for.") \
	X(TTL_S, "ttl_s", INT, false, "s", 0, NONE, "", "", "", \
	    "Life of the token.") \
	X(PURPOSE, "purpose", ENUM, false, "", NONE, NONE, \
	    "login,reset,pair,change,payment", "", "", \
	    "What the code is for.") \
	X(MEDIUM, "medium", ENUM, false, "", NONE, NONE, \
	    "sms,email,push,totp", "", "", "How the code went out.") \
	X(INVITE_ID, "invite_id", ID, false, "", NONE, NONE, "", "", "", \
	    "Invitation.") \
	X(FIELD, "field", ENUM, false, "", NONE, NONE, \
	    "email,phone,password,card,device,mfa,name", "", "", \
	    "What was changed.") \
	X(VIA, "via", ENUM, false, "", NONE, NONE, \
	    "self,reset,support,admin,api", "", "", "By which way.") \
	X(ROLE, "role", ID, false, "", NONE, NONE, "", "", "", "Role.") \
	X(APPROVAL_ID, "approval_id", ID, false, "", NONE, NONE, "", "", \
	    "", "Approval.") \
	X(PRIVILEGED, "privileged", BOOL, false, "", NONE, NONE, "", "", \
	    "", "The role is privileged.") \
	X(FROM, "from", ID, false, "", NONE, NONE, "", "", "", \
	    "Former owner.") \
	X(TO, "to", ID, false, "", NONE, NONE, "", "", "", "New owner.") \
	X(PROOF_ID, "proof_id", ID, false, "", NONE, NONE, "", "", "", \
	    "Proof of the transfer.") \
	X(OWNER_NOTIFIED, "owner_notified", BOOL, false, "", NONE, NONE, \
	    "", "", "", "The owner was told.") \
	X(PAIR_KIND, "pair_kind", ENUM, false, "", NONE, NONE, \
	    "app,ble_key,nfc,user", "", "", "What was paired.") \
	X(PAIRING_ID, "pairing_id", ID, false, "", NONE, NONE, "", "", "", \
	    "Pairing.") \
	X(AFTER_S, "after_s", NUM, false, "s", 0, NONE, "", "", "", \
	    "Time since the end.") \
	X(ACTIVE_ACCESS, "active_access", INT, false, "", 0, NONE, "", "", \
	    "", "Pairings that are still valid.") \
	X(PAIR_KINDS, "pair_kinds", ID, true, "", NONE, NONE, "", "", "", \
	    "Their kinds.") \
	X(USER_ID, "user_id", ID, false, "", NONE, NONE, "", "account", \
	    "", "Customer account of the booking.") \
	X(PLANNED_START, "planned_start", TS, false, "", NONE, NONE, "", \
	    "", "", "Planned start.") \
	X(PLANNED_END, "planned_end", TS, false, "", NONE, NONE, "", "", \
	    "", "Planned end.") \
	X(ZONE, "zone", ID, false, "", NONE, NONE, "", "", "", "Zone.") \
	X(PAY_H, "pay_h", ID, false, "", NONE, NONE, "", "", "", \
	    "Keyed hash of the means of payment.") \
	X(DOC_H, "doc_h", ID, false, "", NONE, NONE, "", "", "", \
	    "Keyed hash of the document.") \
	X(DEST, "dest", OBJ, false, "", NONE, NONE, "", "", "position", \
	    "Destination.") \
	X(DEST_LAT, "dest.lat", NUM, false, "degrees", -90, 90, "", "", \
	    "position", "Latitude of the destination.") \
	X(DEST_LON, "dest.lon", NUM, false, "degrees", -180, 180, "", "", \
	    "position", "Longitude of the destination.") \
	X(DEST_ACC_M, "dest.acc_m", NUM, false, "m", 0, NONE, "", "", "", \
	    "Accuracy of that.") \
	X(OVERDUE_S, "overdue_s", NUM, false, "s", 0, NONE, "", "", "", \
	    "Time since the planned end.") \
	X(DATA_CLASSES, "data_classes", ID, true, "", NONE, NONE, "", "", \
	    "", "Classes of data.") \
	X(SUBJECT_COUNT, "subject_count", INT, false, "", 0, NONE, "", "", \
	    "", "People concerned.") \
	X(ROWS, "rows", INT, false, "", 0, NONE, "", "", "", "Rows.") \
	X(BYTES, "bytes", INT, false, "B", 0, NONE, "", "", "", "Bytes.") \
	X(REASON, "reason", TEXT, false, "", NONE, NONE, "", "", "", \
	    "Reason as stated.") \
	X(WINDOW_FROM, "window_from", TS, false, "", NONE, NONE, "", "", \
	    "", "Start of the period looked at.") \
	X(WINDOW_TO, "window_to", TS, false, "", NONE, NONE, "", "", "", \
	    "End of the period looked at.") \
	X(WINDOW_S, "window_s", NUM, false, "s", 0, NONE, "", "", "", \
	    "Its length.") \
	X(DURATION_S, "duration_s", NUM, false, "s", 0, NONE, "", "", "", \
	    "How long it lasted.") \
	X(RECIPIENT, "recipient", ID, false, "", NONE, NONE, "", "", "", \
	    "Where it went.") \
	X(DATABASE, "database", ID, false, "", NONE, NONE, "", "database", \
	    "", "Database.") \
	X(TABLES, "tables", ID, true, "", NONE, NONE, "", "", "", \
	    "Tables.") \
	X(CLIENT_APP, "client_app", ID, false, "", NONE, NONE, "", "", "", \
	    "Program that asked.") \
	X(CLIENT_HOST, "client_host", ID, false, "", NONE, NONE, "", "", \
	    "", "Host that asked.") \
	X(HAS_PREDICATE, "has_predicate", BOOL, false, "", NONE, NONE, "", \
	    "", "", "The statement has a WHERE.") \
	X(QUERY_FP, "query_fp", ID, false, "", NONE, NONE, "", "", "", \
	    "Fingerprint of the statement.") \
	X(BUCKET, "bucket", ID, false, "", NONE, NONE, "", "resource", "", \
	    "Bucket.") \
	X(KEY_H, "key_h", ID, false, "", NONE, NONE, "", "", "", \
	    "Keyed hash of the object key.") \
	X(ANONYMOUS, "anonymous", BOOL, false, "", NONE, NONE, "", "", "", \
	    "Without credentials.") \
	X(RESOURCE, "resource", ID, false, "", NONE, NONE, "", "resource", \
	    "", "Cloud resource.") \
	X(CHANGE, "change", ENUM, false, "", NONE, NONE, \
	    "public_on,public_off,policy,key_create,key_delete," \
	    "log_on,log_off", "", "", "What changed.") \
	X(CAMPAIGN_ID, "campaign_id", ID, false, "", NONE, NONE, "", \
	    "campaign", "", "Campaign.") \
	X(ARTIFACT_ID, "artifact_id", ID, false, "", NONE, NONE, "", "", \
	    "", "Artefact.") \
	X(ECU, "ecu", ID, false, "", NONE, NONE, "", "", "", \
	    "Control unit.") \
	X(TO_VERSION, "to_version", ID, false, "", NONE, NONE, "", "", "", \
	    "New version.") \
	X(FROM_VERSION, "from_version", ID, false, "", NONE, NONE, "", "", \
	    "", "Old version.") \
	X(POPULATION, "population", INT, false, "", 0, NONE, "", "", "", \
	    "Vehicles in the campaign.") \
	X(SHA256, "sha256", HEX, false, "", NONE, NONE, "", "", "", \
	    "Hash of the artefact.") \
	X(SIGNER, "signer", ID, false, "", NONE, NONE, "", "", "", \
	    "Who signed it.") \
	X(EVENT_DEF_ID, "event_def_id", INT, false, "", 0, NONE, "", "", \
	    "", "AUTOSAR security event id.") \
	X(EVENT_NAME, "event_name", ID, false, "", NONE, NONE, "", "", "", \
	    "Its name in the vehicle's extract.") \
	X(IDSM_INSTANCE, "idsm_instance", INT, false, "", 0, NONE, "", "", \
	    "", "IdsM instance.") \
	X(SENSOR_INSTANCE, "sensor_instance", INT, false, "", 0, NONE, "", \
	    "", "", "Sensor instance.") \
	X(COUNT, "count", INT, false, "", 0, NONE, "", "", "", \
	    "How many.") \
	X(CONTEXT_B64, "context_b64", TEXT, false, "", NONE, NONE, "", "", \
	    "any", "Context data.") \
	X(SIG_OK, "sig_ok", BOOL, false, "", NONE, NONE, "", "", "", \
	    "The signature holds.") \
	X(STATION_ID, "station_id", ID, false, "", NONE, NONE, "", \
	    "station", "", "Charging station.") \
	X(ACTION, "action", ID, false, "", NONE, NONE, "", "", "", \
	    "OCPP action.") \
	X(DIRECTION, "direction", ENUM, false, "", NONE, NONE, "in,out", \
	    "", "", "From or to the station.") \
	X(OCPP_VERSION, "ocpp_version", ID, false, "", NONE, NONE, "", "", \
	    "", "OCPP version.") \
	X(EVSE, "evse", INT, false, "", 0, NONE, "", "", "", "EVSE.") \
	X(AUTH_PROFILE, "auth_profile", INT, false, "", 0, 3, "", "", "", \
	    "OCPP security profile.") \
	X(ID_TAG, "id_tag", ID, false, "", NONE, NONE, "", "card", "", \
	    "Card.") \
	X(TX_ID, "tx_id", ID, false, "", NONE, NONE, "", "", "", \
	    "Transaction.") \
	X(METER_WH, "meter_wh", INT, false, "Wh", NONE, NONE, "", "", "", \
	    "Meter reading.") \
	X(POWER_W, "power_w", NUM, false, "W", NONE, NONE, "", "", "", \
	    "Power.") \
	X(LIMIT_W, "limit_w", NUM, false, "W", NONE, NONE, "", "", "", \
	    "Limit of a charging profile.") \
	X(URL_HOST, "url_host", ID, false, "", NONE, NONE, "", "", "", \
	    "Host of a firmware or log URL.") \
	X(CHARGER, "charger", OBJ, false, "", NONE, NONE, "", "", "", \
	    "The station as it boots.") \
	X(CHARGER_VENDOR, "charger.vendor", ID, false, "", NONE, NONE, "", \
	    "", "", "Vendor.") \
	X(CHARGER_MODEL, "charger.model", ID, false, "", NONE, NONE, "", \
	    "", "", "Model.") \
	X(CHARGER_SERIAL, "charger.serial", ID, false, "", NONE, NONE, "", \
	    "", "", "Serial number.") \
	X(SIM_EVENT, "sim_event", ENUM, false, "", NONE, NONE, \
	    "swap,imei_change,roaming,volume,sms_in,sms_out,flow", "", "", \
	    "What happened to the SIM.") \
	X(REMOTE, "remote", ID, false, "", NONE, NONE, "", "", "phone", \
	    "Other end: number or address.") \
	X(DST_PORT, "dst_port", INT, false, "", 0, 65535, "", "", "", \
	    "Destination port.") \
	X(IMEI_CLASS, "imei_class", ENUM, false, "", NONE, NONE, \
	    "tracker,phone,modem,unknown", "", "", \
	    "What the new IMEI belongs to.") \
	X(TABLE, "table", ID, false, "", NONE, NONE, "", "", "", \
	    "Reference table.") \
	X(KEY, "key", ID, false, "", NONE, NONE, "", "row", "", \
	    "Key of the row.") \
	X(VALID_FROM, "valid_from", TS, false, "", NONE, NONE, "", "", "", \
	    "Start of validity.") \
	X(VALID_TO, "valid_to", TS, false, "", NONE, NONE, "", "", "", \
	    "End of validity.") \
	X(ROW, "row", JSON, false, "", NONE, NONE, "", "", "any", \
	    "Columns of the row.") \
	X(LOG, "log", ID, false, "", NONE, NONE, "", "", "", "Log.") \
	X(FROM_SEQ, "from_seq", INT, false, "", NONE, NONE, "", "", "", \
	    "First number.") \
	X(TO_SEQ, "to_seq", INT, false, "", NONE, NONE, "", "", "", \
	    "Last number.") \
	X(STATE, "state", ENUM, false, "", NONE, NONE, \
	    "ok,late,silent,bad_parse", "", "", "Health of a source.") \
	X(LAG_S, "lag_s", NUM, false, "s", NONE, NONE, "", "", "", \
	    "How late the source is.") \
	X(DROPPED, "dropped", INT, false, "", 0, NONE, "", "", "", \
	    "Lines dropped.") \
	X(REJECTED, "rejected", INT, false, "", 0, NONE, "", "", "", \
	    "Lines rejected.")

#endif
