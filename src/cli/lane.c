/* SPDX-License-Identifier: Apache-2.0 */
/* Benchmark lanes: the table, and what their makers share. */
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/ts.h"
#include "cli/lane.h"
#include "cli/lane_corr.h"
#include "cli/lane_fleet.h"
#include "cli/lane_text.h"
#include "cli/lane_vehicles.h"
#include "cli/lane_windows.h"

#define SEED		1
#define START_MS	INT64_C(1772431200000)	/* 2026-03-02T06:00Z */
#define TICK_MS		2000
#define END_TICKS	600			/* The last line: 20 min on. */

static const struct lane_row rows[] = {
#define X(name, plain, rules, lines, help)				\
	{ #name, plain, rules, lines, help },
	LANES(X)
#undef X
};

static void (*const makers[])(struct lane *, const struct lane_how *) = {
	[LANE_telemetry] = lane_fleet_telemetry,
	[LANE_fleet] = lane_fleet_day,
	[LANE_windows] = lane_windows_mixed,
	[LANE_files] = lane_windows_files,
	[LANE_text] = lane_text_prose,
	[LANE_cisco] = lane_text_cisco,
	[LANE_vehicles] = lane_vehicles_make,
	[LANE_mix] = lane_corr_mix,
	[LANE_distinct] = lane_corr_distinct,
	[LANE_percentile] = lane_corr_percentile,
	[LANE_spans] = lane_corr_spans,
	[LANE_groups] = lane_corr_groups,
	[LANE_late] = lane_corr_late,
	[LANE_count] = lane_corr_count,
};

const struct lane_row *
lane_row(enum lane_kind kind)
{

	return (&rows[kind]);
}

/* A copy of what was written, which is empty again; or NULL. */
static char *
take(struct lane *l, size_t *n)
{
	char *p = NULL;

	*n = l->text.n;
	if (!l->text.failed)
		p = arena_copy(&l->arena, buf_span(&l->text));
	if (p == NULL)
		l->failed = RC_NOMEM;
	buf_clear(&l->text);
	return (p);
}

void
lane_line(struct lane *l)
{
	size_t n;
	char *p = take(l, &n);

	if (p != NULL && mem_room(&l->line, l->n, &l->cap, sizeof(*l->line)))
		l->line[l->n++] = (struct span){ p, n };
	else
		l->failed = RC_NOMEM;
}

void
lane_rule(struct lane *l)
{
	char name[40];
	size_t n;
	char *p = take(l, &n), *path;
	int len = snprintf(name, sizeof(name), "rule_%03zu.yml", l->rules);

	path = arena_copy(&l->arena, (struct span){ name, (size_t)len });
	if (p != NULL && path != NULL && mem_room(&l->rule, l->rules,
	    &l->rules_cap, sizeof(*l->rule)))
		l->rule[l->rules++] = (struct sigma_text){ path, { p, n } };
	else
		l->failed = RC_NOMEM;
}

void
lane_head(struct lane *l, size_t tick)
{
	char time[TS_TEXT];

	/* 2026-03-02T06:00:00.000Z without its fraction. */
	ts_text(START_MS + (int64_t)tick * TICK_MS, time);
	buf_fmt(&l->text, "{\"n\":\"#%zu\",\"time\":\"%.19sZ\"", l->n + 1,
	    time);
}

void
lane_end(struct lane *l, size_t tick)
{

	lane_head(l, tick + END_TICKS);
	buf_text(&l->text, ",\"type\":\"end\"}");
	lane_line(l);
}

unsigned
lane_pick(struct lane *l, unsigned n)
{

	return ((unsigned)sim_rng_int(&l->dice, 0, (int64_t)n - 1));
}

void
lane_roll(struct lane *l, const char *before, unsigned least, unsigned n)
{

	buf_text(&l->text, before);
	buf_int(&l->text, (int64_t)least + lane_pick(l, n));
}

void
lane_word(struct lane *l, const char *before, const char *const *words,
    unsigned n)
{

	buf_text(&l->text, before);
	buf_text(&l->text, words[lane_pick(l, n)]);
}

rc
lane_make(enum lane_kind kind, const struct lane_how *how, struct lane *ret)
{
	struct lane l = { .failed = RC_OK };

	/* By name: another row in the table changes no other lane. */
	sim_rng_seed(&l.dice, SEED, hash_64(span_of(rows[kind].name)));
	makers[kind](&l, how);
	if (l.failed != RC_OK) {
		lane_release(&l);
		return (l.failed);
	}
	*ret = l;
	return (RC_OK);
}

void
lane_release(struct lane *l)
{

	mem_free(l->line);
	mem_free(l->rule);
	arena_release(&l->arena);
	buf_release(&l->text);
	l->line = NULL;
	l->rule = NULL;
	l->n = l->cap = l->rules = l->rules_cap = 0;
}
