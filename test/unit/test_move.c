/* SPDX-License-Identifier: Apache-2.0 */
/* Facts of positions and the odometer. */
#include "fact_bench.h"
#include "fact/geo.h"

#define DEG_M	111195.08	/* A degree of a meridian. */
#define S	INT64_C(1000)
#define NONE	ABSENT		/* Short, for the tables. */

static struct bench bench;	/* Too large for a small stack. */

/* A good fix; ABSENT leaves a number out. */
static void
fix(struct bench *b, int64_t time, double lat, double lon, double speed)
{

	bench_blank(b);
	bench_place(b, lat, lon);
	if (!isnan(speed))
		bench_num(b, FIELD_VSS_SPEED, speed);
	bench_run(b, time);
}

static void
grades(void)
{
	static const struct {
		const char	*want;
		double		 lat, lon;
		const char	*type, *source;
		double		 sats, hdop, acc;
		bool		 range, repaired;
	} rows[] = {
		{ "good", 52, 13, NULL, NULL, NONE, NONE, NONE, 0, 0 },
		{ "absent", NONE, NONE, NULL, "gnss", NONE, 1, 1, 0, 0 },
		{ "absent", NONE, NONE, NULL, NULL, NONE, NONE, NONE, 0, 1 },
		{ "absent", 52, NONE, NULL, NULL, NONE, NONE, NONE, 0, 0 },
		{ "good", NONE, NONE, "THREE_D", NULL, NONE, NONE, NONE, 0, 0 },
		{ "good", NONE, NONE, NULL, NULL, 1, NONE, NONE, 0, 0 },
		{ "none", 52, 13, "NONE", NULL, 9, NONE, NONE, 0, 0 },
		{ "none", 52, 13, NULL, NULL, 0, NONE, NONE, 0, 0 },
		{ "insane_time", 52, 13, "NONE", NULL, 0, NONE, NONE, 0, 1 },
		{ "range", NONE, 13, NULL, NULL, NONE, NONE, NONE, 1, 0 },
		{ "none", NONE, 13, "NONE", NULL, NONE, NONE, NONE, 1, 0 },
		{ "zero", 0, 13, NULL, "cell", NONE, NONE, NONE, 0, 0 },
		{ "zero", 52, 0, NULL, NULL, NONE, NONE, NONE, 0, 0 },
		{ "zero", 0.1, -0.1, NULL, NULL, NONE, NONE, NONE, 0, 0 },
		{ "good", 0.1, -0.1001, NULL, NULL, NONE, NONE, NONE, 0, 0 },
		{ "fallback", 52, 13, NULL, "cell", NONE, 30, NONE, 0, 0 },
		{ "fallback", 52, 13, NULL, "dead_reckoning", NONE, NONE, NONE,
		    0, 0 },
		{ "good", 52, 13, "TWO_D", "gnss", 4, 19.99, 99.9, 0, 0 },
		{ "inaccurate", 52, 13, NULL, NULL, NONE, 20, NONE, 0, 0 },
		{ "inaccurate", 52, 13, NULL, NULL, NONE, NONE, 100, 0, 0 },
	};
	struct bench *b = &bench;

	bench_up(b);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		bench_blank(b);
		if (!isnan(rows[i].lat))
			bench_num(b, FIELD_VSS_CURRENT_LOCATION_LATITUDE,
			    rows[i].lat);
		if (!isnan(rows[i].lon))
			bench_num(b, FIELD_VSS_CURRENT_LOCATION_LONGITUDE,
			    rows[i].lon);
		if (rows[i].type != NULL)
			bench_word(b,
			    FIELD_VSS_CURRENT_LOCATION_GNSSRECEIVER_FIX_TYPE,
			    rows[i].type);
		if (rows[i].source != NULL)
			bench_word(b, FIELD_GNSS_SOURCE, rows[i].source);
		if (!isnan(rows[i].sats))
			bench_int(b, FIELD_GNSS_SATS, (int)rows[i].sats);
		if (!isnan(rows[i].hdop))
			bench_num(b, FIELD_GNSS_HDOP, rows[i].hdop);
		if (!isnan(rows[i].acc))
			bench_num(b,
			    FIELD_VSS_CURRENT_LOCATION_HORIZONTAL_ACCURACY,
			    rows[i].acc);
		b->ev.coord_range = rows[i].range;
		b->ev.repaired = rows[i].repaired;
		bench_run(b, 1000);
		T_WORD(rows[i].want, b, move_fix);
	}
	/* Late ones are graded too; other types are not. */
	b->ev.coord_range = b->ev.repaired = false;
	fix(b, 0, 52, 13, ABSENT);
	T_WORD("good", b, move_fix);
	b->ev.type = TYPE_TELEMETRY_ALARM;
	bench_run(b, 2000);
	T_WORD("absent", b, move_fix);
	bench_down(b);
}

