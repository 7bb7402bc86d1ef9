/* SPDX-License-Identifier: Apache-2.0 */
/* An event on its way through the steps of a batch. */
#ifndef ENGINE_WORK_H
#define ENGINE_WORK_H

#include "engine/names.h"

struct tenant;

struct work {
	struct event		 ev;
	struct tenant		*tenant;	/* Borrowed. */
	int64_t			 clock;		/* The tenant's, at this. */
	uint64_t		 id_hash;	/* 0: the line has no id. */
	uint64_t		 hash[TWIN_KINDS];
	struct span		 party[TWIN_KINDS];	/* Ids of those after */
						/* the source, if foreseen. */
	uint64_t		 row[3];	/* By ref_hash(). */
	struct twin_entity	*of[TWIN_KINDS]; /* Borrowed; NULL: none. */
	int64_t			 newest[TWIN_KINDS]; /* Before this event. */
	bool			 late[TWIN_KINDS];
	uint8_t			 feed_state;	/* Code of feed.state. */
	uint64_t		*too_late;	/* Counter of its source. */
	const uint32_t		*unwell;	/* Sources that are, before */
	size_t			 unwell_n;	/* this event. */
	int64_t			 healed;	/* See sigma_event. */
	struct fact_step	 step;
	unsigned		*hit;		/* Rules that it matched. */
	size_t			 hits;
	rc			 status;	/* Of reading it ... */
	struct err		 err;		/* ... and why not. */
};

#endif
