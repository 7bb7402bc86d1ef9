/* SPDX-License-Identifier: Apache-2.0 */
/* The dictionary: its tables hold what the rows say. */
#include "base/mem.h"
#include "model/field_check.h"
#include "model/plan.h"
#include "t.h"

/* Before anything else has built the tables. */
static void
test_memory(void)
{
	unsigned long n;
	rc r = RC_NOMEM;

	for (n = 1; r != RC_OK; n++) {
		mem_count = 0;
		mem_fail_at = n;
		r = field_init();
		mem_fail_at = 0;
		if (r != RC_OK)
			T_INT(RC_NOMEM, r);
		T_TRUE(n < 1000);
	}
	T_TRUE(n > 2);
	/* What failed left nothing behind. */
	T_INT(RC_OK, field_init());
	T_INT(17, field_row(FIELD_ALARM)->words_n - 1);
	T_INT(1, field_word(FIELD_ALARM, TYPE_TELEMETRY_ALARM,
	    SPAN("power_cut")));
}

static void
test_rows(void)
{

	for (unsigned i = 1; i < FIELD_TOTAL; i++) {
		const struct field *f = field_row((enum field_id)i);

		T_INT(i, field_find(span_of(f->name)));
		T_TRUE(f->on != 0);
		T_TRUE((f->sure & ~f->on) == 0 || f->place == FIELD_ENVELOPE);
		T_TRUE(f->help[0] != '\0' &&
		    f->help[strlen(f->help) - 1] == '.');
		T_TRUE((f->type == FIELD_TYPE_ENUM) == (f->words_n > 0));
		if (f->words_n > 0)
			T_STR("other", f->words[f->words_n - 1]);
		for (size_t k = 0; k < f->words_n; k++)
			T_INT(strlen(f->words[k]), f->words_len[k]);
		/* No field may look like a fact. */
		if (f->place != FIELD_SIGNAL) {
			size_t n = strcspn(f->name, ".");

			T_TRUE(!field_check_reserved(
			    (struct span){ f->name, n }));
		}
	}
	T_INT(FIELD_NONE, field_find(SPAN("vehicle.colour")));
	T_INT(45, TYPE_COUNT);
	T_INT(16, CATEGORY_COUNT);
}

static const struct {
	enum field_id	 field;
	enum event_type	 type;
	const char	*text;
	const char	*want;		/* The word as listed, or NULL. */
} words[] = {
	{ FIELD_ALARM, TYPE_TELEMETRY_ALARM, "tow", "tow" },
	{ FIELD_ALARM, TYPE_TELEMETRY_ALARM, "Power_Cut", "power_cut" },
	{ FIELD_ALARM, TYPE_TELEMETRY_ALARM, "other", "other" },
	{ FIELD_ALARM, TYPE_TELEMETRY_ALARM, "to", NULL },
	{ FIELD_ALARM, TYPE_TELEMETRY_ALARM, "tow ", NULL },
	{ FIELD_ALARM, TYPE_TELEMETRY_ALARM, "", NULL },
	{ FIELD_VEHICLE_POWERTRAIN, TYPE_TRIP_END, "bev", "BEV" },
	{ FIELD_VSS_LOW_VOLTAGE_SYSTEM_STATE, TYPE_TELEMETRY_SAMPLE, "on",
	    "ON" },
	/* The underscore's other case is DEL: no letter. */
	{ FIELD_ALARM, TYPE_TELEMETRY_ALARM, "power\177cut", NULL },
	/* op has words of its own on each type. */
	{ FIELD_OP, TYPE_BROKER_ACL, "sub", "sub" },
	{ FIELD_OP, TYPE_BROKER_ACL, "view", NULL },
	{ FIELD_OP, TYPE_DATA_ACCESS, "view", "view" },
	{ FIELD_OP, TYPE_DATA_ACCESS, "other", "other" },
	{ FIELD_OP, TYPE_UNKNOWN, "view", "view" },
	{ FIELD_RESULT, TYPE_OTA_INSTALL, "rolled_back", "rolled_back" },
	{ FIELD_RESULT, TYPE_COMMAND_RESULT, "rolled_back", NULL },
};

