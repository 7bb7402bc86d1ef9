/* SPDX-License-Identifier: Apache-2.0 */
/* Alerts and their evidence. */
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "model/alert.h"

/* Room for what follows the record, and the next free byte in it. */
static size_t
value_room(const struct value *v)
{
	size_t n = 0;

	if (v->type == VALUE_TEXT)
		return (v->n);
	if (v->type != VALUE_ARRAY)
		return (0);
	for (uint32_t i = 0; i < v->n; i++)
		n += sizeof(*v) + value_room(&v->member[i]);
	return (n);
}

static const char *
text_copy(char **at, struct span s)
{
	char *p = *at;

	if (s.n > 0)
		memcpy(p, s.p, s.n);
	*at += s.n;
	return (p);
}

/* Texts go to ${text}; members of arrays, which need alignment, to ${m}. */
static void
value_copy(struct value *v, struct value **m, char **text)
{
	struct value *member = *m;

	if (v->type == VALUE_TEXT)
		v->p = text_copy(text, value_text(v));
	if (v->type != VALUE_ARRAY)
		return;
	*m += v->n;
	for (uint32_t i = 0; i < v->n; i++) {
		member[i] = v->member[i];
		value_copy(&member[i], m, text);
	}
	v->member = member;
}

/* With ${line} for the event's, as it is or as it is kept. */
static struct alert_event *
event_new(const struct event *ev, struct span line, struct span id,
    const struct alert_fact *facts, size_t n)
{
	size_t size = sizeof(struct alert_event) + n * sizeof(*facts) +
	    id.n + line.n + ev->vehicle.n + ev->source.n;
	struct alert_event *e;
	struct alert_fact *fact;
	struct value *members;
	size_t members_n = 0;
	char *text;

	/*	[ record | facts | members of arrays | texts ] */
	for (size_t i = 0; i < n; i++) {
		size += value_room(&facts[i].value);
		if (facts[i].value.type == VALUE_ARRAY)
			members_n += facts[i].value.n;
	}
	if (n > UINT16_MAX || size > UINT32_MAX ||
	    (e = mem_new(size)) == NULL)
		return (NULL);
	fact = (struct alert_fact *)(e + 1);
	members = (struct value *)(fact + n);
	text = (char *)(members + members_n);
	*e = (struct alert_event){ .refs = 1, .te = ev->time, .pos = ev->pos,
	    .facts = (uint16_t)n, .text = (uint32_t)(text - (char *)e),
	    .id_n = (uint32_t)id.n, .line_n = (uint32_t)line.n,
	    .vehicle_n = (uint32_t)ev->vehicle.n,
	    .source_n = (uint32_t)ev->source.n, .size = (uint32_t)size };
	(void)text_copy(&text, id);
	(void)text_copy(&text, ev->vehicle);
	(void)text_copy(&text, ev->source);
	(void)text_copy(&text, line);
	for (size_t i = 0; i < n; i++) {
		fact[i] = facts[i];
		value_copy(&fact[i].value, &members, &text);
	}
	return (e);
}

/* Its line as it is kept. */
static struct span
line_of(const struct alert_event *e)
{

	return ((struct span){ (const char *)e + e->text + e->id_n +
	    e->vehicle_n + e->source_n, e->line_n });
}

/* ${e} by ${like}, whose reference it takes over. */
static struct alert_event *
by_like(struct alert_event *e, struct likeness *like, uint8_t lean)
{

	if (e == NULL) {
		likeness_drop(like);
		return (NULL);
	}
	e->like = like;
	e->lean = lean;
	like->of->held += e->size;
	return (e);
}

struct alert_event *
alert_event_new(struct likenesses *x, const struct event *ev, struct span id,
    const struct alert_fact *facts, size_t n)
{
	struct likeness *like;

	if (x == NULL)
		return (event_new(ev, ev->line, id, facts, n));
	if ((like = likeness_none(x)) == NULL)
		return (NULL);
	return (by_like(event_new(ev, ev->line, id, facts, n), like,
	    ALERT_LIKE));
}

#define KEPT_ROOM	2048		/* Longer lines are kept whole. */
#define MARK_ID		'\001'
#define MARK_VEHICLE	'\002'

