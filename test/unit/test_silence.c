/* SPDX-License-Identifier: Apache-2.0 */
/* Who has gone quiet. */
#include "t.h"

#include "base/mem.h"
#include "twin/silence.h"

#define T0	INT64_C(1772439304250)	/* 2026-03-02T08:15:04.250Z */

/* A register, a watch and one event to fill in. */
struct bench {
	struct twin		*twin;
	struct silence_watch	*watch;
	struct plan		 plan;
	struct value		 slot[FIELD_TOTAL + PLAN_FIRST];
	struct event		 ev;
	bool			 unhealthy;
	unsigned		 asked;
};

static bool
held(void *owner, uint32_t source, int64_t clock UNUSED)
{
	struct bench *b = owner;

	return (b->unhealthy && source == 7);
}

static rc
late_id(void *owner, const struct silence_line *line, char out[EVENT_ID_MAX],
    size_t *n)
{
	struct bench *b = owner;

	b->asked++;
	*n = (size_t)snprintf(out, EVENT_ID_MAX, "p%u-%u-%u",
	    (unsigned)line->pos, (unsigned)line->number, line->input);
	return (RC_OK);
}

static void
up(struct bench *b, enum twin_kind kind, const char *type, unsigned least)
{
	struct silence_port port = { b, held, late_id };

	*b = (struct bench){ .plan = { .slots = COUNT_OF(b->slot) } };
	for (unsigned f = 1; f < FIELD_TOTAL; f++)
		b->plan.field[f] = (uint16_t)(PLAN_FIRST + f);
	b->ev = (struct event){ .plan = &b->plan, .slot = b->slot,
	    .type = TYPE_TELEMETRY_SAMPLE, .category = CATEGORY_TELEMETRY,
	    .id = SPAN("01JNBT6Q3D8F6V7J4Z9K2M5X01") };
	T_INT(RC_OK, twin_new(kind, sizeof(struct silence) + 8, 1000,
	    &b->twin));
	T_INT(RC_OK, silence_new(b->twin, 8, type, least, &port, &b->watch));
}

static void
down(struct bench *b)
{

	silence_free(b->watch);
	twin_free(b->twin);
}

static struct twin_entity *
entity(struct bench *b, const char *id)
{
	struct twin_entity *e = NULL;
	struct span tenant = SPAN("nordfleet"), s = span_of(id);

	T_INT(RC_OK, twin_touch(b->twin, tenant, s, twin_hash(tenant, s), 1,
	    0, &e));
	return (e);
}

static struct silence *
state(struct twin_entity *e)
{

	return ((void *)((char *)twin_state(e) + 8));
}

static void
code(struct bench *b, enum field_id f, unsigned c)
{

	b->slot[b->plan.field[f]] = (struct value){ .p = "?", .n = 1,
	    .type = c != 0 ? VALUE_TEXT : VALUE_ABSENT, .code = (uint16_t)c };
}

static void
note(struct bench *b, const char *id, int64_t time)
{

	b->ev.time = time;
	T_INT(RC_OK, silence_note(b->watch, entity(b, id), &b->ev, 7));
}

/* ${n} events every ${gap} ms that end at ${last}. */
static void
notes(struct bench *b, const char *id, int n, int64_t gap, int64_t last)
{

	for (int i = n - 1; i >= 0; i--)
		note(b, id, last - i * gap);
}

static rc
next(struct bench *b, int64_t clock, struct silence_due *d)
{

	return (silence_next(b->watch, clock, d));
}

/* The example line of the contract. */
static void
test_vector(void)
{
	struct bench b = { .asked = 0 };
	struct silence_due d = { 0 };

	up(&b, TWIN_VEHICLE, "twin.silent", 8);
	notes(&b, "veh-0042", 12, 30000, T0 - 30000);
	b.ev.type = TYPE_TELEMETRY_ALARM;
	code(&b, FIELD_ALARM, 1);
	note(&b, "veh-0042", T0 - 4000);
	b.ev.type = TYPE_TELEMETRY_SAMPLE;
	code(&b, FIELD_ALARM, 0);
	note(&b, "veh-0042", T0);
	for (int i = 0; i < 5; i++)
		T_INT(RC_OK, next(&b, T0 + 930000, &d));
	T_STR("tw-98b9192e744181ab14dfa7b3113d95ca", d.id);
	T_INT(T0 + 900000, d.time);
	T_INT(900000, d.silent_ms);
	T_TRUE(d.has_interval && d.interval_ms == 30000);
	T_TRUE(d.has_power_cut && d.power_cut_ms == 4000);
	T_INT(7, d.source);
	T_INT(RC_NOTFOUND, next(&b, T0 + 930000, &d));
	down(&b);
}