static void
speeds(void)
{
	static const struct {
		const char	*why;
		double		 lat, lon;
		int64_t		 ms;
		double		 to_lat, to_lon, kmh;
	} rows[] = {
		{ "a degree in an hour", 0.5, 10, 3600 * S, 1.5, 10, 111.2 },
		{ "parked", 52, 13, 60 * S, 52, 13, 0 },
		{ "date line", 10, 179.5, 3600 * S, 10, -179.5, 109.5 },
		{ "over the pole", 89.5, 0.5, 3600 * S, 89.5, -179.5, 111.2 },
		{ "half round", 1, 1, 3600 * S, -1, -179, 20015.1 },
		{ "one second", 52, 13, 1000, 52.001, 13, 400.3 },
		{ "under a second", 52, 13, 999, 52.001, 13, ABSENT },
		{ "the same time", 52, 13, 0, 52.001, 13, ABSENT },
		{ "late", 52, 13, -1, 52.001, 13, ABSENT },
	};
	struct bench *b = &bench;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		bench_up(b);
		fix(b, 10 * S, rows[i].lat, rows[i].lon, ABSENT);
		T_FACT(ABSENT, b, move_speed_kmh);
		fix(b, 10 * S + rows[i].ms, rows[i].to_lat, rows[i].to_lon,
		    ABSENT);
		T_FACT(rows[i].kmh, b, move_speed_kmh);
		bench_down(b);
	}
}

/* A late fix leaves no trace; a bad one neither. */
static void
left_out(void)
{
	struct bench *b = &bench;

	bench_up(b);
	fix(b, 0, 52, 13, ABSENT);
	fix(b, 100 * S, 52, 13, ABSENT);
	fix(b, 50 * S, 53, 13, ABSENT);
	fix(b, 120 * S, 0, 13, ABSENT);
	T_FACT(ABSENT, b, move_speed_kmh);
	fix(b, 130 * S, 52.01, 13, ABSENT);
	/* 30 s after the previous, which repeats one 100 s before it. */
	T_FACT(44.5, b, move_speed_kmh);	/* 1112.0 m in 90 s */
	bench_down(b);
}

/* Held positions date back, 60 s before the previous fix at most. */
static void
held(void)
{
	static const struct {
		int	first_s;	/* Of the run; the last is at 100. */
		double	kmh;		/* 1112.0 m up to 110. */
	} rows[] = {
		{ 90, 200.2 }, { 41, 58.0 }, { 40, 57.2 }, { 39, 57.2 },
		{ 0, 57.2 }
	};
	struct bench *b = &bench;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		bench_up(b);
		fix(b, -10 * S, 51.99, 13, ABSENT);
		for (int t = rows[i].first_s; t <= 100; t++)
			fix(b, t * S, 52, 13, ABSENT);
		fix(b, 110 * S, 52.01, 13, ABSENT);
		T_FACT(rows[i].kmh, b, move_speed_kmh);
		fix(b, 120 * S, 52.02, 13, ABSENT);
		T_FACT(400.3, b, move_speed_kmh);
		bench_down(b);
	}
}

