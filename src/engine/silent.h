/* SPDX-License-Identifier: Apache-2.0 */
/* The line of a silence, as the event contract has it. */
#ifndef ENGINE_SILENT_H
#define ENGINE_SILENT_H

#include "twin/silence.h"

/** silent_line(b, tenant, id, due, kind): That of the entity ${id}. */
void silent_line(struct buf *, struct span, struct span,
    const struct silence_due *, enum twin_kind);

#endif
