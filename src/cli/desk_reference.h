/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Registers changed over the API: rows become events, which the edge has on
 * disk before the answer; the engine learns of them as of any other event, so
 * that a replay of the journal knows them at the same place.
 */
#ifndef CLI_DESK_REFERENCE_H
#define CLI_DESK_REFERENCE_H

#include "cli/desk_visit.h"

/** desk_reference_line(a, row, tenant, now, b, e): Append the event line of a
 * row as the API takes it, a JSON object; ${tenant} is forced unless it is
 * empty.  Return RC_OK; RC_MALFORMED with what is wrong; RC_NOMEM.  Uses
 * ${a}. */
rc desk_reference_line(struct arena *, struct span, struct span, int64_t,
    struct buf *, struct err *) MUST_USE;

#endif
