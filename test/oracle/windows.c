/* SPDX-License-Identifier: Apache-2.0 */
/* The oracle at work: lines in order, steps of the chain, decisions. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oracle/truth.h"
#include "oracle/verdict.h"
#include "oracle/windows.h"

#define GRACE_MS	30000
#define AHEAD_MS	300000		/* More: the clock is repaired. */
#define BEFORE_MS	INT64_C(1262304000000)	/* 2010 */
#define JUMP_MS		600000
#define STEP		512		/* Points told in one step. */

/* Inside the steps of one line: who told what. */
struct step {
	size_t		n;
	struct o_fire	fire[STEP];
};

struct work {
	const struct o_case *c;
	enum o_firing	 how;
	struct o_result	*ret;
	struct o_line	 line[O_EVENTS];
	struct o_world	 w;
	uint64_t	 now;		/* Line at work. */
	struct step	 step;
};

/* Section 6: repair, duplicates, the clock, and when it is believed. */
void
windows_lines(const struct o_case *c, struct o_line *ret)
{

	for (size_t i = 0; i < c->events; i++) {
		const struct o_event *e = &c->event[i];
		struct o_line *l = &ret[i];
		int64_t at = e->received != O_NONE ? e->received : e->time;
		int64_t jump = O_NONE;
		unsigned who = 0;

		*l = (struct o_line){ .te = e->time, .clock = at, .sure = at };
		if (e->received != O_NONE && (e->time > e->received + AHEAD_MS
		    || e->time < BEFORE_MS))
			l->te = e->received;
		for (size_t j = 0; j < i; j++) {
			const struct o_event *o = &c->event[j];

			if (o->tenant != e->tenant || ret[j].duplicate)
				continue;
			l->duplicate |= o->id == e->id;
			if (ret[j].clock > l->clock)
				l->clock = ret[j].clock;
		}
		/* The clock that is believed: replay it from the start. */
		l->sure = O_NONE;
		for (size_t j = 0; j <= i; j++) {
			const struct o_event *o = &c->event[j];
			int64_t t = o->received != O_NONE ? o->received :
			    o->time;

			if (o->tenant != e->tenant || ret[j].duplicate)
				continue;
			if (o->received != O_NONE || l->sure == O_NONE ||
			    t <= l->sure + JUMP_MS) {
				/* Whoever stays here denies the jump. */
				l->sure = t > l->sure ? t : l->sure;
				jump = O_NONE;
				continue;
			}
			if (jump == O_NONE || who == o->entity) {
				jump = t > jump ? t : jump;
				who = o->entity;
			} else {
				l->sure = t < jump ? t : jump;
				who = t > jump ? o->entity : who;
				jump = t > jump ? t : jump;
			}
			if (jump <= l->sure + JUMP_MS) {
				l->sure = jump;
				jump = O_NONE;
			}
		}
	}
}

/* A name of the correlation, as reference ${ref} has it. */
static const char *
name_in(const struct o_name *n, size_t ref)
{

	return (n->alias ? n->of[ref] : n->name);
}

/* What an event or an inner point has under a name. */
static struct o_value
look_up(const struct o_case *c, unsigned ref, const char *name,
    const struct o_event *e, const struct o_fire *f)
{
	struct o_value v = { .one = { .type = O_ABSENT } };
	const struct o_corr *inner;
	const char *p;

	if (ref < O_RULES) {
		p = strchr(O_LETTERS, name[0]);
		return (p != NULL ? e->value[p - O_LETTERS] : v);
	}
	inner = &c->corr[ref - O_RULES];
	p = f->key;
	for (size_t i = 0; i < inner->keys; i++) {
		const char *end = strchr(p, '/');

		if (strcmp(inner->key[i].name, name) == 0) {
			v.one.type = O_STR;
			(void)snprintf(v.one.text, sizeof(v.one.text), "%.*s",
			    (int)(end - p), p);
			return (v);
		}
		p = end + 1;
	}
	return (v);
}

