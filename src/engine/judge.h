/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The last step of a batch, in order: hits of plain rules and true points of
 * correlations become episodes; events are kept as evidence while a window
 * or an alert needs them.
 */
#ifndef ENGINE_JUDGE_H
#define ENGINE_JUDGE_H

#include "engine/crew.h"
#include "engine/episodes.h"
#include "engine/intake.h"

struct judge;

/**
 * judge_new(s, names, shards, groups_max, ret): Judge by ${s}, the windows in
 * so many shards with so many groups a correlation and tenant (0 is the
 * default); set and names are borrowed.
 */
rc judge_new(const struct sigma *, struct names *, unsigned, size_t,
    struct judge **) MUST_USE;
void judge_free(struct judge *);

/**
 * judge_batch(j, w, n, crew): Judge what ${n} events hit, in order; the crew
 * shares the windows.
 */
rc judge_batch(struct judge *, struct work *const *, size_t, struct crew *)
    MUST_USE;

/** judge_episodes(j): The alerts so far. */
struct episodes *judge_episodes(struct judge *);

/**
 * judge_save(j, b), judge_load(j, c, fate, ctx, e):
 * Write windows, alerts and the events they hold, between events; read them
 * into ${j}, which is new, telling what became of each rule.  Return RC_OK,
 * RC_MALFORMED or RC_NOMEM: then ${j} is to be thrown away.
 */
void judge_save(const struct judge *, struct buf *);
rc judge_load(struct judge *, struct cur *, sigma_fate_fn *, void *,
    struct err *) MUST_USE;

/** judge_counts(j, ret): The windows' counters, summed. */
void judge_counts(const struct judge *, struct sigma_counts *);

/** judge_bytes(j): Heap bytes of the windows. */
size_t judge_bytes(const struct judge *);

#endif
