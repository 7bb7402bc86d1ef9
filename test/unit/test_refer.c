/* SPDX-License-Identifier: Apache-2.0 */
/* Event lines into the registers. */
#include "base/ts.h"
#include "model/evline.h"
#include "t.h"
#include "twin/refer.h"

static struct {
	struct plan		 plan;
	struct evline		*reader;
	struct arena		 arena;
	struct value		*slot;
	struct ref		*r;
	struct refer_counts	 counts;
	uint64_t		 pos;
} g;

static void
up(void)
{

	memset(&g, 0, sizeof(g));
	g.plan.slots = PLAN_FIRST;
	for (size_t i = 0; refer_fields[i] != FIELD_NONE; i++)
		g.plan.field[refer_fields[i]] = g.plan.slots++;
	T_INT(RC_OK, field_init());
	T_INT(RC_OK, evline_new(&g.plan, &g.reader));
	T_INT(RC_OK, ref_new(100, &g.r));
	g.slot = calloc(g.plan.slots, sizeof(*g.slot));
}

static void
down(void)
{

	evline_free(g.reader);
	ref_free(g.r);
	arena_release(&g.arena);
	free(g.slot);
}

/* One line of that type at that minute of the day. */
static void
line(const char *type, int minute, const char *rest)
{
	struct event ev = { .plan = &g.plan, .slot = g.slot,
	    .pos = ++g.pos };
	uint32_t notes[EVLINE_NOTE_COUNT] = { 0 };
	struct err e = { .what = "" };
	char text[1024];
	rc r;

	snprintf(text, sizeof(text), "{\"type\":\"%s\",\"time\":"
	    "\"2026-03-02T%02d:%02d:00Z\",%s}", type, minute / 60,
	    minute % 60, rest);
	memset(g.slot, 0, g.plan.slots * sizeof(*g.slot));
	r = evline_read(g.reader, span_of(text), &g.arena, &ev, notes, &e);
	T_INT(RC_OK, r);
	if (r != RC_OK)
		printf("# %s: %s\n", text, e.what);
	T_INT(RC_OK, refer_event(g.r, &ev, &g.arena, &g.counts));
	arena_clear(&g.arena);
}

static struct ref_at
at(int minute)
{
	static int64_t day;

	T_INT(RC_OK, ts_parse(SPAN("2026-03-02T00:00:00Z"), &day));
	return ((struct ref_at){ day + minute * INT64_C(60000), g.pos + 1 });
}

static bool
valid(enum table_id t, const char *key, int minute)
{
	struct ref_at when = at(minute);

	return (ref_valid(ref_find(g.r, SPAN("default"), t, span_of(key)),
	    &when));
}

static struct span
text(const char *key, enum column_id c, int minute)
{
	struct ref_at when = at(minute);

	return (value_text(ref_get(ref_find(g.r, SPAN("default"),
	    tables_column(c)->table, span_of(key)), c, &when)));
}

static int64_t
minute_of(const char *key, enum column_id c, int minute)
{
	struct ref_at when = at(minute);
	const struct value *v = ref_get(ref_find(g.r, SPAN("default"),
	    tables_column(c)->table, span_of(key)), c, &when);

	return (v->type == VALUE_TIME ? (v->i - at(0).time) / 60000 : -1);
}

static void
bookings(void)
{

	up();
	line("booking.create", 10, "\"booking_id\":\"b1\",\"user_id\":\"a1\","
	    "\"vehicle\":{\"id\":\"v1\"},"
	    "\"planned_start\":\"2026-03-02T01:00:00Z\","
	    "\"planned_end\":\"2026-03-02T02:00:00Z\"");
	T_TRUE(!valid(TABLE_booking, "b1", 9));
	T_TRUE(valid(TABLE_booking, "b1", 10));
	T_SPAN("a1", text("b1", COLUMN_booking_account_id, 10));
	T_INT(60, minute_of("b1", COLUMN_booking_planned_start, 10));
	line("booking.start", 65, "\"booking_id\":\"b1\"");
	line("booking.extend", 100, "\"booking_id\":\"b1\","
	    "\"planned_end\":\"2026-03-02T03:00:00Z\"");
	T_INT(-1, minute_of("b1", COLUMN_booking_started_at, 64));
	T_INT(65, minute_of("b1", COLUMN_booking_started_at, 65));
	T_INT(120, minute_of("b1", COLUMN_booking_planned_end, 99));
	T_INT(180, minute_of("b1", COLUMN_booking_planned_end, 100));
	line("booking.end", 130, "\"booking_id\":\"b1\"");
	T_TRUE(valid(TABLE_booking, "b1", 129));
	T_TRUE(!valid(TABLE_booking, "b1", 130));
	T_INT(130, minute_of("b1", COLUMN_booking_ended_at, 140));
	T_SPAN("v1", text("b1", COLUMN_booking_vehicle_id, 140));
	/* What did not happen changes nothing. */
	line("booking.create", 10, "\"booking_id\":\"b2\",\"user_id\":\"a1\","
	    "\"outcome\":\"denied\"");
	T_TRUE(!valid(TABLE_booking, "b2", 20));
	/* A start without its booking is a booking. */
	line("booking.start", 20, "\"booking_id\":\"b3\",\"user_id\":\"a2\"");
	T_TRUE(valid(TABLE_booking, "b3", 20));
	T_SPAN("a2", text("b3", COLUMN_booking_account_id, 20));
	down();
}

