/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is spoken in a connection, and who reads it.
 *
 *	flow -> talk [ kind | its state ] -> message -> + client -> event line
 *
 * A kind is a row of the table in talk.c and a file talk_NAME.c.
 */
#ifndef SOURCE_TALK_H
#define SOURCE_TALK_H

#include "codec/codecs.h"
#include "source/flows.h"
#include "source/mapping.h"
#include "base/buf.h"

struct cantable;
struct clients;
struct topics;

/** What all connections of a capture share. */
struct talk_out {
	const char		*source;	/* Its name in events. */
	const struct codecs	*codec;		/* NULL: find out. */
	bool			 no_checksum;
	struct topics		*topics;	/* Of MQTT; or NULL. */
	struct clients		*clients;	/* Of MQTT.  Borrowed. */
	struct span		 vehicle;	/* Whose all is; or empty. */
	const struct cantable	*can;		/* Or NULL.  Borrowed. */
	mapping_note_fn		*note;		/* Bad messages; or NULL. */
	void			*note_ctx;	/* Borrowed. */
	struct message		*m;		/* In the making.  Borrowed. */
	struct buf		*lines;		/* Event lines.  Borrowed. */
	struct buf		*answers;	/* To the client; or
					 * NULL: we only listen. */
	uint64_t		 unknown;	/* Connections not read. */
	uint64_t		 bad;		/* Frames that were refused. */
};

/** One connection. */
struct talk {
	const struct talk_kind	*kind;		/* NULL: not known yet. */
	struct talk_out		*out;		/* Borrowed. */
	const struct flows_told	*told;		/* During a call. */
	void			*own;		/* Of the kind; owned here. */
	bool			 bad;		/* A finding was told. */
	bool			 late;		/* Known by its last bytes. */
};

/** What a kind does; each is called with told set. */
struct talk_kind {
	const char	*name;
	size_t		 own_n;		/* Bytes of its state. */
	/* Do these bytes begin such a connection?  RC_OK, RC_MORE: so far,
	 * RC_NOTFOUND; what is learnt on the way goes to *${own}. */
	rc		(*is)(const struct talk *, const void **);
	/* The connection begins; ${own} from is(). */
	void		(*begin)(struct talk *, const void *);
	/* Use bytes or a datagram; how many.  SIZE_MAX: no further. */
	size_t		(*data)(struct talk *);
	/* Bytes are missing, or the connection is over; may be NULL. */
	void		(*gap)(struct talk *);
	void		(*end)(struct talk *);
};

#define TALK_CONN	(2 * PACKET_ADDR_TEXT + 16)

/** talk_conn(t, text): What names the connection in its events. */
struct span talk_conn(const struct talk *, char [TALK_CONN]);

/** talk_fn(ctx, state, told): A flows_fn; ${ctx} is the struct talk_out. */
size_t talk_fn(void *, void **, const struct flows_told *);

/** talk_tell(t): Write out->m as a line, with the client's address. */
void talk_tell(struct talk *);

/** talk_bad(t, what): Once a connection, tell a finding about its bytes:
 * a feed.health that names what is wrong, a constant; count it always. */
void talk_bad(struct talk *, const char *);

#endif
