/* SPDX-License-Identifier: Apache-2.0 */
/* Event lines: sections 1 to 4 of the contract, rule by rule. */
#include "base/buf.h"
#include "base/mem.h"
#include "model/evline.h"
#include "model/lineid.h"
#include "model/plan.h"
#include "model/view.h"
#include "t.h"

#define T	"\"time\":\"2026-03-02T08:15:04.250Z\""
#define TICK	"{\"type\":\"clock.tick\"," T
#define SAMPLE	"{\"type\":\"telemetry.sample\"," T ",\"vehicle\":{\"id\":" \
		"\"v\"},\"gnss\":{}"
#define CALL	"{\"type\":\"api.request\"," T ",\"method\":\"GET\"," \
		"\"route\":\"/x\",\"status\":200"

static const char *const note_names[] = {
#define X(sym, name, help)	name,
	EVLINE_NOTES(X)
#undef X
};

/*
 * A line and what becomes of it: an error; or the notes, "name=count", and
 * values, "field=text", of names apart by a blank; nothing after "=" is
 * absent, "null" is null.
 */
struct row {
	const char	*why, *line, *error, *notes, *values;
};

static const struct row rows[] = {
	/* Section 1: form and limits. */
	{ "no object", "[1]", "line: expected '{', got '['", NULL, NULL },
	{ "no JSON", "{\"type\":?}", "line: expected a value, got '?'",
	    NULL, NULL },
	{ "a byte order mark", "\357\273\277" TICK "}",
	    "line: expected '{', got byte 0xef", NULL, NULL },
	{ "something after it", TICK "} x",
	    "line: expected end of text, got 'x'", NULL, NULL },
	{ "depth 9", TICK
	    ",\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a"
	    "\":1}}}}}}}}}",
	    "line: expected at most 8 levels, got more", NULL,
	    NULL },
	{ "depth 8", TICK
	    ",\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}"
	    "}}}}}", NULL,
	    "unknown_field=1", "type=clock.tick" },
	{ "duplicate key", TICK ",\"id\":\"a\",\"id\":\"b\"}",
	    "id: expected one value, got a duplicate key", NULL, NULL },
	{ "duplicate key below an unknown one", TICK
	    ",\"x\":{\"y\":{\"z\":1,\"z\":2}}}",
	    "z: expected one value, got a duplicate key", NULL, NULL },
	{ "duplicate key by an escape", TICK ",\"id\":1,\"\\u0069d\":2}",
	    "id: expected one value, got a duplicate key", NULL, NULL },

	/* Section 1: required and optional. */
	{ "no type", "{" T "}", "type: expected text, got nothing", NULL,
	    NULL },
	{ "null type", "{\"type\":null," T "}",
	    "type: expected text, got null", NULL, NULL },
	{ "type of a wrong type", "{\"type\":5," T "}",
	    "type: expected text, got 5", NULL, NULL },
	{ "no time", "{\"type\":\"clock.tick\"}",
	    "time: expected an RFC 3339 time, got nothing", NULL, NULL },
	{ "bad time", "{\"type\":\"clock.tick\",\"time\":\"yesterday\"}",
	    "time: expected an RFC 3339 time, got text", NULL, NULL },
	{ "number for a time", "{\"type\":\"clock.tick\",\"time\":17}",
	    "time: expected an RFC 3339 time, got 17", NULL, NULL },
	{ "required is missing", "{\"type\":\"telemetry.alarm\"," T
	    ",\"vehicle\":{\"id\":\"v\"}}",
	    "alarm: expected a word, got nothing", NULL, NULL },
	{ "required is null", "{\"type\":\"telemetry.alarm\"," T
	    ",\"vehicle\":{\"id\":\"v\"},\"alarm\":null}",
	    "alarm: expected a word, got null", NULL, NULL },
	{ "required is out of range", "{\"type\":\"api.request\"," T
	    ",\"method\":\"GET\",\"route\":\"/\",\"status\":600}",
	    "status: expected an integer from 100 to 599, got 600", NULL,
	    NULL },
	{ "required of a wrong type", "{\"type\":\"api.request\"," T
	    ",\"method\":\"GET\",\"route\":\"/\",\"status\":\"200\"}",
	    "status: expected an integer from 100 to 599, got text", NULL,
	    NULL },
	{ "neither of two", "{\"type\":\"telemetry.sample\"," T
	    ",\"gnss\":{}}", "vehicle: expected vehicle or device, got "
	    "nothing", NULL, NULL },
	{ "required array", "{\"type\":\"db.query\"," T ",\"database\":\"d\","
	    "\"tables\":\"t\",\"op\":\"select\"}",
	    "tables: expected an array, got text", NULL, NULL },
	{ "required member", "{\"type\":\"auth.logout\"," T ",\"actor\":{}}",
	    "actor.id: expected an id, got nothing", NULL, NULL },
	{ "optional is missing", SAMPLE "}", NULL, "", "seq= gnss.sats=" },
	{ "optional is null", SAMPLE ",\"seq\":null}", NULL, "", "seq=null" },
	{ "optional of a wrong type", SAMPLE ",\"seq\":\"7\"}", NULL,
	    "bad_field=1", "seq= unmapped.seq=7" },
	{ "optional out of range", SAMPLE ",\"client\":{\"port\":65536}}",
	    NULL, "bad_field=1",
	    "client.port= unmapped.client.port=65536" },
	{ "object of a wrong type", SAMPLE ",\"client\":\"home\"}", NULL,
	    "bad_field=1", "client= unmapped.client=home" },
	{ "5.0 counts as 5", SAMPLE ",\"seq\":5.0}", NULL, "", "seq=5" },
	{ "5.5 does not", SAMPLE ",\"seq\":5.5}", NULL, "bad_field=1",
	    "seq= unmapped.seq=5.5" },
	{ "2^53", SAMPLE ",\"seq\":9007199254740992}", NULL, "",
	    "seq=9007199254740992" },
	{ "2^53 + 1", SAMPLE ",\"seq\":9007199254740993}", NULL,
	    "bad_field=1", "seq=" },
	{ "-2^53 - 1", SAMPLE ",\"seq\":-9007199254740993}", NULL,
	    "bad_field=1", "seq=" },
	{ "2^53 as a float", SAMPLE ",\"seq\":9.007199254740992e15}", NULL,
	    "", "seq=9007199254740992" },
	{ "a huge number", SAMPLE ",\"gnss\":1e999}",
	    "gnss: expected one value, got a duplicate key", NULL, NULL },
	{ "beyond a double", "{\"type\":\"telemetry.sample\"," T
	    ",\"vehicle\":{\"id\":\"v\"},\"gnss\":{\"hdop\":1e999}}", NULL,
	    "bad_field=1", "gnss.hdop=" },
	{ "bool is no number", SAMPLE ",\"seq\":true}", NULL, "bad_field=1",
	    "seq= unmapped.seq=true" },
	{ "number is no bool", SAMPLE ",\"delayed\":1}", NULL, "bad_field=1",
	    "delayed=false unmapped.delayed=1" },
	{ "array with a wrong member", CALL ",\"scopes\":[\"a\",1]}", NULL,
	    "bad_field=1", "scopes= unmapped.scopes=a,1" },
	{ "hex is lower-case", SAMPLE ",\"raw_hash\":\"AB\"}", NULL,
	    "bad_field=1", "raw_hash= unmapped.raw_hash=AB" },
	{ "hex", SAMPLE ",\"raw_hash\":\"09af\"}", NULL, "", "raw_hash=09af" },

	/* Section 1: enums. */
	{ "unknown word", "{\"type\":\"telemetry.alarm\"," T ",\"vehicle\":{"
	    "\"id\":\"v\"},\"alarm\":\"fire\"}", NULL, "bad_enum=1",
	    "alarm=other unmapped.alarm=fire" },
	{ "case of a word", "{\"type\":\"telemetry.alarm\"," T
	    ",\"vehicle\":{\"id\":\"v\"},\"alarm\":\"Tow\"}", NULL, "",
	    "alarm=tow" },
	{ "word of another type", "{\"type\":\"broker.acl\"," T
	    ",\"op\":\"view\",\"topic\":\"t\",\"decision\":\"deny\"}", NULL,
	    "bad_enum=1", "op=other unmapped.op=view decision=deny" },
	{ "a word that is no text", SAMPLE ",\"outcome\":1}", NULL,
	    "bad_field=1", "outcome= unmapped.outcome=1" },

	/* Section 1: unknown and reserved. */
	{ "unknown key", SAMPLE ",\"foo\":1,\"client\":{\"foo\":\"x\"}}",
	    NULL, "unknown_field=2", "unmapped.foo=1 unmapped.client.foo=x "
	    "unmapped.bar= unmapped.client.bar=" },
	{ "below an unknown key", SAMPLE ",\"a\":{\"b\":{\"c\":[1,2]}}}",
	    NULL, "unknown_field=1", "unmapped.a.b.c=1,2 unmapped.a.b="
	    "{\"c\":[1,2]} unmapped.a.c=" },
	{ "a map that was moved", SAMPLE ",\"a\":{\"b\":1},\"c\":[{\"d\":1},2],"
	    "\"outcome\":{\"x\":1}}", NULL, "bad_field=1 unknown_field=2",
	    "unmapped.a={\"b\":1} unmapped.c=2 unmapped.c.d= "
	    "unmapped.outcome.x=1" },
	{ "a key with a dot", SAMPLE ",\"a.b\":{\"c.d\":7}}", NULL,
	    "unknown_field=1", "unmapped.a.b.c.d=7" },
	{ "the line's own unmapped", SAMPLE ",\"unmapped\":{\"x\":1,"
	    "\"y\":{\"z\":\"q\"},\"a.b\":2}}", NULL, "",
	    "unmapped.x=1 unmapped.y.z=q unmapped.a.b=2 unmapped.z=" },
	{ "the whole name as one key", SAMPLE ",\"unmapped.x\":3}", NULL,
	    "unknown_field=1", "unmapped.x=3" },
	{ "a field of another type", SAMPLE ",\"alarm\":\"tow\"}", NULL,
	    "unknown_field=1", "alarm= unmapped.alarm=tow" },
	{ "reserved", SAMPLE ",\"booking\":{\"cover\":\"owner\"},"
	    "\"move.fix\":\"good\"}", NULL, "reserved_field=2",
	    "unmapped.booking.cover=owner unmapped.move.fix=good" },
	{ "reserved only at the top", SAMPLE ",\"client\":{\"geo\":1}}",
	    NULL, "unknown_field=1", "unmapped.client.geo=1" },
	{ "only we write these", SAMPLE ",\"truncated\":[\"x\"],"
	    "\"cleaned\":[\"y\"]}", NULL, "unknown_field=2",
	    "truncated= cleaned= unmapped.truncated=x" },
	{ "unknown type", "{\"type\":\"tea.time\"," T ",\"alarm\":\"tow\","
	    "\"vehicle\":{\"id\":\"v\"},\"milk\":true}", NULL,
	    "unknown_field=1 unknown_type=1", "type=tea.time vehicle.id=v "
	    "alarm= unmapped.alarm=tow unmapped.milk=true" },
	{ "unknown signal", SAMPLE ",\"signals\":{\"Vehicle.Radio\":1,"
	    "\"Vehicle.Speed\":3}}", NULL, "unknown_signal=1",
	    "Vehicle.Speed=3 unmapped.Vehicle.Radio= "
	    "unmapped.signals.Vehicle.Radio=" },
	{ "literal dotted key", SAMPLE ",\"client.ip\":\"1\","
	    "\"client\":{\"ip\":\"2\",\"port\":3}}", NULL, "",
	    "client.ip=1 client.port=3" },
	{ "literal id for its object", "{\"type\":\"telemetry.alarm\"," T
	    ",\"vehicle.id\":\"v7\",\"alarm\":\"tow\"}", NULL, "",
	    "vehicle.id=v7" },
	{ "literal signal", SAMPLE ",\"Vehicle.Speed\":9,\"signals\":{"
	    "\"Vehicle.Speed\":1}}", NULL, "", "Vehicle.Speed=9" },

	/* Section 1: ranges. */
	{ "edges are inside", SAMPLE ",\"client\":{\"lat\":-90,\"lon\":180,"
	    "\"port\":0},\"signals\":{\"Vehicle.CurrentLocation.Heading\":360,"
	    "\"Vehicle.Chassis.Brake.PedalPosition\":100}}", NULL, "",
	    "client.lat=-90 client.lon=180 client.port=0 "
	    "Vehicle.CurrentLocation.Heading=360" },
	{ "beyond the edges", SAMPLE ",\"client\":{\"lat\":-90.1,\"lon\":"
	    "180.5,\"port\":-1},\"signals\":{"
	    "\"Vehicle.CurrentLocation.Heading\":360.5,"
	    "\"Vehicle.Chassis.Brake.PedalPosition\":101}}", NULL,
	    "bad_field=5", "client.lat= client.lon= client.port= "
	    "Vehicle.CurrentLocation.Heading= unmapped.client.lat=-90.1 "
	    "unmapped.Vehicle.CurrentLocation.Heading=360.5" },
	{ "status 99 and 100", CALL ",\"req_bytes\":-1,\"duration_ms\":-1,"
	    "\"record_count\":-1}", NULL, "bad_field=3", "req_bytes=" },

	/* Section 1: text hygiene. */
	{ "controls go", SAMPLE ",\"device_time\":\"a\\u0007b\\u202ec\"}",
	    NULL, "cleaned=1", "device_time=abc cleaned=device_time" },
	{ "not UTF-8", SAMPLE ",\"device_time\":\"a\377b\"}", NULL,
	    "cleaned=1", "device_time=a\357\277\275b" },
	{ "lone surrogate", SAMPLE ",\"device_time\":\"\\ud800\"}", NULL,
	    "cleaned=1", "device_time=\357\277\275" },
	{ "invisible in an id", SAMPLE ",\"conn_id\":\"a\342\200\213b\"}",
	    NULL, "cleaned=1", "conn_id=ab cleaned=conn_id" },
	{ "invisible in a text stays", SAMPLE
	    ",\"device_time\":\"a\342\200\213b\"}", NULL, "",
	    "device_time=a\342\200\213b cleaned=" },
	{ "plain text beyond ASCII", SAMPLE
	    ",\"conn_id\":\"M\303\274nchen\"}", NULL, "",
	    "conn_id=M\303\274nchen" },
	{ "hygiene below unmapped", SAMPLE ",\"foo\":\"a\\u0007b\"}", NULL,
	    "unknown_field=1", "unmapped.foo=ab" },
	{ "an id of nothing visible", "{\"type\":\"telemetry.sample\"," T
	    ",\"vehicle\":{\"id\":\"\342\200\213\"},\"device\":{\"id\":\"d\"}"
	    ",\"gnss\":{}}", NULL, "bad_field=1 cleaned=1", "vehicle.id= "
	    "device.id=d" },

	/* Section 2. */
	{ "defaults", SAMPLE "}", NULL, "",
	    "v=1 tenant=default source.name=input delayed=false" },
	{ "version 1", SAMPLE ",\"v\":1}", NULL, "", "v=1" },
	{ "version 2", SAMPLE ",\"v\":2}", "v: expected 1, got 2", NULL,
	    NULL },
	{ "version of a wrong type", SAMPLE ",\"v\":\"1\"}",
	    "v: expected 1, got text", NULL, NULL },
	{ "null version", SAMPLE ",\"v\":null}", NULL, "", "v=1" },
	{ "object without its id", SAMPLE ",\"sim\":{\"imsi\":\"1\"}}", NULL,
	    "bad_field=1", "sim= sim.imsi= unmapped.sim.imsi=1" },
	{ "required object without its id", "{\"type\":\"twin.silent\"," T
	    ",\"vehicle\":{\"vin\":\"x\"},\"silent_s\":60}",
	    "vehicle: expected an object, got nothing", NULL, NULL },
	{ "device whose id is a number", SAMPLE
	    ",\"device\":{\"id\":5,\"fw\":\"1\"}}", NULL, "bad_field=1",
	    "device.id= device.fw= unmapped.device.fw=1" },
	{ "offset is converted", "{\"type\":\"clock.tick\",\"time\":"
	    "\"2026-03-02T10:15:04.2509+02:00\"}", NULL, "",
	    "time=2026-03-02T08:15:04.250Z "
	    "received=2026-03-02T08:15:04.250Z" },
	{ "subject vehicle of a call", CALL ",\"target\":{\"kind\":"
	    "\"vehicle\",\"id\":\"v9\"}}", NULL, "", "vehicle.id=v9" },
	{ "not of a call with a vehicle", CALL ",\"vehicle\":{\"id\":\"v1\"},"
	    "\"target\":{\"kind\":\"vehicle\",\"id\":\"v9\"}}", NULL, "",
	    "vehicle.id=v1" },
	{ "not of another target", CALL ",\"target\":{\"kind\":\"account\","
	    "\"id\":\"a\"}}", NULL, "", "vehicle.id=" },
	{ "subject vehicle of account.change", "{\"type\":\"account.change\","
	    T ",\"field\":\"email\",\"target\":{\"kind\":\"vehicle\","
	    "\"id\":\"v9\"}}", NULL, "", "vehicle.id=v9" },
	{ "subject vehicle of data.access", "{\"type\":\"data.access\"," T
	    ",\"actor\":{\"id\":\"e\"},\"op\":\"view\",\"data_classes\":[],"
	    "\"target\":{\"kind\":\"vehicle\",\"id\":\"v9\"}}", NULL, "",
	    "vehicle.id=v9" },
	{ "none of auth.code", "{\"type\":\"auth.code\"," T ",\"op\":\"send\""
	    ",\"purpose\":\"pair\",\"target\":{\"kind\":\"vehicle\","
	    "\"id\":\"v9\"}}", NULL, "", "vehicle.id=" },
	{ "reference columns", "{\"type\":\"ref.row\",\"time\":"
	    "\"2001-01-01T00:00:00Z\",\"table\":\"endpoint\",\"key\":\"k\","
	    "\"op\":\"set\",\"row\":{\"roles\":[\"a\",\"b\"],\"auth\":true,"
	    "\"max_records\":5}}", NULL, "", "row.roles=a,b row.auth=true "
	    "row.max_records=5 row.state= time=2001-01-01T00:00:00.000Z" },

	/* Section 6: clock repair. */
	{ "time far ahead", "{\"type\":\"trip.start\",\"time\":"
	    "\"2026-03-02T08:20:00.001Z\",\"received\":"
	    "\"2026-03-02T08:15:00Z\",\"vehicle\":{\"id\":\"v\"},"
	    "\"trip_id\":\"t\"}", NULL, "clock_repaired=1",
	    "time=2026-03-02T08:15:00.000Z "
	    "device_time=2026-03-02T08:20:00.001Z" },
	{ "time 300 s ahead", "{\"type\":\"trip.start\",\"time\":"
	    "\"2026-03-02T08:20:00.000Z\",\"received\":"
	    "\"2026-03-02T08:15:00Z\",\"vehicle\":{\"id\":\"v\"},"
	    "\"trip_id\":\"t\"}", NULL, "", "device_time= "
	    "time=2026-03-02T08:20:00.000Z" },
	{ "time of a reset clock", "{\"type\":\"trip.start\",\"time\":"
	    "\"1980-01-06T00:00:00Z\",\"device_time\":\"x\",\"received\":"
	    "\"2026-03-02T08:15:00Z\",\"vehicle\":{\"id\":\"v\"},"
	    "\"trip_id\":\"t\"}", NULL, "clock_repaired=1",
	    "time=2026-03-02T08:15:00.000Z device_time=1980-01-06T00:00:00Z "
	    "unmapped.device_time=x" },
	{ "alone before 2010", "{\"type\":\"clock.tick\",\"time\":"
	    "\"2009-12-31T23:59:59.999Z\"}", "time: expected a time from 2010"
	    " on, got an earlier one without received", NULL, NULL },
	{ "alone from 2010 on", "{\"type\":\"clock.tick\",\"time\":"
	    "\"2010-01-01T00:00:00Z\"}", NULL, "",
	    "time=2010-01-01T00:00:00.000Z" },
};

