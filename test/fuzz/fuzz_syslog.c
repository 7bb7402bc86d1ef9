/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a stream of syslog.
 *
 *	cuts:	the same messages come however the stream is cut in two
 *	parts:	what a message is read as lies within it
 *	lines:	written as a line of a log, it has no end within
 */
#include <stdint.h>
#include <stdlib.h>

#include "codec/syslog.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
within(struct span all, struct span part)
{

	if (part.n > 0 && (part.p < all.p || part.p + part.n > all.p + all.n))
		abort();
}

static void
look(struct span message)
{
	struct buf b = { 0 };
	struct syslog s;
	struct err e;

	if (syslog_read(message, &s, &e) != RC_OK)
		return;
	within(message, s.stamp);
	within(message, s.host);
	within(message, s.app);
	within(message, s.proc);
	within(message, s.text);
	syslog_line(&s, 0, &b);
	if (!b.failed && b.n < s.text.n + 10)
		abort();
	buf_release(&b);
}

/* What comes of ${in}, given up to ${first} and then all, as a text. */
static void
feed(struct span in, size_t first, struct buf *out)
{
	struct syslog_cutter c = { 0 };
	struct span message = { NULL, 0 };
	size_t at = 0, end = first, used;
	rc r = RC_OK;

	while (r != RC_MALFORMED && (r != RC_MORE || end < in.n)) {
		if (r == RC_MORE)
			end = in.n;
		r = syslog_cut(&c, (struct span){ in.p + at, end - at },
		    &used, &message);
		if (used > end - at)
			abort();
		at += used;
		buf_char(out, (char)('A' + (int)r));
		if (r == RC_MORE)
			out->n--;
		if (r != RC_OK)
			continue;
		within(in, message);
		buf_put(out, message);
		look(message);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf all = { 0 }, two = { 0 };
	struct span in;
	char *copy = malloc(size + 1);

	if (copy == NULL)
		return (0);
	if (size > 0)
		memcpy(copy, data, size);
	in = (struct span){ copy, size };
	feed(in, size, &all);
	feed(in, size > 0 ? data[size / 2] * size / 256 : 0, &two);
	if (!all.failed && !two.failed && !span_eq(buf_span(&all),
	    buf_span(&two)))
		abort();
	buf_release(&all);
	buf_release(&two);
	free(copy);
	return (0);
}
