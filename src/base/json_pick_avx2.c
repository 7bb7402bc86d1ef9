/* SPDX-License-Identifier: Apache-2.0 */
/* The reader of named values with AVX2, where the processor has it. */
#include "base/json_pick_avx2.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include "base/hash.h"
#include "base/json_pick_read.h"
#include "base/json_seen.h"
#include "base/mem.h"

/* What follows is compiled for AVX2; json_avx2_here() guards its door. */
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2"))), \
    apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,bmi,bmi2")
#endif

#define JSON_TOKEN_AVX2
#include "base/json_pick_parse.h"

rc
json_pick_avx2_read(struct json_pick_reader *r, struct span line,
    struct json_pick_row *row, struct arena *a, struct err *e,
    unsigned *flags)
{

	return (line_pick(r, line, row, a, e, flags));
}

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

#else

#include "base/json_pick_plain.h"

rc
json_pick_avx2_read(struct json_pick_reader *r, struct span line,
    struct json_pick_row *row, struct arena *a, struct err *e,
    unsigned *flags)
{

	return (json_pick_plain_read(r, line, row, a, e, flags));
}

#endif