/* The next item of a list apart by blanks; false at its end. */
static bool
item(const char **list, struct span *name, struct span *value)
{
	const char *p = *list + strspn(*list, " ");
	size_t n = strcspn(p, "="), m;

	if (*p == '\0')
		return (false);
	m = strcspn(p + n + 1, " ");
	*name = (struct span){ p, n };
	*value = (struct span){ p + n + 1, m };
	*list = p + n + 1 + m;
	return (true);
}

struct rig {
	struct plan	 plan;
	struct value	 slot[FIELD_TOTAL + PLAN_EXTRAS + PLAN_FIRST];
	struct evline	*reader;
	struct arena	 arena;
	struct event	 ev;
	uint32_t	 notes[EVLINE_NOTE_COUNT];
	struct err	 e;
};

/* A reader of every field and of the names beyond that ${values} has. */
static void
rig_init(struct rig *g, const char *values)
{
	struct span name, value;
	struct plan_name x;

	memset(g, 0, sizeof(*g));
	T_INT(RC_OK, field_init());
	g->plan.slots = PLAN_FIRST;
	for (unsigned i = 1; i < FIELD_TOTAL; i++)
		g->plan.field[i] = g->plan.slots++;
	while (values != NULL && item(&values, &name, &value))
		if (plan_beyond(name))
			T_INT(RC_OK, plan_extra(&g->plan, name, &x));
	T_INT(RC_OK, evline_new(&g->plan, &g->reader));
}

