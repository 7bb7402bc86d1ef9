/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Look-alikes: the "stays silent" traces of the scenarios, as rows.  Each is
 * benign by the facts of the vehicle's own lines.  Ferry and own tow truck
 * are only known as such by their rows of the tables zone and job; rules that
 * do not read them yet must stay silent as well, so aboard the ignition stays
 * on and the steel deck hides the satellites, and in transport the unit sends
 * nothing until it is started at the other end.
 */
#include "base/attr.h"
#include "cli/sim_send.h"
#include "cli/sim_trap.h"

/*
 * One wild fix among good ones, from a record without bus values: with an
 * odometer it would make the span's path longer, by its definition.
 */
static enum sim_verdict
sample_wild(struct sim_fleet *f UNUSED, struct sim_act *a,
    struct sim_sample *s)
{

	if (++a->n == 4) {
		sim_car_shift(s, -15000, 14000);
		s->speed_d10 = -1;
		s->odo_m = -1;
	}
	return (SIM_PASS);
}

/* A long tunnel: no fix, and what was recorded comes later. */
static void
begin_tunnel(struct sim_fleet *f UNUSED, struct sim_act *a)
{

	a->unit->roof = a->unit->outage = true;
}

/* No coverage, or none in a garage; the fixes are good. */
static void
begin_outage(struct sim_fleet *f UNUSED, struct sim_act *a)
{

	a->unit->outage = true;
}

/* A garage, ignition off, and a unit that asks for a fix again and again. */
static void
begin_garage(struct sim_fleet *f, struct sim_act *a)
{

	a->unit->roof = true;
	a->n = a->unit->car.beat_s;
	a->unit->car.beat_s = 120;
	a->unit->sample_ms = f->now_ms + 60000;
}

static void
end_cover(struct sim_fleet *f UNUSED, struct sim_act *a)
{

	a->unit->roof = a->unit->outage = false;
	if (a->n > 0)
		a->unit->car.beat_s = a->n;
}

/* A cheap unit on the road: one fix in four minutes. */
static void
begin_sparse(struct sim_fleet *f UNUSED, struct sim_act *a)
{

	a->unit->car.interval_s = 240;
}

/* The receiver's speed lags by 8 s; it shows when the vehicle brakes. */
static void
begin_lag(struct sim_fleet *f UNUSED, struct sim_act *a)
{

	a->n = a->unit->car.lag_s;
	a->unit->car.lag_s = 8;
}

static void
end_lag(struct sim_fleet *f UNUSED, struct sim_act *a)
{

	a->unit->car.lag_s = a->n;
}

/* The unit restarts and counts from one again. */
static void
begin_reboot(struct sim_fleet *f, struct sim_act *a)
{

	sim_send_connect(f, a->unit, NULL, false);
	a->unit->car.seq = 0;
}

/* The acknowledgement was lost: the same report twice more. */
static enum sim_verdict
sample_resent(struct sim_fleet *f, struct sim_act *a, struct sim_sample *s)
{

	if (a->n++ == 1) {
		a->kept = *s;
		a->next_ms = f->now_ms + 21000;
	}
	return (SIM_PASS);
}

static void
tick_resent(struct sim_fleet *f, struct sim_act *a)
{
	struct sim_sample s = a->kept;

	sim_send_say(f, a, &s, 300);
	if (a->tail++ == 0)
		a->next_ms = f->now_ms + 9000;
	else
		a->tail = 0;
}

static void
begin_reconnect(struct sim_fleet *f, struct sim_act *a)
{

	sim_send_connect(f, a->unit, NULL, true);
}

/* The counter in the cluster was ahead of what it had saved. */
static void
begin_odo_step(struct sim_fleet *f UNUSED, struct sim_act *a)
{

	a->unit->car.odo_m -= 300;
}

