/* SPDX-License-Identifier: Apache-2.0 */
/* What runs out: bookings past their end, access that outlives its ground. */
#include "base/mem.h"
#include "base/ts.h"
#include "engine/terms.h"
#include "model/evline.h"
#include "t.h"
#include "twin/refer.h"

#define ROOM		4		/* Terms that are watched here. */
#define TOLD		32

static struct {
	struct plan		 plan;
	struct evline		*reader;
	struct arena		 arena;
	struct value		*slot;
	struct ref		*ref;
	struct terms		*t;
	struct refer_counts	 counts;
	uint64_t		 pos;
	unsigned long		 fail;	/* Allocation of the next note. */
} g;

static void
field_add(const uint16_t *list)
{

	for (size_t i = 0; list[i] != FIELD_NONE; i++)
		if (g.plan.field[list[i]] == 0)
			g.plan.field[list[i]] = g.plan.slots++;
}

static void
up(size_t room)
{

	memset(&g, 0, sizeof(g));
	g.plan.slots = PLAN_FIRST;
	field_add(refer_fields);
	field_add(terms_fields);
	T_INT(RC_OK, field_init());
	T_INT(RC_OK, evline_new(&g.plan, &g.reader));
	T_INT(RC_OK, ref_new(100000, &g.ref));
	T_INT(RC_OK, terms_new(SPAN("default"), g.ref, room, &g.t));
	g.slot = calloc(g.plan.slots, sizeof(*g.slot));
}

static void
down(void)
{

	terms_free(g.t);
	evline_free(g.reader);
	ref_free(g.ref);
	arena_release(&g.arena);
	free(g.slot);
}

static int64_t
minute(int m)
{
	int64_t day = 0;

	T_INT(RC_OK, ts_parse(SPAN("2026-03-02T00:00:00Z"), &day));
	return (day + m * INT64_C(60000));
}

/* One event at that minute into the registers and the terms. */
static rc
note(const char *type, int m, const char *rest)
{
	struct event ev = { .plan = &g.plan, .slot = g.slot,
	    .pos = ++g.pos };
	uint32_t notes[EVLINE_NOTE_COUNT] = { 0 };
	struct err e = { .what = "" };
	char text[1024];
	rc r;

	snprintf(text, sizeof(text), "{\"id\":\"e%u\",\"type\":\"%s\","
	    "\"time\":\"2026-03-02T%02d:%02d:00Z\",%s}", (unsigned)g.pos,
	    type, m / 60, m % 60, rest);
	memset(g.slot, 0, g.plan.slots * sizeof(*g.slot));
	T_INT(RC_OK, evline_read(g.reader, span_of(text), &g.arena, &ev,
	    notes, &e));
	T_INT(RC_OK, refer_event(g.ref, &ev, &g.arena, &g.counts));
	mem_count = 0;
	mem_fail_at = g.fail;
	r = terms_note(g.t, &ev);
	mem_fail_at = g.fail = 0;
	arena_clear(&g.arena);
	return (r);
}

/* From now until an hour later. */
static void
hire(const char *id, int m)
{
	char rest[256];

	snprintf(rest, sizeof(rest), "\"booking_id\":\"%s\",\"user_id\":"
	    "\"a1\",\"vehicle\":{\"id\":\"v1\"},\"planned_start\":"
	    "\"2026-03-02T%02d:%02d:00Z\",\"planned_end\":"
	    "\"2026-03-02T%02d:%02d:00Z\"", id, m / 60, m % 60, m / 60 + 1,
	    m % 60);
	T_INT(RC_OK, note("booking.create", m, rest));
}

static void
pair(const char *op, int m)
{
	char rest[256];

	snprintf(rest, sizeof(rest), "\"vehicle\":{\"id\":\"v1\"},\"target\":"
	    "{\"kind\":\"account\",\"id\":\"a1\"},\"op\":\"%s\","
	    "\"pair_kind\":\"app\"", op);
	T_INT(RC_OK, note("pairing.change", m, rest));
}

static rc
next_by(int64_t clock, struct terms_due *d)
{

	return (terms_next(g.t, clock, g.pos, &g.arena, d));
}

static void
has(const struct terms_due *d, const char *part)
{
	bool is = memmem(d->line.p, d->line.n, part, strlen(part)) != NULL;

	T_TRUE(is);
	if (!is)
		printf("# no %s in %.*s\n", part, (int)d->line.n, d->line.p);
}

