/* SPDX-License-Identifier: Apache-2.0 */
/* Matches become episodes, one alert each. */
#include <math.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/mem.h"
#include "engine/fired.h"

#define DAY_MS		INT64_C(86400000)
#define SWEEP_MS	INT64_C(60000)	/* Of the clock, between sweeps. */

/* An episode is an alert and what decides whether it goes on. */
struct episode {
	struct alert	 alert;
	struct span	 key;		/* In the alert's arena. */
	int64_t		 last;		/* Newest match, ms. */
	int64_t		 rearm;		/* ms */
	uint64_t	 counted;	/* Highest position taken in. */
	uint64_t	 told;		/* Count when last told. */
};

struct episodes {
	struct episode	**all;		/* Owned; in order of opening. */
	size_t		  n, cap;
	struct map	  open;		/* Key to place of the newest. */
	struct buf	  key;
	struct alert	**sorted;	/* Owned. */
	struct arena	  arena;	/* Rules that are gone. */
	episodes_ear_fn	 *ear;		/* Or NULL. */
	void		 *ear_ctx;	/* Borrowed. */
	int64_t		  swept;	/* Clock of the last sweep. */
};

static struct span
key_of(const void *owner, uint32_t at)
{
	const struct episodes *E = owner;

	return (E->all[at]->key);
}

rc
episodes_new(struct episodes **ret)
{
	struct episodes *E = mem_new(sizeof(*E));

	if (E == NULL)
		return (RC_NOMEM);
	map_init(&E->open, key_of, E);
	*ret = E;
	return (RC_OK);
}

void
episodes_free(struct episodes *E)
{

	if (E == NULL)
		return;
	for (size_t i = 0; i < E->n; i++) {
		alert_release(&E->all[i]->alert);
		mem_free(E->all[i]);
	}
	mem_free(E->all);
	mem_free(E->sorted);
	map_release(&E->open);
	buf_release(&E->key);
	arena_release(&E->arena);
	mem_free(E);
}

/* The clock after which nothing can be of it any more. */
static int64_t
over(const struct episode *p)
{
	int64_t end = p->last + p->rearm;

	if (end > p->alert.time + DAY_MS)
		end = p->alert.time + DAY_MS;
	return (end + p->rearm + DAY_MS);
}

/* Does the match at ${te} belong to the episode ${p}? */
static bool
goes_on(const struct episode *p, const struct episode_match *m)
{

	return (m->te <= p->last + m->rearm &&
	    m->te < p->alert.time + DAY_MS && m->clock <= over(p));
}

static struct span
kept(struct arena *a, struct span s, bool *failed)
{
	char *p = arena_copy(a, s);

	*failed |= p == NULL;
	return ((struct span){ p, s.n });
}

static rc
open_new(struct episodes *E, struct span k, const struct episode_match *m,
    struct episode **ret)
{
	struct episode *p;
	struct alert *a;
	bool failed = false;

	if (!mem_room(&E->all, E->n, &E->cap, sizeof(*E->all)) ||
	    (p = mem_new(sizeof(*p))) == NULL)
		return (RC_NOMEM);
	a = &p->alert;
	p->key = kept(&a->arena, k, &failed);
	a->tenant = kept(&a->arena, m->key.tenant, &failed);
	a->entity = kept(&a->arena, m->key.entity, &failed);
	failed |= alert_id(&m->key, m->te, m->decided_id, a->id) != RC_OK;
	if (failed) {
		arena_release(&a->arena);
		mem_free(p);
		return (RC_NOMEM);
	}
	a->time = m->te;
	a->rule = m->rule;
	a->base = m->base;
	a->kind = m->key.kind;
	a->decided = m->decided;
	a->decided->refs++;
	a->has_value = m->has_value;
	a->exact = m->exact;
	a->at_least = m->at_least;
	a->value = m->value;
	a->error = m->error;
	a->first_seen = a->last_seen = m->te;
	p->last = m->te;
	p->rearm = m->rearm;
	E->all[E->n] = p;
	*ret = p;
	return (RC_OK);
}

