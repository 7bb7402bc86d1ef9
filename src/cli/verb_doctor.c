/* SPDX-License-Identifier: Apache-2.0 */
/* vedette doctor: can the service run here? */
#include <getopt.h>
#include <stdio.h>

#include "cli/config_file.h"
#include "cli/doctor.h"
#include "cli/verbs.h"
#include "codec/codecs.h"
#include "model/field.h"

static const char help[] =
    "usage: vedette doctor [CONFIG]\n"
    "\n"
    "Look at this machine and at the configuration of the service, without\n"
    "changing anything, and say of each check: ok; warn, and what would be\n"
    "better; fail, and what to do. Run it as the user of the service.\n"
    "\n"
    "Of the machine: seccomp, Landlock, privileges, open files, clock. Of\n"
    "CONFIG, if it is given: folders, room on disk, secrets, certificates\n"
    "and keys, files to follow, whether the service runs, users of its roles,\n"
    "rules, names of protocols and mappings, ports that are free or its own,\n"
    "the database.\n"
    "\n"
    "  --help    this text\n"
    "\n"
    "Exit status: 0 nothing failed, 1 it could not be looked at, 2 usage,\n"
    "3 a check failed, 78 the configuration is wrong.\n";

static const struct option longs[] = {
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 }
};

static int
tell(struct doctor *d)
{
	int code = d->said[DOCTOR_FAIL] > 0 ? VERB_FOUND : VERB_CLEAN;

	buf_fmt(&d->out, "%u ok, %u warn, %u fail\n", d->said[DOCTOR_OK],
	    d->said[DOCTOR_WARN], d->said[DOCTOR_FAIL]);
	if (d->out.failed) {
		fputs("vedette doctor: out of memory\n", stderr);
		return (VERB_FAILED);
	}
	if (fwrite(d->out.p, 1, d->out.n, stdout) != d->out.n ||
	    fflush(stdout) != 0) {
		perror("vedette doctor: standard output");
		return (VERB_FAILED);
	}
	return (code);
}

static int
run(const char *path)
{
	struct machine machine;
	struct config *c = NULL;
	struct doctor d = { .machine = &machine };
	int code;
	rc r = path != NULL ? config_file_load(path, &c) : RC_OK;

	if (r != RC_OK)
		return (r == RC_MALFORMED ? VERB_CONFIG : VERB_FAILED);
	machine_look(&machine);
	d.config = c;
	doctor_run(&d);
	code = tell(&d);
	buf_release(&d.out);
	config_free(c);
	return (code);
}

int
verb_doctor(int argc, char **argv)
{
	int c;

	while ((c = getopt_long(argc, argv, "h", longs, NULL)) != -1) {
		if (c != 'h')
			return (VERB_USAGE);
		fputs(help, stdout);
		return (VERB_CLEAN);
	}
	if (argc - optind > 1) {
		fprintf(stderr, "vedette doctor: unexpected '%s'; see "
		    "'vedette doctor --help'\n", argv[optind + 1]);
		return (VERB_USAGE);
	}
	if (field_init() != RC_OK) {
		fputs("vedette doctor: out of memory\n", stderr);
		return (VERB_FAILED);
	}
	codecs_init();
	return (run(optind < argc ? argv[optind] : NULL));
}