static rc
rig_read(struct rig *g, struct span line)
{

	memset(g->notes, 0, sizeof(g->notes));
	arena_clear(&g->arena);
	g->ev = (struct event){ .plan = &g->plan, .slot = g->slot,
	    .number = 1 };
	return (evline_read(g->reader, line, &g->arena, &g->ev, g->notes,
	    &g->e));
}

static void
rig_release(struct rig *g)
{

	evline_free(g->reader);
	arena_release(&g->arena);
}

static const struct value *
value_of(const struct rig *g, struct span name)
{
	enum field_id id = field_find(name);

	return (&g->slot[id != FIELD_NONE ? g->plan.field[id] :
	    plan_extra_find(&g->plan, name)]);
}

static void
check_values(const struct rig *g, const char *values)
{
	struct span name, want;
	struct buf b = { 0 };

	while (values != NULL && item(&values, &name, &want)) {
		const struct value *v = value_of(g, name);

		buf_clear(&b);
		value_put(&b, v);
		if (!span_eq(want, buf_span(&b)))
			printf("# %.*s: want '%.*s', got '%.*s'\n",
			    (int)name.n, name.p, (int)want.n, want.p,
			    (int)b.n, b.p != NULL ? b.p : "");
		T_TRUE(span_eq(want, buf_span(&b)));
	}
	buf_release(&b);
}

