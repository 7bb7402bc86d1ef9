/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reader of named values: names up to the first LF, between semicolons,
 * then a line.  With AVX2 and without it answers alike; what a tree walk over
 * jansson's tree finds, it finds, and nothing else.
 */
#include <stdlib.h>

#include "base/json_pick.h"
#include "base/mem.h"
#include "model/value.h"

#include "../unit/pick_walk.h"

#define NAMES_MOST	8
#define NAME_MOST	24		/* The walk tries every cut. */

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
must(bool ok)
{

	if (!ok)
		abort();
}

/* One of two readers of the same plan. */
struct side {
	struct json_pick_reader	*reader;
	struct json_pick_row	 row;
	struct err		 e;
	rc			 got;
};

static size_t
cut_names(struct span *rest, struct span *name, char text[][NAME_MOST + 1])
{
	struct span line = span_line(rest);
	size_t n = 0;

	while (line.n > 0 && n < NAMES_MOST) {
		const char *end = memchr(line.p, ';', line.n);
		size_t len = end != NULL ? (size_t)(end - line.p) : line.n;
		struct span one = { line.p, len };

		line = span_from(line, end != NULL ? len + 1 : len);
		if (one.n > NAME_MOST || memchr(one.p, ' ', one.n) != NULL ||
		    memchr(one.p, '\0', one.n) != NULL ||
		    json_pick_plan_check(one) != RC_OK)
			continue;
		memcpy(text[n], one.p, one.n);
		text[n][one.n] = '\0';
		name[n] = span_of(text[n]);
		n++;
	}
	return (n);
}

static void
same(const struct json_val *a, const struct json_val *b)
{

	must(a->type == b->type && a->spare == b->spare && a->n == b->n);
	if (a->type == JSON_ARRAY) {
		for (uint32_t i = 0; i < a->n; i++)
			same(&a->member[i], &b->member[i]);
	} else if (a->type == JSON_TEXT) {
		must(span_eq(json_span(a), json_span(b)));
	} else if (a->type != JSON_ABSENT) {
		must(a->i == b->i);
	}
}

/* As the walk shows it; an array has none in it. */
static void
show(const struct json_val *v, struct buf *b)
{
	const struct json_val *m = v->type == JSON_ARRAY ? v->member : v;
	size_t n = v->type == JSON_ARRAY ? v->n : 1;

	for (size_t i = 0; i < n; i++) {
		must(m[i].type != JSON_ARRAY && m[i].type != JSON_ABSENT);
		if (m[i].type == JSON_MAP)
			buf_text(b, "{}");
		else
			value_json(b, (const void *)&m[i]);
		buf_char(b, '\n');
	}
}

static void
compare(void *tree, const char *name, const struct json_val *v)
{
	struct pick_walk w = { .found = false };
	struct buf got = { 0 };

	pick_walk(tree, name, &w);
	must(w.found == (v->type != JSON_ABSENT));
	must(w.array == (v->type == JSON_ARRAY));
	if (v->type != JSON_ABSENT)
		show(v, &got);
	must(span_eq(buf_span(&w.text), buf_span(&got)));
	buf_release(&got);
	buf_release(&w.text);
}

static void
check(const struct side s[2], const struct span *name, size_t n,
    struct span line)
{
	void *tree;

	must(s[0].got == s[1].got);
	if (s[0].got != RC_OK)
		must(s[0].e.at == s[1].e.at && s[0].e.at <= line.n &&
		    strcmp(s[0].e.what, s[1].e.what) == 0);
	tree = pick_walk_load(line);
	if (tree != NULL)
		must(s[0].got == RC_OK || s[0].got == RC_LIMIT);
	for (size_t i = 0; i < n && s[0].got == RC_OK; i++) {
		same(&s[0].row.slot[i], &s[1].row.slot[i]);
		if (tree != NULL)
			compare(tree, name[i].p, &s[0].row.slot[i]);
	}
	if (s[0].got == RC_OK)
		must(s[0].row.set_n == s[1].row.set_n && s[0].row.set_n <= n);
	pick_walk_free(tree);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span rest = { (const char *)data, size }, line;
	struct span name[NAMES_MOST];
	char text[NAMES_MOST][NAME_MOST + 1], *copy;
	struct side s[2] = { { .reader = NULL }, { .reader = NULL } };
	struct json_pick *plan;
	struct arena a = { 0 };
	size_t n = cut_names(&rest, name, text);

	/* Exactly its size, so that a sanitizer sees one byte too far. */
	must((copy = mem_new(rest.n)) != NULL);
	if (rest.n > 0)
		memcpy(copy, rest.p, rest.n);
	line = (struct span){ copy, rest.n };
	must(json_pick_plan_new(name, n, &plan, NULL) == RC_OK);
	for (int k = 0; k < 2; k++) {
		must(json_pick_reader_new(plan, k == 1, &s[k].reader) ==
		    RC_OK);
		s[k].row.slot = mem_array(NAMES_MOST, sizeof(struct json_val));
		s[k].row.set = mem_array(NAMES_MOST, sizeof(uint16_t));
		must(s[k].row.slot != NULL && s[k].row.set != NULL);
	}
	/* Twice: what a reader learnt of a line may not change the next. */
	for (int round = 0; round < 2; round++) {
		for (int k = 0; k < 2; k++)
			s[k].got = json_pick_read(s[k].reader, line,
			    &s[k].row, &a, &s[k].e);
		check(s, name, n, line);
	}
	for (int k = 0; k < 2; k++) {
		json_pick_reader_free(s[k].reader);
		mem_free(s[k].row.slot);
		mem_free(s[k].row.set);
	}
	json_pick_plan_free(plan);
	arena_release(&a);
	mem_free(copy);
	return (0);
}
