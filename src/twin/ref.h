/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The registers of reference state: who owns, drives, booked, works, may.
 * Event contract, section 5.
 *
 *	row (tenant, table, key) -> version -> version ...  newest start first
 *	                            [ from, to | live | columns ]
 *
 * A version is a set (it says all columns), a patch (it says some; the others
 * are those before it) or an end.  What holds at a time is the newest version
 * begun by then, so a late event is judged by the state of its moment and
 * versions may come in any order.
 *
 * Versions also carry the journal position at which they came, and a reader
 * sees only what came before its own: readers of one batch may run side by
 * side while all of the batch's changes are in already.
 */
#ifndef TWIN_REF_H
#define TWIN_REF_H

#include "base/rc.h"
#include "model/tables.h"

#define REF_VERSIONS	8		/* Kept of a row: newest starts. */
#define REF_TENANT_MAX	128		/* Bytes of a tenant, */
#define REF_KEY_MAX	512		/* of a key. */
#define REF_OPEN	INT64_MAX	/* No end is known. */
#define REF_BEGINNING	INT64_MIN

/** When a reader asks: the event's own time and place in the journal. */
struct ref_at {
	int64_t		time;		/* ms */
	uint64_t	pos;		/* Sees what came before it. */
};

/** Does a version make the row valid? */
enum ref_live {
	REF_KEEP,			/* As it was before. */
	REF_LIVE,
	REF_GONE
};

/** One change. */
struct ref_change {
	struct span	 tenant, key;
	enum table_id	 table;
	int64_t		 from, to;	/* ms; [from, to) */
	uint64_t	 pos;		/* Never falls. */
	bool		 reset;		/* Columns not said are absent. */
	enum ref_live	 live;
	struct value	 value[TABLE_WIDTH];	/* ABSENT: not said. */
};

struct ref;
struct ref_row;

/**
 * ref_new(max, ret): Registers of at most ${max} rows a table; beyond it the
 * row that was changed longest ago goes.  Return RC_OK or RC_NOMEM.
 *
 * Owns:     the caller owns *${ret}; end it with ref_free().
 */
rc ref_new(size_t, struct ref **) MUST_USE;
void ref_free(struct ref *);

/**
 * ref_put(r, change): Enter it; copies all.  Return RC_OK, RC_NOMEM or
 * RC_LIMIT for a tenant or key that is too long.
 */
rc ref_put(struct ref *, const struct ref_change *) MUST_USE;

/**
 * ref_settle(r): Forget what no reader may see any more.  No reader runs, and
 * none asks for a position at or before the last change's from now on.
 */
void ref_settle(struct ref *);

/** ref_armed(r, tenant, table, at): Had the table a row by then? */
bool ref_armed(const struct ref *, struct span, enum table_id,
    const struct ref_at *);

/** ref_find(r, tenant, table, key): The row of that key, or NULL. */
const struct ref_row *ref_find(const struct ref *, struct span,
    enum table_id, struct span);

/**
 * ref_hash(r, tenant, table, key), ref_hint(r, hash), ref_foresee(r, hash):
 * The hash of what ref_find() will look for, 0 if there is nothing; then, in
 * two steps that follow each other at a distance, ask the cache for what it
 * will read.
 */
uint64_t ref_hash(const struct ref *, struct span, enum table_id, struct span);
void ref_hint(const struct ref *, uint64_t);
void ref_foresee(const struct ref *, uint64_t);

/** ref_key(row): Its key, valid until ref_settle(). */
struct span ref_key(const struct ref_row *);

/** ref_valid(row, at): Does it hold then?  NULL does not. */
bool ref_valid(const struct ref_row *, const struct ref_at *);

/**
 * ref_get(row, column, at): Its value then, whether it holds or not; a value
 * of type ABSENT if there is none; never NULL.
 */
const struct value *ref_get(const struct ref_row *, enum column_id,
    const struct ref_at *);

/**
 * ref_next(r, tenant, column, value, at, it):
 * The rows whose indexed ${column} is ${value} then, holding or not, one a
 * call; NULL at the end.  *${it} begins at 0.  The order is none that an
 * answer may depend on: it follows from when was settled.
 */
const struct ref_row *ref_next(const struct ref *, struct span,
    enum column_id, struct span, const struct ref_at *, size_t *);

/**
 * ref_near(r, tenant, lat, lon, it):
 * Rows of table zone that may hold that place, degrees, one a call; NULL at
 * the end.  All that do are among them, maybe twice; who asks looks at what
 * they say at his time.  *${it} begins at 0.
 */
const struct ref_row *ref_near(const struct ref *, struct span, double,
    double, size_t *);

/** What the version that counts at some moment is. */
struct ref_held {
	int64_t		from, to;	/* ms; REF_BEGINNING, REF_OPEN */
	uint64_t	pos;		/* Where it came from. */
	bool		valid;		/* Does the row hold then? */
};

/** ref_held(row, at, ret): That version of ${row}; false if there is none. */
bool ref_held(const struct ref_row *, const struct ref_at *,
    struct ref_held *);

/** A question of a reader, for whom watches. */
struct ref_asked {
	enum table_id		 table;
	enum column_id		 column; /* Of ref_next(); else COLUMN_COUNT */
	struct span		 value;	/* Of it, or the key.  Borrowed. */
	const struct ref_row	*row;	/* NULL: there is none. */
};

/** ref_watch_fn(ctx, asked): Somebody asked. */
typedef void ref_watch_fn(void *, const struct ref_asked *);

/** ref_watch(r, fn, ctx): Tell ${fn} from now on; one reader at a time. */
void ref_watch(struct ref *, ref_watch_fn *, void *);

/** ref_count(r, table), ref_forgotten(r), ref_bytes(r): For the summary. */
size_t ref_count(const struct ref *, enum table_id);
uint64_t ref_forgotten(const struct ref *);
size_t ref_bytes(const struct ref *);

#endif
