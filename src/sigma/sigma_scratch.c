/* SPDX-License-Identifier: Apache-2.0 */
/* What one thread needs to match. */
#include "base/mem.h"
#include "sigma/sigma_plan.h"
#include "sigma/sigma_regex.h"
#include "sigma/sigma_route.h"
#include "sigma/sigma_scan.h"
#include "sigma/sigma_test.h"

#define SCAN_LEAST	64		/* Rules; fewer are asked in turn. */

void
sigma_scratch_way(struct sigma_scratch *x, enum sigma_way way)
{

	if (way == SIGMA_WAY_BEST)
		way = x->rules_max < SCAN_LEAST ? SIGMA_WAY_TURNS :
		    SIGMA_WAY_SCAN;
	x->way = way;
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
	sigma_scratch_way(x, SIGMA_WAY_BEST);
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