static void
check_notes(const struct rig *g, const char *want)
{
	char got[256] = "";

	for (int i = 0; i < EVLINE_NOTE_COUNT; i++)
		if (g->notes[i] > 0)
			(void)snprintf(got + strlen(got),
			    sizeof(got) - strlen(got), "%s%s=%u",
			    got[0] != '\0' ? " " : "", note_names[i],
			    g->notes[i]);
	T_STR(want, got);
}

static void
test_rows(void)
{

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct row *w = &rows[i];
		struct rig g;
		int before = t_failed;
		rc r;

		rig_init(&g, w->values);
		/* Twice: the second time with a reader that has read. */
		for (int twice = 0; twice < 2; twice++) {
			r = rig_read(&g, span_of(w->line));
			if (w->error != NULL) {
				T_TRUE(r != RC_OK && r != RC_NOMEM);
				T_STR(w->error, g.e.what);
				continue;
			}
			T_INT(RC_OK, r);
			if (r != RC_OK)
				printf("# %s\n", g.e.what);
			check_notes(&g, w->notes);
			check_values(&g, w->values);
		}
		if (t_failed > before)
			printf("# in: %s\n", w->why);
		rig_release(&g);
	}
}

/* The example lines of section 4. */
static const char *const examples[] = {
#include "event_examples.h"
};

