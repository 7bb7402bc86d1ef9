/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Conformance as data: test/conform/sigma/FAMILY/rules.yml meets the lines of
 * events.jsonl, {"hit": [names in order], "event": {...}}.  Every verdict is
 * asked of the compiled path and of the tree.
 */
#include <dirent.h>

#include "base/buf.h"

#include "conform_row.h"
#include "t.h"

#define RULES_MAX	64

static struct conform_row here;

/* One event line against all rules, both paths. */
static void
verdict(const struct sigma *s, struct sigma_scratch *x, const char *family,
    int line, const json_t *j)
{
	const json_t *ev = json_object_get(j, "event");
	const json_t *want = json_object_get(j, "hit");
	char *text = json_dumps(ev, JSON_COMPACT);
	struct sigma_row row = { .slot = here.slot, .category = -1,
	    .line = span_of(text) };
	unsigned hits[RULES_MAX], again[RULES_MAX];
	struct arena a = { 0 };
	size_t n = 0, m = 0, rules, at = 0;
	const struct sigma_rule *r = sigma_rules(s, &rules);

	conform_row_fill(&here, &a, ev);
	sigma_scratch_way(x, SIGMA_WAY_TURNS);
	T_INT(RC_OK, sigma_match(s, x, &row, again, &m));
	sigma_scratch_way(x, SIGMA_WAY_SCAN);
	T_INT(RC_OK, sigma_match(s, x, &row, hits, &n));
	T_TRUE(n == m && memcmp(hits, again, n * sizeof(*hits)) == 0);
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

static bool
family(const char *name)
{
	size_t n, m, notes;
	char *rules = conform_row_slurp(name, "rules.yml", &n);
	char *events = conform_row_slurp(name, "events.jsonl", &m);
	char *at = events;
	const struct sigma_names known = { .ctx = &here,
	    .field = conform_row_field, .category = conform_row_category,
	    .plain = true };
	const struct sigma_setup setup = { .names = &known };
	struct sigma_text text = { name, { rules, n } };
	const struct sigma_note *note;
	struct sigma_scratch *x;
	struct sigma *s = NULL;

	/* A family may consist of other files. */
	if (rules == NULL && events == NULL)
		return (false);
	here.n = 0;
	T_TRUE(rules != NULL && events != NULL);
	T_INT(RC_OK, sigma_new(&text, 1, &setup, &s, NULL));
	note = sigma_notes(s, &notes);
	for (size_t i = 0; i < notes; i++) {
		if (note[i].kind == SIGMA_REFUSED)
			printf("# %s:%u:%u: %s\n", note[i].file, note[i].line,
			    note[i].col, note[i].text);
		T_TRUE(note[i].kind != SIGMA_REFUSED);
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
	return (true);
}

static void
test_families(void)
{
	struct dirent **d;
	int n = scandir(conform_row_root(), &d, NULL, alphasort), seen = 0;

	for (int i = 0; i < n; i++) {
		seen += d[i]->d_name[0] != '.' && family(d[i]->d_name);
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
