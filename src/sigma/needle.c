/* SPDX-License-Identifier: Apache-2.0 */
/* Many texts looked for at once. */
#include <math.h>

#include "base/attr.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/fold.h"
#include "sigma/needle.h"

#define GRAM		4		/* Bytes of an INSIDE needle's key. */
#define END_LONG	8		/* Bytes of a long end's key. */
#define END_SHORT	4
#define KEYS_WORD	3		/* In 64 bits of a filter: 1 in 100 */
					/* pass that should not. */
#define WORDS_LOG_MOST	20		/* 8 MiB of filter. */
#define PAIRS		65536		/* Of two bytes. */
#define NONE		UINT32_MAX
#define COUNTERS_LOG	16		/* Grams are counted in so many. */
#define FEW		32		/* Needles whose grams are alike. */

#define MULTIPLIER	0x9e3779b1u	/* 2^32 over the golden ratio. */
#define MULTIPLIER64	UINT64_C(0x9e3779b97f4a7c15)
#define TWO63		9223372036854775808.0

/* Which ends a field has: bits of place.ends. */
enum end { END_8, END_4, END_3, END_2, END_1, ENDS };
static const unsigned end_bytes[ENDS] = { 8, 4, 3, 2, 1 };

/* Several needles may have one key. */
struct cell {
	uint32_t	tag;
	uint32_t	first;		/* Entry, or NONE: free. */
};

/* One needle under one key, and what rules it out without a look at it. */
struct entry {
	uint32_t	needle;
	uint32_t	next;		/* Entry, or NONE. */
	uint32_t	slot, n;
	uint32_t	at;		/* INSIDE: where its gram stands, */
	uint32_t	also_at, also;	/* another one, and where that does. */
};

/* An open hash with a filter before it. */
struct table {
	uint64_t	*bits;		/* Owned; 2^(32 - shift) words. */
	struct cell	*cell;		/* Owned; 2^cells_log. */
	unsigned	 shift, cells_log;
};

struct held {
	struct span	lit;
	uint32_t	slot;
	uint16_t	how;
	uint32_t	next;		/* Of the short ones. */
};

/* What a field's needles need. */
struct place {
	uint8_t		kinds;
	uint8_t		front, back;	/* Ends, 1 << enum end. */
	uint8_t		stride;		/* Every so manieth gram is looked */
					/* up: as many of each are known; */
					/* 0: there are none. */
	uint32_t	seed;
	uint64_t	lengths;	/* Of EXACT ones; bit 63: and more. */
	uint32_t	triple;		/* First of three bytes of ASCII, and */
	struct brief {			/* those that have no gram at all: */
		uint32_t	first;
		uint64_t	*pairs;	/* Owned: two bytes that they have. */
	}		plain, foreign;	/* ASCII, and not; NULL if none. */
};

struct needles {
	struct entry	*entry;		/* Owned. */
	size_t		 entries, entry_cap;
	struct held	*held;		/* Owned. */
	size_t		 n;
	struct place	*place;		/* Owned; by slot. */
	unsigned	 slots;
	struct table	 gram, key;
};

/* Different spaces of keys. */
enum space { SPACE_EXACT = 1, SPACE_NUMBER, SPACE_FRONT, SPACE_BACK =
    SPACE_FRONT + ENDS };

INLINE uint32_t
load32(const char *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return (v);
}

/* Up to eight bytes as a number. */
INLINE uint64_t
load(const char *p, unsigned n)
{
	uint64_t v = 0;

	memcpy(&v, p, n);
	return (v);
}

INLINE uint64_t
mixed(uint64_t v, uint32_t seed, unsigned space)
{

	v = (v ^ ((uint64_t)seed << 32 | space)) * MULTIPLIER64;
	v ^= v >> 29;
	return (v * MULTIPLIER64);
}

INLINE uint64_t
end_key(const char *p, enum end e, uint32_t seed, unsigned space)
{
	unsigned n = end_bytes[e];

	return (mixed(n == END_LONG ? load(p, END_LONG) : n == END_SHORT ?
	    load32(p) : load(p, n), seed, space + (unsigned)e));
}

