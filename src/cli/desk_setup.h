/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first start: there is no default password.  A code is told once; who has
 * it makes the first administrator, and then it is dead.
 */
#ifndef CLI_DESK_SETUP_H
#define CLI_DESK_SETUP_H

#include "cli/role.h"
#include "store/store_access.h"

#define DESK_SETUP_FILE	"setup-code"	/* In the store's folder. */

/**
 * desk_setup(r, s, folder, e): If there is neither an account nor a token yet,
 * make a code, in a file of ${folder} that we alone can read, and say it; the
 * database has its digest only.  If there is a code already, say where.
 */
rc desk_setup(struct role *, struct store *, const char *, struct err *)
    MUST_USE;

/** desk_setup_is(s, code, e): RC_OK; RC_DENIED: another; RC_NOTFOUND: there
 * is none any more, or an account already. */
rc desk_setup_is(struct store *, struct span, struct err *) MUST_USE;

/** desk_setup_over(s, e): It is used up; RC_NOTFOUND: it was already. */
rc desk_setup_over(struct store *, struct err *) MUST_USE;

/** desk_setup_forget(folder): Its file is of no use any more. */
void desk_setup_forget(const char *);

#endif
