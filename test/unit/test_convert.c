/* SPDX-License-Identifier: Apache-2.0 */
/* Codecs of foreign text: CSV, conversions, times, angles, logs, URLs. */
#include "base/buf.h"
#include "base/ts.h"
#include "codec/angle.h"
#include "codec/convert.h"
#include "codec/csv.h"
#include "codec/logline.h"
#include "codec/redact.h"
#include "codec/stamp.h"

#include "t.h"

static const struct {
	const char	*row;
	char		 separator;
	bool		 trim;
	rc		 want;
	const char	*cells;		/* Joined by '|'; or the bad cell. */
} rows[] = {
	{ "a,b,c", ',', false, RC_OK, "a|b|c" },
	{ "", ',', false, RC_OK, "" },
	{ ",", ',', false, RC_OK, "|" },
	{ "a,b,", ',', false, RC_OK, "a|b|" },
	{ "a;b,c", ';', false, RC_OK, "a|b,c" },
	{ "a\tb c", '\t', false, RC_OK, "a|b c" },
	{ "\"a,b\",c", ',', false, RC_OK, "a,b|c" },
	{ "\"\",\"\"", ',', false, RC_OK, "|" },
	{ "\"say \"\"hi\"\"\",\"\"\"\"", ',', false, RC_OK, "say \"hi\"|\"" },
	{ "\"a\"\"b\",\"c\"\"d\"\"\"", ',', false, RC_OK, "a\"b|c\"d\"" },
	{ "5\" pipe,x", ',', false, RC_OK, "5\" pipe|x" },
	{ " a , b ", ',', false, RC_OK, " a | b " },
	{ " a ,\tb ", ',', true, RC_OK, "a|b" },
	{ " \"a \" ,b", ',', true, RC_OK, "a |b" },
	{ " a \t b ", '\t', true, RC_OK, "a|b" },
	{ "a,\"b", ',', false, RC_MALFORMED, "2" },
	{ "\"a\"x,b", ',', false, RC_MALFORMED, "1" },
	{ "a,b,\"c\"\"", ',', false, RC_MALFORMED, "3" },
	{ "\"a\" ,b", ',', false, RC_MALFORMED, "1" },
};

static void
test_csv(void)
{
	static struct span cell[CSV_CELLS_MAX];
	struct buf got = { 0 };

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct csv form = { rows[i].separator, rows[i].trim,
		    false };
		struct span row = span_of(rows[i].row);
		/* Exactly the promised room, for a sanitizer to guard. */
		char *room = malloc(row.n > 0 ? row.n : 1);
		struct err e = { 0 };
		size_t n = 0;

		buf_clear(&got);
		T_INT(rows[i].want, csv_cut(&form, row, room, cell, &n, &e));
		for (size_t k = 0; k < n; k++) {
			if (k > 0)
				buf_char(&got, '|');
			buf_put(&got, cell[k]);
		}
		if (rows[i].want != RC_OK)
			buf_int(&got, (int64_t)e.at);
		T_SPAN(rows[i].cells, buf_span(&got));
		free(room);
	}
	buf_release(&got);
}

static void
test_csv_cells(void)
{
	static struct span cell[CSV_CELLS_MAX];
	static const struct csv form = { ',', false, false };
	char row[CSV_CELLS_MAX], room[CSV_CELLS_MAX];
	struct err e = { 0 };
	size_t n = 0;

	memset(row, ',', sizeof(row));
	T_INT(RC_OK, csv_cut(&form, (struct span){ row, sizeof(row) - 1 },
	    room, cell, &n, &e));
	T_INT(CSV_CELLS_MAX, n);
	T_INT(RC_LIMIT, csv_cut(&form, (struct span){ row, sizeof(row) },
	    room, cell, &n, &e));
}

