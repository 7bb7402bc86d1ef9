/* SPDX-License-Identifier: Apache-2.0 */
/* One event, laid open for an analyst. */
#include "base/wrap.h"
#include "cli/explain.h"
#include "cli/explain_benign.h"
#include "model/view.h"

#define UNDER		7		/* Columns before a rule's clauses. */
#define IN		6		/* Columns before a row's inputs. */
#define HELP		48		/* Columns before a fact's help. */
#define NAME_COLUMNS	30		/* Left side of a table. */

/* "  name  value unit   help", the help only where there is room. */
static void
put_row(struct buf *b, const char *name, const struct value *v,
    const char *unit, const char *help, unsigned width)
{
	size_t start = b->n, used, gap;

	buf_fmt(b, "  %-*s ", NAME_COLUMNS, name);
	value_put(b, v);
	if (unit[0] != '\0')
		buf_fmt(b, " %s", unit);
	used = b->n - start;
	gap = used + 2 < HELP ? HELP - used : 2;
	if (help != NULL && used + gap + strlen(help) <= width)
		buf_fmt(b, "%*s%s", (int)gap, "", help);
	buf_char(b, '\n');
}

static void
tell_note(void *ctx, enum evline_note note, struct span path)
{
	static const char *const help[] = {
#define X(sym, name, text)	text,
		EVLINE_NOTES(X)
#undef X
	};
	struct buf *b = ctx;

	buf_fmt(b, "  %-*.*s %s\n", NAME_COLUMNS, (int)path.n, path.p,
	    help[note]);
}

static rc
put_fields(struct buf *b, const struct event *seen, unsigned width)
{
	uint32_t notes[EVLINE_NOTE_COUNT] = { 0 };
	struct buf told = { 0 };
	const struct event *ev;
	struct view *v;
	rc r;

	if ((r = view_new(&v)) != RC_OK)
		return (r);
	view_tell(v, tell_note, &told);
	if ((r = view_line(v, seen->line, notes, NULL, &ev)) == RC_OK) {
		buf_text(b, "Fields\n");
		for (unsigned i = 1; i < FIELD_TOTAL; i++) {
			const struct field *f = field_row((enum field_id)i);
			/* One that follows from the line's number, too. */
			const struct value id = { .p = seen->id.p,
			    .n = (uint32_t)seen->id.n, .type = VALUE_TEXT };
			const struct value *value = i == FIELD_ID ? &id :
			    event_get(ev, (enum field_id)i);

			if (value->type != VALUE_ABSENT &&
			    value->type != VALUE_MAP)
				put_row(b, f->name, value, f->unit, NULL,
				    width);
		}
		if (told.n > 0) {
			buf_text(b, "\nNoted\n");
			buf_put(b, buf_span(&told));
		}
	}
	view_free(v);
	b->failed |= told.failed;
	buf_release(&told);
	return (r);
}

/* Words below a row, wrapped. */
static void
put_indented(struct buf *b, struct span text, unsigned width)
{

	buf_fmt(b, "%*s", IN, "");
	(void)wrap_words(b, text, IN, IN, width);
	buf_char(b, '\n');
}

/* The fields of this event that the fact's track looked at. */
static void
put_inputs(struct buf *b, const struct event *ev, const struct fact *f)
{
	const uint16_t *reads = fact_tracks[f->track].fields;
	const char *before = "from ";

	for (; *reads != FIELD_NONE; reads++) {
		const struct value *v = event_get(ev, (enum field_id)*reads);

		if (v->type == VALUE_ABSENT)
			continue;
		buf_fmt(b, "%s%s ", before, field_row(*reads)->name);
		value_put(b, v);
		before = ", ";
	}
}

/* Facts, what they were made of, and the rows that their track asked for. */
static void
put_facts(struct buf *b, const struct engine_seen *seen,
    const struct explain_refs *refs, unsigned width)
{
	bool told[TRACK_COUNT] = { false };
	const struct value *slot = seen->work->ev.slot;
	struct buf inputs = { 0 };

	buf_text(b, "\nFacts\n");
	for (unsigned i = 0; i < FACT_COUNT; i++) {
		const struct fact *f = fact_row((enum fact_id)i);
		const struct value *v = &slot[seen->names->fact[i]];

		if (seen->names->fact[i] == PLAN_TRASH ||
		    v->type == VALUE_ABSENT)
			continue;
		put_row(b, f->name, v, f->unit, f->help, width);
		buf_clear(&inputs);
		put_inputs(&inputs, &seen->work->ev, f);
		if (inputs.n > 0)
			put_indented(b, buf_span(&inputs), width);
		if (!told[f->track])
			explain_refs_put(refs, &fact_tracks[f->track],
			    seen->work->ev.pos, width, b);
		told[f->track] = true;
	}
	b->failed |= inputs.failed;
	buf_release(&inputs);
}

