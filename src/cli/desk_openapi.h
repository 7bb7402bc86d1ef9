/* SPDX-License-Identifier: Apache-2.0 */
/* The API as OpenAPI 3.1, from its routes and shapes. */
#ifndef CLI_DESK_OPENAPI_H
#define CLI_DESK_OPENAPI_H

#include "base/buf.h"

/** desk_openapi(b): Append it. */
void desk_openapi(struct buf *);

#endif
