/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a DBC file, and behind a line "---" as the YAML beside it.
 *
 *	signals: bits that were put are got; nothing lies outside of a message
 *	tells:	 a log with a frame of each message gives event lines
 */
#include <stdio.h>
#include <stdlib.h>

#include "model/evline.h"
#include "model/view.h"
#include "source/cantable_dbc.h"
#include "source/cantable_yaml.h"
#include "source/decoder.h"

#define SHOWN		64u		/* Messages of the log. */

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static struct view *view;

static void
bad_statement(void *ctx, const struct dbc_bad *bad)
{
	unsigned *last = ctx;

	/* By line, but for what is only seen at the end. */
	if (bad->line == 0 || bad->expected == NULL || bad->field == NULL ||
	    (bad->line < *last && strcmp(bad->field, "multiplexing") != 0))
		abort();
	*last = bad->line > *last ? bad->line : *last;
}

static void
bad_yaml(void *ctx, unsigned line, unsigned col, const char *what)
{

	(void)ctx;
	(void)col;
	if (line == 0 || what[0] == '\0')
		abort();
}

static void
note(void *ctx, const struct mapping_note *n)
{

	(void)ctx;
	if (n->kind == MAPPING_BAD)
		abort();		/* The frames are good. */
}

static void
signals(const struct cantable *t, const struct cantable_message *m)
{
	char frame[64];

	for (uint32_t i = m->first; i < m->first + m->n; i++) {
		const struct cantable_signal *s = &t->signal[i];
		uint64_t raw = 0x9e3779b97f4a7c15u * (i + 1), got = 0;

		if (s->sig.length < 64)
			raw &= (UINT64_C(1) << s->sig.length) - 1;
		memset(frame, 0, sizeof(frame));
		if (cansig_last(&s->sig) >= m->bytes)
			abort();
		if (!cansig_put(&s->sig, frame, sizeof(frame), raw) ||
		    !cansig_get(&s->sig, (struct span){ frame,
		    sizeof(frame) }, &got) || got != raw)
			abort();
		(void)cansig_number(&s->sig, raw);
	}
}

/* A frame of each message, twice, with other bytes. */
static void
tells(const struct cantable *t)
{
	struct decoder_opts o = { .candump = true, .can = t };
	struct decoder *d = NULL;
	struct buf out = { 0 };
	struct span rest;
	char line[256];

	if (decoder_new(&o, &d) != RC_OK)
		exit(1);
	for (unsigned k = 0; k < 2 * t->messages && k < 2 * SHOWN; k++) {
		const struct cantable_message *m = &t->message[k / 2];
		bool fd = m->bytes > 8;
		int n = snprintf(line, sizeof(line), "(17724393%02u.0) can0 "
		    "%0*X#%s", k % 100, (m->key & DBC_EXTENDED) != 0 ? 8 : 3,
		    m->key & ~DBC_EXTENDED, fd ? "#0" : "");

		for (unsigned i = 0; i < (fd ? 64u : 8u); i++)
			n += snprintf(line + n, sizeof(line) - (size_t)n,
			    "%02X", (k * 37 + i * 101) & 0xff);
		if (decoder_feed(d, (struct span){ line, (size_t)n }, k + 1,
		    &out, note, NULL) != RC_OK)
			exit(1);
	}
	if (decoder_end(d, &out) != RC_OK)
		exit(1);
	for (rest = buf_span(&out); rest.n > 0;) {
		uint32_t notes[EVLINE_NOTE_COUNT] = { 0 };
		const struct event *ev;
		struct err e = { 0 };

		if (view_line(view, span_line(&rest), notes, &e, &ev) != RC_OK)
			abort();
	}
	decoder_free(d);
	buf_release(&out);
}

static void
read_table(struct span dbc, struct span yaml)
{
	struct cantable *t = NULL;
	unsigned last = 0;
	rc r = RC_OK;

	if (cantable_new(&t) != RC_OK || cantable_dbc(t, dbc, bad_statement,
	    &last) != RC_OK)
		exit(1);
	if (yaml.n > 0)
		r = cantable_yaml(t, yaml, bad_yaml, NULL);
	if (r == RC_OK) {
		for (size_t i = 0; i < t->messages; i++)
			signals(t, &t->message[i]);
		tells(t);
	}
	cantable_free(t);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool ready;
	struct span dbc, yaml = { NULL, 0 };
	const char *cut;
	char *copy;

	if (!ready && (field_init() != RC_OK || view_new(&view) != RC_OK))
		return (0);
	ready = true;
	if ((copy = malloc(size > 0 ? size : 1)) == NULL)
		return (0);
	if (size > 0)
		memcpy(copy, data, size);
	dbc = (struct span){ copy, size };
	cut = size > 0 ? memmem(copy, size, "\n---\n", 5) : NULL;
	if (cut != NULL) {
		dbc.n = (size_t)(cut - copy) + 1;
		yaml = span_from((struct span){ copy, size }, dbc.n + 4);
	}
	read_table(dbc, yaml);
	free(copy);
	return (0);
}
