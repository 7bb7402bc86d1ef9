/* SPDX-License-Identifier: Apache-2.0 */
/* Run the tests that lie beside rules. */
#include "base/mem.h"
#include "base/ts.h"
#include "base/yaml.h"
#include "cli/rules_case.h"
#include "cli/rules_test.h"
#include "cli/ruleset_with.h"
#include "engine/engine.h"
#include "model/alert_brief.h"
#include "source/lines.h"
#include "sys/datadir.h"
#include "sys/tree.h"

#define TEST_FILE_MAX	((size_t)64 << 20)

/** A rule that alerts, and the cases it has been seen in. */
struct tested {
	const struct sigma_rule	*rule;		/* Borrowed. */
	bool			 alerts;	/* Some case expects it, */
	bool			 silent;	/* another one nothing. */
};

/** One rule file with its tests. */
struct suite {
	const struct ruleset	*set;		/* Borrowed. */
	const struct sigma_text	*text;		/* Borrowed. */
	const struct sigma_text	*loaded;	/* What a case starts with. */
	size_t			 loaded_n;
	struct sigma_text	*all;		/* Owned; for filters: the */
						/* rules to filter, too. */
	bool			 filter;	/* It holds filters only. */
	struct buf		 path;		/* Of the test file. */
	struct engine		*engine;	/* Owned; for its rules. */
	struct tested		*tested;	/* Owned. */
	size_t			 n;
	struct view		*view;		/* Owned. */
	struct buf		 says;		/* What is wrong. */
	size_t			 cases, failed, faults;
};

/** One case while it runs. */
struct trial {
	struct suite		*suite;
	const struct rules_case	*c;
	bool			 wrong;
};

static void
say(struct suite *s, size_t line, const struct rules_case *c)
{

	buf_fmt(&s->says, "  %s:%zu: ", buf_str(&s->path), line);
	if (c != NULL)
		buf_fmt(&s->says, "%.*s: ", (int)c->name.n, c->name.p);
}

/* The line that nobody takes in proves nothing. */
static void
rejected(void *ctx, unsigned input UNUSED, uint64_t number,
    const struct err *e)
{
	struct trial *t = ctx;

	say(t->suite, (size_t)number, t->c);
	buf_fmt(&t->suite->says, "line rejected: %s\n", e->what);
	t->wrong = true;
}

static rc
start(const struct suite *s, struct trial *t, struct engine **ret,
    struct err *e)
{
	const struct sigma_setup setup = ruleset_with_setup(s->set);
	const struct engine_options options = { .shards = 1, .setup = &setup };
	const struct engine_ears ears = { .ctx = t,
	    .rejected = t != NULL ? rejected : NULL };

	return (engine_new(s->loaded, s->loaded_n, &options, &ears, ret, e));
}

/* Which rule does ${w} mean?  NULL if none of this file that alerts. */
static struct tested *
meant(struct suite *s, const struct rules_want *w)
{

	if (w->rule.n == 0)
		return (s->n == 1 ? &s->tested[0] : NULL);
	for (size_t i = 0; i < s->n; i++)
		if (span_eq(w->rule, span_of(s->tested[i].rule->id)))
			return (&s->tested[i]);
	return (NULL);
}

/* What the case says about the rules, before it runs. */
static bool
case_names(struct suite *s, const struct rules_case *c)
{
	bool ok = true;

	for (size_t i = 0; i < c->wants; i++) {
		const struct rules_want *w = &c->want[i];
		struct tested *t = meant(s, w);

		if (t != NULL) {
			t->alerts = true;
			continue;
		}
		say(s, c->line, c);
		if (w->rule.n > 0)
			buf_fmt(&s->says, "no rule %.*s that alerts in %s\n",
			    (int)w->rule.n, w->rule.p, s->text->name);
		else
			buf_fmt(&s->says, "say which rule: %s has %zu that "
			    "alert\n", s->text->name, s->n);
		ok = false;
	}
	for (size_t i = 0; i < s->n && c->wants == 0; i++)
		s->tested[i].silent = true;
	return (ok);
}

