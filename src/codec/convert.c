/* SPDX-License-Identifier: Apache-2.0 */
/* Conversions that a mapping can name. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/cur.h"
#include "base/ts.h"
#include "codec/angle.h"
#include "codec/convert.h"
#include "codec/redact.h"
#include "codec/route.h"
#include "codec/stamp.h"

#define NUMBER_MAX	48	/* Characters of a number in text. */
#define GRAIN		1e6	/* Results are whole millionths. */
#define GRAIN_MAX	1e9	/* Above, a double has no millionths. */
/* 0000-01-01 and the end of 9999, in ms: what base/ts.h can write. */
#define TIME_LEAST	(-62167219200000.0)
#define TIME_MOST	253402300799999.0

static bool
digits(struct cur *c)
{
	bool any = false;
	int d;

	while ((d = cur_peek(c)) >= '0' && d <= '9') {
		(void)cur_u8(c);	/* Seen by the peek. */
		any = true;
	}
	return (any);
}

/* Decimal only: strtod() alone would take "nan", "0x1p3" and blanks. */
static bool
decimal(struct span s)
{
	struct cur c = cur_of(s);
	bool whole, part = false;

	if (!cur_eat(&c, '-'))
		(void)cur_eat(&c, '+');		/* Either or none. */
	whole = digits(&c);
	if (cur_eat(&c, '.'))
		part = digits(&c);
	if (!whole && !part)
		return (false);
	if (cur_eat(&c, 'e') || cur_eat(&c, 'E')) {
		if (!cur_eat(&c, '-'))
			(void)cur_eat(&c, '+');	/* Either or none. */
		if (!digits(&c))
			return (false);
	}
	return (cur_left(&c) == 0);
}

bool
convert_number(const struct value *in, double *ret)
{
	char text[NUMBER_MAX + 1];
	double d;

	if (value_number(in, ret))
		return (true);
	if (in->type != VALUE_TEXT || in->n > NUMBER_MAX ||
	    !decimal(value_text(in)))
		return (false);
	memcpy(text, in->p, in->n);
	text[in->n] = '\0';
	d = strtod(text, NULL);
	if (!isfinite(d))
		return (false);
	*ret = d;
	return (true);
}

static bool
to_number(const struct convert *c, const struct convert_arg *arg UNUSED,
    const struct value *in, char *room UNUSED, struct value *out)
{
	double d;

	if (!convert_number(in, &d))
		return (false);
	if (c->factor != 1 || c->offset != 0) {
		d = d * c->factor + c->offset;
		if (fabs(d) < GRAIN_MAX)
			d = round(d * GRAIN) / GRAIN;
	}
	if (!isfinite(d))
		return (false);
	/* Minus zero is no speed. */
	*out = (struct value){ .type = VALUE_NUM, .num = d == 0 ? 0 : d };
	return (true);
}

static bool
time_of(double ms, struct value *out)
{

	if (!(ms >= TIME_LEAST && ms <= TIME_MOST))
		return (false);
	*out = (struct value){ .type = VALUE_TIME, .i = (int64_t)ms };
	return (true);
}

/* factor: ms in one of its unit.  Rounded to us, then cut to ms. */
static bool
to_epoch(const struct convert *c, const struct convert_arg *arg,
    const struct value *in, char *room UNUSED, struct value *out)
{
	double d, from = 0;

	if (!convert_number(in, &d))
		return (false);
	if ((c->needs & CONVERT_START) != 0)
		from = (double)arg->start_ms;
	return (time_of(from + floor(round(d * c->factor * 1000) / 1000),
	    out));
}

static bool
to_rfc3339(const struct convert *c UNUSED,
    const struct convert_arg *arg UNUSED, const struct value *in,
    char *room UNUSED, struct value *out)
{
	int64_t ms;

	if (in->type != VALUE_TEXT || ts_parse(value_text(in), &ms) != RC_OK)
		return (false);
	*out = (struct value){ .type = VALUE_TIME, .i = ms };
	return (true);
}

static bool
to_local(const struct convert *c UNUSED, const struct convert_arg *arg,
    const struct value *in, char *room UNUSED, struct value *out)
{
	int64_t ms;

	if (in->type != VALUE_TEXT || stamp_read(arg->pattern, arg->zone,
	    value_text(in), &ms) != RC_OK)
		return (false);
	return (time_of((double)ms, out));
}

