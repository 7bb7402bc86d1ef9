/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Event lines of the simulator.  Quantities are whole numbers of small units,
 * so that a line is the same bytes on every machine.
 *
 * A line is written without the number of its source's sequence, which is
 * known only when it leaves; ${cut} is where it goes.
 */
#ifndef CLI_SIM_WRITE_H
#define CLI_SIM_WRITE_H

#include "base/buf.h"
#include "cli/sim_world.h"

#define SIM_WRITE_ID	26		/* Length of an event id (ULID). */

/** Who wrote the line. */
enum sim_source { SIM_TCU, SIM_GATE, SIM_DESK, SIM_APP, SIM_IDP, SIM_BOOK,
	SIM_CRM, SIM_OFFICE, SIM_DB, SIM_CLOUD, SIM_OTA, SIM_CSMS,
	SIM_CARRIER, SIM_IDS, SIM_AUDIT, SIM_SOURCES };

/** Ignition, as Vehicle.LowVoltageSystemState. */
enum sim_ign { SIM_LOCK, SIM_OFF, SIM_ON };

/** An event id; not NUL-terminated. */
struct sim_id {
	char	text[SIM_WRITE_ID];
};

/** What the lines of one vehicle share. */
struct sim_who {
	unsigned	number;		/* veh-0042 */
	uint64_t	imei;		/* 15 digits; also names the device */
	int		fw;		/* Its firmware is 4.2.(1 + fw). */
	bool		tls;		/* Connections tell of TLS. */
};

/** One telemetry.sample.  -1 means that the unit does not say. */
struct sim_sample {
	struct sim_id	id;
	int64_t		time_ms, received_ms;
	struct sim_fix	at;
	int64_t		odo_m, seq;
	uint32_t	conn;
	int		speed_d10, gspeed_d10;	/* 0.1 km/h */
	int		heading_d10;		/* 0.1 degree */
	int		sats, hdop_d10, cn0_d10, jam, rsrp, acc_m;
	int		fuel_d10;		/* 0.1 percent */
	enum sim_ign	ign;
	bool		placed;		/* There is a position. */
	bool		nofix;		/* FixType NONE. */
	bool		delayed;
	bool		full;		/* With IMEI, firmware and cell. */
};

/** One line that is not a sample; unused members are NULL or 0. */
struct sim_note {
	struct sim_id	id;
	int64_t		time_ms, received_ms;
	enum sim_source	source;
	const char	*type;		/* "command.request" ... */
	const char	*word;		/* Its command, alarm, key_op, table */
	const char	*how;		/* channel, key_kind, row key */
	uint64_t	n;		/* Serial: command id, counter, ... */
	uint32_t	conn;
	bool		flag;		/* session_takeover; by an employee */
	bool		vehicle;	/* Is about a vehicle. */
	struct sim_fix	at;		/* Place of a zone row. */
	int		radius_m;	/* Of the zone. */
	int64_t		until_ms;	/* valid_to of a row; 0 open */
};

/** sim_write_id(ms, seed, n, out): Event id ${n} of a run; unique by ${n}. */
void sim_write_id(int64_t, uint64_t, uint64_t, struct sim_id *);

/** sim_write_sample(b, who, s): Append the line; return its cut. */
size_t sim_write_sample(struct buf *, const struct sim_who *,
    const struct sim_sample *);

/** sim_write_note(b, who, n): Append the line; return its cut. */
size_t sim_write_note(struct buf *, const struct sim_who *,
    const struct sim_note *);

/**
 * sim_write_head(b, id, type, source):
 * Begin a line, up to the source's sequence number; return its cut.
 */
size_t sim_write_head(struct buf *, const struct sim_id *, const char *,
    enum sim_source);

/** sim_write_times(b, time_ms, received_ms): What follows the cut. */
void sim_write_times(struct buf *, int64_t, int64_t);

/** sim_write_object(b, who, device): Member `vehicle`, or a full `device`. */
void sim_write_object(struct buf *, const struct sim_who *, bool);

/** sim_write_fixed(b, v, places): Append ${v} / 10^places, all places kept. */
void sim_write_fixed(struct buf *, int64_t, int);

/** sim_write_vehicle(b, who): Append the vehicle's id, bare. */
void sim_write_vehicle(struct buf *, const struct sim_who *);

/** sim_write_device(b, who): Append the device's id, bare. */
void sim_write_device(struct buf *, const struct sim_who *);

#endif