static bool
fits(const struct rules_want *w, const struct tested *t,
    const struct alert *a)
{

	return (strcmp(a->rule->id, t->rule->id) == 0 &&
	    span_eq(w->kind, span_of(a->kind)) && span_eq(w->id, a->entity) &&
	    (!w->timed || w->time == a->time));
}

static void
say_missing(struct suite *s, const struct rules_case *c,
    const struct rules_want *w, const struct tested *t)
{
	char time[TS_TEXT];

	say(s, c->line, c);
	buf_fmt(&s->says, "no alert %.*s=%.*s \"%s\"", (int)w->kind.n,
	    w->kind.p, (int)w->id.n, w->id.p, t->rule->title);
	if (w->timed) {
		ts_text(w->time, time);
		buf_fmt(&s->says, " at %.*s", TS_TEXT, time);
	}
	buf_char(&s->says, '\n');
}

/* Each expected alert takes one alert; nothing may be left on either side. */
static rc
compare(struct trial *t, struct alert *const *alert, size_t n)
{
	struct suite *s = t->suite;
	bool *taken = mem_array(n + 1, sizeof(*taken));
	rc r = RC_OK;

	if (taken == NULL)
		return (RC_NOMEM);

	/* Those with a time choose first: they are harder to please. */
	for (int timed = 1; timed >= 0; timed--) {
		for (size_t i = 0; i < t->c->wants; i++) {
			const struct rules_want *w = &t->c->want[i];
			const struct tested *rule = meant(s, w);
			size_t k = 0;

			if (w->timed != (timed == 1))
				continue;
			while (k < n && (taken[k] || !fits(w, rule, alert[k])))
				k++;
			taken[k] = true;
			if (k < n)
				continue;
			say_missing(s, t->c, w, rule);
			taken[n] = false;
			t->wrong = true;
		}
	}
	for (size_t k = 0; k < n && r == RC_OK; k++) {
		if (taken[k])
			continue;
		say(s, t->c->line, t->c);
		buf_text(&s->says, "not expected: ");
		r = alert_brief(s->view, alert[k], &s->says);
		buf_char(&s->says, '\n');
		t->wrong = true;
	}
	mem_free(taken);
	return (r);
}

static rc
feed(struct engine *E, struct trial *t)
{
	struct span rest = t->c->events, line;
	size_t number = t->c->line;
	rc r = RC_OK;

	while (r == RC_OK && rules_case_line(&rest, &line)) {
		number++;
		if (line.n >= LINES_MAX) {
			say(t->suite, number, t->c);
			buf_fmt(&t->suite->says, "line rejected: over %d "
			    "bytes\n", LINES_MAX);
			t->wrong = true;
		} else if (line.n > 0)
			r = engine_add(E, 0, number, line);
	}
	return (r == RC_OK ? engine_flush(E) : r);
}

/* A field nobody knows is a slip of the pen: the case may prove nothing. */
static void
say_unknown(struct trial *t, const struct engine *E)
{
	static const struct {
		enum evline_note	 note;
		const char		*what;
	} notes[] = {
		{ EVLINE_UNKNOWN_FIELD, "fields" },
		{ EVLINE_UNKNOWN_TYPE, "event types" },
		{ EVLINE_UNKNOWN_SIGNAL, "signals" },
	};
	struct engine_counts counts;

	engine_counts(E, &counts);
	for (size_t i = 0; i < COUNT_OF(notes); i++) {
		if (counts.notes[notes[i].note] == 0)
			continue;
		say(t->suite, t->c->line, t->c);
		buf_fmt(&t->suite->says, "note: %llu unknown %s\n",
		    (unsigned long long)counts.notes[notes[i].note],
		    notes[i].what);
	}
}

static rc
run_case(struct suite *s, const struct rules_case *c, struct err *e)
{
	struct trial t = { .suite = s, .c = c };
	struct alert *const *alert;
	struct engine *E = NULL;
	size_t n;
	rc r;

	s->cases++;
	if (!case_names(s, c)) {
		s->failed++;
		return (RC_OK);
	}
	if ((r = start(s, &t, &E, e)) != RC_OK)
		return (r);
	if ((r = feed(E, &t)) != RC_OK)
		goto out;
	alert = engine_alerts(E, &n);
	if (alert == NULL && n > 0)
		r = RC_NOMEM;
	else
		r = compare(&t, alert, n);
	if (t.wrong)
		say_unknown(&t, E);
	s->failed += t.wrong;
out:
	engine_free(E);
	return (r == RC_OK ? r : rc_fail(e, r, 0, "testing %s",
	    s->text->name));
}

