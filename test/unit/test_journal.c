/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The journal: what was acknowledged is there, whole and once, whatever fails
 * and wherever a write is torn; what is damaged is told.
 */
#include <errno.h>
#include <unistd.h>

#include "base/crc32c.h"
#include "base/mem.h"
#include "journal/journal.h"
#include "journal/journal_read.h"
#include "journal/survey.h"
#include "sys/disk.h"

#include "t.h"

#define LINES	11		/* Of a run with faults. */

static char folder[64];
static const struct journal_how small = { .segment = 200 };

/* disk_name_fn */
static rc
gone(void *ctx, const char *name)
{

	return (disk_remove(*(const int *)ctx, name, NULL));
}

static void
wipe(void)
{
	int dir = -1;

	if (disk_folder(folder, &dir, NULL) != RC_OK)
		return;
	T_INT(RC_OK, disk_names(dir, gone, &dir, NULL));
	disk_close(dir);
	T_INT(0, rmdir(folder));
}

static void
fresh(void)
{
	/* Where a sync costs nothing: what it is worth is not at stake. */
	const char *base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" :
	    "/tmp";

	(void)snprintf(folder, sizeof(folder), "%s/test_journal.%ld", base,
	    (long)getpid());
	wipe();
}

/* A file of the folder: what is in it, and all that is to be in it. */
static size_t
read_file(const char *name, char *out, size_t n)
{
	int dir = -1, fd = -1;
	size_t got = 0;

	T_INT(RC_OK, disk_folder(folder, &dir, NULL));
	T_INT(RC_OK, disk_open(dir, name, &fd, NULL));
	T_INT(RC_OK, disk_read(fd, 0, out, n, &got, NULL));
	disk_close(fd);
	disk_close(dir);
	return (got);
}

static void
write_file(const char *name, const char *bytes, size_t n)
{
	int dir = -1, fd = -1;

	T_INT(RC_OK, disk_folder(folder, &dir, NULL));
	T_INT(RC_OK, disk_create(dir, name, &fd, NULL));
	T_INT(RC_OK, disk_write(fd, 0, (struct span){ bytes, n }, NULL));
	disk_close(fd);
	disk_close(dir);
}

static struct journal *
opened(const struct journal_how *how, uint64_t durable)
{
	struct journal_found found = { 0 };
	struct journal *j = NULL;
	struct err e = { 0 };
	rc r = journal_open(folder, how, &j, &found, &e);

	T_INT(RC_OK, r);
	if (r != RC_OK) {
		printf("# %s\n", e.what);
		exit(1);
	}
	T_INT(durable, found.durable);
	return (j);
}

static rc
append(struct journal *j, uint64_t i)
{
	char text[32];
	int n = snprintf(text, sizeof(text), "{\"line\":%llu}",
	    (unsigned long long)i);

	return (journal_append(j, (struct span){ text, (size_t)n }));
}

/* ${n} commits of a line, from the journal's next one on. */
static void
grow(struct journal *j, unsigned n)
{

	for (unsigned i = 0; i < n; i++) {
		T_INT(RC_OK, append(j, journal_durable(j)));
		T_INT(RC_OK, journal_commit(j, 1000 + i, NULL));
	}
}

/* Lines ${from} to ${end}, no other, in order. */
static void
holds(uint64_t from, uint64_t end)
{
	struct journal_read *r = NULL;
	char want[32];
	struct span line;
	uint64_t offset;

	T_INT(RC_OK, journal_read_open(folder, from, &r, NULL));
	if (r == NULL)
		return;
	for (uint64_t i = from; i < end; i++) {
		T_INT(RC_OK, journal_read_next(r, &line, &offset, NULL));
		if (t_failed > 0)
			break;
		(void)snprintf(want, sizeof(want), "{\"line\":%llu}",
		    (unsigned long long)i);
		T_SPAN(want, line);
		T_INT(i, offset);
	}
	T_INT(RC_MORE, journal_read_next(r, &line, &offset, NULL));
	T_INT(end, journal_read_offset(r));
	journal_read_close(r);
}

/* Of a writer that lives, the mark may lag; lines it holds back, no more. */
static void
holds_some(uint64_t end)
{
	struct journal_read *r = NULL;
	struct span line;
	uint64_t offset, n = 0;

	T_INT(RC_OK, journal_read_open(folder, 0, &r, NULL));
	while (r != NULL && journal_read_next(r, &line, &offset, NULL) ==
	    RC_OK)
		T_INT(n++, offset);
	T_TRUE(n <= end);
	journal_read_close(r);
}

