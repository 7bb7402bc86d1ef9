/* SPDX-License-Identifier: Apache-2.0 */
/*
 * May this caller have this object?  All such checks, for one reader; a route
 * names its own in its row.
 */
#ifndef CLI_DESK_OWNER_H
#define CLI_DESK_OWNER_H

#include "cli/desk_visit.h"

/**
 * desk_owner_none(v, e), desk_owner_alert(v, e): RC_OK: he may.  RC_NOTFOUND:
 * it is not there, or not for him: he is not told which; or what the database
 * failed with.
 */
rc desk_owner_none(struct desk_visit *, struct err *) MUST_USE;
rc desk_owner_alert(struct desk_visit *, struct err *) MUST_USE;

#endif
