/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Conformance as tables: test/conform/sigma/FAMILY/NAME.cases.  A row is a
 * rule, its verdict on each event above it, and every note of the loader.
 *
 *	# Comment.
 *	names plain | hand | json | fleet	any name, the row made by hand
 *				and by the plain reader | by one of them, and
 *				the reader may reject it | the dictionary
 *	template NAME		lines up to "end"; the row's body stands for
 *	...			the line that holds "@", at its indentation
 *	end
 *	use NAME		the template of the rows that follow
 *	file NAME		the name of the text in notes
 *	placeholders		lines up to "end": a placeholder file
 *	pipeline		lines up to "end": a pipeline; "none" ends both
 *	forget			no events from here on
 *	event JSON		a column
 *	event @P/C/S JSON	... that states product, category, service
 *	row TF | BODY		hit on the first column, miss on the second
 *	row TF TITLE		the body follows, each line behind a tab
 *	row R | BODY		refused;  row L | BODY  loads; row A | BODY
 *				loads and alerts, row S | BODY  is silent alone
 *	> 7:5: refused: TEXT	a note of the row above; there are no others
 *	<2 CLAUSE		a line that sigma_why() says of the second event
 *
 * The rule is called r.  A template named "text" is the body itself.
 * In a body %{12:ab} is twelve times "ab".
 */
#include <dirent.h>

#include "base/buf.h"
#include "engine/engine.h"
#include "engine/plain.h"

#include "conform_row.h"
#include "t.h"

#define EVENTS_MAX	32
#define TEMPLATES_MAX	16
#define NOTES_MAX	16
#define RULES_MAX	32

/** A file being read. */
struct cases {
	const char	*file;
	int		 line;
	bool		 fleet, json, hand;
	struct span	 template[TEMPLATES_MAX], template_name[TEMPLATES_MAX];
	size_t		 templates, use;
	struct span	 event[EVENTS_MAX];
	struct sigma_logsource from[EVENTS_MAX];	/* Of an event. */
	size_t		 events;
	const char	*name;		/* Of the text. */
	char		 name_text[64];
	struct sigma_text placeholder, pipeline;
	size_t		 placeholders, pipelines;

	/* The row at hand. */
	bool		 row;
	int		 row_line;
	struct span	 verdict;
	struct buf	 body, text;
	struct span	 note[NOTES_MAX];
	size_t		 notes;
	struct span	 clause[NOTES_MAX];	/* "2 CLAUSE" */
	size_t		 clauses;
	size_t		 rows;
};

static struct conform_row here;

static void
wrong(struct cases *c, const char *what)
{

	printf("# %s:%d: %s\n", c->file, c->row_line, what);
	t_note(false, __FILE__, __LINE__, what);
}

/* %{COUNT:TEXT} in the body is that TEXT so many times. */
static void
repeat(struct cases *c)
{
	struct span b = buf_span(&c->body);
	struct buf out = { 0 };
	const char *at, *end;

	while ((at = memmem(b.p, b.n, "%{", 2)) != NULL) {
		size_t before = (size_t)(at - b.p);
		char *text;
		unsigned long n = strtoul(at + 2, &text, 10);

		end = memchr(at, '}', b.n - before);
		if (end == NULL || *text != ':')
			break;
		buf_put(&out, (struct span){ b.p, before });
		while (n-- > 0)
			buf_put(&out, (struct span){ text + 1,
			    (size_t)(end - text) - 1 });
		b = span_from(b, (size_t)(end - b.p) + 1);
	}
	buf_put(&out, b);
	buf_release(&c->body);
	c->body = out;
}

/* The body, or the template with the body in it. */
static void
put_text(struct cases *c)
{
	struct span t = c->template[c->use];

	repeat(c);
	buf_clear(&c->text);
	if (c->templates == 0 || t.n == 0) {
		buf_put(&c->text, buf_span(&c->body));
		return;
	}
	while (t.n > 0) {
		const char *lf = memchr(t.p, '\n', t.n);
		size_t n = (size_t)(lf - t.p) + 1, deep = 0;
		struct span b = buf_span(&c->body);

		while (deep < n && t.p[deep] == ' ')
			deep++;
		if (t.p[deep] != '@') {
			buf_put(&c->text, (struct span){ t.p, n });
			b.n = 0;
		}
		while (b.n > 0) {
			size_t k = (size_t)((char *)memchr(b.p, '\n', b.n) -
			    b.p) + 1;

			buf_put(&c->text, (struct span){ t.p, deep });
			buf_put(&c->text, (struct span){ b.p, k });
			b = span_from(b, k);
		}
		t = span_from(t, n);
	}
}

