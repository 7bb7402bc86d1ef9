/* SPDX-License-Identifier: Apache-2.0 */
/* Tracker protocols: frames made by hand, whole, cut and spoilt. */
#include "base/ts.h"
#include "codec/checksum.h"
#include "codec/codecs.h"
#include "model/message_line.h"
#include "t.h"

/* What a stream said. */
struct said {
	struct buf	text;
	unsigned	n;
};

static void
tell(void *ctx, const struct message *m)
{
	struct said *s = ctx;

	s->n++;
	message_line(m, "test", s->n, &s->text);
	buf_char(&s->text, '\n');
}

static const struct codecs *
named(const char *name)
{
	const struct codecs *c = codecs_find(span_of(name), NULL);

	codecs_init();
	if (field_init() != RC_OK)
		exit(1);

	if (c == NULL)
		exit(1);
	return (c);
}

/* Read all whole frames of ${in} that are not yet read. */
static size_t
feed(const struct codecs *c, struct tracker_session *session,
    struct span in, bool strict, struct said *s)
{
	static struct message m;
	struct tracker_out out = { .fn = tell, .ctx = s, .m = &m,
	    .no_checksum = !strict };
	size_t at = 0, n;

	while (at < in.n && c->frame(span_from(in, at), &n) == RC_OK) {
		(void)c->read(session, (struct span){ in.p + at, n }, &out);
		at += n;
	}
	return (at);
}

static void
be(struct buf *b, uint64_t v, unsigned n)
{

	while (n-- > 0)
		buf_char(b, (char)(v >> 8 * n & 255));
}

/* One unit: it logs in, sends two records and a ping. */
static void
teltonika(struct buf *b)
{
	struct buf body = { 0 };
	int64_t at;

	if (ts_parse(SPAN("2026-03-02T08:15:04.250Z"), &at) != RC_OK)
		exit(1);
	be(b, 15, 2);
	buf_text(b, "352099001761481");
	be(&body, 0x08, 1);
	be(&body, 2, 1);
	for (unsigned i = 0; i < 2; i++) {
		be(&body, (uint64_t)at + i * 1000, 8);
		be(&body, 0, 1);
		be(&body, 134094210, 4);	/* East, 1e-7 degrees. */
		be(&body, (uint32_t)-525208120, 4);
		be(&body, (uint16_t)-3, 2);	/* m */
		be(&body, 87, 2);
		be(&body, i == 0 ? 11 : 0, 1);
		be(&body, 48, 2);
		be(&body, 252, 1);		/* Event: unplugged. */
		be(&body, 5, 1);
		be(&body, 2, 1);
		be(&body, 239, 1), be(&body, 1, 1);
		be(&body, 252, 1), be(&body, i, 1);
		be(&body, 2, 1);
		be(&body, 66, 1), be(&body, 12500, 2);
		be(&body, 182, 1), be(&body, 9, 2);
		be(&body, 1, 1);
		be(&body, 16, 1), be(&body, 48211930, 4);
		be(&body, 0, 1);
	}
	be(&body, 2, 1);
	be(b, 0, 4);
	be(b, body.n, 4);
	buf_put(b, buf_span(&body));
	be(b, checksum_arc(buf_span(&body)), 4);
	be(b, 0xff, 1);
	buf_release(&body);
}

#define TELTONIKA_DEVICE "\"device\":{\"id\":\"352099001761481\"," \
    "\"imei\":\"352099001761481\"}"
#define TELTONIKA_SAMPLE "\"Vehicle.LowVoltageSystemState\":\"ON\"," \
    "\"Vehicle.TraveledDistance\":48211930," \
    "\"Vehicle.CurrentLocation.Latitude\":-52.520812," \
    "\"Vehicle.CurrentLocation.Longitude\":13.409421," \
    "\"Vehicle.CurrentLocation.Heading\":87," \
    "\"Vehicle.CurrentLocation.Altitude\":-3,"

