/* SPDX-License-Identifier: Apache-2.0 */
/* The rule files that a verb works with, as texts for the engine. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "cli/ruleset.h"
#include "sys/datadir.h"
#include "sys/tree.h"

#define RULE_END	".yml"
#define RULE_FILE_MAX	((size_t)64 << 20)	/* A document has 1 MiB. */

/** The set that grows, and where to say what went wrong. */
struct reading {
	struct ruleset	 set;
	struct buf	 content;
	struct err	*e;
};

static rc
read_one(void *ctx, const char *path)
{
	struct reading *R = ctx;
	struct sigma_text *t;
	const char *text;
	rc r;

	buf_clear(&R->content);
	if ((r = datadir_read(path, RULE_FILE_MAX, &R->content, R->e)) !=
	    RC_OK)
		return (r);
	if (!mem_room(&R->set.text, R->set.n, &R->set.cap,
	    sizeof(*R->set.text)))
		return (rc_fail(R->e, RC_NOMEM, 0, "reading %s", path));
	t = &R->set.text[R->set.n];
	t->name = arena_copy(&R->set.arena, span_of(path));
	text = arena_copy(&R->set.arena, buf_span(&R->content));
	if (t->name == NULL || text == NULL)
		return (rc_fail(R->e, RC_NOMEM, 0, "reading %s", path));
	t->text = (struct span){ text, R->content.n };
	R->set.n++;
	return (RC_OK);
}

static int
by_path(const void *a, const void *b)
{
	const struct sigma_text *x = a, *y = b;

	return (strcmp(x->name, y->name));
}

/* A file may be named twice, by itself and by its folder. */
static void
sort(struct ruleset *set)
{
	size_t n = 0;

	if (set->n > 0)
		qsort(set->text, set->n, sizeof(*set->text), by_path);
	for (size_t i = 0; i < set->n; i++)
		if (n == 0 || strcmp(set->text[n - 1].name,
		    set->text[i].name) != 0)
			set->text[n++] = set->text[i];
	set->n = n;
}

/* The folder of the rules that come with the program. */
static rc
find_shipped(struct buf *out, struct err *e)
{
	rc r;

	if ((r = datadir_find("rules", "", "", out, e)) != RC_OK)
		return (r);
	while (out->n > 1 && out->p[out->n - 1] == '/')
		out->n--;
	return (buf_str(out) != NULL ? RC_OK :
	    rc_fail(e, RC_NOMEM, 0, "looking for rules"));
}

rc
ruleset_load(const char *const *paths, size_t n, struct ruleset *ret,
    struct err *e)
{
	struct reading R = { .e = e };
	struct buf shipped = { 0 };
	rc r = RC_OK;

	if (n == 0 && (r = find_shipped(&shipped, e)) == RC_OK)
		r = tree_each(buf_str(&shipped), RULE_END, read_one, &R, e);
	for (size_t i = 0; i < n && r == RC_OK; i++)
		r = tree_each(paths[i], RULE_END, read_one, &R, e);
	if (r == RC_OK && R.set.n == 0)
		r = rc_fail(e, RC_NOTFOUND, 0, "no rule (*" RULE_END ") in %s",
		    n > 0 ? paths[0] : buf_str(&shipped));
	if (r == RC_OK) {
		sort(&R.set);
		*ret = R.set;
		R.set = (struct ruleset){ 0 };
	}
	ruleset_release(&R.set);
	buf_release(&R.content);
	buf_release(&shipped);
	return (r);
}

bool
ruleset_refused(const struct sigma *s)
{
	const struct sigma_note *notes;
	bool refused = false;
	size_t n;

	notes = sigma_notes(s, &n);
	for (size_t i = 0; i < n; i++) {
		if (notes[i].kind != SIGMA_REFUSED)
			continue;
		refused = true;
		fprintf(stderr, "%s:%u:%u: refused: %s\n", notes[i].file,
		    notes[i].line, notes[i].col, notes[i].text);
	}
	return (refused);
}

void
ruleset_release(struct ruleset *set)
{

	mem_free(set->text);
	mem_free(set->pipeline.text);
	mem_free(set->placeholder.text);
	arena_release(&set->arena);
	*set = (struct ruleset){ 0 };
}