static void
sums(void)
{
	static const char zeros[32];
	char all[67];

	/* RFC 3720, B.4, and the check value of the catalogues. */
	T_INT(0x8a9136aa, crc32c_of((struct span){ zeros, 32 }));
	T_INT(0xe3069283, crc32c_of(SPAN("123456789")));
	for (size_t i = 0; i < sizeof(all); i++) {
		all[i] = (char)(i * 37);
		T_INT(crc32c_plain((struct span){ all, i }),
		    crc32c_of((struct span){ all, i }));
	}
}

static void
blocks(void)
{
	const struct span body = SPAN("a\nbc\n");
	const struct block b = { 7, 2, -1, body };
	char bytes[BLOCK_HEAD + 5];
	const struct span in = { bytes, sizeof(bytes) };
	struct block got;

	block_head(&b, bytes);
	memcpy(bytes + BLOCK_HEAD, body.p, body.n);
	T_INT(RC_OK, block_cut(in, &got, NULL));
	T_INT(7, got.offset);
	T_INT(2, got.lines);
	T_INT(-1, got.time_ms);
	T_SPAN("a\nbc\n", got.body);
	for (size_t n = 0; n < in.n; n++)
		T_INT(RC_MORE, block_cut((struct span){ bytes, n }, &got,
		    NULL));
	for (size_t bit = 0; bit < 8 * in.n; bit++) {
		bytes[bit / 8] ^= (char)(1 << bit % 8);
		T_INT(RC_MALFORMED, block_cut(in, &got, NULL));
		bytes[bit / 8] ^= (char)(1 << bit % 8);
	}
}

static void
lines(void)
{
	struct journal *j;
	char *much = mem_new(BLOCK_LINE);
	unsigned n = 0;

	fresh();
	j = opened(&small, 0);
	if (much == NULL)
		exit(1);
	memset(much, 'x', BLOCK_LINE);
	T_INT(RC_MALFORMED, journal_append(j, SPAN("")));
	T_INT(RC_MALFORMED, journal_append(j, SPAN("a\nb")));
	T_INT(RC_MALFORMED, journal_append(j, (struct span){ "a\0b", 3 }));
	T_INT(RC_MALFORMED, journal_append(j, (struct span){ much,
	    BLOCK_LINE }));
	T_INT(0, journal_waiting(j));
	while (journal_append(j, (struct span){ much, BLOCK_LINE - 1 }) ==
	    RC_OK)
		n++;
	T_INT(BLOCK_MOST / BLOCK_LINE, n);
	T_INT(RC_OK, journal_commit(j, 0, NULL));
	T_INT(n, journal_durable(j));
	/* Another one may not come near. */
	T_INT(RC_CONFLICT, journal_open(folder, &small, &j,
	    &(struct journal_found){ 0 }, NULL));
	journal_close(j);
	mem_free(much);
}

/* A reader beside the writer: across segments, sealing and retention. */
static void
follows(void)
{
	struct journal *j;
	struct journal_read *r = NULL;
	struct span line;
	uint64_t offset, removed;

	fresh();
	j = opened(&small, 0);
	T_INT(RC_OK, journal_read_open(folder, 0, &r, NULL));
	for (uint64_t i = 0; i < 60; i++) {
		T_INT(RC_MORE, journal_read_next(r, &line, &offset, NULL));
		T_INT(RC_OK, append(j, i));
		/* Not before it is durable. */
		T_INT(RC_MORE, journal_read_next(r, &line, &offset, NULL));
		T_INT(RC_OK, journal_commit(j, 0, NULL));
		if (i % 3 == 1)
			T_INT(RC_OK, journal_tidy(j, 0, &removed, NULL));
		T_INT(RC_OK, journal_read_next(r, &line, &offset, NULL));
		T_INT(i, offset);
	}
	journal_read_close(r);
	holds(0, 60);
	holds(31, 60);
	T_INT(RC_OK, journal_read_open(folder, 0, &r, NULL));
	for (uint64_t next = 0; next < 60; next = journal_read_offset(r)) {
		T_INT(RC_OK, journal_read_batch(r, &line, &offset, NULL));
		T_INT(next, offset);
		T_TRUE(line.n > 0 && line.p[line.n - 1] == '\n');
		if (t_failed > 0)
			break;
	}
	journal_read_close(r);
	journal_close(j);
	holds(0, 60);
}

static unsigned long fault_at, fault_count;
static int fault_errno;
static bool fault_stays;

static int
fault(void)
{
	unsigned long n = ++fault_count;

	return (n == fault_at || (fault_stays && n > fault_at) ?
	    fault_errno : 0);
}

/* The ${at}th operation fails, then the disk is well again, or only once the
 * run is over (${stays}): nothing is acknowledged that is not there, and all
 * goes on.  Return whether it failed at all. */
