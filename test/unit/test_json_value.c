/* SPDX-License-Identifier: Apache-2.0 */
/* The strict planned reader: numbers and texts, to the last bit. */
#include "json_reads.h"

/* Numbers: the text, its type, its value by the C library. */
static const struct {
	const char	*text;
	int		 type;		/* ABSENT: malformed. */
	int64_t		 i;
} numbers[] = {
	{ "0", JSON_INT, 0 },
	{ "-0", JSON_INT, 0 },
	{ "7", JSON_INT, 7 },
	{ "12345678", JSON_INT, 12345678 },
	{ "123456789", JSON_INT, 123456789 },
	{ "-1234567890123456", JSON_INT, -1234567890123456 },
	{ "999999999999999999", JSON_INT, 999999999999999999 },
	{ "9223372036854775807", JSON_INT, INT64_MAX },
	{ "-9223372036854775808", JSON_INT, INT64_MIN },
	{ "9223372036854775808", JSON_NUM, 0 },
	{ "-9223372036854775809", JSON_NUM, 0 },
	{ "18446744073709551616", JSON_NUM, 0 },
	{ "123456789012345678901234567890", JSON_NUM, 0 },
	{ "5.0", JSON_NUM, 0 }, { "1e3", JSON_NUM, 0 },
	{ "-0.0", JSON_NUM, 0 }, { "0e0", JSON_NUM, 0 },
	{ "1E+3", JSON_NUM, 0 }, { "1e-3", JSON_NUM, 0 },
	{ "0.1", JSON_NUM, 0 }, { "52.520008", JSON_NUM, 0 },
	{ "13.404954000000001", JSON_NUM, 0 },
	{ "0.30000000000000004", JSON_NUM, 0 },
	{ "9007199254740993.0", JSON_NUM, 0 },
	{ "9007199254740992.5", JSON_NUM, 0 },
	{ "9007199254740993", JSON_INT, 9007199254740993 },
	{ "0.1234567890123456789", JSON_NUM, 0 },
	{ "0.12345678901234567891", JSON_NUM, 0 },
	{ "0.0000000000000000001", JSON_NUM, 0 },
	{ "2.2250738585072011e-308", JSON_NUM, 0 },
	{ "4.9e-324", JSON_NUM, 0 }, { "1e-400", JSON_NUM, 0 },
	{ "1.7976931348623157e308", JSON_NUM, 0 },
	{ "8.41470984807896506652502321630298999622563060798371065672751"
	    "7099919104043912396689486397435430526958543490379079206742932"
	    "591189209918988811934103277292124094807919558267666", JSON_NUM, 0 },
	{ "00", 0, 0 }, { "01", 0, 0 }, { "-01", 0, 0 }, { "-", 0, 0 },
	{ "+1", 0, 0 }, { ".5", 0, 0 }, { "5.", 0, 0 }, { "-.5", 0, 0 },
	{ "1e", 0, 0 }, { "1e+", 0, 0 }, { "1.e3", 0, 0 }, { "1.5e", 0, 0 },
	{ "0x10", 0, 0 }, { "1_000", 0, 0 }, { "Infinity", 0, 0 },
	{ "NaN", 0, 0 }, { "nan", 0, 0 }, { "1 2", 0, 0 }, { "--1", 0, 0 },
	{ "12345678901.", 0, 0 }, { "1a", 0, 0 }, { "\xd9\xa1", 0, 0 },
};

static void
number_in(const char *before, size_t i, const char *after)
{
	char line[600];

	(void)snprintf(line, sizeof(line), "%s%s%s", before,
	    numbers[i].text, after);
	T_INT(numbers[i].type == 0 ? RC_MALFORMED : RC_OK, reads_text(line));
	if (t_failed > 0)
		printf("# was %s\n", line);
}

static void
test_numbers(void)
{
	double want;

	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		/* In a slot, with room after it and at the end; skipped. */
		number_in("{\"other\":", i, "}");
		number_in("{\"seen\":", i, "}");
		number_in("{\"seen\":", i,
		    ",\"fill\":\"0123456789012345678901234567\"}");
		if (numbers[i].type == 0)
			continue;
		T_INT(numbers[i].type, slot[0][SEEN].type);
		if (numbers[i].type == JSON_INT) {
			T_INT(numbers[i].i, slot[0][SEEN].i);
			continue;
		}
		want = strtod(numbers[i].text, NULL);
		T_TRUE(memcmp(&want, &slot[0][SEEN].num, sizeof(want)) == 0);
	}
	T_INT(RC_OK, reads_text("{\"seen\":-1e309,\"roles\":[1e400]}"));
	T_INT(JSON_NUM, slot[0][SEEN].type);
	T_INT(JSON_HUGE, slot[0][SEEN].spare);
	T_TRUE(isfinite(slot[0][SEEN].num) && slot[0][SEEN].num < -1e308);
	T_INT(JSON_HUGE, slot[0][ROLES].member[0].spare);
}

