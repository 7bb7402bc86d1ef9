/* SPDX-License-Identifier: Apache-2.0 */
/* Facts about an access token. */
#include "base/hash.h"
#include "fact/claim.h"
#include "fact/paths.h"
#include "fact/recent.h"

#define NETS	8

const uint16_t token_place_fields[] = { FIELD_ACTOR_TOKEN_ID,
    FIELD_CLIENT_ASN, FIELD_CLIENT_TLS_JA4, 0 };
const uint16_t token_life_fields[] = { FIELD_ACTOR_TOKEN_ID, FIELD_OP, 0 };
const uint16_t token_net_fields[] = { FIELD_ACTOR_TOKEN_ID,
    FIELD_CLIENT_ASN, 0 };

_Static_assert(sizeof(struct paths) <= FACT_STATE_token_place, "fits");

struct life_state {
	int64_t		revoked;	/* When; ms. */
	uint64_t	is;		/* 0 unknown, 1 met, 2 revoked. */
};

_Static_assert(sizeof(struct life_state) <= FACT_STATE_token_life, "fits");

struct net_state {
	struct recent	of[NETS];
};

_Static_assert(sizeof(struct net_state) <= FACT_STATE_token_net, "fits");

/* The network's number as a name; 0: none. */
static uint64_t
network(const struct fact_in *in)
{
	const struct value *v = event_get(in->ev, FIELD_CLIENT_ASN);

	return (v->type == VALUE_INT ? (uint64_t)v->i + 1 : 0);
}

void
token_place(const struct fact_in *in, void *state, struct fact_out *out)
{
	const struct event *ev = in->ev;
	struct span ja4 = claim_field(in, FIELD_CLIENT_TLS_JA4);
	uint64_t net = network(in);

	if (net != 0 || ja4.n > 0)
		fact_int(out, FACT_ident_token_places, paths_meet(state, net,
		    ja4.n > 0 ? recent_hash(ja4) : 0,
		    ev->received != EVENT_NO_TIME ? ev->received : ev->time));
}

/* A revocation itself is no use of what was revoked. */
void
token_life(const struct fact_in *in, void *state, struct fact_out *out)
{
	struct life_state *s = state;
	int64_t now = in->ev->time;
	bool first, revokes = false;

	if (in->ev->type == TYPE_AUTH_TOKEN) {
		revokes = claim_is(in, FIELD_OP, "revoke");
		s->is = s->is == 0 ? 1 : s->is;
	}
	if (s->is == 0)
		return;
	first = s->is != 2 || now < s->revoked;
	fact_bool(out, FACT_ident_token_revoked, !first && !revokes);
	if (revokes && first) {
		s->is = 2;
		s->revoked = now;
	}
}

void
token_net(const struct fact_in *in, void *state, struct fact_out *out)
{
	struct net_state *s = state;
	uint64_t net = network(in);
	bool any = s->of[0].hash != 0;

	if (net == 0)
		return;
	net = recent_meet(s->of, NETS, net, in->ev->time);
	if (any)
		fact_bool(out, FACT_seen_token_net, net == 0);
}
