/* SPDX-License-Identifier: Apache-2.0 */
/* An event as a query sees it. */
#ifndef MODEL_QUERY_EVENT_H
#define MODEL_QUERY_EVENT_H

#include "model/event.h"
#include "model/query_match.h"

/**
 * query_event_plan(q, plan, e):
 * Add to ${plan}, whose slots have begun, what ${q} reads.  Return RC_OK or
 * RC_LIMIT, with ${e}, for too many names beyond the dictionary.
 */
rc query_event_plan(const struct query *, struct plan *, struct err *)
    MUST_USE;

/** query_event_plan_name(name, plan, e): Add to ${plan} what ${name} reads;
 * returns as above. */
rc query_event_plan_name(const struct query_name *, struct plan *,
    struct err *) MUST_USE;

/** query_event_record(ev): The record of ${ev}, which it borrows. */
struct query_record query_event_record(const struct event *);

#endif
