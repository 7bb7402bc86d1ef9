/* SPDX-License-Identifier: Apache-2.0 */
/* The files of a folder and of those below it. */
#include <errno.h>
#include <fts.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "sys/tree.h"

static int
by_name(const FTSENT **a, const FTSENT **b)
{

	return (strcmp((*a)->fts_name, (*b)->fts_name));
}

/* What errno means for somebody who wanted to read ${path}. */
static rc
failed(int error, const char *path, struct err *e)
{
	rc r = RC_IO;

	if (error == ENOENT || error == ENOTDIR)
		r = RC_NOTFOUND;
	else if (error == EACCES || error == EPERM)
		r = RC_DENIED;
	else if (error == ENOMEM)
		r = RC_NOMEM;
	return (rc_fail(e, r, 0, "%s: %s", path, strerror(error)));
}

static bool
wanted(const FTSENT *f, const char *end)
{
	size_t n = strlen(end);

	return (f->fts_level == 0 || (f->fts_namelen > n && strcmp(
	    f->fts_name + f->fts_namelen - n, end) == 0));
}

/* One entry of the walk; folders come before and after what is in them. */
static rc
visit(FTS *walk, FTSENT *f, const char *end, tree_fn *fn, void *ctx,
    struct err *e)
{

	if (f->fts_level > 0 && f->fts_name[0] == '.') {
		if (fts_set(walk, f, FTS_SKIP) != 0)
			return (failed(errno, f->fts_path, e));
		return (RC_OK);
	}
	switch (f->fts_info) {
	case FTS_F:
	case FTS_DEFAULT:	/* A pipe that the shell made, for one. */
		return (wanted(f, end) ? fn(ctx, f->fts_path) : RC_OK);
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		return (failed(f->fts_errno, f->fts_path, e));
	case FTS_SLNONE:
		return (wanted(f, end) ? failed(ENOENT, f->fts_path, e) :
		    RC_OK);
	case FTS_DC:
		return (failed(ELOOP, f->fts_path, e));
	default:
		return (RC_OK);
	}
}

rc
tree_each(const char *path, const char *end, tree_fn *fn, void *ctx,
    struct err *e)
{
	char *copy = mem_copy(span_of(path));
	char *const roots[] = { copy, NULL };
	FTS *walk = NULL;
	FTSENT *f;
	rc r = RC_OK;

	if (copy == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "reading %s", path));
	if ((walk = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name)) ==
	    NULL)
		r = failed(errno, path, e);
	while (r == RC_OK) {
		errno = 0;
		if ((f = fts_read(walk)) == NULL) {
			if (errno != 0)
				r = failed(errno, path, e);
			break;
		}
		r = visit(walk, f, end, fn, ctx, e);
	}
	if (walk != NULL)
		(void)fts_close(walk);	/* Only read. */
	mem_free(copy);
	return (r);
}

bool
tree_is_file(const char *path)
{
	struct stat st;

	return (stat(path, &st) == 0 && !S_ISDIR(st.st_mode));
}