static const struct {
	const char	*name, *in;
	bool		 ok;
	double		 want;
} numbers[] = {
	{ "number", "12.5", true, 12.5 },
	{ "number", "-0", true, 0 },
	{ "number", "+3e2", true, 300 },
	{ "number", ".5", true, 0.5 },
	{ "number", "5.", true, 5 },
	{ "number", "", false, 0 },
	{ "number", ".", false, 0 },
	{ "number", "1e", false, 0 },
	{ "number", " 1", false, 0 },
	{ "number", "1 ", false, 0 },
	{ "number", "1,5", false, 0 },
	{ "number", "0x10", false, 0 },
	{ "number", "nan", false, 0 },
	{ "number", "inf", false, 0 },
	{ "number", "1e999", false, 0 },
	{ "number", "--1", false, 0 },
	{ "mph_to_kmh", "60", true, 96.56064 },
	{ "knots_to_kmh", "25.379", true, 47.001908 },
	{ "mps_to_kmh", "12.96416", true, 46.670976 },
	{ "miles_to_m", "1.5", true, 2414.016 },
	{ "km_to_m", "0.1", true, 100 },
	{ "feet_to_m", "100", true, 30.48 },
	{ "fahrenheit_to_celsius", "212", true, 100 },
	{ "fahrenheit_to_celsius", "-40", true, -40 },
	{ "kelvin_to_celsius", "273.15", true, 0 },
	{ "fraction_to_percent", "0.07", true, 7 },
	{ "mv_to_v", "12450", true, 12.45 },
	{ "kw_to_w", "7.36", true, 7360 },
	{ "s_to_ms", "0.041", true, 41 },
	{ "us_to_ms", "1500", true, 1.5 },
	{ "nmea", "5230.5000N", true, 52.5083333 },
	{ "nmea", "S 5230.5", true, -52.5083333 },
	{ "nmea", "01324.5,W", true, -13.4083333 },
	{ "nmea", "-630.0", true, -6.5 },
	{ "nmea", "5260.0N", false, 0 },
	{ "nmea", "N5230.5N", false, 0 },
	{ "nmea", "5230.5X", false, 0 },
	{ "nmea", "", false, 0 },
	{ "dms", "52\xc2\xb0" "30.5'N", true, 52.5083333 },
	{ "dms", "52\xc2\xb0" "30'15.2\"S", true, -52.5042222 },
	{ "dms", "13 24 18.5 W", true, -13.4051389 },
	{ "dms", "52\xc2\xb0 30\xe2\x80\xb2 0\xe2\x80\xb3 N", true, 52.5 },
	{ "dms", "-6.7255", true, -6.7255 },
	{ "dms", "52\xc2\xb0" "61'N", false, 0 },
	{ "dms", "N", false, 0 },
	{ "dms", "181", false, 0 },
	{ "port", "192.0.2.1:443", true, 443 },
	{ "port", "[2001:db8::1]:8443", true, 8443 },
	{ "port", "192.0.2.1", false, 0 },
	{ "port", "192.0.2.1:99999", false, 0 },
	{ "bool", "yes", true, 1 },
	{ "bool", "OFF", true, 0 },
	{ "bool", "1", true, 1 },
	{ "bool", "0.0", true, 0 },
	{ "bool", "2", false, 0 },
	{ "bool", "maybe", false, 0 },
};

static const struct convert *
find(const char *name)
{
	struct suggest near = SUGGEST_START;
	const struct convert *c = convert_find(span_of(name), &near);

	T_TRUE(c != NULL);
	return (c);
}

static struct value
text(const char *s)
{

	return ((struct value){ .type = VALUE_TEXT, .p = s,
	    .n = (uint32_t)strlen(s) });
}

static void
test_numbers(void)
{
	char room[1024];

	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		struct value in = text(numbers[i].in), out = { 0 };
		static const struct convert_arg none;
		rc rv = convert_run(find(numbers[i].name), &none, &in, room,
		    &out);

		if ((rv == RC_OK) != numbers[i].ok)
			printf("# %s of '%s'\n", numbers[i].name,
			    numbers[i].in);
		T_INT(numbers[i].ok ? RC_OK : RC_MALFORMED, rv);
		if (rv != RC_OK)
			T_INT(VALUE_ABSENT, out.type);
		else if (out.type == VALUE_BOOL)
			T_TRUE(out.yes == (numbers[i].want == 1));
		else
			T_NUM(numbers[i].want, out.num, 1e-9);
	}
}

