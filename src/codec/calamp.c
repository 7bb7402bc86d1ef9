/* SPDX-License-Identifier: Apache-2.0 */
/* CalAmp LM Direct. */
#include <math.h>

#include "base/attr.h"
#include "base/cur.h"
#include "base/hash.h"
#include "codec/calamp.h"
#include "codec/vocabulary.h"

#define OPTIONS		0x80		/* Bits of the first byte. */
#define OPTION_ID	0x01
#define OPTION_BITS	7
#define ID_BYTES	(TRACKER_ID_MAX / 2)
#define PLACE_BYTES	36		/* Up to the unit's state. */
#define REQUEST_BYTES	8
#define ACK_BYTES	6
#define WHO_BYTES	56		/* An id report, but its strings. */
#define ACCUMULATORS	0x3f		/* The rest is how they are counted. */
#define FIX_BAD		0x08
#define MINI_SATS	0x0f
#define AT_COMMAND	110		/* Kind of application message. */
#define PEG_ACTION	3		/* Of a unit request. */
#define ORDER_ID	(TRACKER_ID_MAX + 5)

enum service { UNASKED, ASKED, ANSWER, SERVICES };

enum type { TYPE_NONE, TYPE_ACK, TYPE_EVENT, TYPE_WHO, TYPE_USER, TYPE_APP,
    TYPE_PARAMETER, TYPE_REQUEST, TYPE_LOCATE, TYPE_USER_COUNTED, TYPE_MINI,
    TYPE_MINI_USER, TYPES };

/* The options and header of a message. */
struct head {
	enum service	service;
	enum type	type;
	unsigned	number;
	struct span	id;
	bool		options;
};

/* A message in the reading. */
struct work {
	struct tracker_session *s;
	const struct tracker_out *out;
	const struct head *h;
	struct cur	c;
};

/* False: it is none. */
static bool
head(struct cur *c, struct head *h)
{
	unsigned bits;

	*h = (struct head){ .service = UNASKED };
	h->options = cur_peek(c) >= OPTIONS;
	bits = h->options ? cur_u8(c) : 0;
	for (unsigned i = 0; i < OPTION_BITS; i++) {
		struct span option;

		if ((bits >> i & 1) == 0)
			continue;
		option = cur_take(c, cur_u8(c));
		if ((1u << i) == OPTION_ID)
			h->id = option;
	}
	h->service = (enum service)cur_u8(c);
	if (h->service >= SERVICES || h->id.n > ID_BYTES)
		return (false);
	h->type = (enum type)cur_u8(c);
	if (h->type >= TYPES)
		return (false);
	h->number = (unsigned)cur_be(c, 2);
	return (true);
}

/* Pass over what a report has appended, a bit each. */
static void
appended(struct cur *c, unsigned bits)
{

	for (; bits != 0; bits >>= 1) {
		if ((bits & 1) != 0)
			(void)cur_take(c, cur_u8(c));
	}
}

static void
pass_counted(struct cur *c)
{
	unsigned n = cur_u8(c) & ACCUMULATORS, more = cur_u8(c);

	(void)cur_take(c, 4 * (size_t)n);
	appended(c, more);
}

/* Pass over the body of a message; false: its end is not known. */
static bool
pass(struct cur *c, enum type type)
{

	switch (type) {
	case TYPE_NONE:
		return (true);
	case TYPE_ACK:
		(void)cur_take(c, ACK_BYTES);
		return (true);
	case TYPE_WHO:
		(void)cur_take(c, WHO_BYTES);
		return (true);
	case TYPE_REQUEST:
		(void)cur_take(c, REQUEST_BYTES);
		return (true);
	case TYPE_PARAMETER:
		/* Action, then number, length and value; number 0 ends. */
		(void)cur_u8(c);
		while (cur_ok(c) && cur_be(c, 2) != 0)
			(void)cur_take(c, (size_t)cur_be(c, 2));
		return (true);
	case TYPE_EVENT:
		(void)cur_take(c, PLACE_BYTES + 2);
		pass_counted(c);
		return (true);
	case TYPE_LOCATE:
		(void)cur_take(c, PLACE_BYTES);
		pass_counted(c);
		return (true);
	case TYPE_USER:
	case TYPE_APP:
		(void)cur_take(c, PLACE_BYTES + 2);
		(void)cur_take(c, (size_t)cur_be(c, 2));
		return (true);
	case TYPE_MINI:
		(void)cur_take(c, 19);
		(void)cur_take(c, 4 * (size_t)(cur_u8(c) & ACCUMULATORS));
		return (true);
	case TYPE_USER_COUNTED:
	case TYPE_MINI_USER:
	case TYPES:
		break;
	}
	return (false);
}

