/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Wire formats against a bare pass over the same bytes, in one run:
 *
 *	teltonika	AVL frames to messages / CRC of the frames, slice by 8
 *	h02		texts to messages / memchr for the end of each, and
 *			strtod for each of its numbers
 *	mqtt		a capture of PUBLISHes to events / libpcap's own loop
 *
 * Both take turns over slices.  usage: bench_codec [SLICES]
 */
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "codec/checksum.h"
#include "codec/codecs.h"
#include "slices.h"
#include "source/packets.h"
#include "sys/stream.h"

#define FRAMES	2000u
#define RECORDS	10u
#define TEXTS	20000u
#define PUBLISHES	4000u
#define PAYLOAD	1200u
#define LINES_MOST	65536u

static size_t rounds = 60;
static volatile double sink;
static uint64_t told;

static void
be(struct buf *b, uint64_t v, unsigned n)
{

	while (n-- > 0)
		buf_char(b, (char)(v >> 8 * n & 255));
}

static void
le(struct buf *b, uint64_t v, unsigned n)
{

	for (; n > 0; n--, v >>= 8)
		buf_char(b, (char)(v & 255));
}

/* What a FMB unit sends while it drives. */
static void
avl_record(struct buf *b, uint64_t time)
{
	static const uint8_t one[] = { 239, 1, 240, 1, 21, 4, 200, 0, 69, 1 };

	be(b, time, 8);
	be(b, 0, 1);
	be(b, 134094210 + time % 9999, 4);
	be(b, 525208120 + time % 9999, 4);
	be(b, 120, 2), be(b, 87, 2), be(b, 11, 1), be(b, 48, 2);
	be(b, 0, 1), be(b, 13, 1);
	be(b, 5, 1);
	for (size_t i = 0; i < sizeof(one); i++)
		buf_char(b, (char)one[i]);
	be(b, 5, 1);
	be(b, 66, 1), be(b, 12500, 2), be(b, 67, 1), be(b, 4100, 2);
	be(b, 181, 1), be(b, 11, 2), be(b, 182, 1), be(b, 9, 2);
	be(b, 24, 1), be(b, 48, 2);
	be(b, 2, 1);
	be(b, 16, 1), be(b, 48211930, 4), be(b, 241, 1), be(b, 26201, 4);
	be(b, 1, 1);
	be(b, 11, 1), be(b, UINT64_C(8949020000000000), 8);
}

static void
avl(struct buf *b)
{
	struct buf body = { 0 };

	for (unsigned f = 0; f < FRAMES; f++) {
		buf_clear(&body);
		be(&body, 0x08, 1);
		be(&body, RECORDS, 1);
		for (unsigned i = 0; i < RECORDS; i++)
			avl_record(&body, UINT64_C(1772439304250) +
			    (f * RECORDS + i) * 1000);
		be(&body, RECORDS, 1);
		be(b, 0, 4), be(b, body.n, 4);
		buf_put(b, buf_span(&body));
		be(b, checksum_arc(buf_span(&body)), 4);
	}
	buf_release(&body);
}

static void
texts(struct buf *b)
{

	for (unsigned i = 0; i < TEXTS; i++)
		buf_fmt(b, "*HQ,3520990017,V1,%02u%02u%02u,A,5231.%04u,N,"
		    "01324.%04u,E,%03u.%02u,%03u,020326,FFFFFBFF,262,01,"
		    "7021,20311#\r\n", i / 3600 % 24, i / 60 % 60, i % 60,
		    i % 10000, i * 7 % 10000, i % 130, i % 100, i % 360);
}

/* One connection whose client publishes. */
static void
packet(struct buf *b, uint32_t *seq, unsigned flags, struct span data)
{
	static unsigned number;
	size_t n = 54 + data.n;

	number++;
	le(b, 1772439304 + number / 1000, 4), le(b, number % 1000 * 1000, 4);
	le(b, n, 4), le(b, n, 4);
	be(b, 0, 8), be(b, 0, 4), be(b, 0x0800, 2);
	be(b, 0x4500, 2), be(b, n - 14, 2), be(b, 0, 4);
	be(b, 0x4006, 2), be(b, 0, 2);
	be(b, 0xc6336407, 4), be(b, 0xc0000201, 4);
	be(b, 40001, 2), be(b, 1883, 2), be(b, *seq, 4), be(b, 0, 4);
	be(b, 0x50, 1), be(b, flags, 1), be(b, 65535, 2), be(b, 0, 4);
	buf_put(b, data);
	*seq += (uint32_t)data.n + (flags == 2);
}