static const struct {
	const char	*name, *pattern, *zone, *in;
	const char	*want;		/* NULL: refused. */
} times[] = {
	{ "epoch_s", NULL, NULL, "1364323939.012000",
	    "2013-03-26T18:52:19.012Z" },
	{ "epoch_s", NULL, NULL, "-1", "1969-12-31T23:59:59.000Z" },
	{ "epoch_s", NULL, NULL, "1e15", NULL },
	{ "epoch_ms", NULL, NULL, "1772439304250",
	    "2026-03-02T08:15:04.250Z" },
	{ "epoch_us", NULL, NULL, "1772439304250999",
	    "2026-03-02T08:15:04.250Z" },
	{ "start_s", NULL, NULL, "10.5", "1970-01-02T00:00:10.500Z" },
	{ "rfc3339", NULL, NULL, "2026-03-02T10:15:04.25+02:00",
	    "2026-03-02T08:15:04.250Z" },
	{ "rfc3339", NULL, NULL, "2026-03-02", NULL },
	{ "local", "%m/%d/%Y %H:%M:%S", "+01:00", "6/7/2021 16:06:28",
	    "2021-06-07T15:06:28.000Z" },
	{ "local", "%m/%d/%Y %H:%M:%S", "+01:00", "03/29/2021 11:13:45",
	    "2021-03-29T10:13:45.000Z" },
	{ "local", "%m/%d/%Y %H:%M:%S", "+01:00", "90/02/2032 12:08:07",
	    NULL },
	{ "local", "%m/%d/%Y %H:%M:%S", "+01:00", "03/00/2000 13:34:23",
	    NULL },
	{ "local", "%d.%m.%y %H:%M", "-0330", "02.03.26 08:15",
	    "2026-03-02T11:45:00.000Z" },
	{ "local", "%d/%b/%Y:%H:%M:%S %z", NULL,
	    "17/May/2015:10:05:03 +0200", "2015-05-17T08:05:03.000Z" },
	{ "local", "%d %b %Y %I:%M:%S %p", "UTC", "5 jul 2025 12:00:01 AM",
	    "2025-07-05T00:00:01.000Z" },
	{ "local", "%d %b %Y %I:%M:%S %p", "UTC", "5 JUL 2025  1:00:01 pm",
	    "2025-07-05T13:00:01.000Z" },
	{ "local", "%Y%m%d%H%M%S", "UTC", "20260302081504",
	    "2026-03-02T08:15:04.000Z" },
	{ "local", "%Y-%m-%d %H:%M:%S.%f", "UTC",
	    "2026-03-02 08:15:04.2509", "2026-03-02T08:15:04.250Z" },
	{ "local", "%Y-%m-%d", "UTC", "2023-02-29", NULL },
	{ "local", "%Y-%m-%d", "UTC", "2023-02-28x", NULL },
	{ "local", "%Y-%m-%d %H", "UTC", "2023-02-28 24", NULL },
	{ "local", "%Y-%m-%d", "+01:00", "0000-01-01", NULL },
};

static void
test_times(void)
{
	char room[1024], got[TS_TEXT + 1] = "";

	for (size_t i = 0; i < COUNT_OF(times); i++) {
		struct convert_arg arg = { .start_ms = TS_DAY_MS,
		    .pattern = span_of(times[i].pattern) };
		struct value in = text(times[i].in), out = { 0 };
		rc rv;

		if (times[i].zone != NULL)
			T_INT(RC_OK, stamp_zone(span_of(times[i].zone),
			    &arg.zone));
		rv = convert_run(find(times[i].name), &arg, &in, room, &out);
		T_INT(times[i].want != NULL ? RC_OK : RC_MALFORMED, rv);
		if (rv != RC_OK)
			continue;
		T_INT(VALUE_TIME, out.type);
		ts_text(out.i, got);
		T_STR(times[i].want != NULL ? times[i].want : "", got);
	}
}

static void
test_patterns(void)
{
	static const struct {
		const char	*pattern;
		bool		 ok, zoned;
	} cases[] = {
		{ "%Y-%m-%d", true, false },
		{ "%d/%b/%y %z", true, true },
		{ "%Y-%m", false, false },
		{ "%Y-%m-%d %Q", false, false },
		{ "%Y-%m-%d %", false, false },
		{ "", false, false },
	};
	struct err e;
	int zone = 77;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		bool zoned = false;

		T_INT(cases[i].ok ? RC_OK : RC_MALFORMED,
		    stamp_check(span_of(cases[i].pattern), &zoned, &e));
		if (cases[i].ok)
			T_TRUE(zoned == cases[i].zoned);
	}
	T_INT(RC_MALFORMED, stamp_zone(SPAN("Europe/Berlin"), &zone));
	T_INT(RC_MALFORMED, stamp_zone(SPAN("+1"), &zone));
	T_INT(RC_MALFORMED, stamp_zone(SPAN("+25:00"), &zone));
}

