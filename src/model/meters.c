/* SPDX-License-Identifier: Apache-2.0 */
/* What the service counts of itself. */
#include "base/pack.h"
#include "model/meters.h"

static const struct meters_row rows[] = {
#define X(symbol, section, name, label, kind, unit, head, help)		\
	{ section, name, label, METERS_##kind, METERS_##unit, head, help },
	METERS(X)
#undef X
};

const struct meters_row *
meters_row(unsigned id)
{

	BUG_IF(id >= METERS_COUNT);
	return (&rows[id]);
}

/* A sample as it was told. */
struct sample {
	uint64_t	id, value;
	struct span	label;
};

void
meters_put(struct buf *b, enum meters_id id, struct span label,
    uint64_t value)
{

	pack_uint(b, (uint64_t)id);
	pack_span(b, label);
	pack_uint(b, value);
}

static bool
next(struct cur *c, struct sample *s)
{

	if (cur_left(c) == 0)
		return (false);
	s->id = pack_get_upto(c, METERS_COUNT - 1);
	s->label = pack_get_span(c);
	s->value = pack_get_uint(c);
	return (cur_ok(c));
}

rc
meters_board_take(struct meters_board *board, enum messages_role role,
    struct span body, int64_t now, struct err *e)
{
	struct cur c = cur_of(body);
	struct sample s;
	rc r;

	while (next(&c, &s))
		;
	if ((r = pack_done(&c, "meters", e)) != RC_OK)
		return (r);
	buf_clear(&board->told[role]);
	buf_put(&board->told[role], body);
	if (board->told[role].failed)
		return (rc_fail(e, RC_NOMEM, 0, "noting what a role told"));
	board->when[role] = now;
	return (RC_OK);
}

void
meters_board_each(const struct meters_board *board, unsigned id, int64_t now,
    meters_board_fn *fn, void *ctx)
{

	for (unsigned role = 0; role < MESSAGES_ROLE_COUNT; role++) {
		struct cur c = cur_of(buf_span(&board->told[role]));
		struct sample s;

		if (board->when[role] == 0 ||
		    now - board->when[role] > METERS_FRESH_MS)
			continue;
		while (next(&c, &s))
			if (s.id == id)
				fn(ctx, s.label, s.value);
	}
}

struct wanted {
	struct span	label;
	uint64_t	value;
	bool		found;
};

static void
note(void *ctx, struct span label, uint64_t value)
{
	struct wanted *w = ctx;

	if (!span_eq(label, w->label))
		return;
	w->value = value;
	w->found = true;
}

bool
meters_board_get(const struct meters_board *board, enum meters_id id,
    struct span label, int64_t now, uint64_t *ret)
{
	struct wanted w = { .label = label };

	meters_board_each(board, (unsigned)id, now, note, &w);
	if (w.found)
		*ret = w.value;
	return (w.found);
}

/* Seconds with as many digits as are known. */
static void
put_value(struct buf *b, enum meters_unit unit, uint64_t v)
{

	switch (unit) {
	case METERS_NUMBER:
		buf_fmt(b, "%llu", (unsigned long long)v);
		break;
	case METERS_MS:
	case METERS_TIME:
		buf_fmt(b, "%llu.%03llu", (unsigned long long)(v / 1000),
		    (unsigned long long)(v % 1000));
		break;
	case METERS_US:
		buf_fmt(b, "%llu.%06llu", (unsigned long long)(v / 1000000),
		    (unsigned long long)(v % 1000000));
		break;
	}
}

/* A label's value: OpenMetrics escapes backslash, quote and line feed. */
static void
put_label(struct buf *b, struct span s)
{

	for (size_t i = 0; i < s.n; i++)
		switch (s.p[i]) {
		case '\\':
		case '"':
			buf_char(b, '\\');
			buf_char(b, s.p[i]);
			break;
		case '\n':
			buf_text(b, "\\n");
			break;
		default:
			buf_char(b, s.p[i]);
		}
}

struct line {
	const struct meters_row	*row;
	struct buf		*b;
};

static void
put_metric(void *ctx, struct span label, uint64_t value)
{
	const struct line *l = ctx;

	buf_fmt(l->b, METERS_PREFIX "%s_%s%s", l->row->section, l->row->name,
	    l->row->kind == METERS_COUNTER ? "_total" : "");
	if (l->row->label[0] != '\0') {
		buf_fmt(l->b, "{%s=\"", l->row->label);
		put_label(l->b, label);
		buf_text(l->b, "\"}");
	}
	buf_char(l->b, ' ');
	put_value(l->b, l->row->unit, value);
	buf_char(l->b, '\n');
}

void
meters_board_metrics(const struct meters_board *board, int64_t now,
    struct buf *b)
{

	for (unsigned i = 0; i < METERS_COUNT; i++) {
		struct line l = { &rows[i], b };

		buf_fmt(b, "# TYPE " METERS_PREFIX "%s_%s %s\n"
		    "# HELP " METERS_PREFIX "%s_%s %s\n", rows[i].section,
		    rows[i].name, rows[i].kind == METERS_COUNTER ? "counter" :
		    "gauge", rows[i].section, rows[i].name, rows[i].help);
		meters_board_each(board, i, now, put_metric, &l);
	}
	buf_text(b, "# EOF\n");
}

void
meters_board_release(struct meters_board *board)
{

	for (unsigned i = 0; i < MESSAGES_ROLE_COUNT; i++)
		buf_release(&board->told[i]);
}
