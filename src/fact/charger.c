/* SPDX-License-Identifier: Apache-2.0 */
/* Facts about a charging station against the registered one. */
#include "fact/claim.h"

#define EVSES		8		/* Kept per station. */
#define REPORT_MS	300000		/* A vehicle's word counts so long. */
#define POWER_W		500

#define IS_CHARGING							\
	FIELD_VSS_POWERTRAIN_TRACTION_BATTERY_CHARGING_IS_CHARGING

const uint16_t charger_vehicle_fields[] = { IS_CHARGING, FIELD_POWER_W, 0 };
const uint16_t charger_check_fields[] = { FIELD_STATION_ID, FIELD_EVSE,
    FIELD_AUTH_PROFILE, FIELD_METER_WH, FIELD_POWER_W, FIELD_LIMIT_W,
    FIELD_CHARGER_VENDOR, FIELD_CHARGER_MODEL, FIELD_CHARGER_SERIAL, 0 };

/* Words of charge.diff, as bits. */
enum {
	VENDOR, MODEL, SERIAL, PROFILE, OVER_RATED, METER_BACK, NOT_CHARGING
};

#define BIT(word)	(UINT64_C(1) << (word))

/* When the vehicle last spoke of charging, ms: below 0 if it denied it. */
struct vehicle_state {
	int64_t		said;		/* 0: never. */
};

_Static_assert(sizeof(struct vehicle_state) <= FACT_STATE_charger_vehicle,
    "fits");

/* The last meter readings; the EVSE read last stands first. */
struct check_state {
	struct meter {
		int64_t		evse, wh;
	} meter[EVSES];
	uint64_t	n;
};

_Static_assert(sizeof(struct check_state) <= FACT_STATE_charger_check,
    "fits");

/* Leaves for charger_check() whether the vehicle takes the power. */
void
charger_vehicle(const struct fact_in *in, void *state,
    struct fact_out *out UNUSED)
{
	struct vehicle_state *s = state;
	const struct event *ev = in->ev;
	const struct value *v;
	double power;
	int64_t at;

	if (ev->category == CATEGORY_TELEMETRY) {
		v = event_get(ev, IS_CHARGING);
		if (v->type == VALUE_BOOL && !in->late && !ev->generated)
			s->said = v->yes ? ev->time : -ev->time;
		return;
	}
	at = s->said < 0 ? -s->said : s->said;
	if (ev->type != TYPE_OCPP_MESSAGE || at == 0 || at > ev->time ||
	    ev->time - at > REPORT_MS ||
	    !event_num(ev, FIELD_POWER_W, &power))
		return;
	in->step->charge_asked = true;
	in->step->not_charging = s->said < 0 && power > POWER_W;
}

/* Does the meter of the message's EVSE run back? */
static bool
meter_step(const struct fact_in *in, struct check_state *s, bool *asked)
{
	const struct value *wh = event_get(in->ev, FIELD_METER_WH);
	const struct value *evse = event_get(in->ev, FIELD_EVSE);
	int64_t name = evse->type == VALUE_INT ? evse->i : 0;
	unsigned i = 0;
	bool back = false;

	if (wh->type != VALUE_INT || in->late)
		return (false);
	while (i < s->n && s->meter[i].evse != name)
		i++;
	if (i < s->n) {
		*asked = true;
		back = wh->i < s->meter[i].wh;
	} else if (s->n < EVSES)
		i = (unsigned)s->n++;
	else
		i = EVSES - 1;
	for (; i > 0; i--)
		s->meter[i] = s->meter[i - 1];
	s->meter[0] = (struct meter){ name, wh->i };
	return (back);
}

/* Both said, and not the same. */
static uint64_t
differs(const struct fact_in *in, const struct ref_row *row,
    enum column_id c, enum field_id f, unsigned bit)
{
	struct span want = claim_text(in, row, c), have = claim_field(in, f);

	return (want.n > 0 && have.n > 0 && !span_eq(want, have) ?
	    BIT(bit) : 0);
}

static uint64_t
row_diff(const struct fact_in *in, const struct ref_row *row)
{
	uint64_t mask =
	    differs(in, row, COLUMN_station_vendor, FIELD_CHARGER_VENDOR,
	    VENDOR) |
	    differs(in, row, COLUMN_station_model, FIELD_CHARGER_MODEL,
	    MODEL) |
	    differs(in, row, COLUMN_station_serial, FIELD_CHARGER_SERIAL,
	    SERIAL);
	double want, have;

	if (value_number(ref_get(row, COLUMN_station_auth_profile, &in->at),
	    &want) && event_num(in->ev, FIELD_AUTH_PROFILE, &have) &&
	    have < want)
		mask |= BIT(PROFILE);
	if (value_number(ref_get(row, COLUMN_station_rated_w, &in->at),
	    &want) && event_num(in->ev, FIELD_LIMIT_W, &have) && have > want)
		mask |= BIT(OVER_RATED);
	return (mask);
}

void
charger_check(const struct fact_in *in, void *state, struct fact_out *out)
{
	struct span station = claim_field(in, FIELD_STATION_ID);
	const struct ref_row *row = NULL;
	bool asked = in->step->charge_asked;
	uint64_t mask = 0;

	if (in->ev->type != TYPE_OCPP_MESSAGE)
		return;
	if (meter_step(in, state, &asked))
		mask |= BIT(METER_BACK);
	if (in->step->not_charging)
		mask |= BIT(NOT_CHARGING);
	if (station.n > 0 && claim_armed(in, TABLE_station))
		row = claim_row(in, TABLE_station, station);
	if (row != NULL)
		mask |= row_diff(in, row);
	if (row != NULL || asked)
		fact_words(out, FACT_charge_diff, mask);
}
