/* SPDX-License-Identifier: Apache-2.0 */
/* Mappings: what is refused, and what rows become. */
#include "base/mem.h"
#include "model/field.h"
#include "source/mapping.h"
#include "source/mapping_dict.h"

#include "t.h"

#define HEAD	"help: h\nsource: {name: s}\n"
#define JSONL	HEAD "format: json-lines\n"
#define EVENT	"events:\n  - type: telemetry.sample\n    fields:\n" \
		"      time: t\n      vehicle.id: v\n"
#define ID	25			/* Characters of a derived id. */

static void
wrong(void *ctx, unsigned line, unsigned col, const char *what)
{

	buf_fmt(ctx, "%u:%u: %s\n", line, col, what);
}

static rc
load(const char *yaml, struct buf *errors, struct mapping **m)
{
	struct mapping_load_opts opts = { mapping_dict_type, NULL, wrong,
	    errors };

	return (mapping_load(span_of(yaml), "test", &opts, m));
}

static const struct {
	const char	*yaml, *want;
} refused[] = {
	{ "", "expected one document, found 0" },
	{ "a: [", "2:1: did not find" },
	{ "- 1\n", "1:1: expected a mapping as" },
	{ JSONL EVENT "formt: csv\n",
	    "9:1: unknown key 'formt' in a mapping; did you mean 'format'?" },
	{ HEAD "format: xml\n" EVENT,
	    "3:9: expected one of json-lines, json-array, csv, text" },
	{ "help: h\nformat: json-lines\n" EVENT, "1:1: source is missing" },
	{ JSONL, "1:1: events is missing" },
	{ JSONL EVENT "      vehcle.plate: x\n",
	    "9:7: unknown field 'vehcle.plate'; did you mean "
	    "'vehicle.plate'?" },
	{ JSONL EVENT "      signals.Vehicle.Sped: x\n",
	    "9:7: unknown field 'signals.Vehicle.Sped'; did you mean "
	    "'Vehicle.Speed'?" },
	{ JSONL EVENT "      Vehicle.Speed: x\n",
	    "9:7: unknown field 'Vehicle.Speed'" },
	{ JSONL EVENT "      vehicle: x\n", "9:7: unknown field 'vehicle'" },
	{ JSONL EVENT "      signals.Vehicle.Speed: {from: x, as: mph_kmh}\n",
	    "unknown conversion 'mph_kmh'; did you mean 'mph_to_kmh'?" },
	{ JSONL EVENT "      signals.Vehicle.Speed: {from: x, form: y}\n",
	    "unknown key 'form' in a field; did you mean 'from'?" },
	{ JSONL EVENT "      signals.Vehicle.Speed: {as: number}\n",
	    "expected one of from, any and value" },
	{ JSONL EVENT "      signals.Vehicle.Speed: {value: fast}\n",
	    "signals.Vehicle.Speed is a number; this constant is none" },
	{ JSONL EVENT "      signals.Vehicle.IsMoving: {from: x, as: "
	    "number}\n", "is a true or false, but 'number' gives a number" },
	{ JSONL EVENT "      received: {from: x, as: local, format: '%Y'}\n",
	    "year, month and day are needed" },
	{ JSONL EVENT "      received: {from: x, as: local, "
	    "format: '%Y-%m-%d'}\n", "'local' without %z needs a zone" },
	{ JSONL EVENT "      received: {from: x, as: local, "
	    "format: '%Y-%m-%d', zone: Europe/Berlin}\n",
	    "names of zones are not read" },
	{ JSONL EVENT "      trip_id: cells.*.x\n",
	    "'cells.*.x' needs \"each\"" },
	{ JSONL "events:\n  - type: telemetry.sample\n    fields: "
	    "{vehicle.id: v}\n", "5:5: an event needs a time" },
	{ JSONL EVENT "    when: {a: {gtt: 5}}\n",
	    "unknown operator 'gtt'; did you mean 'gt'?" },
	{ JSONL EVENT "    when: {any: 5}\n",
	    "expected a list of conditions" },
	{ JSONL EVENT "skip:\n  - {reason: r}\n",
	    "10:5: skip needs reason and when" },
	{ HEAD "format: text\n" EVENT, "format text needs a pattern" },
	{ HEAD "format: text\npattern: combind\n" EVENT,
	    "unknown pattern 'combind'; did you mean 'combined'?" },
	{ HEAD "format: text\npattern: common\nevents:\n  - type: "
	    "api.request\n    fields: {time: tyme}\n",
	    "there is no 'tyme' in a row; did you mean 'time'?" },
	{ HEAD "format: csv\ncsv: {header: [t, w]}\n" EVENT,
	    "there is no 'v' in a row" },
	{ JSONL EVENT "      type: x\n", "'type' is not a field" },
	{ JSONL EVENT "      unmapped.a: x\n      unmapped.a.b: y\n", "" },
};

