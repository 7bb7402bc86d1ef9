/* SPDX-License-Identifier: Apache-2.0 */
/* A test program: a table of cases, printed as TAP 13. */
#ifndef TEST_T_H
#define TEST_T_H

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** One case: its name and the function that runs it. */
struct t_case {
	const char	*name;
	void		(*run)(void);
};

static int t_failed;		/* Failures of the case that runs. */
static const char *t_skip;	/* Why the case was skipped, or NULL. */

/** t_usual(n): How often a long loop is to run: ${n}, or a tenth of it, at
 * least once, where T_QUICK asks for it: under sanitizers and valgrind, whose
 * findings come with the first turns. */
static inline unsigned long
t_usual(unsigned long n)
{

	return (getenv("T_QUICK") != NULL ? (n + 9) / 10 : n);
}

static inline void
t_note(bool ok, const char *file, int line, const char *what)
{

	if (ok)
		return;
	t_failed++;
	printf("# %s:%d: %s\n", file, line, what);
}

static inline void
t_int(long long want, long long got, const char *file, int line,
    const char *what)
{

	if (want != got)
		printf("# want %lld, got %lld\n", want, got);
	t_note(want == got, file, line, what);
}

static inline void
t_num(double want, double got, double eps, const char *file, int line,
    const char *what)
{
	bool ok = fabs(want - got) <= eps;

	if (!ok)
		printf("# want %.9g, got %.9g\n", want, got);
	t_note(ok, file, line, what);
}

static inline void
t_str(const char *want, size_t n, const char *got, size_t m, const char *file,
    int line, const char *what)
{
	bool ok = n == m && (n == 0 || memcmp(want, got, n) == 0);

	if (!ok)
		printf("# want '%.*s'\n# got  '%.*s'\n", (int)n, want, (int)m,
		    got != NULL ? got : "");
	t_note(ok, file, line, what);
}

#define T_TRUE(c)	t_note((c), __FILE__, __LINE__, #c)
#define T_INT(w, g)	t_int((long long)(w), (long long)(g), __FILE__,	\
			    __LINE__, #g)
#define T_NUM(w, g, e)	t_num((w), (g), (e), __FILE__, __LINE__, #g)
/* A C string against a span, or against a C string. */
#define T_SPAN(w, s)	do {						\
	__typeof__(s) s_ = (s);						\
									\
	t_str((w), strlen(w), s_.p, s_.n, __FILE__, __LINE__, #s);	\
} while (0)
#define T_STR(w, s)	do {						\
	const char *s_ = (s);						\
									\
	t_str((w), strlen(w), s_, strlen(s_), __FILE__, __LINE__, #s);	\
} while (0)
#define T_SKIP(why)	do { t_skip = (why); return; } while (0)

/** T_MAIN(cases): main() over the array ${cases}. */
#define T_MAIN(cases)							\
int									\
main(void)								\
{									\
	size_t n = sizeof(cases) / sizeof((cases)[0]);			\
	int bad = 0;							\
									\
	printf("TAP version 13\n1..%zu\n", n);				\
	for (size_t i = 0; i < n; i++) {				\
		t_failed = 0;						\
		t_skip = NULL;						\
		(cases)[i].run();					\
		bad += t_failed > 0;					\
		printf("%sok %zu - %s%s%s\n", t_failed ? "not " : "",	\
		    i + 1, (cases)[i].name, t_skip ? " # SKIP " : "",	\
		    t_skip ? t_skip : "");				\
		fflush(stdout);						\
	}								\
	return (bad > 0);						\
}

#endif
