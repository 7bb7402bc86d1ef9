/* SPDX-License-Identifier: Apache-2.0 */
/* The dictionary for programs. */
#ifndef CLI_FIELDS_JSON_H
#define CLI_FIELDS_JSON_H

#include "base/buf.h"

/** fields_json(b): Append one JSON object, a line per row. */
void fields_json(struct buf *);

#endif