static void
test_refused(void)
{
	struct buf errors = { 0 };

	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		struct mapping *m = NULL;
		const char *got;
		rc rv;

		buf_clear(&errors);
		rv = load(refused[i].yaml, &errors, &m);
		got = buf_str(&errors);
		if (*refused[i].want == '\0') {
			T_INT(RC_OK, rv);
			mapping_free(m);
			continue;
		}
		T_INT(RC_MALFORMED, rv);
		T_TRUE(m == NULL);
		if (strstr(got, refused[i].want) == NULL)
			printf("# want %s\n# got  %s", refused[i].want, got);
		T_TRUE(strstr(got, refused[i].want) != NULL);
	}
	buf_release(&errors);
}

/* All that is wrong is told at once. */
static void
test_all_errors(void)
{
	struct buf errors = { 0 };
	struct mapping *m = NULL;
	size_t n = 0;

	T_INT(RC_MALFORMED, load(JSONL "colour: 1\n" EVENT
	    "      vehcle.id: a\n      trip_id: {from: b, as: nothing}\n",
	    &errors, &m));
	for (size_t i = 0; i < errors.n; i++)
		n += errors.p[i] == '\n';
	T_INT(3, n);
	buf_release(&errors);
}

static void
note(void *ctx, const struct mapping_note *n)
{
	static const char marks[] = "!~?";

	buf_fmt(ctx, "%c%.*s: %s (%.*s)|", marks[n->kind], (int)n->column.n,
	    n->column.p, n->reason, (int)n->got.n, n->got.p);
}

/* Leave the derived ids out; they have a test of their own. */
static void
without_ids(struct buf *b)
{
	static const char id[] = "{\"id\":\"L";
	char *at = b->p;

	while ((at = memmem(at, b->n - (size_t)(at - b->p), id,
	    sizeof(id) - 1)) != NULL) {
		size_t cut = sizeof(id) - 1 + ID + 2;

		memmove(at + 1, at + cut, b->n - (size_t)(at - b->p) - cut);
		b->n -= cut - 1;
	}
}

#define S1	"{\"type\":\"telemetry.sample\",\"source\":{\"name\":\"s\"},"
#define T1	"\"time\":\"2026-01-01T00:00:00.000Z\","
#define V1	"\"vehicle\":{\"id\":\"1\"}"
#define B1	S1 T1 V1
#define R1	"\"t\":\"2026-01-01T00:00:00Z\",\"v\":1"

