/* SPDX-License-Identifier: Apache-2.0 */
/* One car as physics. */
#include <math.h>

#include "cli/sim_car.h"

#define ACCEL		1.6	/* m/s^2 */
#define BRAKE		2.0
#define TURN_MS		7.0	/* Speed round a corner. */
#define TANK_L		50.0
#define LITRES_M	0.00007
#define COS_LAT0	0.61566148	/* As in the world. */

/* Longer ones cut the corners of city blocks off the path drawn. */
static const int intervals[] = { 10, 10, 15, 20, 30, 30 };

void
sim_car_init(struct sim_car *c, uint64_t seed, unsigned number, int64_t now_ms)
{
	struct sim_rng *r = &c->rng;

	*c = (struct sim_car){ 0 };
	sim_rng_seed(r, seed, number);
	c->who.number = number;
	c->who.imei = UINT64_C(352099000000000) + number * UINT64_C(7919) +
	    (sim_rng_next(r) % 79) * 100;
	c->now_ms = now_ms;
	c->at = c->next = c->dest =
	    sim_world_depot((size_t)sim_rng_int(r, 0, SIM_WORLD_DEPOTS - 1));
	c->came = (struct sim_node){ 1, 0 };
	c->zeal = sim_rng_range(r, 0.88, 1.04);
	c->odo_m = sim_rng_range(r, 3e6, 9e7);
	c->fuel_l = sim_rng_range(r, 15, TANK_L);
	c->ign = SIM_OFF;
	c->seq = sim_rng_int(r, 100, 60000);
	c->interval_s = intervals[sim_rng_int(r, 0, 5)];
	c->beat_s = (int)sim_rng_int(r, 30, 60) * 60;
	c->lag_s = (int)sim_rng_int(r, 1, 2);
	c->cn0 = sim_rng_range(r, 39, 45);
	c->rsrp = sim_rng_range(r, -100, -80);
	c->conn = number * 1000;
}

static int
sign(int v)
{

	return ((v > 0) - (v < 0));
}

/* The corner that the car drives to, or where it is. */
static struct sim_node
aim(const struct sim_car *c)
{

	return (c->leg_at < c->legs ? c->leg[c->leg_at] : c->at);
}

/* At a crossing: which is the next, and how fast may one be there? */
static void
plan(struct sim_car *c)
{
	struct sim_node to;

	if (c->leg_at < c->legs && c->at.i == aim(c).i && c->at.j == aim(c).j)
		c->leg_at++;
	if (c->leg_at == c->legs && c->cruise) {
		c->legs = sim_world_cruise(c->at, c->came, &c->rng, c->leg);
		c->leg_at = 0;
	}
	to = aim(c);
	if (to.i == c->at.i && to.j == c->at.j) {
		c->moving = false;
		c->next = c->at;
		c->v_ms = 0;
		return;
	}
	c->came = (struct sim_node){ sign(to.i - c->at.i),
	    sign(to.j - c->at.j) };
	c->next = (struct sim_node){ c->at.i + c->came.i,
	    c->at.j + c->came.j };
	c->v_node = 1000;
	if (c->next.i == to.i && c->next.j == to.j) {
		c->v_node = TURN_MS;
		if (c->leg_at + 1 == c->legs && !c->cruise)
			c->v_node = 0;
	} else if (sim_world_light(c->next) && sim_rng_chance(&c->rng, 0.3)) {
		c->v_node = 0;
	}
}

/* Another way in mid-drive: it is braked for, and stopped to turn round. */
static void
brake(struct sim_car *c)
{
	int i = sign(c->leg[0].i - c->next.i);
	int j = sign(c->leg[0].j - c->next.j);

	if (i == -c->came.i && j == -c->came.j)
		c->v_node = 0;
	else if ((i != c->came.i || j != c->came.j) && c->v_node > TURN_MS)
		c->v_node = TURN_MS;
}

