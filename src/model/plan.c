/* SPDX-License-Identifier: Apache-2.0 */
/* Names beyond the dictionary. */
#include "model/plan.h"

#define UNMAPPED	SPAN("unmapped.")
#define ROW		SPAN("row.")

static const struct {
	const char	*name;		/* With "row." before it. */
	enum value_type	 type;
	bool		 array;
} columns[] = {
#define X(name, type, array)	{ "row." name, VALUE_##type, array },
	PLAN_COLUMNS(X)
#undef X
};

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
	for (size_t i = 0; i < COUNT_OF(columns); i++)
		if (span_eq(name, span_of(columns[i].name))) {
			*ret = (struct plan_name){ .type = columns[i].type,
			    .array = columns[i].array };
			return (true);
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

	for (size_t i = 0; i < COUNT_OF(columns); i++)
		suggest_try(s, asked, span_of(columns[i].name));
}
