/* SPDX-License-Identifier: Apache-2.0 */
/* Incidents summed up: cause, rules, what was touched, risk. */
#include <stdlib.h>

#include "base/mem.h"
#include "model/incident_sum.h"
#include "model/level.h"

#define KINDS_MAX	48		/* More than there are. */

/* Scratch of the summing up. */
struct sums {
	struct incidents	*x;
	uint32_t		*by_group;	/* Owned: links. */
	size_t			*alerts_at;	/* Owned: where a group's */
	size_t			*links_at;	/* alerts, links begin. */
	struct known {
		const char	*id;
		unsigned	 incidents;	/* That have the rule. */
	}			*rule;		/* Owned. */
	size_t			 rules, rule_cap;
	struct map		 by_id;
};

static struct span
known_id(const void *owner, uint32_t i)
{
	const struct sums *s = owner;

	return (span_of(s->rule[i].id));
}

/* The place of that rule; ${more}: one incident more has it. */
static rc
known(struct sums *s, const char *id, bool more, uint32_t *ret)
{
	rc r;

	*ret = map_get(&s->by_id, span_of(id));
	if (*ret == MAP_NONE) {
		if (!mem_room(&s->rule, s->rules, &s->rule_cap,
		    sizeof(*s->rule)))
			return (RC_NOMEM);
		*ret = (uint32_t)s->rules;
		s->rule[s->rules++] = (struct known){ .id = id };
		if ((r = map_put(&s->by_id, span_of(id), *ret)) != RC_OK)
			return (r);
	}
	s->rule[*ret].incidents += more;
	return (RC_OK);
}

/* Where the members of each group begin, from how many there are. */
static void
begin_at(size_t *at, size_t n)
{
	size_t sum = 0;

	for (size_t i = 0; i <= n; i++) {
		size_t here = at[i];

		at[i] = sum;
		sum += here;
	}
}

/* Alerts and links by group, as they came. */
static rc
sort_out(struct sums *s)
{
	struct incidents *x = s->x;
	size_t *next;

	if ((s->alerts_at = mem_array(x->groups + 1, sizeof(size_t))) ==
	    NULL || (s->links_at = mem_array(x->groups + 1,
	    sizeof(size_t))) == NULL ||
	    (x->by_group = mem_array(x->alerts + 1, sizeof(*x->by_group))) ==
	    NULL || (s->by_group = mem_array(x->links + 1,
	    sizeof(*s->by_group))) == NULL ||
	    (next = mem_array(2 * x->groups + 2, sizeof(*next))) == NULL)
		return (RC_NOMEM);
	for (size_t i = 0; i < x->alerts; i++)
		s->alerts_at[x->of[i]]++;
	for (size_t i = 0; i < x->links; i++)
		s->links_at[x->link[i].pair[0]]++;
	begin_at(s->alerts_at, x->groups);
	begin_at(s->links_at, x->groups);
	for (size_t i = 0; i < x->alerts; i++)
		x->by_group[s->alerts_at[x->of[i]] + next[x->of[i]]++] =
		    x->alert[i];
	for (size_t i = 0; i < x->links; i++) {
		uint32_t g = x->link[i].pair[0];

		s->by_group[s->links_at[g] + next[x->groups + 1 + g]++] =
		    (uint32_t)i;
	}
	mem_free(next);
	return (RC_OK);
}

/* Does the entity of ${a} say more of the cause than that of ${b}? */
static bool
is_nearer(const struct incidents *x, const struct incident_link *a,
    const struct incident_link *b)
{
	unsigned ra = x->entity[a->pair[1]].rank;
	unsigned rb = x->entity[b->pair[1]].rank;

	if (a->alerts != b->alerts)
		return (a->alerts > b->alerts);
	if (a->about != b->about)
		return (a->about > b->about);
	return (ra != rb ? ra < rb : a->pair[1] < b->pair[1]);
}

/* Name the cause; returns its link, or NULL if none was kept. */
static const struct incident_link *
name_cause(const struct sums *s, size_t group, struct incident *in)
{
	const struct incidents *x = s->x;
	const struct incident_link *best = NULL;

	for (size_t i = s->links_at[group]; i < s->links_at[group + 1]; i++) {
		const struct incident_link *l = &x->link[s->by_group[i]];

		if (best == NULL || is_nearer(x, l, best))
			best = l;
	}
	in->kind = in->alert[0]->kind;
	in->entity = in->alert[0]->entity;
	/* What is tied by its rule only is about the tenant. */
	if (best != NULL && strcmp(x->entity[best->pair[1]].kind, "rule") !=
	    0) {
		in->kind = x->entity[best->pair[1]].kind;
		in->entity = x->entity[best->pair[1]].id;
	}
	return (best);
}

static struct incident_touched *
touched_of(struct incident_touched *t, size_t *n, const char *kind)
{
	size_t i = 0;

	while (i < *n && strcmp(t[i].kind, kind) != 0)
		i++;
	if (i == KINDS_MAX)
		return (&t[i - 1]);
	if (i == *n)
		t[(*n)++] = (struct incident_touched){ .kind = kind };
	return (&t[i]);
}

static int
by_kind(const void *a, const void *b)
{
	const struct incident_touched *x = a, *y = b;

	if (x->n != y->n)
		return (x->n > y->n ? -1 : 1);
	return (strcmp(x->kind, y->kind));
}

/* What it touched besides ${cause}, by kind, the most of a kind first. */
static rc
name_touched(struct sums *s, size_t group, const struct incident_link *cause,
    struct incident *in)
{
	struct incidents *x = s->x;
	size_t from = s->links_at[group], to = s->links_at[group + 1], n = 0;
	struct incident_touched *t;

