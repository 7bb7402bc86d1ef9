/* SPDX-License-Identifier: Apache-2.0 */
/* Alerts on their way out, in the form that was asked for. */
#ifndef CLI_SHOW_H
#define CLI_SHOW_H

#include <stdio.h>

#include "model/incidents.h"

/* name, help */
#define SHOW_FORMS(X)							\
	X(text,	 "cards for a person; the default on a terminal")	\
	X(brief, "one line each; the default elsewhere")		\
	X(json,	 "one short JSON object a line")			\
	X(ocsf,	 "one OCSF 1.5.0 Detection Finding a line")

#define X(name, help)	SHOW_##name,
enum show_form { SHOW_FORMS(X) SHOW_FORM_COUNT };
#undef X

/** show_form(name): The form of that name, or SHOW_FORM_COUNT. */
enum show_form show_form(const char *);

/** show_usual(f): The form that suits what is behind ${f}. */
enum show_form show_usual(FILE *);

/**
 * show_alerts(f, form, alerts, n, e):
 * Write ${n} alerts to ${f}.  Return RC_OK, RC_NOMEM, or RC_IO when they
 * could not be written.
 */
rc show_alerts(FILE *, enum show_form, struct alert *const *, size_t,
    struct err *) MUST_USE;

/** show_incidents(f, form, all, n, e): The same of ${n} incidents. */
rc show_incidents(FILE *, enum show_form, const struct incident *, size_t,
    struct err *) MUST_USE;

#endif
