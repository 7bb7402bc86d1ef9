/* SPDX-License-Identifier: Apache-2.0 */
/* Who and which car an attack takes. */
#include "base/mem.h"
#include "cli/biz_cast.h"
#include "cli/biz_people.h"

#define STAYS_MS	(35 * BIZ_MIN)	/* A parked car must. */
#define REST_MS		(12 * BIZ_MIN)	/* And have stood so long. */
#define UNKNOWN_MS	(125 * BIZ_MIN)	/* Business is forgotten after. */
#define KNOWN_MS	(26 * BIZ_HOUR)	/* All have acted a day before. */
#define NEAR_M		1500.0		/* Cars of one place. */
#define CELL		45000		/* As geo.cell; in 1e-6 degrees. */

/* Kind and role behind each cast; the number picks one, -1 by dice. */
static const struct {
	unsigned	 cast;
	enum biz_kind	 kind;
	const char	*role;
	int		 number;
} casts[] = {
	{ BIZ_BY_OUTSIDER, BIZ_OUTSIDER, NULL, -1 },
	{ BIZ_BY_CUSTOMER, BIZ_CUSTOMER, NULL, -1 },
	{ BIZ_BY_STAFF, BIZ_EMPLOYEE, "support", -1 },
	{ BIZ_BY_OFF, BIZ_EMPLOYEE, "support", -1 },
	{ BIZ_BY_ADMIN, BIZ_EMPLOYEE, "admin", -1 },
	{ BIZ_BY_PARTNER, BIZ_PARTNER, NULL, -1 },
	{ BIZ_BY_REPORT, BIZ_SERVICE, NULL, 0 },
	{ BIZ_BY_BACKUP, BIZ_SERVICE, NULL, 1 },
	{ BIZ_BY_DEALER, BIZ_DEALER, NULL, -1 },
	{ BIZ_BY_UPSTART, BIZ_DEALER, NULL, -1 },
};

static bool
suits(const struct biz *b, unsigned by, const struct biz_person *p,
    const char *role)
{

	if (role != NULL && strcmp(p->role, role) != 0)
		return (false);
	if (by == BIZ_BY_CUSTOMER)
		return (p->rides == 0 && !p->family &&
		    (size_t)(p - b->person) >= b->f->units);
	if (by == BIZ_BY_STAFF)
		return (biz_people_on_shift(p, b->f->now_ms));
	/* Not in the hours of the nightly backup, which may. */
	if (by == BIZ_BY_BACKUP)
		return (biz_clock(b->f->now_ms) < 1 ||
		    biz_clock(b->f->now_ms) > 5);
	if (by == BIZ_BY_OFF)
		return (!biz_people_on_shift(p, b->f->now_ms) &&
		    !biz_people_on_shift(p, b->f->now_ms + BIZ_HOUR / 2) &&
		    !biz_people_on_shift(p, b->f->now_ms - BIZ_HOUR / 2));
	return (true);
}

static bool
named(const struct biz_raid *r, const char *id)
{

	return (r->target[0] == '\0' || strcmp(r->target, id) == 0);
}

/* Is the wish about somebody of this kind? */
static bool
wanted(const struct biz_raid *r, enum biz_kind kind)
{

	return ((kind == BIZ_EMPLOYEE && strncmp(r->target, "emp-", 4) == 0) ||
	    (kind == BIZ_CUSTOMER && strncmp(r->target, "acc-", 4) == 0));
}

static const struct biz_person *
by(struct biz *b, struct biz_raid *r)
{
	unsigned want = r->kind->cast & BIZ_BY;
	size_t i = 0, n, from;

	if (want == BIZ_BY_FORMER)
		return (b->former.gone ? &b->former : NULL);
	while (casts[i].cast != want)
		i++;
	n = biz_count(b, casts[i].kind);
	from = casts[i].number >= 0 ? (size_t)casts[i].number :
	    (size_t)sim_rng_int(&r->rng, 0, (int64_t)n - 1);
	for (size_t k = 0; k < n; k++) {
		const struct biz_person *p = &b->person[
		    b->first[casts[i].kind] + (from + k) % n];

		if (suits(b, want, p, casts[i].role) &&
		    (!wanted(r, casts[i].kind) || named(r, p->id)))
			return (p);
	}
	return (NULL);
}

static bool
fits(const struct biz *b, unsigned cast, const struct sim_unit *u)
{
	const struct biz_car *c = &b->car[u - b->f->unit];
	const struct sim_act *a = u->act_at < u->act_end ?
	    &b->f->act[u->act_at] : NULL;
	int64_t now = b->f->now_ms;

	if (a != NULL && a->start_ms - now < 2 * BIZ_HOUR)
		return (false);
	/* What is announced is no attack. */
	if (now < c->job_ms || ((cast & BIZ_STEADY) != 0 &&
	    u->car.who.fw + 1 == b->release))
		return (false);
	if ((cast & BIZ_OWNED) != 0 && c->owner == BIZ_NOBODY)
		return (false);
	if ((cast & BIZ_FREE) != 0 && (c->owner != BIZ_NOBODY ||
	    c->booking != 0))
		return (false);
	if ((cast & BIZ_HIRED) != 0 && !c->started)
		return (false);
	if ((cast & BIZ_PREMIUM) != 0 && (u - b->f->unit) % 5 != 0)
		return (false);
	if ((cast & BIZ_RIDDEN) != 0)
		return (u->state == SIM_DRIVING && u->good > 3 &&
		    u->car.v_ms > 8);
	if ((cast & (BIZ_PARKED | BIZ_FREE)) == 0)
		return (true);
	return (u->state == SIM_PARKED && u->fixed && u->trips > 0 &&
	    now - u->parked_ms > REST_MS && u->depart_ms - now > STAYS_MS &&
	    u->key_ms - now > 20 * BIZ_MIN);
}

