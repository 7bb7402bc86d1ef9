/* SPDX-License-Identifier: Apache-2.0 */
/* vedette scan: the whole engine over event lines. */
#ifndef CLI_SCAN_FLEET_H
#define CLI_SCAN_FLEET_H

#include "cli/refdir.h"
#include "cli/scan_run.h"
#include "cli/show.h"
#include "engine/engine.h"

/** What to run.  All borrowed. */
struct scan_fleet {
	struct scan_run_how	how;
	struct engine_options	engine;		/* setup aside */
	struct refdir		ref;		/* dir alone */
	enum show_form		form;
	bool			form_set;	/* Else what suits. */
	bool			group;		/* Incidents, not alerts; */
	int64_t			within;		/* ms between their alerts. */
};

/** scan_fleet(o): Run; returns the verb's exit status. */
int scan_fleet(const struct scan_fleet *);

#endif
