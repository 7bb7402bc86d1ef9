/* SPDX-License-Identifier: Apache-2.0 */
/* Facts of a source. */
#include "fact_bench.h"

#define S	INT64_C(1000)

static struct bench bench;

static void
health(void)
{
	struct bench *b = &bench;

	bench_up(b);
	bench_run(b, 0);
	T_WORD("absent", b, feed_state);
	b->feed_state = 1;
	bench_run(b, 0);
	T_WORD("ok", b, feed_state);
	b->feed_state = 4;
	bench_run(b, 0);
	T_WORD("bad_parse", b, feed_state);
	bench_down(b);
}

static void
gaps(void)
{
	static const struct {
		const char	*instance;
		int64_t		 seq;
		double		 gap;
	} rows[] = {
		{ "a", 10, ABSENT }, { "a", 11, ABSENT }, { "a", 13, 1 },
		{ "a", 12, ABSENT }, { "a", 13, ABSENT }, { "a", 14, ABSENT },
		{ "b", 100, ABSENT }, { NULL, 7, ABSENT }, { "a", 20, 5 },
		{ NULL, 9, 1 }, { "b", 101, ABSENT },
		/* A restart, at 1 or far below. */
		{ "b", 1, ABSENT }, { "b", 2, ABSENT }, { "b", 5, 2 },
		{ "b", 5000, 4994 }, { "b", 3975, ABSENT }, { "b", 3977, 1 },
		{ "b", 5001, 1023 },
	};
	struct bench *b = &bench;
	char text[8];

	bench_up(b);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		bench_blank(b);
		if (rows[i].instance != NULL)
			bench_word(b, FIELD_SOURCE_INSTANCE,
			    rows[i].instance);
		bench_int(b, FIELD_SOURCE_SEQ, rows[i].seq);
		/* Time falls: arrival order is what counts. */
		bench_run(b, 1000 - (int64_t)i);
		T_FACT(rows[i].gap, b, feed_seq_gap);
	}
	bench_blank(b);
	bench_run(b, 0);
	T_FACT(ABSENT, b, feed_seq_gap);

	/* Eight instances are remembered, the newest ones. */
	for (int i = 0; i < 8; i++) {
		(void)snprintf(text, sizeof(text), "i%d", i);
		bench_word(b, FIELD_SOURCE_INSTANCE, text);
		bench_int(b, FIELD_SOURCE_SEQ, 1);
		bench_run(b, 0);
	}
	bench_word(b, FIELD_SOURCE_INSTANCE, "i0");
	bench_int(b, FIELD_SOURCE_SEQ, 5);
	bench_run(b, 0);
	T_FACT(3, b, feed_seq_gap);
	bench_word(b, FIELD_SOURCE_INSTANCE, "a");
	bench_int(b, FIELD_SOURCE_SEQ, 50);
	bench_run(b, 0);
	T_FACT(ABSENT, b, feed_seq_gap);
	bench_down(b);
}

static void
drive(struct bench *b, int64_t time, double lat, double speed)
{

	bench_blank(b);
	bench_place(b, lat, 13);
	if (!isnan(speed))
		bench_num(b, FIELD_VSS_SPEED, speed);
	bench_run(b, time);
}

/* 0.001 degrees, 111.195 m, in 10 s are 40.03 km/h. */
static void
ratio(void)
{
	struct bench *b = &bench;
	int64_t t = 0;
	double lat = 50;
	int i;

	bench_up(b);
	for (i = 0; i <= 500; i++, t += 10 * S, lat += 0.001) {
		drive(b, t, lat, 20.015);
		T_FACT(ABSENT, b, feed_speed_ratio);
	}
	drive(b, t, lat, 20.015);		/* 500 steps came before. */
	T_FACT(2, b, feed_speed_ratio);

	/* Too near, too far, without speed: no steps. */
	drive(b, t + 999, lat + 1, 20.015);
	drive(b, t + 1000 * S, lat + 2, 20.015);
	drive(b, t + 1010 * S, lat + 2, ABSENT);
	drive(b, t + 1020 * S, lat + 3, 20.015);
	bench_blank(b);
	bench_place(b, 0, 13);			/* Not good. */
	bench_num(b, FIELD_VSS_SPEED, 20.015);
	bench_run(b, t + 1020 * S);
	T_FACT(2, b, feed_speed_ratio);
	t += 1020 * S;
	lat += 3;

	/* Halfway to the right unit, then all the way round. */
	drive(b, t + 1, lat, 40.03);		/* Too near, but previous. */
	for (i = 0; i < 250; i++) {
		t += 10 * S;
		lat += 0.001;
		drive(b, t, lat, 40.03);
	}
	drive(b, t, lat, 40.03);
	T_FACT(1.333, b, feed_speed_ratio);
	for (i = 0; i < 600; i++) {
		t += 10 * S;
		lat -= 0.001;
		drive(b, t, lat, 40.03);
	}
	T_FACT(1, b, feed_speed_ratio);

	/* Standing tells nothing new, and nothing is divided by zero. */
	for (i = 0; i < 502; i++)
		drive(b, t += 10 * S, lat, 0);
	T_FACT(0.995, b, feed_speed_ratio);
	bench_down(b);
}

/* ${n} steps of 10 s at 40.03 km/h, and one in which it parks. */
static void
evening(struct bench *b, int64_t *t, double *lat, int n)
{

	for (int i = 0; i < n; i++)
		drive(b, *t += 10 * S, *lat += 0.001, 40.03);
	drive(b, *t += 600 * S, *lat += 0.001, 0);
	drive(b, *t += 10 * S, *lat, 0);
}

/* A few long steps to a parking place say nothing about the unit. */
static void
parking(void)
{
	struct bench *b = &bench;
	int64_t t = 0;
	double lat = 50;

	bench_up(b);
	for (int i = 0; i < 60; i++)
		evening(b, &t, &lat, 8);
	T_FACT(ABSENT, b, feed_speed_ratio);
	for (int i = 0; i < 502; i++)
		drive(b, t += 10 * S, lat += 0.001, 40.03);
	T_FACT(1, b, feed_speed_ratio);
	for (int i = 0; i < 60; i++)
		evening(b, &t, &lat, 8);
	T_FACT(0.853, b, feed_speed_ratio);
	bench_down(b);
}

static const struct t_case cases[] = {
	{ "health of the source",			health },
	{ "missing numbers per instance",		gaps },
	{ "unit of speed",				ratio },
	{ "parked between two reports",			parking },
};

T_MAIN(cases)
