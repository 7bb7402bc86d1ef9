/* SPDX-License-Identifier: Apache-2.0 */
/* The facts and the tracks behind them, each once. */
#ifndef FACT_FACTS_H
#define FACT_FACTS_H

/*
 * family, leaf, value type, array, unit, enum words, event types, track,
 * help.  ON_* are in fact.c.
 */
#define FACTS(X)							\
	X(clock, lag_s, NUM, false, "s", "", ON_ANY, clock_lag,		\
	    "Time from the source to the collector: received - time.")	\
	X(clock, day, TEXT, false, "", "", ON_ANY, clock_day,		\
	    "UTC date of the event.")

/* name, whose state, bytes of state */
#define TRACKS(X)							\
	X(clock_lag, TWIN_VEHICLE, 0)					\
	X(clock_day, TWIN_VEHICLE, 0)

#endif
