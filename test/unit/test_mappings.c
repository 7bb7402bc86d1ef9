/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mappings that come with the program, each against its .test.txt:
 *
 *	# a comment
 *	< a row of the foreign format; the first of CSV is its header
 *	> an event line that the row before gives, without its derived id
 *	! COLUMN: REASON	the row before is bad (": REASON": no column)
 *	~ REASON		the row before is skipped by intent
 *
 * and against the public data, where that is there.
 */
#include <stdlib.h>

#include "model/evline.h"
#include "model/field.h"
#include "source/mapping_dict.h"
#include "source/reader.h"
#include "sys/datadir.h"

#include "t.h"

#define FOLDER	"mappings"
#define ID	25			/* Characters of a derived id. */

/** The event reader, which has the last word on what we write. */
static struct judge {
	struct plan	 plan;
	struct evline	*reader;		/* Owned. */
	struct arena	 arena;
	struct value	 slot[PLAN_FIRST];
} judge;

static void
judge_note(void *ctx, enum evline_note n, struct span path)
{
	unsigned *notes = ctx;

	/* Control characters of a scanner's request are told, and gone. */
	if (n == EVLINE_CLEANED)
		return;
	if (++*notes <= 3)
		printf("# note %d at %.*s\n", (int)n, (int)path.n, path.p);
}

static void
judge_begin(void)
{

	T_INT(RC_OK, field_init());
	judge.plan.slots = PLAN_FIRST;
	if (judge.reader == NULL)
		T_INT(RC_OK, evline_new(&judge.plan, &judge.reader));
}

static void
judge_end(void)
{

	evline_free(judge.reader);
	arena_release(&judge.arena);
	judge = (struct judge){ 0 };
}

/* Is it an event line by the contract, every field as it should be? */
static bool
judge_line(struct span line, unsigned *notes)
{
	struct event ev = { .plan = &judge.plan, .slot = judge.slot };
	uint32_t counts[EVLINE_NOTE_COUNT] = { 0 };
	struct err e = { 0 };

	evline_tell(judge.reader, judge_note, notes);
	arena_clear(&judge.arena);
	if (evline_read(judge.reader, line, &judge.arena, &ev, counts,
	    &e) == RC_OK)
		return (ev.type != TYPE_UNKNOWN);
	printf("# %s\n# %.*s\n", e.what, (int)line.n, line.p);
	return (false);
}

static void
wrong(void *ctx, unsigned line, unsigned col, const char *what)
{

	printf("# %s:%u:%u: %s\n", (const char *)ctx, line, col, what);
}

static struct mapping *
load(const char *name)
{
	char room[64];
	struct mapping_load_opts opts = { .field = mapping_dict_type,
	    .error = wrong, .error_ctx = room };
	struct buf path = { 0 }, text = { 0 };
	struct mapping *m = NULL;
	struct err e = { 0 };

	(void)snprintf(room, sizeof(room), "%s", name);
	if (datadir_find(FOLDER, name, ".yml", &path, &e) == RC_OK &&
	    datadir_read(path.p, 1 << 20, &text, &e) == RC_OK)
		T_INT(RC_OK, mapping_load(buf_span(&text), name, &opts, &m));
	else
		printf("# %s\n", e.what);
	T_TRUE(m != NULL);
	buf_release(&path);
	buf_release(&text);
	return (m);
}

static void
note(void *ctx, const struct mapping_note *n)
{

	if (n->kind == MAPPING_BAD)
		buf_fmt(ctx, "! %.*s: %s\n", (int)n->column.n, n->column.p,
		    n->reason);
	else if (n->kind == MAPPING_SKIPPED)
		buf_fmt(ctx, "~ %s\n", n->reason);
}

/* What the row gives, in the form of the file. */
static void
feed(struct mapping *m, struct span row, uint64_t number, struct buf *got)
{
	static const char id[] = "{\"id\":\"L";
	struct buf out = { 0 };
	struct err e = { 0 };
	struct span rest;
	unsigned notes = 0;

	T_INT(RC_OK, mapping_feed(m, row, number, &out, note, got, &e));
	for (rest = buf_span(&out); rest.n > 0;) {
		const char *lf = memchr(rest.p, '\n', rest.n);
		size_t n = (size_t)(lf - rest.p) + 1;

		T_TRUE(span_starts(rest, SPAN("{\"id\":\"L")));
		T_TRUE(judge_line((struct span){ rest.p, n - 1 }, &notes));
		buf_text(got, "> {");
		buf_put(got, (struct span){ rest.p + sizeof(id) - 1 + ID + 2,
		    n - (sizeof(id) - 1 + ID + 2) });
		rest = span_from(rest, n);
	}
	T_INT(0, notes);
	buf_release(&out);
}

