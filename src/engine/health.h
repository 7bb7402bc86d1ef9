/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is a source of events well?  While one that serves several vehicles is
 * not, the silence of its vehicles says nothing about them (the contract's
 * section 6, "held silence").
 */
#ifndef ENGINE_HEALTH_H
#define ENGINE_HEALTH_H

#include "model/event.h"
#include "twin/silence.h"

#define HEALTH_SERVED	3		/* Vehicles that make it count. */
#define HEALTH_QUIET_MS	60000		/* Less is no silence of a source. */

/** What is kept per source; lies in its state.  All zero: nothing yet. */
struct health {
	struct {
		int64_t		time;
		uint32_t	vehicle1;	/* Number + 1; 0 is free. */
	} served[HEALTH_SERVED];		/* The newest, newest first. */
	int64_t		until;		/* Silences wait up to here; 0. */
	int64_t		well_at;	/* Its silence counts again; 0. */
	uint8_t		said;		/* Code of its last feed.health. */
	bool		waiting;	/* Something is held for it. */
	bool		unwell;		/* As of the last look. */
	bool		listed;		/* Served enough vehicles once. */
};

/** Codes of the fact feed.state. */
enum health_state { HEALTH_OK = 1, HEALTH_LATE, HEALTH_SILENT,
	HEALTH_BAD_PARSE };

/**
 * health_state(h, s, clock):
 * How the source with the silence record ${s} is at ${clock}: what it said
 * of itself, else silent when nothing came for longer than a minute and
 * three times its interval.
 */
enum health_state health_state(const struct health *, const struct silence *,
    int64_t);

/** health_serves(h, s): Has it so many vehicles that its state matters? */
bool health_serves(const struct health *, const struct silence *);

/**
 * health_looks(h, s, clock, next):
 * Are deadlines that wait for its events to be held at ${clock}?  In *${next}
 * when that may change without an event of it; INT64_MAX: not before.
 */
bool health_looks(struct health *, const struct silence *, int64_t,
    int64_t *);

/** health_heals(h, s, clock): After an event of it: was it unwell, and is well
 * now?  Then its silence counts again in a minute. */
bool health_heals(struct health *, const struct silence *, int64_t);

/** health_holds(h, s, clock): Must silences of its vehicles wait? */
bool health_holds(struct health *, const struct silence *, int64_t);

/**
 * health_note(h, s, ev, vehicle, clock):
 * ${ev} of the source came, about the vehicle of that number or
 * SILENCE_NOBODY; ${s} has taken it in already.  Return true when the source
 * has just become well: what waits for it is to be released at h->until.
 */
bool health_note(struct health *, const struct silence *,
    const struct event *, uint32_t, int64_t);

#endif
