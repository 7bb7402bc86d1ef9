/* SPDX-License-Identifier: Apache-2.0 */
/* Which rows have a value. */
#include "base/mem.h"
#include "twin/posting.h"

#define FIRST	2		/* Numbers that most values have at most. */

static struct span
value_of(const void *owner, uint32_t at)
{
	const struct postings *x = owner;

	return ((struct span){ x->at[at].value, x->at[at].value_n });
}

void
posting_init(struct postings *x)
{

	*x = (struct postings){ .free = 0 };
	map_init(&x->by_value, value_of, x);
}

void
posting_release(struct postings *x)
{

	for (size_t i = 0; i < x->n; i++) {
		mem_free(x->at[i].value);
		if (x->at[i].value != NULL)
			mem_free(x->at[i].number);
	}
	mem_free(x->at);
	map_release(&x->by_value);
	posting_init(x);
}

/* A free place's cap says which one is free after it. */
static rc
place(struct postings *x, uint32_t *at)
{

	if (x->free > 0) {
		*at = x->free - 1;
		x->free = x->at[*at].cap;
		return (RC_OK);
	}
	if (!mem_room(&x->at, x->n, &x->cap, sizeof(*x->at)))
		return (RC_NOMEM);
	*at = (uint32_t)x->n++;
	return (RC_OK);
}

static void
give_back(struct postings *x, uint32_t at)
{

	x->at[at] = (struct posting){ .cap = x->free };
	x->free = at + 1;
}

static rc
fresh(struct postings *x, struct span value, uint32_t *ret)
{
	struct posting *p;
	uint32_t at;
	rc r;

	if ((r = place(x, &at)) != RC_OK)
		return (r);
	p = &x->at[at];
	*p = (struct posting){ .value = mem_copy(value),
	    .value_n = (uint32_t)value.n, .cap = FIRST,
	    .number = mem_array(FIRST, sizeof(*p->number)) };
	if (p->value == NULL || p->number == NULL ||
	    map_put(&x->by_value, value, at) != RC_OK) {
		mem_free(p->value);
		mem_free(p->number);
		give_back(x, at);
		return (RC_NOMEM);
	}
	x->bytes += value.n + 1 + FIRST * sizeof(*p->number);
	*ret = at;
	return (RC_OK);
}

rc
posting_put(struct postings *x, struct span value, uint32_t number)
{
	uint32_t at = map_get(&x->by_value, value), *more;
	struct posting *p;
	rc r;

	if (at == MAP_NONE && (r = fresh(x, value, &at)) != RC_OK)
		return (r);
	p = &x->at[at];
	/* What was put last is asked for first: rows grow at the end. */
	for (uint32_t i = p->n; i > 0; i--)
		if (p->number[i - 1] == number)
			return (RC_OK);
	if (p->n == p->cap) {
		more = mem_grow(p->number, p->cap * 2, sizeof(*more));
		if (more == NULL)
			return (RC_NOMEM);
		x->bytes += p->cap * sizeof(*more);
		p->number = more;
		p->cap *= 2;
	}
	p->number[p->n++] = number;
	return (RC_OK);
}

void
posting_drop(struct postings *x, struct span value, uint32_t number)
{
	uint32_t at = map_get(&x->by_value, value), i = 0;
	struct posting *p;

	if (at == MAP_NONE)
		return;
	p = &x->at[at];
	while (i < p->n && p->number[i] != number)
		i++;
	if (i == p->n)
		return;
	memmove(&p->number[i], &p->number[i + 1],
	    (p->n - i - 1) * sizeof(*p->number));
	if (--p->n > 0)
		return;
	map_drop(&x->by_value, value);
	x->bytes -= p->value_n + 1 + p->cap * sizeof(*p->number);
	mem_free(p->value);
	mem_free(p->number);
	give_back(x, at);
}

const struct posting *
posting_get(const struct postings *x, struct span value)
{
	uint32_t at = map_get(&x->by_value, value);

	return (at == MAP_NONE ? NULL : &x->at[at]);
}

size_t
posting_bytes(const struct postings *x)
{

	return (x->bytes + map_bytes(&x->by_value) +
	    x->cap * sizeof(*x->at));
}