static void
test_examples(void)
{
	struct rig g;

	rig_init(&g, NULL);
	T_INT(17, COUNT_OF(examples));
	for (size_t i = 0; i < COUNT_OF(examples); i++) {
		rc r = rig_read(&g, span_of(examples[i]));

		if (r != RC_OK)
			printf("# %s\n", g.e.what);
		T_INT(RC_OK, r);
		check_notes(&g, "");
	}
	(void)rig_read(&g, span_of(examples[0]));
	T_SPAN("veh-0042", g.ev.vehicle);
	T_SPAN("dev-352099001761481", g.ev.device);
	T_SPAN("nordfleet", g.ev.tenant);
	T_SPAN("tcu-mqtt", g.ev.source);
	T_INT(CATEGORY_TELEMETRY, g.ev.category);
	T_INT(INT64_C(1772439304250), g.ev.time);
	T_INT(INT64_C(1772439305010), g.ev.received);
	rig_release(&g);
}

/* ${head}, ${n} times ${each} with its number, ${tail}. */
static struct span
many(struct buf *b, const char *head, unsigned n, const char *each,
    const char *tail)
{

	buf_clear(b);
	buf_text(b, head);
	for (unsigned i = 0; i < n; i++)
		buf_fmt(b, "%s\"%s%u\"", i > 0 ? "," : "", each, i);
	buf_text(b, tail);
	return (buf_span(b));
}

