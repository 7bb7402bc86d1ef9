/* SPDX-License-Identifier: Apache-2.0 */
/* vedette map */
#include <stdio.h>
#include <stdlib.h>

#include "base/ts.h"
#include "cli/map_run.h"
#include "cli/tally.h"
#include "cli/verb_map.h"
#include "cli/verbs.h"
#include "model/field.h"
#include "source/mapping_dict.h"
#include "source/reader.h"
#include "sys/datadir.h"

#define FOLDER		"mappings"
#define END		".yml"
#define FILE_MAX	((size_t)1 << 20)	/* Bytes of a mapping. */
#define LINES		5	/* Shown, unless told. */
#define ERRORS		20
#define GOT_MAX		60	/* Characters of a value at fault. */

static const char help[] =
    "usage: vedette map list\n"
    "       vedette map test NAME FILE... [--lines N] [--errors N] "
    "[--start TIME]\n"
    "       vedette map run NAME FILE... [--sort] [--start TIME]\n\n"
    "A mapping says, in YAML, how a foreign format becomes event lines.\n\n"
    "  list           the mappings that come with the program\n"
    "  test           what NAME makes of the files: the first event lines,\n"
    "                 each row that is bad and why, the columns that no\n"
    "                 field takes (they go to \"unmapped\"), and counts\n"
    "  run            all event lines, as 'vedette scan --as NAME' reads\n"
    "                 them: several files merged by time; bad rows and counts\n"
    "                 go to standard error\n\n"
    "NAME is looked for as mappings/NAME.yml in $VEDETTE_DATA and in the\n"
    "program's data folder; one with a '/' or .yml at its end is a path.\n"
    "FILE may be plain, .gz, .zst or .xz; '-' is standard input.\n\n"
    "  --lines N      show the first N event lines (5)\n"
    "  --errors N     show the first N bad rows (20)\n"
    "  --sort         sort the lines by time, in bounded memory (always done\n"
    "                 where the mapping says that its rows have no order)\n"
    "  --start TIME   when a recording began that counts seconds from its\n"
    "                 start (2026-03-02T08:15:00Z)\n"
    "  --help         this text\n\n"
    "Exit status: 0 done, 1 a file could not be read, 2 usage, 78 the mapping\n"
    "is not there or wrong.\n";

/** What a test run was told and has seen. */
struct test {
	long		lines, errors;		/* Still to be shown. */
	int64_t		start_ms;
	bool		started;
	const char	*name;
	char		**file;
	int		files;
	struct tally	bad, skipped, left;
	uint64_t	hidden;			/* Bad rows not shown. */
};

static void
wrong(void *ctx, unsigned line, unsigned col, const char *what)
{

	if (line > 0)
		fprintf(stderr, "%s:%u:%u: %s\n", (const char *)ctx, line,
		    col, what);
	else
		fprintf(stderr, "%s: %s\n", (const char *)ctx, what);
}

rc
verb_map_load(const char *name, struct mapping **ret)
{
	struct buf path = { 0 }, text = { 0 };
	struct mapping_load_opts opts = { .field = mapping_dict_type,
	    .error = wrong };
	struct err e = { 0 };
	char *at = NULL;
	rc rv;

	if ((rv = datadir_find(FOLDER, name, END, &path, &e)) == RC_NOTFOUND)
		datadir_hint(FOLDER, END, name, &e);
	if (rv != RC_OK ||
	    (rv = datadir_read(path.p, FILE_MAX, &text, &e)) != RC_OK) {
		fprintf(stderr, "vedette: %s\n", e.what);
		goto out;
	}
	at = path.p;
	opts.error_ctx = at;
	rv = mapping_load(buf_span(&text), name, &opts, ret);
	if (rv == RC_NOMEM)
		fprintf(stderr, "vedette: %s: %s\n", at, rc_text(rv));
out:
	buf_release(&path);
	buf_release(&text);
	return (rv);
}

