/* SPDX-License-Identifier: Apache-2.0 */
/* vedette decode: tracker protocols as event lines. */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>

#include "cli/cantable_file.h"
#include "cli/tally.h"
#include "cli/topics_file.h"
#include "cli/verbs.h"
#include "codec/codecs.h"
#include "model/field.h"
#include "source/decoder.h"
#include "source/packets.h"
#include "source/reader.h"

static const char help[] =
    "usage: vedette decode [--as PROTO] [--hex] [--no-checksum]\n"
    "                      [--topics NAME] [--vehicle ID] [--dbc FILE]\n"
    "                      FILE...\n"
    "       vedette decode [--as PROTO] [--topics NAME] [--vehicle ID]\n"
    "                      --interface NAME\n"
    "       vedette decode --list\n\n"
    "Print what is said on the wire as event lines on standard output.  FILE\n"
    "is a capture (pcap or pcapng), or the stream of one tracker unit.\n"
    "What could not be read goes to standard error as FILE:FRAME: reason.\n\n"
    "  --as PROTO      the protocol of the stream, or of all connections in\n"
    "                  a capture; see --list.  'auto', as without it: found\n"
    "                  out from the first bytes\n"
    "  --hex           each line of FILE is one message in hexadecimal,\n"
    "                  text protocols with or without their line end; all\n"
    "                  lines are one session.  Needs --as PROTO\n"
    "  --no-checksum   a wrong checksum is no finding: for captures whose ids\n"
    "                  were made anonymous\n"
    "  --topics NAME   what MQTT clients publish, by mappings/topics/NAME.yml\n"
    "                  or a path; without it, only connections are told\n"
    "  --vehicle ID    all of it is of this vehicle\n"
    "  --dbc FILE      what frames of a bus mean: a DBC file, or YAML; may be\n"
    "                  repeated.  Needed for 'candump', lines of candump -L\n"
    "  --interface NAME  listen there until interrupted\n"
    "  --list          the protocols that can be named\n"
    "  --help          this text\n\n"
    "FILE may be plain, .gz, .zst or .xz; '-' is standard input.\n\n"
    "Exit status: 0 done, 1 a file could not be read, 2 usage, 3 done, but\n"
    "some messages could not be read, 78 the topics or the table are not\n"
    "there or wrong.\n";

enum { OPT_AS = 256, OPT_HEX, OPT_NO_CHECKSUM, OPT_TOPICS, OPT_VEHICLE,
    OPT_DBC, OPT_INTERFACE, OPT_LIST, OPT_HELP };

static const struct option options[] = {
	{ "as",		 required_argument, NULL, OPT_AS },
	{ "hex",	 no_argument, NULL, OPT_HEX },
	{ "no-checksum", no_argument, NULL, OPT_NO_CHECKSUM },
	{ "topics",	 required_argument, NULL, OPT_TOPICS },
	{ "vehicle",	 required_argument, NULL, OPT_VEHICLE },
	{ "dbc",	 required_argument, NULL, OPT_DBC },
	{ "interface",	 required_argument, NULL, OPT_INTERFACE },
	{ "list",	 no_argument, NULL, OPT_LIST },
	{ "help",	 no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 }
};

static int
misused(const char *what, const char *of)
{

	fprintf(stderr, "vedette decode: %s%s; see 'vedette decode --help'\n",
	    what, of);
	return (VERB_USAGE);
}

static int
list(void)
{
	size_t n;
	const struct codecs *c = codecs_all(&n);

	for (size_t i = 0; i < n; i++)
		printf("%-12s %s\n", c[i].name, c[i].help);
	printf("%-12s %s\n", DECODER_CANDUMP,
	    "Lines of candump(1): signals of a CAN bus, by --dbc");
	return (VERB_CLEAN);
}

static void
note(void *ctx, const char *path, const struct mapping_note *n)
{

	if (n->kind == MAPPING_SKIPPED && ctx != NULL)
		tally_add(ctx, n->reason);
	if (n->kind != MAPPING_BAD)
		return;
	fflush(stdout);
	fprintf(stderr, "%s:%llu: %.*s: %s\n", path,
	    (unsigned long long)n->number, (int)n->column.n, n->column.p,
	    n->reason);
}

static int
one_file(struct reader *r, const char *path)
{
	struct reader_line line;
	struct err e = { 0 };
	rc rv;

	if ((rv = reader_open(r, path, &e)) == RC_OK) {
		while ((rv = reader_next(r, &line, &e)) == RC_OK)
			printf("%.*s\n", (int)line.text.n, line.text.p);
	}
	if (rv == RC_NOTFOUND && e.code == RC_OK)
		return (VERB_CLEAN);
	fflush(stdout);
	fprintf(stderr, "vedette: %s\n", e.what);
	return (VERB_FAILED);
}

static int
run(const struct decoder_opts *o, char **file, int files)
{
	static struct tally skipped;
	struct reader_opts ro = { .note = note, .ctx = &skipped };
	struct decoder *d = NULL;
	struct reader *r = NULL;
	int code = VERB_CLEAN;

	if (field_init() != RC_OK || decoder_new(o, &d) != RC_OK) {
		fprintf(stderr, "vedette: %s\n", rc_text(RC_NOMEM));
		return (VERB_FAILED);
	}
	ro.decoder = d;
	if (reader_new(&ro, &r) == RC_OK) {
		for (int i = 0; i < files; i++) {
			int one = one_file(r, file[i]);

			code = one != VERB_CLEAN ? one : code;
		}
		if (code == VERB_CLEAN && reader_stats(r).bad > 0)
			code = VERB_FOUND;
	} else {
		fprintf(stderr, "vedette: %s\n", rc_text(RC_NOMEM));
		code = VERB_FAILED;
	}
	reader_free(r);
	decoder_free(d);
	for (unsigned i = 0; i < skipped.n; i++)
		fprintf(stderr, "vedette: %llu lines passed over: %s\n",
		    (unsigned long long)skipped.row[i].count,
		    skipped.row[i].text);
	if (fflush(stdout) != 0 || ferror(stdout) != 0)
		code = VERB_FAILED;
	return (code);
}

