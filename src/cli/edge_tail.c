/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that others write, followed; how far is kept in the data folder,
 * and moves on only when the lines are on disk.
 *
 *	DATA/tail/NAME: INODE AT HEAD PATH, a line each file
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/edge_lines.h"
#include "sys/follow.h"

#define POLL_MS		200
#define SAVE_MS		1000
#define FILES		64
#define PATH_ROOM	1024

/* A file that is followed. */
struct file {
	const char		*path;		/* Borrowed. */
	struct follow		*f;		/* Owned; NULL: not there. */
	struct follow_place	 place;		/* Durable. */
	bool			 known;		/* There is a place. */
	bool			 later;		/* Not there at first: all of
						 * it is new. */
};

/* A batch's, when it is durable. */
struct note {
	size_t			file;
	struct follow_place	place;
};

struct tail {
	struct edge_lines	 lines;
	struct file		 file[FILES];
	size_t			 n, next;	/* Whose turn it is. */
	char			 home[PATH_ROOM];	/* Of places. */
	char			 path[PATH_ROOM], work[PATH_ROOM];
	char			 folder[FILES][PATH_ROOM];
	int			 poll, save;	/* Timers; -1: none. */
	bool			 changed;	/* Since it was saved. */
	bool			 closed;
};

/* edge_lines.durable */
static void
durable(void *ctx, const void *note)
{
	struct tail *t = ctx;
	const struct note *n = note;

	t->file[n->file].place = n->place;
	t->file[n->file].known = true;
	t->changed = true;
}

/* All of the file or as it was: written beside it, synced, renamed. */
static rc
write_places(struct tail *t, struct span text)
{
	int fd = open(t->work, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC |
	    O_NOFOLLOW, 0600);
	bool ok;

	if (fd == -1)
		return (RC_IO);
	ok = write(fd, text.p, text.n) == (ssize_t)text.n && fsync(fd) == 0;
	ok = close(fd) == 0 && ok;
	return (ok && rename(t->work, t->path) == 0 ? RC_OK : RC_IO);
}

static void
save(void *ctx)
{
	struct tail *t = ctx;
	struct buf b = { 0 };

	edge_lines_resume(&t->lines, false);
	if (!t->changed)
		return;
	for (size_t i = 0; i < t->n; i++)
		if (t->file[i].known)
			buf_fmt(&b, "%" PRIu64 " %" PRIu64 " %" PRIu32
			    " %s\n", t->file[i].place.inode,
			    t->file[i].place.at, t->file[i].place.head,
			    t->file[i].path);
	/* Else it is tried again; until then a restart reads twice. */
	if (!b.failed && write_places(t, buf_span(&b)) == RC_OK)
		t->changed = false;
	buf_release(&b);
}

/* The line of a file, as save() wrote it. */
static void
place_of(struct tail *t, const char *line)
{
	uint64_t number[3];
	struct follow_place p;
	char *end;

	for (size_t i = 0; i < COUNT_OF(number); i++) {
		number[i] = strtoull(line, &end, 10);
		if (end == line || *end != ' ')
			return;
		line = end + 1;
	}
	p = (struct follow_place){ number[0], number[1],
	    (uint32_t)number[2] };
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->file[i].path, line) == 0) {
			t->file[i].place = p;
			t->file[i].known = true;
		}
}

static rc
load(struct tail *t, struct err *e)
{
	char line[PATH_ROOM + 64];
	FILE *in = fopen(t->path, "re");

	if (in == NULL)
		return (errno == ENOENT ? RC_OK : rc_fail(e, RC_IO, 0,
		    "%.80s: %s", t->path, strerrordesc_np(errno)));
	while (fgets(line, sizeof(line), in) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		place_of(t, line);
	}
	(void)fclose(in);		/* It was only read. */
	return (RC_OK);
}

/* Look whether it is there. */
static bool
is_open(struct tail *t, struct file *x)
{
	bool all = x->later ||
	    t->lines.how.source->from == CONFIG_START_BEGIN;
	struct err e = { .code = RC_OK };
	rc r;

	if (x->f != NULL)
		return (true);
	r = x->known ? follow_open_at(x->path, &x->place, &x->f, &e) :
	    follow_open(x->path, all, &x->f, &e);
	x->later = x->later || r == RC_NOTFOUND;
	if (r != RC_OK)
		(void)edge_tally_be(t->lines.how.tally, EDGE_FAILS,
		    loop_clock(), "%s", e.what);
	else
		(void)edge_tally_be(t->lines.how.tally, EDGE_RUNS,
		    loop_clock(), "%s", "");
	/* An end that was chosen once is one after a restart, too. */
	if (r == RC_OK && !x->known &&
	    follow_place(x->f, &x->place) == RC_OK)
		x->known = t->changed = true;
	return (r == RC_OK);
}

static void
flush(struct tail *t, size_t at)
{
	struct note *n = mem_new(sizeof(*n));

	/* Without a place it is read again after a restart, no more. */
	if (n != NULL) {
		n->file = at;
		if (follow_place(t->file[at].f, &n->place) != RC_OK) {
			mem_free(n);
			n = NULL;
		}
	}
	edge_lines_flush(&t->lines, n);
}

