/* SPDX-License-Identifier: Apache-2.0 */
/* An incident in the forms that alerts have. */
#ifndef MODEL_INCIDENT_SHOW_H
#define MODEL_INCIDENT_SHOW_H

#include "model/incidents.h"

#define INCIDENT_ALERTS_SHOWN	1000	/* Ids of alerts in JSON. */

/**
 * incident_show_brief(in, b): Append one line, without its end: time, level,
 * lowest scenario tag, cause, title of the worst rule, risk, rules, alerts,
 * how many of each kind were touched, end, events, id.
 */
void incident_show_brief(const struct incident *, struct buf *);

/**
 * incident_show_card(in, width, colour, b): Append a card of lines at most
 * ${width} columns wide where words allow it.
 */
void incident_show_card(const struct incident *, unsigned, bool,
    struct buf *);

/** incident_show_json(in, b): Append one object, without a line end. */
void incident_show_json(const struct incident *, struct buf *);

/**
 * incident_show_ocsf(in, b): Append an OCSF 1.5.0 Incident Finding (class
 * 2005), without a line end; the short form is in its unmapped.vedette.
 */
void incident_show_ocsf(const struct incident *, struct buf *);

#endif
