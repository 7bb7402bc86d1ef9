/* SPDX-License-Identifier: Apache-2.0 */
/* What rules are loaded with: --pipeline and --placeholders. */
#include "base/mem.h"
#include "cli/ruleset_with.h"
#include "sys/datadir.h"

#define PIPELINES	"pipelines"
#define PLACEHOLDERS	"placeholders"
#define END		".yml"
#define FILE_MAX	((size_t)16 << 20)

/* One option: its list and how many that holds. */
static enum ruleset_with_took
take(const char **list, size_t *n, int argc, char **argv, int *i)
{

	if (*i + 1 >= argc || *n == RULESET_WITH_MAX)
		return (RULESET_WITH_NOTHING);
	list[(*n)++] = argv[++*i];
	return (RULESET_WITH_TOOK);
}

enum ruleset_with_took
ruleset_with_option(struct ruleset_with *w, int argc, char **argv, int *i)
{

	if (strcmp(argv[*i], "--pipeline") == 0)
		return (take(w->pipeline, &w->pipelines, argc, argv, i));
	if (strcmp(argv[*i], "--placeholders") == 0)
		return (take(w->placeholder, &w->placeholders, argc, argv,
		    i));
	return (RULESET_WITH_OTHER);
}

/* Add the file ${path} to ${list}. */
static rc
add(struct ruleset *set, struct ruleset_list *list, const char *path,
    struct err *e)
{
	struct buf content = { 0 };
	struct sigma_text *t;
	const char *text;
	rc r;

	if ((r = datadir_read(path, FILE_MAX, &content, e)) != RC_OK)
		goto out;
	r = RC_NOMEM;
	if (!mem_room(&list->text, list->n, &list->cap, sizeof(*list->text)))
		goto out;
	t = &list->text[list->n];
	t->name = arena_copy(&set->arena, span_of(path));
	text = arena_copy(&set->arena, buf_span(&content));
	if (t->name == NULL || text == NULL)
		goto out;
	t->text = (struct span){ text, content.n };
	list->n++;
	r = RC_OK;
out:
	buf_release(&content);
	return (r == RC_NOMEM ? rc_fail(e, r, 0, "reading %s", path) : r);
}

/* A name of ${folder}, or a path. */
static rc
add_named(struct ruleset *set, struct ruleset_list *list, const char *folder,
    const char *name, struct err *e)
{
	struct buf path = { 0 };
	rc r;

	if ((r = datadir_find(folder, name, END, &path, e)) == RC_OK)
		r = add(set, list, buf_str(&path), e);
	else if (r == RC_NOTFOUND)
		datadir_hint(folder, END, name, e);
	buf_release(&path);
	return (r);
}

/** For the files of the folder of placeholders. */
struct adding {
	struct ruleset	*set;
	struct err	*e;
	bool		 met;
};

static rc
add_shipped(void *ctx, const char *name)
{
	struct adding *a = ctx;

	a->met = true;
	return (add_named(a->set, &a->set->placeholder, PLACEHOLDERS, name,
	    a->e));
}

rc
ruleset_with_load(const struct ruleset_with *w, struct ruleset *set,
    struct err *e)
{
	struct adding a = { .set = set, .e = e };
	struct err none = { 0 };
	rc r = RC_OK;

	for (size_t i = 0; i < w->pipelines && r == RC_OK; i++)
		r = add_named(set, &set->pipeline, PIPELINES, w->pipeline[i],
		    e);
	for (size_t i = 0; i < w->placeholders && r == RC_OK; i++)
		r = add(set, &set->placeholder, w->placeholder[i], e);
	if (r != RC_OK || w->placeholders > 0)
		return (r);
	r = datadir_each(PLACEHOLDERS, END, add_shipped, &a, &none);
	if (r == RC_NOMEM && !a.met)
		return (rc_fail(e, r, 0, "looking for placeholders"));
	/* There need not be such a folder. */
	return (r == RC_NOTFOUND && !a.met ? RC_OK : r);
}

struct sigma_setup
ruleset_with_setup(const struct ruleset *set)
{

	return ((struct sigma_setup){
	    .pipeline = set->pipeline.text, .pipelines = set->pipeline.n,
	    .placeholder = set->placeholder.text,
	    .placeholders = set->placeholder.n, .before = set->before });
}
