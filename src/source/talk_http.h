/* SPDX-License-Identifier: Apache-2.0 */
/* Connections of HTTP/1.0 and 1.1 clients. */
#ifndef SOURCE_TALK_HTTP_H
#define SOURCE_TALK_HTTP_H

#include "source/talk.h"

/** talk_http: The row of the table of kinds. */
extern const struct talk_kind talk_http;

#endif
