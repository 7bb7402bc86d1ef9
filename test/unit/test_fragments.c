/* SPDX-License-Identifier: Apache-2.0 */
/* Fragments of datagrams, in any order, repeated, overlapping and forged. */
#include <string.h>

#include "base/mem.h"
#include "source/fragments.h"
#include "t.h"

#define ROUNDS	500u
#define SECOND	1000
#define START	1772439302000

/* UDP of 24 bytes from port 256 to 258. */
static const char datagram[] =
    "\x01\x00\x01\x02\x00\x20\x00\x00" "abcdefghijklmnopqrstuvwx";
#define ALL	(sizeof(datagram) - 1)

/* One fragment of ${bytes} at ${at}. */
struct piece {
	size_t	at, n;
	bool	more;
	char	say;		/* Instead of its bytes; 0: those. */
	int	after_s;
	rc	want;
};

static struct packet
part_of(const struct piece *p, char bytes[ALL], bool six)
{
	struct packet k = { .kind = PACKET_TCP };

	memcpy(bytes, datagram + p->at, p->n);
	if (p->say != 0)
		memset(bytes, p->say, p->n);
	memset(k.from.addr, six ? 7 : 0, sizeof(k.from.addr));
	if (!six)
		memset(k.from.addr + 10, 0xff, 2);
	k.to = k.from;
	k.to.addr[15] = 9;
	k.part = (struct packet_part){ .id = 5, .of = six ? 0 : PACKET_UDP,
	    .next = PACKET_UDP, .at = p->at, .more = p->more,
	    .bytes = { bytes, p->n } };
	return (k);
}

static rc
add(struct fragments *f, const struct piece *p, int64_t time, bool six,
    struct packet *whole)
{
	char bytes[ALL];
	struct packet k = part_of(p, bytes, six);

	return (fragments_add(f, &k, time, whole));
}

static void
want_whole(const struct packet *p)
{

	T_INT(PACKET_UDP, p->kind);
	T_INT(256, p->from.port);
	T_INT(258, p->to.port);
	T_SPAN("abcdefghijklmnopqrstuvwx", p->payload);
}

static void
test_cases(void)
{
	static const struct {
		const char	*name;
		uint64_t	 whole, partial, overlaps;
		size_t		 n;
		struct piece	 piece[5];
	} cases[] = {
		{ "in order", 1, 0, 0, 2, { { 0, 16, true, 0, 0, RC_MORE },
		    { 16, 16, false, 0, 0, RC_OK } } },
		{ "the last first", 1, 0, 0, 3, {
		    { 24, 8, false, 0, 0, RC_MORE },
		    { 8, 16, true, 0, 0, RC_MORE },
		    { 0, 8, true, 0, 0, RC_OK } } },
		{ "one of them twice", 1, 0, 0, 3, {
		    { 0, 16, true, 0, 0, RC_MORE },
		    { 0, 16, true, 0, 0, RC_MORE },
		    { 16, 16, false, 0, 0, RC_OK } } },
		{ "twice and different", 0, 0, 1, 3, {
		    { 0, 16, true, 0, 0, RC_MORE },
		    { 0, 16, true, '!', 0, RC_MORE },
		    { 16, 16, false, 0, 0, RC_MORE } } },
		{ "overlapping", 0, 0, 1, 3, {
		    { 0, 16, true, 0, 0, RC_MORE },
		    { 8, 24, false, 0, 0, RC_MORE },
		    { 16, 16, false, 0, 0, RC_MORE } } },
		{ "two ends", 0, 0, 1, 3, {
		    { 16, 16, false, 0, 0, RC_MORE },
		    { 8, 8, false, 0, 0, RC_MORE },
		    { 0, 16, true, 0, 0, RC_MORE } } },
		{ "an end before what came", 0, 0, 1, 3, {
		    { 16, 8, true, 0, 0, RC_MORE },
		    { 8, 8, false, 0, 0, RC_MORE },
		    { 0, 8, true, 0, 0, RC_MORE } } },
		{ "beyond the end", 0, 0, 1, 3, {
		    { 8, 8, false, 0, 0, RC_MORE },
		    { 16, 8, true, 0, 0, RC_MORE },
		    { 0, 8, true, 0, 0, RC_MORE } } },
		{ "an odd length in the middle", 0, 0, 1, 2, {
		    { 0, 13, true, 0, 0, RC_MORE },
		    { 16, 16, false, 0, 0, RC_MORE } } },
		{ "none of it", 0, 0, 1, 2, {
		    { 0, 0, true, 0, 0, RC_MORE },
		    { 16, 16, false, 0, 0, RC_MORE } } },
		{ "late", 0, 2, 0, 2, { { 0, 16, true, 0, 0, RC_MORE },
		    { 16, 16, false, 0, 61, RC_MORE } } },
		{ "just in time", 1, 0, 0, 2, { { 0, 16, true, 0, 0, RC_MORE },
		    { 16, 16, false, 0, 60, RC_OK } } },
		{ "given up, and the time to be anew", 1, 0, 1, 4, {
		    { 0, 16, true, 0, 0, RC_MORE },
		    { 8, 16, true, 0, 0, RC_MORE },
		    { 0, 16, true, 0, 61, RC_MORE },
		    { 16, 16, false, 0, 61, RC_OK } } },
	};

	/* Each over IPv4 and over IPv6. */
	for (size_t i = 0; i < 2 * COUNT_OF(cases); i++) {
		struct fragments *f = NULL;
		struct fragments_stats s;
		struct packet whole = { .kind = PACKET_TCP };

		T_TRUE(fragments_new(&f) == RC_OK);
		for (size_t k = 0; k < cases[i / 2].n; k++) {
			const struct piece *p = &cases[i / 2].piece[k];
			rc r = add(f, p, START + (int64_t)p->after_s * SECOND,
			    i % 2 != 0, &whole);

			t_note(r == p->want, __FILE__, __LINE__,
			    cases[i / 2].name);
			if (r == RC_OK)
				want_whole(&whole);
		}
		fragments_end(f);
		s = fragments_stats(f);
		t_note(s.whole == cases[i / 2].whole &&
		    s.partial == cases[i / 2].partial &&
		    s.overlaps == cases[i / 2].overlaps, __FILE__, __LINE__,
		    cases[i / 2].name);
		fragments_free(f);
	}
}