/* A text of its own that an event has in its line, too. */
struct cut {
	struct span	 s;
	char		 mark;
	uint8_t		 lean;
};

/* Where in ${line} ${s} points to; SIZE_MAX: elsewhere, or it is no gain. */
static size_t
place(struct span line, struct span s)
{
	uintptr_t from = (uintptr_t)line.p, at = (uintptr_t)s.p;

	return (s.n > 1 && at >= from && at - from <= line.n &&
	    s.n <= line.n - (at - from) ? at - from : SIZE_MAX);
}

/* The line of ${ev} into ${out}, as long at most, and how it is cut. */
static struct span
cut_line(const struct event *ev, struct span id, char *out,
    uint8_t *lean)
{
	struct cut c[] = { { id, MARK_ID, ALERT_CUT_ID },
	    { ev->vehicle, MARK_VEHICLE, ALERT_CUT_VEHICLE } };
	size_t at = 0, n = 0;

	if (ev->line.n == 0 ||
	    memchr(ev->line.p, MARK_ID, ev->line.n) != NULL ||
	    memchr(ev->line.p, MARK_VEHICLE, ev->line.n) != NULL)
		return (ev->line);
	if (place(ev->line, c[1].s) < place(ev->line, c[0].s)) {
		struct cut first = c[1];

		c[1] = c[0];
		c[0] = first;
	}
	for (size_t i = 0; i < COUNT_OF(c); i++) {
		size_t to = place(ev->line, c[i].s);

		if (to == SIZE_MAX || to < at)
			continue;
		memcpy(out + n, ev->line.p + at, to - at);
		n += to - at;
		out[n++] = c[i].mark;
		at = to + c[i].s.n;
		*lean |= c[i].lean;
	}
	memcpy(out + n, ev->line.p + at, ev->line.n - at);
	return ((struct span){ out, n + ev->line.n - at });
}

/* ${s} in the place of ${mark}. */
static void
put_back(struct buf *b, char mark, struct span s)
{
	size_t at, n = buf_span(b).n;
	const char *p = b->failed ? NULL : memchr(buf_span(b).p, mark, n);

	if (p == NULL)
		return;
	at = (size_t)(p - buf_span(b).p);
	buf_put(b, s);		/* For room: it is one byte too much. */
	if (b->failed)
		return;
	memmove(b->p + at + s.n, b->p + at + 1, n - at - 1);
	memcpy(b->p + at, s.p, s.n);
	b->n--;
}

struct alert_event *
alert_event_like(struct likenesses *x, const struct event *ev,
    struct span id, const struct alert_fact *facts, size_t n)
{
	uint64_t kind = hash_mix(hash_64(ev->source), (uint64_t)ev->type);
	struct likeness *like = NULL;
	uint8_t lean = ALERT_LIKE | ALERT_LINE;
	char kept[KEPT_ROOM], cut[KEPT_ROOM];
	size_t kept_n = 0;
	struct span line;

	if (ev->line.n > KEPT_ROOM - 32)
		return (alert_event_new(x, ev, id, facts, n));
	line = cut_line(ev, id, cut, &lean);
	if (likeness_find(x, kind, line, kept, sizeof(kept), &kept_n,
	    &like) != RC_OK)
		return (NULL);
	return (by_like(event_new(ev, (struct span){ kept, kept_n }, id,
	    facts, n), like, lean));
}

struct span
alert_event_line(const struct alert_event *e, struct buf *b)
{

	if ((e->lean & ALERT_LINE) == 0)
		return (line_of(e));
	buf_clear(b);
	likeness_get(e->like, line_of(e), b);
	if ((e->lean & ALERT_CUT_ID) != 0)
		put_back(b, MARK_ID, alert_event_id(e));
	if ((e->lean & ALERT_CUT_VEHICLE) != 0)
		put_back(b, MARK_VEHICLE, alert_event_vehicle(e));
	return (b->failed ? (struct span){ NULL, 0 } : buf_span(b));
}

