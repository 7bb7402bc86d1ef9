/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sources of lines on this machine: files that grow, also when they are
 * rotated, and standard input.
 *
 *	file -> lines -> mapping -> take() ... told(true) -> its position
 *
 * One batch at a time is on its way.  A line's number in its file is part of
 * its event's id: read again after a crash it is the same event.
 */
#include <sys/stat.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/mem.h"
#include "cli/edge_source.h"
#include "cli/tail_places.h"
#include "cli/verb_map.h"
#include "sys/disk.h"

#define LOOK_MS		200		/* Is there more? */
#define KEEP_MS		1000		/* Between positions written. */
#define BATCH		((size_t)256 << 10)	/* Bytes of rows at once. */
#define SALT_SHIFT	40		/* Lines of a file are fewer. */

struct file {
	struct follow		*f;		/* Owned; NULL: not open. */
	struct follow_mark	 next;		/* Once the batch is durable. */
	bool			 moves;		/* ${next} is one. */
	uint64_t		 salt;		/* Of its lines' numbers. */
	uint64_t		 base;		/* Lines of those before. */
	bool			 awaited;	/* It was not there. */
	bool			 ended;		/* A pipe has. */
	char			*folder;	/* Owned; NULL: a pipe. */
	char			 why[160];	/* It cannot be read. */
};

struct tails {
	struct edge_wait	 wait;
	struct edge_source_how	 how;
	struct mapping		*mapping;	/* Owned; NULL: event lines. */
	struct push		*push;		/* Owned. */
	struct file		*file;		/* Owned; ${n}. */
	struct tail_place	*place;		/* Owned; of each of them. */
	size_t			 n, turn;
	struct file		*of;		/* Whose rows are in ${raw}, */
	uint64_t		 before;	/* behind so many of its. */
	struct buf		 raw, out;
	bool			 waits;		/* For the disk. */
	bool			 closed;
	bool			 busy;		/* look() is at work. */
	int			 timer;		/* -1: none. */
	char			*keeps;		/* Owned; positions' folder, */
	int			 dir;		/* open; -1: none are kept. */
	bool			 dirty;		/* They are to be written. */
	bool			 warned;	/* That they could not be. */
	int64_t			 kept;		/* loop_now() of the last. */
};

static void look(void *);

static uint64_t
lines_of(const struct file *f)
{

	return (f->base + follow_lines(f->f));
}

/* Where it stands, for when all that was given out is durable. */
static rc
set_next(struct file *f, struct err *e)
{
	rc r = follow_mark(f->f, &f->next, e);

	f->next.lines = lines_of(f);
	f->moves = r == RC_OK;
	return (r);
}

/* What was taken of the files is on disk, or was nothing. */
static void
advance(struct tails *x)
{

	for (size_t i = 0; i < x->n; i++) {
		if (!x->file[i].moves)
			continue;
		x->file[i].moves = false;
		/* After one more turn the old one is hard to find. */
		if (x->place[i].mark.ino != x->file[i].next.ino)
			x->kept = loop_now() - KEEP_MS;
		x->place[i].mark = x->file[i].next;
		x->place[i].known = true;
		x->dirty = true;
	}
	buf_clear(&x->out);
}

static void
keep(struct tails *x)
{
	struct err e = { .code = RC_OK };
	bool bad;

	if (!x->dirty || x->dir < 0)
		return;
	x->kept = loop_now();
	bad = tail_places_write(x->dir, x->how.source->name, x->place, x->n,
	    &e) != RC_OK;
	if (bad && !x->warned)
		saying_line(CONFIG_LOG_WARNING, "edge", "%s: positions "
		    "cannot be kept: %s", x->how.source->name, e.what);
	x->warned = bad;
	x->dirty = bad;
}

/* What there is no mark of, or the marked file is gone. */
static rc
open_new(struct tails *x, struct file *f, struct tail_place *p,
    struct err *e)
{
	bool start = p->known || f->awaited ||
	    x->how.source->from == CONFIG_START_BEGIN;
	rc r = follow_open(p->path, start, &f->f, e);

