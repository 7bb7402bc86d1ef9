/* SPDX-License-Identifier: Apache-2.0 */
/* Goal: a request that comes again is known, and the oldest are forgotten. */
#include <stdio.h>

#include "cli/edge_keys.h"
#include "t.h"

static void
test_fates(void)
{
	const struct edge_keys_told done = { 7, 1, 2 };
	struct edge_keys_told told = { 0, 0, 0 };
	struct edge_keys *k = NULL;

	T_INT(RC_OK, edge_keys_new(&k));
	T_INT(EDGE_KEYS_NEW, edge_keys_begin(k, SPAN("a"), SPAN("x"), &told));
	T_INT(EDGE_KEYS_AT_WORK, edge_keys_begin(k, SPAN("a"), SPAN("x"),
	    &told));
	edge_keys_end(k, SPAN("a"), &done);
	T_INT(EDGE_KEYS_DONE, edge_keys_begin(k, SPAN("a"), SPAN("x"),
	    &told));
	T_INT(7, told.accepted);
	T_INT(1, told.rejected);
	T_INT(2, told.skipped);
	T_INT(EDGE_KEYS_OTHER, edge_keys_begin(k, SPAN("a"), SPAN("y"),
	    &told));
	/* What failed may come again. */
	T_INT(EDGE_KEYS_NEW, edge_keys_begin(k, SPAN("b"), SPAN("x"), &told));
	edge_keys_end(k, SPAN("b"), NULL);
	T_INT(EDGE_KEYS_NEW, edge_keys_begin(k, SPAN("b"), SPAN("y"), &told));
	edge_keys_end(k, SPAN("nobody's"), &done);
	edge_keys_free(k);
}

static void
test_ring(void)
{
	const struct edge_keys_told done = { 1, 0, 0 };
	struct edge_keys_told told;
	struct edge_keys *k = NULL;
	char key[16];

	T_INT(RC_OK, edge_keys_new(&k));
	for (unsigned i = 0; i <= EDGE_KEYS; i++) {
		(void)snprintf(key, sizeof(key), "%u", i);
		T_INT(EDGE_KEYS_NEW, edge_keys_begin(k, span_of(key),
		    SPAN("x"), &told));
		edge_keys_end(k, span_of(key), &done);
	}
	T_INT(EDGE_KEYS_DONE, edge_keys_begin(k, SPAN("1"), SPAN("x"),
	    &told));
	T_INT(EDGE_KEYS_NEW, edge_keys_begin(k, SPAN("0"), SPAN("x"), &told));
	T_INT(EDGE_KEYS_NEW, edge_keys_begin(k, SPAN("1"), SPAN("x"), &told));
	edge_keys_free(k);
}

static const struct t_case cases[] = {
	{ "fates", test_fates },
	{ "the oldest goes", test_ring },
};

T_MAIN(cases)
