/* SPDX-License-Identifier: Apache-2.0 */
/* The facts and the tracks behind them, each once. */
#ifndef FACT_FACTS_H
#define FACT_FACTS_H

/*
 * family, leaf, value type, array, unit, enum words, event types, track,
 * help.  ON_* are in fact.c.
 */
#define FACTS(X)							\
	X(twin, speed, NUM, false, "km/h", "", ON_VEH, state_last,	\
	    "Last reported speed, this event included.")		\
	X(twin, ignition, TEXT, false, "",				\
	    "UNDEFINED,LOCK,OFF,ACC,ON,START", ON_VEH, state_last,	\
	    "Last reported ignition, this event included.")		\
	X(twin, moving, BOOL, false, "", "", ON_VEH, state_last,	\
	    "The newest sample that tells says that it moves.")		\
	X(twin, state_age_s, NUM, false, "s", "", ON_VEH, state_last,	\
	    "Age of the newest sample with speed, motion or ignition.")	\
	X(twin, effects, TEXT, true, "",				\
	    "unlocked,locked,door_opened,trunk_opened,hood_opened,"	\
	    "ignition_on,ignition_off,engine_on,engine_off,"		\
	    "immobilised,mobilised,alarm_on,backup_power,"		\
	    "charging_on,charging_off", ON_SAMPLE, effect_change,	\
	    "State changes against the last known values.")		\
	X(twin, uncaused, TEXT, true, "",				\
	    "unlocked,trunk_opened,hood_opened,ignition_on,engine_on,"	\
	    "immobilised", ON_SAMPLE, effect_change,			\
	    "Changes that no command, key or booking explains.")	\
	X(twin, dtc_delta, INT, false, "", "", ON_SAMPLE, effect_change, \
	    "Trouble codes more than before; 0 when fewer.")		\
	X(move, fix, TEXT, false, "",					\
	    "good,none,fallback,zero,range,inaccurate,insane_time",	\
	    ON_SAMPLE, move_fix,					\
	    "What the position is worth.")				\
	X(move, speed_diff_kmh, NUM, false, "km/h", "", ON_SAMPLE,	\
	    move_diff,							\
	    "Receiver's speed against the vehicle's own.")		\
	X(move, speed_kmh, NUM, false, "km/h", "", ON_SAMPLE,		\
	    move_step,							\
	    "Distance from the previous good fix over the time since.")	\
	X(move, jump_kmh, NUM, false, "km/h", "", ON_SAMPLE,		\
	    move_step,							\
	    "Speed of a leap after which the position settled.")	\
	X(move, jump_m, NUM, false, "m", "", ON_SAMPLE, move_step,	\
	    "Length of that leap.")					\
	X(move, heading_diff_deg, NUM, false, "deg", "", ON_SAMPLE,	\
	    move_step,							\
	    "Heading against the bearing from the previous good fix.")	\
	X(move, frozen_s, NUM, false, "s", "", ON_SAMPLE, move_step,	\
	    "How long it drives with exactly the same position.")	\
	X(move, parked_m, NUM, false, "m", "", ON_SAMPLE, move_step,	\
	    "Distance from the parking place with the ignition off.")	\
	X(move, odo_delta_m, NUM, false, "m", "", ON_SAMPLE, move_odo,	\
	    "Odometer against its previous value.")			\
	X(move, odo_kmh, NUM, false, "km/h", "", ON_SAMPLE, move_odo,	\
	    "That over the time since.")				\
	X(move, span_m, NUM, false, "m", "", ON_SAMPLE, move_odo,	\
	    "Length of the drive that is measured in two ways.")	\
	X(move, odo_ratio, NUM, false, "", "", ON_SAMPLE, move_odo,	\
	    "Odometer over satellite path of that drive.")		\
	X(move, nofix_s, NUM, false, "s", "", ON_SAMPLE, move_lost,	\
	    "How long there has been no good fix.")			\
	X(move, cn0_drop_db, NUM, false, "dB", "", ON_SAMPLE,		\
	    move_lost,							\
	    "Carrier to noise below its usual value.")			\
	X(clock, lag_s, NUM, false, "s", "", ON_ANY, clock_lag,		\
	    "Time from the source to the collector: received - time.")	\
	X(clock, ahead_s, NUM, false, "s", "", ON_ANY, clock_ahead,	\
	    "How far ahead of received an impossible time was, which "	\
	    "received then replaced.")					\
	X(clock, day, TEXT, false, "", "", ON_ANY, clock_day,		\
	    "UTC date of the event.")					\
	X(clock, back_s, NUM, false, "s", "", ON_UNIT, clock_back,	\
	    "How far the device's clock went back.")			\
	X(clock, seq_delta, INT, false, "", "", ON_SAMPLE, clock_seq,	\
	    "Step of the device's counter in arrival order.")		\
	X(ident, source_key, TEXT, false, "", "", ON_ANY, ident_source,	\
	    "Network source: address and TLS fingerprint.")		\
	X(ident, caller_key, TEXT, false, "", "", ON_ANY, ident_caller,	\
	    "Who calls: token, else actor, else network source.")	\
	X(ident, owns_target, BOOL, false, "", "", ON_ANY, owns_target,	\
	    "The target is the actor's own; absent when unknown.")	\
	X(ident, unknown, TEXT, true, "",				\
	    "vehicle,device,station,booking,campaign,command",		\
	    ON_ANY, bind_unknown, "Ids without a valid row in their table.") \
	X(ident, binding_diff, TEXT, true, "",				\
	    "vehicle,vin,imei,iccid,imsi,serial,model,powertrain",	\
	    ON_VEH, bind_diff,						\
	    "Reported identities that contradict the registered ones.")	\
	X(ident, on_lists, TEXT, true, "", "", ON_ANY, listed_lists,	\
	    "Lists that hold a value of this event.")			\
	X(ident, off_lists, TEXT, true, "", "", ON_ANY, listed_lists,	\
	    "Lists that hold none of its values.")			\
	X(ident, jobs, TEXT, true, "", "", ON_ANY, job_scope,		\
	    "Kinds of announced work that cover the event.")		\
	X(ident, changed, TEXT, true, "",				\
	    "cert,issuer,ja4,tls_lower,fw,model,imei,iccid,rat_lower",	\
	    ON_DEVICE, unit_change,					\
	    "What is not as the device had it before.")			\
	X(ident, live_sessions, INT, false, "", "",			\
	    ON_PATH, unit_station,					\
	    "Paths by which it is reached at the same time.")		\
	X(ident, token_places, INT, false, "", "",			\
	    ON_ANY, token_place,					\
	    "Places that use the token at the same time.")		\
	X(ident, token_revoked, BOOL, false, "", "",			\
	    ON_ANY, token_life,						\
	    "The token was revoked before.")				\
	X(ident, topic_foreign, BOOL, false, "", "",			\
	    ON_ACL, ident_topic,					\
	    "The topic names another vehicle or device.")		\
	X(booking, cover, TEXT, false, "",				\
	    "owner,user,booking,ticket,job,none", ON_VEH,		\
	    booking_cover, "What entitles the actor to the vehicle.")	\
	X(booking, gap_s, NUM, false, "s", "", ON_VEH, booking_cover,	\
	    "Time to the actor's nearest booking of the vehicle.")	\
	X(booking, overlaps, INT, false, "", "", ON_BOOKED,		\
	    booking_overlap,						\
	    "Other bookings of the user in the same time.")		\
	X(booking, nth, INT, false, "", "",				\
	    ON_CREATED, booking_count,					\
	    "Which booking of the user it is.")				\
	X(cmd, class, TEXT, false, "",					\
	    "safety,access,privacy,nuisance,service", ON_COMMAND,	\
	    cmd_kind, "What kind of command it is.")			\
	X(cmd, issue_age_s, NUM, false, "s", "", ON_REQUEST, cmd_issue,	\
	    "Age of the command since it was signed.")			\
	X(cmd, failed, INT, false, "", "", ON_RESULT, cmd_result,	\
	    "1 if it failed, 0 if it was done.")			\
	X(cmd, nonce_age_s, NUM, false, "s", "",			\
	    ON_REQUEST, order_nonce,					\
	    "Age of the first use of the same nonce.")			\
	X(cmd, counter_delta, INT, false, "", "",			\
	    ON_REQUEST, order_count,					\
	    "Counter against the highest of its key.")			\
	X(cmd, ack_unmet_s, NUM, false, "s", "",			\
	    ON_SAMPLE, ack_wait,					\
	    "Age of a command that was acked and not done.")		\
	X(api, diff, TEXT, true, "",					\
	    "unknown,retired,role,anonymous,plain,over_records",	\
	    ON_CALL, endpoint_check,					\
	    "How the call differs from the catalogue of endpoints.")	\
	X(api, tags, TEXT, true, "", "", ON_API, endpoint_check,	\
	    "Tags of the endpoint.")					\
	X(api, extra_props, TEXT, true, "", "", ON_API, endpoint_check,	\
	    "Written properties that the endpoint does not take.")	\
	X(api, denied, INT, false, "", "", ON_API, endpoint_denied,	\
	    "1 if the status is 401, 403 or 404.")			\
	X(api, foreign_ids, TEXT, true, "", "", ON_API, owns_ids,	\
	    "Objects known to belong to another than the caller.")	\
	X(api, foreign_subjects, TEXT, true, "", "", ON_API, owns_ids,	\
	    "People in the answer other than the caller.")		\
	X(api, id_run, INT, false, "", "",				\
	    ON_TRY, caller_run,						\
	    "Length of the run of ids that the caller tries.")		\
	X(api, spacing_cv, NUM, false, "", "",				\
	    ON_API, caller_gap,						\
	    "Spread of the gaps between calls over their mean.")	\
	X(seen, actor_device, BOOL, false, "", "",			\
	    ON_ANY, actor_device,					\
	    "The app installation is new for the actor.")		\
	X(seen, actor_command, BOOL, false, "", "",			\
	    ON_REQUEST, actor_habit,					\
	    "The actor never gave this command before.")		\
	X(seen, caller_object, BOOL, false, "", "",			\
	    ON_TOUCH, caller_object,					\
	    "The caller never touched this object before.")		\
	X(seen, token_net, BOOL, false, "", "",				\
	    ON_ANY, token_net,						\
	    "The network is new for the token.")			\
	X(seen, device, BOOL, false, "", "",				\
	    ON_UNIT, unit_new,						\
	    "The first event of this device.")				\
	X(seen, payload_age_s, NUM, false, "s", "",			\
	    ON_SAMPLE, payload_age,					\
	    "How long ago the same report came before.")		\
	X(seen, shared_accounts, INT, false, "", "",			\
	    ON_SHARE, share_doc,					\
	    "Accounts of one app installation, card or document.")	\
	X(person, account_age_s, NUM, false, "s", "", ON_ANY,		\
	    actor_age, "Age of the actor's account.")			\
	X(person, gaps, TEXT, true, "",					\
	    "not_employed,vetting,training,role,off_shift,"		\
	    "db_host,db_table",						\
	    ON_STAFF, person_gap, "Entitlements that do not hold.")	\
	X(person, relation, TEXT, false, "", "self,colleague,none",	\
	    ON_ACCESS, person_kin,					\
	    "What the subject is to the employee.")			\
	X(person, link_age_s, NUM, false, "s", "",			\
	    ON_LINK, link_age,						\
	    "Age of the last business with the subject.")		\
	X(person, role_idle_s, NUM, false, "s", "",			\
	    ON_ROLE, actor_role,					\
	    "How long no privileged role was used.")			\
	X(leak, table_classes, TEXT, true, "", "", ON_DATABASE,		\
	    dbase_class, "Data classes of the tables touched.")		\
	X(leak, canary, TEXT, false, "", "", ON_ANY, canary_seen,	\
	    "A planted id that this event carries.")			\
	X(geo, cell, TEXT, false, "", "", ON_VEH, place_last,		\
	    "Cell of about 5 km of the last good fix.")			\
	X(geo, zones, TEXT, true, "", "", ON_VEH, place_last,		\
	    "Kinds of the zones that hold the last good fix.")		\
	X(geo, phone_distance_m, NUM, false, "m", "", ON_PHONE,		\
	    place_last,							\
	    "Distance of the phone from the last good fix.")		\
	X(ota, diff, TEXT, true, "",					\
	    "unknown_artifact,sha256,signer,unreleased,downgrade,"	\
	    "no_campaign", ON_FLASH, flash_check,			\
	    "How the software differs from what was released.")		\
	X(charge, diff, TEXT, true, "",					\
	    "vendor,model,serial,profile,over_rated,meter_back,"	\
	    "not_charging", ON_OCPP, charger_check,			\
	    "How the station differs from the registered one.")		\
	X(feed, state, TEXT, false, "", "ok,late,silent,bad_parse",	\
	    ON_ANY, feed_state,						\
	    "Health of the source.")					\
	X(feed, seq_gap, INT, false, "", "", ON_ANY, feed_seq,		\
	    "Numbers of the source missing before this one.")		\
	X(feed, speed_ratio, NUM, false, "", "", ON_SAMPLE, feed_ratio,	\
	    "Distance by positions over distance by reported speed.")