	f->awaited = f->awaited || r == RC_NOTFOUND;
	if (r != RC_OK)
		return (r);
	if (p->known)
		saying_line(CONFIG_LOG_WARNING, "edge", "%s: what was not "
		    "read of the file before %s is lost",
		    x->how.source->name, p->path);
	f->base = p->known ? p->mark.lines : 0;
	if ((r = set_next(f, e)) == RC_OK) {
		p->mark = f->next;
		p->known = true;
		x->dirty = true;
	}
	return (r);
}

static rc
open_file(struct tails *x, struct file *f, struct err *e)
{
	struct tail_place *p = &x->place[f - x->file];
	rc r = RC_CONFLICT;

	if (f->f != NULL)
		return (RC_OK);
	if (p->known)
		r = follow_from(p->path, &p->mark, &f->f, e);
	return (r == RC_CONFLICT ? open_new(x, f, p, e) : r);
}

static void
count(struct tails *x, struct push_told *t)
{

	for (size_t i = 0; i < t->samples; i++)
		t->sample[i].number -= x->of->salt;
	edge_tally_took(x->how.tally, t, loop_clock());
}

/* One that spoils the others: each by itself. */
static rc
one_by_one(struct tails *x)
{
	struct span rest = buf_span(&x->raw);
	uint64_t number = x->before;
	size_t was = x->out.n;
	rc r = RC_OK;

	while (rest.n > 0 && r != RC_NOMEM) {
		struct err e = { .code = RC_OK };
		struct push_told t;

		push_after(x->push, x->of->salt + number++);
		r = push_body(x->push, span_line(&rest), loop_clock(),
		    &x->out, &t, &e);
		if (r == RC_OK)
			count(x, &t);
		else if (r != RC_NOMEM)
			edge_tally_reject(x->how.tally, number,
			    "it cannot be read");
	}
	if (r == RC_NOMEM)
		x->out.n = was;
	return (r == RC_NOMEM ? r : RC_OK);
}

/* Rows to event lines; RC_NOMEM: later. */
static rc
convert(struct tails *x)
{
	struct err e = { .code = RC_OK };
	struct push_told t;
	rc r;

	if (x->raw.n == 0)
		return (RC_OK);
	push_after(x->push, x->of->salt + x->before);
	r = push_body(x->push, buf_span(&x->raw), loop_clock(), &x->out, &t,
	    &e);
	if (r == RC_OK)
		count(x, &t);
	else if (r != RC_NOMEM)
		r = one_by_one(x);
	if (r == RC_OK)
		buf_clear(&x->raw);
	return (r);
}

/* Rows of ${f} into the batch, up to one that is too long. */
static rc
read_rows(struct tails *x, struct file *f, struct err *e)
{
	struct span line;
	rc r = RC_OK;

	x->of = f;
	x->before = lines_of(f);
	while (x->raw.n < BATCH && (r = follow_next(f->f, &line, e)) ==
	    RC_OK) {
		/* There is room: see make(). */
		buf_put(&x->raw, line);
		buf_char(&x->raw, '\n');
	}
	if (r == RC_LIMIT)
		edge_tally_reject(x->how.tally, lines_of(f), e->what);
	f->ended = r == RC_NOTFOUND;
	return (r);
}

static void
gather_one(struct tails *x, struct file *f)
{
	struct err e = { .code = RC_OK };
	rc r = RC_LIMIT;

	if (f->ended || ((r = open_file(x, f, &e)) == RC_OK && (r =
	    read_rows(x, f, &e)) == RC_NOTFOUND))
		r = RC_MORE;
	if (f->f != NULL && set_next(f, &e) != RC_OK)
		r = RC_IO;
	f->why[0] = '\0';
	if (r != RC_OK && r != RC_MORE && r != RC_LIMIT)
		(void)snprintf(f->why, sizeof(f->why), "%.159s", e.what);
}

/* The next rows of all files in turn; as convert(). */
static rc
gather(struct tails *x)
{
	rc r = RC_OK;

	for (size_t i = 0; i < x->n && x->out.n < BATCH && r == RC_OK; i++) {
		gather_one(x, &x->file[x->turn]);
		x->turn = (x->turn + 1) % x->n;
		r = convert(x);
	}
	return (r);
}

