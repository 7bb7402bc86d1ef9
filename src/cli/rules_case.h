/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The cases of a rule's test file, RULE.test.jsonl: a head line, then the
 * event lines of the case, up to the next head line.
 *
 *	{"test":"NAME","expect":[{"rule":"ID","entity":{"kind":"vehicle",
 *	    "id":"v1"},"time":"2026-03-02T08:00:00Z"}]}	(one line)
 *	{"type":"telemetry.sample",...}
 *
 * An empty list means silent; "rule" may be left out where a file has one
 * rule that alerts, "time" anywhere.
 */
#ifndef CLI_RULES_CASE_H
#define CLI_RULES_CASE_H

#include "base/arena.h"
#include "base/rc.h"

/** One alert that is expected. */
struct rules_want {
	struct span	rule;		/* Id; empty if left out. */
	struct span	kind, id;	/* Entity. */
	bool		timed;
	int64_t		time;		/* ms, if timed. */
};

/** One case.  Its texts are those of the file and of the arena. */
struct rules_case {
	struct span		 name;
	size_t			 line;	/* Of the head, from 1. */
	struct rules_want	*want;
	size_t			 wants;
	struct span		 events;	/* Their lines; the first is */
						/* line + 1. */
};

/** One file being read. */
struct rules_case_reader;

/**
 * rules_case_open(text, arena, ret, e):
 * Read the cases of ${text}.  Return RC_OK or RC_NOMEM.
 *
 * Owns:     the caller owns *${ret}; end it with rules_case_close().
 * Borrows:  ${text} and ${arena}, as long as a case is used.
 */
rc rules_case_open(struct span, struct arena *, struct rules_case_reader **,
    struct err *) MUST_USE;

/**
 * rules_case_next(R, ret, e):
 * Store the next case in ${ret} and return RC_OK; RC_NOTFOUND after the last;
 * RC_MALFORMED with the line in ${e} when a head line is not as above, or
 * when something stands before the first; or RC_NOMEM.
 */
rc rules_case_next(struct rules_case_reader *, struct rules_case *,
    struct err *) MUST_USE;

/** rules_case_close(R): NULL is fine. */
void rules_case_close(struct rules_case_reader *);

/**
 * rules_case_line(rest, ret):
 * Cut the next line off ${rest}, without its end; false when none is left.
 */
bool rules_case_line(struct span *, struct span *);

#endif
