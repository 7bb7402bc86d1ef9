/* SPDX-License-Identifier: Apache-2.0 */
/* The live register. */
#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "model/event.h"
#include "twin/sparse.h"
#include "twin/twin.h"

#define CHUNK_BYTES	65536		/* Aim for a chunk of records. */
#define KEY_INLINE	39
#define LINE		64		/* Bytes the cache takes at once. */
#define NOBODY		UINT32_MAX	/* End of the age list. */
#define TWIN_STATE_MAX	(1u << 20)	/* Of an entity, when loaded. */

/* One record; the states follow it. */
struct record {
	struct twin_entity	 e;
	union {
		struct {
			uint8_t	 tenant_n;
			char	 text[KEY_INLINE];
		} near;
		struct {
			uint8_t	 tenant_n;
			char	*p;	/* Owned; keys that do not fit. */
		} far;
	} key;
};

_Static_assert(sizeof(struct record) == 64, "a record begins with a line");

/* Its place in the age list, by number. */
struct age {
	uint32_t	 newer, older;
};

struct twin {
	enum twin_kind	 kind;
	size_t		 size;		/* Bytes of a record with states, */
	size_t		 state;		/* of these when open. */
	char		*room;		/* Owned: for one; NULL: they are */
	size_t		 own;		/* not packed.  These never are. */
	size_t		 packed;	/* Heap bytes of those that are. */
	size_t		 max;
	size_t		 n;		/* Numbers in use: 0 to n - 1. */
	unsigned	 shift;		/* Records in a chunk, as a power. */
	char		**chunk;	/* Owned, so are the chunks. */
	size_t		 chunks, chunk_cap;
	struct age	*age;		/* Owned; by number. */
	size_t		 age_cap;
	uint32_t	 newest, oldest;
	struct map	 index;
	uint64_t	 forgotten;
	size_t		 far_bytes;	/* Of keys that did not fit. */
};

static struct record *
record_at(const struct twin *t, uint32_t number)
{

	return ((struct record *)(void *)(t->chunk[number >> t->shift] +
	    (number & ((1u << t->shift) - 1)) * t->size));
}

static struct record *
record_of(const struct twin_entity *e)
{

	/* The entity is the record's first member. */
	return ((struct record *)(uintptr_t)e);
}

/* Where packed states hang. */
static struct sparse **
packed_of(const struct twin *t, struct record *r)
{

	return ((struct sparse **)(void *)((char *)(r + 1) + t->own));
}

/* Bytes of a state that are packed, if it is. */
static size_t
packed_size(const struct twin *t)
{

	return (t->state - t->own);
}

static struct span
key_of(const struct record *r)
{

	return ((struct span){ r->e.key_n <= KEY_INLINE ? r->key.near.text :
	    r->key.far.p, r->e.key_n });
}

static struct span
key_at(const void *owner, uint32_t number)
{

	return (key_of(record_at(owner, number)));
}

/* "tenant\nid": the line feed cannot stand in either. */
static struct span
key_make(struct span tenant, struct span id, char out[TWIN_KEY_MAX + 1])
{

	BUG_IF(tenant.n > UINT8_MAX || id.n > TWIN_KEY_MAX - tenant.n);
	if (tenant.n > 0)
		memcpy(out, tenant.p, tenant.n);
	out[tenant.n] = '\n';
	if (id.n > 0)
		memcpy(out + tenant.n + 1, id.p, id.n);
	return ((struct span){ out, tenant.n + 1 + id.n });
}

/* Tenant and id apart, so that nobody needs to join them for a hash. */
static uint64_t
key_hash(struct span key)
{
	const char *gap = memchr(key.p, '\n', key.n);
	size_t n = (size_t)(gap - key.p);

	BUG_IF(gap == NULL);
	return (twin_hash((struct span){ key.p, n }, span_from(key, n + 1)));
}

