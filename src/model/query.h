/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The query language: what people and programs ask of events and alerts.
 *
 *	vin:W* -outcome:ok (ip:10.0.0.0/8 OR "unlock") from:-2h
 *
 *	AND -+- TERM  vin TEXT w*
 *	     +- NOT --- TERM  outcome TEXT success
 *	     +- OR -+- TERM  ip NET 10.0.0.0/8
 *	     |      +- TERM  (words) unlock
 *	     +- TERM  time TIME from now - 2 h
 *
 * A query is parsed once into a tree that is constant from then on; it may
 * be matched (query_match.h), printed (query_text()), or walked by who has
 * another way to find what it means.  What each test means is written at
 * enum query_test; doc/guide/search.md is the user's view.
 */
#ifndef MODEL_QUERY_H
#define MODEL_QUERY_H

#include "base/arena.h"
#include "base/cidr.h"
#include "base/glob.h"
#include "model/numeric.h"
#include "model/query_name.h"

#define QUERY_BYTES	4096		/* Of a query's text. */
#define QUERY_DEPTH	32		/* Parentheses and negations. */
#define QUERY_TERMS	256

enum query_op {
	QUERY_ALL,		/* Everything: the empty query. */
	QUERY_AND,		/* All kids, of which there are two or more; */
	QUERY_OR,		/* any of them; */
	QUERY_NOT,		/* not its one kid. */
	QUERY_TERM		/* A leaf: ${term}. */
};

/*
 * What a term asks of the values of its field: it holds if any of them, or
 * any member of an array, passes.  A field that is absent or null passes no
 * test, so the negation of a term holds where its field is absent.
 */
enum query_test {
	QUERY_EXISTS,		/* Is there one: not null. */
	QUERY_TEXT,		/* ${glob} fits all of the text, folded; with
				 * ${number} also a number that equals lo. */
	QUERY_NET,		/* An address inside ${net}. */
	QUERY_NUMBER,		/* A number, or a text in that form, in
				 * [lo, hi]. */
	QUERY_TIME,		/* A moment in [lo, hi]. */
	QUERY_LEVEL,		/* A level whose severity_id (model/level.h)
				 * is in [lo, hi]. */
	QUERY_BOOL,		/* Equals ${yes}. */
	QUERY_WORDS		/* No field: ${glob} fits inside any text of
				 * the record's line, at any depth, folded;
				 * not keys, not numbers. */
};

/** One end of a range. */
struct query_bound {
	bool		there;		/* Else open to that side. */
	bool		beyond;		/* The bound itself is outside; never
					 * of TIME and LEVEL. */
	bool		relative;	/* TIME: ${ms} is added to now. */
	int64_t		ms;		/* TIME */
	struct numeric	number;		/* NUMBER, LEVEL, TEXT */
};

struct query_term {
	enum query_test		 test;
	const struct query_name	*name;		/* NULL for WORDS. */
	struct span		 text;		/* Its pattern as written, */
	struct glob		 glob;		/* and folded: base/glob.h. */
	bool			 number;	/* TEXT: lo has one, too. */
	bool			 yes;
	struct cidr		 net;
	struct query_bound	 lo, hi;
};

struct query_node {
	enum query_op			 op;
	struct query_node		*kid;	/* The first one, ... */
	struct query_node		*next;	/* and the next of its kin. */
	struct query_term		 term;
};

/** A parsed query.  Constant but for ${now}. */
struct query {
	const struct query_node	*top;
	size_t			 terms;
	bool			 relative;	/* Some bound is. */
	int64_t			 now;		/* ms; set by query_at(). */
	struct arena		 arena;		/* Everything above. */
};

/**
 * query_parse(text, extra, ret, e):
 * Read ${text}; ${extra}, which may be NULL, knows more names.  Return RC_OK;
 * RC_MALFORMED or RC_LIMIT with ${e} saying what was expected and, in e->at,
 * at which character, counted from 1; or RC_NOMEM.  field_init() must have
 * run.
 *
 * Owns:     the caller owns *${ret}; end it with query_free().
 * Copies:   ${text}.  Names that ${extra} gave are borrowed.
 */
rc query_parse(struct span, const struct query_extra *, struct query **,
    struct err *) MUST_USE;
void query_free(struct query *);

/** query_at(q, now): Relative times count from ${now} ms from here on. */
void query_at(struct query *, int64_t);

/** query_moment(q, b): The moment of a bound of a TIME term, which is there,
 * ms; what no calendar has is the calendar's end. */
int64_t query_moment(const struct query *, const struct query_bound *);

/**
 * query_text(q, b):
 * Append the query in its one canonical form, which query_parse() reads as
 * the same tree (unless it is longer than QUERY_BYTES).
 */
void query_text(const struct query *, struct buf *);

#endif
