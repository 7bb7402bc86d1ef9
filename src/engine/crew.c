/* SPDX-License-Identifier: Apache-2.0 */
/* Threads that do one step of a batch together. */
#include <pthread.h>

#include "base/mem.h"
#include "engine/crew.h"

struct hand {
	struct crew	*crew;		/* Borrowed. */
	unsigned	 number;
	pthread_t	 thread;
};

struct crew {
	pthread_mutex_t	 lock;
	pthread_cond_t	 go, done;
	crew_fn		*fn;		/* NULL: go home. */
	void		*ctx;
	uint64_t	 step;		/* Raised once a step. */
	unsigned	 busy;
	unsigned	 started;	/* Threads that run. */
	unsigned	 n;
	struct hand	 hand[CREW_MAX];
};

static void *
work(void *arg)
{
	struct hand *h = arg;
	struct crew *c = h->crew;
	uint64_t step = 0;

	for (;;) {
		crew_fn *fn;
		void *ctx;

		(void)pthread_mutex_lock(&c->lock);
		while (c->step == step)
			(void)pthread_cond_wait(&c->go, &c->lock);
		step = c->step;
		fn = c->fn;
		ctx = c->ctx;
		(void)pthread_mutex_unlock(&c->lock);
		if (fn == NULL)
			return (NULL);
		fn(ctx, h->number);
		(void)pthread_mutex_lock(&c->lock);
		if (--c->busy == 0)
			(void)pthread_cond_signal(&c->done);
		(void)pthread_mutex_unlock(&c->lock);
	}
}

rc
crew_new(unsigned n, struct crew **ret)
{
	struct crew *c;

	if (n < 1 || n > CREW_MAX)
		return (RC_LIMIT);
	if ((c = mem_new(sizeof(*c))) == NULL)
		return (RC_NOMEM);
	c->n = n;
	/* These fail on misuse only. */
	(void)pthread_mutex_init(&c->lock, NULL);
	(void)pthread_cond_init(&c->go, NULL);
	(void)pthread_cond_init(&c->done, NULL);
	for (unsigned i = 1; i < n; i++) {
		struct hand *h = &c->hand[i];

		h->crew = c;
		h->number = i;
		if (pthread_create(&h->thread, NULL, work, h) != 0) {
			crew_free(c);
			return (RC_LIMIT);
		}
		c->started++;
	}
	*ret = c;
	return (RC_OK);
}

/* Wake all hands for ${fn}. */
static void
wake(struct crew *c, crew_fn *fn, void *ctx)
{

	(void)pthread_mutex_lock(&c->lock);
	c->fn = fn;
	c->ctx = ctx;
	c->busy = c->started;
	c->step++;
	(void)pthread_cond_broadcast(&c->go);
	(void)pthread_mutex_unlock(&c->lock);
}

void
crew_free(struct crew *c)
{

	if (c == NULL)
		return;
	if (c->started > 0)
		wake(c, NULL, NULL);
	for (unsigned i = 1; i <= c->started; i++)
		(void)pthread_join(c->hand[i].thread, NULL);
	(void)pthread_cond_destroy(&c->go);
	(void)pthread_cond_destroy(&c->done);
	(void)pthread_mutex_destroy(&c->lock);
	mem_free(c);
}

unsigned
crew_size(const struct crew *c)
{

	return (c->n);
}

void
crew_share(const struct crew *c, size_t n, unsigned i, size_t *from,
    size_t *to)
{

	*from = n * i / c->n;
	*to = n * (i + 1) / c->n;
}

void
crew_run(struct crew *c, crew_fn *fn, void *ctx)
{

	if (c->started == 0) {
		fn(ctx, 0);
		return;
	}
	wake(c, fn, ctx);
	fn(ctx, 0);
	(void)pthread_mutex_lock(&c->lock);
	while (c->busy > 0)
		(void)pthread_cond_wait(&c->done, &c->lock);
	(void)pthread_mutex_unlock(&c->lock);
}
