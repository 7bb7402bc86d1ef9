/* SPDX-License-Identifier: Apache-2.0 */
/* vedette scan --plain: rules of any product over any JSON lines. */
#ifndef CLI_SCAN_PLAIN_H
#define CLI_SCAN_PLAIN_H

#include "cli/scan_run.h"
#include "engine/plain.h"

/** What to run.  All borrowed. */
struct scan_plain {
	struct scan_run_how	how;
	struct plain_options	engine;		/* setup aside */
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
