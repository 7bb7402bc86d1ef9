/* SPDX-License-Identifier: Apache-2.0 */
/* Frames of a tracker protocol as event lines. */
#include "base/mem.h"
#include "model/message_line.h"
#include "source/decoder.h"

struct decoder {
	struct decoder_opts	 opts;
	struct tracker_session	 session;
	struct message		 m;
	struct buf		 raw;		/* Of digits. */
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
	decoder_begin(d);
	*ret = d;
	return (RC_OK);
}

void
decoder_free(struct decoder *d)
{

	if (d == NULL)
		return;
	buf_release(&d->raw);
	mem_free(d);
}

const struct decoder_opts *
decoder_opts(const struct decoder *d)
{

	return (&d->opts);
}

void
decoder_begin(struct decoder *d)
{

	d->session = (struct tracker_session){ .now = 0 };
}

static int
digit(char c)
{

	if (c >= '0' && c <= '9')
		return (c - '0');
	c |= 0x20;
	return (c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1);
}

/* The bytes of a line of digits; blanks between them are fine. */
static const char *
unhex(struct span line, struct buf *out)
{
	int high = -1;

	buf_clear(out);
	for (size_t i = 0; i < line.n; i++) {
		int v = digit(line.p[i]);

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

static void
tell(void *ctx, const struct message *m)
{
	struct decoder *d = ctx;

	if (m->time != EVENT_NO_TIME)
		d->session.now = m->time;
	message_line(m, d->opts.codec->name, d->number, d->out);
	buf_char(d->out, '\n');
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
	if (n.reason == NULL && d->opts.codec->read(&d->session, bytes,
	    &to) != RC_OK)
		n.reason = "expected a whole frame of the protocol";
	if (n.reason != NULL)
		note(ctx, &n);
	return (out->failed || d->raw.failed ? RC_NOMEM : RC_OK);
}
