/* SPDX-License-Identifier: Apache-2.0 */
/* Who asks: what he showed, and what it opens. */
#ifndef CLI_DESK_WHO_H
#define CLI_DESK_WHO_H

#include "cli/desk_visit.h"

#define DESK_WHO_PROOF	32		/* Hex digits that a page sends. */

/** desk_who(v): Find out; false after having answered that it is nobody. */
bool desk_who(struct desk_visit *);

/** desk_who_proof(digest, out): What the pages of the session ${digest} send
 * with each change (Vedette-CSRF); no NUL. */
void desk_who_proof(struct span, char [DESK_WHO_PROOF]);

#endif
