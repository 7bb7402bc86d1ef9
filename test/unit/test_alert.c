/* SPDX-License-Identifier: Apache-2.0 */
/* Alerts: their ids, their evidence, and the forms they are shown in. */
#include <jansson.h>

#include "base/mem.h"
#include "model/alert_brief.h"
#include "model/alert_json.h"
#include "model/alert_ocsf.h"
#include "t.h"

#define OPENED	INT64_C(1772487611500)	/* 2026-03-02T21:40:11.500Z */

static const char line[] =
    "{\"id\":\"01JNBT7A9R8F6V7J4Z9K2M5X20\",\"tenant\":\"nordfleet\","
    "\"type\":\"command.request\",\"time\":\"2026-03-02T21:40:11.500Z\","
    "\"source\":{\"name\":\"cmd-gw\",\"kind\":\"gateway\"},\"actor\":{"
    "\"id\":\"acc-5120\",\"kind\":\"customer\",\"session_id\":\"s-771\","
    "\"token_id\":\"tok-c09e\"},\"client\":{\"ip\":\"198.51.100.31\"},"
    "\"vehicle\":{\"id\":\"veh-0107\"},\"command_id\":\"cmd-80455\","
    "\"command\":\"unlock\",\"channel\":\"app\"}";

/* The examples of the contract's section 9. */
static const char want_json[] =
    "{\"id\":\"30715e1e32890af8ea351c3a0e70d801\",\"tenant\":\"nordfleet\","
    "\"time\":\"2026-03-02T21:40:11.500Z\",\"rule\":{\"id\":"
    "\"b7b1f3f4-5b0e-4d59-8f43-0b9d7f7a15c0\",\"title\":"
    "\"Remote command without a covering booking\",\"level\":\"high\","
    "\"tags\":[\"vedette.s15\",\"r155.31.1\",\"owasp.api1\","
    "\"attack.t1078\"]},\"entity\":{\"kind\":\"vehicle\",\"id\":"
    "\"veh-0107\"},\"where\":{\"source\":\"cmd-gw\",\"type\":"
    "\"command.request\",\"vehicle\":\"veh-0107\",\"actor\":\"acc-5120\","
    "\"session\":\"s-771\",\"token\":\"tok-c09e\",\"client\":"
    "\"198.51.100.31\",\"command\":\"unlock cmd-80455\",\"fields\":{"
    "\"actor.kind\":\"customer\",\"channel\":\"app\",\"type\":"
    "\"command.request\"}},\"facts\":{\"booking.cover\":\"none\","
    "\"booking.gap_s\":12960000,\"cmd.class\":\"access\"},\"evidence\":["
    "\"01JNBT7A9R8F6V7J4Z9K2M5X20\"],\"count\":1,\"first_seen\":"
    "\"2026-03-02T21:40:11.500Z\",\"last_seen\":"
    "\"2026-03-02T21:40:11.500Z\"}";
static const char want_brief[] =
    "2026-03-02T21:40:11.500Z HIGH s15 vehicle=veh-0107 "
    "\"Remote command without a covering booking\" at "
    "\"unlock cmd-80455\" booking.cover=none booking.gap_s=12960000 "
    "cmd.class=access x1 30715e1e3289";

static const char *const tags[] = { "vedette.s15", "r155.31.1", "owasp.api1",
    "attack.t1078" };
static const char *const fields[] = { "actor.kind", "booking.cover",
    "booking.gap_s", "channel", "cmd.class", "type" };
static const struct alert_rule rule = {
	.id = "b7b1f3f4-5b0e-4d59-8f43-0b9d7f7a15c0",
	.title = "Remote command without a covering booking",
	.level = "high", .status = "test", .version = "2026-03-01",
	.category = "command", .tags = tags, .tags_n = COUNT_OF(tags),
	.fields = fields, .fields_n = COUNT_OF(fields),
};
static const struct alert_fact facts[] = {
	{ "booking.cover", { .p = "none", .n = 4, .type = VALUE_TEXT } },
	{ "booking.gap_s", { .i = 12960000, .type = VALUE_INT } },
	{ "cmd.class", { .p = "access", .n = 6, .type = VALUE_TEXT } },
};

