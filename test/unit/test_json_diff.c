/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Our readers against jansson and simdjson, on documents drawn by a fixed
 * seed, whole and damaged: the same verdict and the same values.  Where they
 * may differ, it is asked why, and the reason must hold.
 */
#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/utf8.h"

#include "peer_json.h"
#include "t.h"

#define DOCUMENTS	6000
#define MUTANTS		4		/* Of each document. */

static const struct json_limits loose = { 200, 100000, false };
static const struct json_limits looser = { 200, 100000, true };

static uint64_t
draw(uint64_t below)
{
	static uint64_t x = UINT64_C(0x9e3779b97f4a7c15);

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return ((x >> 16) % below);
}

/* Drawing a document. */

#define LONG_KEY	"a-key-that-is-longer-than-sixty-four-bytes-with-"	\
	"quotes-and-its-colon-so"

static const char *const keys[] = {
	"a", "b", "vehicle", "id", "vin", "signals", "Vehicle.Speed",
	"Vehicle.CurrentLocation.Longitude", "", "k\\u0065y", "caf\xc3\xa9",
	"\\u00e9", "x\\ny", "device", "roles", "type", "time", "gnss", "hdop",
	LONG_KEY,
};

static const char *const bits[] = {
	"", "a", "veh-0042", "2026-03-02T08:15:04.250Z", "\\\"", "\\\\", "\\/",
	"\\b\\f\\n\\r\\t", "\\u0041", "\\u00e9", "\\uD83D\\uDE97", "\\u0000",
	"\xc3\xa9", "\xe6\x97\xa5", "\xf0\x9f\x9a\x97", "\x7f",
	"0123456789012345678901234567890123456789", " ", "{", "]", ":,",
	"\\ud83d", "\\ude00", "\xed\xa0\x80", "\xff",
};

/* Those that others refuse come last and seldom. */
#define BITS_USUAL	(COUNT_OF(bits) - 4)

static const char *const nums[] = {
	"0", "-0", "1", "-17", "48211930", "9223372036854775807",
	"-9223372036854775808", "0.0", "-0.0", "87.5", "52.520008",
	"13.404954000000001", "1e3", "1E-7", "1.5e+300", "4.9e-324",
	"123456789.123456789", "0.30000000000000004", "1e-400",
	"2.2250738585072014e-308", "9007199254740993.5", "1e22", "1e23",
	"9223372036854775808", "1e400", "-123456789012345678901234567890",
};
#define NUMS_USUAL	(COUNT_OF(nums) - 3)

static void
space(struct buf *b)
{

	if (draw(6) == 0)
		for (uint64_t n = draw(3); n > 0; n--)
			buf_char(b, " \t\n\r"[draw(4)]);
}

static void
draw_text(struct buf *b)
{

	buf_char(b, '"');
	for (uint64_t n = draw(4); n > 0; n--)
		buf_text(b, bits[draw(draw(50) == 0 ? COUNT_OF(bits) :
		    BITS_USUAL)]);
	buf_char(b, '"');
}

static void
draw_number(struct buf *b)
{
	static const uint64_t ten[] = { 1, 10, 1000, 1000000, 1000000000,
	    UINT64_C(1000000000000000) };

	if (draw(2) == 0) {
		buf_text(b, nums[draw(draw(50) == 0 ? COUNT_OF(nums) :
		    NUMS_USUAL)]);
		return;
	}
	buf_fmt(b, "%s%" PRIu64, draw(3) == 0 ? "-" : "",
	    draw(ten[draw(COUNT_OF(ten))]));
	if (draw(2) == 0)
		buf_fmt(b, ".%0*" PRIu64, (int)draw(9) + 1,
		    draw(ten[draw(COUNT_OF(ten))]));
	if (draw(5) == 0)
		buf_fmt(b, "e%d", (int)draw(80) - 40);
}

