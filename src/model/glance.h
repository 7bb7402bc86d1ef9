/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Most values of a line are good at a glance: of the right type, in range,
 * nothing to clean.  Those that are not go to field_check().
 */
#ifndef MODEL_GLANCE_H
#define MODEL_GLANCE_H

#include "base/json.h"
#include "model/event.h"

#define GLANCE_INT_MOST	INT64_C(9007199254740992)	/* 2^53 */

/* How a field is checked; most values need no more than a glance. */
enum glance_how { GLANCE_TEXT, GLANCE_NUM, GLANCE_INT, GLANCE_BOOL,
	GLANCE_MAP, GLANCE_TIME, GLANCE_WORD, GLANCE_FULL };

/* What reading needs of a dictionary row, close together. */
struct glance {
	double		least, most;	/* Minus and plus infinity if none. */
	uint64_t	on;		/* Types, and bit TYPE_UNKNOWN. */
	uint32_t	text;		/* GLANCE_TEXT: most bytes. */
	uint16_t	slot;
	uint8_t		how;
};

/** glance_lay_out(all, plan): Fill the ${all} of FIELD_TOTAL for ${plan}. */
void glance_lay_out(struct glance *, const struct plan *);

/** glance_good(w, v): Is ${v}, which is of ${w}, good as it stands? */
static inline bool
glance_good(const struct glance *w, const struct value *v)
{

	switch ((enum glance_how)w->how) {
	case GLANCE_TEXT:
		return (v->type == VALUE_TEXT && v->n <= w->text &&
		    (v->spare & JSON_UNCLEAN) == 0);
	case GLANCE_NUM:
		if (v->type == VALUE_NUM)
			return ((v->spare & JSON_HUGE) == 0 &&
			    v->num >= w->least && v->num <= w->most);
		return (v->type == VALUE_INT && (double)v->i >= w->least &&
		    (double)v->i <= w->most);
	case GLANCE_INT:
		return (v->type == VALUE_INT && v->i >= -GLANCE_INT_MOST &&
		    v->i <= GLANCE_INT_MOST && (double)v->i >= w->least &&
		    (double)v->i <= w->most);
	case GLANCE_BOOL:
		return (v->type == VALUE_BOOL);
	case GLANCE_MAP:
		return (v->type == VALUE_MAP);
	case GLANCE_TIME:
	case GLANCE_WORD:
	case GLANCE_FULL:
		break;
	}
	return (false);
}

#endif
