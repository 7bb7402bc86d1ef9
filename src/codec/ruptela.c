/* SPDX-License-Identifier: Apache-2.0 */
/* Ruptela FM devices. */
#include <math.h>

#include "base/cur.h"
#include "codec/checksum.h"
#include "codec/ruptela.h"
#include "codec/vocabulary.h"

#define FRAME_MAX	4096
#define CRC		2
#define DEGREE		1e-7
#define IMEI		15
#define IMEI_LEAST	UINT64_C(10000000000000)	/* Fourteen digits. */
#define IMEI_MOST	UINT64_C(999999999999999)

enum command { RECORDS = 1, ANSWER = 7, EXTENDED = 68, TEXT = 108 };

/* Numbers of what the server says. */
enum { SERVER = 100, SERVER_END = 128 };

/* What an element's number means; the rest stays unmapped. */
enum meaning { IGNITION, MOTION, VOLTS, BATTERY, ODOMETER, OPERATOR, DRIVER };

static const struct {
	uint16_t	id;
	uint8_t		meaning;	/* enum meaning */
} elements[] = {
	{ 29, VOLTS }, { 30, BATTERY }, { 34, DRIVER }, { 65, ODOMETER },
	{ 150, OPERATOR }, { 173, MOTION }, { 409, IGNITION },
};

/* A record at work; an extended one may have parts. */
struct record {
	const struct tracker_session	*s;
	const struct tracker_out	*out;
	struct message		*m;
	struct tracker_fix	 fix;
	int64_t			 time;
	const char		*alarm;		/* Of the last element. */
	bool			 open;		/* Not told yet. */
};

rc
ruptela_frame(struct span in, size_t *n)
{
	struct cur c = cur_of(in);
	size_t len = (size_t)cur_be(&c, 2);

	*n = 1;
	if (!cur_ok(&c))
		return (RC_MORE);
	if (len == 0 || len > FRAME_MAX)
		return (RC_MALFORMED);
	(void)cur_take(&c, len);
	(void)cur_take(&c, CRC);
	if (!cur_ok(&c))
		return (RC_MORE);
	*n = c.at;
	return (RC_OK);
}

/* One of the elements that have a row. */
static void
known(struct record *r, enum meaning meaning, uint64_t v, struct span raw)
{

	switch (meaning) {
	case IGNITION:
		tracker_ignition(r->m, v != 0);
		break;
	case MOTION:
		message_bool(r->m, FIELD_VSS_IS_MOVING, v != 0);
		break;
	case VOLTS:
		tracker_volts(r->m, (double)v / 1000);
		break;
	case BATTERY:
		tracker_battery(r->m, (double)v / 1000);
		break;
	case ODOMETER:
		tracker_odometer(r->m, (double)v);
		break;
	case OPERATOR:
		if (v != 0)
			tracker_cell(r->m, (int64_t)(v / 100),
			    (int64_t)(v % 100), -1, -1);
		break;
	case DRIVER:
		if (v != 0)
			message_more(r->m, "driver", MESSAGE_PLAIN,
			    message_of_text(message_hex(r->m, raw)));
		break;
	}
}

static void
one_element(struct record *r, unsigned id, struct span raw)
{
	struct cur c = cur_of(raw);
	uint64_t v = cur_be(&c, raw.n);
	const char *alarm = v <= UINT16_MAX ? vocabulary_alarm("ruptela",
	    (uint32_t)id << 16 | (uint32_t)v) : NULL;

	if (alarm != NULL)
		r->alarm = alarm;
	for (size_t i = 0; i < COUNT_OF(elements); i++) {
		if (elements[i].id == id) {
			known(r, (enum meaning)elements[i].meaning, v, raw);
			return;
		}
	}
	message_more(r->m, "io", id, v <= INT64_MAX ?
	    message_of_int((int64_t)v) :
	    message_of_text(message_hex(r->m, raw)));
}

/* Groups of elements of 1, 2, 4 and 8 bytes. */
static void
all_elements(struct record *r, struct cur *c, size_t id_n)
{

	for (size_t size = 1; size <= 8; size *= 2) {
		unsigned n = cur_u8(c);

		for (unsigned i = 0; i < n && cur_ok(c); i++) {
			unsigned id = (unsigned)cur_be(c, id_n);
			struct span raw = cur_take(c, size);

			if (cur_ok(c))
				one_element(r, id, raw);
		}
	}
}

static void
position(struct record *r, struct cur *c)
{
	struct tracker_fix *f = &r->fix;

	*f = TRACKER_NO_FIX;
	f->lon = (int32_t)cur_be(c, 4) * DEGREE;
	f->lat = (int32_t)cur_be(c, 4) * DEGREE;
	f->alt = (double)cur_be(c, 2) / 10;
	f->course = (double)cur_be(c, 2) / 100;
	f->sats = cur_u8(c);
	f->kmh = (double)cur_be(c, 2);
	f->hdop = cur_u8(c) / 10.0;
	f->valid = f->sats != 0;
}