/* The receiver repeats its last position for up to half a minute. */
static enum sim_verdict
sample_held(struct sim_fleet *f, struct sim_act *a, struct sim_sample *s)
{

	if (a->n++ == 2) {
		a->kept = *s;
		a->x = 1;
		a->z = 0;
		a->next_ms = f->now_ms + 30000;
	}
	if (a->x > 0 && s->placed)
		s->at = a->kept.at;
	return (SIM_PASS);
}

static void
tick_held(struct sim_fleet *f UNUSED, struct sim_act *a)
{

	a->x = 0;
}

/* Aboard a ferry: carried on, wheels still, steel overhead. */
static void
begin_ferry(struct sim_fleet *f, struct sim_act *a)
{
	struct sim_car *c = &a->unit->car;

	c->towed = c->deck = true;
	sim_send_note(f, NULL, NULL, (struct sim_note){ .type = "ref.row",
	    .source = SIM_DESK, .word = "zone", .how = "ferry",
	    .n = c->who.number, .at = sim_world_fix(sim_car_spot(c)),
	    .radius_m = 6000, .until_ms = a->end_ms + 600000 });
}

static void
end_ferry(struct sim_fleet *f UNUSED, struct sim_act *a)
{

	a->unit->car.towed = a->unit->car.deck = false;
}

/* Own tow truck: the unit is told to keep still on the way. */
static void
begin_own_tow(struct sim_fleet *f, struct sim_act *a)
{
	struct sim_car *c = &a->unit->car;
	struct sim_node to = c->at;

	sim_send_note(f, a->unit, NULL, (struct sim_note){
	    .type = "ref.row", .source = SIM_DESK, .word = "job",
	    .how = "transport", .n = c->who.number,
	    .until_ms = a->end_ms + 3600000 });
	a->unit->mute = true;
	to.i += to.i > 0 ? -16 : 16;
	c->towed = true;
	sim_car_depart(c, to);
}

static void
end_own_tow(struct sim_fleet *f, struct sim_act *a)
{
	struct sim_unit *u = a->unit;

	u->mute = false;
	u->sample_ms = SIM_NEVER;
	sim_fleet_depart(f, u, f->now_ms + 60000);
}

/* Walls all around: the parked vehicle's fixes wander, but not far. */
static void
begin_courtyard(struct sim_fleet *f, struct sim_act *a)
{

	a->n = a->unit->car.beat_s;
	a->unit->car.beat_s = 180;
	a->unit->sample_ms = f->now_ms + 60000;
}

static enum sim_verdict
sample_courtyard(struct sim_fleet *f UNUSED, struct sim_act *a,
    struct sim_sample *s)
{
	struct sim_rng *r = &a->unit->car.rng;
	double east = sim_rng_range(r, -55, 55);
	double north = sim_rng_range(r, -55, 55);

	sim_car_shift(s, east, north);
	s->hdop_d10 = (int)sim_rng_int(r, 20, 60);
	return (SIM_PASS);
}

/* Let out at walking pace, the door opened by app. */
static void
begin_drop_off(struct sim_fleet *f UNUSED, struct sim_act *a)
{

	a->unit->car.cap_ms = 0.8;
}

static enum sim_verdict
sample_drop_off(struct sim_fleet *f, struct sim_act *a, struct sim_sample *s)
{

	if (a->n == 0 && s->speed_d10 > 0 && s->speed_d10 < 45 &&
	    f->now_ms > a->began_ms + 20000) {
		a->n = 1;
		a->next_ms = f->now_ms + 5000;
	}
	return (SIM_PASS);
}

static void
tick_unlock(struct sim_fleet *f, struct sim_act *a)
{

	sim_send_note(f, a->unit, NULL, (struct sim_note){
	    .type = "command.request", .source = SIM_GATE, .word = "unlock",
	    .how = "app", .vehicle = true });
}

static void
end_drop_off(struct sim_fleet *f UNUSED, struct sim_act *a)
{

	a->unit->car.cap_ms = 0;
}

