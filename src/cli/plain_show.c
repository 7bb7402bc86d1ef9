/* SPDX-License-Identifier: Apache-2.0 */
/* Findings in plain input as JSON. */
#include "cli/plain_show.h"

#define UNIT_SEPARATOR	'\x1f'

static void
put_time(struct buf *b, const char *key, int64_t ms)
{

	buf_fmt(b, "\"%s\":\"", key);
	buf_time(b, ms);
	buf_text(b, "\",");
}

static void
put_place(const struct plain_show *s, struct plain_place at, struct buf *b)
{

	buf_text(b, "\"file\":");
	buf_json(b, span_of(s->path(s->ctx, at.input)));
	buf_fmt(b, ",\"line\":%llu", (unsigned long long)at.number);
}

static void
put_rule(const char *id, const char *title, const char *level, struct buf *b)
{

	buf_text(b, ",\"rule\":{\"id\":");
	buf_json(b, span_of(id));
	buf_text(b, ",\"title\":");
	buf_json(b, span_of(title));
	buf_text(b, ",\"level\":");
	buf_json(b, span_of(level));
	buf_fmt(b, "},\"is_alert\":%s", strcmp(level, "informational") != 0
	    ? "true" : "false");
}

/* How far the value may be off; the key is absent from exact ones. */
static void
put_value(double value, bool exact, bool at_least, double error,
    struct buf *b)
{

	buf_text(b, ",\"value\":");
	buf_num(b, value);
	if (exact)
		return;
	buf_fmt(b, ",\"inexact\":{\"at_least\":%s,\"error\":",
	    at_least ? "true" : "false");
	buf_num(b, error);
	buf_char(b, '}');
}

static void
put_window(const struct plain_show *s, const struct plain_finding *f,
    struct buf *b)
{

	if (f->has_value)
		put_value(f->value, f->exact, f->at_least, f->error, b);
	buf_text(b, ",\"evidence\":[");
	for (size_t i = 0; i < f->window_n; i++) {
		buf_text(b, i > 0 ? ",{" : "{");
		put_place(s, f->window[i], b);
		buf_char(b, '}');
	}
	buf_fmt(b, "],\"count\":%llu", (unsigned long long)f->count);
}

void
plain_show_finding(const struct plain_show *s, const struct plain_finding *f,
    struct buf *b)
{

	buf_char(b, '{');
	if (f->has_time)
		put_time(b, "time", f->time);
	put_place(s, f->at, b);
	put_rule(f->rule->id, f->rule->title, f->rule->level, b);
	if (f->rule->correlation) {
		buf_text(b, ",\"group\":{");
		for (size_t i = 0; i < f->rule->group_n; i++) {
			if (i > 0)
				buf_char(b, ',');
			buf_json(b, span_of(f->rule->group_names[i]));
			buf_char(b, ':');
			value_json(b, &f->group[i]);
		}
		buf_char(b, '}');
		put_window(s, f, b);
	}
	buf_text(b, "}\n");
}

/* The group's values by name; they come as one text. */
static void
put_group(const struct alert *a, struct buf *b)
{
	struct span left = a->entity;

	buf_text(b, ",\"group\":{");
	for (size_t i = 0; i < a->rule->fields_n; i++) {
		const char *end = i + 1 < a->rule->fields_n && left.n > 0 ?
		    memchr(left.p, UNIT_SEPARATOR, left.n) : NULL;
		struct span value = left;

		if (end != NULL)
			value.n = (size_t)(end - left.p);
		left = span_from(left, end != NULL ? value.n + 1 : left.n);
		if (i > 0)
			buf_char(b, ',');
		buf_json(b, span_of(a->rule->fields[i]));
		buf_char(b, ':');
		buf_json(b, value);
	}
	buf_char(b, '}');
}

void
plain_show_episode(const struct plain_show *s, const struct alert *a,
    struct buf *b)
{

	buf_fmt(b, "{\"id\":\"%s\",", a->id);
	put_time(b, "time", a->time);
	put_place(s, plain_place_of(a->decided), b);
	put_rule(a->rule->id, a->rule->title, a->rule->level, b);
	put_group(a, b);
	if (a->has_value)
		put_value(a->value, a->exact, a->at_least, a->error, b);
	buf_text(b, ",\"evidence\":[");
	for (size_t i = 0; i < a->ends_n; i++) {
		buf_text(b, i > 0 ? ",{" : "{");
		put_place(s, plain_place_of(a->ends[i]), b);
		buf_char(b, '}');
	}
	buf_fmt(b, "],\"count\":%llu,", (unsigned long long)a->count);
	put_time(b, "first_seen", a->first_seen);
	put_time(b, "last_seen", a->last_seen);
	/* The last comma goes. */
	if (b->n > 0 && !b->failed)
		b->n--;
	buf_text(b, "}\n");
}
