/* SPDX-License-Identifier: Apache-2.0 */
/* The fact about reports that were sent before. */
#include "base/hash.h"
#include "fact/claim.h"
#include "fact/recent.h"

#define KEPT	256

const uint16_t payload_age_fields[] = { FIELD_RAW_HASH, FIELD_DEVICE_TIME,
    FIELD_SEQ, 0 };

/*
 * A ring.  Hashes have 32 bits: with 256 of them one sample in 16 million is
 * taken for another, and no rule goes by one.  Times are seconds x 1000
 * since the base, 0 is never; what is further back than 49 days is dropped.
 */
struct payload_state {
	int64_t		base;
	uint32_t	at, n;
	uint32_t	hash[KEPT];
	uint32_t	stamp[KEPT];
};

_Static_assert(sizeof(struct payload_state) <= FACT_STATE_payload_age,
    "fits");

/* The object that follows ${name} in the line, as it is written. */
static struct span
object(struct span line, struct span name)
{
	const char *p = line.n > 0 ?
	    memmem(line.p, line.n, name.p, name.n) : NULL;
	const char *end, *q;
	bool quoted = false;
	int depth = 0;

	if (p == NULL)
		return ((struct span){ NULL, 0 });
	end = line.p + line.n;
	for (q = p += name.n; q < end; q++) {
		if (*q == '\\' && quoted)
			q++;
		else if (*q == '"')
			quoted = !quoted;
		else if (!quoted && *q == '{')
			depth++;
		else if (!quoted && *q == '}' && --depth <= 0)
			break;
	}
	return ((struct span){ p, (size_t)((q < end ? q : end) - p) });
}

/* What makes two samples the same. */
static uint64_t
content(const struct fact_in *in)
{
	const struct event *ev = in->ev;
	struct span raw = claim_field(in, FIELD_RAW_HASH);
	struct span time = claim_field(in, FIELD_DEVICE_TIME);
	const struct value *seq = event_get(ev, FIELD_SEQ);
	uint64_t hash;

	if (raw.n > 0)
		return (hash_64(raw));
	hash = time.n > 0 ? hash_64(time) : (uint64_t)ev->time;
	if (seq->type == VALUE_INT)
		hash = hash_mix(hash, (uint64_t)seq->i);
	hash = hash_seeded(object(ev->line, SPAN("\"signals\":")), hash);
	return (hash_seeded(object(ev->line, SPAN("\"gnss\":")), hash));
}

/* Stamp of ${now}; the base moves when stamps run out. */
static uint32_t
stamp(struct payload_state *s, int64_t now)
{
	int64_t by = now - s->base - UINT32_MAX / 2;

	if (s->base == 0)
		s->base = now - RECENT_DAY;
	else if (now - s->base > UINT32_MAX) {
		for (unsigned i = 0; i < s->n; i++)
			s->stamp[i] = s->stamp[i] > by ?
			    (uint32_t)(s->stamp[i] - by) : 0;
		s->base += by;
	}
	return (now - s->base > 1 ? (uint32_t)(now - s->base) : 1);
}

void
payload_age(const struct fact_in *in, void *state, struct fact_out *out)
{
	struct payload_state *s = state;
	const struct event *ev = in->ev;
	uint32_t hash, now, i = 0;

	if (ev->type != TYPE_TELEMETRY_SAMPLE)
		return;
	hash = (uint32_t)content(in);
	now = stamp(s, ev->received != EVENT_NO_TIME ? ev->received :
	    ev->time);
	while (i < s->n && s->hash[i] != hash)
		i++;
	if (i < s->n && s->stamp[i] != 0 && s->stamp[i] <= now) {
		fact_parts(out, FACT_seen_payload_age_s, now - s->stamp[i],
		    FACT_S);
		return;
	}
	if (i == s->n) {
		i = s->at;
		s->at = (s->at + 1) % KEPT;
		s->n += s->n < KEPT;
	}
	s->hash[i] = hash;
	s->stamp[i] = now;
}
