/* SPDX-License-Identifier: Apache-2.0 */
/* One row of a foreign format as cells with names. */
#include <stdio.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "source/row.h"

#define SLOTS_LEAST	64

/** A walk over JSON, and the containers that are open. */
struct walk {
	struct row	*r;
	uint32_t	 open[ROW_DEPTH_MAX + 1];
	size_t		 depth;
	struct span	 key;		/* Of the value that follows. */
	const char	*why;		/* It was refused here. */
};

/* Keys must stay apart when they are written, so none may be mended. */
static bool
well_formed(struct span s)
{
	size_t n;

	for (size_t i = 0; i < s.n; i += n)
		if (utf8_next(span_from(s, i), &n) < 0)
			return (false);
	return (true);
}

static rc
table_room(struct row *r)
{
	size_t want = r->slots > 0 ? r->slots * 2 : SLOTS_LEAST;
	uint32_t *slot;

	if (r->n * 2 < r->slots)
		return (RC_OK);
	if ((slot = mem_array(want, sizeof(*slot))) == NULL)
		return (RC_NOMEM);
	mem_free(r->slot);
	r->slot = slot;
	r->slots = want;
	for (uint32_t i = 0; i < r->n; i++) {
		size_t at = hash_64(r->cell[i].path) & (want - 1);

		while (slot[at] != 0)
			at = (at + 1) & (want - 1);
		slot[at] = i + 1;
	}
	return (RC_OK);
}

uint32_t
row_find(const struct row *r, struct span path, uint64_t hash)
{

	if (r->slots == 0)
		return (ROW_NONE);
	for (size_t at = hash & (r->slots - 1); r->slot[at] != 0;
	    at = (at + 1) & (r->slots - 1)) {
		uint32_t i = r->slot[at] - 1;

		if (span_eq(r->cell[i].path, path))
			return (i);
	}
	return (ROW_NONE);
}

/* Add a cell; ${fresh} tells whether its path is a new one. */
static rc
add(struct row *r, const struct row_cell *cell, bool *fresh)
{
	uint64_t hash = hash_64(cell->path);
	size_t at;
	rc rv;

	if (r->n == ROW_CELLS_MAX)
		return (RC_LIMIT);
	if ((rv = table_room(r)) != RC_OK)
		return (rv);
	if (!mem_room(&r->cell, r->n, &r->cap, sizeof(*cell)))
		return (RC_NOMEM);
	*fresh = row_find(r, cell->path, hash) == ROW_NONE;
	at = hash & (r->slots - 1);
	while (r->slot[at] != 0)
		at = (at + 1) & (r->slots - 1);
	r->cell[r->n] = *cell;
	r->slot[at] = (uint32_t)++r->n;
	return (RC_OK);
}

static void
empty(struct row *r)
{

	r->n = 0;
	arena_clear(&r->arena);
	if (r->slots > 0)
		memset(r->slot, 0, r->slots * sizeof(*r->slot));
}

/* The path of what comes next: "above.key" or "above.3". */
static rc
path(struct walk *w, struct row_cell *c)
{
	struct row_cell *above = &w->r->cell[w->open[w->depth - 1]];
	char number[16], *p;

	c->key = w->key;
	if (above->v.type == VALUE_ARRAY) {
		int n = snprintf(number, sizeof(number), "%u", above->v.n);

		c->key = (struct span){ number, (size_t)n };
	}
	p = arena_take(&w->r->arena, above->path.n + c->key.n + 1);
	if (p == NULL) {
		c->key.p = NULL;
		return (RC_NOMEM);
	}
	c->path = (struct span){ p, above->path.n + (above->path.n > 0) +
	    c->key.n };
	if (above->path.n > 0) {
		memcpy(p, above->path.p, above->path.n);
		p += above->path.n;
		*p++ = '.';
	}
	if (c->key.n > 0)
		memcpy(p, c->key.p, c->key.n);
	c->key.p = p;
	return (RC_OK);
}

