/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rules that are loaded beside while events go on.
 *
 *	SIGHUP -> thread: make() -> between two lines: reload_ready()
 */
#ifndef CLI_RELOAD_H
#define CLI_RELOAD_H

#include "base/rc.h"

/** reload_make_fn(ctx): Make what will take over; true if it can. */
typedef bool reload_make_fn(void *);

struct reload;

/**
 * reload_new(make, ctx, ret): Watch for SIGHUP; each runs ${make} in a thread
 * of its own, one at a time.  Return RC_OK or RC_NOMEM.
 *
 * Owns:     the caller owns *${ret}; end it with reload_free().
 */
rc reload_new(reload_make_fn *, void *, struct reload **) MUST_USE;

/**
 * reload_ready(l, ok): Asked between two lines: has a make() ended?  Then
 * ${ok} is what it returned.
 */
bool reload_ready(struct reload *, bool *);

/** reload_free(l): Waits for what runs; NULL is fine. */
void reload_free(struct reload *);

#endif
