/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Snapshots of both engines: a journal that is split at any line, with a
 * restart there, gives what it gives without; a state that was read back is
 * written as the same bytes.
 */
#include "base/mem.h"
#include "cli/lane.h"
#include "cli/ruleset.h"
#include "engine/engine.h"
#include "engine/plain.h"
#include "model/alert_json.h"

#include "t.h"

#define SPLITS	7

static struct lane lane;
static size_t told;			/* Bytes of what plain input gave. */
static struct ruleset rules;

static const struct engine_change nobody;

/* Equal texts; else where they part. */
static void
same(const struct buf *want, const struct buf *got)
{
	struct span w = buf_span(want), g = buf_span(got), x, y;

	while (w.n > 0 || g.n > 0) {
		x = span_line(&w);
		y = span_line(&g);
		if (span_eq(x, y))
			continue;
		printf("# want %.*s\n# got  %.*s\n", (int)x.n, x.p, (int)y.n,
		    y.p);
		break;
	}
	T_TRUE(span_eq(buf_span(want), buf_span(got)));
}

static struct engine *
native_new(unsigned shards)
{
	const struct engine_options o = { .shards = shards };
	const struct engine_ears ears = { .ctx = NULL };
	struct engine *E = NULL;
	struct err e;

	T_INT(RC_OK, engine_new(rules.text, rules.n, &o, &ears, &E, &e));
	return (E);
}

static void
native_feed(struct engine *E, size_t from, size_t to)
{

	for (size_t i = from; i < to; i++)
		T_INT(RC_OK, engine_add(E, 0, i + 1, lane.line[i]));
	T_INT(RC_OK, engine_flush(E));
}

/* All alerts as JSON, and what was counted. */
static void
native_result(struct engine *E, struct buf *out)
{
	struct engine_counts n;
	struct alert *const *a;
	struct view *view;
	size_t alerts;

	buf_clear(out);
	T_INT(RC_OK, view_new(&view));
	a = engine_alerts(E, &alerts);
	for (size_t i = 0; i < alerts; i++) {
		T_INT(RC_OK, alert_json(view, a[i], out));
		buf_char(out, '\n');
	}
	view_free(view);
	engine_counts(E, &n);
	buf_fmt(out, "%llu %llu %llu %llu %llu %llu %lld %lld %llu %llu\n",
	    (unsigned long long)n.lines, (unsigned long long)n.events,
	    (unsigned long long)n.generated, (unsigned long long)n.rejected,
	    (unsigned long long)n.duplicates, (unsigned long long)n.late,
	    (long long)n.first, (long long)n.last,
	    (unsigned long long)n.windows.no_key,
	    (unsigned long long)n.windows.open);
}

/* The state of ${E} goes on in a new engine; it is written the same. */
static struct engine *
native_again(struct engine *E, unsigned shards)
{
	struct buf one = { 0 }, two = { 0 };
	struct engine *next = native_new(shards);
	struct err e = { 0 };
	struct cur c;

	engine_save(E, &one);
	engine_free(E);
	T_TRUE(!one.failed);
	c = cur_of(buf_span(&one));
	T_INT(RC_OK, engine_load(next, &c, &nobody, &e));
	T_STR("", e.what);
	engine_save(next, &two);
	T_TRUE(span_eq(buf_span(&one), buf_span(&two)));
	buf_release(&one);
	buf_release(&two);
	return (next);
}

static void
native_splits(unsigned before, unsigned behind)
{
	struct buf want = { 0 }, got = { 0 };
	struct engine *E = native_new(1);

	native_feed(E, 0, lane.n);
	native_result(E, &want);
	engine_free(E);
	for (size_t k = 0; k <= SPLITS; k++) {
		/* Not at the same place of a batch each time. */
		size_t at = k == SPLITS ? lane.n :
		    lane.n * k / SPLITS + k * 37 % 101;

		E = native_new(before);
		native_feed(E, 0, at);
		E = native_again(E, behind);
		native_feed(E, at, lane.n);
		native_result(E, &got);
		engine_free(E);
		same(&want, &got);
	}
	T_TRUE(want.n > 200);
	buf_release(&want);
	buf_release(&got);
}

static void
test_native(void)
{
	const struct lane_how how = { .n = 6000, .vehicles = 10 };
	struct err e;

	T_INT(RC_OK, ruleset_load(NULL, 0, &rules, &e));
	T_INT(RC_OK, lane_make(LANE_fleet, &how, &lane));
	native_splits(1, 1);
	native_splits(2, 4);
	lane_release(&lane);
	ruleset_release(&rules);
}

/* Plain input. */

