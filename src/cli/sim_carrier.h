/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An existing file of event lines, indexed: a record per line, and for each
 * vehicle its samples in order.
 */
#ifndef CLI_SIM_CARRIER_H
#define CLI_SIM_CARRIER_H

#include "base/arena.h"
#include "base/map.h"
#include "base/rc.h"

#define SIM_CARRIER_NONE	UINT32_MAX

enum sim_carrier_has {
	SIM_HAS_SPEED = 1,
	SIM_HAS_ODO = 2,
	SIM_HAS_DEVICE = 4,
	SIM_HAS_VEHICLE = 8,
	SIM_HAS_FIX = 16,		/* A good one. */
};

/** One line. */
struct sim_record {
	size_t		at, n;		/* In the text, without its end. */
	int64_t		time_ms, received_ms;
	double		lat, lon, speed_kmh, odo_m;
	uint32_t	car;		/* Or SIM_CARRIER_NONE. */
	unsigned	has;
};

/** One vehicle. */
struct sim_carrier_car {
	struct span	key;		/* Vehicle, else dev: and device. */
	struct span	device;		/* Of its first report; may be empty. */
	size_t		first, n;	/* Its members of ${report}. */
};

/** In the caller's storage; all zero is empty. */
struct sim_carrier {
	struct span	 text;		/* Borrowed. */
	struct sim_record *record;	/* Owned. */
	size_t		 records, cap;
	struct sim_carrier_car *car;	/* Owned. */
	size_t		 cars, car_cap;
	uint32_t	*report;	/* Owned: numbers of records. */
	struct map	 by_key;
	struct arena	 names;
};

/**
 * sim_carrier_read(c, text, e):
 * Index ${text}.  Lines that cannot be read are records that no vehicle has.
 * Return RC_OK; RC_MALFORMED with the line in ${e} when a line comes before
 * one that was received earlier; RC_NOMEM.
 */
rc sim_carrier_read(struct sim_carrier *, struct span, struct err *) MUST_USE;

/** sim_carrier_report(c, car, k): Report ${k} of vehicle ${car}. */
const struct sim_record *sim_carrier_report(const struct sim_carrier *,
    uint32_t, size_t);

/** sim_carrier_release(c): Give the memory back. */
void sim_carrier_release(struct sim_carrier *);

#endif
