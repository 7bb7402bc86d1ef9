/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Benchmark lanes: event lines, and the rules they meet, made from a fixed
 * seed, in memory.  Written out, other engines read the same bytes.
 */
#ifndef CLI_LANE_H
#define CLI_LANE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/rc.h"
#include "cli/sim_rng.h"
#include "sigma/sigma.h"

/** Where a lane's rules come from. */
enum lane_rules {
	LANE_SHIPPED,			/* With the program. */
	LANE_MADE,			/* lane_make() makes them. */
	LANE_GIVEN,			/* The caller says where: SigmaHQ's. */
};

/** name, plain input?, rules, lines by default, help */
#define LANES(X)							\
	X(telemetry,  false, LANE_SHIPPED, 1000000,			\
	  "shipped rules on telemetry lines of about 300 bytes")	\
	X(fleet,      false, LANE_SHIPPED, 1000000,			\
	  "shipped rules on a simulated fleet's day, all kinds")	\
	X(windows,    true,  LANE_GIVEN,   100000,			\
	  "SigmaHQ's rules on Windows events of about 700 bytes (P1)")	\
	X(files,      true,  LANE_GIVEN,   100000,			\
	  "SigmaHQ's rules on Sysmon file events, 445 bytes (P2)")	\
	X(text,       true,  LANE_GIVEN,   50000,			\
	  "SigmaHQ's rules on raw text of 2.4 KB (P3)")			\
	X(cisco,      true,  LANE_GIVEN,   200000,			\
	  "SigmaHQ's rules on device log lines, 146 bytes (P3)")	\
	X(vehicles,   true,  LANE_MADE,    500000,			\
	  "100 rules without facts on vehicle events (P4)")		\
	X(mix,        true,  LANE_MADE,    500000,			\
	  "correlations: count, distinct, sum, ordered (P6, P11)")	\
	X(distinct,   true,  LANE_MADE,    400000,			\
	  "value_count, 100 groups of 1,800 distinct values (P7)")	\
	X(percentile, true,  LANE_MADE,    120000,			\
	  "value_percentile, 8 groups of 10,000 samples (P8)")		\
	X(spans,      true,  LANE_MADE,    600000,			\
	  "every correlation type, none fires; see --stretch (P9)")	\
	X(groups,     true,  LANE_MADE,    2000000,			\
	  "event_count, one group for every other line (P10)")		\
	X(late,       true,  LANE_MADE,    500000,			\
	  "mix, 5 % late by up to 60 s, 0.01 % a day ahead (P12)")	\
	X(count,      true,  LANE_MADE,    500000,			\
	  "event_count only, groups restart when they fire (P13)")

#define X(name, plain, rules, lines, help)	LANE_##name,
enum lane_kind { LANES(X) LANE_COUNT };
#undef X

/** What is known of a lane before it is made. */
struct lane_row {
	const char	*name;
	bool		 plain;		/* Plain input, no fleet events. */
	enum lane_rules	 rules;
	size_t		 lines;		/* Made by default. */
	const char	*help;
};

/** lane_row(kind): The row of ${kind}. */
const struct lane_row *lane_row(enum lane_kind);

/** What to make. */
struct lane_how {
	size_t		n;		/* About so many lines, */
	unsigned	vehicles;	/* about so many vehicles; */
	unsigned	stretch;	/* spans: windows are so much longer. */
};

/** Lines of a lane, without their ends. */
struct lane {
	struct span		*line;	/* Owned. */
	size_t			 n, cap;
	struct sigma_text	*rule;	/* Owned; of LANE_MADE, */
	size_t			 rules, rules_cap;
	struct arena		 arena;	/* Owns the texts. */
	struct buf		 text;	/* What is being written. */
	struct sim_rng		 dice;
	rc			 failed;
};

/**
 * lane_make(kind, how, ret):
 * Make the lines of ${kind}, and its rules if it makes its own.  Return RC_OK
 * or RC_NOMEM.
 *
 * Owns:     the caller owns what ${ret} holds; end it with lane_release().
 */
rc lane_make(enum lane_kind, const struct lane_how *, struct lane *) MUST_USE;
void lane_release(struct lane *);

/** For those who make lanes: what is in ${text} becomes the next line; */
void lane_line(struct lane *);

/** ... or the next rule document. */
void lane_rule(struct lane *);

/**
 * lane_head(l, tick):
 * Begin a line of plain input: its number as text, and its time, ${tick}
 * times two seconds after the start: whole seconds, and even ones, so that
 * with windows of odd length no event stands on an edge, where engines differ.
 */
void lane_head(struct lane *, size_t);

/** lane_end(l, tick): A last line, which matches nothing, moves the clock. */
void lane_end(struct lane *, size_t);

/** lane_pick(l, n): A number below ${n}. */
unsigned lane_pick(struct lane *, unsigned);

/** lane_roll(l, before, least, n): Write ${before}, then least + pick(n). */
void lane_roll(struct lane *, const char *, unsigned, unsigned);

/** lane_word(l, before, words, n): Write ${before}, then one of ${n} words. */
void lane_word(struct lane *, const char *, const char *const *, unsigned);

#endif
