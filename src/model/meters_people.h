/* SPDX-License-Identifier: Apache-2.0 */
/* What the service counts, for people. */
#ifndef MODEL_METERS_PEOPLE_H
#define MODEL_METERS_PEOPLE_H

#include "model/meters.h"

/**
 * meters_people(board, now, clock, b):
 * Append a table a section: labels down, names across; or a line of names and
 * values where there is no label.  ${now} as in meters_board_get(); ${clock} is
 * ms since 1970: moments are told as how long they are ago.
 */
void meters_people(const struct meters_board *, int64_t, int64_t,
    struct buf *);

#endif
