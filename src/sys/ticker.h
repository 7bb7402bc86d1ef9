/* SPDX-License-Identifier: Apache-2.0 */
/* Time that passes for a person who waits; detection never reads it. */
#ifndef SYS_TICKER_H
#define SYS_TICKER_H

/** ticker_now(): Seconds of the monotonic clock. */
double ticker_now(void);

#endif
