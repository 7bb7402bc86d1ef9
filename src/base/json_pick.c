/* SPDX-License-Identifier: Apache-2.0 */
/* Reading named values: what is the same on every machine. */
#include "base/json_avx2.h"
#include "base/json_pick_avx2.h"
#include "base/json_pick_plain.h"
#include "base/json_pick_read.h"
#include "base/json_seen.h"
#include "base/mem.h"
#include "base/utf8.h"

#define PLACES		(2 * JSON_PICK_LEARNT)

rc
json_pick_reader_new(const struct json_pick *plan, bool portable,
    struct json_pick_reader **ret)
{
	struct json_pick_reader *r = mem_new(sizeof(*r));

	if (r == NULL)
		return (RC_NOMEM);
	r->plan = plan;
	r->portable = portable || !json_avx2_here();
	r->knowns = 1;
	if ((r->known = mem_array(JSON_PICK_LEARNT, sizeof(*r->known))) ==
	    NULL || (r->place = mem_array(PLACES, sizeof(*r->place))) ==
	    NULL || (r->first = mem_array(plan->nodes, sizeof(*r->first))) ==
	    NULL ||
	    (r->found = mem_array(plan->slots, sizeof(*r->found))) == NULL ||
	    !mem_room(&r->at, 0, &r->at_cap, sizeof(*r->at))) {
		json_pick_reader_free(r);
		return (RC_NOMEM);
	}
	*ret = r;
	return (RC_OK);
}

void
json_pick_reader_free(struct json_pick_reader *r)
{

	if (r == NULL)
		return;
	mem_free(r->known);
	mem_free(r->place);
	mem_free(r->first);
	mem_free(r->found);
	mem_free(r->at);
	mem_free(r->edge);
	mem_free(r->member);
	mem_free(r->many);
	json_seen_release(&r->seen);
	mem_free(r);
}

/* The hash of a key in a scope. */
static uint64_t
scoped(uint32_t scope, uint64_t hash)
{

	return (hash + scope * UINT64_C(0x9e3779b97f4a7c15));
}

uint32_t
json_pick_known_find(const struct json_pick_reader *r, uint32_t scope,
    struct span key, uint64_t hash)
{
	uint64_t h = scoped(scope, hash);
	uint32_t k;

	for (size_t at = h >> 32; (k = r->place[at % PLACES]) != 0; at++) {
		const struct json_pick_known *known = &r->known[k];

		if (known->hash == h && known->scope == scope && span_eq(
		    (struct span){ known->quoted + 1, known->n - 3 }, key))
			break;
	}
	return (k);
}

/* May ${key} be compared with a line as it is? */
static bool
is_plain(struct span key)
{

	for (size_t i = 0; i < key.n; i++)
		if ((unsigned char)key.p[i] < 0x20 ||
		    (unsigned char)key.p[i] >= 0x7f || key.p[i] == '"' ||
		    key.p[i] == '\\')
			return (false);
	return (true);
}

uint32_t
json_pick_learn(struct json_pick_reader *r, uint32_t scope, struct span key,
    uint64_t hash, uint32_t edge)
{
	struct json_pick_known *known = &r->known[r->knowns];
	size_t at;

	if (r->knowns == JSON_PICK_LEARNT || key.n + 3 > JSON_PICK_QUOTED)
		return (0);
	*known = (struct json_pick_known){ .hash = scoped(scope, hash),
	    .n = (uint32_t)key.n + 3, .scope = scope, .edge = edge,
	    .guess = is_plain(key) };
	known->quoted[0] = '"';
	if (key.n > 0)
		memcpy(known->quoted + 1, key.p, key.n);
	memcpy(known->quoted + 1 + key.n, "\":", 2);
	for (at = known->hash >> 32; r->place[at % PLACES] != 0; at++)
		continue;
	r->place[at % PLACES] = (uint32_t)r->knowns;
	return ((uint32_t)r->knowns++);
}

/* Too many keys: what was learnt was of other lines. */
static void
unlearn(struct json_pick_reader *r)
{

	memset(r->place, 0, PLACES * sizeof(*r->place));
	memset(r->first, 0, r->plan->nodes * sizeof(*r->first));
	r->knowns = 1;
}

