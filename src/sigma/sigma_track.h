/* SPDX-License-Identifier: Apache-2.0 */
/* The groups of a correlation: finding, making, sweeping, evicting them. */
#ifndef SIGMA_SIGMA_TRACK_H
#define SIGMA_SIGMA_TRACK_H

#include "sigma/windows.h"

/**
 * sigma_track_group(sh, tr, in, ret): The group that ${in} belongs to, made
 * if need be; others may have to go for it.
 */
rc sigma_track_group(struct shard *, struct track *, const struct input *,
    struct group **) MUST_USE;

/**
 * sigma_track_put(sh, tr, in, ret): A new group of the key of ${in}, without
 * looking whether there is room by quota.  RC_OK; RC_CONFLICT when it is
 * there already; RC_NOMEM.
 */
rc sigma_track_put(struct shard *, struct track *, const struct input *,
    struct group **) MUST_USE;

/** sigma_track_next(cell, at): The next group from slot *${at} on, which
 * begins at 0; NULL at the end. */
struct group *sigma_track_next(const struct cell *, uint32_t *);

/** sigma_track_known(tr, g): A twin knows the group's entity after all. */
void sigma_track_known(struct track *, struct group *);

/** sigma_track_unwait(sh, g): One timer less points to ${g}. */
void sigma_track_unwait(struct shard *, struct group *);

/** sigma_track_prefetch(tr, hash): Ask the cache for the slot. */
void sigma_track_prefetch(const struct track *, uint64_t);

/** sigma_track_ahead(tr, hash): ... and, later, for the group in it. */
void sigma_track_ahead(const struct track *, uint64_t);

/** sigma_track_entries(tr, hash): ... and for its entries that a new one
 * moves: the last, and those at which it and its window begin. */
void sigma_track_entries(const struct track *, uint64_t);

/** sigma_track_oldest(tr, hash): ... and for the keepsake of the first. */
void sigma_track_oldest(const struct track *, uint64_t);

/** sigma_track_sum(tr, fn): The sum of ${fn} over all groups. */
uint64_t sigma_track_sum(const struct track *,
    uint64_t (*)(const struct track *, const struct group *));

/** sigma_track_release(sh, tr, cell): Free the groups of a cell. */
void sigma_track_release(struct shard *, struct track *, struct cell *);

#endif
