/* SPDX-License-Identifier: Apache-2.0 */
/* SIGHUP as a question: has somebody asked for a reload? */
#ifndef SYS_HANGUP_H
#define SYS_HANGUP_H

#include <stdbool.h>

/** hangup_watch(): From now on SIGHUP does not end us; reads go on. */
void hangup_watch(void);

/** hangup_came(): Has one come since this was asked last? */
bool hangup_came(void);

#endif
