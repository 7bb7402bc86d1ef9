/* SPDX-License-Identifier: Apache-2.0 */
/* What one thread needs to match. */
#include "base/mem.h"
#include "sigma/sigma_plan.h"
#include "sigma/sigma_regex.h"
#include "sigma/sigma_route.h"
#include "sigma/sigma_scan.h"
#include "sigma/sigma_test.h"

/*
 * So many rules asked in turn take as long as a scan.  Rules for the fleet
 * mostly compare numbers and members of enums, which is a matter of a few
 * nanoseconds; others compare texts.
 */
#define SCAN_LEAST_PLAIN	64
#define SCAN_LEAST_FLEET	400

void
sigma_scratch_way(struct sigma_scratch *x, enum sigma_way way)
{

	x->way = way == SIGMA_WAY_BEST ? x->best : way;
}

/* The faster way, by the most rules that one event is asked. */
static enum sigma_way
best(const struct sigma *s)
{
	size_t most = 0;

	for (int c = 0; c <= SIGMA_PLAN_CATEGORIES; c++) {
		if (s->plan->category[c].n > most)
			most = s->plan->category[c].n;
	}
	return (most < (s->plain ? SCAN_LEAST_PLAIN : SCAN_LEAST_FLEET) ?
	    SIGMA_WAY_TURNS : SIGMA_WAY_SCAN);
}

struct sigma_scratch *
sigma_scratch_new(const struct sigma *s)
{
	struct sigma_scratch *x = mem_new(sizeof(*x));
	size_t atoms = s->plan->atoms;

	if (x == NULL)
		return (NULL);
	x->slots = s->slots;
	x->rules_max = s->rules;
	x->way = x->best = best(s);
	if ((x->folded = mem_array(s->slots, sizeof(*x->folded))) == NULL ||
	    (x->route = sigma_route_cache_new(s->route)) == NULL ||
	    (x->seen = mem_array(s->rules, sizeof(uint32_t))) == NULL ||
	    (x->rule = mem_array(s->rules, sizeof(uint32_t))) == NULL ||
	    (x->memo = mem_array(atoms, 1)) == NULL ||
	    (x->touched = mem_array(atoms, sizeof(unsigned))) == NULL)
		goto fail;
	if (!sigma_regex_scratch(s, x))
		goto fail;
	if (s->scan->words_db != NULL &&
	    hs_alloc_scratch(s->scan->words_db, &x->hs) != HS_SUCCESS)
		goto fail;
	return (x);
fail:
	sigma_scratch_free(x);
	return (NULL);
}

void
sigma_scratch_free(struct sigma_scratch *x)
{

	if (x == NULL)
		return;
	(void)hs_free_scratch(x->hs);	/* NULL is fine for it. */
	sigma_route_cache_free(x->route);
	mem_free(x->seen);
	mem_free(x->rule);
	mem_free(x->folded);
	mem_free(x->value);
	mem_free(x->memo);
	mem_free(x->touched);
	buf_release(&x->fold);
	buf_release(&x->tmp[0]);
	buf_release(&x->tmp[1]);
	buf_release(&x->bytes);
	buf_release(&x->line);
	buf_release(&x->line_folded);
	mem_free(x);
}
