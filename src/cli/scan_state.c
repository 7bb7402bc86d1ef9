/* SPDX-License-Identifier: Apache-2.0 */
/* vedette scan --state DIR. */
#include <stdio.h>
#include <time.h>

#include "base/hash.h"
#include "base/mem.h"
#include "cli/scan_state.h"
#include "sys/snapshot.h"

#define FORMAT		1
#define SECONDS		10		/* Between snapshots by time. */
#define LOOK_EVERY	1024		/* Lines between looks at the clock. */
#define HEAD		PACK_TAG('s', 'c', 'a', 'n')

struct scan_state {
	struct scan_state_how	 how;		/* Borrows its folder. */
	struct scan_state_engine engine;
	struct inputs		*inputs;	/* Borrowed. */
	int			 lock;
	uint64_t		 lines;		/* Of the journal so far, */
	uint64_t		 sum;		/* and what they were. */
	uint64_t		 saved;		/* Lines when last saved. */
	time_t			 when;
	int			 child;		/* That writes; 0: none. */
	bool			 told;		/* That it cannot be written. */
};

/* The journal's sum with one line more. */
static uint64_t
sum_line(uint64_t sum, unsigned input, uint64_t number, struct span line)
{

	return (hash_mix(hash_seeded(line, number ^
	    (uint64_t)input << 48), sum));
}

static time_t
now(void)
{
	struct timespec t = { 0 };

	/* It cannot fail with this clock. */
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (t.tv_sec);
}

/* All that a snapshot holds. */
static void
put(struct scan_state *s, struct buf *b)
{
	size_t at = pack_begin(b, HEAD);

	pack_uint(b, FORMAT);
	pack_uint(b, s->lines);
	pack_fixed(b, s->sum);
	pack_end(b, at);
	s->engine.save(s->engine.ctx, b);
}

static rc
write_now(struct scan_state *s, struct err *e)
{
	struct buf b = { 0 };
	rc r;

	put(s, &b);
	r = b.failed ? rc_fail(e, RC_NOMEM, 0, "taking a snapshot") :
	    snapshot_write(s->how.dir, s->lines, buf_span(&b), e);
	buf_release(&b);
	return (r);
}

/* In the child. */
static int
write_aside(void *ctx)
{
	struct scan_state *s = ctx;
	struct err e = { 0 };

	if (write_now(s, &e) == RC_OK)
		return (0);
	if (!s->told)
		fprintf(stderr, "vedette scan: %s: the run goes on without\n",
		    e.what);
	return (1);
}

/* Has the child that writes ended?  With ${wait}: when it has. */
static void
reap(struct scan_state *s, bool wait)
{
	int status = 0;

	if (s->child == 0 || !snapshot_aside_done(s->child, wait, &status))
		return;
	s->child = 0;
	s->told |= status != 0;
}

static rc
take(struct scan_state *s, struct cur *c, struct err *e)
{
	struct cur head;
	rc r;

	if ((r = pack_open(c, HEAD, &head, e)) != RC_OK)
		return (r);
	if (pack_get_uint(&head) != FORMAT)
		return (rc_fail(e, RC_MALFORMED, 0,
		    "written by another version of the program"));
	s->lines = pack_get_uint(&head);
	s->sum = pack_get_fixed(&head);
	if ((r = pack_done(&head, "its head", e)) != RC_OK)
		return (r);
	if ((r = s->engine.load(s->engine.ctx, c, e)) != RC_OK)
		return (r);
	return (pack_done(c, "its end", e));
}

/* The newest state that is good, or none. */
static rc
restore(struct scan_state *s, struct err *e)
{
	uint64_t number[SNAPSHOT_KEPT];
	struct err why = { 0 };
	size_t n;
	rc r;

	if ((r = snapshot_numbers(s->how.dir, number, &n, e)) != RC_OK)
		return (r);
	for (size_t i = 0; i < n; i++) {
		struct buf b = { 0 };
		struct cur c;

		r = snapshot_read(s->how.dir, number[i], &b, &why);
		c = cur_of(buf_span(&b));
		if (r == RC_OK)
			r = take(s, &c, &why);
		buf_release(&b);
		if (r == RC_OK)
			return (RC_OK);
		if (r != RC_MALFORMED && r != RC_IO)
			return (rc_fail(e, r, 0, "%s", why.what));
		fprintf(stderr, "vedette scan: %s/snapshot-%020llu: %s: not "
		    "used\n", s->how.dir, (unsigned long long)number[i],
		    why.what);
		s->lines = s->sum = 0;
		if ((r = s->engine.renew(s->engine.ctx, e)) != RC_OK)
			return (r);
	}
	return (RC_OK);
}

