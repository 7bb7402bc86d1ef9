/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Incidents retold: each folder of test/story is one, with all shipped rules.
 *
 *	NN-name/in.jsonl	reference rows first, then what happened
 *	NN-name/want.jsonl	every alert of it, a line each; none is silence
 *	NN-name/README		what it tells
 *
 *	run FOLDER		of the stories
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/attr.h"
#include "base/ts.h"
#include "cli/ruleset.h"
#include "engine/engine.h"
#include "model/alert.h"
#include "sys/datadir.h"

#define STORY_BYTES	((size_t)1 << 20)

static struct {
	struct ruleset	 rules;
	const char	*folder;
	unsigned	 number;	/* Of the story. */
	struct buf	 says;		/* What is wrong with it. */
} g;

static void
must(rc r, const char *what)
{

	if (r == RC_OK)
		return;
	printf("Bail out! %s: %s\n", what, rc_text(r));
	exit(1);
}

static void
rejected(void *ctx UNUSED, unsigned input UNUSED, uint64_t number,
    const struct err *e)
{

	buf_fmt(&g.says, "# line %llu: %s\n", (unsigned long long)number,
	    e->what);
}

static struct span
content(const char *story, const char *file, struct buf *out)
{
	struct buf path = { 0 };
	struct err e = { 0 };

	buf_fmt(&path, "%s/%s/%s", g.folder, story, file);
	buf_clear(out);
	if (buf_str(&path) == NULL ||
	    datadir_read(path.p, STORY_BYTES, out, &e) != RC_OK)
		buf_fmt(&g.says, "# %s\n", e.what);
	buf_release(&path);
	return (buf_span(out));
}

/* As a line of want.jsonl has it. */
static void
line_of(const struct alert *a, struct buf *b)
{
	char tag[8], time[TS_TEXT];

	alert_scenario(a->rule, tag);
	ts_text(a->time, time);
	buf_fmt(b, "{\"time\":\"%.*s\",\"scenario\":\"%s\",\"rule\":\"%s\","
	    "\"entity\":{\"kind\":\"%s\",\"id\":", TS_TEXT, time, tag,
	    a->rule->id, a->kind);
	buf_json(b, a->entity);
	buf_text(b, "}}");
}

static bool
holds(struct span text, struct span line)
{

	while (text.n > 0)
		if (span_eq(span_line(&text), line))
			return (true);
	return (false);
}

/* Lines of ${all} that ${other} has not. */
static void
say_missing(struct span all, struct span other, const char *what)
{

	while (all.n > 0) {
		struct span line = span_line(&all);

		if (!holds(other, line))
			buf_fmt(&g.says, "# %s %.*s\n", what, (int)line.n,
			    line.p);
	}
}

static size_t
lines_in(struct span text)
{
	size_t n = 0;

	for (; text.n > 0; n++)
		(void)span_line(&text);
	return (n);
}

/* What the engine makes of the lines. */
static void
judge(struct span text, struct buf *got)
{
	struct engine_options how = { .shards = 1 };
	struct engine_ears ears = { .rejected = rejected };
	struct alert *const *alert;
	struct engine_counts c;
	struct engine *E;
	struct err e = { 0 };
	uint64_t number = 0;
	size_t n;

	must(engine_new(g.rules.text, g.rules.n, &how, &ears, &E, &e),
	    "engine_new");
	while (text.n > 0)
		must(engine_add(E, 0, ++number, span_line(&text)),
		    "engine_add");
	must(engine_flush(E), "engine_flush");
	engine_counts(E, &c);
	/* A name nobody knows is a slip of the pen. */
	if (c.notes[EVLINE_UNKNOWN_FIELD] + c.notes[EVLINE_UNKNOWN_TYPE] +
	    c.notes[EVLINE_UNKNOWN_SIGNAL] + c.notes[EVLINE_BAD_FIELD] +
	    c.notes[EVLINE_BAD_ENUM] + c.refer.bad_table +
	    c.refer.bad_column > 0)
		buf_text(&g.says, "# a field, word or type is unknown\n");
	alert = engine_alerts(E, &n);
	for (size_t i = 0; i < n; i++) {
		line_of(alert[i], got);
		buf_char(got, '\n');
	}
	engine_free(E);
}

static bool
story(const char *name)
{
	struct buf in = { 0 }, want = { 0 }, got = { 0 }, readme = { 0 };
	bool ok;

	buf_clear(&g.says);
	judge(content(name, "in.jsonl", &in), &got);
	(void)content(name, "want.jsonl", &want);
	if (content(name, "README", &readme).n == 0)
		buf_text(&g.says, "# it tells nothing\n");
	say_missing(buf_span(&want), buf_span(&got), "missing:");
	say_missing(buf_span(&got), buf_span(&want), "not wanted:");
	if (lines_in(buf_span(&want)) != lines_in(buf_span(&got)))
		buf_fmt(&g.says, "# %zu alerts, %zu wanted\n",
		    lines_in(buf_span(&got)), lines_in(buf_span(&want)));
	ok = g.says.n == 0 && !g.says.failed;
	printf("%.*s%s %u - %s\n", (int)g.says.n, g.says.n > 0 ? g.says.p : "",
	    ok ? "ok" : "not ok", ++g.number, name);
	buf_release(&in);
	buf_release(&want);
	buf_release(&got);
	buf_release(&readme);
	return (ok);
}

static int
is_story(const struct dirent *e)
{

	return (e->d_name[0] >= '0' && e->d_name[0] <= '9');
}

int
main(int argc, char **argv)
{
	struct dirent **found = NULL;
	struct err e = { 0 };
	bool ok = true;
	int n;

	g.folder = argc > 1 ? argv[1] : ".";
	if ((n = scandir(g.folder, &found, is_story, alphasort)) <= 0) {
		printf("Bail out! no story in %s\n", g.folder);
		return (1);
	}
	if (ruleset_load(NULL, 0, &g.rules, &e) != RC_OK) {
		printf("Bail out! %s\n", e.what);
		return (1);
	}
	printf("TAP version 13\n1..%d\n", n);
	for (int i = 0; i < n; i++) {
		ok = story(found[i]->d_name) && ok;
		free(found[i]);
	}
	free(found);
	ruleset_release(&g.rules);
	buf_release(&g.says);
	return (ok ? 0 : 1);
}
