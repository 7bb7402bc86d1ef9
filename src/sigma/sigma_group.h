/* SPDX-License-Identifier: Apache-2.0 */
/* A group's entries, its moving window, and what is counted in it. */
#ifndef SIGMA_SIGMA_GROUP_H
#define SIGMA_SIGMA_GROUP_H

#include "sigma/windows.h"

/** sigma_group_move(w, g, t): Put the window at (t - timespan, t]. */
void sigma_group_move(struct sigma_windows *, struct group *, int64_t);

/**
 * sigma_group_add(w, g, entry, at): Insert ${entry}, taking a reference to
 * its keepsake; its place in ${at}.  RC_OK; RC_CONFLICT when the event was
 * there (its bits are joined); RC_NOMEM.
 */
rc sigma_group_add(struct sigma_windows *, struct group *,
    const struct entry *, size_t *) MUST_USE;

/** sigma_group_value(w, g, bytes, ret): The place of a distinct value. */
rc sigma_group_value(struct sigma_windows *, struct group *, struct span,
    uint32_t *) MUST_USE;

/** sigma_group_expire(w, g, until): Drop entries with te <= ${until}. */
void sigma_group_expire(struct sigma_windows *, struct group *, int64_t);

/** sigma_group_thin(w, g): Drop entries that can decide nothing. */
rc sigma_group_thin(struct sigma_windows *, struct group *) MUST_USE;

/** sigma_group_empty(w, g): Drop all; the group remains. */
void sigma_group_empty(struct sigma_windows *, struct group *);

/** sigma_group_drop(w, keep): Give one reference back. */
void sigma_group_drop(struct sigma_windows *, struct sigma_keep *);

#endif
