/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a fire shows of its window: the ends, and what no fire of the group
 * has shown yet.
 *
 *	te	  . . . (from . . . . . . . to] . . .
 *	window		    (. . . . . . . . . . . .]
 *	looked at			    [.......]	newer than the last one
 *
 * An entry that lies in the window of the last fire, and lay there then, is
 * no news.  So only what came since is looked at, and what the window has on
 * either side of the last one.
 */
#ifndef SIGMA_SIGMA_SHOWN_H
#define SIGMA_SIGMA_SHOWN_H

#include "sigma/windows.h"

/**
 * sigma_shown_fill(sh, tr, g, ret): What a fire of the window as it stands
 * shows, in the arena of the batch.  RC_OK or RC_NOMEM.
 */
rc sigma_shown_fill(struct shard *, const struct track *, struct group *,
    struct sigma_shown *) MUST_USE;

/** sigma_shown_te(sh, e): The own time of the event that made the entry. */
int64_t sigma_shown_te(const struct shard *, const struct entry *);

/** sigma_shown_added(g, pool, e): ${e} comes in; false: memory is short. */
bool sigma_shown_added(struct group *, struct pool *, const struct entry *);

/**
 * sigma_shown_loaded(sh, tr, g, e): ${e} comes in behind all others; what it
 * is to them is marked in it.  False: memory is short.
 */
bool sigma_shown_loaded(struct shard *, const struct track *, struct group *,
    struct entry *);

/** sigma_shown_count(g, e, enters): ${e} enters the window, or leaves it. */
void sigma_shown_count(struct group *, const struct entry *, bool);

/** sigma_shown_thinned(sh, tr, g): Entries went from among others; none is in
 * the window. */
void sigma_shown_thinned(const struct shard *, const struct track *,
    struct group *);

/** sigma_shown_forget(g): Nothing was shown. */
void sigma_shown_forget(struct group *);

/** sigma_shown_release(g, pool): Memory back. */
void sigma_shown_release(struct group *, struct pool *);

#endif
