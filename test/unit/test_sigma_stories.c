/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Correlations as stories: test/conform/sigma/FAMILY/NAME.stories.  A story
 * is events in order of arrival and the alerts that the engine gives.
 *
 *	# Comment.
 *	rules			lines up to "end": the rules of what follows;
 *	...			${TEXT} is what "with" says
 *	end
 *	fire every | reset	plain input, each true point is a finding
 *	with TEXT		the changing part of the rules, or nothing
 *	line JSON		what each event is; @ID, @TIME, @RECEIVED and
 *				@1 to @9 stand for its parts
 *	story TITLE
 *	at TE [ID [WORD...]]	an event at TE seconds; words are @1 ...
 *	at TE/RECEIVED ...	... received when the second number says
 *	clock T			the clock reaches T seconds
 *	alert TE count=N [by=ID] [value=N] [rule=NAME] [who=ENTITY]
 *	counts too_late=N ...	counters of windows; unnamed ones are free
 *
 * Seconds are of 2026-03-02T08:00:00Z.  An alert not named is a fault.  Each
 * story is told with 1, 2 and 4 shards.
 */
#include <dirent.h>
#include <math.h>

#include "base/buf.h"
#include "base/ts.h"
#include "engine/engine.h"
#include "engine/plain.h"

#include "conform_row.h"
#include "t.h"

#define T0		INT64_C(1772438400000)	/* 2026-03-02T08:00:00Z */
#define ALERTS_MAX	64
#define LINES_MAX	4096
#define WORDS_MAX	12

/** An alert that is expected, or one that came. */
struct told {
	int64_t		 te;
	uint64_t	 count;
	char		 by[40], rule[40], who[64];
	double		 value;
	bool		 has_value, seen;
};

/** A file being read. */
struct tale {
	const char	*family, *file;
	int		 line, begun;
	struct span	 rules, with, form, fire;
	char		 title[80];
	struct buf	 event[LINES_MAX];
	size_t		 events;
	struct told	 want[ALERTS_MAX];
	size_t		 wants;
	struct span	 counts;
	bool		 open;
	size_t		 stories;
};

static void
wrong(const struct tale *t, unsigned shards, const char *what)
{

	printf("# %s/%s:%d: %s (%u shards): %s\n", t->family, t->file,
	    t->begun, t->title, shards, what);
	t_note(false, __FILE__, __LINE__, what);
}

static struct span
word(struct span *s)
{
	struct span w;

	while (s->n > 0 && *s->p == ' ')
		*s = span_from(*s, 1);
	w = *s;
	w.n = 0;
	while (w.n < s->n && s->p[w.n] != ' ')
		w.n++;
	*s = span_from(*s, w.n);
	return (w);
}

static int64_t
moment(const char *text)
{

	return (T0 + (int64_t)llround(strtod(text, NULL) * 1000));
}

static void
put_time(struct buf *b, int64_t ms)
{
	char text[TS_TEXT];

	ts_text(ms, text);
	buf_put(b, (struct span){ text, TS_TEXT });
}

/* One event of the form. */
static void
add_event(struct tale *t, struct span rest)
{
	struct span w[WORDS_MAX] = { { NULL, 0 } }, form = t->form;
	struct span when = word(&rest);
	const char *slash = memchr(when.p, '/', when.n);
	struct buf *b = &t->event[t->events];
	size_t words = 0;

	if (t->events == LINES_MAX) {
		wrong(t, 0, "too many events");
		return;
	}
	t->events++;
	while (rest.n > 0 && words < WORDS_MAX)
		w[words++] = word(&rest);
	while (form.n > 0) {
		const char *p = memchr(form.p, '@', form.n);
		size_t n = p != NULL ? (size_t)(p - form.p) : form.n;

		buf_put(b, (struct span){ form.p, n });
		form = span_from(form, n);
		if (form.n == 0)
			break;
		form = span_from(form, 1);
		if (span_starts(form, SPAN("TIME"))) {
			put_time(b, moment(when.p));
			form = span_from(form, 4);
		} else if (span_starts(form, SPAN("RECEIVED"))) {
			put_time(b, moment(slash != NULL ? slash + 1 :
			    when.p));
			form = span_from(form, 8);
		} else if (span_starts(form, SPAN("ID"))) {
			if (words > 0 && !span_eq(w[0], SPAN("-")))
				buf_put(b, w[0]);
			else
				buf_fmt(b, "e%zu", t->events);
			form = span_from(form, 2);
		} else {
			size_t at = (size_t)(form.p[0] - '0');

			if (at < WORDS_MAX && w[at].n > 0)
				buf_put(b, w[at]);
			form = span_from(form, 1);
		}
	}
}

