/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The readers of JSON: with AVX2 and without they answer alike, what they
 * hand out lies inside the line or the arena and is what the walker tells,
 * what they accept jansson accepts, and an array is cut into all its bytes.
 */
#include <stdlib.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/utf8.h"

#include "../unit/peer_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const char *const paths[][3] = {
	{ "id" }, { "type" }, { "time" }, { "vehicle", "id" },
	{ "vehicle", "vin" }, { "source", "name" }, { "vehicle" },
	{ "signals", "Vehicle.Speed" }, { "gnss", "hdop" },
	{ "signals", "Vehicle.CurrentLocation.Longitude" }, { "roles" },
	{ "unmapped" }, { "markers" },
};
#define SLOTS	COUNT_OF(paths)

static struct json_plan *plan;
static struct json_reader readers[2];

static void
must(bool ok)
{

	if (!ok)
		abort();
}

static void
set_up(void)
{
	struct span seg[SLOTS][3];
	struct span literal = SPAN("vehicle.id");
	struct json_row rows[SLOTS + 1];

	for (size_t i = 0; i < SLOTS; i++) {
		rows[i] = (struct json_row){ .seg = seg[i],
		    .slot = (uint16_t)i };
		for (; rows[i].segs < 3 && paths[i][rows[i].segs] != NULL;
		    rows[i].segs++)
			seg[i][rows[i].segs] =
			    span_of(paths[i][rows[i].segs]);
	}
	rows[11].flags = JSON_ROW_QUIET;
	rows[SLOTS] = (struct json_row){ &literal, 1, 3, JSON_ROW_LITERAL, 0 };
	must(json_plan_new(rows, SLOTS + 1, NULL, &plan, NULL) == RC_OK);
	must(json_reader_init(&readers[0], plan, false) == RC_OK);
	must(json_reader_init(&readers[1], plan, true) == RC_OK);
}

/* What jansson may refuse and we do not. */
struct odd {
	struct span	line;
	bool		yes;
};

static rc
look(void *ctx, enum json_step step, const struct json_val *v, size_t at)
{
	struct odd *o = ctx;

	if (v == NULL)
		return (RC_OK);
	if (v->spare & JSON_REPLACED && (v->type == JSON_TEXT))
		o->yes = true;
	if (step == JSON_STEP_KEY && memchr(v->p, 0, v->n) != NULL)
		o->yes = true;
	/* Whole numbers beyond 64 bits have 19 digits or more. */
	if (v->type == JSON_NUM && (v->spare & JSON_HUGE ||
	    (at + 19 < o->line.n && memchr(o->line.p + at, '.', 19) == NULL)))
		o->yes = true;
	return (RC_OK);
}

static void
drop(void *ctx, const char *p, size_t n)
{

	(void)ctx;
	(void)p;
	(void)n;
}

static bool
is_utf8(struct span s)
{
	size_t n;

	for (; s.n > 0; s = span_from(s, n))
		if (utf8_next(s, &n) < 0)
			return (false);
	return (true);
}

static void
inside(const struct json_val *v, struct span line)
{

	if (v->type == JSON_ARRAY && !(v->spare & JSON_RAW)) {
		for (uint32_t i = 0; i < v->n; i++)
			inside(&v->member[i], line);
		return;
	}
	if (v->type != JSON_TEXT && v->type != JSON_MAP &&
	    v->type != JSON_ARRAY)
		return;
	if (v->type == JSON_TEXT && v->spare & JSON_ESCAPED) {
		/* In the arena: its sanitizer sees to the bytes. */
		for (uint32_t i = 0; i < v->n; i++)
			if ((unsigned char)v->p[i] >= 0x80)
				must(v->spare & JSON_NON_ASCII);
		return;
	}
	must(v->p > line.p && v->p < line.p + line.n &&
	    v->n < (size_t)(line.p + line.n - v->p));
}

static void
same(const struct json_val *a, const struct json_val *b)
{

	must(a->type == b->type && a->spare == b->spare && a->n == b->n);
	if (a->type == JSON_ARRAY && !(a->spare & JSON_RAW)) {
		for (uint32_t i = 0; i < a->n; i++)
			same(&a->member[i], &b->member[i]);
	} else if (a->type == JSON_TEXT && a->spare & JSON_ESCAPED) {
		must(span_eq(json_span(a), json_span(b)));
	} else {
		must(a->i == b->i);
	}
}

static void
cut(struct span text)
{
	struct span rest = text, element;
	size_t before = rest.n;

	while (json_element_next(&rest, &element, NULL) == RC_OK) {
		must(element.n > 0 && rest.n < before);
		must(element.p > text.p && element.p + element.n <= rest.p);
		must(rest.p + rest.n == text.p + text.n);
		before = rest.n;
	}
}

static void
read_line(struct span line, struct arena *a)
{
	struct json_val slot[2][SLOTS];
	struct json_out out[2];
	struct odd odd = { line, false };
	struct err e[2];
	rc got[2];

	for (int k = 0; k < 2; k++) {
		out[k] = (struct json_out){ .slot = slot[k], .arena = a };
		got[k] = json_read(plan, &readers[k], line, &out[k], &e[k]);
	}
	must(got[0] == got[1]);
	if (got[0] != RC_OK) {
		must(e[0].at == e[1].at && e[0].at <= line.n);
		must(strcmp(e[0].what, e[1].what) == 0);
		return;
	}
	for (size_t i = 0; i < SLOTS; i++) {
		same(&slot[0][i], &slot[1][i]);
		inside(&slot[0][i], line);
	}
	must(out[0].unknowns == out[1].unknowns &&
	    out[0].keys == out[1].keys && out[0].flags == out[1].flags);
	for (uint32_t i = 0; i < out[0].listed; i++) {
		const struct span raw = out[0].unknown[i].raw;

		must(span_eq(raw, out[1].unknown[i].raw) && raw.n > 0);
		must(raw.p > line.p && raw.p + raw.n < line.p + line.n);
	}
	must(json_walk(line, NULL, a, look, &odd, NULL) == RC_OK);
	if (!odd.yes && is_utf8(line))
		must(peer_jansson(line.p, line.n, drop, NULL) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = { 0 };
	struct span line, clean;
	bool changed;
	char *copy;

	if (plan == NULL)
		set_up();
	/* Exactly its size, so that a sanitizer sees one byte too far. */
	if ((copy = mem_new(size)) == NULL)
		return (0);
	if (size > 0)
		memcpy(copy, data, size);
	line = (struct span){ copy, size };
	read_line(line, &a);
	cut(line);

	/* What is clean stays clean, and is UTF-8. */
	must(utf8_clean(line, UTF8_ID, &a, &clean, &changed) == RC_OK);
	must(is_utf8(clean) && (changed || clean.p == line.p));
	must(utf8_clean(clean, UTF8_ID, &a, &clean, &changed) == RC_OK);
	must(!changed);
	arena_release(&a);
	mem_free(copy);
	return (0);
}