/* As much of one file as may be taken at once; false: it had nothing. */
static bool
fetch(struct tail *t, size_t at)
{
	struct file *x = &t->file[at];
	struct err e = { .code = RC_OK };
	struct span line;
	bool any = false;
	rc r = RC_OK;

	if (!is_open(t, x))
		return (false);
	while (!edge_lines_full(&t->lines)) {
		r = follow_next(x->f, &line, &e);
		if (r == RC_OK)
			edge_lines_put(&t->lines, line);
		else if (r == RC_LIMIT)
			edge_lines_bad(&t->lines, e.what);
		else
			break;
		any = true;
	}
	if (any)
		flush(t, at);
	if (r == RC_IO || r == RC_DENIED) {
		(void)edge_tally_be(t->lines.how.tally, EDGE_FAILS,
		    loop_clock(), "%s", e.what);
		follow_close(x->f);
		x->f = NULL;
	}
	return (any);
}

/* Each in its turn, until none has more. */
static void
polls(void *ctx)
{
	struct tail *t = ctx;

	for (size_t idle = 0; idle < t->n && !t->lines.held && !t->closed;
	    t->next = (t->next + 1) % t->n)
		idle = fetch(t, t->next) ? 0 : idle + 1;
}

/* edge_lines.go: the timer comes soon. */
static void
go(void *ctx UNUSED)
{
}

static void
release(void *ctx)
{
	struct tail *t = ctx;

	if (t == NULL)
		return;
	if (t->poll >= 0 || t->save >= 0)
		save(t);
	for (size_t i = 0; i < t->n; i++)
		follow_close(t->file[i].f);
	loop_end_timer(t->lines.how.loop, t->poll);
	loop_end_timer(t->lines.how.loop, t->save);
	edge_lines_release(&t->lines);
	mem_free(t);
}

static rc
prepare(struct tail *t, struct err *e)
{
	const struct edge_source_how *how = &t->lines.how;

	for (size_t i = 0; i < how->source->paths.n && i < FILES; i++)
		t->file[t->n++].path = how->source->paths.text[i];
	if (snprintf(t->home, sizeof(t->home), "%s/tail", how->data) >=
	    (int)sizeof(t->home) - 256)
		return (rc_fail(e, RC_LIMIT, 0, "the path of the data folder "
		    "is too long"));
	if (mkdir(t->home, 0700) != 0 && errno != EEXIST)
		return (rc_fail(e, RC_IO, 0, "%.80s: %s", t->home,
		    strerrordesc_np(errno)));
	(void)snprintf(t->path, sizeof(t->path), "%s/tail/%.200s", how->data,
	    how->source->name);
	(void)snprintf(t->work, sizeof(t->work), "%s/tail/.%.200s", how->data,
	    how->source->name);
	return (load(t, e));
}

static rc
make(const struct edge_source_how *how, void **ret, struct err *e)
{
	struct tail *t = mem_new(sizeof(*t));
	rc r;

	if (t == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "opening a source"));
	t->poll = t->save = -1;
	t->lines.how = *how;
	if ((r = edge_lines_init(&t->lines, how, e)) != RC_OK ||
	    (r = prepare(t, e)) != RC_OK) {
		release(t);
		return (r);
	}
	t->lines.durable = durable;
	t->lines.go = go;
	t->lines.ctx = t;
	*ret = t;
	return (RC_OK);
}

/* The folders: files in them come and go. */
static rc
reach(void *ctx, struct role_reach *to, struct err *e)
{
	struct tail *t = ctx;
	rc r = RC_OK;

	for (size_t i = 0; i < t->n && r == RC_OK; i++) {
		const char *path = t->file[i].path;
		const char *slash = strrchr(path, '/');
		size_t n = slash == path ? 1 : (size_t)(slash - path);

		if (n >= PATH_ROOM)
			return (rc_fail(e, RC_LIMIT, 0, "%.80s: the path is "
			    "too long", path));
		memcpy(t->folder[i], path, n);
		t->folder[i][n] = '\0';
		r = role_reach(to, t->folder[i], CONFINE_READ, e);
	}
	return (r != RC_OK ? r : role_reach(to, t->home, CONFINE_WRITE, e));
}

static rc
run(void *ctx, struct err *e)
{
	struct tail *t = ctx;
	rc r = loop_every(t->lines.how.loop, POLL_MS, polls, t, &t->poll, e);

	(void)edge_tally_be(t->lines.how.tally, EDGE_RUNS, loop_clock(), "%s",
	    "");
	/* Where the end is now, not when it is looked at first. */
	for (size_t i = 0; i < t->n; i++)
		(void)is_open(t, &t->file[i]);
	return (r != RC_OK ? r : loop_every(t->lines.how.loop, SAVE_MS, save,
	    t, &t->save, e));
}

static void
resume(void *ctx)
{
	struct tail *t = ctx;

	edge_lines_resume(&t->lines, true);
}

static void
quiet(void *ctx)
{
	struct tail *t = ctx;

	t->closed = true;
}

const struct edge_source_kind edge_tail = {
	.calls = CONFINE_FILES | CONFINE_SYNC, .make = make, .reach = reach,
	.run = run, .resume = resume, .close = quiet, .free = release
};
