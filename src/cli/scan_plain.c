/* SPDX-License-Identifier: Apache-2.0 */
/* vedette scan --plain: rules of any product over any JSON lines. */
#include <errno.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/plain_log.h"
#include "cli/plain_show.h"
#include "cli/plain_summary.h"
#include "cli/scan_plain.h"
#include "cli/verbs.h"
#include "engine/plain_key.h"
#include "sys/term.h"

#define OUT_FULL	65536		/* Bytes that wait to be written. */
#define FINDINGS	PACK_TAG('f', 'i', 'n', 'd')

struct run {
	const struct scan_plain	*o;
	struct plain_log	*log;		/* Owned; with a state. */
	uint64_t		 findings;
	struct plain_show	 show;
	struct buf		 text;		/* On its way out. */
	bool			 write_failed;
};

/* What scan_run() takes for an engine. */
struct set {
	struct run		*run;
	struct scan_run_ends	*ends;		/* Borrowed. */
	struct plain		*engine;	/* Owned. */
	const struct sigma_rule	*rule;		/* Its rules. */
	size_t			 rules;
	uint64_t		*found;		/* Owned; by rule. */
};

enum plain_fire
scan_plain_fire(const char *name)
{
	static const char *const names[] = {
#define X(name, help)	#name,
		PLAIN_FIRES(X)
#undef X
	};
	size_t i = 0;

	while (i < PLAIN_FIRE_COUNT && strcmp(names[i], name) != 0)
		i++;
	return ((enum plain_fire)i);
}

bool
scan_plain_logsource(const char *text, struct sigma_logsource *ret)
{
	struct {
		struct span	 name;
		struct span	*to;
	} parts[] = {
		{ SPAN("product="), &ret->product },
		{ SPAN("category="), &ret->category },
		{ SPAN("service="), &ret->service },
	};
	struct span rest = span_of(text);

	*ret = (struct sigma_logsource){ 0 };
	for (;;) {
		const char *end = memchr(rest.p, ',', rest.n);
		struct span one = rest;
		size_t i = 0;

		if (end != NULL)
			one.n = (size_t)(end - rest.p);
		while (i < COUNT_OF(parts) && !span_starts(one, parts[i].name))
			i++;
		if (i == COUNT_OF(parts) || one.n == parts[i].name.n ||
		    parts[i].to->n > 0)
			return (false);
		*parts[i].to = span_from(one, parts[i].name.n);
		if (end == NULL)
			return (true);
		rest = span_from(rest, one.n + 1);
	}
}

static void
put_out(const struct set *s)
{
	struct run *r = s->run;

	r->write_failed |= r->text.failed || (r->log != NULL ?
	    !plain_log_put(r->log, buf_span(&r->text)) : r->text.n > 0 &&
	    fwrite(r->text.p, 1, r->text.n, s->ends->out) != r->text.n);
	buf_clear(&r->text);
}

static void
rejected(void *ctx, struct plain_place at, const struct err *e)
{
	struct set *s = ctx;

	inputs_report(s->ends->inputs, at.input, at.number, e->what);
}

static void
found(void *ctx, const struct plain_finding *f)
{
	struct set *s = ctx;
	struct run *r = s->run;

	s->found[f->number]++;
	r->findings++;
	plain_show_finding(&r->show, f, &r->text);
	if (r->text.n >= OUT_FULL)
		put_out(s);
}

static const char *
path(void *ctx, unsigned input)
{
	struct run *r = ctx;

	return (r->o->how.inputs.paths[input]);
}

static void
drop(void *engine)
{
	struct set *s = engine;

	if (s == NULL)
		return;
	plain_free(s->engine);
	mem_free(s->found);
	mem_free(s);
}

