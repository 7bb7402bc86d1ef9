/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Three ways to one verdict: the tree as written, each rule in turn, and the
 * scan by witnesses agree on every rule, on generated rules and events, and
 * on SigmaHQ's rules and its regression events, changed in many ways.
 */
#include "base/fold.h"
#include "sigma/rule.h"
#include "sigma/sigma_regex.h"

#include "../sigmahq.h"
#include "t.h"

#define SETS		120
#define RULES		70		/* Enough that all ways are taken. */
#define EVENTS		40
#define FIELDS		5
#define MUTATIONS	6		/* Of each regression event. */
#define VALUES_MOST	16

/* A repeatable stream of numbers. */
static uint64_t seed;

static unsigned
dice(unsigned n)
{

	seed = seed * UINT64_C(6364136223846793005) +
	    UINT64_C(1442695040888963407);
	return ((unsigned)(seed >> 33) % n);
}

static unsigned *hits, *turns;
static size_t cases, met;

/* All three on one row; false at the first difference. */
static bool
agree(const struct sigma *s, struct sigma_scratch *x,
    const struct sigma_row *row)
{
	size_t n, m, rules, at = 0;
	const struct sigma_rule *r = sigma_rules(s, &rules);

	sigma_scratch_way(x, SIGMA_WAY_TURNS);
	T_INT(RC_OK, sigma_match(s, x, row, turns, &m));
	sigma_scratch_way(x, SIGMA_WAY_SCAN);
	T_INT(RC_OK, sigma_match(s, x, row, hits, &n));
	for (unsigned i = 0; i < rules; i++) {
		bool scan = at < n && hits[at] == i, turn = false;
		bool tree = sigma_why_hits(s, x, i, row);
		struct buf b = { 0 };

		for (size_t k = 0; k < m; k++)
			turn |= turns[k] == i;
		at += scan;
		cases++;
		met += tree;
		if (scan == tree && turn == tree)
			continue;
		sigma_why(s, i, row, &b);
		printf("# %s: tree %d, turns %d, scan %d\n# line %.*s\n%.*s\n",
		    r[i].title, tree, turn, scan, (int)row->line.n,
		    row->line.p, (int)b.n, b.p);
		buf_release(&b);
		T_TRUE(false);
		return (false);
	}
	T_INT(n, at);
	return (true);
}

/* What generated rules and events are made of. */
static const char *const words[] = {
	"abcd", "abcde", "xabcdy", "ABCD", "a", "b", "xy", "xyz", "12", "12.5",
	"4688", "true", "one", "two", "three", "\\\\\\\\cmd.exe", "cmd.exe",
	"C:\\\\\\\\Windows\\\\\\\\cmd.exe", "stra\\u00dfe", "K", "\\u212a", "k",
	"\\u00e9t\\u00e9", "-k", "/k", "\\u2013k", "", "10.1.2.3", "a b c d e",
	"\\u2603", "say \\\"hi\\\"", "2026-03-02T03:04:05Z",
};
static const char *const mods[] = {
	"", "", "", "|contains", "|contains", "|endswith", "|endswith",
	"|startswith", "|contains|all", "|cased", "|contains|cased", "|neq",
	"|re", "|re|i", "|exists", "|gte", "|lt", "|windash|contains",
	"|cidr", "|fieldref", "|contains|neq", "|hour", "|endswith|all",
	"|fieldref|contains",
};
static const char *const regexes[] = {
	"abcd", "^a.*d$", "ab?cd", "(abcd|xyz)", "xyz+1*", "cmd\\\\\\\\.exe$",
	"[a-d]{3}e", "(?i)ABCDE", "a b( c)+", "hi.$", "\\\\\\\\d{4}", "four?",
	"abc{1,2}de", "\\\\\\\\w\\\\\\\\\\\\\\\\cmd", "str(?:a.|x)e",
};

static const char *
word(void)
{

	return (words[dice(sizeof(words) / sizeof(*words))]);
}

