/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which tracks run, and where their states lie in an entity's record.
 *
 *	entity of kind k -> state: [ the engine's own | track | track | ... ]
 */
#ifndef ENGINE_TRACKS_H
#define ENGINE_TRACKS_H

#include "engine/work.h"

struct tracks {
	struct {
		const struct track	*track;
		size_t			 at;	/* Offset of its state. */
		uint64_t		 on;	/* Types with its facts. */
	} run[TRACK_OF_NONE + 1][TRACK_COUNT];	/* By whose state. */
	size_t	n[TRACK_OF_NONE + 1];
	size_t	bytes[TRACK_OF_NONE + 1];	/* State per entity. */
	const struct ref *ref;		/* What they join.  Borrowed. */
};

/**
 * tracks_lay_out(t, names, own):
 * Choose the tracks that ${names} reads; ${own} bytes at the start of each
 * kind's state are the engine's.
 */
void tracks_lay_out(struct tracks *, const struct names *,
    const size_t own[TWIN_KINDS]);

/**
 * tracks_step(t, kind, names, w, arena):
 * Run the tracks of ${kind}, which ${w} has an entity of, or TRACK_OF_NONE.
 */
void tracks_step(const struct tracks *, unsigned, const struct names *,
    struct work *, struct arena *);

#endif
