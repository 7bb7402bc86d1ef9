/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One tracker at the edge, and the server behind us if there is one.
 *
 *	unit --bytes--> lines -> take() ... told() -> answers --> unit
 *	  \------------------------------- ack: journal \-> bytes --> server
 *	server --bytes--> lines -> take();  bytes --> unit
 *
 * With a relay the server answers; with ack: journal it hears what a unit
 * said only when that is durable, so that its answer says so, too.
 */
#ifndef CLI_EDGE_UNIT_H
#define CLI_EDGE_UNIT_H

#include <sys/socket.h>

#include "cli/edge_source.h"
#include "source/live.h"
#include "sys/hostaddr.h"

struct edge_parcel;
struct edge_unit;

/** What all units of a source share. */
struct edge_units {
	struct edge_source_how	 how;
	struct live		*live;		/* Borrowed. */
	int			 fd;		/* UDP: all speak by it. */
	bool			 udp;
	bool			 relays;
	struct hostaddr	 server;	/* Of the relay. */
	struct edge_unit	*first;
	/* Not told yet, in order. */
	struct edge_parcel	*parcels, **parcels_end;
	size_t			 n;		/* Units. */
	size_t			 waiting;	/* Bytes for servers. */
	uint64_t		 number;	/* Of what came, for samples. */
	uint64_t		 bad;		/* Frames refused, as told. */
	bool			 held;		/* take() said RC_LIMIT. */
	struct buf		 lines, answers;	/* At work. */
	/** A unit that could not be served further is gone; may be NULL. */
	void			(*gone)(void *ctx, struct edge_unit *);
	void			*ctx;		/* Borrowed. */
};

/** edge_unit_new(all, fd, peer, ret): One that came from ${peer}; ${fd} is its
 * own now, -1 of UDP.  RC_OK or RC_NOMEM, and then ${fd} is closed. */
rc edge_unit_new(struct edge_units *, int, const struct sockaddr *,
    struct edge_unit **) MUST_USE;

/** edge_unit_bytes(u, bytes): It said this; it may be gone then. */
void edge_unit_bytes(struct edge_unit *, struct span);

/** edge_unit_close(u): It is over. */
void edge_unit_close(struct edge_unit *);

/** edge_unit_sweep(all, now): Close who was silent for too long before
 * ${now}, loop_now(); try servers again that could not be reached. */
void edge_unit_sweep(struct edge_units *, int64_t);

/** edge_unit_resume(all): The journal takes lines again. */
void edge_unit_resume(struct edge_units *);

/** edge_unit_end(all): Close all and forget who waits. */
void edge_unit_end(struct edge_units *);

/** edge_unit_peer(u): The address of a unit. */
const struct packet_end *edge_unit_peer(const struct edge_unit *);

/** edge_unit_chain(u): A place for whose table it is in; NULL at first. */
struct edge_unit **edge_unit_chain(struct edge_unit *);

/** edge_unit_end_of(a): The address as codecs have it. */
struct packet_end edge_unit_end_of(const struct sockaddr *);

#endif
