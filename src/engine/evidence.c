/* SPDX-License-Identifier: Apache-2.0 */
/* The events that windows and alerts hold on to. */
#include "base/mem.h"
#include "engine/evidence.h"
#include "model/value_pack.h"

#define FACTS_MAX	256		/* Of an event, when loaded. */

static struct span
key(const struct alert_event *e)
{

	return ((struct span){ (const char *)&e->pos, sizeof(e->pos) });
}

static struct span
key_at(const void *owner, uint32_t at)
{
	const struct evidence *ev = owner;

	return (key(ev->e[at]));
}

void
evidence_init(struct evidence *ev)
{

	*ev = (struct evidence){ .e = NULL };
	map_init(&ev->by_pos, key_at, ev);
}

void
evidence_release(struct evidence *ev)
{

	for (size_t i = 0; ev->loaded && i < ev->n; i++)
		alert_event_drop(ev->e[i]);
	mem_free((void *)ev->e);
	map_release(&ev->by_pos);
	*ev = (struct evidence){ .e = NULL };
}

/* Append ${e}. */
static bool
put(struct evidence *ev, struct alert_event *e)
{

	if (ev->n >= MAP_NONE ||
	    !mem_room((void *)&ev->e, ev->n, &ev->cap, sizeof(*ev->e)))
		return (false);
	ev->e[ev->n++] = e;
	return (true);
}

uint64_t
evidence_number(struct evidence *ev, struct alert_event *e)
{
	uint32_t at;

	if (e == NULL || ev->failed)
		return (0);
	if ((at = map_get(&ev->by_pos, key(e))) != MAP_NONE)
		return ((uint64_t)at + 1);
	if (!put(ev, e) || map_put(&ev->by_pos, key(e),
	    (uint32_t)(ev->n - 1)) != RC_OK)
		ev->failed = true;
	return (ev->n);
}

rc
evidence_add(struct evidence *ev, struct alert_event *e)
{

	ev->loaded = true;
	return (put(ev, e) ? RC_OK : RC_NOMEM);
}

struct alert_event *
evidence_take(const struct evidence *ev, struct cur *c)
{
	uint64_t n = pack_get_upto(c, ev->n);

	return (n > 0 ? ev->e[n - 1] : NULL);
}

void
evidence_save(const struct evidence *ev, struct buf *b)
{
	struct buf line = { 0 };

	pack_uint(b, ev->n);
	for (size_t i = 0; i < ev->n; i++) {
		const struct alert_event *e = ev->e[i];

		pack_int(b, e->te);
		pack_uint(b, e->pos);
		pack_span(b, alert_event_id(e));
		pack_span(b, alert_event_line(e, &line));
		b->failed |= line.failed;
		pack_span(b, alert_event_vehicle(e));
		pack_span(b, alert_event_source(e));
		pack_uint(b, e->facts);
		for (size_t k = 0; k < e->facts; k++) {
			pack_text(b, alert_event_fact(e)[k].name);
			value_pack_put(b, &alert_event_fact(e)[k].value);
		}
	}
	b->failed |= ev->failed;
	buf_release(&line);
}

/* Names of facts are few: each is kept once. */
struct names_met {
	const char	**name;		/* Owned; they are in ${arena}. */
	size_t		  n, cap;
	struct map	  by_name;
	struct arena	 *arena;	/* Borrowed. */
};

static struct span
name_at(const void *owner, uint32_t at)
{
	const struct names_met *m = owner;

	return (span_of(m->name[at]));
}

/* The lasting copy of ${s}; NULL: memory is short. */
static const char *
name_of(struct names_met *m, struct span s)
{
	uint32_t at = map_get(&m->by_name, s);
	const char *p;

	if (at != MAP_NONE)
		return (m->name[at]);
	if (!mem_room((void *)&m->name, m->n, &m->cap, sizeof(*m->name)) ||
	    (p = arena_copy(m->arena, s)) == NULL)
		return (NULL);
	m->name[m->n++] = p;
	if (map_put(&m->by_name, s, (uint32_t)(m->n - 1)) != RC_OK)
		return (NULL);
	return (p);
}

/* One event; ${scratch} is for the members of its arrays. */
static rc
load_one(struct evidence *ev, struct cur *c, struct names_met *m,
    struct arena *scratch)
{
	struct alert_fact fact[FACTS_MAX];
	struct event of = { .time = pack_get_int(c) };
	struct alert_event *e;
	struct span id;
	size_t n;

	of.pos = pack_get_uint(c);
	id = pack_get_span(c);
	of.line = pack_get_span(c);
	of.vehicle = pack_get_span(c);
	of.source = pack_get_span(c);
	n = (size_t)pack_get_upto(c, FACTS_MAX);
	for (size_t i = 0; i < n && cur_ok(c); i++) {
		struct span name = pack_get_span(c);

		if (name.n == 0 || memchr(name.p, '\0', name.n) != NULL)
			return (RC_MALFORMED);
		if ((fact[i].name = name_of(m, name)) == NULL)
			return (RC_NOMEM);
		if (value_pack_get(c, scratch, &fact[i].value) != RC_OK)
			return (RC_NOMEM);
	}
	if (!cur_ok(c))
		return (RC_MALFORMED);
	if ((e = alert_event_new(ev->lines, &of, id, fact, n)) == NULL)
		return (RC_NOMEM);
	if (evidence_add(ev, e) == RC_OK)
		return (RC_OK);
	alert_event_drop(e);
	return (RC_NOMEM);
}

rc
evidence_load(struct evidence *ev, struct cur *c, struct arena *arena,
    struct err *e)
{
	struct names_met met = { .arena = arena };
	struct arena scratch = { 0 };
	size_t n = pack_get_count(c, 7);
	rc r = RC_OK;

	map_init(&met.by_name, name_at, &met);
	for (size_t i = 0; i < n && r == RC_OK; i++) {
		r = load_one(ev, c, &met, &scratch);
		arena_clear(&scratch);
	}
	arena_release(&scratch);
	map_release(&met.by_name);
	mem_free((void *)met.name);
	if (r != RC_OK)
		return (rc_fail(e, r, c->at, "loading evidence: %s",
		    rc_text(r)));
	return (pack_done(c, "the evidence", e));
}