static void
test_long(void)
{
	struct rig g;
	struct buf b = { 0 };
	char x[5001];

	memset(x, 'x', sizeof(x));
	x[sizeof(x) - 1] = '\0';
	rig_init(&g, NULL);

	/* An id of 128 bytes stays, one of 129 becomes its hash. */
	buf_fmt(&b, SAMPLE ",\"conn_id\":\"%.128s\"}", x);
	T_INT(RC_OK, rig_read(&g, buf_span(&b)));
	T_INT(128, event_get(&g.ev, FIELD_CONN_ID)->n);
	check_notes(&g, "");
	buf_clear(&b);
	buf_fmt(&b, SAMPLE ",\"conn_id\":\"%.129s\"}", x);
	T_INT(RC_OK, rig_read(&g, buf_span(&b)));
	/* printf %129s | tr ' ' x | sha256sum | cut -c1-32 */
	check_values(&g, "conn_id=h:0ec9eb33e74510bcdd1f2ea55206e82f "
	    "truncated=conn_id");
	check_notes(&g, "truncated=1");

	/* A text of 4,096 bytes stays, and is cut at a character. */
	buf_clear(&b);
	buf_fmt(&b, SAMPLE ",\"device_time\":\"%.4096s\"}", x);
	T_INT(RC_OK, rig_read(&g, buf_span(&b)));
	T_INT(4096, event_get(&g.ev, FIELD_DEVICE_TIME)->n);
	check_notes(&g, "");
	buf_clear(&b);
	buf_fmt(&b, SAMPLE ",\"device_time\":\"%.4095s\303\274\"}", x);
	T_INT(RC_OK, rig_read(&g, buf_span(&b)));
	T_INT(4095, event_get(&g.ev, FIELD_DEVICE_TIME)->n);
	check_values(&g, "truncated=device_time");

	/* 64 members of id[]. */
	T_INT(RC_OK, rig_read(&g, many(&b, CALL ",\"object_ids\":[", 64, "o",
	    "]}")));
	T_INT(64, event_get(&g.ev, FIELD_OBJECT_IDS)->n);
	check_notes(&g, "");
	T_INT(RC_OK, rig_read(&g, many(&b, CALL ",\"object_ids\":[", 65, "o",
	    "]}")));
	T_INT(64, event_get(&g.ev, FIELD_OBJECT_IDS)->n);
	check_values(&g, "truncated=object_ids");
	/* 256 of any other array. */
	T_INT(RC_OK, rig_read(&g, many(&b, SAMPLE ",\"signals\":{\""
	    "Vehicle.Diagnostics.DTCList\":[", 257, "P", "]}}")));
	T_INT(256, event_get(&g.ev, FIELD_VSS_DIAGNOSTICS_DTCLIST)->n);
	check_notes(&g, "truncated=1");

	/* A line of 65,536 bytes with its end, and one more. */
	for (unsigned more = 0; more < 2; more++) {
		buf_clear(&b);
		buf_text(&b, TICK ",\"x\":\"");
		while (b.n < 65535 - 2 + more)
			buf_char(&b, 'x');
		buf_text(&b, "\"}");
		T_INT(more == 0 ? RC_OK : RC_LIMIT,
		    rig_read(&g, buf_span(&b)));
	}
	T_STR("line: expected at most 65536 bytes, got 65537", g.e.what);
	buf_release(&b);
	rig_release(&g);
}

