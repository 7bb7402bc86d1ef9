/* SPDX-License-Identifier: Apache-2.0 */
/* Matches find their way to the shards of the groups they belong to. */
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/ts.h"
#include "sigma/sigma_send.h"

const struct value *
sigma_send_value(const struct input *in, struct corr_source src)
{
	static const struct value absent = { .type = VALUE_ABSENT };

	if (src.from_group)
		return (in->inner != NULL ? &in->inner[src.at] : &absent);
	return (in->slot != NULL ? &in->slot[src.at] : &absent);
}

/* Length before text, so that no two keys run together. */
static void
put(struct buf *out, struct span s)
{
	size_t n = s.n;

	for (; n > 127; n >>= 7)
		buf_char(out, (char)(unsigned char)(128u | (n & 127u)));
	buf_char(out, (char)n);
	buf_put(out, s);
}

void
sigma_send_split(struct span key, struct value *v, size_t n)
{
	size_t at = 0;

	for (size_t i = 0; i < n && at < key.n; i++) {
		size_t len = 0;
		unsigned shift = 0;
		uint8_t c;

		do {
			c = (uint8_t)key.p[at++];
			len |= (size_t)(c & 127u) << shift;
			shift += 7;
		} while (c > 127);
		v[i] = (struct value){ .p = key.p + at, .n = (uint32_t)len,
		    .type = VALUE_TEXT };
		at += len;
	}
}

bool
sigma_send_put(struct buf *out, const struct value *v)
{
	struct numeric num;
	struct buf b = { 0 };
	char t[TS_TEXT];

	switch ((enum value_type)v->type) {
	case VALUE_TEXT:
		put(out, value_text(v));
		return (true);
	case VALUE_BOOL:
		put(out, v->yes ? SPAN("true") : SPAN("false"));
		return (true);
	case VALUE_TIME:
		ts_text(v->i, t);
		put(out, (struct span){ t, TS_TEXT });
		return (true);
	case VALUE_INT:
	case VALUE_NUM:
		if (numeric_value(v, &num))
			numeric_text(num, &b);
		put(out, buf_span(&b));
		out->failed |= b.failed;
		buf_release(&b);
		return (true);
	case VALUE_ABSENT:
	case VALUE_NULL:
	case VALUE_ARRAY:
	case VALUE_MAP:
		break;
	}
	return (false);
}

/* The key of a match as ${ref}; false: a part of it is missing. */
static bool
key_of(struct buf *out, const struct corr *c, unsigned ref,
    const struct input *in)
{

	buf_clear(out);
	for (size_t i = 0; i < c->keys; i++) {
		if (!sigma_send_put(out, sigma_send_value(in,
		    c->ref[ref].key[i])))
			return (false);
	}
	return (out->n < WINDOWS_KEY_MAX);
}

static struct inputs *
out_of(const struct shard *sh, unsigned level, unsigned to)
{

	return (&sh->out[level * sh->w->o.shards + to]);
}

/* A match of several rules of one correlation goes there once. */
static bool
joined(struct inputs *l, const struct input *in, struct span key)
{

	for (size_t i = l->n; i > 0; i--) {
		struct input *o = &l->in[i - 1];

		if (o->pos != in->pos || o->due != in->due || o->te != in->te)
			return (false);
		if (o->track == in->track && o->by == in->by &&
		    o->hash == in->hash &&
		    span_eq((struct span){ o->key, o->key_n }, key) &&
		    o->inner == in->inner) {
			o->bits |= in->bits;
			return (true);
		}
	}
	return (false);
}

/* Send ${in} to the correlation that knows it as ${f->ref}. */
static rc
send(struct shard *sh, const struct feed *f, struct input *in)
{
	const struct track *tr = &sh->w->track[f->track];
	struct inputs *l;
	struct span key;

	if (!key_of(&sh->key, tr->c, f->ref, in)) {
		sh->counts[f->track].no_key++;
		return (RC_OK);
	}
	if (sh->key.failed)
		return (RC_NOMEM);
	key = buf_span(&sh->key);
	in->track = f->track;
	in->bits = UINT32_C(1) << f->ref;
	in->hash = hash_seeded(key, sh->w->tenant[in->tenant].seed);
	l = out_of(sh, tr->level,
	    (unsigned)(in->hash >> 56) % sh->w->o.shards);
	if (tr->c->refs > 1 && joined(l, in, key))
		return (RC_OK);
	if (!mem_room(&l->in, l->n, &l->cap, sizeof(*in)) ||
	    (in->key = arena_copy(&sh->arena, key)) == NULL)
		return (RC_NOMEM);
	in->key_n = (uint32_t)key.n;
	l->in[l->n++] = *in;
	return (RC_OK);
}

