/* SPDX-License-Identifier: Apache-2.0 */
/* Result codes: one row is the only place for a code and its words. */
#ifndef BASE_RC_H
#define BASE_RC_H

#include <stddef.h>

#include "base/attr.h"

/* name, code, HTTP status, text */
#define RC_MAP(X)						\
	X(RC_MORE,	 1, 202, "more input needed")		\
	X(RC_OK,	 0, 200, "ok")				\
	X(RC_NOMEM,	-1, 503, "out of memory")		\
	X(RC_MALFORMED,	-2, 400, "malformed input")		\
	X(RC_LIMIT,	-3, 413, "limit exceeded")		\
	X(RC_DENIED,	-4, 403, "not permitted")		\
	X(RC_NOTFOUND,	-5, 404, "not found")			\
	X(RC_CONFLICT,	-6, 409, "state conflict")		\
	X(RC_IO,	-7, 500, "input/output failure")

#define X(name, code, http, text)	name = (code),
typedef enum { RC_MAP(X) } rc;
#undef X

/** Why it failed and where: filled by the callee, logged by the edge. */
struct err {
	rc	code;
	size_t	at;		/* Byte offset or line; 0 if neither. */
	char	what[160];	/* One clause; never personal data. */
};

/** rc_text(code): Return the words for ${code}. */
const char *rc_text(rc);

/** rc_fail(e, ...): Fill ${e}, unless it is NULL, and return the code. */
rc rc_fail(struct err *, rc, size_t, const char *, ...) PRINTF(4, 5);

/**
 * BUG_IF(cond):
 * Stop the program when one of our own invariants is broken.  Stays on in
 * production; never reachable from input alone.
 */
#define BUG_IF(cond)	((cond) ? rc_bug(#cond, __FILE__, __LINE__) : (void)0)

/** rc_bug(what, file, line): Name the broken invariant and abort. */
void rc_bug(const char *, const char *, int) __attribute__((noreturn));

#endif
