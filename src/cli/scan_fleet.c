/* SPDX-License-Identifier: Apache-2.0 */
/* vedette scan: the whole engine over event lines. */
#include <unistd.h>

#include "cli/scan_fleet.h"
#include "cli/summary.h"
#include "cli/verbs.h"
#include "sys/term.h"

static void
rejected(void *ctx, unsigned input, uint64_t number, const struct err *e)
{
	struct scan_run_ends *ends = ctx;

	inputs_report(ends->inputs, input, number, e->what);
}

static rc
make(void *ctx, const struct ruleset *rules, struct scan_run_ends *ends,
    void **ret, struct err *e)
{
	const struct scan_fleet *o = ctx;
	struct engine_ears ears = { .ctx = ends,
	    .rejected = rejected };
	struct engine_options how = o->engine;
	struct sigma_setup setup = ruleset_with_setup(rules);
	struct engine *E;
	rc rv;

	how.setup = &setup;
	if ((rv = engine_new(rules->text, rules->n, &how, &ears, &E, e)) ==
	    RC_OK)
		*ret = E;
	return (rv);
}

static void
drop(void *engine)
{

	engine_free(engine);
}

static const struct sigma *
sigma(const void *engine)
{

	return (engine_sigma(engine));
}

static rc
add(void *engine, unsigned input, uint64_t number, struct span line)
{

	return (engine_add(engine, input, number, line));
}

static rc
until(void *engine, int64_t time)
{

	return (engine_until(engine, time));
}

static rc
flush(void *engine, struct err *e UNUSED)
{

	return (engine_flush(engine));
}

static void
save(void *engine, struct buf *b)
{

	engine_save(engine, b);
}

static struct engine_change
change(struct scan_state_fates *fates)
{

	return ((struct engine_change){ .ctx = fates,
	    .rule = scan_state_fate, .starts = scan_state_starts });
}

static rc
load(void *engine, struct cur *c, struct scan_state_fates *fates,
    struct err *e)
{
	struct engine_change how = change(fates);

	return (engine_load(engine, c, &how, e));
}

static rc
take_over(void *engine, void *old, struct scan_state_fates *fates,
    struct err *e)
{
	struct engine_change how = change(fates);

	return (engine_take_over(engine, old, &how, e));
}

static rc
anew(void *ctx, void *engine, struct err *e)
{
	struct scan_fleet *o = ctx;

	return (refdir_load(&o->ref, engine, e));
}

static rc
show_grouped(const struct scan_fleet *o, FILE *out, enum show_form form,
    struct summary *s, struct err *e)
{
	struct incidents *x;
	const struct incident *all;
	rc r = incidents_new(s->alerts, s->alerts_n, o->within, &x);

	if (r != RC_OK)
		return (rc_fail(e, r, 0, "grouping the alerts"));
	all = incidents_all(x, &s->incidents);
	r = show_incidents(out, form, all, s->incidents, e);
	incidents_free(x);
	return (r);
}

static int
show(void *ctx, void *engine, const struct scan_run_ends *ends,
    double seconds)
{
	const struct scan_fleet *o = ctx;
	struct engine_counts counts;
	struct tally late = { .n = 0 };
	struct summary s = { .counts = &counts, .too_late = &late,
	    .skipped = inputs_skipped(ends->inputs),
	    .left_out = inputs_left_out(ends->inputs),
	    .ref = &o->ref,
	    .files = (unsigned)o->how.inputs.n, .seconds = seconds,
	    .colour = term_colour(STDERR_FILENO) };
	enum show_form form = o->form_set ? o->form : show_usual(ends->out);
	struct err e = { 0 };
	rc r;

	s.alerts = engine_alerts(engine, &s.alerts_n);
	if (s.alerts_n > 0 && s.alerts == NULL) {
		(void)rc_fail(&e, RC_NOMEM, 0, "sorting the alerts");
		return (scan_run_failed(&e));
	}
	r = o->group ? show_grouped(o, ends->out, form, &s, &e) :
	    show_alerts(ends->out, form, s.alerts, s.alerts_n, &e);
	if (r != RC_OK)
		return (scan_run_failed(&e));
	engine_counts(engine, &counts);
	summary_too_late(engine, &late);
	for (unsigned t = 0; t < TABLE_COUNT; t++)
		s.joined[t] = engine_reads(engine, (enum table_id)t);
	if (!o->how.quiet)
		summary_print(stderr, &s);
	return (s.alerts_n > 0 ? VERB_FOUND : VERB_CLEAN);
}

int
scan_fleet(const struct scan_fleet *o)
{
	static const struct scan_run_kind kind = { .make = make,
	    .drop = drop, .sigma = sigma, .add = add, .until = until,
	    .flush = flush, .save = save, .load = load,
	    .take_over = take_over, .anew = anew, .show = show };
	struct scan_fleet run = *o;

	run.ref.quiet = o->how.quiet;
	return (scan_run(&o->how, &kind, &run));
}
