/* SPDX-License-Identifier: Apache-2.0 */
/* vedette journal ls, verify, cat. */
#include <stdio.h>
#include <time.h>

#include "base/buf.h"
#include "cli/journal_show.h"
#include "cli/verbs.h"
#include "journal/journal_read.h"
#include "journal/survey.h"

#define POLL_MS		50		/* Between looks for more. */

static int
failed(const char *verb, const char *dir, const struct err *e)
{

	fprintf(stderr, "vedette journal %s: %s: %s\n", verb, dir, e->what);
	return (VERB_FAILED);
}

static int
wrote(int code)
{

	if (!ferror(stdout) && fflush(stdout) == 0)
		return (code);
	perror("vedette journal: standard output");
	return (VERB_FAILED);
}

/* survey_fn of ls */
static void
list(void *ctx, const struct survey_row *row)
{
	const struct chain_seg *s = &row->seg;
	struct buf b = { 0 };

	(void)ctx;
	buf_fmt(&b, "%12llu %10llu %12llu %12llu  ",
	    (unsigned long long)s->base, (unsigned long long)s->lines,
	    (unsigned long long)s->bytes, (unsigned long long)s->stored);
	if (s->lines > 0) {
		buf_time(&b, s->from_ms);
		buf_char(&b, ' ');
		buf_time(&b, s->to_ms);
	} else
		buf_fmt(&b, "%-24s %-24s", "-", "-");
	buf_fmt(&b, "  %s%s\n", row->sealed ? "sealed" : row->open ?
	    "open" : "full", row->bad.code != RC_OK ? ", damaged" : "");
	(void)fwrite(b.p, 1, b.n, stdout);
	buf_release(&b);
}

static void
sum(const struct survey *all)
{
	char link[2 * HASH_SHA256];

	hash_hex(all->link, HASH_SHA256, link);
	printf("%llu lines, offsets %llu to %llu, in %zu segments; %llu "
	    "bytes, %llu stored\nchain %.*s\n",
	    (unsigned long long)(all->end - all->start),
	    (unsigned long long)all->start, (unsigned long long)all->end,
	    all->segments, (unsigned long long)all->bytes,
	    (unsigned long long)all->stored, (int)sizeof(link), link);
}

int
journal_show_list(const char *dir)
{
	struct survey all;
	struct err e = { 0 };

	printf("%12s %10s %12s %12s  %-24s %-24s  %s\n", "OFFSET", "LINES",
	    "BYTES", "STORED", "FROM", "TO", "STATE");
	if (survey_journal(dir, false, list, NULL, &all, &e) != RC_OK)
		return (failed("ls", dir, &e));
	sum(&all);
	return (wrote(VERB_CLEAN));
}

/* survey_fn of verify */
static void
check(void *ctx, const struct survey_row *row)
{

	(void)ctx;
	if (row->bad.code != RC_OK)
		printf("DAMAGED: segment at offset %llu: %s\n",
		    (unsigned long long)row->seg.base, row->bad.what);
	else if (row->torn > 0)
		printf("torn: segment at offset %llu: %llu bytes at its end, "
		    "not acknowledged\n", (unsigned long long)row->seg.base,
		    (unsigned long long)row->torn);
}

int
journal_show_verify(const char *dir)
{
	struct survey all;
	struct err e = { 0 };
	rc r = survey_journal(dir, true, check, NULL, &all, &e);

	/* A manifest that cannot be read is what was looked for. */
	if (r == RC_MALFORMED) {
		printf("DAMAGED: %s\n", e.what);
		return (wrote(VERB_FOUND));
	}
	if (r != RC_OK)
		return (failed("verify", dir, &e));
	if (all.wrong.code != RC_OK)
		printf("DAMAGED: %s\n", all.wrong.what);
	sum(&all);
	r = all.bad > 0 ? RC_MALFORMED : all.wrong.code;
	printf("%s\n", r == RC_OK ? "good" : "not good");
	return (wrote(r == RC_OK ? VERB_CLEAN : VERB_FOUND));
}

/* Print what there is; ${left} more are wanted. */
static rc
drain(struct journal_read *r, uint64_t *left, struct err *e)
{
	struct span line;
	uint64_t offset;
	rc rv;

	while (*left > 0) {
		if ((rv = journal_read_next(r, &line, &offset, e)) != RC_OK)
			return (rv);
		if (fwrite(line.p, 1, line.n, stdout) != line.n ||
		    putchar('\n') == EOF)
			return (rc_fail(e, RC_IO, 0, "standard output cannot "
			    "be written"));
		--*left;
	}
	return (RC_OK);
}

int
journal_show_lines(const struct journal_show *s)
{
	const struct timespec pause = { .tv_nsec = POLL_MS * 1000000L };
	struct journal_read *r = NULL;
	uint64_t left = s->lines;
	struct err e = { 0 };
	rc rv;

	if (journal_read_open(s->dir, s->from, &r, &e) != RC_OK)
		return (failed("cat", s->dir, &e));
	while ((rv = drain(r, &left, &e)) == RC_MORE && s->follow) {
		if (fflush(stdout) != 0)
			break;
		(void)nanosleep(&pause, NULL);
	}
	journal_read_close(r);
	if (rv != RC_OK && rv != RC_MORE) {
		/* What came before stands. */
		(void)fflush(stdout);
		return (failed("cat", s->dir, &e));
	}
	return (wrote(VERB_CLEAN));
}
