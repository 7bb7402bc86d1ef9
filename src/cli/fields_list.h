/* SPDX-License-Identifier: Apache-2.0 */
/* What the documents that come from the dictionary have in common. */
#ifndef CLI_FIELDS_LIST_H
#define CLI_FIELDS_LIST_H

#include "fact/fact.h"

/** A field or a fact, as the listings show it.  All borrowed. */
struct fields_list_row {
	const char		*name, *type, *unit, *help;
	const char *const	*words;
	size_t			 words_n;
	bool			 array;
};

/** Bytes of an entity. */
struct fields_list_bytes {
	size_t	least, most;
};

/** fields_list_field(f), fields_list_fact(f): The row of either. */
struct fields_list_row fields_list_field(const struct field *);
struct fields_list_row fields_list_fact(const struct fact *);

/** fields_list_type(f): Its type as the contract writes it, "id". */
const char *fields_list_type(const struct field *);

/** fields_list_place(f): "envelope", "type" or "signal". */
const char *fields_list_place(const struct field *);

/** fields_list_home(id): The category that shows it; NONE: not of a type. */
enum category fields_list_home(enum field_id);

/** fields_list_fact_type(f): The same for a fact, "enum". */
const char *fields_list_fact_type(const struct fact *);

/** fields_list_needs(type, b): "vehicle or device, alarm"; or "-". */
void fields_list_needs(enum event_type, struct buf *);

/** fields_list_may(type, id): Is it one of the type's own optional ones? */
bool fields_list_may(enum event_type, enum field_id);

/** fields_list_words(b, words, n): Words joined by commas. */
void fields_list_words(struct buf *, const char *const *, size_t);

/** fields_list_all(bits): Do the bits hold every event type? */
bool fields_list_all(uint64_t);

/**
 * fields_list_bytes(kind):
 * Memory per entity while every fact is computed: its entry in the register,
 * with the index and a key that fits, and the states of all tracks.  States
 * that are packed begin with nothing.  Windows of rules and the events that
 * they keep are not in it.
 */
struct fields_list_bytes fields_list_bytes(enum twin_kind);

/** fields_list_memory(b, kind): The same in words. */
void fields_list_memory(struct buf *, enum twin_kind);

/** fields_list_kind(kind): What the kind is called. */
const char *fields_list_kind(enum twin_kind);

#endif
