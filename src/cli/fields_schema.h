/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON Schema of an event line. */
#ifndef CLI_FIELDS_SCHEMA_H
#define CLI_FIELDS_SCHEMA_H

#include "base/buf.h"

/** fields_schema(b): Append it, draft 2020-12. */
void fields_schema(struct buf *);

#endif
