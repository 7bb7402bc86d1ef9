/* SPDX-License-Identifier: Apache-2.0 */
/* The names that a query may use. */
#include "base/attr.h"
#include "model/plan.h"
#include "model/query_name.h"

static const struct query_name shorts[] = {
#define F(sym)	FIELD_##sym,
#define P(sym)	QUERY_PLACE_##sym,
#define X(text, k, fields, places, what)				\
	{ .name = { (text), sizeof(text) - 1 }, .kind = QUERY_KIND_##k,	\
	    .field = { fields FIELD_NONE },				\
	    .place = { places QUERY_PLACE_NONE }, .help = (what) },
	QUERY_NAMES(X)
#undef X
#undef P
#undef F
};

const struct query_name *
query_name_short(size_t *n)
{

	*n = COUNT_OF(shorts);
	return (shorts);
}

const char *
query_name_place(enum query_place p)
{
	static const char *const paths[] = {
		"",
#define X(sym, path)	(path),
		QUERY_PLACES(X)
#undef X
	};

	return (paths[p]);
}

/* What may be asked of a dictionary field. */
static enum query_kind
kind_of(enum field_id id)
{

	if (id == FIELD_CLIENT_IP)
		return (QUERY_KIND_ADDRESS);
	switch (field_row(id)->type) {
	case FIELD_TYPE_ID:
	case FIELD_TYPE_TEXT:
	case FIELD_TYPE_HEX:
		return (QUERY_KIND_TEXT);
	case FIELD_TYPE_ENUM:
		return (QUERY_KIND_WORD);
	case FIELD_TYPE_INT:
	case FIELD_TYPE_NUM:
		return (QUERY_KIND_NUMBER);
	case FIELD_TYPE_BOOL:
		return (QUERY_KIND_BOOL);
	case FIELD_TYPE_TS:
		return (QUERY_KIND_TIME);
	case FIELD_TYPE_OBJ:
	case FIELD_TYPE_MAP:
	case FIELD_TYPE_JSON:
		break;
	}
	return (QUERY_KIND_OBJECT);
}

/* Is it `unmapped.PATH` or a column, and what does that hold? */
static bool
beyond(struct span name, enum query_kind *kind)
{
	struct plan probe = { .slots = PLAN_FIRST };
	struct plan_name got;

	if (!plan_beyond(name) || plan_extra(&probe, name, &got) != RC_OK)
		return (false);
	*kind = QUERY_KIND_ANY;
	return (true);
}

rc
query_name_find(struct span name, const struct query_extra *extra,
    struct arena *a, const struct query_name **ret)
{
	struct query_name got = { .kind = QUERY_KIND_ANY }, *n;
	char *text;

	for (size_t i = 0; i < COUNT_OF(shorts); i++) {
		if (span_eq(shorts[i].name, name)) {
			*ret = &shorts[i];
			return (RC_OK);
		}
	}
	if ((got.field[0] = field_find(name)) != FIELD_NONE)
		got.kind = kind_of(got.field[0]);
	else if (!beyond(name, &got.kind) && (extra == NULL ||
	    !extra->has(extra->ctx, name, &got.kind)))
		return (RC_NOTFOUND);
	if ((n = arena_take(a, sizeof(*n))) == NULL ||
	    (text = arena_copy(a, name)) == NULL)
		return (RC_NOMEM);
	*n = got;
	n->name = (struct span){ text, name.n };
	*ret = n;
	return (RC_OK);
}

void
query_name_near(struct span name, const struct query_extra *extra,
    struct suggest *s)
{

	suggest_try(s, name, SPAN("from"));
	suggest_try(s, name, SPAN("to"));
	for (size_t i = 0; i < COUNT_OF(shorts); i++)
		suggest_try(s, name, shorts[i].name);
	field_near(s, name);
	plan_near(s, name);
	if (extra != NULL)
		extra->near(extra->ctx, s, name);
}