static const struct {
	const char	*yaml, *row, *want;	/* Lines, notes. */
} rows[] = {
	{ JSONL EVENT, "{" R1 "}", B1 "}\n" },
	{ JSONL EVENT, "{" R1 ",\"a\":{\"b\":[1,{\"c\":\"x\"}],\"d\":null}}",
	    B1 ",\"unmapped\":{\"a\":{\"b\":[1,{\"c\":\"x\"}]}}}\n" },
	{ JSONL EVENT, "[{" R1 "}, {" R1 "}]", B1 "}\n" B1 "}\n" },
	{ JSONL EVENT, "[{" R1 "}, 5, {" R1 "}]",
	    B1 "}\n" B1 "}\n!: not a JSON object (expected an object)|" },
	{ JSONL EVENT, "[{" R1 "}", "!: not a JSON object (an array that "
	    "does not end well)|" },
	{ JSONL EVENT, "{\"v\":1}", "!t: needed, but absent ()|" },
	{ JSONL EVENT, "{\"t\":\"x\",\"v\":1}",
	    "!t: expected a time like 2026-03-02T08:15:04Z (x)|" },
	{ JSONL EVENT, "{\"t\":{},\"v\":1}",
	    "!t: expected a single value ()|" },
	{ JSONL EVENT, "{" R1 ",\"v\":2}",
	    "!: a key twice in an object (" },
	{ JSONL EVENT, "{\"t\":", "!: not a JSON object (" },
	{ JSONL EVENT, "{" R1 ",\"s\":\"a\\u0000b\\ud800\xff\"}",
	    B1 ",\"unmapped\":{\"s\":\"a\\u0000b\xef\xbf\xbd\xef\xbf\xbd\""
	    "}}\n" },
	{ JSONL EVENT, "{" R1 ",\"password\":\"x\",\"u\":\"/a?pin=1\"}",
	    B1 ",\"unmapped\":{\"password\":\"***\",\"u\":\"/a?pin=***\""
	    "}}\n" },
	{ JSONL "unmapped: drop\n" EVENT, "{" R1 ",\"x\":1}", B1 "}\n" },
	{ JSONL "drop: [x, y.z]\n" EVENT,
	    "{" R1 ",\"x\":{\"a\":1},\"y\":{\"z\":1,\"w\":2}}",
	    B1 ",\"unmapped\":{\"y\":{\"w\":2}}}\n" },
	{ JSONL "absent: [na]\n" EVENT "      trip_id: x\n",
	    "{" R1 ",\"x\":\"na\"}",
	    B1 ",\"unmapped\":{\"x\":\"na\"}}\n" },
	{ JSONL EVENT "      trip_id: x\n", "{" R1 ",\"x\":77}",
	    B1 ",\"trip_id\":\"77\"}\n" },
	/* Fields of one object stand together, wherever they were said. */
	{ JSONL EVENT "      device.id: {value: d}\n      vehicle.vin: x\n"
	    "      gnss.hdop: h\n      client.tls.sni: h\n"
	    "      client.ip: h\n      client.tls.cert.cn: h\n",
	    "{" R1 ",\"x\":\"w\",\"h\":\"0.5\"}", S1 T1 "\"vehicle\":{"
	    "\"id\":\"1\",\"vin\":\"w\"},\"device\":{\"id\":\"d\"},"
	    "\"gnss\":{\"hdop\":0.5},\"client\":{\"tls\":{\"sni\":\"0.5\","
	    "\"cert\":{\"cn\":\"0.5\"}},\"ip\":\"0.5\"}}\n" },
	{ JSONL EVENT "      seq: {from: x, scale: 2, offset: 0.4}\n",
	    "{" R1 ",\"x\":\"3\"}", B1 ",\"seq\":6}\n" },
	{ JSONL EVENT "      seq: x\n", "{" R1 ",\"x\":\"y\"}",
	    "!x: expected a number (y)|" },
	{ JSONL EVENT "      seq: {from: x, bad: keep}\n",
	    "{" R1 ",\"x\":\"y\"}", B1 ",\"unmapped\":{\"x\":\"y\"}}\n" },
	{ JSONL EVENT "      seq: {from: x, default: 9}\n", "{" R1 "}",
	    B1 ",\"seq\":9}\n" },
	{ JSONL EVENT "      seq: {any: [x, y], optional: true}\n",
	    "{" R1 ",\"x\":null,\"y\":4}",
	    B1 ",\"seq\":4}\n" },
	{ JSONL EVENT "      delayed: {from: x, map: {a: true, b: false}}\n",
	    "{" R1 ",\"x\":\"a\"}", B1 ",\"delayed\":true}\n" },
	{ JSONL EVENT "      delayed: {from: x, map: {a: true}, default: "
	    "false}\n", "{" R1 ",\"x\":\"c\"}",
	    B1 ",\"unmapped\":{\"x\":\"c\"}}\n" },
	{ JSONL EVENT "      delayed: {from: x, required: true, "
	    "map: {a: true}}\n", "{" R1 ",\"x\":\"c\"}",
	    "!x: not in the table (c)|" },
	{ JSONL EVENT "      delayed: {from: x, map: {a: true, '*': false}}"
	    "\n", "{" R1 ",\"x\":5}", B1 ",\"delayed\":false}\n" },
	{ JSONL EVENT "      trip_id: {from: x, split: '-', part: 1}\n",
	    "{" R1 ",\"x\":\"a-b - c\"}", B1 ",\"trip_id\":\"b\"}\n" },
	{ JSONL EVENT "      trip_id: {from: [x, y], join: '/'}\n",
	    "{" R1 ",\"x\":\"a\",\"y\":2}", B1 ",\"trip_id\":\"a/2\"}\n" },
	{ JSONL EVENT "      trip_id: {from: [x, y], join: '/'}\n",
	    "{" R1 ",\"x\":\"a\"}", B1 ",\"unmapped\":{\"x\":\"a\"}}\n" },
	{ JSONL EVENT "      markers: {from: x, split: ','}\n",
	    "{" R1 ",\"x\":\"a, b,,c\"}",
	    B1 ",\"markers\":[\"a\",\"b\",\"c\"]}\n" },
	{ JSONL EVENT "      markers: x\n", "{" R1 ",\"x\":[\"a\",2,true]}",
	    B1 ",\"markers\":[\"a\",\"2\",\"true\"]}\n" },
	{ JSONL EVENT "      markers: x\n", "{" R1 ",\"x\":[[1]]}",
	    "!x: expected a list of single values ()|" },
	{ JSONL EVENT "      device_time: {from: x, as: epoch_s}\n",
	    "{" R1 ",\"x\":0}",
	    B1 ",\"device_time\":\"1970-01-01T00:00:00.000Z\"}\n" },
	{ JSONL EVENT "      id: x\n", "{" R1 ",\"x\":\"mine\"}",
	    B1 ",\"id\":\"mine\"}\n" },
	/* Conditions. */
	{ JSONL EVENT "      seq: {value: 1, when: {a: [x, y], b: {gt: 2, "
	    "lte: 5}, not: {c: {exists: true}}}}\n",
	    "{" R1 ",\"a\":\"y\",\"b\":5}", B1 ",\"seq\":1}\n" },
	{ JSONL EVENT "      seq: {value: 1, when: {any: [{a: {starts: x}}, "
	    "{a: {ends: z}}, {a: {contains: '.'}}]}}\n",
	    "{" R1 ",\"a\":\"y.\"}", B1 ",\"seq\":1}\n" },
	{ JSONL EVENT "      seq: {value: 1, when: {a: {not: [x]}}}\n",
	    "{" R1 "}", B1 "}\n" },
	{ JSONL "skip:\n  - {reason: by intent, when: {a: 'true'}}\n" EVENT,
	    "{" R1 ",\"a\":true}", "~: by intent ()|" },
	{ JSONL EVENT "    when: {a: 1}\n", "{" R1 "}",
	    "!: no event of the mapping applies ()|" },
	/* Several events of a row; the first takes what is left. */
	{ JSONL "fields: {time: t, vehicle.id: v}\nevents:\n"
	    "  - {type: telemetry.sample}\n"
	    "  - type: telemetry.sample\n    each: c\n"
	    "    when: {'c.*.y': {exists: true}}\n"
	    "    fields: {seq: 'c.*.y'}\n",
	    "{" R1 ",\"c\":[{\"y\":5},{\"z\":1},{\"y\":6}]}",
	    B1 ",\"unmapped\":{\"c\":[{\"z\":1}]}}\n" B1 ",\"seq\":5}\n" B1
	    ",\"seq\":6}\n" },
	{ JSONL "fields: {time: t, vehicle.id: v}\nevents:\n"
	    "  - type: telemetry.sample\n    each: c\n    split: ','\n"
	    "    fields: {trip_id: $}\n",
	    "{" R1 ",\"c\":\"a, b\"}",
	    B1 ",\"trip_id\":\"a\"}\n" B1 ",\"trip_id\":\"b\"}\n" },
	{ JSONL "fields: {time: t, vehicle.id: v}\nevents:\n"
	    "  - type: telemetry.sample\n    each: c\n"
	    "    fields: {trip_id: $}\n",
	    "{" R1 ",\"c\":[1,\"b\"]}",
	    B1 ",\"trip_id\":\"1\"}\n" B1 ",\"trip_id\":\"b\"}\n" },
};

