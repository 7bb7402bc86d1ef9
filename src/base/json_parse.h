/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The planned reader, for json_plain.c and json_avx2.c, which compile it for
 * their machine; the text's form and the order of results are the same.
 */
#ifndef BASE_JSON_PARSE_H
#define BASE_JSON_PARSE_H

#include "base/hash.h"
#include "base/json_plan.h"
#include "base/json_seen.h"
#include "base/json_token.h"
#include "base/mem.h"

/** One line being read. */
struct parse {
	struct json_token	 in;
	const struct json_plan	*plan;
	struct json_reader	*r;
	struct json_out		*out;
};

static const char *skip(struct parse *, const char *);

/* Is the key of node ${n} what stands at ${p}, in the usual spelling? */
static inline bool
hit(const struct parse *s, const char *p, const struct json_node *n)
{
	size_t left = (size_t)(s->in.end - p);
#ifdef JSON_TOKEN_AVX2
	uint64_t same;

	if (LIKELY(n->n <= 32 && left >= 32))
		return ((~same_32(p, n->quoted) &
		    ((UINT64_C(1) << n->n) - 1)) == 0);
	if (LIKELY(n->n <= 64 && left >= 64)) {
		same = same_32(p, n->quoted) |
		    same_32(p + 32, n->quoted + 32) << 32;
		return (~same << (64 - n->n) == 0);
	}
#endif
	return (left >= n->n && memcmp(p, n->text, n->n) == 0);
}

/* A key that only counts, of the object numbered ${serial}. */
static const char *
skip_key(struct parse *s, const char *p, uint32_t serial)
{
	const char *at = p;
	struct json_val key = { .type = JSON_ABSENT };
	rc r;

	if (peek(&s->in, p) == '"' && !counted(&s->in, p))
		return (NULL);
	if ((p = key_text(&s->in, p, s->out->arena, &key)) == NULL)
		return (NULL);
	s->in.flags |= key.spare;
	r = json_seen_add(&s->r->seen, serial, json_span(&key),
	    hash_64(json_span(&key)));
	if (UNLIKELY(r == RC_CONFLICT))
		return (json_token_twice(&s->in, at, json_span(&key)));
	if (UNLIKELY(r != RC_OK))
		return (json_token_fail(&s->in, at, r));
	return (p);
}

/* Check the object that opens at ${p}. */
static const char *
skip_object(struct parse *s, const char *p)
{
	uint32_t serial = ++s->r->serial;
	bool done;

	if ((p = opened(&s->in, p, '}', &done)) == NULL)
		return (NULL);
	while (!done)
		if ((p = skip_key(s, p, serial)) == NULL ||
		    (p = skip(s, p)) == NULL ||
		    (p = comma(&s->in, p, '}', &done)) == NULL)
			return (NULL);
	s->in.depth--;
	return (p);
}

/* Check the array that opens at ${p}. */
static const char *
skip_array(struct parse *s, const char *p)
{
	bool done;

	if ((p = opened(&s->in, p, ']', &done)) == NULL)
		return (NULL);
	while (!done)
		if ((p = skip(s, p)) == NULL ||
		    (p = comma(&s->in, p, ']', &done)) == NULL)
			return (NULL);
	s->in.depth--;
	return (p);
}

/* Check a value which nobody asked for. */
static const char *
skip(struct parse *s, const char *p)
{
	struct json_val v = { .type = JSON_ABSENT };

	switch (peek(&s->in, p)) {
	case '{':
		return (skip_object(s, p));
	case '[':
		return (skip_array(s, p));
	default:
		s->in.arena = NULL;
		return (scalar(&s->in, p, &v));
	}
}

/* A value of which only the text is kept: a container. */
static const char *
raw(struct parse *s, const char *p, struct json_val *v)
{
	const char *q = skip(s, p);

	if (q != NULL)
		*v = (struct json_val){ .p = p, .n = (uint32_t)(q - p),
		    .type = *p == '{' ? JSON_MAP : JSON_ARRAY,
		    .spare = *p == '{' ? 0 : JSON_RAW };
	return (q);
}

/* Move the ${n} members of the open array to the arena. */
static bool
keep(struct parse *s, const char *p, size_t n, unsigned flags,
    struct json_val *v)
{
	struct json_val *member = NULL;

