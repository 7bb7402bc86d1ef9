/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which field a signal is, and what its bits say there.
 *
 *	"VehicleSpeed", mph -> Vehicle.Speed, km/h * 1.609344
 *	raw -> number -> field's unit -> value;  or not: unmapped
 */
#ifndef SOURCE_CANMAP_H
#define SOURCE_CANMAP_H

#include "source/cantable.h"

/**
 * canmap_bind(s, field, unit):
 * ${s}, whose unit is ${unit}, is the field ${field}.  Return NULL, or why it
 * cannot be; then ${s} is as it was.
 */
const char *canmap_bind(struct cantable_signal *, enum field_id,
    struct span);

/** canmap_obvious(s): Bind it by its name, if that and the unit leave no
 * doubt: the path of a field with or without '_' for '.', or one of the few
 * names that are as good as a standard. */
void canmap_obvious(struct cantable_signal *);

/** canmap_steps(s): Does it go by steps, so that a value in between is an
 * event of its own: words, one bit, or a field that is no number? */
bool canmap_steps(const struct cantable_signal *);

/** canmap_value(s, raw, ret): What the bits say in the field; false: nothing
 * that the field, or the database, would have. */
bool canmap_value(const struct cantable_signal *, uint64_t, struct value *);

/** canmap_left(s, raw): What they say beside any field: a word or a number;
 * absent if they are none. */
struct value canmap_left(const struct cantable_signal *, uint64_t);

#endif
