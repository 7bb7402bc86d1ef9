/* SPDX-License-Identifier: Apache-2.0 */
/* What is at the other end of a descriptor: a person's terminal or not. */
#ifndef SYS_TERM_H
#define SYS_TERM_H

#include <stdbool.h>

/** term_is(fd): Is it a terminal? */
bool term_is(int);

/** term_width(fd): Its columns; COLUMNS if set; 80 if nobody knows. */
unsigned term_width(int);

/**
 * term_colour(fd): May it be coloured?  A terminal which is not "dumb", and
 * NO_COLOR (no-color.org) is not set.
 */
bool term_colour(int);

#endif