INLINE uint64_t
whole_key(struct span s, uint32_t seed, unsigned space)
{

	return (mixed(s.n > 0 ? hash_64(s) : 0, seed, space));
}

INLINE uint32_t
gram_key(uint32_t gram, uint32_t seed)
{

	return ((gram ^ seed) * MULTIPLIER);
}

/*
 * A filter has two bits for each key, in one word: which word, the upper
 * bits of the hash say, which two in it, the lower.
 */
INLINE uint64_t
pass(const uint64_t *bits, unsigned shift, uint32_t h)
{
	uint64_t word = bits[h >> shift];

	return (word >> (h & 63) & word >> (h >> 6 & 63) & 1);
}

static void
set_pass(uint64_t *bits, unsigned shift, uint32_t h)
{

	bits[h >> shift] |= UINT64_C(1) << (h & 63) |
	    UINT64_C(1) << (h >> 6 & 63);
}

/* The first entry under ${key}, or NONE. */
INLINE uint32_t
first_of(const struct table *t, uint64_t key)
{
	size_t at, mask;

	if (pass(t->bits, t->shift, (uint32_t)(key >> 32)) == 0)
		return (NONE);
	mask = ((size_t)1 << t->cells_log) - 1;
	for (at = key >> 20 & mask; t->cell[at].first != NONE;
	    at = (at + 1) & mask) {
		if (t->cell[at].tag == (uint32_t)key)
			return (t->cell[at].first);
	}
	return (NONE);
}

/* A gram's hash has 32 bits; the table wants 64. */
INLINE uint64_t
widen(uint32_t h)
{

	return ((uint64_t)h << 32 | h);
}

struct span
needle_number(struct numeric n, char room[NEEDLE_NUMBER_BYTES])
{

	/* A whole number is one, however it was written. */
	if (!n.whole && n.d >= -TWO63 && n.d < TWO63 &&
	    fabs(n.d - trunc(n.d)) <= 0)
		n = (struct numeric){ .whole = true, .i = (int64_t)n.d };
	room[0] = n.whole ? 'i' : 'd';
	if (n.whole)
		memcpy(room + 1, &n.i, sizeof(n.i));
	else
		memcpy(room + 1, &n.d, sizeof(n.d));
	return ((struct span){ room, NEEDLE_NUMBER_BYTES });
}

static rc
table_new(struct table *t, size_t keys)
{
	unsigned words;
	size_t cells;

	words = 3;
	while (((size_t)1 << words) < keys / KEYS_WORD &&
	    words < WORDS_LOG_MOST)
		words++;
	t->shift = 32 - words;
	t->cells_log = 3;
	while (((size_t)1 << t->cells_log) < keys * 2)
		t->cells_log++;
	cells = (size_t)1 << t->cells_log;
	t->bits = mem_array((size_t)1 << words, sizeof(uint64_t));
	t->cell = mem_array(cells, sizeof(*t->cell));
	if (t->bits == NULL || t->cell == NULL)
		return (RC_NOMEM);
	for (size_t i = 0; i < cells; i++)
		t->cell[i].first = NONE;
	return (RC_OK);
}

/* Put needle ${i} under ${key}, before those that are there. */
static rc
table_put(struct needles *s, struct table *t, uint64_t key, uint32_t i,
    size_t gram)
{
	const struct held *h = &s->held[i];
	size_t mask = ((size_t)1 << t->cells_log) - 1, at = key >> 20 & mask;

	set_pass(t->bits, t->shift, (uint32_t)(key >> 32));
	while (t->cell[at].first != NONE && t->cell[at].tag != (uint32_t)key)
		at = (at + 1) & mask;
	if (!mem_room(&s->entry, s->entries, &s->entry_cap,
	    sizeof(*s->entry)))
		return (RC_NOMEM);
	s->entry[s->entries] = (struct entry){ .needle = i,
	    .next = t->cell[at].first, .slot = h->slot,
	    .n = (uint32_t)h->lit.n, .at = (uint32_t)gram };
	if (h->lit.n >= GRAM) {
		/* The end that is farther away. */
		size_t also = gram * 2 > h->lit.n - GRAM ? 0 :
		    h->lit.n - GRAM;

		s->entry[s->entries].also_at = (uint32_t)also;
		s->entry[s->entries].also = load32(h->lit.p + also);
	}
	t->cell[at].tag = (uint32_t)key;
	t->cell[at].first = (uint32_t)s->entries++;
	return (RC_OK);
}

