/* SPDX-License-Identifier: Apache-2.0 */
/* The small things everything stands on. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/cur.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/suggest.h"
#include "base/ts.h"

#include "t.h"

static const struct {
	const char	*text;
	rc		 want;
	int64_t		 ms;
} times[] = {
	{ "1970-01-01T00:00:00Z",		RC_OK, 0 },
	{ "2026-03-02T08:15:04.250Z",		RC_OK, 1772439304250 },
	{ "2026-03-02T10:15:04.2509+02:00",	RC_OK, 1772439304250 },
	{ "2026-03-02T08:15:04.123456789Z",	RC_OK, 1772439304123 },
	{ "2024-02-29T00:00:00Z",		RC_OK, 1709164800000 },
	{ "2016-12-31T23:59:60Z",		RC_OK, 1483228800000 },
	{ "1969-12-31T23:59:59.999Z",		RC_OK, -1 },
	{ "2023-02-29T00:00:00Z",		RC_MALFORMED, 0 },
	{ "2026-03-02T08:15:04",		RC_MALFORMED, 0 },
	{ "2026-03-02T24:00:00Z",		RC_MALFORMED, 0 },
	{ "2026-03-02T08:15:04.Z",		RC_MALFORMED, 0 },
	{ "2026-03-02T08:15:04.1234567890Z",	RC_MALFORMED, 0 },
	{ "2026-03-02T08:15:04Zx",		RC_MALFORMED, 0 },
	{ "2026-3-02T08:15:04Z",		RC_MALFORMED, 0 },
	{ "",					RC_MALFORMED, 0 },
	{ "0000-01-01T00:00:00+00:01",		RC_MALFORMED, 0 },
	{ "9999-12-31T23:59:60Z",		RC_MALFORMED, 0 },
	{ "9999-12-31T23:59:59.999Z",		RC_OK, 253402300799999 },
};

static void
test_ts(void)
{

	for (size_t i = 0; i < COUNT_OF(times); i++) {
		int64_t ms = -77;

		T_INT(times[i].want, ts_parse(span_of(times[i].text), &ms));
		T_INT(times[i].want == RC_OK ? times[i].ms : -77, ms);
	}
}

static void
test_ts_there_and_back(void)
{
	char text[TS_TEXT];
	int64_t ms;

	/* Every 5 days and a bit from year 0 to 9999. */
	for (int64_t t = INT64_C(-62167219200000); t < INT64_C(253402300800000);
	    t += 5 * TS_DAY_MS + 12345678) {
		ts_text(t, text);
		T_INT(RC_OK, ts_parse((struct span){ text, TS_TEXT }, &ms));
		if (ms != t)
			T_INT(t, ms);
	}
	T_INT(4, ts_civil(0).weekday);
	T_INT(7, ts_civil(-4 * TS_DAY_MS).weekday);
}

static void
test_cur_sticks(void)
{
	struct cur c = cur_of(SPAN("abc"));

	T_INT('a', cur_u8(&c));
	T_SPAN("b", cur_until(&c, 'c'));
	T_INT(0, cur_take(&c, 2).n);
	T_TRUE(!cur_ok(&c));
	T_INT(0, cur_u8(&c));
	T_INT(-1, cur_peek(&c));
}

static void
test_buf(void)
{
	struct buf b = { 0 };

	buf_json(&b, SPAN("a\"b\\\n\x7f\xc3\xa9"));
	T_SPAN("\"a\\\"b\\\\\\u000a\\u007f\xc3\xa9\"", buf_span(&b));
	buf_clear(&b);
	buf_num(&b, 0.1);
	buf_char(&b, ' ');
	buf_num(&b, -48211930);
	buf_char(&b, ' ');
	buf_num(&b, 1e300);
	buf_char(&b, ' ');
	buf_int(&b, INT64_MIN);
	buf_fmt(&b, " %d", 7);
	T_SPAN("0.1 -48211930 1e+300 -9223372036854775808 7", buf_span(&b));
	buf_release(&b);

	/* Memory runs short: it says so and holds what it had. */
	mem_count = 0;
	mem_fail_at = 1;
	buf_text(&b, "x");
	mem_fail_at = 0;
	T_TRUE(b.failed && b.n == 0);
	buf_release(&b);
}

static void
test_arena(void)
{
	struct arena a = { 0 };
	char *p = NULL;

	for (size_t i = 1; i < 3000; i++) {
		p = arena_take(&a, i);
		if (p == NULL || ((uintptr_t)p & 15) != 0 || p[i - 1] != 0)
			T_TRUE(p == NULL);
		else
			memset(p, 0xff, i);
	}
	T_STR("text", arena_copy(&a, SPAN("text")));
	T_TRUE(arena_take(&a, SIZE_MAX) == NULL);
	arena_clear(&a);
	arena_release(&a);
	T_INT(0, a.bytes);
}

struct name {
	char	text[8];
};

static struct span
name_of(const void *owner, uint32_t v)
{
	const struct name *names = owner;

	return (span_of(names[v].text));
}

static void
test_map(void)
{
	static struct name names[5000];
	struct map m;

	for (int i = 0; i < 5000; i++)
		(void)snprintf(names[i].text, sizeof(names[i].text), "v%d", i);
	map_init(&m, name_of, names);
	T_INT(MAP_NONE, map_get(&m, SPAN("v1")));
	for (uint32_t i = 0; i < 5000; i++)
		T_INT(RC_OK, map_put(&m, span_of(names[i].text), i));
	for (uint32_t i = 0; i < 5000; i += 3)
		map_drop(&m, span_of(names[i].text));
	map_drop(&m, SPAN("nobody"));
	for (uint32_t i = 0; i < 5000; i++)
		T_INT(i % 3 == 0 ? MAP_NONE : i,
		    map_get(&m, span_of(names[i].text)));
	T_INT(3333, m.n);
	map_release(&m);
}

static void
test_suggest(void)
{
	struct suggest s = SUGGEST_START;

	suggest_try(&s, SPAN("vehcle.vin"), SPAN("vehicle.vin"));
	suggest_try(&s, SPAN("vehcle.vin"), SPAN("vehicle.id"));
	T_SPAN("vehicle.vin", s.best);
	s = SUGGEST_START;
	suggest_try(&s, SPAN("ab"), SPAN("xy"));
	T_INT(0, s.best.n);
}

static void
test_sha256(void)
{
	uint8_t sum[HASH_SHA256];
	char hex[2 * HASH_SHA256];

	/* FIPS 180-4, example "abc". */
	hash_sha256(SPAN("abc"), sum);
	hash_hex(sum, sizeof(sum), hex);
	T_SPAN("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
	    ((struct span){ hex, sizeof(hex) }));
}

static const struct t_case cases[] = {
	{ "times are read as RFC 3339 says",	test_ts },
	{ "times survive writing and reading",	test_ts_there_and_back },
	{ "a cursor that ran out stays out",	test_cur_sticks },
	{ "text and JSON are written",		test_buf },
	{ "arenas give aligned zeroes",		test_arena },
	{ "maps find what was put",		test_map },
	{ "the nearest name is suggested",	test_suggest },
	{ "SHA-256 of the standard's example",	test_sha256 },
};

T_MAIN(cases)
