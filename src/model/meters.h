/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the service counts of itself: one row a metric.  Each role tells its
 * own every few seconds; the keeper has them on a board, from which come
 * /metrics (OpenMetrics 1.0), vedette status, and whether it is ready.
 *
 *	meters_put() ... -> message meters -> meters_board_take()
 *				-> meters_board_metrics(), meters_people()
 */
#ifndef MODEL_METERS_H
#define MODEL_METERS_H

#include "model/messages.h"

#define METERS_PREFIX	"vedette_"
#define METERS_FRESH_MS	30000		/* What is older is not told. */

/*
 * symbol, section, name, label ("" for none), kind, unit, head, help
 *
 * The metric is vedette_SECTION_NAME, of a COUNTER with "_total".  A value is
 * told as a whole number: a NUMBER as it is; MS, US are told in seconds, a
 * TIME is ms since 1970.  Rows of a section stand together, and have the same
 * label; ${head} is what people read above or before the value.
 */
#define METERS(X)							\
	X(ROLE_READY, "role", "ready", "role", GAUGE, NUMBER,		\
	    "ready", "1: it does its duty.")				\
	X(ROLE_RESTARTS, "role", "restarts", "role", COUNTER, NUMBER,	\
	    "restarts", "It died and was started anew.")		\
	X(ROLE_RESIDENT, "role", "resident_bytes", "role", GAUGE, NUMBER, \
	    "memory", "Memory that it holds.")				\
	X(ROLE_SINCE, "role", "start_time_seconds", "role", GAUGE, TIME, \
	    "since", "When it was started.")				\
	X(DISK_FREE, "disk", "free_bytes", "folder", GAUGE, NUMBER,	\
	    "free", "Room that is left.")				\
	X(DISK_SIZE, "disk", "size_bytes", "folder", GAUGE, NUMBER,	\
	    "in all", "Room in all.")					\
	X(SOURCE_UP, "source", "up", "source", GAUGE, NUMBER,		\
	    "up", "1: it takes what comes.")				\
	X(SOURCE_ACCEPTED, "source", "accepted_events",			\
	    "source", COUNTER, NUMBER, "accepted",			\
	    "Events that are on disk.")					\
	X(SOURCE_REJECTED, "source", "rejected_events",			\
	    "source", COUNTER, NUMBER, "rejected",			\
	    "What could not be read as events.")			\
	X(SOURCE_SKIPPED, "source", "skipped_events",			\
	    "source", COUNTER, NUMBER, "skipped",			\
	    "What its mapping leaves out.")				\
	X(SOURCE_LOST, "source", "lost_messages", "source", COUNTER, NUMBER, \
	    "lost", "What the kernel had to drop.")			\
	X(SOURCE_REFUSED, "source", "refused_connections",		\
	    "source", COUNTER, NUMBER, "refused",			\
	    "Connections and requests turned away.")			\
	X(SOURCE_OPEN, "source", "open_connections", "source", GAUGE, NUMBER, \
	    "open", "Connections that are open.")			\
	X(SOURCE_SEEN, "source", "last_seen_timestamp_seconds",		\
	    "source", GAUGE, TIME, "last seen",				\
	    "When something came from it.")				\
	X(SOURCE_LAG, "source", "lag_messages", "source", GAUGE, NUMBER, \
	    "lag", "Messages that wait at its broker.")			\
	X(JOURNAL_LINES, "journal", "lines", "", GAUGE, NUMBER,		\
	    "lines", "Offset behind the last line that is on disk.")	\
	X(JOURNAL_BYTES, "journal", "written_bytes", "", COUNTER, NUMBER, \
	    "written", "Bytes of lines that were appended.")		\
	X(JOURNAL_SYNCS, "journal", "syncs", "", COUNTER, NUMBER,	\
	    "syncs", "Group commits.")					\
	X(JOURNAL_SYNC_TIME, "journal", "sync_seconds", "", COUNTER, US, \
	    "syncing", "Time that they took.")				\
	X(JOURNAL_FULL, "journal", "full", "", GAUGE, NUMBER,		\
	    "full", "1: it cannot be written, senders have to wait.")	\
	X(ENGINE_LINES, "engine", "lines", "", GAUGE, NUMBER,		\
	    "judged", "Offset of the next line to judge.")		\
	X(ENGINE_BEHIND, "engine", "behind_events", "", GAUGE, NUMBER,	\
	    "behind", "Lines on disk that are not judged yet.")		\
	X(ENGINE_LATE, "engine", "behind_seconds", "", GAUGE, MS,	\
	    "late", "Since when some of them wait, at most.")		\
	X(ENGINE_REJECTED, "engine", "rejected_lines", "", COUNTER, NUMBER, \
	    "rejected", "Lines that are no events.")			\
	X(ENGINE_RULES, "engine", "rules", "", GAUGE, NUMBER,		\
	    "rules", "Rules and correlations in force.")		\
	X(ENGINE_VEHICLES, "engine", "vehicles", "", GAUGE, NUMBER,	\
	    "vehicles", "Vehicles that are known.")			\
	X(ENGINE_STATE, "engine", "state_bytes", "", GAUGE, NUMBER,	\
	    "state", "What it knows, in memory.")			\
	X(ENGINE_SNAPSHOT, "engine", "snapshot_timestamp_seconds",	\
	    "", GAUGE, TIME, "snapshot",				\
	    "When it was last kept on disk.")				\
	X(ALERTS, "alerts", "raised", "level", COUNTER, NUMBER,		\
	    "alerts", "Alerts that were new.")				\
	X(STORE_BYTES, "store", "size_bytes", "", GAUGE, NUMBER,	\
	    "size", "The database and its log.")			\
	X(STORE_COMMITS, "store", "commits", "", COUNTER, NUMBER,	\
	    "commits", "Transactions.")					\
	X(API_REQUESTS, "api", "requests", "", COUNTER, NUMBER,		\
	    "requests", "Requests that came.")				\
	X(API_OPEN, "api", "open_requests", "", GAUGE, NUMBER,		\
	    "open", "Requests that are not over.")			\
	X(API_STREAMS, "api", "streams", "", GAUGE, NUMBER,		\
	    "streams", "Of them those that watch alerts.")		\
	X(OUTPUT_UP, "output", "up", "output", GAUGE, NUMBER,		\
	    "up", "1: it takes what it is told.")			\
	X(OUTPUT_TOLD, "output", "told_alerts", "output", COUNTER, NUMBER, \
	    "told", "Alerts that it has confirmed.")			\
	X(OUTPUT_FAILED, "output", "failed_tries", "output", COUNTER, NUMBER, \
	    "failed", "Tries that failed.")				\
	X(OUTPUT_WAITING, "output", "waiting_alerts",			\
	    "output", GAUGE, NUMBER, "waiting",				\
	    "Alerts that it still has to be told.")			\
	X(OUTPUT_DEAD, "output", "dead_letters", "output", COUNTER, NUMBER, \
	    "dead", "Alerts that were given up.")

