/* SPDX-License-Identifier: Apache-2.0 */
/* A file, a line an alert. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/act_output.h"

struct file {
	struct act_output_how	 how;
	char			*folder;	/* Owned: it is reached. */
	int			 fd;		/* -1: closed. */
	int64_t			 size;
	struct buf		 line;
};

static rc
open_file(struct file *x, struct err *e)
{
	const char *path = x->how.output->path;
	struct stat st;

	x->fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (x->fd < 0 || fstat(x->fd, &st) != 0)
		return (rc_fail(e, RC_IO, 0, "%.80s: %s", path,
		    strerrordesc_np(errno)));
	x->size = st.st_size;
	return (RC_OK);
}

/* PATH becomes PATH.20260302T081500.000Z; another one begins. */
static rc
rotate(struct file *x, struct err *e)
{
	const char *path = x->how.output->path;
	struct buf to = { 0 };
	rc r = RC_OK;

	buf_fmt(&to, "%s.", path);
	buf_time(&to, loop_clock());
	if (buf_str(&to) == NULL)
		r = rc_fail(e, RC_NOMEM, 0, "beginning another file");
	else if (rename(path, to.p) != 0)
		r = rc_fail(e, RC_IO, 0, "%.80s: %s", path,
		    strerrordesc_np(errno));
	buf_release(&to);
	if (r != RC_OK)
		return (r);
	(void)close(x->fd);
	x->fd = -1;
	return (open_file(x, e));
}

/* A line is there whole or not at all. */
static rc
append(struct file *x, struct err *e)
{
	int64_t most = x->how.output->rotate;
	ssize_t n;
	rc r = RC_OK;

	if (x->fd < 0)
		r = open_file(x, e);
	if (r == RC_OK && most > 0 && x->size > 0 &&
	    x->size + (int64_t)x->line.n > most)
		r = rotate(x, e);
	if (r != RC_OK)
		return (r);
	n = write(x->fd, x->line.p, x->line.n);
	if (n == (ssize_t)x->line.n && fdatasync(x->fd) == 0) {
		x->size += n;
		return (RC_OK);
	}
	/* What stands there in part goes again; if not, its id tells. */
	(void)rc_fail(e, RC_IO, 0, "%.80s: %s", x->how.output->path,
	    strerrordesc_np(errno));
	if (n > 0 && ftruncate(x->fd, x->size) != 0) {
		(void)close(x->fd);
		x->fd = -1;
	}
	return (RC_IO);
}

static void
send_it(void *ctx, uint64_t row, const struct alert_out *a)
{
	struct file *x = ctx;
	struct act_done d = { MESSAGES_DONE, 0, "" };
	struct err e = { .code = RC_OK };

	buf_clear(&x->line);
	alert_out_put(a, (enum config_format)x->how.output->format, &x->line);
	buf_char(&x->line, '\n');
	if (x->line.failed)
		d = (struct act_done){ MESSAGES_AGAIN, 0, "out of memory" };
	else if (append(x, &e) != RC_OK)
		d = (struct act_done){ MESSAGES_AGAIN, 0, e.what };
	x->how.done(x->how.ctx, row, &d);
}

static void
release(void *ctx)
{
	struct file *x = ctx;

	if (x == NULL)
		return;
	if (x->fd >= 0)
		(void)close(x->fd);
	buf_release(&x->line);
	mem_free(x->folder);
	mem_free(x);
}

static rc
make(const struct act_output_how *how, void **ret, struct err *e)
{
	struct file *x = mem_new(sizeof(*x));
	struct span path = span_of(how->output->path);
	const char *slash = strrchr(path.p, '/');
	rc r;

	if (x == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "opening an output"));
	x->how = *how;
	x->fd = -1;
	/* An absolute path has one. */
	path.n = slash == path.p ? 1 : (size_t)(slash - path.p);
	r = (x->folder = mem_copy(path)) != NULL ? open_file(x, e) :
	    rc_fail(e, RC_NOMEM, 0, "opening an output");
	if (r != RC_OK) {
		release(x);
		return (r);
	}
	*ret = x;
	return (RC_OK);
}

static rc
reach(void *ctx, struct role_reach *to, struct err *e)
{
	const struct file *x = ctx;

	to->calls |= CONFINE_FILES | CONFINE_SYNC;
	return (role_reach(to, x->folder, CONFINE_WRITE, e));
}

const struct act_output_kind act_file = {
	.make = make, .reach = reach, .send = send_it, .free = release
};
