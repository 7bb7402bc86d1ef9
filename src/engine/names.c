/* SPDX-License-Identifier: Apache-2.0 */
/* What rules may name, and where it stands in an event's row. */
#include "engine/names.h"
#include "model/plan.h"

/* Facts that name an entity. */
static const struct {
	const char	*fact, *kind;
} fact_kinds[] = {
	{ "ident.source_key",	"network" },
	{ "ident.caller_key",	"caller" },
	{ "geo.cell",		"cell" },
	{ "geo.dest_cell",	"cell" },
};

void
names_init(struct names *n)
{

	memset(n, 0, sizeof(*n));
	for (unsigned i = 0; i < FACT_COUNT; i++)
		n->fact[i] = PLAN_TRASH;
	for (unsigned i = 0; i < FIELD_TOTAL; i++)
		n->plan.field[i] = PLAN_ABSENT;
	n->plan.slots = PLAN_FIRST;
}

unsigned
names_field(struct names *n, enum field_id id)
{
	uint16_t *slot = &n->plan.field[id];

	if (*slot == PLAN_ABSENT) {
		*slot = n->plan.slots++;
		n->of_slot[*slot] = field_row(id)->name;
	}
	return (*slot);
}

/* The track runs, and what it needs: fields and other tracks. */
static void
run_track(struct names *n, enum track_id id)
{
	const uint16_t *reads;

	for (; id != TRACK_COUNT && !n->track[id]; id = fact_tracks[id].needs) {
		n->track[id] = true;
		for (reads = fact_tracks[id].fields; *reads != FIELD_NONE;
		    reads++)
			(void)names_field(n, (enum field_id)*reads);
	}
}

unsigned
names_fact(struct names *n, enum fact_id id)
{
	const struct fact *f = fact_row(id);

	if (n->fact[id] != PLAN_TRASH)
		return (n->fact[id]);
	n->fact[id] = n->plan.slots++;
	n->of_slot[n->fact[id]] = f->name;
	run_track(n, f->track);
	return (n->fact[id]);
}

const char *
names_kind(struct span name)
{
	enum field_id id = field_find(name);

	if (id != FIELD_NONE)
		return (field_row(id)->kind);
	for (size_t i = 0; i < COUNT_OF(fact_kinds); i++)
		if (span_eq(name, span_of(fact_kinds[i].fact)))
			return (fact_kinds[i].kind);
	/* An alias may be named for what it is: account over actor.id ... */
	for (unsigned f = 1; f < FIELD_TOTAL; f++) {
		const char *kind = field_row((enum field_id)f)->kind;

		if (kind != NULL && span_eq(name, span_of(kind)))
			return (kind);
	}
	return (NULL);
}

/* Types as bits to the categories that have one of them. */
static uint64_t
categories_of(uint64_t types, bool all)
{
	uint64_t bits = 0;

	for (int c = 0; c < CATEGORY_COUNT; c++) {
		uint64_t own = field_category((enum category)c)->types;

		if (all ? (own & ~types) == 0 : (own & types) != 0)
			bits |= UINT64_C(1) << c;
	}
	return (bits);
}

/* unmapped.PATH and row.COLUMN, which the dictionary does not list. */
static rc
beyond(struct names *n, struct span name, struct sigma_field *ret)
{
	struct plan_name x;
	rc r;

	if ((r = plan_extra(&n->plan, name, &x)) != RC_OK)
		return (r);
	for (size_t i = 0; i < n->plan.extras; i++)
		if (n->plan.extra[i].slot == x.slot)
			n->of_slot[x.slot] = n->plan.extra[i].name;
	*ret = (struct sigma_field){ .slot = x.slot, .type = x.type,
	    .array = x.array };
	return (RC_OK);
}

static rc
resolve(void *ctx, struct span name, struct sigma_field *ret,
    struct span *near)
{
	struct names *n = ctx;
	enum field_id field = field_find(name);
	enum fact_id fact = fact_find(name);
	struct suggest s = SUGGEST_START;

	if (field != FIELD_NONE) {
		const struct field *f = field_row(field);

		*ret = (struct sigma_field){ .slot = names_field(n, field),
		    .type = field_value_type(f), .array = f->array,
		    .words = f->words, .words_n = f->words_n,
		    .on = categories_of(f->on, false),
		    .sure = categories_of(f->sure, true) };
	} else if (fact != FACT_COUNT) {
		const struct fact *f = fact_row(fact);

		*ret = (struct sigma_field){ .slot = names_fact(n, fact),
		    .type = f->type, .array = f->array, .fact = true,
		    .words = f->words, .words_n = f->words_n,
		    .on = categories_of(f->on, false) };
	} else if (plan_beyond(name)) {
		rc r = beyond(n, name, ret);

		if (r == RC_NOTFOUND) {
			plan_near(&s, name);
			*near = s.best;
		}
		return (r);
	} else {
		field_near(&s, name);
		fact_near(&s, name);
		*near = s.best;
		return (RC_NOTFOUND);
	}
	ret->kind = names_kind(name);
	return (RC_OK);
}

static int
category(void *ctx UNUSED, struct span name)
{

	return (field_category_find(name));
}

struct sigma_names
names_resolver(struct names *n)
{

	return ((struct sigma_names){ .ctx = n, .field = resolve,
	    .category = category });
}
