/* SPDX-License-Identifier: Apache-2.0 */
/* An alert for a person: one line, or a card. */
#ifndef MODEL_ALERT_BRIEF_H
#define MODEL_ALERT_BRIEF_H

#include "model/where.h"

/**
 * alert_brief(v, a, b):
 * Append ${a} as the brief line of the contract's section 9, without a line
 * end.  Return RC_OK or RC_NOMEM.
 */
rc alert_brief(struct view *, const struct alert *, struct buf *) MUST_USE;

/** alert_brief_message(v, a, b): The same without time and id. */
rc alert_brief_message(struct view *, const struct alert *, struct buf *)
    MUST_USE;

/**
 * alert_brief_card(v, a, width, colour, b):
 * Append ${a} as a card of lines at most ${width} columns wide where words
 * allow it: what, who, where, why it is not normal, which events prove it.
 * With ${colour} the level and the title are coloured (ECMA-48 SGR).
 */
rc alert_brief_card(struct view *, const struct alert *, unsigned, bool,
    struct buf *) MUST_USE;

#endif
