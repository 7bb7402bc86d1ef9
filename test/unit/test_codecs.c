/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tracker protocols: the streams of test/conform/tracker/cases, whole, cut
 * and spoilt.  NAME.txt holds those of the codec NAME:
 *
 *	== title	a stream begins, with a session of its own
 *	hex 00 0f	bytes of it
 *	text *HQ,\r\n	bytes of it; \r \n \\ \x00
 *	bad 1		so many frames are refused (none, if not said)
 *	flips		each bit that is turned changes what is said
 *	= {...}		the next event line that it gives
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "codec/checksum.h"
#include "codec/codecs.h"
#include "model/message_line.h"
#include "t.h"

#define LINE_MAX_BYTES	65536
#define PATH_BYTES	4096

/* A case. */
struct stream {
	char		title[128];
	struct buf	bytes, wants;
	unsigned	bad;
	bool		flips;
};

/* What a stream said. */
struct said {
	struct buf	text;
	unsigned	n, bad;
};

static unsigned streams;

static void
tell(void *ctx, const struct message *m)
{
	struct said *s = ctx;

	s->n++;
	message_line(m, "test", s->n, &s->text);
	buf_char(&s->text, '\n');
}

/* Read all whole frames of ${in} that are not yet read. */
static size_t
feed(const struct codecs *c, struct tracker_session *session,
    struct span in, struct said *s)
{
	static struct message m;
	struct tracker_out out = { .fn = tell, .ctx = s, .m = &m };
	size_t at = 0, n = 0;
	rc r;

	while (at < in.n && (r = c->frame(span_from(in, at), &n)) !=
	    RC_MORE) {
		if (r != RC_OK || c->read(session,
		    (struct span){ in.p + at, n }, &out) != RC_OK)
			s->bad++;
		at += n;
	}
	return (at);
}

static bool
as_wanted(const struct stream *t, const struct said *s)
{

	return (span_eq(buf_span(&t->wants), buf_span(&s->text)) &&
	    t->bad == s->bad);
}

static bool
whole(const struct codecs *c, const struct stream *t)
{
	struct tracker_session session = { .now = 0 };
	struct said s = { .n = 0 };
	size_t at = feed(c, &session, buf_span(&t->bytes), &s);
	bool ok = as_wanted(t, &s);

	if (!ok)
		printf("# %s, %s: %u bad, it says\n%.*s", c->name, t->title,
		    s.bad, (int)s.text.n, s.text.p);
	T_INT(t->bytes.n, at);
	T_TRUE(ok);
	buf_release(&s.text);
	return (ok);
}

/* In two reads, cut anywhere: the same. */
static void
cut(const struct codecs *c, const struct stream *t)
{
	struct span all = buf_span(&t->bytes);

	for (size_t k = 0; k <= all.n; k++) {
		struct tracker_session session = { .now = 0 };
		struct said s = { .n = 0 };
		/* Exactly its size, so that ASan sees too far. */
		char *head = malloc(k > 0 ? k : 1);
		size_t at;

		if (k > 0)
			memcpy(head, all.p, k);
		at = feed(c, &session, (struct span){ head, k }, &s);
		free(head);
		(void)feed(c, &session, span_from(all, at), &s);
		if (!as_wanted(t, &s))
			printf("# %s, %s: cut at %zu\n", c->name, t->title, k);
		T_TRUE(as_wanted(t, &s));
		buf_release(&s.text);
	}
}

/* A bit turned anywhere is survived; noticed, where a checksum is. */
static void
spoilt(const struct codecs *c, struct stream *t)
{

	for (size_t k = 0; k < 8 * t->bytes.n; k++) {
		struct tracker_session session = { .now = 0 };
		struct said s = { .n = 0 };
		bool same;

		t->bytes.p[k / 8] ^= (char)(1 << k % 8);
		(void)feed(c, &session, buf_span(&t->bytes), &s);
		t->bytes.p[k / 8] ^= (char)(1 << k % 8);
		same = t->flips && as_wanted(t, &s);
		if (same)
			printf("# %s, %s: bit %zu of byte %zu unnoticed\n",
			    c->name, t->title, k % 8, k / 8);
		T_TRUE(!same);
		buf_release(&s.text);
	}
}

static void
finish(const struct codecs *c, struct stream *t)
{

	if (t->bytes.n > 0 && whole(c, t)) {
		cut(c, t);
		spoilt(c, t);
		streams++;
	}
	buf_release(&t->bytes);
	buf_release(&t->wants);
	*t = (struct stream){ .bad = 0 };
}

static int
digit(char ch)
{
	const char *all = "0123456789abcdef", *at = strchr(all, ch | 0x20);

	return (ch != '\0' && at != NULL ? (int)(at - all) : -1);
}

