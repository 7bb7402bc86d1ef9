/* SPDX-License-Identifier: Apache-2.0 */
/* A set of rules with its windows, fed by hand: for tests of correlations. */
#ifndef TEST_CORR_H
#define TEST_CORR_H

#include "base/buf.h"
#include "base/mem.h"
#include "sigma/sigma.h"

#include "t.h"

#define FIRES_MAX	8000
#define RULES_MAX	16
#define SLOTS		8

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
	size_t		window;
	bool		exact;
	char		group[32];
} fires[FIRES_MAX];
static size_t fires_n;
static long keeps;			/* Alive. */
static long made;			/* In this feed. */

static inline void
fire(void *ctx, const struct sigma_fire *f)
{
	struct fired *to = &fires[fires_n];

	(void)ctx;
	if (fires_n == FIRES_MAX)
		return;
	fires_n++;
	*to = (struct fired){ f->rule, f->te, f->decided_by->pos, f->value,
	    f->window_n, f->exact, "" };
	if (f->group != NULL && f->group[0].type == VALUE_TEXT)
		(void)snprintf(to->group, sizeof(to->group), "%.*s",
		    (int)f->group[0].n, f->group[0].p);
	for (size_t i = 1; i < f->window_n; i++)
		T_TRUE(f->window[i] != f->window[i - 1]);
}

static inline void
drop(void *ctx, struct sigma_keep *k)
{

	(void)ctx;
	T_INT(0, k->refs);
	keeps--;
	mem_free(k);
}

/* The event being fed. */
static inline struct sigma_keep *
keep(void *ctx)
{
	const struct sigma_hit *h = ctx;
	struct sigma_keep *k = mem_new(sizeof(*k));

	if (k == NULL)
		return (NULL);
	*k = (struct sigma_keep){ 1, h->te, h->pos };
	keeps++;
	made++;
	return (k);
}

/* A set with its windows. */
static struct sigma *set;
static struct sigma_windows *win;

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

	fires_n = 0;
	keeps = 0;
	T_INT(RC_OK, sigma_new(&text, 1, &setup, &set, NULL));
	note = sigma_notes(set, &n);
	for (size_t i = 0; i < n; i++) {
		if (note[i].kind == SIGMA_REFUSED)
			printf("# %u:%u: %s\n", note[i].line, note[i].col,
			    note[i].text);
		T_TRUE(note[i].kind != SIGMA_REFUSED);
	}
	win = sigma_windows_new(set, &sink, groups_max);
	T_TRUE(win != NULL);
}

static inline void
stop(void)
{

	sigma_windows_free(win);
	sigma_free(set);
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

static inline void
feed(const char *name, int64_t te, uint64_t pos, const char *group,
    struct value v)
{
	struct value slot[SLOTS] = { { .type = VALUE_ABSENT } };
	struct sigma_hit h = { .rule = rule(name), .te = te, .pos = pos,
	    .slot = slot, .tenant = SPAN("t"), .entity = span_of(group),
	    .keep = keep };

	h.ctx = &h;
	if (group != NULL)
		slot[0] = (struct value){ .p = group,
		    .n = (uint32_t)strlen(group), .type = VALUE_TEXT };
	slot[1] = slot[0];
	slot[2] = v;
	made = 0;
	T_INT(RC_OK, sigma_feed(win, &h));
	T_TRUE(made <= 1);
}

static inline struct value
number(double d)
{

	return ((struct value){ .num = d, .type = VALUE_NUM });
}

static inline void
tick(int64_t now)
{

	T_INT(RC_OK, sigma_clock(win, SPAN("t"), now));
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
	    "correlation: {timespan: 10s, group-by: [g], %s}\n", corr);
	return (buf_str(&b));
}

#endif
