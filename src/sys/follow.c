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

#define HEAD	256u			/* Bytes that tell a file. */

struct follow {
	const char	*path;		/* Borrowed; NULL: a pipe. */
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

void
follow_close(struct follow *f)
{

	if (f == NULL)
		return;
	if (f->fd != -1)
		(void)close(f->fd);	/* It was only read. */
	mem_free(f);
}

/* Sum of the first bytes of ${fd}, of those in front of ${at}. */
static bool
head_of(int fd, uint64_t at, uint32_t *sum)
{
	char p[HEAD];
	size_t want = at < HEAD ? (size_t)at : HEAD;
	ssize_t got = pread(fd, p, want, 0);

	if (got < 0 || (size_t)got != want)
		return (false);
	*sum = crc32c_of((struct span){ p, want });
	return (true);
}

rc
follow_mark(const struct follow *f, struct follow_mark *m, struct err *e)
{
	struct stat st;

	m->lines = f->lines;
	if (f->path == NULL)
		return (RC_OK);
	m->at = (uint64_t)f->at - (f->n - f->taken);
	m->passing = f->passing;
	if (fstat(f->fd, &st) != 0)
		return (fail(e, f->path, "look"));
	m->dev = st.st_dev;
	m->ino = st.st_ino;
	/* Cut since it was read: then it is another one's head, which will be
	 * seen at the next. */
	if (!head_of(f->fd, m->at, &m->head))
		m->head = 0;
	return (RC_OK);
}

/* Open it if it is the file of ${m}; else -1. */
static int
open_marked(int folder, const char *name, const struct follow_mark *m)
{
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	uint32_t head;

	if (fd == -1)
		return (-1);
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_dev == m->dev
	    && st.st_ino == m->ino && (uint64_t)st.st_size >= m->at &&
	    head_of(fd, m->at, &head) && head == m->head &&
	    lseek(fd, (off_t)m->at, SEEK_SET) != -1)
		return (fd);
	(void)close(fd);		/* It was only read. */
	return (-1);
}

/* The file of ${m} under another name of the folder, or -1. */
static int
find_marked(const char *path, const struct follow_mark *m)
{
	const char *name = strrchr(path, '/');
	char folder[4096];
	const struct dirent *x;
	int fd = -1;
	DIR *d;

	(void)snprintf(folder, sizeof(folder), "%.*s",
	    name == NULL ? 1 : (int)(name - path) + 1,
	    name == NULL ? "." : path);
	if ((d = opendir(folder)) == NULL)
		return (-1);
	while (fd == -1 && (x = readdir(d)) != NULL)
		if (x->d_ino == m->ino)
			fd = open_marked(dirfd(d), x->d_name, m);
	(void)closedir(d);		/* It was only read. */
	return (fd);
}

rc
follow_from(const char *path, const struct follow_mark *m,
    struct follow **ret, struct err *e)
{
	struct follow *f = mem_new(sizeof(*f));

	if (f == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "%s", path));
	f->path = path;
	f->at = (off_t)m->at;
	f->lines = m->lines;
	f->passing = m->passing;
	if ((f->fd = open_marked(AT_FDCWD, path, m)) == -1 &&
	    (f->fd = find_marked(path, m)) == -1) {
		mem_free(f);
		return (rc_fail(e, RC_CONFLICT, 0, "%s: the file that was "
		    "read is gone or shorter", path));
	}
	*ret = f;
	return (RC_OK);
}

rc
follow_pipe(int fd, uint64_t lines, struct follow **ret)
{
	struct follow *f = mem_new(sizeof(*f));

	if (f == NULL)
		return (RC_NOMEM);
	f->fd = fd;
	f->lines = lines;
	*ret = f;
	return (RC_OK);
}

/* Would reading it wait? */
static bool
is_dry(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return (poll(&p, 1, 0) == 0);
}

/* A pipe's end; a line without an end is one. */
static rc
pipe_ended(struct follow *f)
{

	if (f->n == 0 || f->passing)
		return (RC_NOTFOUND);
	f->last = true;
	return (RC_OK);
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
	if (f->path == NULL && is_dry(f->fd))
		return (RC_MORE);
	do
		got = read(f->fd, f->buf + f->n, sizeof(f->buf) - f->n);
	while (got == -1 && errno == EINTR);
	if (got == -1)
		return (fail(e, f->path == NULL ? "pipe" : f->path, "read"));
	if (got == 0 && f->path == NULL)
		return (pipe_ended(f));
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
