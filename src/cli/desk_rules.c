/* SPDX-License-Identifier: Apache-2.0 */
/* Rules at the desk. */
#include "base/mem.h"
#include "cli/desk_rules.h"
#include "model/jsonput.h"
#include "store/store_work.h"

#define MUTE_MOST	(INT64_C(90) * 86400000)	/* ms */

/* Alerts of a rule. */
struct count {
	char	rule[64];
	int64_t	n, last;
};

/* What is listed. */
struct listing {
	struct desk_visit	*v;
	struct count		*count;		/* Owned; by rule. */
	size_t			 n, cap;
	struct span		 only;		/* Or empty: all. */
	size_t			 put;
};

static void
copy(char *to, size_t room, struct span s)
{

	to[span_keep(to, room - 1, s)] = '\0';
}

/* store_work_rule_fn */
static rc
add(void *ctx, const struct store_work_rule *r)
{
	struct desk *d = ctx;
	struct desk_rules_said *said;

	if (!mem_room(&d->said, d->saids, &d->said_cap, sizeof(*d->said)))
		return (RC_NOMEM);
	said = &d->said[d->saids++];
	copy(said->rule, sizeof(said->rule), r->rule);
	copy(said->state, sizeof(said->state), r->state);
	said->until = r->until;
	return (RC_OK);
}

rc
desk_rules_load(struct desk *d, struct err *e)
{

	d->saids = 0;
	return (store_work_rules(d->how.store, add, d, e));
}

const char *
desk_rules_fate(const struct desk *d, struct span rule, int64_t time)
{

	for (size_t i = 0; i < d->saids; i++) {
		const struct desk_rules_said *s = &d->said[i];

		if (span_eq(rule, span_of(s->rule)) && (s->until == 0 ||
		    time < s->until) && strcmp(s->state, "enabled") != 0)
			return (s->state);
	}
	return (NULL);
}

/* store_work_count_fn */
static rc
counted(void *ctx, struct span rule, int64_t n, int64_t last)
{
	struct listing *l = ctx;

	if (!mem_room(&l->count, l->n, &l->cap, sizeof(*l->count)))
		return (RC_NOMEM);
	copy(l->count[l->n].rule, sizeof(l->count[l->n].rule), rule);
	l->count[l->n].n = n;
	l->count[l->n++].last = last;
	return (RC_OK);
}

static void
put_time(struct buf *b, const char *key, int64_t ms)
{

	if (ms == 0)
		return;
	jsonput_key(b, key);
	buf_char(b, '"');
	buf_time(b, ms);
	buf_char(b, '"');
}

/* A rule as the engine told it, and what became of it. */
static void
put(struct listing *l, struct span id, struct span json)
{
	const struct desk *d = l->v->desk;
	struct buf *b = &l->v->a.body;
	const char *state = desk_rules_fate(d, id, l->v->now);
	int64_t n = 0, last = 0, until = 0;

	for (size_t i = 0; i < l->n; i++)
		if (span_eq(id, span_of(l->count[i].rule))) {
			n = l->count[i].n;
			last = l->count[i].last;
		}
	for (size_t i = 0; i < d->saids && state != NULL; i++)
		if (span_eq(id, span_of(d->said[i].rule)))
			until = d->said[i].until;
	jsonput_next(b);
	buf_put(b, (struct span){ json.p, json.n - 1 });
	jsonput_text(b, "state", state != NULL ? span_of(state) :
	    SPAN("enabled"));
	put_time(b, "until", until);
	jsonput_int(b, "alerts", n);
	put_time(b, "last", last);
	jsonput_close(b, '}');
	l->put++;
}

/* json_walk_fn: the value of "id", which is the first member. */
static rc
first_text(void *ctx, enum json_step what, const struct json_val *v,
    size_t at)
{
	struct span *id = ctx;

	(void)at;
	if (what == JSON_STEP_VALUE && id->p == NULL && v->type == JSON_TEXT)
		*id = json_span(v);
	return (RC_OK);
}

/* The array of what the engine said last; empty if nothing yet. */
static struct span
told(const struct desk_visit *v)
{
	const struct buf *said = &v->state[MESSAGES_ENGINE];
	const char *at = said->n > 0 ? memchr(said->p, '[', said->n) : NULL;

	return (at != NULL ? span_from(buf_span(said),
	    (size_t)(at - said->p)) : (struct span){ NULL, 0 });
}

static rc
each(struct listing *l, struct err *e)
{
	struct span rest = told(l->v), json;
	struct arena a = { 0 };
	rc r;

	while ((r = json_element_next(&rest, &json, e)) == RC_OK) {
		struct span id = { NULL, 0 };

		arena_clear(&a);
		if ((r = json_walk(json, NULL, &a, first_text, &id, e)) !=
		    RC_OK)
			break;
		if (l->only.p == NULL || span_eq(id, l->only))
			put(l, id, json);
	}
	arena_release(&a);
	return (r == RC_NOTFOUND ? RC_OK : r);
}

/* Those that ${only} names, or all; false after having answered. */
static bool
list(struct desk_visit *v, struct span only)
{
	struct listing l = { .v = v, .only = only };
	struct err e = { .code = RC_OK };
	rc r;

	if (told(v).n == 0) {
		v->a.retry_s = 1;
		desk_visit_problem(v, 503, "the engine is being started");
		return (false);
	}
	if ((r = store_work_counts(v->store, span_of(v->who.tenant), counted,
	    &l, &e)) == RC_OK && (r = each(&l, &e)) == RC_OK &&
	    only.p != NULL && l.put == 0)
		r = rc_fail(&e, RC_NOTFOUND, 0, "no such rule");
	mem_free(l.count);
	if (r != RC_OK)
		desk_visit_refuse(v, &e, "rule");
	return (r == RC_OK);
}

void
desk_rules_list(struct desk_visit *v)
{

	jsonput_open(&v->a.body, NULL, '{');
	jsonput_open(&v->a.body, "items", '[');
	if (!list(v, (struct span){ NULL, 0 }))
		return;
	jsonput_close(&v->a.body, ']');
	jsonput_close(&v->a.body, '}');
	desk_visit_done(v, 200);
}

void
desk_rules_show(struct desk_visit *v)
{

	if (list(v, v->id))
		desk_visit_done(v, 200);
}

/* desk_visit_change_fn */
static rc
say(struct desk_visit *v, void *ctx, struct err *e)
{

	return (store_work_set_rule(v->store, ctx, e));
}

void
desk_rules_state(struct desk_visit *v)
{
	struct store_work_rule w = { .rule = v->id,
	    .state = desk_body_text(&v->body, "state"),
	    .reason = desk_body_text(&v->body, "reason"),
	    .who = span_of(v->who.name), .changed = v->now,
	    .until = desk_body_time(&v->body, "until", 0) };
	struct err e = { .code = RC_OK };

	if (v->who.tenant[0] != '\0') {
		desk_visit_problem(v, 403, "rules are of all tenants");
		return;
	}
	/* There is such a rule; what was written of it goes again. */
	if (!list(v, v->id))
		return;
	buf_clear(&v->a.body);
	if (span_eq(w.state, SPAN("muted")) && (w.until <= v->now ||
	    w.until > v->now + MUTE_MOST)) {
		desk_visit_problem(v, 422, "muted until a time within 90 "
		    "days");
		return;
	}
	if (desk_visit_change(v, say, &w, "rule.state", v->id, &e) !=
	    RC_OK || desk_rules_load(v->desk, &e) != RC_OK)
		desk_visit_refuse(v, &e, "rule");
	else
		desk_rules_show(v);
}
