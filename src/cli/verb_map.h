/* SPDX-License-Identifier: Apache-2.0 */
/* vedette map: what mappings there are, and what one makes of a file. */
#ifndef CLI_VERB_MAP_H
#define CLI_VERB_MAP_H

#include "source/mapping.h"

/**
 * verb_map_load(name, ret):
 * Find and load the mapping ${name} (see sys/datadir.h), telling all that is
 * wrong on standard error as FILE:LINE:COL: WHAT.  field_init() must have
 * run.  Store it in ${ret} and return RC_OK; else ${ret} is not touched.
 *
 * Owns:     the caller owns *${ret}; end it with mapping_free().
 */
rc verb_map_load(const char *, struct mapping **) MUST_USE;

#endif
