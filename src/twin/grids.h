/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Grids over the earth, so that circles are found by a place in them: each
 * stands in the one to four cells that it may touch, of the finest grid whose
 * cells are as wide as the circle.
 */
#ifndef TWIN_GRIDS_H
#define TWIN_GRIDS_H

#include <stdint.h>

#define GRIDS	7		/* The last one is one cell. */
#define GRIDS_MOST	4		/* Of one circle. */

/** A cell; all its bytes are its name. */
struct grids_cell {
	int32_t		grid, row, column;
};

/**
 * grids_of(lat, lon, radius, ret):
 * The cells that hold every place within ${radius} metres of there, degrees;
 * return how many, 0 if no place can be.
 */
unsigned grids_of(double, double, double, struct grids_cell[GRIDS_MOST]);

/** grids_at(grid, lat, lon): The cell of ${grid} around that place. */
struct grids_cell grids_at(unsigned, double, double);

#endif
