/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A kept alert in the formats of others.
 *
 *	ocsf	Detection Finding 2004, as it was made
 *	ecs	Elastic Common Schema 8, one JSON object
 *	cef	Common Event Format 25 (ArcSight)
 *	rfc5424	a message of syslog, RFC 5424, the brief line in it
 */
#ifndef MODEL_ALERT_OUT_H
#define MODEL_ALERT_OUT_H

#include "base/buf.h"
#include "model/config.h"

/** A kept alert.  All borrowed. */
struct alert_out {
	int64_t		time, first_seen, last_seen;	/* ms since 1970 */
	int64_t		severity;	/* OCSF severity_id */
	int64_t		count;
	struct span	id, tenant, rule, title, level;
	struct span	kind, entity;	/* Whom it is about. */
	struct span	brief, json, ocsf;
};

/** alert_out_put(a, format, b): Append ${a} as ${format}, one line without its
 * end. */
void alert_out_put(const struct alert_out *, enum config_format,
    struct buf *);

/** alert_out_type(format): Its media type. */
const char *alert_out_type(enum config_format);

/**
 * alert_out_card(a, b): Append one line for a channel of people: level, title,
 * what kind of thing it is about and the alert's id.  No names, addresses,
 * plates, places: who may see them looks the id up.
 */
void alert_out_card(const struct alert_out *, struct buf *);

#endif