static void
found(void *ctx, const struct plain_finding *f)
{
	struct buf *b = ctx;

	buf_fmt(b, "%s %llu %lld ", f->rule->id, (unsigned long long)f->pos,
	    (long long)f->time);
	for (size_t i = 0; f->group != NULL && i < f->rule->group_n; i++) {
		value_json(b, &f->group[i]);
		buf_char(b, ' ');
	}
	if (f->has_value)
		buf_num(b, f->value);
	buf_fmt(b, " %d %d %llu %zu\n", f->exact, f->at_least,
	    (unsigned long long)f->count, f->window_n);
}

static struct plain *
plain_start(unsigned shards, enum plain_fire fire, bool bare, struct buf *out)
{
	const struct plain_options o = { .shards = shards, .fire = fire,
	    .no_evidence = bare };
	const struct plain_ears ears = { .ctx = out, .found = found };
	struct plain *P = NULL;
	struct err e = { 0 };

	T_INT(RC_OK, plain_new(lane.rule, lane.rules, &o, &ears, &P, &e));
	T_STR("", e.what);
	return (P);
}

static void
plain_feed(struct plain *P, size_t from, size_t to)
{

	for (size_t i = from; i < to; i++)
		T_INT(RC_OK, plain_add(P, 0, i + 1, lane.line[i]));
	T_INT(RC_OK, plain_flush(P));
}

static void
plain_result(struct plain *P, struct buf *out)
{
	struct plain_counts n;
	struct alert *const *a;
	size_t alerts;

	a = plain_episodes(P, &alerts);
	for (size_t i = 0; i < alerts; i++)
		buf_fmt(out, "%s %.*s %llu %zu %u\n", a[i]->id,
		    (int)a[i]->entity.n, a[i]->entity.p,
		    (unsigned long long)a[i]->count, a[i]->ends_n,
		    (unsigned)plain_place_of(a[i]->decided).number);
	plain_counts(P, &n);
	buf_fmt(out, "%llu %llu %llu %llu %llu %llu %llu\n",
	    (unsigned long long)n.lines, (unsigned long long)n.events,
	    (unsigned long long)n.findings,
	    (unsigned long long)n.windows.no_key,
	    (unsigned long long)n.windows.too_late,
	    (unsigned long long)n.windows.evicted,
	    (unsigned long long)n.windows.open);
}

static void
all_kept(void *ctx UNUSED, enum sigma_fate fate, struct span id UNUSED,
    const char *why UNUSED)
{

	T_INT(SIGMA_KEPT, fate);
}

static struct plain *
plain_again(struct plain *P, struct plain *next)
{
	struct buf one = { 0 }, two = { 0 };
	struct err e = { 0 };
	struct cur c;

	plain_save(P, &one);
	plain_free(P);
	T_TRUE(!one.failed);
	c = cur_of(buf_span(&one));
	T_INT(RC_OK, plain_load(next, &c, all_kept, NULL, &e));
	T_STR("", e.what);
	plain_save(next, &two);
	T_TRUE(span_eq(buf_span(&one), buf_span(&two)));
	buf_release(&one);
	buf_release(&two);
	return (next);
}

static void
plain_splits(enum plain_fire fire, bool bare)
{
	static const unsigned shards[][2] = { { 1, 1 }, { 2, 4 }, { 4, 1 } };
	struct buf want = { 0 }, got = { 0 };
	struct plain *P = plain_start(1, fire, bare, &want);

	plain_feed(P, 0, lane.n);
	plain_result(P, &want);
	plain_free(P);
	for (size_t k = 0; k <= SPLITS; k++) {
		const unsigned *s = shards[k % COUNT_OF(shards)];
		size_t at = lane.n * k / SPLITS;

		buf_clear(&got);
		P = plain_start(s[0], fire, bare, &got);
		plain_feed(P, 0, at);
		P = plain_again(P, plain_start(s[1], fire, bare, &got));
		plain_feed(P, at, lane.n);
		plain_result(P, &got);
		plain_free(P);
		same(&want, &got);
	}
	told += want.n;
	buf_release(&want);
	buf_release(&got);
}

static void
test_plain(void)
{
	static const enum lane_kind kinds[] = { LANE_mix, LANE_distinct,
	    LANE_percentile, LANE_spans, LANE_groups, LANE_late };
	const struct lane_how how = { .n = 6000, .vehicles = 50,
	    .stretch = 1 };

	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		T_INT(RC_OK, lane_make(kinds[i], &how, &lane));
		plain_splits(PLAIN_episode, false);
		plain_splits(PLAIN_every, false);
		plain_splits(PLAIN_every, true);
		lane_release(&lane);
	}
	/* Most lanes have told something. */
	T_TRUE(told > 10000);
}

/* A reload: what is kept, and what is said. */