void
sim_car_depart(struct sim_car *c, struct sim_node dest)
{

	c->cruise = false;
	c->dest = dest;
	if (c->moving) {
		c->legs = sim_world_route(c->next, dest, c->leg);
		/* It still has to reach its next crossing first. */
		if (c->legs == 0)
			sim_car_halt(c);
		else
			brake(c);
		c->leg_at = 0;
		return;
	}
	c->legs = sim_world_route(c->at, dest, c->leg);
	c->leg_at = 0;
	c->into_m = 0;
	c->moving = true;
	plan(c);
}

void
sim_car_cruise(struct sim_car *c)
{

	c->cruise = true;
	if (c->moving)
		return;
	c->legs = c->leg_at = 0;
	c->into_m = 0;
	c->moving = true;
	plan(c);
}

void
sim_car_halt(struct sim_car *c)
{

	c->cruise = false;
	c->dest = c->next;
	c->leg[0] = c->next;
	c->legs = 1;
	c->leg_at = 0;
	c->v_node = 0;
}

/* The speed that a driver takes with ${ahead} metres to the next crossing. */
static double
wanted(const struct sim_car *c, double ahead)
{
	double v = sim_world_limit_ms(c->at, c->next) * c->zeal;
	double stop = c->v_node < 900 ?
	    sqrt(c->v_node * c->v_node + 2 * BRAKE * ahead) : v;

	if (c->towed && v > 7)
		v = 7;
	if (c->cap_ms > 0 && v > c->cap_ms)
		v = c->cap_ms;
	return (stop < v ? stop : v);
}

static void
arrive(struct sim_car *c)
{

	c->at = c->next;
	c->into_m = 0;
	if (c->v_node > 0) {
		plan(c);
		return;
	}
	c->v_ms = 0;
	c->wait_ms = c->now_ms + sim_rng_int(&c->rng, 5, 40) * 1000;
	plan(c);
}

/* At most one second of driving. */
static void
step(struct sim_car *c, double dt_s)
{
	double ahead = SIM_WORLD_BLOCK - c->into_m, v, ds;

	v = wanted(c, ahead);
	if (v > c->v_ms + ACCEL * dt_s)
		v = c->v_ms + ACCEL * dt_s;
	/* A sudden lower limit is braked for like everything else. */
	if (v < c->v_ms - 3 * BRAKE * dt_s)
		v = c->v_ms - 3 * BRAKE * dt_s;
	ds = (v + c->v_ms) / 2 * dt_s;
	if (ds > ahead || (c->v_node <= 0 && ahead - ds < 1.5))
		ds = ahead;
	c->v_ms = v;
	c->into_m += ds;
	if (!c->towed) {
		c->odo_m += ds;
		c->fuel_l -= ds * LITRES_M;
	}
	if (ds >= ahead)
		arrive(c);
}

void
sim_car_move(struct sim_car *c, int64_t now_ms)
{

	if (!c->moving) {
		c->now_ms = now_ms;
		for (size_t i = 0; i < SIM_CAR_PAST; i++)
			c->past[i] = 0;
		return;
	}
	while (c->now_ms < now_ms) {
		int64_t dt = now_ms - c->now_ms < 1000 ?
		    now_ms - c->now_ms : 1000;

		c->now_ms += dt;
		if (c->moving && c->now_ms >= c->wait_ms)
			step(c, (double)dt / 1000);
		c->past_at = (c->past_at + 1) % SIM_CAR_PAST;
		c->past[c->past_at] = c->v_ms;
	}
	if (!c->moving && c->fuel_l < 8)
		c->fuel_l = TANK_L;	/* Filled up at the destination. */
}

struct sim_spot
sim_car_spot(const struct sim_car *c)
{
	struct sim_spot s = sim_world_spot(c->at);

	s.x += c->came.i * c->into_m;
	s.y += c->came.j * c->into_m;
	return (s);
}

unsigned
sim_car_sky(const struct sim_car *c)
{
	unsigned sky = SIM_SKY_OPEN;

	if (c->deck || sim_world_tunnel(sim_car_spot(c)))
		sky |= SIM_SKY_ROOF;
	if (c->now_ms < c->cold_ms)
		sky |= SIM_SKY_COLD;
	return (sky);
}