static rc
run_cases(struct suite *s, struct span text, struct err *e)
{
	struct rules_case_reader *R = NULL;
	struct rules_case c;
	struct arena arena = { 0 };
	struct err why = { 0 };
	rc r;

	r = rules_case_open(text, &arena, &R, e);
	while (r == RC_OK &&
	    (r = rules_case_next(R, &c, &why)) == RC_OK)
		r = run_case(s, &c, e);
	if (r == RC_MALFORMED) {
		say(s, why.at, NULL);
		buf_fmt(&s->says, "%s\n", why.what);
		s->faults++;
		r = RC_OK;
	}
	rules_case_close(R);
	arena_release(&arena);
	return (r == RC_NOTFOUND ? RC_OK : r);
}

/* A filter needs a case that it lets through and one that it mutes. */
static void
say_filter_gaps(struct suite *s)
{
	bool alerts = false, silent = false;

	for (size_t i = 0; i < s->n; i++) {
		alerts |= s->tested[i].alerts;
		silent |= s->tested[i].silent;
	}
	if (alerts && silent)
		return;
	buf_fmt(&s->says, "  %s: no case that %s\n", s->text->name,
	    alerts ? "stays silent" : "alerts");
	s->faults++;
}

/* A rule that nothing alerts, or nothing silences, is not tested. */
static void
say_gaps(struct suite *s)
{

	if (s->filter) {
		say_filter_gaps(s);
		return;
	}
	for (size_t i = 0; i < s->n; i++) {
		const struct tested *t = &s->tested[i];

		if (t->alerts && t->silent)
			continue;
		buf_fmt(&s->says, "  %s:%u: %s: no case that %s\n",
		    s->text->name, t->rule->line, t->rule->id,
		    t->alerts ? "stays silent" : "alerts");
		s->faults++;
	}
}

/* Load the rules alone, for what they are and what is wrong with them. */
static rc
load(struct suite *s, struct err *e)
{
	const struct sigma_rule *rule;
	const struct sigma_note *note;
	size_t rules, notes;
	rc r;

	if ((r = start(s, NULL, &s->engine, e)) != RC_OK)
		return (r);
	note = sigma_notes(engine_sigma(s->engine), &notes);
	for (size_t i = 0; i < notes; i++) {
		if (note[i].kind != SIGMA_REFUSED || (s->filter &&
		    strcmp(note[i].file, s->text->name) != 0))
			continue;
		buf_fmt(&s->says, "  %s:%u:%u: refused: %s\n", note[i].file,
		    note[i].line, note[i].col, note[i].text);
		s->faults++;
	}
	rule = sigma_rules(engine_sigma(s->engine), &rules);
	s->tested = mem_array(rules + 1, sizeof(*s->tested));
	if (s->tested == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "testing %s", s->text->name));
	for (size_t i = 0; i < rules; i++)
		if (!rule[i].silent)
			s->tested[s->n++].rule = &rule[i];
	return (RC_OK);
}

/* Are all documents of the text filters? */
static rc
is_filter(const struct sigma_text *t, bool *ret)
{
	const struct yaml_doc *doc;
	struct yaml_bad bad;
	struct yaml *y;
	size_t n;
	rc r;

	*ret = false;
	if ((r = yaml_new(t->text, &y, &bad)) != RC_OK)
		return (r == RC_NOMEM ? r : RC_OK);
	doc = yaml_docs(y, &n);
	*ret = n > 0;
	for (size_t i = 0; i < n; i++)
		*ret = *ret && yaml_get(doc[i].root, "filter") != NULL;
	yaml_end(y);
	return (RC_OK);
}

