/* SPDX-License-Identifier: Apache-2.0 */
/* Matches become alerts; ids that were seen. */
#include "base/mem.h"
#include "engine/dedupe.h"
#include "engine/episodes.h"
#include "t.h"

#define T0	INT64_C(1772439304250)
#define MIN	INT64_C(60000)
#define HOUR	(60 * MIN)
#define REARM	(10 * MIN)

static const struct alert_rule rule = { .id = "r-1", .title = "R",
    .level = "low" };

static struct alert_event *
event(uint64_t pos, int64_t te)
{
	static const char line[] = "{\"type\":\"clock.tick\"}";
	struct event ev = { .line = SPAN(line), .time = te, .pos = pos,
	    .source = SPAN("s") };
	struct alert_event *e;
	char id[24];

	(void)snprintf(id, sizeof(id), "e%llu", (unsigned long long)pos);
	if ((e = alert_event_new(NULL, &ev, span_of(id), NULL, 0)) == NULL)
		return (NULL);
	e->te = te;
	e->pos = pos;
	return (e);
}

/* A match of ${entity} by one event, ${ms} after T0. */
static rc
match(struct episodes *E, const char *tenant, const char *entity,
    const char *group, uint64_t pos, int64_t ms)
{
	struct alert_event *e = event(pos, T0 + ms);
	struct episode_match m = { .rule = &rule, .base = &rule,
	    .rearm = REARM, .key = { span_of(tenant), rule.id, "vehicle",
	    span_of(entity), span_of(group) },
	    .te = T0 + ms, .decided = e };
	struct sigma_seen seen;
	rc r;

	if (e == NULL)
		return (RC_NOMEM);
	m.decided_id = alert_event_id(e);
	m.window = episodes_only(e, &seen);
	r = episodes_add(E, &m);
	alert_event_drop(e);
	return (r);
}

static struct episodes *
fresh(void)
{
	struct episodes *E = NULL;

	T_INT(RC_OK, episodes_new(&E));
	return (E);
}

static void
rearm(void)
{
	struct episodes *E = fresh();
	struct alert *const *a;
	size_t n;

	T_TRUE(episodes_sorted(E, &n) == NULL && n == 0);
	T_INT(RC_OK, match(E, "t", "v", "", 1, 0));
	T_INT(RC_OK, match(E, "t", "v", "", 2, REARM));
	/* From the newest match on, not from the opening. */
	T_INT(RC_OK, match(E, "t", "v", "", 3, 2 * REARM));
	a = episodes_sorted(E, &n);
	T_INT(1, n);
	T_INT(3, a[0]->count);
	T_INT(T0, a[0]->time);
	T_INT(T0, a[0]->first_seen);
	T_INT(T0 + 2 * REARM, a[0]->last_seen);
	T_INT(RC_OK, match(E, "t", "v", "", 4, 3 * REARM + 1));
	a = episodes_sorted(E, &n);
	T_INT(2, n);
	T_INT(3, a[0]->count);
	T_INT(T0 + 3 * REARM + 1, a[1]->time);
	T_TRUE(strcmp(a[0]->id, a[1]->id) != 0);
	/* A late one belongs to the newest, and moves nothing back. */
	T_INT(RC_OK, match(E, "t", "v", "", 5, 2 * REARM));
	a = episodes_sorted(E, &n);
	T_INT(2, n);
	T_INT(2, a[1]->count);
	T_INT(T0 + 2 * REARM, a[1]->first_seen);
	T_INT(T0 + 3 * REARM + 1, a[1]->time);
	episodes_free(E);
}

/* An episode ends a day after its opening, whatever goes on. */
static void
a_day(void)
{
	struct episodes *E = fresh();
	struct alert *const *a;
	uint64_t pos = 0;
	size_t n;

	for (int64_t ms = 0; ms < 25 * HOUR; ms += 5 * MIN)
		T_INT(RC_OK, match(E, "t", "v", "", ++pos, ms));
	a = episodes_sorted(E, &n);
	T_INT(2, n);
	T_INT(288, a[0]->count);
	T_INT(T0 + 24 * HOUR - 5 * MIN, a[0]->last_seen);
	T_INT(T0 + 24 * HOUR, a[1]->time);
	T_INT(12, a[1]->count);
	episodes_free(E);
}

/* The eight oldest and the eight newest events stay. */
static void
ends(void)
{
	static const int left[] = { 1, 2, 3, 4, 5, 6, 7, 8, 33, 34, 35, 36,
	    37, 38, 39, 40 };
	struct episodes *E = fresh();
	struct alert *const *a;
	size_t n;

	for (int i = 1; i <= 40; i++)
		T_INT(RC_OK, match(E, "t", "v", "", (uint64_t)i, i * 1000));
	a = episodes_sorted(E, &n);
	T_INT(1, n);
	T_INT(40, a[0]->count);
	T_INT(2 * ALERT_ENDS, a[0]->ends_n);
	for (size_t i = 0; i < COUNT_OF(left); i++)
		T_INT(left[i], a[0]->ends[i]->pos);
	episodes_free(E);
}

/* Windows overlap: an event counts once in an episode, whether all are shown
 * each time or those that are new. */
