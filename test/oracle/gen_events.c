/* SPDX-License-Identifier: Apache-2.0 */
/* Random journals: ties, edges of windows, late, duplicate, future lines. */
#include <stdio.h>
#include <string.h>

#include "oracle/gen.h"
#include "oracle/verdict.h"

#define BEGIN_MS	INT64_C(1700000000000)
#define DAY_MS		INT64_C(86400000)

/* How this journal is: each is another mood. */
struct mood {
	unsigned	tenants, entities, late_in, future_in, twice_in;
	bool		received, jumps;
	unsigned	kinds;
};

static const char *const words[] = {
	"a", "b", "c", "d", "A", "ab", "5", "5.0", "", "true", "x5", "é", "É",
};

static void
text(struct o_scalar *s, const char *p)
{

	*s = (struct o_scalar){ .type = O_STR };
	(void)snprintf(s->text, sizeof(s->text), "%s", p);
}

static void
number(struct dice *d, struct o_scalar *s, unsigned n)
{

	*s = (struct o_scalar){ .type = O_NUM, .num = dice_roll(d, n),
	    .whole = !dice_one_in(d, 4) };
	if (dice_one_in(d, 6))
		s->num -= 0.5;
}

/* Few values, of every type. */
static void
any_scalar(struct dice *d, struct o_scalar *s)
{

	switch (dice_roll(d, 12)) {
	case 0:
		*s = (struct o_scalar){ .type = O_NULL };
		break;
	case 1:
		*s = (struct o_scalar){ .type = O_BOOL,
		    .num = dice_roll(d, 2) };
		break;
	case 2:
	case 3:
	case 4:
		number(d, s, 7);
		break;
	default:
		text(s, words[dice_roll(d, COUNT_OF(words))]);
		break;
	}
}

static void
any_value(struct dice *d, struct o_value *v)
{

	memset(v, 0, sizeof(*v));
	switch (dice_roll(d, 10)) {
	case 0:
		v->one.type = O_ABSENT;
		break;
	case 1:
		v->one.type = O_LIST;
		v->n = dice_roll(d, O_MEMBERS + 1);
		for (size_t i = 0; i < v->n; i++)
			any_scalar(d, &v->member[i]);
		break;
	case 2:
		if (dice_one_in(d, 4)) {
			v->one.type = O_MAP;
			break;
		}
		any_scalar(d, &v->one);
		break;
	default:
		any_scalar(d, &v->one);
		break;
	}
}

/* A group: mostly one of two, seldom something odd. */
static void
key_value(struct dice *d, struct o_value *v)
{

	memset(v, 0, sizeof(*v));
	switch (dice_roll(d, 24)) {
	case 0:
		any_value(d, v);
		break;
	case 1:
		number(d, &v->one, 7);
		break;
	case 2:
		text(&v->one, dice_one_in(d, 2) ? "5" : "5.0");
		break;
	case 3:
		v->one = (struct o_scalar){ .type = O_NUM, .num = 5,
		    .whole = dice_one_in(d, 2) };
		break;
	default:
		text(&v->one, dice_one_in(d, 3) ? "B" : "A");
		break;
	}
}

static void
sample_value(struct dice *d, struct o_value *v)
{

	memset(v, 0, sizeof(*v));
	switch (dice_roll(d, 16)) {
	case 0:
		any_value(d, v);
		break;
	case 1:
		text(&v->one, dice_one_in(d, 2) ? "3" : "x");
		break;
	case 2:
		v->one.type = O_LIST;
		v->n = 1 + dice_roll(d, O_MEMBERS);
		for (size_t i = 0; i < v->n; i++)
			number(d, &v->member[i], 5);
		break;
	default:
		number(d, &v->one, 6);
		break;
	}
}

/* A step of the clock: ties, and both sides of each window's edge. */
static int64_t
step(struct dice *d, const struct o_case *c, const struct mood *m)
{
	static const int64_t jumps[] = { 600000, 600001, 3600000, DAY_MS };
	const struct o_corr *k = &c->corr[dice_roll(d, (unsigned)c->corrs)];
	int64_t span = k->span_s * 1000;

	if (m->jumps && dice_one_in(d, 6))
		return (jumps[dice_roll(d, COUNT_OF(jumps))]);

	switch (dice_roll(d, 12)) {
	case 0:
	case 1:
		return (0);
	case 2:
		return (1);
	case 3:
		return (span);
	case 4:
		return (span > 0 ? span - 1 : 0);
	case 5:
		return (span + 1);
	case 6:
		return (k->gap_s != O_NONE ? k->gap_s * 1000 : span / 2);
	case 7:
		return (k->gap_s != O_NONE ? k->gap_s * 1000 + 1 : 30000);
	case 8:
		return (dice_roll(d, 40) * INT64_C(1000));
	default:
		return (dice_roll(d, 20) * INT64_C(250));
	}
}

