/* SPDX-License-Identifier: Apache-2.0 */
/* Random cases: small, with few keys and values, and edges everywhere. */
#ifndef ORACLE_GEN_H
#define ORACLE_GEN_H

#include "oracle/case.h"
#include "oracle/dice.h"

/** What is left out because the product refuses it, and how often. */
struct gen_limits {
	bool		no_kind[O_ABSENCE + 1];
	bool		no_session;
	unsigned long	left_out;
};

/** gen_limits(ret): Ask the product what it refuses. */
void gen_limits(struct gen_limits *);

/** gen_case(d, limits, ret): Draw a case. */
void gen_case(struct dice *, struct gen_limits *, struct o_case *);

/** gen_events(d, c): Draw another journal for the rules of ${c}. */
void gen_events(struct dice *, struct o_case *);

#endif