/* Latitudes every 60 s; the jump that each gives, in km/h; 0 is none. */
static void
jumps(void)
{
	static const struct {
		const char	*why;
		double		 lat[8];
		double		 kmh[8], m[8];
	} rows[] = {
		{ "a leap that settles",
		    { 50, 50, 50.1, 50.1, 50.1, 50.1 },
		    { [4] = 333.6 }, { [4] = 11119.5 } },
		{ "from the first fix on",
		    { 50, 50.1, 50.1, 50.1 },
		    { [3] = 667.2 }, { [3] = 11119.5 } },
		{ "one wild fix",
		    { 50, 50, 50.1, 50, 50, 50, 50 }, { 0 }, { 0 } },
		{ "one wild fix on a drive",
		    { 50, 50.005, 50.1, 50.015, 50.02, 50.025, 50.03 },
		    { 0 }, { 0 } },
		{ "there and back",
		    { 50, 50.1, 50.1, 50.1, 50, 50, 50, 50 },
		    { [3] = 667.2, [6] = 333.6 },	/* Held for 60 s. */
		    { [3] = 11119.5, [6] = 11119.5 } },
		{ "half as fast after it is settled",
		    { 50, 50.1, 50.15, 50.2 },
		    { [3] = 667.2 }, { [3] = 11119.5 } },
		{ "faster is not",
		    { 50, 50.1, 50.151, 50.2 }, { 0 }, { 0 } },
	};
	struct bench *b = &bench;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		bench_up(b);
		for (int k = 0; k < 8 && rows[i].lat[k] != 0; k++) {
			double got;

			fix(b, k * 60 * S, rows[i].lat[k], 13, ABSENT);
			got = bench_fact(b, FACT_move_jump_kmh);
			/* A jump of 0 among equal places is none. */
			T_NUM(rows[i].kmh[k], isnan(got) ? 0 : got, 0);
			got = bench_fact(b, FACT_move_jump_m);
			T_NUM(rows[i].m[k], isnan(got) ? 0 : got, 0);
		}
		bench_down(b);
	}
	/* A step under a second has no speed, so no jump. */
	bench_up(b);
	fix(b, 0, 50, 13, ABSENT);
	fix(b, 60 * S, 51, 13, ABSENT);
	fix(b, 60 * S + 999, 51, 13, ABSENT);
	fix(b, 70 * S, 51, 13, ABSENT);
	T_FACT(ABSENT, b, move_jump_kmh);
	bench_down(b);
}

static void
headings(void)
{
	static const struct {
		double	dlat, dlon, heading;
		int64_t	ms;
		double	deg;
	} rows[] = {
		{ 0.01, 0, 0, 10 * S, 0 },
		{ 0.01, 0, 350, 10 * S, 10 },
		{ -0.01, 0, 0, 10 * S, 180 },
		{ 0.01, 0, 60.5, 30 * S, 60.5 },
		{ 0.01, 0, 60.5, 30 * S + 1, ABSENT },
		{ 0.0004497, 0, 10, 10 * S, 10 },	/* 50.005 m */
		{ 0.0004496, 0, 10, 10 * S, ABSENT },	/* 49.993 m */
		{ 0.01, 0, ABSENT, 10 * S, ABSENT },
	};
	struct bench *b = &bench;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		bench_up(b);
		fix(b, 0, 50, 13, ABSENT);
		bench_blank(b);
		bench_place(b, 50 + rows[i].dlat, 13 + rows[i].dlon);
		if (!isnan(rows[i].heading))
			bench_num(b, FIELD_VSS_CURRENT_LOCATION_HEADING,
			    rows[i].heading);
		bench_run(b, rows[i].ms);
		T_FACT(rows[i].deg, b, move_heading_diff_deg);
		bench_down(b);
	}
}

static void
frozen(void)
{
	struct bench *b = &bench;

	bench_up(b);
	fix(b, 0, 50, 13, 30);
	T_FACT(0, b, move_frozen_s);
	fix(b, 599 * S + 999, 50, 13, 30);
	T_FACT(599.999, b, move_frozen_s);
	fix(b, 600 * S, 50, 13, 0.1);
	T_FACT(600, b, move_frozen_s);
	bench_blank(b);			/* No position: not of the run. */
	bench_num(b, FIELD_VSS_SPEED, 30);
	bench_run(b, 650 * S);
	T_FACT(ABSENT, b, move_frozen_s);
	fix(b, 700 * S, 50, 13, 30);
	T_FACT(700, b, move_frozen_s);
	fix(b, 640 * S, 51, 13, 0);	/* Late. */
	T_FACT(ABSENT, b, move_frozen_s);
	fix(b, 710 * S, 50, 13, 0);
	T_FACT(ABSENT, b, move_frozen_s);
	fix(b, 720 * S, 50, 13, 30);
	T_FACT(0, b, move_frozen_s);
	fix(b, 730 * S, 50, 13, ABSENT);
	T_FACT(ABSENT, b, move_frozen_s);
	fix(b, 740 * S, 50, 13, 30);
	T_FACT(0, b, move_frozen_s);
	fix(b, 750 * S, 50.0000001, 13, 30);
	T_FACT(0, b, move_frozen_s);
	bench_down(b);
}

