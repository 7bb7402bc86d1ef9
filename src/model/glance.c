/* SPDX-License-Identifier: Apache-2.0 */
/* The dictionary laid out for a glance at each value. */
#include <math.h>

#include "model/field_check.h"
#include "model/glance.h"

_Static_assert(sizeof(struct json_val) == sizeof(struct value) &&
    offsetof(struct json_val, type) == offsetof(struct value, type) &&
    offsetof(struct json_val, spare) == offsetof(struct value, spare) &&
    (int)JSON_TEXT == (int)VALUE_TEXT && (int)JSON_ARRAY == (int)VALUE_ARRAY &&
    (int)JSON_MAP == (int)VALUE_MAP, "a JSON value becomes an event's value");

void
glance_lay_out(struct glance *all, const struct plan *plan)
{
	static const uint8_t how[] = {
		[FIELD_TYPE_ID] = GLANCE_TEXT, [FIELD_TYPE_TEXT] = GLANCE_TEXT,
		[FIELD_TYPE_ENUM] = GLANCE_WORD, [FIELD_TYPE_INT] = GLANCE_INT,
		[FIELD_TYPE_NUM] = GLANCE_NUM, [FIELD_TYPE_BOOL] = GLANCE_BOOL,
		[FIELD_TYPE_TS] = GLANCE_TIME, [FIELD_TYPE_HEX] = GLANCE_FULL,
		[FIELD_TYPE_OBJ] = GLANCE_MAP, [FIELD_TYPE_MAP] = GLANCE_MAP,
		[FIELD_TYPE_JSON] = GLANCE_FULL,
	};

	for (unsigned i = 1; i < FIELD_TOTAL; i++) {
		const struct field *f = field_row(i);
		struct glance *w = &all[i];

		w->least = isnan(f->least) ? -(double)INFINITY : f->least;
		w->most = isnan(f->most) ? (double)INFINITY : f->most;
		w->on = f->on;
		if (f->place != FIELD_OF_TYPE)
			w->on |= UINT64_C(1) << TYPE_UNKNOWN;
		w->text = f->type == FIELD_TYPE_ID ? FIELD_ID_MAX :
		    FIELD_TEXT_MAX;
		w->slot = plan->field[i];
		w->how = f->array ? GLANCE_FULL : how[f->type];
	}
	/* Only we write these. */
	all[FIELD_TRUNCATED].on = all[FIELD_CLEANED].on = 0;
}
