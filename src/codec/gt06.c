/* SPDX-License-Identifier: Apache-2.0 */
/* GT06: frames, and what is not a position. */
#include "base/cur.h"
#include "base/hash.h"
#include "codec/cells.h"
#include "codec/checksum.h"
#include "codec/gt06.h"
#include "codec/gt06_items.h"
#include "codec/gt06_place.h"
#include "codec/vocabulary.h"

#define SHORT		0x78		/* Twice: length of one byte. */
#define LONG		0x79		/* Twice: of two. */
#define STOP		"\r\n"
#define LEAST		5u		/* Number, serial, sum. */
#define LONG_MOST	16384u
#define IMEI		8		/* Bytes of a login. */
#define ZONE_WEST	0x08
#define ZONE_MOST	(14 * 60)	/* Minutes. */

/* Of a watch: bytes before the stations, of one, of a cell. */
enum { WATCH_HEAD = 10, STATION = 7, WATCH_NET = 3, WATCH_CELL = 5 };

enum number {
	LOGIN = 0x01, ANSWER = 0x15, WATCH_OLD = 0x17, ANSWER_CODED = 0x21,
	WATCH = 0x69, ITEMS = 0x70, ORDER = 0x80
};

/* A message at work. */
struct work {
	struct tracker_session		*s;
	const struct tracker_out	*out;
	unsigned			 number, serial;
	struct cur			 c;	/* Of the body. */
};

/* With a count for a length, these begin no message of a unit. */
static bool
of_watch(unsigned n, int number)
{

	return (number == WATCH || (number == WATCH_OLD && n < LEAST));
}

/* All bytes of a watch's message; 0: it needs more to say. */
static size_t
watch_bytes(struct span in)
{
	size_t at = WATCH_HEAD + STATION * (size_t)(uint8_t)in.p[2];

	return (in.n > at ? at + 1 + WATCH_NET +
	    WATCH_CELL * (size_t)(uint8_t)in.p[at] + 2 : 0);
}

/* How many bytes the first frame has; RC_MORE: not told yet. */
static rc
bytes(struct span in, size_t *n)
{
	struct cur c = cur_of(in);
	int mark = cur_peek(&c);

	if (in.n > 0 && mark != SHORT && mark != LONG)
		return (RC_MALFORMED);
	(void)cur_u8(&c);
	if (cur_left(&c) > 0 && !cur_eat(&c, (char)mark))
		return (RC_MALFORMED);
	if (mark == LONG) {
		*n = (size_t)cur_be(&c, 2);
		if (cur_ok(&c) && (*n < LEAST || *n > LONG_MOST))
			return (RC_MALFORMED);
		*n += 6;
		return (cur_ok(&c) ? RC_OK : RC_MORE);
	}
	*n = (size_t)cur_u8(&c) + 5;
	if (cur_left(&c) == 0)
		return (RC_MORE);
	if (of_watch((uint8_t)in.p[2], cur_peek(&c))) {
		*n = watch_bytes(in);
		return (*n > 0 ? RC_OK : RC_MORE);
	}
	return (*n > 5 ? RC_OK : RC_MALFORMED);
}

rc
gt06_frame(struct span in, size_t *n)
{
	size_t all = 0;
	rc r = bytes(in, &all);

	*n = 1;
	if (r != RC_OK)
		return (r);
	if (in.n < all)
		return (RC_MORE);
	if (memcmp(in.p + all - 2, STOP, 2) != 0)
		return (RC_MALFORMED);
	*n = all;
	return (RC_OK);
}

/* Behind the unit's type, if it says so: hours and minutes of its zone as a
 * decimal number, then four bits, of which 3 is west. */
static void
zone(struct work *w)
{
	int v, minutes;

	(void)cur_take(&w->c, 2);
	v = (int)cur_be(&w->c, 2);
	if (!cur_ok(&w->c))
		v = 0;
	minutes = (v >> 4) / 100 * 60 + (v >> 4) % 100;
	if (minutes > ZONE_MOST)
		minutes = 0;
	gt06_report_zone(w->s, (v & ZONE_WEST) != 0 ? -minutes : minutes);
}

