/* SPDX-License-Identifier: Apache-2.0 */
/* What is published by MQTT as event lines. */
#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"
#include "model/message_line.h"
#include "source/mapping_write.h"
#include "source/topics_fill.h"
#include "source/topics_plan.h"

#define MESSAGE_BYTES	8		/* Of a message's number. */
#define KIND		"mqtt"		/* source.kind */

/* A message at work. */
struct work {
	struct topics			*t;
	const struct topics_in		*in;
	const struct topics_row		*row;
	struct span			 name[TOPICS_NAMES];
	struct buf			*out;
	mapping_note_fn			*note;
	void				*ctx;
	struct arena			 arena;	/* Scratch. */
	unsigned			 told;
	bool				 bad, nomem;
};

const char *
topics_help(const struct topics *t)
{

	return (t->help);
}

struct topics_stats
topics_stats(const struct topics *t)
{

	return (t->stats);
}

void
topics_free(struct topics *t)
{

	if (t == NULL)
		return;
	for (size_t i = 0; i < t->rows; i++)
		mapping_free(t->row[i].mapping);
	buf_release(&t->lines);
	buf_release(&t->line);
	buf_release(&t->value);
	arena_release(&t->tools.mem);
	mem_free(t);
}

/*
 * Which row.
 */

/* One level of a topic against one of the pattern. */
static bool
fits(const struct topics_level *l, struct span s, struct span *name)
{
	size_t around = l->before.n + l->after.n;

	if (l->kind == TOPICS_LITERAL)
		return (span_eq(l->before, s));
	if (l->kind != TOPICS_NAMED)
		return (true);
	/* A name stands for something. */
	if (s.n <= around || !span_starts(s, l->before) ||
	    !span_eq(span_from(s, s.n - l->after.n), l->after))
		return (false);
	name[l->name] = (struct span){ s.p + l->before.n, s.n - around };
	return (true);
}

static bool
row_fits(const struct topics_row *row, struct span topic, struct span *name)
{
	struct cur c = cur_of(topic);
	bool more = true;

	/* 4.7.2: wildcards do not reach the broker's own topics. */
	if (topic.p[0] == '$' && row->level[0].kind != TOPICS_LITERAL)
		return (false);
	for (size_t i = 0; i < row->levels; i++) {
		/* "a/#" stands for "a", too (4.7.1.2). */
		if (row->level[i].kind == TOPICS_REST)
			return (true);
		if (!more || !fits(&row->level[i], cur_until(&c, '/'), name))
			return (false);
		more = cur_eat(&c, '/');
	}
	return (!more);
}

static const struct topics_row *
find(const struct topics *t, const struct topics_in *in, struct span *name)
{

	for (size_t i = 0; i < t->rows; i++) {
		if ((t->row[i].from & in->side) != 0 &&
		    row_fits(&t->row[i], in->publish->topic, name))
			return (&t->row[i]);
	}
	return (NULL);
}

/*
 * What a row adds to an event.
 */

static void
bad(struct work *w, const char *reason, struct span got)
{
	const struct mapping_note n = { .kind = MAPPING_BAD,
	    .number = w->in->number, .column = w->in->publish->topic,
	    .reason = reason, .got = got };

	w->bad = true;
	w->note(w->ctx, &n);
}

/* The same message has the same number in each run. */
static void
put_message(const struct work *w, struct buf *out)
{
	const struct mqtt_events *s = w->in->session;
	uint64_t sum = hash_seeded(w->in->publish->topic,
	    (uint64_t)w->in->time);
	uint8_t bytes[MESSAGE_BYTES];
	char *text = buf_room(out, 2 * sizeof(bytes));

	sum = hash_mix(sum, hash_64(w->in->publish->payload));
	sum = hash_mix(sum, hash_64((struct span){ s->conn_id, s->conn_n }));
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(sum >> 8 * i);
	if (text == NULL)
		return;
	hash_hex(bytes, sizeof(bytes), text);
	out->n += 2 * sizeof(bytes);
}

static void
put_words(const struct work *w, const struct topics_words *words,
    struct buf *out)
{
	const struct mqtt_events *s = w->in->session;

	for (size_t i = 0; i < words->n; i++) {
		const struct topics_piece *p = &words->piece[i];

		if (p->what < TOPICS_NAMES)
			buf_put(out, w->name[p->what]);
		else if (p->what == TOPICS_TEXT)
			buf_put(out, p->text);
		else if (p->what == TOPICS_TOPIC)
			buf_put(out, w->in->publish->topic);
		else if (p->what == TOPICS_CLIENT_ID)
			buf_put(out, (struct span){ s->client_id.text,
			    s->client_id.n });
		else if (p->what == TOPICS_CONN_ID)
			buf_put(out, (struct span){ s->conn_id, s->conn_n });
		else
			put_message(w, out);
	}
}

