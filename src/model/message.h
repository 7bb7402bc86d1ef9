/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a device said, as a codec read it: an event before it is a line.
 *
 *	bytes -> codec -> message [ field = value | ... ] -> event line
 *
 * Plain data of fixed size in the caller's storage: a codec allocates nothing.
 * A field is set once; setting it again replaces it.  What no field takes
 * stays under the vendor's name in "unmapped".
 */
#ifndef MODEL_MESSAGE_H
#define MODEL_MESSAGE_H

#include <math.h>

#include "model/event.h"

#define MESSAGE_CELLS	256		/* Fields of one message, */
#define MESSAGE_MORE	(MESSAGE_CELLS - 32)	/* ... and vendor's names. */
#define MESSAGE_TEXT	2048		/* Bytes of texts made on the way. */
#define MESSAGE_PLAIN	UINT32_MAX	/* A vendor's name without number. */

/** One field, or one value that has none. */
struct message_cell {
	struct value	 v;		/* TEXT and ARRAY: Borrowed. */
	const char	*name;		/* Vendor's, constant; or NULL. */
	uint32_t	 number;	/* ... followed by this: "io" 240. */
	uint16_t	 field;		/* enum field_id */
	uint16_t	 spare;
};

/** A message in the making; begin it with message_begin(). */
struct message {
	enum event_type	 type;
	int64_t		 time;		/* ms; EVENT_NO_TIME: not told. */
	size_t		 n, text_n;
	unsigned	 lost;		/* Values that did not fit. */
	uint64_t	 has[FIELD_TOTAL / 64 + 1];
	struct message_cell cell[MESSAGE_CELLS];
	char		 text[MESSAGE_TEXT];
};

/** message_begin(m, type, time): Empty, of that type and time. */
static inline void
message_begin(struct message *m, enum event_type type, int64_t time)
{

	m->type = type;
	m->time = time;
	m->n = m->text_n = 0;
	m->lost = 0;
	memset(m->has, 0, sizeof(m->has));
}

/** message_has(m, f): Is ${f} set? */
static inline bool
message_has(const struct message *m, enum field_id f)
{

	return ((m->has[f / 64] >> (f % 64) & 1) != 0);
}

/** message_get(m, f): The value of ${f}, or NULL. */
const struct value *message_get(const struct message *, enum field_id);

/** message_room(m, n): ${n} bytes that live as long; NULL: there are none. */
char *message_room(struct message *, size_t);

/** message_copy(m, s): ${s} in that room; empty if it does not fit. */
struct span message_copy(struct message *, struct span);

/** message_hex(m, s): ${s} in hexadecimal digits, in that room. */
struct span message_hex(struct message *, struct span);

/** message_of_int(i): A value to set or keep. */
static inline struct value
message_of_int(int64_t i)
{

	return ((struct value){ .i = i, .type = VALUE_INT });
}

/** message_of_num(d): The same. */
static inline struct value
message_of_num(double d)
{

	return ((struct value){ .num = d, .type = VALUE_NUM });
}

/** message_of_bool(yes): The same. */
static inline struct value
message_of_bool(bool yes)
{

	return ((struct value){ .yes = yes, .type = VALUE_BOOL });
}

/** message_of_time(ms): The same. */
static inline struct value
message_of_time(int64_t ms)
{

	return ((struct value){ .type = VALUE_TIME, .i = ms });
}

/** message_of_text(s): The same. */
static inline struct value
message_of_text(struct span s)
{

	return ((struct value){ .p = s.p, .n = (uint32_t)s.n,
	    .type = VALUE_TEXT });
}

/** message_set_again(m, f, v): For message_set() alone: ${f} is set already, or
 * there is no cell left. */
void message_set_again(struct message *, enum field_id, struct value);

/** message_set(m, f, v): Set ${f}; texts are borrowed until it is written;
 * a number that is not finite is left out: JSON has none. */
static inline void
message_set(struct message *m, enum field_id f, struct value v)
{

	if (v.type == VALUE_NUM && !isfinite(v.num))
		return;
	if (message_has(m, f) || m->n == MESSAGE_CELLS) {
		message_set_again(m, f, v);
		return;
	}
	m->has[f / 64] |= UINT64_C(1) << (f % 64);
	m->cell[m->n++] = (struct message_cell){ .v = v,
	    .field = (uint16_t)f };
}

/** message_int(m, f, i): The same of a whole number. */
static inline void
message_int(struct message *m, enum field_id f, int64_t i)
{

	message_set(m, f, message_of_int(i));
}

/** message_num(m, f, d): The same; what is not finite is left out. */
static inline void
message_num(struct message *m, enum field_id f, double d)
{

	message_set(m, f, message_of_num(d));
}

/** message_bool(m, f, yes): The same. */
static inline void
message_bool(struct message *m, enum field_id f, bool yes)
{

	message_set(m, f, message_of_bool(yes));
}

/** message_text(m, f, s): The same; ${s} is borrowed. */
static inline void
message_text(struct message *m, enum field_id f, struct span s)
{

	message_set(m, f, message_of_text(s));
}

/** message_word(m, f, word): A word of an enum; a constant. */
static inline void
message_word(struct message *m, enum field_id f, const char *word)
{

	message_set(m, f, message_of_text(span_of(word)));
}

/**
 * message_more(m, name, number, v):
 * Keep ${v} under the vendor's ${name}, a constant, with ${number} behind it
 * unless that is MESSAGE_PLAIN.  Fields, which an event may need, have the last
 * cells for themselves.
 */
static inline void
message_more(struct message *m, const char *name, uint32_t number,
    struct value v)
{

	if (v.type == VALUE_NUM && !isfinite(v.num))
		return;
	if (m->n >= MESSAGE_MORE) {	/* The rest is for what must be. */
		m->lost++;
		return;
	}
	m->cell[m->n++] = (struct message_cell){ .v = v, .name = name,
	    .number = number };
}

#endif