/* "0353419036066061" is a zero and an IMEI. */
static rc
login(struct work *w)
{
	char text[2 * IMEI];
	struct span id = cur_take(&w->c, IMEI);

	if (id.n == 0)
		return (RC_OK);		/* The server's answer. */
	id = tracker_bcd(id, text);
	if (!cells_all_digits(id))
		return (RC_MALFORMED);
	if (id.p[0] == '0')
		id = span_from(id, 1);
	zone(w);
	if (w->s->state[0] != 0 &&
	    span_eq(id, (struct span){ w->s->id, w->s->id_n }))
		return (RC_OK);
	tracker_named(w->s, id);
	w->s->state[0] = 1;
	tracker_connect(w->s, w->out, "tcp");
	return (RC_OK);
}

/* What a watch hears is where it is: the first cell is told. */
static rc
watch(struct work *w)
{
	char text[12];
	struct span when = tracker_bcd(cur_take(&w->c, 6), text);
	int64_t time = when.n < sizeof(text) ? EVENT_NO_TIME :
	    cells_date((struct span){ text, 6 }, span_from(when, 6), "ymd");
	struct message *m;
	int64_t mcc, mnc, lac;
	unsigned cells;

	(void)cur_take(&w->c, STATION * (size_t)w->serial);
	cells = cur_u8(&w->c);
	mcc = (int64_t)cur_be(&w->c, 2);
	mnc = (int64_t)cur_u8(&w->c);
	lac = (int64_t)cur_be(&w->c, 2);
	if (time == EVENT_NO_TIME)
		return (RC_MALFORMED);
	if (cells == 0)
		return (RC_OK);
	m = tracker_begin(w->s, w->out, TYPE_TELEMETRY_SAMPLE, time);
	tracker_cell(m, mcc, mnc, lac, (int64_t)cur_be(&w->c, 2));
	if (!cur_ok(&w->c))
		return (RC_MALFORMED);
	tracker_done(w->out);
	return (RC_OK);
}

/* What a command is known by: "IMEI-flag"; many servers leave the flag at
 * zero, and then with the serial of the order. */
static struct span
order_id(const struct tracker_session *s, uint32_t flag, unsigned serial,
    char *text)
{
	uint8_t raw[6] = { (uint8_t)(flag >> 24), (uint8_t)(flag >> 16),
	    (uint8_t)(flag >> 8), (uint8_t)flag, (uint8_t)(serial >> 8),
	    (uint8_t)serial };
	char *p = text + s->id_n;

	memcpy(text, s->id, s->id_n);
	*p++ = '-';
	hash_hex(raw, 4, p);
	p += 8;
	if (flag == 0) {
		*p++ = '-';
		hash_hex(raw + 4, 2, p);
		p += 4;
	}
	return ((struct span){ text, (size_t)(p - text) });
}
#define ORDER_ID	(TRACKER_ID_MAX + 14)

/* Length, flag and text; the two bytes behind are the language. */
static rc
order(struct work *w)
{
	size_t n = cur_u8(&w->c);
	uint32_t flag = (uint32_t)cur_be(&w->c, 4);
	struct span text = cur_take(&w->c, n >= 4 ? n - 4 : SIZE_MAX);
	char id[ORDER_ID];
	const char *word;

	if (!cur_ok(&w->c))
		return (RC_MALFORMED);
	word = vocabulary_order_word("gt06", cells_trim(text));
	if (word == NULL) {
		tracker_said(w->s, w->out, EVENT_NO_TIME, "command");
		return (RC_OK);
	}
	if (flag == 0)
		w->s->state[1] = 1 + w->serial;
	tracker_order(w->s, w->out, EVENT_NO_TIME, word,
	    order_id(w->s, flag, w->serial, id));
	return (RC_OK);
}

/* Is ${word} in the text, in small letters?  UTF-16 has a zero between. */
static bool
has(const char *text, size_t n, const char *word)
{
	size_t len = strlen(word);

	for (size_t i = 0; i + len <= n; i++) {
		if (memcmp(text + i, word, len) == 0)
			return (true);
	}
	return (false);
}

