/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The query language: the files of test/conform/query as data, and what data
 * cannot say: limits, short memory, times at their ends.
 *
 *	now TIME		what relative times count from
 *	@ NAME LINE		an event or an alert
 *	? QUERY			a query, and of it:
 *	= TEXT			its canonical text, which reads as the same
 *	+ NAME...		what passes; all others of the file do not
 *	! COLUMN TEXT		it is refused there, beginning so
 */
#include <dirent.h>

#include "base/mem.h"
#include "base/ts.h"
#include "model/query_line.h"
#include "model/query_time.h"
#include "t.h"

#define RECORDS	16

static struct {
	char		 name[RECORDS][16];
	char		*line[RECORDS];		/* Owned. */
	size_t		 n;
	int64_t		 now;
	char		 query[8192];
	const char	*file;
	unsigned	 number, asked;
} at;

static void
wrong(const char *what, const char *got)
{

	printf("# %s:%u: '%s': %s%s\n", at.file, at.number, at.query, what,
	    got);
	t_failed++;
}

static void
forget(void)
{

	for (size_t i = 0; i < at.n; i++)
		mem_free(at.line[i]);
	at.n = 0;
}

static struct query *
parse(const char *text)
{
	struct query *q = NULL;
	struct err e = { 0 };

	at.asked++;
	if (query_parse(span_of(text), NULL, &q, &e) == RC_OK)
		query_at(q, at.now);
	else
		wrong("refused: ", e.what);
	return (q);
}

/* Is ${name} one of the ${names}? */
static bool
named(const char *names, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = names; (p = strstr(p, name)) != NULL; p += n) {
		if ((p == names || p[-1] == ' ') &&
		    (p[n] == ' ' || p[n] == '\0'))
			return (true);
	}
	return (false);
}

/* Which records pass, as bits. */
static unsigned
who_passes(const struct query *q)
{
	struct query_line *l = NULL;
	struct query_said said;
	struct err e = { 0 };
	unsigned bits = 0;

	if (query_line_new(q, NULL, 0, &l, &e) != RC_OK)
		wrong("cannot ask: ", e.what);
	for (size_t i = 0; l != NULL && i < at.n; i++) {
		if (query_line_ask(l, span_of(at.line[i]), 1, &said, &e) !=
		    RC_OK)
			wrong("cannot ask: ", e.what);
		else
			bits |= (unsigned)said.hit << i;
	}
	query_line_free(l);
	return (bits);
}

/* "+ NAME...": these and no others. */
static void
check_hits(const char *names)
{
	struct query *q = parse(at.query);
	unsigned bits = q != NULL ? who_passes(q) : 0;

	for (size_t i = 0; q != NULL && i < at.n; i++) {
		if ((bits >> i & 1) != named(names, at.name[i]))
			wrong("wrong about ", at.name[i]);
	}
	query_free(q);
}

/* "= TEXT": and that text says the same. */
static void
check_text(const char *want)
{
	struct query *q = parse(at.query), *again = NULL;
	struct buf one = { 0 }, two = { 0 };

	if (q != NULL) {
		query_text(q, &one);
		if (strcmp(buf_str(&one), want) != 0)
			wrong("reads as ", buf_str(&one));
		again = parse(buf_str(&one));
	}
	if (again != NULL) {
		query_text(again, &two);
		if (!span_eq(buf_span(&one), buf_span(&two)))
			wrong("its text reads as ", buf_str(&two));
		if (who_passes(q) != who_passes(again))
			wrong("its text is another query", "");
	}
	buf_release(&one);
	buf_release(&two);
	query_free(q);
	query_free(again);
}

/* "! COLUMN TEXT" */
static void
check_refused(const char *want)
{
	struct query *q = NULL;
	struct err e = { 0 };
	char got[200];

	at.asked++;
	if (query_parse(span_of(at.query), NULL, &q, &e) == RC_OK) {
		query_free(q);
		wrong("not refused", "");
		return;
	}
	snprintf(got, sizeof(got), "%zu %s", e.at, e.what);
	if (strncmp(got, want, strlen(want)) != 0)
		wrong("refused with: ", got);
}

