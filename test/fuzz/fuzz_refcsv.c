/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as reference tables: each line is a ref.row, each number rises. */
#include <stdlib.h>

#include "model/evline.h"
#include "source/refcsv.h"
#include "twin/refer.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

struct seen {
	struct evline	*reader;	/* Owned. */
	struct arena	 arena;
	struct plan	 plan;
	struct value	*slot;		/* Owned. */
	struct ref	*ref;		/* Owned. */
	uint64_t	 last, pos;
};

static void
rises(struct seen *s, uint64_t number)
{

	if (number <= s->last)
		abort();		/* No row is met twice. */
	s->last = number;
}

static rc
row(void *ctx, uint64_t number, struct span line)
{
	struct seen *s = ctx;
	struct event ev = { .plan = &s->plan, .slot = s->slot,
	    .pos = ++s->pos };
	uint32_t notes[EVLINE_NOTE_COUNT] = { 0 };
	struct refer_counts counts = { 0 };
	rc r;

	rises(s, number);
	r = evline_read(s->reader, line, &s->arena, &ev, notes, NULL);
	if (r == RC_OK && ev.type != TYPE_REF_ROW)
		abort();
	if (r == RC_MALFORMED || r == RC_LIMIT)
		abort();		/* What we write can be read. */
	if (r == RC_OK)
		r = refer_event(s->ref, &ev, &s->arena, &counts);
	if (r == RC_OK && counts.rows + counts.no_key != 1)
		abort();
	if (counts.bad_table + counts.bad_column > 0)
		abort();		/* It knew the columns' types. */
	ref_settle(s->ref);
	arena_clear(&s->arena);
	return (r);
}

static void
bad(void *ctx, uint64_t number, const char *what)
{

	rises(ctx, number);
	if (what[0] == '\0')
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct seen s = { .plan = { .slots = PLAN_FIRST } };
	struct refcsv_ears ears = { .ctx = &s, .row = row, .bad = bad };
	struct err e = { 0 };
	char *copy = malloc(size > 0 ? size : 1);

	for (size_t i = 0; refer_fields[i] != FIELD_NONE; i++)
		s.plan.field[refer_fields[i]] = s.plan.slots++;
	s.slot = calloc(s.plan.slots, sizeof(*s.slot));
	if (size == 0 || copy == NULL || s.slot == NULL ||
	    field_init() != RC_OK || evline_new(&s.plan, &s.reader) != RC_OK ||
	    ref_new(100, &s.ref) != RC_OK)
		goto out;
	/* Exactly its size, so that ASan sees one byte too far. */
	memcpy(copy, data + 1, size - 1);
	if (refcsv_read((enum table_id)(data[0] % TABLE_COUNT),
	    (struct span){ copy, size - 1 }, &ears, &e) == RC_CONFLICT &&
	    e.what[0] == '\0')
		abort();
out:
	ref_free(s.ref);
	evline_free(s.reader);
	arena_release(&s.arena);
	free(s.slot);
	free(copy);
	return (0);
}
