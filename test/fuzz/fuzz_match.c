/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The matcher on any values: the compiled path and the tree agree on every
 * rule, and explaining does not crash.  Input: for each field a type byte
 * and, for texts and numbers, what follows; the rest is the line.
 */
#include <stdlib.h>

#include "base/cur.h"
#include "sigma/sigma.h"

#define SLOTS	5
#define MEMBERS	4

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const char *const words[] = { "success", "failure", "Denied" };

#define RULE(name, body)						\
	"title: " name "\nid: " name "\nlevel: low\n"			\
	"logsource: {product: fleet}\ndetection:\n" body "---\n"

/* Fields a to e; e is an enum. */
static const char *const rules =
    RULE("r1", "  s: {a: 'x*y?z', b|gt: 3}\n  condition: s\n")
    RULE("r2", "  s: {a|contains: [foo, bar, 'q\\*']}\n  t: {c: null}\n"
	"  condition: s and not t\n")
    RULE("r3", "  s: {a: [one, two, three, straße, '12']}\n"
	"  condition: s\n")
    RULE("r4", "  s: {b: 4688, c|exists: false}\n  t: {d|neq: [x, z]}\n"
	"  condition: 1 of them\n")
    RULE("r5", "  s: {a|re|i: '^a.*b$', d|cidr: 10.0.0.0/8}\n"
	"  condition: s or not s\n")
    RULE("r6", "  s: {a|fieldref: d}\n  t: {a|fieldref|contains: d}\n"
	"  u: {a|fieldref|neq: d}\n  condition: all of them or s and not u\n")
    RULE("r7", "  s: {e: [success, 'den*']}\n  t: {e|neq: failure}\n"
	"  condition: s and t\n")
    RULE("r8", "  s: [boom, 'k?y*z']\n  t: {'|all': [p, q]}\n"
	"  condition: s or t\n")
    RULE("r9", "  s: {a|contains|all: [p, q], d|startswith|cased: Ab}\n"
	"  condition: not s\n")
    RULE("r10", "  s: {a|hour: [3, 4]}\n  t: {a|windash|contains: ' -k'}\n"
	"  condition: s or t\n")
    RULE("r11", "  s: {b: ['46*', true, 1.5], c|lte: 9007199254740993}\n"
	"  condition: s\n")
    RULE("r12", "  s: {a|re: 'é+[^x]'}\n  t: {a|endswith: ß}\n"
	"  u: {a: ''}\n  condition: 1 of them\n")
    RULE("r13", "  s: {a|contains: [abcd, defg, hij, k, '🔒', xyz12345]}\n"
	"  t: {d|endswith: [abcd, '\\\\q.exe', e, long12345]}\n"
	"  condition: s or t\n")
    RULE("r14", "  s: {d|startswith: [abcdefgh, ijkl, mno, p]}\n"
	"  t: {d: [one, two, three, four, five]}\n  condition: s or t\n")
    RULE("r15", "  s: ['a\"b', 'x/y', word, 'foo bar', '12']\n"
	"  condition: s\n")
    RULE("r16", "  s: {a|re: 'lit{2}eral(x|y)?end\\.'}\n"
	"  t: {b: [1, 2.5, '3']}\n  condition: s or t\n");

static struct sigma *set;
static struct sigma_scratch *scratch;
static unsigned *hits, *turns;
static size_t rules_n;

static rc
field(void *ctx, struct span name, struct sigma_field *ret, struct span *near)
{

	(void)ctx;
	(void)near;
	if (name.n != 1 || name.p[0] < 'a' || name.p[0] >= 'a' + SLOTS)
		return (RC_NOTFOUND);
	*ret = (struct sigma_field){ .slot = (unsigned)(name.p[0] - 'a') };
	if (name.p[0] == 'e') {
		ret->type = VALUE_TEXT;
		ret->words = words;
		ret->words_n = 3;
	}
	return (RC_OK);
}

static int
category(void *ctx, struct span name)
{

	(void)ctx;
	(void)name;
	return (-1);
}

