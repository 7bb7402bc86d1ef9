/* SPDX-License-Identifier: Apache-2.0 */
/* The strict planned reader. */
#include "json_reads.h"

static void
test_slots(void)
{
	const struct json_val *v = slot[0];

	T_INT(RC_OK, reads_text(" { \"vehicle\" : {\"id\":\"veh-1\","
	    "\"vin\":null,\"fleet\":[1,{\"a\":2}]},\"signals\":{"
	    "\"Vehicle.Speed\":87.5,\"Vehicle.CurrentLocation.Latitude."
	    "LongNameBeyond32Bytes\":-52},\"roles\":[\"a\",1,true,[2],{}],"
	    "\"client\":{\"tls\":{\"x\":[]}},\"seen\":false}\t\r\n "));
	T_SPAN("veh-1", json_span(&v[ID]));
	T_INT(JSON_NULL, v[VIN].type);
	T_INT(JSON_NUM, v[SPEED].type);
	T_NUM(87.5, v[SPEED].num, 0);
	T_INT(JSON_INT, v[LAT].type);
	T_INT(-52, v[LAT].i);
	T_INT(JSON_ARRAY, v[ROLES].type);
	T_INT(5, v[ROLES].n);
	T_INT(JSON_NESTED, v[ROLES].spare);
	T_SPAN("a", json_span(&v[ROLES].member[0]));
	T_INT(1, v[ROLES].member[1].i);
	T_TRUE(v[ROLES].member[2].yes);
	T_INT(JSON_ARRAY, v[ROLES].member[3].type);
	T_INT(JSON_RAW, v[ROLES].member[3].spare);
	T_SPAN("[2]", json_span(&v[ROLES].member[3]));
	T_INT(JSON_MAP, v[ROLES].member[4].type);
	T_SPAN("{}", json_span(&v[ROLES].member[4]));
	T_INT(JSON_MAP, v[TLS].type);
	T_SPAN("{\"x\":[]}", json_span(&v[TLS]));
	T_INT(JSON_BOOL, v[SEEN].type);
	T_TRUE(!v[SEEN].yes);
	T_INT(JSON_ABSENT, v[UNMAPPED].type);
	T_SPAN("{\"id\":\"veh-1\",\"vin\":null,\"fleet\":[1,{\"a\":2}]}",
	    json_span(&v[VEHICLE]));
	T_INT(13, outs[0].keys);
	T_INT(0, outs[0].unknowns);
	T_INT(0, outs[0].flags);

	/* Not an object where one was foreseen; empty containers. */
	T_INT(RC_OK, reads_text("{\"vehicle\":7,\"roles\":[],\"signals\":3}"));
	T_INT(7, v[VEHICLE].i);
	T_INT(JSON_ABSENT, v[ID].type);
	T_INT(JSON_ARRAY, v[ROLES].type);
	T_INT(0, v[ROLES].n);
	T_INT(RC_OK, reads_text("{}"));
	T_INT(JSON_ABSENT, v[ROLES].type);
}

static void
test_literal(void)
{
	static const char *const both[] = {
		"{\"vehicle.id\":\"L\",\"vehicle\":{\"id\":\"N\"}}",
		"{\"vehicle\":{\"id\":\"N\"},\"vehicle.id\":\"L\"}",
		"{\"vehicle\":{\"id\":[\"N\"]},\"vehicle.id\":\"L\"}",
		"{\"vehicle.id\":\"L\",\"vehicle\":{\"id\":[{\"N\":1}]}}",
		"{\"vehicle.id\":\"L\"}",
	};

	for (size_t i = 0; i < COUNT_OF(both); i++) {
		T_INT(RC_OK, reads_text(both[i]));
		T_SPAN("L", json_span(&slot[0][ID]));
		T_INT(JSON_LITERAL, slot[0][ID].spare);
	}
	T_INT(RC_OK, reads_text("{\"vehicle.id\":null,\"vehicle\":{\"id\":1}}"));
	T_INT(JSON_NULL, slot[0][ID].type);
	T_INT(RC_CONFLICT, reads_text("{\"vehicle.id\":1,\"vehicle.id\":1}"));
}

