/* SPDX-License-Identifier: Apache-2.0 */
/* Lanes of Windows events, as Sysmon writes them, flat. */
#ifndef CLI_LANE_WINDOWS_H
#define CLI_LANE_WINDOWS_H

#include "cli/lane.h"

/**
 * lane_windows_mixed(l, how):
 * Process creations, and some registry writes and loads of libraries: 18 keys,
 * about 700 bytes.  One in fifty is what an attacker would do.
 */
void lane_windows_mixed(struct lane *, const struct lane_how *);

/** lane_windows_files(l, how): Creations of files, about 445 bytes. */
void lane_windows_files(struct lane *, const struct lane_how *);

#endif
