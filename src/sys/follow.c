/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of a text file that grows. */
#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "base/crc32c.h"
#include "base/mem.h"
#include "sys/follow.h"

struct follow {
	const char	*path;		/* Borrowed. */
	int		 fd;
	off_t		 at;		/* Bytes read of it. */
	size_t		 n, taken;	/* Of the buffer: filled, given out. */
	uint64_t	 lines;
	bool		 passing;	/* Inside of a line too long. */
	bool		 last;		/* Moved away: its rest is a line. */
	char		 buf[FOLLOW_LINE + 1];
};

static rc
fail(struct err *e, const char *path, const char *what)
{
	rc r = errno == ENOENT ? RC_NOTFOUND : errno == EACCES ? RC_DENIED :
	    RC_IO;

	return (rc_fail(e, r, 0, "%s: %s: %s", path, what, strerror(errno)));
}

rc
follow_open(const char *path, bool start, struct follow **ret, struct err *e)
{
	struct follow *f = mem_new(sizeof(*f));
	struct stat st;
	rc r = RC_OK;

	if (f == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "%s", path));
	f->path = path;
	f->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (f->fd == -1 || fstat(f->fd, &st) != 0)
		r = fail(e, path, "open");
	else if (!S_ISREG(st.st_mode))
		r = rc_fail(e, RC_IO, 0, "%s: no regular file", path);
	else if (!start && (f->at = lseek(f->fd, 0, SEEK_END)) == -1)
		r = fail(e, path, "seek");
	if (r != RC_OK) {
		follow_close(f);
		return (r);
	}
	*ret = f;
	return (RC_OK);
}

/* Sum of the beginning, as far as ${at}. */
static bool
head(int fd, uint64_t at, uint32_t *ret)
{
	char buf[FOLLOW_HEAD];
	size_t n = at < sizeof(buf) ? (size_t)at : sizeof(buf);

	if (pread(fd, buf, n, 0) != (ssize_t)n)
		return (false);
	*ret = crc32c_of((struct span){ buf, n });
	return (true);
}

/* Is ${path} the file of ${p}?  Its descriptor, or -1. */
static int
open_same(const char *path, const struct follow_place *p)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	uint32_t sum = 0;

	if (fd == -1)
		return (-1);
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    (uint64_t)st.st_ino == p->inode && (uint64_t)st.st_size >= p->at &&
	    head(fd, p->at, &sum) && sum == p->head &&
	    lseek(fd, (off_t)p->at, SEEK_SET) != -1)
		return (fd);
	(void)close(fd);		/* It was only read. */
	return (-1);
}

/* The file of ${p} under another name of the folder. */
static int
find_moved(const char *path, const struct follow_place *p)
{
	const char *slash = strrchr(path, '/');
	char name[4096];
	const struct dirent *x;
	int n, fd = -1;
	DIR *d;

	n = snprintf(name, sizeof(name), "%.*s", slash == NULL ? 1 :
	    (int)(slash - path) + 1, slash == NULL ? "." : path);
	if (n < 0 || (size_t)n >= sizeof(name) || (d = opendir(name)) == NULL)
		return (-1);
	while (fd == -1 && (x = readdir(d)) != NULL)
		if ((uint64_t)x->d_ino == p->inode &&
		    snprintf(name, sizeof(name), "%.*s/%s", slash == NULL ? 1 :
		    (int)(slash - path), slash == NULL ? "." : path,
		    x->d_name) < (int)sizeof(name))
			fd = open_same(name, p);
	(void)closedir(d);
	return (fd);
}

rc
follow_open_at(const char *path, const struct follow_place *p,
    struct follow **ret, struct err *e)
{
	int fd = open_same(path, p);
	struct follow *f;

	if (fd == -1 && (fd = find_moved(path, p)) == -1)
		return (follow_open(path, true, ret, e));
	if ((f = mem_new(sizeof(*f))) == NULL) {
		(void)close(fd);	/* It was only read. */
		return (rc_fail(e, RC_NOMEM, 0, "%s", path));
	}
	f->path = path;
	f->fd = fd;
	f->at = (off_t)p->at;
	*ret = f;
	return (RC_OK);
}