static void
set_size(struct twin *t, size_t size)
{

	t->size = size;
	t->shift = 0;
	while (size << (t->shift + 1) <= CHUNK_BYTES)
		t->shift++;
}

rc
twin_new(enum twin_kind kind, size_t state, size_t max, struct twin **ret)
{
	struct twin *t;

	BUG_IF(max == 0 || max >= NOBODY);
	if ((t = mem_new(sizeof(*t))) == NULL)
		return (RC_NOMEM);
	t->kind = kind;
	t->state = (state + 7) / 8 * 8;
	t->max = max;
	t->newest = t->oldest = NOBODY;
	set_size(t, sizeof(struct record) + t->state);
	map_init_hashed(&t->index, key_at, key_hash, t);
	*ret = t;
	return (RC_OK);
}

void
twin_free(struct twin *t)
{

	if (t == NULL)
		return;
	for (size_t i = 0; i < t->n; i++) {
		struct record *r = record_at(t, (uint32_t)i);

		if (r->e.key_n > KEY_INLINE)
			mem_free(r->key.far.p);
		if (t->room != NULL)
			sparse_free(*packed_of(t, r));
	}
	mem_free(t->room);
	for (size_t i = 0; i < t->chunks; i++)
		mem_free(t->chunk[i]);
	mem_free(t->chunk);
	mem_free(t->age);
	map_release(&t->index);
	mem_free(t);
}

uint64_t
twin_hash(struct span tenant, struct span id)
{

	return (hash_seeded(id, hash_64(tenant)));
}

void
twin_prefetch(const struct twin *t, uint64_t hash)
{

	map_prefetch(&t->index, hash);
}

/* Is ${r} the record of that key? */
static bool
is(const struct record *r, struct span tenant, struct span id)
{
	struct span key = key_of(r);

	return (key.n == tenant.n + 1 + id.n &&
	    r->key.near.tenant_n == tenant.n &&
	    span_eq((struct span){ key.p, tenant.n }, tenant) &&
	    span_eq(span_from(key, tenant.n + 1), id));
}

/* The record of that key, or NULL. */
static struct record *
seek(const struct twin *t, struct span tenant, struct span id, uint64_t hash)
{
	size_t probe = 0;
	uint32_t number;

	while ((number = map_like(&t->index, hash, &probe)) != MAP_NONE)
		if (is(record_at(t, number), tenant, id))
			return (record_at(t, number));
	return (NULL);
}

struct twin_entity *
twin_foresee(const struct twin *t, uint64_t hash)
{
	size_t probe = 0;
	uint32_t number = map_like(&t->index, hash, &probe);
	const char *p;

	if (number == MAP_NONE)
		return (NULL);
	p = (const char *)record_at(t, number);
	for (size_t i = 0; i < t->size; i += LINE)
		__builtin_prefetch(p + i);
	return (&record_at(t, number)->e);
}

/* Take the entity ${number} out of the age list. */
static void
age_out(struct twin *t, uint32_t number)
{
	const struct age a = t->age[number];

	*(a.newer != NOBODY ? &t->age[a.newer].older : &t->newest) = a.older;
	*(a.older != NOBODY ? &t->age[a.older].newer : &t->oldest) = a.newer;
}

/* Put it at the young end of the age list. */
static void
age_in(struct twin *t, uint32_t number)
{

	t->age[number] = (struct age){ NOBODY, t->newest };
	*(t->newest != NOBODY ? &t->age[t->newest].newer : &t->oldest) =
	    number;
	t->newest = number;
}

/* Room for the record of number n. */
static rc
chunk_room(struct twin *t)
{
	char *p;

	if (!mem_room(&t->age, t->n, &t->age_cap, sizeof(*t->age)))
		return (RC_NOMEM);
	if (t->n >> t->shift < t->chunks)
		return (RC_OK);
	if (!mem_room(&t->chunk, t->chunks, &t->chunk_cap, sizeof(*t->chunk)) ||
	    (p = mem_array((size_t)1 << t->shift, t->size)) == NULL)
		return (RC_NOMEM);
	t->chunk[t->chunks++] = p;
	return (RC_OK);
}

