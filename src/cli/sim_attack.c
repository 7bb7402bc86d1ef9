/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attacks on a simulated vehicle, as rows.  At strength 1 each is well past
 * the limit of its rule; the numbers here say how it scales.
 */
#include "base/mem.h"
#include "base/ts.h"
#include "cli/sim_attack.h"
#include "cli/sim_send.h"

#define COS_TURN	0.97814760	/* The grid's turn, as in the world. */
#define SIN_TURN	0.20791169
#define KMH		3.6

static double
strength(const struct sim_fleet *f)
{

	return (f->strength);
}

static int
scaled(const struct sim_fleet *f, double v)
{

	return ((int)(v * strength(f) + 0.5));
}

static void
command(struct sim_fleet *f, struct sim_act *a, const char *word)
{

	sim_send_note(f, a->unit, a, (struct sim_note){
	    .type = "command.request", .source = SIM_GATE, .word = word,
	    .how = "api", .vehicle = true });
}

static void
alarm(struct sim_fleet *f, struct sim_act *a, const char *word)
{

	sim_send_note(f, a->unit, a, (struct sim_note){
	    .type = "telemetry.alarm", .source = SIM_TCU, .word = word,
	    .conn = a->unit->car.conn, .vehicle = true });
}

/* 13, 14: a command into a moving vehicle.  Limits: 5 and 0 km/h. */

static void
begin_command(struct sim_fleet *f, struct sim_act *a)
{

	/* A weak one meets a vehicle that hardly moves. */
	a->unit->car.cap_ms = strength(f) < 1 ? 40 / KMH * strength(f) : 0;
	a->n = 1;
}

static enum sim_verdict
sample_command(struct sim_fleet *f, struct sim_act *a, struct sim_sample *s)
{

	/* Right after a report, so that the kept state is fresh. */
	if (a->n == 1 && s->speed_d10 > 0 && f->now_ms > a->began_ms + 8000) {
		a->n = 0;
		a->next_ms = f->now_ms + 6000;
	}
	return (SIM_PASS);
}

static void
tick_unlock(struct sim_fleet *f, struct sim_act *a)
{

	command(f, a, "unlock");
	a->end_ms = f->now_ms + 1;
}

static void
tick_stop(struct sim_fleet *f, struct sim_act *a)
{

	command(f, a, "stop");
	a->end_ms = f->now_ms + 1;
}

static void
end_command(struct sim_fleet *f UNUSED, struct sim_act *a)
{

	a->unit->car.cap_ms = 0;
}

/* 52a: somewhere else from one fix to the next, and back later. */

static void
begin_teleport(struct sim_fleet *f, struct sim_act *a)
{
	double far = sim_rng_range(&f->rng, 12000, 17000) * strength(f);

	a->x = far * (sim_rng_chance(&f->rng, 0.5) ? 0.8 : -0.8);
	a->y = far * (sim_rng_chance(&f->rng, 0.5) ? 0.6 : -0.6);
}

static enum sim_verdict
sample_shift(struct sim_fleet *f UNUSED, struct sim_act *a,
    struct sim_sample *s)
{

	sim_car_shift(s, a->x, a->y);
	return (SIM_MARK);
}

/* 52b: every metre driven becomes 1 + 0.6 x strength; limit 1.25. */

static void
begin_drift(struct sim_fleet *f UNUSED, struct sim_act *a)
{

	a->z = a->unit->car.odo_m;
}

static enum sim_verdict
sample_drift(struct sim_fleet *f, struct sim_act *a, struct sim_sample *s)
{
	const struct sim_car *c = &a->unit->car;
	double more = (c->odo_m - a->z) * 0.6 * strength(f);

	a->z = c->odo_m;
	a->x += more * (c->came.i * COS_TURN - c->came.j * SIN_TURN);
	a->y += more * (c->came.i * SIN_TURN + c->came.j * COS_TURN);
	s->gspeed_d10 = (int)(s->gspeed_d10 * (1 + 0.6 * strength(f)));
	return (sample_shift(f, a, s));
}

/* 52c: the receiver's speed is 45 km/h x strength off; limit 20. */

static enum sim_verdict
sample_mismatch(struct sim_fleet *f, struct sim_act *a UNUSED,
    struct sim_sample *s)
{

	s->gspeed_d10 += scaled(f, 450);
	return (SIM_MARK);
}

/* 52d: the heading is 120 degrees x strength off; limit 60. */

static enum sim_verdict
sample_heading(struct sim_fleet *f, struct sim_act *a UNUSED,
    struct sim_sample *s)
{

	if (s->heading_d10 >= 0)
		s->heading_d10 = (s->heading_d10 + scaled(f, 1200)) % 3600;
	return (SIM_MARK);
}

