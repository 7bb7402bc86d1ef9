/* SPDX-License-Identifier: Apache-2.0 */
/* A request that needs a password computed. */
#include "base/mem.h"
#include "cli/desk_task.h"

#define AGAIN_S	2

static void
forget(char *secret)
{

	if (secret != NULL)
		explicit_bzero(secret, strlen(secret));
	mem_free(secret);
}

/* worker_job.drop; NULL is fine. */
static void
drop(struct worker_job *job)
{
	struct desk_task *t = (struct desk_task *)(void *)job;

	if (t == NULL)
		return;
	forget(t->check);
	forget(t->make);
	explicit_bzero(t, sizeof(*t));
	mem_free(t);
}

/* worker_job.work: in the thread. */
static void
work(struct worker_job *job)
{
	struct desk_task *t = (struct desk_task *)(void *)job;
	struct err e;

	if (t->check != NULL)
		t->checked = password_check(span_of(t->check), t->hash);
	if (t->make != NULL && t->checked == RC_OK)
		t->made = password_make(span_of(t->make), t->result, &e);
}

/* worker_job.done: in the loop. */
static void
done(struct worker_job *job)
{
	struct desk_task *t = (struct desk_task *)(void *)job;
	struct desk_visit v = { .desk = t->desk, .store = t->desk->how.store,
	    .state = t->desk->how.state, .number = t->number,
	    .from = span_of(t->from), .now = loop_clock(), .who = t->who,
	    .a = { .status = 500, .type = DESK_VISIT_JSON } };

	v.who.digest = (struct span){ t->digest, t->who.digest.n };
	t->desk->how.settle(t->desk->how.ctx);
	if (t->checked == RC_NOMEM || t->made == RC_NOMEM ||
	    t->made == RC_IO) {
		v.a.retry_s = AGAIN_S;
		desk_visit_problem(&v, 503, "out of memory");
	} else
		t->after(&v, t);
	desk_visit_answer(&v);
	drop(job);
}

struct desk_task *
desk_task_new(struct desk_visit *v, desk_task_fn *after)
{
	struct desk_task *t = mem_new(sizeof(*t));

	if (t == NULL) {
		desk_visit_problem(v, 503, "out of memory");
		return (NULL);
	}
	t->job = (struct worker_job){ .work = work, .done = done,
	    .drop = drop };
	t->desk = v->desk;
	t->number = v->number;
	t->who = v->who;
	t->after = after;
	(void)desk_task_copy(t->from, sizeof(t->from), v->from);
	(void)span_keep(t->digest, sizeof(t->digest), v->who.digest);
	return (t);
}

void
desk_task_begin(struct desk_visit *v, struct desk_task *t, struct span check,
    const char *hash, struct span make)
{

	if ((check.p != NULL && (t->check = mem_copy(check)) == NULL) ||
	    (make.p != NULL && (t->make = mem_copy(make)) == NULL)) {
		desk_visit_problem(v, 503, "out of memory");
		drop(&t->job);
		return;
	}
	if (hash != NULL)
		(void)desk_task_copy(t->hash, sizeof(t->hash), span_of(hash));
	if (worker_add(v->desk->worker, &t->job) == RC_OK) {
		v->later = true;
		return;
	}
	v->a.retry_s = AGAIN_S;
	desk_visit_problem(v, 503, "too many sign in at once");
	drop(&t->job);
}

bool
desk_task_copy(char *to, size_t room, struct span s)
{

	to[span_keep(to, room - 1, s)] = '\0';
	return (s.n < room);
}
