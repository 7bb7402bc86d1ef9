/* SPDX-License-Identifier: Apache-2.0 */
/* The events and fields of mappings: compiled, put in order of writing. */
#ifndef SOURCE_MAPPING_FIELD_H
#define SOURCE_MAPPING_FIELD_H

#include "source/mapping_load.h"

/** mapping_field_blocks(L): Compile L->events with L->shared into blocks. */
void mapping_field_blocks(struct mapping_load *);

#endif
