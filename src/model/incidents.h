/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Alerts of one cause as one incident.
 *
 *	alert --keys--> key -> newest incident that has it, if not over
 *	                          none: a new one; all keys are its own now
 *
 * Alerts are taken in their order, (time, id), each with the keys of its
 * deciding event and its entity (incident_key.h).  The first key, in their
 * order, that belongs to an incident which is not over decides; so an alert is
 * in exactly one incident, and incidents never merge: an address or a vehicle
 * that many share cannot tie everything together.  An incident is over when
 * nothing came for the time that was asked for, or a day after its opening.
 * An alert of a tenant as a whole is tied to those of its rule.
 *
 * The cause is the entity that most of its alerts have; of several the one
 * that more alerts are about, then the first in the order of keys.
 *
 * The risk of an incident is the sum over its rules of
 *
 *	points of the level  x  spread  x  rarity
 *
 * points: LEVELS; spread: the binary digits of how many were acted on, of the
 * kind of which there are most, at least 1 (1: 1, 2 and 3: 2, ... 500: 9);
 * rarity: (1 + 1/d) / 2 with d the binary digits of the number of incidents
 * that have the rule, so a rule that is everywhere counts half.  Rounded
 * once, at the end.
 *
 * Memory: of an alert at most INCIDENT_KEYS links, and those of its evidence;
 * of entities INCIDENT_ENTITIES at most.  What comes beyond is not counted,
 * and that is said.
 */
#ifndef MODEL_INCIDENTS_H
#define MODEL_INCIDENTS_H

#include "model/incident_key.h"

#define INCIDENT_WITHIN_MS	INT64_C(3600000)	/* Usual time. */
#define INCIDENT_ENTITIES	1000000
#define INCIDENT_SOME		8	/* Entities of a kind, by name. */

/** A rule of an incident. */
struct incident_rule {
	const struct alert_rule	*rule;		/* Borrowed. */
	uint64_t		 alerts, count;	/* Alerts; their matches. */
};

/** Entities of one kind that it touched, the cause aside. */
struct incident_touched {
	const char	*kind;			/* Borrowed. */
	uint64_t	 n;
	struct span	 some[INCIDENT_SOME];	/* The first ones. */
	size_t		 some_n;
};

/** All is borrowed from the incidents, and what they borrow. */
struct incident {
	char				 id[ALERT_ID + 1];
	struct span			 tenant;
	const char			*kind;	/* The cause. */
	struct span			 entity;
	int64_t				 first, last;	/* ms */
	uint64_t			 count;	/* Matches of all alerts. */
	uint64_t			 risk;
	struct alert *const		*alert;	/* By (time, id). */
	size_t				 alerts;
	const struct incident_rule	*rule;	/* Worst first. */
	size_t				 rules;
	const struct incident_touched	*touched; /* By kind. */
	size_t				 kinds;
	uint64_t			 things; /* Acted on, of one kind. */
	bool				 at_least; /* More were touched. */
};

struct incidents;

/**
 * incidents_new(alerts, n, within, ret):
 * Group ${n} alerts, ordered by alert_cmp(), into incidents that end when
 * nothing comes for ${within} ms.  Return RC_OK or RC_NOMEM.
 *
 * Owns:     the caller owns *${ret}; end it with incidents_free().
 * Borrows:  the alerts.
 */
rc incidents_new(struct alert *const *, size_t, int64_t, struct incidents **)
    MUST_USE;
void incidents_free(struct incidents *);

/** incidents_all(x, n): By risk, the greatest first; then time, id. */
const struct incident *incidents_all(const struct incidents *, size_t *);

#endif
