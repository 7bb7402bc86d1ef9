/* SPDX-License-Identifier: Apache-2.0 */
/* vedette scan --plain: rules of any product over any JSON lines. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/plain_log.h"
#include "cli/plain_show.h"
#include "cli/plain_summary.h"
#include "cli/progress.h"
#include "cli/reload.h"
#include "cli/scan_plain.h"
#include "cli/verbs.h"
#include "engine/plain_key.h"
#include "sys/term.h"

#define OUT_FULL	65536		/* Bytes that wait to be written. */

/* One run. */
struct run {
	const struct scan_plain	*o;
	struct loaded {
		struct ruleset	 rules;
		struct plain	*engine;	/* Owned. */
		uint64_t	*found;		/* Owned; by rule. */
		bool		 refused;	/* Not to be run. */
	}			 now, next;	/* ... after a reload. */
	struct inputs		*inputs;	/* Owned. */
	struct plain_key	*key;		/* Owned. */
	struct scan_state	*state;		/* Owned. */
	struct reload		*reload;	/* Owned. */
	struct plain_log	*log;		/* Owned; with a state. */
	struct scan_state_fates	 fates;
	uint64_t		 findings;
	struct plain_show	 show;
	struct buf		 text;		/* On its way out. */
	FILE			*out;
	bool			 write_failed;
	double			 seconds;
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

static int
failed(const struct err *e)
{

	fprintf(stderr, "vedette scan: %s\n", e->what[0] != '\0' ? e->what :
	    rc_text(e->code));
	return (e->code == RC_CONFLICT ? VERB_CONFIG : VERB_FAILED);
}

static void
put_out(struct run *r)
{

	r->write_failed |= r->text.failed || (r->log != NULL ?
	    !plain_log_put(r->log, buf_span(&r->text)) : r->text.n > 0 &&
	    fwrite(r->text.p, 1, r->text.n, r->out) != r->text.n);
	buf_clear(&r->text);
}

static void
rejected(void *ctx, struct plain_place at, const struct err *e)
{
	struct run *r = ctx;

	inputs_report(r->inputs, at.input, at.number, e->what);
}

static void
found(void *ctx, const struct plain_finding *f)
{
	struct run *r = ctx;

	r->now.found[f->number]++;
	r->findings++;
	plain_show_finding(&r->show, f, &r->text);
	if (r->text.n >= OUT_FULL)
		put_out(r);
}

static const char *
path(void *ctx, unsigned input)
{
	struct run *r = ctx;

	return (r->o->inputs.paths[input]);
}

/* Make an engine of ${l}'s rules. */
static rc
make(struct run *r, struct loaded *l, struct err *e)
{
	struct plain_ears ears = { .ctx = r, .rejected = rejected,
	    .found = found };
	struct plain_options how = r->o->engine;
	struct sigma_setup setup = ruleset_with_setup(&l->rules);
	size_t rules;
	rc rv;

	how.setup = &setup;
	if ((rv = plain_new(l->rules.text, l->rules.n, &how, &ears,
	    &l->engine, e)) != RC_OK)
		return (rv);
	(void)sigma_rules(plain_sigma(l->engine), &rules);
	mem_free(l->found);
	if ((l->found = mem_array(rules + 1, sizeof(*l->found))) == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "counting findings"));
	l->refused = ruleset_refused(plain_sigma(l->engine));
	return (RC_OK);
}

static void
unload(struct loaded *l)
{

	plain_free(l->engine);
	ruleset_release(&l->rules);
	mem_free(l->found);
	*l = (struct loaded){ .engine = NULL };
}

/* Load the rules; a set that cannot be loaded exactly is not run. */
static int
load(struct run *r, struct loaded *l)
{
	const struct scan_plain *o = r->o;
	struct err e = { 0 };

	if (ruleset_load(o->rules, o->rules_n, &l->rules, &e) != RC_OK ||
	    ruleset_with_load(o->with, &l->rules, &e) != RC_OK) {
		(void)failed(&e);
		return (VERB_CONFIG);
	}
	if (make(r, l, &e) != RC_OK)
		return (failed(&e));
	return (l->refused ? VERB_CONFIG : VERB_CLEAN);
}

/* The rule of that id in ${l}, or the number of rules. */
static size_t
find(const struct loaded *l, struct span id)
{
	size_t n, i = 0;
	const struct sigma_rule *rule = sigma_rules(plain_sigma(l->engine),
	    &n);

	while (i < n && !span_eq(id, span_of(rule[i].id)))
		i++;
	return (i);
}

/* scan_state_engine: what is kept between runs. */

#define FINDINGS	PACK_TAG('f', 'i', 'n', 'd')

static rc
settle(void *ctx, struct err *e)
{
	struct run *r = ctx;
	rc rv = plain_flush(r->now.engine);

	if (rv != RC_OK)
		return (rc_fail(e, rv, 0, "%s", rc_text(rv)));
	put_out(r);
	return (plain_log_sync(r->log, e));
}

