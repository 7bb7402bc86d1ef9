/* SPDX-License-Identifier: Apache-2.0 */
/* One measurement of the bench verb: what both engines share. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/hash.h"
#include "cli/bench_job.h"
#include "sys/ticker.h"

/* Resident memory in KiB; 0 where /proc does not say. */
static long
resident(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	char line[80], *end;
	long pages = 0;

	if (f == NULL)
		return (0);
	/* "size resident shared ...", in pages. */
	if (fgets(line, sizeof(line), f) != NULL) {
		(void)strtol(line, &end, 10);
		pages = strtol(end, NULL, 10);
	}
	(void)fclose(f);	/* Only read. */
	return (pages * (sysconf(_SC_PAGESIZE) / 1024));
}

static double
seconds(struct timeval t)
{

	return ((double)t.tv_sec + (double)t.tv_usec / 1e6);
}

/* Of all threads, user and system. */
static double
cpu(void)
{
	struct rusage use;

	(void)getrusage(RUSAGE_SELF, &use);	/* Cannot fail for SELF. */
	return (seconds(use.ru_utime) + seconds(use.ru_stime));
}

void
bench_job_start(struct bench_watch *w)
{

	w->rss_kib = resident();
	w->cpu = cpu();
	w->wall = ticker_now();
}

void
bench_job_stop(const struct bench_watch *w, struct bench_result *ret)
{

	ret->wall = ticker_now() - w->wall;
	ret->cpu = cpu() - w->cpu;
	ret->grown_kib = resident() - w->rss_kib;
}

void
bench_job_hash(struct span text, struct bench_result *ret)
{
	uint8_t sum[HASH_SHA256];

	hash_sha256(text, sum);
	hash_hex(sum, sizeof(sum), ret->hash);
	ret->hash[2 * HASH_SHA256] = '\0';
}
