/* SPDX-License-Identifier: Apache-2.0 */
/* The bench verb on plain input. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/bench_plain.h"
#include "sys/ticker.h"

static void
found(void *ctx, const struct plain_finding *f)
{
	struct bench_plain_hits *hits = ctx;

	if (!mem_room(&hits->hit, hits->n, &hits->cap, sizeof(*hits->hit))) {
		hits->failed = true;
		return;
	}
	hits->hit[hits->n++] = (struct bench_plain_hit){ f->at.number,
	    f->rule->id };
}

int
bench_plain_hit_order(const void *a, const void *b)
{
	const struct bench_plain_hit *x = a, *y = b;

	if (x->line != y->line)
		return (x->line < y->line ? -1 : 1);
	return (strcmp(x->rule, y->rule));
}

rc
bench_plain_open(const struct bench_job *job, const struct sigma_text *text,
    size_t n, struct bench_plain_hits *hits, struct plain **ret, struct err *e)
{
	struct plain_options how = { .shards = (unsigned)job->shards,
	    .time_field = "time", .no_routing = job->no_routing,
	    .fire = job->kind == LANE_count ? PLAIN_reset : PLAIN_every };
	struct plain_ears ears = { .ctx = hits, .found = found };

	return (plain_new(text, n, &how, &ears, ret, e));
}

static rc
feed(struct plain *P, const struct lane *l)
{
	rc r = RC_OK;

	for (size_t i = 0; i < l->n && r == RC_OK; i++)
		r = plain_lend(P, 0, i + 1, l->line[i]);
	return (r == RC_OK ? plain_flush(P) : r);
}

/* "LINE RULE" of each, sorted. */
static rc
digest(struct bench_plain_hits *hits, struct bench_result *ret)
{
	struct buf b = { 0 };
	bool failed;

	if (hits->n > 0)
		qsort(hits->hit, hits->n, sizeof(*hits->hit),
		    bench_plain_hit_order);
	for (size_t i = 0; i < hits->n; i++) {
		buf_int(&b, (int64_t)hits->hit[i].line);
		buf_char(&b, ' ');
		buf_text(&b, hits->hit[i].rule);
		buf_char(&b, '\n');
	}
	failed = b.failed || hits->failed;
	bench_job_hash(buf_span(&b), ret);
	buf_release(&b);
	ret->alerts = hits->n;
	return (failed ? RC_NOMEM : RC_OK);
}

static void
count_rules(struct plain *P, struct bench_result *ret)
{

	ret->refused += sigma_refused(plain_sigma(P));
	(void)sigma_rules(plain_sigma(P), &ret->rules);
}

rc
bench_plain_run(const struct bench_job *job, const struct sigma_text *text,
    size_t n, const struct lane *l, struct bench_result *ret, struct err *e)
{
	struct bench_plain_hits hits = { 0 };
	struct plain_counts c = { 0 };
	struct plain *P = NULL;
	struct bench_watch watch;
	double start = ticker_now();
	rc r;

	*ret = (struct bench_result){ .lines = l->n };
	if ((r = bench_plain_open(job, text, n, &hits, &P, e)) != RC_OK)
		return (r);
	ret->load = ticker_now() - start;
	count_rules(P, ret);
	bench_job_start(&watch);
	r = feed(P, l);
	bench_job_stop(&watch, ret);
	if (r == RC_OK)
		r = digest(&hits, ret);
	plain_counts(P, &c);
	ret->state_bytes = c.bytes;
	if (r != RC_OK)
		(void)rc_fail(e, r, 0, "%s", rc_text(r));
	plain_free(P);
	mem_free(hits.hit);
	return (r);
}
