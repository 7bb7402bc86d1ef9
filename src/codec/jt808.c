/* SPDX-License-Identifier: Apache-2.0 */
/* JT/T 808: frames, and what they ask or answer. */
#include "base/cur.h"
#include "base/hash.h"
#include "codec/cells.h"
#include "codec/checksum.h"
#include "codec/jt808.h"
#include "codec/jt808_place.h"
#include "codec/vocabulary.h"

#define MARK		0x7e
#define ESCAPE		0x7d
#define FRAME_MAX	(2 * JT808_RAW + 2)
#define LENGTH		0x03ffu		/* Bits of the second word. */
#define SECRET		0x1c00u
#define PART		0x2000u
#define OF_2019		0x4000u
#define PHONE		6
#define PHONE_2019	10
#define ORDER		0x8000u
#define LOCK_WORD	3		/* Cell of (id,1,001,WORD). */
#define SHORT_ID	5

enum number {
	ANSWER = 0x0001, BEAT = 0x0002, LEAVE = 0x0003, REGISTER = 0x0100,
	PROVE = 0x0102, PARAMETERS = 0x0104, PLACE = 0x0200,
	PLACE_ASKED = 0x0201, CONTROLLED = 0x0500, DRIVER = 0x0702,
	PLACES = 0x0704, SHORT = 0x5501, SHORT_BLIND = 0x5502,
	FOLLOW = 0x8202, TEXT = 0x8300, CONTROL = 0x8500
};

/* What is in front of the body. */
struct head {
	unsigned	number, serial, bits;
	struct span	body;
};

/* A message at work. */
struct work {
	struct tracker_session		*s;
	const struct tracker_out	*out;
	const struct head		*h;
	struct cur			 c;	/* Of the body. */
};

rc
jt808_frame(struct span in, size_t *n)
{
	struct cur c = cur_of(in);

	*n = 1;
	if (cur_peek(&c) == '(')
		return (tracker_text_frame(in, n, "(", ")"));
	if (in.n > 0 && !cur_eat(&c, MARK))
		return (RC_MALFORMED);
	if (cur_peek(&c) == MARK)
		return (RC_MALFORMED);
	(void)cur_until(&c, MARK);
	if (c.at > FRAME_MAX)
		return (RC_MALFORMED);
	if (!cur_eat(&c, MARK))
		return (RC_MORE);
	*n = c.at;
	return (RC_OK);
}

/* Bytes in front of the body. */
static size_t
header_bytes(unsigned bits)
{

	return (((bits & OF_2019) != 0 ? 7 + PHONE_2019 : 6 + PHONE) +
	    ((bits & PART) != 0 ? 4u : 0));
}

/* Does ${inner} have the very length that its header says?  Escapes would
 * have made it longer: what is logged often has them taken off. */
static bool
plain(struct span inner)
{
	struct cur c = cur_of(inner);
	unsigned bits;

	(void)cur_be(&c, 2);
	bits = (unsigned)cur_be(&c, 2);
	return (cur_ok(&c) &&
	    inner.n == header_bytes(bits) + (bits & LENGTH) + 1);
}

size_t
jt808_between(struct span frame, char raw[JT808_RAW])
{
	struct cur c = cur_of(frame);
	struct span inner;
	size_t n = 0;

	if (frame.n < 2 || !cur_eat(&c, MARK) || frame.p[frame.n - 1] != MARK)
		return (0);
	inner = cur_take(&c, frame.n - 2);
	c = cur_of(inner);
	if (plain(inner) && inner.n <= JT808_RAW) {
		memcpy(raw, inner.p, inner.n);
		return (inner.n);
	}
	while (cur_left(&c) > 0 && n < JT808_RAW) {
		unsigned b = cur_u8(&c), e;

		if (b == MARK)
			return (0);
		if (b == ESCAPE) {
			e = cur_u8(&c);
			if (e != 1 && e != 2)
				return (0);
			b = ESCAPE - 1 + e;
		}
		raw[n++] = (char)b;
	}
	return (cur_left(&c) == 0 ? n : 0);
}