/* The year is the first that makes it not before the start. */
static bool
to_local_year(const struct convert *c UNUSED, const struct convert_arg *arg,
    const struct value *in, char *room, struct value *out)
{
	int year = ts_civil(arg->start_ms).year;
	int64_t ms;

	if (in->type != VALUE_TEXT)
		return (false);
	/* A 29 February can be eight years off: 1896 to 1904. */
	for (int end = year + 8; year <= end; year++) {
		size_t n = (size_t)snprintf(room, CONVERT_ROOM(in->n),
		    "%04d %.*s", year, (int)in->n, in->p);

		if (stamp_read(arg->pattern, arg->zone, (struct span){ room,
		    n }, &ms) == RC_OK && ms >= arg->start_ms)
			return (time_of((double)ms, out));
	}
	return (false);
}

static bool
to_nmea(const struct convert *c UNUSED, const struct convert_arg *arg UNUSED,
    const struct value *in, char *room UNUSED, struct value *out)
{
	double d, whole;

	if (in->type == VALUE_TEXT) {
		if (angle_nmea(value_text(in), &d) != RC_OK)
			return (false);
	} else {
		if (!value_number(in, &d))
			return (false);
		whole = trunc(d / 100);
		if (fabs(d - whole * 100) >= 60 || fabs(whole) > 180)
			return (false);
		d = whole + (d - whole * 100) / 60;
	}
	/* A tenth of a microdegree is a centimetre. */
	*out = (struct value){ .type = VALUE_NUM,
	    .num = round(d * 1e7) / 1e7 };
	return (true);
}

static bool
to_dms(const struct convert *c UNUSED, const struct convert_arg *arg UNUSED,
    const struct value *in, char *room UNUSED, struct value *out)
{
	double d;

	if (!value_number(in, &d) && (in->type != VALUE_TEXT ||
	    angle_dms(value_text(in), &d) != RC_OK))
		return (false);
	*out = (struct value){ .type = VALUE_NUM,
	    .num = round(d * 1e7) / 1e7 };
	return (true);
}

static bool
same(struct span a, const char *b)
{

	if (a.n != strlen(b))
		return (false);
	for (size_t i = 0; i < a.n; i++)
		if ((a.p[i] | (a.p[i] >= 'A' && a.p[i] <= 'Z' ? 0x20 : 0)) !=
		    b[i])
			return (false);
	return (true);
}

static bool
to_bool(const struct convert *c UNUSED, const struct convert_arg *arg UNUSED,
    const struct value *in, char *room UNUSED, struct value *out)
{
	static const char *const yes[] = { "true", "yes", "on", "y", "t",
	    "1" };
	static const char *const no[] = { "false", "no", "off", "n", "f",
	    "0" };
	double d;

	*out = (struct value){ .type = VALUE_BOOL };
	if (in->type == VALUE_BOOL) {
		out->yes = in->yes;
		return (true);
	}
	if (in->type == VALUE_TEXT)
		for (size_t i = 0; i < COUNT_OF(yes); i++) {
			if (same(value_text(in), no[i]))
				return (true);
			out->yes = same(value_text(in), yes[i]);
			if (out->yes)
				return (true);
		}
	out->yes = convert_number(in, &d) && d == 1;
	return (out->yes || (convert_number(in, &d) && d == 0));
}

static bool
text_out(const char *p, size_t n, struct value *out)
{

	*out = (struct value){ .type = VALUE_TEXT, .p = p,
	    .n = (uint32_t)n };
	return (true);
}

/* factor: what makes an upper case letter of a lower case one, or reverse. */
static bool
to_case(const struct convert *c, const struct convert_arg *arg UNUSED,
    const struct value *in, char *room, struct value *out)
{
	bool up = c->factor > 0;

	if (in->type != VALUE_TEXT)
		return (false);
	for (uint32_t i = 0; i < in->n; i++) {
		char b = in->p[i];

		if (up ? b >= 'a' && b <= 'z' : b >= 'A' && b <= 'Z')
			b = (char)(b ^ 0x20);
		room[i] = b;
	}
	return (text_out(room, in->n, out));
}

static bool
to_redacted(const struct convert *c UNUSED,
    const struct convert_arg *arg UNUSED, const struct value *in, char *room,
    struct value *out)
{

	if (in->type != VALUE_TEXT)
		return (false);
	return (text_out(room, redact_url(value_text(in), room), out));
}

