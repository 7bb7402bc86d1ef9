/* SPDX-License-Identifier: Apache-2.0 */
/* Look-alikes: what is odd but must raise no alert, as rows. */
#ifndef CLI_SIM_TRAP_H
#define CLI_SIM_TRAP_H

#include "cli/sim_fleet.h"

/** sim_trap_kinds(n): The rows; how many goes into ${n}. */
const struct sim_act_kind *sim_trap_kinds(size_t *);

#endif
