/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The public tracker messages, damaged: each cut at every byte, and a million
 * seeded bit flips.  Codecs may say what they like of such bytes, as long as
 * it is an event line, in a time that grows with the bytes alone.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "codec/codecs.h"
#include "model/evline.h"
#include "model/message_line.h"
#include "model/view.h"
#include "sys/stream.h"
#include "t.h"

#define FLIPS	1000000u
#define CASES	2000u
#define NOW	INT64_C(1772439304250)
#define MESSAGES_MOST	4096u	/* Of one frame: more is a flood. */

/* Whose names the corpus has for the codecs. */
static const struct {
	const char	*proto, *codec;
} families[] = {
	{ "Teltonika", "teltonika" }, { "Gl200Text", "queclink" },
	{ "Gl200Binary", "queclink" }, { "Gt06", "gt06" },
	{ "Jt808", "jt808" }, { "CalAmp", "calamp" },
	{ "Suntech", "suntech" }, { "Meitrack", "meitrack" },
	{ "Ruptela", "ruptela" }, { "Gps103", "gps103" },
	{ "Tk103", "tk103" }, { "H02", "h02" }, { "Wialon", "wialon" },
	{ "Galileo", "galileosky" }, { "Atrack", "atrack" },
	{ "Xirgo", "xirgo" },
};

struct sample {
	const struct codecs	*codec;
	struct buf		 raw;
};

static struct sample samples[CASES];
static size_t samples_n, longest;
static struct view *view;

static void
tell(void *ctx, const struct message *m)
{
	static struct buf line;
	uint32_t notes[EVLINE_NOTE_COUNT] = { 0 };
	const struct event *ev;
	struct err e = { 0 };
	unsigned *n = ctx;

	T_TRUE(++*n <= MESSAGES_MOST);
	buf_clear(&line);
	message_line(m, "damage", 1, &line);
	/* Devices tell any year; only those of the contract are read. */
	if (view_line(view, buf_span(&line), notes, &e, &ev) != RC_OK &&
	    strstr(e.what, "time") == NULL) {
		printf("# %s: %.*s\n", e.what, (int)line.n, line.p);
		T_TRUE(false);
	}
}

/* As a stream and as a message by itself. */
static void
play(const struct codecs *c, const char *p, size_t n)
{
	static struct message m;
	struct tracker_session s = { .now = NOW };
	unsigned told = 0;
	struct tracker_out out = { .fn = tell, .ctx = &told, .m = &m };
	char *exact = malloc(n > 0 ? n : 1);
	struct span in = { exact, n };
	size_t at = 0, len;

	if (n > 0)
		memcpy(exact, p, n);
	(void)c->read(&s, in, &out);
	out.no_checksum = true;
	(void)c->read(&s, in, &out);
	while (at < n) {
		rc r = c->frame(span_from(in, at), &len);

		if (r == RC_MORE)
			break;
		T_TRUE(len > 0 && len <= n - at);
		if (len == 0 || len > n - at)
			break;
		if (r == RC_OK)
			(void)c->read(&s, (struct span){ exact + at, len },
			    &out);
		at += len;
	}
	free(exact);
}

static const struct codecs *
codec_of(const char *proto)
{

	for (size_t i = 0; i < COUNT_OF(families); i++) {
		if (strcmp(families[i].proto, proto) == 0)
			return (codecs_find(span_of(families[i].codec),
			    NULL));
	}
	return (NULL);
}

static int
digit(char c)
{

	return (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

static void
take(const char *line, size_t n)
{
	json_t *j = json_loadb(line, n, 0, NULL);
	const char *raw = json_string_value(json_object_get(j, "raw"));
	const char *fmt = json_string_value(json_object_get(j, "fmt"));
	const char *proto = json_string_value(json_object_get(j, "proto"));
	const struct codecs *c = proto != NULL ? codec_of(proto) : NULL;
	struct sample *s = &samples[samples_n];

	if (c != NULL && raw != NULL && fmt != NULL && samples_n < CASES) {
		s->codec = c;
		if (strcmp(fmt, "hex") != 0)
			buf_text(&s->raw, raw);
		else
			for (; raw[0] != '\0' && raw[1] != '\0'; raw += 2)
				buf_char(&s->raw, (char)(digit(raw[0]) << 4 |
				    digit(raw[1])));
		longest = s->raw.n > longest ? s->raw.n : longest;
		samples_n++;
	}
	json_decref(j);
}

static bool
load(void)
{
	char path[4096], block[65536];
	struct stream *s = NULL;
	struct buf all = { 0 };
	struct err e = { 0 };
	struct span rest;
	size_t got = 1;
	const char *shared = getenv("VEDETTE_SHARED");

	(void)snprintf(path, sizeof(path), "%s/data/tracker/cases.jsonl.gz",
	    shared != NULL ? shared : SHARED);
	if (stream_open(path, &s, &e) != RC_OK)
		return (false);
	while (got > 0 && stream_read(s, block, sizeof(block), &got, &e) ==
	    RC_OK)
		buf_put(&all, (struct span){ block, got });
	stream_free(s);
	rest = buf_span(&all);
	while (rest.n > 0) {
		struct span line = span_line(&rest);

		take(line.p, line.n);
	}
	buf_release(&all);
	return (true);
}

static void
test_cut(void)
{

	T_TRUE(field_init() == RC_OK && view_new(&view) == RC_OK);
	codecs_init();
	if (!load())
		T_SKIP("the public tracker messages are not there");
	printf("# %zu messages, the longest of %zu bytes\n", samples_n,
	    longest);
	T_TRUE(samples_n > 0);
	for (size_t i = 0; i < samples_n; i++) {
		for (size_t k = 0; k <= samples[i].raw.n; k++)
			play(samples[i].codec, samples[i].raw.p, k);
	}
}

static void
test_flips(void)
{
	uint64_t dice = 1;
	unsigned flips = 0;

	if (samples_n == 0)
		T_SKIP("the public tracker messages are not there");
	while (flips < FLIPS) {
		struct sample *s;
		unsigned k, at[8];

		dice = dice * UINT64_C(6364136223846793005) + 1;
		s = &samples[(dice >> 33) % samples_n];
		if (s->raw.n == 0)
			continue;
		k = 1 + (unsigned)(dice >> 61);
		for (unsigned i = 0; i < k; i++) {
			dice = dice * UINT64_C(6364136223846793005) + 1;
			at[i] = (unsigned)((dice >> 32) % (8 * s->raw.n));
			s->raw.p[at[i] / 8] ^= (char)(1 << at[i] % 8);
		}
		play(s->codec, s->raw.p, s->raw.n);
		for (unsigned i = 0; i < k; i++)
			s->raw.p[at[i] / 8] ^= (char)(1 << at[i] % 8);
		flips += k;
	}
	printf("# %u flips\n", flips);
	for (size_t i = 0; i < samples_n; i++)
		buf_release(&samples[i].raw);
	view_free(view);
}

static const struct t_case cases[] = {
	{ "cut at every byte", test_cut },
	{ "a million bits turned", test_flips },
};

T_MAIN(cases)