static void
capture(struct buf *b)
{
	static const char connect[] =
	    "\x10\x10\0\4MQTT\4\2\0\x3c\0\4unit";
	struct buf data = { 0 };
	uint32_t seq = 1000;

	le(b, 0xa1b2c3d4, 4), le(b, 2, 2), le(b, 4, 2), le(b, 0, 8);
	le(b, 262144, 4), le(b, 1, 4);
	packet(b, &seq, 2, SPAN(""));
	packet(b, &seq, 0x18, (struct span){ connect, sizeof(connect) - 1 });
	for (unsigned i = 0; i < PUBLISHES; i++) {
		buf_clear(&data);
		be(&data, 0x30, 1);
		be(&data, (PAYLOAD + 7) % 128 + 128, 1);
		be(&data, (PAYLOAD + 7) / 128, 1);
		be(&data, 5, 2);
		buf_text(&data, "fleet");
		for (unsigned k = 0; k < PAYLOAD; k++)
			buf_char(&data, (char)('a' + k % 26));
		packet(b, &seq, 0x18, buf_span(&data));
	}
	buf_release(&data);
}

static void
hear(void *ctx, const struct message *m)
{

	(void)ctx;
	told += m->n;
}

static const struct codecs *codec;

static void
decode(const struct span *frame, size_t n)
{
	static struct message m;
	struct tracker_session s = { .now = 0 };
	struct tracker_out out = { .fn = hear, .m = &m };
	size_t cut;

	for (size_t i = 0; i < n; i++) {
		if (codec->frame(frame[i], &cut) != RC_OK ||
		    cut != frame[i].n ||
		    codec->read(&s, frame[i], &out) != RC_OK) {
			fprintf(stderr, "bench_codec: not a frame\n");
			exit(1);
		}
	}
}

/* CRC-16/ARC, slice by 8. */
static uint16_t slice[8][256];

static void
bare_crc_init(void)
{

	for (unsigned i = 0; i < 256; i++) {
		unsigned v = i;

		for (int bit = 0; bit < 8; bit++)
			v = (v & 1) != 0 ? v >> 1 ^ 0xa001 : v >> 1;
		slice[0][i] = (uint16_t)v;
	}
	for (unsigned k = 1; k < 8; k++)
		for (unsigned i = 0; i < 256; i++)
			slice[k][i] = (uint16_t)(slice[k - 1][i] >> 8 ^
			    slice[0][slice[k - 1][i] & 255]);
}

static uint16_t
bare_crc_one(struct span s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	uint16_t (*t)[256] = slice, sum = 0;
	size_t n = s.n;

	for (; n >= 8; n -= 8, p += 8)
		sum = (uint16_t)(t[7][p[0] ^ (sum & 255)] ^
		    t[6][p[1] ^ sum >> 8] ^ t[5][p[2]] ^ t[4][p[3]] ^
		    t[3][p[4]] ^ t[2][p[5]] ^ t[1][p[6]] ^ t[0][p[7]]);
	for (; n > 0; n--, p++)
		sum = (uint16_t)(sum >> 8 ^ t[0][(sum ^ *p) & 255]);
	return (sum);
}

static void
bare_crc(const struct span *frame, size_t n)
{

	for (size_t i = 0; i < n; i++)
		sink += bare_crc_one(frame[i]);
}

/* The end of each text, and each of its numbers. */
static void
bare_text(const struct span *text, size_t n)
{

	for (size_t i = 0; i < n; i++) {
		const char *p = text[i].p, *end = memchr(p, '#', text[i].n);

		while (p != NULL && p < end) {
			char *after;

			sink += strtod(p, &after);
			p = memchr(after, ',', (size_t)(end - after));
			p = p != NULL ? p + 1 : NULL;
		}
	}
}

