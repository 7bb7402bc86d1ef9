/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A candump log as messages of telemetry: what changed, and not too often.
 *
 *	line -> frame -> message of the table -> signals -> telemetry.sample
 *	                   state: last told, waiting
 *
 * A signal is told when it is not what it was when it was told last.  A
 * message tells at most once in CANLOG_EVERY_US: at once if it has been silent
 * that long, else what has changed meanwhile when that time is over, dated so.
 * A signal that goes by steps (a door, a gear) tells the first value that it
 * left for, even if it came back since; any other tells its latest.  What
 * waits at the end of the log is told there.
 *
 * A message belongs to the first bus, and to the first sender by J1939, that
 * told it: gateways repeat what they hear.  Error frames of a bus are told
 * once in the same time, counted.  A log that goes back by more than that
 * begins anew.
 */
#ifndef SOURCE_CANLOG_H
#define SOURCE_CANLOG_H

#include "codec/candump.h"
#include "codec/tracker.h"
#include "source/cantable.h"

#define CANLOG_EVERY_US	INT64_C(1000000)
#define CANLOG_BUSES	16u

/** What became of a line that told nothing. */
enum canlog_why { CANLOG_USED, CANLOG_BLANK, CANLOG_BAD, CANLOG_UNKNOWN,
	CANLOG_REMOTE, CANLOG_OTHER_BUS, CANLOG_BUSES_FULL };

struct canlog;

/**
 * canlog_new(t, ret):
 * A log without a line.  Store it in ${ret} and return RC_OK, or RC_NOMEM.
 *
 * Owns:     the caller owns *${ret}; end it with canlog_free().
 * Borrows:  ${t}, which is not to change, until then.
 */
rc canlog_new(const struct cantable *, struct canlog **) MUST_USE;
void canlog_free(struct canlog *);

/** canlog_begin(c): The next log: nothing is known of it. */
void canlog_begin(struct canlog *);

/** canlog_feed(c, s, line, number, out, bad): What a line tells, to ${out} as
 * of the session ${s}; ${bad} is filled with CANLOG_BAD. */
enum canlog_why canlog_feed(struct canlog *, const struct tracker_session *,
    struct span, uint64_t, const struct tracker_out *, struct candump_bad *);

/** canlog_end(c, s, out): Tell what waits. */
void canlog_end(struct canlog *, const struct tracker_session *,
    const struct tracker_out *);

/** canlog_line(c): Of the frame that told what is being told. */
uint64_t canlog_line(const struct canlog *);

#endif
