/* SPDX-License-Identifier: Apache-2.0 */
/* Who takes part in an event. */
#include "base/attr.h"
#include "base/hash.h"
#include "engine/parties.h"

#define NAME		20		/* Letters of six bits each. */
#define BIT(type)	(UINT64_C(1) << (type))
#define ANY		(BIT(TYPE_COUNT) - 1)
#define COMMANDS	(BIT(TYPE_COMMAND_REQUEST) |			\
	BIT(TYPE_COMMAND_DECISION) | BIT(TYPE_COMMAND_RESULT))
#define CALLS		(BIT(TYPE_API_REQUEST) | BIT(TYPE_AUTH_LOGIN) |	\
	BIT(TYPE_DEVICE_AUTH) | BIT(TYPE_DEVICE_CONNECT) |		\
	BIT(TYPE_DATA_ACCESS))
#define SHARES		(BIT(TYPE_AUTH_LOGIN) | BIT(TYPE_BOOKING_CREATE))

/* Which events have one; the field that names it, if one does. */
static const struct {
	uint64_t	types;
	enum field_id	field;
} kinds[TWIN_KINDS] = {
	[TWIN_ORDER] = { COMMANDS, FIELD_NONE },
	[TWIN_ACTOR] = { ANY, FIELD_ACTOR_ID },
	[TWIN_TOKEN] = { ANY, FIELD_ACTOR_TOKEN_ID },
	[TWIN_TOUCH] = { BIT(TYPE_API_REQUEST) | BIT(TYPE_DATA_ACCESS),
	    FIELD_NONE },
	[TWIN_CALLER] = { CALLS, FIELD_NONE },
	[TWIN_USER] = { BIT(TYPE_BOOKING_CREATE), FIELD_USER_ID },
	[TWIN_APP] = { SHARES, FIELD_CLIENT_DEVICE_KEY },
	[TWIN_CARD] = { SHARES, FIELD_PAY_H },
	[TWIN_DOC] = { SHARES, FIELD_DOC_H },
};

static struct span
text_of(const struct event *ev, enum field_id f)
{
	const struct value *v = event_get(ev, f);

	return (v->type == VALUE_TEXT ? value_text(v) :
	    (struct span){ NULL, 0 });
}

struct span
parties_id(const struct event *ev, enum twin_kind k)
{
	const struct span none = { NULL, 0 };

	if (k == TWIN_VEHICLE)
		return (ev->vehicle);
	if (k == TWIN_DEVICE)
		return (ev->device);
	if (k == TWIN_SOURCE)
		return (ev->source);
	BUG_IF(k != TWIN_STATION);
	return (ev->type == TYPE_OCPP_MESSAGE ?
	    text_of(ev, FIELD_STATION_ID) : none);
}

bool
parties_may(const struct event *ev, enum twin_kind k)
{

	return (ev->type < TYPE_COUNT && (kinds[k].types >> ev->type & 1));
}

/* What tells callers apart: as ident.caller_key does. */
static uint64_t
caller(const struct event *ev, uint64_t seed)
{
	static const struct {
		enum field_id	field;
		const char	*kind;
	} by[] = { { FIELD_ACTOR_TOKEN_ID, "token" },
	    { FIELD_ACTOR_ID, "actor" }, { FIELD_CLIENT_IP, "net" } };
	struct span ja4 = text_of(ev, FIELD_CLIENT_TLS_JA4);

	for (size_t i = 0; i < COUNT_OF(by); i++) {
		struct span id = text_of(ev, by[i].field);
		uint64_t hash = hash_seeded(span_of(by[i].kind), seed);

		if (id.n == 0)
			continue;
		hash = hash_seeded(id, hash);
		return (by[i].field == FIELD_CLIENT_IP ?
		    hash_seeded(ja4, hash) : hash);
	}
	return (0);
}

/* What is touched: the target, else the first object. */
static struct span
object(const struct event *ev)
{
	struct span id = text_of(ev, FIELD_TARGET_ID);
	const struct value *v = event_get(ev, FIELD_OBJECT_IDS);

	if (id.n == 0 && v->type == VALUE_ARRAY && v->n > 0 &&
	    v->member[0].type == VALUE_TEXT)
		id = value_text(&v->member[0]);
	return (id);
}

/* The two hashes as letters: a line feed may not stand in a name. */
static rc
name(const uint64_t hash[2], struct arena *arena, struct span *ret)
{
	static const char letter[] = "0123456789abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
	char *p = arena_take(arena, NAME);

	if (p == NULL)
		return (RC_NOMEM);
	for (unsigned i = 0; i < NAME; i++)
		p[i] = letter[hash[i & 1] >> (i / 2 * 6) & 63];
	*ret = (struct span){ p, NAME };
	return (RC_OK);
}

rc
parties_other(const struct event *ev, enum twin_kind k, struct arena *arena,
    struct span *ret)
{
	uint64_t hash[2];
	struct span what;

	*ret = (struct span){ NULL, 0 };
	if (kinds[k].field != FIELD_NONE) {
		/* An account's life begins before it acts. */
		*ret = text_of(ev, k == TWIN_ACTOR &&
		    ev->type == TYPE_ACCOUNT_CREATE ? FIELD_TARGET_ID :
		    kinds[k].field);
		return (RC_OK);
	}
	if (k == TWIN_ORDER) {
		*ret = ev->vehicle;
		return (RC_OK);
	}
	hash[0] = caller(ev, 1);
	hash[1] = caller(ev, 2);
	if (hash[0] == 0)
		return (RC_OK);
	if (k == TWIN_TOUCH) {
		if ((what = object(ev)).n == 0)
			return (RC_OK);
		hash[0] = hash_seeded(what, hash[0]);
		hash[1] = hash_seeded(what, hash[1]);
	}
	return (name(hash, arena, ret));
}

/* Is ${id} a vehicle or a device that we know? */
static bool
known(const struct event *ev, const struct ref *ref, struct span id,
    struct twin *const twins[TWIN_KINDS])
{
	static const struct {
		enum twin_kind	k;
		enum table_id	t;
	} as[] = { { TWIN_DEVICE, TABLE_binding },
	    { TWIN_VEHICLE, TABLE_vehicle } };
	const struct ref_at at = { ev->time, ev->pos };
	uint64_t hash;

	if (id.n == 0 || id.n > EVENT_ID_MAX)
		return (false);
	hash = twin_hash(ev->tenant, id);
	for (size_t i = 0; i < COUNT_OF(as); i++)
		if (ref_valid(ref_find(ref, ev->tenant, as[i].t, id), &at) ||
		    twin_find(twins[as[i].k], ev->tenant, id, hash) != NULL)
			return (true);
	return (false);
}

enum fact_topic
parties_topic(const struct event *ev, const struct ref *ref,
    struct twin *const twins[TWIN_KINDS])
{
	struct span topic = text_of(ev, FIELD_TOPIC);
	enum fact_topic found = FACT_TOPIC_NONE;

	for (size_t at = 0; at < topic.n && found != FACT_TOPIC_FOREIGN;) {
		struct span level = span_from(topic, at);
		const char *end = memchr(level.p, '/', level.n);

		if (end != NULL)
			level.n = (size_t)(end - level.p);
		at += level.n + 1;
		if (span_eq(level, ev->device) || span_eq(level, ev->vehicle))
			found = level.n > 0 ? FACT_TOPIC_OWN : found;
		else if (known(ev, ref, level, twins))
			found = FACT_TOPIC_FOREIGN;
	}
	return (found);
}