static void
draw_value(struct buf *b, int depth)
{
	uint64_t kind = draw(depth > 5 ? 5 : 8), n = draw(6);

	space(b);
	switch (kind) {
	case 0: case 1:
		draw_text(b);
		break;
	case 2: case 3:
		draw_number(b);
		break;
	case 4:
		buf_text(b, (const char *const []){ "true", "false",
		    "null" }[draw(3)]);
		break;
	case 5:
		buf_char(b, '[');
		for (uint64_t i = 0; i < n; i++) {
			if (i > 0)
				buf_char(b, ',');
			draw_value(b, depth + 1);
		}
		space(b);
		buf_char(b, ']');
		break;
	default:
		buf_char(b, '{');
		for (uint64_t i = 0; i < n; i++) {
			if (i > 0)
				buf_char(b, ',');
			space(b);
			/* Seldom twice the same. */
			buf_fmt(b, "\"%s", keys[draw(COUNT_OF(keys))]);
			if (draw(3) > 0 && i > 0)
				buf_fmt(b, "%u", (unsigned)i);
			buf_char(b, '"');
			space(b);
			buf_char(b, ':');
			draw_value(b, depth + 1);
		}
		space(b);
		buf_char(b, '}');
		break;
	}
	space(b);
}

static void
damage(struct buf *b)
{
	static const char with[] = "\"\\{}[]:,0123e.-+tfn \x01\x1f\x80\xff/";

	for (uint64_t n = 1 + draw(2); n > 0 && b->n > 0; n--) {
		size_t at = draw(b->n), other = draw(b->n);

		switch (draw(5)) {
		case 0:
			b->p[at] = with[draw(sizeof(with))];
			break;
		case 1:
			memmove(b->p + at, b->p + at + 1, b->n - at - 1);
			b->n--;
			break;
		case 2:
			b->n = at;
			break;
		case 3:
			buf_char(b, ' ');
			memmove(b->p + at + 1, b->p + at, b->n - at - 1);
			b->p[at] = with[draw(sizeof(with))];
			break;
		default:
			b->p[at] = b->p[other];
			break;
		}
	}
}

/* Telling what we read, in the peers' form. */

struct told {
	struct buf	b;
	unsigned	flags;		/* JSON_ bits that were met. */
	bool		big;		/* A whole number beyond 64 bits. */
	bool		nul_key;
	struct span	text;
};

static void
say_text(struct told *t, struct span s)
{

	buf_fmt(&t->b, "s%zu:", s.n);
	buf_put(&t->b, s);
}

static void
say_scalar(struct told *t, const struct json_val *v)
{

	t->flags |= v->spare;
	switch (v->type) {
	case JSON_NULL:
		buf_char(&t->b, 'n');
		break;
	case JSON_BOOL:
		buf_char(&t->b, v->yes ? 't' : 'f');
		break;
	case JSON_INT:
		buf_fmt(&t->b, "i%" PRId64 ";", v->i);
		break;
	case JSON_NUM:
		buf_fmt(&t->b, "d%a;", v->num);
		break;
	case JSON_TEXT:
		say_text(t, json_span(v));
		break;
	default:
		buf_char(&t->b, '-');
		break;
	}
}

static rc
teller(void *ctx, enum json_step step, const struct json_val *v, size_t at)
{
	struct told *t = ctx;

	switch (step) {
	case JSON_STEP_OBJECT:
		buf_char(&t->b, '{');
		break;
	case JSON_STEP_OBJECT_END:
		buf_char(&t->b, '}');
		break;
	case JSON_STEP_ARRAY:
		buf_char(&t->b, '[');
		break;
	case JSON_STEP_ARRAY_END:
		buf_char(&t->b, ']');
		break;
	case JSON_STEP_KEY:
		t->flags |= v->spare;
		t->nul_key |= memchr(v->p, 0, v->n) != NULL;
		say_text(t, json_span(v));
		break;
	case JSON_STEP_VALUE:
		say_scalar(t, v);
		/* No point, no exponent, and yet no INT. */
		if (v->type == JSON_NUM) {
			at += t->text.p[at] == '-';
			while (at < t->text.n && t->text.p[at] >= '0' &&
			    t->text.p[at] <= '9')
				at++;
			t->big |= at == t->text.n || (t->text.p[at] != '.' &&
			    (t->text.p[at] | 0x20) != 'e');
		}
		break;
	}
	return (RC_OK);
}

static void
put(void *ctx, const char *p, size_t n)
{
	struct buf *b = ctx;

	buf_put(b, (struct span){ p, n });
}

static bool
is_utf8(struct span s)
{
	size_t n;

	for (; s.n > 0; s = span_from(s, n))
		if (utf8_next(s, &n) < 0)
			return (false);
	return (true);
}