static void
add_clock(struct tale *t, struct span rest)
{
	struct buf *b = &t->event[t->events++];

	buf_fmt(b, "{\"type\":\"clock.tick\",\"id\":\"tick%zu\",\"time\":\"",
	    t->events);
	put_time(b, moment(rest.p));
	buf_text(b, "\"}");
}

static void
copy(char *to, size_t size, struct span s)
{

	(void)snprintf(to, size, "%.*s", (int)s.n, s.p);
}

static void
add_want(struct tale *t, struct span rest)
{
	struct told *a = &t->want[t->wants++];

	*a = (struct told){ .te = moment(word(&rest).p) };
	while (rest.n > 0) {
		struct span w = word(&rest);

		if (span_starts(w, SPAN("count=")))
			a->count = strtoull(w.p + 6, NULL, 10);
		else if (span_starts(w, SPAN("by=")))
			copy(a->by, sizeof(a->by), span_from(w, 3));
		else if (span_starts(w, SPAN("rule=")))
			copy(a->rule, sizeof(a->rule), span_from(w, 5));
		else if (span_starts(w, SPAN("who=")))
			copy(a->who, sizeof(a->who), span_from(w, 4));
		else if (span_starts(w, SPAN("value="))) {
			a->value = strtod(w.p + 6, NULL);
			a->has_value = true;
		} else if (w.n > 0) {
			wrong(t, 0, "unknown word behind alert");
		}
	}
}

/* Does the alert that came answer the one expected? */
static bool
answers(const struct told *want, const struct alert *a)
{

	return (!want->seen && want->te == a->time &&
	    (want->count == 0 || want->count == a->count) &&
	    (want->by[0] == '\0' ||
	    span_eq(alert_event_id(a->decided), span_of(want->by))) &&
	    (want->rule[0] == '\0' || strcmp(want->rule, a->rule->id) == 0) &&
	    (want->who[0] == '\0' ||
	    span_eq(a->entity, span_of(want->who))) &&
	    (!want->has_value || (a->has_value && a->exact &&
	    fabs(a->value - want->value) < 1e-9)));
}

static void
check_alerts(struct tale *t, unsigned shards, struct engine *E)
{
	struct alert *const *alert;
	size_t n;

	alert = engine_alerts(E, &n);
	for (size_t k = 0; k < t->wants; k++)
		t->want[k].seen = false;
	for (size_t i = 0; i < n; i++) {
		size_t k = 0;

		while (k < t->wants && !answers(&t->want[k], alert[i]))
			k++;
		if (k < t->wants) {
			t->want[k].seen = true;
			continue;
		}
		wrong(t, shards, "an alert that is not expected:");
		printf("# %.3f count=%llu by=%.*s value=%g rule=%s "
		    "who=%.*s\n", (double)(alert[i]->time - T0) / 1000,
		    (unsigned long long)alert[i]->count,
		    (int)alert_event_id(alert[i]->decided).n,
		    alert_event_id(alert[i]->decided).p,
		    alert[i]->value, alert[i]->rule->id,
		    (int)alert[i]->entity.n, alert[i]->entity.p);
	}
	for (size_t k = 0; k < t->wants; k++)
		if (!t->want[k].seen) {
			wrong(t, shards, "an alert is missing:");
			printf("# %.3f\n",
			    (double)(t->want[k].te - T0) / 1000);
		}
}

static void
check_counts(struct tale *t, unsigned shards, const struct engine *E)
{
	struct engine_counts c;
	struct span rest = t->counts;

	engine_counts(E, &c);
	const struct {
		struct span	name;
		uint64_t	n;
	} rows[] = {
		{ SPAN("too_late="), c.windows.too_late },
		{ SPAN("no_key="), c.windows.no_key },
		{ SPAN("not_number="), c.windows.not_number },
		{ SPAN("evicted="), c.windows.evicted },
		{ SPAN("open="), c.windows.open },
		{ SPAN("duplicates="), c.duplicates },
	};

	while (rest.n > 0) {
		struct span w = word(&rest);
		size_t i = 0;

		while (i < COUNT_OF(rows) && !span_starts(w, rows[i].name))
			i++;
		if (w.n == 0)
			continue;
		if (i == COUNT_OF(rows)) {
			wrong(t, shards, "unknown counter");
		} else if (strtoull(w.p + rows[i].name.n, NULL, 10) !=
		    rows[i].n) {
			wrong(t, shards, "another count:");
			printf("# %.*s%llu\n", (int)rows[i].name.n,
			    rows[i].name.p, (unsigned long long)rows[i].n);
		}
	}
}

