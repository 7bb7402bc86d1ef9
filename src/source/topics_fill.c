/* SPDX-License-Identifier: Apache-2.0 */
/* A member put into a JSON object that does not have it. */
#include "base/json.h"
#include "source/topics_fill.h"

/* The way down to a path, as a walk over the object goes. */
struct hunt {
	const struct span	*seg;
	size_t			 segs;
	size_t			 depth;		/* Open containers. */
	size_t			 met;		/* Keys met, one below other. */
	size_t			 brace;		/* Where their object opens. */
	bool			 empty;		/* It has no member yet. */
	bool			 next;		/* The value is of seg[met]. */
	bool			 there, over;
};

static void
opens(struct hunt *h, size_t at, bool object)
{

	if (h->depth++ == 0 || h->next) {
		h->met += h->next;
		h->brace = at;
		h->empty = true;
		/* In the way, or no object at all. */
		h->there = h->there || !object;
	}
	h->next = false;
}

static void
closes(struct hunt *h)
{

	/* The innermost that was met ends: nothing behind it is on the way. */
	if (h->depth-- == h->met + 1)
		h->over = true;
}

static void
key(struct hunt *h, const struct json_val *v)
{

	if (h->over || h->depth != h->met + 1)
		return;
	h->empty = false;
	if (!span_eq(json_span(v), h->seg[h->met]))
		return;
	if (h->met + 1 == h->segs)
		h->there = true;
	else
		h->next = true;
}

static rc
step(void *ctx, enum json_step what, const struct json_val *v, size_t at)
{
	struct hunt *h = ctx;

	switch (what) {
	case JSON_STEP_OBJECT:
	case JSON_STEP_ARRAY:
		opens(h, at, what == JSON_STEP_OBJECT);
		break;
	case JSON_STEP_OBJECT_END:
	case JSON_STEP_ARRAY_END:
		closes(h);
		break;
	case JSON_STEP_KEY:
		key(h, v);
		break;
	case JSON_STEP_VALUE:
		h->there = h->there || h->next || h->depth == 0;
		h->next = false;
		break;
	}
	return (RC_OK);
}

/* What is put behind the brace. */
static void
put(struct buf *out, const struct hunt *h, struct span value)
{

	for (size_t i = h->met; i < h->segs; i++) {
		if (i > h->met)
			buf_char(out, '{');
		buf_json(out, h->seg[i]);
		buf_char(out, ':');
	}
	buf_put(out, value);
	for (size_t i = h->met + 1; i < h->segs; i++)
		buf_char(out, '}');
	if (!h->empty)
		buf_char(out, ',');
}

rc
topics_fill(struct buf *line, const struct span *seg, size_t n,
    struct span value, struct arena *a)
{
	struct hunt h = { .seg = seg, .segs = n };
	struct buf more = { 0 };
	size_t at, old = line->n;
	rc r = json_walk(buf_span(line), NULL, a, step, &h, NULL);

	if (r != RC_OK || h.there)
		return (r != RC_OK ? r : RC_CONFLICT);
	at = h.brace + 1;
	put(&more, &h, value);
	if (more.failed || buf_room(line, more.n) == NULL) {
		buf_release(&more);
		return (RC_NOMEM);
	}
	memmove(line->p + at + more.n, line->p + at, old - at);
	memcpy(line->p + at, more.p, more.n);
	line->n += more.n;
	buf_release(&more);
	return (RC_OK);
}