/* The path alone; scheme and host of the absolute form go, too. */
static bool
to_path(const struct convert *c UNUSED, const struct convert_arg *arg UNUSED,
    const struct value *in, char *room UNUSED, struct value *out)
{
	struct span s;

	if (in->type != VALUE_TEXT)
		return (false);
	s = route_path(value_text(in));
	return (text_out(s.p, s.n, out));
}

static bool
to_route(const struct convert *c UNUSED, const struct convert_arg *arg UNUSED,
    const struct value *in, char *room, struct value *out)
{

	if (in->type != VALUE_TEXT)
		return (false);
	return (text_out(room, route_write(value_text(in), room), out));
}

/* No id has a blank in it: a URL has none. */
static bool
to_ids(const struct convert *c UNUSED, const struct convert_arg *arg UNUSED,
    const struct value *in, char *room, struct value *out)
{
	struct span id[ROUTE_IDS_MOST];
	size_t n, at = 0;

	if (in->type != VALUE_TEXT)
		return (false);
	n = route_ids(value_text(in), id);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			room[at++] = ' ';
		memcpy(room + at, id[i].p, id[i].n);
		at += id[i].n;
	}
	return (text_out(room, at, out));
}

/* "192.0.2.1:443", "[2001:db8::1]:443": address and port. */
static struct span
address(struct span s, struct span *port)
{
	struct cur c = cur_of(s);
	struct span host;
	size_t colons = 0;

	*port = (struct span){ NULL, 0 };
	if (cur_eat(&c, '[')) {
		host = cur_until(&c, ']');
		(void)cur_eat(&c, ']');	/* Absent: all is the host. */
	} else {
		for (size_t i = 0; i < s.n; i++)
			colons += s.p[i] == ':';
		if (colons > 1)		/* IPv6 without brackets. */
			return (s);
		host = cur_until(&c, ':');
	}
	if (cur_eat(&c, ':'))
		*port = span_from(c.in, c.at);
	return (host);
}

static bool
to_host(const struct convert *c UNUSED, const struct convert_arg *arg UNUSED,
    const struct value *in, char *room UNUSED, struct value *out)
{
	struct span host, port;

	if (in->type != VALUE_TEXT)
		return (false);
	host = address(value_text(in), &port);
	return (text_out(host.p, host.n, out));
}

static bool
to_port(const struct convert *c UNUSED, const struct convert_arg *arg UNUSED,
    const struct value *in, char *room UNUSED, struct value *out)
{
	struct span port;
	struct value text;
	double d;

	if (in->type != VALUE_TEXT)
		return (false);
	(void)address(value_text(in), &port);	/* For the port. */
	if (port.n == 0)
		return (false);
	(void)text_out(port.p, port.n, &text);	/* Cannot fail. */
	if (!convert_number(&text, &d) || d < 0 || d > 65535 ||
	    d != trunc(d))
		return (false);
	*out = (struct value){ .type = VALUE_NUM, .num = d };
	return (true);
}

/* The outcome that an HTTP status tells (RFC 9110, section 15). */
static bool
to_outcome(const struct convert *c UNUSED,
    const struct convert_arg *arg UNUSED, const struct value *in,
    char *room UNUSED, struct value *out)
{
	const char *word;
	double d;

	if (!convert_number(in, &d) || d < 100 || d > 599)
		return (false);
	word = d < 400 ? "success" : d == 401 || d == 403 ? "denied" :
	    "failure";
	return (text_out(word, strlen(word), out));
}

#define LINEAR(name, factor, offset, help)				\
	{ name, VALUE_NUM, 0, "expected a number", help, to_number,	\
	    factor, offset }
#define TEXTUAL(name, fn, dir, help)					\
	{ name, VALUE_TEXT, 0, "expected a text", help, fn, dir, 0 }

