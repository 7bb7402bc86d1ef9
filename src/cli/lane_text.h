/* SPDX-License-Identifier: Apache-2.0 */
/* Lanes of text, for keywords. */
#ifndef CLI_LANE_TEXT_H
#define CLI_LANE_TEXT_H

#include "cli/lane.h"

/** lane_text_prose(l, how): Log text of about 2.4 KB in one field. */
void lane_text_prose(struct lane *, const struct lane_how *);

/** lane_text_cisco(l, how): Lines of network devices, about 146 bytes. */
void lane_text_cisco(struct lane *, const struct lane_how *);

#endif
