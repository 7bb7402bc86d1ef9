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
};

rc
query_line_new(const struct query *q, struct query_line **ret, struct err *e)
{
	struct query_line *l = mem_new(sizeof(*l));
	rc r = RC_NOMEM;

	if (l == NULL)
		goto out;
	l->q = q;
	l->plan.slots = PLAN_FIRST;
	if ((r = query_event_plan(q, &l->plan, e)) != RC_OK)
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
	struct event ev = { .plan = &l->plan, .slot = l->row,
	    .number = number };
	struct query_record rec;
	rc r;

	arena_clear(&l->arena);
	r = evline_read(l->events, line, &l->arena, &ev, notes, e);
	if (r != RC_OK)
		return (r);
	said->time = ev.time;
	rec = query_event_record(&ev);
	return (query_match(l->q, &l->match, &rec, &said->hit));
}

rc
query_line_ask(struct query_line *l, struct span line, uint64_t number,
    struct query_said *ret, struct err *e)
{
	struct query_said said = { .hit = false };
	struct query_record rec;
	rc r = RC_NOTFOUND;

	if (query_alert_like(line)) {
		r = query_alert_read(l->alerts, line, &rec, &said.time, e);
		said.alert = r == RC_OK;
		if (r == RC_OK)
			r = query_match(l->q, &l->match, &rec, &said.hit);
	}
	if (r == RC_NOTFOUND)
		r = ask_event(l, line, number, &said, e);
	if (r == RC_OK)
		*ret = said;
	return (r);
}
