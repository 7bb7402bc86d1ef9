/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What accounts share: an app installation, a card, a document.  Each is an
 * entity of its own; the fact is the most that one of them was used by.
 */
#include "fact/claim.h"
#include "fact/recent.h"

#define ACCOUNTS	16
#define ACCOUNTS_MS	(30 * RECENT_DAY)

#define FIELDS	{ FIELD_ACTOR_ID, FIELD_USER_ID, FIELD_LOGIN,		\
	FIELD_CLIENT_DEVICE_KEY, FIELD_PAY_H, FIELD_DOC_H, 0 }

const uint16_t share_app_fields[] = FIELDS;
const uint16_t share_card_fields[] = FIELDS;
const uint16_t share_doc_fields[] = FIELDS;

struct share_state {
	struct recent	of[ACCOUNTS];
};

_Static_assert(sizeof(struct share_state) <= FACT_STATE_share_app &&
    sizeof(struct share_state) <= FACT_STATE_share_card &&
    sizeof(struct share_state) <= FACT_STATE_share_doc, "fits");

/* Whose account it is: whom the booking is for, else who acts. */
static struct span
account(const struct fact_in *in)
{
	struct span id = claim_field(in, FIELD_USER_ID);

	return (in->ev->type == TYPE_BOOKING_CREATE && id.n > 0 ? id :
	    claim_field(in, FIELD_ACTOR_ID));
}

static void
meet(const struct fact_in *in, struct share_state *s, struct fact_out *out)
{
	struct span id = account(in);
	unsigned n;

	if (id.n == 0)
		return;
	recent_expire(s->of, ACCOUNTS, in->ev->time - ACCOUNTS_MS);
	(void)recent_meet(s->of, ACCOUNTS, recent_hash(id), in->ev->time);
	n = recent_count(s->of, ACCOUNTS);
	if (n > in->step->shared)
		in->step->shared = (uint8_t)n;
	fact_int(out, FACT_seen_shared_accounts, in->step->shared);
}

void
share_app(const struct fact_in *in, void *state, struct fact_out *out)
{

	meet(in, state, out);
}

void
share_card(const struct fact_in *in, void *state, struct fact_out *out)
{

	meet(in, state, out);
}

void
share_doc(const struct fact_in *in, void *state, struct fact_out *out)
{

	meet(in, state, out);
}
