/* SPDX-License-Identifier: Apache-2.0 */
/* Wialon IPS. */
#include <math.h>

#include "base/attr.h"
#include "base/cur.h"
#include "codec/cells.h"
#include "codec/checksum.h"
#include "codec/vocabulary.h"
#include "codec/wialon.h"

#define SHORT		10		/* Cells of SD and D, but the sum. */
#define LONG		16
#define SUM		4		/* Digits. */
#define FIXED		3		/* Satellites that make a place. */
#define BYTES_MOST	0x100000
#define BEFORE_MOST	64u		/* Bytes before a type. */
#define TYPE_MOST	3u		/* Letters of it. */

enum { C_DATE, C_TIME, C_LAT, C_NS, C_LON, C_EW, C_SPEED, C_COURSE, C_ALT,
    C_SATS, C_HDOP, C_IN, C_OUT, C_ADC, C_DRIVER, C_PARAMS };

enum does { LOGIN, RECORD, RECORDS, QUIET, FILE_SENT, ORDER, TEXT_SENT };

/* The types of packets. */
static const struct kind {
	char	word[4];
	uint8_t	does;			/* enum does */
	bool	bytes;			/* So many follow the line. */
} kinds[] = {
	{ "L", LOGIN, false }, { "SD", RECORD, false },
	{ "D", RECORD, false }, { "B", RECORDS, false },
	{ "P", QUIET, false }, { "M", TEXT_SENT, false },
	{ "I", FILE_SENT, true }, { "IT", QUIET, false },
	{ "T", FILE_SENT, true },
	{ "AL", QUIET, false }, { "ASD", QUIET, false },
	{ "AD", QUIET, false }, { "AB", QUIET, false },
	{ "AP", QUIET, false }, { "AM", QUIET, false },
	{ "AI", QUIET, false }, { "AIT", QUIET, false },
	{ "AT", QUIET, false },
	{ "QI", ORDER, false }, { "QT", ORDER, false },
	{ "US", ORDER, true }, { "UC", ORDER, true },
};

/* A packet: what is before the type, its type, its text. */
struct packet {
	struct span	before, body;
	const struct kind *kind;
};

static bool
packet(struct span line, struct packet *p)
{
	struct cur c = cur_of(line);
	struct span word;

	p->before = cur_until(&c, '#');
	p->kind = NULL;
	if (!cur_eat(&c, '#'))
		return (false);
	word = cur_until(&c, '#');
	if (!cur_eat(&c, '#'))
		return (false);
	p->body = cur_take(&c, cur_left(&c));
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		if (span_eq(word, span_of(kinds[i].word)))
			p->kind = &kinds[i];
	}
	return (p->kind != NULL);
}

static bool
is_in(int c, char from, char to)
{

	return (c >= from && c <= to);
}

/* "2.0;352099001761481", before the type of a datagram. */
static bool
is_before(int c)
{

	return (is_in(c, '0', '9') || is_in(c, 'A', 'Z') ||
	    is_in(c, 'a', 'z') || c == '.' || c == ';');
}

/* Does a packet begin so?  Looked at before a line's end is searched for,
 * which may be far. */
static rc
begins(struct span in)
{
	struct cur c = cur_of(in);
	size_t before = 0, letters = 0;

	for (; is_before(cur_peek(&c)) && before <= BEFORE_MOST; before++)
		(void)cur_u8(&c);
	if (before > BEFORE_MOST)
		return (RC_MALFORMED);
	if (cur_left(&c) == 0)
		return (RC_MORE);
	if (!cur_eat(&c, '#'))
		return (RC_MALFORMED);
	for (; is_in(cur_peek(&c), 'A', 'Z'); letters++)
		(void)cur_u8(&c);
	if (cur_left(&c) == 0 && letters <= TYPE_MOST)
		return (RC_MORE);
	return (letters > 0 && letters <= TYPE_MOST && cur_peek(&c) == '#' ?
	    RC_OK : RC_MALFORMED);
}