static const char *const teltonika_says =
    "{\"type\":\"device.connect\",\"time\":\"1970-01-01T00:00:00.000Z\","
    "\"source\":{\"name\":\"test\",\"line\":1}," TELTONIKA_DEVICE
    ",\"protocol\":\"tcp\"}\n"
    "{\"type\":\"telemetry.sample\",\"time\":\"2026-03-02T08:15:04.250Z\","
    "\"source\":{\"name\":\"test\",\"line\":2}," TELTONIKA_DEVICE
    ",\"gnss\":{\"sats\":11,\"hdop\":0.9,\"speed_kmh\":48},\"signals\":{"
    TELTONIKA_SAMPLE "\"Vehicle.LowVoltageBattery.CurrentVoltage\":12.5},"
    "\"unmapped\":{\"priority\":0,\"event\":252,\"io252\":0}}\n"
    "{\"type\":\"telemetry.sample\",\"time\":\"2026-03-02T08:15:05.250Z\","
    "\"source\":{\"name\":\"test\",\"line\":3}," TELTONIKA_DEVICE
    ",\"gnss\":{\"sats\":0,\"hdop\":0.9,\"speed_kmh\":48},\"signals\":{"
    TELTONIKA_SAMPLE "\"Vehicle.CurrentLocation.GNSSReceiver.FixType\":"
    "\"NONE\",\"Vehicle.LowVoltageBattery.CurrentVoltage\":12.5},"
    "\"unmapped\":{\"priority\":0,\"event\":252,\"io252\":1}}\n"
    "{\"type\":\"telemetry.alarm\",\"time\":\"2026-03-02T08:15:05.250Z\","
    "\"source\":{\"name\":\"test\",\"line\":4}," TELTONIKA_DEVICE
    ",\"gnss\":{\"sats\":0,\"speed_kmh\":48},\"alarm\":\"power_cut\","
    "\"signals\":{"
    "\"Vehicle.CurrentLocation.Latitude\":-52.520812,"
    "\"Vehicle.CurrentLocation.Longitude\":13.409421,"
    "\"Vehicle.CurrentLocation.Heading\":87,"
    "\"Vehicle.CurrentLocation.Altitude\":-3,"
    "\"Vehicle.CurrentLocation.GNSSReceiver.FixType\":\"NONE\"}}\n";

/* A protocol, a stream of it made by hand, and what it says. */
static const struct made {
	const char		*name;
	void			(*make)(struct buf *);
	const char *const	*says;
} made[] = {
	{ "teltonika", teltonika, &teltonika_says },
};

static void
test_whole(void)
{

	for (size_t i = 0; i < COUNT_OF(made); i++) {
		struct tracker_session session = { .now = 0 };
		struct said s = { .n = 0 };
		struct buf b = { 0 };

		made[i].make(&b);
		T_INT(b.n, feed(named(made[i].name), &session, buf_span(&b),
		    true, &s));
		T_SPAN(*made[i].says, buf_span(&s.text));
		buf_release(&b);
		buf_release(&s.text);
	}
}

/* In two reads, cut anywhere: the same. */
static void
test_cut(void)
{

	for (size_t i = 0; i < COUNT_OF(made); i++) {
		const struct codecs *c = named(made[i].name);
		struct buf b = { 0 };

		made[i].make(&b);
		for (size_t k = 0; k <= b.n; k++) {
			struct tracker_session session = { .now = 0 };
			struct said s = { .n = 0 };
			/* Exactly its size, so that ASan sees too far. */
			char *head = malloc(k > 0 ? k : 1);
			size_t at;

			memcpy(head, b.p, k);
			at = feed(c, &session, (struct span){ head, k },
			    true, &s);
			free(head);
			(void)feed(c, &session, span_from(buf_span(&b), at),
			    true, &s);
			T_TRUE(span_eq(span_of(*made[i].says),
			    buf_span(&s.text)));
			buf_release(&s.text);
		}
		buf_release(&b);
	}
}

/* A bit turned anywhere but in the last byte, a ping, is noticed. */
static void
test_spoilt(void)
{

	for (size_t i = 0; i < COUNT_OF(made); i++) {
		const struct codecs *c = named(made[i].name);
		struct buf b = { 0 };

		made[i].make(&b);
		for (size_t k = 0; k < 8 * b.n; k++) {
			struct tracker_session session = { .now = 0 };
			struct said s = { .n = 0 };

			b.p[k / 8] ^= (char)(1 << k % 8);
			(void)feed(c, &session, buf_span(&b), true, &s);
			b.p[k / 8] ^= (char)(1 << k % 8);
			T_TRUE(!span_eq(span_of(*made[i].says),
			    buf_span(&s.text)) || k / 8 == b.n - 1);
			buf_release(&s.text);
		}
		buf_release(&b);
	}
}

static void
test_checksums(void)
{
	struct span check = SPAN("123456789");

	codecs_init();
	/* The check values of the CRC catalogue. */
	T_INT(0xbb3d, checksum_arc(check));
	T_INT(0x906e, checksum_x25(check));
	T_INT(0x31, checksum_xor(check));
	T_INT(0xdd, checksum_sum(check));
}

static const struct t_case cases[] = {
	{ "checksums", test_checksums },
	{ "whole", test_whole },
	{ "cut", test_cut },
	{ "spoilt", test_spoilt },
};

T_MAIN(cases)