static bool
was_hit(const struct work *w, unsigned rule)
{

	for (size_t i = 0; i < w->hits; i++)
		if (w->hit[i] == rule)
			return (true);
	return (false);
}

static bool
looks_at(const struct sigma_rule *r, const struct event *ev)
{

	if (r->correlation)
		return (false);
	return (r->category == NULL || (ev->category != CATEGORY_NONE &&
	    strcmp(r->category, field_category(ev->category)->name) == 0));
}

/* One clause, wrapped with what follows four columns further in. */
static void
put_clause(struct buf *b, struct span text, size_t indent, unsigned width)
{

	buf_fmt(b, "%*s", (int)indent, "");
	(void)wrap_words(b, text, indent, indent + 4, width);
	buf_char(b, '\n');
}

void
explain_why(struct buf *b, struct span why, bool all, unsigned indent,
    unsigned width)
{

	while (why.n > 0) {
		const char *lf = memchr(why.p, '\n', why.n);
		size_t n = lf != NULL ? (size_t)(lf - why.p) : why.n;
		bool miss = memmem(why.p, n, "): miss", 7) != NULL;
		size_t deep = 0;

		while (deep < n && why.p[deep] == ' ')
			deep++;
		if (all || miss)
			put_clause(b, (struct span){ why.p + deep, n - deep },
			    indent + (all ? deep : 0), width);
		if (!all && miss)
			return;
		why = span_from(why, lf != NULL ? n + 1 : n);
	}
}

/* An event is what it is, if nothing else would do. */
static void
put_benign(struct buf *b, const struct event *ev, struct span why,
    unsigned width)
{
	struct buf text = { 0 };

	explain_benign(ev, why, width, &text);
	if (text.n > 0)
		buf_text(b, "     silent if\n");
	buf_put(b, buf_span(&text));
	b->failed |= text.failed;
	buf_release(&text);
}

/* Hits that may alert come first, then those that feed other rules. */
enum rank { ALERTS, FEEDS, MISSES, RANKS };

static enum rank
rank(const struct sigma_rule *r, bool hit)
{

	return (!hit ? MISSES : r->silent ? FEEDS : ALERTS);
}

static void
put_rules(struct buf *b, const struct engine_seen *seen,
    const struct sigma *s, bool all, unsigned width)
{
	const struct work *w = seen->work;
	struct sigma_row row = { .slot = w->ev.slot,
	    .category = w->ev.category, .line = w->ev.line };
	const struct sigma_rule *rules;
	struct buf why = { 0 };
	size_t n;

	rules = sigma_rules(s, &n);
	buf_text(b, "\nRules\n");
	for (enum rank k = ALERTS; k < RANKS; k++) {
		bool hit = k != MISSES;

		for (unsigned i = 0; i < n; i++) {
			if (!looks_at(&rules[i], &w->ev) ||
			    rank(&rules[i], was_hit(w, i)) != k)
				continue;
			buf_fmt(b, "  %s %s%s\n", hit ? "HIT " : "miss",
			    rules[i].title, k == FEEDS ?
			    " (feeds other rules, no alert by itself)" : "");
			buf_clear(&why);
			sigma_why(s, i, &row, &why);
			explain_why(b, buf_span(&why), hit || all, UNDER,
			    width);
			if (hit)
				put_benign(b, &w->ev, buf_span(&why), width);
		}
	}
	b->failed |= why.failed;
	buf_release(&why);
}

rc
explain_event(const struct engine_seen *seen, const struct sigma *s,
    const struct explain_refs *refs, bool all, unsigned width, struct buf *b)
{
	rc r;

	if ((r = put_fields(b, &seen->work->ev, width)) != RC_OK)
		return (r);
	put_facts(b, seen, refs, width);
	put_rules(b, seen, s, all, width);
	return (b->failed || explain_refs_failed(refs) ? RC_NOMEM : RC_OK);
}
