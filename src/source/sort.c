/* SPDX-License-Identifier: Apache-2.0 */
/* External merge sort of lines by time. */
#include <stdlib.h>

#include "base/mem.h"
#include "source/sort.h"
#include "sys/spool.h"

#define BUDGET_LEAST	((size_t)1 << 20)
/* A window holds any record, head and all. */
#define WINDOW_LEAST	(SORT_LINE_MAX + sizeof(struct head))
#define FAN_MAX		128	/* Runs merged at once; more make passes. */

/** What stands before a record's bytes. */
struct head {
	int64_t		key;
	uint64_t	tag;
	uint32_t	n;
	uint32_t	spare;
};

/** Where a record in memory is; ${at} also tells the order of arrival. */
struct place {
	int64_t		key;
	size_t		at;
};

/** A sorted piece of the spool, and the window through which it is read. */
struct run {
	uint64_t	 start, end;	/* Its place in the spool. */
	uint64_t	 at;		/* Read up to here. */
	char		*p;		/* Owned while merging. */
	size_t		 from, n;	/* Read, not yet given: p[from..n). */
	struct head	 head;		/* Of the record at ${from}. */
};

struct sort {
	size_t		 budget;
	char		*dir;		/* Owned; NULL is the default. */
	struct spool	*spool;		/* Owned; NULL until needed. */
	char		*rec;		/* Owned: heads and bytes. */
	size_t		 rec_n, rec_cap;
	struct place	*place;		/* Owned. */
	size_t		 place_n, place_cap;
	size_t		 given;		/* Of place, when all is in memory. */
	struct run	*run;		/* Owned; oldest first. */
	size_t		 run_n, run_cap;
	size_t		*heap;		/* Owned: runs by their head. */
	size_t		 heap_n;
	size_t		 window;
	bool		 merging;
	rc		 failed;	/* The merge could not begin. */
	bool		 taken;		/* The top of the heap was given. */
};

rc
sort_new(size_t budget, const char *dir, struct sort **ret, struct err *e)
{
	struct sort *so = mem_new(sizeof(*so));

	if (so == NULL || (dir != NULL &&
	    (so->dir = mem_copy(span_of(dir))) == NULL)) {
		sort_free(so);
		return (rc_fail(e, RC_NOMEM, 0, "sorting"));
	}
	so->budget = budget == 0 ? SORT_BUDGET : budget;
	if (so->budget < BUDGET_LEAST)
		so->budget = BUDGET_LEAST;
	*ret = so;
	return (RC_OK);
}

static int
by_key(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->key != y->key)
		return (x->key < y->key ? -1 : 1);
	return ((x->at > y->at) - (x->at < y->at));
}

static void
order(struct sort *so)
{

	if (so->place_n > 1)
		qsort(so->place, so->place_n, sizeof(*so->place), by_key);
}

static size_t
record(const struct sort *so, size_t i, struct head *h)
{

	memcpy(h, so->rec + so->place[i].at, sizeof(*h));
	return (sizeof(*h) + h->n);
}

/* What is in memory becomes a run. */
static rc
flush(struct sort *so, struct err *e)
{
	struct run run = { 0 };
	rc rv = RC_OK;

	if (!mem_room(&so->run, so->run_n, &so->run_cap, sizeof(run)))
		return (rc_fail(e, RC_NOMEM, 0, "sorting"));
	if (so->spool == NULL &&
	    (rv = spool_new(so->dir, &so->spool, e)) != RC_OK)
		return (rv);
	order(so);
	run.at = run.start = spool_size(so->spool);
	for (size_t i = 0; i < so->place_n && rv == RC_OK; i++) {
		struct head h;
		size_t n = record(so, i, &h);

		rv = spool_append(so->spool,
		    (struct span){ so->rec + so->place[i].at, n }, e);
	}
	run.end = spool_size(so->spool);
	so->run[so->run_n++] = run;
	so->rec_n = so->place_n = 0;
	return (rv);
}

/* Room for ${n} more bytes, within the budget. */
static bool
room(struct sort *so, size_t n)
{
	size_t cap = so->rec_cap > 0 ? so->rec_cap : BUDGET_LEAST / 4;
	char *p;

	if (n <= so->rec_cap - so->rec_n)
		return (true);
	while (cap - so->rec_n < n)
		cap *= 2;
	if ((p = mem_grow(so->rec, cap, 1)) == NULL)
		return (false);
	so->rec = p;
	so->rec_cap = cap;
	return (true);
}

