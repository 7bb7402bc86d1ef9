/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reader of named values, for json_pick_plain.c and json_pick_avx2.c,
 * which compile it for their machine.
 *
 * While a line is read, the reader stands at one or more nodes of the plan at
 * once (more than one only below a `*`).  A slot's first value goes straight
 * into the row; what else comes for it is judged by json_pick_more().
 */
#ifndef BASE_JSON_PICK_PARSE_H
#define BASE_JSON_PICK_PARSE_H

#include "base/hash.h"
#include "base/json_pick_read.h"
#include "base/json_seen.h"
#include "base/json_token.h"
#include "base/mem.h"

/** One line being read. */
struct pick {
	struct json_token	 in;
	const struct json_pick	*plan;
	struct json_pick_reader	*r;
	struct json_pick_row	*row;
	struct arena		*arena;
};

/* Nodes at which the reader stands: r->at[from ... from + n). */
struct stand {
	size_t	from, n;
};

static const struct stand nowhere = { 0, 0 };

static const char *value(struct pick *, const char *, struct stand, bool,
    struct json_val *);

/* Pass white space, a colon and white space. */
static inline const char *
colon(struct pick *s, const char *p)
{

	p = blank(&s->in, p);
	if (UNLIKELY(peek(&s->in, p) != ':'))
		return (json_token_want(&s->in, p, "':'"));
	return (blank(&s->in, p + 1));
}

/* After a member: on to the next, or past ${close}, which sets ${done}. */
static inline const char *
comma(struct pick *s, const char *p, char close, bool *done)
{

	p = blank(&s->in, p);
	if (LIKELY(peek(&s->in, p) == ','))
		return (blank(&s->in, p + 1));
	if (UNLIKELY(peek(&s->in, p) != close))
		return (json_token_want(&s->in, p, close == '}' ?
		    "',' or '}'" : "',' or ']'"));
	*done = true;
	return (p + 1);
}

/* The key at ${p}, as it stands there. */
INLINE const char *
key_here(struct pick *s, const char *p, struct span *key)
{
	struct json_val v = { .type = JSON_ABSENT };

	if (UNLIKELY(peek(&s->in, p) != '"'))
		return (json_token_want(&s->in, p, "a key"));
	/* An escaped key is compared by what it says. */
	s->in.arena = s->arena;
	p = text(&s->in, p + 1, &v);
	if (UNLIKELY(p == NULL))
		return (NULL);
	s->in.flags |= v.spare;
	*key = json_span(&v);
	return (colon(s, p));
}

/* A key without its spaces, if it has any; ${hash} follows. */
INLINE bool
squeezed(struct pick *s, const char *p, struct span *key, uint64_t *hash)
{

	if (LIKELY(key->n == 0 || memchr(key->p, ' ', key->n) == NULL))
		return (true);
	if (!json_pick_squeeze(key, s->arena)) {
		(void)json_token_fail(&s->in, p, RC_NOMEM);
		return (false);
	}
	*hash = hash_64(*key);
	return (true);
}

/* The first time that the object ${serial} has ${key}? */
INLINE bool
fresh(struct pick *s, const char *p, uint32_t serial, struct span key,
    uint64_t hash)
{
	rc r = json_seen_add(&s->r->seen, serial, key, hash);

	if (LIKELY(r == RC_OK))
		return (true);
	if (r == RC_CONFLICT)
		(void)json_token_twice(&s->in, p, key);
	else
		(void)json_token_fail(&s->in, p, r);
	return (false);
}

