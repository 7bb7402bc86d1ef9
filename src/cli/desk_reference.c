/* SPDX-License-Identifier: Apache-2.0 */
/* Registers changed over the API. */
#include "base/mem.h"
#include "base/ts.h"
#include "base/utf8.h"
#include "cli/desk_reference.h"
#include "cli/desk_shape.h"
#include "model/jsonput.h"
#include "model/tables.h"
#include "source/push.h"

#define BYTES_MOST	((size_t)1000000)	/* A message has more. */
#define WAITING	64		/* Changes that wait for the journal. */

/* A row while it is read. */
struct reading {
	struct buf	*b;
	struct err	*e;
	unsigned	 depth;
	struct span	 key;		/* Of the member at hand. */
	struct span	 column;
	enum table_id	 table;
	struct span	 columns[COLUMN_COUNT];
	size_t		 n;
	bool		 has_key, has_op;
};

static rc
wrong(struct reading *r, struct span name, const char *what)
{

	name = utf8_cut(name, 64);
	return (rc_fail(r->e, RC_MALFORMED, 0, "%.*s: %s", (int)name.n,
	    name.p, what));
}

/* A member of the row itself; its columns are seen by their names. */
static rc
member(struct reading *r, const struct json_val *v)
{
	static const char *const texts[] = { "key", "valid_from",
	    "valid_to" };
	int64_t ms;

	if (span_eq(r->key, SPAN("row"))) {
		if (v->type != JSON_MAP)
			return (wrong(r, r->key, "expected an object"));
		buf_text(r->b, ",\"row\":");
		buf_put(r->b, json_span(v));
		return (RC_OK);
	}
	if (v->type != JSON_TEXT)
		return (wrong(r, r->key, "expected a text"));
	if (span_eq(r->key, SPAN("table"))) {
		if ((r->table = tables_find(json_span(v))) == TABLE_COUNT)
			return (wrong(r, json_span(v), "no such table"));
		jsonput_text(r->b, "table", json_span(v));
		return (RC_OK);
	}
	if (span_eq(r->key, SPAN("op"))) {
		if (!span_eq(json_span(v), SPAN("set")) &&
		    !span_eq(json_span(v), SPAN("end")))
			return (wrong(r, r->key, "expected set or end"));
		r->has_op = true;
		jsonput_text(r->b, "op", json_span(v));
		return (RC_OK);
	}
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		if (!span_eq(r->key, span_of(texts[i])))
			continue;
		if (i > 0 && ts_parse(json_span(v), &ms) != RC_OK)
			return (wrong(r, r->key, "expected a time"));
		r->has_key |= i == 0 && v->n > 0;
		jsonput_text(r->b, texts[i], json_span(v));
		return (RC_OK);
	}
	return (wrong(r, r->key, "there is no such member"));
}

/* json_walk_fn */
static rc
step(void *ctx, enum json_step what, const struct json_val *v, size_t at)
{
	struct reading *r = ctx;

	(void)at;
	switch (what) {
	case JSON_STEP_OBJECT:
	case JSON_STEP_ARRAY:
		r->depth++;
		return (RC_OK);
	case JSON_STEP_OBJECT_END:
	case JSON_STEP_ARRAY_END:
		return (--r->depth == 1 ? member(r, v) : RC_OK);
	case JSON_STEP_KEY:
		if (r->depth == 1)
			r->key = json_span(v);
		if (r->depth == 2 && span_eq(r->key, SPAN("row"))) {
			if (r->n == COLUMN_COUNT)
				return (wrong(r, r->key, "too many columns"));
			r->columns[r->n++] = json_span(v);
		}
		return (RC_OK);
	case JSON_STEP_VALUE:
		break;
	}
	return (r->depth == 1 ? member(r, v) : RC_OK);
}

rc
desk_reference_line(struct arena *a, struct span row, struct span tenant,
    int64_t now, struct buf *b, struct err *e)
{
	struct reading r = { .b = b, .e = e, .table = TABLE_COUNT };
	rc rv;

	*e = (struct err){ .code = RC_OK };
	buf_text(b, "{\"type\":\"ref.row\",\"time\":\"");
	buf_time(b, now);
	buf_text(b, "\",\"source\":{\"name\":\"api\",\"kind\":\"loader\"}");
	if (tenant.n > 0)
		jsonput_text(b, "tenant", tenant);
	if ((rv = json_walk(row, NULL, a, step, &r, e)) == RC_OK &&
	    (r.table == TABLE_COUNT || !r.has_key))
		rv = rc_fail(e, RC_MALFORMED, 0, "table and key are needed");
	for (size_t i = 0; i < r.n && rv == RC_OK; i++)
		if (tables_find_column(r.table, r.columns[i]) ==
		    COLUMN_COUNT)
			rv = wrong(&r, r.columns[i], "no such column");
	if (!r.has_op)
		jsonput_text(b, "op", SPAN("set"));
	buf_text(b, "}\n");
	if (rv == RC_OK && b->failed)
		rv = rc_fail(e, RC_NOMEM, 0, "out of memory");
	return (rv);
}

