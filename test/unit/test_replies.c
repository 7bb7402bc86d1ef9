/* SPDX-License-Identifier: Apache-2.0 */
/* Goal: units are answered as their protocols have it, wherever a stream is
 * cut. */
#include <stdio.h>
#include <stdlib.h>

#include "codec/replies.h"
#include "model/field.h"
#include "source/live.h"
#include "t.h"

#define MOST	512

/* '!': hexadecimal digits */
static const struct {
	const char	*codec, *frame, *answer;
	bool		 datagram;
} rows[] = {
	{ "teltonika", "!000f333532303934303837323339333931", "!01", false },
	{ "teltonika", "!ff", "", false },
	{ "teltonika", "!000000000000001008030000", "!00000003", false },
	{ "teltonika", "!00000000000000100c010600000000", "", false },
	{ "teltonika", "!003dcafe0105000f3335323039343038373233393339310804"
	    "00", "!0005cafe010504", true },
	{ "gt06", "!78780d010352094087239391000150c60d0a",
	    "!787805010001d9dc0d0a", false },
	{ "gt06", "!7979000713040600010005afd50d0a",
	    "!787805130005afd50d0a", false },
	{ "gt06", "!78780712000100020003000000010d0a", "", false },
	{ "jt808", "!7e02000000013912345678007d02ff7e",
	    "!7e80010005013912345678007d02007d02020000b67e", false },
	{ "jt808", "!7e010000000139123456780001ff7e",
	    "!7e8100000f013912345678000100010030313339313233343536"
	    "3738bd7e", false },
	{ "jt808", "!7e000100050139123456780001000181050000ff7e", "", false },
	{ "ruptela", "!000b000315fcb3a1d2f101000000",
	    "!0002640113bc", false },
	{ "ruptela", "!000b000315fcb3a1d2f107000000", "", false },
	{ "gps103", "##,imei:359586015829802,A;", "LOAD", false },
	{ "gps103", "359586015829802;", "ON", false },
	{ "gps103", "imei:359586015829802,tracker,0809231929,,F,;", "",
	    false },
	{ "tk103", "(013612345678BP05000013612345678)",
	    "(013612345678AP05)", false },
	{ "tk103", "(013612345678BP00000013612345678HSO)",
	    "(013612345678AP01HSO)", false },
	{ "tk103", "(013612345678BO012110925A)", "(013612345678AS012)",
	    false },
	{ "tk103", "(013612345678BR00110925A)", "", false },
	{ "wialon", "#L#352094087239391;NA\r\n", "#AL#1\r\n", false },
	{ "wialon", "#SD#NA;NA;5544.6025;N;03739.6834;E;3;0;300;7\r\n",
	    "#ASD#1\r\n", false },
	{ "wialon", "#P#\r\n", "#AP#\r\n", false },
	{ "wialon", "#B#NA;NA;1;N|NA;NA;2;N|NA;NA;3;N\r\n", "#AB#3\r\n",
	    false },
	{ "wialon", "#B#|NA;NA;2;N||\r\n", "#AB#1\r\n", false },
	{ "galileosky", "!0103000102031234", "!021234", false },
	{ "queclink", "+ACK:GTHBD,1A0800,352094087239391,,2026,0014$",
	    "+SACK:GTHBD,1A0800,0014$", false },
	{ "queclink", "+RESP:GTFRI,1A0800,352094087239391,0014$", "", false },
	{ "calamp", "!83055212345678010101020017ffff",
	    "!83055212345678010102010017020000000000", true },
	{ "calamp", "!83055212345678010100020017ffff", "", true },
	{ "atrack", "@P,9493,10,38,356961075931165,1", "!fe02"
	    "000144a77a21281d0026", false },
	{ "atrack", "!4050123400200026000144a77a21281d00",
	    "!fe02000144a77a21281d0026", false },
	{ "atrack", "!fe02000144a77a21281d0001",
	    "!fe02000144a77a21281d0001", false },
	{ "atrack", "$OK\r\n", "", false },
	{ "osmand", "GET /?id=1 HTTP/1.1\r\n\r\n",
	    "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", false },
	{ "h02", "*HQ,355488020533263,V1,121300,A#", "", false },
};

