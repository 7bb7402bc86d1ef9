/* SPDX-License-Identifier: Apache-2.0 */
/* Why one rule hit or missed one event, clause by clause. */
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "cli/explain.h"
#include "cli/inputs.h"
#include "cli/rules_why.h"
#include "cli/ruleset_with.h"
#include "engine/engine.h"
#include "engine/plain.h"
#include "model/field.h"

#define INDENT		2
#define PATH_BYTES	4096

/* The question at work. */
struct work_why {
	const struct rules_why	*ask;
	struct buf		*out;
	bool			*hit;
	char			 path[PATH_BYTES];
	uint64_t		 line;		/* 1 if not stated. */
	const struct sigma	*sigma;		/* Borrowed. */
	unsigned		 rule;		/* Number. */
	bool			 found;		/* The event came by. */
	struct err		 bad;		/* ... or was rejected. */
	rc			 failed;
};

/* "FILE:LINE" in two. */
static rc
place(struct work_why *w, struct err *e)
{
	const char *text = w->ask->event, *colon = strrchr(text, ':');
	size_t n = strlen(text);
	char *end;

	w->line = 1;
	if (colon != NULL && colon[1] >= '1' && colon[1] <= '9') {
		w->line = strtoull(colon + 1, &end, 10);
		if (*end == '\0')
			n = (size_t)(colon - text);
		else
			w->line = 1;
	}
	if (n >= sizeof(w->path))
		return (rc_fail(e, RC_LIMIT, 0, "a path of %zu bytes", n));
	memcpy(w->path, text, n);
	w->path[n] = '\0';
	return (RC_OK);
}

/* It was refused: say why. */
static rc
refused(const struct work_why *w, struct err *e)
{
	const struct sigma_note *note;
	size_t notes, n = strlen(w->ask->rule);
	bool any = false;

	note = sigma_notes(w->sigma, &notes);
	for (size_t i = 0; i < notes; i++) {
		if (note[i].kind != SIGMA_REFUSED ||
		    strncmp(note[i].text, w->ask->rule, n) != 0 ||
		    note[i].text[n] != ':')
			continue;
		any = true;
		buf_fmt(w->out, "%s:%u:%u: refused: %s\n", note[i].file,
		    note[i].line, note[i].col, note[i].text);
	}
	return (any ? rc_fail(e, RC_CONFLICT, 0, "the rule is refused") :
	    RC_OK);
}

/* The number of the rule that is asked for. */
static rc
find(struct work_why *w, const struct sigma *s, struct err *e)
{
	struct suggest near = SUGGEST_START;
	struct span asked = span_of(w->ask->rule);
	const struct sigma_rule *rule;
	size_t n;
	rc r;

	w->sigma = s;
	rule = sigma_rules(s, &n);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(rule[i].id, w->ask->rule) == 0 ||
		    (rule[i].name != NULL &&
		    strcmp(rule[i].name, w->ask->rule) == 0)) {
			w->rule = (unsigned)i;
			return (RC_OK);
		}
		suggest_try(&near, asked, span_of(rule[i].id));
		if (rule[i].name != NULL)
			suggest_try(&near, asked, span_of(rule[i].name));
	}
	if ((r = refused(w, e)) != RC_OK)
		return (r);
	return (rc_fail(e, RC_NOTFOUND, 0, near.best.n > 0 ?
	    "no rule '%.36s' (did you mean '%.*s'?)" :
	    "no rule has the id or name '%.36s'", w->ask->rule,
	    (int)near.best.n, near.best.n > 0 ? near.best.p : ""));
}

static void
put_head(struct work_why *w, const struct sigma_rule *r, unsigned depth)
{

	buf_fmt(w->out, "%*s%s\n", (int)(depth * INDENT), "", r->title);
	buf_fmt(w->out, "%*s%s\n", (int)(depth * INDENT), "", r->id);
	buf_fmt(w->out, "%*s%s:%u\n", (int)(depth * INDENT), "", r->file,
	    r->line);
}

/* The clauses of a detection; of a correlation what it is made of. */
static void
put_rule(struct work_why *w, unsigned number, const struct sigma_row *row,
    unsigned depth)
{
	struct buf why = { 0 };
	const struct sigma_rule *r;
	size_t n;

	r = &sigma_rules(w->sigma, &n)[number];
	put_head(w, r, depth);
	if (r->correlation) {
		buf_fmt(w->out, "%*scorrelation %s over the rules below; one "
		    "event alone does not decide it\n",
		    (int)(++depth * INDENT), "", r->type);
		for (size_t i = 0; i < r->refs_n; i++) {
			buf_char(w->out, '\n');
			put_rule(w, r->refs[i], row, depth);
		}
		return;
	}
	sigma_why(w->sigma, number, row, &why);
	explain_why(w->out, buf_span(&why), true, (depth + 1) * INDENT,
	    w->ask->width);
	*w->hit |= !why.failed && why.n >= 10 &&
	    memcmp(why.p + why.n - 10, "rule: hit\n", 10) == 0;
	w->out->failed |= why.failed;
	buf_release(&why);
}