static char path[] = "/dev/shm/bench-codec-XXXXXX";

/* The capture as libpcap alone reads it. */
static void
bare_pcap(const struct span *none, size_t n)
{
	char why[PCAP_ERRBUF_SIZE];
	const unsigned char *bytes;
	struct pcap_pkthdr *head;
	pcap_t *p = pcap_open_offline(path, why);

	(void)none;
	(void)n;
	if (p == NULL)
		exit(1);
	while (pcap_next_ex(p, &head, &bytes) == 1)
		sink += bytes[head->caplen - 1];
	pcap_close(p);
}

static void
read_capture(const struct span *none, size_t n)
{
	struct packets_opts o = { .codec = NULL };
	struct packets *p = NULL;
	struct stream *s = NULL;
	struct buf out = { 0 };
	struct err e = { 0 };
	uint64_t number;
	rc r;

	(void)none;
	(void)n;
	if (stream_open(path, &s, &e) != RC_OK ||
	    packets_file(&o, s, path, &p, &e) != RC_OK)
		exit(1);
	while ((r = packets_next(p, &out, &number, &e)) == RC_OK)
		;
	if (r != RC_NOTFOUND || out.n == 0)
		exit(1);
	told += out.n;
	packets_free(p);
	stream_free(s);
	buf_release(&out);
}

/* A lane ------------------------------------------------------------- */

static void
lane(const char *name, void (*make)(struct buf *), char end,
    void (*bare)(const struct span *, size_t), const char *what)
{
	struct slices_peer peers[] = {
		{ .name = what, .run = bare },
		{ .name = name, .run = decode },
	};
	struct span *line = calloc(LINES_MOST, sizeof(*line));
	struct buf b = { 0 };
	size_t n = 0, at = 0, len;

	if (line == NULL)
		exit(1);
	make(&b);
	codec = codecs_find(span_of(name), NULL);
	for (; codec != NULL && at < b.n && n < LINES_MOST; at += len) {
		if (codec->frame(span_from(buf_span(&b), at), &len) != RC_OK)
			exit(1);
		if (len > 1 || end == 0)
			line[n++] = (struct span){ b.p + at, len };
	}
	printf("%s: %zu frames of %zu bytes\n", name, n, b.n / n);
	slices_run(peers, 2, line, n, n / 10, rounds);
	slices_print(peers, 2, 0, rounds);
	free(line);
	buf_release(&b);
}

static void
lane_mqtt(void)
{
	static struct slices_peer peers[] = {
		{ .name = "libpcap alone", .run = bare_pcap },
		{ .name = "mqtt, to events", .run = read_capture },
	};
	struct span one = SPAN("");
	struct buf b = { 0 };
	double payload = (double)PUBLISHES * PAYLOAD, ns[SLICES_MOST];
	int fd = mkstemp(path);
	FILE *f = fd >= 0 ? fdopen(fd, "w") : NULL;

	capture(&b);
	if (f == NULL || fwrite(b.p, 1, b.n, f) != b.n || fclose(f) != 0)
		exit(1);
	printf("mqtt: a capture of %u packets\n", PUBLISHES);
	slices_run(peers, 2, &one, 1, 1, rounds);
	for (size_t r = 0; r < rounds; r++)
		ns[r] = peers[1].ns[r];
	slices_print(peers, 2, 0, rounds);
	printf("%.2f GB/s of payload\n",
	    payload / slices_at(ns, rounds, 0.5));
	unlink(path);
	buf_release(&b);
}

int
main(int argc, char **argv)
{

	if (argc > 1)
		rounds = strtoul(argv[1], NULL, 10);
	if (rounds < 1 || rounds > SLICES_MOST || field_init() != RC_OK)
		return (2);
	codecs_init();
	bare_crc_init();
	lane("teltonika", avl, 0, bare_crc, "CRC-16, slice by 8");
	lane("h02", texts, '#', bare_text, "memchr and strtod");
	lane_mqtt();
	return (told == 0);
}
