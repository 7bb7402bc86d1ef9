/* SPDX-License-Identifier: Apache-2.0 */
/* What the loader refuses and warns of: exact place, exact words. */
#include "base/buf.h"
#include "base/mem.h"
#include "base/suggest.h"
#include "sigma/sigma.h"

#include "t.h"

static const char *const outcomes[] = { "success", "failure" };

/* A small dictionary: category 0 is api, 1 is telemetry. */
static const struct {
	const char		*name;
	struct sigma_field	 f;
} dictionary[] = {
	{ "vehicle.id",	{ 0, VALUE_TEXT, false, false, NULL, 0, 3, 2,
	    "vehicle" } },
	{ "route",	{ 1, VALUE_TEXT, false, false, NULL, 0, 1, 1, NULL } },
	{ "status",	{ 2, VALUE_INT, false, false, NULL, 0, 1, 1, NULL } },
	{ "outcome",	{ 3, VALUE_TEXT, false, false, outcomes, 2, 1, 0,
	    NULL } },
	{ "move.jump",	{ 4, VALUE_NUM, false, true, NULL, 0, 2, 0, NULL } },
	{ "mfa",	{ 5, VALUE_BOOL, false, false, NULL, 0, 3, 0, NULL } },
	{ "time",	{ 6, VALUE_TIME, false, false, NULL, 0, 3, 3, NULL } },
	{ "roles",	{ 7, VALUE_TEXT, true, false, NULL, 0, 3, 0, NULL } },
	{ "geo",	{ 8, VALUE_MAP, false, false, NULL, 0, 3, 0, NULL } },
	{ "actor.id",	{ 9, VALUE_TEXT, false, false, NULL, 0, 3, 0,
	    "actor" } },
};

static rc
field(void *ctx, struct span name, struct sigma_field *ret, struct span *near)
{
	struct suggest s = SUGGEST_START;

	(void)ctx;
	for (size_t i = 0; i < COUNT_OF(dictionary); i++) {
		struct span known = span_of(dictionary[i].name);

		if (span_eq(name, known)) {
			*ret = dictionary[i].f;
			return (RC_OK);
		}
		suggest_try(&s, name, known);
	}
	*near = s.best;
	return (RC_NOTFOUND);
}

static int
category(void *ctx, struct span name)
{

	(void)ctx;
	return (span_eq(name, SPAN("api")) ? 0 :
	    span_eq(name, SPAN("telemetry")) ? 1 : -1);
}

static const struct sigma_names known = { .field = field,
    .category = category };
static const struct sigma_setup setup = { .names = &known };

#define HEAD	"title: T\nid: r1\nlevel: low\n"			\
		"logsource: {product: fleet, category: api}\n"
#define RULE(sel)	HEAD "detection:\n  s:\n    " sel "\n  condition: s\n"
#define COND(c)		HEAD "detection:\n  a: {status: 1}\n"		\
			"  b: {status: 2}\n  condition: " c "\n"
#define BASE		"title: B\nid: b1\nname: base\nlevel: low\n"	\
			"logsource: {product: fleet, category: telemetry}\n" \
			"detection: {s: {move.jump|gt: 1}, condition: s}\n---\n"
#define CORR(keys)	BASE "title: C\nid: c1\nlevel: low\n"		\
			"correlation:\n  rules: [base]\n" keys
#define GROUP		"  group-by: [vehicle.id]\n"

