/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who has gone quiet: usual intervals and the timers behind the generated
 * events twin.silent (vehicles) and feed.silent (sources).  Steps, intervals
 * and ids as the event contract's section 6 says.
 *
 *	note(event) -> gaps ring per ignition class, timer at newest + step
 *	due(clock)  -> silences, in (time, id) order
 */
#ifndef TWIN_SILENCE_H
#define TWIN_SILENCE_H

#include "twin/twin.h"

#define SILENCE_GAPS	20		/* Gaps that are remembered. */

enum silence_class { SILENCE_UNKNOWN, SILENCE_ON, SILENCE_OFF };

/** What is kept per entity; lies in its state. */
struct silence {
	int64_t		last;		/* Newest event, ms. */
	int64_t		power_cut;	/* Newest power cut, ms. */
	uint32_t	gap_ms[2][SILENCE_GAPS]; /* [0] unknown or on. */
	uint8_t		gaps[2];	/* Used, up to SILENCE_GAPS. */
	uint8_t		at[2];		/* Next place. */
	uint8_t		events;		/* Up to the least that counts. */
	uint8_t		cls;		/* enum silence_class */
	uint8_t		step;		/* Next step to fire. */
	bool		queued;		/* A timer is in the heap. */
};

/** One silence that came due. */
struct silence_due {
	struct twin_entity	*entity;
	int64_t			 time;		/* Last event + step, ms. */
	int64_t			 silent_ms;
	bool			 has_interval;
	int64_t			 interval_ms;
	bool			 has_power_cut;
	int64_t			 power_cut_ms;	/* Last event - power cut. */
	char			 id[36];	/* "tw-" + 32 hex, NUL. */
};

struct silence_watch;

/**
 * silence_new(t, offset, type, least, ret):
 * Watch the entities of ${t}, whose struct silence lies at ${offset} of the
 * state; ${type} is "twin.silent" or "feed.silent" (it enters the ids);
 * ${least} events must have come before an entity counts.
 */
rc silence_new(struct twin *, size_t offset, const char *type, unsigned least,
    struct silence_watch **) MUST_USE;
void silence_free(struct silence_watch *);

/** silence_interval(s, ret): Second largest of the gaps of its class. */
bool silence_interval(const struct silence *, int64_t *ms);

/**
 * silence_note(w, e, time, cls, power_cut):
 * An event of ${e} at ${time} with ignition class ${cls} (the class that
 * holds during the gap to come is what counts); ${power_cut} if it told of
 * one.  Return RC_OK or RC_NOMEM.
 */
rc silence_note(struct silence_watch *, struct twin_entity *, int64_t time,
    enum silence_class, bool power_cut) MUST_USE;

/**
 * silence_next(w, clock, ret):
 * Take the first silence whose time + 30 s is not after ${clock}, in
 * (time, id) order.  Return RC_OK, RC_NOTFOUND when none is due, RC_NOMEM.
 */
rc silence_next(struct silence_watch *, int64_t clock, struct silence_due *)
    MUST_USE;

/** silence_bytes(w): Heap bytes of the timers. */
size_t silence_bytes(const struct silence_watch *);

#endif
