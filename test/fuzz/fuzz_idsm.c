/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as messages of an IdsM.
 *
 *	prefix:	of a message it is RC_MORE, wherever it is cut
 *	round trip: a message, written from what was read, says the same
 */
#include <stdlib.h>

#include "base/buf.h"
#include "codec/idsm.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
put(struct buf *b, uint64_t v, unsigned bytes)
{

	for (unsigned i = bytes; i-- > 0;)
		buf_char(b, (char)(v >> 8 * i));
}

static void
write_context(struct buf *b, const struct idsm_event *ev)
{

	if (ev->versioned)
		put(b, (ev->changed ? 0x8000u : 0) | ev->context_version, 2);
	if (ev->context.n < 0x80)
		put(b, ev->context.n, 1);
	else
		put(b, 0x80000000u | ev->context.n, 4);
	buf_put(b, ev->context);
}

/* The event as bytes; ${context}: it has one, be it empty. */
static void
write_event(struct buf *b, const struct idsm_event *ev, bool context)
{

	put(b, ev->version << 4 | (context ? 1 : 0) | (ev->timed ? 2 : 0) |
	    (ev->signed_ ? 4 : 0), 1);
	put(b, ev->idsm << 6 | ev->sensor, 2);
	put(b, ev->def, 2);
	put(b, ev->count, 2);
	put(b, 0, 1);
	if (ev->timed) {
		put(b, (ev->oem ? UINT64_C(1) << 31 : 0) | ev->ns, 4);
		put(b, ev->s, 4);
	}
	if (context)
		write_context(b, ev);
	if (ev->signed_) {
		put(b, ev->signature.n, 2);
		buf_put(b, ev->signature);
	}
}

static bool
same(const struct idsm_event *a, const struct idsm_event *b)
{

	return (a->version == b->version && a->idsm == b->idsm &&
	    a->sensor == b->sensor && a->def == b->def &&
	    a->count == b->count && a->timed == b->timed &&
	    a->oem == b->oem && a->s == b->s && a->ns == b->ns &&
	    a->versioned == b->versioned && a->changed == b->changed &&
	    a->context_version == b->context_version &&
	    a->signed_ == b->signed_ && span_eq(a->context, b->context) &&
	    span_eq(a->signature, b->signature));
}

static void
one(struct span in, const struct idsm_event *ev, size_t n)
{
	struct idsm_event again;
	struct buf b = { 0 };
	size_t m, step = n > 64 ? n / 64 : 1;

	for (size_t k = 0; k < n; k += step) {
		if (idsm_next((struct span){ in.p, k }, &again, &m) !=
		    RC_MORE)
			abort();
	}
	write_event(&b, ev, (in.p[0] & 1) != 0);
	if (!b.failed && (idsm_next(buf_span(&b), &again, &m) != RC_OK ||
	    m != b.n || !same(ev, &again)))
		abort();
	buf_release(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Exactly its size, so that reading too far is seen. */
	char *copy = malloc(size > 0 ? size : 1);
	struct span in = { copy, size };

	if (copy == NULL)
		return (0);
	if (size > 0)
		memcpy(copy, data, size);
	while (in.n > 0) {
		struct idsm_event ev;
		size_t n = 0, m = 0;
		rc r = idsm_next(in, &ev, &n);

		if (idsm_frame(in, &m) != r)
			abort();
		if (r == RC_MORE)
			break;
		if (r == RC_OK && (n != m || n == 0 || n > in.n))
			abort();
		if (r == RC_OK)
			one(in, &ev, n);
		in = span_from(in, m);
	}
	free(copy);
	return (0);
}
