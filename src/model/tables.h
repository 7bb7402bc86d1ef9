/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables of reference state and their columns, each once: event contract,
 * section 5.  A rule reads them as `row.COLUMN` of a ref.row; facts join them
 * through the registers (twin/ref.h).
 */
#ifndef MODEL_TABLES_H
#define MODEL_TABLES_H

#include "model/value.h"

/* name, what its key is, its first and its last column */
#define TABLES(X)							\
	X(vehicle, "vehicle.id", vin, class)				\
	X(binding, "device.id", vehicle_id, model)			\
	X(owner, "vehicle.id", account_id, account_id)			\
	X(pairing, "pairing_id, else vehicle/account/pair_kind",	\
	    vehicle_id, booking_id)					\
	X(booking, "booking_id", account_id, ended_at)			\
	X(role, "actor/role", actor_id, privileged)			\
	X(employee, "actor.id", vetting, account_id)			\
	X(ticket, "ticket_id", kind, assignee)				\
	X(job, "job id", kind, actor_id)				\
	X(endpoint, "METHOD host route", state, max_records)		\
	X(dbgrant, "actor.id", hosts, tables)				\
	X(dbtable, "database.table", data_classes, data_classes)	\
	X(artifact, "ecu/version", artifact_id, released)		\
	X(campaign, "campaign_id", artifact_id, to_version)		\
	X(station, "station_id", vendor, lon)				\
	X(zone, "zone id", kind, radius_m)				\
	X(canary, "canary id", value, value)				\
	X(list, "list/value", list, value)

/* table, column, type of it or its members, array, found by its value */
#define TABLE_COLUMNS(X)						\
	X(vehicle, vin, TEXT, false, false)				\
	X(vehicle, plate, TEXT, false, false)				\
	X(vehicle, brand, TEXT, false, false)				\
	X(vehicle, model, TEXT, false, false)				\
	X(vehicle, year, INT, false, false)				\
	X(vehicle, powertrain, TEXT, false, false)			\
	X(vehicle, fleet, TEXT, false, false)				\
	X(vehicle, class, TEXT, false, false)				\
	X(binding, vehicle_id, TEXT, false, false)			\
	X(binding, imei, TEXT, false, false)				\
	X(binding, iccid, TEXT, false, false)				\
	X(binding, imsi, TEXT, false, false)				\
	X(binding, serial, TEXT, false, false)				\
	X(binding, model, TEXT, false, false)				\
	X(owner, account_id, TEXT, false, true)				\
	X(pairing, vehicle_id, TEXT, false, true)			\
	X(pairing, account_id, TEXT, false, false)			\
	X(pairing, pair_kind, TEXT, false, false)			\
	X(pairing, booking_id, TEXT, false, false)			\
	X(booking, account_id, TEXT, false, true)			\
	X(booking, vehicle_id, TEXT, false, true)			\
	X(booking, planned_start, TIME, false, false)			\
	X(booking, planned_end, TIME, false, false)			\
	X(booking, started_at, TIME, false, false)			\
	X(booking, ended_at, TIME, false, false)			\
	X(role, actor_id, TEXT, false, true)				\
	X(role, role, TEXT, false, false)				\
	X(role, approval_id, TEXT, false, false)			\
	X(role, privileged, BOOL, false, false)				\
	X(employee, vetting, TEXT, false, false)			\
	X(employee, training_until, TIME, false, false)			\
	X(employee, team, TEXT, false, false)				\
	X(employee, shift, TEXT, false, false)				\
	X(employee, account_id, TEXT, false, true)			\
	X(ticket, kind, TEXT, false, false)				\
	X(ticket, subject_id, TEXT, false, true)			\
	X(ticket, vehicle_id, TEXT, false, true)			\
	X(ticket, assignee, TEXT, false, false)				\
	X(job, kind, TEXT, false, false)				\
	X(job, scope_kind, TEXT, false, true)				\
	X(job, scope_id, TEXT, false, true)				\
	X(job, actor_id, TEXT, false, false)				\
	X(endpoint, state, TEXT, false, false)				\
	X(endpoint, auth, BOOL, false, false)				\
	X(endpoint, actor_kinds, TEXT, true, false)			\
	X(endpoint, roles, TEXT, true, false)				\
	X(endpoint, tags, TEXT, true, false)				\
	X(endpoint, write_props, TEXT, true, false)			\
	X(endpoint, pii_classes, TEXT, true, false)			\
	X(endpoint, max_records, INT, false, false)			\
	X(dbgrant, hosts, TEXT, true, false)				\
	X(dbgrant, tables, TEXT, true, false)				\
	X(dbtable, data_classes, TEXT, true, false)			\
	X(artifact, artifact_id, TEXT, false, true)			\
	X(artifact, sha256, TEXT, false, false)				\
	X(artifact, signer, TEXT, false, false)				\
	X(artifact, released, BOOL, false, false)			\
	X(campaign, artifact_id, TEXT, false, false)			\
	X(campaign, ecu, TEXT, false, true)				\
	X(campaign, to_version, TEXT, false, true)			\
	X(station, vendor, TEXT, false, false)				\
	X(station, model, TEXT, false, false)				\
	X(station, serial, TEXT, false, false)				\
	X(station, auth_profile, INT, false, false)			\
	X(station, rated_w, NUM, false, false)				\
	X(station, lat, NUM, false, false)				\
	X(station, lon, NUM, false, false)				\
	X(zone, kind, TEXT, false, true)				\
	X(zone, lat, NUM, false, false)					\
	X(zone, lon, NUM, false, false)					\
	X(zone, radius_m, NUM, false, false)				\
	X(canary, value, TEXT, false, true)				\
	X(list, list, TEXT, false, true)				\
	X(list, value, TEXT, false, false)

