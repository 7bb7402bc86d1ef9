/* SPDX-License-Identifier: Apache-2.0 */
/* A line read both ways, by the planned and the whole reader: same results. */
#ifndef TEST_JSON_READS_H
#define TEST_JSON_READS_H

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"

#include "t.h"

enum {
	ID, SPEED, LAT, VIN, ROLES, TLS, SEEN, UNMAPPED, VEHICLE, SLOTS
};

/* A row, its keys as C strings. */
struct place {
	const char	*key[3];
	uint16_t	 slot;
	uint8_t		 flags, map;
};

static const struct place known[] = {
	{ { "vehicle", "id" }, ID, 0, 0 },
	{ { "vehicle.id" }, ID, JSON_ROW_LITERAL, 0 },
	{ { "vehicle", "vin" }, VIN, 0, 0 },
	{ { "vehicle", "fleet" }, JSON_NO_SLOT, 0, 0 },
	{ { "vehicle" }, VEHICLE, 0, 0 },
	{ { "signals" }, JSON_NO_SLOT, 0, 1 },
	{ { "signals", "Vehicle.Speed" }, SPEED, 0, 0 },
	{ { "signals",
	    "Vehicle.CurrentLocation.Latitude.LongNameBeyond32Bytes" },
	    LAT, 0, 0 },
	{ { "roles" }, ROLES, 0, 0 },
	{ { "client", "tls" }, TLS, 0, 0 },
	{ { "seen" }, SEEN, 0, 0 },
	{ { "unmapped" }, UNMAPPED, JSON_ROW_QUIET, 2 },
};

static struct json_plan *plan;
static struct arena arena;
static struct json_val slot[2][SLOTS];
static struct json_out outs[2];
static struct err errs[2];

/* A plan of ${n} places. */
static inline rc
plan_of(const struct place *place, size_t n, const struct json_limits *limits,
    struct json_plan **ret, struct err *e)
{
	struct span seg[20][3];
	struct json_row rows[20];

	for (size_t i = 0; i < n; i++) {
		rows[i] = (struct json_row){ seg[i], 0, place[i].slot,
		    place[i].flags, place[i].map };
		for (; rows[i].segs < 3 &&
		    place[i].key[rows[i].segs] != NULL; rows[i].segs++)
			seg[i][rows[i].segs] =
			    span_of(place[i].key[rows[i].segs]);
	}
	return (json_plan_new(rows, n, limits, ret, e));
}

static inline void
plan_up(void)
{

	if (plan == NULL &&
	    plan_of(known, COUNT_OF(known), NULL, &plan, NULL) != RC_OK)
		abort();
}

static inline bool
val_eq(const struct json_val *a, const struct json_val *b)
{

	if (a->type != b->type || a->spare != b->spare || a->n != b->n)
		return (false);
	if (a->type == JSON_ARRAY && !(a->spare & JSON_RAW)) {
		for (uint32_t i = 0; i < a->n; i++)
			if (!val_eq(&a->member[i], &b->member[i]))
				return (false);
		return (true);
	}
	if (a->type == JSON_TEXT || a->type == JSON_MAP ||
	    a->type == JSON_ARRAY)
		return (span_eq(json_span(a), json_span(b)));
	return (a->i == b->i);
}

/* Read ${line} both ways from a copy of exactly its size, three times over,
 * so that guesses are used; all must agree. */
static inline rc
reads(struct span line)
{
	static char *copy;
	rc got[2] = { RC_OK, RC_OK };

	plan_up();
	mem_free(copy);
	if ((copy = mem_new(line.n)) == NULL)
		abort();
	if (line.n > 0)
		memcpy(copy, line.p, line.n);
	arena_clear(&arena);
	for (int k = 0; k < 2; k++) {
		struct json_reader r;

		if (json_reader_init(&r, plan, k == 1) != RC_OK)
			abort();
		for (int i = 0; i < 3; i++) {
			rc was = got[k];

			outs[k] = (struct json_out){ .slot = slot[k],
			    .arena = &arena };
			errs[k] = (struct err){ .at = 0 };
			got[k] = json_read(plan, &r,
			    (struct span){ copy, line.n }, &outs[k], &errs[k]);
			T_TRUE(i == 0 || got[k] == was);
		}
		json_reader_release(&r);
	}
	T_INT(got[0], got[1]);
	if (got[0] != RC_OK) {
		T_INT(errs[0].at, errs[1].at);
		T_STR(errs[0].what, errs[1].what);
		T_INT(got[0], errs[0].code);
		T_TRUE(errs[0].at <= line.n);
		return (got[0]);
	}
	for (int i = 0; i < SLOTS; i++)
		T_TRUE(val_eq(&slot[0][i], &slot[1][i]));
	T_INT(outs[0].keys, outs[1].keys);
	T_INT(outs[0].flags, outs[1].flags);
	T_INT(outs[0].unknowns, outs[1].unknowns);
	T_INT(outs[0].listed, outs[1].listed);
	for (uint32_t i = 0; i < outs[0].listed; i++) {
		const struct json_unknown *a = &outs[0].unknown[i];
		const struct json_unknown *b = &outs[1].unknown[i];

		T_TRUE(span_eq(a->key, b->key) && span_eq(a->raw, b->raw) &&
		    span_eq(a->under, b->under) && a->map == b->map &&
		    a->flags == b->flags);
	}
	return (got[0]);
}

static inline rc
reads_text(const char *s)
{

	return (reads(span_of(s)));
}

#endif
