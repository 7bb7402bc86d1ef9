/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rides: who drives a car and under which booking, with the calls of the
 * app, the commands, keys and pairings that belong to it.
 *
 *	planned -> reserved -> (unlock) started -> (lock) stopover or ended
 */
#ifndef CLI_BIZ_RIDE_H
#define CLI_BIZ_RIDE_H

#include "cli/biz_say.h"

/** biz_ride_plan(b, u): The car departs soon; somebody may reserve it. */
void biz_ride_plan(struct biz *, struct sim_unit *);

/** biz_ride_key(b, u): The car is opened or locked now, as ${u} says. */
void biz_ride_key(struct biz *, struct sim_unit *);

/** biz_ride_go(b, u): It sets off. */
void biz_ride_go(struct biz *, struct sim_unit *);

/**
 * biz_ride_command(b, u, act, word, staff):
 * A command by whom the car belongs to now, or by staff with a ticket.
 */
void biz_ride_command(struct biz *, struct sim_unit *, struct sim_act *,
    const char *, bool);

/** biz_ride_login(b, p): ${p} signs in with the app. */
void biz_ride_login(struct biz *, const struct biz_person *);

/** biz_ride_body(b, u, locked, after_ms): The unit reports its doors. */
void biz_ride_body(struct biz *, struct sim_unit *, bool, int64_t);

#endif
