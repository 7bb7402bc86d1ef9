/* SPDX-License-Identifier: Apache-2.0 */
/* The live register. */
#include "t.h"

#include "base/mem.h"
#include "model/event.h"
#include "twin/sparse.h"
#include "twin/twin.h"

static const struct span T = { "nordfleet", 9 };

static rc
touch(struct twin *t, struct span tenant, struct span id, uint64_t stamp,
    uint64_t keep, struct twin_entity **e)
{

	return (twin_touch(t, tenant, id, twin_hash(tenant, id), stamp, keep,
	    e));
}

static struct twin *
fresh(size_t state, size_t max)
{
	struct twin *t = NULL;

	T_INT(RC_OK, twin_new(TWIN_VEHICLE, state, max, &t));
	return (t);
}

static void
finds_and_keeps(void)
{
	struct twin *t = fresh(12, 10);
	struct twin_entity *a = NULL, *b = NULL, *c = NULL;

	T_TRUE(twin_find(t, T, SPAN("a"), twin_hash(T, SPAN("a"))) == NULL);
	T_INT(RC_OK, touch(t, T, SPAN("a"), 1, 0, &a));
	T_TRUE(a->newest == EVENT_NO_TIME);
	T_INT(0, ((char *)twin_state(a))[11]);
	T_INT(0, (uintptr_t)twin_state(a) % 8);
	((char *)twin_state(a))[11] = 7;
	T_INT(RC_OK, touch(t, SPAN("other"), SPAN("a"), 2, 0, &b));
	T_TRUE(a != b);
	T_INT(RC_OK, touch(t, T, SPAN("a"), 3, 0, &c));
	T_TRUE(a == c);
	T_INT(7, ((char *)twin_state(a))[11]);
	T_INT(3, a->seen);
	T_SPAN("nordfleet", twin_tenant(t, a));
	T_SPAN("a", twin_id(t, a));
	T_SPAN("other", twin_tenant(t, b));
	T_INT(2, twin_count(t));
	T_TRUE(twin_at(t, a->number) == a);
	T_TRUE(twin_at(t, 2) == NULL);
	T_INT(twin_hash(T, SPAN("a")) % 256, a->partition);
	T_INT(TWIN_VEHICLE, twin_kind(t));
	T_TRUE(twin_find(t, T, SPAN("a"), twin_hash(T, SPAN("a"))) == a);
	twin_free(t);
}

/* The boundary between tenant and id is part of the key. */
static void
tenants_apart(void)
{
	struct twin *t = fresh(0, 10);
	struct twin_entity *a = NULL, *b = NULL;

	T_INT(RC_OK, touch(t, SPAN("ab"), SPAN("c"), 1, 0, &a));
	T_INT(RC_OK, touch(t, SPAN("a"), SPAN("bc"), 1, 0, &b));
	T_TRUE(a != b);
	T_SPAN("bc", twin_id(t, b));
	twin_free(t);
}

static void
key_lengths(void)
{
	struct twin *t = fresh(8, 1000);
	struct twin_entity *e = NULL;
	char id[200];

	memset(id, 'x', sizeof(id));
	for (size_t n = 0; n < sizeof(id); n++) {
		struct span s = { id, n };

		T_INT(RC_OK, touch(t, T, s, n, 0, &e));
		T_TRUE(span_eq(twin_id(t, e), s));
		T_TRUE(span_eq(twin_tenant(t, e), T));
	}
	for (size_t n = 0; n < sizeof(id); n++) {
		struct span s = { id, n };

		e = twin_find(t, T, s, twin_hash(T, s));
		T_TRUE(e != NULL && e->number == n);
	}
	twin_free(t);
}

static void
oldest_goes(void)
{
	struct twin *t = fresh(8, 3);
	struct twin_entity *a = NULL, *b = NULL, *c = NULL, *d = NULL;

	T_INT(RC_OK, touch(t, T, SPAN("a"), 1, 0, &a));
	T_INT(RC_OK, touch(t, T, SPAN("b"), 2, 0, &b));
	T_INT(RC_OK, touch(t, T, SPAN("a-long-id-that-does-not-fit-inline"),
	    3, 0, &c));
	*(char *)twin_state(b) = 1;
	T_INT(RC_OK, touch(t, T, SPAN("a"), 4, 0, &a));

	/* b is the oldest, and is held by keep. */
	T_INT(RC_LIMIT, touch(t, T, SPAN("d"), 5, 2, &d));
	T_TRUE(d == NULL);
	T_INT(0, twin_forgotten(t));
	T_INT(RC_OK, touch(t, T, SPAN("d"), 5, 3, &d));
	T_TRUE(d == b && d->number == 1);
	T_INT(0, *(char *)twin_state(d));
	T_TRUE(d->newest == EVENT_NO_TIME);
	T_INT(1, twin_forgotten(t));
	T_INT(3, twin_count(t));
	T_TRUE(twin_find(t, T, SPAN("b"), twin_hash(T, SPAN("b"))) == NULL);

	/* Then the long one, then a. */
	T_INT(RC_OK, touch(t, T, SPAN("e"), 6, 6, &d));
	T_TRUE(d == c);
	T_INT(RC_OK, touch(t, T, SPAN("f"), 7, 7, &d));
	T_TRUE(d == a);
	T_INT(3, twin_forgotten(t));
	twin_free(t);
}