/* 52e: the same position for 900 s x strength of driving; limit 600. */

static enum sim_verdict
sample_freeze(struct sim_fleet *f UNUSED, struct sim_act *a,
    struct sim_sample *s)
{

	if (a->n++ == 0)
		a->kept = *s;
	s->at = a->kept.at;
	s->gspeed_d10 = a->kept.gspeed_d10;
	s->heading_d10 = a->kept.heading_d10;
	return (SIM_MARK);
}

/* 53a: noise on the band; limits: 120 s, level 100, drop of 10 dB. */

static void
lose_fix(struct sim_sample *s, int sats)
{

	s->placed = false;
	s->nofix = true;
	s->sats = sats;
	s->acc_m = s->hdop_d10 = s->gspeed_d10 = s->heading_d10 = -1;
}

static enum sim_verdict
sample_jamming(struct sim_fleet *f, struct sim_act *a, struct sim_sample *s)
{
	struct sim_rng *r = &a->unit->car.rng;

	lose_fix(s, 2);
	s->jam = 20 + scaled(f, 150) + (int)sim_rng_int(r, 0, 20);
	s->jam = s->jam > 255 ? 255 : s->jam;
	s->cn0_d10 -= scaled(f, 200) - (int)sim_rng_int(r, -8, 8);
	s->cn0_d10 = s->cn0_d10 < 0 ? 0 : s->cn0_d10;
	return (SIM_MARK);
}

/* 53b: the antenna is covered for 900 s x strength; limit 600. */

static enum sim_verdict
sample_blackout(struct sim_fleet *f UNUSED, struct sim_act *a UNUSED,
    struct sim_sample *s)
{

	lose_fix(s, 0);
	s->cn0_d10 = -1;
	return (SIM_MARK);
}

static void
begin_jam_alarm(struct sim_fleet *f, struct sim_act *a)
{

	alarm(f, a, "jamming");
}

/* 55a: 5 km x strength fewer; limit 1 km. */

static void
begin_odometer(struct sim_fleet *f, struct sim_act *a)
{

	a->unit->car.odo_m -= 5000 * strength(f);
	a->unit->sample_ms = f->now_ms + 20000;
}

static enum sim_verdict
sample_mark_first(struct sim_fleet *f UNUSED, struct sim_act *a,
    struct sim_sample *s UNUSED)
{

	return (a->n++ == 0 ? SIM_MARK : SIM_PASS);
}

/* 55b: each metre counts 1 + 0.6 x strength; limit 1.25 over two spans. */

static enum sim_verdict
sample_stretch(struct sim_fleet *f, struct sim_act *a, struct sim_sample *s)
{
	struct sim_car *c = &a->unit->car;

	c->odo_m += (c->odo_m - a->z) * 0.6 * strength(f);
	a->z = c->odo_m;
	s->odo_m = (int64_t)c->odo_m;
	return (SIM_MARK);
}

/*
 * 56: the recording of another day, 20 reports x strength (limit 5) sent
 * between the unit's own.  c: fresh times, old numbers.  b: the times run
 * 90 s x strength behind (limit 5 s).
 */

static void
begin_replay(struct sim_fleet *f, struct sim_act *a)
{
	struct sim_car then = a->unit->car;
	int64_t day = then.now_ms - TS_DAY_MS;

	a->tape_n = (size_t)scaled(f, 20);
	a->tape = mem_array(a->tape_n + 1, sizeof(*a->tape));
	if (a->tape == NULL) {
		f->bad = RC_NOMEM;
		return;
	}
	/* Yesterday it drove elsewhere, with fewer metres on the clock. */
	sim_rng_seed(&then.rng, f->opts.seed, (uint64_t)day);
	then.moving = then.cruise = false;
	then.at = then.next = sim_fleet_place(f);
	then.now_ms = day;
	then.odo_m -= 90000;
	then.seq -= 4000;
	then.cold_ms = 0;
	sim_car_cruise(&then);
	sim_car_move(&then, day + 60000);
	for (size_t i = 0; i < a->tape_n; i++) {
		sim_car_move(&then, then.now_ms + 20000);
		sim_car_sample(&then, SIM_SKY_OPEN, &a->tape[i]);
		if (a->tape[i].seq < 0)
			a->tape[i].seq = (int64_t)i;
	}
	a->next_ms = f->now_ms + 3000;
}

static void
replay(struct sim_fleet *f, struct sim_act *a, int64_t behind_ms)
{
	struct sim_sample s;

	if ((size_t)a->n >= a->tape_n)
		return;
	s = a->tape[a->n++];
	s.time_ms = f->now_ms - behind_ms;
	s.conn = a->unit->car.conn;
	sim_send_say(f, a, &s, 400);
	a->next_ms = f->now_ms + 20000;
}

