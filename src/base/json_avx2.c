/* SPDX-License-Identifier: Apache-2.0 */
/* The planned reader with AVX2, where the processor has it. */
#include "base/json_avx2.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/json_plan.h"
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
#include "base/json_parse.h"

rc
json_avx2_read(const struct json_plan *plan, struct json_reader *r,
    struct span line, struct json_out *out, struct err *e)
{

	return (line_read(plan, r, line, out, e));
}

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

bool
json_avx2_here(void)
{

	return (__builtin_cpu_supports("avx2") &&
	    __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2"));
}

#else

#include "base/json_plain.h"

rc
json_avx2_read(const struct json_plan *plan, struct json_reader *r,
    struct span line, struct json_out *out, struct err *e)
{

	return (json_plain_read(plan, r, line, out, e));
}

bool
json_avx2_here(void)
{

	return (false);
}

#endif
