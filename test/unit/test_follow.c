/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of a file that grows: what test/func/63-tail.sh cannot time. */
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "sys/follow.h"
#include "t.h"

static char path[] = "/tmp/vedette-follow-XXXXXX";

static void
append(const char *text, size_t n)
{
	FILE *f = fopen(path, "a");

	T_TRUE(f != NULL);
	T_TRUE(f != NULL && fwrite(text, 1, n, f) == n && fclose(f) == 0);
}

static void
want(struct follow *f, const char *text)
{
	struct span line = { NULL, 0 };
	struct err e = { 0 };

	T_INT(RC_OK, follow_next(f, &line, &e));
	T_SPAN(text, line);
}

static void
want_rc(struct follow *f, rc code)
{
	struct span line;
	struct err e = { 0 };

	T_INT(code, follow_next(f, &line, &e));
	T_TRUE((e.what[0] != '\0') == (code != RC_MORE));
}

static void
test_lines(void)
{
	struct follow *f = NULL;
	struct err e = { 0 };
	int fd = mkstemp(path);

	T_TRUE(fd != -1);
	(void)close(fd);
	append("old\n", 4);
	T_INT(RC_OK, follow_open(path, false, &f, &e));
	want_rc(f, RC_MORE);
	append("a\r\n\nhal", 7);
	want(f, "a");
	want(f, "");
	want_rc(f, RC_MORE);
	append("f\n", 2);
	want(f, "half");
	T_INT(3, follow_lines(f));
	follow_close(f);
	T_INT(RC_OK, follow_open(path, true, &f, &e));
	want(f, "old");
	/* Cut to nothing: what was half read is gone. */
	T_INT(0, truncate(path, 0));
	want(f, "a");
	want(f, "");
	want(f, "half");
	want_rc(f, RC_MORE);
	append("new\n", 4);
	want(f, "new");
	follow_close(f);
}

/* The longest line, one more byte, and far more; then it goes on. */
static void
test_long(void)
{
	static const size_t sizes[] = { FOLLOW_LINE, FOLLOW_LINE + 1,
	    5 * FOLLOW_LINE + 7 };
	char *line = malloc(6 * FOLLOW_LINE);
	struct follow *f = NULL;
	struct err e = { 0 };
	struct span got;

	T_TRUE(line != NULL);
	if (line == NULL)
		return;
	memset(line, 'x', 6 * FOLLOW_LINE);
	T_INT(RC_OK, follow_open(path, false, &f, &e));
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		append(line, sizes[i]);
		append("\n", 1);
		append("next\n", 5);
		if (i == 0) {
			T_INT(RC_OK, follow_next(f, &got, &e));
			T_INT(sizes[i], got.n);
		} else
			want_rc(f, RC_LIMIT);
		want(f, "next");
	}
	T_INT(6, follow_lines(f));
	follow_close(f);
	free(line);
}

static void
test_refused(void)
{
	struct follow *f = NULL;
	struct err e = { 0 };

	T_INT(RC_NOTFOUND, follow_open("/nonexistent", true, &f, &e));
	T_INT(RC_IO, follow_open("/tmp", true, &f, &e));
	T_INT(RC_IO, follow_open("/dev/null", true, &f, &e));
	mem_count = 0;
	mem_fail_at = 1;
	T_INT(RC_NOMEM, follow_open(path, true, &f, &e));
	mem_fail_at = 0;
	T_TRUE(f == NULL);
	(void)unlink(path);
}

static void
mark(const struct follow *f, struct follow_mark *m)
{
	struct err e = { 0 };

	T_INT(RC_OK, follow_mark(f, m, &e));
}

/* Go on where a mark was set: in the file, where it was moved to, never in
 * another one. */
static void
test_mark(void)
{
	char own[] = "/tmp/vedette-marks-XXXXXX", a[64], b[64];
	struct follow_mark m = { .at = 0 };
	struct follow *f = NULL;
	struct err e = { 0 };
	FILE *w;

	T_TRUE(mkdtemp(own) != NULL);
	(void)snprintf(a, sizeof(a), "%s/log", own);
	(void)snprintf(b, sizeof(b), "%s/log.1", own);
	T_TRUE((w = fopen(a, "w")) != NULL);
	if (w == NULL)
		return;
	T_TRUE(fputs("one\ntwo\nthree", w) >= 0 && fflush(w) == 0);
	T_INT(RC_OK, follow_open(a, true, &f, &e));
	want(f, "one");
	mark(f, &m);
	T_INT(4, m.at);
	T_INT(1, m.lines);
	follow_close(f);
	/* Where what was read but not given out is read again. */
	T_INT(RC_OK, follow_from(a, &m, &f, &e));
	want(f, "two");
	want_rc(f, RC_MORE);
	mark(f, &m);
	T_INT(8, m.at);
	T_INT(2, follow_lines(f));
	follow_close(f);
	T_INT(0, rename(a, b));
	T_TRUE(fputs("\nfour\n", w) >= 0 && fclose(w) == 0);
	T_INT(RC_OK, follow_from(a, &m, &f, &e));
	want(f, "three");
	T_TRUE((w = fopen(a, "w")) != NULL);
	T_TRUE(w != NULL && fputs("five\n", w) >= 0 && fclose(w) == 0);
	want(f, "four");
	want(f, "five");
	follow_close(f);
	/* The same number, other bytes: another file. */
	T_TRUE((w = fopen(b, "r+")) != NULL);
	T_TRUE(w != NULL && fputs("ONE", w) >= 0 && fclose(w) == 0);
	T_INT(RC_CONFLICT, follow_from(a, &m, &f, &e));
	T_INT(0, unlink(b));
	T_INT(RC_CONFLICT, follow_from(a, &m, &f, &e));
	T_INT(0, unlink(a));
	T_INT(0, rmdir(own));
}

/* A pipe: nothing yet, whole lines, and its end. */
static void
test_pipe(void)
{
	struct follow *f = NULL;
	int fd[2];

	T_INT(0, pipe(fd));
	T_INT(RC_OK, follow_pipe(fd[0], 7, &f));
	want_rc(f, RC_MORE);
	T_INT(5, write(fd[1], "a\nrst", 5));
	want(f, "a");
	T_INT(8, follow_lines(f));
	want_rc(f, RC_MORE);
	(void)close(fd[1]);
	want(f, "rst");
	T_INT(RC_NOTFOUND, follow_next(f, &(struct span){ 0 }, NULL));
	T_INT(RC_NOTFOUND, follow_next(f, &(struct span){ 0 }, NULL));
	follow_close(f);
}

static const struct t_case cases[] = {
	{ "mark", test_mark },
	{ "pipe", test_pipe },
	{ "lines", test_lines },
	{ "long", test_long },
	{ "refused", test_refused },
};

T_MAIN(cases)
