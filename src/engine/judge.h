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

/** judge_counts(j, ret): The windows' counters, summed. */
void judge_counts(const struct judge *, struct sigma_counts *);

/** judge_bytes(j): Heap bytes of the windows. */
size_t judge_bytes(const struct judge *);

#endif