rc
sort_add(struct sort *so, int64_t key, uint64_t tag, struct span line,
    struct err *e)
{
	struct head h = { key, tag, (uint32_t)line.n, 0 };
	size_t used = so->rec_n + so->place_n * sizeof(*so->place);
	rc rv;

	BUG_IF(so->merging);
	if (line.n > SORT_LINE_MAX)
		return (rc_fail(e, RC_LIMIT, 0, "a line of %zu bytes",
		    line.n));
	/* Doubling may hold twice what is used: count for it. */
	if (used + sizeof(h) + line.n > so->budget / 2 && so->place_n > 0 &&
	    (rv = flush(so, e)) != RC_OK)
		return (rv);
	if (!room(so, sizeof(h) + line.n) || !mem_room(&so->place,
	    so->place_n, &so->place_cap, sizeof(*so->place)))
		return (rc_fail(e, RC_NOMEM, 0, "sorting"));
	so->place[so->place_n++] = (struct place){ key, so->rec_n };
	memcpy(so->rec + so->rec_n, &h, sizeof(h));
	if (line.n > 0)
		memcpy(so->rec + so->rec_n + sizeof(h), line.p, line.n);
	so->rec_n += sizeof(h) + line.n;
	return (RC_OK);
}

/* The next record of ${run} into its window; RC_NOTFOUND when it is empty. */
static rc
load(struct sort *so, struct run *run, struct err *e)
{
	size_t left = run->n - run->from;
	bool have = left >= sizeof(run->head);
	uint64_t rest = run->end - run->at;
	rc rv;

	if (have)
		memcpy(&run->head, run->p + run->from, sizeof(run->head));
	if (have && left - sizeof(run->head) >= run->head.n)
		return (RC_OK);
	if (left == 0 && rest == 0)
		return (RC_NOTFOUND);
	if (left > 0)
		memmove(run->p, run->p + run->from, left);
	run->from = 0;
	run->n = left;
	rest = rest < so->window - left ? rest : so->window - left;
	if ((rv = spool_read(so->spool, run->at, run->p + left, rest, e)) !=
	    RC_OK)
		return (rv);
	run->at += rest;
	run->n += rest;
	BUG_IF(run->n < sizeof(run->head));
	memcpy(&run->head, run->p, sizeof(run->head));
	BUG_IF(run->n - sizeof(run->head) < run->head.n);
	return (RC_OK);
}

/* Older runs hold what came first: equal keys go by the run's number. */
static bool
before(const struct sort *so, size_t a, size_t b)
{
	int64_t x = so->run[a].head.key, y = so->run[b].head.key;

	return (x != y ? x < y : a < b);
}

static void
sink(struct sort *so, size_t i)
{

	for (;;) {
		size_t least = i, kid = 2 * i + 1, t;

		for (size_t k = kid; k < kid + 2 && k < so->heap_n; k++)
			if (before(so, so->heap[k], so->heap[least]))
				least = k;
		if (least == i)
			return;
		t = so->heap[i];
		so->heap[i] = so->heap[least];
		so->heap[least] = t;
		i = least;
	}
}

/* Open ${n} runs for merging, from the one numbered ${from}. */
static rc
open_runs(struct sort *so, size_t from, size_t n, struct err *e)
{
	rc rv;

	so->heap_n = 0;
	for (size_t i = from; i < from + n; i++) {
		if ((so->run[i].p = mem_new(so->window)) == NULL)
			return (rc_fail(e, RC_NOMEM, 0, "merging"));
		if ((rv = load(so, &so->run[i], e)) != RC_OK)
			return (rv);
		so->heap[so->heap_n++] = i;
	}
	for (size_t i = so->heap_n; i-- > 0;)
		sink(so, i);
	return (RC_OK);
}

