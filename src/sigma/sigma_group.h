/* SPDX-License-Identifier: Apache-2.0 */
/* A group's entries, its moving window, and what is counted in it. */
#ifndef SIGMA_SIGMA_GROUP_H
#define SIGMA_SIGMA_GROUP_H

#include "sigma/windows.h"

/** sigma_group_from(tr, g, t): The window of the point ${t} holds what is
 * later than this. */
int64_t sigma_group_from(const struct track *, const struct group *, int64_t);

/** sigma_group_move(sh, tr, g, t): Put the window at the point ${t}. */
rc sigma_group_move(struct shard *, const struct track *, struct group *,
    int64_t) MUST_USE;

/** sigma_group_seek(tr, g, t): The first entry later than ${t}. */
uint32_t sigma_group_seek(const struct track *, const struct group *, int64_t);

/**
 * sigma_group_add(sh, tr, g, entry, at): Insert ${entry}, taking a reference
 * to its keepsake and marking it as "again"; its place in ${at}.  RC_OK;
 * RC_CONFLICT when the event was there (its bits are joined); RC_NOMEM.
 */
rc sigma_group_add(struct shard *, const struct track *, struct group *,
    struct entry *, uint32_t *) MUST_USE;

/** sigma_group_value(sh, g, bytes, ret): The distinct value of ${bytes}. */
rc sigma_group_value(struct shard *, struct group *, struct span,
    struct val **) MUST_USE;

/** sigma_group_expire(sh, tr, g, until): Drop entries with te <= ${until}. */
void sigma_group_expire(struct shard *, const struct track *, struct group *,
    int64_t);

/** sigma_group_room(sh, tr, g, in): Room for one more; if it is short,
 * entries that can decide nothing go first. */
rc sigma_group_room(struct shard *, const struct track *, struct group *,
    const struct input *) MUST_USE;

/** sigma_group_open(tr, g): How many points wait for the watermark. */
uint64_t sigma_group_open(const struct track *, const struct group *);

/** sigma_group_empty(sh, tr, g): Drop all entries; the group remains. */
void sigma_group_empty(struct shard *, const struct track *, struct group *);

/**
 * sigma_group_load(sh, tr, g, head, cap): Room for ${cap} entries, the first
 * of which will stand at ${head}, in a group that has none: the caller puts
 * them there and counts g->n up.
 */
rc sigma_group_load(struct shard *, const struct track *, struct group *,
    uint32_t head, uint32_t cap) MUST_USE;

/** sigma_group_stand(sh, tr, g, lo, hi): Put the window there at once. */
rc sigma_group_stand(struct shard *, const struct track *, struct group *,
    uint32_t lo, uint32_t hi) MUST_USE;

/** sigma_group_release(sh, tr, g): All that it owns goes. */
void sigma_group_release(struct shard *, const struct track *,
    struct group *);

#endif
