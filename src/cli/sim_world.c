/* SPDX-License-Identifier: Apache-2.0 */
/* The city of the simulator. */
#include <stdlib.h>

#include "cli/sim_world.h"

#define EXPRESS		16
#define ARTERIAL	4

/* The centre, and the grid's turn of 12 degrees, as constants: no libm. */
#define LAT0		52.0
#define LON0		11.0
#define COS_LAT0	0.61566148
#define COS_TURN	0.97814760
#define SIN_TURN	0.20791169

/** A tunnel: the stretch of one arterial between two crossings. */
static const struct {
	bool	column;		/* Along j on road i = ${road}. */
	int	road, from, to;
} tunnels[] = {
	{ true, 12, 5, 12 },
	{ true, -20, -30, -24 },
	{ false, -4, -11, -4 },
	{ false, 28, 18, 26 },
};

static const struct sim_node depots[SIM_WORLD_DEPOTS] = {
	{ -26, 14 }, { 18, -22 }, { 6, 34 }, { -7, -9 },
};

struct sim_spot
sim_world_spot(struct sim_node n)
{

	return ((struct sim_spot){ n.i * SIM_WORLD_BLOCK,
	    n.j * SIM_WORLD_BLOCK });
}

static int32_t
micro(double deg)
{
	double v = deg * 1e6;

	return ((int32_t)(v < 0 ? v - 0.5 : v + 0.5));
}

struct sim_fix
sim_world_fix(struct sim_spot s)
{
	double east = s.x * COS_TURN - s.y * SIN_TURN;
	double north = s.x * SIN_TURN + s.y * COS_TURN;

	return ((struct sim_fix){ micro(LAT0 + north / SIM_WORLD_M_DEG),
	    micro(LON0 + east / (SIM_WORLD_M_DEG * COS_LAT0)) });
}

double
sim_world_limit_ms(struct sim_node a, struct sim_node b)
{
	int road = a.i == b.i ? a.i : a.j;

	if (road % EXPRESS == 0)
		return (100 / 3.6);
	return (road % ARTERIAL == 0 ? 60 / 3.6 : 40 / 3.6);
}

int
sim_world_heading(int di, int dj)
{

	if (di != 0)
		return (di > 0 ? 780 : 2580);
	return (dj >= 0 ? 3480 : 1680);
}

bool
sim_world_express(struct sim_node n)
{

	return (n.i % EXPRESS == 0 || n.j % EXPRESS == 0);
}

bool
sim_world_tunnel(struct sim_spot s)
{
	const double half = SIM_WORLD_BLOCK / 2;

	for (size_t k = 0; k < sizeof(tunnels) / sizeof(tunnels[0]); k++) {
		double across = tunnels[k].column ? s.x : s.y;
		double along = tunnels[k].column ? s.y : s.x;

		across -= tunnels[k].road * SIM_WORLD_BLOCK;
		if (across > -1 && across < 1 &&
		    along > tunnels[k].from * SIM_WORLD_BLOCK - half &&
		    along < tunnels[k].to * SIM_WORLD_BLOCK + half)
			return (true);
	}
	return (false);
}

bool
sim_world_light(struct sim_node n)
{

	return (!sim_world_express(n) && n.i % ARTERIAL == 0 &&
	    n.j % ARTERIAL == 0 && !sim_world_tunnel(sim_world_spot(n)));
}

struct sim_node
sim_world_depot(size_t n)
{

	return (depots[n % SIM_WORLD_DEPOTS]);
}

/* The multiple of ${step} nearest to ${v}, inside the city. */
static int
snap(int v, int step)
{
	int down = (v + SIM_WORLD_HALF) / step * step - SIM_WORLD_HALF;

	return (v - down > step / 2 && down + step <= SIM_WORLD_HALF ?
	    down + step : down);
}

/* Add a corner unless the way is there already. */
static size_t
corner(struct sim_node at, struct sim_node to, struct sim_node *out, size_t n)
{
	struct sim_node last = n > 0 ? out[n - 1] : at;

	if (last.i != to.i || last.j != to.j)
		out[n++] = to;
	return (n);
}

size_t
sim_world_route(struct sim_node a, struct sim_node b,
    struct sim_node out[SIM_WORLD_LEGS])
{
	int step = abs(a.i - b.i) > 20 ? EXPRESS : ARTERIAL;
	int row = snap(a.j, step), col = snap(b.i, ARTERIAL);
	size_t n = 0;

	/* To a wider road, along it, down another, and the last blocks. */
	if (col != a.i) {
		n = corner(a, (struct sim_node){ a.i, row }, out, n);
		n = corner(a, (struct sim_node){ col, row }, out, n);
	}
	n = corner(a, (struct sim_node){ col, b.j }, out, n);
	return (corner(a, b, out, n));
}

size_t
sim_world_cruise(struct sim_node at, struct sim_node came, struct sim_rng *r,
    struct sim_node out[SIM_WORLD_LEGS])
{
	struct sim_node to = at;
	int sign;

	if (at.i % EXPRESS != 0 || at.j % EXPRESS != 0) {
		to = (struct sim_node){ snap(at.i, EXPRESS),
		    snap(at.j, EXPRESS) };
		return (sim_world_route(at, to, out));
	}

	/* Turn off the road that one came by; away from the nearer edge. */
	if (came.i != 0) {
		sign = at.j == 0 ? (sim_rng_chance(r, 0.5) ? 1 : -1) :
		    at.j > 0 ? -1 : 1;
		to.j += sign * EXPRESS * (int)sim_rng_int(r, 1, 2);
	} else {
		sign = at.i == 0 ? (sim_rng_chance(r, 0.5) ? 1 : -1) :
		    at.i > 0 ? -1 : 1;
		to.i += sign * EXPRESS * (int)sim_rng_int(r, 1, 2);
	}
	return (corner(at, to, out, 0));
}
