/* SPDX-License-Identifier: Apache-2.0 */
/* Event lines out of files. */
#include "base/mem.h"
#include "codec/detect.h"
#include "source/capture.h"
#include "source/decoder.h"
#include "source/elements.h"
#include "source/frames.h"
#include "source/journal_stream.h"
#include "source/lines.h"
#include "source/packets.h"
#include "source/reader.h"
#include "sys/stream.h"

struct reader {
	struct reader_opts	 opts;
	struct stream		*stream;	/* Owned; NULL between files. */
	struct lines		*lines;		/* Owned: one of these four. */
	struct elements		*elements;	/* Owned. */
	struct frames		*frames;	/* Owned. */
	struct packets		*packets;	/* Owned. */
	bool			 native;	/* Event lines as they are. */
	struct buf		 out;		/* Events of the last row. */
	size_t			 at;		/* Of these, given. */
	uint64_t		 number;	/* Of the last row. */
	uint64_t		 before;	/* Rows before the first. */
	uint64_t		 noted;		/* Last row that was bad. */
	struct reader_stats	 stats;
};

rc
reader_new(const struct reader_opts *opts, struct reader **ret)
{
	struct reader *r = mem_new(sizeof(*r));

	if (r == NULL)
		return (RC_NOMEM);
	r->opts = *opts;
	*ret = r;
	return (RC_OK);
}

static void
leave(struct reader *r)
{

	lines_free(r->lines);
	elements_free(r->elements);
	frames_free(r->frames);
	packets_free(r->packets);
	stream_free(r->stream);
	r->lines = NULL;
	r->elements = NULL;
	r->frames = NULL;
	r->packets = NULL;
	r->stream = NULL;
	buf_clear(&r->out);
	r->at = 0;
	r->number = r->noted = 0;
}

/* Pass a note on, with the file; count rows, not notes. */
static void
note(void *ctx, const struct mapping_note *n)
{
	struct reader *r = ctx;

	if (n->kind != MAPPING_LEFT && r->noted != n->number) {
		r->noted = n->number;
		r->stats.bad += n->kind == MAPPING_BAD;
		r->stats.skipped += n->kind == MAPPING_SKIPPED;
	}
	if (r->opts.note != NULL)
		r->opts.note(r->opts.ctx, stream_path(r->stream), n);
}

/* Bytes of whoever: a capture, a unit's stream, or event lines? */
static rc
wire(struct reader *r, struct err *e)
{
	struct decoder_opts o = *decoder_opts(r->opts.decoder);
	const char *path = stream_path(r->stream);
	struct span first;
	rc rv;

	if ((rv = stream_peek(r->stream, &first, e)) != RC_OK)
		return (rv);
	if (o.candump) {
		decoder_begin(r->opts.decoder, NULL);
		return (lines_new(r->stream, &r->lines));
	}
	if (!o.hex && capture_is(first))
		return (packets_file(&(struct packets_opts){
		    .codec = o.codec, .no_checksum = o.no_checksum,
		    .topics = o.topics, .vehicle = o.vehicle, .can = o.can,
		    .note = note, .ctx = r },
		    r->stream, path, &r->packets, e));
	if (o.codec == NULL && first.n > 0 && first.p[0] == '{') {
		r->native = true;
		return (lines_new(r->stream, &r->lines));
	}
	if (o.codec == NULL && detect_codec(first, &o.codec) != RC_OK)
		return (rc_fail(e, RC_MALFORMED, 0, "%s: neither a capture "
		    "nor event lines nor one known protocol; name it with "
		    "--as", path));
	decoder_begin(r->opts.decoder, o.codec);
	return (o.hex ? lines_new(r->stream, &r->lines) :
	    frames_new(r->stream, o.codec, &r->frames));
}

/* What cuts the stream into rows. */
static rc
cutter(struct reader *r, struct err *e)
{
	struct mapping *m = r->opts.mapping;

	if (m == NULL && r->opts.decoder != NULL)
		return (wire(r, e));
	r->native = m == NULL;
	if (m != NULL) {
		mapping_begin(m);
		if (mapping_format(m) == MAPPING_JSON_ARRAY)
			return (elements_new(r->stream, &r->elements));
	}
	return (lines_new(r->stream, &r->lines));
}

/* Who sends event lines may as well send an array of them. */
static rc
array_or_lines(struct reader *r, struct err *e)
{
	struct span first;
	rc rv;

	if (r->opts.mapping != NULL || r->opts.decoder != NULL)
		return (cutter(r, e));
	if ((rv = stream_peek(r->stream, &first, e)) != RC_OK)
		return (rv);
	while (first.n > 0 && strchr(" \t\r\n", first.p[0]) != NULL)
		first = span_from(first, 1);
	if (first.n == 0 || first.p[0] != '[')
		return (cutter(r, e));
	r->native = true;
	return (elements_new(r->stream, &r->elements));
}

static rc
begin(struct reader *r, rc (*cut)(struct reader *, struct err *),
    const char *path, struct err *e)
{
	struct err why = { 0 };
	rc rv;

	if ((rv = cut(r, &why)) != RC_OK) {
		leave(r);
		if (why.code == RC_OK)
			return (rc_fail(e, rv, 0, "opening %s", path));
		if (e != NULL)
			*e = why;
		return (rv);
	}
	return (RC_OK);
}

