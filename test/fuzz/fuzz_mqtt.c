/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as MQTT.  The first byte: bit 0 the server sends, bit 1 the
 * begin was not seen, bits 2 and 3 the version of a single packet; what
 * follows is cut in two at the byte that the second one says: what the other
 * side sends.
 *
 *	framing: what is cut lies inside and moves on; the beginnings of a
 *	         frame want more, and never more than the frame
 *	reading: spans lie inside; properties and filters end where they are
 *	         said to
 *	events:  each message, written as a line, is an event line
 */
#include <stdlib.h>

#include "codec/mqtt_events.h"
#include "codec/mqtt_props.h"
#include "model/evline.h"
#include "model/message_line.h"
#include "model/view.h"

#define NOW		INT64_C(1772439304250)
#define PREFIXES	64

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

struct seen {
	struct view	*view;
	struct buf	 line;
	struct span	 in;		/* What is read at the moment. */
	size_t		 n;
};

static void
tell(void *ctx, const struct message *m)
{
	struct seen *s = ctx;
	uint32_t notes[EVLINE_NOTE_COUNT] = { 0 };
	const struct event *ev;
	struct err e = { 0 };

	buf_clear(&s->line);
	message_line(m, "fuzz", ++s->n, &s->line);
	if (view_line(s->view, buf_span(&s->line), notes, &e, &ev) != RC_OK)
		abort();
	if (m->lost > 0)
		abort();	/* Nothing of it is that large. */
}

static void
inside(struct span all, struct span s)
{

	if (s.n > 0 && (s.p < all.p || s.n > all.n ||
	    s.p > all.p + (all.n - s.n)))
		abort();
}

static void
publish(void *ctx, const struct mqtt_events *session, enum mqtt_side side,
    const struct mqtt_publish *p, int64_t time)
{
	struct seen *s = ctx;

	if (time != NOW || (side != MQTT_CLIENT && side != MQTT_SERVER) ||
	    session->packets == 0 || p->topic.n == 0)
		abort();
	inside(s->in, p->payload);
}

static void
walk_props(struct span frame, struct span props)
{
	struct cur c = cur_of(props);
	struct mqtt_prop p;

	inside(frame, props);
	while (mqtt_props_next(&c, &p)) {
		inside(frame, p.text);
		inside(frame, p.value);
	}
	if (c.at != props.n)
		abort();
}

static void
walk_filters(struct span frame, const struct mqtt_filters *list)
{
	struct cur c = cur_of(list->raw);
	struct mqtt_filter f;
	size_t n = 0;

	inside(frame, list->raw);
	for (; mqtt_filter(&c, list->options, &f); n++)
		inside(frame, f.filter);
	if (n != list->n || c.at != list->raw.n)
		abort();
}

static void
one_packet(struct span frame, unsigned version, enum mqtt_side side)
{
	struct mqtt_packet p;
	enum mqtt_fault f;
	rc r = mqtt_read(frame, version, side, &p, &f);

	if ((r == RC_OK) != (f == MQTT_FAULT_NONE) || f >= MQTT_FAULT_COUNT)
		abort();
	if (r != RC_OK)
		return;
	walk_props(frame, p.props);
	if (p.type == MQTT_CONNECT) {
		walk_props(frame, p.connect.will_props);
		inside(frame, p.connect.client_id);
		inside(frame, p.connect.will_payload);
		inside(frame, p.connect.user_name);
	} else if (p.type == MQTT_PUBLISH) {
		inside(frame, p.publish.topic);
		inside(frame, p.publish.payload);
	} else if (p.type == MQTT_SUBSCRIBE || p.type == MQTT_UNSUBSCRIBE)
		walk_filters(frame, &p.filters);
	else if (p.type == MQTT_SUBACK)
		inside(frame, p.codes);
}

/* Beginnings of a frame of ${n} bytes. */
static void
prefixes(struct span in, size_t n)
{
	size_t again;

	for (size_t k = 0; k < n && k < PREFIXES; k++) {
		if (mqtt_frame((struct span){ in.p, k }, &again) !=
		    RC_MORE || (again != 0 && again != n))
			abort();
	}
}

static void
stream(struct mqtt_events *s, enum mqtt_side side, struct span in,
    unsigned version, struct seen *seen)
{
	static struct message m;
	const struct mqtt_events_out out = { .fn = tell, .publish = publish,
	    .ctx = seen, .m = &m };
	size_t n;
	rc r;

	for (; in.n > 0; in = span_from(in, n)) {
		if ((r = mqtt_frame(in, &n)) == RC_MORE) {
			if (n != 0 && n <= in.n)
				abort();
			return;
		}
		if (n == 0 || n > in.n)
			abort();	/* Outside, or standing still. */
		if (r == RC_OK)
			prefixes(in, n);
		seen->in = (struct span){ in.p, n };
		one_packet(seen->in, version, side);
		(void)mqtt_events_feed(s, side, seen->in, NOW, &out);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned versions[] = { 0, MQTT_V31, MQTT_V311, MQTT_V5 };
	static struct mqtt_events session;
	static struct seen seen;
	static struct message m;
	struct mqtt_events_peer peer = { .conn_id = SPAN("c-1"),
	    .client_ip = SPAN("192.0.2.7"), .client_port = 1 };
	const struct mqtt_events_out out = { .fn = tell, .ctx = &seen,
	    .m = &m };
	enum mqtt_side side;
	size_t cut;
	char *copy;

	if (size < 2)
		return (-1);
	if (seen.view == NULL && (field_init() != RC_OK ||
	    view_new(&seen.view) != RC_OK))
		return (0);
	side = (data[0] & 1) != 0 ? MQTT_SERVER : MQTT_CLIENT;
	peer.late = (data[0] & 2) != 0;
	size -= 2;
	cut = data[1] < size ? data[1] : size;
	if ((copy = malloc(size > 0 ? size : 1)) == NULL)
		return (0);
	memcpy(copy, data + 2, size);
	mqtt_events_begin(&session, &peer);
	stream(&session, side, (struct span){ copy, cut },
	    versions[data[0] >> 2 & 3], &seen);
	stream(&session, side == MQTT_SERVER ? MQTT_CLIENT : MQTT_SERVER,
	    (struct span){ copy + cut, size - cut },
	    versions[data[0] >> 2 & 3], &seen);
	mqtt_events_end(&session, NOW, &out);
	free(copy);
	return (0);
}