static bool
faulty(unsigned long at, int why, bool stays, bool again)
{
	struct journal *j = opened(&small, 0);
	uint64_t acked = 0, removed;
	bool met = false;

	fault_at = at;
	fault_count = 0;
	fault_errno = why;
	fault_stays = stays;
	disk_fault = fault;
	for (uint64_t i = 0; i < LINES; i++) {
		rc r;

		T_INT(RC_OK, append(j, i));
		r = journal_commit(j, 0, NULL);
		if (r != RC_OK) {
			met = true;
			T_INT(why == ENOSPC ? RC_LIMIT : RC_IO, r);
			T_INT(acked, journal_durable(j));
			T_TRUE(journal_waiting(j) > 0);
			if (again)
				break;
			holds_some(acked);
			fault_stays = false;
			T_INT(RC_OK, journal_commit(j, 0, NULL));
		}
		acked = journal_durable(j);
		T_INT(i + 1, acked);
		if (i % 5 == 4 && journal_tidy(j, 0, &removed, NULL) != RC_OK)
			met = true;
	}
	disk_fault = NULL;
	journal_close(j);
	met |= fault_count >= at;
	if (again && met && acked < LINES) {
		struct journal_found found = { 0 };

		/* The one in hand may be there: it was whole or not. */
		T_INT(RC_OK, journal_open(folder, &small, &j, &found, NULL));
		T_TRUE(found.durable == acked || found.durable == acked + 1);
		acked = found.durable;
		holds(0, acked);
		grow(j, 3);
		acked += 3;
		journal_close(j);
	}
	holds(0, acked);
	j = opened(&small, acked);
	T_INT(RC_OK, journal_tidy(j, 0, &removed, NULL));
	journal_close(j);
	holds(0, acked);
	return (met);
}

static void
faults(void)
{
	static const int whys[] = { ENOSPC, EIO };

	for (unsigned way = 0; way < 8; way++)
		/* All of them one way, some the others. */
		for (unsigned long at = 1 + way % 3; ; at += way < 2 ?
		    (t_usual(10) > 1 ? 1 : 3) : 5) {
			fresh();
			if (!faulty(at, whys[way & 1], way & 2, way & 4) ||
			    t_failed > 0)
				break;
			T_TRUE(at < 1000);
		}
}

/* The write of the last block is cut at every byte. */
static void
torn(void)
{
	static const char log[] = "00000000000000000000.log";
	struct journal_how big = { .segment = 1 << 20 };
	struct journal_found found;
	struct journal *j;
	char all[512], mark[16];
	size_t two, three, n_mark;

	fresh();
	j = opened(&big, 0);
	grow(j, 2);
	two = read_file(log, all, sizeof(all));
	n_mark = read_file("mark", mark, sizeof(mark));
	grow(j, 1);
	three = read_file(log, all, sizeof(all));
	journal_close(j);
	T_INT(two + BLOCK_HEAD + 11, three);
	for (size_t n = two; n <= three && t_failed == 0; n++) {
		write_file(log, all, n);
		write_file("mark", mark, n_mark);
		T_INT(RC_OK, journal_open(folder, &big, &j, &found, NULL));
		T_INT(n == three ? 3 : 2, found.durable);
		T_INT(n == three ? 0 : n - two, found.torn);
		grow(j, 1);
		journal_close(j);
		holds(0, found.durable + 1);
	}
	/* Cut off below what was acknowledged: that is told. */
	write_file(log, all, two);
	T_INT(RC_MALFORMED, journal_open(folder, &big, &j, &found, NULL));
}

/* survey_fn */
static void
ignore(void *ctx, const struct survey_row *row)
{

	(void)ctx;
	(void)row;
}

static bool
good(void)
{
	struct survey all = { .bad = 0 };

	return (survey_journal(folder, true, ignore, NULL, &all, NULL) ==
	    RC_OK && all.bad == 0 && all.wrong.code == RC_OK);
}

/* A bit of every byte of every file is turned, and that is found. */
static void
flipped(void)
{
	static const char *const names[] = { "manifest", "mark",
	    "00000000000000000000.zst", "00000000000000000005.log" };
	struct journal *j;
	char all[2048];
	uint64_t removed;

	fresh();
	j = opened(&small, 0);
	grow(j, 6);
	T_INT(RC_OK, journal_tidy(j, 0, &removed, NULL));
	journal_close(j);
	T_TRUE(good());
	for (size_t f = 0; f < COUNT_OF(names); f++) {
		size_t n = read_file(names[f], all, sizeof(all));

		T_TRUE(n > 0 && n < sizeof(all));
		for (size_t i = 0; i < n; i++) {
			all[i] ^= (char)(1 << i % 8);
			write_file(names[f], all, n);
			if (good()) {
				printf("# %s, byte %zu\n", names[f], i);
				t_failed++;
			}
			all[i] ^= (char)(1 << i % 8);
		}
		write_file(names[f], all, n);
	}
	T_TRUE(good());
}

