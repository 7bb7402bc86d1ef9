/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Topics: those that come with the program, each against its .test.txt, and
 * those of test/conform/mqtt/topics:
 *
 *	# a comment
 *	@ SIDE TOPIC	who publishes, and where
 *	< PAYLOAD	what; \n, \r, \t, \\, \xHH are such bytes
 *	> an event line that the message gives
 *	! REASON	the message is bad
 *	? N M		so many messages were ignored, so many fit no row
 *
 * and those that are wrong, each with what is told of it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "codec/codecs.h"
#include "model/evline.h"
#include "model/view.h"
#include "source/mapping_dict.h"
#include "source/topics.h"
#include "sys/datadir.h"
#include "t.h"

#define FOLDER	"mappings/topics"
#define NOW	INT64_C(1772439304250)
#define BYTES	65536

struct seen {
	struct buf	got, wants;
	struct mqtt_events session;
	enum mqtt_side	side;
	char		topic[256];
	uint64_t	number;
};

static rc
load_mapping(void *ctx UNUSED, const char *name, struct mapping **ret)
{
	struct mapping_load_opts opts = { .field = mapping_dict_type };
	struct buf path = { 0 }, text = { 0 };
	rc r = datadir_find("mappings", name, ".yml", &path, NULL);

	if (r == RC_OK)
		r = datadir_read(path.p, BYTES, &text, NULL);
	if (r == RC_OK)
		r = mapping_load(buf_span(&text), name, &opts, ret);
	buf_release(&path);
	buf_release(&text);
	return (r);
}

static void
wrong(void *ctx, unsigned line, unsigned col, const char *what)
{

	buf_fmt(ctx, "%u:%u: %s\n", line, col, what);
}

static struct topics *
load(struct span text, struct buf *errors, rc want)
{
	struct topics_opts opts = { .field = mapping_dict_type,
	    .mapping = load_mapping, .error = wrong, .error_ctx = errors };
	struct topics *t = NULL;

	T_INT(want, topics_load(text, &opts, &t));
	return (t);
}

static void
note(void *ctx, const struct mapping_note *n)
{
	struct seen *s = ctx;

	if (n->kind == MAPPING_BAD)
		buf_fmt(&s->got, "! %s\n", n->reason);
}

/* Each line that is told is an event line. */
static void
judged(struct span lines)
{
	static struct view *view;
	uint32_t notes[EVLINE_NOTE_COUNT] = { 0 };
	const struct event *ev;
	struct err e = { 0 };

	if (view == NULL)
		T_INT(RC_OK, view_new(&view));
	while (lines.n > 0) {
		struct span one = span_line(&lines);
		rc r = view_line(view, one, notes, &e, &ev);

		if (r != RC_OK)
			printf("# %s: %.*s\n", e.what, (int)one.n, one.p);
		T_INT(RC_OK, r);
	}
}

static int
hex_digit(char c)
{
	const char *all = "0123456789abcdef", *at = strchr(all, c);

	return (c != '\0' && at != NULL ? (int)(at - all) : 0);
}

static void
unescape(const char *line, struct buf *out)
{

	for (; *line != '\0'; line++) {
		if (*line != '\\' || line[1] == '"' || line[1] == 'u') {
			buf_char(out, *line);
			continue;
		}
		line++;
		if (*line == 'x') {
			buf_char(out, (char)(hex_digit(line[1]) << 4 |
			    hex_digit(line[2])));
			line += 2;
		} else
			buf_char(out, *line == 'r' ? '\r' : *line == 'n' ?
			    '\n' : *line == 't' ? '\t' : *line);
	}
}

static void
publish(struct topics *t, struct seen *s, const char *payload)
{
	struct buf bytes = { 0 }, out = { 0 };
	struct mqtt_publish p = { .topic = span_of(s->topic) };
	struct topics_in in = { .session = &s->session, .side = s->side,
	    .publish = &p, .time = NOW, .number = ++s->number };

	unescape(payload, &bytes);
	p.payload = buf_span(&bytes);
	T_INT(RC_OK, topics_feed(t, &in, &out, note, s));
	judged(buf_span(&out));
	for (struct span rest = buf_span(&out); rest.n > 0;) {
		struct span one = span_line(&rest);

		buf_fmt(&s->got, "> %.*s\n", (int)one.n, one.p);
	}
	buf_release(&bytes);
	buf_release(&out);
}

static void
one_line(struct topics *t, struct seen *s, const char *line)
{
	const struct topics_stats stats = topics_stats(t);

	if (line[0] == '@') {
		s->side = strncmp(line, "@ server ", 9) == 0 ? MQTT_SERVER :
		    MQTT_CLIENT;
		(void)snprintf(s->topic, sizeof(s->topic), "%.*s",
		    (int)sizeof(s->topic) - 1, line + 9);
	} else if (line[0] == '<')
		publish(t, s, line[1] == ' ' ? line + 2 : line + 1);
	else if (line[0] == '?')
		buf_fmt(&s->got, "? %llu %llu\n",
		    (unsigned long long)stats.ignored,
		    (unsigned long long)stats.unknown);
	if (line[0] == '>' || line[0] == '!' || line[0] == '?')
		buf_fmt(&s->wants, "%s\n", line);
	else
		T_TRUE(line[0] == '\0' || strchr("#@<", line[0]) != NULL);
}