/* The alert of ${text} with these facts; false when memory was short. */
static bool
make(struct alert *a, struct view *v, const char *text,
    const struct alert_rule *r, const struct alert_fact *f, size_t n)
{
	uint32_t notes[EVLINE_NOTE_COUNT] = { 0 };
	const struct event *ev;
	struct alert_event *e;

	if (view_line(v, span_of(text), notes, NULL, &ev) != RC_OK ||
	    (e = alert_event_new(NULL, ev, ev->id, f, n)) == NULL)
		return (false);
	*a = (struct alert){ .tenant = SPAN("nordfleet"), .time = ev->time,
	    .rule = r, .base = r, .kind = "vehicle",
	    .entity = SPAN("veh-0107"), .decided = e, .count = 1,
	    .first_seen = ev->time, .last_seen = ev->time };
	alert_evidence(a, e);
	return (alert_id(&(struct alert_key){ a->tenant, r->id, a->kind,
	    a->entity, SPAN("") }, a->time, alert_event_id(e), a->id) == RC_OK);
}

static void
test_id(void)
{
	struct alert_key key = { SPAN("nordfleet"), rule.id, "vehicle",
	    SPAN("veh-0107"), SPAN("") };
	char id[ALERT_ID + 1];

	T_INT(RC_OK, alert_id(&key, OPENED, SPAN("01JNBT7A9R8F6V7J4Z9K2M5X20"),
	    id));
	T_STR("30715e1e32890af8ea351c3a0e70d801", id);
	key.group = SPAN("x");
	T_INT(RC_OK, alert_id(&key, OPENED, SPAN("01JNBT7A9R8F6V7J4Z9K2M5X20"),
	    id));
	T_TRUE(strcmp("30715e1e32890af8ea351c3a0e70d801", id) != 0);
}

static void
test_short(void)
{
	struct view *v = NULL;
	struct buf b = { 0 };
	struct alert a;

	T_INT(RC_OK, field_init());
	T_INT(RC_OK, view_new(&v));
	T_TRUE(make(&a, v, line, &rule, facts, COUNT_OF(facts)));
	T_INT(RC_OK, alert_json(v, &a, &b));
	T_SPAN(want_json, buf_span(&b));
	buf_clear(&b);
	T_INT(RC_OK, alert_brief(v, &a, &b));
	T_SPAN(want_brief, buf_span(&b));

	/* A quote ends nothing; a long string is cut; arrays are shown. */
	buf_clear(&b);
	a.has_value = a.exact = true;
	a.value = 2.5;
	a.count = 12;
	T_INT(RC_OK, alert_json(v, &a, &b));
	buf_char(&b, '\0');
	T_TRUE(strstr(b.p, "\"value\":2.5,\"evidence\"") != NULL);
	T_TRUE(strstr(b.p, "\"count\":12,") != NULL);

	/* What is not exact says so, and how far it may be off. */
	buf_clear(&b);
	a.exact = false;
	a.at_least = true;
	a.value = 4096;
	T_INT(RC_OK, alert_json(v, &a, &b));
	T_TRUE(strstr(buf_str(&b), "\"value\":4096,\"inexact\":"
	    "{\"at_least\":true,\"error\":0},\"evidence\"") != NULL);
	buf_clear(&b);
	a.at_least = false;
	a.error = 94.5;
	T_INT(RC_OK, alert_json(v, &a, &b));
	T_TRUE(strstr(buf_str(&b), "\"inexact\":{\"at_least\":false,"
	    "\"error\":94.5},") != NULL);
	buf_clear(&b);
	T_INT(RC_OK, alert_brief(v, &a, &b));
	T_TRUE(strstr(buf_str(&b), " value=\"4096 +- 94.5\" x12 ") != NULL);
	buf_clear(&b);
	T_INT(RC_OK, alert_ocsf(v, &a, &b));
	T_TRUE(strstr(buf_str(&b), " value=\\\"4096 +- 94.5\\\" x12") !=
	    NULL);
	T_TRUE(strstr(buf_str(&b), "\"inexact\":{\"at_least\":false,") !=
	    NULL);
	buf_clear(&b);
	T_INT(RC_OK, alert_brief_card(v, &a, 80, false, &b));
	T_TRUE(strstr(buf_str(&b), "\n  value   4096 +- 94.5\n") != NULL);
	alert_release(&a);
	buf_release(&b);
	view_free(v);
}

/* No line of a card's head is wider than the terminal; nothing is lost. */
static void
test_headline(void)
{
	static const char id[] = "urn:vehicle:0123456789-0123456789-0123456789-"
	    "0123456789-0123456789-0123456789-0123456789-0123456789-end";
	struct buf b = { 0 }, got = { 0 };
	struct view *v = NULL;
	struct alert a;

	T_INT(RC_OK, view_new(&v));
	T_TRUE(make(&a, v, line, &rule, facts, COUNT_OF(facts)));
	for (unsigned width = 40; width <= 200; width += 20) {
		const char *p;
		size_t lines = 0;

		a.entity = width == 200 ? SPAN("v1") : SPAN(id);
		buf_clear(&b);
		buf_clear(&got);
		T_INT(RC_OK, alert_brief_card(v, &a, width, false, &b));
		p = buf_str(&b);
		/* The head ends where the row "when" begins. */
		while (strncmp(p, "  when", 6) != 0) {
			size_t n = strcspn(p, "\n");

			T_TRUE(n <= width || lines == 0);
			while (*p == ' ')
				p++, n--;
			buf_put(&got, (struct span){ p, n });
			p += n + 1;
			lines++;
		}
		T_TRUE(width < 200 || lines == 1);
		T_TRUE(strstr(buf_str(&got), width == 200 ? "vehicle v1" :
		    id) != NULL);
	}
	alert_release(&a);
	buf_release(&b);
	buf_release(&got);
	view_free(v);
}

