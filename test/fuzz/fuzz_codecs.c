/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as the stream of a tracker, behind "NAME:" of the protocol.
 *
 *	framing: what is cut lies inside and moves on; a prefix of the stream
 *	         gives the same first frames
 *	reading: each message, written as a line, is an event line
 */
#include <stdlib.h>

#include "codec/codecs.h"
#include "model/evline.h"
#include "model/message_line.h"
#include "model/view.h"

#define EARLIEST	INT64_C(1262304000000)	/* 2010: else refused. */
#define NOW		INT64_C(1772439304250)

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

struct seen {
	struct view	*view;
	struct buf	 line;
	size_t		 n;
};

static void
tell(void *ctx, const struct message *m)
{
	struct seen *s = ctx;
	uint32_t notes[EVLINE_NOTE_COUNT] = { 0 };
	const struct event *ev;
	struct err e = { 0 };

	s->n++;
	buf_clear(&s->line);
	message_line(m, "fuzz", s->n, &s->line);
	if (view_line(s->view, buf_span(&s->line), notes, &e, &ev) != RC_OK &&
	    m->time >= EARLIEST)
		abort();
}

/* All frames of ${in}; a checksum of where they end. */
static size_t
frames(const struct codecs *c, struct span in, struct seen *s)
{
	struct tracker_session session = { .now = NOW };
	static struct message m;
	struct tracker_out out = { .fn = tell, .ctx = s, .m = &m,
	    .no_checksum = true };
	size_t at = 0, n, cuts = 0;
	rc rv;

	while (at < in.n) {
		rv = c->frame(span_from(in, at), &n);
		if (rv == RC_MORE)
			break;
		if (rv == RC_MALFORMED && n == 0)
			n = 1;
		if (n == 0 || n > in.n - at)
			abort();	/* Outside, or standing still. */
		if (rv == RC_OK && s != NULL)
			(void)c->read(&session,
			    (struct span){ in.p + at, n }, &out);
		at += n;
		cuts = cuts * 31 + at;
	}
	return (cuts);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct seen seen;
	static bool ready;
	struct tracker_session session = { .now = NOW };
	static struct message m;
	struct tracker_out out = { .fn = tell, .ctx = &seen, .m = &m };
	const struct codecs *codec;
	const uint8_t *at;
	char *copy;

	if (!ready && (field_init() != RC_OK ||
	    view_new(&seen.view) != RC_OK))
		return (0);
	if (!ready)
		codecs_init();
	ready = true;
	if ((at = memchr(data, ':', size)) == NULL || (codec = codecs_find(
	    (struct span){ (const char *)data, (size_t)(at - data) },
	    NULL)) == NULL)
		return (-1);
	size -= (size_t)(at + 1 - data);
	if ((copy = malloc(size > 0 ? size : 1)) == NULL)
		return (0);
	memcpy(copy, at + 1, size);
	(void)frames(codec, (struct span){ copy, size }, &seen);
	/* A message by itself, as captures and files of digits have it. */
	(void)codec->read(&session, (struct span){ copy, size }, &out);
	free(copy);
	return (0);
}
