/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What all codecs of tracker protocols share: the frame, the session, where
 * messages go, and the words that a report is made of.
 *
 *	stream -> x_frame() -> frame -> x_read() -> message ... -> out
 *	                                  ^ session: who logged in
 */
#ifndef CODEC_TRACKER_H
#define CODEC_TRACKER_H

#include <math.h>

#include "base/rc.h"
#include "model/message.h"

#define TRACKER_ID_MAX	40		/* Bytes of a device's id. */

/** One connection: all zero at its begin; plain data, may be copied. */
struct tracker_session {
	char		id[TRACKER_ID_MAX];	/* Of the login. */
	size_t		id_n;
	int64_t		now;		/* Receipt, ms, or EVENT_NO_TIME: */
					/* for what tells no time itself. */
	unsigned	state[4];	/* The protocol's own. */
	bool		known;		/* The vehicle is said elsewhere: */
					/* who tells no id is no device. */
};

/** tracker_out_fn(ctx, m): One message; valid during the call. */
typedef void tracker_out_fn(void *, const struct message *);

/** Where the messages of a frame go. */
struct tracker_out {
	tracker_out_fn	*fn;
	void		*ctx;		/* Borrowed. */
	struct message	*m;		/* Borrowed: the one in the making. */
	bool		 no_checksum;	/* A wrong one is not a finding. */
};

/**
 * tracker_frame_fn(in, n):
 * Where does the first frame of the stream ${in} end?  Return RC_OK and its
 * bytes in ${n}; RC_MORE: ${in} is a proper prefix of one; RC_MALFORMED: no
 * further byte could mend it, and ${n} bytes, at least one, are to be passed
 * over.
 */
typedef rc tracker_frame_fn(struct span, size_t *);

/**
 * tracker_read_fn(session, frame, out):
 * Tell the messages of one frame.  Return RC_OK, also for one that says
 * nothing to tell; or RC_MALFORMED, what was whole before having been told.
 */
typedef rc tracker_read_fn(struct tracker_session *, struct span,
    const struct tracker_out *);

/** A position as devices report it, before it is put into a message. */
struct tracker_fix {
	bool	valid;			/* The receiver stands by it. */
	double	lat, lon;		/* Degrees, south and west negative. */
	double	alt;			/* m; NAN: not told. */
	double	course;			/* Degrees from north; NAN. */
	double	kmh;			/* Of the receiver; NAN. */
	int	sats;			/* Used; -1. */
	double	hdop;			/* NAN. */
};

/** TRACKER_NO_FIX: Nothing told yet. */
#define TRACKER_NO_FIX	((struct tracker_fix){ .alt = TRACKER_UNTOLD,	\
	.course = TRACKER_UNTOLD, .kmh = TRACKER_UNTOLD, .sats = -1,	\
	.hdop = TRACKER_UNTOLD })
#define TRACKER_UNTOLD	((double)NAN)

/** tracker_init(): Build the tables; once, after field_init(). */
void tracker_init(void);

/** tracker_named(s, id): The device says who it is; too long is cut, and one
 * with a control character, or without one that is seen, is none. */
void tracker_named(struct tracker_session *, struct span);

/**
 * tracker_begin(s, out, type, time):
 * Begin the message: its type, its time (that of receipt if EVENT_NO_TIME or
 * outside of the years 1970 to 9999), the session's device; who never said
 * who it is is "unidentified", unless his vehicle is known.
 */
struct message *tracker_begin(const struct tracker_session *,
    const struct tracker_out *, enum event_type, int64_t);

/** tracker_fix(m, fix): The position's fields. */
void tracker_fix(struct message *, const struct tracker_fix *);

/** tracker_done(out): The message is whole: tell it; a sample without any
 * signal and without gnss, as feed.health. */
void tracker_done(const struct tracker_out *);

/**
 * tracker_alarm(s, out, time, alarm, fix):
 * Tell a telemetry.alarm beside the sample: ${alarm} is a word of the field
 * "alarm"; ${fix} may be NULL.
 */