static const char *
wild(void)
{
	static const char *const ends[] = { "", "", "", "", "*", "?" };

	return (ends[dice(6)]);
}

/* One value that suits ${mod}, or a list of them. */
static void
values(struct buf *b, const char *mod)
{
	bool list = strstr(mod, "all") != NULL || (dice(2) == 0 &&
	    strstr(mod, "exists") == NULL);
	unsigned n = list ? 2 + dice(dice(4) == 0 ? VALUES_MOST : 4) : 1;

	buf_text(b, list ? "[" : "");
	for (unsigned i = 0; i < n; i++) {
		buf_text(b, i > 0 ? ", " : "");
		if (strstr(mod, "|re") != NULL)
			buf_fmt(b, "\"%s\"", regexes[dice(sizeof(regexes) /
			    sizeof(*regexes))]);
		else if (strstr(mod, "exists") != NULL)
			buf_text(b, dice(2) == 0 ? "true" : "false");
		else if (strstr(mod, "gte") != NULL || strstr(mod, "lt") != NULL)
			buf_fmt(b, "%d", (int)dice(30) - 5);
		else if (strstr(mod, "hour") != NULL)
			buf_fmt(b, "%u", dice(24));
		else if (strstr(mod, "cidr") != NULL)
			buf_fmt(b, "10.%u.0.0/%u", dice(3), 8 + dice(9));
		else if (strstr(mod, "fieldref") != NULL)
			buf_fmt(b, "%c", (char)('a' + dice(FIELDS)));
		else if (dice(6) == 0)
			buf_fmt(b, "%u", dice(5) == 0 ? 4688 : dice(20));
		else if (mod[0] == '\0' && !list && dice(8) == 0)
			buf_text(b, "null");
		else
			buf_fmt(b, "\"%s%s%s%s\"", wild(), word(), wild(),
			    dice(5) == 0 ? word() : "");
	}
	buf_text(b, list ? "]" : "");
}

static void
selection(struct buf *b, unsigned k)
{
	unsigned n = 1 + dice(3), first = dice(FIELDS);

	buf_fmt(b, "  s%u:\n", k);
	if (dice(6) == 0) {
		for (unsigned i = 0; i < n; i++)
			buf_fmt(b, "    - \"%s%s%s\"\n", word(), wild(),
			    dice(3) == 0 ? word() : "x");
		return;
	}
	for (unsigned i = 0; i < n; i++) {
		const char *mod = mods[dice(sizeof(mods) / sizeof(*mods))];

		buf_fmt(b, "    %c%s: ", (char)('a' + (first + i) % FIELDS),
		    mod);
		values(b, mod);
		buf_char(b, '\n');
	}
}

static void
rules_make(struct buf *b)
{
	static const char *const conditions[] = {
		"s0", "s0 and s1", "s0 or s1", "s0 and not s1",
		"not s0", "1 of s*", "all of s*", "s0 and not (s1 or s2)",
		"(s0 or s1) and s2", "not (s0 and s1) and s2",
	};
	static const char *const categories[] = { "", ", category: Cat",
	    ", category: dog", ", service: x" };

	for (unsigned i = 0; i < RULES; i++) {
		buf_fmt(b, "title: r%u\nid: r%u\nlevel: low\nlogsource: "
		    "{product: p%u%s}\ndetection:\n", i, i, dice(2),
		    categories[dice(4)]);
		for (unsigned k = 0; k < 3; k++)
			selection(b, k);
		buf_fmt(b, "  condition: %s\n---\n",
		    conditions[dice(sizeof(conditions) / sizeof(*conditions))]);
	}
}

