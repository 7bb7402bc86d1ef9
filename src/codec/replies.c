/* SPDX-License-Identifier: Apache-2.0 */
/* What a server answers to units. */
#include <stdio.h>

#include "base/cur.h"
#include "codec/cells.h"
#include "codec/checksum.h"
#include "codec/jt808_answer.h"
#include "codec/replies.h"

static void
put_bytes(struct buf *b, const uint8_t *p, size_t n)
{

	buf_put(b, (struct span){ (const char *)p, n });
}

static void
put_be(struct buf *b, uint64_t v, unsigned n)
{

	while (n-- > 0)
		buf_char(b, (char)(v >> (8 * n) & 0xff));
}

static bool
begins(struct span s, const char *text)
{
	size_t n = strlen(text);

	return (s.n >= n && memcmp(s.p, text, n) == 0);
}

/* The names of rows would hide those of the codecs without a prefix. */
#define REPLY(name)	reply_##name

/* Teltonika, "Data Sending Protocols": TCP and UDP. */
static void
REPLY(teltonika)(const struct replies_to *to, struct buf *out)
{
	struct cur c = cur_of(to->frame);
	uint64_t first = cur_be(&c, 4), count = 0;
	unsigned codec;

	if (to->datagram) {
		unsigned packet = first & 0xffff, number;

		(void)cur_u8(&c);
		number = cur_u8(&c);
		(void)cur_take(&c, (size_t)cur_be(&c, 2));
		(void)cur_u8(&c);
		count = cur_u8(&c);
		if (!cur_ok(&c))
			return;
		put_be(out, 5, 2);
		put_be(out, packet, 2);
		put_be(out, 1, 1);
		put_be(out, number, 1);
		put_be(out, count, 1);
		return;
	}
	if (first != 0) {
		if (to->frame.n > 1)		/* A login; 1: a ping. */
			buf_char(out, 1);
		return;
	}
	(void)cur_be(&c, 4);
	codec = cur_u8(&c);
	count = cur_u8(&c);
	/* What is said in codecs 12 to 14 is an answer itself. */
	if (cur_ok(&c) && (codec == 0x08 || codec == 0x8e || codec == 0x10))
		put_be(out, count, 4);
}

/* GT06 protocol, section 5: the number and serial of what is answered. */
static void
REPLY(gt06)(const struct replies_to *to, struct buf *out)
{
	static const uint8_t wanted[] = { 0x01, 0x13, 0x16, 0x23, 0x26, 0x27 };
	struct span f = to->frame;
	size_t head = f.n > 2 && (uint8_t)f.p[0] == 0x79 ? 4 : 3, at = out->n;
	bool want = false;
	uint16_t sum;

	/* Marks, length, number ... serial, sum, CR LF. */
	if (f.n < head + 1 + 6)
		return;
	for (size_t i = 0; i < COUNT_OF(wanted); i++)
		want |= (uint8_t)f.p[head] == wanted[i];
	if (!want)
		return;
	put_bytes(out, (const uint8_t[]){ 0x78, 0x78, 5 }, 3);
	buf_char(out, f.p[head]);
	buf_put(out, (struct span){ f.p + f.n - 6, 2 });
	if (out->failed)
		return;
	sum = checksum_x25((struct span){ out->p + at + 2, 4 });
	put_be(out, sum, 2);
	buf_text(out, "\r\n");
}

static void
REPLY(jt808)(const struct replies_to *to, struct buf *out)
{

	jt808_answer(to->frame, out);
}

/* Ruptela, "FM protocol": command 100, 1: accepted. */
static void
REPLY(ruptela)(const struct replies_to *to, struct buf *out)
{
	static const uint8_t ack[] = { 0, 2, 100, 1, 0x13, 0xbc };
	struct cur c = cur_of(to->frame);
	unsigned command;

	(void)cur_take(&c, 10);		/* Length, IMEI. */
	command = cur_u8(&c);
	if (cur_ok(&c) && (command == 1 || command == 68))
		put_bytes(out, ack, sizeof(ack));
}

static void
REPLY(gps103)(const struct replies_to *to, struct buf *out)
{

	if (begins(to->frame, "##"))
		buf_text(out, "LOAD");
	else if (to->frame.n > 0 && cells_all_digits((struct span){
	    to->frame.p, to->frame.n - (to->frame.p[to->frame.n - 1] == ';') }))
		buf_text(out, "ON");
}

/* "(ID BP05 ...)": the unit's number of 12, a command of four. */
static void
REPLY(tk103)(const struct replies_to *to, struct buf *out)
{
	static const struct {
		const char	*asked, *answer;
	} rows[] = { { "BP05", "AP05" }, { "BP00", "AP01HSO" },
	    { "BO01", "AS01" } };
	struct cur c = cur_of(to->frame);
	struct span id, command;

	(void)cur_u8(&c);
	id = cur_take(&c, 12);
	command = cur_take(&c, 4);
	if (!cur_ok(&c) || !cells_all_digits(id))
		return;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		if (!span_eq(command, span_of(rows[i].asked)))
			continue;
		buf_char(out, '(');
		buf_put(out, id);
		buf_text(out, rows[i].answer);
		/* Which alarm it was is said back. */
		if (command.p[1] == 'O' && cur_left(&c) > 1)
			buf_put(out, cur_take(&c, 1));
		buf_char(out, ')');
	}
}