/* Hand ${v} to the slots of ${edge}; the reader stood at ${at}. */
INLINE bool
hand_out(struct pick *s, const char *p, const struct json_pick_at *at,
    uint32_t target, const struct json_val *v)
{

	for (; target != 0; target = s->plan->target[target].next) {
		const struct json_pick_target *t = &s->plan->target[target];
		struct json_pick_found *f = &s->r->found[t->slot];
		struct json_val *slot = &s->row->slot[t->slot];

		if (LIKELY(slot->type == JSON_ABSENT)) {
			memcpy(slot, v, sizeof(*v));
			s->row->set[s->row->set_n++] = t->slot;
			f->mask = at->mask;
			f->step = at->step;
			f->last = NULL;
			f->turn = t->turn;
			if (UNLIKELY(at->step != NULL) &&
			    !json_pick_many(s->r, t->slot)) {
				(void)json_token_fail(&s->in, p, RC_NOMEM);
				return (false);
			}
		} else if (!json_pick_more(s->r, t, at->mask, at->step,
		    slot, v, s->arena)) {
			(void)json_token_fail(&s->in, p, RC_NOMEM);
			return (false);
		}
	}
	return (true);
}

/* Stand at the node after ${edge}, too. */
INLINE bool
stand_at(struct pick *s, const char *p, const struct json_pick_at *up,
    const struct json_pick_edge *e, size_t *n)
{
	struct json_pick_reader *r = s->r;
	uint32_t parts = up->parts + e->parts;

	if (e->to == 0)
		return (true);
	if (UNLIKELY(!mem_room(&r->at, r->at_n, &r->at_cap,
	    sizeof(*r->at)))) {
		(void)json_token_fail(&s->in, p, RC_NOMEM);
		return (false);
	}
	r->at[r->at_n++] = (struct json_pick_at){ .step = up->step,
	    .node = e->to, .parts = parts,
	    .mask = up->mask | UINT64_C(1) << (JSON_PICK_PARTS - 1 - parts) };
	++*n;
	return (true);
}

/* The value at ${p} of a key that is found by one edge only. */
static inline const char *
follow(struct pick *s, const char *p, const struct json_pick_at *up,
    uint32_t edge)
{
	const struct json_pick_edge *e = &s->plan->edge[edge];
	struct json_pick_at here = *up;
	struct stand down = { s->r->at_n, 0 };
	struct json_val v;

	if (!stand_at(s, p, &here, e, &down.n) ||
	    (p = value(s, p, down, e->target != 0, &v)) == NULL)
		return (NULL);
	s->r->at_n = down.from;
	return (hand_out(s, p, &here, e->target, &v) ? p : NULL);
}

/* The same of several edges, those from r->edge[first] on. */
static const char *
follow_all(struct pick *s, const char *p, size_t first, uint32_t serial)
{
	struct json_pick_reader *r = s->r;
	struct stand down = { r->at_n, 0 };
	size_t n = r->edge_n;
	bool want = false;
	struct json_val v;

	for (size_t i = first; i < n; i++) {
		struct json_pick_met *m = &r->edge[i];
		const struct json_pick_edge *e = &s->plan->edge[m->edge];

		want |= e->target != 0;
		if (e->key.p == NULL && (m->at.step = json_pick_enter(
		    m->at.step, serial, false, s->arena)) == NULL)
			return (json_token_fail(&s->in, p, RC_NOMEM));
		if (!stand_at(s, p, &m->at, e, &down.n))
			return (NULL);
	}
	if ((p = value(s, p, down, want, &v)) == NULL)
		return (NULL);
	r->at_n = down.from;
	for (size_t i = first; i < n; i++) {
		/* They may have moved. */
		const struct json_pick_met *m = &r->edge[i];

		if (!hand_out(s, p, &m->at, s->plan->edge[m->edge].target,
		    &v))
			return (NULL);
	}
	r->edge_n = first;
	return (p);
}

