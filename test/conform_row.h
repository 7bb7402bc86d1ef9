/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An event of a conformance case as the matcher's row: a resolver that knows
 * every name and gives it the next slot, and values read by jansson.
 */
#ifndef TEST_CONFORM_ROW_H
#define TEST_CONFORM_ROW_H

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "sigma/sigma.h"

#define CONFORM_NAMES	64

/** The names that the rules at hand have asked for, by slot. */
struct conform_row {
	struct span	name[CONFORM_NAMES];
	size_t		n;
	struct value	slot[CONFORM_NAMES];
};

static inline rc
conform_row_field(void *ctx, struct span name, struct sigma_field *ret,
    struct span *near)
{
	struct conform_row *c = ctx;
	size_t i = 0;

	(void)near;
	while (i < c->n && !span_eq(c->name[i], name))
		i++;
	if (i == CONFORM_NAMES)
		return (RC_NOTFOUND);
	if (i == c->n)
		c->name[c->n++] = name;
	*ret = (struct sigma_field){ .slot = (unsigned)i };
	return (RC_OK);
}

static inline int
conform_row_category(void *ctx, struct span name)
{

	(void)ctx;
	(void)name;
	return (-1);
}

static inline struct value
conform_row_value(struct arena *a, const json_t *j)
{
	struct value v = { .type = VALUE_ABSENT };
	struct value *m;

	if (j == NULL)
		return (v);
	switch (json_typeof(j)) {
	case JSON_OBJECT:
		v.type = VALUE_MAP;
		break;
	case JSON_ARRAY:
		v.type = VALUE_ARRAY;
		v.n = (uint32_t)json_array_size(j);
		v.member = m = arena_take(a, (v.n + 1) * sizeof(*m));
		for (uint32_t i = 0; i < v.n; i++)
			m[i] = conform_row_value(a, json_array_get(j, i));
		break;
	case JSON_STRING:
		v.type = VALUE_TEXT;
		v.p = json_string_value(j);
		v.n = (uint32_t)json_string_length(j);
		break;
	case JSON_INTEGER:
		v.type = VALUE_INT;
		v.i = json_integer_value(j);
		break;
	case JSON_REAL:
		v.type = VALUE_NUM;
		v.num = json_real_value(j);
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		v.type = VALUE_BOOL;
		v.yes = json_is_true(j);
		break;
	case JSON_NULL:
		v.type = VALUE_NULL;
		break;
	}
	return (v);
}

/** Fill the slots from the top-level keys of ${ev}. */
static inline void
conform_row_fill(struct conform_row *c, struct arena *a, const json_t *ev)
{

	for (size_t i = 0; i < c->n; i++) {
		char key[128];

		(void)snprintf(key, sizeof(key), "%.*s", (int)c->name[i].n,
		    c->name[i].p);
		c->slot[i] = conform_row_value(a, json_object_get(ev, key));
	}
}

/** Folder of the families. */
static inline const char *
conform_row_root(void)
{
	const char *dir = getenv("CONFORM");

	return (dir != NULL ? dir : "test/conform/sigma");
}

/** A file of a family as text, ended by NUL; or NULL.  The caller frees. */
static inline char *
conform_row_slurp(const char *family, const char *file, size_t *n)
{
	char path[1024], *p;
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/%s/%s", conform_row_root(),
	    family, file);
	*n = 0;
	if ((f = fopen(path, "rb")) == NULL)
		return (NULL);
	if ((p = malloc(1 << 20)) != NULL) {
		*n = fread(p, 1, (1 << 20) - 1, f);
		p[*n] = '\0';
	}
	fclose(f);
	return (p);
}

#endif
