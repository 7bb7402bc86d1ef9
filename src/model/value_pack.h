/* SPDX-License-Identifier: Apache-2.0 */
/* Values as binary records. */
#ifndef MODEL_VALUE_PACK_H
#define MODEL_VALUE_PACK_H

#include "base/arena.h"
#include "base/pack.h"
#include "model/value.h"

/** value_pack(b, v): Append ${v}, an object as its mere presence. */
void value_pack(struct buf *, const struct value *);

/**
 * value_pack_get(c, arena, ret):
 * Take a value into ${ret}; texts are borrowed from the input, the members of
 * an array lie in ${arena}.  What cannot be marks ${c} as bad, and so does
 * want of memory.
 */
void value_pack_get(struct cur *, struct arena *, struct value *);

#endif