static rc
list_one(void *ctx, const char *name)
{
	struct mapping *m = NULL;
	int *bad = ctx;

	if (verb_map_load(name, &m) != RC_OK) {
		*bad = VERB_CONFIG;
		return (RC_OK);
	}
	printf("%-16s %s\n", name, mapping_help(m));
	mapping_free(m);
	return (RC_OK);
}

static int
list(void)
{
	struct err e = { 0 };
	int bad = VERB_CLEAN;

	if (datadir_each(FOLDER, END, list_one, &bad, &e) != RC_OK) {
		fprintf(stderr, "vedette: %s\n", e.what);
		return (VERB_CONFIG);
	}
	return (bad);
}

static void
tell_bad(struct test *t, const char *path, const struct mapping_note *n)
{
	int got = (int)(n->got.n < GOT_MAX ? n->got.n : GOT_MAX);

	if (t->errors <= 0) {
		t->hidden++;
		return;
	}
	t->errors--;
	printf("%s:%llu: ", path, (unsigned long long)n->number);
	if (n->column.n > 0)
		printf("%.*s: ", (int)n->column.n, n->column.p);
	printf("%s", n->reason);
	if (got > 0)
		printf(", got '%.*s'", got, n->got.p);
	putchar('\n');
}

static void
note(void *ctx, const char *path, const struct mapping_note *n)
{
	struct test *t = ctx;
	char name[TALLY_TEXT];

	switch (n->kind) {
	case MAPPING_BAD:
		tally_add(&t->bad, n->reason);
		tell_bad(t, path, n);
		return;
	case MAPPING_SKIPPED:
		tally_add(&t->skipped, n->reason);
		return;
	case MAPPING_LEFT:
		(void)snprintf(name, sizeof(name), "%.*s", (int)n->column.n,
		    n->column.p);	/* Cut: it is for a person's eye. */
		tally_add(&t->left, name);
	}
}

static void
counts(const char *title, const struct tally *t)
{

	if (t->n == 0)
		return;
	printf("%s\n", title);
	for (unsigned i = 0; i < t->n; i++)
		printf("%12llu  %s\n", (unsigned long long)t->row[i].count,
		    t->row[i].text);
}

static void
summary(const struct test *t, const struct reader_stats *s)
{

	if (t->hidden > 0)
		printf("... and %llu more bad rows\n",
		    (unsigned long long)t->hidden);
	counts("\nunmapped cells:", &t->left);
	counts("\nbad rows by reason:", &t->bad);
	counts("\nskipped by intent:", &t->skipped);
	printf("\n%llu rows: %llu events, %llu bad, %llu skipped\n",
	    (unsigned long long)s->rows, (unsigned long long)s->events,
	    (unsigned long long)s->bad, (unsigned long long)s->skipped);
}

/* One file through the reader; what ends it early is told. */
static int
run_file(struct test *t, struct reader *r, const char *path)
{
	struct reader_line line;
	struct err e = { 0 };
	rc rv;

	if (reader_open(r, path, &e) != RC_OK) {
		fprintf(stderr, "vedette: %s\n", e.what);
		return (VERB_FAILED);
	}
	while ((rv = reader_next(r, &line, &e)) == RC_OK) {
		if (t->lines <= 0)
			continue;
		t->lines--;
		printf("%.*s\n", (int)line.text.n, line.text.p);
	}
	if (rv == RC_NOTFOUND)
		return (VERB_CLEAN);
	fflush(stdout);
	fprintf(stderr, "vedette: %s\n", e.what);
	return (VERB_FAILED);
}