rc
wialon_frame(struct span in, size_t *n)
{
	bool may = in.n > 0 && (in.p[0] == '#' || is_in(in.p[0], '0', '9'));
	rc rv = may ? begins(in) : RC_OK;
	struct packet p;
	struct cells c;
	struct cur all;
	int64_t bytes;

	*n = 1;
	if (rv == RC_OK)
		rv = tracker_text_frame(in, n, "#0123456789", "\n");
	if (rv != RC_OK || *n == 1 ||
	    !packet((struct span){ in.p, *n }, &p) || !p.kind->bytes)
		return (rv);
	cells_split(&c, cells_trim(p.body), ';');
	if (!cells_int(cells_at(&c, 0), &bytes) || bytes < 0 ||
	    bytes > BYTES_MOST)
		return (RC_OK);
	all = cur_of(span_from(in, *n));
	(void)cur_take(&all, (size_t)bytes);
	if (!cur_ok(&all)) {
		*n = 1;
		return (RC_MORE);
	}
	*n += (size_t)bytes;
	return (RC_OK);
}

static bool
told(struct span cell)
{

	return (cell.n > 0 && !span_eq(cell, SPAN("NA")));
}

static double
number(const struct cells *c, size_t i)
{
	double v;

	return (cells_num(cells_at(c, i), &v) ? v : TRACKER_UNTOLD);
}

/* A time without a place: the unit has no fix, which others tell as 0/0. */
static bool
untold(const struct cells *c)
{

	return (told(cells_at(c, C_DATE)) && !told(cells_at(c, C_LAT)) &&
	    !told(cells_at(c, C_LON)));
}

static void
place(const struct cells *c, struct tracker_fix *f)
{
	int64_t sats;

	*f = TRACKER_NO_FIX;
	f->lat = f->lon = untold(c) ? 0 : TRACKER_UNTOLD;
	(void)cells_angle(cells_at(c, C_LAT), cells_at(c, C_NS), &f->lat);
	(void)cells_angle(cells_at(c, C_LON), cells_at(c, C_EW), &f->lon);
	f->kmh = number(c, C_SPEED);
	f->course = number(c, C_COURSE);
	f->alt = number(c, C_ALT);
	f->hdop = number(c, C_HDOP);
	if (cells_int(cells_at(c, C_SATS), &sats) && sats >= 0 && sats < 256)
		f->sats = (int)sats;
	f->valid = f->sats >= FIXED && !isnan(f->lat) && !isnan(f->lon) &&
	    !untold(c);
}

/* Inputs, analogue values, the driver's key, named values. */
static const char *
more(struct message *m, const struct cells *c)
{
	struct cells parts;
	const char *alarm = NULL;
	double v;

	if (told(cells_at(c, C_IN)))
		message_more(m, "input", MESSAGE_PLAIN,
		    message_of_text(cells_at(c, C_IN)));
	if (told(cells_at(c, C_OUT)))
		message_more(m, "output", MESSAGE_PLAIN,
		    message_of_text(cells_at(c, C_OUT)));
	if (told(cells_at(c, C_DRIVER)))
		message_more(m, "driver", MESSAGE_PLAIN,
		    message_of_text(cells_at(c, C_DRIVER)));
	cells_split(&parts, cells_at(c, C_ADC), ',');
	for (uint32_t i = 0; i < parts.n && i < 16; i++) {
		if (cells_num(cells_at(&parts, i), &v))
			message_more(m, "adc", i + 1, message_of_num(v));
	}
	if (!told(cells_at(c, C_PARAMS)))
		return (NULL);
	message_more(m, "params", MESSAGE_PLAIN,
	    message_of_text(cells_at(c, C_PARAMS)));
	cells_split(&parts, cells_at(c, C_PARAMS), ',');
	for (size_t i = 0; i < parts.n && alarm == NULL; i++)
		alarm = vocabulary_alarm_word("wialon", cells_at(&parts, i));
	return (alarm);
}

static rc
record(const struct tracker_session *s, const struct tracker_out *out,
    const struct cells *c)
{
	int64_t time = cells_date(cells_at(c, C_DATE), cells_at(c, C_TIME),
	    "dmy");
	struct message *m;
	struct tracker_fix fix;
	const char *alarm;

	if (c->n < SHORT || (time == EVENT_NO_TIME &&
	    told(cells_at(c, C_DATE))))
		return (RC_MALFORMED);
	m = tracker_begin(s, out, TYPE_TELEMETRY_SAMPLE, time);
	place(c, &fix);
	tracker_fix(m, &fix);
	alarm = more(m, c);
	tracker_done(out);
	if (alarm != NULL)
		tracker_alarm(s, out, time, alarm, &fix);
	return (RC_OK);
}