static void
rights(void)
{

	up();
	line("role.change", 1, "\"target\":{\"kind\":\"account\","
	    "\"id\":\"e1\"},\"role\":\"admin\",\"op\":\"grant\","
	    "\"approval_id\":\"ap\",\"privileged\":true");
	T_TRUE(valid(TABLE_role, "e1/admin", 1));
	T_SPAN("ap", text("e1/admin", COLUMN_role_approval_id, 1));
	line("role.change", 5, "\"target\":{\"kind\":\"account\","
	    "\"id\":\"e1\"},\"role\":\"admin\",\"op\":\"revoke\"");
	T_TRUE(valid(TABLE_role, "e1/admin", 4));
	T_TRUE(!valid(TABLE_role, "e1/admin", 5));
	line("ownership.change", 6, "\"vehicle\":{\"id\":\"v1\"},"
	    "\"from\":\"a1\",\"to\":\"a2\"");
	T_SPAN("a2", text("v1", COLUMN_owner_account_id, 6));
	line("pairing.change", 7, "\"vehicle\":{\"id\":\"v1\"},\"target\":{"
	    "\"kind\":\"account\",\"id\":\"a3\"},\"op\":\"add\","
	    "\"pair_kind\":\"app\"");
	T_TRUE(valid(TABLE_pairing, "v1/a3/app", 7));
	T_SPAN("v1", text("v1/a3/app", COLUMN_pairing_vehicle_id, 7));
	line("pairing.change", 8, "\"vehicle\":{\"id\":\"v1\"},\"target\":{"
	    "\"kind\":\"account\",\"id\":\"a3\"},\"op\":\"remove\","
	    "\"pair_kind\":\"app\"");
	T_TRUE(!valid(TABLE_pairing, "v1/a3/app", 8));
	line("pairing.change", 9, "\"vehicle\":{\"id\":\"v1\"},\"target\":{"
	    "\"kind\":\"account\",\"id\":\"a3\"},\"op\":\"add\","
	    "\"pair_kind\":\"nfc\",\"pairing_id\":\"p9\"");
	T_TRUE(valid(TABLE_pairing, "p9", 9));
	down();
}

static void
campaigns(void)
{

	up();
	line("ota.campaign", 1, "\"campaign_id\":\"c1\",\"op\":\"create\","
	    "\"artifact_id\":\"x1\",\"ecu\":\"tcu\",\"to_version\":\"2.0\"");
	T_TRUE(!valid(TABLE_campaign, "c1", 2));
	line("ota.campaign", 3, "\"campaign_id\":\"c1\",\"op\":\"start\"");
	line("ota.campaign", 4, "\"campaign_id\":\"c1\",\"op\":\"pause\"");
	T_TRUE(valid(TABLE_campaign, "c1", 4));
	T_SPAN("2.0", text("c1", COLUMN_campaign_to_version, 4));
	line("ota.campaign", 5, "\"campaign_id\":\"c1\",\"op\":\"end\"");
	T_TRUE(!valid(TABLE_campaign, "c1", 5));
	down();
}

static void
rows(void)
{
	struct ref_at when;

	up();
	line("ref.row", 0, "\"table\":\"employee\",\"key\":\"e1\","
	    "\"op\":\"set\",\"valid_from\":\"2026-03-02T00:10:00Z\","
	    "\"valid_to\":\"2026-03-02T01:00:00Z\",\"row\":{\"vetting\":"
	    "\"passed\",\"training_until\":\"2026-03-02T00:30:00Z\","
	    "\"team\":null,\"shift\":7,\"hat\":\"red\"}");
	T_TRUE(!valid(TABLE_employee, "e1", 9));
	T_TRUE(valid(TABLE_employee, "e1", 10));
	T_TRUE(!valid(TABLE_employee, "e1", 60));
	T_SPAN("passed", text("e1", COLUMN_employee_vetting, 10));
	T_INT(30, minute_of("e1", COLUMN_employee_training_until, 10));
	T_SPAN("", text("e1", COLUMN_employee_team, 10));
	T_SPAN("", text("e1", COLUMN_employee_shift, 10));
	T_INT(2, g.counts.bad_column);
	line("ref.row", 20, "\"table\":\"employee\",\"key\":\"e1\","
	    "\"op\":\"end\"");
	T_TRUE(valid(TABLE_employee, "e1", 19));
	T_TRUE(!valid(TABLE_employee, "e1", 20));
	line("ref.row", 1, "\"table\":\"hats\",\"key\":\"e1\",\"op\":\"set\"");
	T_INT(1, g.counts.bad_table);
	T_INT(2, g.counts.rows);
	line("ref.row", 1, "\"table\":\"station\",\"key\":\"s\",\"op\":"
	    "\"set\",\"row\":{\"rated_w\":11000,\"lat\":52.5,"
	    "\"auth_profile\":2}");
	when = at(2);
	T_NUM(11000, ref_get(ref_find(g.r, SPAN("default"), TABLE_station,
	    SPAN("s")), COLUMN_station_rated_w, &when)->num, 0);
	line("ref.row", 1, "\"table\":\"dbgrant\",\"key\":\"d\",\"op\":"
	    "\"set\",\"row\":{\"hosts\":[\"h1\",\"h2\"]}");
	when = at(2);
	T_INT(2, ref_get(ref_find(g.r, SPAN("default"), TABLE_dbgrant,
	    SPAN("d")), COLUMN_dbgrant_hosts, &when)->n);
	down();
}

static void
who_speaks(void)
{

	T_TRUE(refer_speaks(TYPE_REF_ROW));
	T_TRUE(refer_speaks(TYPE_BOOKING_CANCEL));
	T_TRUE(!refer_speaks(TYPE_TELEMETRY_SAMPLE));
	T_TRUE(!refer_speaks(TYPE_BOOKING_OVERDUE));
}

static const struct t_case cases[] = {
	{ "bookings",				bookings },
	{ "roles, owners, pairings",		rights },
	{ "campaigns",				campaigns },
	{ "rows of reference tables",		rows },
	{ "who speaks of reference state",	who_speaks },
};

T_MAIN(cases)
