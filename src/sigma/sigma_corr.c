/* SPDX-License-Identifier: Apache-2.0 */
/* Correlation documents: their keys and conditions. */
#include "base/suggest.h"
#include "sigma/sigma_chain.h"
#include "sigma/sigma_cond.h"
#include "sigma/sigma_corr.h"
#include "sigma/sigma_note.h"
#include "sigma/sigma_parse.h"

static const struct {
	const char	*word;
	enum corr_type	 type;
} types[] = {
	{ "event_count",	CORR_EVENT_COUNT },
	{ "value_count",	CORR_VALUE_COUNT },
	{ "value_sum",		CORR_VALUE_SUM },
	{ "value_avg",		CORR_VALUE_AVG },
	{ "value_percentile",	CORR_VALUE_PERCENTILE },
	{ "value_median",	CORR_VALUE_MEDIAN },
	{ "temporal",		CORR_TEMPORAL },
	{ "temporal_ordered",	CORR_ORDERED },
	{ "x-absence",		CORR_ABSENCE },
};

static const struct {
	const char	*word;
	enum corr_cmp	 cmp;
} bounds[] = {
	{ "gt", CORR_GT }, { "gte", CORR_GTE }, { "lt", CORR_LT },
	{ "lte", CORR_LTE }, { "eq", CORR_EQ }, { "neq", CORR_NEQ },
};

/* Every key of a correlation. */
static const char *const keys[] = { "type", "rules", "group-by", "aliases",
	"timespan", "condition", "generate", "x-lateness", "x-exact",
	"x-before", "x-window", "x-gap" };

static bool
type_of(struct load *ld, const struct yaml_node *map, struct corr *c)
{
	const struct yaml_node *v = yaml_get(map, "type");
	struct suggest near = SUGGEST_START;
	char hint[80];

	if (v == NULL || v->kind != YAML_TEXT)
		return (sigma_note_refuse(ld, map, "no correlation type"));
	for (size_t i = 0; i < COUNT_OF(types); i++) {
		if (!yaml_is(v, types[i].word)) {
			suggest_try(&near, v->text, span_of(types[i].word));
			continue;
		}
		c->type = types[i].type;
		ld->doc->rule.type = types[i].word;
		return (true);
	}
	return (sigma_note_refuse(ld, v, "unknown correlation type '%.60s'%s",
	    v->text.p, sigma_note_near(near.best, hint)));
}

static bool
keys_known(struct load *ld, const struct yaml_node *map)
{
	char hint[80];

	for (const struct yaml_node *c = map->first; c != NULL; c = c->next) {
		struct suggest near = SUGGEST_START;
		size_t i = 0;

		while (i < COUNT_OF(keys) && !yaml_is(c->key, keys[i]))
			suggest_try(&near, c->key->text, span_of(keys[i++]));
		if (i == COUNT_OF(keys))
			return (sigma_note_refuse(ld, c->key, "unknown key "
			    "'%.60s' in 'correlation'%s", c->key->text.p,
			    sigma_note_near(near.best, hint)));
	}
	return (true);
}

/* Texts, a list or a single one, into ${to}. */
static bool
names_of(struct load *ld, const struct yaml_node *v, const char *what,
    struct span *to, const struct yaml_node **at, size_t *n)
{
	const struct yaml_node *c = v;

	if (v->kind == YAML_MAP || (v->kind == YAML_LIST && v->n == 0) ||
	    v->n > RULE_KEYS_MAX)
		return (sigma_note_refuse(ld, v, "'%s' must be a list of 1 to "
		    "%d names", what, RULE_KEYS_MAX));
	if (v->kind == YAML_LIST)
		c = v->first;
	for (*n = 0; c != NULL; c = v->kind == YAML_LIST ? c->next : NULL) {
		if (c->kind != YAML_TEXT || c->text.n == 0)
			return (sigma_note_refuse(ld, c, "'%s' takes names",
			    what));
		for (size_t i = 0; i < *n; i++) {
			if (span_eq(to[i], c->text))
				return (sigma_note_refuse(ld, c,
				    "'%.60s' twice in '%s'", c->text.p, what));
		}
		at[*n] = c;
		to[(*n)++] = c->text;
	}
	return (true);
}

