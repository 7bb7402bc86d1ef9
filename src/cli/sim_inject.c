/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attacks put into event lines that exist already.  For each one a vehicle
 * and a window of its reports are drawn until the window suits; what suits is
 * set by the limits of the scenario's facts, so that an attack of strength 1
 * is beyond them even where reports are minutes apart.
 */
#include "base/mem.h"
#include "cli/sim_attack.h"
#include "cli/sim_carrier.h"
#include "cli/sim_inject.h"
#include "cli/sim_plan.h"
#include "cli/sim_weave.h"

#define TRIES		4000
#define TAIL		4	/* Reports after it. */
#define REST_MS		INT64_C(7200000)	/* Between two on a vehicle. */
#define JUMP_GAP_MS	INT64_C(480000)		/* 60 km in it: 450 km/h. */
#define JUMP_DEG	0.54			/* 60 km of latitude. */
#define JUMP_MS		INT64_C(600000)
#define JUMP_FIXES	6
#define FREEZE_MS	INT64_C(900000)
#define FREEZE_GAP_MS	INT64_C(600000)
#define FREEZE_DEG	0.005			/* It truly moved 500 m. */
#define CLONE_MS	INT64_C(1500000)
#define CLONE_GAP_MS	INT64_C(300000)
#define CLONE_STEP_MS	INT64_C(40000)
#define CLONE_DEG	2.2			/* 240 km of latitude. */
#define BESIDE_MS	INT64_C(2000)
#define LATE_MS		INT64_C(60000)	/* Buffered: leave it alone. */
#define DRIFT_GAP_MS	INT64_C(60000)
#define DRIFT_M		8000
#define FAST_KMH	15			/* For a command in motion. */

/** One draw: reports ${from} to ${to} of vehicle ${car}. */
struct window {
	uint32_t	car;
	size_t		from, to;	/* Both included. */
};

struct job {
	struct sim_inject	*j;
	struct sim_carrier	 c;
	struct sim_weave	 w;
	struct sim_rng		 rng;
};

typedef bool suits_fn(struct job *, struct window *);
typedef rc apply_fn(struct job *, const struct window *, uint32_t);

static const struct sim_record *
report(const struct job *j, const struct window *w, size_t k)
{

	return (sim_carrier_report(&j->c, w->car, k));
}

static double
away(double a, double b)
{

	return (a < b ? b - a : a - b);
}

static int32_t
micro(double deg)
{
	double v = deg * 1e6;

	return ((int32_t)(v < 0 ? v - 0.5 : v + 0.5));
}

static struct sim_fix
moved(const struct sim_record *r, double dlat, double dlon)
{

	return ((struct sim_fix){ micro(r->lat + dlat),
	    micro(r->lon + dlon) });
}

/* Towards the equator, where there is always room. */
static double
inward(const struct sim_record *r, double deg)
{

	return (r->lat > 0 ? -deg : deg);
}

/*
 * Stretch the window from its start while the next report is at most
 * ${gap_ms} away and has ${need}, until it lasts ${ms}.
 */
static bool
stretch(const struct job *j, struct window *w, int64_t gap_ms, int64_t ms,
    unsigned need)
{
	const struct sim_record *a = report(j, w, w->from), *b = a, *next;

	w->to = w->from;
	if ((a->has & need) != need)
		return (false);
	while (b->time_ms - a->time_ms < ms) {
		if (w->to + 1 >= j->c.car[w->car].n)
			return (false);
		next = report(j, w, ++w->to);
		if ((next->has & need) != need || next->time_ms <= b->time_ms ||
		    next->time_ms - b->time_ms > gap_ms ||
		    next->received_ms - next->time_ms > LATE_MS)
			return (false);
		b = next;
	}
	return (true);
}

/* Good reports on both sides of the window, near it. */
static bool
framed(const struct job *j, const struct window *w, size_t k, int64_t gap_ms)
{

	if (w->from < k || w->to + k >= j->c.car[w->car].n)
		return (false);
	for (size_t i = w->from - k; i < w->to + k; i++) {
		const struct sim_record *a = report(j, w, i);
		const struct sim_record *b = report(j, w, i + 1);
		int64_t gap = b->time_ms - a->time_ms;

		if ((a->has & b->has & SIM_HAS_FIX) == 0 || gap < 1000 ||
		    gap > gap_ms)
			return (false);
	}
	return (true);
}

