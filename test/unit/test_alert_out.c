/* SPDX-License-Identifier: Apache-2.0 */
/* Goal: alerts in the formats of others: escaped as each asks for, whole, and
 * without personal data where people read. */
#include "model/alert_out.h"
#include "t.h"

static struct alert_out
sample(void)
{

	return ((struct alert_out){ .time = INT64_C(1772439300123),
	    .first_seen = INT64_C(1772439300000),
	    .last_seen = INT64_C(1772439360000), .severity = 4, .count = 2,
	    .id = SPAN("ab12"), .tenant = SPAN("t=1|x"),
	    .rule = SPAN("r|1\\"), .title = SPAN("Odd | \\ = thing"),
	    .level = SPAN("high"), .kind = SPAN("vehicle"),
	    .entity = SPAN("veh-0001"), .brief = SPAN("two\nlines = \"a\" ]"),
	    .json = SPAN("{\"id\":\"ab12\"}"),
	    .ocsf = SPAN("{\"class_uid\":2004}") });
}

static void
is(enum config_format format, const char *want)
{
	struct alert_out a = sample();
	struct buf b = { 0 };

	alert_out_put(&a, format, &b);
	T_STR(want, buf_str(&b));
	buf_release(&b);
}

static void
test_ocsf(void)
{

	is(CONFIG_FORMAT_OCSF, "{\"class_uid\":2004}");
}

static void
test_ecs(void)
{

	is(CONFIG_FORMAT_ECS, "{\"@timestamp\":\"2026-03-02T08:15:00.123Z\","
	    "\"message\":\"two\\u000alines = \\\"a\\\" ]\",\"ecs\":{\"version\":"
	    "\"8.11.0\"},\"event\":{\"kind\":\"alert\",\"category\":["
	    "\"intrusion_detection\"],\"type\":[\"info\"],\"module\":"
	    "\"vedette\",\"dataset\":\"vedette.alert\",\"id\":\"ab12\","
	    "\"severity\":4,\"start\":\"2026-03-02T08:15:00.000Z\","
	    "\"end\":\"2026-03-02T08:16:00.000Z\"},\"rule\":{\"id\":"
	    "\"r|1\\\\\",\"name\":\"Odd | \\\\ = thing\"},\"organization\":{"
	    "\"id\":\"t=1|x\"},\"vedette\":{\"alert\":{\"id\":\"ab12\"}}}");
}

static void
test_cef(void)
{

	is(CONFIG_FORMAT_CEF, "CEF:0|Vedette|Vedette|" VEDETTE_VERSION
	    "|r\\|1\\\\|Odd \\| \\\\ = thing|8|rt=1772439300123 "
	    "start=1772439300000 end=1772439360000 cnt=2 externalId=ab12 "
	    "cs1Label=tenant cs1=t\\=1|x cs2Label=kind cs2=vehicle "
	    "cs3Label=entity cs3=veh-0001 msg=two lines \\= \"a\" ]");
}

static void
test_rfc5424(void)
{

	is(CONFIG_FORMAT_RFC5424, "<107>1 2026-03-02T08:15:00.123Z - vedette "
	    "- alert [vedette@32473 id=\"ab12\" rule=\"r|1\\\\\" "
	    "level=\"high\" tenant=\"t=1|x\" kind=\"vehicle\" "
	    "entity=\"veh-0001\"] two lines = \"a\" ]");
}

static void
test_card(void)
{
	struct alert_out a = sample();
	struct buf b = { 0 };

	alert_out_card(&a, &b);
	T_STR("[high] Odd | \\ = thing, about a vehicle, 2 events. Alert ab12",
	    buf_str(&b));
	buf_clear(&b);
	a.kind = SPAN("");
	a.count = 1;
	alert_out_card(&a, &b);
	T_STR("[high] Odd | \\ = thing, 1 event. Alert ab12", buf_str(&b));
	buf_release(&b);
}

static const struct t_case cases[] = {
	{ "OCSF", test_ocsf },
	{ "ECS", test_ecs },
	{ "CEF", test_cef },
	{ "RFC 5424", test_rfc5424 },
	{ "cards", test_card },
};

T_MAIN(cases)