static void
test_rows(void)
{
	struct buf errors = { 0 }, out = { 0 }, notes = { 0 };

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct mapping *m = NULL;
		struct err e;

		buf_clear(&out);
		buf_clear(&notes);
		buf_clear(&errors);
		if (load(rows[i].yaml, &errors, &m) != RC_OK) {
			printf("# %s\n# %s", rows[i].yaml, buf_str(&errors));
			T_TRUE(m != NULL);
			continue;
		}
		T_INT(RC_OK, mapping_feed(m, span_of(rows[i].row), 1, &out,
		    note, &notes, &e));
		without_ids(&out);
		buf_put(&out, buf_span(&notes));
		/* A wanted text may end where another's words begin. */
		if (rows[i].want[strlen(rows[i].want) - 1] == '(')
			out.n = out.n < strlen(rows[i].want) ? out.n :
			    strlen(rows[i].want);
		T_SPAN(rows[i].want, buf_span(&out));
		mapping_free(m);
	}
	buf_release(&out);
	buf_release(&notes);
	buf_release(&errors);
}

#define CSV	HEAD "format: csv\n"

static const struct {
	const char	*yaml;
	const char	*row[4];
	const char	*want;
	rc		 end;
} files[] = {
	{ CSV EVENT, { "t,v,x", "2026-01-01T00:00:00Z,1,\"a \"\"b\"\"\"" },
	    B1 ",\"unmapped\":{\"x\":\"a \\\"b\\\"\"}}\n", RC_OK },
	{ CSV EVENT, { "t,v", "2026-01-01T00:00:00Z,1,", "x",
	    "2026-01-01T00:00:00Z,\"1" },
	    "!: more cells than columns (3 cells for 2 columns)|"
	    "!v: fewer cells than columns (1 cells for 2 columns)|"
	    "!v: quotes that do not match in the line "
	    "(a quoted cell does not end)|", RC_OK },
	{ CSV "csv: {extra: empty, missing: absent, separator: ';'}\n" EVENT,
	    { "t;v;w", "2026-01-01T00:00:00Z;1", "2026-01-01T00:00:00Z;1;;",
	    "2026-01-01T00:00:00Z;1;;x" },
	    B1 "}\n" B1 "}\n!: more cells than columns (4 cells for 3 "
	    "columns)|", RC_OK },
	{ CSV "csv: {header: [t, v]}\n" EVENT, { "2026-01-01T00:00:00Z,1" },
	    B1 "}\n", RC_OK },
	{ CSV EVENT "      seq: speed\n", { "t,v,sped" },
	    "no column 'speed'; the nearest is 'sped'", RC_MALFORMED },
	{ CSV EVENT, { "t,w" }, "no column 'v'",
	    RC_MALFORMED },
	{ CSV EVENT, { "t,v,t" }, "two columns are named 't'",
	    RC_MALFORMED },
	{ CSV EVENT, { "t,\"v" }, "header: a quoted cell does not end",
	    RC_MALFORMED },
};

