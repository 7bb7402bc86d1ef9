/* SPDX-License-Identifier: Apache-2.0 */
/* The dictionary as a table for a person. */
#ifndef CLI_FIELDS_TEXT_H
#define CLI_FIELDS_TEXT_H

#include "base/buf.h"

/** fields_text(b, width): Append the table, lines of at most ${width}. */
void fields_text(struct buf *, unsigned);

#endif