static bool
asks_note(const struct cases *c)
{
	bool asks = false;

	for (size_t i = 0; i < c->notes; i++)
		asks |= memmem(c->note[i].p, c->note[i].n, ": note: ", 8) !=
		    NULL;
	return (asks);
}

static void
check_notes(struct cases *c, const struct sigma *s)
{
	static const char *const kinds[] = { "warning", "refused",
	    "portable", "note" };
	const struct sigma_note *note;
	struct buf b = { 0 };
	size_t n, at = 0;
	bool same = true;

	note = sigma_notes(s, &n);
	for (size_t i = 0; i < n; i++) {
		/* Rows that ask for no note of limits have been given one. */
		if (note[i].kind == SIGMA_NOTE && !asks_note(c))
			continue;
		buf_clear(&b);
		buf_fmt(&b, "%u:%u: %s: %s", note[i].line, note[i].col,
		    kinds[note[i].kind], note[i].text);
		same = same && at < c->notes &&
		    span_eq(buf_span(&b), c->note[at]);
		at++;
	}
	same = same && at == c->notes;
	if (!same) {
		wrong(c, "other notes than expected; these came:");
		for (size_t i = 0; i < n; i++)
			printf("# > %u:%u: %s: %s\n", note[i].line,
			    note[i].col, kinds[note[i].kind], note[i].text);
	}
	T_TRUE(same);
	buf_release(&b);
}

/* The number of the rule r, or -1. */
static int
rule_r(const struct sigma *s)
{
	size_t n;
	const struct sigma_rule *r = sigma_rules(s, &n);

	for (size_t i = 0; i < n; i++)
		if (r[i].name != NULL && strcmp(r[i].name, "r") == 0)
			return ((int)i);
	return (-1);
}

static void
check_hit(struct cases *c, size_t at, bool hit, const char *path)
{
	char what[128];

	if (at < c->verdict.n && hit == (c->verdict.p[at] == 'T'))
		return;
	(void)snprintf(what, sizeof(what), "%s on event %zu, by %s",
	    hit ? "hit" : "miss", at + 1, path);
	wrong(c, what);
	printf("# %.*s\n", (int)c->event[at].n, c->event[at].p);
}

/* Does a line of ${why}, its indentation left out, read ${clause}? */
static bool
says(struct span why, struct span clause)
{

	while (why.n > 0) {
		const char *lf = memchr(why.p, '\n', why.n);
		struct span line = { why.p, (size_t)(lf - why.p) };

		why = span_from(why, line.n + 1);
		while (line.n > 0 && line.p[0] == ' ')
			line = span_from(line, 1);
		if (span_eq(line, clause))
			return (true);
	}
	return (false);
}

/* What the tree says of event ${at}. */
static void
check_why(struct cases *c, const struct sigma *s, unsigned rule,
    const struct sigma_row *row, size_t at)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < c->clauses; i++) {
		struct span clause = c->clause[i];

		if (strtoul(clause.p, NULL, 10) != at + 1)
			continue;
		clause = span_from(clause, strcspn(clause.p, " ") + 1);
		buf_clear(&b);
		sigma_why(s, rule, row, &b);
		if (says(buf_span(&b), clause))
			continue;
		wrong(c, "the tree says otherwise:");
		printf("# not %.*s\n%s", (int)clause.n, clause.p, buf_str(&b));
	}
	buf_release(&b);
}

