/* SPDX-License-Identifier: Apache-2.0 */
/* The last known state of a vehicle, its changes and their causes. */
#include "fact_bench.h"

#define S	INT64_C(1000)
#define LOCK	FIELD_VSS_CABIN_DOOR_ROW1_DRIVER_SIDE_IS_LOCKED
#define LOCK_2	FIELD_VSS_CABIN_DOOR_ROW2_PASSENGER_SIDE_IS_LOCKED
#define OPEN	FIELD_VSS_CABIN_DOOR_ROW1_DRIVER_SIDE_IS_OPEN
#define TRUNK	FIELD_VSS_BODY_TRUNK_REAR_IS_OPEN
#define HOOD	FIELD_VSS_BODY_HOOD_IS_OPEN
#define ENGINE	FIELD_VSS_POWERTRAIN_COMBUSTION_ENGINE_IS_RUNNING
#define INHIBIT	FIELD_VSS_POWERTRAIN_IS_START_INHIBITED
#define CHARGE	FIELD_VSS_POWERTRAIN_TRACTION_BATTERY_CHARGING_IS_CHARGING
#define LVS	FIELD_VSS_LOW_VOLTAGE_SYSTEM_STATE

static struct bench bench;

static void
last_values(void)
{
	struct bench *b = &bench;

	bench_up(b);
	bench_run(b, 10 * S);
	T_FACT(ABSENT, b, twin_speed);
	T_WORD("absent", b, twin_ignition);
	T_WORD("absent", b, twin_moving);
	T_FACT(ABSENT, b, twin_state_age_s);

	bench_num(b, FIELD_VSS_SPEED, 47.96);	/* This event included. */
	bench_run(b, 20 * S);
	T_FACT(48, b, twin_speed);
	T_WORD("true", b, twin_moving);
	T_FACT(0, b, twin_state_age_s);

	bench_blank(b);
	bench_word(b, LVS, "ON");
	bench_run(b, 25 * S + 500);
	T_WORD("ON", b, twin_ignition);
	T_FACT(48, b, twin_speed);
	bench_word(b, LVS, "UNDEFINED");
	bench_run(b, 26 * S);
	T_WORD("ON", b, twin_ignition);
	T_FACT(0, b, twin_state_age_s);

	bench_blank(b);
	bench_num(b, FIELD_VSS_SPEED, 0);
	bench_run(b, 30 * S);
	T_WORD("false", b, twin_moving);
	bench_bool(b, FIELD_VSS_IS_MOVING, true);
	bench_run(b, 31 * S);
	T_WORD("true", b, twin_moving);
	bench_blank(b);
	bench_bool(b, FIELD_VSS_IS_MOVING, false);
	bench_run(b, 32 * S);
	T_WORD("false", b, twin_moving);

	/* The car tells by itself: its receiver is not asked. */
	bench_blank(b);
	bench_num(b, FIELD_GNSS_SPEED_KMH, 70);
	bench_run(b, 33 * S);
	T_WORD("false", b, twin_moving);

	/* On a command: what was known, but its own snapshot is not. */
	bench_blank(b);
	b->ev.type = TYPE_COMMAND_REQUEST;
	b->ev.category = CATEGORY_COMMAND;
	bench_num(b, FIELD_VSS_SPEED, 99);
	bench_word(b, LVS, "OFF");
	bench_run(b, 35 * S + 1);
	T_FACT(0, b, twin_speed);
	T_WORD("ON", b, twin_ignition);
	T_FACT(3.001, b, twin_state_age_s);
	bench_down(b);
}

/* A late event changes nothing and sees at most 5 s ahead. */
static void
late_state(void)
{
	struct bench *b = &bench;

	bench_up(b);
	bench_word(b, LVS, "OFF");
	bench_run(b, 10 * S);
	bench_blank(b);
	bench_num(b, FIELD_VSS_SPEED, 10);
	bench_run(b, 20 * S);
	bench_num(b, FIELD_VSS_SPEED, 30);
	bench_word(b, LVS, "ON");
	bench_run(b, 15 * S);
	T_FACT(10, b, twin_speed);
	T_WORD("OFF", b, twin_ignition);
	T_WORD("true", b, twin_moving);
	T_FACT(0, b, twin_state_age_s);
	bench_run(b, 15 * S - 1);
	T_FACT(ABSENT, b, twin_speed);
	T_WORD("OFF", b, twin_ignition);
	T_WORD("absent", b, twin_moving);
	T_FACT(ABSENT, b, twin_state_age_s);
	bench_run(b, 5 * S - 1);
	T_WORD("absent", b, twin_ignition);
	bench_down(b);
}