/* Which files cannot be read, for the first screen. */
static void
tell(struct tails *x)
{
	enum edge_state state = EDGE_RUNS;
	const char *why = "";
	size_t bad = 0, ended = 0;

	for (size_t i = 0; i < x->n; i++) {
		ended += x->file[i].ended;
		bad += x->file[i].why[0] != '\0';
		if (x->file[i].why[0] != '\0')
			why = x->file[i].why;
	}
	if (bad == x->n)
		state = EDGE_FAILS;
	if (ended == x->n)
		state = EDGE_ENDED;
	if (edge_tally_be(x->how.tally, state, loop_clock(), "%s", why) &&
	    bad > 0)
		saying_line(CONFIG_LOG_WARNING, "edge", "%s: %s",
		    x->how.source->name, why);
}

/* Return false if the journal cannot take it now: look() comes again. */
static bool
send_out(struct tails *x)
{
	const struct edge_host *host = x->how.host;
	rc r;

	if (x->out.n == 0) {
		advance(x);
		return (true);
	}
	r = host->take(host->ctx, buf_span(&x->out), &x->wait);
	x->waits = r == RC_OK;
	if (r != RC_OK)
		(void)edge_tally_be(x->how.tally, EDGE_WAITS, loop_clock(),
		    "%s", r == RC_LIMIT ? host->why : "out of memory");
	return (x->waits);
}

/* loop_tick_fn */
static void
look(void *ctx)
{
	struct tails *x = ctx;

	if (x->busy || x->closed)
		return;
	x->busy = true;
	if (!x->waits && convert(x) == RC_OK && (x->out.n > 0 ||
	    gather(x) == RC_OK) && send_out(x))
		tell(x);
	if (loop_now() - x->kept >= KEEP_MS)
		keep(x);
	x->busy = false;
}

/* edge_wait.told */
static void
told(struct edge_wait *wait, bool durable)
{
	struct tails *x = (struct tails *)wait;

	x->waits = false;
	if (!durable)
		return;		/* Again, when the journal can be written. */
	advance(x);
	look(x);
}

static void
release(void *ctx)
{
	struct tails *x = ctx;

	if (x == NULL)
		return;
	keep(x);
	loop_end_timer(x->how.loop, x->timer);
	for (size_t i = 0; x->file != NULL && i < x->n; i++) {
		follow_close(x->file[i].f);
		mem_free(x->file[i].folder);
	}
	disk_close(x->dir);
	push_free(x->push);
	mapping_free(x->mapping);
	buf_release(&x->raw);
	buf_release(&x->out);
	mem_free(x->file);
	mem_free(x->place);
	mem_free(x->keeps);
	mem_free(x);
}

/* Rows have to be lines: a header, or a row over several, would be cut. */
static rc
load_mapping(struct tails *x, struct err *e)
{
	const char *name = x->how.source->mapping;
	enum mapping_format format;
	rc r;

	if (name == NULL)
		return (RC_OK);
	if ((r = verb_map_load(name, &x->mapping)) != RC_OK)
		return (rc_fail(e, r, 0, "the mapping '%.80s' cannot be used",
		    name));
	format = mapping_format(x->mapping);
	if (format != MAPPING_JSON_LINES && format != MAPPING_TEXT)
		return (rc_fail(e, RC_MALFORMED, 0, "the mapping '%.80s' is "
		    "of no format whose rows are lines", name));
	return (RC_OK);
}

static char *
joined(const char *a, size_t n, const char *b)
{
	size_t room = n + strlen(b) + 1;
	char *p = mem_new(room);

	if (p != NULL)
		(void)snprintf(p, room, "%.*s%s", (int)n, a, b);
	return (p);
}

/* The files of the configuration; their names are absolute. */
static rc
name_files(struct tails *x)
{
	const struct config_list *list = &x->how.source->paths;

	for (size_t i = 0; i < list->n; i++) {
		struct file *f = &x->file[i];
		const char *path = list->text[i];
		const char *slash = strrchr(path, '/');

		x->place[i].path = path;
		f->salt = hash_64(span_of(path)) >> (SALT_SHIFT + 1) <<
		    SALT_SHIFT;
		f->folder = joined(path, (size_t)(slash - path), "/");
		if (f->folder == NULL)
			return (RC_NOMEM);
	}
	return (RC_OK);
}

