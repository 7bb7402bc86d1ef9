/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Conformance as data: test/conform/sigma/FAMILY/rules.yml meets the lines of
 * events.jsonl, {"hit": [names in order], "event": {...}}.  Every verdict is
 * asked of the compiled path and of the tree.
 */
#include <dirent.h>
#include <jansson.h>

#include "base/arena.h"
#include "base/buf.h"
#include "sigma/sigma.h"

#include "t.h"

#define NAMES_MAX	64
#define RULES_MAX	64

/* A resolver that knows every name and gives it the next slot. */
static struct span names[NAMES_MAX];
static size_t names_n;

static rc
field(void *ctx, struct span name, struct sigma_field *ret,
    struct span *near)
{
	size_t i = 0;

	(void)ctx;
	(void)near;
	while (i < names_n && !span_eq(names[i], name))
		i++;
	if (i == NAMES_MAX)
		return (RC_NOTFOUND);
	if (i == names_n)
		names[names_n++] = name;
	*ret = (struct sigma_field){ .slot = (unsigned)i };
	return (RC_OK);
}

static int
category(void *ctx, struct span name)
{

	(void)ctx;
	(void)name;
	return (-1);
}

static struct value
value_of(struct arena *a, const json_t *j)
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
			m[i] = value_of(a, json_array_get(j, i));
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

static const char *
root(void)
{
	const char *dir = getenv("CONFORM");

	return (dir != NULL ? dir : "test/conform/sigma");
}

static char *
slurp(const char *family, const char *file, size_t *n)
{
	char path[1024], *p = NULL;
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/%s/%s", root(), family, file);
	*n = 0;
	if ((f = fopen(path, "rb")) == NULL)
		return (NULL);
	p = malloc(1 << 20);
	if (p != NULL)
		*n = fread(p, 1, (1 << 20) - 1, f);
	if (p != NULL)
		p[*n] = '\0';
	fclose(f);
	return (p);
}

/* One event line against all rules, both paths. */
static void
verdict(const struct sigma *s, struct sigma_scratch *x, const char *family,
    int line, const json_t *j)
{
	const json_t *ev = json_object_get(j, "event");
	const json_t *want = json_object_get(j, "hit");
	char *text = json_dumps(ev, JSON_COMPACT);
	struct value slot[NAMES_MAX] = { { .type = VALUE_ABSENT } };
	struct sigma_row row = { .slot = slot, .category = -1,
	    .line = span_of(text) };
	unsigned hits[RULES_MAX];
	struct arena a = { 0 };
	size_t n = 0, rules, at = 0;
	const struct sigma_rule *r = sigma_rules(s, &rules);

	for (size_t i = 0; i < names_n; i++) {
		char key[128];

		(void)snprintf(key, sizeof(key), "%.*s", (int)names[i].n,
		    names[i].p);
		slot[i] = value_of(&a, json_object_get(ev, key));
	}
	T_INT(RC_OK, sigma_match(s, x, &row, hits, &n));
	for (unsigned i = 0; i < rules; i++) {
		bool hit = at < n && hits[at] == i, said = false;
		size_t k;
		json_t *w;

		at += hit;
		json_array_foreach(want, k, w)
			said |= strcmp(json_string_value(w), r[i].name) == 0;
		if (hit != said || sigma_why_hits(s, x, i, &row) != said) {
			struct buf b = { 0 };

			sigma_why(s, i, &row, &b);
			printf("# %s:%d: %s should%s hit\n%s", family, line,
			    r[i].name, said ? "" : " not", buf_str(&b));
			buf_release(&b);
		}
		T_INT(said, hit);
		T_INT(said, sigma_why_hits(s, x, i, &row));
	}
	T_INT(n, at);
	T_INT(n, json_array_size(want));
	arena_release(&a);
	free(text);
}

static void
family(const char *name)
{
	size_t n, m, notes;
	char *rules = slurp(name, "rules.yml", &n);
	char *events = slurp(name, "events.jsonl", &m), *at = events;
	const struct sigma_names known = { .field = field,
	    .category = category, .plain = true };
	const struct sigma_setup setup = { .names = &known };
	struct sigma_text text = { name, { rules, n } };
	const struct sigma_note *note;
	struct sigma_scratch *x;
	struct sigma *s = NULL;

	names_n = 0;
	T_TRUE(rules != NULL && events != NULL);
	T_INT(RC_OK, sigma_new(&text, 1, &setup, &s, NULL));
	note = sigma_notes(s, &notes);
	for (size_t i = 0; i < notes; i++) {
		if (note[i].kind == SIGMA_REFUSED)
			printf("# %s:%u:%u: %s\n", note[i].file, note[i].line,
			    note[i].col, note[i].text);
		T_TRUE(note[i].kind == SIGMA_WARNING);
	}
	x = sigma_scratch_new(s);
	for (int line = 1; *at != '\0'; line++) {
		char *end = strchr(at, '\n');
		json_error_t e;
		json_t *j = json_loadb(at, (size_t)(end - at),
		    JSON_ALLOW_NUL, &e);

		T_TRUE(j != NULL);
		if (j != NULL)
			verdict(s, x, name, line, j);
		json_decref(j);
		at = end + 1;
	}
	sigma_scratch_free(x);
	sigma_free(s);
	free(rules);
	free(events);
}

static void
test_families(void)
{
	struct dirent **d;
	int n = scandir(root(), &d, NULL, alphasort), seen = 0;

	for (int i = 0; i < n; i++) {
		if (d[i]->d_name[0] != '.') {
			family(d[i]->d_name);
			seen++;
		}
		free(d[i]);
	}
	if (n >= 0)
		free(d);
	printf("# %d families\n", seen);
	T_TRUE(seen >= 10);
}

static const struct t_case cases[] = {
	{ "every family of verdicts", test_families },
};

T_MAIN(cases)