static void
test_fields(void)
{
	static const char *const names[] = { "device_time", "object_ids",
	    "row.vin", "seq", "unmapped.x" };
	static const struct alert_rule r = { .id = "r", .title = "A \"b\"",
	    .level = "low", .fields = names, .fields_n = COUNT_OF(names) };
	const struct alert_fact beyond = { "unmapped.x",
	    { .i = 7, .type = VALUE_INT } };
	struct buf text = { 0 }, b = { 0 };
	struct view *v = NULL;
	struct alert a;

	T_INT(RC_OK, view_new(&v));
	buf_text(&text, "{\"id\":\"e\",\"type\":\"api.request\",\"time\":"
	    "\"2026-03-02T21:40:11.500Z\",\"method\":\"GET\",\"route\":"
	    "\"/a/\\\"b\",\"status\":200,\"object_ids\":[\"o1\",\"o2\"],"
	    "\"x\":7,\"device_time\":\"");
	for (int i = 0; i < 127; i++)
		buf_char(&text, 'x');
	buf_text(&text, "\303\274yyy\"}");
	T_TRUE(make(&a, v, buf_str(&text), &r, &beyond, 1));
	T_INT(RC_OK, alert_json(v, &a, &b));
	buf_char(&b, '\0');
	T_TRUE(strstr(b.p, "\"endpoint\":\"GET /a/\\\"b\"") != NULL);
	/* 127 and a character of two bytes are cut to 127. */
	T_TRUE(strstr(b.p, "xxx\",\"object_ids\":[\"o1\",\"o2\"],"
	    "\"unmapped.x\":7}}") != NULL);
	T_TRUE(strstr(b.p, "\"facts\":{},") != NULL);
	buf_clear(&b);
	T_INT(RC_OK, alert_brief_message(v, &a, &b));
	T_SPAN("LOW - vehicle=veh-0107 \"A \\\"b\\\"\" at "
	    "\"GET /a/\\\"b\" x1", buf_span(&b));
	alert_release(&a);
	buf_release(&text);
	buf_release(&b);
	view_free(v);
}

/* Of more than 16 events the first 8 and the last 8 stay. */
static void
test_evidence(void)
{
	struct alert_event *e[40];
	/* Orders of all 40: steps without a common divisor. */
	static const unsigned steps[] = { 1, 3, 7, 13, 19, 31, 39 };

	for (size_t s = 0; s < COUNT_OF(steps); s++) {
		struct alert a = { .count = 0 };
		const struct event ev = { .line = SPAN("{}") };

		for (unsigned i = 0; i < 40; i++) {
			struct event one = ev;

			one.time = one.pos = i + 1;
			e[i] = alert_event_new(NULL, &one, SPAN("e"), NULL, 0);
			T_TRUE(e[i] != NULL);
		}
		for (unsigned i = 0; i < 40; i++) {
			alert_evidence(&a, e[i * steps[s] % 40]);
			/* Again: it is there once. */
			alert_evidence(&a, e[i * steps[s] % 40]);
		}
		T_INT(16, a.ends_n);
		for (unsigned i = 0; i < 8; i++) {
			T_INT(i + 1, a.ends[i]->te);
			T_INT(33 + i, a.ends[8 + i]->te);
		}
		alert_release(&a);
		for (unsigned i = 0; i < 40; i++) {
			T_INT(1, e[i]->refs);
			alert_event_drop(e[i]);
		}
	}
}