static void
told(struct record *r)
{

	if (!r->open)
		return;
	r->open = false;
	tracker_done(r->out);
	if (r->alarm != NULL)
		tracker_alarm(r->s, r->out, r->time, r->alarm, &r->fix);
}

/* One record or part of one; false: it goes past the end. */
static bool
record(struct record *r, struct cur *c, bool extended)
{
	int64_t time = (int64_t)cur_be(c, 4) * 1000;
	unsigned parts, event;

	(void)cur_u8(c);		/* Extension of the time. */
	/* High: the last part; low: this one. */
	parts = extended ? cur_u8(c) : 0;
	(void)cur_u8(c);		/* Priority. */
	if ((parts & 15) == 0)
		told(r);
	position(r, c);
	event = (unsigned)cur_be(c, extended ? 2 : 1);
	if (!cur_ok(c))
		return (false);
	if (!r->open) {
		r->open = true;
		r->time = time;
		r->alarm = NULL;
		r->m = tracker_begin(r->s, r->out, TYPE_TELEMETRY_SAMPLE,
		    time);
		tracker_fix(r->m, &r->fix);
		message_more(r->m, "event", MESSAGE_PLAIN,
		    message_of_int(event));
	}
	all_elements(r, c, extended ? 2 : 1);
	if (!cur_ok(c))
		return (false);
	if ((parts & 15) == parts >> 4)
		told(r);
	return (true);
}

static rc
records(const struct tracker_session *s, const struct tracker_out *out,
    struct cur *c, bool extended)
{
	struct record r = { .s = s, .out = out };
	unsigned n;

	(void)cur_u8(c);		/* Records that are left. */
	n = cur_u8(c);
	for (unsigned i = 0; i < n; i++) {
		if (!record(&r, c, extended))
			return (RC_MALFORMED);
	}
	told(&r);
	return (cur_ok(c) ? RC_OK : RC_MALFORMED);
}

/* What the server orders; a password may stand in front. */
static rc
ordered(const struct tracker_session *s, const struct tracker_out *out,
    struct cur *c)
{
	struct span text = cur_take(c, cur_left(c));
	const char *word = vocabulary_order_word("ruptela", text);
	struct cur t = cur_of(text);

	while (word == NULL && cur_left(&t) > 0) {
		(void)cur_until(&t, ' ');
		(void)cur_eat(&t, ' ');
		word = vocabulary_order_word("ruptela", span_from(text,
		    t.at));
	}
	if (word != NULL)
		tracker_order(s, out, EVENT_NO_TIME, word, SPAN(""));
	else
		tracker_said(s, out, EVENT_NO_TIME, "command");
	return (RC_OK);
}

static void
named(struct tracker_session *s, uint64_t imei)
{
	char text[IMEI];

	for (size_t i = sizeof(text); i-- > 0; imei /= 10)
		text[i] = (char)('0' + imei % 10);
	tracker_named(s, (struct span){ text, sizeof(text) });
}

/* Before the sum is judged: an IMEI in front, or a number of the server's. */
static bool
is_ours(struct span body, uint64_t *imei)
{
	struct cur c = cur_of(body);

	*imei = 0;
	if (cur_peek(&c) >= SERVER)
		return (cur_peek(&c) < SERVER_END);
	*imei = cur_be(&c, 8);
	(void)cur_u8(&c);
	return (cur_ok(&c) && *imei >= IMEI_LEAST && *imei <= IMEI_MOST);
}

/* What the unit says, behind its IMEI. */
static rc
report(struct tracker_session *s, const struct tracker_out *out,
    struct cur *c)
{
	unsigned command = cur_u8(c);

	if (s->state[0] == 0)
		tracker_connect(s, out, "tcp");
	s->state[0] = 1;
	if (command == RECORDS || command == EXTENDED)
		return (records(s, out, c, command == EXTENDED));
	if (command == ANSWER)
		tracker_said(s, out, EVENT_NO_TIME, "answer");
	return (RC_OK);
}

rc
ruptela_read(struct tracker_session *s, struct span frame,
    const struct tracker_out *out)
{
	struct cur c = cur_of(frame);
	struct cur body = cur_of(cur_take(&c, (size_t)cur_be(&c, 2)));
	uint64_t sum = cur_be(&c, CRC), imei;

	if (!cur_ok(&c) || cur_left(&c) != 0 || !is_ours(body.in, &imei))
		return (RC_MALFORMED);
	if (sum != checksum_kermit(body.in) && !tracker_bad(s, out,
	    "checksum"))
		return (RC_MALFORMED);
	if (imei == 0)
		return (cur_u8(&body) == TEXT ? ordered(s, out, &body) :
		    RC_OK);
	(void)cur_be(&body, 8);
	named(s, imei);
	return (report(s, out, &body));
}