static struct sim_unit *
car(struct biz *b, struct biz_raid *r)
{
	size_t n = b->f->units;
	size_t from = (size_t)sim_rng_int(&r->rng, 0, (int64_t)n - 1);

	for (size_t k = 0; k < n; k++) {
		struct sim_unit *u = &b->f->unit[(from + k) % n];
		struct buf id = { 0 };
		bool good = fits(b, r->kind->cast, u);

		sim_write_vehicle(&id, &u->car.who);
		if (strncmp(r->target, "veh-", 4) == 0)
			good = good && named(r, buf_str(&id) != NULL ?
			    id.p : "");
		buf_release(&id);
		if (good)
			return (u);
	}
	return (NULL);
}

struct sim_unit *
biz_cast_next(struct biz *b, const struct biz_raid *r, struct sim_unit *u)
{
	struct sim_spot at = sim_car_spot(&u->car);
	unsigned cast = r->kind->cast;
	size_t n = b->f->units, i = (size_t)(u - b->f->unit);

	for (size_t k = 1; k < n; k++) {
		struct sim_unit *v = &b->f->unit[(i + k) % n];
		struct sim_spot to = sim_car_spot(&v->car);
		bool near = to.x - at.x < NEAR_M && at.x - to.x < NEAR_M &&
		    to.y - at.y < NEAR_M && at.y - to.y < NEAR_M;

		if (strcmp(r->kind->kind, "firmware") == 0 &&
		    v->car.who.fw != u->car.who.fw)
			continue;
		if (fits(b, cast, v) && (near || (cast & BIZ_PARKED) == 0 ||
		    r->kind->entity[0] != '\0'))
			return (v);
	}
	return (u);
}

/* Had nobody any business with ${p} lately? */
static bool
unknown(const struct biz *b, const struct biz_person *p)
{

	return (p->rides == 0 && b->f->now_ms - p->busy_ms > UNKNOWN_MS);
}

static const struct biz_person *
victim(struct biz *b, struct biz_raid *r, const struct sim_unit *u)
{
	size_t n = biz_count(b, BIZ_CUSTOMER);
	size_t from = (size_t)sim_rng_int(&r->rng, 0, (int64_t)n - 1);

	if ((r->kind->cast & BIZ_OWNED) != 0)
		return (&b->person[b->car[u - b->f->unit].owner]);
	if ((r->kind->cast & BIZ_HIRED) != 0)
		return (&b->person[b->car[u - b->f->unit].rider]);
	if ((r->kind->cast & BIZ_LISTED) != 0)
		return (unknown(b, &b->person[BIZ_VIP]) ?
		    &b->person[BIZ_VIP] : NULL);
	for (size_t k = 0; k < n; k++) {
		const struct biz_person *p = &b->person[(from + k) % n];

		if ((from + k) % n != BIZ_VIP && unknown(b, p) &&
		    !p->family && named(r, p->id))
			return (p);
	}
	return (NULL);
}

/* Customers in an attack ride and call no more: it would be part of it. */
static void
hold(struct biz *b, const struct biz_person *p)
{

	if (p->kind != BIZ_CUSTOMER)
		return;
	b->person[p - b->person].rides++;
	b->person[p - b->person].raided = true;
}

static void
cell_of(const struct sim_unit *u, int32_t cell[2])
{
	struct sim_fix fix = sim_world_fix(sim_car_spot(&u->car));

	/* The city lies off the meridian and the equator: no signs. */
	cell[0] = fix.lat / CELL;
	cell[1] = fix.lon / CELL;
}

/* Are there as many cars as it takes to decide, those of a cell in one? */
static bool
enough(struct biz *b, const struct biz_raid *r, struct sim_unit *first)
{
	size_t n = b->f->units, gone = 0;
	int need = 1, have = 1;
	struct sim_unit *u = first, *next;
	int32_t of[2], is[2];

	for (const struct biz_raid_step *p = r->kind->step; p->type != NULL;
	    p++)
		if ((p->flags & BIZ_CARS) != 0 && p->decides > need)
			need = p->decides;
	cell_of(first, of);
	for (; have < need; have++, u = next) {
		next = biz_cast_next(b, r, u);
		cell_of(next, is);
		/* Once around and no further: each is another one. */
		gone += (size_t)(next - u + (ptrdiff_t)n) % n;
		if (next == u || gone >= n ||
		    (strcmp(r->kind->kind, "cell") == 0 &&
		    memcmp(of, is, sizeof(of)) != 0))
			return (false);
	}
	return (true);
}

bool
biz_cast_fill(struct biz *b, struct biz_raid *r, struct biz_scene *s)
{
	const struct biz_person *p;

	if ((r->kind->cast & BIZ_KNOWN) != 0 &&
	    b->f->now_ms - b->f->opts.start_ms < KNOWN_MS)
		return (false);
	if ((r->kind->cast & BIZ_BY) == BIZ_BY_OUTSIDER)
		biz_people_renew(b);
	p = by(b, r);
	s->unit = car(b, r);
	if (p == NULL || s->unit == NULL || !enough(b, r, s->unit) ||
	    (s->other = victim(b, r, s->unit)) == NULL)
		return (false);
	r->who = *p;
	s->who = p;
	if ((r->kind->cast & BIZ_BY) == BIZ_BY_UPSTART) {
		r->who.created_ms = b->f->now_ms - 3 * BIZ_HOUR;
		s->who = &r->who;
	}
	hold(b, p);
	if ((r->kind->cast & BIZ_HIRED) == 0)
		hold(b, s->other);
	return (true);
}
