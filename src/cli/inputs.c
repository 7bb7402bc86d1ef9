/* SPDX-License-Identifier: Apache-2.0 */
/* The files of a run as one journal of event lines. */
#include <stdio.h>

#include "base/buf.h"
#include "base/mem.h"
#include "cli/inputs.h"
#include "cli/topics_file.h"
#include "cli/verb_map.h"
#include "codec/codecs.h"
#include "source/decoder.h"
#include "source/merge.h"
#include "source/reader.h"

#define SHOWN		10		/* Reports of one reason. */

/* One file. */
struct file {
	struct inputs	*in;		/* Borrowed. */
	const char	*path;		/* Borrowed. */
	struct mapping	*mapping;	/* Owned; it has a file's state. */
	struct decoder	*decoder;	/* Owned, too; of these at most one. */
	struct topics	*topics;	/* Owned: the decoder's. */
	struct reader	*reader;	/* Owned. */
	bool		 over;
};

struct inputs {
	struct file	*file;		/* Owned. */
	size_t		 n;
	struct merge	*merge;		/* Owned. */
	struct cantable	*can;		/* Owned; or NULL. */
	struct tally	 skipped, left_out;
	unsigned	 damaged;
	bool		 quiet;
};

/* Count ${reason}, and tell the first few of each. */
static void
report(struct inputs *in, struct tally *t, const char *reason,
    const char *path, uint64_t number, const char *text)
{
	uint64_t n = 0;

	tally_add(t, reason);
	for (unsigned i = 0; i < t->n; i++)
		if (strncmp(t->row[i].text, reason, TALLY_TEXT - 1) == 0)
			n = t->row[i].count;
	if (in->quiet || n > SHOWN)
		return;
	fprintf(stderr, "%s:%llu: %s\n", path, (unsigned long long)number,
	    text);
	if (n == SHOWN)
		fprintf(stderr, "%s: more like this are only counted\n",
		    path);
}

void
inputs_report(struct inputs *in, unsigned input, uint64_t number,
    const char *what)
{
	char reason[TALLY_TEXT];
	const char *got = strstr(what, ", got ");

	/* By what was expected, whatever was got instead. */
	(void)snprintf(reason, sizeof(reason), "%.*s", got != NULL ?
	    (int)(got - what) : (int)strlen(what), what);
	report(in, &in->skipped, reason, in->file[input].path, number, what);
}

static void
note(void *ctx, const char *path, const struct mapping_note *n)
{
	struct inputs *in = ctx;
	char reason[TALLY_TEXT];
	struct buf b = { 0 };

	(void)snprintf(reason, sizeof(reason), "%.*s%s%s", (int)n->column.n,
	    n->column.p, n->column.n > 0 ? ": " : "", n->reason);
	if (n->kind == MAPPING_SKIPPED)
		tally_add(&in->left_out, n->reason);
	if (n->kind != MAPPING_BAD)
		return;
	buf_text(&b, reason);
	if (n->got.n > 0) {
		buf_text(&b, ", got ");
		buf_json(&b, (struct span){ n->got.p,
		    n->got.n < 40 ? n->got.n : 40 });
	}
	if (buf_str(&b) != NULL)
		report(in, &in->skipped, reason, path, n->number, b.p);
	buf_release(&b);
}

/* Is ${as} bytes of the wire: a protocol, or "auto"? */
static bool
wire(const char *as, struct decoder_opts *d)
{

	codecs_init();
	d->codec = codecs_find(span_of(as), NULL);
	d->candump = strcmp(as, DECODER_CANDUMP) == 0;
	return (d->codec != NULL || d->candump || strcmp(as, "auto") == 0);
}

static rc
load_mapping(const struct inputs_opts *o, struct mapping **ret,
    struct err *e)
{
	rc r = verb_map_load(o->as, ret);

	/* What is wrong with it has been said. */
	if (r != RC_OK)
		return (rc_fail(e, r == RC_NOMEM ? r : RC_CONFLICT, 0,
		    "the mapping '%s' cannot be used", o->as));
	if (o->has_start)
		mapping_start(*ret, o->start);
	return (RC_OK);
}

/* merge_input.next: the file's next line, past what cannot be read. */
static rc
next(void *ctx, struct span *line, uint64_t *number, struct err *e)
{
	struct file *f = ctx;
	struct reader_line l;
	struct err why = { 0 };
	rc r;

	if (f->over)
		return (RC_NOTFOUND);
	r = reader_next(f->reader, &l, &why);
	if (r == RC_OK) {
		*line = l.text;
		*number = l.number;
		return (RC_OK);
	}
	f->over = true;
	if (r == RC_NOMEM)
		return (rc_fail(e, r, 0, "reading %s", f->path));
	if (r == RC_NOTFOUND)
		return (r);
	/* A damaged file gives what it can; that it did is no secret. */
	f->in->damaged++;
	fprintf(stderr, "vedette: %s\n", why.what);
	return (RC_NOTFOUND);
}

