/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who has gone quiet: usual intervals and the timers behind the generated
 * events twin.silent (vehicles) and feed.silent (sources).  Steps, intervals
 * and ids as the event contract's section 6 says.
 *
 *	note(event) -> gaps ring per ignition class, timer at newest + step
 *	next(clock) -> silences, in (time, id) order
 *	held(source) -> kept back until release(source, at)
 *
 * The clock is per tenant, so a watch belongs to one tenant; its entities
 * are those that were noted in it.
 */
#ifndef TWIN_SILENCE_H
#define TWIN_SILENCE_H

#include "model/event.h"
#include "twin/twin.h"

#define SILENCE_GAPS	20		/* Gaps that are remembered. */
#define SILENCE_ID	38		/* Bytes of an id kept in place. */
#define SILENCE_NOBODY	UINT32_MAX	/* No source is known. */

enum silence_class { SILENCE_UNKNOWN, SILENCE_ON, SILENCE_OFF };

/** What is kept per entity; lies in its state.  All zero: nothing yet. */
struct silence {
	int64_t		last;		/* Newest event, ms. */
	int64_t		timer;		/* Time of its entry in the heap. */
	uint32_t	gap_ms[2][SILENCE_GAPS]; /* [1] off, [0] else. */
	uint32_t	cut_ms1;	/* Last - newest power cut + 1; */
					/* 0 when there is none in 24 h. */
	uint32_t	source;		/* Number of its source. */
	uint8_t		gaps[2];	/* Used, up to SILENCE_GAPS. */
	uint8_t		at[2];		/* Next place. */
	uint8_t		events;		/* Up to 255. */
	uint8_t		cls;		/* enum silence_class */
	uint8_t		power;		/* Code of the power source. */
	uint8_t		step;		/* Next step to fire. */
	uint8_t		wait;		/* enum silence_wait */
	uint8_t		id_n;		/* Bytes of the last event's id. */
	char		id[SILENCE_ID];	/* Or where to ask for it. */
};

/** One silence that came due. */
struct silence_due {
	struct twin_entity	*entity;
	int64_t			 time;		/* Last event + step, ms; */
						/* later if it was held. */
	int64_t			 silent_ms;	/* The step. */
	bool			 has_interval;
	int64_t			 interval_ms;
	bool			 has_power_cut;
	int64_t			 power_cut_ms;	/* Last event - power cut. */
	uint32_t		 source;	/* Of the last event. */
	char			 id[36];	/* "tw-" + 32 hex, NUL. */
};

/** Where a line stands whose id is derived only when it is needed. */
struct silence_line {
	uint64_t	pos;
	uint64_t	number;
	unsigned	input;
};

/** What the engine tells when asked; members may be NULL. */
struct silence_port {
	void	*owner;			/* Borrowed. */

	/* Is the source ${number} unhealthy, so that silences wait? */
	bool	(*held)(void *, uint32_t number, int64_t clock);

	/* Write the id of that line, which was noted with an empty id. */
	rc	(*id)(void *, const struct silence_line *,
		    char [EVENT_ID_MAX], size_t *);
};

struct silence_watch;

/** silence_fields: What silence_note() reads of an event, 0-ended. */
extern const uint16_t silence_fields[];

/**
 * silence_new(t, offset, type, least, port, ret):
 * Watch the entities of ${t}, whose struct silence lies at ${offset} of the
 * state; ${type} is "twin.silent" or "feed.silent" (it enters the ids);
 * ${least} events (up to 255) must have come before an entity counts.
 * Sources have no ignition classes and no power cuts.
 *
 * Owns:     the caller owns *${ret}; end it with silence_free().
 * Borrows:  ${t}, ${type} and what ${port} points to.
 */
rc silence_new(struct twin *, size_t offset, const char *type, unsigned least,
    const struct silence_port *, struct silence_watch **) MUST_USE;
void silence_free(struct silence_watch *);

/** silence_quiet(w, clock): Is nothing due?  Cheaper than silence_next(). */
bool silence_quiet(const struct silence_watch *, int64_t clock);

/** silence_interval(s, ret): Second largest of the gaps of its class. */
bool silence_interval(const struct silence *, int64_t *ms);

/**
 * silence_note(w, e, ev, source):
 * The event ${ev} of ${e} came, from the source of that number.  Events
 * older than the newest one noted do not count.  The caller leaves out
 * generated events and, for vehicles, what is not of category telemetry.
 * An empty id stands for one that port.id will be asked for; without such a
 * port the id must be there.  Return RC_OK or RC_NOMEM.
 */
rc silence_note(struct silence_watch *, struct twin_entity *,
    const struct event *, uint32_t source) MUST_USE;

/**
 * silence_peek(w, clock, ret), silence_next(w, clock, ret):
 * The first silence whose time + 30 s is not after ${clock}, in (time, id)
 * order; silence_next() takes it.  Those whose source is held are set aside.
 * Return RC_OK, RC_NOTFOUND when none is due, RC_NOMEM, or what port.id
 * returned; on a failure nothing is lost.
 */
rc silence_peek(struct silence_watch *, int64_t clock, struct silence_due *)
    MUST_USE;
rc silence_next(struct silence_watch *, int64_t clock, struct silence_due *)
    MUST_USE;

/**
 * silence_release(w, source, at):
 * The source is healthy again: what was held for it becomes due at ${at}
 * (60 s after it became so), each entity with its highest step only.  Let
 * port.held answer true up to ${at}, so that what falls due in between waits
 * too.  Return RC_OK or RC_NOMEM (then call again).
 */
rc silence_release(struct silence_watch *, uint32_t source, int64_t at)
    MUST_USE;

/**
 * silence_save(w, b), silence_load(w, c, e):
 * Write the timers, once silence_next() has found nothing; read them into
 * ${w}, which is new, after twin_load().  silence_sane(s) tells whether a
 * record can be one.  Return RC_OK, RC_MALFORMED or RC_NOMEM.
 */
void silence_save(const struct silence_watch *, struct buf *);
rc silence_load(struct silence_watch *, struct cur *, struct err *) MUST_USE;
bool silence_sane(const struct silence *);

/** silence_bytes(w): Heap bytes of the timers. */
size_t silence_bytes(const struct silence_watch *);

/** silence_each(): Heap bytes per entity at most, short ids. */
size_t silence_each(void);

#endif
