/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What all facts of a telemetry.sample cost: ns per event, the median of
 * rounds, over one vehicle (warm) and over many (states out of the cache),
 * and what one vehicle with its device takes in the registers.
 */
#include <stdio.h>
#include <time.h>

#include "fact_bench.h"
#include "twin/silence.h"

#define ROUNDS	25
#define EVENTS	40000
#define MANY	20000

static struct bench bench;

static double
now_ns(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);	/* Cannot fail. */
	return ((double)ts.tv_sec * 1e9 + (double)ts.tv_nsec);
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return ((x > y) - (x < y));
}

/* A driving sample like the contract's example line. */
static void
sample(struct bench *b)
{

	bench_blank(b);
	bench_num(b, FIELD_VSS_SPEED, 48);
	bench_word(b, FIELD_VSS_LOW_VOLTAGE_SYSTEM_STATE, "ON");
	bench_word(b, FIELD_VSS_CURRENT_LOCATION_GNSSRECEIVER_FIX_TYPE,
	    "THREE_D");
	bench_word(b, FIELD_GNSS_SOURCE, "gnss");
	bench_int(b, FIELD_GNSS_SATS, 11);
	bench_num(b, FIELD_GNSS_HDOP, 0.9);
	bench_num(b, FIELD_GNSS_CN0, 41.5);
	bench_num(b, FIELD_GNSS_SPEED_KMH, 47.8);
	bench_num(b, FIELD_VSS_CURRENT_LOCATION_HEADING, 87);
	bench_int(b, FIELD_SEQ, 1207);
	bench_int(b, FIELD_SOURCE_SEQ, 88120);
	b->ev.received = 0;
}

/* Offsets of the tracks' states of one kind. */
static size_t
lay_out(enum twin_kind kind, size_t at[TRACK_COUNT])
{
	size_t n = 0;

	for (unsigned i = 0; i < TRACK_COUNT; i++)
		if (fact_tracks[i].of == kind) {
			at[i] = n;
			n += fact_tracks[i].state;
		}
	return (n);
}

/* One round; only the tracks are timed, not the making of events. */
static double
round_of(struct bench *b, char *state[TWIN_KINDS], size_t vehicles,
    size_t each, const size_t *at, int64_t *clock)
{
	struct fact_out out = { b->slot, b->at, &b->arena };
	double from = now_ns();

	for (unsigned n = 0; n < EVENTS; n++) {
		struct fact_step step = { 0 };
		struct fact_in in = { .ev = &b->ev, .newest = *clock,
		    .step = &step, .feed_state = 1, .ref = b->ref };
		size_t v = n % vehicles;

		*clock += vehicles == 1 ? 10000 : 1;
		b->ev.time = *clock;
		bench_place(b, 52 + (double)(*clock % 100000000) * 1e-8,
		    13.4 + (double)(*clock % 7777) * 1e-7);
		bench_num(b, FIELD_VSS_TRAVELED_DISTANCE,
		    (double)*clock / 100);
		for (unsigned i = 0; i < TRACK_COUNT; i++) {
			const struct track *t = &fact_tracks[i];

			t->step(&in, t->of == TWIN_KINDS ? NULL :
			    state[t->of] + at[i] + (t->of == TWIN_VEHICLE ?
			    v * each : 0), &out);
		}
		if (n % 256 == 0)
			arena_clear(&b->arena);
	}
	return ((now_ns() - from) / EVENTS);
}

static int
measure(const char *what, size_t vehicles)
{
	struct bench *b = &bench;
	size_t at[TRACK_COUNT] = { 0 }, n[TWIN_KINDS];
	char *state[TWIN_KINDS];
	double ns[ROUNDS];
	int64_t clock = INT64_C(1772439304250);

	bench_up(b);
	sample(b);
	for (unsigned k = 0; k < TWIN_KINDS; k++) {
		n[k] = lay_out((enum twin_kind)k, at);
		if ((state[k] = calloc(k == TWIN_VEHICLE ? vehicles : 1,
		    n[k])) == NULL)
			return (1);
	}
	for (unsigned i = 0; i < ROUNDS; i++)
		ns[i] = round_of(b, state, vehicles, n[TWIN_VEHICLE], at,
		    &clock);
	qsort(ns, ROUNDS, sizeof(*ns), by_value);
	printf("%s: %.0f ns per event (least %.0f)\n", what, ns[ROUNDS / 2],
	    ns[0]);
	for (unsigned k = 0; k < TWIN_KINDS; k++)
		free(state[k]);
	bench_down(b);
	return (0);
}

int
main(void)
{
	size_t vehicle = twin_each(fact_state(TWIN_VEHICLE) +
	    sizeof(struct silence)) + silence_each();
	size_t device = twin_each(fact_state(TWIN_DEVICE));

	(void)t_skip;			/* No cases here, so none skipped. */
	printf("memory: vehicle %zu + device %zu = %zu bytes\n", vehicle,
	    device, vehicle + device);
	return (measure("one vehicle", 1) || measure("many vehicles", MANY));
}
