/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as the tests of a rule: each line is in one case, and counted. */
#include <stdlib.h>

#include "cli/rules_case.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* Cut lines off ${s} as far as they go, and count them. */
static size_t
lines(struct span s)
{
	struct span line;
	size_t n = 0;

	while (rules_case_line(&s, &line)) {
		if (memchr(line.p, '\n', line.n) != NULL)
			abort();	/* A line is one line. */
		n++;
	}
	if (s.n > 0)
		abort();		/* Nothing is left behind. */
	return (n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rules_case_reader *R = NULL;
	struct rules_case c = { 0 };
	struct arena arena = { 0 };
	struct err e = { 0 };
	struct span text;
	size_t last = 0, all;
	char *copy;
	rc r = RC_NOMEM;

	/* Exactly its size, so that ASan sees one byte too far. */
	if ((copy = malloc(size > 0 ? size : 1)) == NULL)
		return (0);
	if (size > 0)
		memcpy(copy, data, size);
	text = (struct span){ copy, size };
	all = lines(text);

	if (rules_case_open(text, &arena, &R, &e) != RC_OK)
		goto out;
	while ((r = rules_case_next(R, &c, &e)) == RC_OK) {
		if (c.line <= last)
			abort();	/* Cases follow one another. */
		last = c.line + lines(c.events);
		if (last > all || c.events.n > size)
			abort();	/* More lines than there are. */
		for (size_t i = 0; i < c.wants; i++)
			if (c.want[i].kind.p == NULL && c.want[i].kind.n > 0)
				abort();
	}
	if (r == RC_MALFORMED && (e.at <= last || e.at > all))
		abort();		/* The complaint names a line. */
	if (r == RC_NOTFOUND && last > all)
		abort();
out:
	rules_case_close(R);
	arena_release(&arena);
	free(copy);
	return (0);
}
