/* SPDX-License-Identifier: Apache-2.0 */
/* Facts about who is at the other end. */
#include "base/attr.h"
#include "fact/fact.h"

const uint16_t ident_source_fields[] = { FIELD_CLIENT_IP,
    FIELD_CLIENT_TLS_JA4, 0 };
const uint16_t ident_caller_fields[] = { FIELD_ACTOR_TOKEN_ID,
    FIELD_ACTOR_ID, FIELD_CLIENT_IP, FIELD_CLIENT_TLS_JA4, 0 };

const uint16_t ident_topic_fields[] = { FIELD_TOPIC, 0 };

static struct span
text_of(const struct fact_in *in, enum field_id f)
{
	const struct value *v = event_get(in->ev, f);

	return (v->type == VALUE_TEXT ? value_text(v) :
	    (struct span){ NULL, 0 });
}

/* Three texts in a row; nothing when the arena is out of memory. */
static void
put(struct fact_out *out, enum fact_id id, struct span a, struct span b,
    struct span c)
{
	char *p;

	if (!fact_wanted(out, id) ||
	    (p = arena_take(out->arena, a.n + b.n + c.n)) == NULL)
		return;
	memcpy(p, a.p, a.n);
	memcpy(p + a.n, b.p, b.n);
	if (c.n > 0)
		memcpy(p + a.n + b.n, c.p, c.n);
	fact_text(out, id, (struct span){ p, a.n + b.n + c.n });
}

/* A network source that carrier NAT does not merge with unlike clients. */
void
ident_source(const struct fact_in *in, void *state UNUSED,
    struct fact_out *out)
{
	struct span ip = text_of(in, FIELD_CLIENT_IP);
	struct span ja4 = text_of(in, FIELD_CLIENT_TLS_JA4);

	if (ip.n > 0)
		put(out, FACT_ident_source_key, ip, SPAN("|"),
		    ja4.n > 0 ? ja4 : SPAN("-"));
}

void
ident_caller(const struct fact_in *in, void *state UNUSED,
    struct fact_out *out)
{
	struct span token = text_of(in, FIELD_ACTOR_TOKEN_ID);
	struct span actor = text_of(in, FIELD_ACTOR_ID);
	struct span ip = text_of(in, FIELD_CLIENT_IP);
	struct span ja4 = text_of(in, FIELD_CLIENT_TLS_JA4);
	struct span none = { NULL, 0 };
	char *p;

	if (token.n > 0)
		put(out, FACT_ident_caller_key, SPAN("token:"), token, none);
	else if (actor.n > 0)
		put(out, FACT_ident_caller_key, SPAN("actor:"), actor, none);
	else if (ip.n > 0 && (p = arena_take(out->arena, ip.n + 1)) != NULL) {
		memcpy(p, ip.p, ip.n);
		p[ip.n] = '|';
		put(out, FACT_ident_caller_key, SPAN("net:"),
		    (struct span){ p, ip.n + 1 }, ja4.n > 0 ? ja4 :
		    SPAN("-"));
	}
}

/* The engine knows whom it met; see engine/parties.h. */
void
ident_topic(const struct fact_in *in, void *state UNUSED,
    struct fact_out *out)
{

	if (in->ev->type == TYPE_BROKER_ACL &&
	    in->step->topic != FACT_TOPIC_NONE)
		fact_bool(out, FACT_ident_topic_foreign,
		    in->step->topic == FACT_TOPIC_FOREIGN);
}