/* Text, line and column of the only note; "" is no note. */
static const struct {
	const char	*yaml;
	unsigned	 line, col;
	const char	*text;
	int		 kind;
} rows[] = {
	{ RULE("status: 200"), 0, 0, "", 0 },
	{ RULE("route|containz: x"), 7, 5, "r1: unknown modifier 'containz' "
	    "on 'route' (did you mean 'contains'?)", SIGMA_REFUSED },
	{ RULE("vehcle.id: x"), 7, 5, "r1: unknown field 'vehcle.id' "
	    "(did you mean 'vehicle.id'?)", SIGMA_REFUSED },
	{ RULE("status: abc"), 7, 13, "r1: this value does not suit 'status', "
	    "which is a whole number", SIGMA_REFUSED },
	{ RULE("outcome: sucess"), 7, 14, "r1: 'sucess' is no value of "
	    "'outcome' (did you mean 'success'?)", SIGMA_REFUSED },
	{ RULE("outcome: [OTHER, Failure, 'succ*']"), 0, 0, "", 0 },
	{ RULE("outcome|gt: 3"), 7, 17, "r1: a comparison of numbers does not "
	    "suit 'outcome', which is an enum", SIGMA_REFUSED },
	{ RULE("time|gt: 3"), 7, 14, "r1: a comparison of numbers does not "
	    "suit 'time', which is a timestamp", SIGMA_REFUSED },
	{ RULE("time|hour|gte: 22"), 7, 5, "r1: a part of a time compared "
	    "with 'lt', 'lte', 'gt' or 'gte'", SIGMA_PORTABLE },
	{ RULE("time|hour: 24"), 7, 16, "r1: no time has this value here",
	    SIGMA_REFUSED },
	{ RULE("status|hour: 3"), 7, 18, "r1: a part of a time does not suit "
	    "'status', which is a whole number", SIGMA_REFUSED },
	{ RULE("geo: x"), 7, 10, "r1: a comparison does not suit 'geo', which "
	    "is an object", SIGMA_REFUSED },
	{ RULE("geo|exists: true"), 0, 0, "", 0 },
	{ RULE("route|fieldref: geo"), 7, 21, "r1: 'geo' is an object, which "
	    "has no value", SIGMA_REFUSED },
	{ RULE("route|fieldref: actor . id"), 0, 0, "", 0 },
	{ RULE("- ''"), 7, 7, "r1: an empty text here matches any text",
	    SIGMA_WARNING },
	{ RULE("mfa: maybe"), 7, 10, "r1: this value does not suit 'mfa', "
	    "which is true or false", SIGMA_REFUSED },
	{ RULE("status|cidr: 10.0.0.0/8"), 7, 18, "r1: a network does not "
	    "suit 'status', which is a whole number", SIGMA_REFUSED },
	{ RULE("status|gt: '3'"), 7, 16, "r1: a number is needed here, not "
	    "'3'", SIGMA_REFUSED },
	{ RULE("route|cidr: 10.0.0.1/8"), 7, 17, "r1: bad network "
	    "'10.0.0.1/8': bits are set behind the prefix", SIGMA_REFUSED },
	{ RULE("route|expand: '%x%'"), 7, 19, "r1: placeholder '%x%' is not "
	    "defined, neither by placeholders nor by a pipeline",
	    SIGMA_REFUSED },
	{ RULE("route|all: x"), 7, 5, "r1: 'all' needs a list of two or more "
	    "values", SIGMA_REFUSED },
	{ RULE("route|re|contains: x"), 7, 5, "r1: text modifiers and "
	    "encodings do not go with 're', 'cidr' or 'exists'",
	    SIGMA_REFUSED },
	{ RULE("route|contains|startswith: x"), 7, 5, "r1: modifier "
	    "'startswith' does not go with another one of its kind",
	    SIGMA_REFUSED },
	{ RULE("route|cased|re: x"), 7, 5, "r1: these modifiers do not go "
	    "together", SIGMA_REFUSED },
	{ RULE("status|gt|neq: 5"), 7, 5, "r1: 'neq' does not go with a "
	    "comparison of numbers: turn the comparison round",
	    SIGMA_REFUSED },
	{ RULE("route|i: x"), 7, 5, "r1: modifier 'i' needs 're' before it",
	    SIGMA_REFUSED },
	{ RULE("route|exists: yes"), 7, 19, "r1: 'exists' takes true or "
	    "false", SIGMA_REFUSED },
	{ RULE("route|re: '(?=x)y'"), 7, 15, "r1: regex: Zero-width "
	    "assertions are not supported.", SIGMA_REFUSED },
	{ RULE("route: []"), 7, 5, "r1: empty list", SIGMA_REFUSED },
	{ RULE("route: [a, null]"), 7, 16, "r1: null in a list",
	    SIGMA_REFUSED },
	{ RULE("route: [a, [b]]"), 7, 16, "r1: a list or mapping in a list of "
	    "values", SIGMA_REFUSED },
	{ RULE("route|contains: null"), 7, 21, "r1: null goes with no "
	    "modifier but 'neq'", SIGMA_REFUSED },
	{ RULE("route|: x"), 7, 5, "r1: a modifier is missing behind '|'",
	    SIGMA_REFUSED },
	{ RULE("roles[0]: x"), 7, 5, "r1: '[' and ']' in the field name "
	    "'roles[0]'", SIGMA_REFUSED },
	{ RULE("route: x\n    route: y"), 8, 5, "document 1: YAML: key "
	    "'route' twice in one mapping", SIGMA_REFUSED },
	{ HEAD "detection: {s: {}, condition: s}\n", 5, 16, "r1: empty "
	    "selection", SIGMA_REFUSED },
	{ HEAD "detection: {s: [], condition: s}\n", 5, 16, "r1: empty "
	    "selection", SIGMA_REFUSED },
	{ RULE("route|contains: ''"), 7, 21, "r1: an empty text here matches "
	    "any text", SIGMA_WARNING },
	{ RULE("outcome|neq: success"), 7, 5, "r1: 'outcome' is only tested "
	    "by 'neq', which an absent field meets: add "
	    "'outcome|exists: true'", SIGMA_WARNING },
	{ RULE("outcome|neq: success\n    outcome|exists: true"), 0, 0, "",
	    0 },
	{ RULE("move.jump|gt: 3"), 7, 5, "r1: 'move.jump' never occurs in "
	    "category 'api'", SIGMA_WARNING },
	{ RULE("route|fieldref: vehicl.id"), 7, 21, "r1: unknown field "
	    "'vehicl.id' (did you mean 'vehicle.id'?)", SIGMA_REFUSED },

	{ COND("a and b"), 0, 0, "", 0 },
	{ COND("a and c or b"), 8, 20, "r1: condition: unknown name 'c'",
	    SIGMA_REFUSED },
	{ COND("a or (b"), 8, 21, "r1: condition: ')' expected, not ''",
	    SIGMA_REFUSED },
	{ COND("a b"), 8, 16, "r1: condition: 'and', 'or' or the end "
	    "expected, not 'b'", SIGMA_REFUSED },
	{ COND("2 of them"), 8, 14, "r1: condition: only '1 of' and 'all of' "
	    "exist, not '2'", SIGMA_REFUSED },
	{ COND("1 of x*"), 8, 19, "r1: condition: no selection fits 'x*'",
	    SIGMA_REFUSED },
	{ COND("a or b | count() > 5"), 8, 21, "r1: condition: old "
	    "aggregation '|' is not supported: write a correlation document",
	    SIGMA_REFUSED },
	{ COND("a or"), 8, 18, "r1: condition: a name expected, not ''",
	    SIGMA_REFUSED },
	{ COND("a"), 7, 3, "r1: selection 'b' is not used in the condition",
	    SIGMA_WARNING },
	{ HEAD "detection: {a: {status: 1}}\n", 5, 12, "r1: no condition",
	    SIGMA_REFUSED },

	{ "title: T\nid: r1\nlevel: low\nlogsource: {product: windows}\n"
	    "detection: {s: {status: 1}, condition: s}\n", 4, 22,
	    "r1: logsource product 'windows' cannot be loaded here: only "
	    "'fleet'", SIGMA_REFUSED },
	{ "title: T\nid: r1\nlevel: low\n"
	    "logsource: {product: fleet, category: apy}\n"
	    "detection: {s: {status: 1}, condition: s}\n", 4, 39,
	    "r1: unknown logsource category 'apy'", SIGMA_REFUSED },
	{ "title: T\nid: r1\nlevel: hihg\nlogsource: {product: fleet}\n"
	    "detection: {s: {status: 1}, condition: s}\n", 3, 8,
	    "r1: unknown level 'hihg' (did you mean 'high'?)",
	    SIGMA_REFUSED },
	{ "title: T\nid: r1\nlogsource: {product: fleet}\n"
	    "detection: {s: {status: 1}, condition: s}\n", 1, 1,
	    "r1: no level: medium is used", SIGMA_WARNING },
	{ "title: T\nlevel: low\nlogsource: {product: fleet}\n"
	    "detection: {s: {status: 1}, condition: s}\n", 1, 1,
	    "document 1: no id: 5758161960629b59f118274736eaf6ee is used",
	    SIGMA_WARNING },
	{ "id: r1\nlevel: low\n", 1, 1, "r1: no title", SIGMA_REFUSED },
	{ "title: T\nid: r1\nlevel: low\nstatus: deprecated\n", 4, 9,
	    "r1: not loaded: status is 'deprecated'", SIGMA_WARNING },
	{ "title: T\nid: r1\nlevel: low\n", 1, 1, "r1: exactly one of "
	    "'detection', 'correlation' and 'filter' is needed",
	    SIGMA_REFUSED },
	{ "title: T\nid: r1\nlevel: low\nfilter: {}\n", 1, 1,
	    "r1: no logsource", SIGMA_REFUSED },
	{ "title: T\nid: r1\nlevel: low\naction: global\n", 4, 1,
	    "r1: the old 'action' documents are not supported",
	    SIGMA_REFUSED },
	{ RULE("status: 1") "x-vedette: {rearm: 5}\n", 9, 20,
	    "r1: 'rearm' must be a timespan such as 30m", SIGMA_REFUSED },
	{ RULE("status: 1") "falsepositivs: [x]\n", 9, 1, "r1: unknown key "
	    "'falsepositivs' (did you mean 'falsepositives'?)",
	    SIGMA_WARNING },
	{ "- x\n", 1, 1, "document 1: a document must be a mapping",
	    SIGMA_REFUSED },
	{ "a: [\n", 2, 1, "YAML: did not find expected node content",
	    SIGMA_REFUSED },

	{ CORR(GROUP "  type: event_count\n  timespan: 1m\n"
	    "  condition: {gte: 5}\n"), 0, 0, "", 0 },
	{ CORR(GROUP "  type: event_cuont\n"), 14, 9, "c1: unknown "
	    "correlation type 'event_cuont' (did you mean 'event_count'?)",
	    SIGMA_REFUSED },
	{ CORR(GROUP "  type: x-absence\n  timespan: 1m\n"), 12, 3, "c1: "
	    "'x-absence' needs two rules or more: what came, and what did "
	    "not", SIGMA_REFUSED },
	{ CORR(GROUP "  type: event_count\n  timespan: 1M\n"
	    "  condition: {gte: 5}\n"), 15, 13, "c1: 'timespan' must be a "
	    "number and one of s m h d w", SIGMA_REFUSED },
	{ CORR(GROUP "  type: event_count\n  timespan: 1m\n"
	    "  condition: {gt: 5, lt: 6}\n"), 16, 14, "c1: the range is "
	    "empty", SIGMA_REFUSED },
	{ CORR(GROUP "  type: value_percentile\n  timespan: 1m\n"
	    "  condition: {field: move.jump, gt: 5}\n"), 16, 14, "c1: "
	    "'value_percentile' without 'percentile' can be read in two ways: "
	    "write 'percentile: 95' and the value it is compared with, such "
	    "as 'gt: 20'", SIGMA_REFUSED },
	{ CORR(GROUP "  type: value_count\n  timespan: 1m\n"
	    "  condition: {gt: 5}\n"), 16, 14, "c1: no 'field' in "
	    "'condition'", SIGMA_REFUSED },
	{ CORR(GROUP "  type: value_avg\n  timespan: 1m\n"
	    "  condition: {field: mfa, gt: 5}\n"), 16, 22, "c1: 'mfa' is no "
	    "number", SIGMA_REFUSED },
	{ CORR("  group-by: [roles]\n  type: event_count\n  timespan: 1m\n"
	    "  condition: {gt: 5}\n"), 13, 14, "c1: 'roles' is a list or an "
	    "object: group-by needs a single value", SIGMA_REFUSED },
	{ CORR("  group-by: [actor.id]\n  type: event_count\n"
	    "  timespan: 1m\n  condition: {gt: 5}\n"), 13, 14, "c1: "
	    "'actor.id' may be absent on matches of 'base', which then are "
	    "not counted", SIGMA_WARNING },
	{ CORR(GROUP "  aliases: {who: {base: actor.id}}\n"
	    "  type: event_count\n  timespan: 1m\n  condition: {gt: 5}\n"),
	    14, 13, "c1: alias 'who' is used neither in 'group-by' nor in "
	    "'field'", SIGMA_WARNING },
	{ CORR("  aliases: {who: {bse: actor.id}}\n  group-by: [who]\n"
	    "  type: event_count\n  timespan: 1m\n  condition: {gt: 5}\n"),
	    13, 13, "c1: alias 'who' names no field for the rule 'base'",
	    SIGMA_REFUSED },
	{ CORR(GROUP "  type: value_avg\n  timespan: 1m\n"
	    "  condition: {field: move.jump, gt: 5}\n"), 8, 1, "c1: exact to "
	    "16384 samples a group, beyond that to one sub-window; "
	    "'x-exact: true' keeps 1048576", SIGMA_NOTE },
	{ CORR(GROUP "  type: value_median\n  timespan: 1m\n  x-exact: true\n"
	    "  condition: {field: move.jump, gt: 5}\n"), 8, 1, "c1: exact to "
	    "1048576 samples a group", SIGMA_NOTE },
	{ BASE "title: C\nid: c1\nlevel: low\ncorrelation:\n"
	    "  rules: [bose]\n" GROUP "  type: temporal\n  timespan: 1m\n",
	    12, 11, "c1: unknown rule 'bose' (did you mean 'base'?)",
	    SIGMA_REFUSED },
};

