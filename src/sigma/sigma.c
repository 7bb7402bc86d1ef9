/* SPDX-License-Identifier: Apache-2.0 */
/* The set of rules: loading, numbering, listing. */
#include <stdlib.h>

#include "base/mem.h"
#include "sigma/sigma_filter.h"
#include "sigma/sigma_holder.h"
#include "sigma/sigma_note.h"
#include "sigma/sigma_parse.h"
#include "sigma/sigma_pipe.h"
#include "sigma/sigma_plan.h"
#include "sigma/sigma_regex.h"
#include "sigma/sigma_resolve.h"
#include "sigma/sigma_route.h"
#include "sigma/sigma_same.h"
#include "sigma/sigma_scan.h"
#include "sigma/windows.h"

static int
by_number(const void *a, const void *b)
{
	unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;

	return ((x > y) - (x < y));
}

/* The slots a document names: sorted, each once, in the set's arena. */
static bool
name_slots(struct sigma *s, struct doc *d)
{
	unsigned *p = arena_take(&s->mem, (d->slots_n + 1) *
	    sizeof(unsigned));
	size_t n = 0;

	if (p == NULL)
		return (false);
	if (d->slots_n > 1)
		qsort(d->slots, d->slots_n, sizeof(unsigned), by_number);
	for (size_t i = 0; i < d->slots_n; i++) {
		if (n == 0 || p[n - 1] != d->slots[i])
			p[n++] = d->slots[i];
	}
	if (n > 0)
		memcpy(d->slots, p, n * sizeof(unsigned));
	d->slots_n = n;
	d->rule.names = p;
	d->rule.names_n = n;
	return (true);
}

/* Give the living documents their numbers. */
static rc
number(struct sigma *s)
{
	size_t n = 0;

	s->rule = arena_take(&s->mem, (s->docs + 1) * sizeof(*s->rule));
	s->of = arena_take(&s->mem, (s->docs + 1) * sizeof(unsigned));
	if (s->rule == NULL || s->of == NULL)
		return (RC_NOMEM);
	for (size_t i = 0; i < s->docs; i++) {
		struct doc *d = &s->doc[i];

		if (d->state != DOC_LIVE)
			continue;
		if (!name_slots(s, d))
			return (RC_NOMEM);
		d->number = (unsigned)n;
		s->of[n] = (unsigned)i;
		s->rule[n++] = d->rule;
	}
	s->rules = n;
	for (size_t i = 0; i < s->docs; i++) {
		struct corr *c = s->doc[i].corr;
		struct sigma_rule *r;
		unsigned *refs;

		if (c == NULL || s->doc[i].state != DOC_LIVE)
			continue;
		refs = arena_take(&s->mem, (c->refs + 1) * sizeof(*refs));
		if (refs == NULL)
			return (RC_NOMEM);
		for (size_t j = 0; j < c->refs; j++)
			refs[j] = c->ref[j].rule =
			    s->doc[c->ref[j].doc].number;
		r = &s->rule[s->doc[i].number];
		r->refs = refs;
		r->refs_n = c->refs;
		r->mutes = !c->generate;
	}
	return (RC_OK);
}

rc
sigma_new(const struct sigma_text *texts, size_t n,
    const struct sigma_setup *setup, struct sigma **ret, struct err *e)
{
	struct sigma *s = mem_new(sizeof(*s));
	struct sigma_holder holder = { .n = 0 };
	struct sigma_pipe pipe = { .n = 0 };
	struct load ld = { .s = s, .setup = setup, .names = setup->names,
	    .pipe = &pipe, .holder = &holder };
	rc r = RC_NOMEM;
	bool ok;

	if (s == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "loading rules"));
	s->plain = setup->names->plain;
	ok = sigma_holder_read(&ld, &holder);
	ok &= !ld.nomem && sigma_pipe_read(&ld, &pipe);
	/* Without what they were to be read with, rules mean something else. */
	for (size_t i = 0; i < n && ok && !ld.nomem; i++)
		sigma_parse_text(&ld, &texts[i]);
	if (!ld.nomem)
		sigma_resolve_twins(&ld);
	if (!ld.nomem)
		sigma_filter_join(&ld);
	if (!ld.nomem)
		sigma_resolve(&ld);
	if (ld.nomem || number(s) != RC_OK)
		goto out;
	sigma_note_sort(s);
	s->given = sigma_same_given(setup);
	if ((r = sigma_same_all(s)) == RC_OK &&
	    (r = sigma_plan_new(s, &s->plan)) == RC_OK &&
	    (r = sigma_route_new(s, &s->route)) == RC_OK &&
	    (r = sigma_scan_new(s, &s->scan)) == RC_OK) {
		*ret = s;
		s = NULL;
	}
out:
	/* What rewrote a rule's names is not needed any more. */
	for (size_t i = 0; s != NULL && i < s->docs; i++)
		s->doc[i].use = (struct rewrite){ .n = 0 };
	sigma_holder_release(&holder);
	sigma_pipe_release(&pipe);
	sigma_free(s);
	return (r == RC_OK ? r : rc_fail(e, r, 0, "loading rules"));
}

void
sigma_free(struct sigma *s)
{

	if (s == NULL)
		return;
	sigma_plan_free(s->plan);
	sigma_route_free(s->route);
	sigma_scan_free(s->scan);
	sigma_regex_release(s);
	for (size_t i = 0; i < s->docs; i++)
		mem_free(s->doc[i].slots);
	for (size_t i = 0; i < s->yamls; i++)
		yaml_end(s->yaml[i]);
	mem_free(s->doc);
	mem_free(s->yaml);
	mem_free(s->note);
	arena_release(&s->mem);
	mem_free(s);
}

const struct sigma_note *
sigma_notes(const struct sigma *s, size_t *n)
{

	*n = s->notes;
	return (s->note);
}

size_t
sigma_refused(const struct sigma *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->docs; i++)
		n += s->doc[i].state == DOC_REFUSED;
	for (size_t i = 0; i < s->notes; i++)
		n += s->note[i].whole;
	return (n);
}

const struct sigma_rule *
sigma_rules(const struct sigma *s, size_t *n)
{

	*n = s->rules;
	return (s->rule);
}
