/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the settings roles.NAME give a role: its user, and most of what it may
 * use.  A user is taken when the service was started as root; else all roles
 * are whoever started it.
 */
#ifndef CLI_ROLE_BOUNDS_H
#define CLI_ROLE_BOUNDS_H

#include "cli/service.h"
#include "model/messages.h"

/** role_bounds_of(c, role): Its settings; NULL for the parent. */
const struct config_role *role_bounds_of(const struct config *,
    enum messages_role);

/**
 * role_bounds_check(c, e): Is each user there?  Return RC_OK or RC_NOTFOUND.
 */
rc role_bounds_check(const struct config *, struct err *) MUST_USE;

/**
 * role_bounds_folders(s, e):
 * As root: give each folder, with what lies in it, to the role that writes
 * there, and the journal to the engine's group for reading.  Return RC_OK,
 * RC_NOTFOUND or RC_IO.
 */
rc role_bounds_folders(const struct service *, struct err *) MUST_USE;

/**
 * role_bounds_take(c, role, e):
 * In the role's process: take limits and user.  A limit that is over what the
 * system allows is lowered to that.  Return RC_OK, RC_NOTFOUND or RC_IO; then
 * it must not go on.
 */
rc role_bounds_take(const struct config *, enum messages_role, struct err *)
    MUST_USE;

#endif