bool
sim_car_steady(const struct sim_car *c)
{

	return (c->moving && c->cruise && c->v_ms > 12 &&
	    sim_world_express(c->at) && sim_world_express(c->next) &&
	    (c->at.i == c->next.i ? c->at.i : c->at.j) % 16 == 0);
}

static int
tenths(double v)
{

	return ((int)(v < 0 ? v * 10 - 0.5 : v * 10 + 0.5));
}

void
sim_car_shift(struct sim_sample *s, double east_m, double north_m)
{
	double lat = north_m / SIM_WORLD_M_DEG * 1e6;
	double lon = east_m / (SIM_WORLD_M_DEG * COS_LAT0) * 1e6;

	s->at.lat += (int32_t)(lat < 0 ? lat - 0.5 : lat + 0.5);
	s->at.lon += (int32_t)(lon < 0 ? lon - 0.5 : lon + 0.5);
}

/* Position, its error and the receiver's own view of its quality. */
static void
receive(struct sim_car *c, unsigned sky, struct sim_sample *s)
{
	struct sim_rng *r = &c->rng;
	double v = c->past[(c->past_at + SIM_CAR_PAST - (size_t)c->lag_s) %
	    SIM_CAR_PAST];
	double grow = 1;

	/* The error wanders: one fix is like the one before it. */
	c->noise_e = 0.85 * c->noise_e + 1.1 * sim_rng_norm(r);
	c->noise_n = 0.85 * c->noise_n + 1.1 * sim_rng_norm(r);
	s->sats = (int)sim_rng_int(r, 8, 14);
	s->hdop_d10 = (int)sim_rng_int(r, 7, 14);
	s->cn0_d10 = tenths(c->cn0 + 0.8 * sim_rng_norm(r));
	s->jam = (int)sim_rng_int(r, 5, 25);
	s->acc_m = -1;
	if ((sky & SIM_SKY_ROOF) != 0 ||
	    ((sky & SIM_SKY_COLD) != 0 && sim_rng_chance(r, 0.4))) {
		s->sats = 0;
		s->hdop_d10 = s->cn0_d10 = s->gspeed_d10 = -1;
		s->nofix = true;
		return;
	}
	if ((sky & SIM_SKY_COLD) != 0) {
		grow = 30;
		s->sats = 4;
		s->hdop_d10 = (int)sim_rng_int(r, 210, 320);
		s->acc_m = (int)sim_rng_int(r, 120, 260);
		s->cn0_d10 -= 50;
	}
	s->placed = true;
	s->at = sim_world_fix(sim_car_spot(c));
	sim_car_shift(s, c->noise_e * grow, c->noise_n * grow);
	v += c->v_ms > 0.5 ? 0.2 * sim_rng_norm(r) : 0;
	s->gspeed_d10 = tenths(v > 0 ? v * 3.6 : 0);
	if (c->v_ms > 1.5)
		s->heading_d10 = (sim_world_heading(c->came.i, c->came.j) +
		    (int)sim_rng_int(r, -15, 15) + 3600) % 3600;
}

void
sim_car_sample(struct sim_car *c, unsigned sky, struct sim_sample *s)
{
	struct sim_rng *r = &c->rng;
	double v = c->towed && !c->rolling ? 0 : c->v_ms;

	*s = (struct sim_sample){ .time_ms = c->now_ms, .heading_d10 = -1,
	    .ign = c->ign, .conn = c->conn, .fuel_d10 = -1 };
	s->seq = ++c->seq;
	s->full = s->seq % 16 == 0;
	receive(c, sky, s);
	c->rsrp += 0.2 * (-92 - c->rsrp) + 2 * sim_rng_norm(r);
	s->rsrp = (int)c->rsrp;
	if (v > 0.3)
		v = v * 1.01 + 0.05 * sim_rng_norm(r);
	s->speed_d10 = v > 0.3 ? tenths(v * 3.6) : 0;
	s->odo_m = (int64_t)c->odo_m;
	if (s->seq % 8 == 0)
		s->fuel_d10 = tenths(c->fuel_l / TANK_L * 100);
}
