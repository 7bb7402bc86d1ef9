/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a process of the service says on standard error: a line each, as the
 * settings log.level and log.format want it.  There is one service a process,
 * so there is one such setting.
 *
 *	vedette edge: the journal can be written again
 *	{"time":"...","level":"info","role":"edge","text":"the journal ..."}
 */
#ifndef CLI_SAYING_H
#define CLI_SAYING_H

#include <stdint.h>

#include "base/attr.h"
#include "model/config.h"

/** saying_by(level, form): From now on; enum config_log_level and _form. */
void saying_by(uint64_t, uint64_t);

/** saying_line(level, role, fmt, ...): Say it, unless it is less grave than
 * what is wanted; ${role} NULL: the service as a whole. */
void saying_line(enum config_log_level, const char *, const char *, ...)
    PRINTF(3, 4);

#endif