/* What kept events take is known until the last of them is gone. */
static void
test_held(void)
{
	static char text[4096];
	struct likenesses x = { .held = 0 };
	const struct alert_fact fact = { "move.speed_kmh",
	    { .p = "fast", .n = 4, .type = VALUE_TEXT } };
	struct event ev = { .line = { text, 600 }, .source = SPAN("tcu"),
	    .vehicle = SPAN("veh-1"), .time = 7, .pos = 9 };
	struct alert_event *e[4];
	struct buf b = { 0 };

	memset(text, 'x', sizeof(text));
	for (unsigned i = 0; i < COUNT_OF(e); i++) {
		size_t had = x.held;

		ev.line.n = i == 3 ? sizeof(text) : 600;
		e[i] = i == 0 ? alert_event_new(&x, &ev, SPAN("e"), &fact, 1) :
		    alert_event_like(&x, &ev, SPAN("e"), &fact, 1);
		T_TRUE(e[i] != NULL && x.held - had >= sizeof(*e[i]) +
		    sizeof(fact) + (i == 1 || i == 2 ? 0 : ev.line.n));
		T_TRUE(span_eq(alert_event_line(e[i], &b), ev.line));
		T_TRUE(span_eq(alert_event_id(e[i]), SPAN("e")));
		T_TRUE(span_eq(alert_event_vehicle(e[i]), ev.vehicle));
		T_TRUE(span_eq(alert_event_source(e[i]), ev.source));
		T_TRUE(e[i]->facts == 1 && span_eq(value_text(
		    &alert_event_fact(e[i])->value), SPAN("fast")));
	}
	for (unsigned i = 0; i < COUNT_OF(e); i++)
		alert_event_drop(e[i]);
	T_INT(0, x.held);
	likeness_release(&x);
	buf_release(&b);
}

/* A line comes back, wherever its id and vehicle stand, or do not. */
static void
test_cut(void)
{
	static const struct {
		const char	*line;
		unsigned	 id, vehicle;	/* Where; 0: elsewhere. */
	} rows[] = {
		{ "{\"id\":\"e-17\",\"vehicle\":\"v-19\",\"x\":1}", 7, 24 },
		{ "{\"id\":\"e-18\",\"vehicle\":\"v-20\",\"x\":2}", 7, 24 },
		{ "{\"id\":\"e-18\",\"vehicle\":\"v-20\",\"x\":2}", 7, 0 },
		{ "{\"vehicle\":\"v-20\",\"x\":2,\"id\":\"e-18\"}", 30, 12 },
		{ "{\"vehicle\":\"v-20\",\"x\":2,\"id\":\"e-18\"}", 0, 12 },
		{ "{\"x\":\"v-20\"}", 0, 6 },
		{ "{\"x\":\"v-20\"}", 6, 6 },
		{ "{\"x\":\"v-20\"}", 6, 7 },
		{ "{\"x\":\"\001\002\",\"id\":\"e-18\"}", 15, 0 },
		{ "e-18", 0, 0 },
		{ "", 0, 0 },
	};
	struct likenesses x = { .held = 0 };
	struct buf b = { 0 };

	for (size_t k = 0; k < 2 * COUNT_OF(rows); k++) {
		size_t i = k % COUNT_OF(rows);
		const char *p = rows[i].line;
		struct event ev = { .line = span_of(p),
		    .source = SPAN("tcu"), .id = SPAN("e-18"),
		    .vehicle = SPAN("v-20") };
		struct alert_event *e;

		if (rows[i].id > 0)
			ev.id = (struct span){ p + rows[i].id, 4 };
		if (rows[i].vehicle > 0)
			ev.vehicle = (struct span){ p + rows[i].vehicle, 4 };
		e = alert_event_like(&x, &ev, ev.id, NULL, 0);
		T_TRUE(e != NULL);
		T_TRUE(span_eq(alert_event_line(e, &b), ev.line));
		T_TRUE(span_eq(alert_event_id(e), ev.id));
		T_TRUE(span_eq(alert_event_vehicle(e), ev.vehicle));
		alert_event_drop(e);
	}
	T_INT(0, x.held);
	likeness_release(&x);
	buf_release(&b);
}

static void
test_scenario(void)
{
	static const struct {
		const char	*tags[3], *want;
	} rows[] = {
		{ { "vedette.s15", "vedette.s03", "x" }, "s03" },
		{ { "vedette.s53.b", "r155.1.1", "x" }, "s53" },
		{ { "vedette.safety", "attack.t1", "x" }, "-" },
		{ { "vedette.dq1", "x", "y" }, "dq1" },
		{ { "vedette.s100", "vedette.s0", "vedette.s" }, "-" },
	};
	char out[8];

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct alert_rule r = { .tags = rows[i].tags,
		    .tags_n = 3 };

		alert_scenario(&r, out);
		T_STR(rows[i].want, out);
	}
}

/* The member at "a.b.0.c". */
static const json_t *
at(const json_t *j, const char *path)
{
	char key[64];

	while (*path != '\0' && j != NULL) {
		size_t n = strcspn(path, ".");

		(void)snprintf(key, sizeof(key), "%.*s", (int)n, path);
		j = json_is_array(j) ? json_array_get(j,
		    (size_t)atoi(key)) : json_object_get(j, key);
		path += n + (path[n] == '.');
	}
	return (j);
}

