/* SPDX-License-Identifier: Apache-2.0 */
/* Names beyond the dictionary. */
#include "model/plan.h"
#include "model/tables.h"

#define UNMAPPED	SPAN("unmapped.")
#define ROW		SPAN("row.")

bool
plan_beyond(struct span name)
{

	return ((span_starts(name, UNMAPPED) && name.n > UNMAPPED.n) ||
	    (span_starts(name, ROW) && name.n > ROW.n));
}

/* What ${name} holds, if it may be read at all. */
static bool
describe(struct span name, struct plan_name *ret)
{

	if (span_starts(name, UNMAPPED)) {
		*ret = (struct plan_name){ .type = VALUE_ABSENT,
		    .array = true };
		return (name.n > UNMAPPED.n);
	}
	for (unsigned i = 0; i < COLUMN_COUNT; i++) {
		const struct column *c = tables_column((enum column_id)i);

		/* A time is text on a line. */
		if (span_eq(name, span_of(c->in_rule))) {
			*ret = (struct plan_name){ .array = c->array,
			    .type = c->type != VALUE_TIME ? c->type :
			    VALUE_TEXT };
			return (true);
		}
	}
	return (false);
}

unsigned
plan_extra_find(const struct plan *p, struct span name)
{

	for (size_t i = 0; i < p->extras; i++)
		if (span_eq(span_of(p->extra[i].name), name))
			return (p->extra[i].slot);
	return (PLAN_ABSENT);
}

rc
plan_extra(struct plan *p, struct span name, struct plan_name *ret)
{
	struct plan_name found;
	struct plan_extra *x;

	if (!describe(name, &found))
		return (RC_NOTFOUND);
	found.slot = plan_extra_find(p, name);
	if (found.slot == PLAN_ABSENT) {
		if (name.n > PLAN_NAME || p->extras == PLAN_EXTRAS ||
		    p->slots == UINT16_MAX)
			return (RC_LIMIT);
		x = &p->extra[p->extras++];
		memcpy(x->name, name.p, name.n);
		x->name[name.n] = '\0';
		x->slot = p->slots++;
		found.slot = x->slot;
	}
	*ret = found;
	return (RC_OK);
}

void
plan_near(struct suggest *s, struct span asked)
{

	for (unsigned i = 0; i < COLUMN_COUNT; i++)
		suggest_try(s, asked,
		    span_of(tables_column((enum column_id)i)->in_rule));
}