/* Is the sum at the end of the text right?  Cut it off. */
static bool
summed(struct span *text)
{
	uint64_t sum;

	if (text->n < SUM || !cells_hex(span_from(*text, text->n - SUM),
	    &sum))
		return (false);
	text->n -= SUM;
	return (checksum_arc(*text) == sum);
}

/* Of ${fields} cells; one more is the sum, which 2.0 must have. */
static bool
one(const struct tracker_session *s, const struct tracker_out *out,
    struct span body, size_t fields, struct cells *c)
{
	struct span text = body;

	cells_split(c, body, ';');
	if (c->n < fields)
		return (false);
	if (c->n > fields || s->state[0] == 2) {
		if (!summed(&text) && !tracker_bad(s, out, "checksum"))
			return (false);
	}
	if (c->n > fields)
		c->n = fields;
	return (true);
}

static rc
records(const struct tracker_session *s, const struct tracker_out *out,
    struct span body)
{
	struct span text = body;
	struct cur c;
	struct cells cells;
	size_t last = body.n;
	bool sum;

	while (last > 0 && body.p[last - 1] != '|')
		last--;
	sum = body.n - last == SUM;
	if ((sum || s->state[0] == 2) && !summed(&text) &&
	    !tracker_bad(s, out, "checksum"))
		return (RC_MALFORMED);
	c = cur_of(sum ? (struct span){ body.p, last } : body);
	while (cur_left(&c) > 0) {
		cells_split(&cells, cur_until(&c, '|'), ';');
		(void)cur_eat(&c, '|');
		if (record(s, out, &cells) != RC_OK)
			return (RC_MALFORMED);
	}
	return (RC_OK);
}

static rc
login(struct tracker_session *s, const struct tracker_out *out,
    struct span body)
{
	struct cells c;
	bool two;

	cells_split(&c, body, ';');
	two = c.n >= 3;
	s->state[0] = two ? 2 : 1;
	if (c.n < 2 || c.n > 4 || cells_at(&c, two).n == 0)
		return (RC_MALFORMED);
	if (two && !summed(&body) && !tracker_bad(s, out, "checksum"))
		return (RC_MALFORMED);
	tracker_named(s, cells_at(&c, two));
	tracker_connect(s, out, "tcp");
	return (RC_OK);
}

/* "2.0;imei" of a datagram. */
static bool
datagram(struct tracker_session *s, struct span before)
{
	struct cells c;
	double version;

	if (before.n == 0)
		return (true);
	cells_split(&c, before, ';');
	if (c.n != 2 || !cells_num(cells_at(&c, 0), &version) ||
	    cells_at(&c, 1).n == 0)
		return (false);
	s->state[0] = 2;
	tracker_named(s, cells_at(&c, 1));
	return (true);
}

rc
wialon_read(struct tracker_session *s, struct span frame,
    const struct tracker_out *out)
{
	struct cur all = cur_of(frame);
	struct span line = cells_trim(cur_until(&all, '\n'));
	struct packet p;
	struct cells c;
	const char *means;

	if (line.n == 0)
		return (RC_OK);
	if (!packet(line, &p) || !datagram(s, p.before))
		return (RC_MALFORMED);
	switch ((enum does)p.kind->does) {
	case LOGIN:
		return (login(s, out, p.body));
	case RECORD:
		if (!one(s, out, p.body, p.kind->word[0] == 'S' ? SHORT :
		    LONG, &c))
			return (RC_MALFORMED);
		return (record(s, out, &c));
	case RECORDS:
		return (records(s, out, p.body));
	case ORDER:
		means = vocabulary_order_word("wialon",
		    span_of(p.kind->word));
		if (means != NULL)
			tracker_order(s, out, EVENT_NO_TIME, means, SPAN(""));
		return (RC_OK);
	case TEXT_SENT:
		tracker_said(s, out, EVENT_NO_TIME, "message");
		return (RC_OK);
	case QUIET:
	case FILE_SENT:
		break;
	}
	return (RC_OK);
}
