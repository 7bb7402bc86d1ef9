/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who holds a client id at a broker: of two connections with the same one the
 * broker ends the older (MQTT 3.1.4-2 of 3.1.1, 3.1.4-3 of 5.0).
 *
 *	[ server | client id ] -> the connection that took it last
 */
#ifndef SOURCE_CLIENTS_H
#define SOURCE_CLIENTS_H

#include "codec/packet.h"

struct clients;

/** A connection's hold; all zero: none. */
struct clients_hold {
	uint32_t	at;
	uint64_t	serial;		/* From 1. */
};

/** Which id, at which server. */
struct clients_id {
	const struct packet_end	*server;
	struct span		 client_id;
};

/** clients_new(ret): RC_OK or RC_NOMEM. */
rc clients_new(struct clients **) MUST_USE;

/**
 * clients_held(c, id, time):
 * Does a connection hold ${id} at ${time} (ms since 1970)?  One that has been
 * silent for one and a half times its keep alive does not (3.1.2-24).
 */
bool clients_held(const struct clients *, const struct clients_id *, int64_t);

/**
 * clients_take(c, id, keep_alive, time, hold):
 * A connection whose keep alive is so many seconds (0: none) takes ${id}; it
 * is then what ${hold} stands for.  RC_OK or RC_NOMEM.
 */
rc clients_take(struct clients *, const struct clients_id *, unsigned,
    int64_t, struct clients_hold *) MUST_USE;

/** clients_heard(c, hold, time): The client said something. */
void clients_heard(struct clients *, const struct clients_hold *, int64_t);

/** clients_leave(c, hold): Its connection is over. */
void clients_leave(struct clients *, const struct clients_hold *);

/** clients_free(c): NULL is fine. */
void clients_free(struct clients *);

#endif
