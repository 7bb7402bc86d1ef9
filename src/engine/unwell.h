/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which sources of a tenant are unwell, event by event: what waits for their
 * events is held (the contract's section 6, "held silence").
 */
#ifndef ENGINE_UNWELL_H
#define ENGINE_UNWELL_H

#include "base/arena.h"
#include "engine/health.h"
#include "engine/work.h"

/* The engine's own at the start of a source's state. */
struct unwell_source {
	struct silence	silence;
	struct health	health;
	uint64_t	too_late;	/* Matches, for their windows. */
};

/** Of a tenant; all zero: nobody serves yet. */
struct unwell {
	uint32_t	*serving;	/* Owned; numbers of sources that */
	size_t		 n, cap;	/* served enough vehicles once. */
	int64_t		 next;		/* When to look again. */
	int64_t		 healed;	/* Newest end of a hold; 0. */
	uint64_t	 stamp;		/* Of the batch that has the list. */
	const uint32_t	*list;		/* In the arena of that batch. */
	size_t		 list_n;
};

/**
 * unwell_look(u, sources, arena, stamp, w):
 * Put into ${w} who is unwell before its event, at its clock.  The list lies
 * in ${arena}, which lives as long as the batch ${stamp}.
 */
rc unwell_look(struct unwell *, const struct twin *, struct arena *, uint64_t,
    struct work *) MUST_USE;

/** unwell_note(u, e, clock): An event of the source ${e} has been noted. */
rc unwell_note(struct unwell *, struct twin_entity *, int64_t) MUST_USE;

/** unwell_load(u, e): The source ${e} was read from a snapshot. */
rc unwell_load(struct unwell *, struct twin_entity *) MUST_USE;

/** unwell_end(u): Give back what it has. */
void unwell_end(struct unwell *);

#endif
