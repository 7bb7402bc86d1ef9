/* SPDX-License-Identifier: Apache-2.0 */
/* vedette scan --plain: rules of any product over any JSON lines. */
#ifndef CLI_SCAN_PLAIN_H
#define CLI_SCAN_PLAIN_H

#include "cli/inputs.h"
#include "cli/ruleset_with.h"
#include "cli/scan_state.h"
#include "engine/plain.h"

/** What to run.  All borrowed. */
struct scan_plain {
	struct inputs_opts		 inputs;
	struct plain_options		 engine;	/* setup aside */
	const struct ruleset_with	*with;
	struct scan_state_how		 state;
	const char *const		*rules;
	size_t				 rules_n;
	const char			*output;	/* NULL: stdout. */
	bool				 quiet, has_until;
	int64_t				 until;		/* ms */
};

/** scan_plain(o): Run; returns the verb's exit status. */
int scan_plain(const struct scan_plain *);

/**
 * scan_plain_logsource(text, ret):
 * Read "product=windows,category=process_creation,service=security", any of
 * the three.  False if it is anything else.
 */
bool scan_plain_logsource(const char *, struct sigma_logsource *);

/** scan_plain_fire(name): The way of that name, or PLAIN_FIRE_COUNT. */
enum plain_fire scan_plain_fire(const char *);

#endif