/* A case starts with the rules of its file, a filter's with all rules. */
static rc
choose(struct suite *s)
{
	size_t n = 1;
	rc r;

	s->loaded = s->text;
	s->loaded_n = 1;
	if ((r = is_filter(s->text, &s->filter)) != RC_OK || !s->filter)
		return (r);
	if ((s->all = mem_array(s->set->n + 1, sizeof(*s->all))) == NULL)
		return (RC_NOMEM);
	s->all[0] = *s->text;
	for (size_t i = 0; i < s->set->n; i++) {
		bool other;

		if (&s->set->text[i] == s->text)
			continue;
		/* Other filters have tests of their own. */
		if ((r = is_filter(&s->set->text[i], &other)) != RC_OK)
			return (r);
		if (!other)
			s->all[n++] = s->set->text[i];
	}
	s->loaded = s->all;
	s->loaded_n = n;
	return (RC_OK);
}

/* RULE.yml has its tests in RULE.test.jsonl. */
static bool
test_path(struct suite *s)
{
	const char *name = s->text->name, *dot = strrchr(name, '.');
	size_t n = dot != NULL && strchr(dot, '/') == NULL ?
	    (size_t)(dot - name) : strlen(name);

	buf_put(&s->path, (struct span){ name, n });
	buf_text(&s->path, RULES_TEST_END);
	return (buf_str(&s->path) != NULL);
}

static rc
run(struct suite *s, struct err *e)
{
	struct buf tests = { 0 };
	struct err why = { 0 };
	rc r = RC_OK;

	if (s->n == 0)
		return (RC_OK);
	if (!tree_is_file(buf_str(&s->path)) && s->filter) {
		s->n = 0;		/* May be there, need not. */
		return (RC_OK);
	}
	if (!tree_is_file(buf_str(&s->path))) {
		buf_fmt(&s->says, "  %s: no such file\n", buf_str(&s->path));
		s->faults++;
		return (RC_OK);
	}
	r = datadir_read(buf_str(&s->path), TEST_FILE_MAX, &tests, &why);
	if (r == RC_OK && (r = run_cases(s, buf_span(&tests), e)) == RC_OK)
		say_gaps(s);
	else if (r != RC_NOMEM) {
		buf_fmt(&s->says, "  %s\n", why.what);
		s->faults++;
		r = RC_OK;
	}
	buf_release(&tests);
	return (r);
}

static void
report(const struct suite *s, struct buf *out, struct rules_test_sum *sum)
{
	bool ok = s->failed == 0 && s->faults == 0;

	if (s->n == 0 && ok)
		return;
	buf_fmt(out, "%s  %s  ", ok ? "ok    " : "FAILED", s->text->name);
	if (s->failed > 0)
		buf_fmt(out, "%zu of ", s->failed);
	buf_fmt(out, "%zu case%s\n", s->cases, s->cases == 1 ? "" : "s");
	buf_put(out, buf_span(&s->says));
	sum->files++;
	sum->cases += s->cases;
	sum->failed += s->failed;
	sum->faults += s->faults;
}

rc
rules_test_file(const struct ruleset *set, size_t at, struct buf *out,
    struct rules_test_sum *sum, struct err *e)
{
	const struct sigma_text *text = &set->text[at];
	struct suite s = { .set = set, .text = text };
	rc r;

	if (!test_path(&s)) {
		r = rc_fail(e, RC_NOMEM, 0, "testing %s", text->name);
		goto out;
	}
	if ((r = choose(&s)) != RC_OK) {
		(void)rc_fail(e, r, 0, "testing %s", text->name);
		goto out;
	}
	if ((r = load(&s, e)) != RC_OK)
		goto out;
	if ((r = view_new(&s.view)) != RC_OK)
		goto out;
	if ((r = run(&s, e)) != RC_OK)
		goto out;
	if (s.says.failed)
		r = rc_fail(e, RC_NOMEM, 0, "testing %s", text->name);
	else
		report(&s, out, sum);
out:
	engine_free(s.engine);
	view_free(s.view);
	mem_free(s.tested);
	mem_free(s.all);
	buf_release(&s.path);
	buf_release(&s.says);
	return (r);
}
