/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One measurement of the bench verb: rules and lines in, numbers out.  The
 * native engine is run by verb_bench.c, the plain one by bench_plain.c.
 */
#ifndef CLI_BENCH_JOB_H
#define CLI_BENCH_JOB_H

#include "cli/lane.h"
#include "cli/ruleset.h"

/** What was asked for. */
struct bench_job {
	enum lane_kind	 kind;
	unsigned long	 events, vehicles, shards, stretch;
	const char	*rules;		/* A path, or NULL. */
	const char	*write;		/* A folder, or NULL. */
	bool		 no_routing;
};

/** What came out; times are seconds. */
struct bench_result {
	size_t		lines;
	size_t		rules, refused;
	double		load, wall, cpu;
	size_t		state_bytes, dedupe_bytes;
	long		grown_kib;	/* Resident memory, by the lines. */
	size_t		alerts;
	char		hash[65];	/* SHA-256, hex, of the alert set. */
};

/** A stretch of time: start it, then read it. */
struct bench_watch {
	double	wall, cpu;
	long	rss_kib;
};

/** bench_job_start(w): Now. */
void bench_job_start(struct bench_watch *);

/** bench_job_stop(w, ret): Seconds and memory since then into ${ret}. */
void bench_job_stop(const struct bench_watch *, struct bench_result *);

/** bench_job_hash(text, ret): The SHA-256 of ${text} as text into ${ret}. */
void bench_job_hash(struct span, struct bench_result *);

#endif
