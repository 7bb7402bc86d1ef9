/* SPDX-License-Identifier: Apache-2.0 */
/* An alert as an OCSF 1.5.0 Detection Finding, class 2004. */
#ifndef MODEL_ALERT_OCSF_H
#define MODEL_ALERT_OCSF_H

#include "model/view.h"

/**
 * alert_ocsf(v, a, b):
 * Append ${a} as one OCSF Detection Finding (activity Create) with exactly
 * the fields of the contract's section 9, without a line end.  Return RC_OK
 * or RC_NOMEM.
 */
rc alert_ocsf(struct view *, const struct alert *, struct buf *) MUST_USE;

/** alert_ocsf_response(rule): The first response in words; NULL if none. */
const char *alert_ocsf_response(const struct alert_rule *);

#endif