static void
keep_record(char *text)
{
	char *blank = strchr(text, ' ');

	if (at.n == RECORDS || blank == NULL) {
		wrong("too many records", "");
		return;
	}
	snprintf(at.name[at.n], sizeof(at.name[0]), "%.*s",
	    (int)(blank - text), text);
	at.line[at.n++] = mem_copy(span_of(blank + 1));
}

static void
one_line(char *line)
{
	char *rest = line[0] != '\0' && line[1] == ' ' ? line + 2 : line +
	    (line[0] != '\0');

	switch (line[0]) {
	case '@':
		keep_record(rest);
		break;
	case '?':
		snprintf(at.query, sizeof(at.query), "%s", rest);
		break;
	case '=':
		check_text(rest);
		break;
	case '+':
		check_hits(rest);
		break;
	case '!':
		check_refused(rest);
		break;
	case 'n':
		if (ts_parse(span_of(line + 4), &at.now) != RC_OK)
			wrong("no time", "");
		break;
	case '#':
	case '\0':
		break;
	default:
		wrong("what is this line? ", line);
	}
}

static void
one_file(const char *path)
{
	char line[8192];
	FILE *f = fopen(path, "r");

	at.file = path;
	at.number = 0;
	forget();
	T_TRUE(f != NULL);
	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		at.number++;
		one_line(line);
	}
	if (f != NULL)
		fclose(f);
}

static void
test_cases(void)
{
	const char *dir = getenv("CONFORM");
	char path[1024];

	if (dir == NULL)
		dir = "test/conform/query";
	snprintf(path, sizeof(path), "%s/refused.case", dir);
	one_file(path);
	snprintf(path, sizeof(path), "%s/language.case", dir);
	one_file(path);
	T_TRUE(at.asked > 200);
	printf("# %u queries read\n", at.asked);
	at.file = "here";
	at.number = 0;
}

static rc
try(const char *text, size_t n, struct err *e)
{
	struct query *q = NULL;
	rc r = query_parse((struct span){ text, n }, NULL, &q, e);

	T_TRUE((r == RC_OK) == (q != NULL));
	query_free(q);
	return (r);
}

static void
repeat(struct buf *b, const char *what, unsigned n)
{

	while (n-- > 0)
		buf_text(b, what);
}

/* Each limit: what fits, and one more. */
static void
test_limits(void)
{
	struct err e = { 0 };

	for (unsigned more = 0; more < 2; more++) {
		const rc want = more ? RC_LIMIT : RC_OK;
		struct buf b = { 0 };

		repeat(&b, "a", QUERY_BYTES + more);
		T_INT(want, try(b.p, b.n, &e));
		buf_clear(&b);
		repeat(&b, "a ", QUERY_TERMS + more);
		T_INT(want, try(b.p, b.n, &e));
		buf_clear(&b);
		repeat(&b, "(", QUERY_DEPTH + more);
		buf_text(&b, "a");
		repeat(&b, ")", QUERY_DEPTH + more);
		T_INT(want, try(b.p, b.n, &e));
		buf_clear(&b);
		repeat(&b, "-", QUERY_DEPTH + more);
		buf_text(&b, "a");
		T_INT(want, try(b.p, b.n, &e));
		buf_release(&b);
	}
}

static void
test_bytes(void)
{
	struct err e = { 0 };

	T_INT(RC_OK, try(NULL, 0, &e));
	T_INT(RC_MALFORMED, try("ab\x80", 3, &e));
	T_INT(3, e.at);
	T_INT(RC_MALFORMED, try("a\0b", 3, &e));
	T_INT(2, e.at);
	T_INT(RC_OK, try("a\t\r\nb", 5, &e));
	T_INT(RC_MALFORMED, try("vin:\xff", 5, &e));
}