rc
follow_place(const struct follow *f, struct follow_place *p)
{
	struct stat st;

	if (fstat(f->fd, &st) != 0)
		return (RC_IO);
	p->inode = st.st_ino;
	p->at = (uint64_t)f->at - (f->n - f->taken);
	return (head(f->fd, p->at, &p->head) ? RC_OK : RC_IO);
}

void
follow_close(struct follow *f)
{

	if (f == NULL)
		return;
	if (f->fd != -1)
		(void)close(f->fd);	/* It was only read. */
	mem_free(f);
}

/* Is another file where ours was?  Not while nothing is there. */
static bool
moved(const struct follow *f)
{
	struct stat now, own;

	return (stat(f->path, &now) == 0 && fstat(f->fd, &own) == 0 &&
	    (now.st_ino != own.st_ino || now.st_dev != own.st_dev));
}

/* Go on with the file that has the name now. */
static rc
reopen(struct follow *f, struct err *e)
{
	int fd = open(f->path, O_RDONLY | O_CLOEXEC);

	/* It may just be on its way: look again later. */
	if (fd == -1)
		return (errno == ENOENT ? RC_MORE : fail(e, f->path, "open"));
	(void)close(f->fd);		/* It was only read. */
	f->fd = fd;
	f->at = 0;
	f->n = f->taken = 0;
	f->passing = false;
	return (RC_OK);
}

/* At the end of the file: is there another beginning? */
static rc
turn(struct follow *f, struct err *e)
{
	struct stat st;

	if (fstat(f->fd, &st) != 0)
		return (fail(e, f->path, "look"));
	if (st.st_size < f->at) {
		if (lseek(f->fd, 0, SEEK_SET) != 0)
			return (fail(e, f->path, "seek"));
		f->at = 0;
		f->n = f->taken = 0;
		f->passing = false;
		return (RC_OK);
	}
	if (!moved(f))
		return (RC_MORE);
	/* Whoever wrote it has ended: a line without end is one. */
	if (f->n > f->taken && !f->passing && !f->last) {
		f->last = true;
		return (RC_OK);
	}
	f->last = false;
	return (reopen(f, e));
}

/* More bytes behind those that are not given out yet. */
static rc
fill(struct follow *f, struct err *e)
{
	ssize_t got;

	if (f->taken > 0)
		memmove(f->buf, f->buf + f->taken, f->n - f->taken);
	f->n -= f->taken;
	f->taken = 0;
	do
		got = read(f->fd, f->buf + f->n, sizeof(f->buf) - f->n);
	while (got == -1 && errno == EINTR);
	if (got == -1)
		return (fail(e, f->path, "read"));
	if (got == 0)
		return (turn(f, e));
	f->n += (size_t)got;
	f->at += got;
	return (RC_OK);
}

/* Give out what stands before ${end}; its LF goes, too. */
static rc
give(struct follow *f, const char *end, size_t more, struct span *line)
{

	*line = (struct span){ f->buf + f->taken,
	    (size_t)(end - (f->buf + f->taken)) };
	f->taken += line->n + more;
	if (line->n > 0 && line->p[line->n - 1] == '\r')
		line->n--;
	f->lines++;
	return (RC_OK);
}

rc
follow_next(struct follow *f, struct span *line, struct err *e)
{
	rc r = RC_OK;

	for (;;) {
		char *lf = memchr(f->buf + f->taken, '\n', f->n - f->taken);

		if (lf != NULL && !f->passing)
			return (give(f, lf, 1, line));
		if (lf != NULL) {
			f->passing = false;
			f->taken = (size_t)(lf - f->buf) + 1;
			f->lines++;
			return (rc_fail(e, RC_LIMIT, 0, "line: expected at "
			    "most %u bytes", FOLLOW_LINE));
		}
		if (f->last) {
			f->last = false;
			return (give(f, f->buf + f->n, 0, line));
		}
		if (f->passing || f->n - f->taken == sizeof(f->buf)) {
			f->passing = true;
			f->n = f->taken = 0;
		}
		if ((r = fill(f, e)) != RC_OK)
			return (r);
	}
}

uint64_t
follow_lines(const struct follow *f)
{

	return (f->lines);
}

void
follow_wait(int ms)
{

	/* Woken early is as good. */
	(void)poll(NULL, 0, ms);
}