static size_t
counter(const char *p, uint32_t seed)
{

	return (gram_key(load32(p), seed) >> (32 - COUNTERS_LOG));
}

/* What many needles have in them, events have too: count the grams. */
static void
count_grams(const struct needles *s, uint32_t *count)
{

	for (size_t i = 0; i < s->n; i++) {
		const struct held *h = &s->held[i];

		for (size_t k = 0; h->lit.n >= GRAM && h->how !=
		    NEEDLE_NUMBER && k + GRAM <= h->lit.n; k++)
			count[counter(h->lit.p + k, 0)]++;
	}
}

/* Where ${stride} grams in a row begin that are the rarest together. */
static size_t
rarest(const struct held *h, const uint32_t *count, size_t stride)
{
	size_t best = 0, least = SIZE_MAX;

	for (size_t k = 0; k + GRAM + stride - 1 <= h->lit.n; k++) {
		size_t sum = 0;

		for (size_t i = 0; i < stride; i++)
			sum += count[counter(h->lit.p + k + i, 0)];
		if (sum < least) {
			least = sum;
			best = k;
		}
	}
	return (best);
}

/* Its grams, so many that one of them is looked up wherever it stands. */
static rc
put_grams(struct needles *s, uint32_t i, const uint32_t *count)
{
	struct held *h = &s->held[i];
	struct place *p = &s->place[h->slot];
	size_t at = s->n >= FEW ? rarest(h, count, p->stride) : 0;

	for (size_t k = at; k < at + p->stride; k++) {
		rc r = table_put(s, &s->gram, widen(gram_key(load32(h->lit.p +
		    k), p->seed)), i, k);

		if (r != RC_OK)
			return (r);
	}
	return (RC_OK);
}

/* The greatest stride that no needle of the field is too short for. */
static void
set_stride(struct place *p, const struct needle *k)
{
	size_t most = k->lit.n >= GRAM + 7 ? 8 : k->lit.n >= GRAM + 3 ? 4 :
	    k->lit.n > GRAM ? 2 : 1;

	if (k->how != NEEDLE_INSIDE || (k->lit.n < GRAM &&
	    !(k->lit.n == GRAM - 1 && fold_ascii(k->lit) == k->lit.n)))
		return;
	if (p->stride == 0 || p->stride > most)
		p->stride = (uint8_t)most;
}

static enum end
end_of(size_t n)
{

	return (n >= END_LONG ? END_8 : n >= END_SHORT ? END_4 :
	    (enum end)(END_1 - (n - 1)));
}

static void
set_pair(struct brief *b, unsigned first, unsigned second)
{
	char both[2] = { (char)first, (char)second };
	uint64_t pair = load(both, 2);

	b->pairs[pair / 64] |= UINT64_C(1) << (pair % 64);
}

/* Three bytes: a gram with any byte behind. */
static void
set_grams(const struct table *t, const struct place *p, struct span lit)
{
	char gram[GRAM];

	memcpy(gram, lit.p, 3);
	for (unsigned c = 0; c < 256; c++) {
		gram[3] = (char)c;
		set_pass(t->bits, t->shift, gram_key(load32(gram), p->seed));
	}
}

/* Two bytes, or one and any other. */
static rc
set_pairs(struct brief *b, struct span lit)
{
	unsigned char first = (unsigned char)lit.p[0];

	if (b->pairs == NULL && (b->pairs = mem_array(PAIRS / 64,
	    sizeof(uint64_t))) == NULL)
		return (RC_NOMEM);
	for (unsigned c = 0; lit.n == 1 && c < 256; c++)
		set_pair(b, first, c);
	if (lit.n > 1)
		set_pair(b, first, (unsigned char)lit.p[1]);
	return (RC_OK);
}