static void
parked_fix(struct bench *b, int t, double lat, double lon, const char *lvs)
{

	bench_blank(b);
	if (!isnan(lat))
		bench_place(b, lat, lon);
	if (lvs != NULL)
		bench_word(b, FIELD_VSS_LOW_VOLTAGE_SYSTEM_STATE, lvs);
	bench_run(b, t * S);
}

static void
parked(void)
{
	struct bench *b = &bench;

	/* Off from the start: the first fixes are the place. */
	bench_up(b);
	for (int i = 0; i < 3; i++) {
		parked_fix(b, i * 60, 50, 13, i == 0 ? "OFF" : NULL);
		T_FACT(i < 2 ? ABSENT : 0, b, move_parked_m);
	}
	parked_fix(b, 180, 50.01, 13, NULL);	/* One wild fix. */
	T_FACT(0, b, move_parked_m);
	parked_fix(b, 240, 50.01, 13, "LOCK");	/* No change: still off. */
	T_FACT(1112, b, move_parked_m);
	bench_blank(b);
	bench_run(b, 250 * S);
	T_FACT(ABSENT, b, move_parked_m);
	parked_fix(b, 300, 50.01, 13, "ON");
	T_FACT(ABSENT, b, move_parked_m);

	/* Off again: the three nearest the change, two of them before. */
	parked_fix(b, 310, 50.02, 13, NULL);
	parked_fix(b, 320, 50.03, 13, NULL);
	parked_fix(b, 330, 50.04, 13, "OFF");
	parked_fix(b, 335, 50.05, 13, NULL);
	T_FACT(ABSENT, b, move_parked_m);
	parked_fix(b, 350, 50.05, 13, NULL);
	/* Place: median of .04 (0 s), .05 (5 s), .03 (10 s); now .05. */
	T_FACT(1112, b, move_parked_m);
	bench_down(b);

	/* Without a fix at the change: three before it stand. */
	bench_up(b);
	for (int i = 0; i < 4; i++)
		parked_fix(b, i * 10, 50 + i * 0.01, 13, "ON");
	parked_fix(b, 40, ABSENT, ABSENT, "OFF");
	for (int i = 0; i < 3; i++)
		parked_fix(b, 3600 + i, 50.02, 13, NULL);
	T_FACT(0, b, move_parked_m);
	for (int i = 0; i < 2; i++)
		parked_fix(b, 3700 + i, 50.03, 13, NULL);
	T_FACT(1112, b, move_parked_m);
	bench_down(b);

	/* Across the date line. */
	bench_up(b);
	parked_fix(b, 0, 10, 179.9999, "OFF");
	parked_fix(b, 10, 10, -179.9999, NULL);
	parked_fix(b, 20, 10, -179.9999, NULL);
	T_FACT(0, b, move_parked_m);
	parked_fix(b, 30, 10, 179.9999, NULL);
	parked_fix(b, 40, 10, 179.9999, NULL);
	T_FACT(21.9, b, move_parked_m);
	bench_down(b);
}

static void
odometer(struct bench *b, int64_t time, double odo, double lat)
{

	bench_blank(b);
	bench_num(b, FIELD_VSS_TRAVELED_DISTANCE, odo);
	if (!isnan(lat))
		bench_place(b, lat, 13);
	bench_run(b, time);
}

static void
odo_steps(void)
{
	struct bench *b = &bench;

	bench_up(b);
	odometer(b, 0, 100000, ABSENT);
	T_FACT(ABSENT, b, move_odo_delta_m);
	odometer(b, 10 * S, 100100.04, ABSENT);
	T_FACT(100, b, move_odo_delta_m);
	T_FACT(36, b, move_odo_kmh);
	odometer(b, 10 * S + 999, 99000, ABSENT);
	T_FACT(-1100, b, move_odo_delta_m);
	T_FACT(ABSENT, b, move_odo_kmh);
	odometer(b, 5 * S, 5, ABSENT);		/* Late. */
	T_FACT(ABSENT, b, move_odo_delta_m);
	bench_blank(b);
	bench_run(b, 15 * S);
	T_FACT(ABSENT, b, move_odo_delta_m);
	odometer(b, 20 * S + 999, 98990, ABSENT);
	T_FACT(-10, b, move_odo_delta_m);
	T_FACT(-3.6, b, move_odo_kmh);
	bench_down(b);
}