static bool
suits_teleport(struct job *j, struct window *w)
{

	if (!stretch(j, w, JUMP_GAP_MS, JUMP_MS, SIM_HAS_FIX))
		return (false);
	if (w->to - w->from + 1 < JUMP_FIXES)
		w->to = w->from + JUMP_FIXES - 1;
	return (framed(j, w, 3, JUMP_GAP_MS));
}

static rc
apply_teleport(struct job *j, const struct window *w, uint32_t act)
{
	double d = JUMP_DEG * j->j->opts.strength;
	double side = sim_rng_range(&j->rng, -0.1, 0.1) *
	    j->j->opts.strength;
	rc got = RC_OK;

	for (size_t k = w->from; k <= w->to && got == RC_OK; k++) {
		const struct sim_record *r = report(j, w, k);

		got = sim_weave_fix(&j->w, (struct sim_weave_fix){
		    (uint32_t)(r - j->c.record), act, false, true,
		    moved(r, inward(r, d), side), -1 });
	}
	return (got);
}

static bool
suits_freeze(struct job *j, struct window *w)
{
	const struct sim_record *a = report(j, w, w->from);
	double far = 0;

	if (!stretch(j, w, FREEZE_GAP_MS, (int64_t)((double)FREEZE_MS *
	    j->j->opts.strength), SIM_HAS_FIX | SIM_HAS_SPEED))
		return (false);
	for (size_t k = w->from; k <= w->to; k++) {
		const struct sim_record *r = report(j, w, k);
		double d = away(r->lat, a->lat) + away(r->lon, a->lon);

		if (r->speed_kmh <= 0)
			return (false);
		far = d > far ? d : far;
	}
	return (far > FREEZE_DEG);
}

static rc
apply_freeze(struct job *j, const struct window *w, uint32_t act)
{
	struct sim_fix at = moved(report(j, w, w->from), 0, 0);
	rc got = RC_OK;

	for (size_t k = w->from; k <= w->to && got == RC_OK; k++)
		got = sim_weave_fix(&j->w, (struct sim_weave_fix){
		    (uint32_t)(report(j, w, k) - j->c.record), act, false,
		    true, at, -1 });
	return (got);
}

static bool
suits_clone(struct job *j, struct window *w)
{

	return (stretch(j, w, CLONE_GAP_MS, CLONE_MS, SIM_HAS_FIX |
	    SIM_HAS_DEVICE));
}

/* Is ${t} too near to a true report?  Their speed would not be measured. */
static bool
crowded(const struct job *j, const struct window *w, size_t k, int64_t t)
{

	return (t - report(j, w, k)->time_ms < BESIDE_MS || (k < w->to &&
	    report(j, w, k + 1)->time_ms - t < BESIDE_MS));
}

static rc
apply_clone(struct job *j, const struct window *w, uint32_t act)
{
	const struct sim_record *a = report(j, w, w->from), *r;
	int64_t end = report(j, w, w->to)->time_ms, t;
	double creep, d = inward(a, CLONE_DEG * j->j->opts.strength);
	size_t k = w->from;
	unsigned n = 0;
	rc got = RC_OK;

	for (int64_t due = a->time_ms + CLONE_STEP_MS / 2; due < end &&
	    got == RC_OK; due += CLONE_STEP_MS, n++) {
		creep = 0.0003 * n;
		while (k < w->to && report(j, w, k + 1)->time_ms <= due)
			k++;
		t = crowded(j, w, k, due) ? due + BESIDE_MS * 2 : due;
		if (crowded(j, w, k, t))
			continue;
		r = report(j, w, k);
		got = sim_weave_add(&j->w, (struct sim_weave_add){
		    .time_ms = t, .received_ms = t + (r->received_ms -
		    r->time_ms), .record = (uint32_t)(r - j->c.record),
		    .act = act, .at = moved(a, d + creep, creep) });
	}
	return (got);
}