static rc
make(void *ctx, const struct ruleset *rules, struct scan_run_ends *ends,
    void **ret, struct err *e)
{
	struct set *s = mem_new(sizeof(*s));
	struct plain_ears ears = { .ctx = s, .rejected = rejected,
	    .found = found };
	struct sigma_setup setup = ruleset_with_setup(rules);
	struct plain_options how;
	rc rv;

	if (s == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "making the engine"));
	s->run = ctx;
	s->ends = ends;
	how = s->run->o->engine;
	how.setup = &setup;
	if ((rv = plain_new(rules->text, rules->n, &how, &ears, &s->engine,
	    e)) != RC_OK)
		goto out;
	s->rule = sigma_rules(plain_sigma(s->engine), &s->rules);
	if ((s->found = mem_array(s->rules + 1, sizeof(*s->found))) == NULL) {
		rv = rc_fail(e, RC_NOMEM, 0, "counting findings");
		goto out;
	}
	*ret = s;
	s = NULL;
out:
	drop(s);
	return (rv);
}

static const struct sigma *
sigma(const void *engine)
{
	const struct set *s = engine;

	return (plain_sigma(s->engine));
}

static rc
add(void *engine, unsigned input, uint64_t number, struct span line)
{
	struct set *s = engine;

	return (plain_add(s->engine, input, number, line));
}

static rc
until(void *engine, int64_t time)
{
	struct set *s = engine;

	return (plain_until(s->engine, time));
}

static rc
flush(void *engine, struct err *e)
{
	struct set *s = engine;
	rc rv = plain_flush(s->engine);

	if (rv != RC_OK || s->run->log == NULL)
		return (rv);
	put_out(s);
	return (plain_log_sync(s->run->log, e));
}

/* The rule of that id, or the number of rules. */
static size_t
find(const struct set *s, struct span id)
{
	size_t i = 0;

	while (i < s->rules && !span_eq(id, span_of(s->rule[i].id)))
		i++;
	return (i);
}

static void
save(void *engine, struct buf *b)
{
	struct set *s = engine;
	size_t at = pack_begin(b, FINDINGS);

	pack_uint(b, plain_log_size(s->run->log));
	pack_uint(b, s->run->findings);
	pack_uint(b, s->rules);
	for (size_t i = 0; i < s->rules; i++) {
		pack_text(b, s->rule[i].id);
		pack_uint(b, s->found[i]);
	}
	pack_end(b, at);
	plain_save(s->engine, b);
}

/* The file of findings is there once there is a state. */
static rc
open_log(struct run *r, uint64_t size, struct err *e)
{
	rc rv;

	if (r->log == NULL && (rv = plain_log_new(r->o->how.state.dir,
	    &r->log, e)) != RC_OK)
		return (rv);
	return (plain_log_cut(r->log, size, e));
}

static rc
load(void *engine, struct cur *all, struct scan_state_fates *fates,
    struct err *e)
{
	struct set *s = engine;
	struct cur c;
	uint64_t size;
	size_t n;
	rc rv;

	if ((rv = pack_open(all, FINDINGS, &c, e)) != RC_OK)
		return (rv);
	size = pack_get_uint(&c);
	s->run->findings = pack_get_uint(&c);
	n = pack_get_count(&c, 2);
	for (size_t i = 0; i < n; i++) {
		size_t at = find(s, pack_get_span(&c));
		uint64_t found_n = pack_get_uint(&c);

		if (at < s->rules)
			s->found[at] = found_n;
	}
	if ((rv = pack_done(&c, "what was counted", e)) == RC_OK &&
	    (rv = plain_load(s->engine, all, scan_state_fate, fates, e)) ==
	    RC_OK)
		rv = open_log(s->run, size, e);
	return (rv);
}

static rc
take_over(void *engine, void *old, struct scan_state_fates *fates,
    struct err *e)
{
	struct set *s = engine, *was = old;
	rc rv = plain_take_over(s->engine, was->engine, scan_state_fate,
	    fates, e);

	for (size_t i = 0; rv == RC_OK && i < was->rules; i++) {
		size_t at = was->found[i] > 0 ? find(s,
		    span_of(was->rule[i].id)) : s->rules;

		if (at < s->rules)
			s->found[at] = was->found[i];
	}
	return (rv);
}

