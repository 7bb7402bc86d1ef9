/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON Schema of vedette.yaml. */
#ifndef CLI_CONFIG_SCHEMA_H
#define CLI_CONFIG_SCHEMA_H

#include "base/buf.h"

/** config_schema(b): Append it, draft 2020-12, with a line's end. */
void config_schema(struct buf *);

#endif
