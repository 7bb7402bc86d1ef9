/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines from the fleet into the queue: ids, the way through the network, what
 * waits for coverage, and the marks of attacks.  Failures are kept in the
 * fleet's ${bad}.
 */
#ifndef CLI_SIM_SEND_H
#define CLI_SIM_SEND_H

#include "cli/sim_fleet.h"

/** sim_send_fail(f, got): Keep the first failure. */
void sim_send_fail(struct sim_fleet *, rc);

/** sim_send_id(f, ms, id): The next event id. */
void sim_send_id(struct sim_fleet *, int64_t, struct sim_id *);

/** sim_send_muted(f, source, ms): Does ${source} send nothing at ${ms}? */
bool sim_send_muted(const struct sim_fleet *, enum sim_source, int64_t);

/** sim_send_mark(f, act, id, time_ms): Put an event into an attack's label. */
void sim_send_mark(struct sim_fleet *, struct sim_act *,
    const struct sim_id *, int64_t);

/** sim_send_sample(f, u, s): The unit's own report, now or with coverage. */
void sim_send_sample(struct sim_fleet *, struct sim_unit *,
    struct sim_sample *);

/** sim_send_say(f, act, s, lag_ms): A report besides the unit's own. */
void sim_send_say(struct sim_fleet *, struct sim_act *, struct sim_sample *,
    int64_t);

/** sim_send_note(f, u, act, n): Another line; ${u}, ${act} may be NULL. */
void sim_send_note(struct sim_fleet *, struct sim_unit *, struct sim_act *,
    struct sim_note);

/** sim_send_connect(f, u, act, takeover): A new connection of the unit. */
void sim_send_connect(struct sim_fleet *, struct sim_unit *,
    struct sim_act *, bool);

#endif
