/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The query language on any text: no crash; a refusal has a place and words;
 * what parses, printed and parsed again, is the same tree, prints the same,
 * and says the same of an event and of an alert.
 */
#include <stdlib.h>

#include "model/evline.h"
#include "model/plan.h"
#include "model/query_alert.h"
#include "model/query_event.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const char *const events[] = {
	("{\"id\":\"e1\",\"type\":\"command.request\",\"time\":"
	    "\"2026-03-02T08:15:00Z\",\"vehicle\":{\"id\":\"WVW1\"},"
	    "\"actor\":{\"id\":\"al-ice\",\"roles\":[\"a\",\"B\"]},"
	    "\"client\":{\"ip\":\"10.1.2.3\",\"user_agent\":\"A (\\u00df)\"},"
	    "\"command_id\":\"c1\",\"command\":\"unlock\",\"outcome\":"
	    "\"success\",\"unmapped\":{\"n\":7,\"b\":true,\"t\":\"1..5\","
	    "\"x\":[1,\"10.0.0.1\"]}}"),
	("{\"id\":\"e2\",\"type\":\"api.request\",\"time\":"
	    "\"2026-03-02T09:15:00Z\",\"method\":\"GET\",\"route\":\"/a\","
	    "\"status\":404,\"client\":{\"ip\":\"2001:db8::7\"}}"),
};

static const char alert[] =
	"{\"id\":\"aa\",\"tenant\":\"t\",\"time\":\"2026-03-02T08:15:00Z\","
	    "\"rule\":{\"id\":\"r\",\"title\":\"T u\",\"level\":\"high\","
	    "\"tags\":[\"x.s1\"]},\"entity\":{\"kind\":\"vehicle\",\"id\":"
	    "\"WVW1\"},\"where\":{\"client\":\"10.1.2.3\"},\"fields\":"
	    "{\"status\":404},\"facts\":{},\"value\":2.5,\"evidence\":[],"
	    "\"count\":3,\"first_seen\":\"2026-03-02T08:15:00Z\","
	    "\"last_seen\":\"2026-03-02T08:15:00Z\"}";

#define NOW	INT64_C(1772442900000)	/* 2026-03-02T09:15Z */

/* A tree as it must come again. */
static bool
same_bound(const struct query_bound *a, const struct query_bound *b,
    enum query_test test)
{

	if (a->there != b->there || a->beyond != b->beyond ||
	    a->relative != b->relative || a->ms != b->ms)
		return (false);
	return (!a->there || test == QUERY_TIME ||
	    numeric_cmp(a->number, b->number) == 0);
}

static bool
same_term(const struct query_term *a, const struct query_term *b)
{

	if (a->test != b->test || (a->name == NULL) != (b->name == NULL) ||
	    !span_eq(a->text, b->text) || a->number != b->number ||
	    a->yes != b->yes)
		return (false);
	if (a->name != NULL && !span_eq(a->name->name, b->name->name))
		return (false);
	if (a->test == QUERY_TEXT && a->number)
		return (numeric_cmp(a->lo.number, b->lo.number) == 0);
	return (same_bound(&a->lo, &b->lo, a->test) &&
	    same_bound(&a->hi, &b->hi, a->test));
}

static bool
same(const struct query_node *a, const struct query_node *b)
{

	if (a->op != b->op ||
	    (a->op == QUERY_TERM && !same_term(&a->term, &b->term)))
		return (false);
	for (a = a->kid, b = b->kid; a != NULL && b != NULL;
	    a = a->next, b = b->next) {
		if (!same(a, b))
			return (false);
	}
	return (a == b);
}

/* Two kids and more below AND and OR, one below NOT, and none their kind. */
static void
check_form(const struct query_node *n)
{
	size_t kids = 0;

	for (const struct query_node *k = n->kid; k != NULL; k = k->next) {
		kids++;
		if (k->op == n->op)
			abort();
		check_form(k);
	}
	if (((n->op == QUERY_AND || n->op == QUERY_OR) && kids < 2) ||
	    (n->op == QUERY_NOT && kids != 1) ||
	    ((n->op == QUERY_TERM || n->op == QUERY_ALL) && kids != 0))
		abort();
}