static void
hex(const char *line, struct buf *to)
{

	for (; *line != '\0'; line++) {
		if (*line == ' ')
			continue;
		T_TRUE(digit(line[0]) >= 0 && digit(line[1]) >= 0);
		buf_char(to, (char)(digit(line[0]) << 4 | digit(line[1])));
		if (*++line == '\0')
			break;
	}
}

static void
text(const char *line, struct buf *to)
{

	for (; *line != '\0'; line++) {
		if (*line != '\\') {
			buf_char(to, *line);
			continue;
		}
		line++;
		if (*line == 'x') {
			buf_char(to, (char)(digit(line[1]) << 4 |
			    digit(line[2])));
			line += 2;
		} else
			buf_char(to, *line == 'r' ? '\r' :
			    *line == 'n' ? '\n' : *line);
	}
}

/* A line of a case; false: it is none. */
static bool
line_of(struct stream *t, const char *line)
{

	if (strncmp(line, "hex ", 4) == 0)
		hex(line + 4, &t->bytes);
	else if (strncmp(line, "text ", 5) == 0)
		text(line + 5, &t->bytes);
	else if (strncmp(line, "bad ", 4) == 0)
		t->bad = (unsigned)strtoul(line + 4, NULL, 10);
	else if (strcmp(line, "flips") == 0)
		t->flips = true;
	else if (strncmp(line, "= ", 2) == 0) {
		buf_text(&t->wants, line + 2);
		buf_char(&t->wants, '\n');
	} else
		return (line[0] == '#' || line[0] == '\0');
	return (true);
}

static void
file_of(const struct codecs *c, const char *path)
{
	static char line[LINE_MAX_BYTES];
	struct stream t = { .bad = 0 };
	FILE *f = fopen(path, "r");

	if (f == NULL)
		printf("# %s: no such file\n", path);
	T_TRUE(f != NULL);
	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "== ", 3) == 0) {
			finish(c, &t);
			(void)snprintf(t.title, sizeof(t.title), "%.*s",
			    (int)sizeof(t.title) - 1, line + 3);
			continue;
		}
		if (!line_of(&t, line)) {
			printf("# %s: not a line of a case: %s\n", path, line);
			T_TRUE(false);
		}
	}
	finish(c, &t);
	if (f != NULL)
		fclose(f);
}

/* Each codec has cases. */
static void
test_streams(void)
{
	const char *dir = getenv("CONFORM");
	const struct codecs *all;
	char path[PATH_BYTES];
	size_t n;

	if (dir == NULL)
		T_SKIP("CONFORM does not name the cases");
	T_TRUE(field_init() == RC_OK);
	codecs_init();
	all = codecs_all(&n);
	for (size_t i = 0; i < n; i++) {
		(void)snprintf(path, sizeof(path), "%s/%s.txt", dir,
		    all[i].name);
		file_of(&all[i], path);
	}
	printf("# %zu codecs, %u streams\n", n, streams);
	T_TRUE(streams >= n);
}

static void
test_checksums(void)
{
	struct span check = SPAN("123456789");

	codecs_init();
	/* The check values of the CRC catalogue. */
	T_INT(0xbb3d, checksum_arc(check));
	T_INT(0x906e, checksum_x25(check));
	T_INT(0x29b1, checksum_3740(check));
	T_INT(0x2189, checksum_kermit(check));
	T_INT(0x4b37, checksum_modbus(check));
	T_INT(0x31, checksum_xor(check));
	T_INT(0xdd, checksum_sum(check));
}

/* Bit by bit, as the catalogue defines it. */
static unsigned
slow_crc(unsigned poly, unsigned sum, struct span s)
{

	for (size_t i = 0; i < s.n; i++) {
		sum ^= (unsigned char)s.p[i];
		for (int bit = 0; bit < 8; bit++)
			sum = (sum & 1) != 0 ? sum >> 1 ^ poly : sum >> 1;
	}
	return (sum);
}

/* By slices and by folds: of every length, the same. */
static void
test_long_checksums(void)
{
	char bytes[400];
	uint32_t v = 1;

	for (size_t i = 0; i < sizeof(bytes); i++) {
		v = v * 1664525u + 1013904223u;
		bytes[i] = (char)(v >> 24);
	}
	for (size_t n = 0; n <= sizeof(bytes); n++) {
		struct span s = { bytes + sizeof(bytes) - n, n };

		T_INT(slow_crc(0xa001, 0, s), checksum_arc(s));
		T_INT(slow_crc(0xa001, 0xffff, s), checksum_modbus(s));
		T_INT(slow_crc(0x8408, 0, s), checksum_kermit(s));
		T_INT(slow_crc(0x8408, 0xffff, s) ^ 0xffff, checksum_x25(s));
	}
}

static const struct t_case cases[] = {
	{ "checksums", test_checksums },
	{ "checksums of every length", test_long_checksums },
	{ "streams of all codecs", test_streams },
};

T_MAIN(cases)
