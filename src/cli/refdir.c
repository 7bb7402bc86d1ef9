/* SPDX-License-Identifier: Apache-2.0 */
/* A folder of reference tables. */
#include <stdio.h>

#include "base/suggest.h"
#include "cli/refdir.h"
#include "source/refcsv.h"
#include "sys/datadir.h"
#include "sys/tree.h"

#define END		".csv"
#define FILE_MAX	((size_t)1 << 30)	/* Bytes of a table. */
#define SHOWN		10			/* Reports of a file. */

/* The folder while it is read. */
struct load {
	struct refdir	*d;		/* Borrowed. */
	struct engine	*E;		/* Borrowed. */
	const char	*path;		/* The file's. */
	unsigned	 told;		/* Its reports. */
	struct err	*e;		/* Borrowed. */
};

static rc
row(void *ctx, uint64_t number UNUSED, struct span line)
{
	struct load *l = ctx;
	rc r = engine_refer(l->E, line, l->e);

	l->d->rows += r == RC_OK;
	return (r);
}

static void
bad(void *ctx, uint64_t number, const char *what)
{
	struct load *l = ctx;
	char reason[TALLY_TEXT];
	const char *got = strstr(what, ", got ");

	/* By what was expected, whatever was got instead. */
	(void)snprintf(reason, sizeof(reason), "%.*s", got != NULL ?
	    (int)(got - what) : (int)strlen(what), what);
	tally_add(&l->d->refused, reason);
	if (l->d->quiet || ++l->told > SHOWN)
		return;
	fprintf(stderr, "%s:%llu: %s\n", l->path, (unsigned long long)number,
	    what);
	if (l->told == SHOWN)
		fprintf(stderr, "%s: more are only counted\n", l->path);
}

static rc
no_table(struct load *l, struct span name)
{
	struct suggest near = SUGGEST_START;

	for (unsigned t = 0; t < TABLE_COUNT; t++)
		suggest_try(&near, name, span_of(tables_row((enum
		    table_id)t)->name));
	if (near.best.n == 0)
		return (rc_fail(l->e, RC_CONFLICT, 0, "%s: there is no such "
		    "table", l->path));
	return (rc_fail(l->e, RC_CONFLICT, 0, "%s: there is no such table; "
	    "did you mean '%.*s'?", l->path, (int)near.best.n, near.best.p));
}

/* tree_fn: the folder's own files; what lies deeper is not its own. */
static rc
file(void *ctx, const char *path)
{
	struct load *l = ctx;
	size_t dir = strlen(l->d->dir);
	const char *base = strrchr(path, '/');
	const struct refcsv_ears ears = { .ctx = l, .row = row, .bad = bad };
	struct buf text = { 0 };
	struct err why = { 0 };
	struct span name;
	enum table_id table;
	rc r;

	base = base == NULL ? path : base + 1;
	while (dir > 0 && l->d->dir[dir - 1] == '/')
		dir--;
	if ((size_t)(base - path) > dir + 1)
		return (RC_OK);
	name = span_of(base);
	name.n -= sizeof(END) - 1;
	l->path = path;
	l->told = 0;
	if ((table = tables_find(name)) == TABLE_COUNT)
		return (no_table(l, name));
	l->d->files++;
	if ((r = datadir_read(path, FILE_MAX, &text, l->e)) == RC_OK) {
		r = refcsv_read(table, buf_span(&text), &ears, &why);
		if (r != RC_OK && why.code != RC_OK)
			r = rc_fail(l->e, r == RC_MALFORMED ? RC_CONFLICT : r,
			    why.at, "%s:%zu: %s", path, why.at, why.what);
	}
	buf_release(&text);
	return (r);
}

rc
refdir_load(struct refdir *d, struct engine *E, struct err *e)
{
	struct load l = { .d = d, .E = E, .e = e };
	rc r;

	if (d->dir == NULL)
		return (RC_OK);
	if (tree_is_file(d->dir))
		return (rc_fail(e, RC_NOTFOUND, 0, "%s: expected a folder "
		    "with TABLE.csv files, got a file", d->dir));
	if ((r = tree_each(d->dir, END, file, &l, e)) != RC_OK)
		return (r);
	if (d->files == 0)
		return (rc_fail(e, RC_NOTFOUND, 0, "%s: expected a folder "
		    "with TABLE.csv files, got none", d->dir));
	return (RC_OK);
}
