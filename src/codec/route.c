/* SPDX-License-Identifier: Apache-2.0 */
/* Routes and object ids out of URLs. */
#include "base/attr.h"
#include "base/cur.h"
#include "codec/redact.h"
#include "codec/route.h"

#define UUID_BYTES	36u
#define MIXED_LEAST	16u		/* Of a long mixture, */
#define DIGITS_LEAST	3u		/* and of its digits. */
#define WORD_MOST	12u		/* Before the number. */
#define ID_MOST		64u		/* A longer one is text. */

/* What a segment is made of. */
struct makeup {
	size_t	letters, digits, other;
	size_t	at;			/* '@', plain or encoded. */
	size_t	tail;			/* Digits at the end. */
};

static bool
is_digit(char c)
{

	return (c >= '0' && c <= '9');
}

static bool
is_letter(char c)
{
	char l = (char)(c | 0x20);

	return (l >= 'a' && l <= 'z');
}

static struct makeup
makeup_of(struct span s)
{
	struct makeup m = { 0 };

	for (size_t i = 0; i < s.n; i++) {
		bool digit = is_digit(s.p[i]);

		m.digits += digit;
		m.letters += is_letter(s.p[i]);
		m.other += !digit && !is_letter(s.p[i]);
		m.tail = digit ? m.tail + 1 : 0;
		m.at += s.p[i] == '@' || span_starts(span_from(s, i),
		    SPAN("%40"));
	}
	return (m);
}

static bool
is_uuid(struct span s)
{

	if (s.n != UUID_BYTES)
		return (false);
	for (size_t i = 0; i < s.n; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;
		char l = (char)(s.p[i] | 0x20);

		if (dash ? s.p[i] != '-' : !is_digit(s.p[i]) &&
		    (l < 'a' || l > 'f'))
			return (false);
	}
	return (true);
}

/* veh-0042, trip_1010 */
static bool
is_numbered(struct span s, const struct makeup *m)
{
	size_t word = s.n - m->tail;

	return (m->tail >= DIGITS_LEAST && m->other == 1 && word > 1 &&
	    word <= WORD_MOST + 1 && m->letters == word - 1 &&
	    (s.p[word - 1] == '-' || s.p[word - 1] == '_'));
}

static bool
is_id(struct span s)
{
	struct makeup m;

	if (s.n == 0 || s.n > ID_MOST)
		return (false);
	m = makeup_of(s);
	return (m.digits == s.n || m.at > 0 || is_uuid(s) ||
	    is_numbered(s, &m) || (m.other == 0 && s.n >= MIXED_LEAST &&
	    m.digits >= DIGITS_LEAST));
}

/* Segments of a path, one behind the other -------------------------- */

/* Where a walk stands: what was before tells what a number is. */
struct walk {
	struct cur	c;
	struct span	is, was;
	enum { NO_DATE, MONTH, DAY } next;	/* Part of a date. */
};

static int
number(struct span s, size_t digits)
{
	int v = 0;

	if (s.n != digits)
		return (-1);
	for (size_t i = 0; i < s.n; i++) {
		if (!is_digit(s.p[i]))
			return (-1);
		v = v * 10 + (s.p[i] - '0');
	}
	return (v);
}

/* A year that a month follows, that month, and a day behind it. */
static bool
is_date(struct walk *w)
{
	struct cur ahead = w->c;
	int year = number(w->is, 4), day = number(w->is, 2), month;
	bool is = w->next == MONTH ||
	    (w->next == DAY && day >= 1 && day <= 31);

	w->next = w->next == MONTH ? DAY : NO_DATE;
	if (is || year < 1970 || year >= 2100)
		return (is);
	(void)cur_eat(&ahead, '/');
	month = number(cur_until(&ahead, '/'), 2);
	if (month < 1 || month > 12)
		return (false);
	w->next = MONTH;
	return (true);
}

static bool
is_version(const struct walk *w)
{

	return (w->is.n <= 2 && (span_eq(w->was, SPAN("api")) ||
	    span_eq(w->was, SPAN("rest"))));
}

/* The next segment, with its '/' before it; false: no more. */
static bool
step(struct walk *w, bool *slash)
{

	if (cur_left(&w->c) == 0)
		return (false);
	*slash = cur_eat(&w->c, '/');
	w->was = w->is;
	w->is = cur_until(&w->c, '/');
	return (true);
}

static bool
names(struct walk *w)
{

	if (is_date(w))
		return (false);
	return (is_id(w->is) && !is_version(w));
}

struct span
route_path(struct span url)
{
	struct span s = url;
	struct cur c;

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '?' || s.p[i] == '#')
			s.n = i;
	c = cur_of(s);
	(void)cur_until(&c, ':');
	if (cur_left(&c) > 2 && span_starts(span_from(s, c.at),
	    SPAN("://"))) {
		(void)cur_take(&c, 3);		/* Seen. */
		(void)cur_until(&c, '/');	/* The authority. */
		s = span_from(s, c.at);
	}
	return (s.n == 0 && url.n > 0 ? SPAN("/") : s);
}

size_t
route_write(struct span url, char *out)
{
	struct walk w = { .c = cur_of(route_path(url)) };
	bool slash;
	size_t n = 0;

	while (step(&w, &slash)) {
		struct span s = names(&w) ? SPAN(ROUTE_ID) : w.is;

		if (slash)
			out[n++] = '/';
		if (s.n > 0)
			memcpy(out + n, s.p, s.n);
		n += s.n;
	}
	return (n);
}

/* Is it the name of a parameter that says whom it is about? */
static bool
names_object(struct span name)
{
	static const char *const whole[] = { "id", "vin", "imei", "uuid" };
	static const char *const ends[] = { "_id", "-id", "Id", "ID" };

	if (redact_secret(name))
		return (false);
	for (size_t i = 0; i < COUNT_OF(whole); i++)
		if (span_eq(name, span_of(whole[i])))
			return (true);
	for (size_t i = 0; i < COUNT_OF(ends); i++)
		if (span_ends(name, span_of(ends[i])))
			return (true);
	return (false);
}

static size_t
query_ids(struct span url, struct span id[ROUTE_IDS_MOST], size_t n)
{
	struct cur c = cur_of(url);
	struct span rest;

	(void)cur_until(&c, '?');
	(void)cur_eat(&c, '?');
	rest = cur_until(&c, '#');
	c = cur_of(rest);
	while (cur_left(&c) > 0 && n < ROUTE_IDS_MOST) {
		struct cur pair = cur_of(cur_until(&c, '&'));
		struct span name = cur_until(&pair, '='), says;

		(void)cur_eat(&c, '&');
		(void)cur_eat(&pair, '=');
		says = cur_take(&pair, cur_left(&pair));
		if (says.n > 0 && says.n <= ID_MOST && names_object(name))
			id[n++] = says;
	}
	return (n);
}

size_t
route_ids(struct span url, struct span id[ROUTE_IDS_MOST])
{
	struct walk w = { .c = cur_of(route_path(url)) };
	bool slash;
	size_t n = 0;

	while (n < ROUTE_IDS_MOST && step(&w, &slash))
		if (names(&w))
			id[n++] = w.is;
	return (query_ids(url, id, n));
}
