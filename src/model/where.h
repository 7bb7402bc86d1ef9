/* SPDX-License-Identifier: Apache-2.0 */
/* Where an alert happened: the deciding event in the words of the contract. */
#ifndef MODEL_WHERE_H
#define MODEL_WHERE_H

#include "model/view.h"

/* key, field that must be there, parts that are joined by spaces */
#define WHERE(X)							\
	X(source,	SOURCE_NAME,	SOURCE_NAME, NONE, NONE)	\
	X(type,		TYPE,		TYPE, NONE, NONE)		\
	X(vehicle,	VEHICLE_ID,	VEHICLE_ID, NONE, NONE)		\
	X(device,	DEVICE_ID,	DEVICE_ID, NONE, NONE)		\
	X(actor,	ACTOR_ID,	ACTOR_ID, NONE, NONE)		\
	X(session,	ACTOR_SESSION_ID, ACTOR_SESSION_ID, NONE, NONE)	\
	X(token,	ACTOR_TOKEN_ID,	ACTOR_TOKEN_ID, NONE, NONE)	\
	X(client,	CLIENT_IP,	CLIENT_IP, NONE, NONE)		\
	X(endpoint,	METHOD,		METHOD, HOST, ROUTE)		\
	X(command,	COMMAND_ID,	COMMAND, COMMAND_ID, NONE)	\
	X(topic,	TOPIC,		TOPIC, NONE, NONE)		\
	X(table,	DATABASE,	DATABASE, TABLES, NONE)		\
	X(resource,	BUCKET,		BUCKET, NONE, NONE)		\
	X(resource,	RESOURCE,	RESOURCE, NONE, NONE)		\
	X(station,	STATION_ID,	STATION_ID, EVSE, NONE)		\
	X(campaign,	CAMPAIGN_ID,	CAMPAIGN_ID, NONE, NONE)	\
	X(ecu,		ECU,		ECU, NONE, NONE)		\
	X(target,	TARGET_ID,	TARGET_KIND, TARGET_ID, NONE)

enum { WHERE_ROWS = 18 };

/** where_key(row): Its key. */
const char *where_key(unsigned);

/** where_only(f): The key of the row that shows field ${f} and nothing else;
 * NULL if there is none. */
const char *where_only(enum field_id);

/** where_personal(key): The class of personal data of what the row ${key}
 * shows; NULL if it shows none, or there is no such row. */
const char *where_personal(struct span);

/** where_put(ev, row, b): Append its text; false if it is not there. */
bool where_put(const struct event *, unsigned, struct buf *);

/** where_at(ev, b): The most telling place, as the brief form shows it. */
void where_at(const struct event *, struct buf *);

/**
 * where_names(a, ret, n):
 * The fields and facts that the deciding rule or the correlation of ${a}
 * names, sorted, each once; up to ${n} into ${ret}.  Returns their number.
 */
size_t where_names(const struct alert *, const char **, size_t);

/** where_field(name): Is it a field of the event, and not a fact? */
bool where_field(struct span);

#define WHERE_NAMES	256		/* More than a rule names. */
#define WHERE_TEXT	128		/* Strings are cut here, bytes. */

#endif
