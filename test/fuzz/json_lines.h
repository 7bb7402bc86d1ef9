/* SPDX-License-Identifier: Apache-2.0 */
/* What targets that write lines of mapped bytes check of them: each is one
 * line of strict JSON in UTF-8 within the limits, and begins with an object. */
#ifndef FUZZ_JSON_LINES_H
#define FUZZ_JSON_LINES_H

#include <stdlib.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "source/mapping.h"

static inline void
json_lines_must(bool ok)
{

	if (!ok)
		abort();
}

static inline rc
json_lines_any(void *ctx, enum json_step step, const struct json_val *v,
    size_t at)
{

	(void)ctx;
	(void)step;
	(void)v;
	(void)at;
	return (RC_OK);
}

static inline void
json_lines_one(struct span line)
{
	struct arena a = { 0 };
	size_t n;

	json_lines_must(line.n > 0 && line.n <= MAPPING_LINE_MAX && line.p[0] == '{');
	for (size_t i = 0; i < line.n; i += n) {
		json_lines_must((unsigned char)line.p[i] >= 0x20);
		json_lines_must(utf8_next(span_from(line, i), &n) >= 0);
	}
	/* With its own limits: depth 8, 512 keys, none twice. */
	json_lines_must(json_walk(line, NULL, &a, json_lines_any, NULL,
	    NULL) == RC_OK);
	arena_release(&a);
}

/** json_lines_check(out): Such lines, and nothing else; else abort(). */
static inline void
json_lines_check(const struct buf *out)
{
	struct span rest = buf_span(out);

	while (rest.n > 0) {
		const char *lf = memchr(rest.p, '\n', rest.n);

		json_lines_must(lf != NULL);
		json_lines_one((struct span){ rest.p, (size_t)(lf - rest.p) });
		rest = span_from(rest, (size_t)(lf - rest.p) + 1);
	}
}

#endif
