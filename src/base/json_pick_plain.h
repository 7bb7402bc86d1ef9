/* SPDX-License-Identifier: Apache-2.0 */
/* The reader of named values in portable C. */
#ifndef BASE_JSON_PICK_PLAIN_H
#define BASE_JSON_PICK_PLAIN_H

#include "base/json_pick.h"

/**
 * json_pick_plain_read(r, line, row, a, e, flags): As json_pick_read(), with
 * row and reader made ready, without its last look at ${row} and with the
 * JSON_ bits of all texts in ${flags}.
 */
rc json_pick_plain_read(struct json_pick_reader *, struct span,
    struct json_pick_row *, struct arena *, struct err *, unsigned *)
    MUST_USE;

#endif
