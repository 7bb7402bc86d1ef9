/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What runs by itself: reports and backups, partners' polling, updates in
 * waves, charging, the carrier's and the vehicles' own reports, workshops.
 */
#ifndef CLI_BIZ_WORKS_H
#define CLI_BIZ_WORKS_H

#include "cli/biz.h"

/** biz_works_start(b): Put the first tasks on the heap. */
void biz_works_start(struct biz *);

#endif
