/* SPDX-License-Identifier: Apache-2.0 */
/* A shard takes in what was sent to it, and runs what is due. */
#ifndef SIGMA_SIGMA_FEED_H
#define SIGMA_SIGMA_FEED_H

#include "sigma/windows.h"

/** sigma_feed_level(sh): The shard's part of the level at work. */
rc sigma_feed_level(struct shard *) MUST_USE;

#endif