/* Compiled path and tree, on any JSON. */
static void
judge_plain(struct cases *c, const struct sigma *s, int rule)
{
	struct sigma_scratch *x = sigma_scratch_new(s);
	unsigned hits[RULES_MAX];
	size_t n;

	for (size_t i = 0; i < c->events; i++) {
		struct sigma_row row = { .slot = here.slot, .category = -1,
		    .line = c->event[i], .logsource = &c->from[i] };
		struct arena a = { 0 };
		json_t *j = json_loadb(c->event[i].p, c->event[i].n,
		    JSON_ALLOW_NUL, NULL);
		bool hit = false;

		if (j == NULL) {
			wrong(c, "an event is no JSON");
			break;
		}
		conform_row_fill(&here, &a, j);
		for (int way = SIGMA_WAY_TURNS; way <= SIGMA_WAY_SCAN; way++) {
			hit = false;
			sigma_scratch_way(x, (enum sigma_way)way);
			T_INT(RC_OK, sigma_match(s, x, &row, hits, &n));
			for (size_t k = 0; k < n; k++)
				hit |= hits[k] == (unsigned)rule;
			check_hit(c, i, hit, way == SIGMA_WAY_SCAN ?
			    "the scan" : "the turns");
		}
		check_hit(c, i, sigma_why_hits(s, x, (unsigned)rule, &row),
		    "the tree");
		check_why(c, s, (unsigned)rule, &row, i);
		json_decref(j);
		arena_release(&a);
	}
	sigma_scratch_free(x);
}

/* The same with rows as the plain engine reads them. */
static void
judge_json(struct cases *c, const struct sigma_text *text,
    const struct sigma_setup *setup)
{
	const struct plain_options how = { .shards = 1, .setup = setup };
	const struct plain_ears ears = { .ctx = NULL };
	struct sigma_scratch *x;
	const struct sigma *s;
	struct plain *P = NULL;
	unsigned hits[RULES_MAX];
	size_t n;
	int rule;

	T_INT(RC_OK, plain_new(text, 1, &how, &ears, &P, NULL));
	s = plain_sigma(P);
	rule = rule_r(s);
	T_TRUE(rule >= 0);
	x = sigma_scratch_new(s);
	for (size_t i = 0; i < c->events; i++) {
		struct sigma_row row = { .slot = NULL };
		rc r = plain_row(P, c->event[i], &row, NULL);
		bool hit = false;

		/* A rejected line (E-13) is a miss. */
		T_TRUE(r == RC_OK || c->json);
		if (r == RC_OK) {
			row.logsource = &c->from[i];
			T_INT(RC_OK, sigma_match(s, x, &row, hits, &n));
			for (size_t k = 0; k < n; k++)
				hit |= hits[k] == (unsigned)rule;
		}
		check_hit(c, i, hit, "the plain engine's reader");
	}
	sigma_scratch_free(x);
	plain_free(P);
}

/* What the engine found, by line number. */
struct found {
	int	rule;
	bool	hit[EVENTS_MAX + 1];
	bool	seen[EVENTS_MAX + 1];
};

static void
judged(void *ctx, const struct engine_seen *seen)
{
	struct found *f = ctx;
	const struct work *w = seen->work;

	if (w->ev.generated)
		return;
	f->seen[w->ev.number] = true;
	for (size_t i = 0; i < w->hits; i++)
		f->hit[w->ev.number] |= w->hit[i] == (unsigned)f->rule;
}

/* A rejected line (E-13) is no event: it counts as a miss. */
static void
judge_fleet(struct cases *c, struct engine *E, struct found *f)
{

	for (size_t i = 0; i < c->events; i++)
		T_INT(RC_OK, engine_add(E, 0, i + 1, c->event[i]));
	T_INT(RC_OK, engine_flush(E));
	for (size_t i = 0; i < c->events; i++)
		check_hit(c, i, f->hit[i + 1], "the engine");
}

/* Is the question whether the rule alerts by itself? */
static bool
alone(const struct cases *c)
{

	return (span_eq(c->verdict, SPAN("S")) ||
	    span_eq(c->verdict, SPAN("A")));
}

static bool
silent(const struct sigma *s, int rule)
{
	size_t n;

	return (sigma_rules(s, &n)[rule].silent);
}