/* The group, or false: a part is missing or no single value. */
static bool
key_of(const struct o_case *c, const struct o_corr *k, size_t ref,
    const struct o_event *e, const struct o_fire *f, char *out, size_t size)
{
	size_t at = 0;

	out[0] = '\0';
	for (size_t i = 0; i < k->keys; i++) {
		struct o_value v = look_up(c, k->ref[ref],
		    name_in(&k->key[i], ref), e, f);
		char text[16];

		if (!truth_key(&v.one, text))
			return (false);
		at += (size_t)snprintf(out + at, size - at, "%s/", text);
	}
	return (true);
}

/* Every tuple of the event: arrays give each of their members. */
static void
add_tuples(const struct o_case *c, const struct o_corr *k, size_t ref,
    const struct o_event *e, const struct o_fire *f, struct o_entry *to)
{
	struct o_value v[O_KEYS];
	size_t many[O_KEYS] = { 1, 1 };

	for (size_t i = 0; i < k->fields; i++) {
		v[i] = look_up(c, k->ref[ref], name_in(&k->field[i], ref), e,
		    f);
		if (v[i].one.type == O_LIST)
			many[i] = v[i].n;
	}
	for (size_t a = 0; a < many[0]; a++) {
		for (size_t b = 0; b < many[1]; b++) {
			char text[O_KEYS][16] = { "", "" };
			bool ok = true;

			for (size_t i = 0; i < k->fields; i++) {
				const struct o_scalar *s =
				    v[i].one.type == O_LIST ?
				    &v[i].member[i == 0 ? a : b] : &v[i].one;

				ok = truth_key(s, text[i]) && ok;
			}
			if (ok && to->tuples < O_TUPLES)
				(void)snprintf(to->tuple[to->tuples++],
				    sizeof(to->tuple[0]), "%s/%s", text[0],
				    text[1]);
		}
	}
}

/* The samples of the event, and how many were no numbers. */
static void
add_samples(const struct o_case *c, const struct o_corr *k, size_t ref,
    const struct o_event *e, const struct o_fire *f, struct o_entry *to,
    struct o_counts *count)
{
	struct o_value v = look_up(c, k->ref[ref], name_in(&k->field[0], ref),
	    e, f);
	size_t n = v.one.type == O_LIST ? v.n : 1;

	/* Another of its rules gave them already. */
	if (to->samples > 0)
		return;
	for (size_t i = 0; i < n; i++) {
		const struct o_scalar *s = v.one.type == O_LIST ?
		    &v.member[i] : &v.one;
		double x;

		if (s->type == O_ABSENT || s->type == O_NULL)
			continue;
		if (truth_number(s, &x))
			to->sample[to->samples++] = x;
		else
			count->not_number++;
	}
}

/* One match on its way into correlation ${at}, as its reference ${ref}. */
struct offer {
	unsigned	 at;
	size_t		 ref;
	unsigned	 rule;		/* ... which is this one. */
	const struct o_event *e;	/* Of a rule, or */
	const struct o_fire *f;		/* of a correlation. */
	unsigned	 tenant;
	char		 key[64];	/* Of the group. */
	int64_t		 te, mark;
	uint64_t	 pos;
};

