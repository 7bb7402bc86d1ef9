/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Named values out of any JSON object, whatever its shape.  A name is a path
 * of keys joined by dots, but a key may hold dots itself:
 *
 *	a.b.c    {"a.b.c":1}  {"a.b":{"c":1}}  {"a":{"b.c":1}}
 *	         {"a":{"b":{"c":1}}}
 *
 * Where an event has several of these, the one whose key is the longest at
 * the first level where they differ is meant.  A component `*` is any one
 * key; names joined by `|` are alternatives, the first that is there counts.
 * A path that goes through an array tries each element, and what they give
 * becomes one array.  Spaces in an event's keys do not count.
 *
 *	names -> plan (shared, constant) --+
 *	                                   v
 *	line ----> json_pick_read(reader of this thread) -> row
 */
#ifndef BASE_JSON_PICK_H
#define BASE_JSON_PICK_H

#include "base/json.h"

#define JSON_PICK_DEPTH	64		/* Open containers of a line. */
#define JSON_PICK_PARTS	64		/* Components of a name. */
#define JSON_PICK_NAME	1024		/* Bytes of a name. */
#define JSON_PICK_NAMES	65535		/* Slots are 16 bits wide. */

struct json_pick;

/**
 * json_pick_plan_check(name):
 * Can ${name} be picked?  Return RC_OK, or RC_LIMIT if it is empty or has too
 * many bytes or components.
 */
rc json_pick_plan_check(struct span) MUST_USE;

/**
 * json_pick_plan_new(names, n, ret, e):
 * Build a plan by which the values of ${n} names, each free of spaces, come
 * into slots 0 to n - 1.  Return RC_OK; RC_LIMIT if a name fails
 * json_pick_plan_check() or all of them are too many; or RC_NOMEM.
 *
 * Owns:     the caller owns *${ret}; end it with json_pick_plan_free().
 * Copies:   ${names}.
 * Thread:   constant once built; any number of readers.
 */
rc json_pick_plan_new(const struct span *, size_t, struct json_pick **,
    struct err *) MUST_USE;
void json_pick_plan_free(struct json_pick *);

/** Where a line's values go: the caller's, all zero before its first use. */
struct json_pick_row {
	struct json_val	*slot;		/* One a name. */
	uint16_t	*set;		/* Room for as many: those that have */
	size_t		 set_n;		/* a value, each once, as met. */
};

struct json_pick_reader;

/**
 * json_pick_reader_new(plan, portable, ret):
 * What one thread needs to read by ${plan}, which must outlive it.  With
 * ${portable} it does without SIMD; the results are the same.  Return RC_OK
 * or RC_NOMEM.
 */
rc json_pick_reader_new(const struct json_pick *, bool,
    struct json_pick_reader **) MUST_USE;
void json_pick_reader_free(struct json_pick_reader *);

/**
 * json_pick_read(r, line, row, arena, e):
 * Read ${line}, one object with nothing but white space around it.  What
 * ${row} held of an earlier line is forgotten; what is not there is
 * JSON_ABSENT.  An object is a MAP; an array has no array in it: members of
 * inner ones are members of the outer.  The whole line is checked, whatever
 * is wanted of it: return RC_OK; RC_MALFORMED with the byte and what was
 * expected, for bytes that are not UTF-8 too; RC_LIMIT naming the limit;
 * RC_CONFLICT naming a key that an object has twice, at any depth; RC_NOMEM.
 * On anything but RC_OK the row holds nothing of use.
 *
 * Borrows:  ${line}, and ${arena}, to which it only adds, as long as the
 *           row's values are used.
 */
rc json_pick_read(struct json_pick_reader *, struct span,
    struct json_pick_row *, struct arena *, struct err *) MUST_USE;

#endif