static bool
refs_of(struct load *ld, const struct yaml_node *map, struct corr *c)
{
	const struct yaml_node *v = yaml_get(map, "rules");

	if (v == NULL || v->kind != YAML_LIST || v->n == 0 ||
	    v->n > RULE_REFS_MAX)
		return (sigma_note_refuse(ld, v != NULL ? v : map,
		    "'rules' must be a list of 1 to %d rules",
		    RULE_REFS_MAX));
	c->ref = arena_take(&ld->s->mem, v->n * sizeof(*c->ref));
	if (c->ref == NULL) {
		ld->nomem = true;
		return (false);
	}
	for (v = v->first; v != NULL; v = v->next) {
		if (v->kind != YAML_TEXT || v->text.n == 0)
			return (sigma_note_refuse(ld, v,
			    "'rules' takes ids or names"));
		c->ref[c->refs++] = (struct corr_ref){ .name = v->text,
		    .line = v->line, .col = v->col };
	}
	return (true);
}

static bool
is_low(enum corr_cmp cmp)
{

	return (cmp == CORR_GT || cmp == CORR_GTE);
}

static bool
is_count(enum corr_type t)
{

	return (t == CORR_EVENT_COUNT || t == CORR_VALUE_COUNT ||
	    t == CORR_TEMPORAL || t == CORR_ORDERED);
}

/* Two bounds make a range; an empty one never holds. */
static bool
range_ok(struct load *ld, const struct yaml_node *at, const struct corr *c)
{
	struct corr_bound lo = c->bound[0], hi = c->bound[1];
	bool closed;

	if (c->bounds < 2)
		return (true);
	if (!is_low(lo.cmp)) {
		lo = c->bound[1];
		hi = c->bound[0];
	}
	if (!is_low(lo.cmp) || (hi.cmp != CORR_LT && hi.cmp != CORR_LTE))
		return (sigma_note_refuse(ld, at, "two bounds must be one "
		    "from below and one from above"));
	closed = lo.cmp == CORR_GTE && hi.cmp == CORR_LTE;
	if (lo.n > hi.n || (lo.n == hi.n && !closed) || (is_count(c->type) &&
	    lo.cmp == CORR_GT && hi.cmp == CORR_LT && hi.n - lo.n <= 1))
		return (sigma_note_refuse(ld, at, "the range is empty"));
	return (true);
}

/* One key of the condition. */
static bool
bound_of(struct load *ld, const struct yaml_node *v, struct corr *c)
{
	size_t i = 0;
	double n;

	while (i < COUNT_OF(bounds) && !yaml_is(v->key, bounds[i].word))
		i++;
	if (i == COUNT_OF(bounds))
		return (sigma_note_refuse(ld, v->key, "unknown key '%.60s' in "
		    "'condition'", v->key->text.p));
	if (!yaml_num(v, &n))
		return (sigma_note_refuse(ld, v, "'%s' takes a number",
		    bounds[i].word));
	if (c->bounds == 2)
		return (sigma_note_refuse(ld, v->key,
		    "at most two bounds in 'condition'"));
	c->bound[c->bounds++] = (struct corr_bound){ bounds[i].cmp, n };
	return (true);
}

static bool
percent_of(struct load *ld, const struct yaml_node *map, struct corr *c)
{
	const struct yaml_node *v = yaml_get(map, "percentile");

	if (c->type == CORR_VALUE_MEDIAN)
		c->percentile = 50;
	if (c->type != CORR_VALUE_PERCENTILE)
		return (v == NULL || sigma_note_refuse(ld, v->key,
		    "'percentile' goes with 'value_percentile' only"));
	if (v == NULL)
		return (sigma_note_refuse(ld, map, "'value_percentile' "
		    "without 'percentile' can be read in two ways: write "
		    "'percentile: 95' and the value it is compared with, "
		    "such as 'gt: 20'"));
	if (!yaml_num(v, &c->percentile) || c->percentile < 0 ||
	    c->percentile > 100)
		return (sigma_note_refuse(ld, v,
		    "'percentile' takes a number from 0 to 100"));
	return (true);
}

static bool
field_of(struct load *ld, const struct yaml_node *map, struct corr *c)
{
	const struct yaml_node *v = yaml_get(map, "field");
	bool wanted = c->type == CORR_VALUE_COUNT ||
	    c->type == CORR_VALUE_SUM || c->type == CORR_VALUE_AVG ||
	    c->type == CORR_VALUE_PERCENTILE || c->type == CORR_VALUE_MEDIAN;

	if (!wanted)
		return (v == NULL || sigma_note_refuse(ld, v->key,
		    "'field' does not go with this correlation type"));
	if (v == NULL)
		return (sigma_note_refuse(ld, map, "no 'field' in "
		    "'condition'"));
	if (!names_of(ld, v, "field", c->field, c->field_node, &c->fields))
		return (false);
	if (c->fields > 1 && c->type != CORR_VALUE_COUNT)
		return (sigma_note_refuse(ld, v, "only 'value_count' takes "
		    "more than one field"));
	return (true);
}

