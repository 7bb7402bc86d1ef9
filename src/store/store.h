/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The keeper's database: alerts and who may see them.  SQLite in WAL mode,
 * one connection; what store_commit() has returned RC_OK for is on disk.
 *
 *	begin -> put, put, ... -> commit -> tell those who wait
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/rc.h"
#include "base/span.h"

#define STORE_DIGEST	64		/* Hex digits of a SHA-256. */

struct store;

/** An alert as it is kept. */
struct store_alert {
	int64_t		seq;		/* Given when it was new; rising. */
	int64_t		version;	/* Rises with each change. */
	int64_t		time, first_seen, last_seen;	/* ms */
	int64_t		severity;	/* OCSF severity_id. */
	int64_t		count;
	struct span	id, tenant, rule, title, level, kind, entity;
	struct span	brief, json, ocsf;
	struct span	status;		/* "new", "open", "closed" */
	struct span	assignee;	/* Or empty. */
};

/** What became of an alert that was put. */
enum store_fate { STORE_NEW, STORE_GREW, STORE_KNOWN };

/** store_alert_fn(ctx, a): One alert; borrowed until it returns. */
typedef rc store_alert_fn(void *, const struct store_alert *);

/** Which alerts. */
struct store_wish {
	int64_t		before;		/* seq: newest first below it; 0: all */
	int64_t		severity;	/* At least. */
	struct span	status;		/* Empty: any. */
	struct span	entity;		/* Empty: any. */
	struct span	tenant;		/* Empty: any. */
	unsigned	limit;
};

/**
 * store_open(path, ret, e): Open the database, made or brought up to date if
 * need be.  Return RC_OK; RC_CONFLICT: it is of a newer program; RC_DENIED,
 * RC_LIMIT (disk full), RC_MALFORMED (damaged), RC_IO, RC_NOMEM.
 *
 * Owns:     the caller owns *${ret}; end it with store_close().
 * Thread:   belongs to one.
 */
rc store_open(const char *, struct store **, struct err *) MUST_USE;
void store_close(struct store *);

/** store_begin(s, e): What follows becomes durable together. */
rc store_begin(struct store *, struct err *) MUST_USE;

/** store_commit(s, e): It is durable now; or none of it is. */
rc store_commit(struct store *, struct err *) MUST_USE;

/** store_undo(s): None of it. */
void store_undo(struct store *);

/**
 * store_put_alert(s, a, now, fate, e): Keep ${a}, whose seq, version, status
 * and assignee do not count.  One that is there grows, never shrinks, so that
 * telling it again changes nothing.
 */
rc store_put_alert(struct store *, const struct store_alert *, int64_t,
    enum store_fate *, struct err *) MUST_USE;

/** store_alert(s, id, fn, ctx, e): That one; RC_NOTFOUND if there is none. */
rc store_alert(struct store *, struct span, store_alert_fn *, void *,
    struct err *) MUST_USE;

/** store_alerts(s, wish, fn, ctx, e): Newest first. */
rc store_alerts(struct store *, const struct store_wish *, store_alert_fn *,
    void *, struct err *) MUST_USE;

/**
 * store_set_status(s, id, version, status, assignee, now, e): If its version
 * is still ${version}, or that is 0.  RC_OK, RC_NOTFOUND, RC_CONFLICT.
 */
rc store_set_status(struct store *, struct span, int64_t, struct span,
    struct span, int64_t, struct err *) MUST_USE;

#endif
