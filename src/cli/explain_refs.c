/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of reference state that the facts of an event came from. */
#include "base/arena.h"
#include "base/mem.h"
#include "base/wrap.h"
#include "cli/explain_refs.h"
#include "twin/refer.h"

#define IN		6		/* Columns before a row, */
#define IN_MORE		8		/* and before what goes on. */
#define OVER		3		/* Rows shown that hold no more. */

struct explain_refs {
	/* A question; the same one is noted once. */
	struct asked {
		const struct track	*track;
		uint64_t		 pos;	/* Of the event. */
		enum table_id		 table;
		bool			 found, valid;
		bool			 named;	/* It speaks of the actor. */
		uint64_t		 from;	/* Of the row's version, */
		int64_t			 since;	/* and when it began. */
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

	buf_text(b, held->valid ? "; valid" : ends ? "; was valid" :
	    "; not valid any more");
	if (begins) {
		buf_text(b, held->valid || ends ? " from " : " since ");
		buf_time(b, held->from);
	}
	if (ends) {
		buf_text(b, " until ");
		buf_time(b, held->to);
	}
	if (!begins && !ends && held->valid)
		buf_text(b, " always");
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
		one->valid = held.valid;
		one->from = held.pos;
		one->since = held.from;
		return;
	}
	if (a->column == COLUMN_COUNT)
		buf_fmt(b, "%s: no row ", table);
	else
		buf_fmt(b, "%s: no row whose %s is ", table,
		    tables_column(a->column)->name);
	buf_put(b, a->value);
}

static bool
names_actor(const struct event *ev, struct span text)
{
	const struct value *v = event_get(ev, FIELD_ACTOR_ID);
	struct span who = v->type == VALUE_TEXT ? value_text(v) :
	    (struct span){ NULL, 0 };

	return (who.n > 0 && memmem(text.p, text.n, who.p, who.n) != NULL);
}

void
explain_refs_ask(struct explain_refs *x, const struct engine_asked *q)
{
	struct asked one = { .track = q->track, .pos = q->ev->pos,
	    .table = q->what->table };
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
	one.named = names_actor(q->ev, one.text);
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

/*
 * Is it one too many to read?  Of rows that are over the newest tell most, and
 * those of the actor.
 */
static bool
long_over(const struct explain_refs *x, const struct asked *a)
{
	unsigned newer = 0;

	if (!a->found || a->valid || a->named)
		return (false);
	for (size_t i = 0; i < x->n && newer < OVER; i++) {
		const struct asked *o = &x->asked[i];

		newer += o->track == a->track && o->pos == a->pos &&
		    o->found && !o->valid && o->table == a->table &&
		    (o->since > a->since || (o->since == a->since && o > a));
	}
	return (newer == OVER);
}

void
explain_refs_put(const struct explain_refs *x, const struct track *track,
    uint64_t pos, unsigned width, struct buf *b)
{
	struct buf text = { 0 };
	unsigned over = 0;

	for (size_t i = 0; i < x->n; i++) {
		const struct asked *a = &x->asked[i];
		uint64_t line = line_of(x, a->from);

		if (a->track != track || a->pos != pos)
			continue;
		if (long_over(x, a)) {
			over++;
			continue;
		}
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
	if (over > 0)
		buf_fmt(b, "%*sand %u rows that ended before those\n", IN, "",
		    over);
	b->failed |= text.failed;
	buf_release(&text);
}

bool
explain_refs_failed(const struct explain_refs *x)
{

	return (x->failed);
}
