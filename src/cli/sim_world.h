/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The city of the simulator: a grid of roads, 24 by 24 km, turned by 12
 * degrees, in open country.  A road's number says what it is:
 *
 *	every 16th	expressway, 100 km/h, no lights, no tunnels
 *	every 4th	arterial, 60 km/h; a few stretches run in a tunnel
 *	others		street, 40 km/h
 *
 * Positions are metres from the centre along the grid; degrees are made only
 * when a fix is written, and by + - * / alone, so that every machine agrees.
 */
#ifndef CLI_SIM_WORLD_H
#define CLI_SIM_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/sim_rng.h"

#define SIM_WORLD_BLOCK		250.0	/* m between two roads */
#define SIM_WORLD_HALF		48	/* blocks from the centre to the edge */
#define SIM_WORLD_LEGS		5	/* most corners of a route */
#define SIM_WORLD_DEPOTS	4
#define SIM_WORLD_M_DEG		111195.08	/* m in a degree of latitude */

/** A crossing, in blocks from the centre. */
struct sim_node {
	int	i, j;
};

/** A place, in metres along the grid. */
struct sim_spot {
	double	x, y;
};

/** A position in millionths of a degree. */
struct sim_fix {
	int32_t	lat, lon;
};

/** sim_world_spot(node): Where ${node} is. */
struct sim_spot sim_world_spot(struct sim_node);

/** sim_world_fix(spot): Its position on Earth. */
struct sim_fix sim_world_fix(struct sim_spot);

/** sim_world_limit_ms(from, to): Speed limit in m/s; along one road. */
double sim_world_limit_ms(struct sim_node, struct sim_node);

/** sim_world_heading(di, dj): Bearing in tenths of a degree of a grid move. */
int sim_world_heading(int, int);

/** sim_world_light(node): Has the crossing a traffic light? */
bool sim_world_light(struct sim_node);

/** sim_world_express(node): Is it on an expressway? */
bool sim_world_express(struct sim_node);

/** sim_world_tunnel(spot): Is the place inside a tunnel? */
bool sim_world_tunnel(struct sim_spot);

/** sim_world_depot(n): The crossing of depot ${n}. */
struct sim_node sim_world_depot(size_t);

/**
 * sim_world_route(from, to, out):
 * Fill ${out} with the corners of a way, the last one ${to}; return how many,
 * 0 if the two are the same.
 */
size_t sim_world_route(struct sim_node, struct sim_node,
    struct sim_node [SIM_WORLD_LEGS]);

/**
 * sim_world_cruise(from, came, r, out):
 * The next corner of an endless drive on expressways for one who is at
 * ${from} and came there by the move ${came}; from elsewhere, the way to one.
 */
size_t sim_world_cruise(struct sim_node, struct sim_node, struct sim_rng *,
    struct sim_node [SIM_WORLD_LEGS]);

#endif
