/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Connections in packets: headers of all links, and the ways in which a
 * stream can be cut, repeated, mixed and forged.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "source/flows.h"
#include "t.h"

#define ROUNDS	2000u

/* What was told, as text: U or D and the bytes; ! gap, ~ conflict, % unused,
 * $ end. */
struct heard {
	struct buf	text;
	size_t		use;		/* Bytes used at once; 0: all. */
	unsigned	ends;
};

static struct heard heard;

static size_t
hear(void *ctx, void **state, const struct flows_told *t)
{
	static const char signs[] = {
		[FLOWS_DATA] = 0, [FLOWS_GAP] = '!', [FLOWS_CONFLICT] = '~',
		[FLOWS_DATAGRAM] = 0, [FLOWS_LAST] = '%',
		[FLOWS_END] = '$'
	};
	size_t n = t->bytes.n;

	(void)ctx;
	(void)state;
	if (signs[t->what] != 0)
		buf_char(&heard.text, signs[t->what]);
	if (n == 0)
		return (0);
	if (heard.use > 0)
		n = n / heard.use * heard.use;
	if (n > 0) {
		buf_char(&heard.text, t->way == FLOWS_UP ? 'U' : 'D');
		buf_put(&heard.text, (struct span){ t->bytes.p, n });
	}
	return (n);
}

static struct flows *
begin(size_t use)
{
	struct flows *f = NULL;

	buf_release(&heard.text);
	heard = (struct heard){ .use = use };
	T_TRUE(flows_new(hear, NULL, &f) == RC_OK);
	return (f);
}

static void
want(struct flows *f, const char *text)
{

	flows_free(f);
	T_SPAN(text, buf_span(&heard.text));
	buf_release(&heard.text);
}

/* A packet of the one connection of these tests. */
static void
send(struct flows *f, bool up, unsigned flags, uint32_t seq, uint32_t ack,
    const char *text)
{
	struct packet p = { .kind = PACKET_TCP, .flags = flags, .seq = seq,
	    .ack = ack, .payload = span_of(text) };
	static uint64_t number;

	p.from.addr[15] = up ? 9 : 1;
	p.to.addr[15] = up ? 1 : 9;
	p.from.port = up ? 40000 : 1883;
	p.to.port = up ? 1883 : 40000;
	T_TRUE(flows_packet(f, &p, 1000, ++number) == RC_OK);
}

static void
test_whole(void)
{
	struct flows *f = begin(0);

	send(f, true, PACKET_SYN, 99, 0, "");
	send(f, false, PACKET_SYN | PACKET_ACK, 499, 100, "");
	send(f, true, PACKET_ACK, 100, 500, "hello");
	send(f, false, PACKET_ACK, 500, 105, "you");
	send(f, true, PACKET_ACK | PACKET_FIN, 105, 503, "bye");
	send(f, false, PACKET_ACK | PACKET_FIN, 503, 109, "");
	T_SPAN("UhelloDyouUbye$", buf_span(&heard.text));
	want(f, "UhelloDyouUbye$");
}

/* Begun before the capture: the lower port serves. */
static void
test_middle(void)
{
	struct flows *f = begin(0);

	send(f, false, PACKET_ACK, 500, 100, "a");
	send(f, true, PACKET_ACK, 100, 501, "b");
	want(f, "DaUb$");
}

static void
test_order(void)
{
	struct flows *f = begin(0);

	send(f, true, PACKET_SYN, UINT32_MAX - 1, 0, "");
	/* Numbers wrap around. */
	send(f, true, PACKET_ACK, 2, 0, "de");
	send(f, true, PACKET_ACK, 0, 0, "bc");
	send(f, true, PACKET_ACK, UINT32_MAX, 0, "a");
	send(f, true, PACKET_ACK, 0, 0, "bcd");
	send(f, true, PACKET_ACK, 3, 0, "efg");
	want(f, "UaUbcUdeUfg$");
}

/* What came first stays; that it differed is told. */
static void
test_conflict(void)
{
	struct flows *f = begin(0);

	send(f, true, PACKET_SYN, 9, 0, "");
	send(f, true, PACKET_ACK, 12, 0, "stop");
	send(f, true, PACKET_ACK, 12, 0, "stop");
	send(f, true, PACKET_ACK, 10, 0, "++GOxx");
	want(f, "~U++Ustop$");
	f = begin(0);
	send(f, true, PACKET_SYN, 9, 0, "");
	send(f, true, PACKET_ACK, 14, 0, "mn");
	send(f, true, PACKET_ACK, 11, 0, "bcdMNop");
	send(f, true, PACKET_ACK, 10, 0, "a");
	want(f, "~UaUbcdUmnUop$");
}