/* A member where `*` is in play or several nodes are stood at. */
static const char *
member_all(struct pick *s, const char *p, struct stand up, uint32_t serial)
{
	struct json_pick_reader *r = s->r;
	size_t first = r->edge_n;
	const char *at = p;
	struct span key;
	uint64_t hash;

	if ((p = key_here(s, p, &key)) == NULL)
		return (NULL);
	hash = hash_64(key);
	if (!squeezed(s, at, &key, &hash) ||
	    !fresh(s, at, serial, key, hash))
		return (NULL);
	for (size_t i = up.from; i < up.from + up.n; i++) {
		uint32_t node = r->at[i].node;
		uint32_t edge[2] = {
		    json_pick_plan_find(s->plan, node, key, hash),
		    s->plan->node[node].star };

		for (int k = 0; k < 2; k++) {
			if (edge[k] == 0)
				continue;
			if (!mem_room(&r->edge, r->edge_n, &r->edge_cap,
			    sizeof(*r->edge)))
				return (json_token_fail(&s->in, at,
				    RC_NOMEM));
			r->edge[r->edge_n++] = (struct json_pick_met){
			    edge[k], r->at[i] };
		}
	}
	if (r->edge_n == first) {
		struct json_val v;

		return (value(s, p, nowhere, false, &v));
	}
	return (follow_all(s, p, first, serial));
}

/* A member of an object at one node without `*`: nearly all are. */
INLINE const char *
member_one(struct pick *s, const char *p, struct stand up, uint32_t serial)
{
	const struct json_pick_at *at = &s->r->at[up.from];
	struct json_pick_mark *mark;
	const char *first = p;
	struct json_val v;
	struct span key;
	uint64_t hash;
	uint32_t edge;

	if (UNLIKELY((p = key_here(s, p, &key)) == NULL))
		return (NULL);
	hash = hash_64(key);
	edge = json_pick_plan_find(s->plan, at->node, key, hash);
	/* No name has a space: what was found has none. */
	if (edge == 0) {
		const char *raw = key.p;

		if (!squeezed(s, first, &key, &hash))
			return (NULL);
		if (UNLIKELY(key.p != raw))
			edge = json_pick_plan_find(s->plan, at->node, key,
			    hash);
	}
	if (edge == 0)
		return (fresh(s, first, serial, key, hash) ?
		    value(s, p, nowhere, false, &v) : NULL);
	mark = &s->r->mark[edge];
	if (UNLIKELY(mark->seen == serial))
		return (json_token_twice(&s->in, first, key));
	mark->seen = serial;
	return (follow(s, p, at, edge));
}

/* A member of an object that nobody asked for. */
INLINE const char *
member_none(struct pick *s, const char *p, uint32_t serial)
{
	const char *at = p;
	struct json_val v;
	struct span key;
	uint64_t hash;

	if ((p = key_here(s, p, &key)) == NULL)
		return (NULL);
	hash = hash_64(key);
	if (!squeezed(s, at, &key, &hash) ||
	    !fresh(s, at, serial, key, hash))
		return (NULL);
	return (value(s, p, nowhere, false, &v));
}

/* The object that opens at ${p}. */
static HOT const char *
object(struct pick *s, const char *p, struct stand at)
{
	const bool one = at.n == 1 &&
	    s->plan->node[s->r->at[at.from].node].star == 0;
	uint32_t serial = ++s->r->serial;
	bool done = false;

	if (!deeper(&s->in, p))
		return (NULL);
	p = blank(&s->in, p + 1);
	if (peek(&s->in, p) == '}') {
		p++;
		done = true;
	}
	while (!done) {
		if (LIKELY(one))
			p = member_one(s, p, at, serial);
		else if (at.n == 0)
			p = member_none(s, p, serial);
		else
			p = member_all(s, p, at, serial);
		if (UNLIKELY(p == NULL) ||
		    UNLIKELY((p = comma(s, p, '}', &done)) == NULL))
			return (NULL);
	}
	s->in.depth--;
	return (p);
}

/* Keep ${v} as a member of the array at hand. */
static bool
gather(struct pick *s, const char *p, const struct json_val *v)
{
	struct json_pick_reader *r = s->r;

	if (!mem_room(&r->member, r->member_n, &r->member_cap,
	    sizeof(*r->member))) {
		(void)json_token_fail(&s->in, p, RC_NOMEM);
		return (false);
	}
	r->member[r->member_n++] = *v;
	return (true);
}

