/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Frames of a tracker protocol as event lines.
 *
 *	frame -> decoder [ codec | session ] -> event lines
 *	                                     -> note: bad frame
 */
#ifndef SOURCE_DECODER_H
#define SOURCE_DECODER_H

#include "codec/codecs.h"
#include "source/mapping.h"

struct cantable;
struct topics;

#define DECODER_CANDUMP	"candump"	/* Beside the codecs' names. */

/** How to decode. */
struct decoder_opts {
	const struct codecs	*codec;		/* NULL: find out. */
	bool			 hex;		/* Lines of digits. */
	bool			 no_checksum;	/* A wrong one is no finding. */
	struct topics		*topics;	/* Of MQTT; or NULL. */
	struct span		 vehicle;	/* All is this one's; empty: */
						/* as it is told. */
	bool			 candump;	/* Lines of it, by ${can}. */
	const struct cantable	*can;		/* Also names of in-vehicle */
						/* events; or NULL. */
};

struct decoder;

/** decoder_new(opts, ret): RC_OK or RC_NOMEM; end it with decoder_free().
 * Borrows topics and can, until then. */
rc decoder_new(const struct decoder_opts *, struct decoder **) MUST_USE;
void decoder_free(struct decoder *);

/** decoder_opts(d): As it was made. */
const struct decoder_opts *decoder_opts(const struct decoder *);

/** decoder_begin(d, codec): The next file: a connection of its own. */
void decoder_begin(struct decoder *, const struct codecs *);

/**
 * decoder_feed(d, bytes, number, out, note, ctx):
 * Append the event lines of one frame, or of one line of digits or candump,
 * each with its LF, to ${out}; what is wrong with it is told to ${note} as
 * MAPPING_BAD, what was whole before stays; frames of a bus that mean nothing
 * here as MAPPING_SKIPPED.  ${number} becomes source.line.
 * What tells no time gets that of the message before it; at the beginning of
 * a connection it waits for the first that tells one.  RC_OK or RC_NOMEM.
 */
rc decoder_feed(struct decoder *, struct span, uint64_t, struct buf *,
    mapping_note_fn *, void *) MUST_USE;

/** decoder_end(d, out): What still waits for a time has none: 1970; what a
 * message of a bus still had to tell is told. */
rc decoder_end(struct decoder *, struct buf *) MUST_USE;

#endif
