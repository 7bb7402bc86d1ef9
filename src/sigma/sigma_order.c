/* SPDX-License-Identifier: Apache-2.0 */
/*
 * temporal_ordered: how far do events in the given order get?
 *
 * For each stage the group knows the latest start that a run up to it can
 * have among the events before base; a run lies in the window when its start
 * does.  Events of one moment may be taken in any order, each for one stage.
 *
 * A condition that is a number asks for so many stages in their order, some
 * perhaps left out: then it is known for each length and last stage.
 */
#include "sigma/sigma_group.h"
#include "sigma/sigma_order.h"

#define MOMENT_MAX	128		/* Events of a moment looked at. */

/* What lies in a group behind its counts, which are one a stage. */
struct runs {
	int64_t		 base;		/* Events before this are in ... */
	int64_t		 start[];	/* ... these: chain by chain, or */
					/* length by stages seen so far. */
};

/* The events of one moment: which stages each could be. */
struct moment_set {
	uint32_t	 bits[MOMENT_MAX];
	unsigned	 n;
};

/* Does the condition ask for a number of stages? */
static bool
by_number(const struct corr *c)
{

	return (c->stated);
}

static size_t
stages(const struct corr *c)
{
	size_t n = 0;

	if (by_number(c))
		return (c->refs * c->refs);
	for (size_t i = 0; i < c->chains; i++)
		n += c->chain[i].n;
	return (n);
}

/* Bytes of the counts, as they are before what is aligned to 8. */
static size_t
counts(const struct corr *c)
{

	return ((c->refs + 1) / 2 * 2 * sizeof(uint32_t));
}

size_t
sigma_order_bytes(const struct corr *c)
{

	return (counts(c) + sizeof(struct runs) +
	    stages(c) * sizeof(int64_t));
}

static struct runs *
runs_of(const struct track *tr, struct group *g)
{

	return ((struct runs *)(void *)((char *)g->more + counts(tr->c)));
}

/* The events at one moment, from ${at} on; returns the place behind. */
static uint32_t
gather(const struct track *tr, const struct group *g, uint32_t at,
    struct moment_set *m)
{
	int64_t te = windows_entry(tr, g, at)->te;

	for (m->n = 0; at < g->n; at++) {
		const struct entry *e = windows_entry(tr, g, at);
		unsigned same = 0;

		if (e->te != te)
			break;
		/* More of a kind than stages change nothing. */
		for (unsigned i = 0; i < m->n; i++)
			same += m->bits[i] == e->bits;
		if (same < tr->c->refs && m->n < MOMENT_MAX)
			m->bits[m->n++] = e->bits;
	}
	return (at);
}

/* Find an event for the stage, moving others if need be (Kuhn). */
static bool
assign(const struct corr_chain *ch, const struct moment_set *m, unsigned k,
    int *owner, bool *tried)
{

	for (unsigned i = 0; i < m->n; i++) {
		if (tried[i] || (m->bits[i] >> ch->stage[k] & 1) == 0)
			continue;
		tried[i] = true;
		if (owner[i] < 0 ||
		    assign(ch, m, (unsigned)owner[i], owner, tried)) {
			owner[i] = (int)k;
			return (true);
		}
	}
	return (false);
}

/* Can each of the stages [from, to] have an event of its own? */
static bool
matchable(const struct corr_chain *ch, const struct moment_set *m,
    unsigned from, unsigned to)
{
	int owner[MOMENT_MAX];

	if (to - from + 1 > m->n)
		return (false);
	for (unsigned i = 0; i < m->n; i++)
		owner[i] = -1;
	for (unsigned k = from; k <= to; k++) {
		bool tried[MOMENT_MAX] = { false };

		if (!assign(ch, m, k, owner, tried))
			return (false);
	}
	return (true);
}

/* Let the events of the moment ${te} go on with the runs of a chain. */
static void
step(const struct corr_chain *ch, const struct moment_set *m, int64_t te,
    int64_t *start)
{

	/* From the last stage on, so that each run ends before the moment. */
	for (unsigned k = ch->n; k-- > 0;) {
		for (unsigned from = k + 1; from-- > 0;) {
			int64_t s = from == 0 ? te : start[from - 1];

			if (s <= start[k])
				continue;
			if (!matchable(ch, m, from, k))
				break;
			start[k] = s;
		}
	}
}

/* One event alone, which is the rule: one stage further at most. */
static void
step_one(const struct corr_chain *ch, uint32_t bits, int64_t te,
    int64_t *start)
{

	for (unsigned k = ch->n; k-- > 0;) {
		int64_t s = k == 0 ? te : start[k - 1];

		if ((bits >> ch->stage[k] & 1) != 0 && s > start[k])
			start[k] = s;
	}
}

/* Runs of ${len} stages up to ${k} may start as late as ${s}. */
static void
better(int64_t *row, size_t refs, unsigned k, int64_t s)
{

	for (; k < refs && row[k] < s; k++)
		row[k] = s;
}