static rc
open_places(struct tails *x, struct err *e)
{
	const char *data = x->how.data;
	rc r;

	if ((x->keeps = joined(data, strlen(data), "/positions")) == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "opening a source"));
	if (mkdir(x->keeps, 0700) != 0 && errno != EEXIST)
		return (rc_fail(e, RC_IO, 0, "%.80s: %s", x->keeps,
		    strerrordesc_np(errno)));
	if ((r = disk_folder(x->keeps, &x->dir, e)) != RC_OK)
		return (r);
	r = tail_places_read(x->dir, x->how.source->name, x->place, x->n, e);
	if (r != RC_MALFORMED)
		return (r);
	saying_line(CONFIG_LOG_WARNING, "edge", "%s: positions are lost: %s",
	    x->how.source->name, e->what);
	return (RC_OK);
}

/* With room for ${n} files. */
static rc
make_any(const struct edge_source_how *how, size_t n, struct tails **ret,
    struct err *e)
{
	struct push_how as = { .name = how->source->name };
	struct tails *x = mem_new(sizeof(*x));
	rc r;

	if (x == NULL) {
		(void)rc_fail(e, RC_NOMEM, 0, "opening a source");
		return (RC_NOMEM);
	}
	x->how = *how;
	x->wait.told = told;
	x->timer = x->dir = -1;
	x->n = n;
	if ((r = load_mapping(x, e)) != RC_OK) {
		release(x);
		return (r);
	}
	as.mapping = x->mapping;
	if ((x->file = mem_array(n, sizeof(*x->file))) == NULL ||
	    (x->place = mem_array(n, sizeof(*x->place))) == NULL ||
	    buf_room(&x->raw, BATCH + FOLLOW_LINE + 1) == NULL ||
	    push_new(&as, &x->push) != RC_OK) {
		release(x);
		(void)rc_fail(e, RC_NOMEM, 0, "opening a source");
		return (RC_NOMEM);
	}
	*ret = x;
	return (RC_OK);
}

static rc
make_tail(const struct edge_source_how *how, void **ret, struct err *e)
{
	struct tails *x = NULL;
	rc r = make_any(how, how->source->paths.n, &x, e);

	if (r != RC_OK)
		return (r);
	if ((r = name_files(x)) != RC_OK)
		(void)rc_fail(e, r, 0, "opening a source");
	if (r != RC_OK || (r = open_places(x, e)) != RC_OK) {
		release(x);
		return (r);
	}
	*ret = x;
	return (RC_OK);
}

static rc
reach(void *ctx, struct role_reach *to, struct err *e)
{
	const struct tails *x = ctx;
	rc r = role_reach(to, x->keeps, CONFINE_WRITE, e);

	/* What takes a file's name later is in its folder, too. */
	for (size_t i = 0; i < x->n && r == RC_OK; i++)
		r = role_reach(to, x->file[i].folder, CONFINE_READ, e);
	return (r);
}

static rc
run(void *ctx, struct err *e)
{
	struct tails *x = ctx;

	return (loop_every(x->how.loop, LOOK_MS, look, x, &x->timer, e));
}

static void
quiet(void *ctx)
{
	struct tails *x = ctx;

	x->closed = true;
}

static rc
make_stdin(const struct edge_source_how *how, void **ret, struct err *e)
{
	struct tails *x = NULL;
	rc r = make_any(how, 1, &x, e);

	if (r != RC_OK)
		return (r);
	x->place->path = "standard input";
	/* Nobody can read it again: another start brings other lines. */
	x->file->salt = (uint64_t)loop_clock() << 20;
	x->file->ended = true;
	*ret = x;
	return (RC_OK);
}

static rc
serve_stdin(void *ctx, int fd, struct err *e)
{
	struct tails *x = ctx;

	follow_close(x->file->f);
	x->file->f = NULL;
	if (follow_pipe(fd, 0, &x->file->f) != RC_OK) {
		(void)close(fd);
		return (rc_fail(e, RC_NOMEM, 0, "opening a source"));
	}
	x->file->ended = false;
	return (RC_OK);
}

const struct edge_source_kind edge_tail = {
	.make = make_tail, .reach = reach, .run = run, .resume = look,
	.close = quiet, .free = release
};

const struct edge_source_kind edge_tail_stdin = {
	.make = make_stdin, .listen = serve_stdin, .run = run,
	.resume = look, .close = quiet, .free = release
};