static void
all_steps(void)
{
	static const int32_t want[] = { 60, 120, 300, 600, 900, 1800, 3600,
	    7200, 21600, 43200, 86400, 259200 };
	struct bench b = { .asked = 0 };
	struct silence_due d = { 0 };

	up(&b, TWIN_VEHICLE, "twin.silent", 8);
	notes(&b, "v", 8, 1000, T0);
	for (size_t i = 0; i < COUNT_OF(want); i++) {
		int64_t due = T0 + want[i] * INT64_C(1000);

		T_INT(RC_NOTFOUND, next(&b, due + 29999, &d));
		T_INT(RC_OK, next(&b, due + 30000, &d));
		T_INT(due, d.time);
		T_INT(want[i] * 1000LL, d.silent_ms);
		T_TRUE(!d.has_interval);	/* Seven gaps. */
	}
	T_INT(RC_NOTFOUND, next(&b, INT64_MAX / 2, &d));

	/* The next event starts the steps again. */
	note(&b, "v", T0 + 300000000);
	T_INT(RC_OK, next(&b, T0 + 300000000 + 90000, &d));
	T_INT(60000, d.silent_ms);
	T_TRUE(d.has_interval && d.interval_ms == 1000);
	down(&b);
}

static void
least_events(void)
{
	struct bench b = { .asked = 0 };
	struct silence_due d = { 0 };

	up(&b, TWIN_VEHICLE, "twin.silent", 8);
	notes(&b, "v", 7, 1000, T0);
	note(&b, "v", T0 - 500);		/* Late: does not count. */
	T_INT(RC_NOTFOUND, next(&b, T0 + 1000000000, &d));
	note(&b, "v", T0);			/* The same time does. */
	T_INT(RC_OK, next(&b, T0 + 90000, &d));
	T_INT(T0 + 60000, d.time);
	down(&b);

	up(&b, TWIN_SOURCE, "feed.silent", 20);
	notes(&b, "s", 19, 1000, T0);
	T_INT(RC_NOTFOUND, next(&b, T0 + 1000000000, &d));
	note(&b, "s", T0 + 5000);
	T_INT(RC_OK, next(&b, T0 + 95000, &d));
	T_TRUE(d.has_interval && d.interval_ms == 1000);
	down(&b);
}

/* A timer met after later events moves; one of a later step is overtaken. */
static void
moves_on(void)
{
	struct bench b = { .asked = 0 };
	struct silence_due d = { 0 };

	up(&b, TWIN_VEHICLE, "twin.silent", 1);
	note(&b, "v", 0);
	note(&b, "v", 50000);
	T_INT(RC_NOTFOUND, next(&b, 139999, &d));
	T_INT(RC_OK, next(&b, 140000, &d));
	T_INT(110000, d.time);
	T_INT(RC_OK, next(&b, 400000, &d));	/* 120 s; 300 s waits. */
	T_INT(170000, d.time);
	note(&b, "v", 200000);
	T_INT(RC_OK, next(&b, 400000, &d));
	T_INT(260000, d.time);
	T_INT(60000, d.silent_ms);
	T_INT(RC_OK, next(&b, 400000, &d));
	T_INT(320000, d.time);
	T_INT(120000, d.silent_ms);
	T_INT(RC_NOTFOUND, next(&b, 400000, &d));
	T_INT(RC_OK, next(&b, 530000, &d));
	T_INT(500000, d.time);
	T_INT(RC_NOTFOUND, next(&b, 530000, &d));
	down(&b);
}