	if (from == to)
		return (RC_OK);
	if ((t = arena_take(&x->arena, (to - from < KINDS_MAX ?
	    to - from : KINDS_MAX) * sizeof(*t))) == NULL)
		return (RC_NOMEM);
	for (size_t i = from; i < to; i++) {
		const struct incident_link *l = &x->link[s->by_group[i]];
		const struct incident_entity *e = &x->entity[l->pair[1]];
		struct incident_touched *of = touched_of(t, &n, e->kind);

		of->n++;
		if (e->role == INCIDENT_WHAT && of->n > in->things)
			in->things = of->n;
		if (l != cause && of->some_n < INCIDENT_SOME)
			of->some[of->some_n++] = e->id;
	}
	/* The cause has been named. */
	if (cause != NULL) {
		struct incident_touched *of = touched_of(t, &n,
		    x->entity[cause->pair[1]].kind);

		if (--of->n == 0)
			*of = t[--n];
	}
	qsort(t, n, sizeof(*t), by_kind);
	in->touched = t;
	in->kinds = n;
	return (RC_OK);
}

static int
worst_first(const void *a, const void *b)
{
	const struct incident_rule *x = a, *y = b;
	unsigned rx = level_of(x->rule->level)->risk;
	unsigned ry = level_of(y->rule->level)->risk;

	if (rx != ry)
		return (rx > ry ? -1 : 1);
	if (x->alerts != y->alerts)
		return (x->alerts > y->alerts ? -1 : 1);
	return (strcmp(x->rule->id, y->rule->id));
}

static rc
name_rules(struct sums *s, struct incident *in)
{
	struct incident_rule *rule = NULL, *kept = NULL;
	size_t n = 0, cap = 0, k;
	uint32_t at;
	rc r = RC_OK;

	for (size_t i = 0; i < in->alerts && r == RC_OK; i++) {
		const struct alert *a = in->alert[i];

		for (k = 0; k < n && strcmp(rule[k].rule->id, a->rule->id) !=
		    0; k++)
			continue;
		if (k == n) {
			if (!mem_room(&rule, n, &cap, sizeof(*rule))) {
				r = RC_NOMEM;
				break;
			}
			rule[n++] = (struct incident_rule){ .rule = a->rule };
			r = known(s, a->rule->id, true, &at);
		}
		rule[k].alerts++;
		rule[k].count += a->count;
	}
	BUG_IF(rule == NULL && r == RC_OK);	/* It has an alert. */
	if (r == RC_OK && (kept = arena_take(&s->x->arena,
	    n * sizeof(*kept))) == NULL)
		r = RC_NOMEM;
	if (r == RC_OK) {
		qsort(rule, n, sizeof(*rule), worst_first);
		memcpy(kept, rule, n * sizeof(*kept));
		in->rule = kept;
		in->rules = n;
	}
	mem_free(rule);
	return (r);
}

static unsigned
digits(uint64_t n)
{

	return (n == 0 ? 1 : 64 - (unsigned)__builtin_clzll(n));
}

/* The formula of incidents.h. */
static rc
weigh(struct sums *s, struct incident *in)
{
	double risk = 0;
	uint32_t at;
	rc r;

	for (size_t i = 0; i < in->rules; i++) {
		const struct alert_rule *rule = in->rule[i].rule;

		if ((r = known(s, rule->id, false, &at)) != RC_OK)
			return (r);
		risk += level_of(rule->level)->risk * (1 + 1.0 /
		    digits(s->rule[at].incidents)) / 2;
	}
	in->risk = (uint64_t)(risk * digits(in->things) + 0.5);
	return (RC_OK);
}

static rc
sum_up(struct sums *s, size_t group)
{
	struct incidents *x = s->x;
	const struct incident_group *g = &x->group[group];
	struct incident *in = &x->all[group];
	const struct alert *first;
	rc r;

	*in = (struct incident){ .first = g->first, .last = g->last,
	    .count = g->count, .at_least = g->at_least,
	    .alert = &x->by_group[s->alerts_at[group]],
	    .alerts = g->alerts };
	first = in->alert[0];
	in->tenant = first->tenant;
	if ((r = alert_id(&(struct alert_key){ first->tenant,
	    "vedette-incident", "alert", span_of(first->id), SPAN("") },
	    first->time, alert_event_id(first->decided), in->id)) != RC_OK ||
	    (r = name_touched(s, group, name_cause(s, group, in), in)) !=
	    RC_OK)
		return (r);
	return (name_rules(s, in));
}

static int
by_risk(const void *a, const void *b)
{
	const struct incident *x = a, *y = b;

	if (x->risk != y->risk)
		return (x->risk > y->risk ? -1 : 1);
	if (x->first != y->first)
		return (x->first < y->first ? -1 : 1);
	return (strcmp(x->id, y->id));
}

rc
incident_sum(struct incidents *x)
{
	struct sums s = { .x = x };
	rc r = RC_NOMEM;

	map_init(&s.by_id, known_id, &s);
	if ((x->all = mem_array(x->groups + 1, sizeof(*x->all))) != NULL)
		r = sort_out(&s);
	for (size_t i = 0; i < x->groups && r == RC_OK; i++)
		r = sum_up(&s, i);
	/* Only now it is known how rare each rule is. */
	for (size_t i = 0; i < x->groups && r == RC_OK; i++)
		r = weigh(&s, &x->all[i]);
	if (r == RC_OK)
		qsort(x->all, x->groups, sizeof(*x->all), by_risk);
	map_release(&s.by_id);
	mem_free(s.rule);
	mem_free(s.by_group);
	mem_free(s.alerts_at);
	mem_free(s.links_at);
	return (r);
}
