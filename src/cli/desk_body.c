/* SPDX-License-Identifier: Apache-2.0 */
/* What a request brings. */
#include "base/digit.h"
#include "base/ts.h"
#include "base/utf8.h"
#include "cli/desk_body.h"
#include "cli/desk_shape.h"

/* An object while it is read. */
struct reading {
	struct desk_body	*b;
	const char		*shape;
	unsigned		 depth;
	bool			 key;		/* ${b} has its name already. */
	struct desk_shape_member m;		/* Of that name. */
	struct err		*e;
};

static bool
find(const char *shape, struct span name, struct desk_shape_member *ret)
{
	struct span rest = span_of(shape);

	while (desk_shape_next(&rest, ret))
		if (span_eq(ret->name, name))
			return (true);
	return (false);
}

static rc
wrong(struct err *e, struct span name, const char *what)
{

	name = utf8_cut(name, 64);
	return (rc_fail(e, RC_MALFORMED, 0, "%.*s: %s", (int)name.n, name.p,
	    what));
}

static rc
no_fit(struct err *e, const struct desk_shape_member *m)
{

	return (rc_fail(e, RC_MALFORMED, 0, "%.*s: expected %s%.*s%s%.*s%s",
	    (int)m->name.n, m->name.p, m->many ? "an array of " : "",
	    (int)m->type.n, m->type.p, m->args.n > 0 ? " of " : "",
	    (int)(m->args.n < 60 ? m->args.n : 60), m->args.p != NULL ?
	    m->args.p : "", m->args.n > 60 ? "..." : ""));
}

static rc
begin(struct reading *r, struct span name)
{
	struct desk_body *b = r->b;

	if (!find(r->shape, name, &r->m))
		return (wrong(r->e, name, "there is no such member"));
	if (b->n == DESK_BODY_MOST)
		return (rc_fail(r->e, RC_MALFORMED, 0, "too many members"));
	b->member[b->n].name = name;
	r->key = true;
	return (RC_OK);
}

static rc
end(struct reading *r, const struct json_val *v)
{

	if (r->m.many != (v->type == JSON_ARRAY) ||
	    (!r->m.many && !desk_shape_fits(&r->m, v)))
		return (no_fit(r->e, &r->m));
	r->b->member[r->b->n++].v = *v;
	r->key = false;
	return (RC_OK);
}

/* json_walk_fn: members of the object, and members of arrays in it. */
static rc
step(void *ctx, enum json_step what, const struct json_val *v, size_t at)
{
	struct reading *r = ctx;

	(void)at;
	switch (what) {
	case JSON_STEP_OBJECT:
	case JSON_STEP_ARRAY:
		if (r->depth++ == 0 && what == JSON_STEP_ARRAY)
			return (rc_fail(r->e, RC_MALFORMED, 0,
			    "the body is no object"));
		return (RC_OK);
	case JSON_STEP_OBJECT_END:
	case JSON_STEP_ARRAY_END:
		r->depth--;
		break;
	case JSON_STEP_KEY:
		return (r->depth == 1 ? begin(r, json_span(v)) : RC_OK);
	case JSON_STEP_VALUE:
		break;
	}
	if (r->depth == 0)
		return (what == JSON_STEP_OBJECT_END ? RC_OK :
		    rc_fail(r->e, RC_MALFORMED, 0, "the body is no object"));
	if (r->depth == 1)
		return (r->key ? end(r, v) : RC_OK);
	if (r->depth == 2 && r->m.many && !desk_shape_fits(&r->m, v))
		return (no_fit(r->e, &r->m));
	return (RC_OK);
}

static rc
all_there(const struct desk_body *b, const char *shape, struct err *e)
{
	struct span rest = span_of(shape);
	struct desk_shape_member m;

	while (desk_shape_next(&rest, &m)) {
		bool is = !m.needed;

		for (size_t i = 0; i < b->n && !is; i++)
			is = span_eq(b->member[i].name, m.name);
		if (!is)
			return (wrong(e, m.name, "it is needed"));
	}
	return (RC_OK);
}

rc
desk_body_read(struct desk_body *b, struct span text, const char *shape,
    struct err *e)
{
	struct reading r = { .b = b, .shape = shape, .e = e };
	rc rv;

	*e = (struct err){ .code = RC_OK };
	if (utf8_bad(text) != text.n)
		return (rc_fail(e, RC_MALFORMED, 0, "the body is no UTF-8"));
	rv = json_walk(text, NULL, &b->a, step, &r, e);
	if (rv != RC_OK && rv != RC_NOMEM && e->code == RC_OK)
		(void)rc_fail(e, RC_MALFORMED, 0, "the body is no JSON");
	if (rv != RC_OK)
		return (rv == RC_NOMEM ? rv : RC_MALFORMED);
	return (all_there(b, shape, e));
}

