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
	size_t	own[TRACK_OF_NONE + 1];		/* The engine's part of it. */
	bool	packed[TRACK_OF_NONE + 1];	/* See twin_pack(). */
	size_t	room;				/* For any packed state. */
	const struct ref *ref;		/* What they join.  Borrowed. */
	struct tracks_now {
		const struct track	*track;	/* NULL: none. */
		const struct event	*ev;
	}		*now;		/* Which runs; NULL: nobody asks. */
};

/* Pieces of one kind's state that a snapshot can have: own and tracks. */
#define TRACKS_PIECES	(TRACK_COUNT + 1)

/** What of a snapshot's states goes where. */
struct tracks_kept {
	struct twin_piece	piece[TWIN_KINDS][TRACKS_PIECES];
	size_t			n[TWIN_KINDS];
	bool			own[TWIN_KINDS];	/* The engine's too. */
	bool			track[TRACK_COUNT];	/* State was kept. */
};

/**
 * tracks_packs(kind, own, bytes):
 * Are states of ${kind} with so many bytes packed, but for the ${own} of the
 * engine in front of them?
 */
bool tracks_packs(unsigned, size_t own, size_t bytes);

/**
 * tracks_lay_out(t, names, own):
 * Choose the tracks that ${names} reads; ${own} bytes at the start of each
 * kind's state are the engine's.
 */
void tracks_lay_out(struct tracks *, const struct names *,
    const size_t own[TWIN_KINDS]);

/**
 * tracks_step(t, kind, names, w, state, arena):
 * Run the tracks of ${kind}, which ${w} has an entity of with that ${state};
 * of TRACK_OF_NONE with NULL.
 */
void tracks_step(const struct tracks *, unsigned, const struct names *,
    struct work *, void *, struct arena *);

/**
 * tracks_save(t, b), tracks_load(t, c, ret, e):
 * Write how states are laid out: each part with its name, size and version;
 * read it, and find which parts of it ${t} still has.  Return RC_OK or
 * RC_MALFORMED.
 */
void tracks_save(const struct tracks *, struct buf *);
rc tracks_load(const struct tracks *, struct cur *, struct tracks_kept *,
    struct err *) MUST_USE;

#endif