static unsigned tally_ok, tally_bad, tally_twice, tally_told;

static void
complain(const char *what, struct span text)
{
	struct buf b = { 0 };

	if (t_failed++ < 10) {
		buf_json(&b, text);
		printf("# %s: %s\n", what, buf_str(&b));
	}
	buf_release(&b);
}

/* The walker against both. */
static void
walks(struct span text)
{
	struct arena a = { 0 };
	struct told one = { .text = text }, any = { .text = text };
	struct buf jansson = { 0 }, simdjson = { 0 };
	struct err e;
	rc strict = json_walk(text, &loose, &a, teller, &one, &e);
	rc mild = json_walk(text, &looser, &a, teller, &any, &e);
	int j = peer_jansson(text.p, text.n, put, &jansson);
	int s = peer_simdjson(text.p, text.n, put, &simdjson);
	bool clean = is_utf8(text);

	tally_ok += strict == RC_OK;
	tally_bad += mild != RC_OK;
	tally_twice += strict == RC_CONFLICT;
	if (strict != RC_CONFLICT && strict != mild)
		complain("only duplicates may tell them apart", text);

	/* Refused by us: by them as well, but simdjson allows duplicates. */
	/* jansson takes a NUL after a word or number for white space. */
	if (strict != RC_OK && j == 0 && memchr(text.p, 0, text.n) == NULL)
		complain("jansson accepts", text);
	if (mild != RC_OK && s == 0)
		complain("simdjson accepts", text);

	/* Accepted by us: by them as well, but not what hygiene mends or
	 * what their numbers cannot hold. */
	if (strict == RC_OK && clean && !one.big && !one.nul_key &&
	    !(one.flags & (JSON_REPLACED | JSON_HUGE))) {
		if (j != 0)
			complain("jansson refuses", text);
		else if (!span_eq(buf_span(&one.b), buf_span(&jansson)))
			complain("jansson reads otherwise", text);
		tally_told++;
	}
	if (mild == RC_OK && clean && !any.big &&
	    !(any.flags & (JSON_REPLACED | JSON_HUGE))) {
		if (s != 0)
			complain("simdjson refuses", text);
		else if (!span_eq(buf_span(&any.b), buf_span(&simdjson)))
			complain("simdjson reads otherwise", text);
	}
	buf_release(&one.b);
	buf_release(&any.b);
	buf_release(&jansson);
	buf_release(&simdjson);
	arena_release(&a);
}

/* The planned reader, both ways, against the walker and jansson. */

static const peer_path paths[] = {
	{ "a" }, { "b" }, { "vehicle", "id" }, { "vehicle", "vin" },
	{ "vehicle", "a" }, { "signals", "Vehicle.Speed" },
	{ "signals", "Vehicle.CurrentLocation.Longitude" }, { "" }, { "key" },
	{ "caf\xc3\xa9" }, { "\xc3\xa9" }, { "x\ny" }, { "roles" },
	{ "type" }, { "gnss", "hdop" }, { "gnss" },
	{ LONG_KEY },
};
#define PATHS	COUNT_OF(paths)

static struct json_plan *plan;
static struct json_reader readers[2];

static void
plan_up(void)
{
	struct span seg[PATHS][3];
	struct json_row rows[PATHS];

	for (size_t i = 0; i < PATHS; i++) {
		rows[i] = (struct json_row){ .seg = seg[i],
		    .slot = (uint16_t)i };
		for (; paths[i][rows[i].segs] != NULL; rows[i].segs++)
			seg[i][rows[i].segs] =
			    span_of(paths[i][rows[i].segs]);
	}
	/* As deep as documents get, so that limits are no verdict here. */
	if (json_plan_new(rows, PATHS, &loose, &plan, NULL) != RC_OK ||
	    json_reader_init(&readers[0], plan, false) != RC_OK ||
	    json_reader_init(&readers[1], plan, true) != RC_OK)
		abort();
}

