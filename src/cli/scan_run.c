/* SPDX-License-Identifier: Apache-2.0 */
/* One run of vedette scan: rules, inputs, state and reloads. */
#include <errno.h>
#include <unistd.h>

#include "cli/progress.h"
#include "cli/reload.h"
#include "cli/scan_run.h"
#include "cli/verbs.h"
#include "sys/term.h"

#define SHOW_EVERY	4096		/* Lines between looks at progress. */

struct run {
	const struct scan_run_how	*how;
	const struct scan_run_kind	*kind;
	void				*ctx;
	struct loaded {
		struct ruleset		 rules;
		void			*engine;	/* Owned. */
	}				 now, next; /* After a reload. */
	struct scan_run_ends		 ends;		/* Owned. */
	struct scan_state		*state;		/* Owned. */
	struct reload			*reload;	/* Owned. */
	uint64_t			 lines;		/* Of the journal. */
	struct scan_state_fates		 fates;
	double				 seconds;
};

int
scan_run_failed(const struct err *e)
{

	fprintf(stderr, "vedette scan: %s\n", e->what[0] != '\0' ? e->what :
	    rc_text(e->code));
	return (e->code == RC_CONFLICT ? VERB_CONFIG : VERB_FAILED);
}

/* What follows another set takes over what that has compiled. */
static rc
make(struct run *r, struct loaded *l, struct err *e)
{
	rc rv;

	if (l == &r->next)
		l->rules.before = r->kind->sigma(r->now.engine);
	rv = r->kind->make(r->ctx, &l->rules, &r->ends, &l->engine, e);
	l->rules.before = NULL;
	return (rv);
}

static void
unload(struct run *r, struct loaded *l)
{

	r->kind->drop(l->engine);
	ruleset_release(&l->rules);
	*l = (struct loaded){ .engine = NULL };
}

/* Load the rules; a set that cannot be loaded exactly is not run. */
static int
load(struct run *r, struct loaded *l)
{
	const struct scan_run_how *how = r->how;
	struct err e = { 0 };

	if (ruleset_load(how->rules, how->rules_n, &l->rules, &e) != RC_OK ||
	    ruleset_with_load(how->with, &l->rules, &e) != RC_OK) {
		(void)scan_run_failed(&e);
		return (VERB_CONFIG);
	}
	if (make(r, l, &e) != RC_OK)
		return (scan_run_failed(&e));
	return (ruleset_refused(r->kind->sigma(l->engine)) ? VERB_CONFIG :
	    VERB_CLEAN);
}

/* scan_state_engine: what is kept between runs. */

static rc
settle(void *ctx, struct err *e)
{
	struct run *r = ctx;
	rc rv = r->kind->flush(r->now.engine, e);

	if (rv != RC_OK && e->code == RC_OK)
		(void)rc_fail(e, rv, 0, "%s", rc_text(rv));
	return (rv);
}

static void
save(void *ctx, struct buf *b)
{
	struct run *r = ctx;

	r->kind->save(r->now.engine, b);
}

static rc
take_up(void *ctx, struct cur *c, struct err *e)
{
	struct run *r = ctx;
	rc rv = r->kind->load(r->now.engine, c, &r->fates, e);

	if (rv != RC_OK) {
		buf_release(&r->fates.text);
		r->fates = (struct scan_state_fates){ .n = { 0 } };
	} else if (r->fates.text.n > 0 || !r->how->quiet)
		scan_state_tell(&r->fates, "state taken up");
	return (rv);
}

static rc
renew(void *ctx, struct err *e)
{
	struct run *r = ctx;

	r->kind->drop(r->now.engine);
	r->now.engine = NULL;
	return (make(r, &r->now, e));
}

/* reload_make_fn */
static bool
make_next(void *ctx)
{
	struct run *r = ctx;

	return (load(r, &r->next) == VERB_CLEAN);
}

/* Of the rules, when others have taken over. */
static void
tell_reload(struct run *r)
{
	char what[48];

	(void)snprintf(what, sizeof(what), "reload after line %llu",
	    (unsigned long long)r->lines);
	scan_state_tell(&r->fates, what);
}

/*
 * Between two lines: do other rules take over?  First what is known goes to
 * disk: whoever goes on from there does what happens here, so that no line
 * before it meets the new rules and none behind it the old.
 */