bool
json_pick_squeeze(struct span *key, struct arena *a)
{
	char *p = arena_take(a, key->n);
	size_t n = 0;

	if (p == NULL)
		return (false);
	for (size_t i = 0; i < key->n; i++)
		if (key->p[i] != ' ')
			p[n++] = key->p[i];
	*key = (struct span){ p, n };
	return (true);
}

const struct json_pick_step *
json_pick_enter(const struct json_pick_step *up, uint32_t in, bool array,
    struct arena *a)
{
	struct json_pick_step *step = arena_take(a, sizeof(*step));

	if (step == NULL)
		return (NULL);
	*step = (struct json_pick_step){ .up = up, .in = in,
	    .depth = up != NULL ? up->depth + 1 : 1,
	    .array = array || (up != NULL && up->array) };
	return (step);
}

bool
json_pick_many(struct json_pick_reader *r, uint16_t slot)
{

	if (!mem_room(&r->many, r->many_n, &r->many_cap, sizeof(*r->many)))
		return (false);
	r->many[r->many_n++] = slot;
	return (true);
}

/*
 * Do the ways ${a} and ${b} part at an element, or a key met by `*`, of the
 * same container?  Then both values stay; else they part at a key.
 */
static bool
beside(const struct json_pick_step *a, const struct json_pick_step *b)
{

	if (a == NULL || b == NULL)
		return (false);
	while (a->depth > b->depth)
		a = a->up;
	while (b->depth > a->depth)
		b = b->up;
	while (a != b && a->up != b->up) {
		a = a->up;
		b = b->up;
	}
	return (a != b && a->in == b->in);
}

/* ${v} takes the place of all that was found. */
static bool
replace(struct json_pick_reader *r, const struct json_pick_target *t,
    uint64_t mask, const struct json_pick_step *step, struct json_val *slot,
    const struct json_val *v)
{
	struct json_pick_found *f = &r->found[t->slot];
	bool first = f->step == NULL && step != NULL;

	*f = (struct json_pick_found){ .mask = mask, .step = step,
	    .turn = t->turn };
	memcpy(slot, v, sizeof(*v));
	return (!first || json_pick_many(r, t->slot));
}

static struct json_pick_hit *
hit_new(uint64_t mask, const struct json_pick_step *step,
    const struct json_val *v, struct json_pick_hit *before, struct arena *a)
{
	struct json_pick_hit *h = arena_take(a, sizeof(*h));

	if (h != NULL)
		*h = (struct json_pick_hit){ *v, mask, step, before };
	return (h);
}

/*
 * Values come in the order of the line, so of those that a new one may have
 * to give way to or may oust, the last one tells: the others are either
 * beside both or share its fate.
 */
bool
json_pick_more(struct json_pick_reader *r, const struct json_pick_target *t,
    uint64_t mask, const struct json_pick_step *step, struct json_val *slot,
    const struct json_val *v, struct arena *a)
{
	struct json_pick_found *f = &r->found[t->slot];
	struct json_pick_hit *h;

	if (t->turn != f->turn)
		return (t->turn > f->turn ||
		    replace(r, t, mask, step, slot, v));

	/* One so far: is it the better one, or do both stay? */
	if (f->last == NULL && !beside(f->step, step))
		return (mask >= f->mask ||
		    replace(r, t, mask, step, slot, v));
	if (f->last == NULL) {
		if ((f->last = hit_new(f->mask, f->step, slot, NULL, a)) ==
		    NULL)
			return (false);
		f->n = 1;
	}
	for (; (h = f->last) != NULL && !beside(h->step, step);
	    f->last = h->before, f->n--)
		if (mask >= h->mask)
			return (true);
	if ((h = hit_new(mask, step, v, f->last, a)) == NULL)
		return (false);
	f->last = h;
	f->n++;
	return (true);
}

bool
json_pick_array(struct json_pick_reader *r, size_t first, struct json_val *v,
    struct arena *a)
{
	size_t n = r->member_n - first;
	struct json_val *member = NULL;