/* A needle that is too short for a gram of its own. */
static rc
put_brief(struct needles *s, uint32_t i)
{
	struct held *h = &s->held[i];
	struct place *p = &s->place[h->slot];
	bool ascii = fold_ascii(h->lit) == h->lit.n;
	struct brief *b = ascii ? &p->plain : &p->foreign;

	if (ascii && h->lit.n == GRAM - 1) {
		h->next = p->triple;
		p->triple = i;
		set_grams(&s->gram, p, h->lit);
		return (RC_OK);
	}
	h->next = b->first;
	b->first = i;
	return (set_pairs(b, h->lit));
}

static rc
put(struct needles *s, uint32_t i, const uint32_t *count)
{
	struct held *h = &s->held[i];
	struct place *p = &s->place[h->slot];
	enum end e = h->lit.n > 0 ? end_of(h->lit.n) : END_1;

	p->kinds |= (uint8_t)(1u << h->how);
	switch ((enum needle_how)h->how) {
	case NEEDLE_EXACT:
		p->lengths |= UINT64_C(1) << (h->lit.n < 63 ? h->lit.n : 63);
		return (table_put(s, &s->key, whole_key(h->lit, p->seed,
		    SPACE_EXACT), i, 0));
	case NEEDLE_NUMBER:
		return (table_put(s, &s->key, whole_key(h->lit, p->seed,
		    SPACE_NUMBER), i, 0));
	case NEEDLE_PREFIX:
		p->front |= (uint8_t)(1u << e);
		return (table_put(s, &s->key, end_key(h->lit.p, e, p->seed,
		    SPACE_FRONT), i, 0));
	case NEEDLE_SUFFIX:
		p->back |= (uint8_t)(1u << e);
		return (table_put(s, &s->key, end_key(h->lit.p + h->lit.n -
		    end_bytes[e], e, p->seed, SPACE_BACK), i, 0));
	case NEEDLE_INSIDE:
		break;
	}
	return (h->lit.n < GRAM ? put_brief(s, i) : put_grams(s, i, count));
}

rc
needle_new(const struct needle *needle, size_t n, unsigned slots,
    struct needles **ret)
{
	struct needles *s = mem_new(sizeof(*s));
	uint32_t *count = mem_array(n < FEW ? 1 : (size_t)1 << COUNTERS_LOG,
	    sizeof(uint32_t));
	size_t grams = 0, inside = 0;
	rc r = RC_NOMEM;

	if (s == NULL || count == NULL || n >= NONE ||
	    (s->held = mem_array(n, sizeof(*s->held))) == NULL ||
	    (s->place = mem_array(slots, sizeof(*s->place))) == NULL)
		goto out;
	s->n = n;
	s->slots = slots;
	for (unsigned i = 0; i < slots; i++) {
		s->place[i].seed = (i + 1) * MULTIPLIER;
		s->place[i].triple = s->place[i].plain.first =
		    s->place[i].foreign.first = NONE;
	}
	for (size_t i = 0; i < n; i++) {
		s->held[i] = (struct held){ .lit = needle[i].lit,
		    .slot = needle[i].slot, .how = (uint16_t)needle[i].how };
		set_stride(&s->place[needle[i].slot], &needle[i]);
	}
	for (size_t i = 0; i < n; i++) {
		inside += needle[i].how == NEEDLE_INSIDE;
		grams += needle[i].how == NEEDLE_INSIDE ?
		    s->place[needle[i].slot].stride : 0;
	}
	if (table_new(&s->gram, grams) != RC_OK ||
	    table_new(&s->key, n - inside) != RC_OK)
		goto out;
	if (n >= FEW)
		count_grams(s, count);
	for (size_t i = n; i-- > 0;) {
		if (put(s, (uint32_t)i, count) != RC_OK)
			goto out;
	}
	*ret = s;
	s = NULL;
	r = RC_OK;
out:
	mem_free(count);
	needle_free(s);
	return (r);
}

