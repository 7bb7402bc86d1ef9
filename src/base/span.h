/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes by pointer and length, passed by value; never NUL-terminated. */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/** ${n} bytes at ${p}.  Borrowed: somebody else keeps them alive. */
struct span {
	const char	*p;
	size_t		 n;
};

/** SPAN("literal"): A string literal as a span. */
#define SPAN(s)		((struct span){ (s), sizeof(s) - 1 })

/** span_of(s): The span of the C string ${s}; empty for NULL. */
static inline struct span
span_of(const char *s)
{

	return ((struct span){ s, s != NULL ? strlen(s) : 0 });
}

/** span_eq(a, b): Are the bytes of ${a} and ${b} equal? */
static inline bool
span_eq(struct span a, struct span b)
{

	return (a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0));
}

/** span_cmp(a, b): Order by bytes, the shorter first among equals. */
static inline int
span_cmp(struct span a, struct span b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int d = n > 0 ? memcmp(a.p, b.p, n) : 0;

	if (d != 0)
		return (d);
	return ((a.n > b.n) - (a.n < b.n));
}

/** span_starts(s, prefix): Does ${s} begin with ${prefix}? */
static inline bool
span_starts(struct span s, struct span prefix)
{

	return (s.n >= prefix.n &&
	    (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0));
}

/** span_ends(s, suffix): Does ${s} end with ${suffix}? */
static inline bool
span_ends(struct span s, struct span suffix)
{

	return (s.n >= suffix.n && (suffix.n == 0 ||
	    memcmp(s.p + (s.n - suffix.n), suffix.p, suffix.n) == 0));
}

/** span_line(rest): Cut the first line off ${rest}; its LF goes, too. */
static inline struct span
span_line(struct span *rest)
{
	const char *lf = rest->n > 0 ? memchr(rest->p, '\n', rest->n) : NULL;
	struct span line = { rest->p,
	    lf != NULL ? (size_t)(lf - rest->p) : rest->n };
	size_t taken = lf != NULL ? line.n + 1 : line.n;

	rest->p += taken;
	rest->n -= taken;
	return (line);
}

/** span_from(s, at): What is left of ${s} from byte ${at}; at <= s.n. */
static inline struct span
span_from(struct span s, size_t at)
{

	return ((struct span){ s.p + at, s.n - at });
}

/** span_keep(to, room, s): Copy ${s}, as much as ${room} bytes hold, to
 * ${to}; the bytes copied. */
static inline size_t
span_keep(char *to, size_t room, struct span s)
{
	size_t n = s.n < room ? s.n : room;

	if (n > 0)
		memcpy(to, s.p, n);
	return (n);
}

#endif
