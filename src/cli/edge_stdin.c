/* SPDX-License-Identifier: Apache-2.0 */
/* The standard input of the service as a source; the service goes on when it
 * ends. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/edge_lines.h"

#define LONGEST		65536u		/* Bytes of a line. */
#define PIECE		65536u		/* Read at once. */
#define SWEEP_MS	1000
#define EVERY_MS	10		/* A file is always ready. */

struct input {
	struct edge_lines	 lines;
	struct buf		 in;		/* Not cut yet. */
	int			 fd;		/* Owned; -1: none. */
	int			 timer;		/* Of a file; -1: none. */
	int			 sweep;		/* The same. */
	bool			 watched;
	bool			 passing;	/* A line that is too long. */
	bool			 ended;
};

static void
shut(struct input *x)
{

	if (x->watched)
		loop_forget(x->lines.how.loop, x->fd);
	x->watched = false;
	loop_end_timer(x->lines.how.loop, x->timer);
	x->timer = -1;
	if (x->fd >= 0)
		(void)close(x->fd);
	x->fd = -1;
}

/* One line, or the rest of one that was too long. */
static void
line(struct input *x, struct span s)
{

	if (s.n > 0 && s.p[s.n - 1] == '\r')
		s.n--;
	if (x->passing || s.n > LONGEST)
		edge_lines_bad(&x->lines, "longer than 65536 bytes");
	else
		edge_lines_put(&x->lines, s);
	x->passing = false;
}

static void
cut(struct input *x)
{
	size_t at = 0;
	const char *lf;

	while (at < x->in.n && (lf = memchr(x->in.p + at, '\n', x->in.n -
	    at)) != NULL) {
		line(x, (struct span){ x->in.p + at, (size_t)(lf - (x->in.p +
		    at)) });
		at = (size_t)(lf - x->in.p) + 1;
	}
	if (x->ended && at < x->in.n) {
		line(x, span_from(buf_span(&x->in), at));
		at = x->in.n;
	}
	if (x->in.n - at > LONGEST) {
		x->passing = true;
		at = x->in.n;
	}
	if (at > 0)
		memmove(x->in.p, x->in.p + at, x->in.n - at);
	x->in.n -= at;
	edge_lines_flush(&x->lines, NULL);
}

static loop_fn reads;

static void
rest(struct input *x)
{
	struct loop *loop = x->lines.how.loop;
	struct err e = { .code = RC_OK };
	bool held = x->lines.held;

	if (x->ended) {
		shut(x);
		if (!x->lines.held)
			(void)edge_tally_be(x->lines.how.tally, EDGE_ENDED,
			    loop_clock(), "%s", "standard input has ended");
	} else if (x->timer < 0 && x->watched && held) {
		loop_forget(loop, x->fd);
		x->watched = false;
	} else if (x->timer < 0 && !x->watched && !held && x->fd >= 0)
		x->watched = loop_watch(loop, x->fd, LOOP_READ, reads, x,
		    &e) == RC_OK;
}

static void
fetch(struct input *x)
{
	char *to;
	ssize_t n;

	if (x->lines.held || x->fd < 0 ||
	    (to = buf_room(&x->in, PIECE)) == NULL)
		return;
	n = read(x->fd, to, PIECE);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	x->ended = n <= 0;
	x->in.n += n > 0 ? (size_t)n : 0;
	cut(x);
	rest(x);
}

/* loop_fn */
static void
reads(void *ctx, unsigned what UNUSED)
{

	fetch(ctx);
}

/* loop_tick_fn */
static void
ticks(void *ctx)
{

	fetch(ctx);
}

/* edge_lines.go */
static void
go(void *ctx)
{

	rest(ctx);
}

static void
release(void *ctx)
{
	struct input *x = ctx;

	if (x == NULL)
		return;
	shut(x);
	loop_end_timer(x->lines.how.loop, x->sweep);
	edge_lines_release(&x->lines);
	buf_release(&x->in);
	mem_free(x);
}

static rc
make(const struct edge_source_how *how, void **ret, struct err *e)
{
	struct input *x = mem_new(sizeof(*x));
	rc r;

	if (x == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "opening a source"));
	x->fd = x->timer = x->sweep = -1;
	x->lines.how = *how;
	if ((r = edge_lines_init(&x->lines, how, e)) != RC_OK) {
		release(x);
		return (r);
	}
	x->lines.go = go;
	x->lines.ctx = x;
	*ret = x;
	return (RC_OK);
}

static rc
serve(void *ctx, int fd, struct err *e)
{
	struct input *x = ctx;
	struct stat st;
	rc r;

	shut(x);
	x->fd = fd;
	(void)edge_tally_be(x->lines.how.tally, EDGE_RUNS, loop_clock(), "%s",
	    "");
	/* Files, and /dev/null, cannot be watched. */
	if (fstat(fd, &st) != 0 || S_ISREG(st.st_mode) || (S_ISCHR(st.st_mode)
	    && !isatty(fd)))
		return (loop_every(x->lines.how.loop, EVERY_MS,
		    ticks, x, &x->timer, e));
	r = loop_watch(x->lines.how.loop, fd, LOOP_READ, reads, x, e);
	x->watched = r == RC_OK;
	return (r);
}

static void
sweep(void *ctx)
{
	struct input *x = ctx;

	edge_lines_resume(&x->lines, false);
	rest(x);
}

static rc
run(void *ctx, struct err *e)
{
	struct input *x = ctx;

	return (loop_every(x->lines.how.loop, SWEEP_MS, sweep, x, &x->sweep,
	    e));
}

static void
resume(void *ctx)
{
	struct input *x = ctx;

	edge_lines_resume(&x->lines, true);
}

static void
quiet(void *ctx)
{

	shut(ctx);
}

const struct edge_source_kind edge_stdin = {
	.make = make, .listen = serve, .run = run, .resume = resume,
	.close = quiet, .free = release
};
