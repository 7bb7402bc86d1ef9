/* SPDX-License-Identifier: Apache-2.0 */
/* Time that passes for a person who waits. */
#include <time.h>

#include "sys/ticker.h"

double
ticker_now(void)
{
	struct timespec ts;

	/* CLOCK_MONOTONIC exists wherever this builds. */
	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return ((double)ts.tv_sec + (double)ts.tv_nsec / 1e9);
}
