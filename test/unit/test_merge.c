/* SPDX-License-Identifier: Apache-2.0 */
/* Several inputs as one journal. */
#include "base/buf.h"
#include "base/mem.h"
#include "source/merge.h"
#include "t.h"

#define AT(s)	"{\"time\":\"2026-03-02T08:00:" s "Z\"}"
#define GOT(t, r)	"{\"time\":\"2026-03-02T08:00:" t "Z\",\"received\":" \
		"\"2026-03-02T08:00:" r "Z\"}"
#define LINES	6
#define INPUTS	3

/* An input: its lines; what ends it. */
struct lane {
	const char	*line[LINES];
	unsigned	 at;
	rc		 end;
	char		 copy[256];
};

static rc
next(void *ctx, struct span *line, uint64_t *number, struct err *e)
{
	struct lane *l = ctx;

	if (l->at == LINES || l->line[l->at] == NULL) {
		if (l->end != RC_OK)
			return (rc_fail(e, l->end, 0, "the end"));
		return (RC_NOTFOUND);
	}
	/* The line before is gone: what is borrowed ends with the call. */
	(void)snprintf(l->copy, sizeof(l->copy), "%s", l->line[l->at++]);
	*line = span_of(l->copy);
	*number = l->at;
	return (RC_OK);
}

/* Merge, and write down "INPUT:NUMBER " of each line. */
static rc
run(struct lane *lanes, size_t n, bool sorted, struct buf *b)
{
	struct merge_input in[INPUTS];
	struct merge *m = NULL;
	struct err e = { 0 };
	struct span line;
	uint64_t number;
	unsigned input;
	rc r;

	for (size_t i = 0; i < n; i++) {
		lanes[i].at = 0;
		in[i] = (struct merge_input){ &lanes[i], next };
	}
	buf_clear(b);
	if ((r = merge_new(in, n, sorted, &m, &e)) != RC_OK)
		return (r);
	while ((r = merge_next(m, &input, &line, &number, &e)) == RC_OK) {
		const char *want = input < n && number >= 1 &&
		    number <= LINES ? lanes[input].line[number - 1] : "";

		T_SPAN(want, line);
		buf_fmt(b, "%u:%llu ", input, (unsigned long long)number);
	}
	merge_free(m);
	return (r);
}

static const struct {
	const char	*name, *merged, *sorted;
	struct lane	 lane[INPUTS];
	size_t		 n;
} table[] = {
	{ "two by time", "0:1 1:1 0:2 1:2 ", "0:1 1:1 0:2 1:2 ",
	    { { .line = { AT("01"), AT("03") } },
	      { .line = { AT("02"), AT("04") } } }, 2 },
	{ "ties by the order of the inputs", "0:1 0:2 1:1 2:1 ",
	    "0:1 0:2 1:1 2:1 ",
	    { { .line = { AT("01"), AT("01") } }, { .line = { AT("01") } },
	      { .line = { AT("01") } } }, 3 },
	{ "received before time", "1:1 0:1 1:2 ", "1:1 0:1 1:2 ",
	    { { .line = { GOT("01", "07") } },
	      { .line = { AT("05"), AT("09") } } }, 2 },
	{ "an input is never reordered, and its late line holds nothing up",
	    "1:1 0:1 0:2 1:2 0:3 ", "0:2 1:1 0:1 1:2 0:3 ",
	    { { .line = { AT("05"), AT("01"), AT("09") } },
	      { .line = { AT("02"), AT("07") } } }, 2 },
	{ "a line without a time stays with the one before",
	    "0:1 0:2 0:3 1:1 0:4 ", "0:1 0:2 0:3 1:1 0:4 ",
	    { { .line = { AT("01"), "no JSON", "{\"time\":7}", AT("09") } },
	      { .line = { AT("05") } } }, 2 },
	{ "one input", "0:1 0:2 0:3 ", "0:2 0:3 0:1 ",
	    { { .line = { AT("09"), AT("01"), AT("05") } } }, 1 },
	{ "an empty input", "1:1 ", "1:1 ",
	    { { .at = 0 }, { .line = { AT("01") } } }, 2 },
	{ "nothing", "", "", { { .at = 0 }, { .at = 0 } }, 2 },
};

static void
merged(void)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < COUNT_OF(table); i++) {
		struct lane lanes[INPUTS];

		for (int sorted = 0; sorted < 2; sorted++) {
			memcpy(lanes, table[i].lane, sizeof(lanes));
			T_INT(RC_NOTFOUND, run(lanes, table[i].n, sorted,
			    &b));
			T_SPAN(sorted ? table[i].sorted : table[i].merged,
			    buf_span(&b));
			if (t_failed > 0)
				printf("# in '%s'\n", table[i].name);
		}
	}
	buf_release(&b);
}

static void
fails(void)
{
	struct lane lanes[] = { { .line = { AT("01"), AT("04") },
	    .end = RC_IO }, { .line = { AT("02"), AT("08") } } };
	struct buf b = { 0 };

	/* An input's error ends everything, after what came before it. */
	T_INT(RC_IO, run(lanes, 2, false, &b));
	T_SPAN("0:1 1:1 0:2 ", buf_span(&b));
	T_INT(RC_IO, run(lanes, 2, true, &b));
	T_SPAN("", buf_span(&b));
	buf_release(&b);
	merge_free(NULL);
}

static void
no_memory(void)
{
	struct lane lanes[] = { { .line = { AT("01"), AT("04") } },
	    { .line = { AT("02") } } };
	struct buf b = { 0 };

	for (int sorted = 0; sorted < 2; sorted++) {
		unsigned long n = 0;
		rc r;

		do {
			mem_count = 0;
			mem_fail_at = ++n;
			r = run(lanes, 2, sorted, &b);
			mem_fail_at = 0;
			T_TRUE(r == RC_NOTFOUND || r == RC_NOMEM);
		} while (r != RC_NOTFOUND && n < 1000);
		T_TRUE(n > 3);
	}
	buf_release(&b);
}

static const struct t_case cases[] = {
	{ "merged and sorted", merged },
	{ "failures", fails },
	{ "no memory", no_memory },
};
T_MAIN(cases)
