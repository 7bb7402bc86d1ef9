/* SPDX-License-Identifier: Apache-2.0 */
/* jansson for bench_json. */
#ifndef PERF_BENCH_JANSSON_H
#define PERF_BENCH_JANSSON_H

#include <stddef.h>

/** Keys from the top, ended by NULL. */
typedef const char *const bench_path[3];

/** bench_jansson(p, n, paths, count): Sum of what ${paths} find. */
double bench_jansson(const char *, size_t, const bench_path *, size_t);

#endif