/* Nothing 1 ms before it may be told, then this, and nothing more. */
static void
due(int m, const char *type, const char *part)
{
	struct terms_due d;

	T_INT(RC_NOTFOUND, next_by(minute(m) + 30000 - 1, &d));
	T_INT(RC_OK, next_by(minute(m) + 30000, &d));
	T_TRUE(d.time == minute(m));
	T_INT(35, (long)strlen(d.id));
	has(&d, d.id);
	has(&d, type);
	has(&d, part);
	T_INT(RC_NOTFOUND, next_by(minute(m) + 30000, &d));
}

static void
never(int m)
{
	struct terms_due d;

	T_INT(RC_NOTFOUND, next_by(minute(m), &d));
}

/* The six steps of the contract, then no more. */
static void
test_overdue(void)
{
	static const int step[] = { 15, 30, 60, 120, 360, 1440 };
	char part[40];

	up(ROOM);
	hire("b1", 60);
	for (size_t i = 0; i < COUNT_OF(step); i++) {
		snprintf(part, sizeof(part), "\"overdue_s\":%d}",
		    step[i] * 60);
		due(120 + step[i], "booking.overdue", part);
	}
	never(100000);
	down();
}

/* A later end moves it; the end of the booking ends it. */
static void
test_moved(void)
{

	up(ROOM);
	hire("b1", 60);
	T_INT(RC_OK, note("booking.extend", 110, "\"booking_id\":\"b1\","
	    "\"planned_end\":\"2026-03-02T03:00:00Z\""));
	due(195, "booking.overdue", "\"booking_id\":\"b1\"");
	T_INT(RC_OK, note("booking.end", 200, "\"booking_id\":\"b1\""));
	never(100000);
	down();
}

/* An app that was not unpaired with the end of the booking. */
static void
test_residual(void)
{

	up(ROOM);
	hire("b1", 60);
	pair("add", 61);
	T_INT(RC_OK, note("booking.end", 100, "\"booking_id\":\"b1\""));
	due(110, "pairing.residual", "\"active_access\":1,"
	    "\"pair_kinds\":[\"app\"],\"booking_id\":\"b1\"}");
	due(160, "pairing.residual", "\"after_s\":3600");
	pair("remove", 170);
	never(100000);
	down();
}

/* Who hires again: what the next booking leaves is the next one's. */
static void
test_next(void)
{

	up(ROOM);
	hire("b1", 60);
	T_INT(RC_OK, note("booking.end", 100, "\"booking_id\":\"b1\""));
	hire("b2", 115);
	T_INT(RC_OK, note("booking.start", 120, "\"booking_id\":\"b2\""));
	pair("add", 120);
	/* The hour of b1 falls into the time that b2 has to clear up. */
	T_INT(RC_OK, note("booking.end", 159, "\"booking_id\":\"b2\""));
	due(169, "pairing.residual", "\"booking_id\":\"b2\"");
	due(219, "pairing.residual", "\"booking_id\":\"b2\"");
	due(1540, "pairing.residual", "\"booking_id\":\"b1\"");
	due(1599, "pairing.residual", "\"booking_id\":\"b2\"");
	never(100000);
	down();
}

/* A former owner; one who owns it again has every right. */
static void
test_owner(void)
{

	up(ROOM);
	T_INT(RC_OK, note("ref.row", 1, "\"table\":\"owner\",\"key\":\"v1\","
	    "\"op\":\"set\",\"row\":{\"account_id\":\"a1\"}"));
	pair("add", 2);
	T_INT(RC_OK, note("ownership.change", 60, "\"vehicle\":"
	    "{\"id\":\"v1\"},\"from\":\"a1\",\"to\":\"a2\""));
	due(70, "pairing.residual", "\"target\":{\"kind\":\"account\","
	    "\"id\":\"a1\"}");
	T_INT(RC_OK, note("ownership.change", 80, "\"vehicle\":"
	    "{\"id\":\"v1\"},\"from\":\"a2\",\"to\":\"a1\""));
	never(100000);
	down();
}

/* Beyond the bound they are counted; what ends makes room. */
static void
test_room(void)
{
	struct terms_due d;

	up(2);
	hire("b1", 60);
	hire("b2", 70);
	T_INT(0, (long)terms_lost(g.t));
	hire("b3", 80);
	T_INT(1, (long)terms_lost(g.t));
	T_INT(RC_OK, note("booking.cancel", 90, "\"booking_id\":\"b1\""));
	/* What the cancelling leaves behind took that place. */
	hire("b4", 90);
	T_INT(2, (long)terms_lost(g.t));
	/* Its steps are over, and nothing was left to tell. */
	T_INT(RC_OK, next_by(minute(90 + 1440) + 30000, &d));
	has(&d, "\"b2\"");
	while (next_by(minute(90 + 1440) + 30000, &d) == RC_OK)
		has(&d, "\"b2\"");
	hire("b5", 600);
	T_INT(2, (long)terms_lost(g.t));
	due(675, "booking.overdue", "\"booking_id\":\"b5\"");
	down();
}

