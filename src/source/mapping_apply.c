/* SPDX-License-Identifier: Apache-2.0 */
/* A row through a mapping. */
#include <stdio.h>

#include "base/hash.h"
#include "base/mem.h"
#include "source/mapping_apply.h"
#include "source/mapping_cond.h"
#include "source/mapping_write.h"

#define PATH_MAX_	512	/* Of a cell of "each". */
#define EACH_MAX	256	/* Events that one row may give. */
#define KEYS_MAX	512	/* Of an event line. */

/** Why a field could not be had. */
struct trouble {
	struct span	 column, got;
	const char	*reason;
};

static void
tell(const struct mapping_apply *a, enum mapping_note_kind kind,
    struct span column, const char *reason, struct span got)
{
	struct mapping_note n = { kind, a->number, column, reason, got };

	if (a->note != NULL)
		a->note(a->ctx, &n);
}

void
mapping_apply_bad(const struct mapping_apply *a, struct span column,
    const char *reason, struct span got)
{

	tell(a, MAPPING_BAD, column, reason, got);
}

/* Does the cell stand for nothing? */
static bool
nothing(const struct mapping *m, const struct row_cell *c)
{

	if (c->v.type == VALUE_ABSENT || c->v.type == VALUE_NULL)
		return (true);
	if (c->v.type != VALUE_TEXT)
		return (false);
	if (c->v.n == 0)
		return (true);
	for (size_t i = 0; i < m->absents; i++)
		if (span_eq(value_text(&c->v), m->absent[i]))
			return (true);
	return (false);
}

/* "cells.*.lac" for the member "cells.2": "cells.2.lac". */
static struct row_cell *
starred(struct mapping_apply *a, const struct mapping_ref *r)
{
	const char *star = memchr(r->path.p, '*', r->path.n);
	size_t before, behind;
	char path[PATH_MAX_];
	struct span s;
	uint32_t i;

	if (r->member)
		return (&a->member);
	if (a->star.p == NULL || star == NULL)
		return (NULL);
	before = (size_t)(star - r->path.p);
	behind = r->path.n - before - 1;
	/* The part before the star is the path of "each", with its dot. */
	if (a->star.n < before || a->star.n + behind > sizeof(path) ||
	    memcmp(a->star.p, r->path.p, before) != 0)
		return (NULL);
	memcpy(path, a->star.p, a->star.n);
	if (behind > 0)
		memcpy(path + a->star.n, star + 1, behind);
	s = (struct span){ path, a->star.n + behind };
	i = row_find(&a->m->row, s, hash_64(s));
	return (i != ROW_NONE ? &a->m->row.cell[i] : NULL);
}

/* The cell of a ref; NULL when there is none or it stands for nothing. */
static struct row_cell *
cell(struct mapping_apply *a, uint32_t ref)
{
	const struct mapping_ref *r = &a->m->ref[ref];
	struct row_cell *c = NULL;

	if (r->star)
		c = starred(a, r);
	else if (r->cell != ROW_NONE)
		c = &a->m->row.cell[r->cell];
	return (c != NULL && !nothing(a->m, c) ? c : NULL);
}

static const struct row_cell *
cell_of(void *ctx, uint32_t ref)
{

	return (cell(ctx, ref));
}

static void
use(void *ctx, uint32_t ref)
{
	struct row_cell *c = cell(ctx, ref);

	if (c != NULL)
		c->used = true;
}

/* A cell and all below it. */
static void
use_all(struct row *r, struct row_cell *c)
{
	uint32_t i = (uint32_t)(c - r->cell), end = c->end;

	for (; i < end; i++)
		r->cell[i].used = true;
}

/* The text of several cells; NULL when one is not there. */
static const struct row_cell *
joined(struct mapping_apply *a, const struct mapping_field *f)
{
	char room[MAPPING_COND_ROOM];
	struct buf *out = &a->m->text;

	buf_clear(out);
	for (size_t i = 0; i < f->refs; i++) {
		const struct row_cell *c = cell(a, f->ref[i]);

		if (c == NULL)
			return (NULL);
		if (i > 0)
			buf_put(out, f->join);
		buf_put(out, mapping_cond_text(&c->v, room));
	}
	a->made = (struct row_cell){ .path = a->m->ref[f->ref[0]].path,
	    .v = { .type = VALUE_TEXT, .p = out->p,
	    .n = (uint32_t)out->n } };
	return (&a->made);
}

