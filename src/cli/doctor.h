/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is looked at before the service runs: machine and configuration, each
 * check once.  A check changes nothing; it says what is, and what to do.
 */
#ifndef CLI_DOCTOR_H
#define CLI_DOCTOR_H

#include "base/buf.h"
#include "model/config.h"
#include "sys/machine.h"

/* name, function, is it about the configuration? */
#define DOCTOR_CHECKS(X)						\
	X("seccomp",	doctor_machine_seccomp,	false)			\
	X("landlock",	doctor_machine_landlock, false)			\
	X("privileges",	doctor_machine_privileges, false)		\
	X("open files",	doctor_machine_files,	false)			\
	X("clock",	doctor_machine_clock,	false)			\
	X("folders",	doctor_place_folders,	true)			\
	X("disk",	doctor_place_disk,	true)			\
	X("secrets",	doctor_place_secrets,	true)			\
	X("tls",	doctor_place_tls,	true)			\
	X("inputs",	doctor_place_inputs,	true)			\
	X("service",	doctor_service_runs,	true)			\
	X("users",	doctor_service_users,	true)			\
	X("rules",	doctor_reads_rules,	true)			\
	X("names",	doctor_reads_names,	true)			\
	X("ports",	doctor_net_ports,	true)			\
	X("store",	doctor_net_store,	true)

enum doctor_how { DOCTOR_OK, DOCTOR_WARN, DOCTOR_FAIL };

/** One run. */
struct doctor {
	const struct machine	*machine;	/* Borrowed. */
	const struct config	*config;	/* Borrowed; NULL: none. */
	const char		*check;		/* That runs. */
	bool			 runs;		/* The service does. */
	struct buf		 out;
	unsigned		 said[DOCTOR_FAIL + 1];
};

/** doctor_say(d, how, ...): One line of the table. */
void doctor_say(struct doctor *, enum doctor_how, const char *, ...)
    PRINTF(3, 4);

/** doctor_run(d): All checks; those of the configuration if there is one. */
void doctor_run(struct doctor *);

/** doctor_path(d, b, given, name): Where ${given} is, or ${name} in the data
 * folder if that is NULL: a C string in ${b}, NULL when memory is short. */
const char *doctor_path(const struct doctor *, struct buf *, const char *,
    const char *);

#endif
