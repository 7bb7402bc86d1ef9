/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was done to whom: one JSON line per attack,
 *	{"scenario":N,"name":S,"entity":{"kind":S,"id":S},"vehicle":S,
 *	 "start":TS,"end":TS,["tag":S,"decides":ID,]"events":[ID...]}
 * tag is that of the rule that must see it, decides the event that must.
 * It ends when nothing is left of it: where positions or odometer lied, the
 * distance facts look back over a span that goes on for up to 20 km.
 */
#ifndef CLI_SIM_LABEL_H
#define CLI_SIM_LABEL_H

#include "base/buf.h"

/** One label.  All borrowed. */
struct sim_label {
	int		scenario;
	const char	*name;
	const char	*kind;		/* Of the entity: "vehicle", "device" */
	struct span	entity, vehicle;
	int64_t		start_ms, end_ms;
	char		letter;		/* Of the rule, '-' none; 0: no tag. */
	struct span	decides;
};

/** sim_label_open(b, l): Append the line up to its first event id. */
void sim_label_open(struct buf *, const struct sim_label *);

/** sim_label_event(b, id): Append one event id. */
void sim_label_event(struct buf *, struct span);

/** sim_label_close(b): End the line. */
void sim_label_close(struct buf *);

#endif