static unsigned
digit(char c)
{

	return (c <= '9' ? (unsigned)(c - '0') : (unsigned)(c - 'a' + 10));
}

static struct span
bytes(const char *text, char *out)
{
	size_t n = 0;

	if (text[0] != '!')
		return (span_of(text));
	for (const char *p = text + 1; *p != '\0' && n < MOST; p += 2)
		out[n++] = (char)(digit(p[0]) << 4 | digit(p[1]));
	return ((struct span){ out, n });
}

static void
test_rows(void)
{
	const struct tracker_session s = { .id_n = 0 };

	T_INT(RC_OK, field_init());
	codecs_init();
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char asked[MOST], told[MOST];
		const struct replies_to to = { bytes(rows[i].frame, asked),
		    &s, rows[i].datagram };
		struct span want = bytes(rows[i].answer, told);
		struct buf out = { 0 };

		replies_put(codecs_find(span_of(rows[i].codec), NULL), &to,
		    &out);
		T_INT(want.n, out.n);
		T_TRUE(want.n == out.n && (want.n == 0 ||
		    memcmp(want.p, out.p, want.n) == 0));
		if (want.n != out.n || (want.n > 0 &&
		    memcmp(want.p, out.p, want.n) != 0))
			printf("# row %zu: %s\n", i, rows[i].frame);
		buf_release(&out);
	}
}

/* Shorter than any: nothing is read behind it, nothing is said. */
static void
test_short(void)
{
	const struct tracker_session s = { .id_n = 0 };

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char asked[MOST];
		struct span all = bytes(rows[i].frame, asked);

		for (size_t n = 0; n < all.n; n++) {
			char *copy = malloc(n + 1);
			struct buf out = { 0 };

			T_TRUE(copy != NULL);
			if (copy == NULL)
				return;
			memcpy(copy, all.p, n);
			replies_put(codecs_find(span_of(rows[i].codec), NULL),
			    &(struct replies_to){ { copy, n }, &s,
			    rows[i].datagram }, &out);
			buf_release(&out);
			free(copy);
		}
	}
}

/* A login and a beat of GT06. */
static const char stream[] = "!78780d01035209408723939100014fe10d0a"
    "78780a13440403000100106b320d0a";

static void
test_cuts(void)
{
	const struct live_how how = { "test",
	    codecs_find(SPAN("gt06"), NULL) };
	char raw[MOST];
	struct span all = bytes(stream, raw);
	struct buf want = { 0 };

	for (size_t cut = 0; cut <= all.n; cut++) {
		struct live_conn c = { .tcp = true };
		struct buf got[2] = { { 0 }, { 0 } };
		struct live *l = NULL;

		T_INT(RC_OK, live_new(&how, &l));
		T_INT(RC_OK, live_bytes(l, &c, FLOWS_UP, (struct span){
		    all.p, cut }, 5000, &got[0], &got[1]));
		T_INT(RC_OK, live_bytes(l, &c, FLOWS_UP, span_from(all, cut),
		    5000, &got[0], &got[1]));
		T_INT(RC_OK, live_end(l, &c, 5000, &got[0]));
		live_free(l);
		T_TRUE(got[1].n > 0);
		if (cut == 0) {
			want = got[1];
			buf_release(&got[0]);
			continue;
		}
		T_TRUE(got[1].n == want.n && memcmp(got[1].p, want.p,
		    got[1].n) == 0);
		buf_release(&got[0]);
		buf_release(&got[1]);
	}
	buf_release(&want);
}

static const struct t_case cases[] = {
	{ "rows", test_rows },
	{ "short", test_short },
	{ "cuts", test_cuts },
};

T_MAIN(cases)