/* Rounding, against the C library, on digits drawn by a fixed seed. */
static void
test_rounding(void)
{
	uint64_t x = 88172645463325252;
	char line[80], num[40];
	double want;

	for (int i = 0; i < 20000; i++) {
		int places;

		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		places = (int)(x >> 40) % 20;
		(void)snprintf(num, sizeof(num), "%s%" PRIu64 ".%0*" PRIu64,
		    x & 1 ? "-" : "", (x >> 8) % 1000, places + 1,
		    places >= 18 ? x >> 1 :
		    x % (1 + (uint64_t)pow(10, places + 1)));
		(void)snprintf(line, sizeof(line), "{\"seen\":%s}", num);
		T_INT(RC_OK, reads_text(line));
		want = strtod(num, NULL);
		if (memcmp(&want, &slot[0][SEEN].num, sizeof(want)) != 0)
			T_STR("as strtod", num);
	}
}

static const struct {
	const char	*text;		/* Between the quotes. */
	const char	*want;
	unsigned	 flags;
} texts[] = {
	{ "", "", 0 },
	{ "plain", "plain", 0 },
	{ "a longer text that takes more than one vector of 32 bytes",
	    "a longer text that takes more than one vector of 32 bytes", 0 },
	{ "caf\xc3\xa9", "caf\xc3\xa9", JSON_NON_ASCII },
	{ "a longer text that takes more than one vector of 32 bytes \xc3\xa9",
	    "a longer text that takes more than one vector of 32 bytes "
	    "\xc3\xa9", JSON_NON_ASCII },
	{ "bad \xff", "bad \xff", JSON_NON_ASCII },
	{ "del\x7f", "del\x7f", JSON_CONTROL },
	{ "a\\\"b\\\\c\\/", "a\"b\\c/", JSON_ESCAPED },
	{ "\\b\\f\\n\\r\\t", "\b\f\n\r\t", JSON_ESCAPED | JSON_CONTROL },
	{ "\\u0041\\u00e9\\u20ac\\uD83D\\ude97",
	    "A\xc3\xa9\xe2\x82\xac\xf0\x9f\x9a\x97",
	    JSON_ESCAPED | JSON_NON_ASCII },
	{ "\\u007f", "\x7f", JSON_ESCAPED | JSON_CONTROL },
	{ "\\u001f", "\x1f", JSON_ESCAPED | JSON_CONTROL },
	{ "x\\ud800y", "x\xef\xbf\xbdy",
	    JSON_ESCAPED | JSON_NON_ASCII | JSON_REPLACED },
	{ "\\udc00", "\xef\xbf\xbd",
	    JSON_ESCAPED | JSON_NON_ASCII | JSON_REPLACED },
	{ "\\ud800\\u0041", "\xef\xbf\xbd""A",
	    JSON_ESCAPED | JSON_NON_ASCII | JSON_REPLACED },
	{ "\\ud800\\ud83d\\ude97", "\xef\xbf\xbd\xf0\x9f\x9a\x97",
	    JSON_ESCAPED | JSON_NON_ASCII | JSON_REPLACED },
	{ "\\ud800\\n", "\xef\xbf\xbd\n", JSON_ESCAPED | JSON_NON_ASCII |
	    JSON_REPLACED | JSON_CONTROL },
	{ "tab\there", NULL, 0 },
	{ "\\x41", NULL, 0 },
	{ "\\u12g4", NULL, 0 },
	{ "\\u", NULL, 0 },
	{ "\\U0041", NULL, 0 },
	{ "\\'", NULL, 0 },
	{ "a\nb", NULL, 0 },
	{ "\\", NULL, 0 },
};

static void
test_texts(void)
{
	char line[400];
	const struct json_val *v = &slot[0][SEEN];

	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		(void)snprintf(line, sizeof(line), "{\"seen\":\"%s\"}",
		    texts[i].text);
		T_INT(texts[i].want == NULL ? RC_MALFORMED : RC_OK,
		    reads_text(line));
		if (texts[i].want != NULL) {
			T_SPAN(texts[i].want, json_span(v));
			T_INT(texts[i].flags, v->spare);
			T_INT(texts[i].flags, outs[0].flags);
		}
		/* Skipped, it is judged and flagged alike. */
		(void)snprintf(line, sizeof(line), "{\"roles\":\"1234567890123"
		    "4567890\",\"o\":[\"%s\"]}", texts[i].text);
		T_INT(texts[i].want == NULL ? RC_MALFORMED : RC_OK,
		    reads_text(line));
		if (texts[i].want != NULL)
			T_INT(texts[i].flags, outs[0].flags);
		if (t_failed > 0)
			printf("# was %s\n", line);
	}
	T_INT(RC_OK, reads_text("{\"seen\":\"a\\u0000b\"}"));
	T_INT(3, v->n);
	T_INT(JSON_ESCAPED | JSON_CONTROL, v->spare);
	T_INT(RC_MALFORMED, reads((struct span){ "{\"seen\":\"a\0b\"}", 14 }));
	/* Keys are asked for hygiene only if they are unknown. */
	T_INT(RC_OK, reads_text("{\"s\\u0065en\":1}"));
	T_INT(0, outs[0].flags);
	T_INT(RC_OK, reads_text("{\"\xc3\xa9\":1}"));
	T_INT(JSON_NON_ASCII, outs[0].flags);
}

static const struct t_case cases[] = {
	{ "numbers are read and typed",		test_numbers },
	{ "numbers are rounded as strtod does",	test_rounding },
	{ "texts are unescaped and flagged",	test_texts },
};

T_MAIN(cases)
