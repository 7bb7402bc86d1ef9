/* SPDX-License-Identifier: Apache-2.0 */
/* Coverage as a table for a person. */
#include <string.h>

#include "cli/rules_coverage.h"

#define INDENT		8		/* Columns before the rules. */
#define WORDS		50		/* Of a title. */

static const char *const headings[] = {
#define X(sym, key, words)	words,
	RULES_COVERAGE_GROUPS(X)
#undef X
};

/* "theme/rule" of ".../theme/rule.yml". */
static struct span
stem(const char *file)
{
	struct span s = span_of(file);
	size_t slashes = 0, at = s.n;

	while (at > 0 && (s.p[at - 1] != '/' || ++slashes < 2))
		at--;
	s = span_from(s, at);
	if (s.n > 4 && memcmp(s.p + s.n - 4, ".yml", 4) == 0)
		s.n -= 4;
	return (s);
}

/* Words behind one another, wrapped below their like. */
static void
put_item(struct buf *out, struct span item, size_t *column, unsigned width)
{

	if (*column > INDENT && *column + 1 + item.n > width) {
		buf_fmt(out, "\n%*s", INDENT, "");
		*column = INDENT;
	} else if (*column > INDENT) {
		buf_char(out, ' ');
		(*column)++;
	}
	buf_put(out, item);
	*column += item.n;
}

/* The rules of target ${at}; several documents of a file are named once. */
static void
put_rules(const struct rules_coverage *c, size_t at, unsigned width,
    struct buf *out)
{
	struct buf item = { 0 };
	struct span last = { NULL, 0 };
	size_t column = INDENT;
	char letter = '\0';

	buf_fmt(out, "%*s", INDENT, "");
	for (size_t i = 0; i < c->hits; i++) {
		const struct rules_coverage_hit *h = &c->hit[i];
		struct span name = stem(h->rule->file);

		if (h->target != at ||
		    (span_eq(name, last) && h->letter == letter))
			continue;
		last = name;
		letter = h->letter;
		buf_clear(&item);
		if (letter != '\0')
			buf_fmt(&item, "%c:", letter);
		buf_put(&item, name);
		put_item(out, buf_span(&item), &column, width);
	}
	buf_char(out, '\n');
	out->failed |= item.failed;
	buf_release(&item);
}

/* The letters of a scenario that no rule has. */
static void
put_missing(const struct rules_coverage *c, size_t at, struct buf *out)
{
	const char *between = ", no ";

	for (const char *l = c->target[at].letters; *l != '\0'; l++) {
		bool found = false;

		for (size_t i = 0; i < c->hits; i++)
			found |= c->hit[i].target == at &&
			    (c->hit[i].letter == *l ||
			    c->hit[i].letter == '\0');
		if (found)
			continue;
		buf_fmt(out, "%s%c", between, *l);
		between = " ";
	}
}

static void
put_target(const struct rules_coverage *c, size_t at, unsigned width,
    struct buf *out)
{
	const struct rules_coverage_target *t = &c->target[at];
	bool scenario = t->group == RULES_COVERAGE_SCENARIO;

	if (scenario)
		buf_fmt(out, "  s%02d W%u ", (int)at + 1, t->wave);
	else
		buf_fmt(out, "  %-9s", t->id);
	if (t->hits == 0) {
		buf_fmt(out, "%-*s  -\n", WORDS, t->words);
		return;
	}
	buf_fmt(out, "%-*s  %zu rule%s", WORDS, t->words, t->hits,
	    t->hits == 1 ? "" : "s");
	if (scenario)
		put_missing(c, at, out);
	buf_char(out, '\n');
	put_rules(c, at, width, out);
}

static void
put_sum(const struct rules_coverage *c, enum rules_coverage_group g,
    struct buf *out)
{
	size_t all[3] = { 0 }, have[3] = { 0 };	/* By wave; 0 is any. */

	for (size_t i = 0; i < c->targets; i++) {
		const struct rules_coverage_target *t = &c->target[i];

		if (t->group != g)
			continue;
		all[0]++;
		have[0] += t->hits > 0;
		if (t->wave > 0 && t->wave < 3) {
			all[t->wave]++;
			have[t->wave] += t->hits > 0;
		}
	}
	buf_fmt(out, "%s: %zu of %zu", headings[g], have[0], all[0]);
	if (g == RULES_COVERAGE_SCENARIO)
		buf_fmt(out, " (wave 1: %zu of %zu, wave 2: %zu of %zu)",
		    have[1], all[1], have[2], all[2]);
	buf_text(out, "\n\n");
}

/* "Not covered: ..." in one paragraph. */
static void
put_gaps(const struct rules_coverage *c, enum rules_coverage_group g,
    unsigned width, struct buf *out)
{
	struct buf item = { 0 };
	size_t column = INDENT;
	bool any = false;

	for (size_t i = 0; i < c->targets; i++) {
		const struct rules_coverage_target *t = &c->target[i];

		if (t->group != g || t->hits > 0)
			continue;
		if (!any)
			buf_fmt(out, "\n  not covered:\n%*s", INDENT, "");
		any = true;
		buf_clear(&item);
		if (g == RULES_COVERAGE_SCENARIO)
			buf_fmt(&item, "s%02d", (int)i + 1);
		else
			buf_text(&item, t->id);
		put_item(out, buf_span(&item), &column, width);
	}
	if (any)
		buf_char(out, '\n');
	out->failed |= item.failed;
	buf_release(&item);
}

void
rules_coverage_text(const struct rules_coverage *c, unsigned width,
    struct buf *out)
{

	for (int g = 0; g < RULES_COVERAGE_GROUP_COUNT; g++) {
		if (g > 0)
			buf_char(out, '\n');
		put_sum(c, (enum rules_coverage_group)g, out);
		for (size_t i = 0; i < c->targets; i++)
			if ((int)c->target[i].group == g)
				put_target(c, i, width, out);
		put_gaps(c, (enum rules_coverage_group)g, width, out);
	}
	for (size_t i = 0; i < c->strays; i++)
		buf_fmt(out, "%s%s", i == 0 ? "\nTags that name nothing: " :
		    " ", c->stray[i]);
	if (c->strays > 0)
		buf_char(out, '\n');
}