static void
show(struct alert *a, const struct sigma_seen *s)
{

	if (s->te < a->first_seen)
		a->first_seen = s->te;
	if (s->te > a->last_seen)
		a->last_seen = s->te;
	alert_evidence(a, fired_event(s->keep));
}

/* Count what the match brings that was not counted yet. */
static void
take_in(struct episode *p, const struct episode_match *m)
{
	uint64_t highest = p->counted;

	for (size_t i = 0; i < m->window.rest_n; i++) {
		const struct sigma_seen *s = &m->window.rest[i];

		/* Positions begin at 1. */
		if (s->pos <= p->counted)
			continue;
		if (s->pos > highest)
			highest = s->pos;
		p->alert.count++;
		show(&p->alert, s);
	}
	p->counted = highest;
	if (m->te > p->last)
		p->last = m->te;
}

/* All of the window is new to an episode that it opens. */
static void
take_all(struct episode *p, const struct episode_match *m)
{

	/* An event may be older than its entry: then only the whole knows. */
	if (m->window.whole) {
		take_in(p, m);
		return;
	}
	p->alert.count = m->window.events;
	p->counted = m->window.newest;
	for (size_t i = 0; i < m->window.ends_n; i++)
		show(&p->alert, &m->window.ends[i]);
}

struct sigma_shown
episodes_only(struct alert_event *e, struct sigma_seen *seen)
{

	*seen = (struct sigma_seen){ e->pos, e->te, fired_keep(e) };
	return ((struct sigma_shown){ .events = 1, .ends = seen, .ends_n = 1,
	    .newest = e->pos, .rest = seen, .rest_n = 1, .whole = true });
}

void
episodes_tell(struct episodes *E, episodes_ear_fn *fn, void *ctx)
{

	E->ear = fn;
	E->ear_ctx = ctx;
}

static void
tell(struct episodes *E, struct episode *p, enum episodes_news why,
    uint64_t pos)
{

	if (E->ear == NULL)
		return;
	p->told = p->alert.count;
	E->ear(E->ear_ctx, &p->alert, why, pos);
}

/* Has it reached another power of ten since it was told? */
static bool
has_grown(const struct episode *p)
{
	uint64_t ten = 10;

	while (ten <= p->told && ten <= UINT64_MAX / 10)
		ten *= 10;
	return (p->alert.count >= ten && p->told < ten);
}

static void
forget(struct episodes *E, size_t i)
{
	struct episode *p = E->all[i];

	if (map_get(&E->open, p->key) == (uint32_t)i)
		map_drop(&E->open, p->key);
	alert_release(&p->alert);
	mem_free(p);
	E->all[i] = NULL;
}

/* The key of ${p} is at the place ${to} from now on. */
static void
move_key(struct episodes *E, const struct episode *p, size_t to)
{

	map_drop(&E->open, p->key);
	/* Who has just left has left room. */
	BUG_IF(map_put(&E->open, p->key, (uint32_t)to) != RC_OK);
}

/* The places move together; the map has to follow. */
static void
close_up(struct episodes *E, size_t from)
{
	size_t to = from;

	for (size_t i = from; i < E->n; i++) {
		struct episode *p = E->all[i];

		if (p == NULL)
			continue;
		if (map_get(&E->open, p->key) == (uint32_t)i)
			move_key(E, p, to);
		E->all[to++] = p;
	}
	E->n = to;
}

void
episodes_sweep(struct episodes *E, struct span tenant, int64_t clock,
    uint64_t pos)
{
	size_t first = E->n;

	/* A clock that stands back is of another tenant. */
	if (E->ear == NULL || (clock >= E->swept &&
	    clock - E->swept < SWEEP_MS))
		return;
	E->swept = clock;
	for (size_t i = 0; i < E->n; i++) {
		struct episode *p = E->all[i];

		if (clock <= over(p) || !span_eq(p->alert.tenant, tenant))
			continue;
		if (p->alert.count != p->told)
			tell(E, p, EPISODES_UPDATE, pos);
		forget(E, i);
		if (first == E->n)
			first = i;
	}
	close_up(E, first);
}

