/* SPDX-License-Identifier: Apache-2.0 */
/* What a run says: counts by reason, the summary, alerts; and its inputs. */
#include <unistd.h>

#include "base/mem.h"
#include "cli/inputs.h"
#include "cli/show.h"
#include "cli/summary.h"
#include "t.h"

static char dir[] = "/tmp/test_cli.XXXXXX";

static void
tally(void)
{
	static struct tally t, u;
	char reason[200];

	tally_add(&t, "b");
	tally_add(&t, "a");
	tally_add(&t, "b");
	T_INT(3, t.total);
	T_INT(2, t.n);
	T_STR("b", t.row[0].text);
	T_INT(2, t.row[0].count);

	/* Too long ones are cut, and the same when they begin the same. */
	memset(reason, 'x', sizeof(reason) - 1);
	reason[sizeof(reason) - 1] = '\0';
	tally_add(&t, reason);
	reason[TALLY_TEXT + 5] = 'y';
	tally_add(&t, reason);
	T_INT(3, t.n);
	T_INT(2, t.row[2].count);
	T_INT(TALLY_TEXT - 1, strlen(t.row[2].text));

	/* Too many go into the last row. */
	for (int i = 0; i < TALLY_MAX + 10; i++) {
		(void)snprintf(reason, sizeof(reason), "reason %d", i);
		tally_add(&u, reason);
	}
	T_INT(TALLY_MAX, u.n);
	T_INT(TALLY_MAX + 10, u.total);
	T_STR("other reasons", u.row[TALLY_MAX - 1].text);
	T_INT(11, u.row[TALLY_MAX - 1].count);
	tally_add(&u, "reason 3");
	T_INT(2, u.row[3].count);
}

static void
numbers(void)
{
	static const struct {
		uint64_t	 n;
		const char	*text;
	} table[] = {
		{ 0, "0" }, { 999, "999" }, { 1000, "1,000" },
		{ 123456, "123,456" }, { 1234567, "1,234,567" },
		{ UINT64_MAX, "18,446,744,073,709,551,615" },
	};
	char out[32];

	for (size_t i = 0; i < COUNT_OF(table); i++)
		T_STR(table[i].text, summary_number(table[i].n, out));
}

static const char *const tags[] = { "vedette.s52" };
static const struct alert_rule leap = { .id = "r-1", .title = "Leap",
    .level = "high", .tags = tags, .tags_n = 1 };
static const struct alert_rule unit = { .id = "r-0", .title = "Unit",
    .level = "low" };

static char *
summary_text(const struct summary *s)
{
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);

	if (f == NULL)
		return (NULL);
	summary_print(f, s);
	T_INT(0, fclose(f));
	return (text);
}

static void
summary(void)
{
	static const char want[] =
	    "events    12,345 from 2 files, 300 generated, 5 duplicates "
	    "dropped, 7,000 late; 6,000/s\n"
	    "vehicles  42, 1.5 vehicle-hours, 2026-03-02T08:15:04Z to "
	    "2026-03-02T09:15:04Z; 3 forgotten for want of room "
	    "(--max-vehicles)\n"
	    "skipped   3 lines could not be read:\n"
	    "       2  time: expected a time\n"
	    "       1  line: expected '{'\n"
	    "noted            9  cleaned: text was cleaned\n"
	    "windows   4 matches too late for their window\n"
	    "note      Most lines are older than what came before them: try "
	    "--sort.\n"
	    "alerts    3\n"
	    "       1  -    low      Unit\n"
	    "       2  s52  high     Leap\n";
	static struct tally skipped, none;
	struct engine_counts c = { .lines = 12000, .events = 12345,
	    .generated = 300, .duplicates = 5, .late = 7000, .vehicles = 42,
	    .forgotten = 3, .vehicle_ms = 5400000,
	    .first = INT64_C(1772439304250), .last = INT64_C(1772442904250) };
	struct alert a = { .rule = &leap }, b = { .rule = &unit };
	struct alert *const alerts[] = { &a, &b, &a };
	struct summary s = { .counts = &c, .alerts = alerts, .alerts_n = 3,
	    .skipped = &skipped, .left_out = &none, .files = 2,
	    .seconds = 2 };
	char *text;

	tally_add(&skipped, "time: expected a time");
	tally_add(&skipped, "line: expected '{'");
	tally_add(&skipped, "time: expected a time");
	c.notes[EVLINE_CLEANED] = 9;
	c.windows.too_late = 4;
	text = summary_text(&s);
	T_STR(want, text != NULL ? text : "");
	free(text);

	/* Of nothing there is little to say. */
	c = (struct engine_counts){ .first = EVENT_NO_TIME,
	    .last = EVENT_NO_TIME };
	s = (struct summary){ .counts = &c, .files = 1 };
	text = summary_text(&s);
	T_STR("events    0 from 1 file\n"
	    "vehicles  0, 0.0 vehicle-hours\n"
	    "alerts    none\n", text != NULL ? text : "");
	free(text);
}