static bool
suits_drift(struct job *j, struct window *w)
{
	const struct sim_record *a = report(j, w, w->from), *b = a, *next;
	const unsigned need = SIM_HAS_FIX | SIM_HAS_ODO;

	w->to = w->from;
	while (b->odo_m - a->odo_m < DRIFT_M) {
		if ((b->has & need) != need || w->to + 1 >= j->c.car[w->car].n)
			return (false);
		next = report(j, w, ++w->to);
		if ((next->has & need) != need || next->odo_m < b->odo_m ||
		    next->time_ms - b->time_ms > DRIFT_GAP_MS ||
		    next->time_ms <= b->time_ms)
			return (false);
		b = next;
	}
	return (true);
}

static rc
apply_drift(struct job *j, const struct window *w, uint32_t act)
{
	const struct sim_record *a = report(j, w, w->from);
	double lat = 0, lon = 0, more = 0.6 * j->j->opts.strength;
	rc got = RC_OK;

	for (size_t k = w->from; k <= w->to && got == RC_OK; k++) {
		const struct sim_record *r = report(j, w, k);

		lat += more * (r->lat - a->lat);
		lon += more * (r->lon - a->lon);
		a = r;
		got = sim_weave_fix(&j->w, (struct sim_weave_fix){
		    (uint32_t)(r - j->c.record), act, false, true,
		    moved(r, lat, lon), -1 });
	}
	return (got);
}

static bool
suits_odometer(struct job *j, struct window *w)
{
	const struct sim_record *a = report(j, w, w->from);

	/* From here to its last report; so no other attack comes later. */
	w->to = j->c.car[w->car].n - 1;
	return (w->from >= 2 && w->to - w->from >= 2 &&
	    (a->has & SIM_HAS_ODO) != 0 &&
	    (report(j, w, w->from - 1)->has & SIM_HAS_ODO) != 0 &&
	    a->odo_m > 6000 * j->j->opts.strength);
}

static rc
apply_odometer(struct job *j, const struct window *w, uint32_t act)
{
	rc got = RC_OK;

	for (size_t k = w->from; k <= w->to && got == RC_OK; k++) {
		const struct sim_record *r = report(j, w, k);

		if ((r->has & SIM_HAS_ODO) != 0)
			got = sim_weave_fix(&j->w, (struct sim_weave_fix){
			    .record = (uint32_t)(r - j->c.record), .act = act,
			    .quiet = k > w->from, .odo_m = (int64_t)(r->odo_m -
			    5000 * j->j->opts.strength) });
	}
	return (got);
}

static bool
suits_command(struct job *j, struct window *w)
{
	const struct sim_record *a = report(j, w, w->from);
	double least = FAST_KMH * j->j->opts.strength;

	w->to = w->from;
	return ((a->has & SIM_HAS_SPEED) != 0 && a->speed_kmh > 0 &&
	    (a->has & SIM_HAS_VEHICLE) != 0 && (j->j->opts.strength >= 1 ?
	    a->speed_kmh >= least : a->speed_kmh <= least) &&
	    w->from + 1 < j->c.car[w->car].n &&
	    report(j, w, w->from + 1)->time_ms - a->time_ms > 8000);
}

static rc
command(struct job *j, const struct window *w, uint32_t act, const char *word)
{
	const struct sim_record *a = report(j, w, w->from);

	return (sim_weave_add(&j->w, (struct sim_weave_add){
	    .time_ms = a->received_ms + 3000, .received_ms = a->received_ms +
	    3100, .record = (uint32_t)(a - j->c.record), .act = act,
	    .command = word }));
}

static rc
apply_unlock(struct job *j, const struct window *w, uint32_t act)
{

	return (command(j, w, act, "unlock"));
}

static rc
apply_stop(struct job *j, const struct window *w, uint32_t act)
{

	return (command(j, w, act, "stop"));
}

static const struct {
	const char	*name;
	suits_fn	*suits;
	apply_fn	*apply;
} ways[] = {
	{ "unlock",	suits_command,	apply_unlock },
	{ "stop",	suits_command,	apply_stop },
	{ "teleport",	suits_teleport,	apply_teleport },
	{ "drift",	suits_drift,	apply_drift },
	{ "freeze",	suits_freeze,	apply_freeze },
	{ "odometer",	suits_odometer,	apply_odometer },
	{ "clone",	suits_clone,	apply_clone },
};

