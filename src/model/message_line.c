/* SPDX-License-Identifier: Apache-2.0 */
/* A message as the event line that it stands for. */
#include "model/message_line.h"
#include "model/nest.h"

static void
put_value(struct buf *out, const struct value *v)
{

	if (v->type == VALUE_TEXT)
		nest_text(out, value_text(v));
	else
		value_json(out, v);
}

static void
put_text(struct nest *w, enum field_id f, struct span s)
{
	struct span seg[FIELD_SEGS];
	size_t n = field_path(f, seg);

	nest_key(w, seg, n);
	nest_text(w->out, s);
}

/* The fields by their number: the dictionary keeps objects together. */
static void
put_fields(struct nest *w, const struct message *m)
{
	uint16_t order[MESSAGE_CELLS];
	struct span seg[FIELD_SEGS];
	size_t n = 0, k;

	for (size_t i = 0; i < m->n; i++) {
		if (m->cell[i].name != NULL)
			continue;
		for (k = n++; k > 0 && m->cell[order[k - 1]].field >
		    m->cell[i].field; k--)
			order[k] = order[k - 1];
		order[k] = (uint16_t)i;
	}
	for (size_t i = 0; i < n; i++) {
		const struct message_cell *c = &m->cell[order[i]];

		nest_key(w, seg, field_path((enum field_id)c->field, seg));
		put_value(w->out, &c->v);
	}
}

/* Was a value of that name written before?  The first one stays. */
static bool
told(const struct message *m, size_t i)
{
	const struct message_cell *c = &m->cell[i];

	for (size_t k = 0; k < i; k++) {
		if (m->cell[k].name != NULL &&
		    m->cell[k].number == c->number &&
		    strcmp(m->cell[k].name, c->name) == 0)
			return (true);
	}
	return (false);
}

static void
put_rest(struct nest *w, const struct message *m)
{
	struct buf name = { 0 };

	for (size_t i = 0; i < m->n; i++) {
		const struct message_cell *c = &m->cell[i];

		if (c->name == NULL || told(m, i))
			continue;
		buf_clear(&name);
		buf_text(&name, c->name);
		if (c->number != MESSAGE_PLAIN)
			buf_int(&name, c->number);
		/* Before it is cleared for the next. */
		w->out->failed |= name.failed;
		nest_key(w, (struct span[]){ SPAN("unmapped"),
		    buf_span(&name) }, 2);
		put_value(w->out, &c->v);
	}
	nest_to(w, 0);
	buf_release(&name);
}

void
message_line(const struct message *m, const char *source, uint64_t number,
    struct buf *out)
{
	struct nest w;

	nest_begin(&w, out);
	put_text(&w, FIELD_TYPE, span_of(field_events[m->type].name));
	if (m->time != EVENT_NO_TIME) {
		nest_name(&w, SPAN("time"));
		buf_char(out, '"');
		buf_time(out, m->time);
		buf_char(out, '"');
	}
	put_text(&w, FIELD_SOURCE_NAME, span_of(source));
	nest_key(&w, (struct span[]){ SPAN("source"), SPAN("line") }, 2);
	buf_int(out, (int64_t)number);
	put_fields(&w, m);
	put_rest(&w, m);
	nest_end(&w);
}
