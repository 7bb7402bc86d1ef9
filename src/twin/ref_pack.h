/* SPDX-License-Identifier: Apache-2.0 */
/* The registers of reference state as bytes. */
#ifndef TWIN_REF_PACK_H
#define TWIN_REF_PACK_H

#include "base/arena.h"
#include "base/pack.h"
#include "twin/ref.h"

/** ref_pack_put(r, b): Append all of ${r}, which is settled first. */
void ref_pack_put(struct ref *, struct buf *);

/**
 * ref_pack_get(r, c, arena):
 * Take it into the empty registers ${r}; columns that are no longer known are
 * left out, ${arena} is scratch.  Return RC_OK, RC_MALFORMED or RC_NOMEM.
 */
rc ref_pack_get(struct ref *, struct cur *, struct arena *) MUST_USE;

#endif