static void
say_slot(struct told *t, const struct json_val *v, struct arena *a)
{
	struct told raw = { .text = json_span(v) };

	if (v->type == JSON_MAP || (v->type == JSON_ARRAY &&
	    v->spare & JSON_RAW)) {
		if (json_walk(raw.text, &loose, a, teller, &raw, NULL) !=
		    RC_OK)
			complain("raw text is not whole", raw.text);
		buf_put(&t->b, buf_span(&raw.b));
		buf_release(&raw.b);
	} else if (v->type == JSON_ARRAY) {
		buf_char(&t->b, '[');
		for (uint32_t i = 0; i < v->n; i++)
			say_slot(t, &v->member[i], a);
		buf_char(&t->b, ']');
	} else {
		say_scalar(t, v);
	}
}

static void
reads(struct span text)
{
	struct arena a = { 0 };
	struct told walk = { .text = text }, told[2] = { 0 };
	struct buf jansson = { 0 };
	struct json_val slot[PATHS];
	struct json_out out[2];
	struct err e[3];
	rc got[2], want;

	for (int k = 0; k < 2; k++) {
		out[k] = (struct json_out){ .slot = slot, .arena = &a };
		got[k] = json_read(plan, &readers[k], text, &out[k], &e[k]);
		if (got[k] == RC_OK)
			for (size_t i = 0; i < PATHS; i++)
				say_slot(&told[k], &slot[i], &a);
	}
	want = json_walk(text, &loose, &a, teller, &walk, &e[2]);
	if (span_starts(buf_span(&walk.b), SPAN("{"))) {
		if (got[0] != want)
			complain("reader and walker differ", text);
		if (want != RC_OK && e[0].at != e[2].at)
			complain("reader and walker err apart", text);
	} else if (got[0] == RC_OK) {
		complain("reader takes what is no object", text);
	}
	if (got[0] != got[1] || !span_eq(buf_span(&told[0].b),
	    buf_span(&told[1].b)) || out[0].flags != out[1].flags ||
	    out[0].unknowns != out[1].unknowns)
		complain("AVX2 and portable differ", text);
	if (got[0] != RC_OK && (got[1] == RC_OK || e[0].at != e[1].at ||
	    strcmp(e[0].what, e[1].what) != 0))
		complain("AVX2 and portable err apart", text);
	if (got[0] == RC_OK && peer_jansson_at(text.p, text.n, paths, PATHS,
	    put, &jansson) == 0 &&
	    !span_eq(buf_span(&told[0].b), buf_span(&jansson)))
		complain("jansson finds otherwise", text);
	for (int k = 0; k < 2; k++)
		buf_release(&told[k].b);
	buf_release(&walk.b);
	buf_release(&jansson);
	arena_release(&a);
}

static void
both(const struct buf *b)
{
	/* Exactly its size. */
	char *copy = mem_copy(buf_span(b));
	char *exact = b->n > 0 ? mem_new(b->n) : NULL;

	if (copy == NULL || (b->n > 0 && exact == NULL))
		abort();
	if (b->n > 0)
		memcpy(exact, copy, b->n);
	walks((struct span){ b->n > 0 ? exact : copy, b->n });
	reads((struct span){ b->n > 0 ? exact : copy, b->n });
	mem_free(copy);
	mem_free(exact);
}

static void
test_drawn(void)
{
	struct buf b = { 0 }, mutant = { 0 };

	plan_up();
	for (int i = 0; i < DOCUMENTS; i++) {
		buf_clear(&b);
		do {
			buf_clear(&b);
			draw_value(&b, 0);
			/* Mostly objects: the product's food. */
		} while (memchr(b.p, '{', b.n) == NULL && draw(8) > 0);
		both(&b);
		for (int k = 0; k < MUTANTS; k++) {
			buf_clear(&mutant);
			buf_put(&mutant, buf_span(&b));
			damage(&mutant);
			both(&mutant);
		}
	}
	printf("# %u accepted (%u told alike), %u malformed, %u with "
	    "duplicates\n", tally_ok, tally_told, tally_bad, tally_twice);
	T_TRUE(tally_ok > 3000 && tally_bad > 3000 && tally_twice > 200);
	T_TRUE(tally_told > tally_ok / 2);
	buf_release(&b);
	buf_release(&mutant);
	json_reader_release(&readers[0]);
	json_reader_release(&readers[1]);
	json_plan_free(plan);
}

static const struct t_case cases[] = {
	{ "we read as jansson and simdjson do",	test_drawn },
};

T_MAIN(cases)