#define X(symbol, ...)	METERS_##symbol,
enum meters_id { METERS(X) METERS_COUNT };
#undef X

enum meters_kind { METERS_GAUGE, METERS_COUNTER };
enum meters_unit { METERS_NUMBER, METERS_MS, METERS_US, METERS_TIME };

/** A row. */
struct meters_row {
	const char		*section, *name, *label;
	enum meters_kind	 kind;
	enum meters_unit	 unit;
	const char		*head, *help;
};

/** meters_row(id): That row. */
const struct meters_row *meters_row(unsigned);

/** meters_put(b, id, label, value): Append a sample to the body of a message
 * meters. */
void meters_put(struct buf *, enum meters_id, struct span, uint64_t);

/** What each role told last; all zero is empty. */
struct meters_board {
	struct buf	told[MESSAGES_ROLE_COUNT];	/* Owned. */
	int64_t		when[MESSAGES_ROLE_COUNT];	/* ms; 0: never. */
};

/**
 * meters_board_take(board, role, body, now, e):
 * What ${role} told at ${now}, ms of any clock.  Return RC_OK; RC_MALFORMED:
 * that is no list of samples; RC_NOMEM.
 */
rc meters_board_take(struct meters_board *, enum messages_role, struct span,
    int64_t, struct err *) MUST_USE;

/** meters_board_get(board, id, label, now, ret): A value that is fresh; is
 * there one? */
bool meters_board_get(const struct meters_board *, enum meters_id,
    struct span, int64_t, uint64_t *);

/** meters_board_metrics(board, now, b): Append all as OpenMetrics text; a row
 * without samples has its type and help. */
void meters_board_metrics(const struct meters_board *, int64_t,
    struct buf *);

/** meters_board_fn(ctx, label, value): A sample. */
typedef void meters_board_fn(void *, struct span, uint64_t);

/** meters_board_each(board, id, now, fn, ctx): Call ${fn} with each fresh
 * sample of a row. */
void meters_board_each(const struct meters_board *, unsigned, int64_t,
    meters_board_fn *, void *);

/** meters_board_release(board): Give all back. */
void meters_board_release(struct meters_board *);

#endif
