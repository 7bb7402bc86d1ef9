/* SPDX-License-Identifier: Apache-2.0 */
/* The planned reader with AVX2, where the processor has it. */
#ifndef BASE_JSON_AVX2_H
#define BASE_JSON_AVX2_H

#include "base/json.h"

/** json_avx2_here(): May json_avx2_read() be called on this machine? */
bool json_avx2_here(void);

/**
 * json_avx2_read(...): As json_read(), with ${out} emptied before and a line
 * of at least JSON_AVX2_LEAST bytes.
 */
rc json_avx2_read(const struct json_plan *, struct json_reader *,
    struct span, struct json_out *, struct err *) MUST_USE;

#define JSON_AVX2_LEAST	32

#endif
