/* SPDX-License-Identifier: Apache-2.0 */
/* What would have made an event benign: of a rule that hit, which clause. */
#ifndef CLI_EXPLAIN_BENIGN_H
#define CLI_EXPLAIN_BENIGN_H

#include "engine/engine.h"

/**
 * explain_benign(ev, why, width, b):
 * Append, from the lines of sigma_why() of a rule that hit, what would have
 * kept it silent, each thing alone: first what its filters lack, the one that
 * lacks least before the others; then which of its facts would have to say
 * something else.  Facts about registers are told in words, with whom and
 * when: "a booking of veh-4 that covers ... for acc-2".
 */
void explain_benign(const struct event *, struct span, unsigned,
    struct buf *);

#endif
