/* SPDX-License-Identifier: Apache-2.0 */
/* A set of rules with its windows, fed by hand: for tests of correlations. */
#ifndef TEST_CORR_H
#define TEST_CORR_H

#include "base/buf.h"
#include "base/mem.h"
#include "engine/crew.h"
#include "sigma/sigma.h"

#include "t.h"

#define FIRES_MAX	8000
#define RULES_MAX	16
#define SLOTS		8
#define QUEUE_MAX	1024		/* Events of a batch. */
#define HITS_MAX	8
#define POS_STEP	65536		/* Clock ticks stand between. */

/* Resolver: one-letter fields g h v u in slots 0 to 3; all else is unknown. */
static inline rc
field(void *ctx, struct span name, struct sigma_field *ret, struct span *near)
{
	static const char letters[] = "ghvukl";
	const char *p;

	(void)ctx;
	(void)near;
	if (name.n != 1 || (p = strchr(letters, name.p[0])) == NULL)
		return (RC_NOTFOUND);
	*ret = (struct sigma_field){ .slot = (unsigned)(p - letters),
	    .type = VALUE_ABSENT };
	return (RC_OK);
}

static inline int
category(void *ctx, struct span name)
{

	(void)ctx;
	(void)name;
	return (-1);
}

/* What the sink saw. */
static struct fired {
	unsigned	rule;
	int64_t		te;
	uint64_t	by;		/* Position of the deciding event. */
	double		value;
	uint64_t	window;
	bool		exact, at_least;
	double		error;
	char		group[32];
} fires[FIRES_MAX];
static size_t fires_n;
static long keeps;			/* Alive. */
static unsigned shards = 1;		/* How to run: may be set */
static size_t batch = 1;		/* before start(). */
static enum sigma_firing firing;
static bool strangers;			/* Who comes is not known. */
static const char *timespan = "10s";

static inline void
fire(void *ctx, const struct sigma_fire *f)
{
	struct fired *to = &fires[fires_n];

	(void)ctx;
	if (fires_n == FIRES_MAX)
		return;
	fires_n++;
	T_INT(f->by, f->decided_by->pos);
	*to = (struct fired){ f->rule, f->te, f->by / POS_STEP - 1, f->value,
	    f->window.events, f->exact, f->at_least, f->error, "" };
	if (f->group != NULL && f->group[0].type == VALUE_TEXT)
		(void)snprintf(to->group, sizeof(to->group), "%.*s",
		    (int)f->group[0].n, f->group[0].p);
	/* Nobody asked for less than the whole. */
	T_TRUE(f->window.whole);
	T_INT(f->window.events, f->window.rest_n);
	for (size_t i = 1; i < f->window.rest_n; i++)
		T_TRUE(f->window.rest[i].pos != f->window.rest[i - 1].pos);
}

static inline void
drop(void *ctx, struct sigma_keep *k)
{

	(void)ctx;
	T_INT(0, k->refs);
	keeps--;
	mem_free(k);
}

/* A set with its windows. */
static struct sigma *set;
static struct sigma_windows *win;
static struct crew *crew;

/* Events that wait for the batch to be full. */
static struct queued {
	struct sigma_event	 ev;
	struct value		 slot[SLOTS];
	unsigned		 hit[HITS_MAX];
	char			 name[16];	/* Room for a text of a slot. */
} queue[QUEUE_MAX];
static size_t queued;
static uint64_t last_pos;		/* As the engine counts. */
static int64_t clock_now;

static inline void
run_crew(void *ctx, void (*fn)(void *, unsigned), void *arg)
{

	crew_run(ctx, fn, arg);
}

static inline void
start(const char *yaml, size_t groups_max)
{
	static const struct sigma_names known = { .field = field,
	    .category = category, .plain = true };
	static const struct sigma_setup setup = { .names = &known };
	static const struct sigma_sink sink = { .fire = fire, .drop = drop };
	struct sigma_text text = { "t.yml", span_of(yaml) };
	const struct sigma_note *note;
	size_t n;

	const struct sigma_options options = { .groups_max = groups_max,
	    .shards = shards, .keepsakes = true, .firing = firing };

	fires_n = queued = 0;
	keeps = 0;
	last_pos = 0;
	clock_now = INT64_MIN;
	T_INT(RC_OK, sigma_new(&text, 1, &setup, &set, NULL));
	note = sigma_notes(set, &n);
	for (size_t i = 0; i < n; i++) {
		if (note[i].kind == SIGMA_REFUSED)
			printf("# %u:%u: %s\n", note[i].line, note[i].col,
			    note[i].text);
		T_TRUE(note[i].kind != SIGMA_REFUSED);
	}
	win = sigma_windows_new(set, &sink, &options);
	T_TRUE(win != NULL);
	T_INT(RC_OK, crew_new(shards, &crew));
}

