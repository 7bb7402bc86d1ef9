/* SPDX-License-Identifier: Apache-2.0 */
/* A value in JSON that no plan foresaw, by its dotted path. */
#ifndef MODEL_DIG_H
#define MODEL_DIG_H

#include "base/arena.h"
#include "base/rc.h"
#include "model/value.h"

#define DIG_MEMBERS	256		/* Members of an array that count. */

/**
 * dig_find(json, path, arena, ret):
 * Find what ${path}, keys joined by dots, names in the object ${json}, which
 * must be good JSON; a key may itself have dots, and then the rest of the
 * path counts below it.  Texts are cleaned and cut like those of the
 * dictionary; an array keeps its scalars.  Return RC_OK, RC_NOTFOUND or
 * RC_NOMEM.
 *
 * Borrows:  ${json}, for texts in ${ret}; so for ${arena}.
 */
rc dig_find(struct span, struct span, struct arena *, struct value *)
    MUST_USE;

/** dig_value(json, arena, ret): The value that ${json} is; as above. */
rc dig_value(struct span, struct arena *, struct value *) MUST_USE;

/** dig_clean(v, arena): Text hygiene of ${v}, or of its members. */
rc dig_clean(struct value *, struct arena *) MUST_USE;

#endif
