/* SPDX-License-Identifier: Apache-2.0 */
/* Client ids at brokers: who holds one, for how long, and who had it. */
#include "base/mem.h"
#include "source/clients.h"
#include "t.h"

#define START	1772439302000
#define SECOND	1000

static const struct packet_end broker = { .port = 1883 };
static const struct packet_end other = { .port = 8883 };

static struct clients_id
id(const struct packet_end *server, const char *text)
{

	return ((struct clients_id){ server, span_of(text) });
}

static struct clients_hold
take(struct clients *c, const char *text, unsigned keep_alive, int64_t time)
{
	struct clients_id of = id(&broker, text);
	struct clients_hold h = { 0 };

	T_TRUE(clients_take(c, &of, keep_alive, time, &h) == RC_OK);
	return (h);
}

static bool
held(const struct clients *c, const struct packet_end *server,
    const char *text, int64_t time)
{
	struct clients_id of = id(server, text);

	return (clients_held(c, &of, time));
}

static void
test_hold(void)
{
	struct clients *c = NULL;
	struct clients_hold first, second, none = { 0 };

	T_TRUE(clients_new(&c) == RC_OK);
	T_TRUE(!held(c, &broker, "a", START));
	first = take(c, "a", 0, START);
	T_TRUE(held(c, &broker, "a", START + 1000000 * SECOND));
	T_TRUE(!held(c, &broker, "b", START));
	T_TRUE(!held(c, &other, "a", START));
	clients_leave(c, &none);
	T_TRUE(held(c, &broker, "a", START));

	/* Who was thrown out gives up nothing when its connection ends. */
	second = take(c, "a", 0, START);
	clients_leave(c, &first);
	T_TRUE(held(c, &broker, "a", START));
	clients_leave(c, &second);
	T_TRUE(!held(c, &broker, "a", START));
	clients_leave(c, &second);

	/* Nor does it when its place has become another's. */
	first = take(c, "b", 0, START);
	clients_leave(c, &second);
	T_TRUE(held(c, &broker, "b", START));
	clients_leave(c, &first);
	clients_free(c);
}

static void
test_silence(void)
{
	struct clients *c = NULL;
	struct clients_hold h;

	T_TRUE(clients_new(&c) == RC_OK);
	h = take(c, "a", 10, START);
	T_TRUE(held(c, &broker, "a", START + 15 * SECOND));
	T_TRUE(!held(c, &broker, "a", START + 15 * SECOND + 1));
	clients_heard(c, &h, START + 14 * SECOND);
	T_TRUE(held(c, &broker, "a", START + 29 * SECOND));
	T_TRUE(!held(c, &broker, "a", START + 29 * SECOND + 1));
	clients_free(c);
}

static void
test_many(void)
{
	struct clients *c = NULL;
	struct clients_hold h[100];
	char name[] = "c00";

	T_TRUE(clients_new(&c) == RC_OK);
	for (unsigned round = 0; round < 3; round++) {
		for (unsigned i = 0; i < 100; i++) {
			name[1] = (char)('0' + i / 10);
			name[2] = (char)('0' + i % 10);
			T_TRUE(!held(c, &broker, name, START));
			h[i] = take(c, name, 0, START);
			T_TRUE(h[i].at < 100);	/* Places are used again. */
		}
		for (unsigned i = 0; i < 100; i++)
			clients_leave(c, &h[(i * 7) % 100]);
	}
	clients_free(c);
}

static void
test_nomem(void)
{

	for (unsigned long at = 1; at < 6; at++) {
		struct clients *c = NULL;
		struct clients_id of = id(&broker, "a");
		struct clients_hold h = { 0 };
		rc r;

		mem_count = 0;
		mem_fail_at = at;
		r = clients_new(&c);
		if (r == RC_OK)
			r = clients_take(c, &of, 0, START, &h);
		mem_fail_at = 0;
		T_INT(at <= 4 ? RC_NOMEM : RC_OK, r);
		if (c != NULL)
			T_INT(r == RC_OK, clients_held(c, &of, START));
		clients_free(c);
	}
}

static const struct t_case cases[] = {
	{ "who holds it", test_hold },
	{ "silence", test_silence },
	{ "many", test_many },
	{ "without memory", test_nomem },
};

T_MAIN(cases)
