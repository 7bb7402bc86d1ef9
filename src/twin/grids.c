/* SPDX-License-Identifier: Apache-2.0 */
/* Grids over the earth. */
#include <math.h>

#include "base/rc.h"
#include "twin/grids.h"

#define RAD		0.017453292519943295	/* Pi / 180. */
#define DEGREE_M	111195.08		/* Of latitude. */
#define FINEST		0.05			/* Degrees, about 5.5 km; */
#define COARSER		4			/* each is that much wider. */
#define POLAR		85			/* Cells are too narrow. */
#define MORE		1e-6			/* Degrees: for rounding. */

/* Degrees of a cell. */
static double
width(unsigned grid)
{
	double d = FINEST;

	while (grid-- > 0)
		d *= COARSER;
	return (d);
}

struct grids_cell
grids_at(unsigned grid, double lat, double lon)
{
	double d = width(grid);

	if (grid == GRIDS - 1)
		return ((struct grids_cell){ (int32_t)grid, 0, 0 });
	return ((struct grids_cell){ (int32_t)grid, (int32_t)floor(lat / d),
	    (int32_t)floor(lon / d) });
}

/* The grid for a circle of that reach; the last: none that is finer. */
static unsigned
grid_of(double lat, double lon, double north, double *east)
{
	unsigned grid = 0;

	*east = 0;
	if (fabs(lat) + north >= POLAR)
		return (GRIDS - 1);
	*east = asin(sin(north * RAD) / cos(lat * RAD)) / RAD + MORE;
	/* Places beyond the date line are called otherwise. */
	if (fabs(lon) + *east >= 180)
		return (GRIDS - 1);
	while (grid < GRIDS - 1 &&
	    width(grid) < 2 * fmax(north, *east) + MORE)
		grid++;
	return (grid);
}

unsigned
grids_of(double lat, double lon, double radius,
    struct grids_cell ret[GRIDS_MOST])
{
	/* A metre more, as no distance is exact. */
	double north = (radius + 1) / DEGREE_M + MORE, east;
	struct grids_cell from, to;
	unsigned grid, n = 0;

	if (!(radius >= 0) || !isfinite(lat) || !isfinite(lon))
		return (0);
	grid = grid_of(lat, lon, north, &east);
	from = grids_at(grid, lat - north, lon - east);
	to = grids_at(grid, lat + north, lon + east);
	for (int32_t i = from.row; i <= to.row; i++)
		for (int32_t j = from.column; j <= to.column; j++) {
			BUG_IF(n == GRIDS_MOST);
			ret[n++] = (struct grids_cell){ (int32_t)grid, i, j };
		}
	return (n);
}
