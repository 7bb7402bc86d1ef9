/* SPDX-License-Identifier: Apache-2.0 */
/* Values in binary records. */
#ifndef MODEL_VALUE_PACK_H
#define MODEL_VALUE_PACK_H

#include "base/arena.h"
#include "base/pack.h"
#include "model/value.h"

/** value_pack_put(b, v): Append ${v}. */
void value_pack_put(struct buf *, const struct value *);

/**
 * value_pack_get(c, arena, ret):
 * Take one; what makes no sense marks the cursor.  Return RC_OK or RC_NOMEM.
 *
 * Borrows:  the input, for texts; ${arena}, for members of arrays.
 */
rc value_pack_get(struct cur *, struct arena *, struct value *) MUST_USE;

#endif
