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

static const struct t_case cases[] = {
	{ "lines", test_lines },
	{ "long", test_long },
	{ "refused", test_refused },
};

T_MAIN(cases)
