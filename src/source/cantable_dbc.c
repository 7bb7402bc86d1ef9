/* SPDX-License-Identifier: Apache-2.0 */
/* A DBC file into the table of what frames mean. */
#include "base/attr.h"
#include "source/canmap.h"
#include "source/cantable_dbc.h"

#define STRAY		0xc0000000u	/* Signals without a message. */
#define STANDARD_MOST	0x7ffu
#define EXTENDED_MOST	0x1fffffffu

/* A file at work. */
struct filling {
	struct cantable		*t;
	cantable_dbc_bad_fn	*fn;
	void			*ctx;
	bool			 refused;	/* The newest message. */
};

typedef rc take_fn(struct filling *, const struct dbc_item *,
    struct dbc_bad *);

static rc
full(struct dbc_bad *bad, rc r)
{

	return (r == RC_LIMIT ? dbc_wrong(bad, "table", "expected at most "
	    "4,096 messages, 65,536 signals, 262,144 words and ranges") : r);
}

static rc
take_message(struct filling *f, const struct dbc_item *item,
    struct dbc_bad *bad)
{
	uint32_t id = item->id & ~DBC_EXTENDED, m;
	rc r;

	f->refused = true;
	if (item->id == STRAY) {
		f->t->passed++;
		return (RC_OK);
	}
	if (id > (item->id == id ? STANDARD_MOST : EXTENDED_MOST))
		return (dbc_wrong(bad, "id", "expected 11 bits, or 29 "
		    "and 2^31"));
	r = cantable_message(f->t, item->id, item->name, item->bytes, &m);
	if (r == RC_CONFLICT)
		return (dbc_wrong(bad, "id", "expected one message of an id"));
	f->refused = r != RC_OK;
	return (full(bad, r));
}

static rc
take_signal(struct filling *f, const struct dbc_item *item,
    struct dbc_bad *bad)
{
	struct cantable_signal *s;
	rc r;

	if (f->refused) {
		f->t->passed++;
		return (RC_OK);
	}
	if (cansig_last(&item->sig) >=
	    f->t->message[f->t->messages - 1].bytes)
		return (dbc_wrong(bad, "start|length", "expected a signal "
		    "inside of its message's bytes"));
	r = cantable_signal(f->t, item->name, &s);
	if (r == RC_CONFLICT)
		return (dbc_wrong(bad, "name", "expected one signal of a "
		    "name in a message"));
	if (r != RC_OK)
		return (full(bad, r));
	s->sig = item->sig;
	s->least = item->least;
	s->most = item->most;
	s->muxer = item->muxer;
	s->muxed = item->muxed;
	s->line = item->line;
	s->unit.n = item->unit.n;
	if ((s->unit.p = arena_copy(&f->t->tools.mem, item->unit)) == NULL)
		return (RC_NOMEM);
	canmap_obvious(s);
	return (item->muxed ? full(bad, cantable_range(f->t, s, item->low,
	    item->high)) : RC_OK);
}

/* The signal that a later statement names. */
static rc
named(struct filling *f, const struct dbc_item *item, struct span name,
    struct dbc_bad *bad, uint32_t *ret)
{
	uint32_t m = cantable_find(f->t, item->id);

	*ret = m == MAP_NONE ? CANTABLE_NONE : cantable_in(f->t, m, name);
	return (*ret != CANTABLE_NONE ? RC_OK : dbc_wrong(bad, "signal",
	    "expected one that the file has"));
}

static rc
take_word(struct filling *f, const struct dbc_item *item,
    struct dbc_bad *bad)
{
	uint32_t i;
	rc r = named(f, item, item->name, bad, &i);

	if (r != RC_OK)
		return (r);
	return (full(bad, cantable_word(f->t, &f->t->signal[i].word,
	    item->number, message_of_text(item->word))));
}

static rc
take_type(struct filling *f, const struct dbc_item *item,
    struct dbc_bad *bad)
{
	struct cansig sig;
	uint32_t i;
	rc r = named(f, item, item->name, bad, &i);

	if (r != RC_OK)
		return (r);
	sig = f->t->signal[i].sig;
	sig.kind = item->sig.kind;
	if (cansig_last(&sig) == SIZE_MAX)
		return (dbc_wrong(bad, "type", "expected 1 of 32 bits or 2 of "
		    "64"));
	f->t->signal[i].sig = sig;
	return (RC_OK);
}

static rc
take_mux(struct filling *f, const struct dbc_item *item,
    struct dbc_bad *bad)
{
	struct cantable_signal *s;
	uint32_t i, by;
	rc r = named(f, item, item->name, bad, &i);

	if (r == RC_OK)
		r = named(f, item, item->by, bad, &by);
	if (r != RC_OK)
		return (r);
	s = &f->t->signal[i];
	/* Instead of the number beside its name. */
	if (!s->ranged)
		s->range = NULL;
	s->ranged = s->muxed = true;
	s->by = by;
	return (full(bad, cantable_range(f->t, s, item->low, item->high)));
}

static rc
pass(struct filling *f, const struct dbc_item *item UNUSED,
    struct dbc_bad *bad UNUSED)
{

	f->t->passed++;
	return (RC_OK);
}

/* By enum dbc_kind. */
static take_fn *const takes[] = {
	take_message, take_signal, take_word, take_type, take_mux, pass,
};

static void
tell(struct filling *f, const struct dbc_bad *bad)
{

	f->t->bad++;
	if (f->fn != NULL)
		f->fn(f->ctx, bad);
}

/* Who chooses, where only one can: by the one plain M of a message. */
static void
choosers(struct filling *f, const struct cantable_message *m)
{
	uint32_t plain = CANTABLE_NONE;

	for (uint32_t i = m->first; i < m->first + m->n; i++) {
		if (f->t->signal[i].muxer && !f->t->signal[i].muxed)
			plain = i;
	}
	for (uint32_t i = m->first; i < m->first + m->n; i++) {
		struct cantable_signal *s = &f->t->signal[i];

		if (!s->muxed || s->by != CANTABLE_NONE)
			continue;
		s->by = plain;
		if (plain == CANTABLE_NONE)
			tell(f, &(struct dbc_bad){ s->line, "multiplexing",
			    "expected a signal with M in its message" });
	}
}

rc
cantable_dbc(struct cantable *t, struct span text, cantable_dbc_bad_fn *fn,
    void *ctx)
{
	struct filling f = { .t = t, .fn = fn, .ctx = ctx, .refused = true };
	struct dbc_item item;
	struct dbc_bad bad;
	size_t had = t->messages;
	struct dbc d;
	rc r;

	dbc_begin(&d, text);
	while ((r = dbc_next(&d, &item, &bad)) != RC_NOTFOUND) {
		if (r == RC_OK) {
			bad.line = item.line;
			r = takes[item.kind](&f, &item, &bad);
		}
		if (r == RC_NOMEM)
			return (r);
		if (r != RC_OK)
			tell(&f, &bad);
	}
	for (size_t i = had; i < t->messages; i++)
		choosers(&f, &t->message[i]);
	return (RC_OK);
}
