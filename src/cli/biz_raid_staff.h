/* SPDX-License-Identifier: Apache-2.0 */
/* Attacks from inside the house: scenarios 40 to 51. */
#ifndef CLI_BIZ_RAID_STAFF_H
#define CLI_BIZ_RAID_STAFF_H

#include "cli/biz_raid.h"

/** biz_raid_staff_kinds(n): The rows; how many goes into ${n}. */
const struct biz_raid_kind *biz_raid_staff_kinds(size_t *);

#endif
