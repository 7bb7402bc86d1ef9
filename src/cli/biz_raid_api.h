/* SPDX-License-Identifier: Apache-2.0 */
/* Attacks through the interfaces: scenarios 32 to 38. */
#ifndef CLI_BIZ_RAID_API_H
#define CLI_BIZ_RAID_API_H

#include "cli/biz_raid.h"

/** biz_raid_api_kinds(n): The rows; how many goes into ${n}. */
const struct biz_raid_kind *biz_raid_api_kinds(size_t *);

#endif
