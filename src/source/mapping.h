/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mappings: foreign formats as event lines, said in YAML, without code.
 *
 *	mapping_load(YAML) -> mapping -> mapping_feed(row) -> event lines
 *	                         |                         -> notes: bad row,
 *	                         +-- mapping_begin(): next file   skipped ...
 *
 * The keys, all that there are (R: needed):
 *
 *	help: text R		one sentence for `vedette map list`
 *	format: R		json-lines, json-array, csv or text
 *	csv:			separator (one character), header (true, or a
 *				list of names), trim (blanks around cells),
 *				extra (refuse, empty: refuse unless blank,
 *				ignore), missing (refuse, absent)
 *	pattern: name		of text lines, see codec/logline.h
 *	source:			name R, kind, instance: the event's source
 *	order: time, none	none: the rows are not in order of time
 *	start: time		of a recording that counts seconds from it
 *	absent: [texts]		cells that stand for nothing, like "-"; an
 *				empty cell and null always do
 *	skip: [{reason, when}]	rows left out on purpose, counted by reason
 *	fields: {target: field}	for every event of a row
 *	events: [{type, when, each, split, fields}]  R, one row may give many
 *	drop: [paths]		cells that are not kept, with all below them
 *	unmapped: keep, drop	what becomes of all other cells; keep
 *
 * A target is a field of events.md, signals.PATH, or unmapped.NAME.  A field
 * is the name of a cell, or:
 *
 *	from: path, or list	joined by join (a blank); all must be there
 *	any: [paths]		the first that is there
 *	value: scalar		constant
 *	split: text, part: n	that piece of it, from 0
 *	as: name, or list	codec/convert.h, one after another
 *	format: pattern, zone: +01:00	of "as: local", see codec/stamp.h
 *	scale: n, offset: n	number * scale + offset, after "as"
 *	map: {text: scalar}	"*" stands for any other; without "*" others
 *				leave the field absent and the cell unmapped
 *	default: scalar		when there is nothing
 *	when: condition		else the field is left out
 *	required: true		the row is bad without it
 *	optional: true		a CSV file may lack the column
 *	bad: keep		what cannot be converted stays in unmapped
 *				instead of making the row bad
 *
 * A condition is {path: text}, {path: [texts]}, {path: {OP: x, ...}} with OP
 * of is, not, exists, gt, gte, lt, lte, starts, ends, contains; entries must
 * all hold.  "any: [conditions]", "all: [conditions]", "not: condition".
 *
 * Paths of JSON are keys and array places joined by dots ("cells.0.lac").
 * "each: path" makes one event of each member of an array, or with "split"
 * of each piece of a text: "*" in a path is then the place of the member, "$"
 * alone the member itself.
 */
#ifndef SOURCE_MAPPING_H
#define SOURCE_MAPPING_H

#include "base/buf.h"
#include "base/rc.h"
#include "base/span.h"
#include "base/suggest.h"
#include "model/value.h"

#define MAPPING_LINE_MAX	65535	/* Of an event line, without LF. */

enum mapping_format { MAPPING_JSON_LINES, MAPPING_JSON_ARRAY, MAPPING_CSV,
	MAPPING_TEXT };

/**
 * mapping_field_fn(ctx, target, near):
 * The dictionary: return the type of the field ${target}; VALUE_ABSENT if
 * there is none, having tried ${near} with what there is.  VALUE_ARRAY is one
 * of texts.
 */
typedef enum value_type mapping_field_fn(const void *, struct span,
    struct suggest *);

/** mapping_error_fn(ctx, line, col, what): One thing wrong in a mapping. */
typedef void mapping_error_fn(void *, unsigned, unsigned, const char *);

enum mapping_note_kind {
	MAPPING_BAD,		/* The row could not be mapped. */
	MAPPING_SKIPPED,	/* Left out, as the mapping says. */
	MAPPING_LEFT		/* A cell became unmapped; if asked for. */
};

/** What happened to a row. */
struct mapping_note {
	enum mapping_note_kind	 kind;
	uint64_t		 number;	/* Line or element, from 1. */
	struct span		 column;	/* Empty: the whole row. */
	const char		*reason;	/* To be counted by; constant */
						/* while the mapping lives. */
	struct span		 got;		/* The text at fault, or more */
						/* about it; may be empty. */
};

/** mapping_note_fn(ctx, note): Told during mapping_feed(). */
typedef void mapping_note_fn(void *, const struct mapping_note *);

struct mapping;

/** What a mapping needs to know and whom it tells. */
struct mapping_load_opts {
	mapping_field_fn	*field;
	const void		*field_ctx;	/* Borrowed while loading. */
	mapping_error_fn	*error;
	void			*error_ctx;	/* Borrowed while loading. */
};

/**
 * mapping_load(text, name, opts, ret):
 * Compile the YAML ${text} of the mapping ${name}.  All that is wrong in it
 * is told to opts->error.  Store the mapping in ${ret} and return RC_OK; or
 * RC_MALFORMED or RC_NOMEM with ${ret} not touched.
 *
 * Owns:     the caller owns *${ret}; end it with mapping_free().
 * Copies:   ${text} and ${name}.
 * Thread:   a mapping belongs to one thread at a time.
 */
rc mapping_load(struct span, const char *, const struct mapping_load_opts *,
    struct mapping **) MUST_USE;

/** mapping_help(m): What it says about itself. */
const char *mapping_help(const struct mapping *);

/** mapping_format(m): How its files are cut into rows. */
enum mapping_format mapping_format(const struct mapping *);

/** mapping_headed(m): Do its lines begin as those of syslog in a file do? */
bool mapping_headed(const struct mapping *);

/** mapping_ordered(m): False when the rows are not in order of time. */
bool mapping_ordered(const struct mapping *);

/** mapping_start(m, ms): Set that start, over what the mapping says. */
void mapping_start(struct mapping *, int64_t);

/** mapping_tell_left(m, on): Give notes of MAPPING_LEFT? */
void mapping_tell_left(struct mapping *, bool);

/** mapping_begin(m): A new file: its header, if any, comes next. */
void mapping_begin(struct mapping *);

/** mapping_awaits(m): Is the next row a header, no data? */
bool mapping_awaits(const struct mapping *);

/**
 * mapping_feed(m, row, number, out, note, ctx, e):
 * Append the event lines of ${row}, each ended by LF, to ${out}; ${number} is
 * its line or element.  What does not become an event is told to ${note}.
 * The first row of a CSV file with a header is that header.  Return RC_OK,
 * also for bad rows; RC_MALFORMED with ${e} filled when this header cannot
 * be mapped; RC_NOMEM.
 *
 * The event's id, unless the mapping gives one, is "L" and 25 characters of
 * the base 32 of SHA-256(row, LF, number), as the contract says for lines;
 * further events of the same row hash LF and their place (1, 2 ...) behind.
 */
rc mapping_feed(struct mapping *, struct span, uint64_t, struct buf *,
    mapping_note_fn *, void *, struct err *) MUST_USE;

/** mapping_free(m): NULL is fine. */
void mapping_free(struct mapping *);

#endif