rc
calamp_frame(struct span in, size_t *n)
{
	struct cur c = cur_of(in);
	struct head h;
	bool known = head(&c, &h);

	*n = 1;
	if (!cur_ok(&c))
		return (RC_MORE);
	/* An application message of the server has no place. */
	if (known && h.type == TYPE_APP && !h.options) {
		(void)cur_be(&c, 2);
		(void)cur_take(&c, (size_t)cur_be(&c, 2));
	} else if (!known || !pass(&c, h.type))
		return (RC_MALFORMED);
	if (!cur_ok(&c))
		return (RC_MORE);
	*n = c.at;
	return (RC_OK);
}

static void
named(struct message *m, const char *name, int64_t v)
{

	message_more(m, name, MESSAGE_PLAIN, message_of_int(v));
}

static void
inputs(struct message *m, unsigned bits)
{

	tracker_ignition(m, (bits & 1) != 0);
	named(m, "input", bits);
}

static void
accumulators(struct work *w, struct message *m, unsigned n)
{

	for (unsigned i = 0; i < (n & ACCUMULATORS); i++)
		message_more(m, "acc", i,
		    message_of_int((int64_t)cur_be(&w->c, 4)));
}

/* From the time to the unit's state, which is returned. */
static unsigned
place(struct work *w, struct message *m, struct tracker_fix *f)
{
	struct cur *c = &w->c;
	unsigned fix, unit;

	f->lat = (int32_t)cur_be(c, 4) * 1e-7;
	f->lon = (int32_t)cur_be(c, 4) * 1e-7;
	f->alt = (int32_t)cur_be(c, 4) / 100.0;
	f->kmh = (double)cur_be(c, 4) * 0.036;
	f->course = (int16_t)cur_be(c, 2);
	f->sats = cur_u8(c);
	fix = cur_u8(c);
	f->valid = (fix & FIX_BAD) == 0;
	named(m, "fix_status", fix);
	named(m, "carrier", (int64_t)cur_be(c, 2));
	named(m, "rssi", (int16_t)cur_be(c, 2));
	named(m, "network", cur_u8(c));
	f->hdop = cur_u8(c) / 10.0;
	inputs(m, cur_u8(c));
	unit = cur_u8(c);
	named(m, "unit_status", unit);
	return (unit);
}

/* What the types have behind the place. */
static void
rest(struct work *w, struct message *m)
{
	struct cur *c = &w->c;
	bool event = w->h->type == TYPE_EVENT;
	unsigned n;

	if (event) {
		named(m, "event_index", cur_u8(c));
		named(m, "event", cur_u8(c));
	}
	if (event || w->h->type == TYPE_LOCATE) {
		n = cur_u8(c);
		(void)cur_u8(c);	/* What is appended. */
		accumulators(w, m, n);
		return;
	}
	n = (unsigned)cur_be(c, 2);
	named(m, w->h->type == TYPE_APP ? "app" : "user", n);
	message_more(m, "data", MESSAGE_PLAIN, message_of_text(
	    message_hex(m, cur_take(c, (size_t)cur_be(c, 2)))));
}

static rc
report(struct work *w)
{
	int64_t time = (int64_t)cur_be(&w->c, 4) * 1000;
	struct message *m = tracker_begin(w->s, w->out,
	    TYPE_TELEMETRY_SAMPLE, time);
	struct tracker_fix fix = TRACKER_NO_FIX;
	const char *alarm = NULL;
	unsigned unit;

	named(m, "fix_time", (int64_t)cur_be(&w->c, 4));
	unit = place(w, m, &fix);
	message_int(m, FIELD_SEQ, w->h->number);
	rest(w, m);
	if (!cur_ok(&w->c))
		return (RC_MALFORMED);
	tracker_fix(m, &fix);
	tracker_done(w->out);
	for (uint32_t bit = 0; bit < 8 && alarm == NULL; bit++) {
		if ((unit >> bit & 1) != 0)
			alarm = vocabulary_alarm("calamp", bit);
	}
	if (alarm != NULL)
		tracker_alarm(w->s, w->out, time, alarm, &fix);
	return (RC_OK);
}

static rc
mini(struct work *w)
{
	struct cur *c = &w->c;
	struct message *m = tracker_begin(w->s, w->out,
	    TYPE_TELEMETRY_SAMPLE, (int64_t)cur_be(c, 4) * 1000);
	struct tracker_fix fix = TRACKER_NO_FIX;

	fix.valid = true;
	fix.lat = (int32_t)cur_be(c, 4) * 1e-7;
	fix.lon = (int32_t)cur_be(c, 4) * 1e-7;
	fix.course = (int16_t)cur_be(c, 2);
	fix.kmh = cur_u8(c);
	fix.sats = cur_u8(c) & MINI_SATS;
	named(m, "network", cur_u8(c));
	inputs(m, cur_u8(c));
	named(m, "event", cur_u8(c));
	message_int(m, FIELD_SEQ, w->h->number);
	accumulators(w, m, cur_u8(c));
	if (!cur_ok(c))
		return (RC_MALFORMED);
	tracker_fix(m, &fix);
	tracker_done(w->out);
	return (RC_OK);
}