/* A JSON value as text: the row and the line are made of the same. */
static void
json_make(struct buf *b, unsigned depth)
{

	switch (dice(12)) {
	case 0:
		buf_text(b, "null");
		break;
	case 1:
		buf_fmt(b, "%d", dice(4) == 0 ? 4688 : (int)dice(40) - 10);
		break;
	case 2:
		buf_text(b, dice(2) == 0 ? "12.5" : "1.2e1");
		break;
	case 3:
		buf_text(b, dice(2) == 0 ? "true" : "false");
		break;
	case 4:
		buf_text(b, "{\"in\": \"abcd\"}");
		break;
	case 5:
	case 6:
		buf_char(b, '[');
		for (unsigned i = dice(4); depth == 0 && i > 0; i--) {
			json_make(b, 1);
			buf_text(b, i > 1 ? "," : "");
		}
		buf_char(b, ']');
		break;
	default:
		buf_fmt(b, "\"%s%s%s\"", dice(3) == 0 ? word() : "", word(),
		    dice(3) == 0 ? word() : "");
	}
}

static void
event_make(struct buf *b)
{

	buf_text(b, "{\"key\": \"say \\u0068i\"");
	if (dice(2) == 0) {
		/* Most lines have no such escape. */
		b->n = 0;
		buf_text(b, "{\"abcd\": 7");
	}
	for (unsigned i = 0; i < FIELDS; i++) {
		if (dice(4) == 0)
			continue;
		buf_fmt(b, ", \"%c\": ", (char)('a' + i));
		json_make(b, 0);
	}
	buf_char(b, '}');
}

static void
random_set(struct sigmahq *h)
{
	const struct sigma_logsource stated[] = {
		{ .product = SPAN("P1") }, { .category = SPAN("cat") },
		{ .product = SPAN("p0"), .category = SPAN("DOG"),
		    .service = SPAN("nobody's") },
	};
	const struct sigma_setup setup = { .names = &h->resolver };
	struct buf b = { 0 }, line = { 0 };
	struct sigma_scratch *x;
	struct sigma *s = NULL;

	rules_make(&b);
	T_INT(RC_OK, sigma_new(&(struct sigma_text){ "r.yml", buf_span(&b) },
	    1, &setup, &s, NULL));
	x = sigma_scratch_new(s);
	for (unsigned i = 0; i < EVENTS; i++) {
		struct value slot[SIGMAHQ_NAMES] = { { .i = 0 } };
		uint16_t set[SIGMAHQ_NAMES];
		struct sigmahq_event e = { .slot = slot, .set = set };
		struct sigma_row row = { .slot = slot, .category = -1 };
		unsigned ls = dice(6);
		const char *key;
		json_t *j, *v;

		buf_clear(&line);
		event_make(&line);
		if ((j = json_loads(buf_str(&line), 0, NULL)) == NULL)
			abort();
		json_object_foreach(j, key, v)
			sigmahq_set(h, &e, key, v);
		row.line = buf_span(&line);
		row.logsource = ls < 3 ? &stated[ls] : NULL;
		row.set = ls % 2 == 0 ? set : NULL;
		row.set_n = ls % 2 == 0 ? e.set_n : 0;
		json_decref(j);
		if (!agree(s, x, &row))
			break;
	}
	sigma_scratch_free(x);
	sigma_free(s);
	buf_release(&b);
	buf_release(&line);
}

static void
test_random(void)
{
	static struct sigmahq h;

	map_init(&h.by_name, sigmahq_key, &h);
	h.resolver = (struct sigma_names){ .ctx = &h, .field = sigmahq_field,
	    .category = sigmahq_category, .plain = true };
	hits = calloc(RULES, sizeof(*hits));
	turns = calloc(RULES, sizeof(*turns));
	cases = met = 0;
	for (seed = 1; seed < t_usual(SETS) * 1000 && t_failed == 0;
	    seed = (seed / 1000 + 1) * 1000) {
		uint64_t keep = seed;

		random_set(&h);
		if (t_failed > 0)
			printf("# seed %llu\n", (unsigned long long)keep);
		seed = keep;
	}
	printf("# %zu verdicts, %zu hits\n", cases, met);
	T_TRUE(t_failed > 0 || (cases > t_usual(100000) && met > cases / 50));
	free(hits);
	free(turns);
	sigmahq_close(&h);
}

