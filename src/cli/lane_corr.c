/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lanes of correlations.  Event times are even seconds and windows odd ones,
 * so that no event stands on an edge; and within one moment each group has
 * one event, so that the order within a moment decides nothing.
 */
#include "base/attr.h"
#include "cli/lane_corr.h"

#define DAY		43200		/* Ticks. */
#define SLOTS		50		/* Events in a tick of mix, count. */

#define USERS		5000		/* mix: of these many users, */
#define ADDRESSES	2000		/* and addresses. */

#define SPANS_GROUPS	100

#define COUNT_USERS	1000

/* The base rules: number, type of event. */
static const char *const types[] = {
	"login.failed", "login.ok", "data.read", "account.change",
};

struct corr {
	unsigned	 number;
	const char	*type;
	unsigned	 on[3], on_n;	/* Base rules, by number. */
	const char	*group;
	unsigned	 span_s;
	const char	*condition;	/* Lines of YAML. */
};

static void
id(struct lane *l, unsigned k)
{

	buf_fmt(&l->text, "5eed0001-0000-4000-8000-%012u", k);
}

static void
base_rule(struct lane *l, unsigned k)
{

	buf_fmt(&l->text, "title: Event %s\nid: ", types[k]);
	id(l, k);
	buf_fmt(&l->text, "\nstatus: test\nlogsource:\n    product: portal\n"
	    "detection:\n    s:\n        type: %s\n    condition: s\n"
	    "level: informational\n", types[k]);
	lane_rule(l);
}

static void
corr_rule(struct lane *l, const struct corr *c)
{

	buf_fmt(&l->text, "title: Correlation %u\nid: ", c->number);
	id(l, 100 + c->number);
	buf_fmt(&l->text, "\nstatus: test\ncorrelation:\n    type: %s\n"
	    "    rules:\n", c->type);
	for (unsigned i = 0; i < c->on_n; i++) {
		buf_text(&l->text, "        - ");
		id(l, c->on[i]);
		buf_char(&l->text, '\n');
	}
	buf_fmt(&l->text, "    group-by:\n        - %s\n    timespan: %us\n",
	    c->group, c->span_s);
	if (c->condition != NULL)
		buf_fmt(&l->text, "    condition:\n%s", c->condition);
	buf_text(&l->text, "level: high\n");
	lane_rule(l);
}

/* The correlations, after the base rules that they name. */
static void
rules(struct lane *l, const struct corr *c, size_t n)
{
	bool used[COUNT_OF(types)] = { false };

	for (size_t i = 0; i < n; i++)
		for (unsigned k = 0; k < c[i].on_n; k++)
			used[c[i].on[k]] = true;
	for (unsigned k = 0; k < COUNT_OF(types); k++)
		if (used[k])
			base_rule(l, k);
	for (size_t i = 0; i < n; i++)
		corr_rule(l, &c[i]);
}

static const struct corr mix[] = {
	{ 0, "event_count", { 0 }, 1, "user", 299, "        gte: 5\n" },
	{ 1, "value_count", { 0 }, 1, "ip", 599,
	  "        field: user\n        gte: 9\n" },
	{ 2, "value_sum", { 2 }, 1, "user", 599,
	  "        field: bytes\n        gt: 40000\n" },
	{ 3, "temporal_ordered", { 0, 1, 3 }, 3, "user", 899, NULL },
};

/* Sums are decided when the clock has passed: here they wait longer. */
static const struct corr late[] = {
	{ 0, "event_count", { 0 }, 1, "user", 299, "        gte: 5\n" },
	{ 1, "value_count", { 0 }, 1, "ip", 599,
	  "        field: user\n        gte: 9\n" },
	{ 2, "value_sum", { 2 }, 1, "user", 599,
	  "        field: bytes\n        gt: 40000\n"
	  "    x-lateness: 60s\n" },
	{ 3, "temporal_ordered", { 0, 1, 3 }, 3, "user", 899, NULL },
};

/* Event ${slot} of a tick: its user and address have that slot's numbers. */
static void
mix_event(struct lane *l, size_t tick, unsigned slot)
{
	static const unsigned share[] = { 40, 60, 98, 100 };
	unsigned kind = 0, dice = lane_pick(l, 100);
	unsigned user = slot * (USERS / SLOTS) + lane_pick(l, USERS / SLOTS);
	unsigned ip = slot * (ADDRESSES / SLOTS) +
	    lane_pick(l, ADDRESSES / SLOTS);

	while (dice >= share[kind])
		kind++;
	lane_head(l, tick);
	buf_fmt(&l->text, ",\"type\":\"%s\",\"user\":\"u%05u\","
	    "\"ip\":\"10.1.%u.%u\",\"status\":%u,\"bytes\":%u,"
	    "\"agent\":\"portal/7.2\"}", types[kind], user, ip / 256,
	    ip % 256, kind == 0 ? 401 : 200, 100 + lane_pick(l, 10000));
	lane_line(l);
}

void
lane_corr_mix(struct lane *l, const struct lane_how *how)
{

	rules(l, mix, COUNT_OF(mix));
	while (l->n < how->n && l->failed == RC_OK)
		mix_event(l, l->n / SLOTS, (unsigned)(l->n % SLOTS));
	lane_end(l, l->n / SLOTS);
}

