/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of candump. */
#include "base/attr.h"
#include "base/cur.h"
#include "base/digit.h"
#include "base/ts.h"
#include "codec/candump.h"

#define STANDARD_DIGITS	3
#define EXTENDED_DIGITS	8
#define STANDARD_MOST	0x7ffu
#define EXTENDED_MOST	0x1fffffffu
#define ERROR_FLAG	0x20000000u
#define CLASSIC		8		/* Bytes of a frame before FD. */
#define SECONDS_MOST	12		/* Digits: year 9999 has 12. */
#define FRACTION	6		/* Digits that count. */
#define FIRST_US	(INT64_C(1262304000) * 1000000)	/* 2010 */
#define LAST_US		(INT64_C(253402300800) * 1000000)	/* Of 9999 */

/* A line in the reading. */
struct work {
	struct cur		 c;
	struct candump		 f;
	struct candump_bad	*bad;
};

static rc
wrong(struct work *w, const char *field, const char *expected)
{

	*w->bad = (struct candump_bad){ field, expected };
	return (RC_MALFORMED);
}

static void
blanks(struct cur *c)
{

	while (cur_peek(c) == ' ' || cur_peek(c) == '\t')
		(void)cur_u8(c);
}

/* Up to a blank or the end. */
static struct span
word(struct cur *c)
{
	size_t from = c->at, n;

	while (cur_peek(c) >= 0 && cur_peek(c) != ' ' && cur_peek(c) != '\t')
		(void)cur_u8(c);
	n = c->at - from;
	return ((struct span){ n > 0 ? c->in.p + from : NULL, n });
}

/* Digits to the next other byte, at most ${most}; -1: none or too many. */
static int64_t
decimal(struct cur *c, unsigned most)
{
	int64_t v = 0;
	unsigned n = 0;

	while (cur_peek(c) >= '0' && cur_peek(c) <= '9') {
		if (++n > most)
			return (-1);
		v = v * 10 + cur_u8(c) - '0';
	}
	return (n > 0 ? v : -1);
}

/* ".249713" as microseconds; further digits are cut. */
static bool
fraction(struct cur *c, int64_t *us)
{
	unsigned n = 0;

	*us = 0;
	if (!cur_eat(c, '.'))
		return (false);
	for (; cur_peek(c) >= '0' && cur_peek(c) <= '9'; n++) {
		int d = cur_u8(c) - '0';

		if (n < FRACTION)
			*us = *us * 10 + d;
	}
	for (unsigned i = n; i < FRACTION; i++)
		*us *= 10;
	return (n > 0);
}

/* "2015-07-10 06:17:32" as seconds. */
static bool
date(struct cur *c, int64_t *s)
{
	struct span text = cur_take(c, sizeof("2015-07-10 06:17:32") - 1);
	char iso[sizeof("2015-07-10T06:17:32Z")];
	int64_t ms;

	if (!cur_ok(c))
		return (false);
	memcpy(iso, text.p, text.n);
	iso[sizeof("2015-07-10") - 1] = 'T';
	iso[text.n] = 'Z';
	if (ts_parse((struct span){ iso, text.n + 1 }, &ms) != RC_OK)
		return (false);
	*s = ms / 1000;
	return (true);
}

static rc
stamp(struct work *w)
{
	static const char form[] = "expected (seconds since 1970), as "
	    "candump -L writes it";
	struct cur *c = &w->c;
	struct cur at;
	int64_t s, us;

	if (!cur_eat(c, '('))
		return (wrong(w, "time", form));
	at = *c;
	s = decimal(c, SECONDS_MOST);
	if (cur_peek(c) == '-') {
		*c = at;
		if (!date(c, &s))
			return (wrong(w, "time", "expected (a date)"));
	}
	if (s < 0 || !fraction(c, &us) || !cur_eat(c, ')'))
		return (wrong(w, "time", form));
	w->f.time_us = s * 1000000 + us;
	if (w->f.time_us < FIRST_US || w->f.time_us >= LAST_US)
		return (wrong(w, "time", "expected an absolute time, as of "
		    "candump -L or -t a"));
	return (RC_OK);
}

