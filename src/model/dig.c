/* SPDX-License-Identifier: Apache-2.0 */
/* A value in JSON that no plan foresaw. */
#include "base/json.h"
#include "base/utf8.h"
#include "model/dig.h"

#define TEXT_MOST	4096		/* As a text of the dictionary. */

/* The search: one open object per level whose keys may be on the path. */
struct dig {
	struct span	 left[JSON_DEPTH + 1];	/* Path below level i. */
	unsigned	 levels;	/* Objects entered on the path. */
	unsigned	 depth;		/* Containers that are open. */
	enum { SEEK, ENTER, TAKE, COLLECT, INSIDE, FOUND } state;
	unsigned	 at;		/* Depth of what is being taken. */
	struct arena	*arena;
	struct value	*member;
	struct value	 value;
};

static struct value
value_of(const struct json_val *v)
{
	struct value w;

	/* Laid out alike: model/evline.c asserts it. */
	memcpy(&w, v, sizeof(w));
	if (w.type == VALUE_ARRAY)	/* Only its text is known. */
		w = (struct value){ .p = v->p, .n = v->n,
		    .type = VALUE_MAP };
	return (w);
}

/* A key: is it the path, or the beginning of it? */
static void
key(struct dig *d, struct span k)
{
	struct span left;

	if (d->state != SEEK || d->depth != d->levels)
		return;
	left = d->left[d->levels - 1];
	if (span_eq(k, left)) {
		d->state = TAKE;
	} else if (span_starts(left, k) && left.p[k.n] == '.' &&
	    d->levels < JSON_DEPTH) {
		d->left[d->levels] = span_from(left, k.n + 1);
		d->state = ENTER;
	}
}

static rc
open_one(struct dig *d, bool object)
{

	d->depth++;
	if (d->state == ENTER) {
		d->state = SEEK;
		d->levels += object;
	} else if (d->state == TAKE) {
		d->at = d->depth;
		d->state = object ? INSIDE : COLLECT;
		d->value = (struct value){ .type = VALUE_ARRAY };
		if (object)
			return (RC_OK);
		d->member = arena_take(d->arena,
		    DIG_MEMBERS * sizeof(*d->member));
		if (d->member == NULL)
			return (RC_NOMEM);
		d->value.member = d->member;
	}
	return (RC_OK);
}

static void
close_one(struct dig *d, const struct json_val *v)
{

	if ((d->state == INSIDE || d->state == COLLECT) && d->at == d->depth) {
		if (d->state == INSIDE)
			d->value = value_of(v);
		d->state = FOUND;
	}
	if (d->state == SEEK && d->levels == d->depth && d->levels > 0)
		d->levels--;
	d->depth--;
}

static void
scalar(struct dig *d, const struct json_val *v)
{

	if (d->state == TAKE) {
		d->value = value_of(v);
		d->state = FOUND;
	} else if (d->state == COLLECT && d->depth == d->at &&
	    d->value.n < DIG_MEMBERS) {
		d->member[d->value.n++] = value_of(v);
	} else if (d->state == ENTER)
		d->state = SEEK;
}

static rc
step(void *ctx, enum json_step s, const struct json_val *v, size_t at UNUSED)
{
	struct dig *d = ctx;

	switch (s) {
	case JSON_STEP_OBJECT:
	case JSON_STEP_ARRAY:
		return (open_one(d, s == JSON_STEP_OBJECT));
	case JSON_STEP_OBJECT_END:
	case JSON_STEP_ARRAY_END:
		close_one(d, v);
		break;
	case JSON_STEP_KEY:
		key(d, json_span(v));
		break;
	case JSON_STEP_VALUE:
		scalar(d, v);
		break;
	}
	/* The first that is found ends the walk. */
	return (d->state == FOUND ? RC_CONFLICT : RC_OK);
}

static rc
clean_one(struct value *v, struct arena *arena)
{
	struct span s = value_text(v);
	bool changed;

	if (v->type != VALUE_TEXT)
		return (RC_OK);
	if ((v->spare & JSON_UNCLEAN) != 0 &&
	    utf8_clean(s, UTF8_TEXT, arena, &s, &changed) != RC_OK)
		return (RC_NOMEM);
	if (s.n > TEXT_MOST)
		s = utf8_cut(s, TEXT_MOST);
	*v = (struct value){ .p = s.p, .n = (uint32_t)s.n,
	    .type = VALUE_TEXT };
	return (RC_OK);
}

rc
dig_clean(struct value *v, struct arena *arena)
{
	struct value *member;
	rc r = RC_OK;

	if (v->type != VALUE_ARRAY)
		return (clean_one(v, arena));
	if (v->n == 0)
		return (RC_OK);
	if (v->n > DIG_MEMBERS)
		v->n = DIG_MEMBERS;
	if ((member = arena_take(arena, v->n * sizeof(*member))) == NULL)
		return (RC_NOMEM);
	memcpy(member, v->member, v->n * sizeof(*member));
	for (uint32_t i = 0; i < v->n && r == RC_OK; i++) {
		if (member[i].type == VALUE_ARRAY)
			member[i].type = VALUE_MAP;
		r = clean_one(&member[i], arena);
	}
	v->member = member;
	return (r);
}

static rc
walk(struct dig *d, struct span json, struct value *ret)
{
	rc r = json_walk(json, NULL, d->arena, step, d, NULL);

	if (r == RC_NOMEM)
		return (r);
	if (d->state != FOUND)
		return (RC_NOTFOUND);
	if ((r = dig_clean(&d->value, d->arena)) == RC_OK)
		*ret = d->value;
	return (r);
}

rc
dig_find(struct span json, struct span path, struct arena *arena,
    struct value *ret)
{
	struct dig d = { .state = ENTER, .arena = arena };

	d.left[0] = path;
	return (walk(&d, json, ret));
}

rc
dig_value(struct span json, struct arena *arena, struct value *ret)
{
	struct dig d = { .state = TAKE, .arena = arena };

	return (walk(&d, json, ret));
}