static struct span
signals(struct buf *b, unsigned before)
{

	buf_clear(b);
	buf_text(b, "{\"type\":\"telemetry.sample\"," T ",\"vehicle\":{"
	    "\"id\":\"v\"},\"signals\":{");
	for (unsigned i = 0; i < before; i++)
		buf_fmt(b, "\"Vehicle.X%u\":%u,", i, i);
	buf_text(b, "\"Vehicle.Speed\":7}}");
	return (buf_span(b));
}

static void
test_many(void)
{
	struct rig g;
	struct buf b = { 0 };

	rig_init(&g, NULL);
	/* Of the signals the first 256 are kept. */
	T_INT(RC_OK, rig_read(&g, signals(&b, 255)));
	check_notes(&g, "unknown_signal=255");
	check_values(&g, "Vehicle.Speed=7 truncated=");
	T_INT(RC_OK, rig_read(&g, signals(&b, 256)));
	check_notes(&g, "unknown_signal=256 truncated=1");
	check_values(&g, "Vehicle.Speed= truncated=signals");

	/* 512 keys, over all objects. */
	T_INT(RC_OK, rig_read(&g, signals(&b, 512 - 6)));
	T_INT(RC_LIMIT, rig_read(&g, signals(&b, 512 - 5)));
	T_STR("line: expected at most 512 keys, got more", g.e.what);

	/* Unknown keys are counted beyond those that can be listed. */
	buf_clear(&b);
	buf_text(&b, TICK);
	for (int i = 0; i < 200; i++)
		buf_fmt(&b, ",\"x%d\":%d", i, i);
	buf_char(&b, '}');
	T_INT(RC_OK, rig_read(&g, buf_span(&b)));
	check_notes(&g, "unknown_field=200");
	buf_release(&b);
	rig_release(&g);
}

static void
test_derived_id(void)
{
	char id[LINEID + 1] = "";
	struct rig g;

	/* printf '{}\n7' | openssl sha256 -binary | base32 | cut -c1-25 */
	lineid_of(SPAN("{}"), 7, id);
	T_STR("LEGKPAD2AVY7VW5JTFYEJB3WMC", id);
	lineid_of(SPAN("{}"), 8, id);
	T_TRUE(strcmp("LEGKPAD2AVY7VW5JTFYEJB3WMC", id) != 0);
	rig_init(&g, NULL);
	T_INT(RC_OK, rig_read(&g, span_of(SAMPLE "}")));
	T_INT(0, g.ev.id.n);
	lineid_of(span_of(SAMPLE "}"), 1, id);
	T_SPAN(id, value_text(event_get(&g.ev, FIELD_ID)));
	rig_release(&g);
}

/* What is told, and under which path. */
static void
told(void *ctx, enum evline_note n, struct span path)
{

	buf_fmt(ctx, "%s:", note_names[n]);
	buf_put(ctx, path);
	buf_char(ctx, ' ');
}

