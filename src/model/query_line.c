/* SPDX-License-Identifier: Apache-2.0 */
/* Lines asked one query. */
#include "base/mem.h"
#include "model/evline.h"
#include "model/query_alert.h"
#include "model/query_event.h"
#include "model/query_line.h"

struct query_line {
	const struct query	*q;		/* Borrowed. */
	struct plan		 plan;
	struct value		*row;		/* Owned. */
	struct evline		*events;	/* Owned. */
	struct query_alert	*alerts;	/* Owned. */
	struct arena		 arena;		/* Texts of the row. */
	struct query_match	 match;
	struct event		 ev;		/* What was asked last, ... */
	struct query_record	 rec;		/* ... event or alert. */
};

rc
query_line_new(const struct query *q, const struct query_name *const *also,
    size_t n, struct query_line **ret, struct err *e)
{
	struct query_line *l = mem_new(sizeof(*l));
	rc r = RC_NOMEM;

	if (l == NULL)
		goto out;
	l->q = q;
	l->plan.slots = PLAN_FIRST;
	r = query_event_plan(q, &l->plan, e);
	for (size_t i = 0; i < n && r == RC_OK; i++)
		r = query_event_plan_name(also[i], &l->plan, e);
	if (r != RC_OK)
		goto out;
	r = RC_NOMEM;
	if ((l->row = mem_array(l->plan.slots, sizeof(*l->row))) == NULL ||
	    evline_new(&l->plan, &l->events) != RC_OK ||
	    query_alert_new(&l->alerts) != RC_OK)
		goto out;
	*ret = l;
	return (RC_OK);
out:
	query_line_free(l);
	return (r == RC_NOMEM ? rc_fail(e, r, 0, "preparing the query") : r);
}

void
query_line_free(struct query_line *l)
{

	if (l == NULL)
		return;
	mem_free(l->row);
	evline_free(l->events);
	query_alert_free(l->alerts);
	arena_release(&l->arena);
	query_match_release(&l->match);
	mem_free(l);
}

static rc
ask_event(struct query_line *l, struct span line, uint64_t number,
    struct query_said *said, struct err *e)
{
	uint32_t notes[EVLINE_NOTE_COUNT] = { 0 };
	rc r;

	arena_clear(&l->arena);
	l->ev = (struct event){ .plan = &l->plan, .slot = l->row,
	    .number = number };
	r = evline_read(l->events, line, &l->arena, &l->ev, notes, e);
	if (r != RC_OK)
		return (r);
	said->time = l->ev.time;
	l->rec = query_event_record(&l->ev);
	return (query_match(l->q, &l->match, &l->rec, &said->hit));
}

rc
query_line_ask(struct query_line *l, struct span line, uint64_t number,
    struct query_said *ret, struct err *e)
{
	struct query_said said = { .hit = false };
	rc r = RC_NOTFOUND;

	if (query_alert_like(line)) {
		r = query_alert_read(l->alerts, line, &l->rec,
		    &said.time, e);
		said.alert = r == RC_OK;
		if (r == RC_OK)
			r = query_match(l->q, &l->match, &l->rec, &said.hit);
	}
	if (r == RC_NOTFOUND)
		r = ask_event(l, line, number, &said, e);
	if (r == RC_OK)
		*ret = said;
	return (r);
}

rc
query_line_value(struct query_line *l, const struct query_name *name,
    const struct value **ret)
{
	static const struct value none;
	const struct value *v = &none;
	rc r = RC_OK;

	for (unsigned i = 0; r == RC_OK && v->type <= VALUE_NULL; i++)
		r = l->rec.value(l->rec.ctx, name, i, &v);
	if (r == RC_NOMEM)
		return (r);
	*ret = v->type > VALUE_NULL ? v : &none;
	return (RC_OK);
}