rc
reader_open(struct reader *r, const char *path, struct err *e)
{
	rc rv;

	leave(r);
	if ((rv = journal_stream_open(path, &r->stream, e)) != RC_OK)
		return (rv);
	return (begin(r, cutter, path, e));
}

rc
reader_memory(struct reader *r, const char *name, struct span bytes,
    struct err *e)
{
	rc rv;

	leave(r);
	if ((rv = stream_memory(name, bytes, &r->stream, e)) != RC_OK)
		return (rv);
	return (begin(r, array_or_lines, name, e));
}

void
reader_after(struct reader *r, uint64_t rows)
{

	r->before = rows;
}

/* The next row; rows that are too long are told and passed over. */
static rc
row(struct reader *r, struct span *text, struct err *e)
{

	for (;;) {
		struct mapping_note n = { .kind = MAPPING_BAD,
		    .column = SPAN("line"),
		    .reason = "expected at most 65,536 bytes, got more" };
		rc rv;

		if (r->lines != NULL)
			rv = lines_next(r->lines, text, &r->number, e);
		else if (r->elements != NULL)
			rv = elements_next(r->elements, text, &r->number, e);
		else {
			rv = frames_next(r->frames, text, &r->number, e);
			n.column = SPAN("frame");
			n.reason = "expected a frame of the protocol";
		}

		if (rv == RC_OK || rv == RC_LIMIT)
			r->number += r->before;
		if (rv != RC_LIMIT)
			return (rv);
		/* Of a packing that asks for too much, not of a line. */
		if (e != NULL && e->code == RC_LIMIT)
			return (rv);
		r->stats.rows++;
		n.number = r->number;
		note(r, &n);
	}
}

static void
give(struct reader *r, struct span text, struct reader_line *line)
{

	*line = (struct reader_line){ text, stream_path(r->stream),
	    r->number };
	r->stats.events++;
}

/* The events of a row, into r->out. */
static rc
turn(struct reader *r, struct span text, struct err *e)
{
	struct mapping *m = r->opts.mapping;

	if (m == NULL) {
		r->stats.rows++;
		return (decoder_feed(r->opts.decoder, text, r->number,
		    &r->out, note, r));
	}
	r->stats.rows += !mapping_awaits(m);
	return (mapping_feed(m, text, r->number, &r->out, note, r, e));
}

/* The next of the events that the last row gave. */
static bool
pending(struct reader *r, struct reader_line *line)
{
	struct span rest = span_from(buf_span(&r->out), r->at);
	const char *lf;

	if (rest.n == 0)
		return (false);
	lf = memchr(rest.p, '\n', rest.n);
	BUG_IF(lf == NULL);
	rest.n = (size_t)(lf - rest.p);
	r->at += rest.n + 1;
	give(r, rest, line);
	return (true);
}

/* At the end, has the decoder kept something back? */
static bool
waits(struct reader *r, rc *rv)
{

	if (r->opts.decoder == NULL || r->native)
		return (false);
	buf_clear(&r->out);
	r->at = 0;
	if (decoder_end(r->opts.decoder, &r->out) != RC_OK)
		*rv = RC_NOMEM;
	return (*rv == RC_NOTFOUND && r->out.n > 0);
}

/* The events of the next packet, into r->out. */
static rc
packet(struct reader *r, struct err *e)
{
	uint64_t was = r->number;
	rc rv;

	buf_clear(&r->out);
	r->at = 0;
	rv = packets_next(r->packets, &r->out, &r->number, e);
	r->stats.rows += r->number != was;
	return (rv);
}

rc
reader_next(struct reader *r, struct reader_line *line, struct err *e)
{
	struct err mine = { 0 };
	struct span text;
	rc rv;

	if (r->stream == NULL)
		return (RC_NOTFOUND);
	for (;;) {
		if (r->out.n > 0 && pending(r, line))
			return (RC_OK);
		if (r->packets != NULL) {
			if ((rv = packet(r, &mine)) != RC_OK)
				break;
			continue;
		}
		if ((rv = row(r, &text, &mine)) != RC_OK) {
			if (rv == RC_NOTFOUND && waits(r, &rv))
				continue;
			break;
		}
		if (r->native) {
			r->stats.rows++;
			give(r, text, line);
			return (RC_OK);
		}
		buf_clear(&r->out);
		r->at = 0;
		if ((rv = turn(r, text, &mine)) != RC_OK) {
			struct err with = { 0 };

			(void)rc_fail(&with, rv, r->number, "%s:%llu: %s",
			    stream_path(r->stream),
			    (unsigned long long)r->number, mine.what);
			mine = with;
			break;
		}
	}
	if (rv != RC_NOTFOUND && e != NULL)
		*e = mine;
	return (rv);
}

struct reader_stats
reader_stats(const struct reader *r)
{

	return (r->stats);
}

uint64_t
reader_taken(const struct reader *r)
{

	return (r->stream != NULL ? stream_taken(r->stream) : 0);
}

uint64_t
reader_size(const struct reader *r)
{

	return (r->stream != NULL ? stream_size(r->stream) : 0);
}

void
reader_free(struct reader *r)
{

	if (r == NULL)
		return;
	leave(r);
	buf_release(&r->out);
	mem_free(r);
}
