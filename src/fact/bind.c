/* SPDX-License-Identifier: Apache-2.0 */
/* Facts about reported identities against the registered ones. */
#include "fact/claim.h"

#define ENGINE_SPEED	FIELD_VSS_POWERTRAIN_COMBUSTION_ENGINE_SPEED
#define FUEL_LEVEL	FIELD_VSS_POWERTRAIN_FUEL_SYSTEM_RELATIVE_LEVEL
#define STATE_OF_CHARGE							\
	FIELD_VSS_POWERTRAIN_TRACTION_BATTERY_STATE_OF_CHARGE_DISPLAYED

const uint16_t bind_unknown_fields[] = { FIELD_VEHICLE_ID, FIELD_DEVICE_ID,
    FIELD_STATION_ID, FIELD_BOOKING_ID, FIELD_CAMPAIGN_ID, 0 };
const uint16_t bind_diff_fields[] = { FIELD_VEHICLE_ID, FIELD_DEVICE_ID,
    FIELD_DEVICE_IMEI, FIELD_DEVICE_SERIAL, FIELD_DEVICE_MODEL,
    FIELD_SIM_ICCID, FIELD_SIM_IMSI, FIELD_VEHICLE_VIN,
    FIELD_VSS_VEHICLE_IDENTIFICATION_VIN,
    ENGINE_SPEED, FUEL_LEVEL, STATE_OF_CHARGE, 0 };

/* Words of ident.unknown and ident.binding_diff, as bits. */
enum unknown { NO_VEHICLE, NO_DEVICE, NO_STATION, NO_BOOKING, NO_CAMPAIGN,
    NO_COMMAND };
enum diff { VEHICLE, VIN, IMEI, ICCID, IMSI, SERIAL, MODEL, POWERTRAIN };

/* Events that bring the row themselves. */
static bool
brings(const struct fact_in *in, enum table_id t)
{

	return ((t == TABLE_booking && in->ev->category == CATEGORY_BOOKING) ||
	    (t == TABLE_campaign && in->ev->type == TYPE_OTA_CAMPAIGN));
}

void
bind_unknown(const struct fact_in *in, void *state UNUSED,
    struct fact_out *out)
{
	const struct {
		enum table_id	table;
		struct span	id;
	} asked[] = {
		[NO_VEHICLE] = { TABLE_vehicle, in->ev->vehicle },
		[NO_DEVICE] = { TABLE_binding, in->ev->device },
		[NO_STATION] = { TABLE_station,
		    claim_field(in, FIELD_STATION_ID) },
		[NO_BOOKING] = { TABLE_booking,
		    claim_field(in, FIELD_BOOKING_ID) },
		[NO_CAMPAIGN] = { TABLE_campaign,
		    claim_field(in, FIELD_CAMPAIGN_ID) },
	};
	uint64_t mask = 0;
	bool armed = false;

	if (!fact_wanted(out, FACT_ident_unknown))
		return;
	for (unsigned i = 0; i < COUNT_OF(asked); i++) {
		if (asked[i].id.n == 0 || brings(in, asked[i].table) ||
		    !claim_armed(in, asked[i].table))
			continue;
		armed = true;
		if (claim_row(in, asked[i].table, asked[i].id) == NULL)
			mask |= 1u << i;
	}
	if (in->step->command != FACT_NOT_ASKED) {
		armed = true;
		if (in->step->command == FACT_UNKNOWN)
			mask |= 1u << NO_COMMAND;
	}
	if (armed)
		fact_words(out, FACT_ident_unknown, mask);
}

/* Both there, and not the same. */
static uint64_t
differs(const struct fact_in *in, const struct ref_row *row,
    enum column_id c, enum field_id f, enum diff bit)
{
	struct span want = claim_text(in, row, c), have = claim_field(in, f);

	return (want.n > 0 && have.n > 0 && !span_eq(want, have) ?
	    UINT64_C(1) << bit : 0);
}

static bool
above_zero(const struct fact_in *in, enum field_id f)
{
	double x;

	return (event_num(in->ev, f, &x) && x > 0);
}

static uint64_t
powertrain(const struct fact_in *in, const struct ref_row *car)
{
	struct span is = claim_text(in, car, COLUMN_vehicle_powertrain);
	bool fuel = above_zero(in, ENGINE_SPEED) ||
	    event_get(in->ev, FUEL_LEVEL)->type > VALUE_NULL;
	bool charge = event_get(in->ev, STATE_OF_CHARGE)->type > VALUE_NULL;

	return ((span_eq(is, SPAN("BEV")) && fuel) ||
	    (span_eq(is, SPAN("ICE")) && charge) ?
	    UINT64_C(1) << POWERTRAIN : 0);
}

void
bind_diff(const struct fact_in *in, void *state UNUSED, struct fact_out *out)
{
	const struct ref_row *unit, *car;
	uint64_t mask;

	if (!fact_wanted(out, FACT_ident_binding_diff) ||
	    in->ev->vehicle.n == 0 || (!claim_armed(in, TABLE_binding) &&
	    !claim_armed(in, TABLE_vehicle)))
		return;
	unit = in->ev->device.n > 0 ? claim_row(in, TABLE_binding,
	    in->ev->device) : NULL;
	car = claim_row(in, TABLE_vehicle, in->ev->vehicle);
	mask = differs(in, unit, COLUMN_binding_vehicle_id, FIELD_VEHICLE_ID,
	    VEHICLE) |
	    differs(in, unit, COLUMN_binding_imei, FIELD_DEVICE_IMEI, IMEI) |
	    differs(in, unit, COLUMN_binding_iccid, FIELD_SIM_ICCID, ICCID) |
	    differs(in, unit, COLUMN_binding_imsi, FIELD_SIM_IMSI, IMSI) |
	    differs(in, unit, COLUMN_binding_serial, FIELD_DEVICE_SERIAL,
	    SERIAL) |
	    differs(in, unit, COLUMN_binding_model, FIELD_DEVICE_MODEL,
	    MODEL) |
	    differs(in, car, COLUMN_vehicle_vin, FIELD_VEHICLE_VIN, VIN) |
	    differs(in, car, COLUMN_vehicle_vin,
	    FIELD_VSS_VEHICLE_IDENTIFICATION_VIN, VIN) |
	    powertrain(in, car);
	fact_words(out, FACT_ident_binding_diff, mask);
}
