/* SPDX-License-Identifier: Apache-2.0 */
/* A lane as files, for other engines to read. */
#ifndef CLI_LANE_WRITE_H
#define CLI_LANE_WRITE_H

#include "cli/lane.h"

/**
 * lane_write(l, dir, e):
 * Write the lines of ${l} to DIR/events.jsonl and its rules, one a file, to
 * DIR/rules; both folders are made if they are not there.  Return RC_OK, or
 * RC_IO or RC_NOMEM with ${e} naming the place.
 */
rc lane_write(const struct lane *, const char *, struct err *) MUST_USE;

#endif
