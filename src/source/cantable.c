/* SPDX-License-Identifier: Apache-2.0 */
/* What the frames of a vehicle's buses mean. */
#include "base/mem.h"
#include "source/cantable.h"

/* An id of J1939: priority, group, sender. */
#define J1939_PRIORITIES	8u
#define J1939_PRIORITY		26
#define J1939_GROUP		0x03ffff00u
#define J1939_NOBODY		0xfeu

static struct span
key_of(const void *owner, uint32_t i)
{
	const struct cantable *t = owner;

	return ((struct span){ (const char *)&t->message[i].key,
	    sizeof(t->message[i].key) });
}

rc
cantable_new(struct cantable **ret)
{
	struct cantable *t = mem_new(sizeof(*t));

	if (t == NULL)
		return (RC_NOMEM);
	map_init(&t->by_key, key_of, t);
	*ret = t;
	return (RC_OK);
}

void
cantable_free(struct cantable *t)
{

	if (t == NULL)
		return;
	map_release(&t->by_key);
	mem_free(t->message);
	mem_free(t->signal);
	mem_free(t->event);
	arena_release(&t->tools.mem);
	mem_free(t);
}

uint32_t
cantable_find(const struct cantable *t, uint32_t key)
{

	return (map_get(&t->by_key, (struct span){ (const char *)&key,
	    sizeof(key) }));
}

uint32_t
cantable_of(const struct cantable *t, uint32_t id, bool extended)
{
	uint32_t i = cantable_find(t, id | (extended ? DBC_EXTENDED : 0));

	for (uint32_t p = 0; extended && i == CANTABLE_NONE &&
	    p < J1939_PRIORITIES; p++)
		i = cantable_find(t, DBC_EXTENDED | p << J1939_PRIORITY |
		    (id & J1939_GROUP) | J1939_NOBODY);
	return (i);
}

uint32_t
cantable_in(const struct cantable *t, uint32_t m, struct span name)
{
	const struct cantable_message *of = &t->message[m];

	for (uint32_t i = of->first; i < of->first + of->n; i++) {
		if (span_eq(span_of(t->signal[i].name), name))
			return (i);
	}
	return (CANTABLE_NONE);
}

rc
cantable_message(struct cantable *t, uint32_t key, struct span name,
    unsigned bytes, uint32_t *ret)
{
	struct cantable_message m = { .key = key, .bytes = bytes,
	    .first = (uint32_t)t->signals };
	rc r;

	if (cantable_find(t, key) != MAP_NONE)
		return (RC_CONFLICT);
	if (t->messages == CANTABLE_MESSAGES)
		return (RC_LIMIT);
	if (!mem_room(&t->message, t->messages, &t->messages_cap, sizeof(m)) ||
	    (m.name.p = arena_copy(&t->tools.mem, name)) == NULL)
		return (RC_NOMEM);
	m.name.n = name.n;
	t->message[t->messages] = m;
	if ((r = map_put(&t->by_key, key_of(t, (uint32_t)t->messages),
	    (uint32_t)t->messages)) != RC_OK)
		return (r);
	*ret = (uint32_t)t->messages++;
	return (RC_OK);
}

rc
cantable_signal(struct cantable *t, struct span name,
    struct cantable_signal **ret)
{
	uint32_t m = (uint32_t)t->messages - 1;
	struct cantable_signal s = { .by = CANTABLE_NONE,
	    .field = FIELD_NONE, .scale = 1 };

	if (cantable_in(t, m, name) != CANTABLE_NONE)
		return (RC_CONFLICT);
	if (t->signals == CANTABLE_SIGNALS)
		return (RC_LIMIT);
	if (!mem_room(&t->signal, t->signals, &t->signals_cap, sizeof(s)) ||
	    (s.name = arena_copy(&t->tools.mem, name)) == NULL)
		return (RC_NOMEM);
	t->signal[t->signals] = s;
	*ret = &t->signal[t->signals++];
	t->message[m].n++;
	return (RC_OK);
}

/* One more of what there may be CANTABLE_MORE of. */
static rc
more(struct cantable *t, size_t size, void *ret)
{
	void *p;

	if (t->more == CANTABLE_MORE)
		return (RC_LIMIT);
	if ((p = arena_take(&t->tools.mem, size)) == NULL)
		return (RC_NOMEM);
	t->more++;
	memcpy(ret, &p, sizeof(p));
	return (RC_OK);
}

rc
cantable_word(struct cantable *t, const struct cantable_word **list,
    int64_t number, struct value v)
{
	struct cantable_word *w;
	rc r;

	if (v.type == VALUE_TEXT && (v.p = arena_copy(&t->tools.mem,
	    value_text(&v))) == NULL)
		return (RC_NOMEM);
	if ((r = more(t, sizeof(*w), &w)) != RC_OK)
		return (r);
	/* In front: the last of two words of a number counts. */
	*w = (struct cantable_word){ .next = *list, .number = number,
	    .v = v };
	*list = w;
	return (RC_OK);
}

rc
cantable_range(struct cantable *t, struct cantable_signal *s, uint32_t low,
    uint32_t high)
{
	struct cantable_range *w;
	rc r;

	if ((r = more(t, sizeof(*w), &w)) != RC_OK)
		return (r);
	*w = (struct cantable_range){ .next = s->range, .low = low,
	    .high = high };
	s->range = w;
	return (RC_OK);
}

rc
cantable_event(struct cantable *t, int64_t def, struct span name)
{
	struct cantable_event e = { .def = def };

	if (t->events == CANTABLE_MESSAGES)
		return (RC_LIMIT);
	if (!mem_room(&t->event, t->events, &t->events_cap, sizeof(e)) ||
	    (e.name = arena_copy(&t->tools.mem, name)) == NULL)
		return (RC_NOMEM);
	t->event[t->events++] = e;
	return (RC_OK);
}

bool
cantable_get(const struct cantable *t, uint32_t i, struct span frame,
    uint64_t *ret)
{
	const struct cantable_signal *s = &t->signal[i];
	const struct cantable_range *r;
	uint64_t raw;

	for (unsigned depth = 0; s->muxed; depth++) {
		if (s->by == CANTABLE_NONE || depth == CANTABLE_DEPTH ||
		    !cansig_get(&t->signal[s->by].sig, frame, &raw))
			return (false);
		for (r = s->range; r != NULL; r = r->next) {
			if (raw >= r->low && raw <= r->high)
				break;
		}
		if (r == NULL)
			return (false);
		s = &t->signal[s->by];
	}
	return (cansig_get(&t->signal[i].sig, frame, ret));
}

void
cantable_rename(const struct cantable *t, struct message *m)
{
	const struct value *def = message_get(m, FIELD_EVENT_DEF_ID);

	if (t == NULL || def == NULL || def->type != VALUE_INT)
		return;
	for (size_t i = t->events; i-- > 0;) {
		if (t->event[i].def != def->i)
			continue;
		message_word(m, FIELD_EVENT_NAME, t->event[i].name);
		return;
	}
}
