/* SPDX-License-Identifier: Apache-2.0 */
/* Files whose content has to survive. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/disk.h"

disk_fault_fn *disk_fault;

/* Errors of the kernel end here, as words. */
static rc
failed(const char *what, const char *name, struct err *e)
{
	rc r = RC_IO;

	if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG)
		r = RC_LIMIT;
	else if (errno == ENOENT)
		r = RC_NOTFOUND;
	else if (errno == EACCES || errno == EPERM || errno == EROFS)
		r = RC_DENIED;
	return (rc_fail(e, r, 0, "%s%s%.60s: %s", what,
	    name[0] != '\0' ? " " : "", name, strerrordesc_np(errno)));
}

/* Does a test want this operation to fail? */
static bool
faulty(void)
{

	if (disk_fault == NULL)
		return (false);
	errno = disk_fault();
	return (errno != 0);
}

static rc
opened(int dir, const char *name, int flags, int *ret, struct err *e)
{
	int fd = openat(dir, name, flags | O_CLOEXEC | O_NOCTTY, 0640);

	if (fd < 0)
		return (failed("opening", name, e));
	*ret = fd;
	return (RC_OK);
}

rc
disk_folder(const char *path, int *fd, struct err *e)
{

	return (opened(AT_FDCWD, path, O_RDONLY | O_DIRECTORY, fd, e));
}

rc
disk_create(int dir, const char *name, int *fd, struct err *e)
{

	if (faulty())
		return (failed("making", name, e));
	/* Another file by that name would bring its cached pages along. */
	if (unlinkat(dir, name, 0) != 0 && errno != ENOENT)
		return (failed("making", name, e));
	return (opened(dir, name, O_RDWR | O_CREAT | O_EXCL, fd, e));
}

rc
disk_open(int dir, const char *name, int *fd, struct err *e)
{

	return (opened(dir, name, O_RDONLY, fd, e));
}

rc
disk_edit(int dir, const char *name, int *fd, struct err *e)
{

	if (faulty())
		return (failed("opening", name, e));
	return (opened(dir, name, O_RDWR | O_CREAT, fd, e));
}

void
disk_close(int fd)
{

	if (fd >= 0)
		(void)close(fd);	/* disk_sync() has said it all. */
}

rc
disk_read(int fd, uint64_t at, void *out, size_t n, size_t *got,
    struct err *e)
{
	size_t have = 0;

	while (have < n) {
		ssize_t part = pread(fd, (char *)out + have, n - have,
		    (off_t)(at + have));

		if (part < 0 && errno == EINTR)
			continue;
		if (part < 0)
			return (failed("reading", "", e));
		if (part == 0)
			break;
		have += (size_t)part;
	}
	*got = have;
	return (RC_OK);
}

static rc
put(int fd, uint64_t at, struct span s, struct err *e)
{

	while (s.n > 0) {
		ssize_t n = pwrite(fd, s.p, s.n, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return (failed("writing", "", e));
		s = span_from(s, (size_t)n);
		at += (uint64_t)n;
	}
	return (RC_OK);
}

rc
disk_write(int fd, uint64_t at, struct span s, struct err *e)
{

	if (faulty()) {
		int why = errno;

		/* As a disk that fills up: some of it gets there. */
		(void)put(fd, at, (struct span){ s.p, s.n / 2 }, NULL);
		errno = why;
		return (failed("writing", "", e));
	}
	return (put(fd, at, s, e));
}

rc
disk_sync(int fd, struct err *e)
{

	if (faulty() || fdatasync(fd) != 0)
		return (failed("syncing", "", e));
	return (RC_OK);
}

rc
disk_sync_folder(int dir, struct err *e)
{

	if (faulty() || fsync(dir) != 0)
		return (failed("syncing", "the folder", e));
	return (RC_OK);
}

rc
disk_cut(int fd, uint64_t n, struct err *e)
{

	if (faulty() || ftruncate(fd, (off_t)n) != 0)
		return (failed("cutting", "", e));
	return (RC_OK);
}

bool
disk_exists(int dir, const char *name)
{

	return (faccessat(dir, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0);
}

rc
disk_size(int fd, uint64_t *n, struct err *e)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return (failed("looking at", "", e));
	*n = (uint64_t)st.st_size;
	return (RC_OK);
}

rc
disk_place(int dir, const char *from, const char *to, struct err *e)
{

	if (faulty() || renameat(dir, from, dir, to) != 0)
		return (failed("renaming", from, e));
	return (disk_sync_folder(dir, e));
}

rc
disk_remove(int dir, const char *name, struct err *e)
{

	if (faulty() || (unlinkat(dir, name, 0) != 0 && errno != ENOENT))
		return (failed("removing", name, e));
	return (RC_OK);
}

void
disk_drop(int dir, const char *name)
{

	if (!faulty())
		(void)unlinkat(dir, name, 0);
}

rc
disk_replace(int dir, const char *name, const char *aside, struct span bytes,
    struct err *e)
{
	int fd = -1;
	rc r;

	if ((r = disk_create(dir, aside, &fd, e)) == RC_OK &&
	    (r = disk_write(fd, 0, bytes, e)) == RC_OK)
		r = disk_sync(fd, e);
	disk_close(fd);
	if (r == RC_OK)
		return (disk_place(dir, aside, name, e));
	/* It takes room that may be short. */
	disk_drop(dir, aside);
	return (r);
}

rc
disk_names(int dir, disk_name_fn *fn, void *ctx, struct err *e)
{
	/* A descriptor of its own: reading moves its place. */
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct dirent *d;
	DIR *all;
	rc r = RC_OK;

	if (fd < 0)
		return (failed("reading", "the folder", e));
	if ((all = fdopendir(fd)) == NULL) {
		(void)failed("reading", "the folder", e);
		(void)close(fd);
		return (RC_IO);
	}
	errno = 0;
	while (r == RC_OK && (d = readdir(all)) != NULL) {
		if (strcmp(d->d_name, ".") != 0 &&
		    strcmp(d->d_name, "..") != 0)
			r = fn(ctx, d->d_name);
		errno = 0;
	}
	if (r == RC_OK && errno != 0)
		r = failed("reading", "the folder", e);
	(void)closedir(all);	/* Only read. */
	return (r);
}
