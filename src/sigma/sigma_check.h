/* SPDX-License-Identifier: Apache-2.0 */
/* Can this ever be true?  E-06. */
#ifndef SIGMA_SIGMA_CHECK_H
#define SIGMA_SIGMA_CHECK_H

#include "sigma/sigma_value.h"

/**
 * sigma_check_value(ld, item, mods, node, want): Refuse a modifier that does
 * not suit the field's type, and a value that the field can never have.
 */
bool sigma_check_value(struct load *, const struct item *,
    const struct sigma_value_mods *, const struct yaml_node *,
    const struct want *);

/** sigma_check_map(ld, items, n): Warn of fields that only "neq" tests. */
void sigma_check_map(struct load *, struct item *const *, size_t);

/** sigma_check_on(ld, item, node): Warn if the category never has it. */
void sigma_check_on(struct load *, const struct item *,
    const struct yaml_node *);

/** sigma_check_positive(item): Does it hold only if the field is there? */
bool sigma_check_positive(const struct item *);

#endif
