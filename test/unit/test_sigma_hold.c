/* SPDX-License-Identifier: Apache-2.0 */
/* Deadlines of x-absence wait while the source of the answer is unwell. */
#include "corr.h"

#define S	1000
#define H	(3600 * S)
#define NEVER	INT64_MIN
#define STEPS	8
#define TOLD	4

/** One event: what it matches, at its time, when the clock says so. */
struct step {
	int64_t		 clock;
	const char	*rule;		/* NULL: none. */
	int64_t		 te;
	const char	*group;
	uint32_t	 source;
	uint32_t	 unwell;	/* Source 0 or not; 0: nobody. */
	int64_t		 healed;
};

static const struct story {
	const char	*name;
	struct step	 step[STEPS];
	int64_t		 told[TOLD];	/* Times of points; 0 ends. */
} stories[] = {
	{ "all is well", {
		{ 1 * S, "b", 1 * S, "x", 7, 0, NEVER },
		{ 10 * S, "a", 10 * S, "g", 7, 0, NEVER },
		{ 70 * S, NULL, 0, NULL, 8, 0, NEVER } },
	    { 40 * S } },
	{ "held, and told when released", {
		{ 1 * S, "b", 1 * S, "x", 7, 0, NEVER },
		{ 10 * S, "a", 10 * S, "g", 7, 0, NEVER },
		{ 12 * S, "a", 12 * S, "k", 7, 0, NEVER },
		{ 100 * S, NULL, 0, NULL, 8, 7, NEVER },
		{ 200 * S, NULL, 0, NULL, 8, 7, NEVER },
		{ 300 * S, NULL, 0, NULL, 8, 0, 250 * S },
		{ 400 * S, NULL, 0, NULL, 8, 0, 250 * S } },
	    { 250 * S, 250 * S } },
	{ "the answer comes while it is held, late", {
		{ 1 * S, "b", 1 * S, "x", 7, 0, NEVER },
		{ 10 * S, "a", 10 * S, "g", 7, 0, NEVER },
		{ 12 * S, "a", 12 * S, "k", 7, 0, NEVER },
		{ 100 * S, NULL, 0, NULL, 8, 7, NEVER },
		{ 200 * S, "b", 11 * S, "g", 7, 7, NEVER },
		{ 300 * S, NULL, 0, NULL, 8, 0, 260 * S } },
	    { 260 * S } },
	{ "... or too late, when nothing is held", {
		{ 1 * S, "b", 1 * S, "x", 7, 0, NEVER },
		{ 10 * S, "a", 10 * S, "g", 7, 0, NEVER },
		{ 60 * S, NULL, 0, NULL, 8, 0, NEVER },
		{ 61 * S, "b", 11 * S, "g", 7, 0, NEVER },
		{ 100 * S, NULL, 0, NULL, 8, 0, NEVER } },
	    { 40 * S } },
	{ "an unwell source that never answered", {
		{ 1 * S, "b", 1 * S, "x", 7, 0, NEVER },
		{ 10 * S, "a", 10 * S, "g", 7, 0, NEVER },
		{ 100 * S, NULL, 0, NULL, 8, 9, NEVER } },
	    { 40 * S } },
	{ "one that answered more than a day ago", {
		{ 1 * S, "b", 1 * S, "x", 7, 0, NEVER },
		{ 25 * H, "a", 25 * H, "g", 8, 0, NEVER },
		{ 26 * H, NULL, 0, NULL, 8, 7, NEVER } },
	    { 25 * H + 30 * S } },
	{ "due between the end of the hold and the next event", {
		{ 1 * S, "b", 1 * S, "x", 7, 0, NEVER },
		{ 10 * S, "a", 10 * S, "g", 7, 0, NEVER },
		{ 20 * S, NULL, 0, NULL, 8, 7, NEVER },
		{ 140 * S, "a", 140 * S, "k", 8, 7, NEVER },
		{ 300 * S, NULL, 0, NULL, 8, 0, 180 * S } },
	    { 170 * S, 180 * S } },
	{ "an obligation behind one that is held opens none", {
		{ 1 * S, "b", 1 * S, "x", 7, 0, NEVER },
		{ 10 * S, "a", 10 * S, "g", 7, 0, NEVER },
		{ 20 * S, "a", 20 * S, "g", 7, 0, NEVER },
		{ 100 * S, NULL, 0, NULL, 8, 7, NEVER },
		{ 400 * S, NULL, 0, NULL, 8, 0, 390 * S } },
	    { 390 * S } },
	{ "held to the end", {
		{ 1 * S, "b", 1 * S, "x", 7, 0, NEVER },
		{ 10 * S, "a", 10 * S, "g", 7, 0, NEVER },
		{ 100 * S, NULL, 0, NULL, 8, 7, NEVER },
		{ 5 * H, NULL, 0, NULL, 8, 7, NEVER } },
	    { 0 } },
};

static int
by_time(const void *a, const void *b)
{
	const struct fired *x = a, *y = b;

	return ((x->te > y->te) - (x->te < y->te));
}

/* ${cut}: before which step the windows are saved and read. */
static void
tell(const struct story *s, size_t cut)
{
	static uint32_t unwell[STEPS];
	int before = t_failed;
	size_t n = 0;

	start(rules("type: x-absence, rules: [a, b]"), 0);
	for (size_t i = 0; i < STEPS && s->step[i].clock != 0; i++) {
		const struct step *p = &s->step[i];
		struct sigma_event *ev;

		if (i == cut)
			restart();
		clock_now = p->clock;
		if (p->rule != NULL)
			feed(p->rule, p->te, i, p->group, number(1));
		else
			tick(p->clock);
		ev = &queue[queued - 1].ev;
		unwell[i] = p->unwell;
		ev->source = p->source;
		ev->unwell = &unwell[i];
		ev->unwell_n = p->unwell != 0;
		ev->healed = p->healed;
	}
	settle();
	qsort(fires, fires_n, sizeof(*fires), by_time);
	while (n < TOLD && s->told[n] != 0)
		n++;
	T_INT(n, fires_n);
	for (size_t i = 0; i < n && i < fires_n; i++)
		T_INT(s->told[i], fires[i].te);
	if (t_failed != before)
		printf("# %s, cut %zu, %u shards, batches of %zu\n", s->name,
		    cut, shards, batch);
	stop();
}

static void
test_stories(void)
{
	static const size_t batches[] = { 1, 2, 3, 256 };

	timespan = "30s";
	for (size_t i = 0; i < COUNT_OF(stories); i++)
		for (size_t k = 0; k < COUNT_OF(batches); k++)
			for (shards = 1; shards <= 3; shards += 2)
				for (size_t cut = 0; cut < STEPS; cut++) {
					batch = batches[k];
					tell(&stories[i], cut);
				}
	shards = 1;
	batch = 1;
}

static const struct t_case cases[] = {
	{ "stories, in all ways to run them", test_stories },
};

T_MAIN(cases)
