/* SPDX-License-Identifier: Apache-2.0 */
/* From an event to the few rules that it may match. */
#include "base/mem.h"
#include "sigma/sigma_factor.h"
#include "sigma/sigma_scan.h"

/* One automaton over the lines: a line is long, its words are few. */
static rc
automaton(struct sigma_scan *c, size_t n)
{
	const struct sigma_witness *w = c->witness;
	const char **lit = mem_array(n, sizeof(const char *));
	size_t *size = mem_array(n, sizeof(size_t)), k = 0;
	unsigned *id = mem_array(n, sizeof(unsigned));
	unsigned *flags = mem_array(n, sizeof(unsigned));
	hs_compile_error_t *e = NULL;
	rc r = RC_NOMEM;

	if (lit == NULL || size == NULL || id == NULL || flags == NULL)
		goto out;
	for (size_t i = 0; i < w->needles && k < n; i++) {
		if (w->needle[i].slot != w->keyword)
			continue;
		lit[k] = w->needle[i].lit.p;
		size[k] = w->needle[i].lit.n;
		id[k++] = (unsigned)i;
	}
	/* Literals always compile, so it is memory. */
	if (hs_compile_lit_multi(lit, flags, id, size, (unsigned)k,
	    HS_MODE_BLOCK, NULL, &c->words_db, &e) == HS_SUCCESS)
		r = RC_OK;
	else
		(void)hs_free_compile_error(e);	/* Always fine. */
out:
	mem_free(lit);
	mem_free(size);
	mem_free(id);
	mem_free(flags);
	return (r);
}

/* The rules of keywords, by the number of the needle. */
static rc
keywords_new(struct sigma_scan *c, size_t rules)
{
	const struct sigma_witness *w = c->witness;
	size_t n = 0;
	rc r;

	c->words = rules / 64 + 1;
	if ((c->keyword = mem_array(c->words, sizeof(uint64_t))) == NULL)
		return (RC_NOMEM);
	for (size_t i = 0; i < w->by_needles; i++) {
		uint32_t rule = w->by_needle[i].rule;

		if (w->needle[w->by_needle[i].of].slot == w->keyword)
			c->keyword[rule / 64] |= UINT64_C(1) << (rule % 64);
	}
	for (size_t i = 0; i < w->needles; i++)
		n += w->needle[i].slot == w->keyword;
	if (n == 0)
		return (RC_OK);
	r = sigma_index_lists_new(&c->by_word, w->by_needle, w->by_needles,
	    w->needles);
	return (r == RC_OK ? automaton(c, n) : r);
}

/* One for what each view leaves: fewer needles, fewer false alarms. */
static rc
views_new(struct sigma_scan *c, const struct sigma *s)
{
	rc r = RC_OK;

	if ((c->view = mem_array(s->route->views, sizeof(*c->view))) == NULL)
		return (RC_NOMEM);
	for (size_t i = 0; i < s->route->views && r == RC_OK; i++) {
		r = sigma_index_new(c->witness, s->slots,
		    s->route->view[i].bits, &c->view[i]);
		c->views += r == RC_OK;
	}
	return (r);
}

rc
sigma_scan_new(const struct sigma *s, struct sigma_scan **ret)
{
	struct sigma_scan *c = mem_new(sizeof(*c));
	rc r;

	if (c == NULL)
		return (RC_NOMEM);
	if ((r = sigma_witness_new(s, &c->witness)) == RC_OK &&
	    (r = sigma_index_new(c->witness, s->slots, NULL, &c->all)) ==
	    RC_OK && (r = views_new(c, s)) == RC_OK &&
	    (r = keywords_new(c, s->rules)) == RC_OK) {
		*ret = c;
		c = NULL;
	}
	sigma_scan_free(c);
	return (r);
}

void
sigma_scan_free(struct sigma_scan *c)
{

	if (c == NULL)
		return;
	(void)hs_free_database(c->words_db);	/* NULL is fine for it. */
	for (size_t i = 0; i < c->views; i++)
		sigma_index_free(c->view[i]);
	mem_free(c->view);
	sigma_index_free(c->all);
	sigma_index_lists_free(&c->by_word);
	sigma_witness_free(c->witness);
	mem_free(c->keyword);
	mem_free(c);
}

/* Has the line an escape that is one way of several? */
static bool
escaped(struct span s)
{
	const char *at = s.p;
	size_t left = s.n;

	while (left > 1 && (at = memchr(at, '\\', left - 1)) != NULL) {
		if (at[1] == 'u' || at[1] == '/')
			return (true);
		/* What was escaped, even a backslash, is passed over. */
		at += 2;
		left = s.n - (size_t)(at - s.p);
	}
	return (false);
}

/* Does any rule of keywords live? */
static bool
wanted(const struct sigma_scan *c, const uint64_t *live)
{
	uint64_t any = 0;

	if (live == NULL || c->words_db == NULL)
		return (c->words_db != NULL);
	for (size_t i = 0; i < c->words; i++)
		any |= live[i] & c->keyword[i];
	return (any != 0);
}

/* A line that an automaton runs over. */
struct run {
	const struct sigma_scan		*c;
	struct sigma_index_asking	*a;
	struct span	 text;
	bool		 json;		/* ... with keys; else values only. */
};

/* Does a match that ends before ${at} stand in a key? */
static bool
in_key(struct span s, size_t at)
{

	while (at < s.n && s.p[at] != '"')
		at += s.p[at] == '\\' ? 2 : 1;
	do
		at++;
	while (at < s.n && (s.p[at] == ' ' || s.p[at] == '\t'));
	return (at < s.n && s.p[at] == ':');
}

static int
on_word(unsigned id, unsigned long long from UNUSED, unsigned long long to,
    unsigned flags UNUSED, void *ctx)
{
	const struct run *r = ctx;

	if (!r->json || !in_key(r->text, (size_t)to))
		sigma_index_list(r->a, &r->c->by_word, id);
	return (0);
}

static void
run(struct run *r)
{
	struct sigma_scratch *x = r->a->x;

	if (r->text.n > UINT32_MAX || (r->text.n > 0 &&
	    hs_scan(r->c->words_db, r->text.p, (unsigned)r->text.n, 0, x->hs,
	    on_word, r) != HS_SUCCESS))
		x->failed = true;
}

static void
look_at_line(const struct sigma_scan *c, struct sigma_index_asking *a,
    struct span line)
{
	struct sigma_scratch *x = a->x;
	struct run r = { .c = c, .a = a, .json = !escaped(line) };

	if (r.json)
		r.text = sigma_test_line(x, line);
	else {
		buf_clear(&x->bytes);
		sigma_factor_escape(sigma_test_values(x, line), &x->bytes);
		x->failed |= x->bytes.failed;
		r.text = buf_span(&x->bytes);
	}
	run(&r);
}

void
sigma_scan_row(const struct sigma_scan *c, struct sigma_scratch *x,
    const struct sigma_row *row, const struct sigma_route_left *left)
{
	struct sigma_index_asking a = { x, left != NULL ? left->bits : NULL };
	bool whole = left == NULL || left->view == SIGMA_ROUTE_NO_VIEW;

	x->rules = 0;
	sigma_index_row(whole ? c->all : c->view[left->view], &a, row);
	if (row->line.n > 0 && wanted(c, a.live))
		look_at_line(c, &a, row->line);
}