static const struct row_cell *
source(struct mapping_apply *a, const struct mapping_field *f)
{

	if (!f->any && f->refs > 1)
		return (joined(a, f));
	for (size_t i = 0; i < f->refs; i++) {
		const struct row_cell *c = cell(a, f->ref[i]);

		if (c != NULL)
			return (c);
	}
	return (NULL);
}

/* What the field was made from is no longer left over. */
static void
consume(struct mapping_apply *a, const struct mapping_field *f)
{

	for (size_t i = 0; i < f->refs; i++) {
		struct row_cell *c = cell(a, f->ref[i]);

		if (c == NULL)
			continue;
		if (c != &a->member)
			use_all(&a->m->row, c);
		if (f->any)
			break;
	}
	mapping_cond_each(f->when, use, a);
}

static struct span
trim(struct span s)
{

	while (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\t'))
		s = span_from(s, 1);
	while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return (s);
}

/* The next piece of ${rest} up to ${by}; false behind the last. */
static bool
piece(struct span *rest, struct span by, struct span *out)
{
	const char *at;

	if (rest->p == NULL)
		return (false);
	at = rest->n > 0 ? memmem(rest->p, rest->n, by.p, by.n) : NULL;
	if (at == NULL) {
		*out = trim(*rest);
		rest->p = NULL;
		return (true);
	}
	*out = trim((struct span){ rest->p, (size_t)(at - rest->p) });
	*rest = span_from(*rest, (size_t)(at - rest->p) + by.n);
	return (true);
}

/* Piece number ${part}, from 0; empty when there is none. */
static struct span
part(struct span text, struct span by, int64_t number)
{
	struct span one = { NULL, 0 };

	for (int64_t i = 0; i <= number; i++)
		if (!piece(&text, by, &one))
			return ((struct span){ NULL, 0 });
	return (one);
}

static bool
linear(const struct mapping_step *s, struct value *v)
{
	static const struct value zero = { .type = VALUE_NUM };
	double d;

	if (!convert_number(v, &d))
		return (false);
	*v = zero;
	v->num = d * s->scale + s->offset;
	return (true);
}

/* All conversions of the field, in turns through two rooms. */
static rc
convert(struct mapping_apply *a, const struct mapping_field *f,
    struct value *v, struct trouble *t)
{

	for (size_t i = 0; i < f->steps; i++) {
		const struct mapping_step *s = &f->step[i];
		struct convert_arg arg = s->arg;
		struct buf *room = &a->m->room[i % 2];
		size_t n = CONVERT_ROOM(v->type == VALUE_TEXT ? v->n : 0);
		bool ok;

		arg.start_ms = a->m->start_ms;
		buf_clear(room);
		while (room->cap < n && !room->failed)
			buf_text(room, "                                ");
		if (room->failed)
			return (RC_NOMEM);
		ok = s->c == NULL ? linear(s, v) :
		    convert_run(s->c, &arg, v, room->p, v) == RC_OK;
		if (!ok) {
			t->reason = s->c == NULL ? "expected a number" :
			    s->c->wants;
			return (RC_MALFORMED);
		}
	}
	return (RC_OK);
}

/* The table of the field.  RC_CONFLICT: neither in it nor "*". */
static rc
translate(const struct mapping_field *f, struct value *v)
{
	char room[MAPPING_COND_ROOM];
	struct span text = mapping_cond_text(v, room);

	if (f->pairs == 0)
		return (RC_OK);
	for (size_t i = 0; i < f->pairs; i++)
		if (span_eq(f->pair[i].from, text)) {
			*v = f->pair[i].to;
			return (RC_OK);
		}
	if (f->other == NULL)
		return (RC_CONFLICT);
	*v = *f->other;
	return (RC_OK);
}

/*
 * The value of a field.  RC_OK; RC_NOTFOUND: there is none; RC_CONFLICT: the
 * table has no such; RC_MALFORMED with ${t}; RC_NOMEM.
 */
static rc
value(struct mapping_apply *a, const struct mapping_field *f,
    struct value *v, struct trouble *t)
{
	const struct row_cell *c;
	rc rv;

	*v = f->fixed;
	if (v->type != VALUE_ABSENT)
		return (RC_OK);
	if ((c = source(a, f)) == NULL)
		return (RC_NOTFOUND);
	if (a->m->text.failed)
		return (RC_NOMEM);
	t->column = f->refs > 0 ? a->m->ref[f->ref[0]].path : c->path;
	*v = c->v;
	if (v->type == VALUE_TEXT) {
		struct span s = value_text(v);

		if (f->part >= 0)
			s = part(s, f->split, f->part);
		if (s.n == 0)
			return (RC_NOTFOUND);
		*v = (struct value){ .type = VALUE_TEXT, .p = s.p,
		    .n = (uint32_t)s.n };
		t->got = s;
	} else if (v->type == VALUE_ARRAY || v->type == VALUE_MAP) {
		/* Only a list takes one, whole; see list(). */
		if (f->type == VALUE_ARRAY && v->type == VALUE_ARRAY &&
		    f->steps == 0 && f->pairs == 0)
			return (RC_OK);
		t->reason = "expected a single value";
		return (RC_MALFORMED);
	}
	if ((rv = convert(a, f, v, t)) != RC_OK)
		return (rv);
	if (v->type == VALUE_TEXT && v->n == 0)
		return (RC_NOTFOUND);
	return (translate(f, v));
}

/* A field that is a list: from an array, a text to split, or one value. */
static const char *
list(struct mapping_apply *a, const struct mapping_field *f,
    const struct value *v, struct buf *out)
{
	const struct row *r = &a->m->row;
	const struct row_cell *c = v->type == VALUE_ARRAY ? source(a, f) :
	    NULL;
	struct span rest, one;
	const char *wrong = NULL;
	bool comma = false;

	buf_char(out, '[');
	if (c != NULL) {
		uint32_t i = (uint32_t)(c - r->cell) + 1;

		for (; i < c->end; i = r->cell[i].end) {
			if (r->cell[i].v.type == VALUE_MAP ||
			    r->cell[i].v.type == VALUE_ARRAY)
				return ("expected a list of single values");
			if (comma)
				buf_char(out, ',');
			comma = true;
			wrong = mapping_write_value(out, &r->cell[i].v,
			    VALUE_TEXT);
		}
	} else if (v->type == VALUE_TEXT && f->split.n > 0 && f->part < 0) {
		for (rest = value_text(v); piece(&rest, f->split, &one);) {
			if (one.n == 0)
				continue;
			if (comma)
				buf_char(out, ',');
			comma = true;
			nest_text(out, one);
		}
	} else
		wrong = mapping_write_value(out, v, VALUE_TEXT);
	buf_char(out, ']');
	return (wrong);
}

/* Write ${v} as the field; back to where it was when it does not fit. */
static const char *
put(struct mapping_apply *a, struct nest *w,
    const struct mapping_field *f, const struct value *v)
{
	struct nest before = *w;
	size_t n = w->out->n;
	const char *wrong;

	nest_key(w, f->seg, f->segs);
	wrong = f->type == VALUE_ARRAY ? list(a, f, v, w->out) :
	    mapping_write_value(w->out, v, f->type);
	if (wrong != NULL) {
		*w = before;
		w->out->n = n;
	}
	return (wrong);
}

/* One field of an event.  RC_MALFORMED: the row is bad, and was told so. */
static rc
field(struct mapping_apply *a, const struct mapping_field *f,
    struct nest *w)
{
	struct trouble t = { .reason = NULL };
	char got[MAPPING_COND_ROOM];
	struct value v = { 0 };
	rc rv;

	if (!mapping_cond_holds(f->when, cell_of, a))
		return (RC_OK);
	if ((rv = value(a, f, &v, &t)) == RC_NOMEM)
		return (rv);
	if (rv == RC_OK && (t.reason = put(a, w, f, &v)) == NULL) {
		consume(a, f);
		return (RC_OK);
	}
	if (rv == RC_NOTFOUND && f->fallback.type != VALUE_ABSENT) {
		v = f->fallback;
		(void)put(a, w, f, &v);	/* It was checked at load. */
		return (RC_OK);
	}
	/* Nothing there, or nothing that counts: the cell stays unmapped. */
	if (!f->required && (rv == RC_NOTFOUND || rv == RC_CONFLICT ||
	    f->keep_bad))
		return (RC_OK);
	if (t.column.n == 0 && f->refs > 0)
		t.column = a->m->ref[f->ref[0]].path;
	if (t.got.n == 0)
		t.got = mapping_cond_text(&v, got);
	tell(a, MAPPING_BAD, t.column.n > 0 ? t.column : f->target,
	    rv == RC_NOTFOUND ? "needed, but absent" :
	    rv == RC_CONFLICT ? "not in the table" : t.reason, t.got);
	return (RC_MALFORMED);
}

static void
identify(struct mapping_apply *a, struct nest *w)
{
	static const struct mapping_field id = { .seg = { { "id", 2 } },
	    .segs = 1 };
	struct buf *b = &a->m->id;

	buf_clear(b);
	buf_put(b, a->text);
	buf_char(b, '\n');
	buf_int(b, (int64_t)a->number);
	if (a->events > 0) {
		buf_char(b, '\n');
		buf_int(b, a->events);
	}
	nest_key(w, id.seg, id.segs);
	mapping_write_id(w->out, buf_span(b));
	w->out->failed = w->out->failed || b->failed;
}

static bool
named(const struct mapping_block *b)
{

	for (size_t i = 0; i < b->n; i++)
		if (span_eq(b->field[i].target, SPAN("id")))
			return (true);
	return (false);
}

/* Is the event line within the limits?  ${n} is its length. */
static bool
small(const struct mapping_apply *a, const struct nest *w, size_t n)
{

	if (n > MAPPING_LINE_MAX)
		mapping_apply_bad(a, SPAN(""), "event line over 65,536 bytes",
		    SPAN(""));
	else if (w->keys > KEYS_MAX)
		mapping_apply_bad(a, SPAN(""), "event line over 512 keys",
		    SPAN(""));
	else
		return (true);
	return (false);
}

/* One event; the row's first stays open, for what is left over. */
static rc
event(struct mapping_apply *a, const struct mapping_block *b,
    struct nest *first)
{
	struct nest w;
	struct mapping *m = a->m;
	bool is_first = m->first.n == 0;
	size_t begin = m->rest.n;
	rc rv;

	nest_begin(&w, is_first ? &m->first : &m->rest);
	if (!named(b))
		identify(a, &w);
	for (size_t i = 0; i < b->n; i++)
		if ((rv = field(a, &b->field[i], &w)) != RC_OK)
			return (rv);
	mapping_cond_each(b->when, use, a);
	a->events++;
	if (is_first) {
		*first = w;
		a->block = b;
		return (RC_OK);
	}
	nest_end(&w);
	buf_char(&m->rest, '\n');
	return (small(a, &w, m->rest.n - begin - 1) ? RC_OK : RC_MALFORMED);
}

static rc
too_many(const struct mapping_apply *a, const struct row_cell *c)
{

	mapping_apply_bad(a, c->path, "more than 256 events in a row",
	    SPAN(""));
	return (RC_MALFORMED);
}

/* One event for each member of an array. */
static rc
members(struct mapping_apply *a, const struct mapping_block *b,
    struct row_cell *c, struct nest *first)
{
	struct row *r = &a->m->row;
	uint32_t i = (uint32_t)(c - r->cell) + 1, end = c->end;
	unsigned n = 0;
	rc rv;

	for (; i < end; i = r->cell[i].end) {
		if (n++ == EACH_MAX)
			return (too_many(a, c));
		a->star = r->cell[i].path;
		a->member = r->cell[i];
		if (mapping_cond_holds(b->when, cell_of, a) &&
		    (rv = event(a, b, first)) != RC_OK)
			return (rv);
		if (r->cell[i].v.type != VALUE_MAP &&
		    r->cell[i].v.type != VALUE_ARRAY)
			r->cell[i].used = true;
	}
	return (RC_OK);
}

/* One event for each piece of a text. */
static rc
pieces(struct mapping_apply *a, const struct mapping_block *b,
    struct row_cell *c, struct nest *first)
{
	char room[MAPPING_COND_ROOM];
	struct span rest = mapping_cond_text(&c->v, room), one = rest;
	unsigned n = 0;
	rc rv;

	c->used = true;
	a->star = (struct span){ NULL, 0 };
	while (b->split.n > 0 ? piece(&rest, b->split, &one) : n == 0) {
		if (n++ == EACH_MAX)
			return (too_many(a, c));
		a->member = (struct row_cell){ .path = c->path,
		    .v = { .type = VALUE_TEXT, .p = one.p,
		    .n = (uint32_t)one.n } };
		if (one.n > 0 && mapping_cond_holds(b->when, cell_of, a) &&
		    (rv = event(a, b, first)) != RC_OK)
			return (rv);
	}
	return (RC_OK);
}

static rc
block(struct mapping_apply *a, const struct mapping_block *b,
    struct nest *first)
{
	struct row_cell *c;

	a->star = (struct span){ NULL, 0 };
	a->member = (struct row_cell){ 0 };
	if (b->each == ROW_NONE)
		return (mapping_cond_holds(b->when, cell_of, a) ?
		    event(a, b, first) : RC_OK);
	if ((c = cell(a, b->each)) == NULL)
		return (RC_OK);
	if (c->v.type == VALUE_ARRAY)
		return (members(a, b, c, first));
	return (pieces(a, b, c, first));
}

static void
tell_left(const struct mapping_apply *a)
{
	const struct row *r = &a->m->row;

	for (uint32_t i = 0; i < r->n; i++) {
		const struct row_cell *c = &r->cell[i];

		if (!c->used && c->v.type != VALUE_MAP &&
		    c->v.type != VALUE_ARRAY && !nothing(a->m, c))
			tell(a, MAPPING_LEFT, c->path, "unmapped",
			    (struct span){ NULL, 0 });
	}
}

/* All events are there: what is left joins the first, then out they go. */
static void
finish(struct mapping_apply *a, struct nest *first)
{
	struct mapping *m = a->m;

	for (size_t i = 0; i < m->drops; i++) {
		uint32_t at = m->ref[m->drop[i]].cell;

		if (at != ROW_NONE)
			use_all(&m->row, &m->row.cell[at]);
	}
	if (m->tell_left)
		tell_left(a);
	if (!m->forget)
		mapping_write_left(first, &m->row, a->block);
	nest_end(first);
	if (!small(a, first, m->first.n))
		return;
	buf_char(&m->first, '\n');
	buf_put(a->out, buf_span(&m->first));
	buf_put(a->out, buf_span(&m->rest));
}

static bool
skipped(struct mapping_apply *a)
{
	const struct mapping *m = a->m;

	for (size_t i = 0; i < m->skips; i++)
		if (mapping_cond_holds(m->skip[i].when, cell_of, a)) {
			tell(a, MAPPING_SKIPPED, SPAN(""), m->skip[i].reason,
			    SPAN(""));
			return (true);
		}
	return (false);
}

rc
mapping_apply_row(struct mapping_apply *a)
{
	struct mapping *m = a->m;
	struct nest first = { 0 };
	rc rv = RC_OK;

	buf_clear(&m->first);
	buf_clear(&m->rest);
	buf_clear(&m->text);
	if (skipped(a))
		return (RC_OK);
	for (size_t i = 0; i < m->blocks && rv == RC_OK; i++)
		rv = block(a, &m->block[i], &first);
	if (rv == RC_OK && first.out == NULL)
		mapping_apply_bad(a, SPAN(""),
		    "no event of the mapping applies", SPAN(""));
	else if (rv == RC_OK)
		finish(a, &first);
	if (rv == RC_NOMEM || m->first.failed || m->rest.failed ||
	    m->text.failed || a->out->failed)
		return (RC_NOMEM);
	return (RC_OK);
}
