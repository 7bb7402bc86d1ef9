/* SPDX-License-Identifier: Apache-2.0 */
/* Incidents: which alerts belong together, and what is said of them. */
#include <jansson.h>

#include "base/mem.h"
#include "model/incident_show.h"
#include "t.h"

#define START	INT64_C(1772487600000)	/* 2026-03-02T21:40:00Z */
#define MINUTE	60000
#define MOST	600

static const struct alert_rule rules[] = {
	{ .id = "r-high", .title = "Command without a booking",
	    .level = "high" },
	{ .id = "r-low", .title = "Many requests", .level = "low" },
	{ .id = "r-crit", .title = "Engine stopped", .level = "critical" },
};

static struct view *view;
static struct alert made[MOST];
static struct alert *list[MOST];
static size_t made_n;
static struct incidents *incidents;
static const struct incident *all;
static size_t all_n;

static void
start(void)
{

	T_INT(RC_OK, field_init());
	T_INT(RC_OK, view_new(&view));
	made_n = 0;
	incidents = NULL;
}

static void
end(void)
{

	incidents_free(incidents);
	for (size_t i = 0; i < made_n; i++)
		alert_release(&made[i]);
	view_free(view);
}

/*
 * An alert of rule ${r}, ${at} ms after the start, about ${kind} ${id}; the
 * event has besides what ${more} says, which begins with a comma.
 */
static void
add(unsigned r, int64_t at, const char *kind, const char *id,
    const char *more)
{
	struct alert *a = &made[made_n];
	uint32_t notes[EVLINE_NOTE_COUNT] = { 0 };
	struct buf line = { 0 };
	const struct event *ev = NULL;
	struct alert_event *e = NULL;

	buf_fmt(&line, "{\"type\":\"api.request\",\"id\":\"e%zu\","
	    "\"time\":\"", made_n);
	buf_time(&line, START + at);
	buf_fmt(&line, "\",\"method\":\"GET\",\"route\":\"/\",\"status\":200%s}",
	    more);
	T_INT(RC_OK, view_line(view, buf_span(&line), notes, NULL, &ev));
	T_TRUE((e = alert_event_new(NULL, ev, ev->id, NULL, 0)) != NULL);
	*a = (struct alert){ .tenant = SPAN("default"), .time = ev->time,
	    .rule = &rules[r], .base = &rules[r], .kind = kind,
	    .decided = e, .count = 1,
	    .first_seen = ev->time, .last_seen = ev->time };
	a->entity = span_of(arena_copy(&a->arena, span_of(id)));
	(void)snprintf(a->id, sizeof(a->id), "%032zx", made_n);
	alert_evidence(a, e);
	list[made_n++] = a;
	buf_release(&line);
}

static void
group(int64_t within)
{

	incidents_free(incidents);
	incidents = NULL;
	T_INT(RC_OK, incidents_new(list, made_n, within, &incidents));
	all = incidents_all(incidents, &all_n);
}

/* Each alert is in one incident, and only there. */
static void
check_partition(void)
{
	size_t sum = 0;

	for (size_t i = 0; i < all_n; i++) {
		sum += all[i].alerts;
		for (size_t k = 0; k < all[i].alerts; k++)
			for (size_t j = 0; j < k; j++)
				T_TRUE(all[i].alert[k] != all[i].alert[j]);
	}
	T_INT((long)made_n, (long)sum);
}

static void
test_enumeration(void)
{
	char more[256], id[16];

	start();
	for (int i = 0; i < 500; i++) {
		(void)snprintf(id, sizeof(id), "veh-%03d", i);
		(void)snprintf(more, sizeof(more), ",\"vehicle\":{\"id\":"
		    "\"%s\"},\"actor\":{\"id\":\"acc-7\"},\"client\":{"
		    "\"ip\":\"198.51.100.%d\"}", id, i % 2);
		add(0, i * 1000, "vehicle", id, more);
	}
	group(INCIDENT_WITHIN_MS);
	check_partition();
	T_INT(1, (long)all_n);
	T_STR("actor", all[0].kind);
	T_TRUE(span_eq(all[0].entity, SPAN("acc-7")));
	T_INT(2, (long)all[0].kinds);
	T_STR("vehicle", all[0].touched[0].kind);
	T_INT(500, (long)all[0].touched[0].n);
	T_INT(INCIDENT_SOME, (long)all[0].touched[0].some_n);
	T_TRUE(span_eq(all[0].touched[0].some[1], SPAN("veh-001")));
	T_STR("network", all[0].touched[1].kind);
	T_INT(2, (long)all[0].touched[1].n);
	/* 30 points, 9 binary digits of 500, a rule of one incident. */
	T_INT(270, (long)all[0].risk);
	T_TRUE(START == all[0].first && START + 499000 == all[0].last);
	T_INT(500, (long)all[0].count);
	end();
}