/* The rules with what changes put in. */
static void
put_rules(const struct tale *t, struct buf *b)
{
	static const struct span hole = { "${TEXT}", 7 };
	struct span s = t->rules;

	while (s.n > 0) {
		if (span_starts(s, hole)) {
			buf_put(b, t->with);
			s = span_from(s, hole.n);
		} else {
			buf_char(b, s.p[0]);
			s = span_from(s, 1);
		}
	}
}

static void
tell(struct tale *t, unsigned shards)
{
	const struct engine_options how = { .shards = shards };
	const struct engine_ears ears = { .ctx = NULL };
	const struct sigma_note *note;
	struct engine *E = NULL;
	struct buf rules = { 0 };
	struct sigma_text text = { "story.yml", { NULL, 0 } };
	size_t n;

	put_rules(t, &rules);
	text.text = buf_span(&rules);
	T_INT(RC_OK, engine_new(&text, 1, &how, &ears, &E, NULL));
	note = sigma_notes(engine_sigma(E), &n);
	for (size_t i = 0; i < n; i++) {
		if (note[i].kind != SIGMA_REFUSED)
			continue;
		wrong(t, shards, "a rule is refused:");
		printf("# %u:%u: %s\n", note[i].line, note[i].col,
		    note[i].text);
	}
	for (size_t i = 0; i < t->events; i++)
		T_INT(RC_OK, engine_add(E, 0, i + 1,
		    buf_span(&t->event[i])));
	T_INT(RC_OK, engine_flush(E));
	check_alerts(t, shards, E);
	check_counts(t, shards, E);
	engine_free(E);
	buf_release(&rules);
}

/* Findings of correlations, as they come. */
struct findings {
	int64_t	 te[ALERTS_MAX];
	double	 value[ALERTS_MAX];
	size_t	 n;
};

static void
found(void *ctx, const struct plain_finding *f)
{
	struct findings *all = ctx;

	if (!f->rule->correlation || all->n == ALERTS_MAX)
		return;
	all->te[all->n] = f->time;
	all->value[all->n++] = f->value;
}

/* The same as plain input, with another way to fire. */
static void
tell_plain(struct tale *t, unsigned shards)
{
	struct findings all = { .n = 0 };
	const struct plain_options how = { .shards = shards,
	    .fire = span_eq(t->fire, SPAN("reset")) ? PLAIN_reset :
	    PLAIN_every };
	const struct plain_ears ears = { .ctx = &all, .found = found };
	struct buf rules = { 0 };
	struct sigma_text text = { "story.yml", { NULL, 0 } };
	struct plain *P = NULL;

	put_rules(t, &rules);
	text.text = buf_span(&rules);
	T_INT(RC_OK, plain_new(&text, 1, &how, &ears, &P, NULL));
	for (size_t i = 0; i < t->events; i++)
		T_INT(RC_OK, plain_add(P, 0, i + 1,
		    buf_span(&t->event[i])));
	T_INT(RC_OK, plain_flush(P));
	if (all.n != t->wants)
		wrong(t, shards, "more or fewer findings");
	for (size_t i = 0; i < all.n && i < t->wants; i++)
		if (all.te[i] != t->want[i].te || (t->want[i].has_value &&
		    fabs(all.value[i] - t->want[i].value) > 1e-9)) {
			wrong(t, shards, "another finding:");
			printf("# %.3f value=%g\n",
			    (double)(all.te[i] - T0) / 1000, all.value[i]);
		}
	plain_free(P);
	buf_release(&rules);
}

static void
finish(struct tale *t)
{

	if (t->open && t->fire.n > 0)
		for (unsigned shards = 1; shards <= 4; shards *= 2)
			tell_plain(t, shards);
	else if (t->open)
		for (unsigned shards = 1; shards <= 4; shards *= 2)
			tell(t, shards);
	t->stories += t->open;
	t->open = false;
	for (size_t i = 0; i < t->events; i++)
		buf_release(&t->event[i]);
	t->events = t->wants = 0;
	t->counts = (struct span){ NULL, 0 };
}

static bool
starts(struct span *line, const char *verb)
{
	size_t n = strlen(verb);

	if (line->n < n || memcmp(line->p, verb, n) != 0 ||
	    (line->n > n && line->p[n] != ' '))
		return (false);
	*line = span_from(*line, line->n > n ? n + 1 : n);
	return (true);
}