static bool
has_not(const struct expr *e)
{
	bool found = e->op == EXPR_NOT;

	for (size_t i = 0; i < e->n && !found; i++)
		found = has_not(e->kid[i]);
	return (found);
}

/* "a and not b" over the names of the rules. */
static bool
text_condition(struct load *ld, const struct yaml_node *v, struct corr *c)
{
	struct sigma_cond_name names[RULE_REFS_MAX] = { { .used = false } };

	if (c->type != CORR_TEMPORAL && c->type != CORR_ORDERED)
		return (sigma_note_refuse(ld, v, "a text as condition goes "
		    "with the temporal types only"));
	for (size_t i = 0; i < c->refs; i++) {
		struct expr *e = arena_take(&ld->s->mem, sizeof(*e));

		if (e == NULL) {
			ld->nomem = true;
			return (false);
		}
		e->op = EXPR_RULE;
		e->rule = (unsigned)i;
		e->line = c->ref[i].line;
		names[i] = (struct sigma_cond_name){ c->ref[i].name, e,
		    false };
	}
	if ((c->when = sigma_cond_parse(ld, v, names, c->refs)) == NULL)
		return (false);
	for (size_t i = 0; i < c->refs; i++) {
		if (!names[i].used)
			sigma_note_warn(ld, v, "rule '%.60s' is not used in "
			    "the condition", c->ref[i].name.p);
	}
	c->deferred = has_not(c->when);
	return (true);
}

static bool
condition_of(struct load *ld, const struct yaml_node *map, struct corr *c)
{
	const struct yaml_node *v = yaml_get(map, "condition");

	if (c->type == CORR_ABSENCE) {
		c->deferred = true;
		return (v == NULL || sigma_note_refuse(ld, v,
		    "'condition' does not go with 'x-absence'"));
	}
	if (v == NULL && (c->type == CORR_TEMPORAL ||
	    c->type == CORR_ORDERED)) {
		c->bound[c->bounds++] = (struct corr_bound){ CORR_GTE,
		    (double)c->refs };
		return (true);
	}
	if (v == NULL)
		return (sigma_note_refuse(ld, map, "no condition"));
	if (v->kind == YAML_TEXT)
		return (text_condition(ld, v, c));
	if (v->kind != YAML_MAP)
		return (sigma_note_refuse(ld, v,
		    "'condition' must be a mapping"));
	for (const struct yaml_node *k = v->first; k != NULL; k = k->next) {
		if (!yaml_is(k->key, "field") &&
		    !yaml_is(k->key, "percentile") && !bound_of(ld, k, c))
			return (false);
	}
	if (!field_of(ld, v, c) || !percent_of(ld, v, c))
		return (false);
	if (c->bounds == 0)
		return (sigma_note_refuse(ld, v, "no bound in 'condition': "
		    "gt, gte, lt, lte, eq or neq"));
	c->stated = true;
	/* Only what more events make truer can be decided on arrival. */
	c->deferred = !is_count(c->type);
	for (size_t i = 0; i < c->bounds; i++)
		c->deferred |= !is_low(c->bound[i].cmp);
	return (range_ok(ld, v, c));
}

/* A timespan of the key ${name} into ${ret}, if it is there. */
static bool
span_of_key(struct load *ld, const struct yaml_node *map, const char *name,
    int64_t *ret)
{
	const struct yaml_node *v = yaml_get(map, name);

	if (v == NULL || sigma_parse_span(v, ret))
		return (true);
	return (sigma_note_refuse(ld, v, "'%s' must be a number and one of "
	    "s m h d w", name));
}

