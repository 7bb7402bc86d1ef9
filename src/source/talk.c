/* SPDX-License-Identifier: Apache-2.0 */
/* What is spoken in a connection. */
#include <stdio.h>

#include "base/mem.h"
#include "codec/detect.h"
#include "model/message_line.h"
#include "source/cantable.h"
#include "source/talk.h"
#include "source/talk_http.h"
#include "source/talk_mqtt.h"
#include "source/talk_tls.h"
#include "source/talk_tracker.h"

/* Asked in this order: the surest first. */
static const struct talk_kind *const kinds[] = {
	&talk_mqtt,
	&talk_tls,
	&talk_tracker,
	&talk_http,
};

struct span
talk_conn(const struct talk *t, char text[TALK_CONN])
{
	char client[PACKET_ADDR_TEXT], server[PACKET_ADDR_TEXT];
	int n;

	(void)packet_addr(t->told->client, client);
	(void)packet_addr(t->told->server, server);
	n = snprintf(text, TALK_CONN, "%s-%u-%s-%u", client,
	    t->told->client->port, server, t->told->server->port);
	return ((struct span){ text, (size_t)n });
}

void
talk_tell(struct talk *t)
{
	struct message *m = t->out->m;
	char ip[PACKET_ADDR_TEXT], conn[TALK_CONN];

	if (!message_has(m, FIELD_CLIENT_IP)) {
		message_text(m, FIELD_CLIENT_IP, (struct span){ ip,
		    packet_addr(t->told->client, ip) });
		message_int(m, FIELD_CLIENT_PORT, t->told->client->port);
	}
	cantable_rename(t->out->can, m);
	if (t->out->vehicle.n > 0)
		message_text(m, FIELD_VEHICLE_ID, t->out->vehicle);
	/* A unit's own clock may be wrong; the packet's is known. */
	if (m->time != t->told->time && !message_has(m, FIELD_RECEIVED))
		message_set(m, FIELD_RECEIVED,
		    message_of_time(t->told->time));
	if (!message_has(m, FIELD_CONN_ID))
		message_text(m, FIELD_CONN_ID, talk_conn(t, conn));
	message_line(m, t->out->source, t->told->number, t->out->lines);
	buf_char(t->out->lines, '\n');
}

void
talk_bad(struct talk *t, const char *what)
{
	struct message *m = t->out->m;

	t->out->bad++;
	if (t->bad)
		return;
	t->bad = true;
	message_begin(m, TYPE_FEED_HEALTH, t->told->time);
	message_word(m, FIELD_STATE, "bad_parse");
	message_int(m, FIELD_REJECTED, 1);
	message_more(m, "protocol", MESSAGE_PLAIN, message_of_text(
	    span_of(t->kind != NULL ? t->kind->name : "tcp")));
	message_more(m, "finding", MESSAGE_PLAIN,
	    message_of_text(span_of(what)));
	talk_tell(t);
}

/* Whose connection is it?  RC_OK: t->kind is set. */
static rc
choose(struct talk *t)
{
	bool more = false;

	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		const void *own = NULL;
		rc r = kinds[i]->is(t, &own);

		more |= r == RC_MORE;
		if (r != RC_OK)
			continue;
		if ((t->own = mem_new(kinds[i]->own_n)) == NULL)
			return (RC_NOMEM);
		t->kind = kinds[i];
		t->kind->begin(t, own);
		return (RC_OK);
	}
	return (more ? RC_MORE : RC_NOTFOUND);
}

static size_t
data(struct talk *t)
{
	rc r;

	if (t->kind == NULL && (r = choose(t)) != RC_OK) {
		if (r == RC_MORE && t->told->bytes.n < DETECT_MOST &&
		    t->told->what == FLOWS_DATA)
			return (0);
		t->out->unknown += r == RC_NOTFOUND;
		return (r == RC_NOMEM ? 0 : SIZE_MAX);
	}
	return (t->kind->data(t));
}

static void
end(void **state, struct talk *t)
{

	if (t->kind != NULL && t->kind->end != NULL)
		t->kind->end(t);
	mem_free(t->own);
	mem_free(t);
	*state = NULL;
}

size_t
talk_fn(void *ctx, void **state, const struct flows_told *told)
{
	struct talk *t = *state;
	size_t used = 0;

	if (t == NULL) {
		if (told->what == FLOWS_END)
			return (0);
		if ((t = mem_new(sizeof(*t))) == NULL) {
			((struct talk_out *)ctx)->lines->failed = true;
			return (SIZE_MAX);
		}
		t->out = ctx;
		*state = t;
	}
	t->told = told;
	switch (told->what) {
	case FLOWS_DATA:
	case FLOWS_DATAGRAM:
		used = data(t);
		break;
	case FLOWS_LAST:
		t->late |= t->kind == NULL;
		used = t->late ? data(t) : 0;
		break;
	case FLOWS_GAP:
		if (t->kind != NULL && t->kind->gap != NULL)
			t->kind->gap(t);
		break;
	case FLOWS_CONFLICT:
		talk_bad(t, "segments that overlap and differ");
		break;
	case FLOWS_END:
		end(state, t);
		return (0);
	}
	t->told = NULL;
	return (used);
}
