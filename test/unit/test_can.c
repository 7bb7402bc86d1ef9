/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CAN logs: the cases of test/conform/can, whole, in all their beginnings,
 * and with every allocation failing; signals in bits, there and back.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "source/cantable_dbc.h"
#include "source/cantable_yaml.h"
#include "source/decoder.h"
#include "t.h"

#define LINE_MAX_BYTES	8192

/* A case. */
struct sheet {
	char		title[160];
	struct buf	dbc, yaml, log, wants, faults;
	unsigned	bad, skipped;
	bool		refused;
};

/* What came of it. */
struct got {
	struct buf	out, faults;
	unsigned	bad, skipped;
};

static unsigned cases_run;

static void
bad_statement(void *ctx, const struct dbc_bad *bad)
{
	struct got *g = ctx;

	buf_fmt(&g->faults, "%u: %s: %s\n", bad->line, bad->field,
	    bad->expected);
}

static void
bad_yaml(void *ctx, unsigned line, unsigned col, const char *what)
{
	struct got *g = ctx;

	(void)col;
	buf_fmt(&g->faults, "%u: %s\n", line, what);
}

static void
note(void *ctx, const struct mapping_note *n)
{
	struct got *g = ctx;

	g->bad += n->kind == MAPPING_BAD;
	g->skipped += n->kind == MAPPING_SKIPPED;
}

static rc
load(const struct sheet *s, struct got *g, struct cantable **ret)
{
	struct cantable *t = NULL;
	rc r = cantable_new(&t);

	if (r == RC_OK)
		r = cantable_dbc(t, buf_span(&s->dbc), bad_statement, g);
	if (r == RC_OK && s->yaml.n > 0)
		r = cantable_yaml(t, buf_span(&s->yaml), bad_yaml, g);
	if (r == RC_OK)
		*ret = t;
	else
		cantable_free(t);
	return (r);
}

/* Feed the first ${lines} lines of the log; end it if ${whole}. */
static rc
feed(const struct sheet *s, const struct cantable *t, size_t lines,
    bool whole, struct got *g)
{
	struct decoder_opts o = { .candump = true, .can = t };
	struct span rest = buf_span(&s->log);
	struct decoder *d = NULL;
	uint64_t number = 0;
	rc r = decoder_new(&o, &d);

	while (r == RC_OK && rest.n > 0 && number < lines) {
		struct span line = span_line(&rest);

		r = decoder_feed(d, line, ++number, &g->out, note, g);
	}
	if (r == RC_OK && whole)
		r = decoder_end(d, &g->out);
	decoder_free(d);
	return (r);
}

static void
release(struct got *g)
{

	buf_release(&g->out);
	buf_release(&g->faults);
}

static bool
as_wanted(const struct sheet *s, const struct got *g)
{

	return (span_eq(buf_span(&s->wants), buf_span(&g->out)) &&
	    span_eq(buf_span(&s->faults), buf_span(&g->faults)) &&
	    s->bad == g->bad && s->skipped == g->skipped);
}

/* Each beginning of a log tells a beginning of what it tells. */
static void
beginnings(const struct sheet *s, const struct cantable *t)
{

	for (size_t k = 0; k < 64; k++) {
		struct got g = { .bad = 0 };

		T_TRUE(feed(s, t, k, false, &g) == RC_OK);
		T_TRUE(span_starts(buf_span(&s->wants), buf_span(&g.out)));
		release(&g);
	}
}

/* Each allocation fails once: that is told, and nothing else happens. */
static void
starved(const struct sheet *s)
{
	rc r = RC_NOMEM;

	for (unsigned long k = 1; r == RC_NOMEM && k < 100000; k++) {
		struct got g = { .bad = 0 };
		struct cantable *t = NULL;

		/* Room for what the test itself writes. */
		T_TRUE(buf_room(&g.faults, 65536) != NULL);
		mem_count = 0;
		mem_fail_at = k;
		r = load(s, &g, &t);
		if (r == RC_OK)
			r = feed(s, t, SIZE_MAX, true, &g);
		mem_fail_at = 0;
		cantable_free(t);
		T_TRUE(r == RC_NOMEM || r == (s->refused ? RC_MALFORMED :
		    RC_OK));
		if (r == RC_OK)
			T_TRUE(as_wanted(s, &g));
		release(&g);
	}
	T_TRUE(r != RC_NOMEM);
}

