/* SPDX-License-Identifier: Apache-2.0 */
/* Who holds a client id at a broker. */
#include "base/map.h"
#include "base/mem.h"
#include "model/event.h"
#include "source/clients.h"

#define PORT_BYTES	2u
#define KEY_MOST	(16u + PORT_BYTES + EVENT_ID_MAX)

struct client {
	char		*key;		/* Owned; NULL: vacant. */
	size_t		 key_n;
	uint64_t	 serial;	/* Who holds it. */
	int64_t		 until;		/* INT64_MAX: not to be told. */
	unsigned	 keep_alive;	/* s */
	uint32_t	 vacant;	/* The next one. */
};

struct clients {
	struct client	*client;	/* Owned. */
	size_t		 n, room;
	uint32_t	 vacant;
	uint64_t	 serial;
	struct map	 map;
};

static struct span
key_of(const void *owner, uint32_t i)
{
	const struct clients *c = owner;

	return ((struct span){ c->client[i].key, c->client[i].key_n });
}

rc
clients_new(struct clients **ret)
{
	struct clients *c = mem_new(sizeof(*c));

	if (c == NULL)
		return (RC_NOMEM);
	c->vacant = MAP_NONE;
	map_init(&c->map, key_of, c);
	*ret = c;
	return (RC_OK);
}

static struct span
key(const struct clients_id *id, char text[KEY_MOST])
{
	const struct packet_end *s = id->server;
	size_t n = id->client_id.n < EVENT_ID_MAX ? id->client_id.n :
	    EVENT_ID_MAX, at = sizeof(s->addr);

	memcpy(text, s->addr, at);
	text[at++] = (char)(s->port >> 8);
	text[at++] = (char)(s->port & 0xff);
	if (n > 0)
		memcpy(text + at, id->client_id.p, n);
	return ((struct span){ text, at + n });
}

static int64_t
until(unsigned keep_alive, int64_t time)
{

	return (keep_alive == 0 ? INT64_MAX :
	    time + (int64_t)keep_alive * 1500);
}

bool
clients_held(const struct clients *c, const struct clients_id *id,
    int64_t time)
{
	char text[KEY_MOST];
	uint32_t i = map_get(&c->map, key(id, text));

	return (i != MAP_NONE && time <= c->client[i].until);
}

/* A place under ${k}. */
static rc
add(struct clients *c, struct span k, uint32_t *ret)
{
	uint32_t i = c->vacant;
	char *copy;

	if (i == MAP_NONE) {
		if (!mem_room(&c->client, c->n, &c->room, sizeof(*c->client)))
			return (RC_NOMEM);
		i = (uint32_t)c->n;
		c->client[i] = (struct client){ .vacant = MAP_NONE };
	}
	if ((copy = mem_copy(k)) == NULL)
		return (RC_NOMEM);
	if (map_put(&c->map, k, i) != RC_OK) {
		mem_free(copy);
		return (RC_NOMEM);
	}
	c->vacant = c->client[i].vacant;
	c->n += i == c->n;
	c->client[i].key = copy;
	c->client[i].key_n = k.n;
	*ret = i;
	return (RC_OK);
}

rc
clients_take(struct clients *c, const struct clients_id *id,
    unsigned keep_alive, int64_t time, struct clients_hold *hold)
{
	char text[KEY_MOST];
	struct span k = key(id, text);
	uint32_t i = map_get(&c->map, k);

	if (i == MAP_NONE && add(c, k, &i) != RC_OK)
		return (RC_NOMEM);
	c->client[i].serial = ++c->serial;
	c->client[i].keep_alive = keep_alive;
	c->client[i].until = until(keep_alive, time);
	*hold = (struct clients_hold){ .at = i, .serial = c->serial };
	return (RC_OK);
}

static struct client *
held(struct clients *c, const struct clients_hold *hold)
{

	if (hold->serial == 0 || c->client[hold->at].serial != hold->serial)
		return (NULL);
	return (&c->client[hold->at]);
}

void
clients_heard(struct clients *c, const struct clients_hold *hold,
    int64_t time)
{
	struct client *l = held(c, hold);

	if (l != NULL)
		l->until = until(l->keep_alive, time);
}

void
clients_leave(struct clients *c, const struct clients_hold *hold)
{
	struct client *l = held(c, hold);

	if (l == NULL)
		return;
	map_drop(&c->map, (struct span){ l->key, l->key_n });
	mem_free(l->key);
	*l = (struct client){ .vacant = c->vacant };
	c->vacant = hold->at;
}

void
clients_free(struct clients *c)
{

	if (c == NULL)
		return;
	for (size_t i = 0; i < c->n; i++)
		mem_free(c->client[i].key);
	mem_free(c->client);
	map_release(&c->map);
	mem_free(c);
}
