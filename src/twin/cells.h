/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Grids over the earth, so that circles are found by a place in them: each
 * stands in the one to four cells that it may touch, of the finest grid whose
 * cells are as wide as the circle.
 */
#ifndef TWIN_CELLS_H
#define TWIN_CELLS_H

#include <stdint.h>

#define CELLS_GRIDS	7		/* The last one is one cell. */
#define CELLS_MOST	4		/* Of one circle. */

/** A cell; all its bytes are its name. */
struct cells_cell {
	int32_t		grid, row, column;
};

/**
 * cells_of(lat, lon, radius, ret):
 * The cells that hold every place within ${radius} metres of there, degrees;
 * return how many, 0 if no place can be.
 */
unsigned cells_of(double, double, double, struct cells_cell[CELLS_MOST]);

/** cells_at(grid, lat, lon): The cell of ${grid} around that place. */
struct cells_cell cells_at(unsigned, double, double);

#endif