static void
run(struct sheet *s)
{
	struct got g = { .bad = 0 };
	struct cantable *t = NULL;
	rc r = load(s, &g, &t);

	if (r == RC_OK)
		r = feed(s, t, SIZE_MAX, true, &g);
	T_INT(s->refused ? RC_MALFORMED : RC_OK, r);
	if (!as_wanted(s, &g)) {
		printf("# %s: %u bad, %u skipped\n", s->title, g.bad,
		    g.skipped);
		fwrite(g.out.p, 1, g.out.n, stdout);
		fwrite(g.faults.p, 1, g.faults.n, stdout);
	}
	T_TRUE(as_wanted(s, &g));
	if (r == RC_OK)
		beginnings(s, t);
	starved(s);
	cantable_free(t);
	release(&g);
	cases_run++;
}

static void
finish(struct sheet *s)
{

	if (s->dbc.n + s->yaml.n > 0)
		run(s);
	buf_release(&s->dbc);
	buf_release(&s->yaml);
	buf_release(&s->log);
	buf_release(&s->wants);
	buf_release(&s->faults);
	*s = (struct sheet){ .bad = 0 };
}

static void
line_of(struct sheet *s, const char *line)
{
	struct { const char *mark; struct buf *to; } const rows[] = {
		{ "|", &s->dbc }, { "+", &s->yaml }, { ">", &s->log },
		{ "=", &s->wants }, { "!", &s->faults },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (line[0] != rows[i].mark[0] ||
		    (line[1] != ' ' && line[1] != '\0'))
			continue;
		buf_text(rows[i].to, line[1] == ' ' ? line + 2 : "");
		buf_char(rows[i].to, '\n');
		return;
	}
	if (strncmp(line, "bad ", 4) == 0)
		s->bad = (unsigned)strtoul(line + 4, NULL, 10);
	else if (strncmp(line, "skipped ", 8) == 0)
		s->skipped = (unsigned)strtoul(line + 8, NULL, 10);
	else if (strcmp(line, "refused") == 0)
		s->refused = true;
	else
		T_TRUE(line[0] == '#' || line[0] == '\0');
}

static void
test_cases(void)
{
	static char line[LINE_MAX_BYTES];
	const char *path = getenv("CONFORM");
	struct sheet s = { .bad = 0 };
	FILE *f = path != NULL ? fopen(path, "r") : NULL;

	if (path == NULL)
		T_SKIP("CONFORM does not name the cases");
	T_TRUE(f != NULL && field_init() == RC_OK);
	codecs_init();
	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "== ", 3) == 0) {
			finish(&s);
			(void)snprintf(s.title, sizeof(s.title), "%.150s",
			    line + 3);
		} else
			line_of(&s, line);
	}
	finish(&s);
	if (f != NULL)
		fclose(f);
	printf("# %u cases\n", cases_run);
	T_TRUE(cases_run >= 10);
}

/* Every place, length and order: what was put is got, and nothing else of
 * the frame has changed. */
