/* SPDX-License-Identifier: Apache-2.0 */
/* Several inputs as one journal. */
#include "base/json.h"
#include "base/mem.h"
#include "base/ts.h"
#include "source/merge.h"
#include "source/sort.h"

#define NUMBER_BITS	40		/* A tag is input and line number. */

enum slot { RECEIVED, TIME, SLOTS };

/* An input with the line that it offers. */
struct lane {
	struct merge_input	input;
	struct span		line;
	uint64_t		number;
	int64_t			key;		/* Never falls. */
	bool			ended;
};

struct merge {
	struct lane		*lane;		/* Owned. */
	size_t			 n;
	bool			 started, sorted;
	size_t			 last;		/* Lane that gave the last. */
	struct sort		*sort;		/* Owned; NULL if not sorted */
	merge_time_fn		*time;		/* NULL: as events have it. */
	void			*ctx;		/* Borrowed. */
	struct json_plan	*plan;		/* Owned. */
	struct json_reader	 scan;
	struct arena		 arena;
};

static rc
plan_new(struct merge *m)
{
	static const struct span seg[SLOTS] = { { "received", 8 },
	    { "time", 4 } };
	struct json_row rows[SLOTS];
	rc r;

	for (size_t i = 0; i < SLOTS; i++)
		rows[i] = (struct json_row){ .seg = &seg[i], .segs = 1,
		    .slot = (uint16_t)i };
	if ((r = json_plan_new(rows, SLOTS, NULL, &m->plan, NULL)) != RC_OK)
		return (r);
	return (json_reader_init(&m->scan, m->plan, false));
}

rc
merge_new(const struct merge_input *inputs, size_t n, bool sorted,
    struct merge **ret, struct err *e)
{
	struct merge *m = mem_new(sizeof(*m));
	rc r = RC_NOMEM;

	if (m == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "merging inputs"));
	m->n = n;
	m->sorted = sorted;
	if ((m->lane = mem_array(n, sizeof(*m->lane))) == NULL ||
	    (r = plan_new(m)) != RC_OK ||
	    (sorted && (r = sort_new(0, NULL, &m->sort, e)) != RC_OK)) {
		merge_free(m);
		return (rc_fail(e, r, 0, "merging inputs"));
	}
	for (size_t i = 0; i < n; i++) {
		m->lane[i].input = inputs[i];
		m->lane[i].key = INT64_MIN;
	}
	*ret = m;
	return (RC_OK);
}

void
merge_free(struct merge *m)
{

	if (m == NULL)
		return;
	json_reader_release(&m->scan);
	json_plan_free(m->plan);
	arena_release(&m->arena);
	sort_free(m->sort);
	mem_free(m->lane);
	mem_free(m);
}

void
merge_by(struct merge *m, merge_time_fn *fn, void *ctx)
{

	m->time = fn;
	m->ctx = ctx;
}

static bool
time_of(const struct json_val *v, int64_t *ms)
{

	return (v->type == JSON_TEXT && ts_parse(json_span(v), ms) == RC_OK);
}

/* The time by which a line is ordered; ${last} if it does not say. */
static int64_t
key_of(struct merge *m, struct span line, int64_t last)
{
	struct json_out out = { .arena = &m->arena };
	int64_t ms;
	rc r;

	if (m->time != NULL)
		return (m->time(m->ctx, line, &ms) ? ms : last);
	arena_clear(&m->arena);
	r = json_read(m->plan, &m->scan, line, &out, NULL);
	if (r == RC_OK && time_of(&out.slot[RECEIVED], &ms))
		return (ms);
	if (r == RC_OK && time_of(&out.slot[TIME], &ms))
		return (ms);
	return (last);
}

static rc
advance(struct merge *m, struct lane *l, struct err *e)
{
	int64_t key;
	rc r = l->input.next(l->input.ctx, &l->line, &l->number, e);

	l->ended = r == RC_NOTFOUND;
	if (r != RC_OK || m->n == 1)
		return (l->ended ? RC_OK : r);
	/* What lies behind a late line is not held up by it. */
	key = key_of(m, l->line, l->key);
	if (key > l->key)
		l->key = key;
	return (RC_OK);
}

/* Everything into the sorter. */
static rc
sort_all(struct merge *m, struct err *e)
{
	rc r;

	for (size_t i = 0; i < m->n; i++) {
		struct lane *l = &m->lane[i];

		for (;;) {
			r = l->input.next(l->input.ctx, &l->line, &l->number,
			    e);
			if (r != RC_OK)
				break;
			l->key = key_of(m, l->line, l->key);
			r = sort_add(m->sort, l->key, (uint64_t)i <<
			    NUMBER_BITS | l->number, l->line, e);
			if (r != RC_OK)
				return (r);
		}
		if (r != RC_NOTFOUND)
			return (r);
	}
	return (RC_OK);
}

static rc
next_sorted(struct merge *m, unsigned *input, struct span *line,
    uint64_t *number, struct err *e)
{
	int64_t key;
	uint64_t tag;
	rc r;

	if (!m->started && (r = sort_all(m, e)) != RC_OK)
		return (r);
	m->started = true;
	if ((r = sort_next(m->sort, &key, &tag, line, e)) != RC_OK)
		return (r);
	*input = (unsigned)(tag >> NUMBER_BITS);
	*number = tag & ((UINT64_C(1) << NUMBER_BITS) - 1);
	return (RC_OK);
}

rc
merge_next(struct merge *m, unsigned *input, struct span *line,
    uint64_t *number, struct err *e)
{
	struct lane *best = NULL;
	rc r;

	if (m->sorted)
		return (next_sorted(m, input, line, number, e));
	/* Only the lane that gave the last line has to offer a new one. */
	for (size_t i = 0; i < m->n; i++)
		if ((!m->started || i == m->last) && !m->lane[i].ended &&
		    (r = advance(m, &m->lane[i], e)) != RC_OK)
			return (r);
	m->started = true;
	for (size_t i = 0; i < m->n; i++) {
		struct lane *l = &m->lane[i];

		if (!l->ended && (best == NULL || l->key < best->key))
			best = l;
	}
	if (best == NULL)
		return (RC_NOTFOUND);
	m->last = (size_t)(best - m->lane);
	*input = (unsigned)m->last;
	*line = best->line;
	*number = best->number;
	return (RC_OK);
}
