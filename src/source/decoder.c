/* SPDX-License-Identifier: Apache-2.0 */
/* Frames of a tracker protocol as event lines. */
#include "base/digit.h"
#include "base/mem.h"
#include "base/ts.h"
#include "model/message_line.h"
#include "source/decoder.h"

struct decoder {
	struct decoder_opts	 opts;
	const struct codecs	*codec;		/* Of this file. */
	struct tracker_session	 session;
	struct message		 m;
	struct buf		 raw;		/* Of digits. */
	struct buf		 early;		/* Lines without a time. */
	struct buf		*out;		/* During decoder_feed(). */
	uint64_t		 number;
};

rc
decoder_new(const struct decoder_opts *opts, struct decoder **ret)
{
	struct decoder *d = mem_new(sizeof(*d));

	if (d == NULL)
		return (RC_NOMEM);
	d->opts = *opts;
	decoder_begin(d, opts->codec);
	*ret = d;
	return (RC_OK);
}

void
decoder_free(struct decoder *d)
{

	if (d == NULL)
		return;
	buf_release(&d->raw);
	buf_release(&d->early);
	mem_free(d);
}

const struct decoder_opts *
decoder_opts(const struct decoder *d)
{

	return (&d->opts);
}

void
decoder_begin(struct decoder *d, const struct codecs *codec)
{

	d->codec = codec;
	buf_clear(&d->early);
	d->session = (struct tracker_session){ .now = EVENT_NO_TIME,
	    .known = d->opts.vehicle.n > 0 };
}

/* The bytes of a line of digits; blanks between them are fine. */
static const char *
unhex(struct span line, struct buf *out)
{
	int high = -1;

	buf_clear(out);
	for (size_t i = 0; i < line.n; i++) {
		int v = digit_hex(line.p[i]);

		if (line.p[i] == ' ' || line.p[i] == '\t')
			continue;
		if (v < 0)
			return ("expected hexadecimal digits");
		if (high < 0)
			high = v;
		else {
			buf_char(out, (char)(high << 4 | v));
			high = -1;
		}
	}
	return (high < 0 ? NULL : "expected an even number of digits");
}

/* Tell the lines that waited for a time; it goes behind their type. */
static void
flush(struct decoder *d, int64_t time, struct buf *out)
{
	struct span rest = buf_span(&d->early);
	char text[TS_TEXT];

	ts_text(time, text);
	while (rest.n > 0) {
		struct span line = span_line(&rest);
		const char *comma = memchr(line.p, ',', line.n);
		size_t head = comma != NULL ?
		    (size_t)(comma - line.p) : line.n;

		buf_put(out, (struct span){ line.p, head });
		buf_fmt(out, ",\"time\":\"%.*s\"", TS_TEXT, text);
		buf_put(out, span_from(line, head));
		buf_char(out, '\n');
	}
	buf_clear(&d->early);
}

static void
tell(void *ctx, const struct message *m)
{
	struct decoder *d = ctx;
	bool timed = m->time != EVENT_NO_TIME;
	struct buf *to = timed ? d->out : &d->early;

	if (d->opts.vehicle.n > 0)
		message_text(&d->m, FIELD_VEHICLE_ID, d->opts.vehicle);
	if (timed && d->early.n > 0)
		flush(d, m->time, d->out);
	if (timed)
		d->session.now = m->time;
	message_line(m, d->codec->name, d->number, to);
	buf_char(to, '\n');
}

rc
decoder_end(struct decoder *d, struct buf *out)
{

	flush(d, 0, out);
	return (out->failed || d->early.failed ? RC_NOMEM : RC_OK);
}

rc
decoder_feed(struct decoder *d, struct span bytes, uint64_t number,
    struct buf *out, mapping_note_fn *note, void *ctx)
{
	struct tracker_out to = { .fn = tell, .ctx = d, .m = &d->m,
	    .no_checksum = d->opts.no_checksum };
	struct mapping_note n = { .kind = MAPPING_BAD, .number = number,
	    .column = SPAN("frame") };

	d->out = out;
	d->number = number;
	if (d->opts.hex) {
		n.reason = unhex(bytes, &d->raw);
		bytes = buf_span(&d->raw);
	}
	if (n.reason == NULL && d->codec->read(&d->session, bytes,
	    &to) != RC_OK)
		n.reason = "expected a whole frame of the protocol";
	if (n.reason != NULL)
		note(ctx, &n);
	return (out->failed || d->raw.failed || d->early.failed ? RC_NOMEM :
	    RC_OK);
}