static rc
open_decoder(struct file *f, const struct inputs_opts *o,
    struct decoder_opts *d, struct err *e)
{
	rc r = o->topics != NULL ? topics_file_load(o->topics, &f->topics) :
	    RC_OK;

	/* What is wrong with them has been said. */
	if (r != RC_OK)
		return (rc_fail(e, r == RC_NOMEM ? r : RC_CONFLICT, 0,
		    "the topics '%s' cannot be used", o->topics));
	d->topics = f->topics;
	d->can = f->in->can;
	if (d->candump && d->can == NULL)
		return (rc_fail(e, RC_CONFLICT, 0, "%s needs --dbc, which "
		    "says what frames mean", DECODER_CANDUMP));
	return (decoder_new(d, &f->decoder));
}

static rc
open_file(struct inputs *in, const struct inputs_opts *o, size_t i,
    struct err *e)
{
	struct file *f = &in->file[i];
	struct reader_opts how = { .note = note, .ctx = in };
	struct decoder_opts d = { .vehicle = span_of(o->vehicle) };
	rc r = RC_OK;

	f->in = in;
	f->path = o->paths[i];
	if (o->as != NULL && wire(o->as, &d))
		r = open_decoder(f, o, &d, e);
	else if (o->as != NULL && (o->topics != NULL || o->vehicle != NULL ||
	    o->dbc.n > 0))
		return (rc_fail(e, RC_CONFLICT, 0, "%s for captures "
		    "and protocols, '%s' is a mapping", o->topics != NULL ?
		    "topics are" : o->vehicle != NULL ? "--vehicle is" :
		    "--dbc is", o->as));
	else if (o->as != NULL)
		r = load_mapping(o, &f->mapping, e);
	if (r != RC_OK)
		return (r);
	how.mapping = f->mapping;
	how.decoder = f->decoder;
	if ((r = reader_new(&how, &f->reader)) != RC_OK)
		return (rc_fail(e, r, 0, "opening %s", f->path));
	return (reader_open(f->reader, f->path, e));
}

rc
inputs_open(const struct inputs_opts *o, struct inputs **ret, struct err *e)
{
	struct inputs *in = NULL;
	struct merge_input *lanes = NULL;
	bool sort = o->sort;
	rc r;

	if ((in = mem_new(sizeof(*in))) == NULL ||
	    (lanes = mem_array(o->n, sizeof(*lanes))) == NULL ||
	    (in->file = mem_array(o->n, sizeof(*in->file))) == NULL) {
		r = rc_fail(e, RC_NOMEM, 0, "opening the inputs");
		goto out;
	}
	in->quiet = o->quiet;
	if (o->dbc.n > 0 && (r = cantable_file_load(&o->dbc, o->quiet,
	    &in->can)) != RC_OK) {
		/* What is wrong with it has been said. */
		r = rc_fail(e, r == RC_NOMEM ? r : RC_CONFLICT, 0,
		    "the table of frames cannot be used");
		goto out;
	}
	for (size_t i = 0; i < o->n; i++) {
		in->n = i + 1;
		if ((r = open_file(in, o, i, e)) != RC_OK)
			goto out;
		lanes[i] = (struct merge_input){ &in->file[i], next };
	}
	/* A mapping knows when its rows are not in order. */
	if (in->n > 0 && in->file[0].mapping != NULL)
		sort |= !mapping_ordered(in->file[0].mapping);
	if ((r = merge_new(lanes, o->n, sort, &in->merge, e)) != RC_OK)
		goto out;
	if (o->time != NULL)
		merge_by(in->merge, o->time, o->time_ctx);
	*ret = in;
	in = NULL;
out:
	mem_free(lanes);
	inputs_close(in);
	return (r);
}

void
inputs_close(struct inputs *in)
{

	if (in == NULL)
		return;
	merge_free(in->merge);
	for (size_t i = 0; i < in->n; i++) {
		reader_free(in->file[i].reader);
		mapping_free(in->file[i].mapping);
		decoder_free(in->file[i].decoder);
		topics_free(in->file[i].topics);
	}
	cantable_free(in->can);
	mem_free(in->file);
	mem_free(in);
}

rc
inputs_next(struct inputs *in, unsigned *input, uint64_t *number,
    struct span *line, struct err *e)
{

	return (merge_next(in->merge, input, line, number, e));
}

const char *
inputs_path(const struct inputs *in, unsigned input)
{

	return (in->file[input].path);
}

const struct tally *
inputs_skipped(const struct inputs *in)
{

	return (&in->skipped);
}

const struct tally *
inputs_left_out(const struct inputs *in)
{

	return (&in->left_out);
}

unsigned
inputs_damaged(const struct inputs *in)
{

	return (in->damaged);
}

double
inputs_share(const struct inputs *in)
{
	double taken = 0, size = 0;

	for (size_t i = 0; i < in->n; i++) {
		uint64_t all = reader_size(in->file[i].reader);

		if (all == 0)
			return (-1);
		size += (double)all;
		taken += (double)reader_taken(in->file[i].reader);
	}
	return (size > 0 ? taken / size : -1);
}
