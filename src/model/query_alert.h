/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An alert as a query sees it, from its short JSON (alert_json.h).  A name
 * has what the alert says at its own places, and what it shows of the event:
 * in "fields" and "facts" under the field's name, in "where" under the key
 * of that one field, and as "entity" if that is of the field's kind.
 */
#ifndef MODEL_QUERY_ALERT_H
#define MODEL_QUERY_ALERT_H

#include "model/query_match.h"

struct query_alert;

/** query_alert_new(ret): A reader of alerts.  The caller owns it. */
rc query_alert_new(struct query_alert **) MUST_USE;
void query_alert_free(struct query_alert *);

/** query_alert_like(line): May it be an alert at all?  A quick look. */
bool query_alert_like(struct span);

/**
 * query_alert_read(a, line, rec, time, e):
 * Read ${line} into ${rec}, which borrows it and ${a} until the next call,
 * and its time, ms, into ${time}.  Return RC_OK; RC_NOTFOUND if it is no
 * alert; RC_MALFORMED, RC_CONFLICT or RC_LIMIT with ${e} if it is no good
 * JSON; or RC_NOMEM.
 */
rc query_alert_read(struct query_alert *, struct span, struct query_record *,
    int64_t *, struct err *) MUST_USE;

#endif
