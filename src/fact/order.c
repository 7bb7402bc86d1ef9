/* SPDX-License-Identifier: Apache-2.0 */
/* Facts about the commands that a vehicle was sent before. */
#include "fact/claim.h"
#include "fact/recent.h"

#define KEPT	64
#define KEYS	8

const uint16_t order_nonce_fields[] = { FIELD_NONCE, 0 };
const uint16_t order_count_fields[] = { FIELD_COUNTER, FIELD_KEY_ID, 0 };
const uint16_t order_known_fields[] = { FIELD_COMMAND_ID, 0 };

/* First uses, or requests. */
struct order_state {
	struct recent	of[KEPT];
};

_Static_assert(sizeof(struct order_state) <= FACT_STATE_order_nonce &&
    sizeof(struct order_state) <= FACT_STATE_order_known, "fits");

/* Highest counters, of the keys used last; newest first. */
struct count_state {
	struct {
		uint64_t	key;	/* Hash; 0: free. */
		int64_t		most;
	} of[KEYS];
};

_Static_assert(sizeof(struct count_state) <= FACT_STATE_order_count, "fits");

void
order_nonce(const struct fact_in *in, void *state, struct fact_out *out)
{
	struct order_state *s = state;
	struct span nonce = claim_field(in, FIELD_NONCE);
	int64_t now = in->ev->time;
	const struct recent *used;

	if (in->ev->type != TYPE_COMMAND_REQUEST || nonce.n == 0)
		return;
	recent_expire(s->of, KEPT, now - RECENT_DAY);
	used = recent_find(s->of, KEPT, recent_hash(nonce));
	if (used == NULL)
		recent_add(s->of, KEPT, recent_hash(nonce), now);
	else
		fact_parts(out, FACT_cmd_nonce_age_s, now > used->time ?
		    now - used->time : 0, FACT_S);
}

void
order_count(const struct fact_in *in, void *state, struct fact_out *out)
{
	const struct value *v = event_get(in->ev, FIELD_COUNTER);
	uint64_t key = recent_hash(claim_field(in, FIELD_KEY_ID));
	struct count_state *s = state;
	int64_t most = v->i;
	unsigned i = 0;

	if (in->ev->type != TYPE_COMMAND_REQUEST || v->type != VALUE_INT)
		return;
	while (i < KEYS - 1 && s->of[i].key != 0 && s->of[i].key != key)
		i++;
	if (s->of[i].key == key) {
		fact_int(out, FACT_cmd_counter_delta, v->i - s->of[i].most);
		most = v->i > s->of[i].most ? v->i : s->of[i].most;
	}
	for (; i > 0; i--)
		s->of[i] = s->of[i - 1];
	s->of[0].key = key;
	s->of[0].most = most;
}

/* Leaves what bind_unknown says. */
void
order_known(const struct fact_in *in, void *state,
    struct fact_out *out UNUSED)
{
	struct order_state *s = state;
	uint64_t id = recent_hash(claim_field(in, FIELD_COMMAND_ID));
	int64_t now = in->ev->time;

	if (in->ev->type == TYPE_COMMAND_REQUEST) {
		(void)recent_meet(s->of, KEPT, id, now);
		return;
	}
	if (!in->step->commanded || (in->ev->type != TYPE_COMMAND_RESULT &&
	    in->ev->type != TYPE_COMMAND_DECISION))
		return;
	recent_expire(s->of, KEPT, now - RECENT_DAY);
	in->step->command = recent_find(s->of, KEPT, id) != NULL ?
	    FACT_KNOWN : FACT_UNKNOWN;
}
