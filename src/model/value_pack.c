/* SPDX-License-Identifier: Apache-2.0 */
/* Values in binary records. */
#include "model/value_pack.h"

static void
put_scalar(struct buf *b, const struct value *v)
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
	case VALUE_MAP:
		pack_uint(b, v->code);
		pack_span(b, value_text(v));
		break;
	case VALUE_ABSENT:
	case VALUE_NULL:
	case VALUE_ARRAY:
		break;
	}
}

void
value_pack_put(struct buf *b, const struct value *v)
{

	put_scalar(b, v);
	if (v->type != VALUE_ARRAY)
		return;
	pack_uint(b, v->n);
	for (uint32_t i = 0; i < v->n; i++)
		put_scalar(b, &v->member[i]);
}

static void
get_scalar(struct cur *c, struct value *v)
{
	struct span s;

	*v = (struct value){
	    .type = (uint8_t)pack_get_upto(c, VALUE_MAP) };
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
		break;
	case VALUE_TEXT:
	case VALUE_MAP:
		v->code = (uint16_t)pack_get_upto(c, UINT16_MAX);
		s = pack_get_span(c);
		if (s.n > UINT32_MAX)
			pack_bad(c);
		v->p = s.p;
		v->n = (uint32_t)s.n;
		break;
	case VALUE_ABSENT:
	case VALUE_NULL:
	case VALUE_ARRAY:
		break;
	}
}

rc
value_pack_get(struct cur *c, struct arena *arena, struct value *ret)
{
	struct value *member;
	size_t n;

	get_scalar(c, ret);
	if (ret->type != VALUE_ARRAY)
		return (RC_OK);
	n = pack_get_count(c, 1);
	if ((member = arena_take(arena, n * sizeof(*member))) == NULL)
		return (RC_NOMEM);
	for (size_t i = 0; i < n; i++) {
		get_scalar(c, &member[i]);
		/* Arrays are never nested. */
		if (member[i].type == VALUE_ARRAY)
			pack_bad(c);
	}
	ret->member = member;
	ret->n = (uint32_t)n;
	return (RC_OK);
}
