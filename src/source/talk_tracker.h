/* SPDX-License-Identifier: Apache-2.0 */
/* Connections of tracker units, in any protocol of the registry. */
#ifndef SOURCE_TALK_TRACKER_H
#define SOURCE_TALK_TRACKER_H

#include "source/talk.h"

/** talk_tracker: The row of the table of kinds. */
extern const struct talk_kind talk_tracker;

#endif