static void
tick_replay(struct sim_fleet *f, struct sim_act *a)
{

	replay(f, a, 0);
}

static void
tick_replay_late(struct sim_fleet *f, struct sim_act *a)
{

	replay(f, a, scaled(f, 90000) < 110000 ? scaled(f, 90000) : 110000);
}

/* 57c: a second device of the same name, 300 km x strength away. */

static void
begin_clone(struct sim_fleet *f, struct sim_act *a)
{

	a->x = 240000 * strength(f) * (sim_rng_chance(&f->rng, 0.5) ? 1 : -1);
	a->y = 180000 * strength(f) * (sim_rng_chance(&f->rng, 0.5) ? 1 : -1);
	sim_car_sample(&a->unit->car, SIM_SKY_OPEN, &a->kept);
	a->unit->car.seq--;
	a->next_ms = f->now_ms + 1000 * sim_rng_int(&f->rng, 3, 8);
}

static void
tick_clone(struct sim_fleet *f, struct sim_act *a)
{
	struct sim_rng *r = &a->unit->car.rng;
	struct sim_sample s = a->kept;

	/* It creeps through its own town and knows no meters. */
	a->x += sim_rng_range(r, 20, 60);
	sim_car_shift(&s, a->x, a->y);
	s.time_ms = f->now_ms;
	s.seq = s.odo_m = -1;
	s.fuel_d10 = s.heading_d10 = -1;
	s.speed_d10 = s.gspeed_d10 = (int)sim_rng_int(r, 40, 110);
	s.conn = a->unit->car.conn + 500;
	sim_send_say(f, a, &s, 300);
	a->next_ms = f->now_ms + 20000;
}

/* 57b: 6 take-overs x strength in 2.5 minutes; limit 3 in 5. */

static void
begin_takeover(struct sim_fleet *f, struct sim_act *a)
{

	a->n = scaled(f, 6);
	a->next_ms = f->now_ms + 1000;
}

static void
tick_takeover(struct sim_fleet *f, struct sim_act *a)
{

	if (a->n-- <= 0)
		return;
	sim_send_connect(f, a->unit, a, true);
	a->next_ms = f->now_ms + 25000;
}

/* 59: nothing for 900 s x strength (limit 300), with or without an alarm. */

static void
begin_silence(struct sim_fleet *f, struct sim_act *a)
{

	alarm(f, a, "power_cut");
	a->unit->mute = true;
}

static void
begin_mute(struct sim_fleet *f, struct sim_act *a)
{

	sim_send_mark(f, a, &a->unit->last_id, a->unit->last_ms);
	a->unit->mute = true;
}

static void
end_mute(struct sim_fleet *f UNUSED, struct sim_act *a)
{

	a->unit->mute = false;
}

/* 60: pulled away with the ignition off. */

static void
tow(struct sim_fleet *f, struct sim_act *a, double metres)
{
	struct sim_car *c = &a->unit->car;
	int blocks = (int)(metres / SIM_WORLD_BLOCK + 0.5);
	struct sim_node to = c->at;

	blocks = blocks < 1 ? 1 : blocks > 40 ? 40 : blocks;
	to.i += to.i > 0 ? -blocks : blocks;
	c->towed = true;
	sim_car_depart(c, to);
	a->unit->sample_ms = f->now_ms + 15000;
}

static void
begin_tow(struct sim_fleet *f, struct sim_act *a)
{

	tow(f, a, 2500 * strength(f));
}

static void
begin_roll(struct sim_fleet *f, struct sim_act *a)
{

	a->unit->car.rolling = true;
	a->unit->car.cap_ms = 24 / KMH * strength(f);
	tow(f, a, 2500 * strength(f));
}

static enum sim_verdict
sample_tow(struct sim_fleet *f UNUSED, struct sim_act *a,
    struct sim_sample *s UNUSED)
{

	/* Until it stands again, and the next two of the shut-down. */
	if (!a->unit->car.moving && ++a->n > 2)
		return (SIM_PASS);
	return (SIM_MARK);
}

static void
end_tow(struct sim_fleet *f, struct sim_act *a)
{
	struct sim_car *c = &a->unit->car;

	/* It does not stay where nobody left it. */
	sim_fleet_depart(f, a->unit, f->now_ms + 120000);
	if (c->moving)
		sim_car_halt(c);
	c->cap_ms = 0;
	c->rolling = false;
}

static void
begin_tow_alarm(struct sim_fleet *f, struct sim_act *a)
{

	alarm(f, a, "tow");
}

