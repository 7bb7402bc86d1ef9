/* SPDX-License-Identifier: Apache-2.0 */
/* A rule's value into what is compared. */
#include <stdio.h>

#include "base/base64.h"
#include "base/mem.h"
#include "base/fold.h"
#include "sigma/sigma_item.h"
#include "sigma/sigma_note.h"
#include "sigma/sigma_regex.h"
#include "sigma/sigma_value.h"

#define SHIFTS		3		/* Places in a group of base64. */

static bool
nomem(struct load *ld)
{

	ld->nomem = true;
	return (false);
}

/* Give ${want} ${n} tests of ${op} on the field's slot. */
static struct test *
tests_new(struct load *ld, const struct sigma_field *f, enum test_op op,
    size_t n, struct want *want)
{
	struct test *t = arena_take(&ld->s->mem, n * sizeof(*t));

	if (t == NULL) {
		ld->nomem = true;
		return (NULL);
	}
	for (size_t i = 0; i < n; i++) {
		t[i].op = op;
		t[i].slot = f->slot;
		t[i].mod = t[i].part = MOD_ALL;
	}
	want->test = t;
	want->n = n;
	return (t);
}

static void
base64(struct span s, struct buf *out)
{
	char group[4];

	for (size_t i = 0; i < s.n; i += 3) {
		base64_group(s, i, group);
		buf_put(out, (struct span){ group, sizeof(group) });
	}
}

/* The digits that do not depend on neighbours, ${shift} bytes into a group. */
static void
base64_core(struct span s, size_t shift, struct buf *out)
{
	static const size_t front[] = { 0, 2, 3 }, back[] = { 0, 3, 2 };
	struct buf raw = { 0 }, code = { 0 };

	buf_put(&raw, (struct span){ "  ", shift });
	buf_put(&raw, s);
	base64(buf_span(&raw), &code);
	if (raw.failed || code.failed)
		out->failed = true;
	else if (code.n > front[shift] + back[(s.n + shift) % 3])
		buf_put(out, (struct span){ code.p + front[shift],
		    code.n - front[shift] - back[(s.n + shift) % 3] });
	buf_release(&raw);
	buf_release(&code);
}

static void
unit(struct buf *out, uint32_t u, bool big)
{

	buf_char(out, (char)(big ? u >> 8 : u & 0xff));
	buf_char(out, (char)(big ? u & 0xff : u >> 8));
}

/* UTF-16 of the pattern's text; wildcards stay what they are. */
static void
utf16(struct span s, enum mod mod, struct buf *out)
{
	bool big = mod == MOD_UTF16BE;
	uint32_t c;

	if (mod == MOD_UTF16)
		unit(out, 0xfeff, false);
	for (size_t at = 0; at < s.n;) {
		if (s.p[at] == GLOB_ANY || s.p[at] == GLOB_ONE) {
			buf_char(out, s.p[at++]);
			continue;
		}
		at += fold_next(s, at, &c);
		if (c >= 0x10000) {
			unit(out, 0xd800 + ((c - 0x10000) >> 10), big);
			unit(out, 0xdc00 + ((c - 0x10000) & 0x3ff), big);
		} else {
			unit(out, c, big);
		}
	}
}

/*
 * Event values are UTF-8, so no byte of an encoding may be above 0x7f: such a
 * byte is in no text, and our wildcards are two of them.
 */
static bool
utf16_is_ascii(struct span s, enum mod mod)
{
	uint32_t c;

	if (mod == MOD_UTF16)
		return (false);		/* FF FE comes first. */
	for (size_t at = 0; at < s.n;) {
		if (s.p[at] == GLOB_ANY || s.p[at] == GLOB_ONE) {
			at++;
			continue;
		}
		at += fold_next(s, at, &c);
		if (c >= 0x8000 || (c & 0xff) >= 0x80)
			return (false);
	}
	return (true);
}

/* A letter, a digit, "_"; above ASCII all but the wildcards. */
static bool
in_word(unsigned c)
{

	return ((c | 32) - 'a' < 26 || c - '0' < 10 || c == '_' ||
	    (c >= 0x80 && c < 0xf8));
}

/* "-" or "/" before a word and behind none: any of the dashes. */
static bool
windash(struct buf *b)
{
	bool any = false;

	for (size_t i = 0; i + 1 < b->n; i++) {
		unsigned char before = i > 0 ? (unsigned char)b->p[i - 1] : 0;
		unsigned char behind = (unsigned char)b->p[i + 1];

		if ((b->p[i] == '-' || b->p[i] == '/') && !in_word(before) &&
		    in_word(behind)) {
			b->p[i] = GLOB_DASH;
			any = true;
		}
	}
	return (any);
}

