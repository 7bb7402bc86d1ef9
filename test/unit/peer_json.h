/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Other readers of JSON, telling what they read in one form, so that answers
 * can be compared byte by byte:
 *
 *	n t f  i-7;  d0x1.8p+0;  s3:abc  [...]  {s1:k...}  and - for nothing
 */
#ifndef TEST_PEER_JSON_H
#define TEST_PEER_JSON_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** peer_emit(ctx, p, n): Append ${n} bytes to what is told. */
typedef void peer_emit(void *, const char *, size_t);

/** Keys from the top, ended by NULL. */
typedef const char *const peer_path[3];

/** peer_jansson(p, n, emit, ctx): Tell all, no duplicates; 0 if accepted. */
int peer_jansson(const char *, size_t, peer_emit *, void *);

/** peer_jansson_at(p, n, paths, count, emit, ctx): Tell these places. */
int peer_jansson_at(const char *, size_t, const peer_path *, size_t,
    peer_emit *, void *);

/** peer_simdjson(p, n, emit, ctx): Tell all; 0 if accepted. */
int peer_simdjson(const char *, size_t, peer_emit *, void *);

#ifdef __cplusplus
}
#endif

#endif
