/* SPDX-License-Identifier: Apache-2.0 */
/* Sorting: in memory, in runs, in passes; equal keys stay in order. */
#include <sys/resource.h>

#include "base/mem.h"
#include "source/sort.h"

#include "t.h"

static uint32_t
step(uint32_t *x)
{

	*x = *x * 1664525 + 1013904223;
	return (*x >> 8);
}

/* ${n} records of up to ${most} bytes; ${keys} different keys. */
static void
sorts(size_t budget, size_t n, uint32_t most, uint32_t keys)
{
	static char text[SORT_LINE_MAX];
	struct sort *so = NULL;
	int64_t key, last_key = INT64_MIN;
	uint64_t tag, last_tag = 0, sum = 0, want = 0;
	struct err e = { 0 };
	struct span line;
	uint32_t x = 7;
	size_t got = 0;
	rc rv;

	T_INT(RC_OK, sort_new(budget, "/tmp", &so, &e));
	for (size_t i = 0; i < n; i++) {
		size_t size = step(&x) % (most + 1);

		key = (int64_t)(step(&x) % keys) - 5;
		memset(text, (int)('a' + i % 26), size);
		T_INT(RC_OK, sort_add(so, key, i,
		    (struct span){ text, size }, &e));
		want += size * (i + 1);
	}
	while ((rv = sort_next(so, &key, &tag, &line, &e)) == RC_OK) {
		T_TRUE(key > last_key || (key == last_key && tag > last_tag));
		T_TRUE(line.n == 0 || (line.p[0] == (char)('a' + tag % 26) &&
		    line.p[line.n - 1] == line.p[0]));
		sum += line.n * (tag + 1);
		last_key = key;
		last_tag = tag;
		got++;
	}
	T_INT(RC_NOTFOUND, rv);
	T_INT(n, got);
	T_TRUE(sum == want);
	T_INT(RC_NOTFOUND, sort_next(so, &key, &tag, &line, &e));
	sort_free(so);
}

static void
test_in_memory(void)
{

	sorts(0, 0, 1, 1);
	sorts(0, 1, 10, 1);
	sorts(0, 5000, 100, 50);
	sorts(0, 3, 65536, 2);
}

static void
test_in_runs(void)
{

	/* 3 MB through 1 MiB. */
	sorts(1 << 20, 30000, 200, 1000);
}

static void
test_in_passes(void)
{

	/* 40 MB through 1 MiB: some 80 runs, 15 windows. */
	sorts(1 << 20, 20000, 4000, 100000);
	sorts(1 << 20, 600, 65536, 7);
}

static void
test_bounded(void)
{
	struct rusage before, after;

	(void)getrusage(RUSAGE_SELF, &before);
	sorts(4 << 20, 40000, 4000, 3);		/* 80 MB */
	(void)getrusage(RUSAGE_SELF, &after);
	T_TRUE(after.ru_maxrss - before.ru_maxrss < 16384);
}

static void
test_errors(void)
{
	static char text[SORT_LINE_MAX + 1];
	struct sort *so = NULL;
	struct err e;
	rc rv = RC_OK;

	T_INT(RC_OK, sort_new(0, "/no/such/folder", &so, &e));
	T_INT(RC_LIMIT, sort_add(so, 1, 1,
	    (struct span){ text, sizeof(text) }, &e));
	sort_free(so);
	so = NULL;
	T_INT(RC_OK, sort_new(1 << 20, "/no/such/folder", &so, &e));
	for (int i = 0; i < 100 && rv == RC_OK; i++)
		rv = sort_add(so, i, 1, (struct span){ text, 60000 }, &e);
	T_INT(RC_IO, rv);
	T_TRUE(strstr(e.what, "/no/such/folder") != NULL);
	sort_free(so);
}

/* One whole sort; what failed, or RC_OK. */
static rc
once(void)
{
	static const char text[60000];
	struct sort *so = NULL;
	struct span line;
	uint64_t tag;
	int64_t key;
	rc rv = sort_new(1 << 20, "/tmp", &so, NULL);

	for (int i = 0; i < 30 && rv == RC_OK; i++)
		rv = sort_add(so, -i, 0, (struct span){ text, 60000 }, NULL);
	while (rv == RC_OK)
		rv = sort_next(so, &key, &tag, &line, NULL);
	sort_free(so);
	return (rv == RC_NOTFOUND ? RC_OK : rv);
}

static void
test_no_memory(void)
{

	for (unsigned long n = 1; ; n++) {
		rc rv;

		mem_count = 0;
		mem_fail_at = n;
		rv = once();
		if (rv == RC_OK)
			break;
		T_INT(RC_NOMEM, rv);
		T_TRUE(n < 100);
		if (n == 100)
			break;
	}
	mem_fail_at = 0;
}

static const struct t_case cases[] = {
	{ "memory stays bounded", test_bounded },
	{ "in memory", test_in_memory },
	{ "in runs", test_in_runs },
	{ "in passes", test_in_passes },
	{ "errors", test_errors },
	{ "every allocation fails once", test_no_memory },
};

T_MAIN(cases)
