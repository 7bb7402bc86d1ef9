/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Windows and alerts of a snapshot, with the events that both hold: three
 * sections, the events last when written and first when read.
 */
#ifndef ENGINE_VERDICTS_H
#define ENGINE_VERDICTS_H

#include "engine/episodes.h"
#include "sigma/sigma.h"

/** Whose they are.  All borrowed. */
struct verdicts {
	struct sigma_windows	*windows;
	struct episodes		*episodes;
	void			*ctx;
	/** Write the events; */
	void	(*save)(void *ctx, const struct evidence *, struct buf *);
	/** read them. */
	rc	(*load)(void *ctx, struct evidence *, struct cur *,
		    struct err *);
	episodes_rule_fn	*rule;
};

/** verdicts_save(v, b): Append the three sections. */
void verdicts_save(const struct verdicts *, struct buf *);

/**
 * verdicts_load(v, c, fate, ctx, e): Read them into windows and episodes,
 * which are new.  Return RC_OK, RC_MALFORMED or RC_NOMEM.
 */
rc verdicts_load(const struct verdicts *, struct cur *, sigma_fate_fn *,
    void *, struct err *) MUST_USE;

#endif
