/* SPDX-License-Identifier: Apache-2.0 */
/* An alert for a person. */
#include <ctype.h>

#include "base/utf8.h"
#include "base/wrap.h"
#include "model/alert_brief.h"
#include "model/level.h"

#define ID_SHOWN	12		/* Digits of the id that are enough. */
#define LABEL		10		/* Columns of a card's left side. */

/* " name=value" for each fact that the rules name. */
static void
put_facts(const struct alert *a, const struct event *ev, struct buf *b)
{
	const char *names[WHERE_NAMES];
	size_t n = where_names(a, names, WHERE_NAMES);

	for (size_t i = 0; i < n; i++) {
		struct span name = span_of(names[i]);
		const struct value *v = view_named(ev, a->decided, name);

		if (v == NULL || where_field(name))
			continue;
		buf_fmt(b, " %s=", names[i]);
		value_put(b, v);
	}
}

static void
put_message(const struct alert *a, const struct event *ev, struct buf *b)
{
	struct buf at = { 0 };
	char scenario[8];

	alert_scenario(a->rule, scenario);
	buf_fmt(b, "%s %s %s=", level_of(a->rule->level)->word, scenario,
	    a->kind);
	buf_put(b, a->entity);
	/* Quoted as JSON: a quote inside cannot end the field. */
	buf_char(b, ' ');
	buf_json(b, span_of(a->rule->title));
	buf_text(b, " at ");
	where_at(ev, &at);
	buf_json(b, buf_span(&at));
	put_facts(a, ev, b);
	/* The line has no value, but must not pretend that it is exact. */
	if (a->has_value && !a->exact) {
		buf_clear(&at);
		alert_value(a, &at);
		buf_text(b, " value=");
		buf_json(b, buf_span(&at));
	}
	b->failed |= at.failed;
	buf_release(&at);
	buf_fmt(b, " x%llu", (unsigned long long)a->count);
}

rc
alert_brief_message(struct view *v, const struct alert *a, struct buf *b)
{
	const struct event *ev;
	rc r;

	if ((r = view_kept(v, a->decided, &ev)) != RC_OK)
		return (r);
	put_message(a, ev, b);
	return (b->failed ? RC_NOMEM : RC_OK);
}

rc
alert_brief(struct view *v, const struct alert *a, struct buf *b)
{
	rc r;

	buf_time(b, a->time);
	buf_char(b, ' ');
	if ((r = alert_brief_message(v, a, b)) != RC_OK)
		return (r);
	buf_fmt(b, " %.*s", ID_SHOWN, a->id);
	return (b->failed ? RC_NOMEM : RC_OK);
}

/* One line of a card: label, then words that wrap below their like. */
static void
put_wrapped(struct buf *b, const char *label, struct span text,
    unsigned width)
{

	buf_fmt(b, "  %-*s", LABEL - 2, label);
	(void)wrap_words(b, text, LABEL, LABEL, width);
	buf_char(b, '\n');
}

static void
put_where(struct buf *b, const struct event *ev, unsigned width)
{
	struct buf text = { 0 }, one = { 0 };

	for (unsigned row = 0; row < WHERE_ROWS; row++) {
		buf_clear(&one);
		if (!where_put(ev, row, &one))
			continue;
		if (text.n > 0)
			buf_text(&text, ", ");
		buf_fmt(&text, "%s ", where_key(row));
		buf_put(&text, buf_span(&one));
	}
	put_wrapped(b, "where", buf_span(&text), width);
	b->failed |= text.failed || one.failed;
	buf_release(&text);
	buf_release(&one);
}

static void
put_proof(struct buf *b, const struct alert *a, unsigned width)
{
	struct buf text = { 0 };

	buf_fmt(&text, "%llu event%s, ", (unsigned long long)a->count,
	    a->count == 1 ? "" : "s");
	buf_time(&text, a->first_seen);
	if (a->last_seen != a->first_seen) {
		buf_text(&text, " to ");
		buf_time(&text, a->last_seen);
	}
	buf_text(&text, ":");
	for (size_t i = 0; i < a->ends_n && i < 4; i++) {
		buf_char(&text, ' ');
		buf_put(&text, alert_event_id(a->ends[i]));
	}
	if (a->ends_n > 4)
		buf_text(&text, " ...");
	put_wrapped(b, "proof", buf_span(&text), width);
	b->failed |= text.failed;
	buf_release(&text);
}

/* The number that a correlation computed. */
static void
put_value(struct buf *b, const struct alert *a)
{

	if (!a->has_value)
		return;
	buf_fmt(b, "  %-*s", LABEL - 2, "value");
	alert_value(a, b);
	buf_char(b, '\n');
}

/* An id, broken where the terminal ends. */
static void
put_entity(struct buf *b, struct span id, size_t room, unsigned width)
{

	while (id.n > room) {
		struct span part = utf8_cut(id, room);

		/* A terminal narrower than a character. */
		if (part.n == 0)
			break;
		buf_put(b, part);
		buf_fmt(b, "\n%*s", LABEL, "");
		id = span_from(id, part.n);
		room = width > LABEL ? width - LABEL : 1;
	}
	buf_put(b, id);
}

/*
 * "HIGH Title: vehicle v1", on more lines if the terminal is too narrow.
 */
static void
put_headline(struct buf *b, const struct alert *a, unsigned width,
    bool colour)
{
	const char *word = level_of(a->rule->level)->word;
	size_t head = strlen(word) + 1 + strlen(a->rule->title) + 1;
	size_t who = strlen(a->kind) + 1 + a->entity.n;

	if (colour)
		buf_fmt(b, "\033[%sm", level_of(a->rule->level)->colour);
	buf_text(b, word);
	if (colour)
		buf_text(b, "\033[0m\033[1m");
	buf_fmt(b, " %s:", a->rule->title);
	if (head + 1 + who > width) {
		buf_fmt(b, "\n%*s", LABEL, "");
		head = LABEL;
	} else {
		buf_char(b, ' ');
		head++;
	}
	buf_fmt(b, "%s ", a->kind);
	head += strlen(a->kind) + 1;
	put_entity(b, a->entity, width > head ? width - head : 1, width);
	if (colour)
		buf_text(b, "\033[0m");
	buf_char(b, '\n');
}

rc
alert_brief_card(struct view *v, const struct alert *a, unsigned width,
    bool colour, struct buf *b)
{
	struct buf facts = { 0 };
	const struct event *ev;
	char scenario[8];
	rc r;

	if ((r = view_kept(v, a->decided, &ev)) != RC_OK)
		return (r);
	alert_scenario(a->rule, scenario);

	/* What, how bad, who. */
	put_headline(b, a, width, colour);

	/* When and where, by which rule, why, and what proves it. */
	buf_fmt(b, "  %-*s", LABEL - 2, "when");
	buf_time(b, a->time);
	buf_fmt(b, "   scenario %s   alert %.*s\n", scenario, ID_SHOWN, a->id);
	put_where(b, ev, width);
	put_facts(a, ev, &facts);
	if (facts.n > 1)
		put_wrapped(b, "facts", span_from(buf_span(&facts), 1), width);
	b->failed |= facts.failed;
	buf_release(&facts);
	if (a->rule->description != NULL)
		put_wrapped(b, "why", span_of(a->rule->description), width);
	put_value(b, a);
	put_proof(b, a, width);
	return (b->failed ? RC_NOMEM : RC_OK);
}
