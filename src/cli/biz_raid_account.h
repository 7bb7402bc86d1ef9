/* SPDX-License-Identifier: Apache-2.0 */
/* Attacks on customers and bookings: scenarios 23 to 30. */
#ifndef CLI_BIZ_RAID_ACCOUNT_H
#define CLI_BIZ_RAID_ACCOUNT_H

#include "cli/biz_raid.h"

/** biz_raid_account_kinds(n): The rows; how many goes into ${n}. */
const struct biz_raid_kind *biz_raid_account_kinds(size_t *);

#endif
