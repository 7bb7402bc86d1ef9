/* SPDX-License-Identifier: Apache-2.0 */
/* Whose event is it?  Event contract, end of section 2. */
#ifndef ENGINE_RESOLVE_H
#define ENGINE_RESOLVE_H

#include "base/arena.h"
#include "model/event.h"
#include "twin/ref.h"

/** resolve_fields: What resolve_vehicle() reads and fills, 0-ended. */
extern const uint16_t resolve_fields[];

/**
 * resolve_vehicle(r, ev, arena):
 * Find the vehicle of ${ev}: its own, else that to which its device is bound
 * at its time, else "dev:" and the device; and what the line lacks of brand,
 * model, class, fleet and powertrain.  Values live until the registers are
 * settled.  Return RC_OK or RC_NOMEM.
 */
rc resolve_vehicle(const struct ref *, struct event *, struct arena *)
    MUST_USE;

#endif
