/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What rules name in plain input: any name at all.  It gets the next free
 * slot when a rule first asks for it.
 */
#ifndef ENGINE_PLAIN_NAMES_H
#define ENGINE_PLAIN_NAMES_H

#include "base/arena.h"
#include "base/map.h"
#include "sigma/sigma.h"

/** Names in the caller's storage; set up with plain_names_init(). */
struct plain_names {
	struct map	 by_name;
	struct span	*name;		/* Owned; by slot, free of spaces. */
	size_t		 n, cap;
	struct arena	 arena;		/* Owns the texts. */
};

/** plain_names_init(n): Nothing is read yet.  ${n} must stay where it is. */
void plain_names_init(struct plain_names *);
void plain_names_release(struct plain_names *);

/**
 * plain_names_slot(n, name, ret):
 * The slot of ${name}, spaces aside; a new one when it is not read yet.
 * Return RC_OK; RC_LIMIT for a name that no event can have (too long, too
 * many dots) or too many of them; or RC_NOMEM.
 */
rc plain_names_slot(struct plain_names *, struct span, unsigned *) MUST_USE;

/** plain_names_resolver(n): The resolver that the rule loader asks. */
struct sigma_names plain_names_resolver(struct plain_names *);

#endif