rc
episodes_add(struct episodes *E, const struct episode_match *m)
{
	struct episode *p;
	struct span k;
	uint32_t at;
	rc r;

	buf_clear(&E->key);
	alert_key(&m->key, &E->key);
	if (E->key.failed)
		return (RC_NOMEM);
	k = buf_span(&E->key);
	at = map_get(&E->open, k);
	if (at != MAP_NONE && goes_on(E->all[at], m)) {
		take_in(E->all[at], m);
		if (has_grown(E->all[at]))
			tell(E, E->all[at], EPISODES_UPDATE, m->pos);
		return (RC_OK);
	}
	if ((r = open_new(E, k, m, &p)) != RC_OK)
		return (r);
	/* The newest of a key is the one that goes on. */
	map_drop(&E->open, k);
	E->n++;
	take_all(p, m);
	if ((r = map_put(&E->open, p->key, (uint32_t)(E->n - 1))) == RC_OK)
		tell(E, p, EPISODES_CREATE, m->pos);
	return (r);
}

static int
compare(const void *a, const void *b)
{
	struct alert *const *x = a, *const *y = b;

	return (alert_cmp(*x, *y));
}

struct alert *const *
episodes_sorted(struct episodes *E, size_t *n)
{

	*n = E->n;
	mem_free(E->sorted);
	E->sorted = NULL;
	if (E->n == 0 ||
	    (E->sorted = mem_array(E->n, sizeof(*E->sorted))) == NULL)
		return (NULL);
	for (size_t i = 0; i < E->n; i++)
		E->sorted[i] = &E->all[i]->alert;
	qsort(E->sorted, E->n, sizeof(*E->sorted), compare);
	return (E->sorted);
}

/* The rules that alerts show, each once, by number. */
struct shelf {
	const struct alert_rule	**rule;		/* Owned. */
	size_t			  n, cap;
	struct map		  by_place;	/* While saving. */
};

static struct span
place_at(const void *owner, uint32_t at)
{
	const struct shelf *s = owner;

	return ((struct span){ (const char *)&s->rule[at],
	    sizeof(s->rule[at]) });
}

static bool
shelf_put(struct shelf *s, const struct alert_rule *r)
{

	if (!mem_room((void *)&s->rule, s->n, &s->cap, sizeof(*s->rule)))
		return (false);
	s->rule[s->n++] = r;
	return (true);
}

static void
shelf_release(struct shelf *s)
{

	mem_free((void *)s->rule);
	map_release(&s->by_place);
}

/* The number of ${r}; SIZE_MAX when memory is short. */
static size_t
shelf_number(struct shelf *s, const struct alert_rule *r)
{
	struct span key = { (const char *)&r, sizeof(r) };
	uint32_t at = map_get(&s->by_place, key);

	if (at != MAP_NONE)
		return (at);
	if (!shelf_put(s, r) || map_put(&s->by_place, key,
	    (uint32_t)(s->n - 1)) != RC_OK)
		return (SIZE_MAX);
	return (s->n - 1);
}

static void
save_list(struct buf *b, const char *const *list, size_t n)
{

	pack_uint(b, n);
	for (size_t i = 0; i < n; i++)
		pack_text(b, list[i]);
}

static void
save_rule(struct buf *b, const struct alert_rule *r)
{

	pack_text(b, r->id);
	pack_maybe(b, r->title);
	pack_maybe(b, r->level);
	pack_maybe(b, r->description);
	pack_maybe(b, r->status);
	pack_maybe(b, r->version);
	pack_maybe(b, r->category);
	pack_bool(b, r->correlation);
	save_list(b, r->tags, r->tags_n);
	save_list(b, r->fields, r->fields_n);
}