static int
run(struct test *t)
{
	struct reader_opts opts = { .note = note, .ctx = t };
	struct mapping *m = NULL;
	struct reader *r = NULL;
	struct reader_stats stats;
	int code = VERB_CLEAN;

	if (verb_map_load(t->name, &m) != RC_OK)
		return (VERB_CONFIG);
	if (t->started)
		mapping_start(m, t->start_ms);
	mapping_tell_left(m, true);
	opts.mapping = m;
	if (reader_new(&opts, &r) != RC_OK) {
		fprintf(stderr, "vedette: %s\n", rc_text(RC_NOMEM));
		mapping_free(m);
		return (VERB_FAILED);
	}
	for (int i = 0; i < t->files; i++) {
		int one = run_file(t, r, t->file[i]);

		code = one != VERB_CLEAN ? one : code;
	}
	stats = reader_stats(r);
	summary(t, &stats);
	reader_free(r);
	mapping_free(m);
	return (code);
}

static int
misused(const char *what, const char *of)
{

	fprintf(stderr, "vedette map: %s%s; see 'vedette map --help'\n", what,
	    of);
	return (VERB_USAGE);
}

static bool
number(const char *text, long *ret)
{
	char *end;

	if (text == NULL || *text == '\0')
		return (false);
	*ret = strtol(text, &end, 10);
	return (*end == '\0' && *ret >= 0);
}

/* "run": its arguments, then the work. */
static int
run_all(int argc, char **argv)
{
	struct inputs_opts o = { .paths = (const char *const *)argv };
	bool named = false;

	for (int i = 0; i < argc; i++) {
		const char *a = argv[i];

		if (strcmp(a, "--sort") == 0)
			o.sort = true;
		else if (strcmp(a, "--start") == 0) {
			o.has_start = i + 1 < argc &&
			    ts_parse(span_of(argv[++i]), &o.start) == RC_OK;
			if (!o.has_start)
				return (misused("bad value for ", a));
		} else if (a[0] == '-' && a[1] != '\0')
			return (misused("unknown option ", a));
		else if (!named) {
			o.as = a;
			named = true;
		} else
			argv[o.n++] = argv[i];	/* Over the options. */
	}
	if (o.n == 0)
		return (misused("run wants NAME and FILE", ""));
	return (map_run(&o));
}

static int
test(int argc, char **argv)
{
	struct test t = { .lines = LINES, .errors = ERRORS };

	t.file = argv;		/* Moved up over the options. */
	for (int i = 0; i < argc; i++) {
		const char *a = argv[i], *next = i + 1 < argc ? argv[i + 1] :
		    NULL;
		bool ok = true;

		if (strcmp(a, "--lines") == 0)
			ok = number(next, &t.lines);
		else if (strcmp(a, "--errors") == 0)
			ok = number(next, &t.errors);
		else if (strcmp(a, "--start") == 0)
			ok = t.started = next != NULL &&
			    ts_parse(span_of(next), &t.start_ms) == RC_OK;
		else if (a[0] == '-' && a[1] != '\0')
			return (misused("unknown option ", a));
		else {
			if (t.name == NULL)
				t.name = a;
			else
				t.file[t.files++] = argv[i];
			continue;
		}
		if (!ok)
			return (misused("bad value for ", a));
		i++;
	}
	if (t.name == NULL || t.files == 0)
		return (misused("test wants NAME and FILE", ""));
	return (run(&t));
}

int
verb_map(int argc, char **argv)
{

	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--help") == 0 ||
		    strcmp(argv[i], "-h") == 0) {
			fputs(help, stdout);
			return (VERB_CLEAN);
		}
	if (argc < 2)
		return (misused("list, test or run?", ""));
	if (field_init() != RC_OK) {
		fprintf(stderr, "vedette: %s\n", rc_text(RC_NOMEM));
		return (VERB_FAILED);
	}
	if (strcmp(argv[1], "list") == 0)
		return (argc > 2 ? misused("list takes nothing more", "") :
		    list());
	if (strcmp(argv[1], "test") == 0)
		return (test(argc - 2, argv + 2));
	if (strcmp(argv[1], "run") == 0)
		return (run_all(argc - 2, argv + 2));
	return (misused("unknown word ", argv[1]));
}