void tracker_alarm(const struct tracker_session *,
    const struct tracker_out *, int64_t, const char *,
    const struct tracker_fix *);

#define TRACKER_ALARMS_MAX	8

/** The alarms of one report: each word once, what is too much is left out.
 * All zero: none. */
struct tracker_alarms {
	const char	*word[TRACKER_ALARMS_MAX];	/* Constants. */
	size_t		 n;
};

/** tracker_alarms_add(a, word): One more; NULL: none. */
void tracker_alarms_add(struct tracker_alarms *, const char *);

/**
 * tracker_alarms_bits(a, family, base, bits):
 * Those of ${bits} that are set, by their numbers added to ${base} in the
 * vocabulary of ${family}.
 */
void tracker_alarms_bits(struct tracker_alarms *, const char *, uint32_t,
    uint32_t);

/** tracker_alarms_tell(s, out, time, a, fix): As tracker_alarm(), each. */
void tracker_alarms_tell(const struct tracker_session *,
    const struct tracker_out *, int64_t, const struct tracker_alarms *,
    const struct tracker_fix *);

/**
 * tracker_order(s, out, time, command, id):
 * Tell a command.request: ${command} is a word of the field "command", ${id}
 * what the protocol counts its orders by; empty: it does not, and an id is
 * made of the device, the time and the word.  The order's own text is not
 * told: it may hold a password.
 */
void tracker_order(const struct tracker_session *, const struct tracker_out *,
    int64_t, const char *, struct span);

/** tracker_obeyed(s, out, time, id, ok): Tell the command.result of it. */
void tracker_obeyed(const struct tracker_session *,
    const struct tracker_out *, int64_t, struct span, bool);

/**
 * tracker_said(s, out, time, what):
 * Tell a feed.health that is ok: something was said that has no event of its
 * own, by a constant: an order that the vocabulary has not is a "command",
 * what a unit answers to one an "answer".  Not its text: it may hold a
 * password.
 */
void tracker_said(const struct tracker_session *, const struct tracker_out *,
    int64_t, const char *);

/** tracker_connect(s, out, protocol): Tell a device.connect. */
void tracker_connect(const struct tracker_session *,
    const struct tracker_out *, const char *);

/**
 * tracker_bad(s, out, what):
 * Tell a finding about a frame, a constant: "checksum".  Return: go on with
 * the frame?  So with out->no_checksum, which also keeps it untold.
 */
bool tracker_bad(const struct tracker_session *, const struct tracker_out *,
    const char *);

/** tracker_ignition(m, on): On or off. */
void tracker_ignition(struct message *, bool);

/** tracker_odometer(m, metres): What the unit or the car has counted. */
void tracker_odometer(struct message *, double);

/** tracker_volts(m, v), tracker_battery(m, v), tracker_battery_level(m, pct):
 * The car's battery in volts; the unit's own, in volts or percent. */
void tracker_volts(struct message *, double);
void tracker_battery(struct message *, double);
void tracker_battery_level(struct message *, double);

/**
 * tracker_cell(m, mcc, mnc, lac, cid):
 * The cell that serves; a negative number is not told.
 */
void tracker_cell(struct message *, int64_t, int64_t, int64_t, int64_t);

/**
 * tracker_bcd(raw, text):
 * The digits of binary-coded decimals, high nibble first, and the letters a
 * to f of what is none; ${text} has room for two bytes each.
 */
struct span tracker_bcd(struct span, char *);

/**
 * tracker_time(year, month, day, hour, minute, second):
 * ms since 1970 of UTC; two-digit years are of this century; EVENT_NO_TIME if
 * there is no such moment.
 */
int64_t tracker_time(int, int, int, int, int, int);

/**
 * tracker_text_frame(in, n, first, last):
 * What a tracker_frame_fn for texts returns: a frame goes from a byte of
 * ${first} to the next byte of ${last}, which belongs to it.  A blank, CR, LF
 * or NUL before it is a frame of one byte: reading it says nothing.
 */
rc tracker_text_frame(struct span, size_t *, const char *, const char *);

#endif