static void
save_one(const struct episode *p, struct evidence *ev, struct buf *b)
{
	const struct alert *a = &p->alert;

	pack_span(b, (struct span){ a->id, ALERT_ID });
	pack_span(b, p->key);
	pack_int(b, p->last);
	pack_int(b, p->rearm);
	pack_uint(b, p->counted);
	pack_uint(b, p->told);
	pack_span(b, a->tenant);
	pack_int(b, a->time);
	pack_text(b, a->kind);
	pack_span(b, a->entity);
	pack_bool(b, a->has_value);
	pack_bool(b, a->exact);
	pack_bool(b, a->at_least);
	pack_num(b, a->value);
	pack_num(b, a->error);
	pack_uint(b, a->count);
	pack_int(b, a->first_seen);
	pack_int(b, a->last_seen);
	pack_uint(b, evidence_number(ev, a->decided));
	pack_uint(b, a->ends_n);
	for (size_t i = 0; i < a->ends_n; i++)
		pack_uint(b, evidence_number(ev, a->ends[i]));
}

void
episodes_save(const struct episodes *E, struct evidence *ev, struct buf *b)
{
	struct shelf s = { .n = 0 };
	struct buf all = { 0 };

	map_init(&s.by_place, place_at, &s);
	pack_uint(&all, E->n);
	for (size_t i = 0; i < E->n; i++) {
		size_t rule = shelf_number(&s, E->all[i]->alert.rule);
		size_t base = shelf_number(&s, E->all[i]->alert.base);

		b->failed |= rule == SIZE_MAX || base == SIZE_MAX;
		pack_uint(&all, rule);
		pack_uint(&all, base);
		save_one(E->all[i], ev, &all);
	}
	/* Who reads needs the rules first. */
	pack_uint(b, s.n);
	for (size_t i = 0; i < s.n; i++)
		save_rule(b, s.rule[i]);
	buf_put(b, buf_span(&all));
	b->failed |= all.failed;
	buf_release(&all);
	shelf_release(&s);
}

/* A text that lasts; NULL when memory is short or it cannot be one. */
static const char *
load_text(struct cur *c, struct arena *a)
{
	struct span s = pack_get_span(c);

	if (s.n > 0 && memchr(s.p, '\0', s.n) != NULL)
		pack_bad(c);
	return (cur_ok(c) ? arena_copy(a, s) : NULL);
}

static const char *
load_maybe(struct cur *c, struct arena *a)
{

	return (pack_get_bool(c) ? load_text(c, a) : NULL);
}

static const char *const *
load_list(struct cur *c, struct arena *a, size_t *n)
{
	const char **list;

	*n = pack_get_count(c, 1);
	if ((list = arena_take(a, *n * sizeof(*list) + 1)) == NULL)
		return (NULL);
	for (size_t i = 0; i < *n; i++)
		if ((list[i] = load_text(c, a)) == NULL)
			return (NULL);
	return (list);
}

/* Does ${r} show what was saved? */
static bool
same(const struct alert_rule *r, struct span saved)
{
	struct buf b = { 0 };
	bool yes;

	save_rule(&b, r);
	yes = !b.failed && span_eq(buf_span(&b), saved);
	buf_release(&b);
	return (yes);
}

/* The saved rule as it is now, if it shows the same, or as it was. */
static rc
load_rule(struct episodes *E, struct cur *c, episodes_rule_fn *rule,
    void *ctx, struct shelf *shelf)
{
	size_t from = c->at;
	struct alert_rule *r = arena_take(&E->arena, sizeof(*r));
	const struct alert_rule *now;

	if (r == NULL)
		return (RC_NOMEM);
	r->id = load_text(c, &E->arena);
	r->title = load_maybe(c, &E->arena);
	r->level = load_maybe(c, &E->arena);
	r->description = load_maybe(c, &E->arena);
	r->status = load_maybe(c, &E->arena);
	r->version = load_maybe(c, &E->arena);
	r->category = load_maybe(c, &E->arena);
	r->correlation = pack_get_bool(c);
	r->tags = load_list(c, &E->arena, &r->tags_n);
	r->fields = load_list(c, &E->arena, &r->fields_n);
	/* What every alert shows must be there. */
	if (!cur_ok(c) || r->title == NULL || r->level == NULL)
		return (RC_MALFORMED);
	if (r->id == NULL || r->tags == NULL || r->fields == NULL)
		return (RC_NOMEM);
	now = rule(ctx, span_of(r->id));
	if (now != NULL && same(now, (struct span){ c->in.p + from,
	    c->at - from }))
		r = NULL;
	return (shelf_put(shelf, r != NULL ? r : now) ? RC_OK : RC_NOMEM);
}