/* The words by which units say that they did not obey. */
static bool
obeyed(struct span said)
{
	static const char *const refusals[] = {
		"fail", "error", "unvalued", "limit", "not ", "invalid",
		"unknown", "no permission",
	};
	char text[256];
	size_t n = 0;

	for (size_t i = 0; i < said.n && n < sizeof(text); i++) {
		char c = said.p[i];

		if (c != '\0')
			text[n++] = c >= 'A' && c <= 'Z' ?
			    (char)(c | 0x20) : c;
	}
	for (size_t i = 0; i < COUNT_OF(refusals); i++) {
		if (has(text, n, refusals[i]))
			return (false);
	}
	return (true);
}

/* An answer; without a flag it is to the order that was seen last. */
static rc
answer(struct work *w)
{
	bool coded = w->number == ANSWER_CODED;
	char id[ORDER_ID];
	struct span said;
	uint32_t flag;

	if (!coded)
		(void)cur_u8(&w->c);
	flag = (uint32_t)cur_be(&w->c, 4);
	if (coded)
		(void)cur_u8(&w->c);
	if (!cur_ok(&w->c))
		return (RC_MALFORMED);
	said = cur_take(&w->c, cur_left(&w->c));
	if (flag == 0 && w->s->state[1] == 0) {
		tracker_said(w->s, w->out, EVENT_NO_TIME, "answer");
		return (RC_OK);
	}
	tracker_obeyed(w->s, w->out, EVENT_NO_TIME, order_id(w->s, flag,
	    w->s->state[1] - 1, id), obeyed(said));
	if (flag == 0)
		w->s->state[1] = 0;
	return (RC_OK);
}

static const struct {
	uint8_t		number;
	rc		(*fn)(struct work *);
} messages[] = {
	{ LOGIN, login }, { ANSWER, answer }, { ANSWER_CODED, answer },
	{ ORDER, order },
};

static rc
message(struct work *w)
{
	struct span body = span_from(w->c.in, w->c.at);
	rc r;

	for (size_t i = 0; i < COUNT_OF(messages); i++) {
		if (messages[i].number == w->number)
			return (messages[i].fn(w));
	}
	if (w->number == ITEMS)
		return (gt06_items_message(w->s, w->out, body));
	r = gt06_place_read(w->s, w->out, w->number, body);
	return (r == RC_NOTFOUND ? RC_OK : r);
}

/* One frame without its stop. */
static rc
one(struct tracker_session *s, struct span in, const struct tracker_out *out)
{
	struct work w = { .s = s, .out = out, .c = cur_of(in) };
	struct span sum = span_from(in, 2);
	unsigned n;
	bool wide = cur_u8(&w.c) == LONG;

	(void)cur_u8(&w.c);
	n = (unsigned)cur_be(&w.c, wide ? 2 : 1);
	w.number = cur_u8(&w.c);
	if (!wide && of_watch(n, (int)w.number)) {
		w.serial = n;
		return (watch(&w));
	}
	if (n < LEAST)
		return (RC_OK);		/* A watch's beat: no sum. */
	if (in.n < LEAST + 3)
		return (RC_MALFORMED);
	sum.n -= 2;
	w.c.in.n -= 4;
	w.serial = (uint8_t)in.p[in.n - 4] * 256u + (uint8_t)in.p[in.n - 3];
	if (checksum_x25(sum) != (uint8_t)in.p[in.n - 2] * 256u +
	    (uint8_t)in.p[in.n - 1] && !tracker_bad(s, out, "checksum"))
		return (RC_MALFORMED);
	return (message(&w));
}

/* A line that was logged may lack the line end, which belongs to the stop. */
static bool
ends(struct span in, size_t n)
{

	return ((in.n >= n && memcmp(in.p + n - 2, STOP, 2) == 0) ||
	    (in.n == n - 1 && in.p[n - 2] == STOP[0]));
}

rc
gt06_read(struct tracker_session *s, struct span frame,
    const struct tracker_out *out)
{

	do {
		size_t n = 0;
		rc r = bytes(frame, &n);

		if (r != RC_OK || !ends(frame, n))
			return (RC_MALFORMED);
		r = one(s, (struct span){ frame.p, n - 2 }, out);
		if (r != RC_OK)
			return (r);
		frame = span_from(frame, n < frame.n ? n : frame.n);
	} while (frame.n > 0);
	return (RC_OK);
}
