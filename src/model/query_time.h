/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Moments as queries write them.  What is written means all that it covers:
 * 2026-03-02 is that day, 2026-03-02T08:15 that minute, in UTC unless a zone
 * stands behind the time of day.
 */
#ifndef MODEL_QUERY_TIME_H
#define MODEL_QUERY_TIME_H

#include "base/span.h"

#define QUERY_TIME_LEAST INT64_C(-62167219200000) /* 0000-01-01 */
#define QUERY_TIME_MOST	INT64_C(253402300799999) /* End of 9999. */

struct query_time {
	bool	relative;		/* Both count from now. */
	int64_t	first, last;		/* ms, both inside. */
};

/* What query_time_read() takes, for messages. */
#define QUERY_TIME_FORMS						\
	"a time such as -2h, now, 2026-03-02 or 2026-03-02T08:15:04Z"

/** query_time_read(s, ret): Read one; false, ${ret} untouched, if it is no
 * moment of the calendar. */
bool query_time_read(struct span, struct query_time *);

#endif
