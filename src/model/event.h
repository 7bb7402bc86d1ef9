/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One event: the row of its values that rules and facts read, and the few
 * things that every part of the engine needs at hand.
 *
 *	line  {"type":"telemetry.sample","vehicle":{"id":"veh-1"},...}
 *	row   [ absent | trash | vehicle.id | Vehicle.Speed | ... | facts ]
 *	        ^0       ^1      ^ plan->field[FIELD_VEHICLE_ID]
 */
#ifndef MODEL_EVENT_H
#define MODEL_EVENT_H

#include "model/field.h"

#define EVENT_NO_TIME	INT64_MIN
#define EVENT_ID_MAX	128		/* Bytes of an id. */

#define PLAN_EXTRAS	64		/* Names beyond the dictionary. */
#define PLAN_NAME	119		/* Bytes of one. */

/** A name beyond the dictionary that is read; see model/plan.h. */
struct plan_extra {
	char		name[PLAN_NAME + 1];
	uint16_t	slot;
};

/** Where each field stands in a row; 0 when nobody reads it. */
struct plan {
	uint16_t		field[FIELD_TOTAL];
	uint16_t		slots;		/* Length of a row. */
	uint16_t		extras;
	struct plan_extra	extra[PLAN_EXTRAS];
};

#define PLAN_ABSENT	0		/* This slot is always absent. */
#define PLAN_TRASH	1		/* What nobody reads is put here. */
#define PLAN_FIRST	2

struct event {
	const struct plan	*plan;		/* Borrowed. */
	struct value		*slot;		/* The row.  Borrowed. */
	struct span		 line;		/* Without end.  Borrowed. */
	uint64_t		 pos;		/* Journal position. */
	uint64_t		 number;	/* Line number in its input. */
	unsigned		 input;		/* Which input. */
	enum event_type		 type;		/* TYPE_UNKNOWN if so. */
	enum category		 category;	/* CATEGORY_NONE if unknown. */
	int64_t			 time;		/* After clock repair, ms. */
	int64_t			 received;	/* EVENT_NO_TIME if absent. */
	struct span		 id;		/* Empty: derived on demand. */
	struct span		 tenant;
	struct span		 source;	/* source.name */
	struct span		 vehicle;	/* Empty if it has none. */
	struct span		 device;	/* device.id; empty if none. */
	bool			 delayed;
	bool			 repaired;	/* The clock was repaired; */
	int64_t			 sent;		/* time was, ms. */
	bool			 generated;	/* Made by the engine. */
	bool			 coord_range;	/* A coordinate was dropped. */
};

/** event_get(ev, f): The value of field ${f}; absent if not planned. */
static inline const struct value *
event_get(const struct event *ev, enum field_id f)
{

	return (&ev->slot[ev->plan->field[f]]);
}

/** event_num(ev, f, ret): Store the number in ${f}; is there one? */
static inline bool
event_num(const struct event *ev, enum field_id f, double *ret)
{

	return (value_number(event_get(ev, f), ret));
}

/** event_code(ev, f): The enum code (place + 1) in ${f}; 0 if none. */
static inline unsigned
event_code(const struct event *ev, enum field_id f)
{

	return (event_get(ev, f)->code);
}

#endif