static void
test_told(void)
{
	struct rig g;
	struct buf b = { 0 };

	rig_init(&g, NULL);
	evline_tell(g.reader, told, &b);
	T_INT(RC_OK, rig_read(&g, span_of(SAMPLE ",\"seq\":\"x\",\"client\":"
	    "{\"a\":1},\"foo\":2,\"geo.cell\":1,\"signals\":{\"Vehicle.A\":1}"
	    "}")));
	T_SPAN("bad_field:seq unknown_field:client.a unknown_field:foo "
	    "reserved_field:geo.cell unknown_signal:Vehicle.A ",
	    buf_span(&b));
	buf_release(&b);
	rig_release(&g);
}

/* The day that is remembered never changes what a time is. */
static void
test_days(void)
{
	static const struct {
		const char	*text;
		const char	*want;		/* NULL: not a time. */
	} times[] = {
		{ "2026-03-02T08:15:04.250Z", "2026-03-02T08:15:04.250Z" },
		{ "2026-03-02T23:59:59.999Z", "2026-03-02T23:59:59.999Z" },
		{ "2026-03-02T24:00:00.000Z", NULL },
		{ "2026-03-02T23:60:00.000Z", NULL },
		{ "2026-03-02T23:59:60.000Z", "2026-03-03T00:00:00.000Z" },
		{ "2026-03-02T08:15:04.2x0Z", NULL },
		{ "2026-03-02T08:15:04.25+Z", NULL },
		{ "2026-03-02T08-15:04.250Z", NULL },
		{ "2026-03-03T00:00:00.000Z", "2026-03-03T00:00:00.000Z" },
		{ "2026-03-02T08:15:04Z", "2026-03-02T08:15:04.000Z" },
		{ "2026-02-29T08:15:04.250Z", NULL },
		{ "2024-02-29T08:15:04.250Z", "2024-02-29T08:15:04.250Z" },
		{ "\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000"
		    "\\u0000\\u0000\\u000008:15:04.250Z", NULL },
	};
	struct rig g;

	/* The last, first: nothing is known then. */
	for (size_t first = 0; first < 2; first++) {
		rig_init(&g, NULL);
		for (size_t i = 0; i < COUNT_OF(times); i++) {
			size_t k = first == 0 ? i : COUNT_OF(times) - 1 - i;
			char line[200];
			rc r;

			(void)snprintf(line, sizeof(line), "{\"type\":"
			    "\"clock.tick\",\"time\":\"%s\"}", times[k].text);
			r = rig_read(&g, span_of(line));
			T_INT(times[k].want == NULL ? RC_MALFORMED : RC_OK, r);
			if (r == RC_OK) {
				(void)snprintf(line, sizeof(line), "time=%s",
				    times[k].want);
				check_values(&g, line);
			}
		}
		rig_release(&g);
	}
}

/* Every allocation fails once: of a reader, a view, and of reading. */
static void
test_memory(void)
{
	static const char hard[] = CALL ",\"scopes\":[\"a\"],\"a\":{\"b\":"
	    "[\"\\u0007\"]},\"conn_id\":\"\\u0007\",\"object_ids\":[\"\377\"]}";
	struct plan plan = { .slots = PLAN_FIRST };
	struct evline *r = NULL;
	struct view *v = NULL;
	struct plan_name x;
	unsigned long n;
	rc got = RC_NOMEM;

	T_INT(RC_OK, plan_extra(&plan, SPAN("unmapped.a.b"), &x));
	for (n = 1; got != RC_OK; n++) {
		mem_count = 0;
		mem_fail_at = n;
		got = evline_new(&plan, &r);
		mem_fail_at = 0;
		T_TRUE(got == RC_OK || (got == RC_NOMEM && r == NULL));
		T_TRUE(n < 1000);
	}
	evline_free(r);
	for (n = 1, got = RC_NOMEM; got != RC_OK; n++) {
		mem_count = 0;
		mem_fail_at = n;
		got = view_new(&v);
		mem_fail_at = 0;
		T_TRUE(got == RC_OK || (got == RC_NOMEM && v == NULL));
		T_TRUE(n < 1000);
	}
	view_free(v);
	for (n = 1, got = RC_NOMEM; got != RC_OK; n++) {
		struct rig g;

		rig_init(&g, "unmapped.a.b=x");
		mem_count = 0;
		mem_fail_at = n;
		got = rig_read(&g, span_of(hard));
		mem_fail_at = 0;
		T_TRUE(got == RC_OK || got == RC_NOMEM);
		rig_release(&g);
		T_TRUE(n < 1000);
	}
}

static const struct t_case cases[] = {
	{ "rule by rule",		test_rows },
	{ "example lines",		test_examples },
	{ "long values",		test_long },
	{ "many values",		test_many },
	{ "derived ids",		test_derived_id },
	{ "who is told",		test_told },
	{ "days",			test_days },
	{ "memory",			test_memory },
};

T_MAIN(cases)
