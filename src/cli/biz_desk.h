/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The people's ordinary days: staff with shifts, tickets and look-ups, who
 * joins and leaves, customers who change phones, cards and owners.  Oddities
 * that must raise nothing are among them.
 */
#ifndef CLI_BIZ_DESK_H
#define CLI_BIZ_DESK_H

#include "cli/biz.h"

/** biz_desk_start(b): Put their first tasks on the heap. */
void biz_desk_start(struct biz *);

#endif
