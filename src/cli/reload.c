/* SPDX-License-Identifier: Apache-2.0 */
/* Rules that are loaded beside. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "base/mem.h"
#include "cli/reload.h"
#include "sys/hangup.h"

struct reload {
	reload_make_fn	*make;
	void		*ctx;		/* Borrowed. */
	pthread_t	 thread;
	bool		 runs;
	bool		 ok;		/* What make() returned, once ... */
	atomic_bool	 over;		/* ... it has ended. */
};

static void *
beside(void *arg)
{
	struct reload *l = arg;

	l->ok = l->make(l->ctx);
	atomic_store(&l->over, true);
	return (NULL);
}

rc
reload_new(reload_make_fn *make, void *ctx, struct reload **ret)
{
	struct reload *l = mem_new(sizeof(*l));

	if (l == NULL)
		return (RC_NOMEM);
	l->make = make;
	l->ctx = ctx;
	atomic_init(&l->over, false);
	hangup_watch();
	*ret = l;
	return (RC_OK);
}

bool
reload_ready(struct reload *l, bool *ok)
{

	if (!l->runs && hangup_came()) {
		atomic_store(&l->over, false);
		l->runs = pthread_create(&l->thread, NULL, beside, l) == 0;
		if (!l->runs)
			fputs("vedette scan: no thread for a reload\n",
			    stderr);
	}
	if (!l->runs || !atomic_load(&l->over))
		return (false);
	(void)pthread_join(l->thread, NULL);	/* It is ours and joinable. */
	l->runs = false;
	*ok = l->ok;
	return (true);
}

void
reload_free(struct reload *l)
{

	if (l == NULL)
		return;
	if (l->runs)
		(void)pthread_join(l->thread, NULL);
	mem_free(l);
}