/* What stands at a path, as JSON; "-" if nothing does. */
struct expect {
	const char	*path, *want;
};

static void
check(const json_t *j, const struct expect *x, size_t n)
{

	for (size_t i = 0; i < n; i++) {
		const json_t *v = at(j, x[i].path);
		char *got = v == NULL ? NULL : json_dumps(v,
		    JSON_ENCODE_ANY | JSON_COMPACT);

		if (strcmp(x[i].want, got != NULL ? got : "-") != 0)
			printf("# %s\n", x[i].path);
		T_STR(x[i].want, got != NULL ? got : "-");
		free(got);
	}
}

static json_t *
ocsf(struct view *v, const struct alert *a)
{
	struct buf b = { 0 };
	json_error_t e;
	json_t *j;

	T_INT(RC_OK, alert_ocsf(v, a, &b));
	j = json_loadb(b.p, b.n, JSON_REJECT_DUPLICATES, &e);
	if (j == NULL)
		printf("# %s at %d: %.*s\n", e.text, e.position, (int)b.n,
		    b.p);
	T_TRUE(j != NULL);
	buf_release(&b);
	return (j);
}

/* Nothing beyond the table is at the top. */
static void
check_keys(const json_t *j)
{
	static const char *const known[] = { "class_uid", "class_name",
	    "category_uid", "category_name", "activity_id", "activity_name",
	    "type_uid", "type_name", "time", "start_time", "end_time",
	    "count", "severity_id", "severity", "status_id", "confidence_id",
	    "is_alert", "message", "metadata", "finding_info", "evidences",
	    "device", "resources", "observables", "anomaly_analyses",
	    "remediation", "action_id", "action", "disposition_id",
	    "unmapped" };
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)j, key, value) {
		size_t i = 0;

		while (i < COUNT_OF(known) && strcmp(known[i], key) != 0)
			i++;
		if (i == COUNT_OF(known))
			printf("# %s\n", key);
		T_TRUE(i < COUNT_OF(known));
	}
}

