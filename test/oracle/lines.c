/* SPDX-License-Identifier: Apache-2.0 */
/* A case through the product as plain JSON lines: reader, clock and all. */
#include <stdio.h>
#include <string.h>

#include "engine/plain.h"
#include "oracle/lines.h"
#include "oracle/print.h"
#include "oracle/truth.h"
#include "oracle/windows.h"

/* Findings of detection rules: numbered behind the correlations. */
#define RULE_AT		O_CORRS

void
lines_adapt(struct o_case *c)
{

	for (size_t i = 0; i < c->events; i++) {
		struct o_event *e = &c->event[i];

		/* Nothing is known of who sent it, or of tenants. */
		e->tenant = 0;
		e->entity = e->id = (unsigned)i;
		e->received = O_NONE;
	}
}

/* E-34: silent alone, if named without generate. */
static bool
is_silent(const struct o_case *c, unsigned ref)
{

	for (size_t i = 0; i < c->corrs; i++) {
		for (size_t r = 0; r < c->corr[i].refs; r++) {
			if (c->corr[i].ref[r] == ref && !c->corr[i].generate)
				return (true);
		}
	}
	return (false);
}

void
lines_truth(const struct o_case *c, enum o_firing how, struct o_result *ret)
{
	size_t n = 0;

	windows_truth(c, how, ret);
	for (size_t i = 0; i < ret->n; i++) {
		if (!is_silent(c, O_RULES + ret->fire[i].corr))
			ret->fire[n++] = ret->fire[i];
	}
	ret->n = n;
	for (unsigned r = 0; r < c->rules; r++) {
		if (is_silent(c, r))
			continue;
		for (size_t i = 0; i < c->events && ret->n < O_FIRES; i++) {
			if (!truth_match(&c->rule[r], &c->event[i]))
				continue;
			ret->fire[ret->n++] = (struct o_fire){
			    .corr = RULE_AT + r, .te = c->event[i].time,
			    .by = i + 1, .exact = true,
			    .window = UINT64_C(1) << i,
			    .ends = UINT64_C(1) << i };
		}
	}
	/* When a point was told is not said. */
	for (size_t i = 0; i < ret->n; i++)
		ret->fire[i].at = 0;
}

struct run {
	const struct o_case	*c;
	struct o_result		*ret;
	bool			 failed;
};

static void
found(void *ctx, const struct plain_finding *f)
{
	struct run *x = ctx;
	struct buf key = { 0 };
	struct o_fire *to;

	if (x->ret->n == O_FIRES) {
		x->ret->full = true;
		return;
	}
	to = &x->ret->fire[x->ret->n++];
	*to = (struct o_fire){ .corr = (unsigned)(f->rule->name[1] - '0') +
	    (f->rule->correlation ? 0 : RULE_AT), .te = f->time,
	    .by = f->at.number, .value = f->value,
	    .has_value = f->has_value,
	    .exact = f->exact || !f->rule->correlation };
	for (size_t i = 0; f->rule->correlation && i < f->rule->group_n; i++) {
		value_put(&key, &f->group[i]);
		buf_char(&key, '/');
	}
	(void)snprintf(to->key, sizeof(to->key), "%.*s", (int)key.n,
	    key.n > 0 ? key.p : "");
	buf_release(&key);
	for (size_t i = 0; i < f->window_n; i++)
		to->ends |= UINT64_C(1) << (f->window[i].number - 1);
	if (!f->rule->correlation)
		to->ends = UINT64_C(1) << (f->at.number - 1);
	to->events = f->count;
	x->failed |= !f->has_time;
}

static void
rejected(void *ctx, struct plain_place at, const struct err *e)
{
	struct run *x = ctx;

	(void)at;
	(void)e;
	x->failed = true;
}

static rc
feed(struct plain *p, const struct o_case *c, size_t batch)
{
	struct buf line = { 0 };
	rc r = RC_OK;

	for (size_t i = 0; i < c->events && r == RC_OK; i++) {
		buf_clear(&line);
		print_event(c, i, &line);
		r = line.failed ? RC_NOMEM : plain_add(p, 0, i + 1,
		    (struct span){ line.p, line.n - 1 });
		if (r == RC_OK && (i + 1) % batch == 0)
			r = plain_flush(p);
	}
	buf_release(&line);
	if (r == RC_OK)
		r = plain_flush(p);
	if (r == RC_OK && c->until != O_NONE)
		r = plain_until(p, c->until);
	return (r);
}

static void
counts(const struct run *x, const struct plain *p)
{
	struct plain_counts k;
	struct o_counts *to = x->ret->count;

	/* Only their sum is told. */
	plain_counts(p, &k);
	to[0] = (struct o_counts){ k.windows.no_key, k.windows.too_late,
	    k.windows.not_number, k.windows.open };
}

bool
lines_run(const struct o_case *c, const struct product_how *how,
    struct o_result *ret, struct buf *notes)
{
	const struct plain_options options = { .shards = how->shards,
	    .time_field = "time", .fire = how->firing == O_RESET ?
	    PLAIN_reset : PLAIN_every };
	struct run x = { .c = c, .ret = ret };
	const struct plain_ears ears = { .ctx = &x, .rejected = rejected,
	    .found = found };
	struct buf yaml = { 0 };
	struct sigma_text text;
	struct plain *p = NULL;
	bool ok;

	ret->n = 0;
	ret->full = false;
	memset(ret->count, 0, sizeof(ret->count));
	print_rules(c, &yaml);
	text = (struct sigma_text){ "case.yml", span_of(buf_str(&yaml)) };
	ok = plain_new(&text, 1, &options, &ears, &p, NULL) == RC_OK &&
	    feed(p, c, how->batch) == RC_OK;
	if (ok)
		counts(&x, p);
	plain_free(p);
	buf_release(&yaml);
	if ((!ok || x.failed) && notes != NULL)
		buf_text(notes, "plain lines: refused, rejected or failed\n");
	return (ok && !x.failed);
}