void
lane_corr_late(struct lane *l, const struct lane_how *how)
{

	rules(l, late, COUNT_OF(late));
	while (l->n < how->n && l->failed == RC_OK) {
		size_t tick = 30 + l->n / SLOTS;
		unsigned slot = (unsigned)(l->n % SLOTS);

		if (lane_pick(l, 20) == 0)
			tick -= lane_pick(l, 31);
		else if (lane_pick(l, 10000) == 0)
			tick += DAY;
		mix_event(l, tick, slot);
	}
	lane_end(l, 30 + l->n / SLOTS);
}

void
lane_corr_distinct(struct lane *l, const struct lane_how *how)
{
	static const struct corr c[] = {
		{ 0, "value_count", { 0 }, 1, "user", 3599,
		  "        field: object\n        gte: 1790\n" },
	};
	const unsigned groups = 100;

	rules(l, c, COUNT_OF(c));
	while (l->n < how->n && l->failed == RC_OK) {
		size_t tick = l->n / groups, group = l->n % groups;

		/* Two groups have all values distinct, the others nearly. */
		lane_head(l, tick);
		buf_fmt(&l->text, ",\"type\":\"login.failed\","
		    "\"user\":\"u%05zu\",\"object\":\"object-%zu\"}", group,
		    tick % (group < 2 ? 2500 : 1780));
		lane_line(l);
	}
	lane_end(l, l->n / groups);
}

void
lane_corr_percentile(struct lane *l, const struct lane_how *how)
{
	static const struct corr c[] = {
		{ 0, "value_percentile", { 2 }, 1, "user", 19999,
		  "        field: bytes\n        gte: 0\n"
		  "        percentile: 95\n" },
	};
	const unsigned groups = 8;

	rules(l, c, COUNT_OF(c));
	while (l->n < how->n && l->failed == RC_OK) {
		size_t tick = l->n / groups;

		lane_head(l, tick);
		buf_fmt(&l->text, ",\"type\":\"data.read\","
		    "\"user\":\"u%05zu\",\"bytes\":%u}", l->n % groups,
		    1 + lane_pick(l, 100000));
		lane_line(l);
	}
	lane_end(l, l->n / groups);
}

void
lane_corr_spans(struct lane *l, const struct lane_how *how)
{
	struct corr c[] = {
		{ 0, "event_count", { 0 }, 1, "user", 60,
		  "        gte: 4000\n" },
		{ 1, "value_count", { 0 }, 1, "user", 60,
		  "        field: ip\n        gte: 4000\n" },
		{ 2, "value_sum", { 0 }, 1, "user", 60,
		  "        field: bytes\n        gt: 1000000000\n" },
		{ 3, "value_avg", { 0 }, 1, "user", 60,
		  "        field: bytes\n        gt: 1000000\n" },
		{ 4, "value_percentile", { 0 }, 1, "user", 60,
		  "        field: bytes\n        gt: 1000000\n"
		  "        percentile: 95\n" },
		{ 5, "value_median", { 0 }, 1, "user", 60,
		  "        field: bytes\n        gt: 1000000\n" },
		{ 6, "temporal", { 0, 3 }, 2, "user", 60, NULL },
		{ 7, "temporal_ordered", { 0, 1, 3 }, 3, "user", 60, NULL },
	};

	for (size_t i = 0; i < COUNT_OF(c); i++)
		c[i].span_s = c[i].span_s * how->stretch - 1;
	rules(l, c, COUNT_OF(c));
	while (l->n < how->n && l->failed == RC_OK) {
		size_t tick = l->n / SPANS_GROUPS;

		lane_head(l, tick);
		buf_fmt(&l->text, ",\"type\":\"%s\",\"user\":\"u%05zu\"",
		    types[lane_pick(l, 8) == 0], l->n % SPANS_GROUPS);
		lane_roll(l, ",\"ip\":\"10.1.", 0, 4);
		lane_roll(l, ".", 0, 256);
		lane_roll(l, "\",\"bytes\":", 100, 10000);
		buf_char(&l->text, '}');
		lane_line(l);
	}
	lane_end(l, l->n / SPANS_GROUPS);
}

void
lane_corr_groups(struct lane *l, const struct lane_how *how)
{
	static const struct corr c[] = {
		{ 0, "event_count", { 0 }, 1, "user", 1209599,
		  "        gte: 5\n" },
	};

	rules(l, c, COUNT_OF(c));
	while (l->n < how->n && l->failed == RC_OK) {
		lane_head(l, l->n / 100);
		buf_fmt(&l->text, ",\"type\":\"login.failed\","
		    "\"user\":\"u%07zu\"}", l->n % (how->n / 2 + 1));
		lane_line(l);
	}
	lane_end(l, l->n / 100);
}

void
lane_corr_count(struct lane *l, const struct lane_how *how)
{
	static const struct corr c[] = {
		{ 0, "event_count", { 0 }, 1, "user", 1209599,
		  "        gte: 20\n" },
	};

	rules(l, c, COUNT_OF(c));
	while (l->n < how->n && l->failed == RC_OK) {
		unsigned slot = (unsigned)(l->n % SLOTS);
		unsigned user = slot * (COUNT_USERS / SLOTS) +
		    lane_pick(l, COUNT_USERS / SLOTS);

		lane_head(l, l->n / SLOTS);
		lane_word(l, ",\"type\":\"", types, 2);
		buf_fmt(&l->text, "\",\"user\":\"u%05u\"", user);
		lane_roll(l, ",\"ip\":\"10.1.0.", 0, 256);
		buf_text(&l->text, "\",\"status\":401}");
		lane_line(l);
	}
	lane_end(l, l->n / SLOTS);
}