static void
test_words(void)
{

	for (size_t i = 0; i < COUNT_OF(words); i++) {
		unsigned code = field_word(words[i].field, words[i].type,
		    span_of(words[i].text));
		const struct field *f = field_row(words[i].field);

		T_STR(words[i].want != NULL ? words[i].want : "-",
		    code > 0 ? f->words[code - 1] : "-");
	}
	/* A NUL inside is no end. */
	T_INT(0, field_word(FIELD_ALARM, TYPE_TELEMETRY_ALARM,
	    SPAN("tow\0xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")));
}

static void
test_types(void)
{
	size_t n;
	const struct field_need *need;

	T_INT(TYPE_OCPP_MESSAGE, field_event_find(SPAN("ocpp.message")));
	T_INT(TYPE_UNKNOWN, field_event_find(SPAN("ocpp.messages")));
	T_INT(CATEGORY_CHARGING, field_category_find(SPAN("charging")));
	T_INT(CATEGORY_NONE, field_category_find(SPAN("cars")));
	need = field_needs(TYPE_TELEMETRY_SAMPLE, &n);
	T_INT(2, n);
	T_INT(FIELD_VEHICLE, need[0].one);
	T_INT(FIELD_DEVICE, need[0].or);
	T_INT(FIELD_SIGNALS, need[1].one);
	T_INT(FIELD_GNSS, need[1].or);
	(void)field_needs(TYPE_CLOCK_TICK, &n);
	T_INT(0, n);
	/* vehicle.id is always there where vehicle or device is. */
	T_TRUE((field_row(FIELD_VEHICLE_ID)->sure >> TYPE_TELEMETRY_SAMPLE &
	    1) != 0);
	T_TRUE((field_row(FIELD_VEHICLE_ID)->sure >> TYPE_AUTH_LOGIN & 1) ==
	    0);
}

static void
test_plan(void)
{
	struct plan p = { .slots = PLAN_FIRST };
	struct plan_name x;
	char name[PLAN_NAME + 2] = "unmapped.";

	T_INT(RC_OK, plan_extra(&p, SPAN("unmapped.client.foo"), &x));
	T_INT(PLAN_FIRST, x.slot);
	T_INT(VALUE_ABSENT, x.type);
	T_INT(RC_OK, plan_extra(&p, SPAN("row.max_records"), &x));
	T_INT(PLAN_FIRST + 1, x.slot);
	T_INT(VALUE_INT, x.type);
	T_INT(RC_OK, plan_extra(&p, SPAN("unmapped.client.foo"), &x));
	T_INT(PLAN_FIRST, x.slot);
	T_INT(2, p.extras);
	T_INT(PLAN_FIRST + 2, p.slots);
	T_INT(RC_NOTFOUND, plan_extra(&p, SPAN("row.colour"), &x));
	T_INT(RC_NOTFOUND, plan_extra(&p, SPAN("unmapped."), &x));
	T_INT(RC_NOTFOUND, plan_extra(&p, SPAN("vehicle.id"), &x));
	memset(name + 9, 'x', sizeof(name) - 10);
	T_INT(RC_LIMIT, plan_extra(&p, span_of(name), &x));
	T_TRUE(!plan_beyond(SPAN("row.")) && plan_beyond(SPAN("row.vin")));
	for (int i = 2; i < PLAN_EXTRAS; i++) {
		(void)snprintf(name, sizeof(name), "unmapped.n%d", i);
		T_INT(RC_OK, plan_extra(&p, span_of(name), &x));
	}
	T_INT(RC_LIMIT, plan_extra(&p, SPAN("unmapped.more"), &x));
}

static const struct t_case cases[] = {
	{ "memory",	test_memory },
	{ "rows",	test_rows },
	{ "words",	test_words },
	{ "types",	test_types },
	{ "plan",	test_plan },
};

T_MAIN(cases)