static void
setup(void)
{
	static const struct sigma_names names = { .field = field,
	    .category = category };
	static const struct sigma_setup setup = { .names = &names };
	struct sigma_text t = { "fixed.yml", { rules, strlen(rules) } };
	const struct sigma_note *note;
	size_t n;

	if (sigma_new(&t, 1, &setup, &set, NULL) != RC_OK)
		abort();
	note = sigma_notes(set, &n);
	for (size_t i = 0; i < n; i++) {
		if (note[i].kind == SIGMA_REFUSED)
			abort();
	}
	(void)sigma_rules(set, &rules_n);
	scratch = sigma_scratch_new(set);
	hits = calloc(rules_n, sizeof(*hits));
	turns = calloc(rules_n, sizeof(*turns));
	if (scratch == NULL || hits == NULL || turns == NULL)
		abort();
}

static struct value
value(struct cur *c, struct value *member)
{
	struct value v = { .type = VALUE_ABSENT };
	uint8_t kind = cur_u8(c);
	struct span s;

	switch (kind % 10) {
	case 1:
		v.type = VALUE_NULL;
		break;
	case 2:
		v.type = VALUE_BOOL;
		v.yes = kind > 127;
		break;
	case 3:
		v.type = VALUE_INT;
		v.i = (int8_t)cur_u8(c) + (kind > 127 ? 4680 : 0);
		break;
	case 4:
		v.type = VALUE_NUM;
		v.num = (int8_t)cur_u8(c) / 2.0;
		break;
	case 5:
		v.type = VALUE_TIME;
		v.i = (int64_t)cur_u8(c) * 3600000;
		break;
	case 6:
		v.type = VALUE_MAP;
		break;
	case 7:
		v.type = VALUE_ARRAY;
		v.n = member != NULL ? kind / 10 % MEMBERS : 0;
		v.member = member;
		for (uint32_t i = 0; i < v.n; i++)
			member[i] = value(c, NULL);
		break;
	case 8:
		v.type = VALUE_TEXT;
		v.code = (uint16_t)(1 + kind / 10 % 3);
		v.p = words[v.code - 1];
		v.n = (uint32_t)strlen(v.p);
		break;
	case 9:
		v.type = VALUE_TEXT;
		s = cur_take(c, cur_u8(c));
		v.p = s.p;
		v.n = (uint32_t)s.n;
		break;
	default:
		break;
	}
	return (v);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cur c = cur_of((struct span){ (const char *)data, size });
	struct value slot[SLOTS], members[SLOTS][MEMBERS];
	struct sigma_row row = { .slot = slot, .category = -1 };
	size_t n, m, at = 0;

	if (set == NULL)
		setup();
	for (size_t i = 0; i < SLOTS; i++)
		slot[i] = value(&c, members[i]);
	row.line = cur_take(&c, cur_left(&c));
	sigma_scratch_way(scratch, SIGMA_WAY_TURNS);
	if (sigma_match(set, scratch, &row, turns, &m) != RC_OK)
		abort();
	sigma_scratch_way(scratch, SIGMA_WAY_SCAN);
	if (sigma_match(set, scratch, &row, hits, &n) != RC_OK)
		abort();
	if (n != m || memcmp(hits, turns, n * sizeof(*hits)) != 0)
		abort();	/* A witness is not necessary. */
	for (unsigned i = 0; i < rules_n; i++) {
		bool hit = at < n && hits[at] == i;
		struct buf b = { 0 };

		at += hit;
		if (sigma_why_hits(set, scratch, i, &row) != hit)
			abort();	/* The two paths disagree. */
		sigma_why(set, i, &row, &b);
		if (b.failed || b.n < 6 || memcmp(b.p + b.n - 5, hit ?
		    " hit\n" : "miss\n", 5) != 0)
			abort();	/* Explain says something else. */
		buf_release(&b);
	}
	if (at != n)
		abort();
	return (0);
}