/* Read what has been judged already; it must be what it was. */
static rc
skip(struct scan_state *s, struct err *e)
{
	uint64_t sum = 0, number = 0;
	unsigned input = 0;
	struct span line;
	rc r;

	for (uint64_t i = 0; i < s->lines; i++) {
		r = inputs_next(s->inputs, &input, &number, &line, e);
		if (r == RC_NOTFOUND)
			return (rc_fail(e, RC_CONFLICT, 0, "the inputs end "
			    "before line %llu, up to which %s knows them: "
			    "give the same inputs or another folder",
			    (unsigned long long)s->lines, s->how.dir));
		if (r != RC_OK)
			return (r);
		sum = sum_line(sum, input, number, line);
	}
	if (sum != s->sum)
		return (rc_fail(e, RC_CONFLICT, 0, "the inputs are not those "
		    "that %s knows, up to line %llu: give the same inputs or "
		    "another folder", s->how.dir,
		    (unsigned long long)s->lines));
	return (RC_OK);
}

rc
scan_state_open(const struct scan_state_how *how,
    const struct scan_state_engine *engine, struct inputs *inputs,
    struct scan_state **ret, struct err *e)
{
	struct scan_state *s;
	rc r;

	if (how->dir == NULL) {
		*ret = NULL;
		return (RC_OK);
	}
	if ((s = mem_new(sizeof(*s))) == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "opening the state"));
	s->how = *how;
	s->engine = *engine;
	s->inputs = inputs;
	s->lock = -1;
	if ((r = snapshot_folder(how->dir, &s->lock, e)) != RC_OK ||
	    (r = restore(s, e)) != RC_OK || (r = skip(s, e)) != RC_OK) {
		scan_state_close(s);
		return (r);
	}
	s->saved = s->lines;
	s->when = now();
	if (s->lines > 0 && !how->quiet)
		fprintf(stderr, "vedette scan: goes on after line %llu\n",
		    (unsigned long long)s->lines);
	*ret = s;
	return (RC_OK);
}

static bool
is_due(struct scan_state *s)
{

	if (s->how.every > 0)
		return (s->lines - s->saved >= s->how.every);
	return (s->lines % LOOK_EVERY == 0 && now() - s->when >= SECONDS);
}

rc
scan_state_line(struct scan_state *s, unsigned input, uint64_t number,
    struct span line, struct err *e)
{
	rc r;

	if (s == NULL)
		return (RC_OK);
	s->sum = sum_line(s->sum, input, number, line);
	s->lines++;
	if (!is_due(s))
		return (RC_OK);
	/* One at a time: a disk that is slow makes them rarer. */
	reap(s, false);
	if (s->child != 0)
		return (RC_OK);
	if ((r = s->engine.settle(s->engine.ctx, e)) != RC_OK)
		return (r);
	s->saved = s->lines;
	s->when = now();
	if (snapshot_aside(write_aside, s, &s->child) == RC_OK)
		return (RC_OK);
	/* No process to be had: then it takes its time here. */
	s->told |= write_aside(s) != 0;
	return (RC_OK);
}

rc
scan_state_now(struct scan_state *s, struct err *e)
{
	rc r;

	if (s == NULL)
		return (RC_OK);
	reap(s, true);
	if ((r = s->engine.settle(s->engine.ctx, e)) != RC_OK)
		return (r);
	s->saved = s->lines;
	s->told |= write_aside(s) != 0;
	return (RC_OK);
}

uint64_t
scan_state_lines(const struct scan_state *s)
{

	return (s != NULL ? s->lines : 0);
}

void
scan_state_close(struct scan_state *s)
{

	if (s == NULL)
		return;
	reap(s, true);
	snapshot_unlock(s->lock);
	mem_free(s);
}

void
scan_state_fate(void *ctx, enum sigma_fate fate, struct span id,
    const char *why)
{
	static const char *const words[] = { [SIGMA_KEPT] = "kept",
	    [SIGMA_RESET] = "reset", [SIGMA_FRESH] = "new",
	    [SIGMA_GONE] = "gone" };
	struct scan_state_fates *f = ctx;

	f->n[fate]++;
	if (fate == SIGMA_KEPT)
		return;
	buf_fmt(&f->text, "%s: %.*s%s%s\n", words[fate], (int)id.n, id.p,
	    why[0] != '\0' ? ": " : "", why);
}

void
scan_state_starts(void *ctx, const char *fact)
{
	struct scan_state_fates *f = ctx;

	buf_fmt(&f->text, "starts now: fact %s: what came before is not in "
	    "it\n", fact);
}

void
scan_state_tell(struct scan_state_fates *f, const char *what)
{

	fprintf(stderr, "vedette scan: %s: rules: %zu kept, %zu reset, %zu "
	    "new, %zu gone\n%.*s", what, f->n[SIGMA_KEPT], f->n[SIGMA_RESET],
	    f->n[SIGMA_FRESH], f->n[SIGMA_GONE], (int)f->text.n,
	    f->text.n > 0 ? f->text.p : "");
	buf_release(&f->text);
	*f = (struct scan_state_fates){ .n = { 0 } };
}