static void
save(void *ctx, struct buf *b)
{
	struct run *r = ctx;
	size_t n, at = pack_begin(b, FINDINGS);
	const struct sigma_rule *rule = sigma_rules(
	    plain_sigma(r->now.engine), &n);

	pack_uint(b, plain_log_size(r->log));
	pack_uint(b, r->findings);
	pack_uint(b, n);
	for (size_t i = 0; i < n; i++) {
		pack_text(b, rule[i].id);
		pack_uint(b, r->now.found[i]);
	}
	pack_end(b, at);
	plain_save(r->now.engine, b);
}

static rc
take_up(void *ctx, struct cur *all, struct err *e)
{
	struct run *r = ctx;
	struct cur c;
	uint64_t size;
	size_t n, rules;
	rc rv;

	if ((rv = pack_open(all, FINDINGS, &c, e)) != RC_OK)
		return (rv);
	size = pack_get_uint(&c);
	r->findings = pack_get_uint(&c);
	n = pack_get_count(&c, 2);
	(void)sigma_rules(plain_sigma(r->now.engine), &rules);
	for (size_t i = 0; i < n; i++) {
		size_t at = find(&r->now, pack_get_span(&c));
		uint64_t found_n = pack_get_uint(&c);

		if (at < rules)
			r->now.found[at] = found_n;
	}
	if ((rv = pack_done(&c, "what was counted", e)) != RC_OK ||
	    (rv = plain_load(r->now.engine, all, scan_state_fate, &r->fates,
	    e)) != RC_OK || (rv = plain_log_cut(r->log, size, e)) != RC_OK) {
		buf_release(&r->fates.text);
		r->fates = (struct scan_state_fates){ .n = { 0 } };
	} else if (r->fates.text.n > 0 || !r->o->quiet)
		scan_state_tell(&r->fates, "state taken up");
	return (rv);
}

static rc
renew(void *ctx, struct err *e)
{
	struct run *r = ctx;

	plain_free(r->now.engine);
	r->now.engine = NULL;
	r->findings = 0;
	return (make(r, &r->now, e));
}

/* reload_make_fn */
static bool
make_next(void *ctx)
{
	struct run *r = ctx;

	return (load(r, &r->next) == VERB_CLEAN);
}

static bool
time_of(void *ctx, struct span line, int64_t *ms)
{

	return (plain_key_time(ctx, line, ms));
}

/* Several files are merged by the time that their lines tell. */
static int
open_inputs(struct run *r)
{
	struct inputs_opts o = r->o->inputs;
	struct err e = { 0 };
	rc rv = plain_key_new(r->o->engine.time_field, &r->key);

	if (rv != RC_OK) {
		(void)rc_fail(&e, rv, 0, "time field: %s", rc_text(rv));
		return (failed(&e));
	}
	o.time = time_of;
	o.time_ctx = r->key;
	return (inputs_open(&o, &r->inputs, &e) == RC_OK ? VERB_CLEAN :
	    failed(&e));
}

/* Between two lines: do other rules take over? */
static rc
reload(struct run *r, struct err *e)
{
	struct loaded old;
	size_t n, now;
	const struct sigma_rule *rule;
	bool ok;
	rc rv;

	if (!reload_ready(r->reload, &ok))
		return (RC_OK);
	if (!ok) {
		unload(&r->next);
		fputs("vedette scan: reload: the rules in force stay\n",
		    stderr);
		return (RC_OK);
	}
	if ((rv = plain_take_over(r->next.engine, r->now.engine,
	    scan_state_fate, &r->fates, e)) != RC_OK)
		return (rv);
	old = r->now;
	r->now = r->next;
	r->next = (struct loaded){ .engine = NULL };
	rule = sigma_rules(plain_sigma(old.engine), &n);
	(void)sigma_rules(plain_sigma(r->now.engine), &now);
	for (size_t i = 0; i < n; i++) {
		size_t at = old.found[i] > 0 ? find(&r->now,
		    span_of(rule[i].id)) : now;

		if (at < now)
			r->now.found[at] = old.found[i];
	}
	unload(&old);
	scan_state_tell(&r->fates, "reload");
	/* From here on another run begins with these rules. */
	return (scan_state_now(r->state, e));
}

/* The rest of the journal. */
static rc
feed_lines(struct run *r, struct progress *p, struct err *e)
{
	struct span line;
	uint64_t number, lines = 0;
	unsigned input;
	rc rv;

	while ((rv = inputs_next(r->inputs, &input, &number, &line, e)) ==
	    RC_OK) {
		if ((rv = reload(r, e)) != RC_OK ||
		    (rv = plain_add(r->now.engine, input, number, line)) !=
		    RC_OK || (rv = scan_state_line(r->state, input, number,
		    line, e)) != RC_OK)
			return (rv);
		if (++lines % 4096 == 0)
			progress_show(p, lines, inputs_share(r->inputs));
	}
	return (rv == RC_NOTFOUND ? scan_state_now(r->state, e) : rv);
}