static void
shown(void)
{
	static const char line[] = "{\"id\":\"e\",\"type\":"
	    "\"telemetry.sample\",\"time\":\"2026-03-02T08:15:04.250Z\","
	    "\"vehicle\":{\"id\":\"v1\"},\"signals\":{}}";
	struct event ev = { .line = SPAN(line), .source = SPAN("s"),
	    .vehicle = SPAN("v1"), .time = INT64_C(1772439304250) };
	struct alert a = { .id = "00112233445566778899aabbccddeeff",
	    .tenant = SPAN("t"), .time = ev.time, .rule = &leap,
	    .base = &leap, .kind = "vehicle", .entity = SPAN("v1"),
	    .count = 1, .first_seen = ev.time, .last_seen = ev.time };
	struct alert *const alerts[] = { &a, &a };
	struct err e = { 0 };
	char *text;
	size_t n;
	FILE *f;

	T_INT(SHOW_text, show_form("text"));
	T_INT(SHOW_ocsf, show_form("ocsf"));
	T_INT(SHOW_FORM_COUNT, show_form("xml"));
	T_INT(SHOW_FORM_COUNT, show_form(""));
	a.decided = alert_event_new(NULL, &ev, SPAN("e"), NULL, 0);
	T_TRUE(a.decided != NULL);
	alert_evidence(&a, a.decided);

	for (int form = 0; form < SHOW_FORM_COUNT; form++) {
		unsigned lines = 0;

		text = NULL;
		f = open_memstream(&text, &n);
		T_INT(RC_OK, show_alerts(f, (enum show_form)form, alerts, 2,
		    &e));
		T_INT(0, fclose(f));
		for (size_t i = 0; i < n; i++)
			lines += text[i] == '\n';
		/* All but the cards have a line for each. */
		T_TRUE(form == SHOW_text ? lines > 4 : lines == 2);
		T_TRUE(strstr(text, "Leap") != NULL);
		T_TRUE(strstr(text, "v1") != NULL);
		free(text);
		for (unsigned long k = 1; k < 200; k++) {
			rc r;

			f = fopen("/dev/null", "w");
			mem_count = 0;
			mem_fail_at = k;
			r = show_alerts(f, (enum show_form)form, alerts, 2,
			    &e);
			mem_fail_at = 0;
			T_INT(0, fclose(f));
			T_TRUE(r == RC_OK || r == RC_NOMEM);
			if (r == RC_OK)
				break;
		}
	}
	if ((f = fopen("/dev/full", "w")) != NULL) {
		T_INT(RC_IO, show_alerts(f, SHOW_json, alerts, 2, &e));
		T_TRUE(strstr(e.what, "No space left") != NULL);
		(void)fclose(f);	/* What is left cannot be written. */
	}
	alert_release(&a);
}

static const char *
put(const char *name, const char *text, size_t n)
{
	static char path[4][64];
	static int which;
	char *p = path[which++ % 4];
	FILE *f;

	(void)snprintf(p, sizeof(path[0]), "%s/%s", dir, name);
	f = fopen(p, "w");
	T_TRUE(f != NULL);
	if (f != NULL) {
		T_INT(n, fwrite(text, 1, n, f));
		T_INT(0, fclose(f));
	}
	return (p);
}