/* The number is padded with zeros in front: a unit keeps its id when it
 * changes from 12 to 20 digits. */
static void
named(struct tracker_session *s, struct span phone)
{
	char text[2 * PHONE_2019];
	struct span id = tracker_bcd(phone, text);

	while (id.n > 1 && id.p[0] == '0')
		id = span_from(id, 1);
	tracker_named(s, id);
}

/* What a command is known by: "13800138000-001f". */
static struct span
order_id(const struct tracker_session *s, unsigned serial, char *text)
{
	uint8_t raw[2] = { (uint8_t)(serial >> 8), (uint8_t)serial };

	memcpy(text, s->id, s->id_n);
	text[s->id_n] = '-';
	hash_hex(raw, sizeof(raw), text + s->id_n + 1);
	return ((struct span){ text, s->id_n + 5 });
}
#define ORDER_ID	(TRACKER_ID_MAX + 5)

/* How an order's first bytes choose the word. */
enum choice { WHOLE, BY_BYTE, BY_TEXT, BY_CONTROL, BY_INTERVAL };

static const struct {
	uint16_t	number;
	uint8_t		choice;		/* enum choice */
} orders[] = {
	{ 0x8103, WHOLE }, { 0x8104, WHOLE }, { 0x8105, BY_BYTE },
	{ 0x8106, WHOLE }, { 0x8107, WHOLE }, { 0x8108, WHOLE },
	{ 0x8201, WHOLE }, { FOLLOW, BY_INTERVAL }, { TEXT, BY_TEXT },
	{ 0x8400, WHOLE }, { CONTROL, BY_CONTROL }, { 0x8801, WHOLE },
	{ 0x8804, BY_BYTE }, { 0x9101, WHOLE },
};

/* Control of a vehicle: of 2019 a list, whose item 1 are the doors. */
static const char *
control(struct work *w)
{
	uint32_t code = CONTROL << 8;
	unsigned items, id;

	if ((w->h->bits & OF_2019) == 0)
		return (vocabulary_order("jt808", code | (cur_u8(&w->c) &
		    1)));
	items = (unsigned)cur_be(&w->c, 2);
	id = (unsigned)cur_be(&w->c, 2);
	if (items == 0 || id != 1)
		return (NULL);
	return (vocabulary_order("jt808", code | (cur_u8(&w->c) == 0)));
}

/* The word of an order; NULL: it is none for the car. */
static const char *
order_word(struct work *w, enum choice choice)
{
	uint32_t code = (uint32_t)w->h->number << 8;
	const char *word = NULL;

	switch (choice) {
	case WHOLE:
		word = vocabulary_order("jt808", code);
		break;
	case BY_BYTE:
		word = vocabulary_order("jt808", code | cur_u8(&w->c));
		break;
	case BY_INTERVAL:
		if (cur_be(&w->c, 2) != 0)
			word = vocabulary_order("jt808", code);
		break;
	case BY_CONTROL:
		word = control(w);
		break;
	case BY_TEXT:
		(void)cur_take(&w->c, (w->h->bits & OF_2019) != 0 ? 2 : 1);
		return (vocabulary_order_word("jt808",
		    cur_take(&w->c, cur_left(&w->c))));
	}
	return (word != NULL ? word : "other");
}

static rc
order(struct work *w)
{
	char id[ORDER_ID];
	const char *word;

	for (size_t i = 0; i < COUNT_OF(orders); i++) {
		if (orders[i].number != w->h->number)
			continue;
		word = order_word(w, (enum choice)orders[i].choice);
		if (!cur_ok(&w->c))
			return (RC_MALFORMED);
		if (word != NULL)
			tracker_order(w->s, w->out, EVENT_NO_TIME, word,
			    order_id(w->s, w->h->serial, id));
	}
	return (RC_OK);
}