/* Apply the encodings; the last may give three texts. */
static bool
encode(struct load *ld, const struct sigma_value_mods *m,
    const struct yaml_node *node, struct buf *b, size_t *n)
{
	bool based = false;

	*n = 1;
	for (size_t i = 0; i < m->codes; i++)
		based |= m->code[i] == MOD_BASE64 || m->code[i] == MOD_OFFSET;
	if (based && glob_wild(buf_span(b)))
		return (sigma_note_refuse(ld, node,
		    "a wildcard cannot be encoded as base64"));
	for (size_t i = 0; i < m->codes; i++) {
		struct buf in = b[0];

		if (m->code[i] == MOD_OFFSET && i + 1 < m->codes)
			return (sigma_note_refuse(ld, node, "no encoding may "
			    "follow 'base64offset'"));
		if (!based && !utf16_is_ascii(buf_span(&in), m->code[i]))
			return (sigma_note_refuse(ld, node, "encodes to bytes "
			    "above 0x7f, which no text value can hold"));
		b[0] = (struct buf){ 0 };
		if (m->code[i] == MOD_OFFSET) {
			*n = SHIFTS;
			for (size_t j = 0; j < SHIFTS; j++)
				base64_core(buf_span(&in), j, &b[j]);
		} else if (m->code[i] == MOD_BASE64) {
			base64(buf_span(&in), &b[0]);
		} else {
			utf16(buf_span(&in), m->code[i], &b[0]);
		}
		b[0].failed |= in.failed;
		buf_release(&in);
	}
	return (true);
}

/* Pattern ${b} with the wildcards of its modifier, folded, into ${t}. */
static bool
pattern(struct load *ld, const struct sigma_value_mods *m, struct buf *b,
    struct test *t)
{
	bool front = m->text == MOD_CONTAINS || m->text == MOD_ENDS;
	bool back = m->text == MOD_CONTAINS || m->text == MOD_STARTS;
	struct buf whole = { 0 };
	char *p = NULL;

	if (m->keyword && m->kind == MOD_ALL)
		front = back = true;
	if (front)
		buf_char(&whole, GLOB_ANY);
	if (t->cased)
		buf_put(&whole, buf_span(b));
	else
		fold_text(buf_span(b), &whole);
	if (back)
		buf_char(&whole, GLOB_ANY);
	if (!whole.failed && !b->failed)
		p = arena_copy(&ld->s->mem, buf_span(&whole));
	if (p != NULL)
		t->glob = glob_of((struct span){ p, whole.n });
	buf_release(&whole);
	return (p != NULL || nomem(ld));
}

/* The number that the value is, if it is one; typed: not quoted. */
static bool
number_of(const struct yaml_node *node, struct numeric *ret, bool *typed)
{
	enum yaml_type type = yaml_type(node);

	*typed = type == YAML_IS_INT || type == YAML_IS_NUM;
	*ret = (struct numeric){ .whole = type == YAML_IS_INT };
	if (type == YAML_IS_INT)
		return (yaml_int(node, &ret->i));
	if (type == YAML_IS_NUM)
		return (yaml_num(node, &ret->d));
	return (numeric_json(node->text, ret));
}

static bool
want_text(struct load *ld, const struct sigma_value_mods *m,
    const struct sigma_field *f, const struct yaml_node *node,
    struct want *want)
{
	bool plain = m->text == MOD_ALL && m->codes == 0 && !m->keyword;
	struct buf b[SHIFTS] = { { 0 } };
	struct numeric num;
	struct test *t = NULL;
	bool ok = false, typed, is = number_of(node, &num, &typed);
	size_t n = 1;

	if (typed)
		numeric_text(num, &b[0]);
	else
		glob_read(node->text, true, &b[0]);
	if (sigma_value_has(m, MOD_WINDASH) && !windash(&b[0]))
		sigma_note_warn(ld, node, "'windash' finds no dash before a "
		    "word here");
	if (typed && sigma_value_has(m, MOD_CASED)) {
		(void)sigma_note_refuse(ld, node, "'cased' with a number");
		goto out;
	}
	if (node->text.n == 0 && (m->text != MOD_ALL || m->keyword) &&
	    m->codes == 0)
		sigma_note_warn(ld, node, "an empty text here matches any "
		    "text");
	if (m->codes > 0 && !encode(ld, m, node, b, &n))
		goto out;
	t = tests_new(ld, f, m->keyword ? TEST_KEYWORD : TEST_TEXT, n, want);
	ok = t != NULL;
	for (size_t i = 0; ok && i < n; i++) {
		t[i].cased = sigma_value_has(m, MOD_CASED);
		t[i].number = plain && is && !t[i].cased;
		t[i].typed = typed;
		t[i].num = num;
		ok = pattern(ld, m, &b[i], &t[i]);
	}
out:
	for (size_t i = 0; i < SHIFTS; i++)
		buf_release(&b[i]);
	return (ok);
}

static bool
want_regex(struct load *ld, const struct sigma_value_mods *m,
    const struct sigma_field *f, const struct yaml_node *node,
    struct want *want)
{
	unsigned modes = 0, i = 0;
	struct err e = { .code = RC_OK };
	struct test *t;
	rc r;