/* Rows of a test file, and what they should give. */
static unsigned
replay(const char *name, struct mapping *m, struct span text)
{
	struct buf want = { 0 }, got = { 0 };
	unsigned line = 0, row_line = 0, rows = 0;
	uint64_t number = 0;

	for (bool more = true; more;) {
		const char *lf = text.n > 0 ?
		    memchr(text.p, '\n', text.n) : NULL;
		struct span one = { text.p, lf != NULL ?
		    (size_t)(lf - text.p) : text.n };

		more = text.n > 0;
		line++;
		/* A new row, or the end: was the last one right? */
		if (!more || (one.n > 0 && one.p[0] == '<')) {
			if (!span_eq(buf_span(&want), buf_span(&got)))
				printf("# %s.test.txt:%u:\n# want\n%.*s# got\n"
				    "%.*s", name, row_line, (int)want.n,
				    want.p, (int)got.n, got.p);
			T_TRUE(span_eq(buf_span(&want), buf_span(&got)));
			buf_clear(&want);
			buf_clear(&got);
		}
		if (more && one.n > 1 && one.p[0] == '<') {
			row_line = line;
			rows += !mapping_awaits(m);
			feed(m, span_from(one, 2), ++number, &got);
		} else if (one.n > 0 && strchr(">!~", one.p[0]) != NULL) {
			buf_put(&want, one);
			buf_char(&want, '\n');
		}
		text = lf != NULL ? span_from(text, one.n + 1) :
		    (struct span){ NULL, 0 };
	}
	buf_release(&want);
	buf_release(&got);
	return (rows);
}

static rc
one_mapping(void *ctx, const char *name)
{
	struct mapping *m = load(name);
	struct buf path = { 0 }, text = { 0 };
	struct err e = { 0 };
	int *n = ctx;

	++*n;
	buf_fmt(&path, VEDETTE_DATADIR "/" FOLDER "/%s.test.txt", name);
	if (m != NULL && datadir_read(buf_str(&path), 1 << 20, &text,
	    &e) == RC_OK)
		T_TRUE(replay(name, m, buf_span(&text)) >= 3);
	else {
		printf("# %s: %s\n", name, e.what);
		T_TRUE(false);
	}
	mapping_free(m);
	buf_release(&path);
	buf_release(&text);
	return (RC_OK);
}

static void
test_shipped(void)
{
	struct err e = { 0 };
	int n = 0;

	(void)unsetenv("VEDETTE_DATA");
	judge_begin();
	T_INT(RC_OK, datadir_each(FOLDER, ".yml", one_mapping, &n, &e));
	T_TRUE(n >= 10);
	judge_end();
}

