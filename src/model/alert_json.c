/* SPDX-License-Identifier: Apache-2.0 */
/* An alert as short JSON. */
#include "base/ts.h"
#include "base/utf8.h"
#include "model/alert_json.h"

static void
put_time(struct buf *b, const char *name, int64_t ms)
{
	struct value v = { .i = ms, .type = VALUE_TIME };

	buf_fmt(b, ",\"%s\":", name);
	value_json(b, &v);
}

static void
put_text(struct buf *b, const char *name, struct span s)
{

	buf_fmt(b, "\"%s\":", name);
	buf_json(b, s);
}

/* A field's value; long strings are cut. */
static void
put_field(struct buf *b, const struct value *v)
{
	struct value cut = *v;

	if (v->type == VALUE_TEXT)
		cut.n = (uint32_t)utf8_cut(value_text(v), WHERE_TEXT).n;
	if (v->type != VALUE_ARRAY) {
		value_json(b, &cut);
		return;
	}
	buf_char(b, '[');
	for (uint32_t i = 0; i < v->n; i++) {
		if (i > 0)
			buf_char(b, ',');
		put_field(b, &v->member[i]);
	}
	buf_char(b, ']');
}

void
alert_json_named(const struct alert *a, const struct alert_event *e,
    const struct event *ev, bool fields, struct buf *b)
{
	const char *names[WHERE_NAMES];
	size_t n = where_names(a, names, WHERE_NAMES);
	bool first = true;

	for (size_t i = 0; i < n; i++) {
		struct span name = span_of(names[i]);
		const struct value *v = view_named(ev, e, name);

		if (v == NULL || fields != where_field(name))
			continue;
		if (!first)
			buf_char(b, ',');
		first = false;
		buf_json(b, name);
		buf_char(b, ':');
		if (fields)
			put_field(b, v);
		else
			value_json(b, v);
	}
}

void
alert_json_where(const struct alert *a, const struct alert_event *e,
    const struct event *ev, struct buf *b)
{
	struct buf text = { 0 };

	buf_text(b, "\"where\":{");
	for (unsigned row = 0; row < WHERE_ROWS; row++) {
		buf_clear(&text);
		if (!where_put(ev, row, &text))
			continue;
		put_text(b, where_key(row), buf_span(&text));
		buf_char(b, ',');
	}
	b->failed |= text.failed;
	buf_release(&text);
	buf_text(b, "\"fields\":{");
	alert_json_named(a, e, ev, true, b);
	buf_text(b, "}},\"facts\":{");
	alert_json_named(a, e, ev, false, b);
	buf_char(b, '}');
}

static void
put_rule(struct buf *b, const struct alert_rule *r)
{

	buf_text(b, ",\"rule\":{");
	put_text(b, "id", span_of(r->id));
	buf_char(b, ',');
	put_text(b, "title", span_of(r->title));
	buf_char(b, ',');
	put_text(b, "level", span_of(r->level));
	buf_text(b, ",\"tags\":[");
	for (size_t i = 0; i < r->tags_n; i++) {
		if (i > 0)
			buf_char(b, ',');
		buf_json(b, span_of(r->tags[i]));
	}
	buf_text(b, "]}");
}

static void
put_head(struct buf *b, const struct alert *a)
{

	buf_char(b, '{');
	put_text(b, "id", span_of(a->id));
	buf_char(b, ',');
	put_text(b, "tenant", a->tenant);
	put_time(b, "time", a->time);
	put_rule(b, a->rule);
	buf_text(b, ",\"entity\":{");
	put_text(b, "kind", span_of(a->kind));
	buf_char(b, ',');
	put_text(b, "id", a->entity);
	buf_text(b, "},");
}

/* How far the value may be off; the key is absent from exact ones. */
static void
put_inexact(struct buf *b, const struct alert *a)
{

	if (a->exact)
		return;
	buf_fmt(b, ",\"inexact\":{\"at_least\":%s,\"error\":",
	    a->at_least ? "true" : "false");
	buf_num(b, a->error);
	buf_char(b, '}');
}

static void
put_tail(struct buf *b, const struct alert *a)
{

	if (a->has_value) {
		buf_text(b, ",\"value\":");
		buf_num(b, a->value);
		put_inexact(b, a);
	}
	buf_text(b, ",\"evidence\":[");
	for (size_t i = 0; i < a->ends_n; i++) {
		if (i > 0)
			buf_char(b, ',');
		buf_json(b, alert_event_id(a->ends[i]));
	}
	buf_fmt(b, "],\"count\":%llu", (unsigned long long)a->count);
	put_time(b, "first_seen", a->first_seen);
	put_time(b, "last_seen", a->last_seen);
	buf_char(b, '}');
}

rc
alert_json(struct view *v, const struct alert *a, struct buf *b)
{
	const struct event *ev;
	rc r;

	if ((r = view_kept(v, a->decided, &ev)) != RC_OK)
		return (r);
	put_head(b, a);
	alert_json_where(a, a->decided, ev, b);
	put_tail(b, a);
	return (b->failed ? RC_NOMEM : RC_OK);
}
