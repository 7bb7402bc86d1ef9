/* SPDX-License-Identifier: Apache-2.0 */
/* Values as binary records. */
#include <math.h>

#include "model/value_pack.h"

void
value_pack(struct buf *b, const struct value *v)
{

	pack_uint(b, v->type);
	switch ((enum value_type)v->type) {
	case VALUE_BOOL:
		pack_bool(b, v->yes);
		break;
	case VALUE_INT:
	case VALUE_TIME:
		pack_int(b, v->i);
		break;
	case VALUE_NUM:
		pack_num(b, v->num);
		break;
	case VALUE_TEXT:
		pack_uint(b, v->code);
		pack_span(b, value_text(v));
		break;
	case VALUE_ARRAY:
		pack_uint(b, v->n);
		for (uint32_t i = 0; i < v->n; i++)
			value_pack(b, &v->member[i]);
		break;
	case VALUE_ABSENT:
	case VALUE_NULL:
	case VALUE_MAP:
		break;
	}
}

/* One that is no array. */
static void
scalar(struct cur *c, struct value *v)
{
	struct span s;

	switch ((enum value_type)v->type) {
	case VALUE_BOOL:
		v->yes = pack_get_bool(c);
		break;
	case VALUE_INT:
	case VALUE_TIME:
		v->i = pack_get_int(c);
		break;
	case VALUE_NUM:
		v->num = pack_get_num(c);
		if (!isfinite(v->num))
			pack_bad(c);
		break;
	case VALUE_TEXT:
		v->code = (uint16_t)pack_get_upto(c, UINT16_MAX);
		s = pack_get_span(c);
		v->p = s.p;
		v->n = (uint32_t)s.n;
		break;
	case VALUE_ARRAY:
		pack_bad(c);		/* They are never nested. */
		break;
	case VALUE_ABSENT:
	case VALUE_NULL:
	case VALUE_MAP:
		break;
	}
}

static struct value
typed(struct cur *c)
{

	return ((struct value){ .type = (uint8_t)pack_get_upto(c,
	    VALUE_MAP) });
}

void
value_pack_get(struct cur *c, struct arena *a, struct value *v)
{
	struct value *member;
	size_t n;

	*v = typed(c);
	if (v->type != VALUE_ARRAY) {
		scalar(c, v);
		return;
	}
	n = pack_get_count(c, 1);
	if ((member = arena_take(a, n * sizeof(*member) + 1)) == NULL) {
		pack_bad(c);
		*v = (struct value){ .type = VALUE_ABSENT };
		return;
	}
	for (size_t i = 0; i < n; i++) {
		member[i] = typed(c);
		scalar(c, &member[i]);
	}
	v->member = member;
	v->n = (uint32_t)n;
}