#define XS_32	"xxxxxxxx" "xxxxxxxx" "xxxxxxxx" "xxxxxxxx"

/* Patterns, and texts that tell characters from bytes, or are long. */
static const char *const patterns[] = {
	"^.$", "^..$", "^[^a]$", "^[^k]$", "^k$", "^s+$", "(?i)^[^K]$", "\\W",
	"^\\S$", "^\\D{2}$", "\\bx", "x\\B", "a.b", "a.{1,3}b", "[^\\x80]b",
	"\xc3\xa9+", "[a-\xc3\xa9]", "^\\w+$", "(?i)stra.e", "(?:k|.s)$",
	"a(?i)k", "[[:punct:]]", "^[^[:alpha:]]+$", "\\x41", "^(.)?$", "k$",
	".{4,}", "^[\\w.]+-$", "\\(x\\)", "a.{1,64}b", "^.{64}$",
	"x[^\\s]{0,100}y$", "(?:k|ab){2,70}s?$", "^.{100,}", "^(?:x{80})?$",
};
static const char *const texts[] = {
	"", "a", "k", "K", "\xe2\x84\xaa", "\xc5\xbf", "\xc3\xa9", "\xc3\xa9x",
	"a\xc3\xa9" "b", "a\xe2\x98\x83\xe2\x98\x83" "b", "stra\xc3\x9f" "e",
	"\xe2\x80\x99", "\xf0\x9f\x94\x92", "a\nb", "\xc2\x85", "A", "x\xc3",
	"\xc2\xa0x", "\xff", "a\xe2\x84\xaa", "(x)", "s\xc5\xbfS",
	"a" XS_32 XS_32 "b", XS_32 XS_32 XS_32 "y",
	XS_32 XS_32 "\xc3\xa9" XS_32 XS_32, "kabkabs",
	XS_32 XS_32 XS_32,
	"x" XS_32 XS_32 XS_32 XS_32 XS_32 XS_32 "y",
};

static int
yes(unsigned id, unsigned long long from, unsigned long long to,
    unsigned flags, void *ctx)
{

	(void)id;
	(void)from;
	(void)to;
	(void)flags;
	*(bool *)ctx = true;
	return (1);
}

/* What the pattern says of characters, compiled as such. */
static bool
by_characters(const char *re, unsigned modes, struct span text)
{
	unsigned flags = HS_FLAG_UTF8 | HS_FLAG_SINGLEMATCH |
	    HS_FLAG_ALLOWEMPTY | (modes != 0 ? HS_FLAG_CASELESS : 0);
	hs_compile_error_t *e = NULL;
	hs_database_t *db = NULL;
	hs_scratch_t *x = NULL;
	bool hit = false;

	T_INT(HS_SUCCESS, hs_compile(re, flags, HS_MODE_BLOCK, NULL, &db, &e));
	T_INT(HS_SUCCESS, hs_alloc_scratch(db, &x));
	if (fold_utf8(text))
		(void)hs_scan(db, text.p, (unsigned)text.n, 0, x, yes, &hit);
	(void)hs_free_scratch(x);
	(void)hs_free_database(db);
	return (hit);
}

