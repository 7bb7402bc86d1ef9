/* SPDX-License-Identifier: Apache-2.0 */
/* Live connections of trackers. */
#include "base/mem.h"
#include "source/clients.h"
#include "source/live.h"
#include "source/talk.h"

struct live {
	struct clients	*clients;	/* Owned. */
	struct talk_out	 out;
	struct message	 m;
	uint64_t	 number;	/* Of what came. */
};

rc
live_new(const struct live_how *how, struct live **ret)
{
	struct live *l = mem_new(sizeof(*l));

	if (l == NULL)
		return (RC_NOMEM);
	l->out = (struct talk_out){ .source = how->name, .codec = how->codec,
	    .m = &l->m };
	if (clients_new(&l->clients) != RC_OK) {
		live_free(l);
		return (RC_NOMEM);
	}
	l->out.clients = l->clients;
	*ret = l;
	return (RC_OK);
}

void
live_free(struct live *l)
{

	if (l == NULL)
		return;
	clients_free(l->clients);
	mem_free(l);
}

static struct flows_told
told_of(struct live *l, const struct live_conn *c, int64_t now)
{

	return ((struct flows_told){ .time = now, .number = ++l->number,
	    .client = &c->client, .server = &c->server, .tcp = c->tcp,
	    .whole = c->tcp });
}

/* All that it has of this way is told; what is used goes. */
static rc
read_rest(struct live *l, struct live_conn *c, enum flows_way way, size_t old,
    int64_t now)
{
	struct buf *rest = &c->rest[way];
	struct flows_told told = told_of(l, c, now);
	size_t used;

	told.what = FLOWS_DATA;
	told.way = way;
	told.bytes = buf_span(rest);
	told.old = old;
	used = talk_fn(&l->out, &c->talk, &told);
	if (l->out.lines->failed)
		return (RC_NOMEM);
	c->deaf[way] = used == SIZE_MAX || rest->n - used > FLOWS_REST;
	if (!c->deaf[way] && used > 0) {
		memmove(rest->p, rest->p + used, rest->n - used);
		rest->n -= used;
	}
	/* One that waits for its next frame needs no room. */
	if (rest->n == 0 || c->deaf[way])
		buf_release(rest);
	return (c->deaf[way] && way == FLOWS_UP ? RC_NOTFOUND : RC_OK);
}

rc
live_bytes(struct live *l, struct live_conn *c, enum flows_way way,
    struct span bytes, int64_t now, struct buf *lines, struct buf *answers)
{
	struct flows_told told;
	size_t old = c->rest[way].n;

	l->out.lines = lines;
	l->out.answers = answers;
	if (c->deaf[way])
		return (way == FLOWS_UP ? RC_NOTFOUND : RC_OK);
	if (c->tcp) {
		buf_put(&c->rest[way], bytes);
		return (c->rest[way].failed ? RC_NOMEM :
		    read_rest(l, c, way, old, now));
	}
	told = told_of(l, c, now);
	told.what = FLOWS_DATAGRAM;
	told.way = way;
	told.bytes = bytes;
	if (talk_fn(&l->out, &c->talk, &told) == SIZE_MAX &&
	    way == FLOWS_UP)
		return (lines->failed ? RC_NOMEM : RC_NOTFOUND);
	return (lines->failed ? RC_NOMEM : RC_OK);
}

rc
live_end(struct live *l, struct live_conn *c, int64_t now, struct buf *lines)
{
	struct flows_told told = told_of(l, c, now);

	l->out.lines = lines;
	l->out.answers = NULL;
	for (unsigned way = 0; way < FLOWS_WAYS; way++) {
		told.what = FLOWS_LAST;
		told.way = (enum flows_way)way;
		told.bytes = buf_span(&c->rest[way]);
		if (c->rest[way].n > 0 && !c->deaf[way])
			(void)talk_fn(&l->out, &c->talk, &told);
		buf_release(&c->rest[way]);
	}
	told.what = FLOWS_END;
	told.bytes = (struct span){ NULL, 0 };
	(void)talk_fn(&l->out, &c->talk, &told);
	return (lines->failed ? RC_NOMEM : RC_OK);
}

uint64_t
live_bad(const struct live *l)
{

	return (l->out.bad);
}
