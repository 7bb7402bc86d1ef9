/* SPDX-License-Identifier: Apache-2.0 */
/* What OCSF objects say: how a finding begins, and of one event. */
#ifndef MODEL_OCSF_EVENT_H
#define MODEL_OCSF_EVENT_H

#include "model/alert.h"

/**
 * ocsf_event_finding(b, uid, name):
 * Open the object of a finding that is created: its class ${uid}, called
 * "${name} Finding" (OCSF 1.5.0, category Findings), and what follows of it.
 */
void ocsf_event_finding(struct buf *, int, const char *);

/** ocsf_event_device(b, ev): Member "device", if it has a vehicle. */
void ocsf_event_device(struct buf *, const struct event *);

/**
 * ocsf_event_evidence(b, a, e, ev):
 * ${e}, read as ${ev}, as one member of "evidences" of ${a}.
 */
void ocsf_event_evidence(struct buf *, const struct alert *,
    const struct alert_event *, const struct event *);

/** ocsf_event_resources(b, ev): Member "resources", if it names any. */
void ocsf_event_resources(struct buf *, const struct event *);

/** ocsf_event_observables(b, ev): Member "observables". */
void ocsf_event_observables(struct buf *, const struct event *);

#endif