#define PARK	SIM_ACT_PARK
#define LIVE	SIM_ACT_LIVE
#define LEAP	SIM_ACT_LEAP
#define CALM	SIM_ACT_CALM
#define SCALED	SIM_ACT_SCALED
#define DEVICE	SIM_ACT_DEVICE
#define TRAIL	SIM_ACT_SPAN

/* name, scenario, flags, seconds, tail, hooks, what --help says */
static const struct sim_act_kind kinds[] = {
	{ "unlock", 13, 0, 300, 0, begin_command, sample_command,
	    tick_unlock, end_command,
	    "unlock at cruising speed, below 1 at 40 km/h x S (> 5)" },
	{ "stop", 14, 0, 300, 0, begin_command, sample_command, tick_stop,
	    end_command,
	    "stop at cruising speed, below 1 at 40 km/h x S (> 0)" },
	{ "teleport", 52, LEAP | TRAIL, 600, 4, begin_teleport, sample_shift,
	    NULL, NULL, "jump of 12-17 km x S, back after 10 min (> 3 km)" },
	{ "drift", 52, LEAP | TRAIL, 1200, 4, begin_drift, sample_drift,
	    NULL, NULL,
	    "GNSS path 1 + 0.6 x S times the odometer's (> 1.25)" },
	{ "mismatch", 52, LIVE | CALM, 300, 0, NULL, sample_mismatch, NULL,
	    NULL, "GNSS speed 45 km/h x S too high for 5 min (> 20)" },
	{ "heading", 52, LIVE | CALM, 300, 0, NULL, sample_heading, NULL,
	    NULL, "heading 120 degrees x S off for 5 min (> 60)" },
	{ "freeze", 52, SCALED | LEAP | TRAIL, 900, 4, NULL, sample_freeze,
	    NULL, NULL, "same position for 900 s x S of driving (>= 600)" },
	{ "jamming", 53, SCALED, 600, 0, NULL, sample_jamming, NULL, NULL,
	    "no fix for 600 s x S, jam level 20 + 150 x S (>= 120 s, 100)" },
	{ "blackout", 53, SCALED, 960, 0, NULL, sample_blackout, NULL, NULL,
	    "no fix for 960 s x S while moving (>= 600)" },
	{ "jam-alarm", 53, 0, 60, 0, begin_jam_alarm, NULL, NULL, NULL,
	    "the unit's own jamming alarm (any S)" },
	{ "odometer", 55, PARK, 120, 0, begin_odometer, sample_mark_first,
	    NULL, NULL, "odometer 5 km x S back (> 1 km)" },
	{ "stretch", 55, TRAIL, 2400, 0, begin_drift, sample_stretch,
	    NULL, NULL,
	    "odometer 1 + 0.6 x S times the path for 40 min (> 1.25)" },
	{ "replay", 56, DEVICE | LEAP | TRAIL, 600, 0, begin_replay, NULL,
	    tick_replay, NULL,
	    "20 x S old reports, old numbers, fresh times (>= 5)" },
	{ "replay-late", 56, DEVICE, 600, 0, begin_replay, NULL,
	    tick_replay_late, NULL,
	    "20 x S old reports, times 90 s x S behind (>= 5, > 5 s)" },
	{ "clone", 57, DEVICE | LEAP | TRAIL, 1200, 2, begin_clone, NULL,
	    tick_clone, NULL,
	    "same device 300 km x S away for 20 min (> 900 km/h)" },
	{ "takeover", 57, DEVICE, 200, 0, begin_takeover, NULL,
	    tick_takeover, NULL, "6 x S session take-overs in 2.5 min (>= 3)" },
	{ "silence", 59, SCALED, 900, 0, begin_silence, NULL, NULL, end_mute,
	    "power_cut alarm, then nothing for 900 s x S (>= 300)" },
	{ "mute", 59, SCALED, 900, 0, begin_mute, NULL, NULL, end_mute,
	    "nothing for 900 s x S, ignition on (>= 300)" },
	{ "tow", 60, PARK, 600, 0, begin_tow, sample_tow, NULL, end_tow,
	    "carried 2.5 km x S, ignition off (> 150 m; least 250)" },
	{ "roll", 60, PARK, 600, 0, begin_roll, sample_tow, NULL, end_tow,
	    "pulled at 24 km/h x S, ignition off (> 8)" },
	{ "tow-alarm", 60, PARK, 60, 0, begin_tow_alarm, NULL, NULL, NULL,
	    "the unit's own tow alarm (any S)" },
};

const struct sim_act_kind *
sim_attack_kinds(size_t *n)
{

	*n = COUNT_OF(kinds);
	return (kinds);
}
