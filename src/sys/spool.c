/* SPDX-License-Identifier: Apache-2.0 */
/* A file without a name. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "sys/spool.h"

#define DIR_DEFAULT	"/var/tmp"	/* On disk, unlike many a /tmp. */

struct spool {
	int		 fd;
	uint64_t	 size;
};

/* Not every file system has O_TMPFILE: then a name, for a moment. */
static int
nameless(const char *dir)
{
	char path[4096];
	int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	int n;

	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR))
		return (fd);
	n = snprintf(path, sizeof(path), "%s/vedette.XXXXXX", dir);
	if (n < 0 || (size_t)n >= sizeof(path)) {
		errno = ENAMETOOLONG;
		return (-1);
	}
	if ((fd = mkostemp(path, O_CLOEXEC)) >= 0)
		(void)unlink(path);	/* If it fails, a name stays. */
	return (fd);
}

rc
spool_new(const char *dir, struct spool **ret, struct err *e)
{
	struct spool *sp = mem_new(sizeof(*sp));

	if (sp == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "opening a temporary file"));
	if (dir == NULL && (dir = getenv("TMPDIR")) == NULL)
		dir = DIR_DEFAULT;
	if ((sp->fd = nameless(dir)) < 0) {
		(void)rc_fail(e, RC_IO, 0, "temporary file in %s: %s", dir,
		    strerrordesc_np(errno));
		mem_free(sp);
		return (RC_IO);
	}
	*ret = sp;
	return (RC_OK);
}

rc
spool_append(struct spool *sp, struct span s, struct err *e)
{

	while (s.n > 0) {
		ssize_t n = pwrite(sp->fd, s.p, s.n, (off_t)sp->size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return (rc_fail(e, RC_IO, 0,
			    "writing a temporary file: %s",
			    strerrordesc_np(errno)));
		s = span_from(s, (size_t)n);
		sp->size += (uint64_t)n;
	}
	return (RC_OK);
}

rc
spool_read(struct spool *sp, uint64_t at, void *out, size_t n, struct err *e)
{
	char *p = out;

	while (n > 0) {
		ssize_t got = pread(sp->fd, p, n, (off_t)at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return (rc_fail(e, RC_IO, 0,
			    "reading a temporary file: %s",
			    got < 0 ? strerrordesc_np(errno) : "cut short"));
		p += got;
		at += (uint64_t)got;
		n -= (size_t)got;
	}
	return (RC_OK);
}

uint64_t
spool_size(const struct spool *sp)
{

	return (sp->size);
}

void
spool_drop(struct spool *sp, uint64_t at, uint64_t n)
{

	/* Only room on disk is at stake, and not every system can. */
	(void)fallocate(sp->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
	    (off_t)at, (off_t)n);
}

void
spool_free(struct spool *sp)
{

	if (sp == NULL)
		return;
	(void)close(sp->fd);	/* Its content ends here anyway. */
	mem_free(sp);
}
