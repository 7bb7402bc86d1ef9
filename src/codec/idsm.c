/* SPDX-License-Identifier: Apache-2.0 */
/* AUTOSAR Intrusion Detection System Protocol. */
#include "base/base64.h"
#include "base/cur.h"
#include "codec/idsm.h"
#include "codec/idsm_name.h"

#define EVENT_BYTES	8
#define STAMP_BYTES	8
#define NO_EVENT	0xffffu
#define NS		1000000000u	/* In a second. */
#define LONG		0x80		/* Four bytes of length, not one. */
#define FIRST		1262304000u	/* 2010: the contract's first year. */
#define SHOWN		1500u		/* Bytes of context in an event. */

/* Bits of the parts that follow. */
enum { CONTEXT = 1, STAMP = 2, SIGNATURE = 4, PARTS = 7 };

static rc
event(struct cur *c, struct idsm_event *ev, unsigned *parts)
{
	unsigned head = cur_u8(c), who = (unsigned)cur_be(c, 2);

	ev->version = head >> 4;
	*parts = head & 0xf;
	ev->idsm = who >> 6;
	ev->sensor = who & 0x3f;
	ev->def = (unsigned)cur_be(c, 2);
	ev->count = (unsigned)cur_be(c, 2);
	(void)cur_u8(c);		/* Reserved: receivers pass over it. */
	/* What is there is judged, whether or not the rest is. */
	if (c->in.n > 0 && (ev->version < 1 || ev->version > 2 ||
	    (*parts & ~(unsigned)PARTS) != 0))
		return (RC_MALFORMED);
	if (!cur_ok(c))
		return (RC_MORE);
	return (ev->def == NO_EVENT ? RC_MALFORMED : RC_OK);
}

static rc
stamp(struct cur *c, struct idsm_event *ev)
{
	uint32_t first = (uint32_t)cur_be(c, 4);

	ev->timed = true;
	ev->oem = first >> 31 != 0;
	ev->ns = first & 0x3fffffff;
	ev->s = (uint32_t)cur_be(c, 4);
	if (!cur_ok(c))
		return (RC_MORE);
	return (ev->ns >= NS && !ev->oem ? RC_MALFORMED : RC_OK);
}

static rc
context(struct cur *c, struct idsm_event *ev)
{
	uint32_t n, of;

	if ((ev->versioned = ev->version > 1)) {
		of = (uint32_t)cur_be(c, 2);
		ev->changed = of >> 15 != 0;
		ev->context_version = of & 0x7fff;
	}
	n = cur_u8(c);
	if ((n & LONG) != 0)
		n = (n & ~(uint32_t)LONG) << 24 | (uint32_t)cur_be(c, 3);
	if (!cur_ok(c))
		return (RC_MORE);
	if (n > IDSM_CONTEXT_MAX)
		return (RC_MALFORMED);
	ev->context = cur_take(c, n);
	return (cur_ok(c) ? RC_OK : RC_MORE);
}

static rc
signature(struct cur *c, struct idsm_event *ev)
{
	size_t n = cur_be(c, 2);

	ev->signed_ = true;
	ev->signature = cur_take(c, n);
	return (cur_ok(c) ? RC_OK : RC_MORE);
}

rc
idsm_next(struct span in, struct idsm_event *ret, size_t *n)
{
	struct idsm_event ev = { .version = 0 };
	struct cur c = cur_of(in);
	unsigned parts;
	rc r = event(&c, &ev, &parts);

	if (r == RC_OK && (parts & STAMP) != 0)
		r = stamp(&c, &ev);
	if (r == RC_OK && (parts & CONTEXT) != 0)
		r = context(&c, &ev);
	if (r == RC_OK && (parts & SIGNATURE) != 0)
		r = signature(&c, &ev);
	if (r != RC_OK)
		return (r);
	*ret = ev;
	*n = c.at;
	return (RC_OK);
}

rc
idsm_frame(struct span in, size_t *n)
{
	struct idsm_event ev;
	rc r = idsm_next(in, &ev, n);

	/* Without a mark of its own, it may begin at the next byte. */
	if (r == RC_MALFORMED)
		*n = 1;
	return (r);
}

/* A clock that counts from the ignition, or as the maker likes, is no time of
 * day: it is kept as it came. */
static int64_t
when(const struct idsm_event *ev)
{

	return (ev->timed && !ev->oem && ev->s >= FIRST ?
	    (int64_t)ev->s * 1000 + ev->ns / 1000000 : EVENT_NO_TIME);
}

static struct span
base64(struct message *m, struct span s)
{
	char *p = s.n > 0 ? message_room(m, BASE64_ROOM(s.n)) : NULL;

	if (p == NULL)
		return ((struct span){ NULL, 0 });
	for (size_t i = 0; i < s.n; i += 3)
		base64_group(s, i, p + i / 3 * 4);
	return ((struct span){ p, BASE64_ROOM(s.n) });
}

static void
more(struct message *m, const char *name, int64_t i)
{

	message_more(m, name, MESSAGE_PLAIN, message_of_int(i));
}

static void
tell_context(struct message *m, const struct idsm_event *ev)
{
	struct span s = ev->context;

	if (ev->versioned) {
		more(m, "context_version", ev->context_version);
		message_more(m, "context_changed", MESSAGE_PLAIN,
		    message_of_bool(ev->changed));
	}
	if (s.n > SHOWN) {
		more(m, "context_bytes", (int64_t)s.n);
		s.n = SHOWN;
	}
	if (s.n > 0)
		message_text(m, FIELD_CONTEXT_B64, base64(m, s));
}

static void
tell(const struct tracker_session *s, const struct idsm_event *ev,
    const struct tracker_out *out)
{
	int64_t time = when(ev);
	struct message *m = tracker_begin(s, out, TYPE_IDS_EVENT, time);
	const char *name = idsm_name(ev->def);

	message_int(m, FIELD_EVENT_DEF_ID, ev->def);
	if (name != NULL)
		message_word(m, FIELD_EVENT_NAME, name);
	message_int(m, FIELD_IDSM_INSTANCE, ev->idsm);
	message_int(m, FIELD_SENSOR_INSTANCE, ev->sensor);
	message_int(m, FIELD_COUNT, ev->count);
	if (ev->timed && time == EVENT_NO_TIME) {
		more(m, ev->oem ? "oem_s" : "clock_s", ev->s);
		more(m, ev->oem ? "oem_ns" : "clock_ns", ev->ns);
	}
	tell_context(m, ev);
	if (ev->signed_)
		more(m, "signature_bytes", (int64_t)ev->signature.n);
	out->fn(out->ctx, m);
}

rc
idsm_read(struct tracker_session *s, struct span frame,
    const struct tracker_out *out)
{
	struct idsm_event ev;
	size_t n;

	while (frame.n > 0) {
		if (idsm_next(frame, &ev, &n) != RC_OK)
			return (RC_MALFORMED);
		tell(s, &ev, out);
		frame = span_from(frame, n);
	}
	return (RC_OK);
}