static volatile sig_atomic_t stopped;

static void
stop(int sig)
{

	(void)sig;
	stopped = 1;
}

static void
note_live(void *ctx, const struct mapping_note *n)
{

	note(NULL, ctx, n);
}

/* Print what comes, as it comes, until we are told to stop. */
static int
follow(struct packets *p)
{
	struct buf out = { 0 };
	struct err e = { 0 };
	uint64_t number, dropped = 0, now;
	rc r = RC_OK;

	while (stopped == 0 && (r == RC_OK || r == RC_MORE)) {
		buf_clear(&out);
		r = packets_next(p, &out, &number, &e);
		if (out.n > 0)
			fwrite(out.p, 1, out.n, stdout);
		if (r == RC_MORE)
			fflush(stdout);
		if ((now = packets_dropped(p)) != dropped)
			fprintf(stderr, "vedette: %llu packets dropped by "
			    "the system\n", (unsigned long long)now);
		dropped = now;
	}
	buf_release(&out);
	if (stopped != 0)
		return (VERB_CLEAN);
	fprintf(stderr, "vedette: %s\n", e.what);
	return (VERB_FAILED);
}

static int
listen_on(const struct decoder_opts *o, char *interface)
{
	struct packets_opts po = { .codec = o->codec, .note = note_live,
	    .no_checksum = o->no_checksum, .topics = o->topics,
	    .vehicle = o->vehicle, .can = o->can, .ctx = interface };
	struct sigaction act = { .sa_handler = stop };
	struct packets *p = NULL;
	struct err e = { 0 };
	int code = VERB_FAILED;

	sigaction(SIGINT, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
	if (field_init() != RC_OK ||
	    packets_live(&po, interface, &p, &e) != RC_OK)
		fprintf(stderr, "vedette: %s\n",
		    e.code != RC_OK ? e.what : rc_text(RC_NOMEM));
	else
		code = follow(p);
	packets_free(p);
	if (fflush(stdout) != 0 || ferror(stdout) != 0)
		code = VERB_FAILED;
	return (code);
}

static int
unknown(const char *name, const struct suggest *near)
{

	if (near->best.n > 0)
		fprintf(stderr, "vedette decode: no protocol '%s' (did you "
		    "mean '%.*s'?); see 'vedette decode --list'\n", name,
		    (int)near->best.n, near->best.p);
	else
		fprintf(stderr, "vedette decode: no protocol '%s'; see "
		    "'vedette decode --list'\n", name);
	return (VERB_USAGE);
}

/* --as: a codec, candump, or "auto". */
static bool
protocol(struct decoder_opts *o, const char *name, struct suggest *near)
{

	o->codec = codecs_find(span_of(name), near);
	o->candump = strcmp(name, DECODER_CANDUMP) == 0;
	return (o->codec != NULL || o->candump || strcmp(name, "auto") == 0);
}

/* The files that the options name: VERB_CLEAN, or what to end with. */
static int
load(struct decoder_opts *o, const char *topics,
    const struct cantable_file *dbc, struct cantable **can)
{

	if ((topics != NULL || dbc->n > 0) && field_init() != RC_OK)
		return (VERB_CONFIG);
	if (dbc->n > 0 && cantable_file_load(dbc, false, can) != RC_OK)
		return (VERB_CONFIG);
	o->can = *can;
	if (topics != NULL && topics_file_load(topics, &o->topics) != RC_OK)
		return (VERB_CONFIG);
	return (VERB_CLEAN);
}

int
verb_decode(int argc, char **argv)
{
	struct decoder_opts o = { .codec = NULL };
	struct cantable_file dbc = { .n = 0 };
	struct cantable *can = NULL;
	struct suggest near = SUGGEST_START;
	char *interface = NULL;
	const char *topics = NULL;
	int c;

	codecs_init();
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case OPT_AS:
			if (!protocol(&o, optarg, &near))
				return (unknown(optarg, &near));
			break;
		case OPT_HEX:
			o.hex = true;
			break;
		case OPT_NO_CHECKSUM:
			o.no_checksum = true;
			break;
		case OPT_TOPICS:
			topics = optarg;
			break;
		case OPT_VEHICLE:
			o.vehicle = span_of(optarg);
			break;
		case OPT_DBC:
			if (!cantable_file_add(&dbc, optarg))
				return (misused("fewer --dbc", ""));
			break;
		case OPT_INTERFACE:
			interface = optarg;
			break;
		case OPT_LIST:
			return (list());
		case OPT_HELP:
			fputs(help, stdout);
			return (VERB_CLEAN);
		default:
			return (VERB_USAGE);
		}
	}
	if (o.codec == NULL && o.hex)
		return (misused("--hex of which protocol? --as", ""));
	if (interface != NULL && (o.hex || optind < argc))
		return (misused("either --interface or FILEs", ""));
	if (interface == NULL && optind == argc)
		return (misused("which FILE?", ""));
	if (o.candump && (dbc.n == 0 || interface != NULL))
		return (misused("candump is of FILEs and needs --dbc", ""));
	if ((c = load(&o, topics, &dbc, &can)) == VERB_CLEAN)
		c = interface != NULL ? listen_on(&o, interface) :
		    run(&o, argv + optind, argc - optind);
	topics_free(o.topics);
	cantable_free(can);
	return (c);
}
