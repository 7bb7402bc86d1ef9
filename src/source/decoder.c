/* SPDX-License-Identifier: Apache-2.0 */
/* Frames of a tracker protocol as event lines. */
#include "base/digit.h"
#include "base/mem.h"
#include "base/ts.h"
#include "model/message_line.h"
#include "source/canlog.h"
#include "source/decoder.h"

struct decoder {
	struct decoder_opts	 opts;
	const struct codecs	*codec;		/* Of this file. */
	struct tracker_session	 session;
	struct canlog		*can;		/* Owned; or NULL. */
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
	if (opts->candump && canlog_new(opts->can, &d->can) != RC_OK) {
		mem_free(d);
		return (RC_NOMEM);
	}
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
	canlog_free(d->can);
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
	if (d->can != NULL)
		canlog_begin(d->can);
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

	cantable_rename(d->opts.can, &d->m);
	if (d->opts.vehicle.n > 0)
		message_text(&d->m, FIELD_VEHICLE_ID, d->opts.vehicle);
	if (timed && d->early.n > 0)
		flush(d, m->time, d->out);
	if (timed)
		d->session.now = m->time;
	message_line(m, d->can != NULL ? DECODER_CANDUMP : d->codec->name,
	    d->can != NULL ? canlog_line(d->can) : d->number, to);
	buf_char(to, '\n');
}

/* How a line of candump that told nothing is told itself. */
static void
told_nothing(enum canlog_why why, const struct candump_bad *bad,
    struct mapping_note *n)
{
	/* By enum canlog_why. */
	static const char *const reasons[] = { NULL, NULL, NULL,
	    "no message of the table has the frame's id",
	    "a remote frame asks and tells nothing",
	    "before, the message had another bus or another sender",
	    "more than 16 buses in one log" };

	n->kind = why == CANLOG_BAD ? MAPPING_BAD : MAPPING_SKIPPED;
	n->column = span_of(why == CANLOG_BAD ? bad->field : "frame");
	n->reason = why == CANLOG_BAD ? bad->expected : reasons[why];
}

static rc
feed_can(struct decoder *d, struct span line, const struct tracker_out *to,
    mapping_note_fn *note, void *ctx)
{
	struct mapping_note n = { .number = d->number };
	struct candump_bad bad;
	enum canlog_why why = canlog_feed(d->can, &d->session, line,
	    d->number, to, &bad);

	told_nothing(why, &bad, &n);
	if (n.reason != NULL)
		note(ctx, &n);
	return (d->out->failed ? RC_NOMEM : RC_OK);
}

rc
decoder_end(struct decoder *d, struct buf *out)
{
	struct tracker_out to = { .fn = tell, .ctx = d, .m = &d->m };

	d->out = out;
	if (d->can != NULL)
		canlog_end(d->can, &d->session, &to);
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
	if (d->can != NULL)
		return (feed_can(d, bytes, &to, note, ctx));
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
