/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A journal's files as any bytes.  The first byte: bits 0 and 1 which file,
 * bit 7 that the sums of blocks are made right, so that what is behind them is
 * met.
 *
 *	block		what is cut lies inside and is written the same; its
 *			beginnings want more
 *	manifest	what is read is printed the same, and is one row
 *	segment		what a reader gives is whole lines; what opens goes
 *			on, and what was given before is still there
 *	sealed		whole lines, no more than were sealed
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/crc32c.h"
#include "base/mem.h"
#include "journal/archive_read.h"
#include "journal/journal.h"
#include "journal/journal_read.h"
#include "sys/disk.h"

#define LOG	"00000000000000000000.log"
#define SEALED	"00000000000000000000.zst"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static char folder[64];
static int dir = -1;

/* disk_name_fn */
static rc
drop(void *ctx, const char *name)
{

	(void)ctx;
	disk_drop(dir, name);
	return (RC_OK);
}

static void
leave(void)
{

	if (disk_names(dir, drop, NULL, NULL) == RC_OK)
		(void)rmdir(folder);
	disk_close(dir);
}

static void
arrive(void)
{

	(void)snprintf(folder, sizeof(folder), "%s/fuzz_journal.XXXXXX",
	    access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (mkdtemp(folder) == NULL ||
	    disk_folder(folder, &dir, NULL) != RC_OK || atexit(leave) != 0)
		abort();
}

static void
put(const char *name, struct span bytes)
{
	int fd = -1;

	if (disk_create(dir, name, &fd, NULL) != RC_OK ||
	    disk_write(fd, 0, bytes, NULL) != RC_OK)
		abort();
	disk_close(fd);
}

static void
le(char *out, size_t n, uint64_t v)
{

	for (size_t i = 0; i < n; i++)
		out[i] = (char)(unsigned char)(v >> 8 * i);
}

/* The heads of blocks: magic, length and sums as the bytes ask for. */
static void
mend(char *p, size_t n)
{

	for (size_t at = 0; n - at > BLOCK_HEAD;) {
		char *head = p + at;
		size_t left = n - at - BLOCK_HEAD;
		size_t size = (unsigned char)head[4] % 64u + 2;

		size = size < left ? size : left;
		memcpy(head, "VJB1", 4);
		le(head + 4, 4, size);
		le(head + 28, 4, crc32c_of((struct span){ head + BLOCK_HEAD,
		    size }));
		le(head + 32, 4, crc32c_of((struct span){ head, 32 }));
		at += BLOCK_HEAD + size;
	}
}

static void
block(struct span in)
{
	char head[BLOCK_HEAD];
	struct block b, again;
	size_t n;

	if (block_cut(in, &b, NULL) != RC_OK)
		return;
	n = BLOCK_HEAD + b.body.n;
	if (n > in.n || b.body.p != in.p + BLOCK_HEAD || b.lines == 0)
		abort();
	block_head(&b, head);
	if (memcmp(head, in.p, BLOCK_HEAD) != 0)
		abort();
	for (size_t i = 0; i < n; i++)
		if (block_cut((struct span){ in.p, i }, &again, NULL) !=
		    RC_MORE)
			abort();
}

static void
manifest(struct span in)
{
	struct chain c = { .start = 0 };
	struct buf b = { 0 };

	if (chain_parse(in, &c, NULL) != RC_OK)
		return;
	chain_print(&c, &b);
	if (!span_eq(in, buf_span(&b)) || chain_end(&c) < c.start)
		abort();
	buf_release(&b);
	chain_release(&c);
}

/* All that a reader gives; the number of lines. */
static uint64_t
lines(void)
{
	struct journal_read *r = NULL;
	struct span all;
	uint64_t offset, next = 0;

	if (journal_read_open(folder, 0, &r, NULL) != RC_OK)
		abort();
	while (journal_read_batch(r, &all, &offset, NULL) == RC_OK) {
		if (offset != next || all.n == 0 || all.p[all.n - 1] != '\n')
			abort();
		next = journal_read_offset(r);
		if (next <= offset)
			abort();
	}
	journal_read_close(r);
	return (next);
}

static void
segment(struct span in)
{
	const struct journal_how how = { .segment = 64 };
	struct journal_found found;
	struct chain none = { .start = 0 };
	struct journal *j = NULL;
	uint64_t n, removed;

	if (disk_names(dir, drop, NULL, NULL) != RC_OK ||
	    chain_save(&none, dir, NULL) != RC_OK)
		abort();
	put(LOG, in);
	n = lines();
	if (journal_open(folder, &how, &j, &found, NULL) != RC_OK)
		return;
	if (found.durable != n || found.torn > in.n)
		abort();	/* Who reads and who mends see the same. */
	if (journal_append(j, SPAN("x")) != RC_OK ||
	    journal_commit(j, 0, NULL) != RC_OK ||
	    journal_tidy(j, 0, &removed, NULL) != RC_OK || lines() != n + 1)
		abort();
	journal_close(j);
}

static void
sealed(struct span in)
{
	struct chain_seg seg = { .lines = 1000, .stored = in.n };
	struct archive_read *a = NULL;
	struct span some;
	uint64_t n = 0;

	put(SEALED, in);
	if (archive_read_open(dir, &seg, true, &a, NULL) != RC_OK)
		abort();
	while (archive_read_next(a, &some, NULL) == RC_OK) {
		if (some.n == 0 || some.p[some.n - 1] != '\n')
			abort();
		for (; some.n > 0; n++)
			(void)span_line(&some);
		if (n > seg.lines)
			abort();
	}
	archive_read_close(a);
	disk_drop(dir, SEALED);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const kinds[])(struct span) = { block, manifest,
	    segment, sealed };
	char *copy;

	if (size == 0)
		return (0);
	if (dir < 0)
		arrive();
	/* Exactly as large: one byte too far is seen. */
	if ((copy = malloc(size > 1 ? size - 1 : 1)) == NULL)
		return (0);
	memcpy(copy, data + 1, size - 1);
	if ((data[0] & 0x80) != 0)
		mend(copy, size - 1);
	kinds[data[0] & 3]((struct span){ copy, size - 1 });
	free(copy);
	return (0);
}