static void
test_ocsf(void)
{
	static const struct expect rows[] = {
		{ "class_uid", "2004" }, { "category_uid", "2" },
		{ "activity_id", "1" }, { "type_uid", "200401" },
		{ "class_name", "\"Detection Finding\"" },
		{ "category_name", "\"Findings\"" },
		{ "activity_name", "\"Create\"" },
		{ "type_name", "\"Detection Finding: Create\"" },
		{ "time", "1772487611500" }, { "start_time", "1772487611500" },
		{ "end_time", "1772487611500" }, { "count", "1" },
		{ "severity_id", "4" }, { "severity", "\"High\"" },
		{ "status_id", "1" }, { "confidence_id", "2" },
		{ "is_alert", "true" },
		{ "message", "\"HIGH s15 vehicle=veh-0107 \\\"Remote command "
		    "without a covering booking\\\" at \\\"unlock cmd-80455\\\""
		    " booking.cover=none booking.gap_s=12960000 "
		    "cmd.class=access x1\"" },
		{ "metadata.version", "\"1.5.0\"" },
		{ "metadata.product", "{\"name\":\"Vedette\",\"vendor_name\":"
		    "\"Vedette\",\"version\":\"" VEDETTE_VERSION "\"}" },
		{ "metadata.uid", "\"30715e1e32890af8ea351c3a0e70d801\"" },
		{ "metadata.event_code",
		    "\"b7b1f3f4-5b0e-4d59-8f43-0b9d7f7a15c0\"" },
		{ "metadata.tenant_uid", "\"nordfleet\"" },
		{ "metadata.log_name", "\"cmd-gw\"" },
		{ "metadata.original_time", "\"2026-03-02T21:40:11.500Z\"" },
		{ "metadata.labels.3", "\"attack.t1078\"" },
		{ "metadata.profiles", "-" },
		{ "finding_info.uid", "\"30715e1e32890af8ea351c3a0e70d801\"" },
		{ "finding_info.title",
		    "\"Remote command without a covering booking\"" },
		{ "finding_info.desc", "-" },
		{ "finding_info.created_time", "1772487611500" },
		{ "finding_info.first_seen_time", "1772487611500" },
		{ "finding_info.last_seen_time", "1772487611500" },
		{ "finding_info.data_sources", "[\"cmd-gw\"]" },
		{ "finding_info.related_events", "[{\"uid\":"
		    "\"01JNBT7A9R8F6V7J4Z9K2M5X20\",\"type\":"
		    "\"command.request\",\"first_seen_time\":1772487611500}]" },
		{ "finding_info.related_events_count", "1" },
		{ "finding_info.types", "[\"command\"]" },
		{ "finding_info.analytic", "{\"uid\":"
		    "\"b7b1f3f4-5b0e-4d59-8f43-0b9d7f7a15c0\",\"name\":"
		    "\"Remote command without a covering booking\","
		    "\"version\":\"2026-03-01\",\"category\":\"command\","
		    "\"type_id\":1}" },
		{ "finding_info.attacks.0.technique", "{\"uid\":\"T1078\","
		    "\"name\":\"Valid Accounts\"}" },
		{ "finding_info.attacks.1", "-" },
		{ "finding_info.tags", "[{\"name\":\"r155\",\"values\":["
		    "\"31.1\"]},{\"name\":\"owasp\",\"values\":[\"api1\"]},"
		    "{\"name\":\"scenario\",\"values\":[\"s15\"]}]" },
		{ "evidences.0", "{\"uid\":\"01JNBT7A9R8F6V7J4Z9K2M5X20\","
		    "\"name\":\"command.request\",\"data\":{\"fields\":{"
		    "\"actor.kind\":\"customer\",\"channel\":\"app\","
		    "\"type\":\"command.request\"},\"facts\":{"
		    "\"booking.cover\":\"none\",\"booking.gap_s\":12960000,"
		    "\"cmd.class\":\"access\"}},\"actor\":{\"user\":{\"uid\":"
		    "\"acc-5120\",\"type\":\"customer\"},\"session\":{\"uid\":"
		    "\"s-771\"}},\"src_endpoint\":{\"ip\":\"198.51.100.31\"},"
		    "\"device\":{\"uid\":\"veh-0107\",\"type_id\":7}}" },
		{ "evidences.1", "-" },
		{ "device", "{\"uid\":\"veh-0107\",\"type_id\":7}" },
		{ "resources", "[{\"uid\":\"veh-0107\",\"type\":\"vehicle\"}]" },
		{ "observables.0", "{\"name\":\"source.name\",\"value\":"
		    "\"cmd-gw\",\"type_id\":99,\"type\":\"feed\"}" },
		{ "observables.4", "{\"name\":\"client.ip\",\"value\":"
		    "\"198.51.100.31\",\"type_id\":2}" },
		{ "observables.5", "{\"name\":\"vehicle.id\",\"value\":"
		    "\"veh-0107\",\"type_id\":10}" },
		{ "anomaly_analyses", "-" },
		{ "remediation", "{\"desc\":\"Deny the command. Suspend the "
		    "booking and remove the pairing.\"}" },
		{ "action_id", "-" }, { "disposition_id", "-" },
		{ "unmapped.vedette.id",
		    "\"30715e1e32890af8ea351c3a0e70d801\"" },
	};
	struct view *v = NULL;
	struct alert a;
	json_t *j, *own;
	char *text;

	T_INT(RC_OK, view_new(&v));
	T_TRUE(make(&a, v, line, &rule, facts, COUNT_OF(facts)));
	j = ocsf(v, &a);
	check(j, rows, COUNT_OF(rows));
	check_keys(j);
	/* The short form, whole. */
	own = json_loads(want_json, 0, NULL);
	T_TRUE(json_equal(own, at(j, "unmapped.vedette")));
	text = json_dumps(own, 0);
	T_TRUE(text != NULL);
	free(text);
	json_decref(own);
	json_decref(j);
	alert_release(&a);
	view_free(v);
}

/* Everything that the first alert has not. */
static const char rich[] =
    "{\"id\":\"e1\",\"type\":\"command.decision\",\"time\":"
    "\"2026-03-02T21:40:11.500Z\",\"source\":{\"name\":\"gw\"},\"actor\":{"
    "\"id\":\"a\",\"mfa\":false},\"client\":{\"ip\":\"192.0.2.1\",\"port\":7,"
    "\"asn\":64500,\"as_org\":\"Net\",\"user_agent\":\"curl\",\"tls\":{"
    "\"version\":1.3,\"cipher\":\"c\",\"sni\":\"s\",\"ja3\":\"j3\","
    "\"ja4\":\"j4\"}},\"vehicle\":{\"id\":\"veh-0107\",\"model\":\"M\"},"
    "\"device\":{\"id\":\"d\",\"imei\":\"35\",\"serial\":\"sn\"},\"sim\":{"
    "\"iccid\":\"89\"},\"target\":{\"kind\":\"account\",\"id\":\"t\"},"
    "\"command_id\":\"c\",\"decision\":\"deny\"}";

