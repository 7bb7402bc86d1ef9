/* SPDX-License-Identifier: Apache-2.0 */
/* Texts in manual pages. */
#ifndef CLI_MANTEXT_H
#define CLI_MANTEXT_H

#include "base/buf.h"

/** mantext_put(b, s): Append ${s} so that roff shows it as it is. */
void mantext_put(struct buf *, const char *);

#endif
