/* SPDX-License-Identifier: Apache-2.0 */
/* What a run did, in a few lines for a person. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/ts.h"
#include "cli/summary.h"

#define NUMBER		32		/* Bytes of a number's text. */
#define LIST_AT		32		/* Where a list of tables begins, */
#define LIST_WRAP	64		/* and from where it goes on below. */
#define LATE_SHARE	0.5		/* From here on, --sort is advised. */

const char *
summary_number(uint64_t n, char *out)
{
	char digits[NUMBER];
	int len = snprintf(digits, sizeof(digits), "%llu",
	    (unsigned long long)n);
	char *p = out;

	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			*p++ = ',';
		*p++ = digits[i];
	}
	*p = '\0';
	return (out);
}

static void
label(FILE *f, const struct summary *s, const char *text)
{

	fprintf(f, s->colour ? "\033[1m%-10s\033[0m" : "%-10s", text);
}

static void
print_events(FILE *f, const struct summary *s)
{
	const struct engine_counts *c = s->counts;
	char a[NUMBER], b[NUMBER];

	label(f, s, "events");
	fputs(summary_number(c->events, a), f);
	if (s->files > 0)
		fprintf(f, " from %u file%s", s->files,
		    s->files == 1 ? "" : "s");
	if (c->generated > 0)
		fprintf(f, ", %s generated", summary_number(c->generated, a));
	if (c->duplicates > 0)
		fprintf(f, ", %s duplicates dropped",
		    summary_number(c->duplicates, a));
	if (c->late > 0)
		fprintf(f, ", %s late", summary_number(c->late, b));
	if (s->seconds > 0)
		fprintf(f, "; %s/s", summary_number(
		    (uint64_t)((double)c->lines / s->seconds), a));
	fputc('\n', f);
}

static void
print_vehicles(FILE *f, const struct summary *s)
{
	const struct engine_counts *c = s->counts;
	char from[TS_TEXT], to[TS_TEXT], a[NUMBER];

	label(f, s, "vehicles");
	fprintf(f, "%s, %.1f vehicle-hours", summary_number(c->vehicles, a),
	    (double)c->vehicle_ms / 3600000);
	if (c->first != EVENT_NO_TIME) {
		ts_text(c->first, from);
		ts_text(c->last, to);
		/* Seconds are fine enough here. */
		fprintf(f, ", %.19sZ to %.19sZ", from, to);
	}
	if (c->forgotten > 0)
		fprintf(f, "; %s forgotten for want of room (--max-vehicles)",
		    summary_number(c->forgotten, a));
	fputc('\n', f);
}

static void
print_rows(FILE *f, const struct tally *t)
{
	char a[NUMBER];

	for (unsigned i = 0; i < t->n; i++)
		fprintf(f, "%8s  %s\n", summary_number(t->row[i].count, a),
		    t->row[i].text);
}

static void
print_tally(FILE *f, const struct summary *s, const char *name,
    const char *one, const char *what, const struct tally *t)
{
	char a[NUMBER];

	if (t == NULL || t->total == 0)
		return;
	label(f, s, name);
	fprintf(f, "%s %s%s%s\n", summary_number(t->total, a), one,
	    t->total == 1 ? "" : "s", what);
	print_rows(f, t);
}

static void
print_notes(FILE *f, const struct summary *s)
{
	static const struct {
		const char	*name, *help;
	} notes[] = {
#define X(sym, name, help)	{ name, help },
		EVLINE_NOTES(X)
#undef X
	};
	bool any = false;
	char a[NUMBER];

	for (int i = 0; i < EVLINE_NOTE_COUNT; i++) {
		if (s->counts->notes[i] == 0)
			continue;
		if (!any)
			label(f, s, "noted");
		else
			fprintf(f, "%10s", "");
		any = true;
		fprintf(f, "%8s  %s: %s\n", summary_number(
		    s->counts->notes[i], a), notes[i].name, notes[i].help);
	}
}

/* Tables with rows, or joined ones without; separated by commas. */
static void
print_tables(FILE *f, const struct summary *s, bool filled)
{
	const char *before = "";
	char a[NUMBER];
	int column = LIST_AT;

	for (unsigned t = 0; t < TABLE_COUNT; t++) {
		size_t rows = s->counts->rows[t];

		if ((rows > 0) != filled || (rows == 0 && !s->joined[t]))
			continue;
		if (column > LIST_WRAP) {
			fputs(",\n", f);
			before = "          ";
			column = 0;
		}
		column += fprintf(f, "%s%s", before, tables_row((enum
		    table_id)t)->name);
		if (filled)
			column += fprintf(f, " %s", summary_number(rows, a));
		before = ", ";
	}
}

