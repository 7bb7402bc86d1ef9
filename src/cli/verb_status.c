/* SPDX-License-Identifier: Apache-2.0 */
/* vedette status: how is the service? */
#include <getopt.h>
#include <stdio.h>

#include "cli/config_file.h"
#include "cli/service.h"
#include "cli/verbs.h"
#include "sys/datadir.h"
#include "sys/localask.h"

static const char help[] =
"usage: vedette status [--metrics] [CONFIG]\n"
"\n"
"Ask the service that runs by CONFIG, /etc/vedette/vedette.yaml unless\n"
"another is named, how it is: whether it is ready and why not, its roles,\n"
"disks, sources, journal, engine, alerts, store, API and outputs. Only the\n"
"user of the service, and root, may ask.\n"
"\n"
"  --metrics  print what it counts as OpenMetrics text instead\n"
"  --help     this text\n"
"\n"
"Exit status: 0 ready, 1 it does not run or cannot be asked, 2 usage,\n"
"3 it runs and is not ready, 78 the configuration is wrong.\n";

static const struct option longs[] = {
	{ "metrics", no_argument, NULL, 'm' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 }
};

static int
failed(const char *what)
{

	fprintf(stderr, "vedette status: %s\n", what);
	return (VERB_FAILED);
}

static int
ask(const char *path, const char *target)
{
	struct err e = { .code = RC_OK };
	struct buf b = { 0 };
	unsigned status = 0;
	int code = VERB_CLEAN;
	rc r = localask_get(path, target, &status, &b, &e);

	if (r == RC_NOTFOUND)
		code = failed("it does not run");
	else if (r != RC_OK)
		code = failed(e.what);
	else if ((b.n > 0 && fwrite(b.p, 1, b.n, stdout) != b.n) ||
	    fflush(stdout) != 0)
		code = failed("writing to standard output");
	else if (status != 200)
		code = VERB_FOUND;
	buf_release(&b);
	return (code);
}

static int
run(const char *path, const char *target)
{
	struct service s = { .config = NULL };
	struct buf text = { 0 };
	struct err e = { .code = RC_OK };
	int code = VERB_CONFIG;

	if (datadir_read(path, SERVICE_MOST, &text, &e) != RC_OK)
		code = failed(e.what);
	else if (service_load(buf_span(&text), path, &s, &e) != RC_OK)
		(void)failed(e.what);
	else
		code = ask(s.status, target);
	service_release(&s);
	buf_release(&text);
	return (code);
}

int
verb_status(int argc, char **argv)
{
	const char *target = "/status";
	int c;

	while ((c = getopt_long(argc, argv, "h", longs, NULL)) != -1)
		switch (c) {
		case 'm':
			target = "/metrics";
			break;
		case 'h':
			fputs(help, stdout);
			return (VERB_CLEAN);
		default:
			return (VERB_USAGE);
		}
	if (argc - optind > 1) {
		fprintf(stderr, "vedette status: unexpected '%s'; see "
		    "'vedette status --help'\n", argv[optind + 1]);
		return (VERB_USAGE);
	}
	return (run(optind < argc ? argv[optind] : CONFIG_FILE, target));
}