	modes |= sigma_value_has(m, MOD_RE_I) ? SIGMA_REGEX_I : 0;
	modes |= sigma_value_has(m, MOD_RE_M) ? SIGMA_REGEX_M : 0;
	modes |= sigma_value_has(m, MOD_RE_S) ? SIGMA_REGEX_S : 0;
	if (memchr(node->text.p, '\0', node->text.n) != NULL)
		return (sigma_note_refuse(ld, node, "a NUL in a regex"));
	r = sigma_regex_add(ld->s, ld->setup->before, node->text, modes, &i,
	    &e);
	if (r == RC_NOMEM)
		return (nomem(ld));
	if (r != RC_OK)
		return (sigma_note_refuse(ld, node, "regex: %s", e.what));
	t = tests_new(ld, f, m->keyword ? TEST_KEYWORD_RE : TEST_RE, 1, want);
	if (t != NULL)
		t->regex = i;
	return (t != NULL);
}

static bool
want_cidr(struct load *ld, const struct sigma_field *f,
    const struct yaml_node *node, struct want *want)
{
	struct test *t = tests_new(ld, f, TEST_CIDR, 1, want);
	const char *why;

	if (t == NULL)
		return (false);
	if ((why = cidr_read(node->text, &t->net)) != NULL)
		return (sigma_note_refuse(ld, node, "bad network '%.*s': %s",
		    (int)(node->text.n < 60 ? node->text.n : 60),
		    node->text.p, why));
	return (true);
}

/* Is there such a minute, hour, ... of a time? */
static bool
part_possible(enum mod part, int64_t n)
{
	static const struct {
		enum mod	part;
		int64_t		least, most;
	} range[] = {
		{ MOD_MINUTE, 0, 59 }, { MOD_HOUR, 0, 23 }, { MOD_DAY, 1, 31 },
		{ MOD_WEEK, 1, 53 }, { MOD_MONTH, 1, 12 },
		{ MOD_YEAR, 0, 9999 },
	};

	for (size_t i = 0; i < COUNT_OF(range); i++) {
		if (range[i].part == part)
			return (n >= range[i].least && n <= range[i].most);
	}
	return (true);
}

static bool
want_number(struct load *ld, const struct sigma_value_mods *m,
    const struct sigma_field *f, const struct yaml_node *node,
    struct want *want)
{
	bool part = m->part != MOD_ALL, typed;
	struct test *t = tests_new(ld, f, part ? TEST_PART : TEST_ORDER, 1,
	    want);

	if (t == NULL)
		return (false);
	if (!number_of(node, &t->num, &typed) || !typed)
		return (sigma_note_refuse(ld, node, "a number is needed here, "
		    "not '%.*s'", (int)(node->text.n < 60 ? node->text.n : 60),
		    node->text.p));
	if (part && !t->num.whole)
		return (sigma_note_refuse(ld, node,
		    "a whole number is needed here"));
	if (part && !part_possible(m->part, t->num.i)) {
		/* Our own times are known (E-06). */
		if (!ld->names->plain && m->order == MOD_ALL)
			return (sigma_note_refuse(ld, node,
			    "no time has this value here"));
		sigma_note_warn(ld, node, "no time has this value here");
	}
	t->mod = m->order;
	t->part = m->part;
	return (true);
}

static bool
want_ref(struct load *ld, const struct sigma_value_mods *m,
    const struct sigma_field *f, const struct yaml_node *node,
    struct want *want)
{
	struct test *t = tests_new(ld, f, TEST_REF, 1, want);
	struct sigma_field other;

	if (t == NULL || !sigma_item_field(ld, node, node->text, &other))
		return (false);
	if (!ld->names->plain && other.type == VALUE_MAP)
		return (sigma_note_refuse(ld, node, "'%.60s' is an object, "
		    "which has no value", node->text.p));
	t->ref = other.slot;
	t->mod = m->text;
	return (true);
}

static bool
want_exists(struct load *ld, const struct sigma_field *f,
    const struct yaml_node *node, struct want *want)
{
	struct test *t = tests_new(ld, f, TEST_EXISTS, 1, want);

	if (t == NULL)
		return (false);
	if (!yaml_bool(node, &t->yes))
		return (sigma_note_refuse(ld, node,
		    "'exists' takes true or false"));
	return (true);
}

bool
sigma_value_want(struct load *ld, const struct sigma_value_mods *m,
    const struct sigma_field *f, const struct yaml_node *node,
    struct want *want)
{
	uint64_t harmless = UINT64_C(1) << MOD_NEQ;

	want->shown = node->text;
	want->line = node->line;
	want->col = node->col;
	if (yaml_type(node) == YAML_IS_NULL) {
		if (m->keyword || (m->set & ~harmless) != 0)
			return (sigma_note_refuse(ld, node,
			    "null goes with no modifier but 'neq'"));
		want->shown = SPAN("null");
		return (tests_new(ld, f, TEST_NULL, 1, want) != NULL);
	}
	if (m->order != MOD_ALL || m->part != MOD_ALL)
		return (want_number(ld, m, f, node, want));
	if (m->kind == MOD_RE)
		return (want_regex(ld, m, f, node, want));
	if (m->kind == MOD_CIDR)
		return (want_cidr(ld, f, node, want));
	if (m->kind == MOD_FIELDREF)
		return (want_ref(ld, m, f, node, want));
	if (m->kind == MOD_EXISTS)
		return (want_exists(ld, f, node, want));
	return (want_text(ld, m, f, node, want));
}
