/* SPDX-License-Identifier: Apache-2.0 */
/* What few lines need when they are read. */
#include "model/dig.h"
#include "model/evextra.h"

/* An entry of the signals map, counted to find those over the limit. */
struct entries {
	struct evextra_signals	*to;
	unsigned		 depth, most;
};

static rc
entry(void *ctx, enum json_step step, const struct json_val *v,
    size_t at UNUSED)
{
	struct entries *x = ctx;
	enum field_id id;

	if (step == JSON_STEP_OBJECT || step == JSON_STEP_ARRAY)
		x->depth++;
	else if (step == JSON_STEP_OBJECT_END || step == JSON_STEP_ARRAY_END)
		x->depth--;
	if (step != JSON_STEP_KEY || x->depth != 1)
		return (RC_OK);
	id = field_find(json_span(v));
	if (id == FIELD_NONE || field_row(id)->place != FIELD_SIGNAL) {
		x->to->unknown++;
		id = FIELD_NONE;
	}
	if (++x->to->n > x->most)
		x->to->over[id] = id != FIELD_NONE;
	return (RC_OK);
}

rc
evextra_signals(struct span json, unsigned most, struct arena *arena,
    struct evextra_signals *ret)
{
	struct entries x = { .to = ret, .most = most };

	memset(ret, 0, sizeof(*ret));
	return (json_walk(json, NULL, arena, entry, &x, NULL));
}

/* Does ${path} lie below ${up}?  Then ${rest} is what follows. */
static bool
below(struct span path, struct span up, struct span *rest)
{

	if (path.n <= up.n || path.p[up.n] != '.' || !span_starts(path, up))
		return (false);
	*rest = span_from(path, up.n + 1);
	return (true);
}

/* ${path} in the unknown key ${u}. */
static rc
in_unknown(const struct evextra_in *in, const struct json_unknown *u,
    struct span path, struct value *ret)
{
	struct span rest = path;

	if (u->map == in->signals)
		return (RC_NOTFOUND);
	if (u->under.n > 0 && !below(path, u->under, &rest))
		return (RC_NOTFOUND);
	if (span_eq(rest, u->key))
		return (dig_value(u->raw, in->arena, ret));
	if (!below(rest, u->key, &rest) || u->raw.p[0] != '{')
		return (RC_NOTFOUND);
	return (dig_find(u->raw, rest, in->arena, ret));
}

/* ${path} in a value that was moved. */
static rc
in_moved(const struct evextra_in *in, const struct evextra_moved *m,
    struct span path, struct value *ret)
{
	struct span name = span_of(field_row(m->id)->name), rest;

	if (span_eq(path, name) && m->value.type != VALUE_ABSENT) {
		*ret = m->value;
		return (dig_clean(ret, in->arena));
	}
	if (m->value.type != VALUE_MAP || !below(path, name, &rest))
		return (RC_NOTFOUND);
	return (dig_find(value_text(&m->value), rest, in->arena, ret));
}

/* What `unmapped.PATH` names: moved by us, or brought by the line. */
static rc
unmapped(const struct evextra_in *in, struct span name, struct value *ret)
{
	struct span path = span_from(name, sizeof("unmapped.") - 1);
	rc r = RC_NOTFOUND;

	for (unsigned i = 0; i < in->moved_n && r == RC_NOTFOUND; i++)
		r = in_moved(in, &in->moved[i], path, ret);
	for (uint32_t i = 0; i < in->unknown_n && r == RC_NOTFOUND; i++) {
		const struct json_unknown *u = &in->unknown[i];

		r = in_unknown(in, u, path, ret);
		/* The whole name as one key at the top. */
		if (r == RC_NOTFOUND && u->under.n == 0 &&
		    span_eq(u->key, name))
			r = dig_value(u->raw, in->arena, ret);
	}
	if (r == RC_NOTFOUND && in->unmapped.n > 0)
		r = dig_find(in->unmapped, path, in->arena, ret);
	return (r);
}

rc
evextra_fill(const struct evextra_in *in)
{
	const struct plan *p = in->plan;

	for (unsigned i = 0; i < p->extras; i++) {
		struct span name = span_of(p->extra[i].name);
		struct value *v = &in->slot[p->extra[i].slot];
		rc r = RC_NOTFOUND;

		if (span_starts(name, SPAN("unmapped.")))
			r = unmapped(in, name, v);
		else if (in->row.n > 0)
			r = dig_find(in->row, span_from(name,
			    sizeof("row.") - 1), in->arena, v);
		if (r != RC_OK && r != RC_NOTFOUND)
			return (r);
	}
	return (RC_OK);
}

rc
evextra_why(const struct err *e, struct err *ret)
{
	static const char over[] = "more than ";
	const char *name = strchr(e->what, '"');
	const char *end = name != NULL ? strrchr(name, '"') : NULL;

	if (e->code == RC_CONFLICT && name != NULL && end > name)
		return (rc_fail(ret, e->code, e->at,
		    "%.*s: expected one value, got a duplicate key",
		    (int)(end - name - 1), name + 1));
	if (e->code == RC_LIMIT && strncmp(e->what, over,
	    sizeof(over) - 1) == 0)
		return (rc_fail(ret, e->code, e->at,
		    "line: expected at most %s, got more",
		    e->what + sizeof(over) - 1));
	return (rc_fail(ret, e->code, e->at, "line: %s", e->what));
}
