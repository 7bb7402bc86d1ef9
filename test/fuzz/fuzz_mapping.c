/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A mapping, a NUL byte, rows: whatever they are, each event line is one
 * line of strict JSON in UTF-8 within the limits, begins with its id, and a
 * row gives events or a note, never neither.
 */
#include <stdlib.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "model/field.h"
#include "source/mapping.h"
#include "source/mapping_dict.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
must(bool ok)
{

	if (!ok)
		abort();
}

static rc
any(void *ctx, enum json_step step, const struct json_val *v, size_t at)
{

	(void)ctx;
	(void)step;
	(void)v;
	(void)at;
	return (RC_OK);
}

static void
check_line(struct span line)
{
	struct arena a = { 0 };
	size_t n;

	must(line.n > 0 && line.n <= MAPPING_LINE_MAX && line.p[0] == '{');
	for (size_t i = 0; i < line.n; i += n) {
		must((unsigned char)line.p[i] >= 0x20);
		must(utf8_next(span_from(line, i), &n) >= 0);
	}
	/* With its own limits: depth 8, 512 keys, none twice. */
	must(json_walk(line, NULL, &a, any, NULL, NULL) == RC_OK);
	arena_release(&a);
}

static void
check_out(const struct buf *out)
{
	struct span rest = buf_span(out);

	while (rest.n > 0) {
		const char *lf = memchr(rest.p, '\n', rest.n);

		must(lf != NULL);
		check_line((struct span){ rest.p, (size_t)(lf - rest.p) });
		rest = span_from(rest, (size_t)(lf - rest.p) + 1);
	}
}

static void
count(void *ctx, const struct mapping_note *n)
{
	unsigned *notes = ctx;

	must(n->reason != NULL && *n->reason != '\0');
	must(n->got.n == 0 || n->got.p != NULL);
	*notes += n->kind != MAPPING_LEFT;
}

static void
errors(void *ctx, unsigned line, unsigned col, const char *what)
{
	unsigned *n = ctx;

	(void)line;
	(void)col;
	must(*what != '\0');
	++*n;
}

static void
rows(struct mapping *m, struct span text)
{
	struct buf out = { 0 };

	for (uint64_t number = 1; text.n > 0; number++) {
		const char *lf = memchr(text.p, '\n', text.n);
		size_t n = lf != NULL ? (size_t)(lf - text.p) : text.n;
		bool header = mapping_awaits(m);
		unsigned notes = 0;
		/* Exactly its size, so that a sanitizer sees one too far. */
		char *row = malloc(n > 0 ? n : 1);
		rc rv;

		memcpy(row, text.p, n);
		buf_clear(&out);
		rv = n > 0 ? mapping_feed(m, (struct span){ row, n }, number,
		    &out, count, &notes, NULL) : RC_OK;
		check_out(&out);
		must(rv == RC_OK || (rv == RC_MALFORMED && out.n == 0));
		/* An array without members is a row without events. */
		if (rv == RC_OK && !header && n > 0 && row[0] != '[' &&
		    row[0] != ' ' && row[0] != '\t')
			must(out.n > 0 || notes > 0);
		free(row);
		if (rv != RC_OK)
			break;
		text = lf != NULL ? span_from(text, n + 1) :
		    (struct span){ NULL, 0 };
	}
	buf_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool ready;
	unsigned wrong = 0;
	struct mapping_load_opts opts = { mapping_dict_type, NULL, errors,
	    &wrong };
	struct mapping *m = NULL;
	const uint8_t *nul = size > 0 ? memchr(data, 0, size) : NULL;
	size_t n = nul != NULL ? (size_t)(nul - data) : size;
	rc rv;

	if (!ready)
		must(field_init() == RC_OK);
	ready = true;
	rv = mapping_load((struct span){ (const char *)data, n }, "fuzz",
	    &opts, &m);
	must((rv == RC_OK) == (wrong == 0) && (m != NULL) == (rv == RC_OK));
	if (m != NULL && nul != NULL) {
		mapping_tell_left(m, true);
		rows(m, (struct span){ (const char *)nul + 1, size - n - 1 });
	}
	mapping_free(m);
	return (0);
}
