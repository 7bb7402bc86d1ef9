/* SPDX-License-Identifier: Apache-2.0 */
/* Facts of clocks, and the tables behind all facts. */
#include "fact_bench.h"

#define S	INT64_C(1000)

static struct bench bench;

static void
lag(void)
{
	struct bench *b = &bench;

	bench_up(b);
	bench_run(b, 1000);
	T_FACT(ABSENT, b, clock_lag_s);
	b->ev.received = 61760;
	b->ev.type = TYPE_AUTH_LOGIN;
	b->ev.category = CATEGORY_AUTH;
	bench_run(b, 61000);
	T_FACT(0.76, b, clock_lag_s);
	bench_run(b, 62000);
	T_FACT(-0.24, b, clock_lag_s);
	bench_run(b, 1760);			/* Late: no matter. */
	T_FACT(60, b, clock_lag_s);
	bench_down(b);
}

static void
day(void)
{
	struct bench *b = &bench;

	bench_up(b);
	bench_run(b, INT64_C(1772439304250));
	T_WORD("2026-03-02", b, clock_day);
	bench_run(b, INT64_C(1772495999999));
	T_WORD("2026-03-02", b, clock_day);
	bench_run(b, INT64_C(1772496000000));
	T_WORD("2026-03-03", b, clock_day);
	bench_run(b, -1);
	T_WORD("1969-12-31", b, clock_day);
	bench_down(b);
}

static void
back(void)
{
	struct bench *b = &bench;

	bench_up(b);
	bench_run(b, 10 * S);
	T_FACT(ABSENT, b, clock_back_s);
	bench_run(b, 10 * S);
	T_FACT(ABSENT, b, clock_back_s);
	bench_run(b, 10 * S - 1);
	T_FACT(0.001, b, clock_back_s);
	bench_run(b, 5 * S);
	T_FACT(5, b, clock_back_s);
	b->ev.delayed = true;
	bench_run(b, 4 * S);
	T_FACT(ABSENT, b, clock_back_s);
	b->ev.delayed = false;
	b->ev.type = TYPE_DEVICE_CONNECT;
	b->ev.category = CATEGORY_DEVICE;
	bench_run(b, 4 * S);
	T_FACT(6, b, clock_back_s);
	b->ev.type = TYPE_SIM_EVENT;
	b->ev.category = CATEGORY_SIM;
	bench_run(b, 4 * S);
	T_FACT(ABSENT, b, clock_back_s);
	bench_down(b);
}

static void
seq(void)
{
	static const struct {
		int64_t	seq, time;
		double	delta;
	} rows[] = {
		{ 0, 10, ABSENT }, { 1, 20, 1 }, { 1, 30, 0 }, { 5, 15, 4 },
		{ 3, 40, -2 }, { -7, 50, -10 }, { -8, 60, -1 },
		{ INT64_C(9007199254740992), 70, 9007199254741000.0 }
	};
	struct bench *b = &bench;

	bench_up(b);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		bench_blank(b);
		bench_int(b, FIELD_SEQ, rows[i].seq);
		bench_run(b, rows[i].time);
		T_FACT(rows[i].delta, b, clock_seq_delta);
		bench_blank(b);			/* Without one: no matter. */
		bench_run(b, rows[i].time);
		T_FACT(ABSENT, b, clock_seq_delta);
	}
	bench_down(b);
}