/* Forget the oldest: its number is free then. */
static void
forget(struct twin *t, struct record *r)
{

	map_drop(&t->index, key_of(r));
	age_out(t, r->e.number);
	if (r->e.key_n > KEY_INLINE) {
		mem_free(r->key.far.p);
		t->far_bytes -= r->e.key_n;
	}
	if (t->room != NULL) {
		t->packed -= sparse_bytes(*packed_of(t, r),
		    packed_size(t));
		sparse_free(*packed_of(t, r));
	}
	t->forgotten++;
}

/* Give the blank number ${number} to ${key}; ${far} holds it if it is long. */
static rc
settle(struct twin *t, uint32_t number, struct span key, char *far)
{
	struct record *r = record_at(t, number);

	memset(r, 0, t->size);
	r->e.number = number;
	r->e.newest = EVENT_NO_TIME;
	r->e.key_n = (uint16_t)key.n;
	if (far != NULL)
		r->key.far.p = far;
	else
		memcpy(r->key.near.text, key.p, key.n);
	return (map_put(&t->index, key, number));
}

/* Make the entity; nothing changes unless the result is RC_OK. */
static rc
make(struct twin *t, struct span key, uint64_t keep, struct record **ret)
{
	char *far = NULL;
	uint32_t number = (uint32_t)t->n;
	struct record *r;
	rc rv;

	if (t->n == t->max) {
		number = t->oldest;
		if (record_at(t, number)->e.seen >= keep)
			return (RC_LIMIT);
	} else if ((rv = chunk_room(t)) != RC_OK)
		return (rv);
	if (key.n > KEY_INLINE && (far = mem_copy(key)) == NULL)
		return (RC_NOMEM);

	/* What is dropped leaves room in the index: only growth can fail. */
	if (number != t->n)
		forget(t, record_at(t, number));
	if ((rv = settle(t, number, key, far)) != RC_OK) {
		mem_free(far);
		return (rv);
	}
	if (number == t->n)
		t->n++;
	if (far != NULL)
		t->far_bytes += key.n;
	r = record_at(t, number);
	age_in(t, r->e.number);
	*ret = r;
	return (RC_OK);
}

/* Mark ${r} as seen at ${stamp}. */
static void
see(struct twin *t, struct record *r, uint64_t stamp)
{

	if (t->newest != r->e.number) {
		age_out(t, r->e.number);
		age_in(t, r->e.number);
	}
	r->e.seen = stamp;
}

bool
twin_again(struct twin *t, struct twin_entity *e, struct span tenant,
    struct span id, uint64_t stamp)
{
	struct record *r = record_of(e);

	if (!is(r, tenant, id))
		return (false);
	see(t, r, stamp);
	return (true);
}

rc
twin_touch(struct twin *t, struct span tenant, struct span id, uint64_t hash,
    uint64_t stamp, uint64_t keep, struct twin_entity **ret)
{
	char text[TWIN_KEY_MAX + 1];
	struct record *r = seek(t, tenant, id, hash);
	rc rv;

	if (r == NULL) {
		rv = make(t, key_make(tenant, id, text), keep, &r);
		if (rv != RC_OK)
			return (rv);
		r->key.near.tenant_n = (uint8_t)tenant.n;
		r->e.partition = (uint16_t)(hash % TWIN_PARTITIONS);
	}
	see(t, r, stamp);
	*ret = &r->e;
	return (RC_OK);
}

struct twin_entity *
twin_find(const struct twin *t, struct span tenant, struct span id,
    uint64_t hash)
{
	struct record *r = seek(t, tenant, id, hash);

	return (r != NULL ? &r->e : NULL);
}

