/* SPDX-License-Identifier: Apache-2.0 */
/* What a name picks of a tree, found by looking. */
#include <jansson.h>

#include "pick_walk.h"

#define KEY_MOST	512		/* With longer ones we do not deal. */

static void
put(json_t *v, struct pick_walk *w)
{

	w->found = true;
	if (json_is_array(v)) {
		w->array = true;
		for (size_t i = 0; i < json_array_size(v); i++) {
			bool was = w->array;

			put(json_array_get(v, i), w);
			w->array = was;
		}
		return;
	}
	if (json_is_object(v)) {
		buf_text(&w->text, "{}\n");
		return;
	}
	/* As we write them, whatever jansson's way is. */
	if (json_is_string(v))
		buf_json(&w->text, (struct span){ json_string_value(v),
		    json_string_length(v) });
	else if (json_is_integer(v))
		buf_int(&w->text, json_integer_value(v));
	else if (json_is_real(v))
		buf_num(&w->text, json_real_value(v));
	else
		buf_text(&w->text, json_is_true(v) ? "true" :
		    json_is_false(v) ? "false" : "null");
	buf_char(&w->text, '\n');
}

/* The member whose key without spaces is ${key}. */
static json_t *
get(json_t *object, const char *key, size_t n)
{
	const char *k;
	json_t *v;

	json_object_foreach(object, k, v) {
		const char *p = k;
		size_t at = 0;

		for (; *p != '\0'; p++) {
			if (*p == ' ')
				continue;
			if (at == n || *p != key[at])
				break;
			at++;
		}
		if (*p == '\0' && at == n)
			return (v);
	}
	return (NULL);
}

static bool path_of(json_t *, const char *, struct pick_walk *);

/* ${path} below ${v}, which may be an array of things to try. */
static bool
below(json_t *v, const char *path, struct pick_walk *w)
{
	bool any = false;

	if (!json_is_array(v))
		return (path_of(v, path, w));
	for (size_t i = 0; i < json_array_size(v); i++)
		any |= below(json_array_get(v, i), path, w);
	w->array |= any;
	return (any);
}

/* ${path} in ${v}: the longest key first, that leads to something. */
static bool
path_of(json_t *v, const char *path, struct pick_walk *w)
{
	size_t n = strlen(path);
	unsigned hits = 0;
	const char *k;
	json_t *kid;

	if (!json_is_object(v))
		return (false);
	if (path[0] == '*' && (path[1] == '.' || path[1] == '\0')) {
		json_object_foreach(v, k, kid) {
			if (path[1] == '\0') {
				put(kid, w);
				hits++;
			} else if (below(kid, path + 2, w)) {
				hits++;
			}
		}
		w->array |= hits > 1;
		return (hits > 0);
	}
	/* A `*` further on ends the longest key that may be. */
	for (size_t i = 0; i < n; i++)
		if (path[i] == '.' && path[i + 1] == '*' &&
		    (path[i + 2] == '.' || path[i + 2] == '\0')) {
			n = i;
			break;
		}
	for (n++; n-- > 0;) {
		if (path[n] != '.' && path[n] != '\0')
			continue;
		kid = get(v, path, n);
		if (kid != NULL && path[n] == '\0') {
			put(kid, w);
			return (true);
		}
		if (kid != NULL && below(kid, path + n + 1, w))
			return (true);
	}
	return (false);
}

/* Does an object have two keys that spaces alone tell apart, or a long one? */
static bool
twins(json_t *v)
{
	const char *k;
	json_t *kid;

	if (json_is_array(v))
		for (size_t i = 0; i < json_array_size(v); i++)
			if (twins(json_array_get(v, i)))
				return (true);
	json_object_foreach(v, k, kid) {
		char bare[KEY_MOST];
		size_t n = 0;

		if (strlen(k) > sizeof(bare))
			return (true);
		for (const char *p = k; *p != '\0'; p++)
			if (*p != ' ')
				bare[n++] = *p;
		if (get(v, bare, n) != kid || twins(kid))
			return (true);
	}
	return (false);
}

void *
pick_walk_load(struct span line)
{
	json_error_t e;
	json_t *tree;

	/* jansson takes a NUL behind a number for white space. */
	if (line.n == 0 || memchr(line.p, '\0', line.n) != NULL)
		return (NULL);
	tree = json_loadb(line.p, line.n, JSON_REJECT_DUPLICATES, &e);
	if (tree != NULL && json_is_object(tree) && !twins(tree))
		return (tree);
	json_decref(tree);
	return (NULL);
}

void
pick_walk_free(void *tree)
{

	json_decref(tree);
}

void
pick_walk(void *tree, const char *name, struct pick_walk *w)
{
	char copy[1100], *rest = copy, *one;

	(void)snprintf(copy, sizeof(copy), "%s", name);
	buf_clear(&w->text);
	w->found = w->array = false;
	while (!w->found && (one = strsep(&rest, "|")) != NULL)
		(void)path_of(tree, one, w);
}
