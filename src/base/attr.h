/* SPDX-License-Identifier: Apache-2.0 */
/* Compiler attributes, by the names that the house uses. */
#ifndef BASE_ATTR_H
#define BASE_ATTR_H

#define MUST_USE	__attribute__((warn_unused_result))
#define UNUSED		__attribute__((unused))
#define PRINTF(f, a)	__attribute__((format(printf, f, a)))
#define INLINE		static inline __attribute__((always_inline))
#define HOT		__attribute__((hot))
#define COLD		__attribute__((cold))
#define LIKELY(x)	__builtin_expect(!!(x), 1)
#define UNLIKELY(x)	__builtin_expect(!!(x), 0)
#define COUNT_OF(a)	(sizeof(a) / sizeof((a)[0]))

#endif