static void
test_csv(void)
{
	struct buf errors = { 0 }, out = { 0 }, notes = { 0 };

	for (size_t i = 0; i < COUNT_OF(files); i++) {
		struct mapping *m = NULL;
		struct err e = { 0 };
		rc rv = RC_OK;

		buf_clear(&out);
		buf_clear(&notes);
		T_INT(RC_OK, load(files[i].yaml, &errors, &m));
		for (int k = 0; k < 4 && files[i].row[k] != NULL; k++)
			rv = mapping_feed(m, span_of(files[i].row[k]),
			    (uint64_t)k + 1, &out, note, &notes, &e);
		T_INT(files[i].end, rv);
		without_ids(&out);
		buf_put(&out, buf_span(&notes));
		buf_text(&out, e.what);
		T_SPAN(files[i].want, buf_span(&out));
		mapping_free(m);
	}
	buf_release(&out);
	buf_release(&notes);
	buf_release(&errors);
}

/* Computed apart: base 32 of SHA-256 over the row, LF, 7 (and LF, 1). */
static void
test_ids(void)
{
	struct buf errors = { 0 }, out = { 0 };
	struct mapping *m = NULL;
	struct err e;

	T_INT(RC_OK, load(JSONL "fields: {time: t}\nevents:\n"
	    "  - {type: telemetry.sample}\n  - {type: telemetry.sample}\n",
	    &errors, &m));
	T_INT(RC_OK, mapping_feed(m, SPAN("{\"t\":\"2026-01-01T00:00:00Z\"}"),
	    7, &out, NULL, NULL, &e));
	T_TRUE(span_starts(buf_span(&out),
	    SPAN("{\"id\":\"LIV5LDKXU4MK545KQQFZHU6MEV\",")));
	T_TRUE(strstr(buf_str(&out), "\n{\"id\":\"LXQMUBNGZPFQS5H6EX5CN3Q2W7\",") !=
	    NULL);
	mapping_free(m);
	buf_release(&out);
	buf_release(&errors);
}