static void
store(const struct json_val *v, struct value *out)
{

	*out = (struct value){ .type = v->type };
	switch ((enum json_type)v->type) {
	case JSON_BOOL:
		out->yes = v->yes;
		break;
	case JSON_INT:
		out->i = v->i;
		break;
	case JSON_NUM:
		out->num = v->num;
		break;
	case JSON_TEXT:
		out->p = v->p;
		out->n = v->n;
		break;
	case JSON_ABSENT:
	case JSON_NULL:
	case JSON_ARRAY:
	case JSON_MAP:
		break;
	}
}

/* A value or the beginning of a container. */
static rc
begin(struct walk *w, enum json_step step, const struct json_val *v)
{
	struct row_cell c = { 0 };
	bool fresh;
	rc rv;

	if (w->depth == 0) {
		/* The row itself; only an object has cells. */
		if (step != JSON_STEP_OBJECT) {
			w->why = "expected an object";
			return (RC_MALFORMED);
		}
	} else if ((rv = path(w, &c)) != RC_OK)
		return (rv);
	if (step == JSON_STEP_VALUE)
		store(v, &c.v);
	else
		c.v.type = step == JSON_STEP_OBJECT ? VALUE_MAP : VALUE_ARRAY;
	c.end = (uint32_t)w->r->n + 1;
	if ((rv = add(w->r, &c, &fresh)) != RC_OK)
		return (rv);
	if (w->depth > 0)
		w->r->cell[w->open[w->depth - 1]].v.n++;
	if (step != JSON_STEP_VALUE) {
		BUG_IF(w->depth > ROW_DEPTH_MAX);
		w->open[w->depth++] = (uint32_t)w->r->n - 1;
	}
	return (RC_OK);
}

static rc
meet(void *ctx, enum json_step step, const struct json_val *v,
    size_t at UNUSED)
{
	struct walk *w = ctx;

	switch (step) {
	case JSON_STEP_KEY:
		w->key = json_span(v);
		if (w->key.n <= ROW_KEY_MAX && well_formed(w->key))
			return (RC_OK);
		w->why = "a key that is too long or no UTF-8";
		return (RC_MALFORMED);
	case JSON_STEP_OBJECT_END:
	case JSON_STEP_ARRAY_END:
		w->r->cell[w->open[--w->depth]].end = (uint32_t)w->r->n;
		return (RC_OK);
	case JSON_STEP_OBJECT:
	case JSON_STEP_ARRAY:
	case JSON_STEP_VALUE:
		return (begin(w, step, v));
	}
	return (RC_MALFORMED);
}

rc
row_json(struct row *r, struct span text, struct err *e)
{
	static const struct json_limits limits = { .depth = ROW_DEPTH_MAX,
	    .keys = ROW_KEYS_MAX };
	struct walk w = { .r = r };
	struct err mine = { 0 };
	rc rv;

	empty(r);
	rv = json_walk(text, &limits, &r->arena, meet, &w, &mine);
	if (rv == RC_OK)
		return (RC_OK);
	if (mine.code == RC_OK)
		(void)rc_fail(&mine, rv, 0, "%s", w.why != NULL ? w.why :
		    rc_text(rv));
	if (e != NULL)
		*e = mine;
	return (rv);
}

rc
row_columns(struct row *r, const struct span *name, size_t n)
{

	empty(r);
	for (size_t i = 0; i < n; i++) {
		struct row_cell c = { .end = (uint32_t)i + 1 };
		bool fresh;
		rc rv;

		if (name[i].n > ROW_KEY_MAX || !well_formed(name[i]))
			return (RC_MALFORMED);
		if ((c.path.p = arena_copy(&r->arena, name[i])) == NULL)
			return (RC_NOMEM);
		c.path.n = name[i].n;
		c.key = c.path;
		if ((rv = add(r, &c, &fresh)) != RC_OK)
			return (rv);
		if (!fresh)
			return (RC_CONFLICT);
	}
	return (RC_OK);
}

void
row_blank(struct row *r)
{

	for (size_t i = 0; i < r->n; i++) {
		r->cell[i].v = (struct value){ 0 };
		r->cell[i].used = false;
	}
}

void
row_release(struct row *r)
{

	mem_free(r->cell);
	mem_free(r->slot);
	arena_release(&r->arena);
	*r = (struct row){ 0 };
}
