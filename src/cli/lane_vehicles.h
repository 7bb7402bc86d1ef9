/* SPDX-License-Identifier: Apache-2.0 */
/* The lane of vehicle events for rules that need no facts. */
#ifndef CLI_LANE_VEHICLES_H
#define CLI_LANE_VEHICLES_H

#include "cli/lane.h"

/**
 * lane_vehicles_make(l, how):
 * Samples and commands of about 500 bytes, and 100 rules.  The keys are flat,
 * so that every engine finds a dotted name.
 */
void lane_vehicles_make(struct lane *, const struct lane_how *);

#endif