/* What the events of two alerts have decides if they are one incident. */
static const struct {
	const char	*why;
	int64_t		 gap;
	const char	*one, *two;
	long		 want;
} pairs[] = {
	{ "same actor", MINUTE, ",\"actor\":{\"id\":\"a\"}",
	    ",\"actor\":{\"id\":\"a\"}", 1 },
	{ "other actors", MINUTE, ",\"actor\":{\"id\":\"a\"}",
	    ",\"actor\":{\"id\":\"b\"}", 2 },
	{ "same token of other actors", MINUTE,
	    ",\"actor\":{\"id\":\"a\",\"token_id\":\"t\"}",
	    ",\"actor\":{\"id\":\"b\",\"token_id\":\"t\"}", 1 },
	{ "same address", MINUTE, ",\"client\":{\"ip\":\"192.0.2.1\"}",
	    ",\"client\":{\"ip\":\"192.0.2.1\"}", 1 },
	{ "same address, which many share", MINUTE,
	    ",\"client\":{\"ip\":\"192.0.2.1\",\"net_kind\":\"mobile\"}",
	    ",\"client\":{\"ip\":\"192.0.2.1\",\"net_kind\":\"mobile\"}", 2 },
	{ "same vehicle", MINUTE, ",\"vehicle\":{\"id\":\"v\"}",
	    ",\"vehicle\":{\"id\":\"v\"}", 1 },
	{ "same target", MINUTE,
	    ",\"target\":{\"kind\":\"vehicle\",\"id\":\"v\"}",
	    ",\"target\":{\"kind\":\"vehicle\",\"id\":\"v\"}", 1 },
	{ "a target that is the vehicle", MINUTE,
	    ",\"target\":{\"kind\":\"vehicle\",\"id\":\"v\"}",
	    ",\"vehicle\":{\"id\":\"v\"}", 1 },
	{ "same id of other kinds", MINUTE,
	    ",\"target\":{\"kind\":\"account\",\"id\":\"v\"}",
	    ",\"vehicle\":{\"id\":\"v\"}", 2 },
	{ "at the last moment", 60 * MINUTE, ",\"actor\":{\"id\":\"a\"}",
	    ",\"actor\":{\"id\":\"a\"}", 1 },
	{ "too late", 60 * MINUTE + 1, ",\"actor\":{\"id\":\"a\"}",
	    ",\"actor\":{\"id\":\"a\"}", 2 },
};

static void
test_pairs(void)
{

	for (size_t i = 0; i < COUNT_OF(pairs); i++) {
		start();
		add(0, 0, "row", "1", pairs[i].one);
		add(0, pairs[i].gap, "row", "2", pairs[i].two);
		group(INCIDENT_WITHIN_MS);
		check_partition();
		if ((long)all_n != pairs[i].want)
			printf("# %s\n", pairs[i].why);
		T_INT(pairs[i].want, (long)all_n);
		end();
	}
}

