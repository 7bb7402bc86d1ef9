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

/*
 * Where the reader stands: at the nodes r->at[from ... from + n), and where
 * keys are learnt, in the scope of that node or below a known key.
 */
struct stand {
	size_t		 from, n;
	uint32_t	 scope;		/* Or JSON_PICK_NOWHERE. */
	uint32_t	*first;		/* Known that come first there. */
};

static const struct stand nowhere = { 0, 0, JSON_PICK_NOWHERE, NULL };

static const char *value(struct pick *, const char *, struct stand, bool,
    struct json_val *);

/* The key at ${p}, as it stands there. */
INLINE const char *
key_here(struct pick *s, const char *p, struct span *key)
{
	struct json_val v = { .type = JSON_ABSENT };

	p = key_text(&s->in, p, s->arena, &v);
	if (UNLIKELY(p == NULL))
		return (NULL);
	s->in.flags |= v.spare;
	*key = json_span(&v);
	return (p);
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

/* Stand in the scope of the one node, unless `*` leads on from it. */
static inline void
settle(struct pick *s, struct stand *at)
{
	uint32_t node;

	at->scope = JSON_PICK_NOWHERE;
	at->first = NULL;
	if (at->n != 1)
		return;
	node = s->r->at[at->from].node;
	if (s->plan->node[node].star != 0)
		return;
	at->scope = node;
	at->first = s->r->first[node];
}

/* The value at ${p} of a key that is found by one edge only. */
static inline const char *
follow(struct pick *s, const char *p, const struct json_pick_at *up,
    uint32_t edge, struct stand below)
{
	const struct json_pick_edge *e = &s->plan->edge[edge];
	struct json_pick_at here = *up;
	struct stand down = { .from = s->r->at_n };
	struct json_val v;

	if (!stand_at(s, p, &here, e, &down.n))
		return (NULL);
	if (down.n > 0)
		settle(s, &down);
	else
		down = below;
	if ((p = value(s, p, down, e->target != 0, &v)) == NULL)
		return (NULL);
	if (down.n > 0)
		s->r->at_n = down.from;
	return (e->target == 0 || hand_out(s, p, &here, e->target, &v) ? p :
	    NULL);
}

/* The same of several edges, those from r->edge[first] on. */
static const char *
follow_all(struct pick *s, const char *p, size_t first, uint32_t serial)
{
	struct json_pick_reader *r = s->r;
	struct stand down = { .from = r->at_n };
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
	settle(s, &down);
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
	struct span key = { NULL, 0 };
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

/* Is ${k} what stands at ${p}, in the usual spelling? */
INLINE bool
hit(const struct pick *s, const char *p, const struct json_pick_known *k)
{
	size_t left = (size_t)(s->in.end - p);
#ifdef JSON_TOKEN_AVX2
	if (LIKELY(k->n <= 32 && left >= 32))
		return (k->guess && (~same_32(p, k->quoted) &
		    ((UINT64_C(1) << k->n) - 1)) == 0);
#endif
	return (k->guess && left >= k->n && memcmp(p, k->quoted, k->n) == 0);
}

/* Two guesses, the newer first. */
static inline void
remember(uint32_t *guess, uint32_t k)
{

	if (guess[0] == k)
		return;
	guess[1] = guess[0];
	guess[0] = k;
}

/*
 * A key that was not foreseen; ${k} is what it is known as, or 0, and then
 * ${edge} is what it leads to and it has been counted.
 */
static const char *
surprise(struct pick *s, const char *p, struct stand at, uint32_t serial,
    uint32_t *k, uint32_t *edge)
{
	struct json_pick_reader *r = s->r;
	const char *first = p;
	struct span key = { NULL, 0 };
	uint64_t hash;

	if (UNLIKELY((p = key_here(s, p, &key)) == NULL))
		return (NULL);
	hash = hash_64(key);
	if (!squeezed(s, first, &key, &hash))
		return (NULL);
	if ((*k = json_pick_known_find(r, at.scope, key, hash)) != 0)
		return (p);
	/* It may have been there before it could be learnt. */
	if (!fresh(s, first, serial, key, hash))
		return (NULL);
	*edge = at.n == 0 ? 0 : json_pick_plan_find(s->plan,
	    r->at[at.from].node, key, hash);
	*k = json_pick_learn(r, at.scope, key, hash, *edge);
	return (p);
}

/* The value of a key that is not known, and so has no scope. */
static inline const char *
stranger(struct pick *s, const char *p, struct stand at, uint32_t edge)
{
	struct json_val v;

	if (edge == 0)
		return (value(s, p, nowhere, false, &v));
	return (follow(s, p, &s->r->at[at.from], edge, nowhere));
}

/* A member of an object where keys are learnt: nearly all are. */
INLINE const char *
member_known(struct pick *s, const char *p, struct stand at, uint32_t serial,
    uint32_t **guess)
{
	struct json_pick_reader *r = s->r;
	const char *first = p;
	uint32_t k = (*guess)[0], edge = 0;
	struct json_pick_known *known;
	struct stand below;
	struct json_val v;

	if (LIKELY(k != 0 && hit(s, p, &r->known[k]))) {
		p = blank(&s->in, p + r->known[k].n);
	} else if ((k = (*guess)[1]) != 0 && hit(s, p, &r->known[k])) {
		p = blank(&s->in, p + r->known[k].n);
	} else {
		if ((p = surprise(s, p, at, serial, &k, &edge)) == NULL)
			return (NULL);
		if (UNLIKELY(k == 0))
			return (stranger(s, p, at, edge));
		remember(*guess, k);
	}
	known = &r->known[k];
	if (UNLIKELY(known->seen == serial))
		return (json_token_twice(&s->in, first, (struct span){
		    known->quoted + 1, known->n - 3 }));
	known->seen = serial;
	*guess = known->next;
	below = (struct stand){ .scope = (uint32_t)s->plan->nodes + k,
	    .first = known->first };
	return (known->edge == 0 ? value(s, p, below, false, &v) :
	    follow(s, p, &r->at[at.from], known->edge, below));
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
	uint32_t serial = ++s->r->serial;
	uint32_t *guess = at.first;
	bool done;

	if ((p = opened(&s->in, p, '}', &done)) == NULL)
		return (NULL);
	while (!done) {
		if (LIKELY(guess != NULL))
			p = member_known(s, p, at, serial, &guess);
		else if (at.n == 0)
			p = member_none(s, p, serial);
		else
			p = member_all(s, p, at, serial);
		if (UNLIKELY(p == NULL) ||
		    UNLIKELY((p = comma(&s->in, p, '}', &done)) == NULL))
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

	*ret = at;
	ret->from = r->at_n;
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
	bool done;

	if ((p = opened(&s->in, p, ']', &done)) == NULL)
		return (NULL);
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
		if (p == NULL || (p = comma(&s->in, p, ']', &done)) == NULL)
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
	struct stand top = { .n = 1 };

	settle(&s, &top);
	if (peek(&s.in, p) != '{')
		(void)json_token_want(&s.in, p, "'{'");
	else if ((p = object(&s, p, top)) != NULL &&
	    (p = blank(&s.in, p)) != s.in.end)
		(void)json_token_want(&s.in, p, "end of text");
	*flags = s.in.flags;
	return (s.in.rc);
}

#endif