static void
test_unknown(void)
{
	struct buf b = { 0 };

	T_INT(RC_OK, reads_text("{\"foo\":[1,2],\"client\":{\"b\\u0061r\":{"
	    "\"deep\":1}},\"signals\":{\"New.Path\": \"x\"},\"unmapped\":{"
	    "\"what\":{\"ever\":1}}}"));
	T_INT(3, outs[0].unknowns);
	T_INT(3, outs[0].listed);
	T_SPAN("", outs[0].unknown[0].under);
	T_SPAN("foo", outs[0].unknown[0].key);
	T_SPAN("[1,2]", outs[0].unknown[0].raw);
	T_INT(0, outs[0].unknown[0].map);
	T_SPAN("client", outs[0].unknown[1].under);
	T_SPAN("bar", outs[0].unknown[1].key);
	T_INT(JSON_ESCAPED, outs[0].unknown[1].flags);
	T_SPAN("{\"deep\":1}", outs[0].unknown[1].raw);
	T_SPAN("signals", outs[0].unknown[2].under);
	T_SPAN("New.Path", outs[0].unknown[2].key);
	T_SPAN("\"x\"", outs[0].unknown[2].raw);
	T_INT(1, outs[0].unknown[2].map);

	/* All are counted, some are listed. */
	buf_text(&b, "{\"signals\":{");
	for (int i = 0; i < 300; i++)
		buf_fmt(&b, "%s\"k%d\":%d", i > 0 ? "," : "", i, i);
	buf_text(&b, "}}");
	T_INT(RC_OK, reads(buf_span(&b)));
	T_INT(300, outs[0].unknowns);
	T_INT(JSON_LISTED, outs[0].listed);
	T_SPAN("k0", outs[0].unknown[0].key);
	T_SPAN("k63", outs[0].unknown[63].key);
	buf_release(&b);
}

/* Keys that are there twice, and some that are not. */
static const struct {
	const char	*line;
	rc		 want;
	const char	*what;
} twice[] = {
	{ "{\"seen\":1,\"seen\":1}", RC_CONFLICT, "duplicate key \"seen\"" },
	{ "{\"seen\":1,\"roles\":2,\"seen\":1}", RC_CONFLICT,
	    "duplicate key \"seen\"" },
	{ "{\"seen\":1,\"s\\u0065en\":1}", RC_CONFLICT,
	    "duplicate key \"seen\"" },
	{ "{\"a\":1,\"b\":1,\"\\u0061\":1}", RC_CONFLICT,
	    "duplicate key \"a\"" },
	{ "{\"\":1,\"\":1}", RC_CONFLICT, "duplicate key \"\"" },
	{ "{\"vehicle\":{\"id\":1,\"id\":2}}", RC_CONFLICT,
	    "duplicate key \"id\"" },
	{ "{\"vehicle\":{},\"vehicle\":{}}", RC_CONFLICT,
	    "duplicate key \"vehicle\"" },
	{ "{\"x\":{\"y\":{\"z\":1,\"z\":2}}}", RC_CONFLICT,
	    "duplicate key \"z\"" },
	{ "{\"roles\":[0,{\"z\":1,\"z\":2}]}", RC_CONFLICT,
	    "duplicate key \"z\"" },
	{ "{\"x\":[[{\"z\":1,\"z\":2}]]}", RC_CONFLICT,
	    "duplicate key \"z\"" },
	{ "{\"unmapped\":{\"q\":1,\"q\":2}}", RC_CONFLICT,
	    "duplicate key \"q\"" },
	{ "{\"a\\u001b[1m\":1,\"a\\u001b[1m\":1}", RC_CONFLICT,
	    "duplicate key \"a?[1m\"" },
	/* Lone surrogates are one character, U+FFFD. */
	{ "{\"\\ud800\":1,\"\\udc00\":1}", RC_CONFLICT,
	    "duplicate key \"???\"" },
	{ "{\"x\":[{\"z\":1},{\"z\":2}],\"z\":3}", RC_OK, NULL },
	{ "{\"id\":1,\"vehicle\":{\"id\":1}}", RC_OK, NULL },
	{ "{\"a\":1,\"A\":1,\"a \":1,\"\":1}", RC_OK, NULL },
	{ "{\"x\":{\"x\":{\"x\":{}}}}", RC_OK, NULL },
};

static void
test_twice(void)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < COUNT_OF(twice); i++) {
		T_INT(twice[i].want, reads_text(twice[i].line));
		if (twice[i].want != RC_OK)
			T_STR(twice[i].what, errs[0].what);
	}
	/* The name is cut. */
	buf_text(&b, "{");
	for (int k = 0; k < 2; k++) {
		buf_text(&b, k > 0 ? ",\"" : "\"");
		for (int i = 0; i < 100; i++)
			buf_char(&b, 'k');
		buf_text(&b, "\":0");
	}
	buf_char(&b, '}');
	T_INT(RC_CONFLICT, reads(buf_span(&b)));
	T_INT(64 + strlen("duplicate key \"\""), strlen(errs[0].what));

	/* The last of many. */
	buf_clear(&b);
	buf_char(&b, '{');
	for (int i = 0; i < 500; i++)
		buf_fmt(&b, "\"k%d\":0,", i);
	buf_text(&b, "\"k250\":0}");
	T_INT(RC_CONFLICT, reads(buf_span(&b)));
	buf_release(&b);
}