/* The events are read once, with every field and some names beyond. */
static struct {
	bool			 ready;
	struct plan		 plan;
	struct value		*row[COUNT_OF(events)];
	struct event		 event[COUNT_OF(events)];
	struct arena		 arena;
	struct query_alert	*alerts;
	struct query_match	 match;
} all;

static void
read_event(struct evline *r, size_t i)
{
	uint32_t notes[EVLINE_NOTE_COUNT] = { 0 };

	all.row[i] = calloc(all.plan.slots, sizeof(*all.row[i]));
	all.event[i] = (struct event){ .plan = &all.plan, .slot = all.row[i],
	    .number = i + 1 };
	if (all.row[i] == NULL || evline_read(r, span_of(events[i]),
	    &all.arena, &all.event[i], notes, NULL) != RC_OK)
		abort();
}

static void
get_ready(void)
{
	static const char *const beyond[] = { "unmapped.n", "unmapped.b",
	    "unmapped.t", "unmapped.x" };
	struct plan_name name;
	struct evline *r;

	all.plan.slots = PLAN_FIRST;
	if (field_init() != RC_OK)
		abort();
	for (unsigned i = 1; i < FIELD_TOTAL; i++)
		all.plan.field[i] = all.plan.slots++;
	for (size_t i = 0; i < COUNT_OF(beyond); i++) {
		if (plan_extra(&all.plan, span_of(beyond[i]), &name) != RC_OK)
			abort();
	}
	if (evline_new(&all.plan, &r) != RC_OK ||
	    query_alert_new(&all.alerts) != RC_OK)
		abort();
	for (size_t i = 0; i < COUNT_OF(events); i++)
		read_event(r, i);
	evline_free(r);
	all.ready = true;
}

static unsigned
ask(const struct query *q, const struct query_record *rec)
{
	bool hit;

	if (query_match(q, &all.match, rec, &hit) != RC_OK)
		abort();
	return (hit);
}

/* What it says of each, as bits. */
static unsigned
says(struct query *q)
{
	struct query_record rec;
	unsigned bits = 0;
	int64_t time;

	query_at(q, NOW);
	for (unsigned i = 0; i < COUNT_OF(events); i++) {
		rec = query_event_record(&all.event[i]);
		bits |= ask(q, &rec) << i;
	}
	if (query_alert_read(all.alerts, span_of(alert), &rec, &time, NULL) !=
	    RC_OK)
		abort();
	return (bits | ask(q, &rec) << COUNT_OF(events));
}

static void
again(struct query *q)
{
	struct query *r = NULL;
	struct buf one = { 0 }, two = { 0 };
	struct err e = { 0 };
	rc code;

	query_text(q, &one);
	code = query_parse(buf_span(&one), NULL, &r, &e);
	if (one.n <= QUERY_BYTES) {
		if (code != RC_OK || !same(q->top, r->top) ||
		    q->relative != r->relative || says(q) != says(r))
			abort();
		query_text(r, &two);
		if (!span_eq(buf_span(&one), buf_span(&two)))
			abort();
	} else if (code != RC_LIMIT)
		abort();
	buf_release(&one);
	buf_release(&two);
	query_free(r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct query *q = NULL;
	struct err e = { 0 };
	char *copy = malloc(size > 0 ? size : 1);

	if (copy == NULL)
		abort();
	if (!all.ready)
		get_ready();
	if (size > 0)
		memcpy(copy, data, size);
	if (query_parse((struct span){ copy, size }, NULL, &q, &e) == RC_OK) {
		if (q->terms > QUERY_TERMS)
			abort();
		check_form(q->top);
		again(q);
	} else if (e.what[0] == '\0' || e.at == 0 || e.at > size + 1)
		abort();
	query_free(q);
	free(copy);
	return (0);
}