static void
overlap(bool whole)
{
	struct episodes *E = fresh();
	struct alert_event *e[5];
	struct sigma_seen seen[5];
	struct episode_match m = { .rule = &rule, .base = &rule,
	    .rearm = REARM, .key = { SPAN("t"), rule.id, "vehicle",
	    SPAN("v"), SPAN("") }, .has_value = true, .value = 3 };
	struct alert *const *a;
	size_t n;

	for (size_t i = 0; i < COUNT_OF(e); i++) {
		e[i] = event(i + 1, T0 + (int64_t)i * 1000);
		(void)episodes_only(e[i], &seen[i]);
	}
	for (size_t last = 2; last < COUNT_OF(e); last++) {
		m.te = e[last]->te;
		m.decided = e[last];
		m.decided_id = alert_event_id(e[last]);
		m.window = (struct sigma_shown){ .events = 3,
		    .ends = &seen[last - 2], .ends_n = 3, .newest = last + 1,
		    .rest = &seen[whole ? last - 2 : last],
		    .rest_n = whole ? 3 : 1, .whole = whole };
		m.value = (double)last;
		T_INT(RC_OK, episodes_add(E, &m));
	}
	a = episodes_sorted(E, &n);
	T_INT(1, n);
	T_INT(5, a[0]->count);
	T_INT(5, a[0]->ends_n);
	T_INT(T0, a[0]->first_seen);
	/* Decided by the first that was true, with its value. */
	T_INT(3, a[0]->decided->pos);
	T_NUM(2, a[0]->value, 0);
	episodes_free(E);
	for (size_t i = 0; i < COUNT_OF(e); i++) {
		T_INT(1, e[i]->refs);
		alert_event_drop(e[i]);
	}
}

static void overlap_whole(void) { overlap(true); }
static void overlap_new(void) { overlap(false); }

static void
apart(void)
{
	static const char *const keys[][3] = { { "t", "v", "" },
	    { "u", "v", "" }, { "t", "w", "" }, { "t", "v", "g" },
	    { "t", "v\ng", "" } };
	struct episodes *E = fresh();
	struct alert *const *a;
	size_t n;

	for (uint64_t i = 0; i < 2 * COUNT_OF(keys); i++) {
		const char *const *k = keys[i % COUNT_OF(keys)];

		T_INT(RC_OK, match(E, k[0], k[1], k[2], i + 1,
		    (int64_t)i));
	}
	a = episodes_sorted(E, &n);
	T_INT(COUNT_OF(keys), n);
	for (size_t i = 0; i < n; i++)
		T_INT(2, a[i]->count);
	for (size_t i = 1; i < n; i++)
		T_TRUE(alert_cmp(a[i - 1], a[i]) < 0);
	episodes_free(E);
}

static void
no_memory(void)
{
	unsigned long n = 0;
	struct episodes *E;
	size_t some;
	rc r;

	do {
		E = NULL;
		mem_count = 0;
		mem_fail_at = ++n;
		if ((r = episodes_new(&E)) == RC_OK &&
		    (r = match(E, "t", "v", "", 1, 0)) == RC_OK &&
		    (r = match(E, "t", "v", "", 2, 1)) == RC_OK &&
		    (r = match(E, "t", "v", "", 3, HOUR)) == RC_OK &&
		    episodes_sorted(E, &some) == NULL)
			r = RC_NOMEM;
		mem_fail_at = 0;
		T_TRUE(r == RC_OK || r == RC_NOMEM);
		episodes_free(E);
	} while (r != RC_OK && n < 1000);
	T_TRUE(n > 5 && r == RC_OK);
}

static bool
seen(struct dedupe *d, const char *tenant, uint64_t number, int64_t clock)
{
	char id[24];
	bool was = false;

	(void)snprintf(id, sizeof(id), "%llu", (unsigned long long)number);
	T_INT(RC_OK, dedupe_seen(d, dedupe_hash(span_of(tenant), span_of(id)),
	    clock, &was));
	return (was);
}

/* A million ids and ten minutes are remembered, both at least. */
static void
remembered(void)
{
	struct dedupe *d = NULL;
	uint64_t i;
	unsigned known = 0;

	T_INT(RC_OK, dedupe_new(&d));
	T_TRUE(!seen(d, "t", 0, 0));
	T_TRUE(seen(d, "t", 0, 0));
	T_TRUE(!seen(d, "u", 0, 0));
	/* Many in little time. */
	for (i = 1; i < 1100000; i++)
		known += seen(d, "t", i, 1000);
	T_INT(0, known);
	T_TRUE(seen(d, "t", 0, 599999));
	/* The very one that makes the generations turn. */
	T_TRUE(seen(d, "t", 1099999, 86400000));
	for (; i < 1200000; i++)
		known += seen(d, "t", i, 86400000 + (int64_t)i);
	T_INT(0, known);
	T_TRUE(seen(d, "t", 1050000, 90000000));
	/* Two generations later the first are gone: memory is bounded. */
	for (; i < 3500000; i++)
		known += seen(d, "t", i, 90000000 + (int64_t)i);
	T_INT(0, known);
	T_TRUE(!seen(d, "t", 7, 100000000));
	T_TRUE(dedupe_bytes(d) < 80u << 20);
	dedupe_free(d);
	dedupe_free(NULL);
}

static const struct t_case cases[] = {
	{ "re-arm", rearm },
	{ "a day at most", a_day },
	{ "ends of the evidence", ends },
	{ "windows that overlap", overlap_whole },
	{ "what is new in windows", overlap_new },
	{ "keys apart", apart },
	{ "no memory", no_memory },
	{ "ids remembered", remembered },
};
T_MAIN(cases)
