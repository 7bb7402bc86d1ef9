/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as rules compare them: 64-bit integers exactly, else doubles. */
#ifndef MODEL_NUMERIC_H
#define MODEL_NUMERIC_H

#include "base/buf.h"
#include "model/value.h"

struct numeric {
	bool		whole;		/* ${i} holds it, else ${d}. */
	int64_t		i;
	double		d;		/* Finite. */
};

/** numeric_json(s, ret): Store ${s} if it has JSON's form of a number. */
bool numeric_json(struct span, struct numeric *);

/** numeric_value(v, ret): Store an INT, a NUM, or a TEXT in that form. */
bool numeric_value(const struct value *, struct numeric *);

/** numeric_cmp(a, b): -1, 0 or 1; exact, also whole against double. */
int numeric_cmp(struct numeric, struct numeric);

/** numeric_text(n, out): Append its shortest decimal form. */
void numeric_text(struct numeric, struct buf *);

#endif