/* What the registers hold, and which of them rules ask for in vain. */
static void
print_reference(FILE *f, const struct summary *s)
{
	uint64_t rows = 0, missing = 0;
	char a[NUMBER];

	for (unsigned t = 0; t < TABLE_COUNT; t++) {
		rows += s->counts->rows[t];
		missing += s->counts->rows[t] == 0 && s->joined[t];
	}
	if (rows > 0) {
		label(f, s, "reference");
		fprintf(f, "%s row%s: ", summary_number(rows, a),
		    rows == 1 ? "" : "s");
		print_tables(f, s, true);
		if (s->counts->rows_forgotten > 0)
			fprintf(f, "; %s forgotten for want of room",
			    summary_number(s->counts->rows_forgotten, a));
		if (s->counts->terms_lost > 0)
			fprintf(f, "; %s ends not watched for want of room",
			    summary_number(s->counts->terms_lost, a));
		fputc('\n', f);
	}
	if (missing == 0)
		return;
	label(f, s, "missing");
	fputs("tables without a row: ", f);
	print_tables(f, s, false);
	fprintf(f, "\n%10sRules that join them stay silent; see --ref.\n",
	    "");
}

/* Changes of reference state that could not be entered. */
static void
print_unentered(FILE *f, const struct summary *s)
{
	const struct refer_counts *c = &s->counts->refer;
	const struct {
		uint64_t	 n;
		const char	*what;
	} rows[] = {
		{ c->bad_table, "ref.row lines of no known table" },
		{ c->bad_column, "columns of ref.row unknown or of wrong "
		    "type" },
		{ c->no_key, "changes of reference state without a key" },
	};
	char a[NUMBER];

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		if (rows[i].n == 0)
			continue;
		label(f, s, "reference");
		fprintf(f, "%s %s\n", summary_number(rows[i].n, a),
		    rows[i].what);
	}
}

static void
add_source(void *ctx, struct span tenant, struct span source, uint64_t n)
{
	char name[TALLY_TEXT];

	(void)snprintf(name, sizeof(name), "%.*s of %.*s", (int)source.n,
	    source.p, (int)tenant.n, tenant.p);
	tally_count(ctx, name, n);
}

void
summary_too_late(const struct engine *E, struct tally *t)
{

	engine_too_late(E, add_source, t);
}

static void
print_windows(FILE *f, const struct summary *s)
{
	const struct sigma_counts *w = &s->counts->windows;
	const struct {
		uint64_t	 n;
		const char	*what;
	} rows[] = {
		{ w->too_late, "matches too late for their window" },
		{ w->no_key, "matches without a group-by value" },
		{ w->evicted, "groups forgotten for want of room" },
		{ w->open, "points undecided at the end of input" },
	};
	char a[NUMBER];

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		if (rows[i].n == 0)
			continue;
		label(f, s, "windows");
		fprintf(f, "%s %s\n", summary_number(rows[i].n, a),
		    rows[i].what);
		if (i == 0 && s->too_late != NULL)
			print_rows(f, s->too_late);
	}
}

static int
by_rule(const void *a, const void *b)
{
	const struct alert *const *x = a, *const *y = b;
	char sx[8], sy[8];
	int d;

	alert_scenario((*x)->rule, sx);
	alert_scenario((*y)->rule, sy);
	d = strcmp(sx, sy);
	return (d != 0 ? d : strcmp((*x)->rule->id, (*y)->rule->id));
}

static void
print_alerts(FILE *f, const struct summary *s)
{
	const struct alert **by;
	char a[NUMBER], scenario[8];
	size_t n = s->alerts_n;

	label(f, s, "alerts");
	fputs(n > 0 ? summary_number(n, a) : "none", f);
	if (s->incidents > 0)
		fprintf(f, " in %s incident%s", summary_number(s->incidents,
		    a), s->incidents == 1 ? "" : "s");
	fputc('\n', f);
	if (n == 0 || (by = mem_array(n, sizeof(*by))) == NULL)
		return;
	for (size_t i = 0; i < n; i++)
		by[i] = s->alerts[i];
	qsort(by, n, sizeof(*by), by_rule);
	for (size_t i = 0, j; i < n; i = j) {
		for (j = i + 1; j < n && by[j]->rule == by[i]->rule; j++)
			continue;
		alert_scenario(by[i]->rule, scenario);
		fprintf(f, "%8s  %-4s %-8s %s\n", summary_number(j - i, a),
		    scenario, by[i]->rule->level, by[i]->rule->title);
	}
	mem_free(by);
}

void
summary_print(FILE *f, const struct summary *s)
{
	const struct engine_counts *c = s->counts;

	print_events(f, s);
	print_vehicles(f, s);
	print_tally(f, s, "skipped", "line", " could not be read:", s->skipped);
	print_tally(f, s, "left out", "row", ", on purpose:",
	    s->left_out);
	print_reference(f, s);
	print_tally(f, s, "refused", "row", " of --ref:",
	    s->ref != NULL ? &s->ref->refused : NULL);
	print_unentered(f, s);
	print_notes(f, s);
	print_windows(f, s);
	if ((double)c->late > LATE_SHARE * (double)c->events)
		fprintf(f, "%-10sMost lines are older than what came before "
		    "them: try --sort.\n", "note");
	print_alerts(f, s);
}
