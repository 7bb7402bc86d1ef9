/* SPDX-License-Identifier: Apache-2.0 */
/* What the service counts, for people. */
#include <stdio.h>

#include "model/meters_people.h"

#define FIRST		10		/* Columns of names, at least, */
#define FIRST_MOST	40		/* and at most. */
#define EACH		10		/* And of a value. */
#define CELL		32
#define LABELS_MOST	64

/* Labels of a section, in order. */
struct labels {
	struct span	label[LABELS_MOST];
	size_t		n;
};

struct table {
	const struct meters_board	*board;
	int64_t				 now, clock;
	struct buf			*b;
	int				 first;	/* Columns of names. */
};

static void
gather(void *ctx, struct span label, uint64_t value UNUSED)
{
	struct labels *l = ctx;

	for (size_t i = 0; i < l->n; i++)
		if (span_eq(l->label[i], label))
			return;
	if (l->n < LABELS_MOST)
		l->label[l->n++] = label;
}

/* The longest label of all, so that columns stand below each other. */
static int
width(const struct meters_board *board, int64_t now)
{
	int most = FIRST;

	for (unsigned i = 0; i < METERS_COUNT; i++) {
		struct labels l = { .n = 0 };

		meters_board_each(board, i, now, gather, &l);
		for (size_t k = 0; k < l.n; k++)
			if ((int)l.label[k].n + 2 > most)
				most = (int)l.label[k].n + 2;
	}
	return (most < FIRST_MOST ? most : FIRST_MOST);
}

/* 1234567 as 1,234,567. */
static void
put_number(char *out, uint64_t v)
{
	char digits[CELL];
	size_t n = (size_t)snprintf(digits, sizeof(digits), "%llu",
	    (unsigned long long)v), at = 0;

	for (size_t i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			out[at++] = ',';
		out[at++] = digits[i];
	}
	out[at] = '\0';
}

static void
put_bytes(char *out, uint64_t v)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB",
	    "TiB" };
	size_t u = 0;
	double d = (double)v;

	for (; d >= 1000 && u + 1 < COUNT_OF(units); u++)
		d /= 1024;
	(void)snprintf(out, CELL, u == 0 || d >= 100 ? "%.0f %s" : "%.1f %s",
	    d, units[u]);
}

/* The largest unit that fits. */
static void
put_span(char *out, uint64_t ms)
{
	static const struct {
		uint64_t	 ms;
		const char	*name;
	} units[] = { { 86400000, "d" }, { 3600000, "h" },
	    { 60000, "min" }, { 1000, "s" } };

	for (size_t i = 0; i < COUNT_OF(units); i++)
		if (ms >= 2 * units[i].ms || i + 1 == COUNT_OF(units)) {
			(void)snprintf(out, CELL, "%llu %s",
			    (unsigned long long)(ms / units[i].ms),
			    units[i].name);
			return;
		}
}

static bool
ends(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return (n >= m && strcmp(s + n - m, end) == 0);
}

static void
put_value(const struct table *t, char *out, const struct meters_row *row,
    uint64_t v)
{

	switch (row->unit) {
	case METERS_NUMBER:
		if (ends(row->name, "_bytes"))
			put_bytes(out, v);
		else
			put_number(out, v);
		break;
	case METERS_MS:
		(void)snprintf(out, CELL, "%.1f s", (double)v / 1e3);
		break;
	case METERS_US:
		(void)snprintf(out, CELL, "%.1f s", (double)v / 1e6);
		break;
	case METERS_TIME:
		if (v == 0)
			(void)snprintf(out, CELL, "never");
		else
			put_span(out, (uint64_t)t->clock > v ?
			    (uint64_t)t->clock - v : 0);
		break;
	}
}

/* A cell; "-" where nothing was told. */
static void
cell(const struct table *t, unsigned id, struct span label, char *out)
{
	uint64_t v;

	if (meters_board_get(t->board, (enum meters_id)id, label, t->now, &v))
		put_value(t, out, meters_row(id), v);
	else
		(void)snprintf(out, CELL, "-");
}

static void
with_labels(const struct table *t, unsigned from, unsigned to,
    const struct labels *l)
{
	char text[CELL];

	buf_fmt(t->b, "%-*s", t->first, meters_row(from)->section);
	for (unsigned i = from; i < to; i++)
		buf_fmt(t->b, " %*s", EACH, meters_row(i)->head);
	buf_char(t->b, '\n');
	for (size_t k = 0; k < l->n; k++) {
		buf_fmt(t->b, "  %-*.*s", t->first - 2, (int)l->label[k].n,
		    l->label[k].p);
		for (unsigned i = from; i < to; i++) {
			cell(t, i, l->label[k], text);
			buf_fmt(t->b, " %*s", EACH, text);
		}
		buf_char(t->b, '\n');
	}
}

static void
without(const struct table *t, unsigned from, unsigned to)
{
	const struct span none = { NULL, 0 };
	char text[CELL];

	buf_fmt(t->b, "%-*s", t->first, meters_row(from)->section);
	for (unsigned i = from; i < to; i++)
		buf_fmt(t->b, " %*s", EACH, meters_row(i)->head);
	buf_fmt(t->b, "\n%-*s", t->first, "");
	for (unsigned i = from; i < to; i++) {
		cell(t, i, none, text);
		buf_fmt(t->b, " %*s", EACH, text);
	}
	buf_char(t->b, '\n');
}

void
meters_people(const struct meters_board *board, int64_t now, int64_t clock,
    struct buf *b)
{
	const struct table t = { board, now, clock, b, width(board, now) };

	for (unsigned from = 0, to; from < METERS_COUNT; from = to) {
		struct labels l = { .n = 0 };

		for (to = from; to < METERS_COUNT && strcmp(
		    meters_row(to)->section, meters_row(from)->section) == 0;
		    to++)
			meters_board_each(board, to, now, gather, &l);
		if (l.n == 0)
			continue;	/* Nobody told any of it. */
		if (from > 0)
			buf_char(b, '\n');
		if (meters_row(from)->label[0] != '\0')
			with_labels(&t, from, to, &l);
		else
			without(&t, from, to);
	}
}