void
needle_free(struct needles *s)
{

	if (s == NULL)
		return;
	for (unsigned i = 0; s->place != NULL && i < s->slots; i++) {
		mem_free(s->place[i].plain.pairs);
		mem_free(s->place[i].foreign.pairs);
	}
	mem_free(s->gram.bits);
	mem_free(s->gram.cell);
	mem_free(s->key.bits);
	mem_free(s->key.cell);
	mem_free(s->entry);
	mem_free(s->held);
	mem_free(s->place);
	mem_free(s);
}

unsigned
needle_kinds(const struct needles *s, unsigned slot)
{

	return (slot < s->slots ? s->place[slot].kinds : 0);
}

/* All that a search needs. */
struct search {
	const struct needles	*s;
	const struct place	*p;
	struct span		 text;
	unsigned		 slot;
	needle_fn		*fn;
	void			*ctx;
};

/* Those under one key that are the text itself, or its number. */
static bool
wholes(const struct search *q, uint32_t i, enum needle_how how)
{

	for (; i != NONE; i = q->s->entry[i].next) {
		const struct entry *e = &q->s->entry[i];
		const struct held *h = &q->s->held[e->needle];

		if (e->slot == q->slot && e->n == q->text.n &&
		    h->how == (uint32_t)how && span_eq(h->lit, q->text) &&
		    q->fn(q->ctx, e->needle))
			return (true);
	}
	return (false);
}

static bool
at_front(const struct search *q, uint32_t i)
{

	for (; i != NONE; i = q->s->entry[i].next) {
		uint32_t k = q->s->entry[i].needle;
		const struct held *h = &q->s->held[k];

		if (h->slot == q->slot && h->how == NEEDLE_PREFIX &&
		    span_starts(q->text, h->lit) && q->fn(q->ctx, k))
			return (true);
	}
	return (false);
}

static bool
at_back(const struct search *q, uint32_t i)
{

	for (; i != NONE; i = q->s->entry[i].next) {
		uint32_t k = q->s->entry[i].needle;
		const struct held *h = &q->s->held[k];

		if (h->slot == q->slot && h->how == NEEDLE_SUFFIX &&
		    h->lit.n <= q->text.n && memcmp(q->text.p + q->text.n -
		    h->lit.n, h->lit.p, h->lit.n) == 0 && q->fn(q->ctx, k))
			return (true);
	}
	return (false);
}

/* A gram was met at ${at}: whose is it, and is the rest there, too? */
static bool
around(const struct search *q, size_t at, uint32_t i)
{

	for (; i != NONE; i = q->s->entry[i].next) {
		const struct entry *e = &q->s->entry[i];
		const char *p;

		if (e->slot != q->slot || at < e->at ||
		    q->text.n - (at - e->at) < e->n)
			continue;
		p = q->text.p + (at - e->at);
		if (load32(p + e->also_at) == e->also && memcmp(p,
		    q->s->held[e->needle].lit.p, e->n) == 0 &&
		    q->fn(q->ctx, e->needle))
			return (true);
	}
	return (false);
}

/* One of a list of short ones may stand at ${at}. */
static bool
brief_at(const struct search *q, uint32_t i, size_t at)
{
	const char *p = q->text.p + at;
	size_t left = q->text.n - at;

	for (; i != NONE; i = q->s->held[i].next) {
		const struct span lit = q->s->held[i].lit;

		if (left >= lit.n && p[0] == lit.p[0] &&
		    p[lit.n - 1] == lit.p[lit.n - 1] &&
		    (lit.n < 3 || p[1] == lit.p[1]) && q->fn(q->ctx, i))
			return (true);
	}
	return (false);
}

/* The filter let ${at} through. */
static bool
gram_at(const struct search *q, size_t at)
{
	uint32_t h = gram_key(load32(q->text.p + at), q->p->seed), i;

	i = first_of(&q->s->gram, widen(h));
	if (i != NONE && around(q, at, i))
		return (true);
	return (q->p->triple != NONE && brief_at(q, q->p->triple, at));
}

