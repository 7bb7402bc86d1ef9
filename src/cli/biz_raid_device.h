/* SPDX-License-Identifier: Apache-2.0 */
/* Attacks on units, networks, updates and chargers: 54 to 68. */
#ifndef CLI_BIZ_RAID_DEVICE_H
#define CLI_BIZ_RAID_DEVICE_H

#include "cli/biz_raid.h"

/** biz_raid_device_kinds(n): The rows; how many goes into ${n}. */
const struct biz_raid_kind *biz_raid_device_kinds(size_t *);

#endif
