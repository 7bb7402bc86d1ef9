/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as lines of candump, read with a table of two messages.
 *
 *	round trip: a frame, written as a line, is read again as it was
 *	prefix:	the lines up to any one tell a beginning of what all tell
 *	lines:	what is told is an event line
 */
#include <stdio.h>
#include <stdlib.h>

#include "codec/candump.h"
#include "model/evline.h"
#include "model/view.h"
#include "source/cantable_dbc.h"
#include "source/decoder.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const char table_text[] =
    "BO_ 291 Motion: 8 X\n"
    " SG_ VehicleSpeed : 0|16@1+ (0.01,0) [0|300] \"km/h\" X\n"
    " SG_ Force : 16|32@1- (1,0) [0|0] \"\" X\n"
    " SG_ Mode M : 48|8@1+ (1,0) [0|0] \"\" X\n"
    " SG_ Deep m1 : 63|8@0- (1,0) [0|0] \"\" X\n"
    "BO_ 2566844926 Body: 2 X\n"
    " SG_ Vehicle_IsMoving : 0|1@1+ (1,0) [0|1] \"\" X\n"
    "SIG_VALTYPE_ 291 Force : 1;\n"
    "VAL_ 291 Mode 0 \"none\" ;\n";

static struct cantable *table;
static struct view *view;

static void
note(void *ctx, const struct mapping_note *n)
{

	(void)ctx;
	if (n->reason == NULL)
		abort();
}

/* The frame as the line of a log. */
static void
again(const struct candump *f)
{
	char line[256];
	struct candump g;
	struct candump_bad bad;
	int n = snprintf(line, sizeof(line), "(%lld.%06lld) %.*s ",
	    (long long)(f->time_us / 1000000),
	    (long long)(f->time_us % 1000000), (int)f->bus.n, f->bus.p);

	n += snprintf(line + n, sizeof(line) - (size_t)n,
	    f->extended || f->kind == CANDUMP_ERROR ? "%08X#%s" : "%03X#%s",
	    f->id | (f->kind == CANDUMP_ERROR ? 0x20000000u : 0),
	    f->kind == CANDUMP_REMOTE ? "R" : f->fd ? "#0" : "");
	if (f->kind == CANDUMP_REMOTE)
		n += snprintf(line + n, sizeof(line) - (size_t)n, "%zu",
		    f->n);
	for (size_t i = 0; f->kind != CANDUMP_REMOTE && i < f->n; i++)
		n += snprintf(line + n, sizeof(line) - (size_t)n, "%02X",
		    (unsigned char)f->data[i]);
	/* What a person is shown has lengths of which the log has none. */
	if (f->kind == CANDUMP_REMOTE && f->n > 8)
		return;
	if (candump_line((struct span){ line, (size_t)n }, &g, &bad) !=
	    RC_OK || g.time_us != f->time_us || g.kind != f->kind ||
	    g.id != f->id || g.extended != f->extended || g.n != f->n ||
	    !span_eq(g.bus, f->bus) || (g.kind != CANDUMP_REMOTE &&
	    (g.fd != f->fd || memcmp(g.data, f->data, f->n) != 0)))
		abort();
}

/* Feed the first ${lines} lines, and end if ${whole}. */
static void
feed(struct span in, size_t lines, bool whole, struct buf *out)
{
	struct decoder_opts o = { .candump = true, .can = table };
	struct decoder *d = NULL;
	uint64_t number = 0;

	if (decoder_new(&o, &d) != RC_OK)
		exit(1);
	while (in.n > 0 && number < lines) {
		if (decoder_feed(d, span_line(&in), ++number, out, note,
		    NULL) != RC_OK)
			exit(1);
	}
	if (whole && decoder_end(d, out) != RC_OK)
		exit(1);
	decoder_free(d);
}

static void
event_lines(struct span out)
{

	while (out.n > 0) {
		uint32_t notes[EVLINE_NOTE_COUNT] = { 0 };
		const struct event *ev;
		struct err e = { 0 };

		if (view_line(view, span_line(&out), notes, &e, &ev) != RC_OK)
			abort();
		if (notes[EVLINE_BAD_FIELD] + notes[EVLINE_BAD_ENUM] > 0)
			abort();	/* It knew what the fields hold. */
	}
}

static bool
ready(void)
{

	if (table != NULL)
		return (true);
	return (field_init() == RC_OK && view_new(&view) == RC_OK &&
	    cantable_new(&table) == RC_OK && cantable_dbc(table,
	    span_of(table_text), NULL, NULL) == RC_OK && table->bad == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf all = { 0 }, part = { 0 };
	struct span in, rest;
	char *copy;

	if (!ready() || (copy = malloc(size > 0 ? size : 1)) == NULL)
		return (0);
	if (size > 0)
		memcpy(copy, data, size);
	rest = in = (struct span){ copy, size };
	while (rest.n > 0) {
		struct candump f;
		struct candump_bad bad;

		if (candump_line(span_line(&rest), &f, &bad) == RC_OK)
			again(&f);
	}
	feed(in, SIZE_MAX, true, &all);
	feed(in, size > 0 ? data[size / 2] % 16 : 0, false, &part);
	if (!span_starts(buf_span(&all), buf_span(&part)))
		abort();
	event_lines(buf_span(&all));
	buf_release(&all);
	buf_release(&part);
	free(copy);
	return (0);
}