	if (n > 0) {
		member = arena_take(s->out->arena, n * sizeof(*member));
		if (member == NULL) {
			(void)json_token_fail(&s->in, p, RC_NOMEM);
			return (false);
		}
		memcpy(member, s->r->member, n * sizeof(*member));
	}
	*v = (struct json_val){ .member = member, .n = (uint32_t)n,
	    .type = JSON_ARRAY, .spare = (uint8_t)flags };
	return (true);
}

/* An array somebody asked for, which opens at ${p}. */
static const char *
array(struct parse *s, const char *p, struct json_val *v)
{
	struct json_reader *r = s->r;
	bool done;
	unsigned flags = 0;
	size_t n = 0;

	if ((p = opened(&s->in, p, ']', &done)) == NULL)
		return (NULL);
	while (!done) {
		if (!mem_room(&r->member, n, &r->member_cap,
		    sizeof(*r->member)))
			return (json_token_fail(&s->in, p, RC_NOMEM));
		if (peek(&s->in, p) == '{' || peek(&s->in, p) == '[') {
			flags |= JSON_NESTED;
			p = raw(s, p, &r->member[n]);
		} else {
			s->in.arena = s->out->arena;
			p = scalar(&s->in, p, &r->member[n]);
		}
		n++;
		if (p == NULL || (p = comma(&s->in, p, ']', &done)) == NULL)
			return (NULL);
	}
	s->in.depth--;
	return (keep(s, p - 1, n, flags, v) ? p : NULL);
}

/* The place of slot ${at}, which from now on counts as set. */
static inline struct json_val *
place(struct parse *s, unsigned at)
{
	struct json_val *v = &s->out->slot[at];

	if (LIKELY(v->type == JSON_ABSENT))
		s->r->set[s->out->set_n++] = (uint16_t)at;
	return (v);
}

/* A value for the slot of ${n}, or for none. */
static inline const char *
leaf(struct parse *s, const char *p, const struct json_node *n)
{
	struct json_val *v;

	if (n->slot == JSON_NO_SLOT)
		return (skip(s, p));
	v = place(s, n->slot);
	if (UNLIKELY(n->flags & JSON_NODE_SHADOWED &&
	    v->spare & JSON_LITERAL))
		return (skip(s, p));
	s->in.arena = s->out->arena;
	if (UNLIKELY(peek(&s->in, p) == '{'))
		p = raw(s, p, v);
	else if (UNLIKELY(peek(&s->in, p) == '['))
		p = array(s, p, v);
	else
		p = scalar_here(&s->in, p, v);
	if (UNLIKELY(n->flags & JSON_NODE_LITERAL))
		v->spare |= JSON_LITERAL;
	return (p);
}

/* List an unknown key of node ${at}, whose value was ${value}. */
static bool
list(struct parse *s, unsigned at, const struct json_val *key,
    struct span value)
{
	const struct json_node *n = &s->plan->node[at];
	struct json_out *out = s->out;
	struct json_unknown *more;
	size_t cap;

	out->unknowns++;
	if (out->listed == JSON_LISTED)
		return (true);
	/* Room for 4, 16, 64: most lines have none or few. */
	if (out->listed == 0 || out->listed == 4 || out->listed == 16) {
		cap = out->listed == 0 ? 4 : out->listed * 4;
		more = arena_take(out->arena, cap * sizeof(*more));
		if (more == NULL) {
			(void)json_token_fail(&s->in, value.p, RC_NOMEM);
			return (false);
		}
		if (out->listed > 0)
			memcpy(more, out->unknown,
			    out->listed * sizeof(*more));
		out->unknown = more;
	}
	out->unknown[out->listed++] = (struct json_unknown){ n->path,
	    json_span(key), value, n->map, key->spare };
	return (true);
}

/* A key of node ${at} that was not foreseen; 0 in ${kid} is an unknown one,
 * and then its value has been passed, too. */