/* What the receiver acknowledged and the capture never saw. */
static void
test_gap(void)
{
	struct flows *f = begin(0);

	send(f, true, PACKET_SYN, 9, 0, "");
	send(f, true, PACKET_ACK, 10, 0, "abc");
	send(f, true, PACKET_ACK, 20, 0, "xyz");
	send(f, false, PACKET_ACK, 500, 20, "");
	T_SPAN("Uabc", buf_span(&heard.text));
	send(f, false, PACKET_ACK, 500, 23, "");
	T_SPAN("Uabc!Uxyz", buf_span(&heard.text));
	T_INT(7, (long long)flows_stats(f).missing);
	send(f, true, PACKET_ACK, 30, 0, "end");
	want(f, "Uabc!Uxyz!Uend$");
}

/* A reset by somebody who does not know the numbers ends nothing. */
static void
test_reset(void)
{
	struct flows *f = begin(0);

	send(f, true, PACKET_SYN, 9, 0, "");
	send(f, true, PACKET_ACK, 10, 0, "abc");
	send(f, true, PACKET_RST, 12, 0, "");
	send(f, true, PACKET_ACK, 13 + (1 << 25), 0, "far");
	send(f, true, PACKET_ACK, 13, 0, "def");
	T_INT(2, (long long)flows_stats(f).refused);
	send(f, true, PACKET_RST, 16, 0, "");
	T_SPAN("UabcUdef$", buf_span(&heard.text));
	/* The same ends again: a new connection. */
	send(f, true, PACKET_SYN, 70, 0, "");
	send(f, true, PACKET_ACK, 71, 0, "g");
	send(f, true, PACKET_SYN, 170, 0, "");
	send(f, true, PACKET_ACK, 171, 0, "h");
	send(f, false, PACKET_ACK, 500, 171, "");
	send(f, true, PACKET_RST, 171, 0, "");
	T_SPAN("UabcUdef$Ug$Uh$", buf_span(&heard.text));
	send(f, true, PACKET_SYN, 270, 0, "");
	send(f, true, PACKET_ACK | PACKET_FIN, 271, 0, "");
	send(f, true, PACKET_RST, 272, 0, "");
	T_INT(4, (long long)flows_stats(f).flows);
	T_INT(2, (long long)flows_stats(f).refused);
	want(f, "UabcUdef$Ug$Uh$$");
}

/* What the reader does not use comes again with what follows. */
static void
test_rest(void)
{
	struct flows *f = begin(4);

	send(f, true, PACKET_ACK, 10, 0, "abc");
	send(f, true, PACKET_ACK, 13, 0, "defghi");
	send(f, true, PACKET_ACK, 19, 0, "jklm");
	want(f, "UabcdefghUijkl%$");
}

/* Nobody can read it: it is let go, the others go on. */
static void
test_endless(void)
{
	struct flows *f = begin((size_t)1 << 30);
	char *text = malloc(60001);
	uint32_t seq = 10;

	memset(text, 'x', 60000);
	text[60000] = '\0';
	for (int i = 0; i < 6; i++, seq += 60000)
		send(f, true, PACKET_ACK, seq, 0, text);
	T_INT(1, (long long)flows_stats(f).given_up);
	free(text);
	want(f, "$");
}

static uint64_t
dice(uint64_t *s)
{

	*s = *s * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (*s >> 33);
}

/* Cut, repeated and mixed at random: the same bytes. */
static void
test_random(void)
{
	static const char text[] =
	    "the quick brown fox jumps over the lazy dog 0123456789";
	size_t n = sizeof(text) - 1;

	for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
		struct flows *f = begin(0);
		uint64_t s = seed;
		uint32_t base = (uint32_t)dice(&s) * 2 + 1;
		char piece[64], got[128] = "";
		size_t k = 0;

		send(f, true, PACKET_SYN, base - 1, 0, "");
		for (int i = 0; i < 60; i++) {
			size_t at = dice(&s) % n, len = 1 + dice(&s) % 12;

			len = len < n - at ? len : n - at;
			memcpy(piece, text + at, len);
			piece[len] = '\0';
			send(f, true, PACKET_ACK, base + (uint32_t)at, 0,
			    piece);
		}
		send(f, true, PACKET_ACK | PACKET_FIN, base, 0, text);
		/* Small letters and digits only: the signs are not text. */
		for (size_t i = 0; i < heard.text.n; i++) {
			if (strchr(text, heard.text.p[i]) != NULL && k < n)
				got[k++] = heard.text.p[i];
		}
		T_TRUE(k == n && memcmp(got, text, n) == 0);
		T_INT(0, (long long)flows_stats(f).conflicts);
		flows_free(f);
	}
	buf_release(&heard.text);
}