/* Stand in an element of the array ${serial}, wherever we stand at ${at}. */
static bool
element(struct pick *s, const char *p, struct stand at, uint32_t serial,
    struct stand *ret)
{
	struct json_pick_reader *r = s->r;

	*ret = (struct stand){ r->at_n, at.n };
	for (size_t i = at.from; i < at.from + at.n; i++) {
		struct json_pick_at here = r->at[i];

		if ((here.step = json_pick_enter(here.step, serial, true,
		    s->arena)) == NULL || !mem_room(&r->at, r->at_n,
		    &r->at_cap, sizeof(*r->at))) {
			(void)json_token_fail(&s->in, p, RC_NOMEM);
			return (false);
		}
		r->at[r->at_n++] = here;
	}
	return (true);
}

/*
 * The array that opens at ${p}; its members, and those of arrays in it, go
 * to r->member if ${want}.
 */
static const char *
array(struct pick *s, const char *p, struct stand at, bool want)
{
	uint32_t serial = ++s->r->serial;
	size_t top = s->r->at_n;
	bool done = false;

	if (!deeper(&s->in, p))
		return (NULL);
	p = blank(&s->in, p + 1);
	if (peek(&s->in, p) == ']') {
		p++;
		done = true;
	}
	while (!done) {
		int c = peek(&s->in, p);
		struct stand in = at;
		struct json_val v;

		if ((c == '{' || c == '[') &&
		    !element(s, p, at, serial, &in))
			return (NULL);
		if (c == '[') {
			p = array(s, p, in, want);
		} else {
			p = value(s, p, in, want, &v);
			if (p != NULL && want && !gather(s, p, &v))
				return (NULL);
		}
		s->r->at_n = top;
		if (p == NULL || (p = comma(s, p, ']', &done)) == NULL)
			return (NULL);
	}
	s->in.depth--;
	return (p);
}

/* The value at ${p}; of its insides what is asked for at ${at}. */
static inline const char *
value(struct pick *s, const char *p, struct stand at, bool want,
    struct json_val *v)
{
	struct json_pick_reader *r = s->r;
	const char *open = p;
	size_t first;

	switch (peek(&s->in, p)) {
	case '{':
		if ((p = object(s, p, at)) != NULL)
			*v = (struct json_val){ .p = open,
			    .n = (uint32_t)(p - open), .type = JSON_MAP };
		return (p);
	case '[':
		first = r->member_n;
		if ((p = array(s, p, at, want)) == NULL || !want)
			return (p);
		if (!json_pick_array(r, first, v, s->arena))
			return (json_token_fail(&s->in, p, RC_NOMEM));
		return (p);
	default:
		/* What nobody wants is checked, not unescaped. */
		s->in.arena = want ? s->arena : NULL;
		return (scalar(&s->in, p, v));
	}
}

/* The line as a whole; the row has been emptied. */
static inline rc
line_pick(struct json_pick_reader *r, struct span line,
    struct json_pick_row *row, struct arena *arena, struct err *e,
    unsigned *flags)
{
	struct pick s = {
		.in = { .start = line.p, .end = line.p + line.n, .e = e,
		    .rc = RC_OK, .depth_most = JSON_PICK_DEPTH,
		    .keys_most = UINT32_MAX },
		.plan = r->plan, .r = r, .row = row, .arena = arena,
	};
	const char *p = blank(&s.in, line.p);

	if (peek(&s.in, p) != '{')
		(void)json_token_want(&s.in, p, "'{'");
	else if ((p = object(&s, p, (struct stand){ 0, 1 })) != NULL &&
	    (p = blank(&s.in, p)) != s.in.end)
		(void)json_token_want(&s.in, p, "end of text");
	*flags = s.in.flags;
	return (s.in.rc);
}

#endif
