/* SPDX-License-Identifier: Apache-2.0 */
/* The time of a plain line by itself. */
#include "base/json_pick.h"
#include "base/mem.h"
#include "engine/plain_key.h"
#include "engine/plain_time.h"

struct plain_key {
	struct json_pick	*plan;		/* Owned. */
	struct json_pick_reader	*reader;	/* Owned. */
	struct json_val		 slot;
	uint16_t		 set;
	struct json_pick_row	 row;		/* Of these two. */
	struct arena		 arena;
};

rc
plain_key_new(const char *field, struct plain_key **ret)
{
	struct span name = span_of(field != NULL ? field : PLAIN_TIME_NAMES);
	struct plain_key *k = mem_new(sizeof(*k));
	rc r;

	if (k == NULL)
		return (RC_NOMEM);
	k->row = (struct json_pick_row){ &k->slot, &k->set, 0 };
	if ((r = json_pick_plan_new(&name, 1, &k->plan, NULL)) != RC_OK ||
	    (r = json_pick_reader_new(k->plan, false, &k->reader)) != RC_OK) {
		plain_key_free(k);
		return (r);
	}
	*ret = k;
	return (RC_OK);
}

void
plain_key_free(struct plain_key *k)
{

	if (k == NULL)
		return;
	json_pick_reader_free(k->reader);
	json_pick_plan_free(k->plan);
	arena_release(&k->arena);
	mem_free(k);
}

bool
plain_key_time(struct plain_key *k, struct span line, int64_t *ms)
{
	struct value v;

	arena_clear(&k->arena);
	if (json_pick_read(k->reader, line, &k->row, &k->arena, NULL) !=
	    RC_OK)
		return (false);
	memcpy(&v, &k->slot, sizeof(v));
	return (plain_time_of(&v, ms));
}