static void
inputs(void)
{
	static const char one[] = "{\"time\":\"2026-03-02T08:00:01Z\"}\n"
	    "{\"time\":\"2026-03-02T08:00:03Z\"}\n";
	static const char two[] = "\n{\"time\":\"2026-03-02T08:00:02Z\"}";
	/* The first bytes of a gzip file, and no more. */
	static const char cut[] = "\x1f\x8b\x08\0\0\0\0\0\0\x03";
	const char *paths[] = { put("one", one, sizeof(one) - 1),
	    put("two", two, sizeof(two) - 1),
	    put("cut", cut, sizeof(cut) - 1) };
	struct inputs_opts o = { .paths = paths, .n = 3, .quiet = true };
	static const struct {
		unsigned	input;
		uint64_t	number;
	} want[] = { { 0, 1 }, { 1, 2 }, { 0, 2 } };
	struct inputs *in = NULL;
	struct err e = { 0 };
	struct span line;
	uint64_t number;
	unsigned input;

	/* The damaged one is told and counted; the others go on. */
	T_INT(RC_OK, inputs_open(&o, &in, &e));
	for (size_t i = 0; in != NULL && i < COUNT_OF(want); i++) {
		T_INT(RC_OK, inputs_next(in, &input, &number, &line, &e));
		T_INT(want[i].input, input);
		T_INT(want[i].number, number);
	}
	T_INT(RC_NOTFOUND, inputs_next(in, &input, &number, &line, &e));
	T_INT(1, inputs_damaged(in));
	T_STR(paths[1], inputs_path(in, 1));
	T_NUM(1, inputs_share(in), 0);

	/* Counted by what was expected, whatever was got. */
	inputs_report(in, 0, 1, "time: expected a time, got 12");
	inputs_report(in, 0, 2, "time: expected a time, got text");
	inputs_report(in, 1, 2, "line: expected '{', got '['");
	T_INT(3, inputs_skipped(in)->total);
	T_INT(2, inputs_skipped(in)->n);
	T_STR("time: expected a time", inputs_skipped(in)->row[0].text);
	T_INT(0, inputs_left_out(in)->total);
	inputs_close(in);

	in = NULL;
	paths[1] = "/nowhere/at/all";
	T_INT(RC_NOTFOUND, inputs_open(&o, &in, &e));
	T_TRUE(in == NULL && strstr(e.what, "/nowhere/at/all") != NULL);
	inputs_close(NULL);
}

static void
inputs_no_memory(void)
{
	static const char one[] = "{\"time\":\"2026-03-02T08:00:01Z\"}\n";
	const char *paths[] = { put("one", one, sizeof(one) - 1),
	    put("two", one, sizeof(one) - 1) };

	for (int sort = 0; sort < 2; sort++) {
		struct inputs_opts o = { .paths = paths, .n = 2,
		    .quiet = true, .sort = sort };
		unsigned long n = 0;
		rc r;

		do {
			struct inputs *in = NULL;
			struct err e = { 0 };
			struct span line;
			uint64_t number;
			unsigned input, lines = 0;

			mem_count = 0;
			mem_fail_at = ++n;
			r = inputs_open(&o, &in, &e);
			while (r == RC_OK) {
				r = inputs_next(in, &input, &number, &line,
				    &e);
				lines += r == RC_OK;
			}
			mem_fail_at = 0;
			inputs_close(in);
			T_TRUE(r == RC_NOMEM || (r == RC_NOTFOUND &&
			    lines == 2));
		} while (r == RC_NOMEM && n < 1000);
		T_TRUE(n > 5);
	}
}

static void
make_dir(void)
{

	T_TRUE(mkdtemp(dir) != NULL);
	T_INT(RC_OK, field_init());
}

static void
drop_dir(void)
{
	static const char *const names[] = { "one", "two", "cut" };
	char path[64];

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		T_INT(0, unlink(path));
	}
	T_INT(0, rmdir(dir));
}

static const struct t_case cases[] = {
	{ "a folder", make_dir },
	{ "tally", tally },
	{ "numbers", numbers },
	{ "summary", summary },
	{ "alerts shown", shown },
	{ "inputs", inputs },
	{ "inputs without memory", inputs_no_memory },
	{ "the folder is gone", drop_dir },
};
T_MAIN(cases)
