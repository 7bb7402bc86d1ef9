/* SPDX-License-Identifier: Apache-2.0 */
/* Facts about tables that were read. */
#include "fact/claim.h"

#define CLASSES	8			/* Kinds of personal data there are. */

const uint16_t dbase_class_fields[] = { FIELD_DATABASE, FIELD_TABLES, 0 };

static bool
put(struct value *member, uint32_t *n, const struct value *v)
{

	for (uint32_t i = 0; i < *n; i++)
		if (span_eq(value_text(&member[i]), value_text(v)))
			return (true);
	if (*n == CLASSES)
		return (false);
	member[(*n)++] = *v;
	return (true);
}

/* Data classes of the tables touched; absent when they have none. */
void
dbase_class(const struct fact_in *in, void *state UNUSED,
    struct fact_out *out)
{
	const struct value *tables = event_get(in->ev, FIELD_TABLES);
	struct buf key = { 0 };
	struct value *member;
	uint32_t n = 0;

	if (in->ev->category != CATEGORY_DATABASE ||
	    tables->type != VALUE_ARRAY || !claim_armed(in, TABLE_dbtable) ||
	    !fact_wanted(out, FACT_leak_table_classes) ||
	    (member = arena_take(out->arena, CLASSES * sizeof(*member))) ==
	    NULL)
		return;
	for (uint32_t i = 0; i < tables->n; i++) {
		const struct value *v;

		buf_clear(&key);
		buf_put(&key, claim_field(in, FIELD_DATABASE));
		buf_char(&key, '.');
		buf_put(&key, value_text(&tables->member[i]));
		if (key.failed)
			break;
		v = ref_get(claim_row(in, TABLE_dbtable, buf_span(&key)),
		    COLUMN_dbtable_data_classes, &in->at);
		for (uint32_t k = 0; v->type == VALUE_ARRAY && k < v->n; k++)
			(void)put(member, &n, &v->member[k]);
	}
	buf_release(&key);
	if (n > 0)
		*fact_slot(out, FACT_leak_table_classes) = (struct value){
		    .member = member, .n = n, .type = VALUE_ARRAY };
}
