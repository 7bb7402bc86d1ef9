/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sigma's text patterns.  A pattern is UTF-8 in which three bytes that UTF-8
 * never uses stand for the wildcards, so that it stays one flat text:
 *
 *	a*b?c  ->  'a' GLOB_ANY 'b' GLOB_ONE 'c'
 */
#ifndef BASE_GLOB_H
#define BASE_GLOB_H

#include "base/buf.h"

#define GLOB_ANY	'\xff'		/* Any run, also an empty one. */
#define GLOB_ONE	'\xfe'		/* One code point. */
#define GLOB_DASH	'\xfd'		/* - / U+2013 U+2014 U+2015 */

enum glob_shape {
	GLOB_EXACT,
	GLOB_PREFIX,		/* lit ANY */
	GLOB_SUFFIX,		/* ANY lit */
	GLOB_INSIDE,		/* ANY lit ANY */
	GLOB_ALL,		/* ANY: every text. */
	GLOB_MIXED
};

struct glob {
	enum glob_shape	shape;
	struct span	lit;		/* The literal part, unless MIXED. */
	struct span	text;		/* The whole pattern.  Borrowed. */
};

/**
 * glob_read(s, wild, out): Append the pattern that the rule value ${s} means:
 * a backslash escapes itself, * and ?, and is itself before all else.  With
 * ${wild} false, * and ? are themselves.
 */
void glob_read(struct span, bool, struct buf *);

/** glob_wild(pattern): Has it any wildcard? */
bool glob_wild(struct span);

/** glob_of(pattern): ${pattern} taken apart; borrows it. */
struct glob glob_of(struct span);

/**
 * glob_match(g, s): Does ${g} match all of ${s}?  Both are folded, or both
 * are not.
 */
bool glob_match(const struct glob *, struct span) HOT;

/** glob_inside(s, lit): Does ${lit} stand somewhere in ${s}? */
bool glob_inside(struct span, struct span) HOT;

#endif