static void
spans(void)
{
	struct bench *b = &bench;
	double step = 0.01;			/* 1,111.95 m */

	bench_up(b);
	odometer(b, 0, 0, 50);
	T_FACT(ABSENT, b, move_span_m);
	for (int i = 1; i <= 17; i++) {
		odometer(b, i * 60 * S, i * 1000, 50 + i * step);
		T_FACT(round(i * step * DEG_M * 10) / 10, b, move_span_m);
		T_FACT(0.899, b, move_odo_ratio);
	}
	/* 20,015.1 m: there, and then from 0 again. */
	odometer(b, 18 * 60 * S, 18000, 50 + 17 * step);
	T_FACT(18903.2, b, move_span_m);
	odometer(b, 19 * 60 * S, 19000, 50 + 18 * step);
	T_FACT(20015.1, b, move_span_m);
	T_FACT(0.949, b, move_odo_ratio);
	odometer(b, 20 * 60 * S, 20000, 50 + 19 * step);
	T_FACT(1112, b, move_span_m);

	/* No fix, no odometer: left out; 60 s are in, more ends it. */
	bench_blank(b);
	bench_run(b, 20 * 60 * S + 30 * S);
	T_FACT(ABSENT, b, move_span_m);
	odometer(b, 20 * 60 * S + 40 * S, 20000, ABSENT);
	T_FACT(ABSENT, b, move_span_m);
	odometer(b, 21 * 60 * S, 21000, 50 + 20 * step);
	T_FACT(2223.9, b, move_span_m);
	odometer(b, 22 * 60 * S + 1, 22000, 50 + 21 * step);
	T_FACT(ABSENT, b, move_span_m);
	odometer(b, 23 * 60 * S, 22000, 50 + 21 * step);
	T_FACT(0, b, move_span_m);
	T_FACT(0, b, move_odo_ratio);
	odometer(b, 24 * 60 * S, 21999.9, 50 + 22 * step);
	T_FACT(ABSENT, b, move_span_m);

	/* It stands while the odometer runs: capped. */
	odometer(b, 24 * 60 * S + S, 22999.9, 50 + 22 * step);
	T_FACT(1000, b, move_odo_ratio);
	odometer(b, 24 * 60 * S + 2 * S, 23000, 50 + 22 * step);
	T_FACT(1000, b, move_odo_ratio);
	T_FACT(1000.1, b, move_span_m);
	bench_down(b);

	/* Trembling adds nothing; slow driving at 1 Hz adds up. */
	bench_up(b);
	for (int i = 0; i < 60; i++)
		odometer(b, i * S, 0, 50 + i % 2 * 0.00008);
	T_FACT(0, b, move_span_m);
	for (int i = 60; i < 160; i++)
		odometer(b, i * S, 0, 50 + (i - 59) * 0.00008);
	T_TRUE(fabs(bench_fact(b, FACT_move_span_m) - 889.6) < 12);
	bench_down(b);
}

static void
lost_run(struct bench *b, int64_t time, const char *type)
{

	bench_blank(b);
	if (type != NULL)
		bench_word(b,
		    FIELD_VSS_CURRENT_LOCATION_GNSSRECEIVER_FIX_TYPE, type);
	bench_run(b, time);
}

static void
lost(void)
{
	struct bench *b = &bench;

	bench_up(b);
	lost_run(b, 0, "THREE_D");
	T_FACT(ABSENT, b, move_nofix_s);
	lost_run(b, 10 * S, "NONE");
	T_FACT(0, b, move_nofix_s);
	lost_run(b, 129 * S + 999, "NONE");
	T_FACT(119.999, b, move_nofix_s);
	lost_run(b, 140 * S, NULL);		/* Says nothing. */
	T_FACT(ABSENT, b, move_nofix_s);
	lost_run(b, 430 * S, "NONE");		/* 290 s later. */
	T_FACT(420, b, move_nofix_s);
	lost_run(b, 420 * S, "NONE");		/* Late. */
	T_FACT(ABSENT, b, move_nofix_s);
	lost_run(b, 730 * S, "NONE");		/* 300 s: goes on. */
	T_FACT(720, b, move_nofix_s);
	lost_run(b, 1030 * S + 1, "NONE");	/* Over 300 s: anew. */
	T_FACT(0, b, move_nofix_s);
	lost_run(b, 1040 * S, "TWO_D");
	T_FACT(ABSENT, b, move_nofix_s);
	lost_run(b, 1050 * S, "NONE");
	T_FACT(0, b, move_nofix_s);
	bench_down(b);
}

