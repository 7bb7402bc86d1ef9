/* SPDX-License-Identifier: Apache-2.0 */
/* Captured packets as event lines. */
#include "base/mem.h"
#include "source/capture.h"
#include "source/clients.h"
#include "source/fragments.h"
#include "source/packets.h"
#include "source/tail.h"
#include "source/talk.h"

#define SOURCE		"capture"

struct packets {
	struct packets_opts	 opts;
	struct tail		 tail;		/* Owned; not when live. */
	struct capture		*capture;	/* Owned. */
	struct fragments	*fragments;	/* Owned. */
	struct clients		*clients;	/* Owned. */
	struct flows		*flows;		/* Owned. */
	struct talk_out		 out;
	struct message		 m;
	uint64_t		 number;
	bool			 ended;
};

static struct packets *
blank(const struct packets_opts *o)
{
	struct packets *p = mem_new(sizeof(*p));

	if (p == NULL)
		return (NULL);
	p->opts = *o;
	p->out = (struct talk_out){ .source = SOURCE, .codec = o->codec,
	    .m = &p->m,
	    .no_checksum = o->no_checksum, .topics = o->topics,
	    .vehicle = o->vehicle, .can = o->can,
	    .note = o->note, .note_ctx = o->ctx };
	if (fragments_new(&p->fragments) != RC_OK ||
	    clients_new(&p->clients) != RC_OK ||
	    flows_new(talk_fn, &p->out, &p->flows) != RC_OK) {
		fragments_free(p->fragments);
		clients_free(p->clients);
		mem_free(p);
		return (NULL);
	}
	p->out.clients = p->clients;
	return (p);
}

/* Keep ${p} if it was opened. */
static rc
opened(rc r, struct packets *p, struct packets **ret)
{

	if (r == RC_OK)
		*ret = p;
	else
		packets_free(p);
	return (r);
}

rc
packets_file(const struct packets_opts *o, struct stream *s,
    const char *path, struct packets **ret, struct err *e)
{
	struct packets *p = blank(o);

	if (p == NULL || tail_open(&p->tail, s, 0) != RC_OK)
		return (opened(rc_fail(e, RC_NOMEM, 0, "%s: out of memory",
		    path), p, ret));
	return (opened(capture_file(&p->tail, path, &p->capture, e), p, ret));
}

rc
packets_live(const struct packets_opts *o, const char *interface,
    struct packets **ret, struct err *e)
{
	struct packets *p = blank(o);

	if (p == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "out of memory"));
	return (opened(capture_live(interface, &p->capture, e), p, ret));
}

static void
note(const struct packets *p, enum mapping_note_kind kind, const char *reason)
{
	struct mapping_note n = { .kind = kind, .number = p->number,
	    .column = SPAN("packet"), .reason = reason };

	if (p->opts.note != NULL)
		p->opts.note(p->opts.ctx, &n);
}

/* What is counted below. */
struct counts {
	struct flows_stats	flows;
	struct fragments_stats	fragments;
	uint64_t		unknown;
};

static struct counts
counts(const struct packets *p)
{

	return ((struct counts){ flows_stats(p->flows),
	    fragments_stats(p->fragments), p->out.unknown });
}

/* What was counted between two looks, as notes. */
static void
note_counts(const struct packets *p, const struct counts *was)
{
	struct counts now = counts(p);
	const struct {
		uint64_t		 n;
		enum mapping_note_kind	 kind;
		const char		*reason;
	} rows[] = {
		{ now.flows.gaps - was->flows.gaps, MAPPING_BAD,
		    "expected all bytes of the connection; some are missing" },
		{ now.flows.refused - was->flows.refused, MAPPING_BAD,
		    "expected a number within the window" },
		{ now.flows.given_up - was->flows.given_up, MAPPING_BAD,
		    "expected messages of less than 256 KiB" },
		{ now.flows.evicted - was->flows.evicted, MAPPING_BAD,
		    "expected at most 65,536 connections at a time" },
		{ now.fragments.partial - was->fragments.partial, MAPPING_BAD,
		    "expected all fragments of a datagram within 60 s" },
		{ now.fragments.overlaps - was->fragments.overlaps,
		    MAPPING_BAD, "expected fragments that do not overlap" },
		{ now.unknown - was->unknown, MAPPING_SKIPPED,
		    "a connection of no known protocol" },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		for (uint64_t k = 0; k < rows[i].n; k++)
			note(p, rows[i].kind, rows[i].reason);
	}
}

/* The packet of ${c}; RC_MORE when its datagram is not complete. */
static rc
headers(const struct packets *p, const struct capture_packet *c,
    struct packet *packet)
{
	struct packet part;
	rc r = packet_read(c->dlt, c->frame, packet);

	if (r == RC_LIMIT && !packet->cut) {
		part = *packet;
		r = fragments_add(p->fragments, &part, c->time, packet);
	}
	if (r == RC_MALFORMED)
		note(p, MAPPING_BAD, "expected whole headers");
	else if (r == RC_NOTFOUND)
		note(p, MAPPING_SKIPPED, "neither TCP nor UDP over IP");
	else if (packet->cut)
		note(p, MAPPING_BAD, "expected the whole packet; capture "
		    "with a larger snap length");
	return (r);
}

static rc
finish(struct packets *p)
{
	struct counts was = counts(p);

	if (p->ended)
		return (RC_NOTFOUND);
	p->ended = true;
	fragments_end(p->fragments);
	flows_end(p->flows);
	note_counts(p, &was);
	return (p->out.lines->failed ? RC_NOMEM : RC_OK);
}

rc
packets_next(struct packets *p, struct buf *out, uint64_t *number,
    struct err *e)
{
	struct counts was = counts(p);
	struct capture_packet c;
	struct packet packet;
	rc r;

	p->out.lines = out;
	r = p->ended ? RC_NOTFOUND : capture_next(p->capture, &c, e);
	*number = p->number;
	if (r == RC_NOTFOUND)
		return (finish(p));
	if (r != RC_OK)
		return (r);
	*number = p->number = c.number;
	r = headers(p, &c, &packet);
	if (r == RC_OK)
		r = flows_packet(p->flows, &packet, c.time, c.number);
	else if (r != RC_NOMEM)
		r = RC_OK;		/* Told, or kept for later. */
	note_counts(p, &was);
	return (out->failed ? RC_NOMEM : r);
}

uint64_t
packets_dropped(struct packets *p)
{

	return (capture_dropped(p->capture));
}

void
packets_free(struct packets *p)
{
	struct buf none = { 0 };

	if (p == NULL)
		return;
	/* What connections still say, nobody wants to hear. */
	p->out.lines = &none;
	flows_free(p->flows);
	fragments_free(p->fragments);
	clients_free(p->clients);
	capture_free(p->capture);
	tail_close(&p->tail);
	buf_release(&none);
	mem_free(p);
}
