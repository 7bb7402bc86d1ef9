/* SPDX-License-Identifier: Apache-2.0 */
/* Connections of tracker units. */
#include "codec/detect.h"
#include "codec/replies.h"
#include "source/talk_tracker.h"

struct tracker_talk {
	const struct codecs	*codec;
	struct tracker_session	 session;
	bool			 damaged;	/* The frame at hand is. */
};

static rc
is(const struct talk *t, const void **own)
{
	const struct codecs *codec = t->out->codec;
	rc r = RC_OK;

	/* Units speak first; with a name given, all is that. */
	if (codec == NULL && t->told->way == FLOWS_DOWN)
		return (RC_MORE);
	if (codec == NULL)
		r = detect_codec(t->told->bytes, &codec);
	*own = codec;
	return (r);
}

static void
begin(struct talk *t, const void *own)
{
	struct tracker_talk *u = t->own;

	char ip[PACKET_ADDR_TEXT];

	u->codec = own;
	u->session.known = t->out->vehicle.n > 0;
	/* Frames that name nobody are those of who sends them. */
	if (u->codec->kind == CODECS_NAMED && !u->session.known)
		tracker_named(&u->session, (struct span){ ip,
		    packet_addr(t->told->client, ip) });
}

static void
tell(void *ctx, const struct message *m)
{
	struct talk *t = ctx;
	struct tracker_talk *u = t->own;

	/* It is out->m. */
	u->damaged |= m->type == TYPE_FEED_HEALTH &&
	    message_has(m, FIELD_REJECTED);
	talk_tell(t);
}

static void
read_frame(struct talk *t, struct span frame)
{
	struct tracker_talk *u = t->own;
	struct tracker_out out = { .fn = tell, .ctx = t, .m = t->out->m,
	    .no_checksum = t->out->no_checksum };

	u->session.now = t->told->time;
	u->damaged = false;
	if (u->codec->read(&u->session, frame, &out) != RC_OK)
		talk_bad(t, "frame");
	/* What arrived damaged is sent again if nobody says that it came. */
	else if (!u->damaged && t->out->answers != NULL &&
	    t->told->way == FLOWS_UP)
		replies_put(u->codec, &(struct replies_to){ frame,
		    &u->session, !t->told->tcp }, t->out->answers);
}

/* All whole frames of ${in}: the bytes used. */
static size_t
frames(struct talk *t, struct span in, rc *last)
{
	const struct tracker_talk *u = t->own;
	size_t at = 0, n = 0;

	*last = RC_OK;
	while (at < in.n) {
		*last = u->codec->frame(span_from(in, at), &n);
		if (*last == RC_MORE && in.n - at < u->codec->largest)
			break;
		/* Its end is not in so much, nor that of what begins there:
		 * all of it but the byte that the caller passes over. */
		if (*last == RC_MORE)
			at = in.n - 1;
		if (*last != RC_OK || n > in.n - at) {
			*last = RC_MALFORMED;
			break;
		}
		read_frame(t, (struct span){ in.p + at, n });
		at += n;
	}
	return (at);
}

/* A server answers in words that are no frames, and orders in frames: what
 * begins none is passed over up to the next segment. */
static size_t
from_server(struct talk *t)
{
	const struct flows_told *told = t->told;
	rc last;
	size_t at = frames(t, told->bytes, &last);

	if (at == told->bytes.n)
		return (at);
	if (at < told->old && told->old < told->bytes.n) {
		at = told->old + frames(t, span_from(told->bytes, told->old),
		    &last);
	}
	return (last == RC_MORE ? at : told->bytes.n);
}

/* Bytes that begin no frame are passed over one by one, and told. */
static size_t
from_unit(struct talk *t)
{
	struct span in = t->told->bytes;
	size_t at = 0;
	rc last;

	for (;;) {
		at += frames(t, span_from(in, at), &last);
		if (last != RC_MALFORMED)
			return (at);
		talk_bad(t, "no frame");
		at++;
	}
}

static size_t
data(struct talk *t)
{

	if (t->told->what == FLOWS_DATAGRAM) {
		read_frame(t, t->told->bytes);
		return (t->told->bytes.n);
	}
	return (t->told->way == FLOWS_UP ? from_unit(t) : from_server(t));
}

const struct talk_kind talk_tracker = {
	.name = "tracker",
	.own_n = sizeof(struct tracker_talk),
	.is = is,
	.begin = begin,
	.data = data,
};