/* Judge the row at hand, if there is one. */
static void
finish(struct cases *c)
{
	const struct sigma_names any = { .ctx = &here,
	    .field = conform_row_field, .category = conform_row_category,
	    .plain = true };
	const struct sigma_setup setup = { .names = &any,
	    .pipeline = &c->pipeline, .pipelines = c->pipelines,
	    .placeholder = &c->placeholder,
	    .placeholders = c->placeholders };
	struct found found = { .rule = -1 };
	const struct engine_options how = { .shards = 1 };
	const struct engine_ears ears = { .ctx = &found, .judged = judged };
	struct sigma_text text;
	struct engine *E = NULL;
	struct sigma *own = NULL;
	const struct sigma *s;
	bool refused, eval;

	if (!c->row)
		return;
	c->row = false;
	c->rows++;
	put_text(c);
	text = (struct sigma_text){ c->name, buf_span(&c->text) };
	here.n = 0;
	if (c->fleet)
		T_INT(RC_OK, engine_new(&text, 1, &how, &ears, &E, NULL));
	else
		T_INT(RC_OK, sigma_new(&text, 1, &setup, &own, NULL));
	s = c->fleet ? engine_sigma(E) : own;
	check_notes(c, s);
	found.rule = rule_r(s);
	refused = span_eq(c->verdict, SPAN("R"));
	eval = !refused && !span_eq(c->verdict, SPAN("L")) && !alone(c);
	if ((found.rule < 0) != refused)
		wrong(c, refused ? "loads" : "does not load");
	else if (alone(c) && silent(s, found.rule) !=
	    span_eq(c->verdict, SPAN("S")))
		wrong(c, "E-34: silent alone, or not");
	else if (eval && c->verdict.n != c->events)
		wrong(c, "more or fewer verdicts than events");
	else if (eval && c->fleet)
		judge_fleet(c, E, &found);
	else if (eval && !c->json)
		judge_plain(c, s, found.rule);
	if (eval && !c->fleet && !c->hand && found.rule >= 0 &&
	    c->verdict.n == c->events)
		judge_json(c, &text, &setup);
	engine_free(E);
	sigma_free(own);
}

/* The word behind the first of ${line}; the rest is left. */
static bool
starts(struct span *line, const char *word)
{
	size_t n = strlen(word);

	if (line->n < n || memcmp(line->p, word, n) != 0 ||
	    (line->n > n && line->p[n] != ' '))
		return (false);
	*line = span_from(*line, line->n > n ? n + 1 : n);
	return (true);
}

static void
start_row(struct cases *c, struct span rest)
{
	const char *gap = memchr(rest.p, ' ', rest.n);

	c->row = true;
	c->row_line = c->line;
	c->notes = c->clauses = 0;
	buf_clear(&c->body);
	c->verdict = rest;
	if (gap == NULL)
		return;
	c->verdict.n = (size_t)(gap - rest.p);
	rest = span_from(rest, c->verdict.n + 1);
	if (rest.n > 2 && rest.p[0] == '|') {
		buf_put(&c->body, span_from(rest, 2));
		buf_char(&c->body, '\n');
	}
}

/* Lines up to "end". */
static struct span
block(struct cases *c, struct span *rest)
{
	struct span b = { rest->p, 0 };

	while (rest->n > 0) {
		const char *lf = memchr(rest->p, '\n', rest->n);
		size_t n = lf != NULL ? (size_t)(lf - rest->p) : rest->n;
		bool last = n == 3 && memcmp(rest->p, "end", 3) == 0;

		*rest = span_from(*rest, lf != NULL ? n + 1 : n);
		c->line++;
		if (last)
			break;
		b.n += n + 1;
	}
	return (b);
}

static void
use(struct cases *c, struct span name)
{

	for (size_t i = 0; i < c->templates; i++)
		if (span_eq(name, c->template_name[i])) {
			c->use = i;
			return;
		}
	c->row_line = c->line;
	wrong(c, "no such template");
}

/* Up to ${end}, which goes, too. */
static struct span
until(struct span *s, char end)
{
	const char *p = memchr(s->p, end, s->n);
	struct span w = { s->p, p != NULL ? (size_t)(p - s->p) : s->n };

	*s = span_from(*s, p != NULL ? w.n + 1 : w.n);
	return (w);
}

static void
add_event(struct cases *c, struct span line)
{
	struct sigma_logsource from = { .product = { NULL, 0 } };
	struct span word;

	if (line.n > 0 && line.p[0] == '@') {
		line = span_from(line, 1);
		word = until(&line, ' ');
		from.product = until(&word, '/');
		from.category = until(&word, '/');
		from.service = word;
	}
	c->from[c->events] = from;
	c->event[c->events++] = line;
}