/*
 * name, whose state, bytes of state, version of what these mean, track that
 * must run before.  A state is saved and loaded as it lies there: it holds no
 * pointers, and a row whose state changes its meaning gets the next version.
 */
#define TRACKS(X)							\
	X(state_last, TWIN_VEHICLE, 48, 1, TRACK_COUNT)			\
	X(effect_change, TWIN_VEHICLE, 104, 1, TRACK_COUNT)		\
	X(move_fix, TRACK_OF_NONE, 0, 1, TRACK_COUNT)			\
	X(move_diff, TRACK_OF_NONE, 0, 1, TRACK_COUNT)			\
	X(move_step, TWIN_VEHICLE, 192, 1, TRACK_COUNT)			\
	X(move_odo, TWIN_VEHICLE, 88, 1, TRACK_COUNT)			\
	X(move_lost, TWIN_VEHICLE, 72, 1, TRACK_COUNT)			\
	X(clock_lag, TRACK_OF_NONE, 0, 1, TRACK_COUNT)			\
	X(clock_ahead, TRACK_OF_NONE, 0, 1, TRACK_COUNT)		\
	X(clock_day, TRACK_OF_NONE, 0, 1, TRACK_COUNT)			\
	X(clock_back, TWIN_DEVICE, 0, 1, TRACK_COUNT)			\
	X(clock_seq, TWIN_DEVICE, 8, 1, TRACK_COUNT)			\
	X(ident_source, TRACK_OF_NONE, 0, 1, TRACK_COUNT)		\
	X(ident_caller, TRACK_OF_NONE, 0, 1, TRACK_COUNT)		\
	X(owns_target, TRACK_OF_NONE, 0, 1, TRACK_COUNT)		\
	X(bind_unknown, TRACK_OF_NONE, 0, 1, TRACK_order_known)		\
	X(bind_diff, TRACK_OF_NONE, 0, 1, TRACK_COUNT)			\
	X(listed_lists, TRACK_OF_NONE, 0, 1, TRACK_COUNT)		\
	X(job_scope, TRACK_OF_NONE, 0, 1, TRACK_COUNT)			\
	X(booking_cover, TRACK_OF_NONE, 0, 1, TRACK_COUNT)		\
	X(booking_overlap, TRACK_OF_NONE, 0, 1, TRACK_COUNT)		\
	X(cmd_kind, TRACK_OF_NONE, 0, 1, TRACK_COUNT)			\
	X(cmd_issue, TRACK_OF_NONE, 0, 1, TRACK_COUNT)			\
	X(cmd_result, TRACK_OF_NONE, 0, 1, TRACK_COUNT)			\
	X(endpoint_check, TRACK_OF_NONE, 0, 1, TRACK_COUNT)		\
	X(endpoint_denied, TRACK_OF_NONE, 0, 1, TRACK_COUNT)		\
	X(owns_ids, TRACK_OF_NONE, 0, 1, TRACK_COUNT)			\
	X(person_gap, TRACK_OF_NONE, 0, 1, TRACK_COUNT)			\
	X(person_kin, TRACK_OF_NONE, 0, 1, TRACK_COUNT)			\
	X(dbase_class, TRACK_OF_NONE, 0, 1, TRACK_COUNT)		\
	X(ack_wait, TWIN_VEHICLE, 112, 1, TRACK_COUNT)			\
	X(unit_change, TWIN_DEVICE, 104, 1, TRACK_COUNT)		\
	X(unit_live, TWIN_DEVICE, 320, 1, TRACK_COUNT)			\
	X(unit_new, TWIN_DEVICE, 0, 1, TRACK_COUNT)			\
	X(payload_age, TWIN_DEVICE, 2064, 1, TRACK_COUNT)		\
	X(unit_station, TWIN_STATION, 320, 1, TRACK_unit_live)		\
	X(order_nonce, TWIN_ORDER, 1024, 1, TRACK_COUNT)		\
	X(order_count, TWIN_ORDER, 128, 1, TRACK_COUNT)			\
	X(order_known, TWIN_ORDER, 1024, 1, TRACK_COUNT)		\
	X(actor_device, TWIN_ACTOR, 256, 1, TRACK_COUNT)		\
	X(actor_habit, TWIN_ACTOR, 16, 1, TRACK_COUNT)			\
	X(actor_age, TWIN_ACTOR, 16, 1, TRACK_COUNT)			\
	X(actor_role, TWIN_ACTOR, 16, 1, TRACK_COUNT)			\
	X(token_place, TWIN_TOKEN, 320, 1, TRACK_COUNT)			\
	X(token_life, TWIN_TOKEN, 16, 1, TRACK_COUNT)			\
	X(token_net, TWIN_TOKEN, 128, 1, TRACK_COUNT)			\
	X(caller_touch, TWIN_TOUCH, 8, 1, TRACK_COUNT)			\
	X(caller_run, TWIN_CALLER, 1536, 1, TRACK_COUNT)		\
	X(caller_gap, TWIN_CALLER, 280, 1, TRACK_COUNT)			\
	X(caller_object, TWIN_CALLER, 8, 1, TRACK_caller_touch)		\
	X(booking_count, TWIN_USER, 8, 1, TRACK_COUNT)			\
	X(share_app, TWIN_APP, 256, 1, TRACK_COUNT)			\
	X(share_card, TWIN_CARD, 256, 1, TRACK_share_app)		\
	X(share_doc, TWIN_DOC, 256, 1, TRACK_share_card)		\
	X(ident_topic, TRACK_OF_NONE, 0, 1, TRACK_COUNT)		\
	X(link_age, TRACK_OF_NONE, 0, 1, TRACK_COUNT)			\
	X(canary_seen, TRACK_OF_NONE, 0, 1, TRACK_COUNT)		\
	X(place_last, TWIN_VEHICLE, 24, 1, TRACK_COUNT)			\
	X(flash_check, TWIN_VEHICLE, 48, 1, TRACK_COUNT)		\
	X(charger_vehicle, TWIN_VEHICLE, 8, 1, TRACK_COUNT)		\
	X(charger_check, TWIN_STATION, 136, 1, TRACK_charger_vehicle)	\
	X(feed_state, TRACK_OF_NONE, 0, 1, TRACK_COUNT)			\
	X(feed_seq, TWIN_SOURCE, 136, 1, TRACK_COUNT)			\
	X(feed_ratio, TWIN_SOURCE, 4040, 1, TRACK_move_step)

#endif
