/* SPDX-License-Identifier: Apache-2.0 */
/* Matches find their way to the shards of the groups they belong to. */
#ifndef SIGMA_SIGMA_SEND_H
#define SIGMA_SIGMA_SEND_H

#include "sigma/windows.h"

/** sigma_send_hits(sh, from, to): Send the hits of events [from, to). */
rc sigma_send_hits(struct shard *, size_t, size_t) MUST_USE;

/** sigma_send_fire(sh, tr, g, p, values, key): Send a true point of ${g}. */
rc sigma_send_fire(struct shard *, const struct track *, const struct group *,
    const struct point *, const struct value *, struct span) MUST_USE;

/** sigma_send_value(in, src): The value that ${src} says; never NULL. */
const struct value *sigma_send_value(const struct input *,
    struct corr_source);

/** sigma_send_put(out, v): Append the key form of a value; was there one? */
bool sigma_send_put(struct buf *, const struct value *);

/** sigma_send_split(key, values, n): The parts of a key as texts. */
void sigma_send_split(struct span, struct value *, size_t);

/** sigma_send_together(a, b): Do both enter one group as one event? */
bool sigma_send_together(const struct input *, const struct input *);

/** sigma_send_gather(sh): All that was sent to ${sh} for the level at
 * work, in canonical order, in sh->work. */
rc sigma_send_gather(struct shard *) MUST_USE;

#endif