static void
many(void)
{
	struct twin *t = fresh(100, 3000);
	struct twin_entity *e = NULL, *first = NULL;
	char id[32];
	int bad = 0;

	for (int i = 0; i < 10000; i++) {
		int n = snprintf(id, sizeof(id), "veh-%d", i % 5000);

		bad += touch(t, T, (struct span){ id, (size_t)n },
		    (uint64_t)i, UINT64_MAX, &e) != RC_OK;
		if (i == 0)
			first = e;
	}
	T_INT(0, bad);
	T_TRUE(first == twin_at(t, 0));
	T_INT(3000, twin_count(t));
	T_INT(7000, twin_forgotten(t));
	for (int i = 2000; i < 5000; i++) {
		struct span s = { id, (size_t)snprintf(id, sizeof(id),
		    "veh-%d", i) };

		e = twin_find(t, T, s, twin_hash(T, s));
		bad += e == NULL || !span_eq(twin_id(t, e), s);
	}
	T_INT(0, bad);
	T_TRUE(twin_bytes(t) <= 3000 * twin_each(100) + 70000);
	twin_free(t);
}

/* What a register takes is what is said of it, whatever is in it. */
#define OWN		8	/* Bytes that are never packed. */

/* Keep ${room} as a state; what is not packed stays where it is. */
static void
pack_one(struct twin *t, struct twin_entity *e, char *room, int i)
{
	static char again[4096];

	*(int *)twin_state(e) = i;
	memset(room, -1, OWN);
	T_INT(RC_OK, twin_close(t, e, room));
	T_INT(i, *(int *)twin_state(e));
	memset(again, 2, sizeof(again));
	twin_open(t, e, again);
	T_INT(2, again[0]);
	T_TRUE(memcmp(again + OWN, room + OWN, twin_room(t) - OWN) == 0);
}

static void
stated(void)
{
	static const size_t states[] = { 8, 256, 696, 2064 };
	static char room[4096];
	char id[16];

	for (size_t k = 0; k < 2 * COUNT_OF(states); k++) {
		size_t state = states[k / 2], most;
		struct twin *t = fresh(state, 4000);
		struct twin_entity *e;

		if (k % 2 == 1)
			T_INT(RC_OK, twin_pack(t, OWN));
		memset(room, 1, sizeof(room));
		for (int i = 0; i < 4000; i++) {
			int n = snprintf(id, sizeof(id), "veh-%d", i);

			T_INT(RC_OK, touch(t, T, (struct span){ id,
			    (size_t)n }, (uint64_t)i, UINT64_MAX, &e));
			if (k % 2 == 1)
				pack_one(t, e, room, i);
		}
		most = k % 2 == 0 ? twin_each(state) :
		    twin_each(OWN + sizeof(void *)) +
		    sparse_most(state - OWN);
		T_TRUE(twin_bytes(t) <= 4000 * most + 70000);
		T_TRUE(twin_bytes(t) >= 4000 * (most - 19));
		twin_free(t);
	}
}

static void
no_memory(void)
{
	struct twin *t = NULL;
	struct twin_entity *e = NULL;
	struct span id = SPAN("an-id-that-is-too-long-for-the-record");
	unsigned long n;

	for (n = 1; n < 100; n++) {
		rc got;

		mem_count = 0;
		mem_fail_at = n;
		if ((got = twin_new(TWIN_DEVICE, 8, 2, &t)) == RC_OK)
			got = touch(t, T, id, 1, 0, &e);
		mem_fail_at = 0;
		if (got == RC_OK)
			break;
		T_INT(RC_NOMEM, got);
		T_TRUE(e == NULL);
		if (t != NULL)
			T_INT(0, twin_count(t));
		twin_free(t);
		t = NULL;
	}
	T_TRUE(n > 3 && n < 100);
	twin_free(t);
}

static const struct t_case cases[] = {
	{ "finds what it made and keeps its state",	finds_and_keeps },
	{ "tenants are apart",				tenants_apart },
	{ "keys of every length",			key_lengths },
	{ "the least recently seen goes first",		oldest_goes },
	{ "many entities in a bounded register",	many },
	{ "its memory is what is said of it",		stated },
	{ "each allocation fails once",			no_memory },
};

T_MAIN(cases)
