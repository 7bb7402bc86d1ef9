/* SPDX-License-Identifier: Apache-2.0 */
/* Which tables a fact joins: without a row in them it is absent. */
#ifndef FACT_JOINS_H
#define FACT_JOINS_H

#include "fact/fact.h"

/** joins_of(id): The tables that ${id} joins, a bit 1 << table_id each. */
uint32_t joins_of(enum fact_id);

#endif