/* Lines up to "end". */
static struct span
block(struct tale *t, struct span *rest)
{
	struct span b = { rest->p, 0 };

	while (rest->n > 0) {
		const char *lf = memchr(rest->p, '\n', rest->n);
		size_t n = (size_t)(lf - rest->p);
		bool last = n == 3 && memcmp(rest->p, "end", 3) == 0;

		*rest = span_from(*rest, n + 1);
		t->line++;
		if (last)
			break;
		b.n += n + 1;
	}
	return (b);
}

static void
take_line(struct tale *t, struct span line, struct span *rest)
{

	if (line.n == 0 || line.p[0] == '#') {
		return;
	} else if (t->open && starts(&line, "at")) {
		add_event(t, line);
		return;
	} else if (t->open && starts(&line, "clock")) {
		add_clock(t, line);
		return;
	} else if (t->open && starts(&line, "alert") &&
	    t->wants < ALERTS_MAX) {
		add_want(t, line);
		return;
	} else if (t->open && starts(&line, "counts")) {
		t->counts = line;
		return;
	}
	finish(t);
	t->begun = t->line;
	if (starts(&line, "rules")) {
		t->rules = block(t, rest);
		t->with = (struct span){ NULL, 0 };
	} else if (starts(&line, "with")) {
		t->with = line;
	} else if (starts(&line, "fire")) {
		t->fire = line;
	} else if (starts(&line, "line")) {
		t->form = line;
	} else if (starts(&line, "story")) {
		copy(t->title, sizeof(t->title), line);
		t->open = true;
	} else {
		wrong(t, 0, "a line of no known form");
	}
}

static size_t
run_file(const char *family, const char *file)
{
	static struct tale t;
	size_t n;
	char *p = conform_row_slurp(family, file, &n);
	struct span rest = { p, n };

	T_TRUE(p != NULL);
	t = (struct tale){ .family = family, .file = file };
	while (rest.n > 0) {
		const char *lf = memchr(rest.p, '\n', rest.n);
		struct span line = { rest.p,
		    lf != NULL ? (size_t)(lf - rest.p) : rest.n };

		t.line++;
		rest = span_from(rest, lf != NULL ? line.n + 1 : line.n);
		take_line(&t, line, &rest);
	}
	finish(&t);
	T_TRUE(t.stories > 0);
	free(p);
	return (t.stories);
}

static bool
ends(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return (n > m && strcmp(name + n - m, end) == 0);
}

static void
test_stories(void)
{
	const char *only = getenv("FAMILY");
	struct dirent **d, **f;
	int n = scandir(conform_row_root(), &d, NULL, alphasort);
	size_t stories = 0;

	for (int i = 0; i < n; i++) {
		char path[1024];
		int m;

		(void)snprintf(path, sizeof(path), "%s/%s",
		    conform_row_root(), d[i]->d_name);
		m = d[i]->d_name[0] == '.' || (only != NULL &&
		    strcmp(only, d[i]->d_name) != 0) ? 0 :
		    scandir(path, &f, NULL, alphasort);
		for (int k = 0; k < m; k++) {
			if (ends(f[k]->d_name, ".stories"))
				stories += run_file(d[i]->d_name,
				    f[k]->d_name);
			free(f[k]);
		}
		if (m > 0)
			free(f);
		free(d[i]);
	}
	if (n >= 0)
		free(d);
	printf("# %zu stories\n", stories);
	T_TRUE(stories > 0);
}

/* Every decision of the engine design has its family, with something in it. */
static void
test_families(void)
{
	static const int numbers[] = { 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13,
	    14, 15, 16, 17, 18, 30, 31, 32, 33, 34 };
	static const char *const sections[] = { "s2-", "s3-", "s4-", "s61-",
	    "s65-" };
	struct dirent **d;
	int n = scandir(conform_row_root(), &d, NULL, alphasort);
	char want[8];

	for (size_t i = 0; i < COUNT_OF(numbers) + COUNT_OF(sections); i++) {
		bool found = false;

		if (i < COUNT_OF(numbers))
			(void)snprintf(want, sizeof(want), "e%02d-",
			    numbers[i]);
		else
			(void)snprintf(want, sizeof(want), "%s",
			    sections[i - COUNT_OF(numbers)]);
		for (int k = 0; k < n; k++)
			found |= strncmp(d[k]->d_name, want,
			    strlen(want)) == 0;
		if (!found)
			printf("# no family %s\n", want);
		T_TRUE(found);
	}
	for (int k = 0; k < n; k++)
		free(d[k]);
	if (n >= 0)
		free(d);
}

static const struct t_case cases[] = {
	{ "every story has the alerts it should", test_stories },
	{ "every decision has its family", test_families },
};

T_MAIN(cases)
