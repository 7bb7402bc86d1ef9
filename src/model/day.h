/* SPDX-License-Identifier: Apache-2.0 */
/* The usual time of an event, read quickly: on the day of the one before. */
#ifndef MODEL_DAY_H
#define MODEL_DAY_H

#include "model/value.h"

/** The day of the last time; all zero knows none. */
struct day {
	char	text[11];		/* "2026-03-02T" */
	bool	known;
	int64_t	ms;			/* Its midnight. */
};

/**
 * day_read(d, v):
 * Make the text ${v} a VALUE_TIME if it is "2026-03-02T08:15:04.250Z" on the
 * day of ${d}; false and nothing touched for all others: ask ts_parse().
 */
bool day_read(const struct day *, struct value *);

/** day_keep(d, text, ms): Remember the day of ${text}, which is ${ms}. */
void day_keep(struct day *, struct span, int64_t);

#endif