static void
test_rows(void)
{

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct sigma_text text = { "rules/t.yml",
		    span_of(rows[i].yaml) };
		const struct sigma_note *note;
		struct sigma *s = NULL;
		int before = t_failed;
		size_t n, want = rows[i].text[0] != '\0';

		T_INT(RC_OK, sigma_new(&text, 1, &setup, &s, NULL));
		note = sigma_notes(s, &n);
		T_INT(want, n);
		for (size_t k = want; k < n; k++)
			printf("# also %u:%u: %s\n", note[k].line, note[k].col,
			    note[k].text);
		if (want == 1 && n > 0) {
			T_STR(rows[i].text, note[0].text);
			T_INT(rows[i].line, note[0].line);
			T_INT(rows[i].col, note[0].col);
			T_INT(rows[i].kind, note[0].kind);
			T_STR("rules/t.yml", note[0].file);
		}
		if (t_failed > before)
			printf("# row %zu:\n%s", i, rows[i].yaml);
		sigma_free(s);
	}
}

/* A bad document leaves its neighbours alone, but not who leans on it. */
static void
test_neighbours(void)
{
	static const char *const a =
	    RULE("status: 1") "---\n"
	    "title: T2\nid: r2\nname: bad\nlevel: low\n"
	    "logsource: {product: fleet}\n"
	    "detection: {s: {nosuch: 1}, condition: s}\n---\n"
	    "title: C\nid: c\nname: lean\nlevel: low\ncorrelation:\n"
	    "  {rules: [bad], type: event_count, timespan: 1m, "
	    "group-by: [vehicle.id], condition: {gt: 1}}\n---\n"
	    "title: D\nid: d\nlevel: low\ncorrelation:\n"
	    "  {rules: [lean], type: event_count, timespan: 1m, "
	    "group-by: [vehicle.id], condition: {gt: 1}}\n";
	static const char *const b =
	    "title: X\nid: x1\nname: same\nlevel: low\n"
	    "logsource: {product: fleet}\n"
	    "detection: {s: {status: 1}, condition: s}\n";
	static const char *const c =
	    "title: Y\nid: same\nlevel: low\nlogsource: {product: fleet}\n"
	    "detection: {s: {status: 1}, condition: s}\n";
	static const char *const d =
	    "title: P\nid: p\nname: pp\nlevel: low\ncorrelation:\n"
	    "  {rules: [qq], type: temporal, timespan: 1m, "
	    "group-by: [vehicle.id]}\n---\n"
	    "title: Q\nid: q\nname: qq\nlevel: low\ncorrelation:\n"
	    "  {rules: [pp], type: temporal, timespan: 1m, "
	    "group-by: [vehicle.id]}\n";
	struct sigma_text text[] = {
		{ "a.yml", span_of(a) }, { "b.yml", span_of(b) },
		{ "c.yml", span_of(c) }, { "d.yml", span_of(d) },
	};
	static const struct {
		const char	*file;
		unsigned	 line, col;
		const char	*text;
	} want[] = {
		{ "a.yml", 15, 17, "r2: unknown field 'nosuch'" },
		{ "a.yml", 22, 12, "c: rule 'bad' is itself refused" },
		{ "a.yml", 28, 12, "d: rule 'lean' is itself refused" },
		{ "b.yml", 3, 7, "x1: id or name 'same' is also at "
		    "c.yml:2:5" },
		{ "c.yml", 2, 5, "same: id or name 'same' is also at "
		    "b.yml:3:7" },
		{ "d.yml", 6, 12, "p: rule 'qq' is itself refused" },
		{ "d.yml", 13, 12, "q: rule 'pp' leads back to this "
		    "correlation" },
	};
	const struct sigma_note *note;
	const struct sigma_rule *r;
	struct sigma *s = NULL;
	size_t n, rules;

	T_INT(RC_OK, sigma_new(text, 4, &setup, &s, NULL));
	note = sigma_notes(s, &n);
	T_INT(COUNT_OF(want), n);
	for (size_t i = 0; i < n && i < COUNT_OF(want); i++) {
		T_STR(want[i].file, note[i].file);
		T_INT(want[i].line, note[i].line);
		T_INT(want[i].col, note[i].col);
		T_STR(want[i].text, note[i].text);
		T_INT(SIGMA_REFUSED, note[i].kind);
	}
	r = sigma_rules(s, &rules);
	T_INT(1, rules);
	T_STR("r1", r[0].id);
	sigma_free(s);
}

