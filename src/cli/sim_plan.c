/* SPDX-License-Identifier: Apache-2.0 */
/* Which acts a run gets, on which vehicle, and when. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/suggest.h"
#include "cli/biz_agenda.h"
#include "cli/sim_attack.h"
#include "cli/sim_plan.h"
#include "cli/sim_trap.h"
#include "cli/sim_wish.h"

#define REST_MS		INT64_C(7200000)	/* Between two attacks. */
#define GAP_MS		INT64_C(300000)		/* Between any two acts. */
#define CALM_MS		INT64_C(2400000)	/* Totals recover by then. */
#define TRIES		400
#define STRICT		300	/* Tries that also keep calm acts calm. */
#define TRAP_CAR_H	4800	/* Vehicle hours per further look-alike. */

int64_t
sim_plan_lead_ms(const struct sim_act_kind *k)
{

	return ((k->flags & SIM_ACT_PARK) != 0 ? SIM_PLAN_PARK_MS :
	    SIM_PLAN_DRIVE_MS);
}

int64_t
sim_plan_hold_ms(const struct sim_act_kind *k, double strength)
{

	if ((k->flags & SIM_ACT_SCALED) == 0)
		return (k->hold_s * INT64_C(1000));
	return ((int64_t)(k->hold_s * 1000 * strength));
}

bool
sim_plan_wants(const char *list, const struct sim_act_kind *k)
{
	struct sim_wish w;

	return (sim_wish_find(list, 0, k->name, k->scenario, &w));
}

/* Is there such an attack?  Otherwise remember the nearest name. */
static bool
known(const struct sim_wish *w, bool business, struct suggest *near)
{
	const struct biz_raid_kind *r;
	size_t n;
	const struct sim_act_kind *k = sim_attack_kinds(&n);

	for (size_t i = 0; i < n; i++) {
		if (sim_wish_is(w, k[i].name, k[i].scenario))
			return (true);
		suggest_try(near, w->what, span_of(k[i].name));
	}
	for (size_t i = 0; business && (r = biz_agenda_kind(i)) != NULL; i++) {
		if (sim_wish_is(w, r->name, r->scenario))
			return (true);
		suggest_try(near, w->what, span_of(r->name));
	}
	return (false);
}

rc
sim_plan_check(const char *list, bool business, struct err *e)
{
	struct span left = span_of(list);
	struct sim_wish w = { .strength = 0 };
	rc got;

	if (strcmp(list, "none") == 0 || strcmp(list, "default") == 0)
		return (RC_OK);
	if (left.n == 0 || left.p[left.n - 1] == ',')
		return (rc_fail(e, RC_MALFORMED, 0, "unknown attack ''"));
	while ((got = sim_wish_next(&left, &w)) != RC_NOTFOUND) {
		struct suggest near = SUGGEST_START;

		if (!known(&w, business, &near))
			return (rc_fail(e, RC_MALFORMED, 0,
			    near.best.n > 0 ? "unknown attack '%.*s', did you "
			    "mean '%.*s'?" : "unknown attack '%.*s'",
			    (int)w.what.n, w.what.p, (int)near.best.n,
			    near.best.p));
		if (got != RC_OK)
			return (rc_fail(e, RC_MALFORMED, 0, "attack '%.*s': "
			    "want @TIME, *0.01 to *10 or =TARGET after it",
			    (int)w.what.n, w.what.p));
	}
	return (RC_OK);
}

/* The time during which an act binds its vehicle. */
static int64_t
from(const struct sim_act *a)
{

	return (a->start_ms - sim_plan_lead_ms(a->kind));
}

static int64_t
to(const struct sim_act *a)
{

	return (a->start_ms + SIM_PLAN_SLACK_MS +
	    sim_plan_hold_ms(a->kind, a->strength) +
	    a->kind->tail * INT64_C(60000) + 60000);
}

/* Do leaps of one fall into the time in which the other wants calm? */
static bool
disturbs(const struct sim_act *leap,
    const struct sim_act *calm)
{

	return ((leap->kind->flags & SIM_ACT_LEAP) != 0 &&
	    (calm->kind->flags & SIM_ACT_CALM) != 0 &&
	    leap->start_ms < to(calm) &&
	    to(leap) + CALM_MS > calm->start_ms);
}

