/* SPDX-License-Identifier: Apache-2.0 */
/* vedette scan --plain: rules of any product over any JSON lines. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/plain_show.h"
#include "cli/plain_summary.h"
#include "cli/progress.h"
#include "cli/scan_plain.h"
#include "cli/verbs.h"
#include "engine/plain_key.h"
#include "sys/term.h"

#define OUT_FULL	65536		/* Bytes that wait to be written. */

/* One run. */
struct run {
	const struct scan_plain	*o;
	struct ruleset		 rules;
	struct inputs		*inputs;	/* Owned. */
	struct plain		*engine;	/* Owned. */
	struct plain_key	*key;		/* Owned. */
	uint64_t		*found;		/* Owned; by rule. */
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

	r->write_failed |= r->text.failed || (r->text.n > 0 &&
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

	r->found[f->number]++;
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

/* Load the rules; a set that cannot be loaded exactly is not run. */
static int
load(struct run *r)
{
	const struct scan_plain *o = r->o;
	struct plain_ears ears = { .ctx = r, .rejected = rejected,
	    .found = found };
	struct plain_options how = o->engine;
	struct sigma_setup setup;
	struct err e = { 0 };
	size_t rules;

	if (ruleset_load(o->rules, o->rules_n, &r->rules, &e) != RC_OK ||
	    ruleset_with_load(o->with, &r->rules, &e) != RC_OK) {
		(void)failed(&e);
		return (VERB_CONFIG);
	}
	setup = ruleset_with_setup(&r->rules);
	how.setup = &setup;
	if (plain_new(r->rules.text, r->rules.n, &how, &ears, &r->engine,
	    &e) != RC_OK)
		return (failed(&e));
	(void)sigma_rules(plain_sigma(r->engine), &rules);
	if ((r->found = mem_array(rules, sizeof(*r->found))) == NULL) {
		(void)rc_fail(&e, RC_NOMEM, 0, "counting findings");
		return (failed(&e));
	}
	return (ruleset_refused(plain_sigma(r->engine)) ? VERB_CONFIG :
	    VERB_CLEAN);
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

static int
feed(struct run *r)
{
	struct progress p;
	struct err e = { 0 };
	struct span line;
	uint64_t number, lines = 0;
	unsigned input;
	rc rv;

	progress_start(&p, !r->o->quiet && term_is(STDERR_FILENO));
	while ((rv = inputs_next(r->inputs, &input, &number, &line, &e)) ==
	    RC_OK) {
		if ((rv = plain_add(r->engine, input, number, line)) != RC_OK)
			break;
		if (++lines % 4096 == 0)
			progress_show(&p, lines, inputs_share(r->inputs));
	}
	if (rv == RC_NOTFOUND)
		rv = r->o->has_until ?
		    plain_until(r->engine, r->o->until) :
		    plain_flush(r->engine);
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

	rules = sigma_rules(plain_sigma(r->engine), &rules_n);
	a = plain_episodes(r->engine, &n);
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
			r->found[k]++;
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
	struct plain_summary s = { .counts = &counts, .found = r->found,
	    .skipped = inputs_skipped(r->inputs),
	    .files = (unsigned)o->inputs.n, .seconds = r->seconds,
	    .routed = !o->engine.no_routing,
	    .colour = term_colour(STDERR_FILENO) };

	plain_counts(r->engine, &counts);
	s.rule = sigma_rules(plain_sigma(r->engine), &s.rules);
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
	if ((status = load(&r)) == VERB_CLEAN &&
	    (status = open_inputs(&r)) == VERB_CLEAN &&
	    (status = feed(&r)) == VERB_CLEAN &&
	    (status = episodes(&r)) == VERB_CLEAN)
		status = finish(&r);
	plain_free(r.engine);
	inputs_close(r.inputs);
	plain_key_free(r.key);
	ruleset_release(&r.rules);
	mem_free(r.found);
	buf_release(&r.text);
	if (o->output != NULL && fclose(r.out) != 0 &&
	    status != VERB_FAILED) {
		(void)rc_fail(&e, RC_IO, 0, "%s: %s", o->output,
		    strerror(errno));
		status = failed(&e);
	}
	return (status);
}