static void
take_line(struct cases *c, struct span line, struct span *rest)
{

	if (line.n > 0 && line.p[0] == '\t') {
		buf_put(&c->body, span_from(line, 1));
		buf_char(&c->body, '\n');
		return;
	}
	if (starts(&line, ">")) {
		if (c->notes < NOTES_MAX)
			c->note[c->notes++] = line;
		return;
	}
	if (line.n > 1 && line.p[0] == '<') {
		if (c->clauses < NOTES_MAX)
			c->clause[c->clauses++] = span_from(line, 1);
		return;
	}
	finish(c);
	if (line.n == 0 || line.p[0] == '#')
		return;
	if (starts(&line, "row")) {
		start_row(c, line);
	} else if (starts(&line, "event") && c->events < EVENTS_MAX) {
		add_event(c, line);
	} else if (starts(&line, "forget")) {
		c->events = 0;
	} else if (starts(&line, "names")) {
		c->fleet = span_eq(line, SPAN("fleet"));
		c->json = span_eq(line, SPAN("json"));
		c->hand = span_eq(line, SPAN("hand"));
	} else if (starts(&line, "file")) {
		(void)snprintf(c->name_text, sizeof(c->name_text), "%.*s",
		    (int)line.n, line.p);
		c->name = c->name_text;
	} else if (starts(&line, "template") &&
	    c->templates < TEMPLATES_MAX) {
		c->template_name[c->templates] = line;
		c->template[c->templates] = block(c, rest);
		c->use = c->templates++;
	} else if (starts(&line, "placeholders")) {
		c->placeholder = (struct sigma_text){ "p.yml",
		    block(c, rest) };
		c->placeholders = 1;
	} else if (starts(&line, "pipeline")) {
		c->pipeline = (struct sigma_text){ "pipe.yml",
		    block(c, rest) };
		c->pipelines = 1;
	} else if (starts(&line, "none")) {
		c->placeholders = c->pipelines = 0;
	} else if (starts(&line, "use")) {
		use(c, line);
	} else {
		c->row_line = c->line;
		wrong(c, "a line of no known form");
	}
}

static size_t
run_file(const char *family, const char *file)
{
	struct cases c = { .file = file, .name = "t.yml" };
	size_t n;
	char *p = conform_row_slurp(family, file, &n);
	struct span rest = { p, n };

	T_TRUE(p != NULL);
	while (rest.n > 0) {
		const char *lf = memchr(rest.p, '\n', rest.n);
		struct span line = { rest.p,
		    lf != NULL ? (size_t)(lf - rest.p) : rest.n };

		c.line++;
		rest = span_from(rest, lf != NULL ? line.n + 1 : line.n);
		take_line(&c, line, &rest);
	}
	finish(&c);
	T_TRUE(c.rows > 0);
	buf_release(&c.body);
	buf_release(&c.text);
	free(p);
	return (c.rows);
}

static bool
is_cases(const char *name)
{
	const char *dot = strrchr(name, '.');

	return (dot != NULL && strcmp(dot, ".cases") == 0);
}

static void
test_tables(void)
{
	struct dirent **d, **f;
	int n = scandir(conform_row_root(), &d, NULL, alphasort);
	const char *only = getenv("FAMILY");
	size_t rows = 0;

	for (int i = 0; i < n; i++) {
		char path[1024];
		int m;

		(void)snprintf(path, sizeof(path), "%s/%s",
		    conform_row_root(), d[i]->d_name);
		m = d[i]->d_name[0] == '.' || (only != NULL &&
		    strcmp(only, d[i]->d_name) != 0) ? 0 :
		    scandir(path, &f, NULL, alphasort);
		for (int k = 0; k < m; k++) {
			if (is_cases(f[k]->d_name))
				rows += run_file(d[i]->d_name, f[k]->d_name);
			free(f[k]);
		}
		if (m > 0)
			free(f);
		free(d[i]);
	}
	if (n >= 0)
		free(d);
	printf("# %zu rows\n", rows);
	T_TRUE(rows > 0);
}

static const struct t_case cases[] = {
	{ "every row of every table", test_tables },
};

T_MAIN(cases)
