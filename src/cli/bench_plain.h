/* SPDX-License-Identifier: Apache-2.0 */
/* The bench verb on plain input. */
#ifndef CLI_BENCH_PLAIN_H
#define CLI_BENCH_PLAIN_H

#include "cli/bench_job.h"
#include "engine/plain.h"

/** A finding, as it is compared: the number of its line, and its rule. */
struct bench_plain_hit {
	uint64_t	 line;
	const char	*rule;		/* Its id. */
};

/** The findings of a run. */
struct bench_plain_hits {
	struct bench_plain_hit	*hit;	/* Owned. */
	size_t			 n, cap;
	bool			 failed;	/* Memory was short. */
};

/**
 * bench_plain_open(job, texts, n, hits, ret, e):
 * Load ${n} rule texts as the lane of ${job} wants them; findings go to
 * ${hits}, which must outlive the engine.  Return as plain_new().
 */
rc bench_plain_open(const struct bench_job *, const struct sigma_text *,
    size_t, struct bench_plain_hits *, struct plain **, struct err *) MUST_USE;

/** bench_plain_hit_order(a, b): For qsort(): by line, then by rule. */
int bench_plain_hit_order(const void *, const void *);

/**
 * bench_plain_run(job, texts, n, lane, ret, e):
 * Load the rules, run the lines of ${lane}, fill ${ret}.  Return RC_OK, or
 * why not.
 */
rc bench_plain_run(const struct bench_job *, const struct sigma_text *, size_t,
    const struct lane *, struct bench_result *, struct err *) MUST_USE;

#endif
