/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The condition parser on any text: no crash; a refusal has a place and
 * words; what parses, printed and parsed again, is the same text, and it
 * says the same of every one of the 64 cases that six selections can make.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "sigma/sigma_cond.h"

#define NAMES	6
#define CASES	64			/* 1 << NAMES */
#define PRINT_MAX	(1 << 20)	/* "them" said often grows. */

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const char *const names[NAMES] = {
	"sel_a", "sel_b", "filter", "filter_2", "_hidden", "not_a"
};

/** A loader with nothing but a document to refuse. */
struct bench {
	struct sigma		 s;
	struct doc		 doc;
	struct load		 ld;
	struct expr		 leaf[NAMES];
	struct sigma_cond_name	 name[NAMES];
};

static void
begin(struct bench *b)
{

	*b = (struct bench){ .doc = { .state = DOC_LIVE, .line = 1,
	    .col = 1 } };
	b->ld = (struct load){ .s = &b->s, .file = "fuzz", .doc = &b->doc,
	    .place = 1 };
	for (unsigned i = 0; i < NAMES; i++) {
		b->leaf[i] = (struct expr){ .op = EXPR_RULE, .rule = i };
		b->name[i] = (struct sigma_cond_name){
		    .name = span_of(names[i]), .expr = &b->leaf[i] };
	}
}

static void
end(struct bench *b)
{

	mem_free(b->s.note);
	arena_release(&b->s.mem);
}

static struct expr *
parse(struct bench *b, struct span text)
{
	struct yaml_node node = { .kind = YAML_TEXT, .plain = true,
	    .line = 7, .col = 3, .text = text };
	struct expr *e = sigma_cond_parse(&b->ld, &node, b->name, NAMES);

	if (b->ld.nomem)
		abort();	/* Memory is not short here. */
	if ((e == NULL) != (b->s.notes > 0))
		abort();	/* Refused without a word, or the reverse. */
	for (size_t i = 0; i < b->s.notes; i++) {
		if (b->s.note[i].line != 7 || b->s.note[i].col < 3 ||
		    b->s.note[i].text[0] == '\0')
			abort();
	}
	return (e);
}

static bool
print(const struct expr *e, struct buf *out)
{
	static const char *const word[] = {
		[EXPR_AND] = " and ", [EXPR_OR] = " or ", [EXPR_NOT] = "not ",
		[EXPR_ITEM] = "", [EXPR_RULE] = "",
	};

	if (out->n > PRINT_MAX)
		return (false);
	if (e->op == EXPR_RULE) {
		buf_text(out, names[e->rule]);
		return (true);
	}
	buf_text(out, e->op == EXPR_NOT ? "not " : "(");
	for (size_t i = 0; i < e->n; i++) {
		buf_text(out, i > 0 ? word[e->op] : "");
		if (!print(e->kid[i], out))
			return (false);
	}
	buf_text(out, e->op == EXPR_NOT ? "" : ")");
	return (true);
}

/* The verdict on all cases at once: bit c of a name is bit i of c. */
static uint64_t
verdicts(const struct expr *e)
{
	uint64_t v = e->op == EXPR_AND ? ~UINT64_C(0) : 0;

	if (e->op == EXPR_RULE) {
		for (unsigned c = 0; c < CASES; c++)
			v |= (uint64_t)(c >> e->rule & 1) << c;
		return (v);
	}
	for (size_t i = 0; i < e->n; i++) {
		uint64_t kid = verdicts(e->kid[i]);

		v = e->op == EXPR_AND ? v & kid : v | kid;
	}
	return (e->op == EXPR_NOT ? ~v : v);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf text = { 0 }, one = { 0 }, two = { 0 };
	struct bench a, b;
	struct expr *e, *again;

	/* Scalars end in a NUL that their length does not count. */
	buf_put(&text, (struct span){ (const char *)data, size });
	if (buf_str(&text) == NULL)
		abort();
	begin(&a);
	begin(&b);
	if ((e = parse(&a, buf_span(&text))) != NULL && print(e, &one)) {
		if (buf_str(&one) == NULL)
			abort();
		if ((again = parse(&b, buf_span(&one))) == NULL) {
			/* Parentheses around everything may be too many. */
			if (strstr(b.s.note[0].text, "too deeply") == NULL)
				abort();	/* It is no condition. */
			goto out;
		}
		if (verdicts(e) != verdicts(again))
			abort();
		if (!print(again, &two) || !span_eq(buf_span(&one),
		    buf_span(&two)))
			abort();	/* Parse -> print is not stable. */
	}
out:
	end(&a);
	end(&b);
	buf_release(&text);
	buf_release(&one);
	buf_release(&two);
	return (0);
}