static void
test_bits(void)
{

	for (unsigned start = 0; start < 128; start++)
		for (unsigned length = 1; length <= 64; length++)
			for (int big = 0; big < 2; big++) {
				struct cansig s = { .start = start,
				    .length = length, .big = big,
				    .factor = 1 };
				uint64_t raw = 0x9e3779b97f4a7c15u *
				    (start + 1), got = 0;
				char frame[24], back[24];
				size_t last = cansig_last(&s);

				raw = length < 64 ? raw &
				    ((UINT64_C(1) << length) - 1) : raw;
				memset(frame, 0x5a, sizeof(frame));
				memcpy(back, frame, sizeof(frame));
				T_TRUE(last < sizeof(frame));
				T_TRUE(!cansig_put(&s, frame, last, raw));
				T_TRUE(cansig_put(&s, frame, last + 1, raw));
				T_TRUE(cansig_get(&s, (struct span){ frame,
				    last + 1 }, &got));
				T_TRUE(got == raw);
				/* Put back what was there. */
				T_TRUE(cansig_get(&s, (struct span){ back,
				    last + 1 }, &got));
				T_TRUE(cansig_put(&s, frame, last + 1, got));
				T_TRUE(memcmp(frame, back,
				    sizeof(frame)) == 0);
			}
}

static void
test_numbers(void)
{
	struct cansig s = { .length = 8, .kind = CANSIG_SIGNED, .factor = 1 };
	int64_t i = 0;

	T_TRUE(cansig_whole(&s, 0x80, &i) && i == -128);
	T_TRUE(cansig_whole(&s, 0x7f, &i) && i == 127);
	s.length = 64;
	T_TRUE(cansig_whole(&s, UINT64_C(1) << 63, &i) && i == INT64_MIN);
	T_TRUE(cansig_whole(&s, UINT64_MAX, &i) && i == -1);
	s.kind = CANSIG_UNSIGNED;
	T_TRUE(!cansig_whole(&s, UINT64_MAX, &i));
	T_NUM(18446744073709551616.0, cansig_number(&s, UINT64_MAX), 0);
	s.length = 16;
	s.factor = 0.1;
	/* 0.30000000000000004 would be the product. */
	T_NUM(0.3, cansig_number(&s, 3), 0);
	s = (struct cansig){ .length = 32, .kind = CANSIG_FLOAT,
	    .factor = 1 };
	T_NUM(-0.15625, cansig_number(&s, 0xbe200000), 0);
	T_NUM(1.4012984643248171e-45, cansig_number(&s, 1), 1e-56);
	T_TRUE(isnan(cansig_number(&s, 0x7fc00000)));
	s = (struct cansig){ .length = 64, .kind = CANSIG_DOUBLE,
	    .factor = 2, .offset = 1 };
	T_NUM(4, cansig_number(&s, UINT64_C(0x3ff8000000000000)), 0);
	s.length = 63;
	T_TRUE(cansig_last(&s) == SIZE_MAX);
}

/* A table has its bounds. */
static void
test_bounds(void)
{
	struct cantable *t = NULL;
	struct cantable_signal *s;
	uint32_t m = 0;
	char name[24];

	T_TRUE(cantable_new(&t) == RC_OK);
	for (uint32_t i = 0; i < CANTABLE_MESSAGES; i++)
		T_TRUE(cantable_message(t, i, SPAN("m"), 8, &m) == RC_OK);
	T_TRUE(cantable_message(t, CANTABLE_MESSAGES, SPAN("m"), 8, &m) ==
	    RC_LIMIT);
	T_TRUE(cantable_message(t, 1, SPAN("m"), 8, &m) == RC_CONFLICT);
	for (uint32_t i = 0; i < 512; i++) {
		(void)snprintf(name, sizeof(name), "s%u", i);
		T_TRUE(cantable_signal(t, span_of(name), &s) == RC_OK);
	}
	T_TRUE(cantable_signal(t, SPAN("s3"), &s) == RC_CONFLICT);
	T_TRUE(cantable_find(t, 5) == 5);
	T_TRUE(cantable_find(t, CANTABLE_MESSAGES) == CANTABLE_NONE);
	cantable_free(t);
}

static const struct t_case cases[] = {
	{ "cases of test/conform/can", test_cases },
	{ "signals in bits", test_bits },
	{ "what bits are worth", test_numbers },
	{ "a table has its bounds", test_bounds },
};

T_MAIN(cases)
