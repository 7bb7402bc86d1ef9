/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of what a vehicle's buses say, out of files. */
#include <stdio.h>

#include "cli/cantable_file.h"
#include "source/cantable_dbc.h"
#include "source/cantable_yaml.h"
#include "sys/datadir.h"

#define FILE_MAX	((size_t)16 << 20)	/* Bytes of one. */

static void
bad_statement(void *ctx, const struct dbc_bad *bad)
{

	fprintf(stderr, "%s:%u: %s: %s\n", (const char *)ctx, bad->line,
	    bad->field, bad->expected);
}

static void
wrong(void *ctx, unsigned line, unsigned col, const char *what)
{

	fprintf(stderr, "%s:%u:%u: %s\n", (const char *)ctx, line, col,
	    what);
}

static bool
is_yaml(const char *path)
{

	return (span_ends(span_of(path), SPAN(".yml")) ||
	    span_ends(span_of(path), SPAN(".yaml")));
}

static rc
one(struct cantable *t, const char *path)
{
	struct buf text = { 0 };
	struct err e = { 0 };
	union { const char *in; void *out; } name = { .in = path };
	rc r = datadir_read(path, FILE_MAX, &text, &e);

	if (r != RC_OK)
		fprintf(stderr, "vedette: %s\n", e.what);
	else if (is_yaml(path))
		r = cantable_yaml(t, buf_span(&text), wrong, name.out);
	else
		r = cantable_dbc(t, buf_span(&text), bad_statement,
		    name.out);
	if (r == RC_NOMEM)
		fprintf(stderr, "vedette: %s: %s\n", path, rc_text(r));
	buf_release(&text);
	return (r);
}

static void
summary(const struct cantable *t)
{

	fprintf(stderr, "vedette: %zu messages with %zu signals; %llu "
	    "statements passed over, %llu could not be read\n", t->messages,
	    t->signals, (unsigned long long)t->passed,
	    (unsigned long long)t->bad);
}

bool
cantable_file_add(struct cantable_file *f, const char *path)
{

	if (f->n == CANTABLE_FILE_MOST)
		return (false);
	f->path[f->n++] = path;
	return (true);
}

rc
cantable_file_load(const struct cantable_file *f, bool quiet,
    struct cantable **ret)
{
	struct cantable *t = NULL;
	rc r = cantable_new(&t);

	if (r != RC_OK)
		fprintf(stderr, "vedette: %s\n", rc_text(r));
	/* What names signals comes behind what has them. */
	for (int yaml = 0; yaml < 2; yaml++) {
		for (size_t i = 0; i < f->n && r == RC_OK; i++) {
			if (is_yaml(f->path[i]) == (yaml == 1))
				r = one(t, f->path[i]);
		}
	}
	if (r != RC_OK) {
		cantable_free(t);
		return (r);
	}
	if (!quiet)
		summary(t);
	*ret = t;
	return (RC_OK);
}
