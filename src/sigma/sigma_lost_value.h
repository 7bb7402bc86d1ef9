/* SPDX-License-Identifier: Apache-2.0 */
/* The value of a window of which a part had to go, and its error. */
#ifndef SIGMA_SIGMA_LOST_VALUE_H
#define SIGMA_SIGMA_LOST_VALUE_H

#include "sigma/windows.h"

/**
 * sigma_lost_value(tr, g, p): Bring into the value of the point, which is
 * that of the entries in the window, what is lost of it, with a bound of the
 * error in either direction.
 */
void sigma_lost_value(const struct track *, const struct group *,
    struct point *);

#endif