/* An answer has the number of its order: "4764358634-001f". */
static struct span
order_id(const struct work *w, char *text)
{
	uint8_t raw[2] = { (uint8_t)(w->h->number >> 8),
	    (uint8_t)w->h->number };

	memcpy(text, w->s->id, w->s->id_n);
	text[w->s->id_n] = '-';
	hash_hex(raw, sizeof(raw), text + w->s->id_n + 1);
	return ((struct span){ text, w->s->id_n + ORDER_ID - TRACKER_ID_MAX });
}

static void
order(struct work *w, const char *means)
{
	char text[ORDER_ID];

	if (means != NULL)
		tracker_order(w->s, w->out, EVENT_NO_TIME, means,
		    order_id(w, text));
	else
		tracker_said(w->s, w->out, EVENT_NO_TIME, "command");
}

/* By (type << 24) + (action << 16) + (data << 8) + more data. */
static rc
request(struct work *w)
{
	uint32_t code = (uint32_t)w->h->type << 24 |
	    (uint32_t)cur_u8(&w->c) << 16;

	if (w->h->type == TYPE_REQUEST &&
	    code >> 16 == (TYPE_REQUEST << 8 | PEG_ACTION)) {
		unsigned action = cur_u8(&w->c);
		unsigned which = (unsigned)cur_be(&w->c, 2);

		code |= action << 8 | (which & 255);
	}
	if (!cur_ok(&w->c))
		return (RC_MALFORMED);
	order(w, vocabulary_order("calamp", code));
	return (RC_OK);
}

static rc
ack(struct work *w)
{
	enum type of = (enum type)cur_u8(&w->c);
	unsigned reason = cur_u8(&w->c);
	char text[ORDER_ID];

	if (!cur_ok(&w->c))
		return (RC_MALFORMED);
	if (of == TYPE_REQUEST || of == TYPE_PARAMETER || of == TYPE_APP)
		tracker_obeyed(w->s, w->out, EVENT_NO_TIME,
		    order_id(w, text), reason == 0);
	return (RC_OK);
}

/* From the server: a text of AT commands. */
static rc
at_command(struct work *w)
{
	unsigned kind = (unsigned)cur_be(&w->c, 2);
	struct span text = cur_take(&w->c, (size_t)cur_be(&w->c, 2));

	if (!cur_ok(&w->c) || cur_left(&w->c) > 0 || kind != AT_COMMAND)
		return (RC_MALFORMED);
	order(w, vocabulary_order_word("calamp", text));
	return (RC_OK);
}

/* What a unit sends has options; what has none is of the server. */
static rc
body(struct work *w)
{
	bool unit = w->h->options;

	switch (w->h->type) {
	case TYPE_EVENT:
	case TYPE_LOCATE:
	case TYPE_USER:
		return (unit ? report(w) : RC_MALFORMED);
	case TYPE_APP:
		return (unit ? report(w) : at_command(w));
	case TYPE_MINI:
		return (unit ? mini(w) : RC_MALFORMED);
	case TYPE_WHO:
		if (!unit || cur_left(&w->c) < WHO_BYTES)
			return (RC_MALFORMED);
		tracker_connect(w->s, w->out, "udp");
		return (RC_OK);
	case TYPE_ACK:
		return (ack(w));
	case TYPE_PARAMETER:
	case TYPE_REQUEST:
		/* An answer holds parameters: no order. */
		return (w->h->service == ANSWER ? RC_OK : request(w));
	case TYPE_NONE:
		return (unit && cur_left(&w->c) == 0 ? RC_OK : RC_MALFORMED);
	case TYPE_USER_COUNTED:
	case TYPE_MINI_USER:
		return (unit ? RC_OK : RC_MALFORMED);
	case TYPES:
		break;
	}
	return (RC_MALFORMED);
}

/* Decimals, padded with f at the end. */
static bool
digits(struct span *id, const struct head *h, char *text)
{

	*id = tracker_bcd(h->id, text);
	while (id->n > 0 && id->p[id->n - 1] == 'f')
		id->n--;
	for (size_t i = 0; i < id->n; i++) {
		if (id->p[i] > '9')
			return (false);
	}
	return (id->n > 0);
}

rc
calamp_read(struct tracker_session *s, struct span frame,
    const struct tracker_out *out)
{
	struct head h;
	struct work w = { .s = s, .out = out, .h = &h, .c = cur_of(frame) };
	char text[2 * ID_BYTES];
	struct span id;
	rc rv;

	if (!head(&w.c, &h) || !cur_ok(&w.c))
		return (RC_MALFORMED);
	if (h.options && h.id.n > 0) {
		if (!digits(&id, &h, text))
			return (RC_MALFORMED);
		tracker_named(s, id);
	} else if (!h.options) {
		/* Without a name it must be a whole message, no more. */
		size_t n;

		rv = calamp_frame(frame, &n);
		if (rv != RC_OK || n != frame.n)
			return (RC_MALFORMED);
	}
	return (body(&w));
}