static void
flag(struct bench *b, int t, enum field_id f, bool yes)
{

	bench_blank(b);
	bench_bool(b, f, yes);
	bench_run(b, t * S);
}

static void
word(struct bench *b, int t, enum field_id f, const char *w)
{

	bench_blank(b);
	bench_word(b, f, w);
	bench_run(b, t * S);
}

static void
effects(void)
{
	static const struct {
		enum field_id	 f;
		const char	*up, *down;
	} rows[] = {
		{ LOCK, "locked", "unlocked" }, { OPEN, "door_opened", "" },
		{ TRUNK, "trunk_opened", "" }, { HOOD, "hood_opened", "" },
		{ FIELD_VSS_BODY_TRUNK_FRONT_IS_OPEN, "trunk_opened", "" },
		{ ENGINE, "engine_on", "engine_off" },
		{ INHIBIT, "immobilised", "mobilised" },
		{ CHARGE, "charging_on", "charging_off" },
	};
	static const struct {
		const char *from, *to, *effect;
	} lvs[] = {
		{ "LOCK", "ON", "ignition_on" }, { "OFF", "START",
		"ignition_on" }, { "ACC", "ON", "ignition_on" }, { "ON",
		"START", "" }, { "ON", "ACC", "" }, { "LOCK", "ACC", "" },
		{ "ON", "LOCK", "ignition_off" }, { "ACC", "OFF",
		"ignition_off" }, { "START", "OFF", "ignition_off" },
		{ "OFF", "LOCK", "" }, { "ON", "UNDEFINED", "absent" },
	};
	struct bench *b = &bench;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		bench_up(b);
		flag(b, 0, rows[i].f, false);
		T_WORD("", b, twin_effects);
		flag(b, 1, rows[i].f, true);
		T_WORD(rows[i].up, b, twin_effects);
		flag(b, 2, rows[i].f, true);
		T_WORD("", b, twin_effects);
		flag(b, 1, rows[i].f, false);		/* Late. */
		T_WORD("absent", b, twin_effects);
		flag(b, 9999999, rows[i].f, false);	/* 115 days later. */
		T_WORD(rows[i].down, b, twin_effects);
		bench_down(b);
	}
	for (size_t i = 0; i < COUNT_OF(lvs); i++) {
		bench_up(b);
		word(b, 0, LVS, lvs[i].from);
		word(b, 1, LVS, lvs[i].to);
		T_WORD(lvs[i].effect, b, twin_effects);
		bench_down(b);
	}
	bench_up(b);
	word(b, 0, FIELD_VSS_BODY_ALARM_STATE, "ARMED");
	word(b, 1, FIELD_VSS_BODY_ALARM_STATE, "TRIGGERED");
	T_WORD("alarm_on", b, twin_effects);
	word(b, 2, FIELD_VSS_BODY_ALARM_STATE, "TRIGGERED");
	T_WORD("", b, twin_effects);
	word(b, 3, FIELD_VSS_TELEMATICS_POWER_SOURCE, "BACKUP");
	T_WORD("", b, twin_effects);
	word(b, 4, FIELD_VSS_TELEMATICS_POWER_SOURCE, "MAIN");
	word(b, 5, FIELD_VSS_TELEMATICS_POWER_SOURCE, "BACKUP");
	T_WORD("backup_power", b, twin_effects);
	bench_blank(b);
	bench_run(b, 6 * S);
	T_WORD("absent", b, twin_effects);

	/* Locked only when no known door is left unlocked. */
	flag(b, 7, LOCK, false);
	flag(b, 8, LOCK_2, false);
	flag(b, 9, LOCK, true);
	T_WORD("", b, twin_effects);
	flag(b, 10, LOCK_2, true);
	T_WORD("locked", b, twin_effects);
	bench_down(b);
}

static void
cause(struct bench *b, int64_t ms, enum event_type type, enum field_id f,
    const char *w)
{

	bench_blank(b);
	b->ev.type = type;
	b->ev.category = type == TYPE_TELEMETRY_KEY ||
	    type == TYPE_TELEMETRY_ALARM ? CATEGORY_TELEMETRY :
	    CATEGORY_COMMAND;
	if (w != NULL)
		bench_word(b, f, w);
	if (type == TYPE_COMMAND_RESULT)
		bench_word(b, FIELD_RESULT, "ack");
	bench_run(b, ms);
}

