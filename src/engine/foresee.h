/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the next events will need, asked for before it is: each step hides
 * one miss of the cache.
 */
#ifndef ENGINE_FORESEE_H
#define ENGINE_FORESEE_H

#include "engine/dedupe.h"
#include "engine/tracks.h"

/** Where it is.  Borrowed. */
struct foresee {
	const struct tracks	*tracks;
	const struct dedupe	*dedupe;
	const struct ref	*ref;
	struct twin *const	*twin;		/* TWIN_KINDS */
};

/**
 * foresee_names(f, w, arena), foresee_hint(f, w), foresee_who(f, w):
 * Hash what ${w} names, for which events need not be in order; ask for the
 * places in the indices; then ask for the records, which are probably those
 * in w->of.
 */
void foresee_names(const struct foresee *, struct work *, struct arena *);
void foresee_hint(const struct foresee *, const struct work *);
void foresee_who(const struct foresee *, struct work *);

#endif
