/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a server answers to a unit, so that it knows that its message arrived:
 * one row a protocol that wants answers; the others send and forget.
 *
 *	frame -> x_read() -> RC_OK ... durable -> replies_put() -> unit
 */
#ifndef CODEC_REPLIES_H
#define CODEC_REPLIES_H

#include "base/buf.h"
#include "codec/codecs.h"

/** A frame that was read whole and good. */
struct replies_to {
	struct span			 frame;
	const struct tracker_session	*session;
	bool				 datagram;
};

/** replies_fn(to, out): Append the answer to ${out}; nothing if none is
 * wanted to this one. */
typedef void replies_fn(const struct replies_to *, struct buf *);

/*
 * symbol of the registry, what is answered
 */
#define REPLIES(X)	\
	X(atrack, "its id and number, to all but answers")	\
	X(calamp, "an ACK message, where the unit asks for one")	\
	X(galileosky, "0x02 and the packet's checksum")	\
	X(gps103, "LOAD to the login, ON to the heartbeat")	\
	X(gt06, "number and serial, to login, heartbeat, alarms")	\
	X(jt808, "general response; to a registration its code")	\
	X(osmand, "200 of HTTP")	\
	X(queclink, "+SACK to heartbeats")	\
	X(ruptela, "the acknowledgement of records")	\
	X(teltonika, "01 to the login, the number of records")	\
	X(tk103, "AP05, AP01HSO, AS01 to login, handshake, alarms")	\
	X(wialon, "#AL# #ASD# #AD# #AB# #AP# #AM#")

/** replies_put(codec, to, out): Append what ${codec} answers to ${to}. */
void replies_put(const struct codecs *, const struct replies_to *,
    struct buf *);

#endif