static void
obeyed(struct work *w, unsigned serial, bool ok)
{
	char id[ORDER_ID];

	tracker_obeyed(w->s, w->out, EVENT_NO_TIME,
	    order_id(w->s, serial, id), ok);
}

/* The general answer: to which serial, which number, and how. */
static rc
answer(struct work *w)
{
	unsigned serial = (unsigned)cur_be(&w->c, 2);
	unsigned number = (unsigned)cur_be(&w->c, 2);
	unsigned result = cur_u8(&w->c);

	if (!cur_ok(&w->c))
		return (RC_MALFORMED);
	for (size_t i = 0; i < COUNT_OF(orders); i++) {
		/* A text was an order only if the vocabulary had it. */
		if (orders[i].number == number && number != TEXT)
			obeyed(w, serial, result == 0);
	}
	return (RC_OK);
}

static rc
parameters(struct work *w)
{
	unsigned serial = (unsigned)cur_be(&w->c, 2);

	if (!cur_ok(&w->c))
		return (RC_MALFORMED);
	obeyed(w, serial, true);
	return (RC_OK);
}

/* Registration or its proof, whichever is first on a connection. */
static rc
connected(struct work *w)
{

	if (w->s->state[0] == 0)
		tracker_connect(w->s, w->out, "tcp");
	w->s->state[0] = 1;
	return (RC_OK);
}

static struct jt808_place_kind
kind(const struct work *w, bool archive)
{

	return ((struct jt808_place_kind){
	    .of_2019 = (w->h->bits & OF_2019) != 0, .archive = archive });
}

static rc
place(struct work *w)
{
	struct span body = cur_take(&w->c, cur_left(&w->c));

	return (jt808_place_read(w->s, w->out, body, kind(w, false)) ?
	    RC_OK : RC_MALFORMED);
}

/* A position that answers an order. */
static rc
place_asked(struct work *w)
{
	unsigned serial = (unsigned)cur_be(&w->c, 2);
	rc r = place(w);

	if (r == RC_OK)
		obeyed(w, serial, true);
	return (r);
}

/* Many: what is whole of a part is told, too. */
static rc
places(struct work *w)
{
	unsigned n = (unsigned)cur_be(&w->c, 2);
	bool archive = cur_u8(&w->c) == 1;

	for (unsigned i = 0; i < n; i++) {
		struct span body = cur_take(&w->c,
		    (size_t)cur_be(&w->c, 2));

		if (!cur_ok(&w->c) || !jt808_place_read(w->s, w->out, body,
		    kind(w, archive)))
			return ((w->h->bits & PART) != 0 ? RC_OK :
			    RC_MALFORMED);
	}
	return (RC_OK);
}

/* A driver's card put in (1) or drawn; read: name, certificate. */
static rc
driver(struct work *w)
{
	bool in = cur_u8(&w->c) == 1;
	int64_t time = jt808_place_time(&w->c);
	struct message *m;
	struct span id;

	if (!in)
		return (cur_ok(&w->c) ? RC_OK : RC_MALFORMED);
	if (cur_u8(&w->c) != 0)
		return (RC_OK);		/* It could not be read. */
	(void)cur_take(&w->c, cur_u8(&w->c));
	id = cur_take(&w->c, 20);
	if (!cur_ok(&w->c))
		return (RC_MALFORMED);
	while (id.n > 0 && (id.p[id.n - 1] == '\0' || id.p[id.n - 1] == ' '))
		id.n--;
	m = tracker_begin(w->s, w->out, TYPE_FEED_HEALTH, time);
	message_word(m, FIELD_STATE, "ok");
	message_more(m, "driver", MESSAGE_PLAIN, message_of_text(id));
	tracker_done(w->out);
	return (RC_OK);
}

