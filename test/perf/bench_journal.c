/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The journal against its bare parts over the same bytes, in one run:
 *
 *	append	lines, committed in groups / write and fdatasync of the same
 *		groups into one file
 *	sealed	the lines of sealed segments / zstd unpacking the same frames
 *
 * Both take turns.  usage: bench_journal FOLDER [KIB [TURNS]]: an empty place
 * on the disk that counts; KIB a commit (256).
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <zstd.h>

#include "base/buf.h"
#include "journal/journal.h"
#include "journal/journal_read.h"
#include "sys/disk.h"
#include "sys/ticker.h"

#define LINES	200000u
#define WIDTH	340u		/* A sample of a vehicle has about so much. */

static char path[512];
static struct buf all;
static size_t group = (size_t)256 << 10;

static void
check(rc r, const char *what)
{

	if (r == RC_OK)
		return;
	fprintf(stderr, "bench_journal: %s: %s\n", what, rc_text(r));
	exit(1);
}

/* Lines that pack about as those of a fleet do. */
static void
make(void)
{
	uint64_t dice = 1;

	for (unsigned i = 0; i < LINES; i++) {
		size_t from = all.n;

		buf_fmt(&all, "{\"id\":\"01KJPJ5%019u\",\"type\":"
		    "\"telemetry.sample\",\"signals\":{", i);
		while (all.n - from < WIDTH - 40) {
			dice = dice * 6364136223846793005 + 1;
			buf_fmt(&all, "\"Vehicle.Speed\":%u,",
			    (unsigned)(dice >> 48));
		}
		buf_text(&all, "\"Vehicle.IsMoving\":true}}\n");
	}
	if (all.failed)
		exit(1);
}

static double
append(void)
{
	const struct journal_how how = { .segment = JOURNAL_SEGMENT };
	struct journal_found found;
	struct journal *j = NULL;
	struct span rest = buf_span(&all);
	double from;

	check(journal_open(path, &how, &j, &found, NULL), "opening");
	from = ticker_now();
	while (rest.n > 0) {
		check(journal_append(j, span_line(&rest)), "appending");
		if (journal_waiting(j) >= group || rest.n == 0)
			check(journal_commit(j, 0, NULL), "committing");
	}
	from = ticker_now() - from;
	journal_close(j);
	return (from);
}

static double
bare(int dir)
{
	struct span rest = buf_span(&all);
	double from;
	uint64_t at = 0;
	int fd = -1;

	check(disk_create(dir, "bare", &fd, NULL), "making a file");
	from = ticker_now();
	while (rest.n > 0) {
		size_t n = rest.n < group ? rest.n : group;

		check(disk_write(fd, at, (struct span){ rest.p, n }, NULL),
		    "writing");
		check(disk_sync(fd, NULL), "syncing");
		rest = span_from(rest, n);
		at += n;
	}
	from = ticker_now() - from;
	disk_close(fd);
	disk_drop(dir, "bare");
	return (from);
}

/* Full segments are sealed; the last stays as it is. */
static void
seal(void)
{
	const struct journal_how how = { .segment = 1 };
	struct journal_found found;
	struct journal *j = NULL;
	uint64_t gone;

	check(journal_open(path, &how, &j, &found, NULL), "opening");
	check(journal_append(j, SPAN("end")), "appending");
	check(journal_commit(j, 0, NULL), "committing");
	check(journal_tidy(j, 0, &gone, NULL), "sealing");
	journal_close(j);
}

static double
read_lines(uint64_t *bytes)
{
	struct journal_read *r = NULL;
	double from = ticker_now();
	struct span lines;
	uint64_t offset;

	*bytes = 0;
	check(journal_read_open(path, 0, &r, NULL), "opening");
	while (journal_read_batch(r, &lines, &offset, NULL) == RC_OK)
		*bytes += lines.n;
	journal_read_close(r);
	return (ticker_now() - from);
}

/* disk_name_fn: all packed files, one behind another. */
static rc
packed(void *ctx, const char *name)
{
	struct buf *out = ctx;
	uint64_t size = 0;
	size_t got = 0;
	int dir = -1, fd = -1;

	if (!span_ends(span_of(name), SPAN(".zst")))
		return (RC_OK);
	check(disk_folder(path, &dir, NULL), "opening");
	check(disk_open(dir, name, &fd, NULL), "opening");
	check(disk_size(fd, &size, NULL), "looking");
	if (!buf_room(out, size))
		return (RC_NOMEM);
	check(disk_read(fd, 0, out->p + out->n, size, &got, NULL), "reading");
	out->n += got;
	disk_close(fd);
	disk_close(dir);
	return (RC_OK);
}

static double
unpack(struct span in, char *out, size_t room)
{
	double from = ticker_now();

	while (in.n > 0) {
		size_t n = ZSTD_findFrameCompressedSize(in.p, in.n);

		if (ZSTD_isError(n) || ZSTD_isError(ZSTD_decompress(out, room,
		    in.p, n)))
			exit(1);
		in = span_from(in, n);
	}
	return (ticker_now() - from);
}

/* disk_name_fn */
static rc
drop(void *ctx, const char *name)
{

	disk_drop(*(const int *)ctx, name);
	return (RC_OK);
}

static void
wipe(void)
{
	int dir = -1;

	if (disk_folder(path, &dir, NULL) != RC_OK)
		return;
	check(disk_names(dir, drop, &dir, NULL), "removing");
	disk_close(dir);
	(void)rmdir(path);
}

int
main(int argc, char **argv)
{
	double a = 0, b = 0, c = 0, d = 0;
	unsigned turns = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : 5;
	static char out[(size_t)8 << 20];
	const size_t room = sizeof(out);
	struct buf zst = { 0 };
	uint64_t bytes = 0;
	int dir = -1;

	if (argc < 2) {
		fputs("usage: bench_journal FOLDER [KIB [TURNS]]\n", stderr);
		return (2);
	}
	(void)snprintf(path, sizeof(path), "%s/bench-journal", argv[1]);
	if (argc > 2)
		group = (size_t)strtoul(argv[2], NULL, 10) << 10;
	check(disk_folder(argv[1], &dir, NULL), argv[1]);
	make();
	for (unsigned i = 0; i < turns; i++) {
		wipe();
		b += bare(dir);
		a += append();
	}
	seal();
	check(disk_folder(path, &dir, NULL), path);
	check(disk_names(dir, packed, &zst, NULL), "reading");
	for (unsigned i = 0; i < turns; i++) {
		d += unpack(buf_span(&zst), out, room);
		c += read_lines(&bytes);
	}
	wipe();
	printf("append %.0f MB/s, %.0f lines/s; bare write+sync %.0f MB/s; "
	    "ratio %.2f\n", (double)all.n * turns / a / 1e6, turns *
	    (double)LINES / a, (double)all.n * turns / b / 1e6, a / b);
	printf("sealed %.0f MB/s, packed %.1f to 1; zstd alone %.0f MB/s; "
	    "ratio %.2f\n", (double)bytes * turns / c / 1e6,
	    (double)bytes / (double)zst.n, (double)bytes * turns / d / 1e6,
	    c / d);
	return (0);
}
