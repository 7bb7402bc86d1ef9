/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What fired, as the judges of both engines hand it on: a kept event is what
 * the correlator counts references of, a fire becomes a match of an episode.
 */
#ifndef ENGINE_FIRED_H
#define ENGINE_FIRED_H

#include "engine/episodes.h"
#include "sigma/sigma.h"

/** fired_keep(e), fired_event(k): The same event, NULL too, seen as either. */
struct sigma_keep *fired_keep(struct alert_event *);
struct alert_event *fired_event(struct sigma_keep *);

/** fired_drop(ctx, k): The drop of a sigma_sink whose events are ours. */
void fired_drop(void *, struct sigma_keep *);

/** fired_run(ctx, fn, arg): The run of a sigma_crew that is a crew. */
void fired_run(void *, void (*)(void *, unsigned), void *);

/**
 * fired_rule(r, fields, n): ${r} as alerts show it, with these names.
 * Borrows from both.
 */
struct alert_rule fired_rule(const struct sigma_rule *, const char *const *,
    size_t);

/**
 * fired_match(f, r, shown, group, ret):
 * The match of ${r}, which fired; ${shown} are the rules by number, and
 * ${group} gets the values of the group joined by U+001F.  The entity is left
 * to the caller.  Return RC_OK or RC_NOMEM.  Borrows from all.
 */
rc fired_match(const struct sigma_fire *, const struct sigma_rule *,
    const struct alert_rule *, struct buf *, struct episode_match *) MUST_USE;

/** fired_counts(w, r, n, sum): Add the counts of ${n} rules' windows. */
void fired_counts(const struct sigma_windows *, const struct sigma_rule *,
    size_t, struct sigma_counts *);

#endif