static void
weak(void)
{
	struct bench *b = &bench;

	bench_up(b);
	for (int i = 0; i < 12; i++) {
		bench_blank(b);
		bench_place(b, 50, 13);
		bench_num(b, FIELD_GNSS_CN0, 40 + i);
		bench_run(b, i * S);
		/* Median of up to ten before this one. */
		T_FACT(i < 5 ? ABSENT : i < 10 ? -(i + 1) / 2.0 : -5.5, b,
		    move_cn0_drop_db);
	}
	bench_blank(b);				/* 42 to 51: 46.5 */
	bench_int(b, FIELD_GNSS_SATS, 0);
	bench_num(b, FIELD_GNSS_CN0, 31.3);
	bench_run(b, 20 * S);
	T_FACT(15.2, b, move_cn0_drop_db);
	bench_run(b, 21 * S);			/* It was not taken in. */
	T_FACT(15.2, b, move_cn0_drop_db);
	bench_run(b, 19 * S);
	T_FACT(ABSENT, b, move_cn0_drop_db);	/* Late. */
	bench_down(b);
}

static void
two_speeds(void)
{
	struct bench *b = &bench;

	bench_up(b);
	bench_num(b, FIELD_GNSS_SPEED_KMH, 70.06);
	bench_run(b, 0);
	T_FACT(ABSENT, b, move_speed_diff_kmh);
	bench_num(b, FIELD_VSS_SPEED, 90);
	bench_run(b, 1);
	T_FACT(19.9, b, move_speed_diff_kmh);
	bench_run(b, 0);			/* Late: no matter. */
	T_FACT(19.9, b, move_speed_diff_kmh);
	bench_down(b);
}

static double
plain(double lat1, double lon1, double lat2, double lon2)
{
	double r = M_PI / 180;
	double x = sin((lat2 - lat1) * r / 2), y = sin((lon2 - lon1) * r / 2);
	double h = x * x + cos(lat1 * r) * cos(lat2 * r) * y * y;

	return (2 * 6371008.8 * asin(sqrt(h < 1 ? h : 1)));
}

static double
plain_bearing(double lat1, double lon1, double lat2, double lon2)
{
	double r = M_PI / 180, d = (lon2 - lon1) * r;
	double deg = atan2(sin(d) * cos(lat2 * r), cos(lat1 * r) *
	    sin(lat2 * r) - sin(lat1 * r) * cos(lat2 * r) * cos(d)) / r;

	return (deg < 0 ? deg + 360 : deg);
}

/* Random pairs from centimetres to the other side of the earth. */
static void
agrees(void)
{
	uint64_t seed = 42;
	int bad = 0;

	for (int i = 0; i < 200000; i++) {
		double u[5], span, lat, lon, want, diff;
		struct geo a, b;

		for (int k = 0; k < 5; k++) {
			seed = seed * UINT64_C(6364136223846793005) +
			    UINT64_C(1442695040888963407);
			u[k] = (double)(seed >> 11) / 9007199254740992.0;
		}
		span = pow(10, -6 + 8.3 * u[4]);
		a = geo_at(u[0] * 180 - 90, u[1] * 360 - 180);
		lat = fmin(90, fmax(-90, a.lat + (u[2] - 0.5) * span));
		lon = a.lon + (u[3] - 0.5) * fmin(span, 360);
		lon = lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon;
		b = geo_at(lat, lon);
		want = plain(a.lat, a.lon, lat, lon);
		/* Near the antipode the formula itself is blunt. */
		bad += fabs(geo_distance(&a, &b) - want) >
		    (want > 1.99e7 ? 0.5 : 1e-6 + want * 1e-12);
		if (want < 50)
			continue;
		diff = fabs(geo_bearing(&a, &b) -
		    plain_bearing(a.lat, a.lon, lat, lon));
		bad += fmin(diff, 360 - diff) > 1e-4;
	}
	T_INT(0, bad);
}

static const struct t_case cases[] = {
	{ "what a position is worth",			grades },
	{ "speed between good fixes",			speeds },
	{ "late and bad fixes are left out",		left_out },
	{ "held positions date back",			held },
	{ "leaps that settle",				jumps },
	{ "heading against bearing",			headings },
	{ "a frozen position",				frozen },
	{ "towed from the parking place",		parked },
	{ "odometer against itself",			odo_steps },
	{ "odometer against the path",			spans },
	{ "no good fix",				lost },
	{ "weaker than usual",				weak },
	{ "two speeds",					two_speeds },
	{ "distance and bearing agree with the plain formulas",	agrees },
};

T_MAIN(cases)