rc
twin_pack(struct twin *t, size_t own)
{

	BUG_IF(t->n > 0 || t->room != NULL || own > t->state || own % 8 != 0);
	t->own = own;
	if ((t->room = mem_new(twin_room(t))) == NULL)
		return (RC_NOMEM);
	set_size(t, sizeof(struct record) + own + sizeof(struct sparse *));
	return (RC_OK);
}

bool
twin_packed(const struct twin *t)
{

	return (t->room != NULL);
}

size_t
twin_room(const struct twin *t)
{

	return (t->own + SPARSE_ROOM(packed_size(t)));
}

void
twin_open(const struct twin *t, const struct twin_entity *e, void *room)
{

	sparse_open(*packed_of(t, record_of(e)), packed_size(t),
	    (char *)room + t->own);
}

rc
twin_close(struct twin *t, struct twin_entity *e, const void *room)
{
	struct sparse **s = packed_of(t, record_of(e));
	size_t size = packed_size(t), had = sparse_bytes(*s, size), has;
	rc r = sparse_close(s, size, (const char *)room + t->own);

	/* Others close theirs meanwhile. */
	if ((has = sparse_bytes(*s, size)) != had)
		(void)__atomic_add_fetch(&t->packed, has - had,
		    __ATOMIC_RELAXED);
	return (r);
}

void
twin_ahead(const struct twin *t, const struct twin_entity *e)
{

	if (t->room != NULL)
		sparse_prefetch(*packed_of(t, record_of(e)));
}

void *
twin_state(struct twin_entity *e)
{

	return (record_of(e) + 1);
}

struct twin_entity *
twin_at(const struct twin *t, uint32_t number)
{

	return (number < t->n ? &record_at(t, number)->e : NULL);
}

struct span
twin_tenant(const struct twin *t UNUSED, const struct twin_entity *e)
{
	const struct record *r = record_of(e);

	return ((struct span){ key_of(r).p, r->key.near.tenant_n });
}

struct span
twin_id(const struct twin *t UNUSED, const struct twin_entity *e)
{
	const struct record *r = record_of(e);

	return (span_from(key_of(r), (size_t)r->key.near.tenant_n + 1));
}

size_t
twin_count(const struct twin *t)
{

	return (t->n);
}

uint64_t
twin_forgotten(const struct twin *t)
{

	return (t->forgotten);
}

size_t
twin_bytes(const struct twin *t)
{

	return (sizeof(*t) + t->chunk_cap * sizeof(*t->chunk) +
	    t->age_cap * sizeof(*t->age) +
	    (t->chunks << t->shift) * t->size + map_bytes(&t->index) +
	    t->far_bytes + t->packed);
}

size_t
twin_each(size_t state)
{

	/* The index is at least 7/16 full: at most 16/7 of 8 bytes; the age
	 * list has room for twice as many. */
	return (sizeof(struct record) + (state + 7) / 8 * 8 + 19 +
	    2 * sizeof(struct age));
}

enum twin_kind
twin_kind(const struct twin *t)
{

	return (t->kind);
}

void
twin_save(const struct twin *t, struct buf *b)
{

	pack_uint(b, t->state);
	pack_uint(b, t->forgotten);
	pack_uint(b, t->n);
	for (uint32_t i = 0; i < t->n; i++) {
		const struct record *r = record_at(t, i);

		pack_int(b, r->e.newest);
		pack_uint(b, r->e.seen);
		pack_uint(b, r->key.near.tenant_n);
		pack_span(b, key_of(r));
		if (t->room != NULL) {
			memcpy(t->room, r + 1, t->own);
			twin_open(t, &r->e, t->room);
		}
		pack_sparse(b, (struct span){ t->room != NULL ? t->room :
		    (const char *)(r + 1), t->state });
	}
	for (uint32_t i = t->oldest; t->n > 0 && i != NOBODY;
	    i = t->age[i].newer)
		pack_uint(b, i);
}