rc
desk_body_plain(struct arena *a, struct span s, struct span *ret)
{
	char *out;
	size_t n = 0;

	if (s.n == 0 || (memchr(s.p, '%', s.n) == NULL &&
	    memchr(s.p, '+', s.n) == NULL)) {
		if (utf8_bad(s) != s.n)
			return (RC_MALFORMED);
		*ret = s;
		return (RC_OK);
	}
	if ((out = arena_take(a, s.n)) == NULL)
		return (RC_NOMEM);
	for (size_t i = 0; i < s.n; i++) {
		int c = (unsigned char)s.p[i];

		if (c == '%') {
			int high = i + 2 < s.n ? digit_hex(s.p[i + 1]) : -1;
			int low = i + 2 < s.n ? digit_hex(s.p[i + 2]) : -1;

			if (high < 0 || low < 0)
				return (RC_MALFORMED);
			c = high << 4 | low;
			i += 2;
		}
		if (c == '\0')
			return (RC_MALFORMED);
		out[n++] = (char)(c == '+' && s.p[i] == '+' ? ' ' : c);
	}
	if (utf8_bad((struct span){ out, n }) != n)
		return (RC_MALFORMED);
	*ret = (struct span){ out, n };
	return (RC_OK);
}

/* What a parameter says, as its type has it. */
static struct json_val
value_of(const struct desk_shape_member *m, struct span s)
{
	struct json_val v = { .p = s.p != NULL ? s.p : "",
	    .n = (uint32_t)s.n, .type = JSON_TEXT };
	int64_t i;

	if (span_eq(m->type, SPAN("int")) && desk_shape_int(s, &i))
		v = (struct json_val){ .i = i, .type = JSON_INT };
	return (v);
}

static rc
parameter(struct desk_body *b, struct span pair, const char *shape,
    struct err *e)
{
	const char *is = pair.n > 0 ? memchr(pair.p, '=', pair.n) : NULL;
	struct span name = { pair.p, is != NULL ? (size_t)(is - pair.p) :
	    pair.n };
	struct span text = is != NULL ? span_from(pair, name.n + 1) :
	    (struct span){ NULL, 0 };
	struct desk_shape_member m;
	rc r;

	if (utf8_bad(name) != name.n)
		return (rc_fail(e, RC_MALFORMED, 0, "the query is no UTF-8"));
	if (!find(shape, name, &m))
		return (wrong(e, name, "there is no such parameter"));
	for (size_t i = 0; i < b->n; i++)
		if (span_eq(b->member[i].name, name))
			return (wrong(e, name, "it is there twice"));
	if ((r = desk_body_plain(&b->a, text, &text)) != RC_OK)
		return (r == RC_NOMEM ? r : wrong(e, name,
		    "it cannot be decoded"));
	if (b->n == DESK_BODY_MOST)
		return (rc_fail(e, RC_MALFORMED, 0, "too many parameters"));
	b->member[b->n].name = name;
	b->member[b->n].v = value_of(&m, text);
	if (!desk_shape_fits(&m, &b->member[b->n].v))
		return (no_fit(e, &m));
	b->n++;
	return (RC_OK);
}

rc
desk_body_query(struct desk_body *b, struct span text, const char *shape,
    struct err *e)
{
	rc r = RC_OK;

	*e = (struct err){ .code = RC_OK };
	while (text.n > 0 && r == RC_OK) {
		const char *and = memchr(text.p, '&', text.n);
		size_t n = and != NULL ? (size_t)(and - text.p) : text.n;

		if (n > 0)
			r = parameter(b, (struct span){ text.p, n }, shape,
			    e);
		text = span_from(text, and != NULL ? n + 1 : n);
	}
	return (r != RC_OK ? r : all_there(b, shape, e));
}

static const struct json_val *
value(const struct desk_body *b, const char *name)
{

	for (size_t i = 0; i < b->n; i++)
		if (span_eq(b->member[i].name, span_of(name)))
			return (&b->member[i].v);
	return (NULL);
}

struct span
desk_body_text(const struct desk_body *b, const char *name)
{
	const struct json_val *v = value(b, name);

	return (v != NULL && v->type != JSON_INT && v->type != JSON_BOOL ?
	    json_span(v) : (struct span){ NULL, 0 });
}

int64_t
desk_body_int(const struct desk_body *b, const char *name, int64_t or)
{
	const struct json_val *v = value(b, name);

	return (v == NULL ? or : v->type == JSON_BOOL ? v->yes :
	    v->type == JSON_INT ? v->i : or);
}

bool
desk_body_has(const struct desk_body *b, const char *name)
{

	return (value(b, name) != NULL);
}

int64_t
desk_body_time(const struct desk_body *b, const char *name, int64_t or)
{
	struct span s = desk_body_text(b, name);
	int64_t ms;

	return (s.n > 0 && ts_parse(s, &ms) == RC_OK ? ms : or);
}

void
desk_body_release(struct desk_body *b)
{

	arena_release(&b->a);
	b->n = 0;
}
