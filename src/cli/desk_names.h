/* SPDX-License-Identifier: Apache-2.0 */
/* Names that people give at the desk. */
#ifndef CLI_DESK_NAMES_H
#define CLI_DESK_NAMES_H

#include "base/span.h"

/** What is told when they are none. */
#define DESK_NAMES_HELP							\
	"a name has 1 to 63 letters, digits and any of . _ @ + -"
#define DESK_NAMES_PASSWORD	"a password has 12 to 1024 bytes"

/** desk_names_user(s): Is it a name of a user or a token? */
bool desk_names_user(struct span);

#endif