/* Hand the queue over. */
static inline rc
settle_rc(void)
{
	const struct sigma_crew c = { crew, shards, run_crew };
	static struct sigma_event ev[QUEUE_MAX];
	rc r;

	for (size_t i = 0; i < queued; i++)
		ev[i] = queue[i].ev;
	r = sigma_windows_batch(win, ev, queued, shards > 1 ? &c : NULL);
	for (size_t i = 0; i < queued; i++) {
		struct sigma_keep *k = queue[i].ev.keep;

		if (k != NULL && --k->refs == 0)
			drop(NULL, k);
	}
	queued = 0;
	return (r);
}

static inline void
settle(void)
{

	T_INT(RC_OK, settle_rc());
}

static inline void
stop(void)
{

	settle();
	sigma_windows_free(win);
	sigma_free(set);
	crew_free(crew);
	T_INT(0, keeps);
}

static inline unsigned
rule(const char *name)
{
	size_t n;
	const struct sigma_rule *r = sigma_rules(set, &n);

	for (unsigned i = 0; i < n; i++) {
		if (strcmp(r[i].name, name) == 0)
			return (i);
	}
	printf("# no rule %s\n", name);
	return (0);
}

/* One more event for the queue. */
static inline struct queued *
enqueue(uint64_t pos, int64_t te)
{
	struct queued *q;

	if (queued == batch || queued == QUEUE_MAX)
		settle();
	q = &queue[queued++];
	*q = (struct queued){ .ev = { .pos = pos, .te = te,
	    .clock = clock_now, .stamp = te, .tenant = SPAN("t"), .slot = q->slot,
	    .hit = q->hit, .unknown = strangers } };
	last_pos = pos;
	return (q);
}

static inline void
feed(const char *name, int64_t te, uint64_t pos, const char *group,
    struct value v)
{
	uint64_t at = (pos + 1) * POS_STEP;
	struct queued *q;

	/* A second rule that the same event matches. */
	if (queued > 0 && queue[queued - 1].ev.pos == at) {
		q = &queue[queued - 1];
		q->hit[q->ev.hits++] = rule(name);
		return;
	}
	q = enqueue(at, te);
	q->ev.entity = span_of(group);
	q->hit[q->ev.hits++] = rule(name);
	if (group != NULL)
		q->slot[0] = (struct value){ .p = group,
		    .n = (uint32_t)strlen(group), .type = VALUE_TEXT };
	q->slot[1] = q->slot[0];
	q->slot[2] = v;
	if ((q->ev.keep = mem_new(sizeof(*q->ev.keep))) == NULL)
		return;
	*q->ev.keep = (struct sigma_keep){ .refs = 1, .te = te, .pos = at };
	keeps++;
}

static inline struct value
number(double d)
{

	return ((struct value){ .num = d, .type = VALUE_NUM });
}

static inline void
tick(int64_t now)
{

	clock_now = now > clock_now ? now : clock_now;
	(void)enqueue(last_pos + 1, now);
}

static inline uint64_t
number_of(void *ctx, struct sigma_keep *k)
{

	(void)ctx;
	return ((uint64_t)(uintptr_t)k);
}

static inline struct sigma_keep *
keep_of(void *ctx, uint64_t number)
{

	(void)ctx;
	return ((struct sigma_keep *)(uintptr_t)number);
}

static inline void
fate(void *ctx, enum sigma_fate f, struct span id, const char *why)
{

	(void)ctx;
	(void)id;
	(void)why;
	T_INT(SIGMA_KEPT, f);
}

/* Other windows go on with what these know. */
static inline void
restart(void)
{
	static const struct sigma_numbers numbers = { NULL, number_of,
	    keep_of };
	static const struct sigma_sink sink = { .fire = fire, .drop = drop };
	const struct sigma_options options = { .shards = shards,
	    .keepsakes = true };
	struct sigma_windows *next = sigma_windows_new(set, &sink, &options);
	struct buf b = { 0 }, again = { 0 };
	struct cur c;

	settle();
	T_TRUE(next != NULL);
	sigma_save(win, &numbers, &b);
	T_TRUE(!b.failed);
	c = cur_of(buf_span(&b));
	T_INT(RC_OK, sigma_load(next, &c, &numbers, fate, NULL, NULL));
	sigma_save(next, &numbers, &again);
	T_TRUE(span_eq(buf_span(&b), buf_span(&again)));
	sigma_windows_free(win);
	win = next;
	buf_release(&b);
	buf_release(&again);
}

/* Three base rules and the correlation of the test. */
static inline const char *
rules(const char *corr)
{
	static struct buf b;

	buf_clear(&b);
	for (const char *p = "abc"; *p != '\0'; p++)
		buf_fmt(&b, "title: %c\nname: %c\nid: i%c\nlevel: low\n"
		    "logsource: {product: x}\ndetection:\n  s: {k: %c}\n"
		    "  condition: s\n---\n", *p, *p, *p, *p);
	buf_fmt(&b, "title: C\nname: C\nid: iC\nlevel: low\n"
	    "correlation: {timespan: %s, group-by: [g], %s}\n", timespan,
	    corr);
	return (buf_str(&b));
}

#endif