static const struct convert table[] = {
	LINEAR("number", 1, 0, "Text to number, as it is."),
	LINEAR("mph_to_kmh", 1.609344, 0, "Miles per hour to km/h."),
	LINEAR("knots_to_kmh", 1.852, 0, "Knots to km/h."),
	LINEAR("mps_to_kmh", 3.6, 0, "Metres per second to km/h."),
	LINEAR("miles_to_m", 1609.344, 0, "Statute miles to metres."),
	LINEAR("km_to_m", 1000, 0, "Kilometres to metres."),
	LINEAR("feet_to_m", 0.3048, 0, "Feet to metres."),
	LINEAR("fahrenheit_to_celsius", 5.0 / 9, -160.0 / 9,
	    "Degrees Fahrenheit to Celsius."),
	LINEAR("kelvin_to_celsius", 1, -273.15, "Kelvin to Celsius."),
	LINEAR("fraction_to_percent", 100, 0, "0-1 to percent."),
	LINEAR("mv_to_v", 0.001, 0, "Millivolts to volts."),
	LINEAR("kw_to_w", 1000, 0, "Kilowatts to watts."),
	LINEAR("s_to_ms", 1000, 0, "Seconds to milliseconds."),
	LINEAR("us_to_ms", 0.001, 0, "Microseconds to milliseconds."),
	{ "epoch_s", VALUE_TIME, 0, "expected seconds since 1970",
	    "Seconds since 1970, with fraction.", to_epoch, 1000, 0 },
	{ "epoch_ms", VALUE_TIME, 0, "expected milliseconds since 1970",
	    "Milliseconds since 1970.", to_epoch, 1, 0 },
	{ "epoch_us", VALUE_TIME, 0, "expected microseconds since 1970",
	    "Microseconds since 1970.", to_epoch, 0.001, 0 },
	{ "start_s", VALUE_TIME, CONVERT_START,
	    "expected seconds since the start",
	    "Seconds since the mapping's start or --start.", to_epoch, 1000,
	    0 },
	{ "rfc3339", VALUE_TIME, 0, "expected a time like 2026-03-02T08:15:04Z",
	    "RFC 3339 with its offset; the default for times.", to_rfc3339,
	    1, 0 },
	{ "local", VALUE_TIME, CONVERT_PATTERN | CONVERT_ZONE,
	    "expected a date and time by the pattern",
	    "By a pattern (%Y-%m-%d %H:%M:%S) in a fixed zone.", to_local, 1,
	    0 },
	{ "local_year", VALUE_TIME,
	    CONVERT_PATTERN | CONVERT_ZONE | CONVERT_START,
	    "expected a date and time by the pattern",
	    "The same without a year: the first such time from the start on.",
	    to_local_year, 1, 0 },
	{ "nmea", VALUE_NUM, 0, "expected degrees and minutes, ddmm.mmmm",
	    "NMEA ddmm.mmmm with sign or hemisphere to degrees.", to_nmea, 1,
	    0 },
	{ "dms", VALUE_NUM, 0, "expected degrees, minutes, seconds",
	    "52\xc2\xb0" "30.5'N and the like to degrees.", to_dms, 1, 0 },
	{ "bool", VALUE_BOOL, 0, "expected yes or no",
	    "true yes on 1, false no off 0.", to_bool, 1, 0 },
	TEXTUAL("lower", to_case, -1, "ASCII letters to lower case."),
	TEXTUAL("upper", to_case, 1, "ASCII letters to upper case."),
	TEXTUAL("url_redact", to_redacted, 1,
	    "A URL with the values of secret parameters as ***."),
	TEXTUAL("url_path", to_path, 1, "The path of a URL alone."),
	TEXTUAL("url_route", to_route, 1,
	    "The path of a URL with {id} for each id in it."),
	TEXTUAL("url_ids", to_ids, 1,
	    "The ids in path and query of a URL, with blanks between."),
	TEXTUAL("host", to_host, 1, "The address of host:port."),
	{ "port", VALUE_NUM, 0, "expected host:port", "The port of host:port.",
	    to_port, 1, 0 },
	{ "http_outcome", VALUE_TEXT, 0, "expected an HTTP status",
	    "success below 400, denied for 401 and 403, else failure.",
	    to_outcome, 1, 0 },
};

const struct convert *
convert_all(size_t *n)
{

	*n = COUNT_OF(table);
	return (table);
}

const struct convert *
convert_find(struct span name, struct suggest *near)
{

	for (size_t i = 0; i < COUNT_OF(table); i++) {
		if (span_eq(name, span_of(table[i].name)))
			return (&table[i]);
		suggest_try(near, name, span_of(table[i].name));
	}
	return (NULL);
}

rc
convert_run(const struct convert *c, const struct convert_arg *arg,
    const struct value *in, char *room, struct value *out)
{
	struct value v;

	if (!c->fn(c, arg, in, room, &v))
		return (RC_MALFORMED);
	*out = v;
	return (RC_OK);
}
