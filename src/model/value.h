/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One value of an event: of a field that the line carried or of a fact that
 * was computed.  Rules see both alike.  16 bytes, so that an event's values
 * sit in a few cache lines.
 */
#ifndef MODEL_VALUE_H
#define MODEL_VALUE_H

#include "base/buf.h"

enum value_type {
	VALUE_ABSENT,		/* Not there: all zero is this. */
	VALUE_NULL,		/* JSON null. */
	VALUE_BOOL,
	VALUE_INT,		/* Whole number that fits 64 bits. */
	VALUE_NUM,		/* Any other finite number. */
	VALUE_TEXT,		/* UTF-8 after the text hygiene. */
	VALUE_TIME,		/* Milliseconds since 1970. */
	VALUE_ARRAY,		/* Of the above, never nested. */
	VALUE_MAP		/* An object: exists, equals nothing. */
};

struct value {
	union {
		bool			 yes;	/* BOOL */
		int64_t			 i;	/* INT, TIME */
		double			 num;	/* NUM */
		const char		*p;	/* TEXT.  Borrowed. */
		const struct value	*member;/* ARRAY.  Borrowed. */
	};
	uint32_t	n;		/* Bytes of TEXT, members of ARRAY. */
	uint16_t	code;		/* TEXT of an enum: its place + 1. */
	uint8_t		type;		/* enum value_type */
	uint8_t		spare;
};

/** value_text(v): The span of a VALUE_TEXT. */
static inline struct span
value_text(const struct value *v)
{

	return ((struct span){ v->p, v->n });
}

/** value_number(v, ret): Store an INT or NUM as a double; was it one? */
static inline bool
value_number(const struct value *v, double *ret)
{

	if (v->type == VALUE_NUM)
		*ret = v->num;
	else if (v->type == VALUE_INT)
		*ret = (double)v->i;
	else
		return (false);
	return (true);
}

/**
 * value_put(b, v):
 * Append ${v} as plain text: numbers in their shortest form, times as
 * RFC 3339, members of an array joined by commas; nothing if absent.
 */
void value_put(struct buf *, const struct value *);

/** value_json(b, v): Append ${v} as JSON; null if absent. */
void value_json(struct buf *, const struct value *);

#endif