/* How late a line is: around the edges of what is still in time. */
static int64_t
lateness(struct dice *d, const struct o_case *c)
{
	const struct o_corr *k = &c->corr[dice_roll(d, (unsigned)c->corrs)];
	int64_t late = verdict_late(c, (unsigned)(k - c->corr));

	switch (dice_roll(d, 8)) {
	case 0:
		return (30000);
	case 1:
		return (30001);
	case 2:
		return (30000 + late);
	case 3:
		return (30001 + late);
	case 4:
		return (dice_roll(d, 60) * INT64_C(1000));
	default:
		return (dice_roll(d, 120) * INT64_C(250));
	}
}

/* When it happened, as the line says; the clock is at ${now}. */
static int64_t
happened(struct dice *d, const struct o_case *c, const struct mood *m,
    int64_t now)
{

	if (m->late_in > 0 && dice_one_in(d, m->late_in))
		return (now - lateness(d, c));
	if (m->future_in == 0 || !dice_one_in(d, m->future_in))
		return (now);
	switch (dice_roll(d, 4)) {
	case 0:
		return (now + 300000);
	case 1:
		return (now + 300001);
	case 2:
		return (now + dice_roll(d, 40) * INT64_C(1000));
	default:
		return (now + DAY_MS);
	}
}

static void
event(struct dice *d, const struct mood *m, struct o_event *e)
{
	static const char *const kinds[] = { "a", "b", "c", "d" };

	memset(e, 0, sizeof(*e));
	e->tenant = dice_roll(d, m->tenants);
	e->entity = dice_roll(d, m->entities);
	e->source = dice_roll(d, 2);
	text(&e->value[0].one, kinds[dice_roll(d, m->kinds)]);
	if (dice_one_in(d, 10))
		any_value(d, &e->value[0]);
	any_value(d, &e->value[1]);
	key_value(d, &e->value[2]);
	key_value(d, &e->value[3]);
	for (size_t f = 4; f < 7; f++)
		sample_value(d, &e->value[f]);
	any_value(d, &e->value[7]);
}

static struct mood
mood(struct dice *d)
{
	static const unsigned often[] = { 3, 20, 0, 8 };
	static const unsigned seldom[] = { 0, 10000, 40, 6 };
	struct mood m = {
		.tenants = dice_one_in(d, 4) ? 1 + dice_roll(d, O_TENANTS) : 1,
		.entities = 1 + dice_roll(d, 3),
		.late_in = often[dice_roll(d, COUNT_OF(often))],
		.future_in = seldom[dice_roll(d, COUNT_OF(seldom))],
		.twice_in = dice_one_in(d, 3) ? 12 : 0,
		.received = !dice_one_in(d, 8),
		.jumps = dice_one_in(d, 10),
		.kinds = 1 + dice_roll(d, 4),
	};

	return (m);
}

void
gen_events(struct dice *d, struct o_case *c)
{
	struct mood m = mood(d);
	int64_t now = BEGIN_MS;
	size_t n = dice_one_in(d, 4) ? O_EVENTS : 24;

	c->events = 0;
	/* Bytes of a fuzzer make as many events as they suffice for. */
	n = 1 + dice_roll(d, (unsigned)n);
	while (c->events < n && (d->p == NULL || d->n > 0)) {
		struct o_event *e = &c->event[c->events];

		now += step(d, c, &m);
		if (m.twice_in > 0 && c->events > 0 &&
		    dice_one_in(d, m.twice_in)) {
			*e = c->event[dice_roll(d, (unsigned)c->events)];
			if (e->received != O_NONE)
				e->received = now;
			c->events++;
			continue;
		}
		event(d, &m, e);
		e->id = (unsigned)c->events;
		e->received = m.received ? now : O_NONE;
		e->time = happened(d, c, &m, now);
		c->events++;
	}
	c->until = O_NONE;
	if (dice_roll(d, 3) > 0)
		c->until = now + (dice_one_in(d, 3) ? 30000 : DAY_MS);
}
