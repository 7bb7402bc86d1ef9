/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Passwords as they are kept: argon2id (RFC 9106) with a salt of 16 bytes, 64
 * MiB, three passes, one lane: the memory and passes of section 4's second
 * choice, by one thread.  About 0.2 s, so one thread of its own computes them.
 */
#ifndef SYS_PASSWORD_H
#define SYS_PASSWORD_H

#include "base/rc.h"
#include "base/span.h"

#define PASSWORD_TEXT	128		/* Of a hash, with its NUL. */
#define PASSWORD_LEAST	12		/* Bytes of a password, */
#define PASSWORD_MOST	1024		/* at most. */

#define PASSWORD_KIB	65536		/* What it costs. */
#define PASSWORD_PASSES	3

/**
 * password_make(s, ret, e): The hash of ${s} in PHC's form, "$argon2id$...".
 * Return RC_OK; RC_LIMIT: shorter or longer than a password may be; RC_NOMEM
 * or RC_IO.
 */
rc password_make(struct span, char [PASSWORD_TEXT], struct err *) MUST_USE;

/** password_check(s, hash): Is ${s} that password?  RC_OK, RC_DENIED; RC_NOMEM
 * when there was no memory to say. */
rc password_check(struct span, const char *) MUST_USE;

/** password_nobody(): A hash that no password has, to spend the time of a check
 * on whom there is not. */
const char *password_nobody(void);

#endif
