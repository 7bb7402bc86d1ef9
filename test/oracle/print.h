/* SPDX-License-Identifier: Apache-2.0 */
/* A case as the product and people read it: Sigma YAML and JSON lines. */
#ifndef ORACLE_PRINT_H
#define ORACLE_PRINT_H

#include "base/buf.h"
#include "oracle/case.h"

/** print_rules(c, out): All documents of the case. */
void print_rules(const struct o_case *, struct buf *);

/** print_event(c, i, out): Line ${i} of the journal, with its LF. */
void print_event(const struct o_case *, size_t i, struct buf *);

/**
 * print_native_rules(c, out), print_native_event(c, i, out):
 * The same for the event contract: fields stand under "unmapped", where any
 * value may be, and the entity is a vehicle.
 */
void print_native_rules(const struct o_case *, struct buf *);
void print_native_event(const struct o_case *, size_t i, struct buf *);

/** print_fire(c, f, out): A true point, in one line. */
void print_fire(const struct o_case *, const struct o_fire *, struct buf *);

/** print_case(c, out): Rules, events, and what is to happen at the end. */
void print_case(const struct o_case *, struct buf *);

#endif
