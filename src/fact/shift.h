/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hours of work, as reference rows have them: "1-5 07:00-17:00", ISO days, in
 * UTC, several joined by ";"; an end before the start crosses midnight.
 */
#ifndef FACT_SHIFT_H
#define FACT_SHIFT_H

#include "base/span.h"

enum shift { SHIFT_ON, SHIFT_OFF, SHIFT_MALFORMED };

/** shift_on(text, ms): Is that moment within the hours? */
enum shift shift_on(struct span, int64_t);

#endif