/* The first line that differs. */
static void
compare(const char *path, const struct seen *s)
{
	struct span got = buf_span(&s->got), want = buf_span(&s->wants);

	while (got.n > 0 || want.n > 0) {
		struct span g = span_line(&got), w = span_line(&want);

		if (span_eq(g, w))
			continue;
		printf("# %s: it says\n%.*s\n# not\n%.*s\n", path, (int)g.n,
		    g.p, (int)w.n, w.p);
		T_TRUE(span_eq(g, w));
		return;
	}
	T_TRUE(s->number > 0);
}

static void
one_file(const char *yml, const char *txt)
{
	static char line[BYTES];
	static const struct mqtt_events_peer peer = {
	    .conn_id = { "c-1", 3 }, .client_ip = { "192.0.2.7", 9 },
	    .client_port = 50000 };
	struct buf text = { 0 }, errors = { 0 };
	static struct seen s;
	struct topics *t;
	FILE *f;

	T_INT(RC_OK, datadir_read(yml, BYTES, &text, NULL));
	t = load(buf_span(&text), &errors, RC_OK);
	if (errors.n > 0)
		printf("# %s:\n%.*s", yml, (int)errors.n, errors.p);
	f = fopen(txt, "r");
	T_TRUE(f != NULL);
	mqtt_events_begin(&s.session, &peer);
	memcpy(s.session.client_id.text, "dev-1", 5);
	s.session.client_id.n = 5;
	while (t != NULL && f != NULL && fgets(line, sizeof(line), f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		one_line(t, &s, line);
	}
	if (f != NULL)
		fclose(f);
	compare(txt, &s);
	buf_release(&s.got);
	buf_release(&s.wants);
	buf_release(&text);
	buf_release(&errors);
	s = (struct seen){ .number = 0 };
	topics_free(t);
}

static rc
shipped_one(void *ctx, const char *name)
{
	char txt[256];
	struct buf path = { 0 };

	T_INT(RC_OK, datadir_find(FOLDER, name, ".yml", &path, NULL));
	(void)snprintf(txt, sizeof(txt), "%.*s.test.txt",
	    (int)path.n - 4, path.p);
	one_file(path.p, txt);
	buf_release(&path);
	++*(int *)ctx;
	return (RC_OK);
}

static void
test_shipped(void)
{
	int n = 0;

	T_INT(RC_OK, field_init());
	codecs_init();
	T_INT(RC_OK, datadir_each(FOLDER, ".yml", shipped_one, &n, NULL));
	T_TRUE(n > 0);
}

static void
test_cases(void)
{
	const char *dir = getenv("CONFORM");
	char yml[4096], txt[4096];

	if (dir == NULL)
		T_SKIP("CONFORM does not name the cases");
	T_INT(RC_OK, field_init());
	codecs_init();
	(void)snprintf(yml, sizeof(yml), "%s/topics.yml", dir);
	(void)snprintf(txt, sizeof(txt), "%s/topics.txt", dir);
	one_file(yml, txt);
}

/* What is wrong, and what is told of it. */
static const struct {
	const char	*text, *told;
} wrongs[] = {
	{ "", "1:0: expected one document, found 0\n" },
	{ "- a\n", "1:1: expected topics as \"key: value\"\n" },
	{ "help: x\n", "1:1: topics is missing\n" },
	{ "topics: [{topic: a, payload: event}]\n", "1:1: help is missing\n" },
	{ "help: x\ntopics: []\n", "2:9: expected a list of topics\n" },
	{ "help: x\ntopics: [a]\n", "2:10: expected a topic as \"key: value\"\n"
	    "2:10: payload is missing\n" },
	{ "help: x\ntopics: [{payload: event}]\n",
	    "2:10: topic is missing\n" },
	{ "help: x\ntopics: [{topic: a}]\n", "2:10: payload is missing\n" },
	{ "help: x\ntopics: [{topic: a, payload: event, typ: b}]\n",
	    "2:37: unknown key 'typ' in a topic; did you mean 'type'?\n" },
	{ "help: x\ntopics: [{topic: a/#/b, payload: event}]\n",
	    "2:18: not a topic filter: # is not the whole last level of the "
	    "filter\n" },
	{ "help: x\ntopics: [{topic: a+, payload: event}]\n",
	    "2:18: not a topic filter: + is not a whole level of the "
	    "filter\n" },
	{ "help: x\ntopics: [{topic: '', payload: event}]\n",
	    "2:18: not a topic filter: empty topic name or filter\n" },
	{ "help: x\ntopics: [{topic: 'a/{b', payload: event}]\n",
	    "2:18: '{' without '}' in a level\n" },
	{ "help: x\ntopics: [{topic: 'a/{b}{c}', payload: event}]\n",
	    "2:18: two names in one level\n" },
	{ "help: x\ntopics: [{topic: '{b}/{b}', payload: event}]\n",
	    "2:18: {b} twice in a pattern\n" },
	{ "help: x\ntopics: [{topic: '{topic}', payload: event}]\n",
	    "2:18: 'topic' is not a name that a level can have\n" },
	{ "help: x\ntopics: [{topic: '{B}', payload: event}]\n",
	    "2:18: 'B' is not a name that a level can have\n" },
	{ "help: x\ntopics: [{topic: '{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}', "
	    "payload: event}]\n",
	    "2:18: more than 8 names in a pattern\n" },
	{ "help: x\ntopics: [{topic: a, payload: json}]\n",
	    "2:30: expected event, mapping NAME, codec NAME, none or "
	    "ignore\n" },
	{ "help: x\ntopics: [{topic: a, payload: codec teltonka}]\n",
	    "2:30: unknown codec 'teltonka'; did you mean 'teltonika'?\n" },
	{ "help: x\ntopics: [{topic: a, payload: mapping nowhere}]\n",
	    "2:30: mapping 'nowhere' cannot be used: not found\n" },
	{ "help: x\ntopics: [{topic: a, payload: mapping capmetro}]\n",
	    "2:30: mapping 'capmetro' has a header, messages do not\n" },
	{ "help: x\ntopics: [{topic: a, from: both, payload: event}]\n",
	    "2:27: expected one of client, server, any\n" },
	{ "help: x\ntopics: [{topic: a, payload: event, type: x.y}]\n",
	    "2:43: unknown event type\n" },
	{ "help: x\ntopics: [{topic: a, payload: event, fields: [a]}]\n",
	    "2:45: expected fields as \"target: value\"\n" },
	{ "help: x\ntopics: [{topic: a, payload: event, "
	    "fields: {commandd: lock}}]\n",
	    "2:46: unknown field 'commandd'; did you mean 'command'?\n" },
	{ "help: x\ntopics: [{topic: a, payload: event, "
	    "fields: {type: lock}}]\n",
	    "2:46: 'type' has a key of its own\n" },
	{ "help: x\ntopics: [{topic: a, payload: event, "
	    "fields: {gnss.sats: many}}]\n",
	    "2:57: expected a number\n" },
	{ "help: x\ntopics: [{topic: 'a/{unit}', payload: event, "
	    "fields: {command: '{uint}'}}]\n",
	    "2:64: there is no {uint} in the pattern; did you mean 'unit'?\n" },
	{ "help: x\ntopics: [{topic: a, payload: event, "
	    "fields: {command: '{a'}}]\n",
	    "2:55: '{' without '}'\n" },
	{ "help: x\ntopics: [{topic: a, payload: none}]\n",
	    "2:10: payload none needs a type\n" },
	{ "help: x\ntopics: [{topic: a, payload: none, "
	    "type: command.request}]\n",
	    "2:10: a command.request needs command_id\n"
	    "2:10: a command.request needs command\n" },
};

static void
test_wrong(void)
{

	T_INT(RC_OK, field_init());
	for (size_t i = 0; i < COUNT_OF(wrongs); i++) {
		struct buf errors = { 0 };

		topics_free(load(span_of(wrongs[i].text), &errors,
		    RC_MALFORMED));
		if (!span_eq(span_of(wrongs[i].told), buf_span(&errors)))
			printf("# %s# it says %.*s", wrongs[i].text,
			    (int)errors.n, errors.p);
		T_TRUE(span_eq(span_of(wrongs[i].told), buf_span(&errors)));
		buf_release(&errors);
	}
}

/* Memory is short once, everywhere. */
static void
test_nomem(void)
{
	static const char text[] = "help: x\nsource: s\ntopics:\n"
	    "  - {topic: 'a/{vehicle}', payload: event, type: trip.start,\n"
	    "    fields: {trip_id: 'x-{message}'}}\n";
	struct topics_opts opts = { .field = mapping_dict_type };
	static struct mqtt_events session;
	struct mqtt_publish p = { .topic = SPAN("a/veh-1"),
	    .payload = SPAN("[{\"seq\":1},{}]") };
	struct topics_in in = { .session = &session, .side = MQTT_CLIENT,
	    .publish = &p, .time = NOW };

	T_INT(RC_OK, field_init());
	for (unsigned long n = 1; n < 1000; n++) {
		struct topics *t = NULL;
		struct buf out = { 0 };
		static struct seen s;
		rc r;

		mem_count = 0;
		mem_fail_at = n;
		r = topics_load(SPAN(text), &opts, &t);
		if (r == RC_OK)
			r = topics_feed(t, &in, &out, note, &s);
		mem_fail_at = 0;
		T_TRUE(r == RC_OK || r == RC_NOMEM);
		topics_free(t);
		buf_release(&s.got);
		if (r == RC_OK) {
			T_TRUE(n > 5 && out.n > 0);
			buf_release(&out);
			return;
		}
		buf_release(&out);
	}
	T_TRUE(false);
}

static const struct t_case cases[] = {
	{ "shipped topics", test_shipped },
	{ "cases", test_cases },
	{ "wrong topics", test_wrong },
	{ "no memory", test_nomem },
};

T_MAIN(cases)