static void
classes(void)
{
	struct bench b = { .asked = 0 };
	struct silence *s;
	int64_t ms = 0;

	up(&b, TWIN_VEHICLE, "twin.silent", 8);
	s = state(entity(&b, "v"));
	note(&b, "v", 0);
	for (int i = 1; i <= 8; i++)
		note(&b, "v", i * 1000);
	T_TRUE(silence_interval(s, &ms) && ms == 1000);

	/* On: the gap that led here was unknown's, which is forgotten. */
	code(&b, FIELD_VSS_LOW_VOLTAGE_SYSTEM_STATE, 5);
	note(&b, "v", 9000);
	T_TRUE(!silence_interval(s, &ms));
	code(&b, FIELD_VSS_LOW_VOLTAGE_SYSTEM_STATE, 0);
	for (int i = 1; i <= 7; i++)
		note(&b, "v", 9000 + i * 2000);
	T_TRUE(!silence_interval(s, &ms));
	code(&b, FIELD_VSS_LOW_VOLTAGE_SYSTEM_STATE, 3);

	/* The eighth gap began while on, and is the longest. */
	note(&b, "v", 60000);
	T_INT(SILENCE_OFF, s->cls);
	T_TRUE(!silence_interval(s, &ms));
	T_INT(8, s->gaps[0]);
	for (int i = 1; i <= 8; i++)
		note(&b, "v", 60000 + i * 3600000LL);
	T_TRUE(silence_interval(s, &ms) && ms == 3600000);
	code(&b, FIELD_VSS_LOW_VOLTAGE_SYSTEM_STATE, 1);	/* UNDEFINED */
	note(&b, "v", 60000 + 9 * 3600000LL);
	T_INT(SILENCE_OFF, s->cls);
	code(&b, FIELD_VSS_LOW_VOLTAGE_SYSTEM_STATE, 4);	/* ACC */
	note(&b, "v", 60000 + 10 * 3600000LL);
	T_TRUE(silence_interval(s, &ms) && ms == 2000);

	/* Twenty gaps are kept; the second largest of them. */
	for (int i = 1; i <= 19; i++)
		note(&b, "v", s->last + 1000);
	T_TRUE(silence_interval(s, &ms) && ms == 1000);
	down(&b);
}

static void
power_cuts(void)
{
	struct bench b = { .asked = 0 };
	struct silence *s;
	struct silence_due d = { 0 };

	up(&b, TWIN_VEHICLE, "twin.silent", 1);
	s = state(entity(&b, "v"));
	code(&b, FIELD_VSS_TELEMATICS_POWER_SOURCE, 2);
	note(&b, "v", 0);
	T_INT(0, s->cut_ms1);		/* Backup from the start: no change. */
	code(&b, FIELD_VSS_TELEMATICS_POWER_SOURCE, 1);
	note(&b, "v", 1000);
	T_INT(0, s->cut_ms1);
	code(&b, FIELD_VSS_TELEMATICS_POWER_SOURCE, 0);
	note(&b, "v", 2000);
	code(&b, FIELD_VSS_TELEMATICS_POWER_SOURCE, 2);
	note(&b, "v", 3000);
	T_INT(1, s->cut_ms1);
	note(&b, "v", 5000);
	T_INT(2001, s->cut_ms1);
	note(&b, "v", 3000 + 86400000);
	T_INT(86400001, s->cut_ms1);
	T_INT(RC_OK, next(&b, 200000000, &d));
	T_TRUE(d.has_power_cut && d.power_cut_ms == 86400000);
	note(&b, "v", 3001 + 86400000);
	T_INT(0, s->cut_ms1);

	/* An alarm that is no power cut, and the word on another type. */
	b.ev.type = TYPE_TELEMETRY_ALARM;
	code(&b, FIELD_ALARM, 2);
	note(&b, "v", 86405000);
	T_INT(0, s->cut_ms1);
	code(&b, FIELD_ALARM, 1);
	note(&b, "v", 86406000);
	T_INT(1, s->cut_ms1);
	down(&b);
}

