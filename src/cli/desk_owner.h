/* SPDX-License-Identifier: Apache-2.0 */
/*
 * May this caller have this object?  All such checks, for one reader; a route
 * names its own in its row.
 */
#ifndef CLI_DESK_OWNER_H
#define CLI_DESK_OWNER_H

#include "cli/desk_visit.h"

/**
 * desk_owner_none(v, e), desk_owner_alert(v, e) ...: RC_OK: he may.
 * RC_NOTFOUND: it is not there, or not for him: he is not told which; or what
 * the database failed with.
 */
rc desk_owner_none(struct desk_visit *, struct err *) MUST_USE;
rc desk_owner_alert(struct desk_visit *, struct err *) MUST_USE;

/** desk_owner_user(v, e): Himself, or who manages users of that tenant. */
rc desk_owner_user(struct desk_visit *, struct err *) MUST_USE;

/** desk_owner_self(v, e): Himself alone, signed in. */
rc desk_owner_self(struct desk_visit *, struct err *) MUST_USE;

/** desk_owner_token(v, e), desk_owner_session(v, e): His own, or who manages
 * users of that tenant. */
rc desk_owner_token(struct desk_visit *, struct err *) MUST_USE;
rc desk_owner_session(struct desk_visit *, struct err *) MUST_USE;

#endif