/* What is not tied by what acts is tied by what was touched. */
static void
test_order(void)
{

	start();
	add(0, 0, "vehicle", "v1",
	    ",\"vehicle\":{\"id\":\"v1\"},\"actor\":{\"id\":\"a\"}");
	add(0, MINUTE, "vehicle", "v2",
	    ",\"vehicle\":{\"id\":\"v2\"},\"actor\":{\"id\":\"b\"}");
	/* The actor goes before the vehicle. */
	add(0, 2 * MINUTE, "vehicle", "v2",
	    ",\"vehicle\":{\"id\":\"v2\"},\"actor\":{\"id\":\"a\"}");
	/* Nobody acts: who touched the vehicle last. */
	add(1, 3 * MINUTE, "vehicle", "v2", ",\"vehicle\":{\"id\":\"v2\"}");
	/* The two groups are not one because they share a vehicle. */
	add(2, 4 * MINUTE, "vehicle", "v3",
	    ",\"vehicle\":{\"id\":\"v3\"},\"actor\":{\"id\":\"b\"}");
	group(INCIDENT_WITHIN_MS);
	check_partition();
	T_INT(2, (long)all_n);
	/* (100 + 30 * 3/4) * 2 digits; (30 * 3/4 + 3) * 2. */
	T_INT(245, (long)all[0].risk);
	T_INT(51, (long)all[1].risk);
	T_TRUE(span_eq(all[0].entity, SPAN("b")));
	/* Two of three have v2 and two have a; but two are about v2. */
	T_TRUE(span_eq(all[1].entity, SPAN("v2")));
	T_INT(3, (long)all[1].alerts);
	T_INT(2, (long)all[0].rules);
	T_STR("r-crit", all[0].rule[0].rule->id);
	end();
}

/* Whose event tells about a source is chance; who did it is not. */
static void
test_source(void)
{

	start();
	add(0, 0, "vehicle", "v1", ",\"vehicle\":{\"id\":\"v1\"}");
	add(1, MINUTE, "feed", "gw",
	    ",\"vehicle\":{\"id\":\"v1\"},\"device\":{\"id\":\"d1\"}");
	add(2, 2 * MINUTE, "feed", "gw",
	    ",\"vehicle\":{\"id\":\"v2\"},\"actor\":{\"id\":\"a\"}");
	group(INCIDENT_WITHIN_MS);
	check_partition();
	T_INT(2, (long)all_n);
	for (size_t i = 0; i < all_n; i++) {
		bool feed = span_eq(all[i].entity, SPAN("gw"));

		T_INT(feed ? 2 : 1, (long)all[i].alerts);
		T_INT(feed ? 1 : 0, (long)all[i].kinds);
		if (feed)
			T_STR("actor", all[i].touched[0].kind);
	}
	end();
}

/* A day is the most, however alerts follow each other. */
static void
test_day(void)
{

	start();
	for (int i = 0; i <= 48; i++)
		add(0, i * 30 * MINUTE, "actor", "a",
		    ",\"actor\":{\"id\":\"a\"}");
	group(INCIDENT_WITHIN_MS);
	check_partition();
	T_INT(2, (long)all_n);
	T_INT(48, (long)all[0].alerts);
	end();
}

/* Nobody in particular, and other tenants. */
static void
test_tenants(void)
{

	start();
	add(1, 0, "tenant", "default", "");
	add(1, MINUTE, "tenant", "default", "");
	add(0, 2 * MINUTE, "tenant", "default", "");
	add(1, 3 * MINUTE, "tenant", "other", "");
	made[3].tenant = SPAN("other");
	group(INCIDENT_WITHIN_MS);
	check_partition();
	T_INT(3, (long)all_n);
	T_STR("tenant", all[0].kind);
	T_TRUE(span_eq(all[0].entity, SPAN("default")));
	T_STR("r-high", all[0].rule[0].rule->id);
	T_INT(0, (long)all[0].kinds);
	group(INCIDENT_WITHIN_MS);
	T_STR("r-high", all[0].rule[0].rule->id);
	made[3].tenant = SPAN("default");
	end();
}

/* Evidence says what was touched, and ties nothing. */
static void
test_evidence(void)
{

	start();
	add(0, 0, "actor", "a", ",\"actor\":{\"id\":\"a\"},\"vehicle\":{"
	    "\"id\":\"v1\"}");
	add(0, 1, "actor", "x", ",\"actor\":{\"id\":\"x\"},\"vehicle\":{"
	    "\"id\":\"v2\"}");
	made[1].decided->pos = 1;
	alert_evidence(&made[0], made[1].decided);
	group(INCIDENT_WITHIN_MS);
	check_partition();
	T_INT(2, (long)all_n);
	T_TRUE(span_eq(all[0].entity, SPAN("a")));
	T_INT(2, (long)all[0].touched[0].n);
	T_STR("vehicle", all[0].touched[0].kind);
	end();
}