/* Parked for long, asleep, and opened by app. */
static void
begin_sleeper(struct sim_fleet *f, struct sim_act *a)
{

	a->unit->sample_ms = f->now_ms + 5400000;
	a->next_ms = f->now_ms + 5000000;
}

/* Stopped on request, standstill confirmed seconds ago. */
static void
begin_standstill(struct sim_fleet *f, struct sim_act *a)
{

	a->unit->sample_ms = f->now_ms;
	a->next_ms = f->now_ms + 12000;
}

static void
tick_standstill(struct sim_fleet *f, struct sim_act *a)
{

	sim_send_note(f, a->unit, NULL, (struct sim_note){
	    .type = "command.request", .source = SIM_GATE, .word = "stop",
	    .how = "portal", .flag = true, .vehicle = true });
}

#define PARK	SIM_ACT_PARK
#define LIVE	SIM_ACT_LIVE

/* name, 0, flags, seconds, tail, hooks, what --help says */
static const struct sim_act_kind kinds[] = {
	{ "wild-fix", 0, 0, 600, 0, NULL, sample_wild, NULL, NULL,
	    "one fix 20 km off" },
	{ "tunnel", 0, 0, 215, 0, begin_tunnel, NULL, NULL, end_cover,
	    "almost 4 min without fix and coverage, buffered upload" },
	{ "outage", 0, 0, 215, 0, begin_outage, NULL, NULL, end_cover,
	    "no coverage on the road, buffered upload" },
	{ "garage", 0, PARK, 3000, 0, begin_garage, NULL, NULL, end_cover,
	    "no fix, ignition off, a report every 2 min" },
	{ "basement", 0, PARK, 5400, 0, begin_tunnel, NULL, NULL, end_cover,
	    "no fix and no coverage while parked" },
	{ "sparse", 0, 0, 2400, 0, begin_sparse, NULL, NULL, NULL,
	    "one fix every 4 min" },
	{ "gnss-lag", 0, LIVE, 900, 0, begin_lag, NULL, NULL, end_lag,
	    "GNSS speed 8 s behind" },
	{ "reboot", 0, 0, 300, 0, begin_reboot, NULL, NULL, NULL,
	    "report counter starts again" },
	{ "resent", 0, 0, 300, 0, NULL, sample_resent, tick_resent, NULL,
	    "a report sent again after a lost ack" },
	{ "reconnect", 0, 0, 60, 0, begin_reconnect, NULL, NULL, NULL,
	    "one session take-over" },
	{ "odo-step", 0, 0, 60, 0, begin_odo_step, NULL, NULL, NULL,
	    "odometer 300 m back" },
	{ "held-fix", 0, 0, 300, 0, NULL, sample_held, tick_held, NULL,
	    "the same position for 30 s" },
	{ "ferry", 0, 0, 700, 0, begin_ferry, NULL, NULL, end_ferry,
	    "carried over water" },
	{ "own-tow", 0, PARK, 2700, 0, begin_own_tow, NULL, NULL,
	    end_own_tow, "moved by the own contractor" },
	{ "courtyard", 0, PARK, 3600, 0, begin_courtyard, sample_courtyard,
	    NULL, end_cover, "parked, fixes wander by 55 m" },
	{ "drop-off", 0, 0, 240, 0, begin_drop_off, sample_drop_off,
	    tick_unlock, end_drop_off, "unlock command at 3 km/h" },
	{ "sleeper", 0, PARK, 5100, 0, begin_sleeper, NULL, tick_unlock,
	    NULL, "unlock command to a parked vehicle, state hours old" },
	{ "standstill", 0, PARK, 60, 0, begin_standstill, NULL,
	    tick_standstill, NULL, "stop command, standstill confirmed" },
};

const struct sim_act_kind *
sim_trap_kinds(size_t *n)
{

	*n = COUNT_OF(kinds);
	return (kinds);
}