static void
test_rich(void)
{
	static const char *const more[] = { "atm.t0069", "attack.t1110.003",
	    "attack.t9999", "vedette.s13", "vedette.s14", "vedette.safety" };
	static const char *const names[] = { "base.commands", "decision" };
	static const struct expect rows[] = {
		{ "severity_id", "6" }, { "severity", "\"Fatal\"" },
		{ "confidence_id", "3" },
		{ "metadata.profiles", "[\"security_control\"]" },
		{ "finding_info.desc", "\"Why.\"" },
		{ "finding_info.analytic.type_id", "3" },
		{ "finding_info.attacks.0", "{\"technique\":{\"uid\":"
		    "\"ATM-T0069\"},\"version\":\"2024-03\"}" },
		{ "finding_info.attacks.1", "{\"sub_technique\":{\"uid\":"
		    "\"T1110.003\",\"name\":\"Password Spraying\"},"
		    "\"version\":\"17.1\"}" },
		{ "finding_info.attacks.2.technique", "{\"uid\":\"T9999\"}" },
		{ "finding_info.tags", "[{\"name\":\"scenario\",\"values\":["
		    "\"s13\",\"s14\"]}]" },
		{ "evidences.0.actor", "{\"user\":{\"uid\":\"a\"},\"session\":{"
		    "\"is_mfa\":false}}" },
		{ "evidences.0.src_endpoint", "{\"ip\":\"192.0.2.1\",\"port\":7"
		    ",\"autonomous_system\":{\"number\":64500,\"name\":"
		    "\"Net\"}}" },
		{ "evidences.0.tls", "{\"version\":\"1.3\",\"cipher\":\"c\","
		    "\"sni\":\"s\",\"ja3_hash\":{\"algorithm_id\":1,"
		    "\"value\":\"j3\"}}" },
		{ "evidences.0.ja4_fingerprint_list", "[{\"type_id\":1,"
		    "\"value\":\"j4\"}]" },
		{ "device", "{\"uid\":\"veh-0107\",\"type_id\":7,"
		    "\"imei_list\":[\"35\"],\"iccid\":\"89\",\"model\":"
		    "\"M\"}" },
		{ "resources.1", "{\"uid\":\"t\",\"type\":\"account\"}" },
		{ "anomaly_analyses", "[{\"analysis_targets\":[{\"name\":"
		    "\"veh-0107\",\"type\":\"vehicle\"}],\"anomalies\":[{"
		    "\"observation_parameter\":\"base.commands\","
		    "\"observations\":[{\"value\":\"3.5\"}]}],\"baselines\":[{"
		    "\"observation_parameter\":\"base.commands\","
		    "\"observations\":[{\"value\":\"1\"}]}]}]" },
		{ "action_id", "2" }, { "action", "-" },
		{ "disposition_id", "2" },
		{ "remediation.desc", "\"Deny the command.\"" },
	};
	struct alert_rule r = { .id = "r", .title = "T", .level = "critical",
	    .status = "stable", .description = "Why.", .tags = more,
	    .tags_n = COUNT_OF(more), .fields = names, .fields_n = 2 };
	const struct alert_fact base = { "base.commands",
	    { .num = 3.5, .type = VALUE_NUM } };
	struct view *v = NULL;
	struct alert a;
	json_t *j;

	T_INT(RC_OK, view_new(&v));
	T_TRUE(make(&a, v, rich, &r, &base, 1));
	j = ocsf(v, &a);
	check(j, rows, COUNT_OF(rows));
	check_keys(j);
	json_decref(j);
	r.level = "informational";
	j = ocsf(v, &a);
	check(j, &(struct expect){ "is_alert", "false" }, 1);
	check(j, &(struct expect){ "severity_id", "1" }, 1);
	json_decref(j);
	alert_release(&a);
	view_free(v);
}