/* x-window: session with x-gap. */
static bool
window_of(struct load *ld, const struct yaml_node *map, struct corr *c)
{
	const struct yaml_node *v = yaml_get(map, "x-window");
	const struct yaml_node *gap = yaml_get(map, "x-gap");

	if (v == NULL)
		return (gap == NULL || sigma_note_refuse(ld, gap->key,
		    "'x-gap' goes with 'x-window: session' only"));
	if (!yaml_is(v, "session"))
		return (sigma_note_refuse(ld, v, "'x-window' can only be "
		    "'session': windows slide by themselves, and those that "
		    "follow the clock do not exist here"));
	if (c->type == CORR_ABSENCE)
		return (sigma_note_refuse(ld, v, "'x-window' does not go with "
		    "'x-absence'"));
	if (gap == NULL)
		return (sigma_note_refuse(ld, v, "no 'x-gap': the pause that "
		    "ends a session"));
	if (!span_of_key(ld, map, "x-gap", &c->gap_ms))
		return (false);
	return ((c->gap_ms > 0 && c->gap_ms <= c->span_ms) ||
	    sigma_note_refuse(ld, gap, "'x-gap' must be more than nothing "
	    "and at most 'timespan'"));
}

static bool
times_of(struct load *ld, const struct yaml_node *map, struct corr *c)
{
	const struct yaml_node *v = yaml_get(map, "timespan");
	bool absence = c->type == CORR_ABSENCE;

	if (v == NULL || !sigma_parse_span(v, &c->span_ms) ||
	    (c->span_ms == 0 && !absence))
		return (sigma_note_refuse(ld, v != NULL ? v : map,
		    "'timespan' must be a number and one of s m h d w"));
	if (!window_of(ld, map, c))
		return (false);
	/* A late event may cut a session in two. */
	c->deferred |= c->gap_ms > 0;
	c->late_ms = c->deferred ? 0 : c->span_ms;
	v = yaml_get(map, "x-before");
	if (v != NULL && !absence)
		return (sigma_note_refuse(ld, v->key, "'x-before' goes with "
		    "'x-absence' only"));
	if (!span_of_key(ld, map, "x-lateness", &c->late_ms) ||
	    !span_of_key(ld, map, "x-before", &c->before_ms))
		return (false);
	c->keep_ms = c->span_ms;
	/* A B answers what began so long after it and is not judged yet. */
	if (absence)
		c->keep_ms = c->before_ms + c->span_ms + 1;
	return (true);
}

static bool
flags_of(struct load *ld, const struct yaml_node *map, struct corr *c)
{
	const struct yaml_node *v = yaml_get(map, "generate");

	if (v != NULL && !yaml_bool(v, &c->generate))
		return (sigma_note_refuse(ld, v,
		    "'generate' takes true or false"));
	if ((v = yaml_get(map, "x-exact")) != NULL && !yaml_bool(v, &c->exact))
		return (sigma_note_refuse(ld, v,
		    "'x-exact' takes true or false"));
	v = yaml_get(map, "aliases");
	if (v != NULL && v->kind != YAML_MAP)
		return (sigma_note_refuse(ld, v,
		    "'aliases' must be a mapping"));
	c->aliases = v;
	return (true);
}

bool
sigma_corr_parse(struct load *ld, const struct yaml_node *map)
{
	struct corr *c = arena_take(&ld->s->mem, sizeof(*c));
	struct sigma_rule *r = &ld->doc->rule;
	const struct yaml_node *v;
	const char **names;

	if (c == NULL) {
		ld->nomem = true;
		return (false);
	}
	if (map->kind != YAML_MAP)
		return (sigma_note_refuse(ld, map,
		    "'correlation' must be a mapping"));
	c->line = map->line;
	if (!type_of(ld, map, c) || !keys_known(ld, map) ||
	    !refs_of(ld, map, c) || !condition_of(ld, map, c) ||
	    !times_of(ld, map, c) || !flags_of(ld, map, c))
		return (false);
	if (c->type == CORR_ABSENCE && c->refs < 2)
		return (sigma_note_refuse(ld, map, "'x-absence' needs two "
		    "rules or more: what came, and what did not"));
	if (c->type == CORR_ORDERED && !sigma_chain_of(ld, map, c))
		return (false);
	if ((v = yaml_get(map, "group-by")) == NULL)
		sigma_note_warn(ld, map, "no 'group-by': all events of a "
		    "tenant are one group");
	else if (!names_of(ld, v, "group-by", c->key, c->key_node, &c->keys))
		return (false);
	names = arena_take(&ld->s->mem, (c->keys + 1) * sizeof(char *));
	if (names == NULL) {
		ld->nomem = true;
		return (false);
	}
	for (size_t i = 0; i < c->keys; i++)
		names[i] = c->key[i].p;
	r->group_names = names;
	r->group_n = c->keys;
	r->aliases = c->aliases != NULL;
	r->correlation = true;
	ld->doc->corr = c;
	return (true);
}
