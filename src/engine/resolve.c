/* SPDX-License-Identifier: Apache-2.0 */
/* Whose event is it? */
#include "engine/resolve.h"

#define UNBOUND	SPAN("dev:")

/* What table vehicle knows of it. */
static const struct {
	enum field_id	field;
	enum column_id	column;
} known[] = {
	{ FIELD_VEHICLE_FLEET, COLUMN_vehicle_fleet },
	{ FIELD_VEHICLE_BRAND, COLUMN_vehicle_brand },
	{ FIELD_VEHICLE_MODEL, COLUMN_vehicle_model },
	{ FIELD_VEHICLE_CLASS, COLUMN_vehicle_class },
	{ FIELD_VEHICLE_POWERTRAIN, COLUMN_vehicle_powertrain },
};

const uint16_t resolve_fields[] = {
	FIELD_TENANT, FIELD_VEHICLE_ID, FIELD_DEVICE_ID, 0
};

/* The vehicle to which the device is bound, or one that says so. */
static rc
vehicle_of(const struct ref *r, const struct event *ev,
    const struct ref_at *at, struct arena *arena, struct span *ret)
{
	const struct ref_row *row = ref_find(r, ev->tenant, TABLE_binding,
	    ev->device);
	const struct value *v = ref_get(row, COLUMN_binding_vehicle_id, at);
	char *p;

	if (ref_valid(row, at) && v->type == VALUE_TEXT) {
		*ret = value_text(v);
		return (RC_OK);
	}
	if ((p = arena_take(arena, UNBOUND.n + ev->device.n)) == NULL)
		return (RC_NOMEM);
	memcpy(p, UNBOUND.p, UNBOUND.n);
	memcpy(p + UNBOUND.n, ev->device.p, ev->device.n);
	*ret = (struct span){ p, UNBOUND.n + ev->device.n };
	return (RC_OK);
}

/* What is filled in is as if the line had it. */
static void
fill(const struct ref *r, struct event *ev, const struct ref_at *at)
{
	const struct ref_row *row = NULL;

	for (size_t i = 0; i < COUNT_OF(known); i++) {
		uint16_t slot = ev->plan->field[known[i].field];
		struct value v;

		if (slot == PLAN_ABSENT || ev->slot[slot].type != VALUE_ABSENT)
			continue;
		if (row == NULL && !ref_valid(row = ref_find(r, ev->tenant,
		    TABLE_vehicle, ev->vehicle), at))
			return;
		v = *ref_get(row, known[i].column, at);
		if (v.type == VALUE_TEXT)
			v.code = (uint16_t)field_word(known[i].field, ev->type,
			    value_text(&v));
		ev->slot[slot] = v;
	}
}

rc
resolve_vehicle(const struct ref *r, struct event *ev, struct arena *arena)
{
	struct ref_at at = { ev->time, ev->pos };
	rc rv;

	if (ev->vehicle.n == 0 && ev->device.n > 0 && (rv = vehicle_of(r, ev,
	    &at, arena, &ev->vehicle)) != RC_OK)
		return (rv);
	if (ev->vehicle.n == 0)
		return (RC_OK);
	ev->slot[ev->plan->field[FIELD_VEHICLE_ID]] = (struct value){
	    .p = ev->vehicle.p, .n = (uint32_t)ev->vehicle.n,
	    .type = VALUE_TEXT };
	fill(r, ev, &at);
	return (RC_OK);
}
