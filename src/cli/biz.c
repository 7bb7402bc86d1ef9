/* SPDX-License-Identifier: Apache-2.0 */
/* The business around the simulated fleet. */
#include "base/mem.h"
#include "base/ts.h"
#include "cli/biz.h"
#include "cli/biz_agenda.h"
#include "cli/biz_desk.h"
#include "cli/biz_people.h"
#include "cli/biz_raid.h"
#include "cli/biz_rows.h"
#include "cli/biz_works.h"
#include "cli/sim_send.h"

#define STREAM	(UINT64_C(1) << 40)	/* Dice beside those of the cars. */

static bool
before(const struct biz_task *a, const struct biz_task *b)
{

	if (a->at_ms != b->at_ms)
		return (a->at_ms < b->at_ms);
	return (a->order < b->order);
}

void
biz_later(struct biz *b, int64_t at_ms,
    void (*run)(struct biz *, const struct biz_task *), size_t i, uint64_t n)
{
	struct biz_task t = { at_ms, b->order++, run, i, n };
	size_t at;

	if (!mem_room(&b->task, b->tasks, &b->task_cap, sizeof(t))) {
		sim_send_fail(b->f, RC_NOMEM);
		return;
	}
	for (at = b->tasks++; at > 0; at = (at - 1) / 2) {
		if (!before(&t, &b->task[(at - 1) / 2]))
			break;
		b->task[at] = b->task[(at - 1) / 2];
	}
	b->task[at] = t;
}

int64_t
biz_next(const struct biz *b)
{

	return (b != NULL && b->tasks > 0 ? b->task[0].at_ms : SIM_NEVER);
}

void
biz_step(struct biz *b)
{
	struct biz_task top = b->task[0], t = b->task[--b->tasks];
	size_t at = 0, kid;

	while ((kid = 2 * at + 1) < b->tasks) {
		if (kid + 1 < b->tasks &&
		    before(&b->task[kid + 1], &b->task[kid]))
			kid++;
		if (!before(&b->task[kid], &t))
			break;
		b->task[at] = b->task[kid];
		at = kid;
	}
	b->task[at] = t;
	top.run(b, &top);
}

size_t
biz_count(const struct biz *b, enum biz_kind kind)
{

	return (b->first[kind + 1] - b->first[kind]);
}

struct biz_person *
biz_one(struct biz *b, enum biz_kind kind)
{

	return (&b->person[b->first[kind] + (size_t)sim_rng_int(&b->rng, 0,
	    (int64_t)biz_count(b, kind) - 1)]);
}

size_t
biz_unit(const struct biz *b, const struct biz_car *c)
{

	return ((size_t)(c - b->car));
}

int
biz_clock(int64_t ms)
{

	return (ts_civil(ms).hour);
}

int
biz_weekday(int64_t ms)
{

	return (ts_civil(ms).weekday);
}

rc
biz_new(struct sim_fleet *f, struct err *e)
{
	struct biz *b = mem_new(sizeof(*b));
	rc got = RC_NOMEM;

	if (b != NULL) {
		f->biz = b;
		b->f = f;
		sim_rng_seed(&b->rng, f->opts.seed, STREAM);
		got = biz_people_fill(b);
	}
	if (got == RC_OK) {
		biz_rows_first(b);
		biz_desk_start(b);
		biz_works_start(b);
		got = biz_agenda_plan(b);
	}
	return (got == RC_OK ? f->bad : rc_fail(e, got, 0,
	    "no memory for the business"));
}

void
biz_free(struct biz *b)
{

	if (b == NULL)
		return;
	biz_raid_release(b);
	mem_free(b->person);
	mem_free(b->car);
	mem_free(b->task);
	mem_free(b);
}
