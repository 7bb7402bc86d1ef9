/* SPDX-License-Identifier: Apache-2.0 */
/* Tags of rules, and the lists that they point into. */
#include <stdlib.h>

#include "base/mem.h"
#include "cli/rules_coverage.h"
#include "model/attack.h"
#include "model/frameworks.h"
#include "model/scenarios.h"

#define X(sym, key, words)	DOMAIN_##sym,
enum domain { ATTACK_DOMAINS(X) DOMAIN_COUNT };
#undef X

/* What there is to cover, in the order of the table. */
static const struct rules_coverage_target known[] = {
#define X(n, wave, letters, words)					\
	{ RULES_COVERAGE_SCENARIO, NULL, #n, words, letters, wave, 0, 0 },
	SCENARIOS(X)
#undef X
#define X(id, words)							\
	{ RULES_COVERAGE_R155, "r155." id, id, words, "", 0, 0, 0 },
	FRAMEWORKS_R155(X)
#undef X
#define X(id, words)							\
	{ RULES_COVERAGE_OWASP, "owasp." id, id, words, "", 0, 0, 0 },
	FRAMEWORKS_OWASP(X)
#undef X
#define X(tag, domain, id, words)					\
	{ RULES_COVERAGE_ATTACK, "attack." tag, id, words, "", 0,	\
	    DOMAIN_##domain, 0 },
	ATTACK(X)
#undef X
#define X(tag, words)							\
	{ RULES_COVERAGE_ATM, "atm." tag, tag, words, "", 0, 0, 0 },
	FRAMEWORKS_ATM(X)
#undef X
};

/* "vedette.s15" or "vedette.s15.b": the number and the letter, or 0. */
static unsigned
scenario_of(const char *tag, char *letter)
{
	static const char ours[] = "vedette.s";
	char *end;
	unsigned long n;

	*letter = '\0';
	if (strncmp(tag, ours, sizeof(ours) - 1) != 0 ||
	    tag[sizeof(ours) - 1] < '0' || tag[sizeof(ours) - 1] > '9')
		return (0);
	n = strtoul(tag + sizeof(ours) - 1, &end, 10);
	if (n == 0 || n > SCENARIOS_N)
		return (0);
	if (end[0] == '.' && end[1] >= 'a' && end[1] <= 'z' && end[2] == '\0')
		*letter = end[1];
	else if (end[0] != '\0')
		return (0);
	return ((unsigned)n);
}

/* "attack.t1059" or "attack.t1059.001". */
static bool
is_technique(const char *tag)
{
	static const char shape[] = "attack.tdddd.ddd";
	size_t i = 0;

	for (; i < sizeof(shape) - 1 && tag[i] != '\0'; i++) {
		if (shape[i] == 'd' ? tag[i] < '0' || tag[i] > '9' :
		    tag[i] != shape[i])
			return (false);
	}
	return (tag[i] == '\0' && (i == 12 || i == sizeof(shape) - 1));
}

/* Tags of these spaces are ours to understand. */
static bool
is_listed(const char *tag)
{
	static const char *const spaces[] = { "vedette.s", "r155.", "owasp.",
	    "atm." };

	/* The one tag with an s that is no scenario. */
	if (strcmp(tag, "vedette.safety") == 0)
		return (false);
	for (size_t i = 0; i < COUNT_OF(spaces); i++)
		if (strncmp(tag, spaces[i], strlen(spaces[i])) == 0)
			return (true);
	return (false);
}

static rc
add_target(struct rules_coverage *c, const struct rules_coverage_target *t)
{

	if (!mem_room(&c->target, c->targets, &c->target_cap,
	    sizeof(*c->target)))
		return (RC_NOMEM);
	c->target[c->targets++] = *t;
	return (RC_OK);
}

/* Which target ${tag} names; ${at} is c->targets if none. */
static rc
find(struct rules_coverage *c, const char *tag, size_t *at, char *letter)
{
	unsigned n = scenario_of(tag, letter);
	struct rules_coverage_target other = {
	    .group = RULES_COVERAGE_ATTACK, .tag = tag, .id = tag + 7,
	    .words = "", .letters = "" };

	if (n > 0) {
		*at = n - 1;	/* Scenarios come first, by number. */
		return (RC_OK);
	}
	for (*at = SCENARIOS_N; *at < c->targets; (*at)++)
		if (strcmp(c->target[*at].tag, tag) == 0)
			return (RC_OK);
	/* A technique that none of our scenarios has. */
	if (!is_technique(tag))
		return (RC_OK);
	other.domain = tag[8] == '0' ? DOMAIN_ICS : DOMAIN_ENTERPRISE;
	return (add_target(c, &other));
}

static rc
take_tag(struct rules_coverage *c, const struct sigma_rule *r,
    const char *tag)
{
	struct rules_coverage_hit hit = { .rule = r };
	bool again = false;
	rc rv;

	if ((rv = find(c, tag, &hit.target, &hit.letter)) != RC_OK)
		return (rv);
	if (hit.target == c->targets) {
		if (!is_listed(tag))
			return (RC_OK);
		if (!mem_room(&c->stray, c->strays, &c->stray_cap,
		    sizeof(*c->stray)))
			return (RC_NOMEM);
		c->stray[c->strays++] = tag;
		return (RC_OK);
	}
	/* vedette.s15 beside vedette.s15.b is one rule. */
	for (size_t i = c->hits; i > 0 && c->hit[i - 1].rule == r; i--) {
		if (c->hit[i - 1].target != hit.target)
			continue;
		again = true;
		if (hit.letter != '\0' && c->hit[i - 1].letter == '\0')
			c->hit[i - 1].letter = hit.letter;
		if (hit.letter == '\0' || c->hit[i - 1].letter == hit.letter)
			return (RC_OK);
	}
	if (!mem_room(&c->hit, c->hits, &c->hit_cap, sizeof(*c->hit)))
		return (RC_NOMEM);
	c->hit[c->hits++] = hit;
	c->target[hit.target].hits += !again;
	return (RC_OK);
}

static int
by_target(const void *a, const void *b)
{
	const struct rules_coverage_hit *x = a, *y = b;

	if (x->target != y->target)
		return (x->target < y->target ? -1 : 1);
	if (x->letter != y->letter)
		return (x->letter < y->letter ? -1 : 1);
	return ((x->rule > y->rule) - (x->rule < y->rule));
}

rc
rules_coverage_new(const struct sigma *s, struct rules_coverage *ret)
{
	const struct sigma_rule *rule;
	size_t n;
	rc r = RC_OK;

	*ret = (struct rules_coverage){ .target = NULL };
	for (size_t i = 0; i < COUNT_OF(known) && r == RC_OK; i++)
		r = add_target(ret, &known[i]);
	rule = sigma_rules(s, &n);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < rule[i].tags_n && r == RC_OK; k++)
			r = take_tag(ret, &rule[i], rule[i].tags[k]);
	if (r == RC_OK && ret->hits > 0)
		qsort(ret->hit, ret->hits, sizeof(*ret->hit), by_target);
	return (r);
}

void
rules_coverage_release(struct rules_coverage *c)
{

	mem_free(c->target);
	mem_free(c->hit);
	mem_free(c->stray);
	*c = (struct rules_coverage){ .target = NULL };
}
