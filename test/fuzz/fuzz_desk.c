/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a request brings to the desk, and what goes out: no crash; a refusal
 * has words; what is taken has all that its shape needs and nothing else; what
 * was masked is JSON still, and no text in it looks like personal data.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "cli/desk_reference.h"
#include "cli/desk_route.h"
#include "cli/desk_shape.h"
#include "model/field.h"
#include "model/mask_shape.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static bool
in_shape(const char *shape, struct span name)
{
	struct span rest = span_of(shape);
	struct desk_shape_member m;

	while (desk_shape_next(&rest, &m))
		if (span_eq(m.name, name))
			return (true);
	return (false);
}

static void
check(const struct desk_body *b, rc r, const char *shape,
    const struct err *e)
{
	struct span rest = span_of(shape);
	struct desk_shape_member m;

	if (r == RC_NOMEM)
		return;
	if (r != RC_OK) {
		if (r != RC_MALFORMED || e->what[0] == '\0')
			abort();
		return;
	}
	for (size_t i = 0; i < b->n; i++)
		if (!in_shape(shape, b->member[i].name))
			abort();
	while (desk_shape_next(&rest, &m)) {
		char name[64];

		name[span_keep(name, sizeof(name) - 1, m.name)] = '\0';
		if (m.needed && !desk_body_has(b, name))
			abort();
	}
}

/* json_walk_fn: nothing personal is left. */
static rc
clean(void *ctx, enum json_step what, const struct json_val *v, size_t at)
{
	const char *class;

	(void)ctx;
	(void)at;
	if (what != JSON_STEP_VALUE || v->type != JSON_TEXT)
		return (RC_OK);
	for (size_t i = 0; i < v->n; i++)
		if (mask_shape_at(json_span(v), i, &class) > 0)
			abort();
	return (RC_OK);
}

/* json_walk_fn */
static rc
any(void *ctx, enum json_step what, const struct json_val *v, size_t at)
{

	(void)ctx;
	(void)what;
	(void)v;
	(void)at;
	return (RC_OK);
}

static void
masked(struct mask *m, struct span in)
{
	const struct json_limits limits = { .depth = 64, .keys = 65536 };
	struct arena a = { 0 };
	struct buf b = { 0 };
	struct err e;
	rc r = mask_json(m, in, &b);

	if (r != RC_OK && r != RC_NOMEM && b.n > 0)
		abort();
	if (r == RC_OK && json_walk(buf_span(&b), &limits, &a, clean, NULL,
	    &e) != RC_OK)
		abort();
	arena_release(&a);
	buf_release(&b);
}

static void
reference(struct span in)
{
	struct arena a = { 0 };
	struct buf b = { 0 };
	struct err e;
	rc r = desk_reference_line(&a, in, SPAN("north"), 0, &b, &e);

	if (r != RC_OK && r != RC_NOMEM && e.what[0] == '\0')
		abort();
	if (r == RC_OK && (b.n < 2 || b.p[b.n - 1] != '\n' ||
	    json_walk((struct span){ b.p, b.n - 1 }, NULL, &a, any, NULL,
	    &e) != RC_OK))
		abort();
	arena_release(&a);
	buf_release(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct mask *m;
	static const uint8_t key[MASK_KEY];
	struct desk_body b = { .n = 0 };
	const struct desk_route *route;
	struct err e = { .code = RC_OK };
	const char *shape;
	struct span in;
	char *copy;
	unsigned which = 0;

	if (m == NULL && (field_init() != RC_OK || mask_new(key, &m) !=
	    RC_OK))
		abort();
	if (size < 1 || (copy = mem_new(size)) == NULL)
		return (0);
	/* Its exact size, so that one byte too far is seen. */
	memcpy(copy, data + 1, size - 1);
	in = (struct span){ copy, size - 1 };
	while (desk_shape_name(which) != NULL)
		which++;
	if (which == 0)
		abort();
	shape = desk_shape_members(span_of(desk_shape_name(data[0] %
	    which)));
	check(&b, desk_body_read(&b, in, shape, &e), shape, &e);
	desk_body_release(&b);
	for (which = 0; desk_route_at(which) != NULL; which++)
		continue;
	if (which == 0)
		abort();
	route = desk_route_at(data[0] % which);
	check(&b, desk_body_query(&b, in, route->query, &e), route->query,
	    &e);
	desk_body_release(&b);
	masked(m, in);
	reference(in);
	mem_free(copy);
	return (0);
}