static void
test_regexes(void)
{
	const size_t n = sizeof(patterns) / sizeof(*patterns);
	struct sigma s = { .regexes = 0 }, next = { .regexes = 0 };
	struct sigma_scratch x = { .epoch = 0 };
	unsigned at, bytes = 0;

	for (unsigned i = 0; i < 2 * n; i++) {
		struct span re = span_of(patterns[i / 2]);

		T_INT(RC_OK, sigma_regex_add(&s, NULL, re, i % 2, &at, NULL));
		T_INT(i, at);
		/* The next set shares what this one has. */
		T_INT(RC_OK, sigma_regex_add(&next, &s, re, i % 2, &at,
		    NULL));
		T_TRUE(s.regex[i].code == next.regex[i].code);
		bytes += s.regex[i].bytes;
	}
	T_TRUE(bytes > n && bytes < 2 * n);
	sigma_regex_release(&s);
	T_TRUE(sigma_regex_scratch(&next, &x));
	for (unsigned i = 0; i < 2 * n; i++) {
		for (size_t k = 0; k < sizeof(texts) / sizeof(*texts); k++) {
			struct span text = span_of(texts[k]);
			bool want = by_characters(patterns[i / 2], i % 2,
			    text);

			if (sigma_regex_meets(&next, &x, i, text) == want)
				continue;
			printf("# %s, modes %u, text %zu: not %d\n",
			    patterns[i / 2], i % 2, k, want);
			T_TRUE(false);
		}
	}
	T_INT(RC_MALFORMED, sigma_regex_add(&next, NULL, SPAN("(?=a)b"), 0,
	    &at, NULL));
	T_INT(RC_MALFORMED, sigma_regex_add(&next, NULL, SPAN("(a)\\1"), 0,
	    &at, NULL));
	(void)hs_free_scratch(x.hs);
	buf_release(&x.bytes);
	sigma_regex_release(&next);
	arena_release(&s.mem);
	arena_release(&next.mem);
}

/* Values that rules want of each slot, to put into events. */
static struct { struct span shown; uint32_t slot; } *wanted;
static size_t wanted_n, wanted_cap;

static void
collect(const struct expr *e)
{

	for (size_t i = 0; i < e->n; i++)
		collect(e->kid[i]);
	for (size_t i = 0; e->op == EXPR_ITEM && i < e->item->n; i++) {
		if (!mem_room(&wanted, wanted_n, &wanted_cap, sizeof(*wanted)))
			abort();
		wanted[wanted_n].shown = e->item->want[i].shown;
		wanted[wanted_n++].slot = e->item->field.slot;
	}
}

/* A rule's value as text, its wildcards replaced, something around it. */
static struct value
wanted_value(struct sigmahq *h, struct span s)
{
	struct buf b = { 0 };
	struct value v = { .type = VALUE_TEXT };
	unsigned around = dice(4);

	buf_text(&b, around == 1 || around == 3 ? "C:\\x y" : "");
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '*' && s.p[i] != '?')
			buf_char(&b, dice(9) == 0 && s.p[i] >= 'a' &&
			    s.p[i] <= 'z' ? (char)(s.p[i] - 32) : s.p[i]);
	}
	buf_text(&b, around >= 2 ? " tail" : "");
	v.p = arena_copy(&h->mem, buf_span(&b));
	v.n = (uint32_t)b.n;
	buf_release(&b);
	return (v);
}

static struct value
changed(struct sigmahq *h, struct value v)
{
	struct value *m, was = v;
	char *p;

	switch (dice(6)) {
	case 0:
		return ((struct value){ .type = VALUE_ABSENT });
	case 1:
		return ((struct value){ .type = VALUE_NULL });
	case 2:
	case 3:
		m = arena_take(&h->mem, 2 * sizeof(*m));
		m[0] = (struct value){ .type = VALUE_INT, .i = dice(9999) };
		m[1] = was;
		if (was.type == VALUE_ARRAY)
			return (was);
		return ((struct value){ .type = VALUE_ARRAY, .n = 2,
		    .member = m });
	default:
		if (v.type != VALUE_TEXT)
			return ((struct value){ .type = VALUE_TEXT,
			    .p = "4688", .n = 4 });
		p = arena_copy(&h->mem, value_text(&v));
		for (uint32_t i = 0; i < v.n; i++) {
			if ((p[i] >= 'a' && p[i] <= 'z') ||
			    (p[i] >= 'A' && p[i] <= 'Z'))
				p[i] ^= (char)(dice(2) << 5);
			else if (dice(40) == 0)
				p[i] = (char)dice(256);
		}
		v.p = p;
		return (v);
	}
}

