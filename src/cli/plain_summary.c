/* SPDX-License-Identifier: Apache-2.0 */
/* What a run over plain input did, in a few lines for a person. */
#include "base/ts.h"
#include "cli/plain_summary.h"
#include "cli/summary.h"

#define NUMBER		32		/* Bytes of a number's text. */
#define RULES_SHOWN	20

static void
label(FILE *f, const struct plain_summary *s, const char *text)
{

	fprintf(f, s->colour ? "\033[1m%-10s\033[0m" : "%-10s", text);
}

static void
print_events(FILE *f, const struct plain_summary *s)
{
	const struct plain_counts *c = s->counts;
	char from[TS_TEXT], to[TS_TEXT], a[NUMBER];

	label(f, s, "events");
	fprintf(f, "%s from %u file%s", summary_number(c->events, a),
	    s->files, s->files == 1 ? "" : "s");
	if (c->any_time) {
		ts_text(c->first, from);
		ts_text(c->last, to);
		/* Seconds are fine enough here. */
		fprintf(f, ", %.19sZ to %.19sZ", from, to);
	}
	if (s->seconds > 0)
		fprintf(f, "; %s/s", summary_number(
		    (uint64_t)((double)c->lines / s->seconds), a));
	fputc('\n', f);
}

static void
print_skipped(FILE *f, const struct plain_summary *s)
{
	char a[NUMBER];

	if (s->skipped->total == 0)
		return;
	label(f, s, "skipped");
	fprintf(f, "%s line%s could not be read:\n",
	    summary_number(s->skipped->total, a),
	    s->skipped->total == 1 ? "" : "s");
	for (unsigned i = 0; i < s->skipped->n; i++)
		fprintf(f, "%8s  %s\n", summary_number(
		    s->skipped->row[i].count, a), s->skipped->row[i].text);
}

static void
print_noted(FILE *f, const struct plain_summary *s)
{
	const struct plain_counts *c = s->counts;
	const struct {
		const char	*label;
		uint64_t	 n;
		const char	*what;
	} rows[] = {
		{ "noted", c->no_time,
		    "lines without a time: they enter no window" },
		{ "noted", s->routed ? c->no_logsource : 0,
		    "lines that state no logsource: they met all rules" },
		{ "windows", c->windows.too_late,
		    "matches too late for their window" },
		{ "windows", c->windows.no_key,
		    "matches without a group-by value" },
		{ "windows", c->windows.not_number,
		    "samples that are no numbers" },
		{ "windows", c->windows.evicted,
		    "groups forgotten for want of room" },
		{ "windows", c->windows.open,
		    "points undecided at the end of input" },
	};
	char a[NUMBER];

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		if (rows[i].n == 0)
			continue;
		label(f, s, rows[i].label);
		fprintf(f, "%8s  %s\n", summary_number(rows[i].n, a),
		    rows[i].what);
	}
}

/* The rules that told most, by number of findings, ties by id. */
static size_t
next_rule(const struct plain_summary *s, uint64_t most, const char *after)
{
	size_t best = s->rules;

	for (size_t i = 0; i < s->rules; i++) {
		uint64_t n = s->found[i];

		if (n == 0 || n > most || (n == most && after != NULL &&
		    strcmp(s->rule[i].id, after) <= 0))
			continue;
		if (best == s->rules || n > s->found[best] ||
		    (n == s->found[best] &&
		    strcmp(s->rule[i].id, s->rule[best].id) < 0))
			best = i;
	}
	return (best);
}

static void
print_findings(FILE *f, const struct plain_summary *s)
{
	uint64_t total = 0, most = UINT64_MAX;
	const char *after = NULL;
	size_t rules = 0;
	char a[NUMBER];

	for (size_t i = 0; i < s->rules; i++) {
		total += s->found[i];
		rules += s->found[i] > 0;
	}
	label(f, s, "findings");
	if (total == 0) {
		fputs("none\n", f);
		return;
	}
	fprintf(f, "%s", summary_number(total, a));
	fprintf(f, " by %s rule%s\n", summary_number(rules, a),
	    rules == 1 ? "" : "s");
	for (size_t k = 0; k < rules && k < RULES_SHOWN; k++) {
		size_t i = next_rule(s, most, after);

		most = s->found[i];
		after = s->rule[i].id;
		fprintf(f, "%8s  %-13s %s\n", summary_number(most, a),
		    s->rule[i].level, s->rule[i].title);
	}
	if (rules > RULES_SHOWN)
		fprintf(f, "%8s  rules more\n",
		    summary_number(rules - RULES_SHOWN, a));
}

void
plain_summary_print(FILE *f, const struct plain_summary *s)
{

	print_events(f, s);
	print_skipped(f, s);
	print_noted(f, s);
	print_findings(f, s);
}
