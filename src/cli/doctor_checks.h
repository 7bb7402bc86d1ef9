/* SPDX-License-Identifier: Apache-2.0 */
/* The checks of doctor, by the file that holds them. */
#ifndef CLI_DOCTOR_CHECKS_H
#define CLI_DOCTOR_CHECKS_H

#include "cli/doctor.h"

/** doctor_machine_NAME(d), doctor_place_NAME(d), doctor_reads_NAME(d),
 * doctor_service_NAME(d), doctor_net_NAME(d): One check, told by
 * doctor_say(). */
#define X(name, fn, about)	void fn(struct doctor *);
DOCTOR_CHECKS(X)
#undef X

#endif