static const struct {
	const char	*name, *in, *want;	/* NULL: refused. */
} texts[] = {
	{ "lower", "ABc-1", "abc-1" },
	{ "upper", "aBc-1", "ABC-1" },
	{ "host", "192.0.2.1:443", "192.0.2.1" },
	{ "host", "[2001:db8::1]:443", "2001:db8::1" },
	{ "host", "2001:db8::1", "2001:db8::1" },
	{ "host", "example.com", "example.com" },
	{ "url_path", "/a/b?c=d", "/a/b" },
	{ "url_path", "/a/b#c", "/a/b" },
	{ "url_path", "http://example.com/a?b", "/a" },
	{ "url_path", "https://example.com?b", "/" },
	{ "url_path", "/a:b://c", "/a:b://c" },
	{ "url_path", "*", "*" },
	{ "url_route", "/v1/trips/1010?x=5", "/v1/trips/{id}" },
	{ "url_route", "https://example.com/cars/veh-0042/", "/cars/{id}/" },
	{ "url_route", "/v1/part-2/top-10/a-b-100", "/v1/part-2/top-10/a-b-100" },
	{ "url_route", "/rest/api/2/issue/7", "/rest/api/2/issue/{id}" },
	{ "url_route", "/1/2/3", "/{id}/{id}/{id}" },
	{ "url_route", "/a/2026/03/02/x", "/a/2026/03/02/x" },
	{ "url_route", "/a/2026/03/x/04", "/a/2026/03/x/{id}" },
	{ "url_route", "/a/2026/03/77", "/a/2026/03/{id}" },
	{ "url_route", "/a/2026/13", "/a/{id}/{id}" },
	{ "url_route", "/a/2026", "/a/{id}" },
	{ "url_route", "/vin/W0L000051T2123456/lock", "/vin/{id}/lock" },
	{ "url_route", "/u/6ba7b810-9dad-11d1-80b4-00C04FD430C8", "/u/{id}" },
	{ "url_route", "/u/6ba7b810-9dad-11d1-80b4-00C04FD430CX",
	    "/u/6ba7b810-9dad-11d1-80b4-00C04FD430CX" },
	{ "url_route", "/u/joe@example.com", "/u/{id}" },
	{ "url_route", "/u/joe%40example.com", "/u/{id}" },
	{ "url_route", "/how-to-read-100-logs", "/how-to-read-100-logs" },
	{ "url_route", "/trips/{id}", "/trips/{id}" },
	{ "url_route", "/img/logo2.png", "/img/logo2.png" },
	{ "url_route", "//5//", "//{id}//" },
	{ "url_route", "*", "*" },
	{ "url_route", "", "" },
	{ "url_ids", "/v1/trips/1010", "1010" },
	{ "url_ids", "/v1/cars/veh-0042/trips/7", "veh-0042 7" },
	{ "url_ids", "/t?tripId=5&vin=X&idea=6&session_id=8&id=#id=9",
	    "5 X" },
	{ "url_ids", "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17?id=18",
	    "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16" },
	{ "url_ids", "/", "" },
	{ "http_outcome", "200", "success" },
	{ "http_outcome", "304", "success" },
	{ "http_outcome", "401", "denied" },
	{ "http_outcome", "403", "denied" },
	{ "http_outcome", "404", "failure" },
	{ "http_outcome", "503", "failure" },
	{ "http_outcome", "0", NULL },
	{ "http_outcome", "abc", NULL },
	{ "url_redact", "/a?b=c", "/a?b=c" },
	{ "url_redact", "/a?token=s3cret&b=c", "/a?token=***&b=c" },
	{ "url_redact", "/a?b=c;Access_Token=x", "/a?b=c;Access_Token=***" },
	{ "url_redact", "/a?p%61ssword=x&y", "/a?p%61ssword=***&y" },
	{ "url_redact", "/a?api-key=x#id_token=y",
	    "/a?api-key=***#id_token=***" },
	{ "url_redact", "/a?pin=", "/a?pin=***" },
	{ "url_redact", "/a?spinning=1&author=x", "/a?spinning=1&author=x" },
	{ "url_redact", "https://u:pw@h/x?otp=1", "https://***@h/x?otp=***" },
	{ "url_redact", "https://h/x@y?u=http://a:b@c",
	    "https://h/x@y?u=http://a:b@c" },
	{ "url_redact", "", "" },
	{ "url_redact", "?", "?" },
	{ "url_redact", "/?code==&=&&code", "/?code=***&=&&code" },
};

