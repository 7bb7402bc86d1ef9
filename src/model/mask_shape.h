/* SPDX-License-Identifier: Apache-2.0 */
/* What looks like personal data in a text. */
#ifndef MODEL_MASK_SHAPE_H
#define MODEL_MASK_SHAPE_H

#include "base/span.h"

/**
 * mask_shape_at(s, at, class): Does something that looks like personal data
 * begin at byte ${at} of ${s}?  Its length, and its class in ${class}; or 0.
 */
size_t mask_shape_at(struct span, size_t, const char **);

#endif
