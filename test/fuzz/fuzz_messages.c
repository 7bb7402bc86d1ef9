/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as the body of a message between roles.
 *
 *	first byte: which message; what can be read, written again, reads the
 *	same; texts lie inside the body.  The rest is taken as meters, too.
 */
#include <stdlib.h>

#include "model/meters_people.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
must(bool ok)
{

	if (!ok)
		abort();
}

#define EQUAL_N(name)	must(a.name == b.name);
#define EQUAL_S(name)							\
	must(span_eq(a.name, b.name));					\
	must(a.name.n == 0 || (a.name.p >= in.p &&			\
	    a.name.p + a.name.n <= in.p + in.n));
#define X(name, list, from, to, most, fd)				\
static void								\
try_##name(struct span in)						\
{									\
	struct messages_##name a, b;					\
	struct buf out = { 0 };						\
	struct err e;							\
									\
	if (messages_get_##name(in, &a, &e) != RC_OK)			\
		return;							\
	messages_put_##name(&out, &a);					\
	must(messages_get_##name(buf_span(&out), &b, &e) == RC_OK);	\
	MESSAGES_##list(EQUAL_N, EQUAL_S)				\
	buf_release(&out);						\
}
MESSAGES(X)
#undef X

/* The same bytes as samples: what is taken can be shown. */
static void
try_samples(struct span in)
{
	struct meters_board board = { .when = { 0 } };
	struct buf out = { 0 };
	struct err e;

	if (meters_board_take(&board, MESSAGES_EDGE, in, 1, &e) == RC_OK) {
		meters_board_metrics(&board, 1, &out);
		meters_people(&board, 1, 1, &out);
		must(!out.failed && out.n > 0);
	}
	buf_release(&out);
	meters_board_release(&board);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const tries[])(struct span) = {
#define X(name, list, from, to, most, fd)	try_##name,
		MESSAGES(X)
#undef X
	};
	char *copy = malloc(size > 0 ? size : 1);

	must(copy != NULL);
	if (size > 1) {
		memcpy(copy, data + 1, size - 1);
		tries[data[0] % COUNT_OF(tries)]((struct span){ copy,
		    size - 1 });
		try_samples((struct span){ copy, size - 1 });
	}
	free(copy);
	return (0);
}
