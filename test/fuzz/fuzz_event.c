/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as lines of events.  What is accepted is JSON to another reader,
 * holds only clean text, and is read the same again.
 */
#include <stdlib.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "model/evline.h"
#include "model/plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

struct rig {
	struct plan	 plan;
	struct value	 slot[FIELD_TOTAL + PLAN_EXTRAS + PLAN_FIRST];
	struct evline	*reader;
	struct arena	 arena;
};

static struct rig rig;

static void
start(void)
{
	static const char *const extra[] = { "unmapped.a", "unmapped.a.b",
	    "unmapped.client.foo", "unmapped.vehicle", "unmapped.alarm",
	    "unmapped.signals", "row.roles", "row.vin" };
	struct plan_name x;

	if (rig.reader != NULL)
		return;
	if (field_init() != RC_OK)
		abort();
	rig.plan.slots = PLAN_FIRST;
	for (unsigned i = 1; i < FIELD_TOTAL; i++)
		rig.plan.field[i] = rig.plan.slots++;
	for (size_t i = 0; i < COUNT_OF(extra); i++)
		if (plan_extra(&rig.plan, span_of(extra[i]), &x) != RC_OK)
			abort();
	if (evline_new(&rig.plan, &rig.reader) != RC_OK)
		abort();
}

/* Every byte of every text is read here, and none may be unclean. */
static void
clean(const struct value *v, unsigned flags)
{
	struct span out;
	bool changed = true;

	if (v->type == VALUE_ARRAY)
		for (uint32_t i = 0; i < v->n; i++)
			clean(&v->member[i], flags);
	if (v->type != VALUE_TEXT)
		return;
	if (utf8_clean(value_text(v), flags, &rig.arena, &out, &changed) !=
	    RC_OK || changed)
		abort();
}

/* All that reading ${line} gave, as text. */
static rc
describe(struct span line, struct buf *b)
{
	struct event ev = { .plan = &rig.plan, .slot = rig.slot, .number = 7 };
	uint32_t notes[EVLINE_NOTE_COUNT] = { 0 };
	struct err e = { .code = RC_OK };
	rc r;

	arena_clear(&rig.arena);
	r = evline_read(rig.reader, line, &rig.arena, &ev, notes, &e);
	buf_clear(b);
	buf_fmt(b, "%d ", r);
	if (r != RC_OK) {
		/* FIELD: expected WHAT, got WHAT. */
		if (strstr(e.what, ": expected ") == NULL ||
		    strstr(e.what, ", got ") == NULL || e.code != r)
			abort();
		buf_text(b, e.what);
		return (r);
	}
	for (int i = 0; i < EVLINE_NOTE_COUNT; i++)
		buf_fmt(b, "%u ", notes[i]);
	for (unsigned i = 0; i < rig.plan.slots; i++) {
		if (i == PLAN_ABSENT && rig.slot[i].type != VALUE_ABSENT)
			abort();
		value_json(b, &rig.slot[i]);
		buf_char(b, '\n');
	}
	for (unsigned i = 1; i < FIELD_TOTAL; i++)
		clean(event_get(&ev, (enum field_id)i),
		    field_row((enum field_id)i)->type == FIELD_TYPE_ID ?
		    UTF8_ID : UTF8_TEXT);
	for (unsigned i = 0; i < rig.plan.extras; i++)
		clean(&rig.slot[rig.plan.extra[i].slot], UTF8_TEXT);
	/* The contract's own promises. */
	if (ev.tenant.p == NULL || ev.source.p == NULL ||
	    event_get(&ev, FIELD_TIME)->i != ev.time ||
	    (ev.type == TYPE_UNKNOWN) != (ev.category == CATEGORY_NONE))
		abort();
	return (r);
}

/* What jansson does not take though it is JSON. */
static bool
excused(struct span s, const json_error_t *e)
{

	if (json_error_code(e) == json_error_invalid_utf8 ||
	    json_error_code(e) == json_error_numeric_overflow)
		return (true);
	/* Lone surrogates are replaced by us. */
	for (size_t i = 0; i + 3 < s.n; i++)
		if (s.p[i] == '\\' && s.p[i + 1] == 'u' &&
		    (s.p[i + 2] | 0x20) == 'd')
			return (true);
	return (false);
}

static void
one(struct span line)
{
	struct buf a = { 0 }, b = { 0 };
	json_error_t e;
	json_t *j;

	if (describe(line, &a) == RC_OK) {
		j = json_loadb(line.p, line.n, JSON_REJECT_DUPLICATES |
		    JSON_ALLOW_NUL, &e);
		if (j == NULL && !excused(line, &e))
			abort();
		json_decref(j);
	}
	(void)describe(line, &b);	/* The texts are compared. */
	if (!span_eq(buf_span(&a), buf_span(&b)))
		abort();
	buf_release(&a);
	buf_release(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy;
	size_t at = 0;

	start();
	while (at < size) {
		const uint8_t *end = memchr(data + at, '\n', size - at);
		size_t n = end != NULL ? (size_t)(end - (data + at)) :
		    size - at;

		/* Exactly its size, so that ASan sees one byte too far. */
		if ((copy = malloc(n > 0 ? n : 1)) == NULL)
			return (0);
		memcpy(copy, data + at, n);
		one((struct span){ copy, n });
		free(copy);
		at += n + 1;
	}
	return (0);
}