static const struct {
	const char	*text, *first, *last;
} times[] = {
	{ "0000", "0000-01-01T00:00:00.000Z", "0000-12-31T23:59:59.999Z" },
	{ "9999-12", "9999-12-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z" },
	{ "2024-02", "2024-02-01T00:00:00.000Z", "2024-02-29T23:59:59.999Z" },
	{ "2024-02-29", "2024-02-29T00:00:00.000Z",
	    "2024-02-29T23:59:59.999Z" },
	{ "2024-02-29T07", "2024-02-29T07:00:00.000Z",
	    "2024-02-29T07:59:59.999Z" },
	{ "2024-02-29T07:08Z", "2024-02-29T07:08:00.000Z",
	    "2024-02-29T07:08:59.999Z" },
	{ "2024-02-29T07:08:09-01:00", "2024-02-29T08:08:09.000Z",
	    "2024-02-29T08:08:09.999Z" },
	{ "2024-02-29T07:08:09.1", "2024-02-29T07:08:09.100Z",
	    "2024-02-29T07:08:09.100Z" },
	{ "2024-02-29T07:08:09.123456789+00:00", NULL, NULL },
	{ "2024-2-29", NULL, NULL },
	{ "2024-02-30", NULL, NULL },
	{ "2024-02-29Z", NULL, NULL },
	{ "2024-02-29T", NULL, NULL },
	{ "2024-02-29T7", NULL, NULL },
	{ "2024-02-29T07:08:09.", NULL, NULL },
	{ "2024-02-29T07:08:09+1", NULL, NULL },
	{ "2024-02-29T24", NULL, NULL },
	{ "20", NULL, NULL },
	{ "", NULL, NULL },
	{ "-", NULL, NULL },
	{ "nowish", NULL, NULL },
	{ "-1000000000s", NULL, NULL },
};

static void
test_times(void)
{
	struct query_time t;
	char text[TS_TEXT];

	for (size_t i = 0; i < COUNT_OF(times); i++) {
		bool ok = query_time_read(span_of(times[i].text), &t);

		if (ok != (times[i].first != NULL))
			printf("# '%s'\n", times[i].text);
		T_INT(times[i].first != NULL, ok);
		if (!ok)
			continue;
		ts_text(t.first, text);
		T_SPAN(times[i].first, ((struct span){ text, TS_TEXT }));
		ts_text(t.last, text);
		T_SPAN(times[i].last, ((struct span){ text, TS_TEXT }));
	}
	T_TRUE(query_time_read(SPAN("-999999999w"), &t) && t.relative);
	T_INT(-999999999LL * 7 * TS_DAY_MS, t.first);
}

/* However far a relative time reaches, it stays inside of the calendar. */
static void
test_far(void)
{
	struct query *q = parse("from:-999999999w");
	struct buf b = { 0 };

	query_at(q, 0);
	T_INT(QUERY_TIME_LEAST, query_moment(q, &q->top->term.lo));
	T_TRUE(q->relative);
	query_text(q, &b);
	T_STR("from:-999999999w", buf_str(&b));
	buf_release(&b);
	query_free(q);
	q = parse("to:+999999999w");
	T_INT(QUERY_TIME_MOST, query_moment(q, &q->top->term.hi));
	query_free(q);
}

static bool
fact_has(void *ctx, struct span name, enum query_kind *kind)
{

	(void)ctx;
	*kind = QUERY_KIND_NUMBER;
	return (span_eq(name, SPAN("cmd.speed_kmh")));
}

static void
fact_near(void *ctx, struct suggest *s, struct span asked)
{

	(void)ctx;
	suggest_try(s, asked, SPAN("cmd.speed_kmh"));
}

/* Names that only the caller knows; alerts have their values. */
static void
test_extra(void)
{
	const struct query_extra facts = { NULL, fact_has, fact_near };
	static const char alert[] = "{\"id\":\"a\",\"time\":"
	    "\"2026-03-02T11:00:00Z\",\"rule\":{\"id\":\"r\"},\"entity\":"
	    "{\"kind\":\"vehicle\",\"id\":\"v\"},\"fields\":{},\"facts\":"
	    "{\"cmd.speed_kmh\":70}}";
	struct query *q = NULL;
	struct err e = { 0 };

	T_INT(RC_OK, query_parse(SPAN("cmd.speed_kmh:>60"), &facts, &q, &e));
	forget();
	at.line[at.n++] = mem_copy(span_of(alert));
	T_TRUE(q != NULL && who_passes(q) == 1);
	query_free(q);
	T_INT(RC_MALFORMED, query_parse(SPAN("cmd.sped_kmh:>60"), &facts, &q,
	    &e));
	T_TRUE(strstr(e.what, "'cmd.speed_kmh'") != NULL);
	T_INT(RC_MALFORMED, query_parse(SPAN("cmd.speed_kmh:>60"), NULL, &q,
	    &e));
}