#define ID(n)	"10000000-0000-4000-8000-00000000000" n
#define BASE(n, name, value)						\
	"title: " name "\nid: " ID(n) "\nname: " name "\nlevel: low\n"	\
	"logsource: {category: x}\n"					\
	"detection: {s: {k: " value "}, condition: s}\n"
#define CORR(n, name, span, least)					\
	"---\ntitle: " name "\nid: " ID(n) "\nname: " name		\
	"\nlevel: low\ncorrelation:\n  type: event_count\n  rules: [a]\n" \
	"  group-by: [g]\n  timespan: " span "\n  condition: {gte: "	\
	least "}\n"

static const char before[] =
    BASE("1", "a", "a") "---\n" BASE("2", "b", "b")
    CORR("5", "c", "10m", "3") CORR("6", "d", "10m", "2");
static const char behind[] =
    BASE("3", "e", "e") "---\n" BASE("1", "a", "a")
    CORR("5", "c", "10m", "2") CORR("6", "d", "20m", "2");

static struct plain *
of_text(const char *text, struct buf *out)
{
	const struct sigma_text one = { "r.yml", span_of(text) };
	const struct plain_options o = { .fire = PLAIN_every };
	const struct plain_ears ears = { .ctx = out, .found = found };
	struct plain *P = NULL;
	struct err e = { 0 };

	T_INT(RC_OK, plain_new(&one, 1, &o, &ears, &P, &e));
	return (P);
}

static void
note(void *ctx, enum sigma_fate f, struct span id, const char *why)
{

	buf_fmt(ctx, "%c%d%s ", id.p[id.n - 1], (int)f, why[0] != '\0' ?
	    "!" : "");
}

static void
add(struct plain *P, unsigned n, const char *line)
{

	T_INT(RC_OK, plain_add(P, 0, n, span_of(line)));
}

static void
test_reload(void)
{
	struct buf out = { 0 }, fates = { 0 };
	struct plain *old = of_text(before, &out);
	struct plain *P = of_text(behind, &out);
	struct err e = { 0 };

	add(old, 1, "{\"time\":\"2026-03-02T06:00:00Z\",\"k\":\"a\","
	    "\"g\":\"x\"}");
	T_INT(RC_OK, plain_take_over(P, old, note, &fates, &e));
	plain_free(old);
	/* In the order of the new set; then what is gone. */
	T_STR("32 10 50 61! 23 ", buf_str(&fates));
	/* It was waiting, silent alone, and is counted with its next. */
	T_INT(0, out.n);
	add(P, 2, "{\"time\":\"2026-03-02T06:01:00Z\",\"k\":\"a\","
	    "\"g\":\"x\"}");
	T_INT(RC_OK, plain_flush(P));
	T_STR(ID("5") " 2 1772431260000 \"x\" 2 1 0 2 2\n",
	    buf_str(&out));
	plain_free(P);
	buf_release(&out);
	buf_release(&fates);
}

static void
starts(void *ctx, const char *fact)
{

	buf_fmt(ctx, "%s ", fact);
}

/* What only the new rules read has no past. */
static void
test_starts(void)
{
	static const char lines[] = "title: t\nid: " ID("1") "\nlevel: low\n"
	    "logsource: {product: fleet}\n"
	    "detection: {s: {%s}, condition: s}\n";
	const struct engine_options o = { .shards = 1 };
	const struct engine_ears ears = { .ctx = NULL };
	struct engine *E[2] = { NULL, NULL };
	struct buf told_of = { 0 };
	const struct engine_change change = { .ctx = &told_of,
	    .starts = starts };
	struct err e = { 0 };

	for (int i = 0; i < 2; i++) {
		struct buf text = { 0 };
		struct sigma_text one = { "r.yml", { NULL, 0 } };
		const char *asks = i == 0 ? "twin.speed|gt: 3" :
		    "twin.speed|gt: 3, move.odo_kmh|gt: 300";
		struct span form = span_of(lines);
		const char *at = strstr(lines, "%s");

		buf_put(&text, (struct span){ lines, (size_t)(at - lines) });
		buf_text(&text, asks);
		buf_put(&text, span_from(form, (size_t)(at - lines) + 2));
		one.text = buf_span(&text);
		T_INT(RC_OK, engine_new(&one, 1, &o, &ears, &E[i], &e));
		buf_release(&text);
	}
	T_INT(RC_OK, engine_take_over(E[1], E[0], &change, &e));
	T_STR("move.odo_kmh ", buf_str(&told_of));
	engine_free(E[0]);
	engine_free(E[1]);
	buf_release(&told_of);
}

static const struct t_case cases[] = {
	{ "a restart at any line changes no alert", test_native },
	{ "nor does it in plain input", test_plain },
	{ "a reload keeps what is the same, and says so", test_reload },
	{ "a reload tells which facts begin", test_starts },
};

T_MAIN(cases)
