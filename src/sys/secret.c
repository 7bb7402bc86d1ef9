/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets from files and credentials. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/secret.h"

static rc
refused(const char *path, struct err *e)
{
	rc r = errno == ENOENT || errno == ENOTDIR ? RC_NOTFOUND :
	    errno == EACCES || errno == EPERM ? RC_DENIED : RC_IO;

	return (rc_fail(e, r, 0, "%.100s: %s", path, strerrordesc_np(errno)));
}

/* Is it ours alone?  systemd keeps those of credentials for us. */
static rc
private(const char *path, const struct stat *st, bool mode, struct err *e)
{

	if (!S_ISREG(st->st_mode))
		return (rc_fail(e, RC_MALFORMED, 0, "%.100s: no file", path));
	if (mode && (st->st_mode & 077) != 0)
		return (rc_fail(e, RC_CONFLICT, 0, "%.90s: others may read or "
		    "write it (mode %04o): chmod 600", path,
		    st->st_mode & 07777));
	if (mode && st->st_uid != geteuid() && st->st_uid != 0)
		return (rc_fail(e, RC_CONFLICT, 0,
		    "%.90s: belongs to user %u, who may change it", path,
		    (unsigned)st->st_uid));
	if (st->st_size == 0)
		return (rc_fail(e, RC_MALFORMED, 0, "%.100s: empty", path));
	if ((uint64_t)st->st_size > SECRET_MAX)
		return (rc_fail(e, RC_LIMIT, 0, "%.100s: over %zu bytes", path,
		    SECRET_MAX));
	return (RC_OK);
}

/* All of it at once: a text that grows would leave copies behind. */
static rc
take(const char *path, int fd, struct buf *out, struct err *e)
{
	char *p = buf_room(out, SECRET_MAX + 1);
	size_t n = 0;
	ssize_t got;

	if (p == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "%.100s", path));
	while (n <= SECRET_MAX &&
	    (got = read(fd, p + n, SECRET_MAX + 1 - n)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return (refused(path, e));
		n += (size_t)got;
	}
	if (n > SECRET_MAX)
		return (rc_fail(e, RC_LIMIT, 0, "%.100s: over %zu bytes", path,
		    SECRET_MAX));
	n -= n > 0 && p[n - 1] == '\n';
	n -= n > 0 && p[n - 1] == '\r';
	if (n == 0)
		return (rc_fail(e, RC_MALFORMED, 0, "%.100s: empty", path));
	out->n += n;
	return (RC_OK);
}

static rc
open_it(const char *path, bool mode, struct buf *out, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	rc r;

	if (fd < 0)
		return (refused(path, e));
	if (fstat(fd, &st) != 0)
		r = refused(path, e);
	else
		r = private(path, &st, mode, e);
	if (r == RC_OK && out != NULL)
		r = take(path, fd, out, e);
	(void)close(fd);
	return (r);
}

rc
secret_file(const char *path, struct buf *out, struct err *e)
{

	return (open_it(path, true, out, e));
}

rc
secret_credential(const char *name, struct buf *out, struct err *e)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	struct buf path = { 0 };
	rc r;

	if (folder == NULL)
		return (rc_fail(e, RC_NOTFOUND, 0, "credential %.60s: "
		    "$CREDENTIALS_DIRECTORY is not set: not started by "
		    "systemd", name));
	buf_fmt(&path, "%s/%s", folder, name);
	r = buf_str(&path) == NULL ? rc_fail(e, RC_NOMEM, 0, "%s", name) :
	    open_it(path.p, false, out, e);
	buf_release(&path);
	return (r);
}

void
secret_release(struct buf *b)
{

	if (b->p != NULL)
		explicit_bzero(b->p, b->cap);
	buf_release(b);
}