/* Each cause with the effect it explains, and one that it does not. */
static void
causes(void)
{
	static const struct {
		enum event_type	 type;
		enum field_id	 f;
		const char	*word;
		enum field_id	 of;
		bool		 to;
		const char	*uncaused;
	} rows[] = {
		{ TYPE_COMMAND_REQUEST, FIELD_COMMAND, "unlock", LOCK, 0, "" },
		{ TYPE_COMMAND_RESULT, FIELD_COMMAND, "unlock", LOCK, 0, "" },
		{ TYPE_TELEMETRY_KEY, FIELD_KEY_OP, "unlock", LOCK, 0, "" },
		{ TYPE_TELEMETRY_ALARM, FIELD_ALARM, "crash", LOCK, 0, "" },
		{ TYPE_COMMAND_REQUEST, FIELD_COMMAND, "lock", LOCK, 0,
		    "unlocked" },
		{ TYPE_COMMAND_DECISION, FIELD_COMMAND, "unlock", LOCK, 0,
		    "unlocked" },
		{ TYPE_TELEMETRY_KEY, FIELD_KEY_OP, "start", LOCK, 0,
		    "unlocked" },
		{ TYPE_TELEMETRY_ALARM, FIELD_ALARM, "shock", LOCK, 0,
		    "unlocked" },
		{ TYPE_COMMAND_REQUEST, FIELD_COMMAND, "trunk_open", TRUNK, 1,
		    "" },
		{ TYPE_COMMAND_REQUEST, FIELD_COMMAND, "unlock", TRUNK, 1,
		    "" },
		{ TYPE_COMMAND_REQUEST, FIELD_COMMAND, "hood_open", TRUNK, 1,
		    "trunk_opened" },
		{ TYPE_COMMAND_REQUEST, FIELD_COMMAND, "hood_open", HOOD, 1,
		    "" },
		{ TYPE_COMMAND_REQUEST, FIELD_COMMAND, "start", ENGINE, 1,
		    "" },
		{ TYPE_TELEMETRY_KEY, FIELD_KEY_OP, "start", ENGINE, 1, "" },
		{ TYPE_TELEMETRY_KEY, FIELD_KEY_OP, "unlock", ENGINE, 1, "" },
		{ TYPE_BOOKING_START, FIELD_NONE, NULL, ENGINE, 1, "" },
		{ TYPE_COMMAND_REQUEST, FIELD_COMMAND, "climate", ENGINE, 1,
		    "engine_on" },
		{ TYPE_COMMAND_REQUEST, FIELD_COMMAND, "immobilise", INHIBIT,
		    1, "" },
		{ TYPE_COMMAND_REQUEST, FIELD_COMMAND, "stop", INHIBIT, 1,
		    "" },
		{ TYPE_COMMAND_REQUEST, FIELD_COMMAND, "fuel_cut", INHIBIT, 1,
		    "" },
		{ TYPE_COMMAND_REQUEST, FIELD_COMMAND, "mobilise", INHIBIT, 1,
		    "immobilised" },
		{ TYPE_COMMAND_REQUEST, FIELD_COMMAND, "climate", OPEN, 1,
		    "" },
	};
	struct bench *b = &bench;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		bench_up(b);
		/* Arm it: an immobiliser that was asked for. */
		flag(b, 0, INHIBIT, false);
		cause(b, S, TYPE_COMMAND_REQUEST, FIELD_COMMAND, "stop");
		flag(b, 2, INHIBIT, true);
		T_WORD("", b, twin_uncaused);
		flag(b, 900, INHIBIT, false);
		flag(b, 1000, rows[i].of, !rows[i].to);
		cause(b, 1005 * S, rows[i].type, rows[i].f, rows[i].word);
		flag(b, 1010, rows[i].of, rows[i].to);
		T_WORD(rows[i].uncaused, b, twin_uncaused);
		bench_down(b);
	}
}

