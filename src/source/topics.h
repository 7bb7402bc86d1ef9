/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is published by MQTT as event lines: which topic carries what, said in
 * YAML, without code.
 *
 *	topics_load(YAML) -> topics -> topics_feed(PUBLISH) -> event lines
 *	                       |  row: pattern, payload      -> notes
 *	                       +----> mapping, codec
 *
 * The keys, all that there are (R: needed):
 *
 *	help: text R		one sentence
 *	source: text		source.name of the events; mqtt
 *	topics: R		rows; the first that fits is taken:
 *	  topic: pattern R	a topic filter; {NAME} stands for one level, or
 *				a part of it, and keeps it
 *	  from: client		who publishes: client (what units send, and
 *				the default), server (what the broker delivers
 *				to them), any
 *	  payload: R		event		event lines: an object, an
 *						array of them, or lines
 *				mapping NAME	rows of a mapping
 *				codec NAME	frames of a tracker protocol
 *				none		the topic says it all
 *				ignore		nothing is told
 *	  type: text		of an event that does not say its own; needed
 *				for "none"
 *	  fields: {target: x}	for an event that does not have it: a scalar,
 *				or a text with {NAME} of the pattern, and
 *				{topic}, {client_id}, {conn_id}, {message}: a
 *				number of this message
 *
 * {vehicle} becomes vehicle.id, {device} device.id, which is the client id
 * without it.  Time, source, connection and address are those of the packet,
 * where the payload has none.  Wildcards at the first level do not stand for
 * topics that begin with a dollar sign (MQTT 4.7.2).
 */
#ifndef SOURCE_TOPICS_H
#define SOURCE_TOPICS_H

#include "codec/mqtt_events.h"
#include "source/mapping.h"

#define TOPICS_NAMES	8		/* {NAME} of one pattern. */

/**
 * topics_mapping_fn(ctx, name, ret):
 * Load the mapping ${name}, telling what is wrong in it.  The topics own it.
 */
typedef rc topics_mapping_fn(void *, const char *, struct mapping **);

/** What topics need to know and whom they tell. */
struct topics_opts {
	mapping_field_fn	*field;
	const void		*field_ctx;	/* Borrowed while loading. */
	topics_mapping_fn	*mapping;	/* NULL: there are none. */
	void			*mapping_ctx;	/* Borrowed while loading. */
	mapping_error_fn	*error;
	void			*error_ctx;	/* Borrowed while loading. */
};

struct topics;

/** What became of all that was fed. */
struct topics_stats {
	uint64_t	told;		/* Messages that gave events. */
	uint64_t	ignored;	/* By a row. */
	uint64_t	unknown;	/* No row fits. */
	uint64_t	bad;		/* Payloads that do not fit. */
};

/** A PUBLISH with what is around it. */
struct topics_in {
	const struct mqtt_events	*session;
	enum mqtt_side			 side;
	const struct mqtt_publish	*publish;
	int64_t				 time;	/* ms */
	uint64_t			 number;	/* For notes and ids. */
};

/**
 * topics_load(text, opts, ret):
 * Compile the YAML ${text}.  All that is wrong in it is told to opts->error.
 * Store the topics in ${ret} and return RC_OK; or RC_MALFORMED or RC_NOMEM
 * with ${ret} not touched.
 *
 * Owns:     the caller owns *${ret}; end it with topics_free().
 * Copies:   ${text}.
 * Thread:   topics belong to one thread at a time.
 */
rc topics_load(struct span, const struct topics_opts *, struct topics **)
    MUST_USE;

/** topics_help(t): What they say about themselves. */
const char *topics_help(const struct topics *);

/**
 * topics_feed(t, in, out, note, ctx):
 * Append the event lines of a message, each ended by LF, to ${out}.  What
 * does not fit is told to ${note}, with the topic as its column.  The payload
 * is not looked at unless a row wants it.  Return RC_OK, also for a bad one;
 * or RC_NOMEM.
 */
rc topics_feed(struct topics *, const struct topics_in *, struct buf *,
    mapping_note_fn *, void *) MUST_USE;

/** topics_stats(t): So far. */
struct topics_stats topics_stats(const struct topics *);

/** topics_free(t): NULL is fine. */
void topics_free(struct topics *);

#endif