static void
test_texts(void)
{
	static const struct convert_arg none;

	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct value in = text(texts[i].in), out = { 0 };
		char *room = malloc(CONVERT_ROOM(in.n));
		rc rv = convert_run(find(texts[i].name), &none, &in, room,
		    &out);

		T_INT(texts[i].want != NULL ? RC_OK : RC_MALFORMED, rv);
		if (rv == RC_OK)
			T_SPAN(texts[i].want != NULL ? texts[i].want : "",
			    value_text(&out));
		free(room);
	}
}

static void
test_table(void)
{
	struct suggest near = SUGGEST_START;
	const struct convert *all;
	size_t n;

	all = convert_all(&n);
	for (size_t i = 0; i < n; i++) {
		T_TRUE(convert_find(span_of(all[i].name), &near) == &all[i]);
		T_TRUE(all[i].help != NULL && all[i].wants != NULL);
	}
	near = SUGGEST_START;
	T_TRUE(convert_find(SPAN("mph_to_kph"), &near) == NULL);
	T_SPAN("mph_to_kmh", near.best);
}

static const struct {
	const char	*line, *want;
	rc		 rv;
} logs[] = {
	{ "192.0.2.1 - - [17/May/2015:10:05:03 +0000] \"GET /a?b HTTP/1.1\" "
	    "200 12 \"-\" \"curl/8\"",
	    "host=192.0.2.1|ident=|user=|time=17/May/2015:10:05:03 +0000|"
	    "method=GET|target=/a?b|protocol=HTTP/1.1|status=200|bytes=12|"
	    "referer=|agent=curl/8|", RC_OK },
	{ "h - joe [t] \"\\x16\\x03\\x01\" 400 - \"\" \"a \\\"b\\\" \\\\\"",
	    "host=h|ident=|user=joe|time=t|request=\x16\x03\x01|status=400|"
	    "bytes=|referer=|agent=a \"b\" \\|", RC_OK },
	{ "h - - [t] \"GET / HTTP/1.1\" 200 1 \"-\" \"no end",
	    "agent has no closing quote", RC_MALFORMED },
	{ "h - - [t] \"GET / HTTP/1.1\" 200 1 \"-\" \"x\\\"",
	    "agent has no closing quote", RC_MALFORMED },
	{ "h - - [t] \"GET / HTTP/1.1\" 200 1 \"-\"", "agent is missing",
	    RC_MALFORMED },
	{ "h - - t \"GET / HTTP/1.1\" 200 1 \"-\" \"-\"",
	    "time has no brackets", RC_MALFORMED },
	{ "h - - [t] \"GET / HTTP/1.1\" 200 1 \"-\" \"-\" x",
	    "text behind the last part", RC_MALFORMED },
	{ "", "host is missing", RC_MALFORMED },
};

static void
test_loglines(void)
{
	struct suggest near = SUGGEST_START;
	const struct logline *p = logline_find(SPAN("combined"), &near);
	struct logline_cell cell[LOGLINE_PARTS];
	struct buf got = { 0 };

	T_TRUE(p != NULL);
	for (size_t i = 0; i < COUNT_OF(logs); i++) {
		struct span line = span_of(logs[i].line);
		char *room = malloc(line.n > 0 ? line.n : 1);
		struct err e = { 0 };
		size_t n = 0;

		buf_clear(&got);
		T_INT(logs[i].rv, logline_cut(p, line, room, cell, &n, &e));
		for (size_t k = 0; k < n; k++) {
			buf_put(&got, cell[k].name);
			buf_char(&got, '=');
			buf_put(&got, cell[k].text);
			buf_char(&got, '|');
		}
		if (logs[i].rv != RC_OK)
			buf_text(&got, e.what);
		T_SPAN(logs[i].want, buf_span(&got));
		free(room);
	}
	buf_release(&got);
	near = SUGGEST_START;
	T_TRUE(logline_find(SPAN("combinde"), &near) == NULL);
	T_SPAN("combined", near.best);
}

static const struct t_case cases[] = {
	{ "rows of CSV", test_csv },
	{ "at most 512 cells", test_csv_cells },
	{ "numbers", test_numbers },
	{ "times", test_times },
	{ "patterns and zones", test_patterns },
	{ "texts and URLs", test_texts },
	{ "the table", test_table },
	{ "log lines", test_loglines },
};

T_MAIN(cases)
