/* SPDX-License-Identifier: Apache-2.0 */
/* The reader of named values with AVX2, where the processor has it. */
#ifndef BASE_JSON_PICK_AVX2_H
#define BASE_JSON_PICK_AVX2_H

#include "base/json_pick.h"

/**
 * json_pick_avx2_read(...): As json_pick_plain_read(), of a line of at least
 * JSON_AVX2_LEAST bytes and only where json_avx2_here().
 */
rc json_pick_avx2_read(struct json_pick_reader *, struct span,
    struct json_pick_row *, struct arena *, struct err *, unsigned *)
    MUST_USE;

#endif
