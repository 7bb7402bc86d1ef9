/* SPDX-License-Identifier: Apache-2.0 */
/* Attacks by commands and on accounts and cars: scenarios 1 to 20. */
#ifndef CLI_BIZ_RAID_COMMAND_H
#define CLI_BIZ_RAID_COMMAND_H

#include "cli/biz_raid.h"

/** biz_raid_command_kinds(n): The rows; how many goes into ${n}. */
const struct biz_raid_kind *biz_raid_command_kinds(size_t *);

#endif