rc
sigma_send_hits(struct shard *sh, size_t from, size_t to)
{
	const struct sigma_windows *w = sh->w;
	rc r;

	for (size_t i = from; i < to; i++) {
		const struct sigma_event *ev = &w->ev[i];
		const struct moment *m = &w->moment[i];
		struct input in = { .pos = ev->pos, .due = INT64_MAX,
		    .te = ev->te, .mark = m->mark, .now = m->now,
		    .sure = m->mark, .by = ev->pos, .by_te = ev->te,
		    .keep = ev->keep,
		    .tenant = m->tenant, .unknown = ev->unknown,
		    .slot = ev->slot };

		for (size_t k = 0; k < ev->hits; k++) {
			unsigned rule = ev->hit[k];

			in.base = in.rule = rule;
			for (size_t f = w->feed_at[rule];
			    f < w->feed_at[rule + 1]; f++) {
				if ((r = send(sh, &w->feed[f], &in)) != RC_OK)
					return (r);
			}
		}
	}
	return (RC_OK);
}

/*
 * A jump of the clock that nobody confirmed decides points, but events from
 * before it still come, and with them earlier points.
 */
static int64_t
sure_of(const struct sigma_windows *w, const struct point *p)
{
	size_t lo = 0, hi = w->events;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (w->ev[mid].pos < p->pos)
			lo = mid + 1;
		else
			hi = mid;
	}
	BUG_IF(lo == w->events);
	return (w->moment[lo].mark < p->mark ? w->moment[lo].mark : p->mark);
}

rc
sigma_send_fire(struct shard *sh, const struct track *tr,
    const struct group *g, const struct point *p, const struct value *values,
    struct span key)
{
	const struct sigma_windows *w = sh->w;
	struct input in = { .pos = p->pos, .due = p->due, .rule = tr->rule,
	    .te = p->t, .mark = p->mark, .now = p->now,
	    .sure = sure_of(w, p), .by = p->by, .by_te = p->by_te,
	    .keep = p->keep,
	    .tenant = g->tenant, .base = p->base, .unknown = g->unknown,
	    .inner = values, .inner_key = key };
	rc r;

	for (size_t f = w->feed_at[tr->rule]; f < w->feed_at[tr->rule + 1];
	    f++) {
		if ((r = send(sh, &w->feed[f], &in)) != RC_OK)
			return (r);
	}
	return (RC_OK);
}

#define ORDER(x, y)	do {						\
	if ((x) != (y))							\
		return ((x) < (y) ? -1 : 1);				\
} while (0)

/* The canonical order; total but for what is equal in every way. */
static int
by_order(const void *a, const void *b)
{
	const struct input *x = a, *y = b;
	int d;

	ORDER(x->pos, y->pos);
	ORDER(x->due, y->due);
	ORDER(x->te, y->te);
	ORDER(x->by, y->by);
	ORDER(x->track, y->track);
	ORDER(x->hash, y->hash);
	if ((d = span_cmp((struct span){ x->key, x->key_n },
	    (struct span){ y->key, y->key_n })) != 0)
		return (d);
	/* The event itself, then what follows from it. */
	ORDER(x->inner != NULL, y->inner != NULL);
	ORDER(x->rule, y->rule);
	ORDER(x->bits, y->bits);
	/* Two groups of one inner correlation, by one event. */
	return (span_cmp(x->inner_key, y->inner_key));
}

bool
sigma_send_together(const struct input *a, const struct input *b)
{

	return (a->pos == b->pos && a->due == b->due && a->te == b->te &&
	    a->by == b->by && a->track == b->track && a->hash == b->hash &&
	    a->tenant == b->tenant && a->key_n == b->key_n &&
	    memcmp(a->key, b->key, a->key_n) == 0);
}

rc
sigma_send_gather(struct shard *sh)
{
	const struct sigma_windows *w = sh->w;
	size_t n = 0;
	bool sorted = true;

	for (unsigned i = 0; i < w->o.shards; i++)
		n += out_of(&w->shard[i], w->level, sh->number)->n;
	if (n > sh->work.cap) {
		struct input *p = mem_grow(sh->work.in, n, sizeof(*p));

		if (p == NULL)
			return (RC_NOMEM);
		sh->work.in = p;
		sh->work.cap = n;
	}
	sh->work.n = 0;
	for (unsigned i = 0; i < w->o.shards; i++) {
		const struct inputs *l = out_of(&w->shard[i], w->level,
		    sh->number);

		if (l->n > 0)
			memcpy(sh->work.in + sh->work.n, l->in,
			    l->n * sizeof(*l->in));
		sh->work.n += l->n;
	}
	/* Hits come as the events do. */
	for (size_t i = 1; i < n && sorted && w->level > 0; i++)
		sorted = by_order(&sh->work.in[i - 1], &sh->work.in[i]) <= 0;
	if (!sorted)
		qsort(sh->work.in, n, sizeof(*sh->work.in), by_order);
	return (RC_OK);
}