/* Findings of a run that left no snapshot come again. */
static rc
anew(void *ctx, void *engine UNUSED, struct err *e)
{
	struct run *r = ctx;

	r->findings = 0;
	return (r->o->how.state.dir != NULL ? open_log(r, 0, e) : RC_OK);
}

/* What the folder has goes out; episodes follow it. */
static rc
ended(void *engine, rc how, struct err *e)
{
	struct set *s = engine;
	struct run *r = s->run;
	rc rv = how;

	put_out(s);
	if (how == RC_OK && r->log != NULL)
		rv = plain_log_copy(r->log, s->ends->out, e);
	plain_log_free(r->log);
	r->log = NULL;
	return (rv);
}

/* Episodes come last: only now it is known how they ended. */
static int
episodes(struct set *s)
{
	struct run *r = s->run;
	struct alert *const *a;
	struct err e = { 0 };
	size_t n, k;

	a = plain_episodes(s->engine, &n);
	if (n > 0 && a == NULL) {
		(void)rc_fail(&e, RC_NOMEM, 0, "sorting the episodes");
		return (scan_run_failed(&e));
	}
	for (size_t i = 0; i < n; i++) {
		/* Its rule may be gone by now. */
		if ((k = find(s, span_of(a[i]->rule->id))) < s->rules)
			s->found[k]++;
		plain_show_episode(&r->show, a[i], &r->text);
		if (r->text.n >= OUT_FULL)
			put_out(s);
	}
	r->findings += n;
	put_out(s);
	if (fflush(s->ends->out) != 0 || r->write_failed) {
		(void)rc_fail(&e, RC_IO, 0, "writing findings: %s",
		    r->text.failed ? rc_text(RC_NOMEM) : strerror(errno));
		return (scan_run_failed(&e));
	}
	return (VERB_CLEAN);
}

static int
show(void *ctx, void *engine, const struct scan_run_ends *ends,
    double seconds)
{
	struct run *r = ctx;
	struct set *s = engine;
	struct plain_counts counts;
	struct plain_summary sum = { .counts = &counts, .found = s->found,
	    .rule = s->rule, .rules = s->rules,
	    .skipped = inputs_skipped(ends->inputs),
	    .files = (unsigned)r->o->how.inputs.n, .seconds = seconds,
	    .routed = !r->o->engine.no_routing,
	    .colour = term_colour(STDERR_FILENO) };
	int status = episodes(s);

	if (status != VERB_CLEAN)
		return (status);
	plain_counts(s->engine, &counts);
	if (!r->o->how.quiet)
		plain_summary_print(stderr, &sum);
	return (r->findings > 0 ? VERB_FOUND : VERB_CLEAN);
}

static bool
time_of(void *ctx, struct span line, int64_t *ms)
{

	return (plain_key_time(ctx, line, ms));
}

int
scan_plain(const struct scan_plain *o)
{
	static const struct scan_run_kind kind = { .make = make,
	    .drop = drop, .sigma = sigma, .add = add, .until = until,
	    .flush = flush, .save = save, .load = load,
	    .take_over = take_over, .anew = anew, .ended = ended,
	    .show = show };
	struct scan_run_how how = o->how;
	struct run r = { .o = o };
	struct plain_key *key = NULL;
	struct err e = { 0 };
	rc rv = plain_key_new(o->engine.time_field, &key);
	int status;

	if (rv != RC_OK) {
		(void)rc_fail(&e, rv, 0, "time field: %s", rc_text(rv));
		return (scan_run_failed(&e));
	}
	/* Several files are merged by the time that their lines tell. */
	how.inputs.time = time_of;
	how.inputs.time_ctx = key;
	r.show = (struct plain_show){ path, &r };
	status = scan_run(&how, &kind, &r);
	plain_log_free(r.log);
	buf_release(&r.text);
	plain_key_free(key);
	return (status);
}