static void
order(void)
{
	struct bench b = { .asked = 0 };
	struct silence_due d = { 0 }, before = { 0 }, peek = { 0 };
	char id[16];
	int n = 0;

	up(&b, TWIN_VEHICLE, "twin.silent", 1);
	for (int i = 0; i < 200; i++) {
		(void)snprintf(id, sizeof(id), "v%d", i);
		note(&b, id, T0 + i / 50 * 1000);
	}
	for (; next(&b, T0 + 100000, &d) == RC_OK; n++) {
		T_TRUE(n == 0 || before.time < d.time ||
		    (before.time == d.time && strcmp(before.id, d.id) < 0));
		before = d;
		if (silence_peek(b.watch, T0 + 100000, &peek) == RC_OK)
			T_TRUE(strcmp(peek.id, d.id) != 0);
	}
	T_INT(200, n);

	/* An event between peek and next overtakes what was seen. */
	T_INT(RC_OK, silence_peek(b.watch, T0 + 160000, &peek));
	b.ev.time = T0 + 155000;
	T_INT(RC_OK, silence_note(b.watch, peek.entity, &b.ev, 7));
	for (n = 0; next(&b, T0 + 160000, &d) == RC_OK; n++)
		T_TRUE(d.entity != peek.entity);
	T_INT(199, n);
	T_INT(RC_OK, next(&b, T0 + 155000 + 90000, &d));
	T_TRUE(d.entity == peek.entity);
	T_INT(T0 + 215000, d.time);
	down(&b);
}

static void
holding(void)
{
	struct bench b = { .asked = 0 };
	struct silence_due d = { 0 };

	up(&b, TWIN_VEHICLE, "twin.silent", 1);
	note(&b, "a", 0);
	note(&b, "b", 0);
	note(&b, "c", 0);
	b.ev.time = 0;
	T_INT(RC_OK, silence_note(b.watch, entity(&b, "other"), &b.ev, 8));
	b.unhealthy = true;
	T_INT(RC_OK, next(&b, 90000, &d));	/* Source 8 is well. */
	T_TRUE(d.entity == entity(&b, "other"));
	T_INT(RC_NOTFOUND, next(&b, 90000, &d));
	T_INT(RC_NOTFOUND, next(&b, 100000, &d));
	b.ev.time = 1000000000;
	T_INT(RC_OK, silence_note(b.watch, entity(&b, "other"), &b.ev, 8));

	/* Well again at 1000 s; b reports before 1060 s. */
	b.unhealthy = false;
	T_INT(RC_OK, silence_release(b.watch, 8, 1));
	T_INT(RC_OK, silence_release(b.watch, 7, 1060000));
	note(&b, "b", 1030000);
	T_INT(RC_NOTFOUND, next(&b, 1089999, &d));
	for (int i = 0; i < 2; i++) {
		T_INT(RC_OK, next(&b, 1090000, &d));
		T_INT(1060000, d.time);
		T_INT(900000, d.silent_ms);
		T_TRUE(d.entity != entity(&b, "b"));
	}
	T_INT(RC_NOTFOUND, next(&b, 1090000, &d));
	T_INT(RC_OK, next(&b, 1120000, &d));
	T_TRUE(d.entity == entity(&b, "b"));
	T_INT(1090000, d.time);

	/* Ill again before the moment comes: held again. */
	note(&b, "a", 2000000);
	note(&b, "c", 2000000);
	b.unhealthy = true;
	T_INT(RC_NOTFOUND, next(&b, 2100000, &d));
	T_INT(RC_OK, silence_release(b.watch, 7, 2160000));
	T_INT(RC_NOTFOUND, next(&b, 2200000, &d));
	b.unhealthy = false;
	T_INT(RC_OK, silence_release(b.watch, 7, 2120000 + 7200000));
	for (int i = 0; i < 2; i++) {
		T_INT(RC_OK, next(&b, 2150000 + 7200000, &d));
		T_INT(7200000, d.silent_ms);
		T_INT(9320000, d.time);
	}
	T_INT(RC_OK, next(&b, 2150000 + 7200000, &d));	/* b, unheld. */
	down(&b);
}

