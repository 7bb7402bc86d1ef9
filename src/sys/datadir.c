/* SPDX-License-Identifier: Apache-2.0 */
/* Where the files that come with the program are. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/suggest.h"
#include "sys/datadir.h"
#include "sys/stream.h"

#define PLACES		2
#define READ_SIZE	((size_t)64 * 1024)

/* In the order of search; unset ones are NULL. */
static void
places(const char *dir[PLACES])
{

	dir[0] = getenv("VEDETTE_DATA");
	dir[1] = VEDETTE_DATADIR;
}

static bool
ends(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return (n > m && strcmp(name + n - m, end) == 0);
}

rc
datadir_find(const char *folder, const char *name, const char *end,
    struct buf *out, struct err *e)
{
	const char *dir[PLACES], *path;

	buf_clear(out);
	if (strchr(name, '/') != NULL || ends(name, end)) {
		buf_text(out, name);
		return (buf_str(out) != NULL ? RC_OK : RC_NOMEM);
	}
	places(dir);
	for (size_t i = 0; i < PLACES; i++) {
		if (dir[i] == NULL)
			continue;
		buf_clear(out);
		buf_fmt(out, "%s/%s/%s%s", dir[i], folder, name, end);
		if ((path = buf_str(out)) == NULL)
			return (rc_fail(e, RC_NOMEM, 0, "looking for %s",
			    name));
		if (access(path, R_OK) == 0)
			return (RC_OK);
	}
	return (rc_fail(e, RC_NOTFOUND, 0, "no %s%s in %s/%s%s%s%s", name,
	    end, dir[1], folder, dir[0] != NULL ? " or " : "",
	    dir[0] != NULL ? dir[0] : "", dir[0] != NULL ? "/..." : ""));
}

/** The nearest name so far. */
struct hint {
	struct suggest	 s;
	const char	*given;
	char		 best[64];
};

/** Names as they are found. */
struct names {
	char	**name;		/* Owned, each too. */
	size_t	  n, cap;
};

static rc
collect(const char *dir, const char *folder, const char *end,
    struct names *all)
{
	struct buf path = { 0 };
	const struct dirent *d;
	const char *p;
	DIR *open = NULL;
	rc rv = RC_OK;

	buf_fmt(&path, "%s/%s", dir, folder);
	if ((p = buf_str(&path)) == NULL)
		rv = RC_NOMEM;
	else if ((open = opendir(p)) == NULL)
		rv = RC_NOTFOUND;
	while (rv == RC_OK && open != NULL && (d = readdir(open)) != NULL) {
		size_t n = strlen(d->d_name);

		if (d->d_name[0] == '.' || !ends(d->d_name, end))
			continue;
		if (!mem_room(&all->name, all->n, &all->cap,
		    sizeof(*all->name)) || (all->name[all->n] = mem_copy(
		    (struct span){ d->d_name, n - strlen(end) })) == NULL)
			rv = RC_NOMEM;
		else
			all->n++;
	}
	if (open != NULL)
		(void)closedir(open);	/* Only read. */
	buf_release(&path);
	return (rv);
}

static int
by_name(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return (strcmp(*x, *y));
}

rc
datadir_each(const char *folder, const char *end, datadir_name_fn *fn,
    void *ctx, struct err *e)
{
	struct names all = { 0 };
	const char *dir[PLACES];
	bool any = false;
	rc rv = RC_OK;

	places(dir);
	for (size_t i = 0; i < PLACES && rv != RC_NOMEM; i++) {
		if (dir[i] == NULL)
			continue;
		rv = collect(dir[i], folder, end, &all);
		any = any || rv == RC_OK;
	}
	if (rv == RC_NOMEM)
		(void)rc_fail(e, rv, 0, "reading a folder");
	else if (any)
		rv = RC_OK;
	else
		rv = rc_fail(e, RC_NOTFOUND, 0, "no folder %s in %s", folder,
		    dir[1]);
	if (rv == RC_OK && all.n > 0)
		qsort(all.name, all.n, sizeof(*all.name), by_name);
	for (size_t i = 0; i < all.n; i++) {
		if (rv == RC_OK && (i == 0 ||
		    strcmp(all.name[i], all.name[i - 1]) != 0))
			rv = fn(ctx, all.name[i]);
	}
	for (size_t i = 0; i < all.n; i++)
		mem_free(all.name[i]);
	mem_free(all.name);
	return (rv);
}

/* suggest_try() for one name of a folder. */
static rc
nearest(void *ctx, const char *name)
{
	struct hint *h = ctx;

	suggest_try(&h->s, span_of(h->given), span_of(name));
	/* The name goes when the folder is closed. */
	if (h->s.best.p == name) {
		(void)snprintf(h->best, sizeof(h->best), "%s", name);
		h->s.best = span_of(h->best);
	}
	return (RC_OK);
}

void
datadir_hint(const char *folder, const char *end, const char *given,
    struct err *e)
{
	struct hint h = { .s = SUGGEST_START, .given = given };
	struct err none = { 0 };
	size_t n = strlen(e->what);

	if (datadir_each(folder, end, nearest, &h, &none) == RC_OK &&
	    h.s.best.n > 0)
		(void)snprintf(e->what + n, sizeof(e->what) - n,
		    "; did you mean '%s'?", h.best);
}

rc
datadir_read(const char *path, size_t most, struct buf *out, struct err *e)
{
	struct stream *s = NULL;
	char *piece = NULL;
	size_t got = 1, n = 0;
	rc rv;

	if ((rv = stream_open(path, &s, e)) != RC_OK)
		return (rv);
	if ((piece = mem_new(READ_SIZE)) == NULL)
		rv = rc_fail(e, RC_NOMEM, 0, "reading %s", path);
	while (rv == RC_OK && got > 0) {
		if ((rv = stream_read(s, piece, READ_SIZE, &got, e)) != RC_OK)
			break;
		if ((n += got) > most)
			rv = rc_fail(e, RC_LIMIT, 0, "%s: over %zu bytes",
			    path, most);
		buf_put(out, (struct span){ piece, got });
	}
	if (rv == RC_OK && out->failed)
		rv = rc_fail(e, RC_NOMEM, 0, "reading %s", path);
	mem_free(piece);
	stream_free(s);
	return (rv);
}
