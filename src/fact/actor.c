/* SPDX-License-Identifier: Apache-2.0 */
/* Facts about what is usual for an actor. */
#include "fact/claim.h"
#include "fact/recent.h"

#define DEVICES		16
#define DEVICES_MS	(90 * RECENT_DAY)

const uint16_t actor_device_fields[] = { FIELD_ACTOR_ID, FIELD_TARGET_ID,
    FIELD_CLIENT_DEVICE_KEY, FIELD_VIA, 0 };
const uint16_t actor_habit_fields[] = { FIELD_ACTOR_ID, FIELD_TARGET_ID,
    FIELD_COMMAND, 0 };
const uint16_t actor_age_fields[] = { FIELD_ACTOR_ID, FIELD_TARGET_ID,
    FIELD_ACTOR_CREATED_AT, 0 };
const uint16_t actor_role_fields[] = { FIELD_ACTOR_ID, FIELD_TARGET_ID,
    FIELD_ACTOR_ROLES, 0 };

struct device_state {
	struct recent	of[DEVICES];
};

_Static_assert(sizeof(struct device_state) <= FACT_STATE_actor_device,
    "fits");

struct habit_state {
	int64_t		first;		/* First met; ms. */
	uint32_t	commands;	/* Used, by code. */
	uint32_t	known;		/* It was met. */
};

_Static_assert(sizeof(struct habit_state) <= FACT_STATE_actor_habit, "fits");

/* A time and whether there is one. */
struct time_state {
	int64_t	at;
	int64_t	known;
};

_Static_assert(sizeof(struct time_state) <= FACT_STATE_actor_age &&
    sizeof(struct time_state) <= FACT_STATE_actor_role, "fits");

/* On account.create the entity is the account, whoever made it. */
static bool
acts(const struct fact_in *in)
{
	struct span who = claim_field(in, FIELD_ACTOR_ID);

	return (who.n > 0 && (in->ev->type != TYPE_ACCOUNT_CREATE ||
	    span_eq(who, claim_field(in, FIELD_TARGET_ID))));
}

void
actor_device(const struct fact_in *in, void *state, struct fact_out *out)
{
	struct device_state *s = state;
	struct span key = claim_field(in, FIELD_CLIENT_DEVICE_KEY);
	bool any, met;

	if (key.n == 0 || !acts(in))
		return;
	recent_expire(s->of, DEVICES, in->ev->time - DEVICES_MS);
	any = s->of[0].hash != 0;
	/* Who resets a password proved nothing yet: it stays new. */
	if (in->ev->type == TYPE_ACCOUNT_CHANGE &&
	    claim_is(in, FIELD_VIA, "reset"))
		met = recent_find(s->of, DEVICES, recent_hash(key)) != NULL;
	else
		met = recent_meet(s->of, DEVICES, recent_hash(key),
		    in->ev->time);
	if (any)
		fact_bool(out, FACT_seen_actor_device, !met);
}

void
actor_habit(const struct fact_in *in, void *state, struct fact_out *out)
{
	struct habit_state *s = state;
	unsigned code = event_code(in->ev, FIELD_COMMAND);
	uint32_t bit = UINT32_C(1) << (code & 31);

	if (s->known == 0) {
		s->known = 1;
		s->first = in->ev->time;
	}
	if (in->ev->type != TYPE_COMMAND_REQUEST || code == 0 || code > 31)
		return;
	if (in->ev->time - s->first >= RECENT_DAY)
		fact_bool(out, FACT_seen_actor_command,
		    (s->commands & bit) == 0);
	s->commands |= bit;
}

void
actor_age(const struct fact_in *in, void *state, struct fact_out *out)
{
	const struct value *v = event_get(in->ev, FIELD_ACTOR_CREATED_AT);
	struct time_state *s = state;

	if (in->ev->type == TYPE_ACCOUNT_CREATE && s->known == 0) {
		s->known = 1;
		s->at = in->ev->time;
	}
	if (claim_field(in, FIELD_ACTOR_ID).n == 0)
		return;
	if (v->type == VALUE_TIME)
		fact_parts(out, FACT_person_account_age_s,
		    in->ev->time - v->i, FACT_S);
	else if (s->known != 0 && in->ev->time >= s->at && acts(in))
		fact_parts(out, FACT_person_account_age_s,
		    in->ev->time - s->at, FACT_S);
}

/* Does it use a role that is entered as privileged? */
static bool
privileged(const struct fact_in *in)
{
	const struct value *v = event_get(in->ev, FIELD_ACTOR_ROLES);
	struct buf key = { 0 };
	bool yes = false;

	for (uint32_t i = 0; v->type == VALUE_ARRAY && i < v->n && !yes;
	    i++) {
		const struct value *is;

		buf_clear(&key);
		buf_put(&key, claim_field(in, FIELD_ACTOR_ID));
		buf_char(&key, '/');
		buf_put(&key, value_text(&v->member[i]));
		is = ref_get(key.failed ? NULL : claim_row(in, TABLE_role,
		    buf_span(&key)), COLUMN_role_privileged, &in->at);
		yes = is->type == VALUE_BOOL && is->yes;
	}
	buf_release(&key);
	return (yes);
}

void
actor_role(const struct fact_in *in, void *state, struct fact_out *out)
{
	struct time_state *s = state;
	int64_t now = in->ev->time;

	if ((in->ev->category != CATEGORY_ACCESS &&
	    in->ev->category != CATEGORY_DATABASE &&
	    in->ev->category != CATEGORY_COMMAND) || !privileged(in))
		return;
	if (s->known != 0 && now >= s->at)
		fact_parts(out, FACT_person_role_idle_s, now - s->at, FACT_S);
	s->at = s->known == 0 || now > s->at ? now : s->at;
	s->known = 1;
}
