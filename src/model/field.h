/* SPDX-License-Identifier: Apache-2.0 */
/* The field dictionary as the program uses it: rows, types, categories. */
#ifndef MODEL_FIELD_H
#define MODEL_FIELD_H

#include "base/rc.h"
#include "base/suggest.h"
#include "model/fields.h"
#include "model/types.h"
#include "model/value.h"

enum field_type {
	FIELD_TYPE_ID, FIELD_TYPE_TEXT, FIELD_TYPE_ENUM, FIELD_TYPE_INT,
	FIELD_TYPE_NUM, FIELD_TYPE_BOOL, FIELD_TYPE_TS, FIELD_TYPE_HEX,
	FIELD_TYPE_OBJ, FIELD_TYPE_MAP, FIELD_TYPE_JSON
};

enum field_place { FIELD_ENVELOPE, FIELD_OF_TYPE, FIELD_SIGNAL };

/** One row of the dictionary. */
struct field {
	const char		*name;		/* "vehicle.id" */
	enum field_place	 place;
	enum field_type		 type;
	bool			 array;
	const char		*unit;		/* "km/h", or "" */
	double			 least, most;	/* NAN: not checked. */
	const char *const	*words;		/* Enum: its words over all */
	const uint8_t		*words_len;	/* types; the last, "other"; */
	size_t			 words_n;	/* and their bytes. */
	const char		*kind;		/* Entity kind, or NULL. */
	const char		*personal;	/* Class of personal data, */
						/* masked; or NULL. */
	uint64_t		 on;		/* Types that may carry it, */
	uint64_t		 sure;		/* types that must. */
	const char		*help;
};

#define FIELD_NEEDS	6		/* Most requirements of a type. */

/** A requirement: one of two fields, or the first when there is no second. */
struct field_need {
	enum field_id	one, or;
};

/** One event type. */
struct field_event {
	const char	*name;			/* "telemetry.sample" */
	enum category	 category;
	const char	*required;		/* As in types.h. */
	const char	*help;
};

/** One logsource category. */
struct field_category {
	const char	*name;
	const char	*entity;		/* As in types.h. */
	uint64_t	 types;			/* Its types, as bits. */
};

extern const struct field_event field_events[TYPE_COUNT];

/**
 * field_init():
 * Build the tables from the rows; call once, before anything else here and
 * before threads start.  Return RC_OK or RC_NOMEM.
 */
rc field_init(void) MUST_USE;

/** field_row(id): The row of ${id}, which is above FIELD_NONE. */
const struct field *field_row(enum field_id);

#define FIELD_SEGS	4		/* Keys of the longest path. */

/**
 * field_path(id, seg):
 * Where the field stands in a line: keys from the top, into ${seg}.  Returns
 * their number.
 */
size_t field_path(enum field_id, struct span [FIELD_SEGS]);

/** field_find(name): The field of that name, or FIELD_NONE. */
enum field_id field_find(struct span);

/** field_near(s, asked): Try every name against ${asked}. */
void field_near(struct suggest *, struct span);

/** field_event_find(name): The type of that name, or TYPE_UNKNOWN. */
enum event_type field_event_find(struct span);

/** field_category(c): The row of category ${c}. */
const struct field_category *field_category(enum category);

/** field_category_find(name): Its category, or CATEGORY_NONE. */
enum category field_category_find(struct span);

/** field_value_type(f): What a value of ${f}, or a member of it, holds. */
enum value_type field_value_type(const struct field *);

/** field_needs(type, n): What ${type} requires besides type and time. */
const struct field_need *field_needs(enum event_type, size_t *);

/**
 * field_word(id, type, text):
 * The code (place in the field's words + 1) of the enum word ${text} in any
 * case, if events of ${type} may say it; 0 if not.
 */
unsigned field_word(enum field_id, enum event_type, struct span);

/** field_may_say(id, type, code): May events of ${type} say that word? */
bool field_may_say(enum field_id, enum event_type, unsigned);

#endif