/* The digits of an id, up to another byte. */
static rc
id(struct work *w)
{
	uint32_t v = 0;
	unsigned n = 0;

	for (; digit_hex(cur_peek(&w->c)) >= 0 && n <= EXTENDED_DIGITS; n++)
		v = v << 4 | (uint32_t)digit_hex(cur_u8(&w->c));
	w->f.extended = n == EXTENDED_DIGITS;
	if (w->f.extended && (v & ERROR_FLAG) != 0) {
		w->f.kind = CANDUMP_ERROR;
		w->f.extended = false;
		v &= ~ERROR_FLAG;
	}
	w->f.id = v;
	if ((n == STANDARD_DIGITS && v <= STANDARD_MOST) ||
	    (n == EXTENDED_DIGITS && v <= EXTENDED_MOST))
		return (RC_OK);
	return (wrong(w, "id", "expected three or eight hexadecimal digits "
	    "that are an id"));
}

/* Two digits; false: there are not two. */
static bool
byte(struct cur *c, char *ret)
{
	int high = digit_hex(cur_peek(c)), low;

	if (high < 0)
		return (false);
	(void)cur_u8(c);
	if ((low = digit_hex(cur_peek(c))) < 0)
		return (false);
	(void)cur_u8(c);
	*ret = (char)(high << 4 | low);
	return (true);
}

/* Is that a length of FD: up to 8, or one of the larger ones? */
static bool
fd_length(size_t n)
{
	static const uint8_t more[] = { 12, 16, 20, 24, 32, 48, 64 };

	for (size_t i = 0; i < sizeof(more); i++) {
		if (n == more[i])
			return (true);
	}
	return (n <= CLASSIC);
}

/* What follows "#R": a length, or none. */
static rc
remote(struct work *w)
{
	int64_t n = 0;

	w->f.kind = CANDUMP_REMOTE;
	if (digit_hex(cur_peek(&w->c)) >= 0)
		n = digit_hex(cur_u8(&w->c));
	w->f.n = n < CLASSIC ? (size_t)n : CLASSIC;
	return (RC_OK);
}

/* "##1DEADBEEF", "#DEADBEEF", "#R4" */
static rc
packed(struct work *w)
{
	struct cur *c = &w->c;

	if (!cur_eat(c, '#'))
		return (wrong(w, "data", "expected '#' behind the id"));
	if (cur_eat(c, '#')) {
		w->f.fd = true;
		if (digit_hex(cur_peek(c)) < 0)
			return (wrong(w, "data", "expected a digit of flags "
			    "behind '##'"));
		(void)cur_u8(c);
	} else if (cur_eat(c, 'R'))
		return (remote(w));
	while (w->f.n < CANDUMP_DATA && digit_hex(cur_peek(c)) >= 0) {
		if (!byte(c, &w->f.data[w->f.n]))
			return (wrong(w, "data", "expected two digits a "
			    "byte"));
		w->f.n++;
	}
	/* Behind them, the length that the bus said. */
	if (!cur_eat(c, '_'))
		return (RC_OK);
	if (digit_hex(cur_peek(c)) <= CLASSIC || w->f.n != CLASSIC ||
	    w->f.fd)
		return (wrong(w, "data", "expected '_9' to '_F' behind eight "
		    "bytes only"));
	(void)cur_u8(c);
	return (RC_OK);
}

/* Behind a frame may stand which way it went. */
static rc
way(struct work *w)
{
	struct span s;

	blanks(&w->c);
	s = word(&w->c);
	blanks(&w->c);
	if ((s.n == 0 || span_eq(s, SPAN("R")) || span_eq(s, SPAN("T"))) &&
	    cur_left(&w->c) == 0)
		return (RC_OK);
	return (wrong(w, "data", "expected an even number of digits and "
	    "nothing behind them"));
}