static void
test_long_event(void)
{
	static char row[65000];
	struct buf errors = { 0 }, out = { 0 }, notes = { 0 };
	struct mapping *m = NULL;
	struct err e;
	size_t n;

	T_INT(RC_OK, load(JSONL EVENT, &errors, &m));
	n = (size_t)snprintf(row, sizeof(row), "{" R1 ",\"x\":\"");
	/* Each grows to six bytes. */
	memset(row + n, 0x7f, 20000);
	memcpy(row + n + 20000, "\"}", 2);
	T_INT(RC_OK, mapping_feed(m, (struct span){ row, n + 20002 }, 1, &out,
	    note, &notes, &e));
	T_INT(0, out.n);
	T_SPAN("!: event line over 65,536 bytes ()|", buf_span(&notes));
	mapping_free(m);
	buf_release(&out);
	buf_release(&notes);
	buf_release(&errors);
}

/* Load and feed once; what failed, or RC_OK. */
static rc
once(struct buf *out)
{
	struct mapping_load_opts opts = { .field = mapping_dict_type };
	struct mapping *m = NULL;
	rc rv = mapping_load(SPAN(JSONL EVENT
	    "      trip_id: {from: [x, y], as: upper, map: {'A 1': b}}\n"
	    "    when: {any: [{x: a}, {y: 1}]}\n"), "test", &opts, &m);

	buf_clear(out);
	if (rv == RC_OK)
		rv = mapping_feed(m, SPAN("{" R1
		    ",\"x\":\"a\",\"y\":1,\"z\":\"u\xff?\"}"), 1, out, NULL,
		    NULL, NULL);
	mapping_free(m);
	return (rv);
}

static void
test_no_memory(void)
{
	struct buf out = { 0 };

	T_INT(RC_OK, once(&out));
	T_TRUE(out.n > 0);
	for (unsigned long n = 1; n < 300; n++) {
		rc rv;

		buf_release(&out);
		mem_count = 0;
		mem_fail_at = n;
		rv = once(&out);
		if (rv == RC_OK)
			break;
		T_INT(RC_NOMEM, rv);
		T_TRUE(n < 299);
	}
	mem_fail_at = 0;
	buf_release(&out);
}

static void
test_begin(void)
{

	T_INT(RC_OK, field_init());
}

static const struct t_case cases[] = {
	{ "the dictionary", test_begin },
	{ "what is refused", test_refused },
	{ "all errors at once", test_all_errors },
	{ "rows of JSON", test_rows },
	{ "rows of CSV", test_csv },
	{ "derived ids", test_ids },
	{ "an event line that is too long", test_long_event },
	{ "every allocation fails once", test_no_memory },
};

T_MAIN(cases)
