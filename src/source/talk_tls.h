/* SPDX-License-Identifier: Apache-2.0 */
/* Connections over TLS: who spoke, as far as its handshake shows. */
#ifndef SOURCE_TALK_TLS_H
#define SOURCE_TALK_TLS_H

#include "source/talk.h"

/** talk_tls: The row of the table of kinds. */
extern const struct talk_kind talk_tls;

#endif