static rc
log_form(struct work *w)
{
	rc r;

	if ((r = id(w)) == RC_OK && (r = packed(w)) == RC_OK)
		r = way(w);
	return (r);
}

/* "[12]  DE AD ... ", and what may stand behind it. */
static rc
spaced(struct work *w)
{
	struct cur *c = &w->c;
	int64_t n;

	blanks(c);
	if (!cur_eat(c, '[') || (n = decimal(c, 2)) < 0 || !cur_eat(c, ']') ||
	    n > CANDUMP_DATA)
		return (wrong(w, "length", "expected [length]"));
	w->f.fd = n > CLASSIC;
	w->f.n = (size_t)n;
	blanks(c);
	if (span_starts(span_from(c->in, c->at), SPAN("remote request"))) {
		w->f.kind = CANDUMP_REMOTE;
		return (RC_OK);
	}
	for (size_t i = 0; i < w->f.n; i++) {
		if (!byte(c, &w->f.data[i]))
			return (wrong(w, "data", "expected as many bytes as "
			    "the length says"));
		if (cur_peek(c) >= 0 && cur_peek(c) != ' ')
			return (wrong(w, "data", "expected blanks between "
			    "bytes"));
		blanks(c);
	}
	/* Letters of -a, or that it is an error: for a person. */
	if (cur_left(c) == 0 || cur_peek(c) == '\'' ||
	    span_eq(word(c), SPAN("ERRORFRAME")))
		return (RC_OK);
	return (wrong(w, "data", "expected as many bytes as the length "
	    "says"));
}

/* "RX - -" of -x. */
static void
direction(struct cur *c)
{
	struct cur was = *c;
	struct span s = word(c);

	if (!span_eq(s, SPAN("RX")) && !span_eq(s, SPAN("TX"))) {
		*c = was;
		return;
	}
	for (unsigned i = 0; i < 2; i++) {
		blanks(c);
		(void)word(c);
	}
	blanks(c);
}

static rc
shown_form(struct work *w)
{
	rc r;

	direction(&w->c);
	if ((r = id(w)) == RC_OK)
		r = spaced(w);
	return (r);
}

static bool
is_interface(struct span s)
{

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c <= ' ' || c == 0x7f || c == '#')
			return (false);
	}
	return (s.n > 0 && s.n <= CANDUMP_BUS);
}

static rc
frame(struct work *w)
{
	struct cur was;
	struct span s;
	rc r;

	if ((r = stamp(w)) != RC_OK)
		return (r);
	blanks(&w->c);
	w->f.bus = word(&w->c);
	if (!is_interface(w->f.bus))
		return (wrong(w, "interface", "expected an interface's "
		    "name"));
	blanks(&w->c);
	was = w->c;
	s = word(&w->c);
	w->c = was;
	r = s.n > 0 && memchr(s.p, '#', s.n) != NULL ? log_form(w) :
	    shown_form(w);
	if (r == RC_OK && w->f.kind != CANDUMP_REMOTE &&
	    (w->f.fd ? !fd_length(w->f.n) : w->f.n > CLASSIC))
		return (wrong(w, "data", "expected a length that a frame "
		    "can have"));
	return (r);
}

rc
candump_line(struct span line, struct candump *ret, struct candump_bad *bad)
{
	struct work w = { .bad = bad };
	rc r;

	while (line.n > 0 && (line.p[line.n - 1] == '\r' ||
	    line.p[line.n - 1] == ' '))
		line.n--;
	/* What an error frame means, in words, begins with a tabulator. */
	if (line.n == 0 || line.p[0] == '\t')
		return (RC_NOTFOUND);
	w.c = cur_of(line);
	if (line.n > CANDUMP_LINE)
		return (wrong(&w, "line", "expected at most 4,096 bytes"));
	blanks(&w.c);
	if ((r = frame(&w)) == RC_OK)
		*ret = w.f;
	return (r);
}