/* One event alone: it lengthens what ended before its stages. */
static void
count_one(size_t refs, uint32_t bits, int64_t te, int64_t *start)
{

	/* The longest first, so that each run ends before the event. */
	for (size_t len = refs; len-- > 0;) {
		for (uint32_t b = bits; b != 0; b &= b - 1) {
			unsigned k = (unsigned)__builtin_ctz(b);

			if (len == 0)
				better(start, refs, k, te);
			else if (k > 0)
				better(start + len * refs, refs, k,
				    start[(len - 1) * refs + k - 1]);
		}
	}
}

/* The events of a moment: every set of stages that they can be. */
static void
count_moment(size_t refs, const struct moment_set *m, int64_t te,
    int64_t *start)
{
	int64_t old[RULE_STAGES_MAX];
	uint32_t all = 0;

	memcpy(old, start, refs * refs * sizeof(*old));
	for (unsigned i = 0; i < m->n; i++)
		all |= m->bits[i];
	for (uint32_t set = all; set != 0; set = (set - 1) & all) {
		struct corr_chain ch = { .n = 0 };
		unsigned first = (unsigned)__builtin_ctz(set), last = 0;

		for (uint32_t b = set; b != 0; b &= b - 1) {
			last = (unsigned)__builtin_ctz(b);
			ch.stage[ch.n++] = (uint8_t)last;
		}
		if (!matchable(&ch, m, 0, ch.n - 1))
			continue;
		better(start + (ch.n - 1) * refs, refs, last, te);
		for (size_t len = ch.n; len < refs && first > 0; len++)
			better(start + len * refs, refs, last,
			    old[(len - ch.n) * refs + first - 1]);
	}
}

static uint32_t
step_all(const struct track *tr, const struct group *g, uint32_t at,
    int64_t *start)
{
	const struct corr *c = tr->c;
	const struct entry *e = windows_entry(tr, g, at);
	bool alone = at + 1 == g->n || windows_entry(tr, g, at + 1)->te !=
	    e->te;
	struct moment_set m;
	uint32_t next = at + 1;

	if (!alone)
		next = gather(tr, g, at, &m);
	if (by_number(c) && alone)
		count_one(c->refs, e->bits, e->te, start);
	else if (by_number(c))
		count_moment(c->refs, &m, e->te, start);
	for (size_t i = 0; i < c->chains && !by_number(c); i++) {
		if (alone)
			step_one(&c->chain[i], e->bits, e->te, start);
		else
			step(&c->chain[i], &m, e->te, start);
		start += c->chain[i].n;
	}
	return (next);
}

/* Bring the state up to all events before ${t}. */
static void
catch_up(const struct track *tr, struct group *g, int64_t t)
{
	struct runs *r = runs_of(tr, g);
	size_t n = stages(tr->c);
	uint32_t at;

	/* All zero is new; a point before the state's begins anew. */
	if (r->base == 0 || r->base > t) {
		for (size_t i = 0; i < n; i++)
			r->start[i] = INT64_MIN;
		r->base = sigma_group_from(tr, g, t) + 1;
	}
	at = sigma_group_seek(tr, g, r->base - 1);
	while (at < g->n && windows_entry(tr, g, at)->te < t)
		at = step_all(tr, g, at, r->start);
	r->base = t;
}

bool
sigma_order_run(const struct track *tr, struct group *g, int64_t t,
    unsigned *run)
{
	const struct corr *c = tr->c;
	int64_t start[RULE_STAGES_MAX], from = sigma_group_from(tr, g, t);
	size_t at = 0;
	bool hit = false;

	catch_up(tr, g, t);
	memcpy(start, runs_of(tr, g)->start, stages(c) * sizeof(int64_t));
	(void)step_all(tr, g, sigma_group_seek(tr, g, t - 1), start);
	*run = 0;
	while (by_number(c) && *run < c->refs &&
	    start[*run * c->refs + c->refs - 1] > from)
		(*run)++;
	for (size_t i = 0; i < c->chains && !by_number(c); i++) {
		const struct corr_chain *ch = &c->chain[i];
		bool clear = true;
		unsigned n = 0;

		while (n < ch->n && start[at + n] > from)
			n++;
		for (uint32_t b = ch->without; b != 0; b &= b - 1)
			clear &= g->more->in[__builtin_ctz(b)] == 0;
		hit |= clear && n == ch->n;
		*run = n > *run ? n : *run;
		at += ch->n;
	}
	return (hit);
}

void
sigma_order_reset(const struct track *tr, struct group *g)
{

	runs_of(tr, g)->base = 0;
}

void
sigma_order_back(const struct track *tr, struct group *g, int64_t te)
{

	if (runs_of(tr, g)->base > te)
		runs_of(tr, g)->base = 0;
}
