/* SPDX-License-Identifier: Apache-2.0 */
/* An alert as the short JSON object of the contract's section 9. */
#ifndef MODEL_ALERT_JSON_H
#define MODEL_ALERT_JSON_H

#include "model/where.h"

/**
 * alert_json(v, a, b):
 * Append ${a} as one JSON object, without a line end.  Return RC_OK or
 * RC_NOMEM.
 */
rc alert_json(struct view *, const struct alert *, struct buf *) MUST_USE;

/**
 * alert_json_where(a, e, ev, b):
 * Append the members "where" and "facts" of ${e}, read as ${ev}, as the
 * rules of ${a} name them.
 */
void alert_json_where(const struct alert *, const struct alert_event *,
    const struct event *, struct buf *);

/**
 * alert_json_named(a, e, ev, fields, b):
 * Append the members of "fields", or else those of "facts", alone.
 */
void alert_json_named(const struct alert *, const struct alert_event *,
    const struct event *, bool, struct buf *);

#endif
