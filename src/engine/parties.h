/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who takes part in an event, by kind of register.
 *
 *	every event    vehicle, device, station, source
 *	some of them   the vehicle as one who gets commands, actor, token,
 *	               caller, caller and object, booked user, what accounts
 *	               share; looked up only if a fact asks
 */
#ifndef ENGINE_PARTIES_H
#define ENGINE_PARTIES_H

#include "base/arena.h"
#include "fact/fact.h"

/** parties_id(ev, k): Who it is of a kind up to the source; empty: nobody. */
struct span parties_id(const struct event *, enum twin_kind);

/** parties_may(ev, k): May an event of its type have one of that kind? */
bool parties_may(const struct event *, enum twin_kind);

/**
 * parties_other(ev, k, arena, ret):
 * Who it is of a kind after the source; empty: nobody.  Callers and touches
 * are named by a hash of 120 bits.  Return RC_OK or RC_NOMEM.
 */
rc parties_other(const struct event *, enum twin_kind, struct arena *,
    struct span *) MUST_USE;

/**
 * parties_topic(ev, ref, twins):
 * Whose ids the levels of its topic are, among the vehicles and devices that
 * are registered or were met.
 */
enum fact_topic parties_topic(const struct event *, const struct ref *,
    struct twin *const [TWIN_KINDS]);

#endif
