/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Coverage as layers for the ATT&CK Navigator: layer format 4.5, as its
 * repository describes it (layers/spec/v4.5/layerformat.md); a file may hold
 * a list of layers.
 */
#include <ctype.h>

#include "cli/rules_coverage.h"
#include "model/attack.h"

#define NAVIGATOR	"5.1.0"		/* The format asks for >= 4.9.0. */
#define LAYER		"4.5"

static const struct {
	const char	*name, *words;
} domains[] = {
#define X(sym, name, words)	{ name, words },
	ATTACK_DOMAINS(X)
#undef X
};

/* "T1059.001" of "t1059.001". */
static void
put_id(const struct rules_coverage_target *t, struct buf *out)
{

	buf_char(out, '"');
	for (const char *p = t->id; *p != '\0'; p++)
		buf_char(out, (char)toupper((unsigned char)*p));
	buf_char(out, '"');
}

/* The titles of its rules, one a line. */
static void
put_comment(const struct rules_coverage *c, size_t at, struct buf *out)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < c->hits; i++)
		if (c->hit[i].target == at)
			buf_fmt(&text, "%s%s", text.n > 0 ? "\n" : "",
			    c->hit[i].rule->title);
	if (text.n == 0)
		buf_text(&text, "no rule");
	buf_json(out, buf_span(&text));
	out->failed |= text.failed;
	buf_release(&text);
}

static void
put_technique(const struct rules_coverage *c, size_t at, struct buf *out)
{
	const struct rules_coverage_target *t = &c->target[at];

	buf_text(out, "{\"techniqueID\":");
	put_id(t, out);
	buf_fmt(out, ",\"score\":%zu,\"comment\":", t->hits);
	put_comment(c, at, out);
	buf_text(out, ",\"enabled\":true}");
}

static void
put_layer(const struct rules_coverage *c, unsigned domain, struct buf *out)
{
	bool first = true;
	size_t most = 1;

	/* The Navigator knows versions of ATT&CK by their first number. */
	buf_fmt(out, "{\"name\":\"Vedette rules: %s\",\"versions\":{"
	    "\"attack\":\"%.*s\",\"navigator\":\"" NAVIGATOR "\",\"layer\":\""
	    LAYER "\"},\"domain\":\"%s\",\"description\":\"Number of loaded "
	    "rules for each technique that the scenarios or the rules "
	    "name.\",\"sorting\":3,\"hideDisabled\":false,\"techniques\":[",
	    domains[domain].words, (int)strcspn(ATTACK_VERSION, "."),
	    ATTACK_VERSION, domains[domain].name);
	for (size_t i = 0; i < c->targets; i++) {
		const struct rules_coverage_target *t = &c->target[i];

		if (t->group != RULES_COVERAGE_ATTACK || t->domain != domain)
			continue;
		if (!first)
			buf_char(out, ',');
		first = false;
		put_technique(c, i, out);
		most = t->hits > most ? t->hits : most;
	}
	buf_fmt(out, "],\"gradient\":{\"colors\":[\"#ff6666\",\"#ffe766\","
	    "\"#8ec843\"],\"minValue\":0,\"maxValue\":%zu},\"legendItems\":["
	    "{\"label\":\"no rule\",\"color\":\"#ff6666\"},"
	    "{\"label\":\"%zu rules\",\"color\":\"#8ec843\"}]}", most, most);
}

void
rules_coverage_layers(const struct rules_coverage *c, struct buf *out)
{

	buf_char(out, '[');
	for (unsigned i = 0; i < COUNT_OF(domains); i++) {
		buf_text(out, i > 0 ? ",\n" : "\n");
		put_layer(c, i, out);
	}
	buf_text(out, "\n]\n");
}