/* All rows, or none of them. */
static rc
lines(struct desk_visit *v, struct buf *b, size_t *n, struct err *e)
{
	struct span rest = desk_body_text(&v->body, "rows"), row;
	rc r;

	while ((r = json_element_next(&rest, &row, e)) == RC_OK) {
		if ((r = desk_reference_line(&v->body.a, row,
		    span_of(v->who.tenant), v->now, b, e)) != RC_OK)
			return (r);
		++*n;
	}
	return (r == RC_NOTFOUND ? RC_OK : r);
}

/* Each line is one that the engine takes. */
static rc
check(struct buf *b, int64_t now, struct err *e)
{
	const struct push_how how = { .name = "api" };
	struct push_told told = { .accepted = 0 };
	struct push *p = NULL;
	struct buf out = { 0 };
	rc r;

	if (b->n > BYTES_MOST)
		return (rc_fail(e, RC_MALFORMED, 0, "too many rows at once"));
	if ((r = push_new(&how, &p)) != RC_OK)
		return (rc_fail(e, r, 0, "out of memory"));
	r = push_body(p, buf_span(b), now, &out, &told, e);
	if (r == RC_OK && told.rejected > 0)
		r = rc_fail(e, RC_MALFORMED, 0, "%.150s", told.samples > 0 ?
		    told.sample[0].what : "a row is no event");
	push_free(p);
	if (r == RC_OK) {
		buf_release(b);
		*b = out;
	} else
		buf_release(&out);
	return (r);
}

/* The answer comes when the edge says that they are on disk. */
static void
send(struct desk_visit *v, struct span text, size_t n)
{
	struct desk *d = v->desk;

	if (d->waits == NULL && (d->waits = mem_array(WAITING,
	    sizeof(*d->waits))) == NULL) {
		desk_visit_problem(v, 503, "out of memory");
		return;
	}
	for (size_t i = 0; i < WAITING; i++) {
		if (d->waits[i].number != 0)
			continue;
		if (!d->how.append(d->how.ctx, v->number, text))
			break;
		d->waits[i] = (struct desk_reference_wait){ v->number, n };
		v->later = true;
		return;
	}
	v->a.retry_s = 1;
	desk_visit_problem(v, 503, "the journal cannot be written now");
}

void
desk_reference_set(struct desk_visit *v)
{
	struct buf b = { 0 };
	struct err e = { .code = RC_OK };
	size_t n = 0;
	rc r = lines(v, &b, &n, &e);

	if (r == RC_OK && n > 0)
		r = check(&b, v->now, &e);
	if (r == RC_NOMEM)
		desk_visit_problem(v, 503, "out of memory");
	else if (r != RC_OK)
		desk_visit_problem(v, 422, e.what);
	else if (n == 0)
		desk_visit_problem(v, 422, "there are no rows");
	else if (desk_visit_note(v, "reference.set", SPAN(""), "begun",
	    (struct span){ NULL, 0 }, &e) != RC_OK)
		desk_visit_refuse(v, &e, "row");
	else
		send(v, buf_span(&b), n);
	buf_release(&b);
}

/* One who waited, told. */
static void
answer(struct desk *d, struct desk_reference_wait *w, bool durable)
{
	struct desk_visit v = { .desk = d, .store = d->how.store,
	    .number = w->number, .a = { .status = 500,
	    .type = DESK_VISIT_JSON } };

	w->number = 0;
	if (durable) {
		buf_fmt(&v.a.body, "{\"accepted\":%zu}", w->rows);
		desk_visit_done(&v, 200);
	} else {
		v.a.retry_s = 1;
		desk_visit_problem(&v, 503, "the journal cannot be written "
		    "now");
	}
	desk_visit_answer(&v);
}

void
desk_reference_told(struct desk *d, uint64_t number, bool durable)
{

	for (size_t i = 0; i < WAITING && d->waits != NULL; i++)
		if (d->waits[i].number != 0 &&
		    (number == 0 || d->waits[i].number == number))
			answer(d, &d->waits[i], durable);
}
