/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Compiled topics, as topics_load.c builds them and topics.c reads them;
 * nobody else includes this.
 *
 *	row -> level (one for each / of the pattern) -> kept in place ${name}
 *	    -> field -> piece (literal, name of the pattern, about the packet)
 */
#ifndef SOURCE_TOPICS_PLAN_H
#define SOURCE_TOPICS_PLAN_H

#include "codec/codecs.h"
#include "source/mapping_load.h"
#include "source/topics.h"

enum topics_level_kind {
	TOPICS_LITERAL,			/* Exactly this. */
	TOPICS_ONE,			/* Any: + */
	TOPICS_NAMED,			/* Any between before and after. */
	TOPICS_REST			/* All that follow: # */
};

/** One level of a pattern. */
struct topics_level {
	enum topics_level_kind	kind;
	struct span		before, after;
	unsigned		name;		/* Its place. */
};

/* What a piece stands for: a place of the pattern, or: */
enum {
	TOPICS_TEXT = TOPICS_NAMES, TOPICS_TOPIC, TOPICS_CLIENT_ID,
	TOPICS_CONN_ID, TOPICS_MESSAGE
};

struct topics_piece {
	unsigned	what;
	struct span	text;			/* TOPICS_TEXT. */
};

/** A text with names in it; without pieces it is ${fixed}. */
struct topics_words {
	struct value		 fixed;
	struct topics_piece	*piece;
	size_t			 n;
};

struct topics_field {
	struct span		 seg[MAPPING_SEGS];
	size_t			 segs;
	enum value_type		 type;
	struct topics_words	 words;
};

enum topics_payload {
	TOPICS_EVENT, TOPICS_MAPPING, TOPICS_CODEC, TOPICS_NONE,
	TOPICS_IGNORE
};

struct topics_row {
	struct span		 pattern;
	struct topics_level	*level;
	size_t			 levels;
	struct span		 name[TOPICS_NAMES];
	unsigned		 names;
	unsigned		 vehicle, device;	/* Places; or */
						/* TOPICS_TEXT. */
	unsigned		 from;		/* enum mqtt_side */
	enum topics_payload	 payload;
	bool			 payload_said;
	struct mapping		*mapping;	/* Owned. */
	const struct codecs	*codec;
	bool			 typed;
	struct topics_words	 type;
	struct topics_field	*field;
	size_t			 fields;
};

struct topics {
	/* The tools of the mapping compiler keep texts in a mapping. */
	struct mapping		 tools;
	const char		*help, *source;
	struct topics_row	*row;
	size_t			 rows;
	struct topics_stats	 stats;
	struct buf		 lines, line, value;	/* At work. */
	struct message		 m;
};

#endif
