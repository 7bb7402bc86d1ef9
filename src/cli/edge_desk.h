/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines that the keeper has for the journal: what somebody told the API of a
 * register.  They are taken like a source's, so that a replay has them, too.
 */
#ifndef CLI_EDGE_DESK_H
#define CLI_EDGE_DESK_H

#include "cli/edge_source.h"

/** edge_desk_append(r, host, m, e): Take the lines of ${m}; the keeper is told
 * once they are durable, or that they are not.  Return RC_OK or RC_NOMEM. */
rc edge_desk_append(struct role *, const struct edge_host *,
    const struct messages_append *, struct err *) MUST_USE;

#endif