/* A call, a store, a decision to hold or allow. */
static void
test_others(void)
{
	static const struct {
		const char	*line;
		struct expect	 x[4];
	} rows[] = {
		{ "{\"id\":\"e\",\"type\":\"api.request\",\"time\":"
		    "\"2026-03-02T21:40:11Z\",\"method\":\"GET\",\"route\":"
		    "\"/v\",\"status\":404,\"host\":\"h\",\"path\":\"/v?a\","
		    "\"subject_ids\":[\"s1\",\"s2\"]}",
		    { { "evidences.0.api", "{\"operation\":\"GET /v\","
		    "\"response\":{\"code\":404}}" },
		    { "evidences.0.http_request", "{\"http_method\":\"GET\","
		    "\"url\":{\"hostname\":\"h\",\"path\":\"/v?a\"}}" },
		    { "resources", "[{\"uid\":\"s1\",\"type\":\"subject\"},"
		    "{\"uid\":\"s2\",\"type\":\"subject\"}]" },
		    { "device", "-" } } },
		{ "{\"id\":\"e\",\"type\":\"db.query\",\"time\":"
		    "\"2026-03-02T21:40:11Z\",\"database\":\"crm\",\"tables\":["
		    "\"t\"],\"op\":\"select\"}",
		    { { "evidences.0.database", "{\"name\":\"crm\","
		    "\"type_id\":0}" },
		    { "resources", "[{\"uid\":\"t\",\"type\":\"table\"}]" },
		    { "unmapped.vedette.where.table", "\"crm t\"" },
		    { "remediation", "-" } } },
		{ "{\"id\":\"e\",\"type\":\"cloud.object\",\"time\":"
		    "\"2026-03-02T21:40:11Z\",\"bucket\":\"b\",\"op\":\"get\"}",
		    { { "evidences.0.databucket", "{\"name\":\"b\","
		    "\"type_id\":0}" },
		    { "resources", "[{\"uid\":\"b\",\"type\":\"bucket\"}]" },
		    { "unmapped.vedette.where.resource", "\"b\"" },
		    { "finding_info.attacks", "-" } } },
		{ "{\"id\":\"e\",\"type\":\"broker.acl\",\"time\":"
		    "\"2026-03-02T21:40:11Z\",\"op\":\"sub\",\"topic\":\"#\","
		    "\"decision\":\"hold\"}",
		    { { "action_id", "99" }, { "action", "\"Hold\"" },
		    { "disposition_id", "14" },
		    { "finding_info.types", "[\"device\"]" } } },
		{ "{\"id\":\"e\",\"type\":\"broker.acl\",\"time\":"
		    "\"2026-03-02T21:40:11Z\",\"op\":\"sub\",\"topic\":\"#\","
		    "\"decision\":\"allow\"}",
		    { { "action_id", "1" }, { "action", "-" },
		    { "disposition_id", "1" },
		    { "confidence_id", "1" } } },
	};
	static const struct alert_rule r = { .id = "r", .title = "T",
	    .level = "low" };
	struct view *v = NULL;

	T_INT(RC_OK, view_new(&v));
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct alert a;
		json_t *j;

		T_TRUE(make(&a, v, rows[i].line, &r, NULL, 0));
		j = ocsf(v, &a);
		check(j, rows[i].x, 4);
		json_decref(j);
		alert_release(&a);
	}
	view_free(v);
}

/* Every scenario has a first response, in whole sentences. */
static void
test_responses(void)
{

	for (int s = 1; s <= 70; s++) {
		char tag[32];
		const char *const one[] = { tag };
		const struct alert_rule r = { .tags = one, .tags_n = 1 };
		const char *text;

		(void)snprintf(tag, sizeof(tag), "vedette.s%02d", s);
		text = alert_ocsf_response(&r);
		T_TRUE((text != NULL) == (s <= 69));
		if (text == NULL)
			continue;
		T_STR(". ", text + strlen(text) - 2);
		T_TRUE(strstr(text, "  ") == NULL);
	}
}

/* Every allocation of showing an alert fails once. */
static void
test_memory(void)
{
	struct view *v = NULL;
	struct alert a;
	static rc (*const forms[])(struct view *, const struct alert *,
	    struct buf *) = { alert_json, alert_brief, alert_ocsf };

	T_INT(RC_OK, view_new(&v));
	T_TRUE(make(&a, v, rich, &rule, facts, COUNT_OF(facts)));
	for (size_t i = 0; i < COUNT_OF(forms); i++) {
		rc r = RC_NOMEM;

		for (unsigned long n = 1; r != RC_OK; n++) {
			struct buf b = { 0 };

			mem_count = 0;
			mem_fail_at = n;
			r = forms[i](v, &a, &b);
			mem_fail_at = 0;
			T_TRUE(r == RC_OK || r == RC_NOMEM);
			T_TRUE(n < 1000);
			buf_release(&b);
		}
	}
	alert_release(&a);
	view_free(v);
}

static const struct t_case cases[] = {
	{ "short forms",	test_short },
	{ "the head of a card fits",	test_headline },
	{ "id",			test_id },
	{ "fields",		test_fields },
	{ "evidence",		test_evidence },
	{ "held",		test_held },
	{ "cut",		test_cut },
	{ "scenario",		test_scenario },
	{ "OCSF",		test_ocsf },
	{ "OCSF, rich",		test_rich },
	{ "OCSF, others",	test_others },
	{ "responses",		test_responses },
	{ "memory",		test_memory },
};

T_MAIN(cases)