static bool
fits(const struct sim_fleet *f, const struct sim_act *a, bool strict)
{

	for (size_t i = 0; i < f->acts; i++) {
		const struct sim_act *b = &f->act[i];
		int64_t gap = a->kind->scenario > 0 && b->kind->scenario > 0 ?
		    REST_MS : GAP_MS;

		if (strict && (disturbs(a, b) || disturbs(b, a)))
			return (false);
		if (a->car == b->car && from(a) < to(b) + gap &&
		    from(b) < to(a) + gap)
			return (false);
	}
	return (true);
}

/* The vehicle that a wish names; any other by dice. */
static size_t
car(struct sim_fleet *f, struct span target)
{
	struct buf b = { 0 };
	size_t i, found = f->units;

	for (i = 0; target.n > 0 && i < f->units && found == f->units; i++) {
		buf_clear(&b);
		sim_write_vehicle(&b, &f->unit[i].car.who);
		if (!b.failed && span_eq(buf_span(&b), target))
			found = i;
	}
	buf_release(&b);
	return (found < f->units ? found : (size_t)sim_rng_int(&f->rng, 0,
	    (int64_t)f->units - 1));
}

static rc
miss(struct sim_fleet *f, const char *name)
{

	f->misses++;
	buf_text(&f->missed, f->missed.n > 0 ? ", " : "");
	buf_text(&f->missed, name);
	return (f->missed.failed ? RC_NOMEM : RC_OK);
}

static rc
add(struct sim_fleet *f, const struct sim_act_kind *k,
    const struct sim_wish *w)
{
	struct sim_act a = { .kind = k, .next_ms = SIM_NEVER, .strength =
	    w->strength > 0 ? w->strength : f->opts.strength };
	int64_t lead = sim_plan_lead_ms(k) + 60000, room;

	if (!mem_room(&f->act, f->acts, &f->act_cap, sizeof(*f->act)))
		return (RC_NOMEM);
	room = f->opts.span_ms - lead - to(&a);
	for (int i = 0; room >= 0 && i < TRIES; i++) {
		a.start_ms = w->at_ms > 0 ? w->at_ms : f->opts.start_ms +
		    lead + sim_rng_int(&f->rng, 0, room / 1000) * 1000;
		a.car = car(f, w->target);
		if (a.start_ms - lead >= f->opts.start_ms &&
		    to(&a) <= f->opts.start_ms + f->opts.span_ms &&
		    fits(f, &a, i < STRICT)) {
			f->act[f->acts++] = a;
			return (RC_OK);
		}
	}
	return (miss(f, k->name));
}

static int
by_car(const void *va, const void *vb)
{
	const struct sim_act *a = va, *b = vb;

	if (a->car != b->car)
		return (a->car < b->car ? -1 : 1);
	return ((a->start_ms > b->start_ms) - (a->start_ms < b->start_ms));
}

/* Tell every unit which acts are its own. */
static void
hand_out(struct sim_fleet *f)
{
	size_t at = 0;

	for (size_t u = 0; u < f->units; u++) {
		f->unit[u].act_at = at;
		for (; at < f->acts && f->act[at].car == u; at++)
			f->act[at].unit = &f->unit[u];
		f->unit[u].act_end = at;
	}
}

static rc
add_wished(struct sim_fleet *f, const struct sim_act_kind *k)
{
	struct sim_wish w;
	rc got = RC_OK;

	for (size_t i = 0; got == RC_OK && sim_wish_find(f->opts.attacks, i,
	    k->name, k->scenario, &w); i++)
		got = add(f, k, &w);
	return (got);
}

rc
sim_plan_acts(struct sim_fleet *f)
{
	static const struct sim_wish any = { .at_ms = 0 };
	size_t n, times = 1 + (size_t)(f->opts.span_ms / 3600000) *
	    f->opts.vehicles / TRAP_CAR_H;
	const struct sim_act_kind *k = sim_attack_kinds(&n);
	rc got = RC_OK;

	/* The calm ones first: they are the hardest to place. */
	for (unsigned want = 1; want <= 2; want++)
		for (size_t i = 0; i < n && got == RC_OK; i++)
			if (((k[i].flags & SIM_ACT_CALM) != 0) == (want == 1))
				got = add_wished(f, &k[i]);
	k = sim_trap_kinds(&n);
	for (size_t t = 0; f->opts.lookalikes && t < times; t++)
		for (size_t i = 0; i < n && got == RC_OK; i++)
			got = add(f, &k[i], &any);
	if (got == RC_OK && f->acts > 0)
		qsort(f->act, f->acts, sizeof(*f->act), by_car);
	if (got == RC_OK)
		hand_out(f);
	return (got);
}
