/* SPDX-License-Identifier: Apache-2.0 */
/* Event lines out of files. */
#include "base/mem.h"
#include "source/decoder.h"
#include "source/elements.h"
#include "source/frames.h"
#include "source/lines.h"
#include "source/reader.h"
#include "sys/stream.h"

struct reader {
	struct reader_opts	 opts;
	struct stream		*stream;	/* Owned; NULL between files. */
	struct lines		*lines;		/* Owned: one of these three. */
	struct elements		*elements;	/* Owned. */
	struct frames		*frames;	/* Owned. */
	struct buf		 out;		/* Events of the last row. */
	size_t			 at;		/* Of these, given. */
	uint64_t		 number;	/* Of the last row. */
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
	stream_free(r->stream);
	r->lines = NULL;
	r->elements = NULL;
	r->frames = NULL;
	r->stream = NULL;
	buf_clear(&r->out);
	r->at = 0;
	r->number = r->noted = 0;
}

/* What cuts the stream into rows. */
static rc
cutter(struct reader *r)
{
	struct mapping *m = r->opts.mapping;
	const struct decoder_opts *d = r->opts.decoder != NULL ?
	    decoder_opts(r->opts.decoder) : NULL;

	if (m != NULL && mapping_format(m) == MAPPING_JSON_ARRAY)
		return (elements_new(r->stream, &r->elements));
	if (d != NULL && !d->hex && d->codec->kind == CODECS_BINARY)
		return (frames_new(r->stream, d->codec, &r->frames));
	return (lines_new(r->stream, &r->lines));
}

rc
reader_open(struct reader *r, const char *path, struct err *e)
{
	rc rv;

	leave(r);
	if ((rv = stream_open(path, &r->stream, e)) != RC_OK)
		return (rv);
	if (r->opts.mapping != NULL)
		mapping_begin(r->opts.mapping);
	if (r->opts.decoder != NULL)
		decoder_begin(r->opts.decoder);
	if ((rv = cutter(r)) != RC_OK) {
		leave(r);
		return (rc_fail(e, rv, 0, "opening %s", path));
	}
	return (RC_OK);
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

rc
reader_next(struct reader *r, struct reader_line *line, struct err *e)
{
	bool native = r->opts.mapping == NULL && r->opts.decoder == NULL;
	struct err mine = { 0 };
	struct span text;
	rc rv;

	if (r->stream == NULL)
		return (RC_NOTFOUND);
	for (;;) {
		if (r->out.n > 0 && pending(r, line))
			return (RC_OK);
		if ((rv = row(r, &text, &mine)) != RC_OK)
			break;
		if (native) {
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
