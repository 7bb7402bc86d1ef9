/* SPDX-License-Identifier: Apache-2.0 */
/* Which attacks on the business a run gets, and when. */
#ifndef CLI_BIZ_AGENDA_H
#define CLI_BIZ_AGENDA_H

#include "cli/biz_raid.h"

/** biz_agenda_kind(n): Row ${n} of all families; NULL behind the last. */
const struct biz_raid_kind *biz_agenda_kind(size_t);

/** biz_agenda_plan(b): Put the attacks that are wished for on the heap. */
rc biz_agenda_plan(struct biz *) MUST_USE;

/** biz_agenda_missed(b): Name those that found nobody.  RC_NOMEM. */
rc biz_agenda_missed(struct biz *) MUST_USE;

#endif