static uint64_t
dice(uint64_t *s)
{

	*s = *s * 6364136223846793005u + 1442695040888963407u;
	return (*s >> 33);
}

/* Cut anywhere and in any order, some twice: whole exactly once. */
static void
test_random(void)
{
	struct fragments *f = NULL;
	struct packet whole = { .kind = PACKET_TCP };
	uint64_t s = 1;

	T_TRUE(fragments_new(&f) == RC_OK);
	for (unsigned round = 0; round < ROUNDS; round++) {
		struct piece piece[ALL / 8];
		size_t n = 0, got = 0;

		for (size_t at = 0; at < ALL; n++) {
			size_t take = (1 + dice(&s) % 3) * 8;

			take = take < ALL - at ? take : ALL - at;
			piece[n] = (struct piece){ .at = at, .n = take,
			    .more = at + take < ALL };
			at += take;
		}
		for (size_t left = n; left > 0 && got == 0;) {
			size_t k = dice(&s) % left;
			bool again = dice(&s) % 3 == 0;
			struct piece one = piece[k];

			got += add(f, &one, START + round, round % 2 != 0,
			    &whole) == RC_OK;
			if (again)
				continue;
			piece[k] = piece[--left];
		}
		T_INT(1, got);
		want_whole(&whole);
	}
	T_INT(ROUNDS, fragments_stats(f).whole);
	T_INT(0, fragments_stats(f).overlaps);
	fragments_free(f);
}

/* A flood pushes the oldest out, and no further. */
static void
test_flood(void)
{
	static const struct piece first = { 0, 16, true, 0, 0, RC_MORE };
	struct fragments *f = NULL;
	struct packet whole = { .kind = PACKET_TCP }, k;
	char bytes[ALL];

	T_TRUE(fragments_new(&f) == RC_OK);
	for (uint32_t id = 0; id < FRAGMENTS_MOST + 10; id++) {
		k = part_of(&first, bytes, false);
		k.part.id = id;
		T_INT(RC_MORE, fragments_add(f, &k, START, &whole));
	}
	T_INT(10, fragments_stats(f).partial);
	fragments_end(f);
	T_INT(FRAGMENTS_MOST + 10, fragments_stats(f).partial);
	fragments_free(f);
}

/* The longest that there can be, and what claims to be longer. */
static void
test_longest(void)
{
	static char bytes[65528];
	struct fragments *f = NULL;
	struct packet whole = { .kind = PACKET_TCP }, k = whole;

	memset(k.from.addr + 10, 0xff, 2);
	T_TRUE(fragments_new(&f) == RC_OK);
	k.part = (struct packet_part){ .next = PACKET_UDP, .more = true,
	    .bytes = { bytes, 65528 } };
	T_INT(RC_MORE, fragments_add(f, &k, START, &whole));
	k.part = (struct packet_part){ .next = PACKET_UDP, .at = 65528,
	    .bytes = { bytes, 7 } };
	T_INT(RC_OK, fragments_add(f, &k, START, &whole));
	T_INT(65535 - 8, whole.payload.n);
	k.part.bytes.n = 8;
	T_INT(RC_MORE, fragments_add(f, &k, START, &whole));
	T_INT(1, fragments_stats(f).overlaps);
	fragments_free(f);
}

/* Memory that runs out loses a fragment, not the program. */
static void
test_nomem(void)
{
	static const struct piece piece[] = {
		{ 0, 16, true, 0, 0, RC_MORE }, { 16, 16, false, 0, 0, RC_OK }
	};
	struct packet whole = { .kind = PACKET_TCP };

	for (unsigned long at = 1; at < 6; at++) {
		struct fragments *f = NULL;
		rc r;

		mem_count = 0;
		mem_fail_at = at;
		r = fragments_new(&f);
		for (size_t i = 0; i < COUNT_OF(piece) && r != RC_NOMEM; i++)
			r = add(f, &piece[i], START, false, &whole);
		mem_fail_at = 0;
		T_INT(at <= 4 ? RC_NOMEM : RC_OK, r);
		fragments_free(f);
	}
}

static const struct t_case cases[] = {
	{ "cases", test_cases },
	{ "at random", test_random },
	{ "a flood", test_flood },
	{ "the longest", test_longest },
	{ "without memory", test_nomem },
};

T_MAIN(cases)