static void
judged(void *ctx, const struct engine_seen *seen)
{
	struct work_why *w = ctx;
	const struct event *ev = &seen->work->ev;
	struct sigma_row row = { .slot = ev->slot, .category = ev->category,
	    .line = ev->line };

	if (ev->generated || ev->number != w->line)
		return;
	if (w->found)
		buf_char(w->out, '\n');		/* A row can give several. */
	w->found = true;
	put_rule(w, w->rule, &row, 0);
}

static void
rejected(void *ctx, unsigned input UNUSED, uint64_t number,
    const struct err *e)
{
	struct work_why *w = ctx;

	if (number == w->line)
		w->bad = *e;
}

/* All lines up to the one that is meant, given to ${take}. */
static rc
feed(struct work_why *w, rc (*take)(struct work_why *, void *, uint64_t,
    struct span), void *engine, struct err *e)
{
	const char *path = w->path;
	const struct inputs_opts how = { .paths = &path, .n = 1,
	    .as = w->ask->as };
	struct inputs *in = NULL;
	uint64_t number = 0;
	struct span line;
	unsigned input;
	rc r;

	if ((r = field_init()) != RC_OK)
		return (rc_fail(e, r, 0, "reading %.60s", path));
	if ((r = inputs_open(&how, &in, e)) != RC_OK)
		return (r);
	while (number < w->line && (r = inputs_next(in, &input, &number,
	    &line, e)) == RC_OK) {
		if ((r = take(w, engine, number, line)) != RC_OK) {
			r = rc_fail(e, r, 0, "judging %.60s", path);
			break;
		}
	}
	inputs_close(in);
	return (r == RC_NOTFOUND ? RC_OK : r);
}

static rc
take_native(struct work_why *w UNUSED, void *engine, uint64_t number,
    struct span line)
{

	return (engine_add(engine, 0, number, line));
}

static rc
native(struct work_why *w, struct err *e)
{
	const struct sigma_setup setup = ruleset_with_setup(w->ask->set);
	const struct engine_options how = { .shards = 1, .setup = &setup };
	const struct engine_ears ears = { .ctx = w, .rejected = rejected,
	    .judged = judged };
	struct engine *E = NULL;
	rc r;

	r = engine_new(w->ask->set->text, w->ask->set->n, &how, &ears, &E, e);
	if (r == RC_OK && (r = find(w, engine_sigma(E), e)) == RC_OK &&
	    (r = feed(w, take_native, E, e)) == RC_OK &&
	    (r = engine_flush(E)) != RC_OK)
		r = rc_fail(e, r, 0, "judging");
	engine_free(E);
	return (r);
}

/* Lines have no past here: only the one that is meant is read. */
static rc
take_plain(struct work_why *w, void *engine, uint64_t number,
    struct span line)
{
	struct sigma_row row = { .slot = NULL };
	rc r;

	if (number != w->line)
		return (RC_OK);
	r = plain_row(engine, line, &row, &w->bad);
	if (r != RC_OK)
		return (r == RC_NOMEM ? r : RC_OK);
	w->found = true;
	put_rule(w, w->rule, &row, 0);
	return (RC_OK);
}

static rc
plain(struct work_why *w, struct err *e)
{
	const struct sigma_setup setup = ruleset_with_setup(w->ask->set);
	const struct plain_options how = { .shards = 1, .setup = &setup };
	const struct plain_ears ears = { .ctx = NULL };
	struct plain *P = NULL;
	rc r;

	r = plain_new(w->ask->set->text, w->ask->set->n, &how, &ears, &P, e);
	if (r == RC_OK && (r = find(w, plain_sigma(P), e)) == RC_OK)
		r = feed(w, take_plain, P, e);
	plain_free(P);
	return (r);
}

rc
rules_why(const struct rules_why *ask, struct buf *out, bool *hit,
    struct err *e)
{
	struct work_why w = { .ask = ask, .out = out, .hit = hit };
	rc r;

	*hit = false;
	if ((r = place(&w, e)) != RC_OK ||
	    (r = (ask->plain ? plain : native)(&w, e)) != RC_OK)
		return (r);
	if (out->failed)
		return (rc_fail(e, RC_NOMEM, 0, "explaining"));
	if (!w.found && w.bad.code != RC_OK)
		return (rc_fail(e, RC_CONFLICT, 0, "line %llu: %.80s",
		    (unsigned long long)w.line, w.bad.what));
	if (!w.found)
		return (rc_fail(e, RC_NOTFOUND, 0, "%.60s has no event at "
		    "line %llu", w.path, (unsigned long long)w.line));
	return (RC_OK);
}
