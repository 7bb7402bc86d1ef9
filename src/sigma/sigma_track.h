/* SPDX-License-Identifier: Apache-2.0 */
/* The groups of a correlation: finding, making room, sweeping. */
#ifndef SIGMA_SIGMA_TRACK_H
#define SIGMA_SIGMA_TRACK_H

#include "sigma/windows.h"

/** sigma_track_init(tr): An empty table of groups. */
void sigma_track_init(struct track *);

/**
 * sigma_track_group(w, tr, ref, o, ret): The group of ${o}, which came as
 * ${ref} and whose key stands in w->key, made if need be.
 */
rc sigma_track_group(struct sigma_windows *, struct track *, unsigned,
    const struct offer *, struct group **) MUST_USE;

/** sigma_track_key(w, tr, ref, o): Write the key; false: a part is missing. */
bool sigma_track_key(struct sigma_windows *, struct track *, unsigned,
    const struct offer *);

/** sigma_track_value(o, src): The value that ${src} says; never NULL. */
const struct value *sigma_track_value(const struct offer *,
    struct corr_source);

/** sigma_track_release(w, tr): Free all groups. */
void sigma_track_release(struct sigma_windows *, struct track *);

/** sigma_track_put(out, v): Append the key form of a value; was there one? */
bool sigma_track_put(struct buf *, const struct value *);

#endif
