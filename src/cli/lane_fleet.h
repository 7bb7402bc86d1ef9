/* SPDX-License-Identifier: Apache-2.0 */
/* Lanes of fleet events, with all that the engine does for them. */
#ifndef CLI_LANE_FLEET_H
#define CLI_LANE_FLEET_H

#include "cli/lane.h"

/** lane_fleet_telemetry(l, how): Cars that drive there and back. */
void lane_fleet_telemetry(struct lane *, const struct lane_how *);

/** lane_fleet_day(l, how): A simulated fleet with its attacks. */
void lane_fleet_day(struct lane *, const struct lane_how *);

#endif
