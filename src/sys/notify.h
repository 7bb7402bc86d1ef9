/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The service manager: what it is told of our state (sd_notify(3)), and how
 * long it waits for that.  Without one nothing happens.
 *
 *	$NOTIFY_SOCKET <- "READY=1\nSTATUS=..."		a datagram each
 */
#ifndef SYS_NOTIFY_H
#define SYS_NOTIFY_H

#include <stdint.h>

#include "base/attr.h"

/**
 * notify_say(fmt, ...): Tell it.  What it does not take is not told again: it
 * would have to be gone.
 */
void notify_say(const char *, ...) PRINTF(1, 2);

/** notify_reloading(): RELOADING=1 with the time that Type=notify-reload wants
 * (CLOCK_MONOTONIC, in us). */
void notify_reloading(void);

/** notify_watchdog(): It wants a word each so many ms; 0: it does not. */
int64_t notify_watchdog(void);

/** notify_forget(): What this process starts knows nothing of it. */
void notify_forget(void);

#endif