/* Columns that hold one of these words. */
#define TABLE_WORDS(X)							\
	X(vehicle, powertrain, "ICE, HEV, PHEV, BEV")			\
	X(pairing, pair_kind, "app, ble_key, nfc, user")		\
	X(employee, vetting, "passed, pending, failed")			\
	X(ticket, kind, "ticket, call, case")				\
	X(job, kind, "workshop, transport, rescue, rotation, rollout, "	\
	    "backup, change, maintenance, drill")			\
	X(job, scope_kind, "tenant, vehicle, device, fw, station, "	\
	    "database, source")						\
	X(endpoint, state, "live, retired")				\
	X(zone, kind, "ferry, rail, tunnel, dead_zone, depot, home, "	\
	    "airport")							\
	X(list, list, "sms_peer, apn_dest, admin_asn, monitor_ip, "	\
	    "fw_host, backup_target, public_bucket, vip")

#define X(name, ...)	TABLE_##name,
enum table_id { TABLES(X) TABLE_COUNT };
#undef X

#define X(table, name, ...)	COLUMN_##table##_##name,
enum column_id { TABLE_COLUMNS(X) COLUMN_COUNT };
#undef X

#define TABLE_WIDTH	16		/* Columns of a table at most. */

/** A table: its columns are [first, first + n). */
struct table {
	const char	*name;
	const char	*key;		/* What its key is, for people. */
	enum column_id	 first;
	unsigned	 n;		/* Up to TABLE_WIDTH. */
};

/** A column. */
struct column {
	const char	*name;
	const char	*in_rule;	/* "row.vin" */
	enum table_id	 table;
	enum value_type	 type;		/* Of it or its members. */
	bool		 array;
	bool		 indexed;	/* Rows are found by its value. */
};

/** tables_row(id): The table of ${id}. */
const struct table *tables_row(enum table_id);

/** tables_column(id): The column of ${id}. */
const struct column *tables_column(enum column_id);

/**
 * tables_words(id, text, want, n):
 * May ${text} stand in the column?  Where only certain words may and it is
 * none of them, "one of WORD, WORD" is written to the ${n} bytes at ${want}.
 */
bool tables_words(enum column_id, struct span, char *, size_t);

/** tables_find(name): The table of that name, or TABLE_COUNT. */
enum table_id tables_find(struct span);

/** tables_find_column(t, name): Its column, or COLUMN_COUNT. */
enum column_id tables_find_column(enum table_id, struct span);

#endif