static void
test_forms(void)
{
	struct buf b = { 0 };
	json_t *j, *o;

	start();
	add(0, 0, "vehicle", "v1", ",\"vehicle\":{\"id\":\"v1\"},"
	    "\"actor\":{\"id\":\"a \\\"b\"}");
	add(1, MINUTE, "vehicle", "v2", ",\"vehicle\":{\"id\":\"v2\"},"
	    "\"actor\":{\"id\":\"a \\\"b\"}");
	group(INCIDENT_WITHIN_MS);
	T_INT(1, (long)all_n);
	incident_show_brief(&all[0], &b);
	buf_char(&b, '\0');
	b.p[strlen(b.p) - 12] = '\0';	/* Its id. */
	T_STR("2026-03-02T21:40:00.000Z HIGH - actor=a \"b "
	    "\"Command without a booking\" risk=66 rules=2 alerts=2 "
	    "vehicle=2 until 2026-03-02T21:41:00.000Z x2 ", b.p);

	buf_clear(&b);
	incident_show_json(&all[0], &b);
	T_TRUE((j = json_loadb(b.p, b.n, 0, NULL)) != NULL);
	T_STR(all[0].id, json_string_value(json_object_get(j, "incident")));
	T_INT(66, (long)json_integer_value(json_object_get(j, "risk")));
	T_INT(2, (long)json_array_size(json_object_get(j, "alert_ids")));
	o = json_array_get(json_object_get(j, "touched"), 0);
	T_STR("vehicle", json_string_value(json_object_get(o, "kind")));
	T_INT(2, (long)json_integer_value(json_object_get(o, "count")));
	json_decref(j);

	buf_clear(&b);
	incident_show_ocsf(&all[0], &b);
	T_TRUE((j = json_loadb(b.p, b.n, 0, NULL)) != NULL);
	T_INT(2005, (long)json_integer_value(json_object_get(j,
	    "class_uid")));
	T_INT(4, (long)json_integer_value(json_object_get(j,
	    "severity_id")));
	T_INT(2, (long)json_array_size(json_object_get(j,
	    "finding_info_list")));
	json_decref(j);

	buf_clear(&b);
	incident_show_card(&all[0], 60, false, &b);
	T_TRUE(memmem(b.p, b.n, "touched 2 vehicles: v1, v2\n", 27) != NULL);
	for (const char *p = b.p, *lf; p < b.p + b.n; p = lf + 1) {
		T_TRUE((lf = memchr(p, '\n', (size_t)(b.p + b.n - p))) !=
		    NULL);
		T_TRUE(lf - p <= 60);
	}
	buf_release(&b);
	end();
}

static void
test_memory(void)
{
	rc r = RC_NOMEM;

	start();
	for (int i = 0; i < 6; i++)
		add(i % 3, i * MINUTE, "actor", "a", ",\"actor\":{\"id\":"
		    "\"a\"},\"vehicle\":{\"id\":\"v\"}");
	for (unsigned long n = 1; r != RC_OK; n++) {
		struct incidents *x = NULL;

		mem_count = 0;
		mem_fail_at = n;
		r = incidents_new(list, made_n, INCIDENT_WITHIN_MS, &x);
		mem_fail_at = 0;
		if (r != RC_OK) {
			T_INT(RC_NOMEM, r);
			T_TRUE(x == NULL);
		}
		incidents_free(x);
		T_TRUE(n < 200);
	}
	group(INCIDENT_WITHIN_MS);
	T_INT(1, (long)all_n);
	end();
}

static const struct t_case cases[] = {
	{ "enumeration", test_enumeration },
	{ "pairs", test_pairs },
	{ "order", test_order },
	{ "source", test_source },
	{ "day", test_day },
	{ "tenants", test_tenants },
	{ "evidence", test_evidence },
	{ "forms", test_forms },
	{ "memory", test_memory },
};

T_MAIN(cases)