/* Put it in; the entry, or NULL; ${fresh}: it was not there before. */
static struct o_entry *
enter(struct work *x, const struct offer *o, bool *fresh)
{
	const struct o_corr *k = &x->c->corr[o->at];
	struct o_counts *count = &x->ret->count[o->at];
	struct o_entry *e = NULL, made = { .corr = o->at, .tenant = o->tenant,
	    .te = o->te, .pos = o->pos };
	bool more;

	*fresh = false;
	memcpy(made.key, o->key, sizeof(made.key));
	for (size_t i = 0; i < x->w.n && e == NULL; i++) {
		struct o_entry *old = &x->w.entry[i];

		if (old->corr == o->at && old->tenant == o->tenant &&
		    old->te == o->te && old->pos == o->pos && !old->gone &&
		    strcmp(old->key, made.key) == 0)
			e = old;
	}
	if (e != NULL)
		made = *e;
	made.refs |= 1u << o->ref;
	if (k->kind == O_VALUE_COUNT)
		add_tuples(x->c, k, o->ref, o->e, o->f, &made);
	else if (verdict_samples(k))
		add_samples(x->c, k, o->ref, o->e, o->f, &made, count);
	/* What gives no value is no event of the group. */
	more = k->kind == O_VALUE_COUNT ? made.tuples > 0 :
	    !verdict_samples(k) || made.samples > 0;
	if (!more)
		return (NULL);
	if (e != NULL) {
		*e = made;
		return (e);
	}
	if (x->w.n == O_ENTRIES) {
		x->ret->full = true;
		return (NULL);
	}
	*fresh = true;
	x->w.entry[x->w.n] = made;
	return (&x->w.entry[x->w.n++]);
}

/* Was the moment told already? */
static bool
is_told(const struct work *x, const struct o_entry *e, int64_t t)
{

	/* What was told is gone with its group. */
	if (x->how == O_RESET)
		return (false);
	for (size_t i = 0; i < x->ret->n; i++) {
		const struct o_fire *f = &x->ret->fire[i];

		if (f->corr == e->corr && f->tenant == e->tenant &&
		    f->te == t && strcmp(f->key, e->key) == 0)
			return (true);
	}
	return (false);
}

static void
tell(struct work *x, const struct o_entry *e, int64_t t, uint64_t by,
    const struct o_verdict *v)
{
	struct o_fire f = { .corr = e->corr, .tenant = e->tenant, .te = t,
	    .by = by, .at = x->now, .value = v->value,
	    .has_value = v->has_value, .exact = true, .window = v->window,
	    .ends = v->ends };

	(void)snprintf(f.key, sizeof(f.key), "%s", e->key);
	if (x->ret->n == O_FIRES || x->step.n == STEP) {
		x->ret->full = true;
		return;
	}
	x->ret->fire[x->ret->n++] = f;
	x->step.fire[x->step.n++] = f;
	if (x->how == O_RESET)
		verdict_empty(&x->w, e);
}

/* Decided on arrival: the event's own point, then those behind it. */
static void
arrive(struct work *x, const struct o_entry *e, bool fresh)
{
	int64_t t = e->te, last;
	struct o_verdict v;

	do {
		if ((fresh && t == e->te) || !is_told(x, e, t)) {
			v = verdict_at(x->c, &x->w, e, t);
			if (v.holds)
				tell(x, e, t, e->pos, &v);
		}
		last = t;
		t = INT64_MAX;
		for (size_t i = 0; i < x->w.n; i++) {
			const struct o_entry *o = &x->w.entry[i];

			if (verdict_same(o, e) && o->te > last && o->te < t)
				t = o->te;
		}
	} while (t != INT64_MAX);
}

/* Does it enter: has it a group, and is it in time? */
static bool
admitted(struct work *x, struct offer *o)
{
	const struct o_corr *k = &x->c->corr[o->at];
	struct o_counts *count = &x->ret->count[o->at];

	if (!key_of(x->c, k, o->ref, o->e, o->f, o->key, sizeof(o->key))) {
		count->no_key++;
		return (false);
	}
	if (o->mark == O_NONE ||
	    o->te >= o->mark - verdict_late(x->c, o->at))
		return (true);
	count->too_late++;
	return (false);
}

/* Part by part, the shorter one first. */
static int
by_parts(const char *a, const char *b)
{
	size_t m = strcspn(a, "/"), n = strcspn(b, "/");
	int r = m != n ? (m < n ? -1 : 1) : memcmp(a, b, n);

	if (r != 0 || a[m] == '\0' || b[n] == '\0')
		return (r);
	return (by_parts(a + m + 1, b + n + 1));
}