/* Take the least record of the open runs; it lives until the next call. */
static rc
least(struct sort *so, struct head *h, struct span *line, struct err *e)
{
	struct run *run;
	rc rv;

	if (so->taken) {
		run = &so->run[so->heap[0]];
		run->from += sizeof(run->head) + run->head.n;
		rv = load(so, run, e);
		if (rv == RC_NOTFOUND)
			so->heap[0] = so->heap[--so->heap_n];
		else if (rv != RC_OK)
			return (rv);
		sink(so, 0);
		so->taken = false;
	}
	if (so->heap_n == 0)
		return (RC_NOTFOUND);
	run = &so->run[so->heap[0]];
	*h = run->head;
	*line = (struct span){ run->p + run->from + sizeof(*h), h->n };
	so->taken = true;
	return (RC_OK);
}

/* Merge ${n} runs from the one numbered ${from} into one in their place. */
static rc
pass(struct sort *so, size_t from, size_t n, struct err *e)
{
	struct run merged = { .start = spool_size(so->spool) };
	struct span line;
	struct head h;
	rc rv;

	merged.at = merged.start;
	if ((rv = open_runs(so, from, n, e)) != RC_OK)
		return (rv);
	while ((rv = least(so, &h, &line, e)) == RC_OK) {
		struct span rec = { line.p - sizeof(h), sizeof(h) + line.n };

		if ((rv = spool_append(so->spool, rec, e)) != RC_OK)
			return (rv);
	}
	if (rv != RC_NOTFOUND)
		return (rv);
	merged.end = spool_size(so->spool);
	for (size_t i = from; i < from + n; i++) {
		mem_free(so->run[i].p);
		spool_drop(so->spool, so->run[i].start,
		    so->run[i].end - so->run[i].start);
	}
	memmove(so->run + from + 1, so->run + from + n,
	    (so->run_n - from - n) * sizeof(*so->run));
	so->run[from] = merged;
	so->run_n -= n - 1;
	return (RC_OK);
}

/* Merge neighbours, ${fan} at a time, until one merge is left to do. */
static rc
passes(struct sort *so, size_t fan, struct err *e)
{
	rc rv;

	while (so->run_n > fan)
		for (size_t i = 0; i + 1 < so->run_n; i++) {
			size_t n = so->run_n - i;

			if ((rv = pass(so, i, n < fan ? n : fan, e)) != RC_OK)
				return (rv);
		}
	return (RC_OK);
}

/* All records are there: give memory over to the windows and merge. */
static rc
begin(struct sort *so, struct err *e)
{
	size_t fan;
	rc rv;

	so->merging = true;
	if (so->run_n == 0) {
		order(so);
		return (RC_OK);
	}
	if (so->place_n > 0 && (rv = flush(so, e)) != RC_OK)
		return (rv);
	mem_free(so->rec);
	mem_free(so->place);
	so->rec = NULL;
	so->place = NULL;
	fan = so->budget / WINDOW_LEAST;
	fan = fan < FAN_MAX ? fan : FAN_MAX;
	so->window = so->budget / fan;
	if ((so->heap = mem_array(fan, sizeof(*so->heap))) == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "merging"));
	if ((rv = passes(so, fan, e)) != RC_OK)
		return (rv);
	return (open_runs(so, 0, so->run_n, e));
}

rc
sort_next(struct sort *so, int64_t *key, uint64_t *tag, struct span *line,
    struct err *e)
{
	struct head h;
	rc rv;

	if (so->failed != RC_OK)
		return (rc_fail(e, so->failed, 0, "sorting failed before"));
	if (!so->merging && (rv = begin(so, e)) != RC_OK) {
		so->failed = rv;
		return (rv);
	}
	/* Without a heap all is in memory. */
	if (so->heap == NULL) {
		if (so->given == so->place_n)
			return (RC_NOTFOUND);
		BUG_IF(so->place == NULL);
		*line = (struct span){ so->rec + so->place[so->given].at +
		    sizeof(h), 0 };
		(void)record(so, so->given++, &h);	/* For the head. */
		line->n = h.n;
	} else if ((rv = least(so, &h, line, e)) != RC_OK)
		return (rv);
	*key = h.key;
	*tag = h.tag;
	return (RC_OK);
}

void
sort_free(struct sort *so)
{

	if (so == NULL)
		return;
	for (size_t i = 0; i < so->run_n; i++)
		mem_free(so->run[i].p);
	spool_free(so->spool);
	mem_free(so->run);
	mem_free(so->heap);
	mem_free(so->place);
	mem_free(so->rec);
	mem_free(so->dir);
	mem_free(so);
}