static rc
reload(struct run *r, struct err *e)
{
	struct loaded old;
	bool ok;
	rc rv;

	if (!reload_ready(r->reload, &ok))
		return (RC_OK);
	if (!ok) {
		unload(r, &r->next);
		fputs("vedette scan: reload: the rules in force stay\n",
		    stderr);
		return (RC_OK);
	}
	if ((rv = scan_state_now(r->state, e)) != RC_OK ||
	    (rv = r->kind->take_over(r->next.engine, r->now.engine, &r->fates,
	    e)) != RC_OK)
		return (rv);
	old = r->now;
	r->now = r->next;
	r->next = (struct loaded){ .engine = NULL };
	unload(r, &old);
	tell_reload(r);
	return (RC_OK);
}

/* The rest of the journal. */
static rc
feed_lines(struct run *r, struct progress *p, struct err *e)
{
	struct span line;
	uint64_t number;
	unsigned input;
	rc rv;

	r->lines = scan_state_lines(r->state);
	while ((rv = inputs_next(r->ends.inputs, &input, &number, &line, e)) ==
	    RC_OK) {
		if ((rv = reload(r, e)) != RC_OK ||
		    (rv = r->kind->add(r->now.engine, input, number, line)) !=
		    RC_OK || (rv = scan_state_line(r->state, input, number,
		    line, e)) != RC_OK)
			return (rv);
		if (++r->lines % SHOW_EVERY == 0)
			progress_show(p, r->lines,
			    inputs_share(r->ends.inputs));
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

	if ((rv = scan_state_open(&r->how->state, &state, r->ends.inputs,
	    &r->state, e)) != RC_OK) {
		/* It is not the rules that do not fit. */
		e->code = rv == RC_CONFLICT ? RC_IO : rv;
		return (rv);
	}
	if (scan_state_lines(r->state) == 0 && r->kind->anew != NULL &&
	    (rv = r->kind->anew(r->ctx, r->now.engine, e)) != RC_OK)
		return (rv);
	return (reload_new(make_next, r, &r->reload));
}

/* After the last line. */
static rc
end(struct run *r, struct err *e)
{
	rc rv = RC_OK;

	if (r->how->has_until)
		rv = r->kind->until(r->now.engine, r->how->until);
	return (rv == RC_OK ? r->kind->flush(r->now.engine, e) : rv);
}

static int
feed(struct run *r)
{
	struct progress p;
	struct err e = { 0 };
	rc rv;

	if ((rv = begin(r, &e)) != RC_OK) {
		if (e.code == RC_OK)
			e.code = rv;
		return (scan_run_failed(&e));
	}
	progress_start(&p, !r->how->quiet && term_is(STDERR_FILENO));
	if ((rv = feed_lines(r, &p, &e)) == RC_OK)
		rv = end(r, &e);
	if (r->kind->ended != NULL)
		rv = r->kind->ended(r->now.engine, rv, &e);
	r->seconds = progress_end(&p);
	if (rv == RC_OK)
		return (VERB_CLEAN);
	if (e.code == RC_OK)
		(void)rc_fail(&e, rv, 0, "%s", rc_text(rv));
	return (scan_run_failed(&e));
}

static int
show(struct run *r)
{
	int status = r->kind->show(r->ctx, r->now.engine, &r->ends,
	    r->seconds);

	return (status != VERB_FAILED && inputs_damaged(r->ends.inputs) > 0 ?
	    VERB_FAILED : status);
}

/* One step after the other. */
static int
work(struct run *r)
{
	struct err e = { 0 };
	int status;

	if ((status = load(r, &r->now)) != VERB_CLEAN)
		return (status);
	if (inputs_open(&r->how->inputs, &r->ends.inputs, &e) != RC_OK)
		return (scan_run_failed(&e));
	if ((status = feed(r)) != VERB_CLEAN)
		return (status);
	return (show(r));
}

static int
cannot_write(const char *path)
{
	struct err e = { 0 };

	(void)rc_fail(&e, RC_IO, 0, "%s: %s", path, strerror(errno));
	return (scan_run_failed(&e));
}

int
scan_run(const struct scan_run_how *how, const struct scan_run_kind *kind,
    void *ctx)
{
	struct run r = { .how = how, .kind = kind, .ctx = ctx,
	    .ends.out = stdout };
	int status;

	/* What cannot be written is known before the work, not after. */
	if (how->output != NULL &&
	    (r.ends.out = fopen(how->output, "w")) == NULL)
		return (cannot_write(how->output));
	status = work(&r);
	reload_free(r.reload);
	scan_state_close(r.state);
	unload(&r, &r.now);
	unload(&r, &r.next);
	buf_release(&r.fates.text);
	inputs_close(r.ends.inputs);
	if (how->output != NULL && fclose(r.ends.out) != 0 &&
	    status != VERB_FAILED)
		status = cannot_write(how->output);
	return (status);
}