static int
by_place(const void *a, const void *b)
{
	const struct offer *p = a, *q = b;

	if (p->at != q->at)
		return (p->at < q->at ? -1 : 1);
	if (p->te != q->te)
		return (p->te < q->te ? -1 : 1);
	if (p->pos != q->pos)
		return (p->pos < q->pos ? -1 : 1);
	if (p->rule != q->rule)
		return (p->rule < q->rule ? -1 : 1);
	/* Two groups of one inner correlation, by one event. */
	return (p->f == NULL || q->f == NULL ? 0 :
	    by_parts(p->f->key, q->f->key));
}

/* Offers of one level: what is of one event goes in together. */
static void
take(struct work *x, struct offer *o, size_t n)
{

	qsort(o, n, sizeof(*o), by_place);
	for (size_t i = 0; i < n;) {
		struct o_entry *met[O_REFS * O_RULES];
		bool fresh[COUNT_OF(met)] = { false };
		size_t m = 0, j = i;

		for (; j < n && o[j].at == o[i].at && o[j].te == o[i].te &&
		    o[j].pos == o[i].pos; j++) {
			struct o_entry *e;
			size_t k = 0;
			bool is;

			if (!admitted(x, &o[j]) ||
			    (e = enter(x, &o[j], &is)) == NULL)
				continue;
			while (k < m && met[k] != e)
				k++;
			if (k == m && m < COUNT_OF(met))
				met[m++] = e;
			fresh[k] |= is;
		}
		for (size_t k = 0; k < m; k++) {
			if (!verdict_waits(&x->c->corr[o[i].at]))
				arrive(x, met[k], fresh[k]);
		}
		i = j;
	}
}

/* The event's own matches of correlation ${at}. */
static size_t
direct(const struct work *x, unsigned at, const struct offer *like,
    struct offer *o)
{
	const struct o_corr *k = &x->c->corr[at];
	size_t n = 0;

	for (size_t r = 0; r < k->refs; r++) {
		if (k->ref[r] >= O_RULES ||
		    !truth_match(&x->c->rule[k->ref[r]], like->e))
			continue;
		o[n] = *like;
		o[n].at = at;
		o[n].ref = r;
		o[n++].rule = k->ref[r];
	}
	return (n);
}

/* The points told in this step that correlation ${at} is over. */
static size_t
inner(const struct work *x, unsigned at, const struct offer *like,
    struct offer *o)
{
	const struct o_corr *k = &x->c->corr[at];
	size_t n = 0;

	for (size_t r = 0; r < k->refs; r++) {
		for (size_t i = 0; i < x->step.n; i++) {
			const struct o_fire *f = &x->step.fire[i];

			if (k->ref[r] == O_RULES + f->corr)
				o[n++] = (struct offer){ .at = at, .ref = r,
				    .rule = k->ref[r], .f = f,
				    .tenant = f->tenant, .te = f->te,
				    .pos = f->by, .mark = like->mark };
		}
	}
	return (n);
}

/* What comes to the correlations of a level in this step goes in. */
static void
level(struct work *x, unsigned depth, const struct offer *like)
{
	static struct offer o[(STEP + O_REFS) * O_CORRS];
	size_t n = 0;

	for (unsigned at = 0; at < x->c->corrs; at++) {
		if (verdict_depth(x->c, at) != depth)
			continue;
		if (like->e != NULL)
			n += direct(x, at, like, o + n);
		n += inner(x, at, like, o + n);
	}
	take(x, o, n);
}

/* Decide what the watermark ${mark} of the tenant has reached. */
static void
watermark(struct work *x, unsigned tenant, int64_t mark)
{
	struct o_point p;
	int64_t due;

	while ((due = verdict_next(x->c, &x->w, tenant)) <= mark) {
		const struct offer like = { .mark = due };

		/* All of one moment of the watermark, level by level. */
		x->step.n = 0;
		for (unsigned depth = 1; depth <= O_CORRS; depth++) {
			level(x, depth, &like);
			while (verdict_due(x->c, &x->w, tenant, depth, due,
			    &p)) {
				struct o_verdict v = verdict_at(x->c, &x->w,
				    &p.of, p.t);

				if (v.holds)
					tell(x, &p.of, p.t, p.of.pos, &v);
			}
		}
	}
}

