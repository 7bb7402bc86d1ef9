/* SPDX-License-Identifier: Apache-2.0 */
/* Event lines as mappings write them. */
#include <math.h>

#include "base/mem.h"
#include "base/ts.h"
#include "codec/redact.h"
#include "model/lineid.h"
#include "source/mapping_cond.h"
#include "source/mapping_write.h"

#define UNMAPPED	"unmapped"
#define INT_MOST	9007199254740992.0	/* 2^53 */

static void
write_time(struct buf *out, int64_t ms)
{

	buf_char(out, '"');
	buf_time(out, ms);
	buf_char(out, '"');
}

/* Any scalar as it is. */
static void
write_as_is(struct buf *out, const struct value *v)
{

	switch ((enum value_type)v->type) {
	case VALUE_TEXT:
		nest_text(out, value_text(v));
		return;
	case VALUE_INT:
		buf_int(out, v->i);
		return;
	case VALUE_NUM:
		buf_num(out, v->num);
		return;
	case VALUE_BOOL:
		buf_text(out, v->yes ? "true" : "false");
		return;
	case VALUE_TIME:
		write_time(out, v->i);
		return;
	case VALUE_ABSENT:
	case VALUE_NULL:
	case VALUE_ARRAY:
	case VALUE_MAP:
		buf_text(out, "null");
	}
}

static const char *
write_number(struct buf *out, const struct value *v, bool whole)
{
	double d;

	if (!convert_number(v, &d))
		return ("expected a number");
	if (!whole)
		buf_num(out, d);
	else if (v->type == VALUE_INT)
		buf_int(out, v->i);
	else if (fabs(d) > INT_MOST)
		return ("expected a number within 2^53");
	else
		buf_num(out, round(d));
	return (NULL);
}

static const char *
write_ts(struct buf *out, const struct value *v)
{
	int64_t ms = v->i;

	if (v->type != VALUE_TIME && (v->type != VALUE_TEXT ||
	    ts_parse(value_text(v), &ms) != RC_OK))
		return ("expected a time like 2026-03-02T08:15:04Z");
	write_time(out, ms);
	return (NULL);
}

static const char *
write_bool(struct buf *out, const struct value *v)
{
	bool yes = v->type == VALUE_BOOL && v->yes;

	if (v->type == VALUE_TEXT) {
		yes = span_eq(value_text(v), SPAN("true"));
		if (!yes && !span_eq(value_text(v), SPAN("false")))
			return ("expected true or false");
	} else if (v->type != VALUE_BOOL)
		return ("expected true or false");
	buf_text(out, yes ? "true" : "false");
	return (NULL);
}

const char *
mapping_write_value(struct buf *out, const struct value *v,
    enum value_type type)
{
	char room[MAPPING_COND_ROOM];

	switch (type) {
	case VALUE_INT:
		return (write_number(out, v, true));
	case VALUE_NUM:
		return (write_number(out, v, false));
	case VALUE_BOOL:
		return (write_bool(out, v));
	case VALUE_TIME:
		return (write_ts(out, v));
	case VALUE_TEXT:
	case VALUE_ARRAY:
		if (v->type == VALUE_TIME)
			write_time(out, v->i);
		else
			nest_text(out, mapping_cond_text(v, room));
		return (NULL);
	case VALUE_ABSENT:
	case VALUE_NULL:
	case VALUE_MAP:
		break;
	}
	write_as_is(out, v);
	return (NULL);
}

/*
 * What is left of a row.
 */

/* Nothing that one could miss. */
static bool
absent(const struct value *v)
{

	return (v->type == VALUE_ABSENT || v->type == VALUE_NULL ||
	    (v->type == VALUE_TEXT && v->n == 0));
}

/* Is anything of this cell's subtree unused? */
static bool
anything(const struct row *r, uint32_t i)
{
	uint32_t end = r->cell[i].end;

	for (; i < end; i++) {
		const struct row_cell *c = &r->cell[i];

		if (!c->used && c->v.type != VALUE_MAP &&
		    c->v.type != VALUE_ARRAY && !absent(&c->v))
			return (true);
	}
	return (false);
}

static void
write_leaf(struct buf *out, const struct row_cell *c)
{
	struct span s = value_text(&c->v);
	char *room;

	if (c->v.type != VALUE_TEXT) {
		write_as_is(out, &c->v);
		return;
	}
	if (redact_secret(c->key)) {
		buf_text(out, "\"***\"");
		return;
	}
	if (memchr(s.p, '?', s.n) == NULL &&
	    memmem(s.p, s.n, "://", 3) == NULL) {
		nest_text(out, s);
		return;
	}
	if ((room = mem_new(REDACT_ROOM(s.n))) == NULL) {
		out->failed = true;
		return;
	}
	nest_text(out, (struct span){ room, redact_url(s, room) });
	mem_free(room);
}

/* Is there a field of that name under "unmapped"? */
static bool
taken(const struct mapping_block *b, struct span name)
{

	for (size_t i = 0; i < b->n; i++)
		if (b->field[i].segs == 2 && span_eq(b->field[i].seg[0],
		    SPAN(UNMAPPED)) && span_eq(b->field[i].seg[1], name))
			return (true);
	return (false);
}

/* The cell ${i} and what is below it; ${array} if it has no key of its own. */
static void
write_left(struct nest *w, const struct row *r, uint32_t i,
    bool array)
{
	const struct row_cell *c = &r->cell[i];
	bool list = c->v.type == VALUE_ARRAY;

	if (!anything(r, i))
		return;
	if (!array)
		nest_name(w, c->key);
	else if (w->comma)
		buf_char(w->out, ',');
	w->comma = true;
	if (!list && c->v.type != VALUE_MAP) {
		write_leaf(w->out, c);
		return;
	}
	buf_char(w->out, list ? '[' : '{');
	w->comma = false;
	for (uint32_t k = i + 1; k < c->end; k = r->cell[k].end)
		write_left(w, r, k, list);
	buf_char(w->out, list ? ']' : '}');
	w->comma = true;
}

void
mapping_write_left(struct nest *w, const struct row *r,
    const struct mapping_block *b)
{
	/* JSON rows begin with themselves; columns stand side by side. */
	bool tree = r->n > 0 && r->cell[0].v.type == VALUE_MAP &&
	    r->cell[0].path.n == 0;
	bool any = false;

	for (uint32_t i = 0; i < r->n && !any; i = r->cell[i].end)
		any = anything(r, i);
	if (!any)
		return;
	if (w->depth == 0 || !span_eq(w->open[0], SPAN(UNMAPPED))) {
		nest_to(w, 0);
		nest_open(w, SPAN(UNMAPPED));
	} else
		nest_to(w, 1);
	for (uint32_t i = tree; i < r->n; i = r->cell[i].end)
		if (!taken(b, r->cell[i].key))
			write_left(w, r, i, false);
}

void
mapping_write_id(struct buf *out, struct span text)
{
	char id[LINEID];

	lineid_over(&text, 1, id);
	buf_char(out, '"');
	buf_put(out, (struct span){ id, sizeof(id) });
	buf_char(out, '"');
}