/* What a loaded document tells about itself. */
static void
test_told(void)
{
	static const char *const yaml = BASE
	    "title: C\nid: c1\nstatus: test\nlevel: high\ndescription: why\n"
	    "tags: [attack.t1078, vedette.s13]\ndate: 2026-01-02\n"
	    "x-vedette: {entity: vehicle.id, rearm: 30m}\ncorrelation:\n"
	    "  rules: [base]\n" GROUP "  type: event_count\n"
	    "  timespan: 2h\n  condition: {gte: 5}\n---\n"
	    "title: D\nid: d1\nlevel: low\ncorrelation:\n"
	    "  rules: [base]\n" GROUP "  type: event_count\n  generate: true\n"
	    "  timespan: 2h\n  condition: {gte: 9}\n";
	struct sigma_text text = { "t.yml", span_of(yaml) };
	const struct sigma_rule *r;
	struct sigma *s = NULL;
	size_t n;

	T_INT(RC_OK, sigma_new(&text, 1, &setup, &s, NULL));
	(void)sigma_notes(s, &n);
	T_INT(0, n);
	r = sigma_rules(s, &n);
	T_INT(3, n);
	T_TRUE(!r[0].correlation && r[0].silent);
	T_STR("telemetry", r[0].category);
	T_INT(3600000, r[0].rearm_ms);
	T_INT(1, r[0].names_n);
	T_INT(4, r[0].names[0]);
	T_TRUE(r[1].correlation && !r[1].silent);
	T_INT(1800000, r[1].rearm_ms);
	T_INT(7200000, r[2].rearm_ms);
	T_STR("vehicle.id", r[1].entity);
	T_STR("vehicle.id", r[1].group_names[0]);
	T_INT(1, r[1].group_n);
	T_STR("2026-01-02", r[1].date);
	T_INT(2, r[1].tags_n);
	T_STR("vedette.s13", r[1].tags[1]);
	T_STR("test", r[1].status);
	T_INT(8, r[1].line);
	sigma_free(s);
}