/* What is neither event nor alert is said to be so. */
static void
test_neither(void)
{
	static const char *const lines[] = {
		"", "no JSON", "{}", "{\"rule\":{\"id\":\"r\"},\"entity\":1}",
		("{\"rule\":{\"id\":\"r\"},\"entity\":{\"kind\":\"k\"},"
		    "\"time\":\"never\"}"),
	};
	struct query *q = parse("a");
	struct query_line *l = NULL;
	struct query_said said;
	struct err e = { 0 };

	T_INT(RC_OK, query_line_new(q, NULL, 0, &l, &e));
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		T_INT(RC_MALFORMED, query_line_ask(l, span_of(lines[i]), 1,
		    &said, &e));
		T_TRUE(e.what[0] != '\0');
	}
	query_line_free(l);
	query_free(q);
}

/* The whole way; RC_NOMEM as soon as memory is short. */
static rc
all_the_way(void)
{
	static const char event[] = "{\"type\":\"api.request\",\"time\":"
	    "\"2026-03-02T11:00:00Z\",\"method\":\"G\\u0045T\",\"route\":"
	    "\"/x\",\"status\":200,\"unmapped\":{\"a\":[\"b\",\"c\"]}}";
	struct query_line *l = NULL;
	struct query_said said = { .hit = false };
	struct buf text = { 0 };
	struct query *q = NULL;
	struct err e = { 0 };
	rc r;

	r = query_parse(SPAN("unmapped.a:(C D) get -(ip:10.0.0.0/8 OR zz) "
	    "method:g* status:>100 client.lat:*"), NULL, &q, &e);
	if (r == RC_OK)
		r = query_line_new(q, NULL, 0, &l, &e);
	if (r == RC_OK)
		r = query_line_ask(l, span_of(event), 1, &said, &e);
	if (r == RC_OK) {
		query_text(q, &text);
		r = text.failed ? RC_NOMEM : RC_OK;
		T_TRUE(!said.hit);
	}
	buf_release(&text);
	query_line_free(l);
	query_free(q);
	return (r);
}

static void
test_nomem(void)
{
	rc r;

	for (unsigned long n = 1; ; n++) {
		mem_count = 0;
		mem_fail_at = n;
		r = all_the_way();
		mem_fail_at = 0;
		if (r == RC_OK)
			break;
		T_INT(RC_NOMEM, r);
		T_TRUE(n < 500);
		if (t_failed > 0)
			break;
	}
}

/* Every short name is found, says what it is, and has somewhere to look. */
static void
test_names(void)
{
	size_t n;
	const struct query_name *s = query_name_short(&n), *got;
	struct arena a = { 0 };

	for (size_t i = 0; i < n; i++) {
		T_INT(RC_OK, query_name_find(s[i].name, NULL, &a, &got));
		T_TRUE(got == &s[i]);
		T_TRUE(s[i].help != NULL && s[i].help[0] != '\0');
		T_TRUE(s[i].field[0] != FIELD_NONE ||
		    s[i].place[0] != QUERY_PLACE_NONE);
	}
	arena_release(&a);
}

static void
begin(void)
{

	T_INT(RC_OK, field_init());
}

static const struct t_case cases[] = {
	{ "begin", begin },
	{ "cases", test_cases },
	{ "limits", test_limits },
	{ "bytes", test_bytes },
	{ "times", test_times },
	{ "far", test_far },
	{ "extra", test_extra },
	{ "neither", test_neither },
	{ "nomem", test_nomem },
	{ "names", test_names },
	{ "done", forget },
};

T_MAIN(cases)