/* Memory that runs out ends nothing but the run. */
static void
test_nomem(void)
{

	for (unsigned long at = 1; at < 40; at++) {
		struct flows *f = NULL;
		struct packet p = { .kind = PACKET_TCP, .seq = 10,
		    .payload = SPAN("ab"), .flags = PACKET_SYN };
		rc r;

		heard = (struct heard){ .use = 4 };
		mem_count = 0;
		mem_fail_at = at;
		r = flows_new(hear, NULL, &f);
		for (uint32_t i = 0; i < 200 && r == RC_OK; i++) {
			p.from.port = (uint16_t)(i * 7);
			p.seq = 10 + i % 5 * 3;
			p.flags = 0;
			r = flows_packet(f, &p, 0, i + 1);
		}
		mem_fail_at = 0;
		T_TRUE(r == RC_OK || r == RC_NOMEM);
		flows_free(f);
		buf_release(&heard.text);
	}
}

/* Headers ------------------------------------------------------------ */

static void
put(struct buf *b, const char *hex)
{

	for (; *hex != '\0'; hex++) {
		char two[3] = { hex[0], hex[1], '\0' };

		if (*hex == ' ')
			continue;
		buf_char(b, (char)strtoul(two, NULL, 16));
		hex++;
	}
}

#define IP4 "45 00 00 2a 00 01 40 00 40 06 00 00 c0 00 02 01 c6 33 64 02 "
#define TCP "9c 40 07 5b 00 00 00 0a 00 00 00 14 50 18 ff ff 00 00 00 00 "
#define IP6 "60 00 00 00 00 1e 00 40 2001 0db8 00000000 0000 0000 0000 0001" \
    "2001 0db8 00000000 0000 0000 0000 0002 "
#define HOP "06 00 01 04 00 00 00 00 "

static void
test_headers(void)
{
	static const struct {
		int		dlt;
		rc		want;
		const char	*hex;
	} cases[] = {
		{ 1, RC_OK, "ffffffffffff 020000000001 0800 " IP4 TCP "6869"
		    "0000 0000" },
		{ 1, RC_OK, "ffffffffffff 020000000001 88a8 0001 8100 0002 "
		    "0800 " IP4 TCP "6869" },
		{ 113, RC_OK, "0000 0001 0006 020000000001 0000 0800 "
		    IP4 TCP "6869" },
		{ 276, RC_OK, "0800 0000 00000001 0001 00 06 020000000001 "
		    "0000 " IP4 TCP "6869" },
		{ 101, RC_OK, IP4 TCP "6869" },
		{ 0, RC_OK, "02000000 " IP4 TCP "6869" },
		{ 101, RC_OK, IP6 HOP TCP "6869" },
		{ 1, RC_NOTFOUND, "ffffffffffff 020000000001 0806 0001" },
		{ 999, RC_NOTFOUND, IP4 TCP "6869" },
		{ 101, RC_MALFORMED, IP4 "9c40" },
		{ 101, RC_MALFORMED, "44" },
		{ 101, RC_LIMIT, "45 00 00 2a 00 01 20 00 40 06 00 00 "
		    "c0000201 c6336402 " TCP "6869" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct buf b = { 0 };
		struct packet p;
		rc r;

		put(&b, cases[i].hex);
		r = packet_read(cases[i].dlt, buf_span(&b), &p);
		T_INT(cases[i].want, r);
		if (r == RC_OK) {
			char text[PACKET_ADDR_TEXT];

			T_SPAN("hi", p.payload);
			T_INT(1883, p.to.port);
			T_INT(10, p.seq);
			T_TRUE(packet_addr(&p.to, text) > 0);
			T_STR(p.to.addr[0] == 0 ? "198.51.100.2" :
			    "2001:db8::2", text);
		}
		/* Cut anywhere: never outside. */
		for (size_t k = 0; k < b.n; k++) {
			char *part = malloc(k > 0 ? k : 1);

			memcpy(part, b.p, k);
			r = packet_read(cases[i].dlt,
			    (struct span){ part, k }, &p);
			T_TRUE(r != RC_NOMEM);
			free(part);
		}
		buf_release(&b);
	}
}

static const struct t_case cases[] = {
	{ "headers", test_headers },
	{ "a whole connection", test_whole },
	{ "one begun before", test_middle },
	{ "out of order, and again", test_order },
	{ "copies that differ", test_conflict },
	{ "gaps", test_gap },
	{ "forged resets", test_reset },
	{ "what is not used", test_rest },
	{ "what nobody can read", test_endless },
	{ "at random", test_random },
	{ "without memory", test_nomem },
};

T_MAIN(cases)
