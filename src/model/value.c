/* SPDX-License-Identifier: Apache-2.0 */
/* One value, as text and as JSON. */
#include "model/value.h"

static void
put_members(struct buf *b, const struct value *v, const char *between,
    void (*put)(struct buf *, const struct value *))
{

	for (uint32_t i = 0; i < v->n; i++) {
		if (i > 0)
			buf_text(b, between);
		put(b, &v->member[i]);
	}
}

void
value_put(struct buf *b, const struct value *v)
{

	switch ((enum value_type)v->type) {
	case VALUE_ABSENT:
		break;
	case VALUE_NULL:
		buf_text(b, "null");
		break;
	case VALUE_BOOL:
		buf_text(b, v->yes ? "true" : "false");
		break;
	case VALUE_INT:
		buf_int(b, v->i);
		break;
	case VALUE_NUM:
		buf_num(b, v->num);
		break;
	case VALUE_TEXT:
	case VALUE_MAP:
		buf_put(b, value_text(v));
		break;
	case VALUE_TIME:
		buf_time(b, v->i);
		break;
	case VALUE_ARRAY:
		put_members(b, v, ",", value_put);
		break;
	}
}

void
value_json(struct buf *b, const struct value *v)
{

	switch ((enum value_type)v->type) {
	case VALUE_ABSENT:
		buf_text(b, "null");
		break;
	case VALUE_TEXT:
		buf_json(b, value_text(v));
		break;
	case VALUE_TIME:
		buf_char(b, '"');
		buf_time(b, v->i);
		buf_char(b, '"');
		break;
	case VALUE_ARRAY:
		buf_char(b, '[');
		put_members(b, v, ",", value_json);
		buf_char(b, ']');
		break;
	case VALUE_NULL:
	case VALUE_BOOL:
	case VALUE_INT:
	case VALUE_NUM:
	case VALUE_MAP:
		value_put(b, v);
		break;
	}
}