/* Four places at a time: mostly all of them are to no avail. */
static bool HOT
inside(const struct search *q)
{
	const uint64_t *bits = q->s->gram.bits;
	const unsigned shift = q->s->gram.shift;
	const uint32_t seed = q->p->seed;
	const char *p = q->text.p;
	const size_t n = q->text.n, k = q->p->stride;
	size_t at = 0;

	for (; at + GRAM + 3 * k <= n; at += 4 * k) {
		uint64_t a = pass(bits, shift, gram_key(load32(p + at), seed));
		uint64_t b = pass(bits, shift, gram_key(load32(p + at + k),
		    seed));
		uint64_t c = pass(bits, shift, gram_key(load32(p + at + 2 * k),
		    seed));
		uint64_t d = pass(bits, shift, gram_key(load32(p + at + 3 * k),
		    seed));

		if (LIKELY((a | b | c | d) == 0))
			continue;
		if ((a != 0 && gram_at(q, at)) ||
		    (b != 0 && gram_at(q, at + k)) ||
		    (c != 0 && gram_at(q, at + 2 * k)) ||
		    (d != 0 && gram_at(q, at + 3 * k)))
			return (true);
	}
	for (; at + GRAM <= n; at += k) {
		if (pass(bits, shift, gram_key(load32(p + at), seed)) != 0 &&
		    gram_at(q, at))
			return (true);
	}
	/* Three bytes at the end are no gram. */
	return (q->p->triple != NONE && n >= GRAM - 1 &&
	    brief_at(q, q->p->triple, n - (GRAM - 1)));
}

/* Needles without grams. */
static bool
pairs(const struct search *q, const struct brief *b)
{
	const uint64_t *bits = b->pairs;
	const char *p = q->text.p;
	size_t at = 0;
	uint16_t v;

	if (q->text.n == 0)
		return (false);
	for (; at + 1 < q->text.n; at++) {
		memcpy(&v, p + at, sizeof(v));
		if (UNLIKELY((bits[v / 64] >> (v % 64) & 1) != 0) &&
		    brief_at(q, b->first, at))
			return (true);
	}
	return (brief_at(q, b->first, at));
}

static bool
ends(const struct search *q)
{
	const struct table *t = &q->s->key;
	unsigned set = q->p->front | q->p->back;

	for (; set != 0; set &= set - 1) {
		enum end e = (enum end)__builtin_ctz(set);
		unsigned n = end_bytes[e];

		if (q->text.n < n)
			continue;
		if ((q->p->back >> e & 1) != 0 && at_back(q, first_of(t,
		    end_key(q->text.p + q->text.n - n, e, q->p->seed,
		    SPACE_BACK))))
			return (true);
		if ((q->p->front >> e & 1) != 0 && at_front(q, first_of(t,
		    end_key(q->text.p, e, q->p->seed, SPACE_FRONT))))
			return (true);
	}
	return (false);
}

bool
needle_ask(const struct needles *s, unsigned slot, struct span text,
    needle_fn *fn, void *ctx)
{
	struct search q = { s, &s->place[slot], text, slot, fn, ctx };

	if ((q.p->lengths >> (text.n < 63 ? text.n : 63) & 1) != 0 &&
	    wholes(&q,
	    first_of(&s->key, whole_key(text, q.p->seed, SPACE_EXACT)),
	    NEEDLE_EXACT))
		return (true);
	if ((q.p->front | q.p->back) != 0 && ends(&q))
		return (true);
	if (q.p->plain.pairs != NULL && pairs(&q, &q.p->plain))
		return (true);
	if (q.p->foreign.pairs != NULL && fold_ascii(text) < text.n &&
	    pairs(&q, &q.p->foreign))
		return (true);
	return (q.p->stride > 0 && inside(&q));
}

bool
needle_ask_number(const struct needles *s, unsigned slot, struct numeric n,
    needle_fn *fn, void *ctx)
{
	char room[NEEDLE_NUMBER_BYTES];
	struct search q = { s, &s->place[slot], needle_number(n, room), slot,
	    fn, ctx };

	return ((q.p->kinds & 1u << NEEDLE_NUMBER) != 0 && wholes(&q,
	    first_of(&s->key, whole_key(q.text, q.p->seed, SPACE_NUMBER)),
	    NEEDLE_NUMBER));
}
