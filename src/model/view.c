/* SPDX-License-Identifier: Apache-2.0 */
/* A kept event read again, every field of it. */
#include "base/mem.h"
#include "model/plan.h"
#include "model/view.h"

#define SLOTS	(FIELD_TOTAL - 1 + PLAN_FIRST)

struct view {
	struct plan	 plan;
	struct evline	*reader;	/* Owned. */
	struct value	 row[SLOTS];
	struct arena	 arena;		/* Texts of the row. */
	struct buf	 line;		/* That it was read from. */
	struct event	 ev;
};

rc
view_new(struct view **ret)
{
	struct view *v = mem_new(sizeof(*v));
	rc r;

	if (v == NULL)
		return (RC_NOMEM);
	for (unsigned i = 1; i < FIELD_TOTAL; i++)
		v->plan.field[i] = (uint16_t)(i - 1 + PLAN_FIRST);
	v->plan.slots = SLOTS;
	if ((r = evline_new(&v->plan, &v->reader)) != RC_OK) {
		view_free(v);
		return (r);
	}
	*ret = v;
	return (RC_OK);
}

void
view_free(struct view *v)
{

	if (v == NULL)
		return;
	evline_free(v->reader);
	arena_release(&v->arena);
	buf_release(&v->line);
	mem_free(v);
}

void
view_tell(struct view *v, evline_note_fn *fn, void *ctx)
{

	evline_tell(v->reader, fn, ctx);
}

rc
view_line(struct view *v, struct span line, uint32_t notes[EVLINE_NOTE_COUNT],
    struct err *e, const struct event **ret)
{
	rc r;

	arena_clear(&v->arena);
	v->ev = (struct event){ .plan = &v->plan, .slot = v->row };
	r = evline_read(v->reader, line, &v->arena, &v->ev, notes, e);
	if (r == RC_OK)
		*ret = &v->ev;
	return (r);
}

rc
view_kept(struct view *v, const struct alert_event *e,
    const struct event **ret)
{
	uint32_t notes[EVLINE_NOTE_COUNT] = { 0 };
	struct span id = alert_event_id(e), vehicle = alert_event_vehicle(e);
	struct span line;
	rc r;

	line = alert_event_line(e, &v->line);
	if (line.n == 0 && v->line.failed)
		return (RC_NOMEM);
	if ((r = view_line(v, line, notes, NULL, ret)) != RC_OK)
		return (r);
	v->ev.pos = e->pos;
	v->ev.id = id;
	v->row[v->plan.field[FIELD_ID]] = (struct value){ .p = id.p,
	    .n = (uint32_t)id.n, .type = VALUE_TEXT };
	v->ev.vehicle = vehicle;
	v->row[v->plan.field[FIELD_VEHICLE_ID]] = (struct value){
	    .p = vehicle.p, .n = (uint32_t)vehicle.n,
	    .type = vehicle.n > 0 ? VALUE_TEXT : VALUE_ABSENT };
	return (RC_OK);
}

const struct value *
view_named(const struct event *ev, const struct alert_event *e,
    struct span name)
{
	enum field_id id = field_find(name);
	const struct value *v = NULL;
	unsigned slot;

	if (id != FIELD_NONE)
		v = event_get(ev, id);
	else if ((slot = plan_extra_find(ev->plan, name)) != PLAN_ABSENT)
		v = &ev->slot[slot];
	for (size_t i = 0; v == NULL && e != NULL && i < e->facts; i++)
		if (span_eq(span_of(alert_event_fact(e)[i].name), name))
			v = &alert_event_fact(e)[i].value;
	return (v != NULL && v->type > VALUE_NULL ? v : NULL);
}
