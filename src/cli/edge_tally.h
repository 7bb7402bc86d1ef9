/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a source of the edge is doing: what it has brought since the start,
 * what was refused and why, and whether it can work.  The first screen shows
 * it.
 */
#ifndef CLI_EDGE_TALLY_H
#define CLI_EDGE_TALLY_H

#include "source/push.h"

/** name, text, help */
#define EDGE_STATES(X)							\
	X(STARTS, "starts", "it is not up yet")				\
	X(RUNS,	  "runs", "it takes what comes")			\
	X(WAITS,  "waits", "its senders are held back: see why")	\
	X(FAILS,  "fails", "it cannot take anything: see why")		\
	X(ENDED,  "ended", "there is no more to come")

#define X(name, text, help)	EDGE_##name,
enum edge_state { EDGE_STATES(X) EDGE_STATE_COUNT };
#undef X

#define EDGE_LAG_UNKNOWN	(-1)

/** One source's; set to zero, then edge_tally_init(). */
struct edge_tally {
	uint64_t		accepted, rejected, skipped;
	uint64_t		lost;	/* Never seen: drops of UDP. */
	uint64_t		connections;	/* Open now. */
	uint64_t		refused;	/* Connections, requests. */
	int64_t			seen;	/* ms since 1970; 0: nothing came. */
	int64_t			lag;	/* Messages not fetched yet, or
					 * EDGE_LAG_UNKNOWN. */
	enum edge_state		state;
	int64_t			since;	/* ms since 1970, of the state. */
	char			why[160];	/* No secret, no content. */
	struct push_sample	sample[PUSH_SAMPLES];	/* The last ones; */
	size_t			samples;	/* ever. */
};

/** edge_tally_init(t, now): It starts. */
void edge_tally_init(struct edge_tally *, int64_t);

/** edge_tally_took(t, told, now): Something came at ${now}, ms since 1970. */
void edge_tally_took(struct edge_tally *, const struct push_told *, int64_t);

/** edge_tally_reject(t, number, what): One that was no body of push_body();
 * ${number} of its line, message or packet; ${what} is never its content. */
void edge_tally_reject(struct edge_tally *, uint64_t, const char *);

/** edge_tally_be(t, state, now, fmt, ...): ${state} from now on, and why; an
 * empty text if there is nothing to say.  Return true if that is new. */
bool edge_tally_be(struct edge_tally *, enum edge_state, int64_t,
    const char *, ...) PRINTF(4, 5);

/** edge_tally_put(b, name, kind, t): As a JSON object. */
void edge_tally_put(struct buf *, const char *, const char *,
    const struct edge_tally *);

#endif