/* Native: enums by their number, times, categories; both paths agree. */
static void
test_native(void)
{
	static const char *const yaml =
	    RULE("outcome: [Success, other]") "---\n"
	    "title: N\nid: r2\nlevel: low\nlogsource: {product: fleet}\n"
	    "detection: {s: {time|startswith: '2026-03-02t', "
	    "time|hour: 8}, condition: s}\n---\n"
	    "title: O\nid: r3\nlevel: low\n"
	    "logsource: {product: fleet, category: telemetry}\n"
	    "detection: {s: {mfa|neq: true, mfa|exists: true}, "
	    "condition: s}\n";
	struct sigma_text text = { "t.yml", span_of(yaml) };
	struct value slot[10] = { { .type = VALUE_ABSENT } };
	struct sigma_row row = { .slot = slot, .category = 0 };
	struct sigma_scratch *x;
	struct sigma *s = NULL;
	struct buf b = { 0 };
	unsigned hits[3];
	size_t n;

	T_INT(RC_OK, sigma_new(&text, 1, &setup, &s, NULL));
	(void)sigma_notes(s, &n);
	T_INT(0, n);
	x = sigma_scratch_new(s);
	slot[3] = (struct value){ .p = "success", .n = 7, .code = 1,
	    .type = VALUE_TEXT };
	slot[6] = (struct value){ .i = INT64_C(1772439304250),
	    .type = VALUE_TIME };
	slot[5] = (struct value){ .yes = false, .type = VALUE_BOOL };
	T_INT(RC_OK, sigma_match(s, x, &row, hits, &n));
	T_INT(2, n);
	T_INT(0, hits[0]);
	T_INT(1, hits[1]);
	row.category = 1;
	T_INT(RC_OK, sigma_match(s, x, &row, hits, &n));
	T_INT(2, n);
	T_INT(1, hits[0]);
	T_INT(2, hits[1]);
	row.category = 0;
	slot[3].code = 2;
	slot[3].p = "failure";
	T_INT(RC_OK, sigma_match(s, x, &row, hits, &n));
	T_INT(1, n);
	slot[3] = (struct value){ .p = "other", .n = 5, .type = VALUE_TEXT };
	T_INT(RC_OK, sigma_match(s, x, &row, hits, &n));
	T_INT(2, n);
	slot[6].i += 3600000;
	sigma_why(s, 1, &row, &b);
	T_STR("s: miss\n"
	    "  time|startswith: \"2026-03-02t\" (found "
	    "2026-03-02T09:15:04.250Z): hit\n"
	    "  time|hour: 8 (found 2026-03-02T09:15:04.250Z): "
	    "miss: other value\n"
	    "rule: miss\n", buf_str(&b));
	buf_release(&b);
	sigma_scratch_free(x);
	sigma_free(s);
}

static void
test_memory(void)
{
	static const char *const yaml =
	    CORR(GROUP "  type: event_count\n  timespan: 1m\n"
	    "  condition: {gte: 5}\n") "---\n"
	    RULE("route|contains: [a, b]\n    outcome: success");
	struct sigma_text text = { "t.yml", span_of(yaml) };
	unsigned long k;

	for (k = 1; k < 2000; k++) {
		struct sigma *s = NULL;
		rc got;

		mem_count = 0;
		mem_fail_at = k;
		got = sigma_new(&text, 1, &setup, &s, NULL);
		mem_fail_at = 0;
		sigma_free(s);
		if (got == RC_OK)
			break;
		T_INT(RC_NOMEM, got);
	}
	T_TRUE(k > 10 && k < 2000);
}

static const struct t_case cases[] = {
	{ "refusals and warnings", test_rows },
	{ "neighbours and those who lean on them", test_neighbours },
	{ "what a document tells", test_told },
	{ "native types and routing", test_native },
	{ "every allocation fails once", test_memory },
};

T_MAIN(cases)