static void
retention(void)
{
	struct journal_how how = { .segment = 90, .keep = { .ms = 50 } };
	struct journal_read *r = NULL;
	struct journal *j;
	uint64_t removed;
	struct survey all;

	fresh();
	j = opened(&how, 0);
	for (uint64_t i = 0; i < 30; i++) {
		T_INT(RC_OK, append(j, i));
		T_INT(RC_OK, journal_commit(j, 1000 + 10 * (int64_t)i, NULL));
	}
	/* Segments of two lines; the last line is of 1290. */
	T_INT(RC_OK, journal_tidy(j, 1290, &removed, NULL));
	T_INT(12, removed);
	holds(24, 30);
	T_INT(RC_NOTFOUND, journal_read_open(folder, 23, &r, NULL));
	T_INT(RC_OK, journal_read_open(folder, JOURNAL_READ_START, &r, NULL));
	T_INT(24, journal_read_offset(r));
	journal_read_close(r);
	journal_close(j);
	/* The same by size; 1 byte is none that is sealed. */
	how.keep = (struct tidy_keep){ .bytes = 1 };
	j = opened(&how, 30);
	T_INT(RC_OK, journal_tidy(j, 1290, &removed, NULL));
	T_INT(2, removed);
	journal_close(j);
	T_INT(RC_OK, survey_journal(folder, true, ignore, NULL, &all, NULL));
	T_INT(28, all.start);
	T_INT(30, all.end);
	T_TRUE(good());
}

/* Somebody who may not open files appends over what he is given. */
static void
lent(void)
{
	struct journal_loan loan;
	struct segwrite *w = NULL;
	struct journal *j;
	uint64_t removed;
	unsigned asked = 0;

	fresh();
	j = opened(&small, 0);
	grow(j, 1);
	T_INT(RC_CONFLICT, journal_lend(j, 2, &loan, NULL));
	T_INT(RC_OK, journal_lend(j, 1, &loan, NULL));
	T_INT(RC_OK, segwrite_new(&loan.place, loan.mark, small.segment,
	    &w));
	for (uint64_t i = 1; i < 20; i++) {
		char text[32];
		int n = snprintf(text, sizeof(text), "{\"line\":%llu}",
		    (unsigned long long)i);
		rc r;

		T_INT(RC_OK, segwrite_append(w, (struct span){ text,
		    (size_t)n }));
		r = segwrite_commit(w, 0, NULL);
		if (r != RC_MORE) {
			T_INT(RC_OK, r);
			continue;
		}
		asked++;
		T_INT(RC_OK, journal_lend(j, segwrite_next(w), &loan, NULL));
		segwrite_take(w, loan.place.fd);
		T_INT(RC_OK, segwrite_commit(w, 0, NULL));
		T_INT(RC_OK, journal_tidy(j, 0, &removed, NULL));
		holds(0, i + 1);
	}
	T_INT(3, asked);
	T_INT(RC_CONFLICT, journal_lend(j, 3, &loan, NULL));
	segwrite_free(w);
	journal_close(j);
	holds(0, 20);
	j = opened(&small, 20);
	journal_close(j);
	T_TRUE(good());
}

static void
memory(void)
{
	struct journal_found found;
	struct journal_read *r = NULL;
	struct journal *j = NULL;
	rc got = RC_NOMEM;

	fresh();
	j = opened(&small, 0);
	grow(j, 20);
	journal_close(j);
	for (unsigned long n = 1; got != RC_OK && n < 200; n++) {
		j = NULL;
		mem_count = 0;
		mem_fail_at = n;
		got = journal_open(folder, &small, &j, &found, NULL);
		T_TRUE(got == RC_OK || (got == RC_NOMEM && j == NULL));
	}
	mem_fail_at = 0;
	T_INT(RC_OK, got);
	got = RC_NOMEM;
	for (unsigned long n = 1; got != RC_OK && n < 200; n++) {
		mem_count = 0;
		mem_fail_at = n;
		got = journal_read_open(folder, 0, &r, NULL);
		T_TRUE(got == RC_OK || got == RC_NOMEM);
	}
	mem_fail_at = 0;
	T_INT(RC_OK, got);
	journal_read_close(r);
	journal_close(j);
	wipe();
}

static const struct t_case cases[] = {
	{ "CRC-32C as others have it", sums },
	{ "blocks: prefixes and flipped bits", blocks },
	{ "lines that are refused, and a full block", lines },
	{ "a reader follows the writer", follows },
	{ "the n-th operation fails", faults },
	{ "a write torn at every byte", torn },
	{ "flipped bits are found", flipped },
	{ "retention by age and size", retention },
	{ "a journal that is lent", lent },
	{ "no memory", memory },
};

T_MAIN(cases)
