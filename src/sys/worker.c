/* SPDX-License-Identifier: Apache-2.0 */
/* One thread for what takes long. */
#include <errno.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/mem.h"
#include "sys/worker.h"

/* Jobs in order. */
struct line {
	struct worker_job	*first, **last;
};

struct worker {
	struct loop	*loop;		/* Borrowed. */
	pthread_t	 thread;
	pthread_mutex_t	 lock;		/* For all below. */
	pthread_cond_t	 more;
	struct line	 waits, ready;
	unsigned	 n, most;	/* Added, and not told as done. */
	int		 event;		/* Something is ready; owned. */
	bool		 runs, ends;
};

static void
append(struct line *l, struct worker_job *j)
{

	j->next = NULL;
	*l->last = j;
	l->last = &j->next;
}

static struct worker_job *
take(struct line *l)
{
	struct worker_job *j = l->first;

	if (j != NULL && (l->first = j->next) == NULL)
		l->last = &l->first;
	return (j);
}

static void *
work(void *ctx)
{
	struct worker *w = ctx;
	const uint64_t one = 1;

	(void)pthread_mutex_lock(&w->lock);
	while (!w->ends) {
		struct worker_job *j = take(&w->waits);

		if (j == NULL) {
			(void)pthread_cond_wait(&w->more, &w->lock);
			continue;
		}
		(void)pthread_mutex_unlock(&w->lock);
		j->work(j);
		(void)pthread_mutex_lock(&w->lock);
		append(&w->ready, j);
		/* A counter below 2^64 - 1 takes it. */
		if (write(w->event, &one, sizeof(one)) < 0)
			continue;
	}
	(void)pthread_mutex_unlock(&w->lock);
	return (NULL);
}

/* loop_fn */
static void
told(void *ctx, unsigned what UNUSED)
{
	struct worker *w = ctx;
	struct worker_job *j;
	uint64_t n;

	if (read(w->event, &n, sizeof(n)) < 0)
		return;		/* Told before. */
	for (;;) {
		(void)pthread_mutex_lock(&w->lock);
		j = take(&w->ready);
		w->n -= j != NULL;
		(void)pthread_mutex_unlock(&w->lock);
		if (j == NULL)
			return;
		j->done(j);
	}
}

rc
worker_new(struct loop *loop, unsigned most, struct worker **ret,
    struct err *e)
{
	struct worker *w = mem_new(sizeof(*w));
	rc r;

	if (w == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "starting a thread"));
	w->loop = loop;
	w->most = most;
	w->waits.last = &w->waits.first;
	w->ready.last = &w->ready.first;
	(void)pthread_mutex_init(&w->lock, NULL);
	(void)pthread_cond_init(&w->more, NULL);
	w->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (w->event < 0)
		r = rc_fail(e, RC_IO, 0, "starting a thread: %s",
		    strerrordesc_np(errno));
	else
		r = loop_watch(loop, w->event, LOOP_READ, told, w, e);
	if (r == RC_OK && pthread_create(&w->thread, NULL, work, w) != 0)
		r = rc_fail(e, RC_NOMEM, 0, "starting a thread");
	w->runs = r == RC_OK;
	if (r != RC_OK) {
		worker_free(w);
		return (r);
	}
	*ret = w;
	return (RC_OK);
}

rc
worker_add(struct worker *w, struct worker_job *j)
{
	bool room;

	(void)pthread_mutex_lock(&w->lock);
	room = w->n < w->most;
	if (room) {
		w->n++;
		append(&w->waits, j);
		(void)pthread_cond_signal(&w->more);
	}
	(void)pthread_mutex_unlock(&w->lock);
	return (room ? RC_OK : RC_LIMIT);
}

void
worker_free(struct worker *w)
{
	struct worker_job *j;

	if (w == NULL)
		return;
	if (w->runs) {
		(void)pthread_mutex_lock(&w->lock);
		w->ends = true;
		(void)pthread_cond_signal(&w->more);
		(void)pthread_mutex_unlock(&w->lock);
		(void)pthread_join(w->thread, NULL);
	}
	while ((j = take(&w->waits)) != NULL || (j = take(&w->ready)) != NULL)
		j->drop(j);
	if (w->event >= 0) {
		loop_forget(w->loop, w->event);
		(void)close(w->event);
	}
	(void)pthread_cond_destroy(&w->more);
	(void)pthread_mutex_destroy(&w->lock);
	mem_free(w);
}
