/* SPDX-License-Identifier: Apache-2.0 */
/* Coverage as one JSON object. */
#include "cli/rules_coverage.h"

static const char *const keys[] = {
#define X(sym, key, words)	key,
	RULES_COVERAGE_GROUPS(X)
#undef X
};

static void
put_text(struct buf *out, const char *key, const char *text)
{

	buf_fmt(out, "\"%s\":", key);
	buf_json(out, span_of(text));
}

static void
put_rules(const struct rules_coverage *c, size_t at, struct buf *out)
{
	bool first = true;

	buf_text(out, ",\"rules\":[");
	for (size_t i = 0; i < c->hits; i++) {
		const struct rules_coverage_hit *h = &c->hit[i];

		if (h->target != at)
			continue;
		buf_text(out, first ? "{" : ",{");
		first = false;
		put_text(out, "id", h->rule->id);
		buf_char(out, ',');
		put_text(out, "title", h->rule->title);
		if (h->letter != '\0')
			buf_fmt(out, ",\"letter\":\"%c\"", h->letter);
		buf_char(out, '}');
	}
	buf_char(out, ']');
}

static void
put_target(const struct rules_coverage *c, size_t at, struct buf *out)
{
	const struct rules_coverage_target *t = &c->target[at];

	buf_char(out, '{');
	if (t->group == RULES_COVERAGE_SCENARIO)
		buf_fmt(out, "\"number\":%zu,\"wave\":%u", at + 1, t->wave);
	else
		put_text(out, "id", t->id);
	if (t->words[0] != '\0') {
		buf_char(out, ',');
		put_text(out, "title", t->words);
	}
	if (t->letters[0] != '\0') {
		buf_char(out, ',');
		put_text(out, "letters", t->letters);
	}
	put_rules(c, at, out);
	buf_char(out, '}');
}

void
rules_coverage_json(const struct rules_coverage *c, struct buf *out)
{

	buf_char(out, '{');
	for (int g = 0; g < RULES_COVERAGE_GROUP_COUNT; g++) {
		bool first = true;

		buf_fmt(out, "%s\"%s\":[", g > 0 ? "," : "", keys[g]);
		for (size_t i = 0; i < c->targets; i++) {
			if ((int)c->target[i].group != g)
				continue;
			if (!first)
				buf_char(out, ',');
			first = false;
			put_target(c, i, out);
		}
		buf_char(out, ']');
	}
	buf_text(out, ",\"strays\":[");
	for (size_t i = 0; i < c->strays; i++) {
		if (i > 0)
			buf_char(out, ',');
		buf_json(out, span_of(c->stray[i]));
	}
	buf_text(out, "]}\n");
}
