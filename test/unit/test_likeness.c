/* SPDX-License-Identifier: Apache-2.0 */
/* Lines kept by what they have that others have not, and states packed. */
#include "base/mem.h"
#include "model/likeness.h"
#include "t.h"
#include "twin/sparse.h"

#define ROOM	2048

static uint64_t dice = 1;

static unsigned
pick(unsigned n)
{

	dice = dice * UINT64_C(6364136223846793005) + 1442695040888963407;
	return ((unsigned)(dice >> 33) % n);
}

/* ${line} is kept by ${model} and comes back; how many bytes it takes. */
static size_t
back(struct span model, struct span line)
{
	struct likeness *m = likeness_new(model);
	struct buf b = { 0 };
	char kept[ROOM];
	size_t n;

	T_TRUE(m != NULL);
	n = likeness_put(m, line, kept, sizeof(kept));
	if (n != SIZE_MAX) {
		likeness_get(m, (struct span){ kept, n }, &b);
		T_TRUE(!b.failed && span_eq(buf_span(&b), line));
	}
	buf_release(&b);
	likeness_drop(m);
	return (n);
}

static void
alike(void)
{
	const struct span a = SPAN("{\"id\":\"e-1\",\"speed\":48.5,"
	    "\"lat\":50.123456}");

	T_INT(3, back(a, a));
	T_INT(0, back(a, SPAN("")));
	T_INT(0, back(SPAN(""), SPAN("")));
	T_TRUE(back(a, SPAN("{\"id\":\"e-2\",\"speed\":50,"
	    "\"lat\":50.123499}")) < 24);
	/* Nothing in common, less of it, more of it: whatever it takes. */
	(void)back(a, SPAN("{}"));
	(void)back(a, SPAN("what,is:this"));
	(void)back(SPAN("{}"), a);
	(void)back(SPAN(""), a);
}

/* Lines of words and marks that were changed here and there. */
static void
mutants(void)
{
	static const char letter[] = "ab1\",:{}[]";
	char a[300], b[300];

	for (unsigned round = 0; round < 20000; round++) {
		size_t n = pick(sizeof(a)), m = 0;

		for (size_t i = 0; i < n; i++)
			a[i] = letter[pick(sizeof(letter) - 1)];
		for (size_t i = 0; i < n && m < sizeof(b) - 2; i++) {
			if (pick(16) == 0)
				b[m++] = letter[pick(sizeof(letter) - 1)];
			if (pick(16) > 0)
				b[m++] = a[i];
		}
		(void)back((struct span){ a, n }, (struct span){ b, m });
	}
}

/* No room is no harm. */
static void
narrow(void)
{
	struct likeness *m = likeness_new(SPAN("abc"));
	const struct span line = SPAN("0123456789012345678901234567890");
	char kept[64];

	for (size_t max = 0; max <= sizeof(kept); max++) {
		size_t n = likeness_put(m, line, kept, max);

		T_TRUE(n == SIZE_MAX || n <= max);
	}
	likeness_drop(m);
}

/* What is not like the model becomes it. */
static void
models(void)
{
	const struct span a = SPAN("{\"type\":\"a\",\"x\":1,\"y\":22222,\"z\":\"zz\"}");
	const struct span b = SPAN("a wholly different line, of other words");
	struct likenesses x = { .of = { NULL } };
	struct likeness *m[3];
	char kept[ROOM];
	size_t n;

	T_INT(RC_OK, likeness_find(&x, 7, a, kept, ROOM, &n, &m[0]));
	T_INT(RC_OK, likeness_find(&x, 7, a, kept, ROOM, &n, &m[1]));
	T_TRUE(m[0] == m[1] && m[0]->refs == 3 && n == 3);
	T_INT(RC_OK, likeness_find(&x, 7 + LIKENESS_KINDS, b, kept, ROOM, &n,
	    &m[2]));
	T_TRUE(m[2] != m[0] && m[0]->refs == 2);
	likeness_release(&x);
	for (size_t i = 0; i < COUNT_OF(m); i++)
		likeness_drop(m[i]);
	mem_count = 0;
	mem_fail_at = 1;
	T_INT(RC_NOMEM, likeness_find(&x, 0, a, kept, ROOM, &n, &m[0]));
	mem_fail_at = 0;
	likeness_release(&x);
}

/* A record of any size comes back as it was, and zeros take no room. */
static void
packed(void)
{
	char was[3000], is[3008];

	for (unsigned size = 8; size <= 2992; size += 8 * (1 + pick(20))) {
		struct sparse *s = NULL;

		memset(was, 0, sizeof(was));
		T_INT(RC_OK, sparse_close(&s, size, was));
		T_TRUE(s == NULL);
		for (unsigned round = 0; round < 50; round++) {
			unsigned at = pick(size), n = pick(40);

			/* Now less, now more. */
			if (pick(8) == 0)
				memset(was, 0, size);
			memset(was + at, pick(2) == 0 ? 0 : (int)pick(256),
			    n < size - at ? n : size - at);
			T_INT(RC_OK, sparse_close(&s, size, was));
			memset(is, 0x55, sizeof(is));
			sparse_open(s, size, is);
			T_TRUE(memcmp(was, is, size) == 0);
			T_TRUE(is[SPARSE_ROOM(size)] == 0x55);
		}
		T_TRUE(sparse_bytes(s, size) <= size + size / 64 + 64);
		sparse_free(s);
	}
}

/* When memory is short, what was kept stays. */
static void
memory(void)
{
	char was[64] = { 1 }, more[64], is[64];
	struct sparse *s = NULL;

	memset(more, 1, sizeof(more));
	T_INT(RC_OK, sparse_close(&s, sizeof(was), was));
	mem_count = 0;
	mem_fail_at = 1;
	T_INT(RC_NOMEM, sparse_close(&s, sizeof(more), more));
	mem_fail_at = 0;
	sparse_open(s, sizeof(was), is);
	T_TRUE(memcmp(was, is, sizeof(was)) == 0);
	sparse_free(s);
}

static const struct t_case cases[] = {
	{ "lines that are alike", alike },
	{ "lines changed at random", mutants },
	{ "too little room", narrow },
	{ "a model for each kind", models },
	{ "states packed and opened", packed },
	{ "states when memory is short", memory },
};

T_MAIN(cases)
