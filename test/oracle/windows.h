/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The oracle: what a case must tell.  Every window is computed from the
 * whole journal up to the line at hand, each time anew: slow and plain.
 */
#ifndef ORACLE_WINDOWS_H
#define ORACLE_WINDOWS_H

#include "oracle/case.h"

enum o_firing {
	O_POINTS,		/* Every true point. */
	O_RESET			/* The group starts empty after each. */
};

/** windows_truth(c, how, ret): Everything that ${c} tells, in order. */
void windows_truth(const struct o_case *, enum o_firing, struct o_result *);

/** What becomes of the lines before any rule sees them. */
struct o_line {
	bool		duplicate;
	int64_t		te;		/* After clock repair. */
	int64_t		clock;		/* The tenant's, with this line. */
	int64_t		sure;		/* For the test of lateness. */
};

/** windows_lines(c, ret): Fill ${ret}[events]. */
void windows_lines(const struct o_case *, struct o_line *);

/** An episode: one alert. */
struct o_episode {
	unsigned	corr, tenant;
	char		key[64];
	int64_t		opened, last;	/* te */
	uint64_t	by;
	unsigned	points;
	unsigned	count;		/* Events taken in. */
	int64_t		first, newest;	/* Of these. */
	double		value;		/* At its opening. */
	bool		has_value;
	uint64_t	highest;
};

/**
 * windows_episodes(c, r, ret, max): The alerts that the points make, in
 * order of opening; how many.
 */
size_t windows_episodes(const struct o_case *, const struct o_result *,
    struct o_episode *, size_t);

#endif