/* Reports of "#B#a|b|c": those that say something. */
static unsigned
reports(struct span s)
{
	unsigned n = 0;
	bool open = false;

	for (size_t i = 0; i < s.n && s.p[i] != '\r' && s.p[i] != '\n'; i++) {
		n += !open && s.p[i] != '|';
		open = s.p[i] != '|';
	}
	return (n);
}

/* Wialon IPS 2.0, section "Packet types". */
static void
REPLY(wialon)(const struct replies_to *to, struct buf *out)
{
	static const struct {
		const char	*asked, *answer;
	} rows[] = { { "#L#", "#AL#1\r\n" }, { "#SD#", "#ASD#1\r\n" },
	    { "#D#", "#AD#1\r\n" }, { "#P#", "#AP#\r\n" },
	    { "#M#", "#AM#1\r\n" } };

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (begins(to->frame, rows[i].asked))
			buf_text(out, rows[i].answer);
	if (begins(to->frame, "#B#"))
		buf_fmt(out, "#AB#%u\r\n", reports(span_from(to->frame, 3)));
}

/* Galileosky, "Data exchange protocol": the packet's own checksum. */
static void
REPLY(galileosky)(const struct replies_to *to, struct buf *out)
{
	struct span f = to->frame;

	if (f.n < 5 || f.p[0] != 1)
		return;
	buf_char(out, 2);
	buf_put(out, span_from(f, f.n - 2));
}

/* "+ACK:GTHBD,VERSION,IMEI,NAME,TIME,COUNT$" */
static void
REPLY(queclink)(const struct replies_to *to, struct buf *out)
{
	struct span f = to->frame;
	struct cur c = cur_of(f);
	struct span version;
	size_t last;

	if (!begins(f, "+ACK:GTHBD,") || f.p[f.n - 1] != '$')
		return;
	(void)cur_until(&c, ',');
	(void)cur_eat(&c, ',');
	version = cur_until(&c, ',');
	for (last = f.n - 1; f.p[last] != ','; )
		last--;
	buf_text(out, "+SACK:GTHBD,");
	buf_put(out, version);
	buf_put(out, span_from(f, last));
}

/* LM Direct, "Acknowledge message": options as they came, service 2. */
static void
REPLY(calamp)(const struct replies_to *to, struct buf *out)
{
	struct cur c = cur_of(to->frame);
	unsigned bits = cur_u8(&c), type;
	struct span options, number;

	if ((bits & 0x80) == 0)
		return;
	for (unsigned i = 0; i < 7; i++)
		if ((bits >> i & 1) != 0)
			(void)cur_take(&c, cur_u8(&c));
	options = (struct span){ to->frame.p, c.at };
	if (cur_u8(&c) != 1)		/* Nobody asked for an answer. */
		return;
	type = cur_u8(&c);
	number = cur_take(&c, 2);
	if (!cur_ok(&c))
		return;
	buf_put(out, options);
	put_be(out, 2, 1);
	put_be(out, 1, 1);
	buf_put(out, number);
	put_be(out, type, 1);
	put_be(out, 0, 5);
}

/* "@P,CRC,LENGTH,NUMBER,ID," or @P, sum 2, length 2, number 2, id 8; a beat of
 * FE 02 is said back. */
static void
REPLY(atrack)(const struct replies_to *to, struct buf *out)
{
	struct cur c = cur_of(to->frame);
	struct span number, id;
	int64_t v = 0, unit = 0;

	if ((uint8_t)cur_peek(&c) == 0xfe) {
		buf_put(out, to->frame);
		return;
	}
	if (!begins(to->frame, "@P"))
		return;
	if (begins(to->frame, "@P,")) {
		for (unsigned i = 0; i < 3; i++) {
			(void)cur_until(&c, ',');
			(void)cur_eat(&c, ',');
		}
		number = cur_until(&c, ',');
		(void)cur_eat(&c, ',');
		id = cur_until(&c, ',');
		if (!cur_ok(&c) || !cells_int(number, &v) ||
		    !cells_int(id, &unit))
			return;
	} else {
		(void)cur_take(&c, 6);
		v = (int64_t)cur_be(&c, 2);
		unit = (int64_t)cur_be(&c, 8);
		if (!cur_ok(&c))
			return;
	}
	put_be(out, 0xfe02, 2);
	put_be(out, (uint64_t)unit, 8);
	put_be(out, (uint64_t)v, 2);
}

static void
REPLY(osmand)(const struct replies_to *to, struct buf *out)
{

	(void)to;
	buf_text(out, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
}

static const struct {
	const char	*name;
	replies_fn	*fn;
} rows[] = {
#define X(name, help)	{ #name, REPLY(name) },
	REPLIES(X)
#undef X
};

void
replies_put(const struct codecs *codec, const struct replies_to *to,
    struct buf *out)
{

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (strcmp(rows[i].name, codec->name) == 0)
			rows[i].fn(to, out);
}
