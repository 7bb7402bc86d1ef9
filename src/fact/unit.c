/* SPDX-License-Identifier: Apache-2.0 */
/* Facts about a unit and how it is connected. */
#include "base/hash.h"
#include "fact/claim.h"
#include "fact/paths.h"
#include "fact/recent.h"

#define VERSIONS	5		/* Of TLS: none, 1.0 to 1.3. */
#define TLS_MS		(30 * RECENT_DAY)

const uint16_t unit_change_fields[] = { FIELD_CLIENT_TLS_CERT_SHA256,
    FIELD_CLIENT_TLS_CERT_ISSUER, FIELD_CLIENT_TLS_JA4,
    FIELD_CLIENT_TLS_VERSION, FIELD_DEVICE_FW, FIELD_DEVICE_MODEL,
    FIELD_DEVICE_IMEI, FIELD_SIM_ICCID, FIELD_CELL_RAT, 0 };
const uint16_t unit_live_fields[] = { FIELD_CONN_ID, FIELD_CLIENT_IP, 0 };
const uint16_t unit_station_fields[] = { FIELD_CONN_ID, FIELD_CLIENT_IP,
    FIELD_STATION_ID, 0 };
const uint16_t unit_new_fields[] = { FIELD_NONE };

/* Places of the words of ident.changed. */
enum { CERT, ISSUER, JA4, TLS_LOWER, FW, MODEL, IMEI, ICCID, RAT_LOWER };

static const struct {
	enum field_id	field;
	unsigned	word;
} texts[] = {
	{ FIELD_CLIENT_TLS_CERT_SHA256, CERT },
	{ FIELD_CLIENT_TLS_CERT_ISSUER, ISSUER },
	{ FIELD_CLIENT_TLS_JA4, JA4 }, { FIELD_DEVICE_FW, FW },
	{ FIELD_DEVICE_MODEL, MODEL }, { FIELD_DEVICE_IMEI, IMEI },
	{ FIELD_SIM_ICCID, ICCID },
};

struct change_state {
	uint64_t	last[COUNT_OF(texts)];	/* Hashes; 0 none yet. */
	int64_t		tls[VERSIONS];	/* Used last; ms. */
	uint32_t	tls_known;	/* Versions, as bits. */
	uint32_t	rat;		/* Code; 0 unknown. */
};

_Static_assert(sizeof(struct change_state) <= FACT_STATE_unit_change,
    "fits");
_Static_assert(sizeof(struct paths) <= FACT_STATE_unit_live &&
    sizeof(struct paths) <= FACT_STATE_unit_station, "fits");

/* What was asked for, and what is not as before. */
struct changes {
	uint64_t	mask;
	bool		any;		/* There was something to compare. */
};

static void
compare_tls(const struct fact_in *in, struct change_state *s,
    struct changes *c)
{
	double x;
	unsigned now;

	if (!event_num(in->ev, FIELD_CLIENT_TLS_VERSION, &x))
		return;
	now = x < 1 ? 0 : x > 1.25 ? 4 : (unsigned)((x - 1) * 10 + 1.5);
	for (unsigned i = 0; i < VERSIONS; i++) {
		if ((s->tls_known >> i & 1) == 0 ||
		    s->tls[i] < in->ev->time - TLS_MS)
			continue;
		c->any = true;
		if (i > now)
			c->mask |= 1u << TLS_LOWER;
	}
	s->tls_known |= 1u << now;
	s->tls[now] = in->ev->time;
}

void
unit_change(const struct fact_in *in, void *state, struct fact_out *out)
{
	struct change_state *s = state;
	struct changes c = { 0, false };
	unsigned rat = event_code(in->ev, FIELD_CELL_RAT);

	if (in->late || (in->ev->category != CATEGORY_DEVICE &&
	    in->ev->type != TYPE_TELEMETRY_SAMPLE))
		return;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct span text = claim_field(in, texts[i].field);
		uint64_t hash = recent_hash(text);

		if (text.n == 0)
			continue;
		c.any |= s->last[i] != 0;
		if (s->last[i] != 0 && s->last[i] != hash)
			c.mask |= UINT64_C(1) << texts[i].word;
		s->last[i] = hash;
	}
	compare_tls(in, s, &c);
	if (in->ev->type == TYPE_TELEMETRY_SAMPLE && rat >= 1 && rat <= 4) {
		c.any |= s->rat != 0;
		if (rat < s->rat)
			c.mask |= UINT64_C(1) << RAT_LOWER;
		s->rat = rat;
	}
	if (c.any)
		fact_words(out, FACT_ident_changed, c.mask);
}

/* One more arrival on the path that the event came by. */
static void
arrive(const struct fact_in *in, struct paths *p, struct fact_out *out)
{
	const struct event *ev = in->ev;
	struct span path = claim_field(in, FIELD_CONN_ID);
	uint64_t name;

	if (path.n == 0)
		path = claim_field(in, FIELD_CLIENT_IP);
	if (path.n == 0 || ev->generated)
		return;
	name = recent_hash(path);
	fact_int(out, FACT_ident_live_sessions, paths_meet(p, name, 0,
	    ev->received != EVENT_NO_TIME ? ev->received : ev->time));
	if (ev->type == TYPE_DEVICE_DISCONNECT)
		paths_cut(p, name);
}

void
unit_live(const struct fact_in *in, void *state, struct fact_out *out)
{

	if (in->ev->category == CATEGORY_TELEMETRY ||
	    in->ev->category == CATEGORY_DEVICE)
		arrive(in, state, out);
}

void
unit_station(const struct fact_in *in, void *state, struct fact_out *out)
{

	if (in->ev->category == CATEGORY_CHARGING)
		arrive(in, state, out);
}

/* Who comes in the tenant's first hour may have been there before. */
void
unit_new(const struct fact_in *in, void *state UNUSED, struct fact_out *out)
{

	if ((in->ev->category == CATEGORY_TELEMETRY ||
	    in->ev->category == CATEGORY_DEVICE) && !in->ev->generated &&
	    in->step->known_ms >= RECENT_HOUR)
		fact_bool(out, FACT_seen_device,
		    in->newest == EVENT_NO_TIME);
}
