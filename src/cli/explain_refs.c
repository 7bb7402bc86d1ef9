/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of reference state that the facts of an event came from. */
#include "base/arena.h"
#include "base/mem.h"
#include "base/wrap.h"
#include "cli/explain_refs.h"
#include "twin/refer.h"

#define IN		6		/* Columns before a row, */
#define IN_MORE		8		/* and before what goes on. */

struct explain_refs {
	/* A question; the same one is noted once. */
	struct asked {
		const struct track	*track;
		uint64_t		 pos;	/* Of the event. */
		bool			 found;
		uint64_t		 from;	/* Of the row's version. */
		struct span		 text;	/* In the arena. */
	}		*asked;			/* Owned. */
	size_t		 n, cap;
	/* Where events that change reference state stand. */
	struct place {
		uint64_t	pos, line;
	}		*place;			/* Owned; by pos. */
	size_t		 places, place_cap;
	struct arena	 arena;
	bool		 failed;
};

rc
explain_refs_new(struct explain_refs **ret)
{

	*ret = mem_new(sizeof(**ret));
	return (*ret != NULL ? RC_OK : RC_NOMEM);
}

void
explain_refs_free(struct explain_refs *x)
{

	if (x == NULL)
		return;
	mem_free(x->asked);
	mem_free(x->place);
	arena_release(&x->arena);
	mem_free(x);
}

void
explain_refs_from(struct explain_refs *x, const struct event *ev)
{

	if (!refer_speaks(ev->type))
		return;
	if (!mem_room(&x->place, x->places, &x->place_cap,
	    sizeof(*x->place))) {
		x->failed = true;
		return;
	}
	x->place[x->places++] = (struct place){ ev->pos, ev->number };
}

/* The columns that say something. */
static void
put_columns(const struct ref_asked *a, const struct ref_at *at,
    struct buf *b)
{
	const char *before = ": ";

	for (unsigned c = 0; c < COLUMN_COUNT; c++) {
		const struct column *column = tables_column(c);
		const struct value *v;

		if (column->table != a->table)
			continue;
		v = ref_get(a->row, (enum column_id)c, at);
		if (v->type <= VALUE_NULL)
			continue;
		buf_fmt(b, "%s%s ", before, column->name);
		value_put(b, v);
		before = ", ";
	}
}

static void
put_validity(const struct ref_held *held, struct buf *b)
{
	/* Tables without a beginning are valid since 1970. */
	bool begins = held->from > 0, ends = held->to != REF_OPEN;

	buf_text(b, held->valid ? "; valid" : "; not valid at that time,");
	if (begins) {
		buf_text(b, " from ");
		buf_time(b, held->from);
	}
	if (ends) {
		buf_text(b, " until ");
		buf_time(b, held->to);
	}
	if (!begins && !ends)
		buf_text(b, held->valid ? " always" : " ended");
}

/* "booking bk-1: ...", or "booking: no row whose vehicle_id is veh-4". */
static void
put_answer(const struct engine_asked *q, struct asked *one, struct buf *b)
{
	const struct ref_asked *a = q->what;
	const char *table = tables_row(a->table)->name;
	struct ref_held held;

	if (a->row != NULL && ref_held(a->row, &q->at, &held)) {
		struct span key = ref_key(a->row);

		buf_fmt(b, "%s %.*s", table, (int)key.n, key.p);
		put_columns(a, &q->at, b);
		put_validity(&held, b);
		one->found = true;
		one->from = held.pos;
		return;
	}
	if (a->column == COLUMN_COUNT)
		buf_fmt(b, "%s: no row ", table);
	else
		buf_fmt(b, "%s: no row whose %s is ", table,
		    tables_column(a->column)->name);
	buf_put(b, a->value);
}

void
explain_refs_ask(struct explain_refs *x, const struct engine_asked *q)
{
	struct asked one = { .track = q->track, .pos = q->ev->pos };
	struct buf b = { 0 };
	char *text = NULL;

	/* A table without a row says nothing about anybody. */
	put_answer(q, &one, &b);
	for (size_t i = 0; i < x->n; i++)
		if (x->asked[i].track == one.track &&
		    x->asked[i].pos == one.pos &&
		    span_eq(x->asked[i].text, buf_span(&b)))
			goto out;
	if (b.failed || !mem_room(&x->asked, x->n, &x->cap,
	    sizeof(*x->asked)) ||
	    (text = arena_copy(&x->arena, buf_span(&b))) == NULL) {
		x->failed = true;
		goto out;
	}
	one.text = (struct span){ text, b.n };
	x->asked[x->n++] = one;
out:
	buf_release(&b);
}

/* The line of that position; 0: it is of a table given with --ref. */
static uint64_t
line_of(const struct explain_refs *x, uint64_t pos)
{
	size_t low = 0, high = x->places;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (x->place[mid].pos < pos)
			low = mid + 1;
		else
			high = mid;
	}
	return (low < x->places && x->place[low].pos == pos ?
	    x->place[low].line : 0);
}

void
explain_refs_put(const struct explain_refs *x, const struct track *track,
    uint64_t pos, unsigned width, struct buf *b)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < x->n; i++) {
		const struct asked *a = &x->asked[i];
		uint64_t line = line_of(x, a->from);

		if (a->track != track || a->pos != pos)
			continue;
		buf_clear(&text);
		buf_put(&text, a->text);
		if (line > 0)
			buf_fmt(&text, "; line %llu",
			    (unsigned long long)line);
		else if (a->found)
			buf_text(&text, "; from --ref");
		buf_fmt(b, "%*s", IN, "");
		(void)wrap_words(b, buf_span(&text), IN, IN_MORE, width);
		buf_char(b, '\n');
	}
	b->failed |= text.failed;
	buf_release(&text);
}

bool
explain_refs_failed(const struct explain_refs *x)
{

	return (x->failed);
}
