/* SPDX-License-Identifier: Apache-2.0 */
/* Lanes of correlations: windows, groups, distinct values. */
#ifndef CLI_LANE_CORR_H
#define CLI_LANE_CORR_H

#include "cli/lane.h"

/** lane_corr_mix(l, how): Count, distinct, sum and ordered; few fire. */
void lane_corr_mix(struct lane *, const struct lane_how *);

/** lane_corr_late(l, how): The same, 5 % late, 0.01 % a day ahead. */
void lane_corr_late(struct lane *, const struct lane_how *);

/** lane_corr_distinct(l, how): value_count over 1,800 values a group. */
void lane_corr_distinct(struct lane *, const struct lane_how *);

/**
 * lane_corr_percentile(l, how):
 * value_percentile over 10,000 samples a group.  Its condition always holds:
 * rsigma 0.21 computes the percentile and compares it with nothing.
 */
void lane_corr_percentile(struct lane *, const struct lane_how *);

/** lane_corr_spans(l, how): Each type, none fires; 60 s windows * stretch. */
void lane_corr_spans(struct lane *, const struct lane_how *);

/** lane_corr_groups(l, how): Two events each of n / 2 groups, none fires. */
void lane_corr_groups(struct lane *, const struct lane_how *);

/** lane_corr_count(l, how): One event_count, its window never ends. */
void lane_corr_count(struct lane *, const struct lane_how *);

#endif
