/* SPDX-License-Identifier: Apache-2.0 */
/* Facts about what one caller asks for. */
#include "fact/claim.h"
#include "fact/recent.h"

#define IDS		64
#define IDS_MS		INT64_C(600000)
#define STEP		3		/* Between neighbours of a run. */
#define DIGITS		18		/* Of a tail: fits 64 bits. */
#define GAPS		32
#define OBJECTS		8192

const uint16_t caller_run_fields[] = { FIELD_ACTOR_TOKEN_ID, FIELD_ACTOR_ID,
    FIELD_CLIENT_IP, FIELD_CLIENT_TLS_JA4, FIELD_OBJECT_IDS, FIELD_LOGIN,
    FIELD_DEVICE_ID, 0 };
const uint16_t caller_gap_fields[] = { FIELD_ACTOR_TOKEN_ID, FIELD_ACTOR_ID,
    FIELD_CLIENT_IP, FIELD_CLIENT_TLS_JA4, 0 };
const uint16_t caller_object_fields[] = { FIELD_ACTOR_TOKEN_ID,
    FIELD_ACTOR_ID, FIELD_CLIENT_IP, FIELD_CLIENT_TLS_JA4, FIELD_TARGET_ID,
    FIELD_OBJECT_IDS, 0 };
const uint16_t caller_touch_fields[] = { FIELD_NONE };

/* Ids tried; a place is free when its prefix is 0. */
struct run_state {
	struct run_id {
		uint64_t	prefix;	/* Hash of what stands before. */
		int64_t		tail;
		int64_t		time;	/* Tried last; ms. */
	} of[IDS];
};

_Static_assert(sizeof(struct run_state) <= FACT_STATE_caller_run, "fits");

struct gap_state {
	int64_t		last;		/* ms */
	int64_t		gap[GAPS];	/* A ring. */
	uint32_t	n, at;
	int64_t		known;		/* There is a last. */
};

_Static_assert(sizeof(struct gap_state) <= FACT_STATE_caller_gap, "fits");

struct count_state {
	uint64_t	objects;
};

_Static_assert(sizeof(struct count_state) <= FACT_STATE_caller_object &&
    sizeof(struct count_state) <= FACT_STATE_caller_touch, "fits");

/* Pseudonyms have no order: "KIND:h:" and 32 hex digits. */
static bool
pseudonym(struct span id)
{
	const char *p = id.n > 35 ? id.p + id.n - 35 : NULL;

	return (p != NULL && memcmp(p, ":h:", 3) == 0);
}

/* Split ${id} into what counts and what stands before; is there a tail? */
static bool
split(struct span id, struct run_id *ret)
{
	size_t from = id.n;
	int64_t tail = 0;

	if (pseudonym(id))
		return (false);
	while (from > 0 && id.n - from < DIGITS && id.p[from - 1] >= '0' &&
	    id.p[from - 1] <= '9')
		from--;
	for (size_t i = from; i < id.n; i++)
		tail = tail * 10 + (id.p[i] - '0');
	*ret = (struct run_id){ recent_hash((struct span){ id.p, from }),
	    tail, 0 };
	return (from < id.n);
}

static void
run_expire(struct run_state *s, int64_t before)
{

	for (unsigned i = 0; i < IDS; i++)
		if (s->of[i].prefix != 0 && s->of[i].time < before)
			s->of[i] = (struct run_id){ 0, 0, 0 };
}

/* Enter ${id}: at its own place, a free one, or that of the oldest. */
static void
run_add(struct run_state *s, const struct run_id *id)
{
	struct run_id *best = &s->of[0];

	for (unsigned i = 0; i < IDS; i++) {
		struct run_id *have = &s->of[i];

		if (have->prefix == id->prefix && have->tail == id->tail) {
			best = have;
			break;
		}
		if (best->prefix != 0 && (have->prefix == 0 ||
		    have->time < best->time))
			best = have;
	}
	*best = *id;
}