void
alert_event_drop(struct alert_event *e)
{

	if (e == NULL || --e->refs > 0)
		return;
	/* Who is not lean may be no more than the head: plain lines are. */
	if (e->lean != 0) {
		e->like->of->held -= e->size;
		likeness_drop(e->like);
	}
	mem_free(e);
}

/* Oldest first; ties as they came. */
static bool
older(const struct alert_event *a, const struct alert_event *b)
{

	return (a->te != b->te ? a->te < b->te : a->pos < b->pos);
}

/*
 * Make room at ${at} by the loss of the one at ${lost}: those between move
 * one on towards it.
 */
static size_t
make_room(struct alert *a, size_t at, size_t lost)
{

	if (at > lost)
		at--;		/* It is behind the one that goes. */
	for (; lost > at; lost--)
		a->ends[lost] = a->ends[lost - 1];
	for (; lost < at; lost++)
		a->ends[lost] = a->ends[lost + 1];
	return (at);
}

void
alert_evidence(struct alert *a, struct alert_event *e)
{
	size_t at = a->ends_n;

	while (at > 0 && older(e, a->ends[at - 1]))
		at--;
	if (at > 0 && a->ends[at - 1]->pos == e->pos)
		return;
	if (a->ends_n < COUNT_OF(a->ends)) {
		at = make_room(a, at, a->ends_n++);
	} else if (at == ALERT_ENDS) {
		return;		/* It would be in the middle itself. */
	} else {
		/* The last of the oldest, or the first of the newest, goes. */
		size_t lost = at < ALERT_ENDS ? ALERT_ENDS - 1 : ALERT_ENDS;

		alert_event_drop(a->ends[lost]);
		at = make_room(a, at, lost);
	}
	a->ends[at] = e;
	e->refs++;
}

void
alert_value(const struct alert *a, struct buf *b)
{

	if (!a->exact && a->at_least)
		buf_text(b, "at least ");
	buf_num(b, a->value);
	if (!a->exact && a->error > 0) {
		buf_text(b, " +- ");
		buf_num(b, a->error);
	}
}

void
alert_release(struct alert *a)
{

	alert_event_drop(a->decided);
	for (size_t i = 0; i < a->ends_n; i++)
		alert_event_drop(a->ends[i]);
	arena_release(&a->arena);
}

int
alert_cmp(const struct alert *a, const struct alert *b)
{

	if (a->time != b->time)
		return (a->time < b->time ? -1 : 1);
	return (strcmp(a->id, b->id));
}

void
alert_scenario(const struct alert_rule *r, char *out)
{
	long best = 0, n;

	strncpy(out, "-", 2);
	for (size_t i = 0; i < r->tags_n; i++) {
		const char *tag = r->tags[i];
		bool dq = strncmp(tag, "vedette.dq", 10) == 0;

		if (!dq && strncmp(tag, "vedette.s", 9) != 0)
			continue;
		n = strtol(tag + (dq ? 10 : 9), NULL, 10);
		if (n <= 0 || n > 99 || (best != 0 && n >= best))
			continue;
		best = n;
		(void)snprintf(out, 8, dq ? "dq%ld" : "s%02ld", n);
	}
}

void
alert_key(const struct alert_key *k, struct buf *b)
{
	const struct span part[] = { k->tenant, span_of(k->rule),
	    span_of(k->kind), k->entity, k->group };

	for (size_t i = 0; i < COUNT_OF(part); i++) {
		buf_put(b, part[i]);
		buf_char(b, '\n');
	}
}

rc
alert_id(const struct alert_key *k, int64_t opened, struct span event,
    char out[ALERT_ID + 1])
{
	uint8_t sum[HASH_SHA256];
	struct buf b = { 0 };
	rc r = RC_NOMEM;

	buf_text(&b, "vedette-alert-1\n");
	alert_key(k, &b);
	buf_int(&b, opened);
	buf_char(&b, '\n');
	buf_put(&b, event);
	buf_char(&b, '\n');
	if (!b.failed) {
		hash_sha256(buf_span(&b), sum);
		hash_hex(sum, ALERT_ID / 2, out);
		out[ALERT_ID] = '\0';
		r = RC_OK;
	}
	buf_release(&b);
	return (r);
}