static void
tables(void)
{
	struct suggest s = SUGGEST_START;
	const struct fact *f;

	T_INT(RC_OK, fact_init());
	T_INT(RC_OK, fact_init());		/* Again is the same. */
	for (unsigned i = 0; i < FACT_COUNT; i++) {
		f = fact_row((enum fact_id)i);
		T_INT(i, fact_find(span_of(f->name)));
		T_TRUE(f->on != 0 && f->help[0] != '\0');
		T_TRUE(f->words_n == 0 || f->type == VALUE_TEXT);
		T_TRUE(f->track < TRACK_COUNT);
	}
	T_INT(FACT_COUNT, fact_find(SPAN("move.spede")));
	fact_near(&s, SPAN("move.spead_kmh"));
	T_SPAN("move.speed_kmh", s.best);
	f = fact_row(FACT_feed_state);
	T_INT(4, f->words_n);
	T_STR("ok", f->words[0]);
	T_STR("bad_parse", f->words[3]);
	T_INT(15, fact_row(FACT_twin_effects)->words_n);
	T_TRUE(fact_row(FACT_twin_effects)->array);
	T_TRUE(fact_row(FACT_move_fix)->on ==
	    UINT64_C(1) << TYPE_TELEMETRY_SAMPLE);
	T_TRUE(fact_row(FACT_clock_back_s)->on & UINT64_C(1) <<
	    TYPE_BROKER_ACL);
	T_TRUE(!(fact_row(FACT_clock_back_s)->on & UINT64_C(1) <<
	    TYPE_SIM_EVENT));
	T_TRUE(fact_row(FACT_twin_speed)->on & UINT64_C(1) <<
	    TYPE_COMMAND_REQUEST);

	for (unsigned i = 0; i < TRACK_COUNT; i++) {
		const uint16_t *p = fact_tracks[i].fields;

		while (*p != 0)
			T_TRUE(*p++ < FIELD_TOTAL);
		T_TRUE(fact_tracks[i].step != NULL);
		/* What is needed runs before: its kind comes first. */
		if (fact_tracks[i].needs != TRACK_COUNT)
			T_TRUE(fact_tracks[fact_tracks[i].needs].of <
			    fact_tracks[i].of);
	}
}

/* A kilobyte each; of a device that is without its last 256 reports. */
static void
memory(void)
{
	size_t reports = fact_tracks[TRACK_payload_age].state;

	printf("# facts: vehicle %zu, device %zu, source %zu bytes\n",
	    fact_state(TWIN_VEHICLE), fact_state(TWIN_DEVICE),
	    fact_state(TWIN_SOURCE));
	T_TRUE(fact_state(TWIN_VEHICLE) <= 1024);
	T_TRUE(fact_state(TWIN_DEVICE) <= 512 + reports);
	T_TRUE(reports <= 2064);
}

static void
values(void)
{
	static const struct {
		double	num, step, want;
		int	type;
	} rows[] = {
		{ 0.05, FACT_M, 0.1, VALUE_NUM },
		{ -0.05, FACT_M, -0.1, VALUE_NUM },
		{ 0.04, FACT_M, 0, VALUE_INT },
		{ -0.04, FACT_M, 0, VALUE_INT },
		{ 123.4567, FACT_KMH, 123.5, VALUE_NUM },
		{ 2.0004999, FACT_S, 2, VALUE_INT },
		{ 2.0005, FACT_RATIO, 2.001, VALUE_NUM },
		{ 0.125, FACT_RAW, 0.125, VALUE_NUM },
		{ 1e300, FACT_M, 1e300, VALUE_NUM },
		{ (double)INFINITY, FACT_M, ABSENT, VALUE_ABSENT },
		{ ABSENT, FACT_RAW, ABSENT, VALUE_ABSENT },
	};
	struct bench *b = &bench;
	struct fact_out out = { b->slot, b->at, &b->arena };

	bench_up(b);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		bench_blank(b);
		fact_num(&out, FACT_move_span_m, rows[i].num, rows[i].step);
		T_FACT(rows[i].want, b, move_span_m);
		T_INT(rows[i].type, bench_get(b, FACT_move_span_m)->type);
	}
	fact_words(&out, FACT_twin_effects, 0);
	T_INT(VALUE_ARRAY, bench_get(b, FACT_twin_effects)->type);
	T_INT(0, bench_get(b, FACT_twin_effects)->n);
	fact_words(&out, FACT_twin_effects, 1u << 14 | 1);
	T_WORD("unlocked,charging_off", b, twin_effects);
	T_INT(15, bench_get(b, FACT_twin_effects)->member[1].code);

	/* Nobody reads it: the trash takes it. */
	b->at[FACT_twin_effects] = PLAN_TRASH;
	T_TRUE(!fact_wanted(&out, FACT_twin_effects));
	fact_words(&out, FACT_twin_effects, 1);
	T_INT(VALUE_ABSENT, b->slot[PLAN_TRASH].type);
	bench_down(b);
}

static const struct t_case cases[] = {
	{ "lag",					lag },
	{ "day",					day },
	{ "a clock that goes back",			back },
	{ "the device's counter",			seq },
	{ "the tables of facts and tracks",		tables },
	{ "bytes per entity",				memory },
	{ "leaving values",				values },
};

T_MAIN(cases)