/* The line's own matches. */
static void
matches(struct work *x, const struct o_event *e, const struct o_line *l)
{
	const struct offer like = { .e = e, .tenant = e->tenant, .te = l->te,
	    .pos = x->now, .mark = l->sure - GRACE_MS };

	x->step.n = 0;
	for (unsigned depth = 1; depth <= O_CORRS; depth++)
		level(x, depth, &like);
}

void
windows_truth(const struct o_case *c, enum o_firing how, struct o_result *ret)
{
	static struct work x;

	memset(&x, 0, sizeof(x));
	memset(ret, 0, sizeof(*ret));
	x.c = c;
	x.how = how;
	x.ret = ret;
	windows_lines(c, x.line);
	for (size_t i = 0; i < c->events; i++) {
		const struct o_event *e = &c->event[i];

		x.now = i + 1;
		if (x.line[i].duplicate)
			continue;
		watermark(&x, e->tenant, x.line[i].clock - GRACE_MS);
		matches(&x, e, &x.line[i]);
	}
	x.now = c->events + 1;
	for (unsigned t = 0; c->until != O_NONE && t < O_TENANTS; t++) {
		int64_t clock = c->until;

		/* It never goes back. */
		for (size_t i = 0; i < c->events; i++) {
			if (c->event[i].tenant == t && !x.line[i].duplicate &&
			    x.line[i].clock > clock)
				clock = x.line[i].clock;
		}
		watermark(&x, t, clock - GRACE_MS);
	}
	for (unsigned at = 0; at < c->corrs; at++)
		ret->count[at].open = verdict_open(c, &x.w, at);
}

/* What the point brings that was not counted yet. */
static void
take_in(const struct o_line *line, const struct o_fire *f,
    struct o_episode *p)
{

	p->points++;
	p->last = f->te > p->last ? f->te : p->last;
	for (uint64_t l = p->highest + 1; l <= O_EVENTS; l++) {
		int64_t te = line[l - 1].te;

		if ((f->window >> (l - 1) & 1) == 0)
			continue;
		p->count++;
		p->highest = l;
		p->first = te < p->first ? te : p->first;
		p->newest = te > p->newest ? te : p->newest;
	}
}

size_t
windows_episodes(const struct o_case *c, const struct o_result *r,
    struct o_episode *ret, size_t max)
{
	struct o_line line[O_EVENTS];
	size_t n = 0;

	windows_lines(c, line);
	for (size_t i = 0; i < r->n; i++) {
		const struct o_fire *f = &r->fire[i];
		const struct o_corr *k = &c->corr[f->corr];
		int64_t rearm = k->rearm_s != O_NONE ? k->rearm_s : 3600;
		struct o_episode *p = NULL;

		if (k->rearm_s == O_NONE && k->span_s > rearm)
			rearm = k->span_s;
		for (size_t j = 0; j < n; j++) {
			if (ret[j].corr == f->corr &&
			    ret[j].tenant == f->tenant &&
			    strcmp(ret[j].key, f->key) == 0)
				p = &ret[j];
		}
		if (p == NULL || f->te > p->last + rearm * 1000 ||
		    f->te >= p->opened + 86400000) {
			if (n == max)
				return (n);
			p = &ret[n++];
			*p = (struct o_episode){ .corr = f->corr,
			    .tenant = f->tenant, .opened = f->te,
			    .last = f->te, .by = f->by, .first = f->te,
			    .newest = f->te, .value = f->value,
			    .has_value = f->has_value };
			(void)snprintf(p->key, sizeof(p->key), "%s", f->key);
		}
		take_in(line, f, p);
	}
	return (n);
}