static void
ids(void)
{
	struct bench b = { .asked = 0 };
	struct silence_due d[6] = { 0 };
	char text[EVENT_ID_MAX + 1];
	struct silence *s;

	up(&b, TWIN_VEHICLE, "twin.silent", 1);
	s = state(entity(&b, "v"));
	memset(text, 'i', sizeof(text));

	/* In place, just too long for that, as long as can be, by place. */
	for (int i = 0; i < 6; i++) {
		static const size_t n[] = { 1, SILENCE_ID, SILENCE_ID + 1,
		    EVENT_ID_MAX, 0, SILENCE_ID + 1 };

		b.ev.id = (struct span){ text, n[i] };
		b.ev.pos = 5;
		b.ev.number = 6;
		b.ev.input = 3;
		note(&b, "v", T0 + i * 1000000);
		T_INT(n[i], s->id_n);
		T_INT(RC_OK, next(&b, T0 + i * 1000000 + 90000, &d[i]));
		for (int j = 0; j < i; j++)
			T_TRUE((strcmp(d[i].id, d[j].id) == 0) ==
			    (n[i] == n[j]));
	}
	T_INT(1, b.asked);
	b.ev.id = SPAN("p5-6-3");	/* What the port answered. */
	note(&b, "v", T0 + 9000000);
	T_INT(RC_OK, next(&b, T0 + 9090000, &d[0]));
	T_STR(d[4].id, d[0].id);
	down(&b);
}

/* A number that goes to another entity takes no timer with it. */
static void
forgotten(void)
{
	struct bench b = { .asked = 0 };
	struct twin_entity *e = NULL;
	struct silence_due d = { 0 };
	struct span t = SPAN("nordfleet");

	up(&b, TWIN_VEHICLE, "twin.silent", 2);
	twin_free(b.twin);
	silence_free(b.watch);
	T_INT(RC_OK, twin_new(TWIN_VEHICLE, sizeof(struct silence) + 8, 1,
	    &b.twin));
	T_INT(RC_OK, silence_new(b.twin, 8, "twin.silent", 2, NULL,
	    &b.watch));
	note(&b, "a", 0);
	note(&b, "a", 0);
	T_INT(RC_OK, twin_touch(b.twin, t, SPAN("b"), twin_hash(t, SPAN("b")),
	    2, 2, &e));
	b.ev.time = 1;
	T_INT(RC_OK, silence_note(b.watch, e, &b.ev, 1));
	T_INT(RC_NOTFOUND, next(&b, 1000000, &d));
	T_INT(RC_OK, silence_note(b.watch, e, &b.ev, 1));
	T_INT(RC_OK, next(&b, 1000000, &d));
	T_INT(60001, d.time);
	down(&b);
}

static void
no_memory(void)
{
	struct bench b = { .asked = 0 };
	struct silence_due d = { 0 };
	unsigned long n;

	for (n = 1; n < 100; n++) {
		rc got;

		up(&b, TWIN_VEHICLE, "twin.silent", 1);
		(void)entity(&b, "a");
		b.ev.id = SPAN("an id that is longer than what is kept in it");
		b.ev.time = 0;
		b.unhealthy = true;
		mem_count = 0;
		mem_fail_at = n;
		if ((got = silence_note(b.watch, entity(&b, "a"), &b.ev, 1))
		    == RC_OK && (got = silence_next(b.watch, 90000, &d)) ==
		    RC_OK && (got = silence_note(b.watch, entity(&b, "a"),
		    &b.ev, 7)) == RC_OK) {
			got = silence_next(b.watch, 99000, &d);
			got = got == RC_NOTFOUND ?
			    silence_release(b.watch, 7, 100000) : got;
		}
		mem_fail_at = 0;
		if (got != RC_OK)
			T_INT(RC_NOMEM, got);
		T_INT(n > 5 ? RC_OK : RC_NOMEM, got);
		T_TRUE(silence_bytes(b.watch) > 0 && silence_each() > 0);
		down(&b);
		if (got == RC_OK)
			break;
	}
	T_INT(6, n);	/* Two for the id, heap, ready, held. */
}

static const struct t_case cases[] = {
	{ "the contract's example line",		test_vector },
	{ "all steps with 30 s of grace",		all_steps },
	{ "so many events must have come",		least_events },
	{ "timers follow the events",			moves_on },
	{ "intervals per ignition class",		classes },
	{ "power cuts, up to 24 h",			power_cuts },
	{ "by time, then by id",			order },
	{ "held while the source is unhealthy",		holding },
	{ "ids in place, apart and asked for",		ids },
	{ "a reused number has no old timer",		forgotten },
	{ "each allocation fails once",			no_memory },
};

T_MAIN(cases)
