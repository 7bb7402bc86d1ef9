/* SPDX-License-Identifier: Apache-2.0 */
/* Which rules does an event's stated logsource leave? */
#include "base/mem.h"
#include "base/fold.h"
#include "sigma/sigma_route.h"

#define PARTS		SIGMA_ROUTE_PARTS
#define UNSTATED	0		/* Number of what is not said, */
#define OTHER		1		/* of what no rule says. */
#define FIRST		2
#define NUMBERS_MAX	UINT16_MAX
#define WORD_MAX	128		/* Bytes; longer words are OTHER. */
#define CACHED		64		/* Power of two. */
#define VIEW_LEAST	16		/* Rules of a kind worth a view. */

/* One thread's recent answers, direct mapped. */
struct sigma_route_cache {
	struct {
		bool		 used;
		uint16_t	 of[PARTS];
		struct sigma_route_left left;	/* Bits: Owned. */
	} line[CACHED];
};

static struct span
key(const void *owner, uint32_t number)
{
	const struct sigma_route_key *k = owner;

	return (k->r->text[k->part][number - FIRST]);
}

/* ${s} folded into ${room}; too long a word is left as it is, and unknown. */
static struct span
folded(struct span s, char room[WORD_MAX])
{
	size_t n = 0;

	while (n < s.n && n < WORD_MAX && (unsigned char)s.p[n] < 0x80) {
		char c = s.p[n];

		room[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
	return (n == s.n ? (struct span){ room, n } : s);
}

/* The number of a rule's word, a new one if need be. */
static rc
number(struct sigma_route *r, int part, struct span word, uint16_t *ret)
{
	struct buf b = { 0 };
	uint32_t n = OTHER;
	char *copy;
	rc rv = RC_OK;

	*ret = UNSTATED;
	if (word.n == 0)
		return (RC_OK);
	fold_text(word, &b);
	if (b.failed)
		return (RC_NOMEM);
	n = map_get(&r->word[part], buf_span(&b));
	if (n == MAP_NONE) {
		n = (uint32_t)r->texts[part] + FIRST;
		if (n > NUMBERS_MAX)
			rv = RC_NOMEM;
		else if ((copy = arena_copy(&r->mem, buf_span(&b))) == NULL ||
		    !mem_room(&r->text[part], r->texts[part],
		    &r->text_cap[part], sizeof(struct span)))
			rv = RC_NOMEM;
		else {
			r->text[part][r->texts[part]++] =
			    (struct span){ copy, b.n };
			rv = map_put(&r->word[part], buf_span(&b), n);
		}
	}
	buf_release(&b);
	if (rv == RC_OK)
		*ret = (uint16_t)n;
	return (rv);
}

/* The number of an event's word. */
static uint16_t
found(const struct sigma_route *r, int part, struct span word, bool *failed)
{
	struct buf b = { 0 };
	char room[WORD_MAX];
	struct span s = folded(word, room);
	uint32_t n;

	if (word.n == 0)
		return (UNSTATED);
	if (s.p != room) {
		/* Not plain ASCII: rare, and rules hardly use such. */
		fold_text(word, &b);
		s = buf_span(&b);
		*failed |= b.failed;
	}
	n = map_get(&r->word[part], s);
	buf_release(&b);
	return (n == MAP_NONE ? OTHER : (uint16_t)n);
}

static struct sigma_route_kind *
kind_of(struct sigma_route *r, const uint16_t of[PARTS])
{
	struct sigma_route_kind *k;

	for (size_t i = 0; i < r->kinds; i++) {
		if (memcmp(r->kind[i].of, of, sizeof(r->kind[i].of)) == 0)
			return (&r->kind[i]);
	}
	if (!mem_room(&r->kind, r->kinds, &r->kind_cap, sizeof(*r->kind)))
		return (NULL);
	k = &r->kind[r->kinds];
	memcpy(k->of, of, sizeof(k->of));
	if ((k->bits = arena_take(&r->mem, r->words * sizeof(uint64_t))) ==
	    NULL)
		return (NULL);
	r->kinds++;
	return (k);
}

/* Both say it, and not the same. */
static bool
conflict(const uint16_t rule[PARTS], const uint16_t event[PARTS])
{

	for (int i = 0; i < PARTS; i++) {
		if (rule[i] != UNSTATED && event[i] != UNSTATED &&
		    rule[i] != event[i])
			return (true);
	}
	return (false);
}

/* The rules that an event which states ${of} leaves, into zeroed ${bits}. */
static void
leave(const struct sigma_route *r, const uint16_t of[PARTS], uint64_t *bits)
{

	for (size_t i = 0; i < r->kinds; i++) {
		if (conflict(r->kind[i].of, of))
			continue;
		for (size_t w = 0; w < r->words; w++)
			bits[w] |= r->kind[i].bits[w];
	}
}

static size_t
count(const uint64_t *bits, size_t words)
{
	size_t n = 0;

	for (size_t w = 0; w < words; w++)
		n += (size_t)__builtin_popcountll(bits[w]);
	return (n);
}

/* Those of kinds with some rules, if they leave out at least every other. */
static rc
views_new(struct sigma_route *r, size_t rules)
{

	for (size_t i = 0; i < r->kinds; i++) {
		struct sigma_route_view *v;

		if (count(r->kind[i].bits, r->words) < VIEW_LEAST)
			continue;
		if (!mem_room(&r->view, r->views, &r->view_cap, sizeof(*v)))
			return (RC_NOMEM);
		v = &r->view[r->views];
		v->bits = arena_take(&r->mem, r->words * sizeof(uint64_t));
		if (v->bits == NULL)
			return (RC_NOMEM);
		leave(r, r->kind[i].of, v->bits);
		v->rules = count(v->bits, r->words);
		r->views += v->rules <= rules / 2;
	}
	return (RC_OK);
}

rc
sigma_route_new(const struct sigma *s, struct sigma_route **ret)
{
	struct sigma_route *r = mem_new(sizeof(*r));
	struct sigma_route_kind *k;
	uint16_t of[PARTS];

	if (r == NULL)
		return (RC_NOMEM);
	r->words = s->rules / 64 + 1;
	for (int i = 0; i < PARTS; i++) {
		r->owner[i] = (struct sigma_route_key){ r, i };
		map_init(&r->word[i], key, &r->owner[i]);
	}
	for (size_t i = 0; i < s->rules; i++) {
		const struct sigma_rule *rule = &s->rule[i];

		if (number(r, 0, span_of(rule->product), &of[0]) != RC_OK ||
		    number(r, 1, span_of(rule->category), &of[1]) != RC_OK ||
		    number(r, 2, span_of(rule->service), &of[2]) != RC_OK ||
		    (k = kind_of(r, of)) == NULL) {
			sigma_route_free(r);
			return (RC_NOMEM);
		}
		k->bits[i / 64] |= UINT64_C(1) << (i % 64);
	}
	/* The fleet's own events state no logsource. */
	if (s->plain && views_new(r, s->rules) != RC_OK) {
		sigma_route_free(r);
		return (RC_NOMEM);
	}
	*ret = r;
	return (RC_OK);
}

void
sigma_route_free(struct sigma_route *r)
{

	if (r == NULL)
		return;
	for (int i = 0; i < PARTS; i++) {
		map_release(&r->word[i]);
		mem_free(r->text[i]);
	}
	arena_release(&r->mem);
	mem_free(r->kind);
	mem_free(r->view);
	mem_free(r);
}

struct sigma_route_cache *
sigma_route_cache_new(const struct sigma_route *r)
{
	struct sigma_route_cache *c = mem_new(sizeof(*c));

	if (c == NULL)
		return (NULL);
	for (size_t i = 0; i < CACHED; i++) {
		c->line[i].left.bits = mem_array(r->words, sizeof(uint64_t));
		if (c->line[i].left.bits == NULL) {
			sigma_route_cache_free(c);
			return (NULL);
		}
	}
	return (c);
}

void
sigma_route_cache_free(struct sigma_route_cache *c)
{

	for (size_t i = 0; c != NULL && i < CACHED; i++)
		mem_free(c->line[i].left.bits);
	mem_free(c);
}

/* The smallest view that has all of ${bits}. */
static size_t
narrowest(const struct sigma_route *r, const uint64_t *bits)
{
	size_t best = SIGMA_ROUTE_NO_VIEW, w;

	for (size_t i = 0; i < r->views; i++) {
		if (best != SIGMA_ROUTE_NO_VIEW &&
		    r->view[i].rules >= r->view[best].rules)
			continue;
		for (w = 0; w < r->words; w++) {
			if ((bits[w] & ~r->view[i].bits[w]) != 0)
				break;
		}
		if (w == r->words)
			best = i;
	}
	return (best);
}

const struct sigma_route_left *
sigma_route_left(const struct sigma_route *r, struct sigma_route_cache *c,
    const struct sigma_logsource *ls, bool *failed)
{
	uint16_t of[PARTS];
	struct sigma_route_left *left;
	size_t at;

	if (ls == NULL || ls->product.n + ls->category.n + ls->service.n == 0)
		return (NULL);
	of[0] = found(r, 0, ls->product, failed);
	of[1] = found(r, 1, ls->category, failed);
	of[2] = found(r, 2, ls->service, failed);
	at = (of[0] * 31u + of[1] * 7u + of[2]) % CACHED;
	left = &c->line[at].left;
	if (c->line[at].used &&
	    memcmp(c->line[at].of, of, sizeof(of)) == 0)
		return (left);
	c->line[at].used = true;
	memcpy(c->line[at].of, of, sizeof(of));
	memset(left->bits, 0, r->words * sizeof(uint64_t));
	leave(r, of, left->bits);
	left->view = narrowest(r, left->bits);
	return (left);
}

static bool
agree(const char *rule, struct span event)
{
	struct buf a = { 0 }, b = { 0 };
	bool same;

	if (rule == NULL || *rule == '\0' || event.n == 0)
		return (true);
	fold_text(span_of(rule), &a);
	fold_text(event, &b);
	same = span_eq(buf_span(&a), buf_span(&b));
	buf_release(&a);
	buf_release(&b);
	return (same);
}

bool
sigma_route_agrees(const struct sigma_rule *r,
    const struct sigma_logsource *ls)
{

	return (ls == NULL || (agree(r->product, ls->product) &&
	    agree(r->category, ls->category) &&
	    agree(r->service, ls->service)));
}