	r->member_n = first;
	if (n > 0) {
		member = arena_take(a, n * sizeof(*member));
		if (member == NULL)
			return (false);
		memcpy(member, r->member + first, n * sizeof(*member));
	}
	*v = (struct json_val){ .member = member, .n = (uint32_t)n,
	    .type = JSON_ARRAY };
	return (true);
}

/* Append ${v}, or its members. */
static bool
spread(struct json_pick_reader *r, const struct json_val *v)
{
	const struct json_val *m = v->type == JSON_ARRAY ? v->member : v;
	size_t n = v->type == JSON_ARRAY ? v->n : 1;

	for (size_t i = 0; i < n; i++) {
		if (!mem_room(&r->member, r->member_n, &r->member_cap,
		    sizeof(*r->member)))
			return (false);
		r->member[r->member_n++] = m[i];
	}
	return (true);
}

/* Several values in the order of the line. */
static struct json_pick_hit *
turned(struct json_pick_hit *last)
{
	struct json_pick_hit *first = NULL, *before;

	for (; last != NULL; last = before) {
		before = last->before;
		last->before = first;
		first = last;
	}
	return (first);
}

/* The values of a slot that came through arrays, or several, as one array. */
static bool
join(struct json_pick_reader *r, uint16_t at, struct json_pick_row *row,
    struct arena *a)
{
	struct json_pick_found *f = &r->found[at];
	struct json_pick_found was = *f;
	struct json_val *slot = &row->slot[at];

	/* It may be asked for again, and is ready then. */
	f->last = NULL;
	f->step = NULL;
	r->member_n = 0;
	if (was.last != NULL && was.n == 1) {
		*slot = was.last->v;
		was.step = was.last->step;
		was.last = NULL;
	}
	if (was.last == NULL) {
		if (was.step == NULL || !was.step->array ||
		    slot->type == JSON_ARRAY)
			return (true);
		return (spread(r, slot) && json_pick_array(r, 0, slot, a));
	}
	for (const struct json_pick_hit *h = turned(was.last); h != NULL;
	    h = h->before)
		if (!spread(r, &h->v))
			return (false);
	return (json_pick_array(r, 0, slot, a));
}

static rc
finish(struct json_pick_reader *r, struct json_pick_row *row,
    struct arena *a, struct err *e)
{

	for (size_t i = 0; i < r->many_n; i++)
		if (!join(r, r->many[i], row, a))
			return (rc_fail(e, RC_NOMEM, 0, "reading a line"));
	return (RC_OK);
}

/* Objects are numbered on from line to line; before the numbers run out, all
 * that bears one is forgotten. */
static void
renumber(struct json_pick_reader *r, size_t n)
{

	if (UINT32_MAX - r->serial > n)
		return;
	for (size_t i = 0; i < r->knowns; i++)
		r->known[i].seen = 0;
	r->serial = 0;
}

rc
json_pick_read(struct json_pick_reader *r, struct span line,
    struct json_pick_row *row, struct arena *arena, struct err *e)
{
	unsigned flags = 0;
	size_t bad;
	rc rv;

	for (size_t i = 0; i < row->set_n; i++)
		row->slot[row->set[i]].type = JSON_ABSENT;
	row->set_n = 0;
	if (line.n > INT32_MAX)
		return (rc_fail(e, RC_LIMIT, 0, "more than %d bytes",
		    INT32_MAX));
	renumber(r, line.n);
	if (r->knowns == JSON_PICK_LEARNT)
		unlearn(r);
	json_seen_begin(&r->seen, r->serial);
	r->at[0] = (struct json_pick_at){ .node = 0 };
	r->at_n = 1;
	r->edge_n = r->member_n = r->many_n = 0;

	rv = r->portable || line.n < JSON_AVX2_LEAST ?
	    json_pick_plain_read(r, line, row, arena, e, &flags) :
	    json_pick_avx2_read(r, line, row, arena, e, &flags);
	if (rv == RC_OK && (flags & JSON_NON_ASCII) != 0 &&
	    (bad = utf8_bad(line)) < line.n)
		rv = rc_fail(e, RC_MALFORMED, bad, "expected UTF-8, got byte "
		    "0x%02x", (unsigned char)line.p[bad]);
	if (rv == RC_OK && UNLIKELY(r->many_n > 0))
		rv = finish(r, row, arena, e);
	return (rv);
}