static void
test_limits(void)
{
	struct buf b = { 0 };

	for (int keys = 511; keys <= 513; keys++) {
		buf_clear(&b);
		buf_char(&b, '{');
		/* Half of them deeper. */
		buf_text(&b, "\"x\":{");
		for (int i = 1; i < keys; i++)
			buf_fmt(&b, "%s\"k%d\":%d", i == 1 ? "" :
			    i == keys / 2 ? "},": ",", i, i);
		buf_char(&b, '}');
		T_INT(keys <= 512 ? RC_OK : RC_LIMIT, reads(buf_span(&b)));
		if (keys > 512)
			T_STR("more than 512 keys", errs[0].what);
	}
	for (int kind = 0; kind < 3; kind++)
		for (int depth = 7; depth <= 9; depth++) {
			buf_clear(&b);
			buf_text(&b, kind == 0 ? "{\"roles\":" : "{\"x\":");
			for (int i = 1; i < depth; i++)
				buf_text(&b, kind == 2 ? "{\"a\":" : "[");
			buf_text(&b, "0");
			for (int i = 1; i < depth; i++)
				buf_char(&b, kind == 2 ? '}' : ']');
			buf_char(&b, '}');
			T_INT(depth <= 8 ? RC_OK : RC_LIMIT,
			    reads(buf_span(&b)));
			if (depth > 8)
				T_STR("more than 8 levels", errs[0].what);
		}
	/* Side by side is not deep. */
	T_INT(RC_OK, reads_text("{\"x\":[{},{},{},{},{},{},{},{},{},[],[]],"
	    "\"vehicle\":{},\"signals\":{},\"client\":{},\"a\":{},\"b\":{},"
	    "\"c\":{},\"d\":{}}"));
	buf_release(&b);
}

/* Errors: where, and in which words. */
static const struct {
	const char	*line;
	size_t		 at;
	const char	*what;
} errors[] = {
	{ "", 0, "expected '{', got end of text" },
	{ "  ", 2, "expected '{', got end of text" },
	{ "[]", 0, "expected '{', got '['" },
	{ "null", 0, "expected '{', got 'n'" },
	{ "\xef\xbb\xbf{}", 0, "expected '{', got byte 0xef" },
	{ "{", 1, "expected a key, got end of text" },
	{ "{,}", 1, "expected a key, got ','" },
	{ "{\"seen\":1,}", 10, "expected a key, got '}'" },
	{ "{seen:1}", 1, "expected a key, got 's'" },
	{ "{'seen':1}", 1, "expected a key, got '''" },
	{ "{\"seen\"}", 7, "expected ':', got '}'" },
	{ "{\"seen\" 1}", 8, "expected ':', got '1'" },
	{ "{\"seen\":}", 8, "expected a value, got '}'" },
	{ "{\"seen\":1 \"roles\":2}", 10, "expected ',' or '}', got '\"'" },
	{ "{\"seen\":1]", 9, "expected ',' or '}', got ']'" },
	{ "{\"seen\":[1}", 10, "expected ',' or ']', got '}'" },
	{ "{\"roles\":[1,]}", 12, "expected a value, got ']'" },
	{ "{\"roles\":[,1]}", 10, "expected a value, got ','" },
	{ "{\"seen\":01}", 9, "expected no digit after a zero, got '1'" },
	{ "{\"seen\":1.}", 10, "expected a digit after the point, got '}'" },
	{ "{\"seen\":-}", 9, "expected a digit, got '}'" },
	{ "{\"seen\":1ex}", 10, "expected a digit of the exponent, got 'x'" },
	{ "{\"seen\":tru}", 11, "expected true, false or null, got '}'" },
	{ "{\"seen\":True}", 8, "expected a value, got 'T'" },
	{ "{\"seen\":nul", 11,
	    "expected true, false or null, got end of text" },
	{ "{\"seen\":truex}", 12, "expected ',' or '}', got 'x'" },
	{ "{\"seen\":\"a", 10,
	    "expected the quote that ends text, got end of text" },
	{ "{\"seen\":\"a\tb\"}", 10,
	    "expected no control character in text, got byte 0x09" },
	{ "{\"seen\":\"\\q\"}", 10, "expected an escape, got 'q'" },
	{ "{\"seen\":\"\\u00\"}", 10,
	    "expected u and four hex digits, got 'u'" },
	{ "{} {}", 3, "expected end of text, got '{'" },
	{ "{}x", 2, "expected end of text, got 'x'" },
	{ "{}}", 2, "expected end of text, got '}'" },
	{ "{\"seen\":1}\f", 10, "expected end of text, got byte 0x0c" },
	{ "{/**/}", 1, "expected a key, got '/'" },
	{ "{\"other\":{\"a\":1,}}", 16, "expected a key, got '}'" },
	{ "{\"other\":[{\"a\" 1}]}", 15, "expected ':', got '1'" },
	{ "{\"other\":{1:1}}", 10, "expected a key, got '1'" },
};