/* The state of another run, if there is one, is taken up. */
static rc
begin(struct run *r, struct err *e)
{
	const struct scan_state_engine state = { r, settle, save, take_up,
	    renew };
	rc rv;

	if (r->o->state.dir != NULL && (rv = plain_log_new(r->o->state.dir,
	    &r->log, e)) != RC_OK)
		return (rv);
	if ((rv = scan_state_open(&r->o->state, &state, r->inputs, &r->state,
	    e)) != RC_OK)
		return (rv);
	/* Findings of a run that left no snapshot come again. */
	if (r->state != NULL && scan_state_lines(r->state) == 0 &&
	    (rv = plain_log_cut(r->log, 0, e)) != RC_OK)
		return (rv);
	return (reload_new(make_next, r, &r->reload));
}

static int
feed(struct run *r)
{
	struct progress p;
	struct err e = { 0 };
	rc rv;

	if ((rv = begin(r, &e)) != RC_OK) {
		/* It is not the rules that do not fit. */
		e.code = rv == RC_CONFLICT ? RC_IO : rv;
		return (failed(&e));
	}
	progress_start(&p, !r->o->quiet && term_is(STDERR_FILENO));
	rv = feed_lines(r, &p, &e);
	if (rv == RC_OK)
		rv = r->o->has_until ?
		    plain_until(r->now.engine, r->o->until) :
		    plain_flush(r->now.engine);
	/* What the folder has goes out; episodes follow it. */
	put_out(r);
	if (rv == RC_OK && r->log != NULL)
		rv = plain_log_copy(r->log, r->out, &e);
	plain_log_free(r->log);
	r->log = NULL;
	r->seconds = progress_end(&p);
	if (rv == RC_OK)
		return (VERB_CLEAN);
	if (e.code == RC_OK)
		(void)rc_fail(&e, rv, 0, "%s", rc_text(rv));
	return (failed(&e));
}

/* Episodes come last: only now it is known how they ended. */
static int
episodes(struct run *r)
{
	const struct sigma_rule *rules;
	struct alert *const *a;
	struct err e = { 0 };
	size_t n, rules_n, k;

	rules = sigma_rules(plain_sigma(r->now.engine), &rules_n);
	a = plain_episodes(r->now.engine, &n);
	if (n > 0 && a == NULL) {
		(void)rc_fail(&e, RC_NOMEM, 0, "sorting the episodes");
		return (failed(&e));
	}
	for (size_t i = 0; i < n; i++) {
		for (k = 0; k < rules_n &&
		    strcmp(rules[k].id, a[i]->rule->id) != 0; k++)
			continue;
		/* Its rule may be gone by now. */
		if (k < rules_n)
			r->now.found[k]++;
		plain_show_episode(&r->show, a[i], &r->text);
		if (r->text.n >= OUT_FULL)
			put_out(r);
	}
	r->findings += n;
	put_out(r);
	if (fflush(r->out) != 0 || r->write_failed) {
		(void)rc_fail(&e, RC_IO, 0, "writing findings: %s",
		    r->text.failed ? rc_text(RC_NOMEM) : strerror(errno));
		return (failed(&e));
	}
	return (VERB_CLEAN);
}

static int
finish(struct run *r)
{
	const struct scan_plain *o = r->o;
	struct plain_counts counts;
	struct plain_summary s = { .counts = &counts, .found = r->now.found,
	    .skipped = inputs_skipped(r->inputs),
	    .files = (unsigned)o->inputs.n, .seconds = r->seconds,
	    .routed = !o->engine.no_routing,
	    .colour = term_colour(STDERR_FILENO) };

	plain_counts(r->now.engine, &counts);
	s.rule = sigma_rules(plain_sigma(r->now.engine), &s.rules);
	if (!o->quiet)
		plain_summary_print(stderr, &s);
	if (inputs_damaged(r->inputs) > 0)
		return (VERB_FAILED);
	return (r->findings > 0 ? VERB_FOUND : VERB_CLEAN);
}

int
scan_plain(const struct scan_plain *o)
{
	struct run r = { .o = o, .out = stdout };
	struct err e = { 0 };
	int status;

	r.show = (struct plain_show){ path, &r };
	/* What cannot be written is known before the work, not after. */
	if (o->output != NULL && (r.out = fopen(o->output, "w")) == NULL) {
		(void)rc_fail(&e, RC_IO, 0, "%s: %s", o->output,
		    strerror(errno));
		return (failed(&e));
	}
	if ((status = load(&r, &r.now)) == VERB_CLEAN &&
	    (status = open_inputs(&r)) == VERB_CLEAN &&
	    (status = feed(&r)) == VERB_CLEAN &&
	    (status = episodes(&r)) == VERB_CLEAN)
		status = finish(&r);
	reload_free(r.reload);
	scan_state_close(r.state);
	plain_log_free(r.log);
	unload(&r.now);
	unload(&r.next);
	buf_release(&r.fates.text);
	inputs_close(r.inputs);
	plain_key_free(r.key);
	buf_release(&r.text);
	if (o->output != NULL && fclose(r.out) != 0 &&
	    status != VERB_FAILED) {
		(void)rc_fail(&e, RC_IO, 0, "%s: %s", o->output,
		    strerror(errno));
		status = failed(&e);
	}
	return (status);
}