/* One record into its place, the number n; ${state} is room for its bytes. */
static rc
load_one(struct twin *t, struct cur *c, char *state, size_t size)
{
	int64_t newest = pack_get_int(c);
	uint64_t seen = pack_get_uint(c);
	size_t tenant = (size_t)pack_get_upto(c, UINT8_MAX);
	struct span key = pack_get_span(c);
	uint32_t number = (uint32_t)t->n;
	struct record *r;
	char *far = NULL;
	uint64_t hash;
	rc rv;

	pack_get_sparse(c, state, size);
	if (!cur_ok(c) || key.n <= tenant || key.n > TWIN_KEY_MAX + 1 ||
	    memchr(key.p, '\n', key.n) != key.p + tenant)
		return (RC_MALFORMED);
	hash = key_hash(key);
	if (seek(t, (struct span){ key.p, tenant },
	    span_from(key, tenant + 1), hash) != NULL)
		return (RC_MALFORMED);
	if ((rv = chunk_room(t)) != RC_OK)
		return (rv);
	if (key.n > KEY_INLINE && (far = mem_copy(key)) == NULL)
		return (RC_NOMEM);
	r = record_at(t, number);
	if ((rv = settle(t, number, key, far)) != RC_OK) {
		mem_free(far);
		return (rv);
	}
	t->n++;
	t->far_bytes += far != NULL ? key.n : 0;
	r->key.near.tenant_n = (uint8_t)tenant;
	r->e.partition = (uint16_t)(hash % TWIN_PARTITIONS);
	r->e.newest = newest;
	r->e.seen = seen;
	/* Its own neighbour: not in the age list yet. */
	t->age[number].newer = number;
	return (RC_OK);
}

/* The age list, from the oldest on: each number once. */
static rc
load_ages(struct twin *t, struct cur *c)
{

	for (size_t i = 0; i < t->n; i++) {
		uint32_t number = (uint32_t)pack_get_upto(c, t->n - 1);

		if (!cur_ok(c) || t->age[number].newer != number)
			return (RC_MALFORMED);
		age_in(t, number);
	}
	return (RC_OK);
}

/* The pieces of the state that was saved, into those of the record. */
static rc
load_state(struct twin *t, struct record *r, const char *state,
    const struct twin_piece *piece, size_t n)
{
	char *to = t->room != NULL ? t->room : (char *)(r + 1);

	if (t->room != NULL)
		memset(t->room, 0, twin_room(t));
	for (size_t k = 0; k < n; k++)
		memcpy(to + piece[k].to, state + piece[k].from,
		    piece[k].bytes);
	if (t->room == NULL)
		return (RC_OK);
	memcpy(r + 1, t->room, t->own);
	return (twin_close(t, &r->e, t->room));
}

rc
twin_load(struct twin *t, struct cur *c, const struct twin_piece *piece,
    size_t n, struct err *e)
{
	size_t size = (size_t)pack_get_upto(c, TWIN_STATE_MAX), count;
	char *state = mem_new(size + 1);
	rc r = RC_OK;

	if (state == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "loading entities"));
	t->forgotten = pack_get_uint(c);
	count = pack_get_count(c, 5);
	if (count > t->max)
		r = rc_fail(e, RC_LIMIT, 0, "%zu entities were kept, now only "
		    "%zu may be", count, t->max);
	for (size_t i = 0; i < n && r == RC_OK; i++)
		if (piece[i].from + piece[i].bytes > size || piece[i].to +
		    piece[i].bytes > t->state)
			r = RC_MALFORMED;
	for (size_t i = 0; i < count && r == RC_OK; i++) {
		if ((r = load_one(t, c, state, size)) != RC_OK)
			break;
		r = load_state(t, record_at(t, (uint32_t)i), state, piece, n);
	}
	if (r == RC_OK)
		r = load_ages(t, c);
	if (!cur_ok(c) && r == RC_OK)
		r = RC_MALFORMED;
	mem_free(state);
	return (r == RC_OK || r == RC_LIMIT ? r :
	    rc_fail(e, r, c->at, "loading entities: %s", rc_text(r)));
}