/* The event's texts as a line, some escaped the long way. */
static void
line_of(struct buf *b, const struct value *slot, size_t n)
{
	size_t start;

	buf_clear(b);
	buf_text(b, "{\"x\":1");
	for (size_t i = 0; i < n; i++) {
		if (slot[i].type != VALUE_TEXT || fold_utf8(value_text(
		    &slot[i])) == false)
			continue;
		buf_fmt(b, ",\"k%zu\":", i);
		start = b->n;
		buf_json(b, value_text(&slot[i]));
		if (dice(400) == 0 && b->n - start > 3 && b->p[start + 1] >=
		    'a' && b->p[start + 1] <= 'z') {
			unsigned c = (unsigned char)b->p[start + 1];

			buf_fmt(b, ",\"l%zu\":\"\\u%04x\"", i, c);
		}
	}
	buf_char(b, '}');
}

static void
mutate(struct sigmahq *h, const struct sigmahq_event *e, struct value *slot)
{

	memcpy(slot, e->slot, SIGMAHQ_NAMES * sizeof(*slot));
	for (unsigned i = dice(4); i > 0; i--) {
		uint16_t at = e->set[dice((unsigned)e->set_n)];

		slot[at] = changed(h, slot[at]);
	}
	for (unsigned i = dice(12); i > 0; i--) {
		size_t k = dice((unsigned)wanted_n);
		uint32_t at = wanted[k].slot;

		/* Keywords go where nobody asks for them. */
		if (at == RULE_NO_SLOT)
			at = SIGMAHQ_NAMES - 1;
		slot[at] = wanted_value(h, wanted[k].shown);
	}
}

static void
cross(struct sigmahq *h, const struct sigma *s)
{
	struct sigma_scratch *x = sigma_scratch_new(s);
	struct value *slot = calloc(SIGMAHQ_NAMES, sizeof(*slot));
	struct buf line = { 0 };
	bool same = true;

	for (size_t i = 0; i < h->events && same; i++) {
		const struct sigmahq_event *e = &h->event[i];
		struct sigma_row row = { .slot = e->slot, .category = -1,
		    .line = span_of(e->line), .set = e->set,
		    .set_n = e->set_n };

		same = agree(s, x, &row);
		row.logsource = &e->logsource;
		row.set = NULL;
		row.slot = slot;
		for (unsigned k = 0; k < t_usual(MUTATIONS) && same; k++) {
			mutate(h, e, slot);
			line_of(&line, slot, SIGMAHQ_NAMES);
			row.line = buf_span(&line);
			same = agree(s, x, &row);
			row.logsource = NULL;
		}
	}
	buf_release(&line);
	free(slot);
	sigma_scratch_free(x);
}

static void
test_sigmahq(void)
{
	static struct sigmahq h;
	const struct sigma_setup setup = { .names = &h.resolver };
	struct sigma *s = NULL;
	const char *why;
	size_t n;

	if ((why = sigmahq_open(&h, "")) != NULL)
		T_SKIP(why);
	seed = 7;
	T_INT(RC_OK, sigma_new(h.text, h.texts, &setup, &s, NULL));
	(void)sigma_rules(s, &n);
	T_TRUE(n >= 3755);
	for (size_t i = 0; i < s->docs; i++) {
		if (s->doc[i].when != NULL && s->doc[i].state == DOC_LIVE)
			collect(s->doc[i].when);
	}
	hits = calloc(n, sizeof(*hits));
	turns = calloc(n, sizeof(*turns));
	cases = met = 0;
	cross(&h, s);
	printf("# %zu rules, %zu verdicts, %zu hits\n", n, cases, met);
	T_TRUE(met > t_usual(1000));
	free(hits);
	free(turns);
	mem_free(wanted);
	sigma_free(s);
	sigmahq_close(&h);
}

static const struct t_case cases_[] = {
	{ "generated rules and events", test_random },
	{ "regexes for bytes", test_regexes },
	{ "SigmaHQ's rules, events changed", test_sigmahq },
};

T_MAIN(cases_)
