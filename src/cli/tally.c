/* SPDX-License-Identifier: Apache-2.0 */
/* Counts by reason. */
#include <stdio.h>
#include <string.h>

#include "cli/tally.h"

void
tally_add(struct tally *t, const char *reason)
{

	tally_count(t, reason, 1);
}

void
tally_count(struct tally *t, const char *reason, uint64_t n)
{
	unsigned i = 0;

	t->total += n;
	while (i < t->n && strncmp(t->row[i].text, reason,
	    TALLY_TEXT - 1) != 0)
		i++;
	if (i == TALLY_MAX) {
		i = TALLY_MAX - 1;
		(void)snprintf(t->row[i].text, TALLY_TEXT, "other reasons");
	} else if (i == t->n) {
		/* Too long a reason is cut: it is for a person. */
		(void)snprintf(t->row[i].text, TALLY_TEXT, "%s", reason);
		t->n++;
	}
	t->row[i].count += n;
}
