/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The step of a batch that runs in journal order: duplicates go, the
 * tenant's clock moves, timers that are due put their events in front, and
 * every event learns its entities.
 */
#ifndef ENGINE_INTAKE_H
#define ENGINE_INTAKE_H

#include "engine/foresee.h"
#include "engine/terms.h"
#include "engine/tracks.h"
#include "engine/unwell.h"
#include "model/evline.h"
#include "twin/refer.h"
#include "twin/silence.h"

/** One tenant: its clock and its timers. */
struct tenant {
	struct span		 id;		/* In the intake's arena. */
	int64_t			 clock;		/* ms; at first no time. */
	int64_t			 first;		/* Its clock at its first. */
	bool			 commanded;	/* It had a command. */
	struct silence_watch	*vehicles;	/* Owned. */
	struct silence_watch	*sources;	/* Owned. */
	struct terms		*terms;		/* Owned. */
	struct twin_entity	*source;	/* Source of the last event; */
						/* NULL at first. */
	struct unwell		 unwell;
};

/** Counters of this step. */
struct intake_counts {
	uint64_t	duplicates, generated, late, forgotten;
	struct refer_counts refer;
	int64_t		vehicle_ms;
	int64_t		first, last;
};

struct intake;

/**
 * intake_new(names, tracks, vehicles_max, ret):
 * Registers for entities with the states of ${tracks}.  Both are borrowed
 * until intake_free().
 */
rc intake_new(const struct names *, struct tracks *, size_t, struct intake **)
    MUST_USE;
void intake_free(struct intake *);

/** intake_own(own): The engine's own bytes in each kind's state. */
void intake_own(size_t own[TWIN_KINDS]);

/**
 * A place for the events of a batch in the order of judging: those read,
 * without duplicates, and those generated in front of them.
 */
struct intake_batch {
	struct work	**work;		/* Owned by the engine. */
	size_t		  n, cap;
	struct arena	 *arena;	/* Of the batch. */
	struct evline	 *reader;	/* For generated lines. */
	unsigned	  kinds;	/* That take part, as bits. */
	uint64_t	  stamp;	/* Number of the batch. */
	uint64_t	  pos;		/* Last journal position given. */
};

/** intake_foresight(in): Where lies what intake_take() will need, to ask the
 * cache for it some events ahead.  Borrowed. */
struct foresee intake_foresight(const struct intake *);

/** intake_take(in, b, w): Take the event ${w} in; appends to ${b}. */
rc intake_take(struct intake *, struct intake_batch *, struct work *) MUST_USE;

/**
 * intake_refer(in, b, ev):
 * Enter what ${ev}, a ref.row, says of reference state, at the next journal
 * position; nothing else changes.  Return RC_OK, RC_NOMEM or RC_MALFORMED for
 * another type.
 */
rc intake_refer(struct intake *, struct intake_batch *, struct event *)
    MUST_USE;

/**
 * intake_settle(in): A batch begins: forget what only readers of earlier
 * ones could ask for.
 */
void intake_settle(struct intake *);

/** intake_ref(in): The registers of reference state.  Borrowed. */
const struct ref *intake_ref(const struct intake *);

/** intake_watch(in, fn, ctx): Tell ${fn} what is asked of them. */
void intake_watch(struct intake *, ref_watch_fn *, void *);

/** intake_tenant(in, i): Name of the tenant met as ${i}th; empty: no more. */
struct span intake_tenant(const struct intake *, size_t);

/** intake_too_late(in, source): How many matches of this one came too late
 * for their windows. */
uint64_t intake_too_late(const struct intake *, uint32_t);

/** intake_counts(in), intake_twin(in, kind): For the summary. */
const struct intake_counts *intake_counts(const struct intake *);
struct twin *intake_twin(const struct intake *, enum twin_kind);

/**
 * intake_save(in, b), intake_load(in, c, kept, e):
 * Write entities, tenants, timers, ids and counters; read them into ${in},
 * which is new, and say in ${kept} which tracks go on.  Return RC_OK,
 * RC_MALFORMED, RC_LIMIT (more entities than may be) or RC_NOMEM: then ${in}
 * is to be thrown away.
 */
void intake_save(const struct intake *, struct buf *);
rc intake_load(struct intake *, struct cur *, struct tracks_kept *,
    struct err *) MUST_USE;

/** intake_terms_lost(in): Ends that nobody watches, for want of room. */
uint64_t intake_terms_lost(const struct intake *);

/** intake_bytes(in): Heap bytes of all live state. */
size_t intake_bytes(const struct intake *);

/** intake_dedupe_bytes(in): Of those, what remembers ids. */
size_t intake_dedupe_bytes(const struct intake *);

#endif
