/* SPDX-License-Identifier: Apache-2.0 */
/* The keeper's first start: somebody has to be let in. */
#ifndef CLI_KEEPER_SETUP_H
#define CLI_KEEPER_SETUP_H

#include "cli/role.h"
#include "store/store.h"

/**
 * keeper_setup(r, s, folder, e): If nobody holds a token yet, make one for the
 * administrator in the file "setup-token" of ${folder}, readable by us alone,
 * and say where it is; the database has its digest only.
 */
rc keeper_setup(struct role *, struct store *, const char *, struct err *)
    MUST_USE;

#endif
