/* SPDX-License-Identifier: Apache-2.0 */
/* The field dictionary of the model, as mappings ask for it. */
#include "model/field.h"
#include "source/mapping_dict.h"

#define SIGNALS		"signals."

enum value_type
mapping_dict_type(const void *ctx UNUSED, struct span target,
    struct suggest *near)
{
	bool signal = span_starts(target, SPAN(SIGNALS));
	struct span name = signal ? span_from(target, sizeof(SIGNALS) - 1) :
	    target;
	enum field_id id = field_find(name);
	const struct field *f = id != FIELD_NONE ? field_row(id) : NULL;

	if (f == NULL || signal != (f->place == FIELD_SIGNAL) ||
	    f->type == FIELD_TYPE_OBJ || f->type == FIELD_TYPE_MAP) {
		field_near(near, name);
		return (VALUE_ABSENT);
	}
	if (f->array)
		return (VALUE_ARRAY);
	return (f->type == FIELD_TYPE_JSON ? VALUE_MAP :
	    field_value_type(f));
}