/* Places are used again: memory follows how many run at a time. */
static void
test_again(void)
{
	char id[16], rest[32];
	size_t bytes = 0;

	up(TERMS_MAX);
	for (int i = 0; i < 4000; i++) {
		struct terms_due d;

		snprintf(id, sizeof(id), "b%04d", i);
		snprintf(rest, sizeof(rest), "\"booking_id\":\"%s\"", id);
		hire(id, i / 10);
		T_INT(RC_OK, note("booking.end", i / 10, rest));
		while (next_by(minute(i / 10), &d) == RC_OK)
			T_TRUE(false);
		if (i == 2000)
			bytes = terms_bytes(g.t);
	}
	T_TRUE(bytes > 0 && terms_bytes(g.t) <= 3 * bytes);
	T_INT(0, (long)terms_lost(g.t));
	down();
}

static void
some(void)
{

	hire("b1", 60);
	hire("b2", 61);
	pair("add", 62);
	T_INT(RC_OK, note("booking.end", 100, "\"booking_id\":\"b2\""));
}

/* All that is told until two days later, one line each. */
static unsigned
told(struct buf *b)
{
	struct terms_due d;
	unsigned n = 0;

	while (n < TOLD && next_by(minute(5000), &d) == RC_OK) {
		buf_put(b, d.line);
		buf_char(b, '\n');
		n++;
	}
	T_TRUE(!b->failed);
	return (n);
}

/* Saved in the middle of the steps, it goes on with the next one. */
static void
test_saved(void)
{
	struct buf saved = { 0 }, want = { 0 }, got = { 0 };
	struct terms *copy = NULL, *bad;
	struct terms_due d;
	struct err e = { .what = "" };
	struct cur c;

	up(2);
	some();
	hire("b3", 101);
	T_INT(1, (long)terms_lost(g.t));
	T_INT(RC_OK, next_by(minute(140), &d));
	terms_save(g.t, &saved);
	T_TRUE(!saved.failed);
	for (size_t n = 0; n < saved.n; n++) {
		c = cur_of((struct span){ saved.p, n });
		T_INT(RC_OK, terms_new(SPAN("default"), g.ref, 2, &bad));
		T_INT(RC_MALFORMED, terms_load(bad, &c, &e));
		terms_free(bad);
	}
	c = cur_of(buf_span(&saved));
	T_INT(RC_OK, terms_new(SPAN("default"), g.ref, 2, &copy));
	T_INT(RC_OK, terms_load(copy, &c, &e));
	T_INT(1, (long)terms_lost(copy));
	T_TRUE(told(&want) > 4);
	terms_free(g.t);
	g.t = copy;
	(void)told(&got);
	T_TRUE(span_eq(buf_span(&want), buf_span(&got)));
	buf_release(&saved);
	buf_release(&want);
	buf_release(&got);
	down();
}

/* Without memory nothing is lost: what failed works when tried again. */
static void
test_memory(void)
{
	static const char rest[] = "\"booking_id\":\"b1\",\"user_id\":\"a1\","
	    "\"vehicle\":{\"id\":\"v1\"},"
	    "\"planned_end\":\"2026-03-02T02:00:00Z\"";
	rc r = RC_NOMEM;

	for (unsigned long n = 1; r == RC_NOMEM; n++) {
		struct terms_due d;

		up(ROOM);
		g.fail = n;
		if ((r = note("booking.create", 60, rest)) != RC_OK) {
			T_INT(RC_NOMEM, r);
			T_INT(RC_OK, note("booking.create", 60, rest));
		}
		mem_count = 0;
		mem_fail_at = 1;
		T_INT(RC_NOMEM, next_by(minute(140), &d));
		mem_fail_at = 0;
		due(135, "booking.overdue", "\"overdue_s\":900}");
		down();
		T_TRUE(n < 50);
	}
}

static const struct t_case cases[] = {
	{ "the steps after the end", test_overdue },
	{ "an end that moves", test_moved },
	{ "access after a booking", test_residual },
	{ "access after the next booking", test_next },
	{ "access of a former owner", test_owner },
	{ "a bound that counts", test_room },
	{ "places used again", test_again },
	{ "saved and loaded", test_saved },
	{ "memory", test_memory },
};

T_MAIN(cases)
