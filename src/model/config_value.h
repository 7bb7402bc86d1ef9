/* SPDX-License-Identifier: Apache-2.0 */
/* One value of the configuration: from text, and as text again. */
#ifndef MODEL_CONFIG_VALUE_H
#define MODEL_CONFIG_VALUE_H

#include "base/arena.h"
#include "base/buf.h"
#include "model/config_table.h"

/**
 * config_value_read(row, text, a, to, e):
 * Store the value ${text} of ${row} at ${to}, its texts in ${a}; of a list,
 * ${to} is a struct config_list of that one entry.  Return RC_OK;
 * RC_MALFORMED with ${e} saying what was expected, without repeating what
 * may be a secret; or RC_NOMEM.
 */
rc config_value_read(const struct config_row *, struct span, struct arena *,
    void *, struct err *) MUST_USE;

/**
 * config_value_list(row, text, n, a, to, e):
 * The same for the ${n} entries ${text}; on RC_MALFORMED ${e}.at is the entry
 * at fault, from 0.
 */
rc config_value_list(const struct config_row *, const struct span *, size_t,
    struct arena *, struct config_list *, struct err *) MUST_USE;

/** config_value_set(row, from): Is there a value, be it a default? */
bool config_value_set(const struct config_row *, const void *);

/** config_value_put(b, row, from): Append the value as YAML. */
void config_value_put(struct buf *, const struct config_row *, const void *);

/** config_value_number(b, type, i): Append the INT, TIME or SIZE ${i}. */
void config_value_number(struct buf *, enum config_type, int64_t);

/** config_value_units(type, i): The unit ${i} of a TIME or SIZE, or NULL. */
const char *config_value_units(enum config_type, size_t);

#define CONFIG_VALUE_SHOWN	48

/** config_value_shown(s, out): ${s} for a message: short, no control
 * characters. */
const char *config_value_shown(struct span, char [CONFIG_VALUE_SHOWN]);

#endif
