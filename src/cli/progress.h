/* SPDX-License-Identifier: Apache-2.0 */
/* A line on the terminal that says how far a run has come. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	double	start, next;		/* Seconds. */
	bool	on;
};

/** progress_start(p, on): Begin; shows nothing unless ${on}. */
void progress_start(struct progress *, bool);

/** progress_show(p, events, share): Draw, at most a few times a second. */
void progress_show(struct progress *, uint64_t, double);

/** progress_end(p): Take the line away; returns the seconds it took. */
double progress_end(struct progress *);

#endif
