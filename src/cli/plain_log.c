/* SPDX-License-Identifier: Apache-2.0 */
/* The findings of scan --plain --state. */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/plain_log.h"

#define PART	65536			/* Bytes copied at once. */

struct plain_log {
	FILE		*f;		/* Owned; appends. */
	uint64_t	 size;
};

static rc
failed(const char *what, struct err *e)
{

	return (rc_fail(e, RC_IO, 0, "%s the findings: %s", what,
	    strerrordesc_np(errno)));
}

rc
plain_log_new(const char *dir, struct plain_log **ret, struct err *e)
{
	struct plain_log *l = mem_new(sizeof(*l));
	struct buf path = { 0 };
	struct stat st = { 0 };
	rc r = RC_OK;

	buf_fmt(&path, "%s/findings", dir);
	if (l == NULL || buf_str(&path) == NULL)
		r = rc_fail(e, RC_NOMEM, 0, "opening the findings");
	else if ((mkdir(dir, 0700) != 0 && errno != EEXIST) ||
	    (l->f = fopen(path.p, "a+e")) == NULL ||
	    fstat(fileno(l->f), &st) != 0)
		r = failed("opening", e);
	buf_release(&path);
	if (l == NULL || r != RC_OK) {
		plain_log_free(l);
		return (r);
	}
	l->size = (uint64_t)st.st_size;
	*ret = l;
	return (RC_OK);
}

void
plain_log_free(struct plain_log *l)
{

	if (l == NULL)
		return;
	/* What counts was synced; the rest would be found again. */
	if (l->f != NULL)
		(void)fclose(l->f);
	mem_free(l);
}

bool
plain_log_put(struct plain_log *l, struct span s)
{
	bool ok = s.n == 0 || fwrite(s.p, 1, s.n, l->f) == s.n;

	l->size += s.n;
	return (ok);
}

rc
plain_log_sync(struct plain_log *l, struct err *e)
{

	if (fflush(l->f) != 0 || fsync(fileno(l->f)) != 0)
		return (failed("writing", e));
	return (RC_OK);
}

uint64_t
plain_log_size(const struct plain_log *l)
{

	return (l->size);
}

rc
plain_log_cut(struct plain_log *l, uint64_t size, struct err *e)
{

	if (size > l->size)
		return (rc_fail(e, RC_MALFORMED, 0,
		    "findings are missing from the folder"));
	if (fflush(l->f) != 0 || ftruncate(fileno(l->f), (off_t)size) != 0)
		return (failed("cutting", e));
	l->size = size;
	return (RC_OK);
}

rc
plain_log_copy(struct plain_log *l, FILE *out, struct err *e)
{
	char part[PART];
	size_t n;

	if (fflush(l->f) != 0 || fseek(l->f, 0, SEEK_SET) != 0)
		return (failed("reading", e));
	while ((n = fread(part, 1, sizeof(part), l->f)) > 0)
		if (fwrite(part, 1, n, out) != n)
			return (failed("writing", e));
	return (ferror(l->f) != 0 ? failed("reading", e) : RC_OK);
}
