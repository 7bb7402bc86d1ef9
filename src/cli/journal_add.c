/* SPDX-License-Identifier: Apache-2.0 */
/* vedette journal append. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/journal_add.h"
#include "cli/verbs.h"
#include "sys/ticker.h"

#define READ_SIZE	((size_t)256 << 10)
#define AGAIN_MS	200		/* Between tries when one failed. */

/* Standard input on its way. */
struct work {
	const struct journal_add *a;
	struct journal	*j;		/* Owned. */
	char		*p;		/* Owned; a line and a read. */
	size_t		 n;		/* Bytes of a line that is not whole. */
	bool		 over;		/* Of a line that is too long. */
	uint64_t	 number;	/* Lines read. */
	uint64_t	 refused;
	uint64_t	 first;		/* Offset at the start. */
	double		 since;		/* When what waits began to. */
	char		 told[sizeof(((struct err *)0)->what)];
};

static int64_t
wall_ms(void)
{
	struct timespec t = { 0 };

	/* It cannot fail with this clock. */
	(void)clock_gettime(CLOCK_REALTIME, &t);
	return ((int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000);
}

/* Say what is wrong, once as long as it is the same. */
static void
tell(struct work *w, const char *what, const char *then)
{

	if (strcmp(w->told, what) == 0)
		return;
	(void)snprintf(w->told, sizeof(w->told), "%s", what);
	fprintf(stderr, "vedette journal append: %s: %s: %s\n", w->a->dir,
	    what, then);
}

/* Full segments, and those that nobody wants any more. */
static void
tidy(struct work *w)
{
	struct err e = { 0 };
	uint64_t gone;

	if (journal_tidy(w->j, wall_ms(), &gone, &e) != RC_OK)
		tell(w, e.what, "a segment stays as it is");
}

/* Until what waits is durable; only then more is read: who sends has to wait
 * as long. */
static rc
commit(struct work *w)
{
	const struct timespec pause = { .tv_nsec = AGAIN_MS * 1000000L };
	bool failed = false;
	rc r;

	if (journal_waiting(w->j) == 0)
		return (RC_OK);
	for (;;) {
		struct err e = { 0 };

		if ((r = journal_commit(w->j, wall_ms(), &e)) == RC_OK)
			break;
		tell(w, e.what, w->a->no_wait ? "what was not acknowledged "
		    "is lost here" : "nothing more is acknowledged, senders "
		    "wait");
		if (w->a->no_wait)
			return (r);
		failed = true;
		/* It may give room. */
		tidy(w);
		(void)nanosleep(&pause, NULL);
	}
	if (failed) {
		fprintf(stderr, "vedette journal append: %s: goes on\n",
		    w->a->dir);
		w->told[0] = '\0';
	}
	printf("%llu\n", (unsigned long long)journal_durable(w->j));
	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("vedette journal append: standard output");
		return (RC_IO);
	}
	tidy(w);
	return (RC_OK);
}

static void
refuse(struct work *w)
{

	if (w->refused++ == 0 && !w->a->quiet)
		fprintf(stderr, "vedette journal append: line %llu: expected "
		    "at most %d bytes and no NUL; more like this are only "
		    "counted\n", (unsigned long long)w->number,
		    BLOCK_LINE - 1);
}

static rc
line(struct work *w, struct span s)
{
	rc r;

	w->number++;
	if (s.n > 0 && s.p[s.n - 1] == '\r')
		s.n--;
	if (s.n == 0)
		return (RC_OK);
	if (journal_waiting(w->j) == 0)
		w->since = ticker_now();
	r = journal_append(w->j, s);
	if (r == RC_LIMIT) {
		if ((r = commit(w)) != RC_OK)
			return (r);
		w->since = ticker_now();
		r = journal_append(w->j, s);
	}
	if (r == RC_MALFORMED)
		refuse(w);
	return (RC_OK);
}

/* All lines that are whole; ${end}: so is the rest. */
static rc
lines(struct work *w, bool end)
{
	struct span rest = { w->p, w->n };
	rc r;

	while (rest.p != NULL && rest.n > 0 &&
	    (end || memchr(rest.p, '\n', rest.n) != NULL)) {
		struct span s = span_line(&rest);

		/* The end of one that was too long. */
		if (w->over) {
			w->over = false;
			continue;
		}
		if ((r = line(w, s)) != RC_OK)
			return (r);
	}
	if (rest.n >= BLOCK_LINE) {
		if (!w->over) {
			w->number++;
			refuse(w);
		}
		w->over = true;
		rest.n = 0;
	}
	if (rest.p != NULL && rest.n > 0)
		memmove(w->p, rest.p, rest.n);
	w->n = rest.n;
	return (RC_OK);
}

/* Is something there to be read before what waits has waited long enough? */
static bool
comes(const struct work *w)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
	double left;

	if (journal_waiting(w->j) == 0)
		return (true);
	left = (double)w->a->ms - (ticker_now() - w->since) * 1e3;
	return (left > 0 && journal_waiting(w->j) < w->a->bytes &&
	    poll(&in, 1, (int)left) > 0);
}

static rc
pump(struct work *w)
{
	rc r;

	for (;;) {
		ssize_t n;

		if (!comes(w)) {
			if ((r = commit(w)) != RC_OK)
				return (r);
			continue;
		}
		n = read(STDIN_FILENO, w->p + w->n, READ_SIZE);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			perror("vedette journal append: standard input");
			return (RC_IO);
		}
		w->n += (size_t)n;
		if ((r = lines(w, n == 0)) != RC_OK)
			return (r);
		if (n == 0)
			return (commit(w));
	}
}

static rc
begin(struct work *w, struct err *e)
{
	struct journal_found found;
	rc r;

	if ((w->p = mem_new(BLOCK_LINE + READ_SIZE)) == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "reading standard input"));
	if ((r = journal_open(w->a->dir, &w->a->how, &w->j, &found, e)) !=
	    RC_OK)
		return (r);
	w->first = found.durable;
	if (found.torn > 0)
		fprintf(stderr, "vedette journal append: %s: %llu bytes of a "
		    "write that was not finished, and not acknowledged, were "
		    "cut off behind offset %llu\n", w->a->dir,
		    (unsigned long long)found.torn,
		    (unsigned long long)found.durable);
	tidy(w);
	return (RC_OK);
}

int
journal_add_run(const struct journal_add *a)
{
	struct work w = { .a = a };
	struct err e = { 0 };
	int code = VERB_CLEAN;

	if (begin(&w, &e) != RC_OK) {
		fprintf(stderr, "vedette journal append: %s: %s\n", a->dir,
		    e.what);
		code = VERB_FAILED;
	} else {
		if (pump(&w) != RC_OK || w.refused > 0)
			code = VERB_FAILED;
		if (!a->quiet)
			fprintf(stderr, "%llu lines appended, %llu refused, "
			    "next offset %llu\n", (unsigned long long)
			    (journal_durable(w.j) - w.first),
			    (unsigned long long)w.refused,
			    (unsigned long long)journal_durable(w.j));
	}
	journal_close(w.j);
	mem_free(w.p);
	return (code);
}