static void
test_errors(void)
{

	for (size_t i = 0; i < COUNT_OF(errors); i++) {
		T_INT(RC_MALFORMED, reads_text(errors[i].line));
		T_STR(errors[i].what, errs[0].what);
		T_INT(errors[i].at, errs[0].at);
	}
}

static const char sample[] = "{\"id\":\"01JNBT6A\",\"vehicle\":{\"id\":"
    "\"veh-0042\",\"vin\":\"WVW\\u00e9\"},\"signals\":{\"Vehicle.Speed\":87.25,"
    "\"Vehicle.CurrentLocation.Latitude.LongNameBeyond32Bytes\":-52.5e1,"
    "\"Other.Signal\":true},\"roles\":[\"a\",null,[1],{\"k\":0.5}],"
    "\"seen\":\"caf\xc3\xa9 \\\"x\\\"\",\"unmapped\":{\"x\":[false]}}";

/* Every proper prefix is an error and reads no byte beyond. */
static void
test_prefixes(void)
{

	for (size_t n = 0; n < sizeof(sample) - 1; n++)
		T_INT(RC_MALFORMED, reads((struct span){ sample, n }));
	T_INT(RC_OK, reads((struct span){ sample, sizeof(sample) - 1 }));
}

/* Every byte replaced by each of a few: no crash, both ways agree. */
static void
test_damage(void)
{
	static const char with[] = "\"\\{}[]:,0e.- \x01\x7f\x80\xff";
	char copy[sizeof(sample)];
	int good = 0, bad = 0;

	for (size_t at = 0; at < sizeof(sample) - 1; at++)
		for (size_t k = 0; k < sizeof(with); k++) {
			memcpy(copy, sample, sizeof(copy));
			copy[at] = with[k];
			if (reads((struct span){ copy, sizeof(copy) - 1 }) ==
			    RC_OK)
				good++;
			else
				bad++;
		}
	T_TRUE(good > 500 && bad > 500);
}

/* One reader over lines whose keys come in changing order. */
static void
test_order(void)
{
	static const char *const lines[] = {
		"{\"seen\":1,\"vehicle\":{\"id\":\"a\",\"vin\":\"b\"},"
		    "\"roles\":[]}",
		"{\"roles\":[],\"vehicle\":{\"vin\":\"b\",\"id\":\"a\"},"
		    "\"seen\":1}",
		"{\"roles\":[],\"x\":2,\"seen\":1,\"vehicle\":{\"id\":\"a\","
		    "\"y\":3,\"vin\":\"b\"}}",
		"{ \"seen\" : 1 , \"roles\" : [ ] , \"vehicle\" : { \"vin\" :"
		    " \"b\" , \"id\" : \"a\" } }",
	};
	struct json_reader r;
	struct json_out out = { .slot = slot[0], .arena = &arena };

	plan_up();
	for (int k = 0; k < 2; k++) {
		T_INT(RC_OK, json_reader_init(&r, plan, k == 1));
		for (size_t i = 0; i < 64; i++) {
			T_INT(RC_OK, json_read(plan, &r,
			    span_of(lines[(i * i + i / 4) % 4]), &out, NULL));
			T_INT(1, slot[0][SEEN].i);
			T_SPAN("a", json_span(&slot[0][ID]));
			T_SPAN("b", json_span(&slot[0][VIN]));
			T_INT(JSON_ARRAY, slot[0][ROLES].type);
		}
		/* The numbers of objects run out; nothing is mixed up. */
		r.serial = UINT32_MAX - 200;
		for (int i = 0; i < 40; i++)
			T_INT(RC_OK, json_read(plan, &r, span_of(lines[2]),
			    &out, NULL));
		T_INT(RC_CONFLICT, json_read(plan, &r,
		    SPAN("{\"x\":1,\"x\":1}"), &out, NULL));
		json_reader_release(&r);
	}
}