/* What a unit says; all else of it says nothing about the car. */
static const struct {
	uint16_t	number;
	rc		(*fn)(struct work *);
} reports[] = {
	{ ANSWER, answer }, { REGISTER, connected }, { PROVE, connected },
	{ PARAMETERS, parameters }, { PLACE, place },
	{ PLACE_ASKED, place_asked }, { CONTROLLED, place_asked },
	{ DRIVER, driver }, { PLACES, places },
};

static rc
report(struct work *w)
{

	for (size_t i = 0; i < COUNT_OF(reports); i++) {
		if (reports[i].number == w->h->number)
			return (reports[i].fn(w));
	}
	return (RC_OK);
}

/* (740190311185,1,001,ELOCK,3,529439) */
static rc
lock_text(struct span frame)
{
	struct span text = cells_trim(frame);
	struct cells c;

	if (text.n < 2 || text.p[text.n - 1] != ')')
		return (RC_MALFORMED);
	cells_split(&c, span_from((struct span){ text.p, text.n - 1 }, 1),
	    ',');
	for (size_t i = 0; i < LOCK_WORD; i++) {
		if (!cells_all_digits(cells_at(&c, i)))
			return (RC_MALFORMED);
	}
	return (cells_at(&c, LOCK_WORD).n > 0 ? RC_OK : RC_MALFORMED);
}

/* The short form: its id and two words are all of its header. */
static rc
short_form(struct tracker_session *s, struct cur *c,
    const struct tracker_out *out, bool blind)
{

	named(s, cur_take(c, SHORT_ID));
	(void)cur_take(c, 4);
	return (jt808_place_short(s, out, c, !blind) ? RC_OK :
	    RC_MALFORMED);
}

/* Everything before the body; false: there is not so much. */
static bool
header(struct head *h, struct cur *c, struct span *phone)
{

	h->bits = (unsigned)cur_be(c, 2);
	if ((h->bits & OF_2019) != 0)
		(void)cur_u8(c);
	*phone = cur_take(c, (h->bits & OF_2019) != 0 ? PHONE_2019 : PHONE);
	h->serial = (unsigned)cur_be(c, 2);
	if ((h->bits & PART) != 0)
		(void)cur_take(c, 4);
	h->body = cur_take(c, cur_left(c));
	return (cur_ok(c));
}

/* Of the sum and the length, one may be spoilt on the way: a finding.  Both:
 * these are no frames of ours. */
static bool
intact(const struct tracker_session *s, const struct tracker_out *out,
    bool sum, bool length)
{

	if (sum && length)
		return (true);
	if (!sum && !length && !out->no_checksum)
		return (false);
	return (tracker_bad(s, out, sum ? "length" : "checksum"));
}

rc
jt808_read(struct tracker_session *s, struct span frame,
    const struct tracker_out *out)
{
	char raw[JT808_RAW];
	struct work w = { .s = s, .out = out };
	struct head h;
	struct span phone = { NULL, 0 };
	struct cur c;
	size_t n;
	bool brief;

	if (frame.n > 0 && frame.p[0] == '(')
		return (lock_text(frame));
	n = jt808_between(frame, raw);
	if (n < 3)
		return (RC_MALFORMED);
	c = cur_of((struct span){ raw, n - 1 });
	h.number = (unsigned)cur_be(&c, 2);
	brief = h.number == SHORT || h.number == SHORT_BLIND;
	if (!brief && !header(&h, &c, &phone))
		return (RC_MALFORMED);
	if (!intact(s, out, checksum_xor((struct span){ raw, n }) == 0,
	    brief || h.body.n == (h.bits & LENGTH)))
		return (RC_MALFORMED);
	if (brief)
		return (short_form(s, &c, out, h.number == SHORT_BLIND));
	named(s, phone);
	if ((h.bits & SECRET) != 0)
		return (RC_OK);		/* Enciphered: not for us. */
	w.h = &h;
	w.c = cur_of(h.body);
	return ((h.number & ORDER) != 0 ? order(&w) : report(&w));
}
