/* SPDX-License-Identifier: Apache-2.0 */
/* When a plain line happened. */
#include <math.h>

#include "base/attr.h"
#include "base/ts.h"
#include "engine/plain_time.h"
#include "model/numeric.h"

#define MOST_MS		INT64_C(253402300800000)	/* Year 10000. */

/* Units by the size of the number: below, and how many make a ms. */
static const struct {
	int64_t	below;
	int64_t	times, parts;
} units[] = {
	{ INT64_C(100000000000), 1000, 1 },
	{ INT64_C(100000000000000), 1, 1 },
	{ INT64_C(100000000000000000), 1, 1000 },
	{ INT64_MAX, 1, 1000000 },
};

static bool
whole(int64_t i, int64_t *ms)
{
	size_t u = 0;

	if (i < 0)
		return (false);
	while (i >= units[u].below && u + 1 < COUNT_OF(units))
		u++;
	*ms = i * units[u].times / units[u].parts;
	return (*ms < MOST_MS);
}

static bool
broken(double d, int64_t *ms)
{
	size_t u = 0;

	if (!(d >= 0 && d < 9e18))
		return (false);
	while (d >= (double)units[u].below && u + 1 < COUNT_OF(units))
		u++;
	/* 1700000000.123 is a little less than that. */
	d = floor(d * (double)units[u].times / (double)units[u].parts + 1e-4);
	*ms = (int64_t)d;
	return (d < (double)MOST_MS);
}

bool
plain_time_of(const struct value *v, int64_t *ms)
{
	struct numeric n;

	if (v->type == VALUE_ARRAY && v->n > 0)
		v = v->member;
	if (v->type == VALUE_TEXT && ts_parse(value_text(v), ms) == RC_OK)
		return (true);
	if (!numeric_value(v, &n))
		return (false);
	return (n.whole ? whole(n.i, ms) : broken(n.d, ms));
}
