/* SPDX-License-Identifier: Apache-2.0 */
/* Which acts a run gets, on which vehicle, and when. */
#ifndef CLI_SIM_PLAN_H
#define CLI_SIM_PLAN_H

#include "cli/sim_fleet.h"

#define SIM_PLAN_DRIVE_MS	INT64_C(1200000)	/* On the way before. */
#define SIM_PLAN_PARK_MS	INT64_C(1080000)	/* Parked before. */
#define SIM_PLAN_SLACK_MS	INT64_C(600000)		/* May be late. */

/** sim_plan_lead_ms(kind): How long before its start it binds the vehicle. */
int64_t sim_plan_lead_ms(const struct sim_act_kind *);

/** sim_plan_hold_ms(kind, strength): How long it lasts. */
int64_t sim_plan_hold_ms(const struct sim_act_kind *, double);

/** sim_plan_wants(list, kind): Does ${list} (sim_wish.h) name ${kind}? */
bool sim_plan_wants(const char *, const struct sim_act_kind *);

/**
 * sim_plan_check(list, business, e):
 * RC_OK, or RC_MALFORMED naming the bad item; those of the business count
 * only with it.
 */
rc sim_plan_check(const char *, bool, struct err *) MUST_USE;

/**
 * sim_plan_acts(f):
 * Fill the acts of ${f} in order of vehicle and start.  Those that find no
 * place are counted in ${misses} and named in ${missed}.
 */
rc sim_plan_acts(struct sim_fleet *) MUST_USE;

#endif
