/* SPDX-License-Identifier: Apache-2.0 */
/* An event as a query sees it. */
#include "model/plan.h"
#include "model/query_event.h"

rc
query_event_plan_name(const struct query_name *name, struct plan *plan,
    struct err *e)
{
	struct plan_name got;

	for (unsigned i = 0; name->field[i] != FIELD_NONE; i++) {
		uint16_t *slot = &plan->field[name->field[i]];

		if (*slot == PLAN_ABSENT)
			*slot = plan->slots++;
	}
	if (name->field[0] != FIELD_NONE || !plan_beyond(name->name))
		return (RC_OK);
	if (plan_extra(plan, name->name, &got) != RC_OK)
		return (rc_fail(e, RC_LIMIT, 0, "expected at most %d names "
		    "beyond the dictionary", PLAN_EXTRAS));
	return (RC_OK);
}

static rc
plan_node(const struct query_node *n, struct plan *plan, struct err *e)
{
	rc r = RC_OK;

	if (n->op == QUERY_TERM)
		return (n->term.name == NULL ? RC_OK :
		    query_event_plan_name(n->term.name, plan, e));
	for (const struct query_node *kid = n->kid; kid != NULL &&
	    r == RC_OK; kid = kid->next)
		r = plan_node(kid, plan, e);
	return (r);
}

rc
query_event_plan(const struct query *q, struct plan *plan, struct err *e)
{

	return (plan_node(q->top, plan, e));
}

/* query_record.value */
static rc
value(const void *ctx, const struct query_name *name, unsigned i,
    const struct value **ret)
{
	const struct event *ev = ctx;

	if (name->field[0] == FIELD_NONE) {
		if (i > 0)
			return (RC_NOTFOUND);
		*ret = &ev->slot[plan_extra_find(ev->plan, name->name)];
		return (RC_OK);
	}
	if (name->field[i] == FIELD_NONE)
		return (RC_NOTFOUND);
	*ret = event_get(ev, name->field[i]);
	return (RC_OK);
}

struct query_record
query_event_record(const struct event *ev)
{

	return ((struct query_record){ .ctx = ev, .value = value,
	    .line = ev->line });
}