/* One member into the line; was it put? */
static bool
fill(struct work *w, const struct span *seg, size_t n, struct span value)
{
	rc r = w->nomem || value.n == 0 ? RC_CONFLICT :
	    topics_fill(&w->t->line, seg, n, value, &w->arena);

	w->nomem = w->nomem || r == RC_NOMEM;
	return (r == RC_OK);
}

/* The same of a text at one or two keys. */
static bool
fill_text(struct work *w, const char *key, const char *below, struct span s)
{
	struct buf *v = &w->t->value;
	const struct span seg[] = { span_of(key), span_of(below) };

	if (s.n == 0)
		return (false);
	buf_clear(v);
	nest_text(v, s);
	return (fill(w, seg, below != NULL ? 2 : 1, buf_span(v)));
}

static bool
fill_time(struct work *w, const char *key)
{
	struct buf *v = &w->t->value;

	buf_clear(v);
	buf_char(v, '"');
	buf_time(v, w->in->time);
	buf_char(v, '"');
	return (fill(w, &(struct span){ key, strlen(key) }, 1, buf_span(v)));
}

static void
fill_field(struct work *w, const struct topics_field *f)
{
	struct buf text = { 0 };
	struct value v = f->words.fixed;
	const char *wrong;

	if (f->words.n > 0) {
		put_words(w, &f->words, &text);
		v = (struct value){ .type = VALUE_TEXT, .p = text.p,
		    .n = (uint32_t)text.n };
	}
	buf_clear(&w->t->value);
	wrong = mapping_write_value(&w->t->value, &v, f->type);
	w->nomem = w->nomem || text.failed;
	if (wrong != NULL)
		bad(w, wrong, buf_span(&text));
	else
		(void)fill(w, f->seg, f->segs, buf_span(&w->t->value));
	buf_release(&text);
}

static void
fill_client(struct work *w)
{
	const struct mqtt_events *s = w->in->session;
	static const struct span port[] = { { "client", 6 }, { "port", 4 } };

	/* The broker's own address is not the client's. */
	if (s->client_port > 0) {
		buf_clear(&w->t->value);
		buf_int(&w->t->value, s->client_port);
		(void)fill(w, port, 2, buf_span(&w->t->value));
	}
	(void)fill_text(w, "client", "ip",
	    (struct span){ s->client_ip, s->ip_n });
	(void)fill_text(w, "conn_id", NULL,
	    (struct span){ s->conn_id, s->conn_n });
}

/* Who it is: names of the pattern; else the client. */
static void
fill_who(struct work *w)
{
	const struct topics_row *row = w->row;
	const struct mqtt_events *s = w->in->session;
	struct message *m = &w->t->m;
	const struct value *v;

	message_begin(m, TYPE_UNKNOWN, EVENT_NO_TIME);
	mqtt_events_device(s, m);
	v = message_get(m, FIELD_DEVICE_ID);
	(void)fill_text(w, "device", "id", row->device < TOPICS_NAMES ?
	    w->name[row->device] : value_text(v));
	if (row->vehicle < TOPICS_NAMES)
		(void)fill_text(w, "vehicle", "id", w->name[row->vehicle]);
}

/* The line, an object: what it lacks; what is put last stands first. */
static void
finish(struct work *w)
{
	const struct topics_row *row = w->row;
	bool before = w->bad;
	struct buf type = { 0 };

	w->bad = false;
	for (size_t i = row->fields; i-- > 0;)
		fill_field(w, &row->field[i]);
	fill_who(w);
	fill_client(w);
	(void)fill_text(w, "source", "kind", SPAN(KIND));
	(void)fill_text(w, "source", "name", span_of(w->t->source));
	if (!fill_time(w, "time"))
		(void)fill_time(w, "received");
	if (row->typed && row->type.n > 0)
		put_words(w, &row->type, &type);
	else if (row->typed)
		buf_put(&type, value_text(&row->type.fixed));
	(void)fill_text(w, "type", NULL, buf_span(&type));
	w->nomem = w->nomem || type.failed || w->t->line.failed;
	buf_release(&type);
	if (!w->bad && !w->nomem) {
		w->told++;
		buf_put(w->out, buf_span(&w->t->line));
		buf_char(w->out, '\n');
	}
	w->bad = w->bad || before;
}

/*
 * Payloads.
 */

static rc
nothing(void *ctx UNUSED, enum json_step what UNUSED,
    const struct json_val *v UNUSED, size_t at UNUSED)
{

	return (RC_OK);
}

static struct span
trim(struct span s)
{

	while (s.n > 0 && strchr(" \t\r\n", s.p[0]) != NULL && s.p[0] != '\0')
		s = span_from(s, 1);
	while (s.n > 0 && s.p[s.n - 1] != '\0' &&
	    strchr(" \t\r\n", s.p[s.n - 1]) != NULL)
		s.n--;
	return (s);
}