/* How many are in a row with ${id}, itself included. */
static unsigned
run_of(const struct run_state *s, const struct run_id *id)
{
	int64_t tail[IDS] = { 0 };
	unsigned n = 0, run = 0;
	bool holds = false;

	/* In order: few, so by insertion. */
	for (unsigned i = 0; i < IDS; i++) {
		unsigned at = n;

		if (s->of[i].prefix != id->prefix)
			continue;
		for (; at > 0 && tail[at - 1] > s->of[i].tail; at--)
			tail[at] = tail[at - 1];
		tail[at] = s->of[i].tail;
		n++;
	}
	for (unsigned i = 0; i < n; i++) {
		if (i > 0 && tail[i] - tail[i - 1] > STEP) {
			if (holds)
				break;
			run = 0;
		}
		run++;
		holds |= tail[i] == id->tail;
	}
	return (run);
}

/* One id that was tried; return how many are in a row with it. */
static unsigned
try(const struct fact_in *in, struct run_state *s, struct span id)
{
	struct run_id r;

	if (id.n == 0 || !split(id, &r))
		return (0);
	r.time = in->ev->time;
	run_add(s, &r);
	return (run_of(s, &r));
}

void
caller_run(const struct fact_in *in, void *state, struct fact_out *out)
{
	const struct value *v = event_get(in->ev, FIELD_OBJECT_IDS);
	enum event_type type = in->ev->type;
	unsigned most = 0, n;

	if (type != TYPE_API_REQUEST && type != TYPE_AUTH_LOGIN &&
	    type != TYPE_DEVICE_AUTH && type != TYPE_DEVICE_CONNECT)
		return;
	run_expire(state, in->ev->time - IDS_MS);
	for (uint32_t i = 0; type == TYPE_API_REQUEST &&
	    v->type == VALUE_ARRAY && i < v->n; i++)
		if (v->member[i].type == VALUE_TEXT && (n = try(in, state,
		    value_text(&v->member[i]))) > most)
			most = n;
	if (type != TYPE_API_REQUEST && (n = try(in, state,
	    claim_field(in, FIELD_LOGIN))) > most)
		most = n;
	if (type != TYPE_API_REQUEST && type != TYPE_AUTH_LOGIN &&
	    (n = try(in, state, in->ev->device)) > most)
		most = n;
	if (most > 0)
		fact_int(out, FACT_api_id_run, most);
}

/* Standard deviation over mean of the gaps. */
static double
spread(const struct gap_state *s)
{
	double sum = 0, square = 0, mean;

	for (unsigned i = 0; i < GAPS; i++)
		sum += (double)s->gap[i];
	mean = sum / GAPS;
	for (unsigned i = 0; i < GAPS; i++)
		square += ((double)s->gap[i] - mean) *
		    ((double)s->gap[i] - mean);
	return (sqrt(square / GAPS) / mean);
}

void
caller_gap(const struct fact_in *in, void *state, struct fact_out *out)
{
	struct gap_state *s = state;

	if (in->ev->type != TYPE_API_REQUEST)
		return;
	if (s->known != 0 && in->ev->time < s->last)
		return;
	if (s->known != 0) {
		s->gap[s->at] = in->ev->time - s->last;
		s->at = (s->at + 1) % GAPS;
		s->n += s->n < GAPS;
	}
	s->known = 1;
	s->last = in->ev->time;
	if (s->n == GAPS)
		fact_num(out, FACT_api_spacing_cv, spread(s), FACT_RATIO);
}

/* Whether this object was touched before, for caller_object. */
void
caller_touch(const struct fact_in *in, void *state,
    struct fact_out *out UNUSED)
{
	struct count_state *s = state;

	in->step->touched = s->objects != 0;
	s->objects = 1;
}

void
caller_object(const struct fact_in *in, void *state, struct fact_out *out)
{
	const struct value *v = event_get(in->ev, FIELD_OBJECT_IDS);
	struct count_state *s = state;

	if ((in->ev->type != TYPE_API_REQUEST &&
	    in->ev->type != TYPE_DATA_ACCESS) ||
	    (claim_field(in, FIELD_TARGET_ID).n == 0 &&
	    (v->type != VALUE_ARRAY || v->n == 0)))
		return;
	if (!in->step->touched && s->objects < OBJECTS)
		s->objects++;
	else if (s->objects >= OBJECTS)
		return;
	fact_bool(out, FACT_seen_caller_object, !in->step->touched);
}