static const char *
surprise(struct parse *s, const char *p, unsigned at, uint16_t *guess,
    uint32_t serial, unsigned *kid)
{
	const char *first = p, *q;
	struct json_val key = { .type = JSON_ABSENT };
	uint64_t hash;
	rc r;

	if ((p = key_text(&s->in, p, s->out->arena, &key)) == NULL)
		return (NULL);
	hash = hash_64(json_span(&key));
	*kid = json_plan_find(s->plan, at, json_span(&key), hash);
	if (*kid != 0) {
		if (s->plan->node[*kid].guess && guess[0] != *kid) {
			guess[1] = guess[0];
			guess[0] = (uint16_t)*kid;
		}
		return (p);
	}

	/* Unknown. */
	s->in.flags |= key.spare;
	r = json_seen_add(&s->r->seen, serial, json_span(&key), hash);
	if (r == RC_CONFLICT)
		return (json_token_twice(&s->in, first, json_span(&key)));
	if (r != RC_OK)
		return (json_token_fail(&s->in, first, r));
	if ((q = skip(s, p)) == NULL)
		return (NULL);
	if (!(s->plan->node[at].flags & JSON_NODE_QUIET) &&
	    !list(s, at, &key, (struct span){ p, (size_t)(q - p) }))
		return (NULL);
	return (q);
}

static const char *object(struct parse *, const char *, unsigned);

/* The value of the known key ${kid}: a leaf, or an object to go into. */
static inline const char *
known(struct parse *s, const char *p, unsigned kid)
{
	const struct json_node *n = &s->plan->node[kid];
	const char *open = p;

	if (n->kids == 0 || peek(&s->in, p) != '{')
		return (leaf(s, p, n));
	p = object(s, p, kid);
	if (p != NULL && n->slot != JSON_NO_SLOT)
		*place(s, n->slot) = (struct json_val){ .p = open,
		    .n = (uint32_t)(p - open), .type = JSON_MAP };
	return (p);
}

/* The object of node ${at}, which opens at ${p}. */
static HOT const char *
object(struct parse *s, const char *p, unsigned at)
{
	const struct json_node *node = s->plan->node;
	struct json_mark *mark = s->r->mark;
	uint16_t *guess = mark[at].first;
	uint32_t serial = ++s->r->serial;
	bool done;

	if ((p = opened(&s->in, p, '}', &done)) == NULL)
		return (NULL);
	while (!done) {
		const char *first = p;
		unsigned kid = guess[0];

		if (!counted(&s->in, p))
			return (NULL);
		if (LIKELY(kid != 0 && hit(s, p, &node[kid])))
			p = blank(&s->in, p + node[kid].n);
		else if ((kid = guess[1]) != 0 && hit(s, p, &node[kid]))
			p = blank(&s->in, p + node[kid].n);
		else if ((p = surprise(s, p, at, guess, serial, &kid)) ==
		    NULL)
			return (NULL);
		if (LIKELY(kid != 0)) {
			if (UNLIKELY(mark[kid].seen == serial))
				return (json_token_twice(&s->in, first,
				    json_plan_key(&node[kid])));
			mark[kid].seen = serial;
			guess = mark[kid].next;
			if (UNLIKELY((p = known(s, p, kid)) == NULL))
				return (NULL);
		}
		if (UNLIKELY((p = comma(&s->in, p, '}', &done)) == NULL))
			return (NULL);
	}
	s->in.depth--;
	return (p);
}

/* The line as a whole; ${out} has been emptied. */
static inline rc
line_read(const struct json_plan *plan, struct json_reader *r,
    struct span line, struct json_out *out, struct err *e)
{
	struct parse s = {
		.in = { .start = line.p, .end = line.p + line.n, .e = e,
		    .rc = RC_OK, .depth_most = plan->depth,
		    .keys_most = plan->keys },
		.plan = plan, .r = r, .out = out,
	};
	const char *p = blank(&s.in, line.p), *open = p;

	if (peek(&s.in, p) != '{')
		(void)json_token_want(&s.in, p, "'{'");
	else if ((p = object(&s, p, 0)) != NULL) {
		if (plan->node[0].slot != JSON_NO_SLOT)
			*place(&s, plan->node[0].slot) = (struct json_val){
			    .p = open, .n = (uint32_t)(p - open),
			    .type = JSON_MAP };
		p = blank(&s.in, p);
		if (p != s.in.end)
			(void)json_token_want(&s.in, p, "end of text");
	}
	out->keys = s.in.keys;
	out->flags = s.in.flags;
	return (s.in.rc);
}

#endif
