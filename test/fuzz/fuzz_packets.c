/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as captured packets.  The first byte chooses the link; then each
 * packet has a byte for the time that passed (tenths of a second), two for
 * its length, and its bytes.
 *
 *	headers:  what they carry lies inside the frame
 *	datagram: fragments make one that is not longer than all of them
 *	talk:     whatever the connections say, it is event lines
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/cur.h"
#include "codec/codecs.h"
#include "model/evline.h"
#include "model/field.h"
#include "model/view.h"
#include "source/clients.h"
#include "source/flows.h"
#include "source/fragments.h"
#include "source/talk.h"

#define BEGIN	INT64_C(1772439304250)

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
must(bool ok)
{

	if (!ok)
		abort();
}

static void
inside(struct span all, struct span s)
{

	must(s.n == 0 || (s.p >= all.p && s.n <= all.n &&
	    s.p <= all.p + (all.n - s.n)));
}

struct run {
	int			 dlt;
	int64_t			 time;
	uint64_t		 number;
	size_t			 parts;		/* Bytes of fragments. */
	struct fragments	*fragments;
	struct flows		*flows;
};

static void
one(struct run *r, struct span frame)
{
	struct packet p, part;
	rc rv = packet_read(r->dlt, frame, &p);

	must(rv == RC_OK || rv == RC_LIMIT || rv == RC_NOTFOUND ||
	    rv == RC_MALFORMED);
	r->number++;
	if (rv == RC_LIMIT) {
		part = p;
		inside(frame, part.part.bytes);
		r->parts += part.part.bytes.n;
		rv = fragments_add(r->fragments, &part, r->time, &p);
		if (rv == RC_OK)
			must(p.payload.n <= r->parts);
	} else if (rv == RC_OK)
		inside(frame, p.payload);
	if (rv == RC_OK)
		must(flows_packet(r->flows, &p, r->time, r->number) == RC_OK);
}

static void
all(struct run *r, struct cur *c)
{

	while (cur_left(c) > 3) {
		struct span s;
		size_t n;
		char *copy;

		r->time += cur_u8(c) * INT64_C(100);
		n = (size_t)cur_be(c, 2);
		s = cur_take(c, n < cur_left(c) ? n : cur_left(c));
		/* Exactly its size, so that a sanitizer sees one too far. */
		must((copy = malloc(s.n > 0 ? s.n : 1)) != NULL);
		if (s.n > 0)
			memcpy(copy, s.p, s.n);
		one(r, (struct span){ copy, s.n });
		free(copy);
	}
}

/* Each line of ${out} is an event line. */
static void
event_lines(struct view *v, const struct buf *out)
{
	struct span rest = buf_span(out);
	uint32_t notes[EVLINE_NOTE_COUNT] = { 0 };
	const struct event *ev;
	struct err e = { 0 };

	while (rest.n > 0) {
		const char *lf = memchr(rest.p, '\n', rest.n);
		size_t n;

		if (lf == NULL)
			abort();
		n = (size_t)(lf - rest.p);
		if (view_line(v, (struct span){ rest.p, n }, notes, &e, &ev) !=
		    RC_OK) {
			fprintf(stderr, "%s: %.*s\n", e.what, (int)n, rest.p);
			abort();
		}
		rest = span_from(rest, n + 1);
	}
}

static struct view *
ready(void)
{
	static struct view *view;

	if (view == NULL) {
		must(field_init() == RC_OK && view_new(&view) == RC_OK);
		codecs_init();
	}
	return (view);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int links[] = { 1, 101, 113, 276, 0, 12, 228, 999 };
	static struct message m;
	struct cur c = cur_of((struct span){ (const char *)data, size });
	struct run r = { .dlt = links[cur_u8(&c) % COUNT_OF(links)],
	    .time = BEGIN };
	struct view *view = ready();
	struct buf lines = { 0 };
	struct talk_out out = { .m = &m, .lines = &lines };

	must(fragments_new(&r.fragments) == RC_OK &&
	    clients_new(&out.clients) == RC_OK &&
	    flows_new(talk_fn, &out, &r.flows) == RC_OK);
	all(&r, &c);
	flows_free(r.flows);
	fragments_free(r.fragments);
	clients_free(out.clients);
	event_lines(view, &lines);
	buf_release(&lines);
	return (0);
}