/* The window begins 60 s before the sample with the old value. */
static void
windows(void)
{
	static const struct {
		int64_t		 at;
		const char	*want;
	} rows[] = {
		{ 939999, "unlocked" }, { 940000, "" }, { 1010000, "" }
	};
	struct bench *b = &bench;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		bench_up(b);
		flag(b, 0, LOCK, true);
		flag(b, 2, LOCK, false);
		T_WORD("unlocked", b, twin_effects);
		T_WORD("absent", b, twin_uncaused);	/* Not armed. */
		flag(b, 4, LOCK, true);
		cause(b, 5 * S, TYPE_TELEMETRY_KEY, FIELD_KEY_OP, "unlock");
		flag(b, 6, LOCK, false);
		T_WORD("", b, twin_uncaused);
		flag(b, 1000, LOCK, true);
		/* It comes late, by its own time it counts all the same. */
		cause(b, rows[i].at, TYPE_COMMAND_REQUEST, FIELD_COMMAND,
		    "unlock");
		flag(b, 1010, LOCK, false);
		T_WORD(rows[i].want, b, twin_uncaused);
		bench_down(b);
	}
}

/* A way in counts for the ignition since it last went off. */
static void
ignition(void)
{
	struct bench *b = &bench;

	bench_up(b);
	word(b, 0, LVS, "OFF");
	cause(b, 10 * S, TYPE_BOOKING_START, FIELD_NONE, NULL);
	word(b, 1000, LVS, "OFF");
	word(b, 2000, LVS, "ON");
	T_WORD("ignition_on", b, twin_effects);
	T_WORD("", b, twin_uncaused);
	word(b, 3000, LVS, "OFF");
	word(b, 4000, LVS, "ON");
	T_WORD("ignition_on", b, twin_uncaused);
	word(b, 5000, LVS, "OFF");
	cause(b, 5000 * S, TYPE_TELEMETRY_KEY, FIELD_KEY_OP, "unlock");
	word(b, 90000, LVS, "START");
	T_WORD("", b, twin_uncaused);

	/* A door that stands open explains the trunk, and arms nothing. */
	bench_down(b);
	bench_up(b);
	flag(b, 0, LOCK, false);
	flag(b, 0, TRUNK, false);
	flag(b, 1, TRUNK, true);
	T_WORD("trunk_opened", b, twin_effects);
	T_WORD("absent", b, twin_uncaused);
	bench_down(b);
}

static void
codes(void)
{
	static const struct {
		int64_t	n;
		double	delta;
	} rows[] = { { 2, ABSENT }, { 2, 0 }, { 5, 3 }, { 1, 0 }, { 2, 1 } };
	struct bench *b = &bench;

	bench_up(b);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		bench_blank(b);
		bench_int(b, FIELD_VSS_DIAGNOSTICS_DTCCOUNT, rows[i].n);
		bench_run(b, (int64_t)i);
		T_FACT(rows[i].delta, b, twin_dtc_delta);
	}
	bench_int(b, FIELD_VSS_DIAGNOSTICS_DTCCOUNT, 9);
	bench_run(b, 0);
	T_FACT(ABSENT, b, twin_dtc_delta);
	bench_down(b);
}

/* A unit without a bus: its receiver tells, when it has a fix. */
static void
by_receiver(void)
{
	struct bench *b = &bench;

	bench_up(b);
	bench_num(b, FIELD_GNSS_SPEED_KMH, 48);
	bench_run(b, 10 * S);
	T_FACT(ABSENT, b, twin_speed);
	T_WORD("true", b, twin_moving);
	T_FACT(0, b, twin_state_age_s);
	bench_num(b, FIELD_GNSS_SPEED_KMH, 3);
	bench_run(b, 20 * S);
	T_WORD("false", b, twin_moving);
	bench_num(b, FIELD_GNSS_SPEED_KMH, 48);
	bench_word(b, FIELD_VSS_CURRENT_LOCATION_GNSSRECEIVER_FIX_TYPE,
	    "NONE");
	bench_run(b, 25 * S);
	T_WORD("false", b, twin_moving);
	T_FACT(5, b, twin_state_age_s);
	bench_down(b);
}

static const struct t_case cases[] = {
	{ "by the receiver alone", by_receiver },
	{ "last values, this event included",		last_values },
	{ "late events",				late_state },
	{ "effects",					effects },
	{ "causes",					causes },
	{ "the window of a cause",			windows },
	{ "ignition and trunk",				ignition },
	{ "trouble codes",				codes },
};

T_MAIN(cases)