static void
test_plan(void)
{
	static const struct place clash[] = {
		{ { "a" }, 0, 0, 0 },
		{ { "a" }, 1, 0, 0 },
	};
	static const struct place odd[] = {
		{ { "q\"uote" }, 0, 0, 0 },
		{ { "" }, 1, 0, 0 },
		{ { NULL }, 2, 0, 3 },
	};
	static const struct json_limits tight = { .depth = 1, .keys = 2 };
	struct json_plan *p = NULL;
	struct json_reader r;
	struct json_out out = { .slot = slot[0], .arena = &arena };
	struct err e;

	T_INT(RC_CONFLICT, plan_of(clash, 2, NULL, &p, &e));
	T_TRUE(p == NULL);
	T_STR("field plan: a has slots 0 and 1", e.what);

	T_INT(RC_OK, plan_of(odd, 3, &tight, &p, &e));
	T_INT(3, json_plan_slots(p));
	T_INT(RC_OK, json_reader_init(&r, p, false));
	for (int i = 0; i < 3; i++) {
		T_INT(RC_OK, json_read(p, &r,
		    SPAN(" {\"q\\\"uote\":1,\"\":2} "), &out, &e));
		T_INT(1, slot[0][0].i);
		T_INT(2, slot[0][1].i);
		T_SPAN("{\"q\\\"uote\":1,\"\":2}", json_span(&slot[0][2]));
		/* This looks like the key, but ends early. */
		T_INT(RC_MALFORMED, json_read(p, &r,
		    SPAN("{\"q\"uote\":1,\"\":2, \"fill\":\"0123456789\"}"),
		    &out, &e));
	}
	T_INT(RC_OK, json_read(p, &r, SPAN("{\"z\":1}"), &out, &e));
	T_INT(3, out.unknown[0].map);
	T_INT(RC_LIMIT, json_read(p, &r, SPAN("{\"z\":[]}"), &out, &e));
	T_STR("more than 1 levels", e.what);
	T_INT(RC_LIMIT, json_read(p, &r, SPAN("{\"z\":1,\"y\":1,\"x\":1}"),
	    &out, &e));
	T_STR("more than 2 keys", e.what);
	json_reader_release(&r);
	json_plan_free(p);
	json_plan_free(NULL);

	/* No rows: all is unknown. */
	T_INT(RC_OK, json_plan_new(NULL, 0, NULL, &p, &e));
	T_INT(0, json_plan_slots(p));
	T_INT(RC_OK, json_reader_init(&r, p, false));
	T_INT(RC_OK, json_read(p, &r, SPAN("{\"a\":{\"b\":1}}"), &out, &e));
	T_INT(1, out.unknowns);
	json_reader_release(&r);
	json_plan_free(p);
}

/* Every allocation fails once: the whole life of a line. */
static rc
life(void)
{
	struct json_plan *p = NULL;
	struct json_reader r = { .plan = NULL };
	struct arena a = { 0 };
	struct json_out out = { .slot = slot[0], .arena = &a };
	struct err e;
	rc got;

	if ((got = plan_of(known, COUNT_OF(known), NULL, &p, &e)) ==
	    RC_OK && (got = json_reader_init(&r, p, false)) == RC_OK)
		got = json_read(p, &r, SPAN(sample), &out, &e);
	if (got == RC_OK)
		got = json_read(p, &r, SPAN("{\"a\":1,\"b\":1,\"c\":1,\"d\":1,"
		    "\"e\":1,\"roles\":[1,2,3,4,5,6,7,8,9],\"seen\":0.123456"
		    "8901234567890123456789012345678901234567890123456789012"
		    "3456789012345678901234567890123456789012345678901234567"
		    "89012345678901234567890}"), &out, &e);
	json_reader_release(&r);
	json_plan_free(p);
	arena_release(&a);
	return (got);
}

static void
test_no_memory(void)
{
	unsigned long n;
	rc got = RC_NOMEM;

	for (n = 1; got == RC_NOMEM && n < 1000; n++) {
		mem_count = 0;
		mem_fail_at = n;
		got = life();
		mem_fail_at = 0;
	}
	T_INT(RC_OK, got);
	T_TRUE(n > 12);
}

static const struct t_case cases[] = {
	{ "known places go to their slots",	test_slots },
	{ "literal dotted keys win",		test_literal },
	{ "unknown keys are listed",		test_unknown },
	{ "duplicate keys are found",		test_twice },
	{ "limits hold exactly",		test_limits },
	{ "errors say where and what",		test_errors },
	{ "every prefix is malformed",		test_prefixes },
	{ "damage is seen alike by both",	test_damage },
	{ "keys may come in any order",		test_order },
	{ "plans are checked",			test_plan },
	{ "every allocation may fail",		test_no_memory },
};

T_MAIN(cases)
