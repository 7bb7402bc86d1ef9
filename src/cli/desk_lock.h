/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lock-out: so many failed sign-ins of an account, or from an address, and it
 * is not asked for a while.  Names that are no account's count as well, so that
 * nobody learns which are.
 */
#ifndef CLI_DESK_LOCK_H
#define CLI_DESK_LOCK_H

#include "cli/desk_visit.h"

/** desk_lock_is(v, name): Is ${name}, or where ${v} comes from, locked?  Then
 * it was answered. */
bool desk_lock_is(struct desk_visit *, struct span);

/** desk_lock_failed(v, name, e): Count it against both. */
rc desk_lock_failed(struct desk_visit *, struct span, struct err *) MUST_USE;

/** desk_lock_passed(v, name, e): What counted against ${name} is over; what
 * counts against the address is not: an account of one's own buys no guesses.
 */
rc desk_lock_passed(struct desk_visit *, struct span, struct err *) MUST_USE;

#endif