const char *
sim_inject_names(void)
{

	return ("unlock, stop, teleport, drift, freeze, odometer, clone");
}

/* Is the vehicle free of attacks around the window? */
static bool
rested(const struct job *j, const struct window *w)
{
	int64_t from = report(j, w, w->from)->time_ms - REST_MS;
	int64_t to = report(j, w, w->to)->time_ms + REST_MS;

	for (size_t i = 0; i < j->w.acts; i++)
		if (j->w.act[i].car == w->car && j->w.act[i].start_ms < to &&
		    j->w.act[i].end_ms > from)
			return (false);
	return (true);
}

/*
 * The way back is a leap, too, and it settles a few reports later; with an
 * odometer the span of 20 km goes on.
 */
static int64_t
tail(const struct job *j, const struct window *w)
{
	size_t last = j->c.car[w->car].n - 1;

	if (w->from == w->to || w->to == last)
		return (0);
	last = w->to + TAIL < last ? w->to + TAIL : last;
	return (report(j, w, last)->time_ms +
	    ((report(j, w, last)->has & SIM_HAS_ODO) != 0 ? SIM_SPAN_MS : 0));
}

static rc
try(struct job *j, const struct sim_act_kind *kind, size_t way)
{
	struct sim_weave_act act = { .kind = kind };
	struct window w;

	if (!mem_room(&j->w.act, j->w.acts, &j->w.act_cap,
	    sizeof(*j->w.act)))
		return (RC_NOMEM);
	for (int i = 0; i < TRIES && j->c.cars > 0; i++) {
		w.car = (uint32_t)sim_rng_int(&j->rng, 0,
		    (int64_t)j->c.cars - 1);
		w.from = w.to = (size_t)sim_rng_int(&j->rng, 0,
		    (int64_t)j->c.car[w.car].n - 1);
		if (!ways[way].suits(j, &w) || !rested(j, &w))
			continue;
		act.car = w.car;
		act.start_ms = report(j, &w, w.from)->time_ms;
		act.end_ms = report(j, &w, w.to)->time_ms;
		act.tail_ms = tail(j, &w);
		j->w.act[j->w.acts++] = act;
		return (ways[way].apply(j, &w, (uint32_t)j->w.acts - 1));
	}
	return (RC_NOTFOUND);
}

/* Attacks of one kind, as many as were asked for. */
static rc
attack(struct job *j, const struct sim_act_kind *kind)
{
	struct sim_inject *in = j->j;
	size_t way = 0;
	rc got = RC_OK;

	while (way < COUNT_OF(ways) && strcmp(ways[way].name, kind->name) != 0)
		way++;
	if (way == COUNT_OF(ways) && strcmp(in->opts.attacks, "default") == 0)
		return (RC_OK);
	for (unsigned i = 0; i < in->opts.vehicles && got == RC_OK; i++) {
		got = way < COUNT_OF(ways) ? try(j, kind, way) : RC_NOTFOUND;
		if (got != RC_NOTFOUND)
			continue;
		in->misses++;
		buf_text(&in->missed, in->missed.n > 0 ? ", " : "");
		buf_text(&in->missed, kind->name);
		got = in->missed.failed ? RC_NOMEM : RC_OK;
	}
	return (got);
}

rc
sim_inject_run(struct sim_inject *in, struct span text,
    sim_queue_sink_fn *sink, void *arg, struct buf *labels, struct err *e)
{
	struct job j = { .j = in };
	size_t n;
	const struct sim_act_kind *k = sim_attack_kinds(&n);
	rc got = sim_plan_check(in->opts.attacks, false, e);

	if (got != RC_OK)
		return (got);
	sim_rng_seed(&j.rng, in->opts.seed, 0);
	got = sim_carrier_read(&j.c, text, e);
	j.w.carrier = &j.c;
	j.w.seed = in->opts.seed;
	for (size_t i = 0; i < n && got == RC_OK; i++)
		if (sim_plan_wants(in->opts.attacks, &k[i]))
			got = attack(&j, &k[i]);
	if (got == RC_OK)
		got = sim_weave_run(&j.w, sink, arg, labels);
	sim_weave_release(&j.w);
	sim_carrier_release(&j.c);
	return (got);
}
