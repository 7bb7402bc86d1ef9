/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What rules may name, and where it stands in an event's row: fields of the
 * dictionary and facts look alike to a rule.  A name gets its slot when a
 * rule first asks for it; so the row holds what is read and nothing else.
 */
#ifndef ENGINE_NAMES_H
#define ENGINE_NAMES_H

#include "fact/fact.h"
#include "sigma/sigma.h"

#define NAMES_MAX	(FIELD_TOTAL + FACT_COUNT + PLAN_EXTRAS + PLAN_FIRST)

struct names {
	struct plan	 plan;
	uint16_t	 fact[FACT_COUNT];	/* Slot; PLAN_TRASH if unread */
	bool		 track[TRACK_COUNT];	/* Has a fact that is read. */
	const char	*of_slot[NAMES_MAX];	/* Name of field or fact. */
};

/** names_init(n): Nothing is read yet. */
void names_init(struct names *);

/** names_field(n, id): The slot of a field, from now on read. */
unsigned names_field(struct names *, enum field_id);

/** names_fact(n, id): The slot of a fact; its track and fields are read. */
unsigned names_fact(struct names *, enum fact_id);

/** names_kind(name): The entity kind of a field, fact or alias, or NULL. */
const char *names_kind(struct span);

/** names_resolver(n): The resolver that the rule loader asks. */
struct sigma_names names_resolver(struct names *);

#endif
