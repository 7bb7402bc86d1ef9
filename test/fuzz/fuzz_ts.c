/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a time: what is accepted reads back from its own text. */
#include <stdlib.h>

#include "base/ts.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const int64_t untouched = -77;
	int64_t ms = untouched, again;
	char text[TS_TEXT];
	struct ts_civil c;
	char *copy;

	/* Exactly its size, so that ASan sees one byte too far. */
	if ((copy = malloc(size > 0 ? size : 1)) == NULL)
		return (0);
	if (size > 0)
		memcpy(copy, data, size);

	if (ts_parse((struct span){ copy, size }, &ms) != RC_OK) {
		if (ms != untouched)
			abort();	/* Failure touches nothing. */
		goto out;
	}
	c = ts_civil(ms);
	if (!ts_date_ok(c.year, c.month, c.day) || c.hour > 23 ||
	    c.minute > 59 || c.second > 59 || c.ms > 999 || c.weekday < 1 ||
	    c.weekday > 7)
		abort();		/* A moment is on the calendar. */
	ts_text(ms, text);
	if (ts_parse((struct span){ text, TS_TEXT }, &again) != RC_OK ||
	    again != ms)
		abort();		/* There and back. */
out:
	free(copy);
	return (0);
}
