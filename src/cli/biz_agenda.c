/* SPDX-License-Identifier: Apache-2.0 */
/* Which attacks on the business a run gets, and when. */
#include <stdlib.h>

#include "base/mem.h"
#include "cli/biz_agenda.h"
#include "cli/biz_raid_account.h"
#include "cli/biz_raid_api.h"
#include "cli/biz_raid_command.h"
#include "cli/biz_raid_device.h"
#include "cli/biz_raid_staff.h"
#include "cli/sim_wish.h"

#define STREAM		(UINT64_C(1) << 41)	/* Dice of the attacks. */
#define SETTLE_MS	(6 * BIZ_HOUR)		/* Before the first. */
#define AFTER_MS	(3 * BIZ_HOUR)		/* Behind the last. */
#define AGAIN_MS	(7 * BIZ_MIN)		/* Between two tries. */
#define TRIES		1200		/* Longer than a roll-out. */

static const struct biz_raid_kind *(*const families[])(size_t *) = {
	biz_raid_command_kinds, biz_raid_account_kinds, biz_raid_api_kinds,
	biz_raid_staff_kinds, biz_raid_device_kinds,
};

const struct biz_raid_kind *
biz_agenda_kind(size_t n)
{

	for (size_t i = 0; i < COUNT_OF(families); i++) {
		size_t have;
		const struct biz_raid_kind *k = families[i](&have);

		if (n < have)
			return (&k[n]);
		n -= have;
	}
	return (NULL);
}

/* What its lines take. */
static int64_t
length(const struct biz_raid *r)
{
	int64_t s = 0;

	for (const struct biz_raid_step *p = r->kind->step; p->type != NULL;
	    p++) {
		double more = p->times * ((p->flags & BIZ_MANY) != 0 ?
		    r->strength : 1) - 1;

		s += p->after_s + (more > 0 ? (int64_t)(more * p->every_s) : 0);
	}
	return ((s > 0 ? s : 0) * 1000);
}

static void
run(struct biz *b, const struct biz_task *t)
{
	struct biz_raid *r = &b->raid[t->i];

	/* Not one that the end would cut short, or what waits for it. */
	if (t->at_ms + length(r) + (r->tries > 0 && b->f->opts.span_ms >
	    BIZ_DAY ? AFTER_MS : 0) > b->f->end_ms)
		return;
	r->played = biz_raid_play(b, r);
	if (!r->played && ++r->tries < TRIES)
		biz_later(b, t->at_ms + AGAIN_MS, run, t->i, 0);
}

static rc
add(struct biz *b, struct sim_rng *dice, const struct biz_raid_kind *k,
    const struct sim_wish *w)
{
	const struct sim_opts *o = &b->f->opts;
	struct biz_raid r = { .kind = k, .strength = w->strength > 0 ?
	    w->strength : o->strength };
	int64_t settle = o->span_ms / 4 < SETTLE_MS ? o->span_ms / 4 :
	    SETTLE_MS;
	int64_t room = o->span_ms - settle - length(&r) - AFTER_MS;

	if (!mem_room(&b->raid, b->raids, &b->raid_cap, sizeof(r)))
		return (RC_NOMEM);
	sim_rng_seed(&r.rng, o->seed, STREAM + 1 + b->raids);
	if (w->target.n < sizeof(r.target) && w->target.n > 0)
		memcpy(r.target, w->target.p, w->target.n);
	r.start_ms = o->start_ms + settle;
	if (room > 0)
		r.start_ms += sim_rng_int(dice, 0, room / 1000) * 1000;
	if ((k->cast & BIZ_FIRST) != 0)
		r.start_ms = o->start_ms;
	if (w->at_ms > 0)
		r.start_ms = w->at_ms;
	b->raid[b->raids++] = r;
	return (RC_OK);
}

static int
by_start(const void *va, const void *vb)
{
	const struct biz_raid *a = va, *b = vb;

	if (a->start_ms != b->start_ms)
		return (a->start_ms < b->start_ms ? -1 : 1);
	return (strcmp(a->kind->name, b->kind->name));
}

rc
biz_agenda_plan(struct biz *b)
{
	const struct biz_raid_kind *k;
	struct sim_wish w;
	struct sim_rng dice;
	rc got = RC_OK;

	sim_rng_seed(&dice, b->f->opts.seed, STREAM);
	for (size_t n = 0; (k = biz_agenda_kind(n)) != NULL; n++)
		for (size_t i = 0; got == RC_OK && sim_wish_find(
		    b->f->opts.attacks, i, k->name, k->scenario, &w); i++)
			got = add(b, &dice, k, &w);
	if (got == RC_OK && b->raids > 0)
		qsort(b->raid, b->raids, sizeof(*b->raid), by_start);
	for (size_t i = 0; i < b->raids; i++)
		biz_later(b, b->raid[i].start_ms, run, i, 0);
	return (got);
}

rc
biz_agenda_missed(struct biz *b)
{
	struct sim_fleet *f = b->f;

	for (size_t i = 0; i < b->raids; i++) {
		if (b->raid[i].played)
			continue;
		f->misses++;
		buf_text(&f->missed, f->missed.n > 0 ? ", " : "");
		buf_text(&f->missed, b->raid[i].kind->name);
	}
	return (f->missed.failed ? RC_NOMEM : RC_OK);
}