static bool
is_object(struct work *w, struct span s)
{
	rc r = RC_MALFORMED;

	if (s.n > 0 && s.p[0] == '{')
		r = json_walk(s, NULL, &w->arena, nothing, NULL, NULL);
	w->nomem = w->nomem || r == RC_NOMEM;
	return (r == RC_OK);
}

/* One object as a line: line ends in it are but white space. */
static void
one_event(struct work *w, struct span s)
{
	struct buf *line = &w->t->line;

	if (!is_object(w, s)) {
		bad(w, "expected a JSON object", s);
		return;
	}
	buf_clear(line);
	buf_put(line, s);
	for (size_t i = 0; i < line->n; i++) {
		if (line->p[i] == '\n' || line->p[i] == '\r')
			line->p[i] = ' ';
	}
	finish(w);
}

/* One object, an array of them, or one a line. */
static void
events(struct work *w)
{
	struct span rest = trim(w->in->publish->payload), one;

	if (rest.n > 0 && rest.p[0] == '[') {
		rc r;

		while ((r = json_element_next(&rest, &one, NULL)) == RC_OK)
			one_event(w, trim(one));
		if (r != RC_NOTFOUND || trim(rest).n > 0)
			bad(w, "expected an array that ends well", rest);
	} else if (is_object(w, rest) || rest.n == 0)
		one_event(w, rest);
	else
		while (rest.n > 0)
			one_event(w, trim(span_line(&rest)));
}

static void
finish_lines(struct work *w)
{
	struct span rest = buf_span(&w->t->lines), one;

	while (rest.n > 0) {
		one = span_line(&rest);
		buf_clear(&w->t->line);
		buf_put(&w->t->line, one);
		finish(w);
	}
}

/* Bad rows of the mapping are bad messages. */
static void
from_mapping(void *ctx, const struct mapping_note *n)
{
	struct work *w = ctx;

	w->bad = w->bad || n->kind == MAPPING_BAD;
	w->note(w->ctx, n);
}

static void
mapped(struct work *w)
{
	struct mapping *m = w->row->mapping;
	struct err e = { 0 };
	rc r;

	buf_clear(&w->t->lines);
	r = mapping_feed(m, trim(w->in->publish->payload), w->in->number,
	    &w->t->lines, from_mapping, w, &e);
	w->nomem = w->nomem || r == RC_NOMEM || w->t->lines.failed;
	finish_lines(w);
}

static void
from_codec(void *ctx, const struct message *m)
{
	struct work *w = ctx;

	message_line(m, w->t->source, w->in->number, &w->t->lines);
	buf_char(&w->t->lines, '\n');
}

/* Frames of a tracker's protocol; who it is says the topic or the client. */
static void
decoded(struct work *w)
{
	const struct codecs *codec = w->row->codec;
	struct tracker_session s = { .now = w->in->time };
	struct tracker_out to = { .fn = from_codec, .ctx = w,
	    .m = &w->t->m };
	struct span rest = w->in->publish->payload;
	size_t n = 0;

	tracker_named(&s, w->row->device < TOPICS_NAMES ?
	    w->name[w->row->device] :
	    (struct span){ w->in->session->client_id.text,
	    w->in->session->client_id.n });
	buf_clear(&w->t->lines);
	while (rest.n > 0 && codec->frame(rest, &n) == RC_OK) {
		if (codec->read(&s, (struct span){ rest.p, n }, &to) !=
		    RC_OK)
			break;
		rest = span_from(rest, n);
	}
	w->nomem = w->nomem || w->t->lines.failed;
	finish_lines(w);
	if (rest.n > 0)
		bad(w, "expected whole frames of the protocol",
		    (struct span){ NULL, 0 });
}

static void
topic_alone(struct work *w)
{

	buf_clear(&w->t->line);
	buf_text(&w->t->line, "{}");
	finish(w);
}

rc
topics_feed(struct topics *t, const struct topics_in *in, struct buf *out,
    mapping_note_fn *note, void *ctx)
{
	static void (*const read[])(struct work *) = {
		[TOPICS_EVENT] = events, [TOPICS_MAPPING] = mapped,
		[TOPICS_CODEC] = decoded, [TOPICS_NONE] = topic_alone,
	};
	struct work w = { .t = t, .in = in, .out = out, .note = note,
	    .ctx = ctx };

	w.row = find(t, in, w.name);
	if (w.row == NULL || w.row->payload == TOPICS_IGNORE) {
		t->stats.unknown += w.row == NULL;
		t->stats.ignored += w.row != NULL;
		return (RC_OK);
	}
	read[w.row->payload](&w);
	arena_release(&w.arena);
	t->stats.told += w.told > 0;
	t->stats.bad += w.bad;
	return (w.nomem || out->failed ? RC_NOMEM : RC_OK);
}