/* Public data: rows, events and bad rows, as its README counts them. */
static const struct {
	const char	*mapping, *file;
	unsigned	 rows, bad, skipped;
	unsigned	 notes;		/* Of the event reader. */
} data[] = {
	{ "capmetro", "fleet/capmetro-2016-11-24.csv.gz", 24490, 0, 0, 0 },
	{ "capmetro", "fleet/capmetro-2016-11-25.csv.gz", 32038, 0, 0, 0 },
	{ "capmetro", "fleet/capmetro-2016-11-26.csv.gz", 33140, 0, 0, 0 },
	{ "capmetro", "fleet/capmetro-2016-11-27.csv.gz", 25420, 0, 0, 0 },
	{ "capmetro", "fleet/capmetro-2015-09-06.csv.gz", 53569, 0, 0, 0 },
	{ "rsk-twizy", "ev/rsk-T1_03_29_2021.csv.gz", 6189, 10, 0, 0 },
	{ "rsk-twizy", "ev/rsk-T1_06_30_2021_1.csv.gz", 5200, 34, 0, 0 },
	{ "rsk-twizy", "ev/rsk-T1_06_30_2021_2.csv.gz", 5903, 0, 0, 0 },
	{ "rsk-twizy", "ev/rsk-T2_03_29_2021.csv.gz", 8521, 57, 0, 0 },
	{ "rsk-twizy", "ev/rsk-T2_03_30_2021.csv.gz", 6868, 56, 0, 0 },
	{ "rsk-twizy", "ev/rsk-T2_04_26_2021.csv.gz", 5840, 13, 0, 0 },
	{ "rsk-twizy", "ev/rsk-T3_04_22_2021_2.csv.gz", 1098, 0, 0, 0 },
	{ "rsk-twizy", "ev/rsk-T3_05_25_2021_04.csv.gz", 2517, 0, 0, 0 },
	{ "rsk-twizy", "ev/rsk-T3_05_25_2021_3.csv.gz", 953, 0, 0, 0 },
	{ "rsk-twizy", "ev/rsk-T3_05_31_2021.csv.gz", 1122, 0, 0, 0 },
	/* Three rows have a longitude of 1555 degrees. */
	{ "rsk-twizy", "ev/rsk-T3_06_07_2021.csv.gz", 1703, 0, 0, 3 },
	{ "carobd", "obd/carobd-drive1.csv.gz", 2709, 0, 0, 0 },
	{ "carobd", "obd/carobd-idle1.csv.gz", 1213, 1, 0, 0 },
	{ "carobd", "obd/carobd-live1.csv.gz", 3853, 0, 0, 0 },
	{ "carobd", "obd/carobd-long3.csv.gz", 4041, 0, 0, 0 },
	{ "carobd", "obd/carobd-ufpe1.csv.gz", 1651, 0, 0, 0 },
	{ "openxc", "ev/openxc-trace.json", 1000, 0, 261, 0 },
	{ "combined", "logs/apache-access.log.gz", 10000, 1, 0, 0 },
};

static void
named(void *ctx, const char *path, const struct mapping_note *n)
{
	unsigned *named_rows = ctx;

	/* Each bad row says where and, but for whole rows, in which cell. */
	if (n->kind == MAPPING_BAD)
		*named_rows += path != NULL && n->number > 0 &&
		    n->column.n > 0 && n->got.n > 0;
}

static void
test_data(void)
{
	const char *shared = getenv("VEDETTE_SHARED");
	static char folder[512], path[600], why[700];
	struct reader_line line;
	struct err e = { 0 };

	judge_begin();
	(void)snprintf(folder, sizeof(folder), "%s/data", shared != NULL ?
	    shared : VEDETTE_DATADIR "/../shared");
	for (size_t i = 0; i < COUNT_OF(data); i++) {
		struct mapping *m = load(data[i].mapping);
		unsigned told = 0, notes = 0;
		struct reader_opts opts = { .mapping = m, .note = named,
		    .ctx = &told };
		struct reader *r = NULL;
		struct reader_stats s;
		rc rv;

		(void)snprintf(path, sizeof(path), "%s/%s", folder,
		    data[i].file);
		T_INT(RC_OK, reader_new(&opts, &r));
		rv = reader_open(r, path, &e);
		if (rv == RC_NOTFOUND && i == 0) {
			(void)snprintf(why, sizeof(why), "no public data in "
			    "%s", folder);
			reader_free(r);
			mapping_free(m);
			judge_end();
			T_SKIP(why);
		}
		T_INT(RC_OK, rv);
		while (rv == RC_OK && (rv = reader_next(r, &line, &e)) ==
		    RC_OK)
			if (!judge_line(line.text, &notes))
				break;
		T_INT(data[i].notes, notes);
		s = reader_stats(r);
		T_INT(RC_NOTFOUND, rv);
		T_INT(data[i].rows, s.rows);
		T_INT(data[i].bad, s.bad);
		T_INT(data[i].bad, told);
		T_INT(data[i].skipped, s.skipped);
		T_INT(data[i].rows - data[i].bad - data[i].skipped, s.events);
		reader_free(r);
		mapping_free(m);
	}
	judge_end();
}

static const struct t_case cases[] = {
	{ "mappings against their own examples", test_shipped },
	{ "mappings against public data", test_data },
};

T_MAIN(cases)
