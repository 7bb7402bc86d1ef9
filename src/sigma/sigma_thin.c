/* SPDX-License-Identifier: Apache-2.0 */
/* Of a crowd of entries, those that decide nothing go. */
#include "base/mem.h"
#include "sigma/sigma_thin.h"

/* A run of entries with as many distinct ones as the threshold. */
struct block {
	uint32_t	 from, to;	/* [from, to) */
};

/*
 * A repeat between two others of its kind that are at most a timespan apart:
 * every window that holds it holds one of them.
 */
static bool
between(const struct track *tr, int64_t before, int64_t behind)
{

	return (before != INT64_MIN && behind != INT64_MAX &&
	    behind - before <= tr->c->span_ms);
}

static void
stay(const struct track *tr, struct group *g, uint32_t *kept, uint32_t i)
{

	memmove(g->e + *kept * tr->stride, g->e + i * tr->stride, tr->stride);
	(*kept)++;
}

/* Keep of each value what decides, at the front. */
static rc
thin_values(struct shard *sh, const struct track *tr, struct group *g,
    sigma_thin_fn *gone)
{
	int64_t *behind = mem_array(g->n, sizeof(*behind));
	uint32_t kept = 0;

	if (behind == NULL)
		return (RC_NOMEM);
	for (uint32_t i = g->head; i < g->n; i++)
		windows_entry(tr, g, i)->val->seen = INT64_MAX;
	for (uint32_t i = g->n; i-- > g->head;) {
		const struct entry *e = windows_entry(tr, g, i);

		behind[i] = e->val->seen;
		e->val->seen = e->te;
	}
	for (uint32_t i = g->head; i < g->n; i++)
		windows_entry(tr, g, i)->val->seen = INT64_MIN;
	for (uint32_t i = g->head; i < g->n; i++) {
		const struct entry *e = windows_entry(tr, g, i);

		if (between(tr, e->val->seen, behind[i])) {
			gone(sh, tr, g, e);
			continue;
		}
		e->val->seen = e->te;
		stay(tr, g, &kept, i);
	}
	mem_free(behind);
	g->head = 0;
	g->n = kept;
	return (RC_OK);
}

/* The same for rules: few kinds, so the neighbours are near. */
static void
thin_rules(struct shard *sh, const struct track *tr, struct group *g,
    sigma_thin_fn *gone)
{
	uint32_t look = 4 * (uint32_t)tr->c->refs + 64, kept = 0;
	bool ordered = tr->c->type == CORR_ORDERED;

	for (uint32_t j = g->head; j < g->n; j++) {
		const struct entry *e = windows_entry(tr, g, j), *o;
		int64_t before = INT64_MIN, behind = INT64_MAX;

		for (uint32_t i = kept; i > 0 && kept - i < look &&
		    before == INT64_MIN; i--) {
			o = windows_entry(tr, g, i - 1);
			if (o->bits == e->bits)
				before = o->te;
			else if (ordered)
				break;
		}
		for (uint32_t i = j + 1; i < g->n && i - j < look &&
		    behind == INT64_MAX; i++) {
			o = windows_entry(tr, g, i);
			if (o->bits == e->bits)
				behind = o->te;
			else if (ordered)
				break;
		}
		if (between(tr, before, behind))
			gone(sh, tr, g, e);
		else
			stay(tr, g, &kept, j);
	}
	g->inexact |= ordered && kept < g->n - g->head;
	g->head = 0;
	g->n = kept;
}

/* The run of as many distinct entries as the threshold, from ${at}. */
static struct block
block_at(const struct track *tr, const struct group *g, uint32_t at,
    int64_t mark)
{
	struct block b = { at, at };
	size_t n = 0;

	while (b.to < g->n && n < tr->need) {
		const struct entry *e = windows_entry(tr, g, b.to++);

		if (tr->c->type != CORR_VALUE_COUNT) {
			n++;
		} else if (e->val->seen != mark) {
			e->val->seen = mark;
			n++;
		}
	}
	if (n < tr->need)
		b.to = b.from;
	return (b);
}

/*
 * Three blocks in a row within one timespan: a window that holds an entry of
 * the middle one holds all of the one before or all of the one behind it, so
 * the middle one decides nothing.
 */
static void
thin_blocks(struct shard *sh, const struct track *tr, struct group *g,
    sigma_thin_fn *gone)
{
	struct block a, b, c;
	uint32_t kept = 0, at = g->head;
	int64_t mark = INT64_MIN, from;

	for (uint32_t i = g->head; i < g->n; i++)
		if (tr->c->type == CORR_VALUE_COUNT)
			windows_entry(tr, g, i)->val->seen = INT64_MIN;
	a = block_at(tr, g, at, ++mark);
	from = windows_entry(tr, g, a.from)->te;
	for (; at < a.to; at++)
		stay(tr, g, &kept, at);
	b = block_at(tr, g, a.to, ++mark);
	while (a.to > a.from && b.to > b.from) {
		c = block_at(tr, g, b.to, ++mark);
		if (c.to == c.from)
			break;
		if (windows_entry(tr, g, c.to - 1)->te - from <=
		    tr->c->span_ms) {
			for (; at < b.to; at++)
				gone(sh, tr, g, windows_entry(tr, g, at));
			g->inexact = 1;
		} else {
			from = windows_entry(tr, g, b.from)->te;
			for (; at < b.to; at++)
				stay(tr, g, &kept, at);
		}
		b = c;
	}
	for (; at < g->n; at++)
		stay(tr, g, &kept, at);
	g->head = 0;
	g->n = kept;
}

rc
sigma_thin(struct shard *sh, const struct track *tr, struct group *g,
    sigma_thin_fn *gone)
{
	rc r;

	/* Sessions have no fixed length: all of them decide. */
	if (tr->c->gap_ms > 0 || g->head == g->n)
		return (RC_OK);
	if (tr->c->type == CORR_TEMPORAL || tr->c->type == CORR_ORDERED) {
		thin_rules(sh, tr, g, gone);
		return (RC_OK);
	}
	if (tr->c->type == CORR_VALUE_COUNT &&
	    (r = thin_values(sh, tr, g, gone)) != RC_OK)
		return (r);
	/* What is shown stays exact where there is room for it. */
	if (tr->need > 0 && g->n >= g->cap - g->cap / 4 &&
	    (!tr->c->exact || g->n >= WINDOWS_EXACT_MAX))
		thin_blocks(sh, tr, g, gone);
	return (RC_OK);
}