static rc
load_alert(struct cur *c, const struct evidence *ev, struct episode *p)
{
	struct alert *a = &p->alert;
	bool failed = false;
	struct span id = pack_get_span(c);

	p->key = kept(&a->arena, pack_get_span(c), &failed);
	p->last = pack_get_int(c);
	p->rearm = pack_get_int(c);
	p->counted = pack_get_uint(c);
	p->told = pack_get_uint(c);
	a->tenant = kept(&a->arena, pack_get_span(c), &failed);
	a->time = pack_get_int(c);
	a->kind = load_text(c, &a->arena);
	a->entity = kept(&a->arena, pack_get_span(c), &failed);
	a->has_value = pack_get_bool(c);
	a->exact = pack_get_bool(c);
	a->at_least = pack_get_bool(c);
	a->value = pack_get_num(c);
	a->error = pack_get_num(c);
	a->count = pack_get_uint(c);
	a->first_seen = pack_get_int(c);
	a->last_seen = pack_get_int(c);
	if ((a->decided = evidence_take(ev, c)) != NULL)
		a->decided->refs++;
	a->ends_n = (size_t)pack_get_upto(c, COUNT_OF(a->ends));
	for (size_t i = 0; i < a->ends_n; i++) {
		if ((a->ends[i] = evidence_take(ev, c)) != NULL)
			a->ends[i]->refs++;
		else
			pack_bad(c);
	}
	if (id.n != ALERT_ID || a->decided == NULL || !isfinite(a->value) ||
	    !isfinite(a->error))
		pack_bad(c);
	if (!cur_ok(c))
		return (RC_MALFORMED);
	memcpy(a->id, id.p, ALERT_ID);
	return (failed || a->kind == NULL ? RC_NOMEM : RC_OK);
}

static rc
load_one(struct episodes *E, struct cur *c, const struct evidence *ev,
    const struct shelf *s)
{
	size_t rule = (size_t)pack_get_upto(c, s->n - 1);
	size_t base = (size_t)pack_get_upto(c, s->n - 1);
	struct episode *p;
	rc r;

	if (!mem_room(&E->all, E->n, &E->cap, sizeof(*E->all)) ||
	    (p = mem_new(sizeof(*p))) == NULL)
		return (RC_NOMEM);
	E->all[E->n++] = p;
	p->alert.rule = s->rule[rule];
	p->alert.base = s->rule[base];
	if ((r = load_alert(c, ev, p)) != RC_OK)
		return (r);
	/* They come in order of opening: the newest of a key goes on. */
	map_drop(&E->open, p->key);
	return (map_put(&E->open, p->key, (uint32_t)(E->n - 1)));
}

rc
episodes_load(struct episodes *E, struct cur *c, const struct evidence *ev,
    episodes_rule_fn *rule, void *ctx, struct err *e)
{
	struct shelf s = { .n = 0 };
	size_t n = pack_get_count(c, 10);
	rc r = RC_OK;

	map_init(&s.by_place, place_at, &s);
	for (size_t i = 0; i < n && r == RC_OK; i++)
		r = load_rule(E, c, rule, ctx, &s);
	n = pack_get_count(c, ALERT_ID);
	if (r == RC_OK && n > 0 && s.n == 0)
		r = RC_MALFORMED;
	for (size_t i = 0; i < n && r == RC_OK; i++)
		r = load_one(E, c, ev, &s);
	shelf_release(&s);
	if (r != RC_OK)
		return (rc_fail(e, r, c->at, "loading alerts: %s",
		    rc_text(r)));
	return (pack_done(c, "the list of alerts", e));
}
