/* SPDX-License-Identifier: Apache-2.0 */
/* Attacks on a simulated vehicle, as rows. */
#ifndef CLI_SIM_ATTACK_H
#define CLI_SIM_ATTACK_H

#include "cli/sim_fleet.h"

/** sim_attack_kinds(n): The rows; how many goes into ${n}. */
const struct sim_act_kind *sim_attack_kinds(size_t *);

#endif
