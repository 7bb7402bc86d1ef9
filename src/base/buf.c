/* SPDX-License-Identifier: Apache-2.0 */
/* Text that grows, and the writing of JSON into it. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/ts.h"

#define CAP_LEAST	256
#define WHOLE_MAX	9007199254740992.0	/* 2^53 */

static bool
room(struct buf *b, size_t more)
{
	size_t cap = b->cap > 0 ? b->cap : CAP_LEAST;
	char *p;

	if (b->failed)
		return (false);
	if (more <= b->cap - b->n)
		return (true);
	while (cap - b->n < more && cap <= SIZE_MAX / 2)
		cap *= 2;
	if (cap - b->n < more || (p = mem_grow(b->p, cap, 1)) == NULL) {
		b->failed = true;
		return (false);
	}
	b->p = p;
	b->cap = cap;
	return (true);
}

void
buf_put(struct buf *b, struct span s)
{

	if (s.n == 0 || !room(b, s.n))
		return;
	memcpy(b->p + b->n, s.p, s.n);
	b->n += s.n;
}

char *
buf_room(struct buf *b, size_t n)
{

	return (room(b, n) ? b->p + b->n : NULL);
}

void
buf_text(struct buf *b, const char *s)
{

	buf_put(b, span_of(s));
}

void
buf_char(struct buf *b, char c)
{

	if (!room(b, 1))
		return;
	b->p[b->n++] = c;
}

void
buf_fmt(struct buf *b, const char *fmt, ...)
{
	va_list ap, again;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n >= 0 && room(b, (size_t)n + 1)) {
		(void)vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
		b->n += (size_t)n;
	}
	va_end(again);
}

void
buf_time(struct buf *b, int64_t ms)
{
	char text[TS_TEXT];

	ts_text(ms, text);
	buf_put(b, (struct span){ text, TS_TEXT });
}

void
buf_int(struct buf *b, int64_t i)
{
	uint64_t u = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
	char text[24];
	size_t at = sizeof(text);

	do {
		text[--at] = (char)('0' + u % 10);
		u /= 10;
	} while (u > 0);
	if (i < 0)
		text[--at] = '-';
	buf_put(b, (struct span){ text + at, sizeof(text) - at });
}

void
buf_num(struct buf *b, double d)
{
	char text[40];

	if (d == trunc(d) && fabs(d) < WHOLE_MAX) {
		buf_int(b, (int64_t)d);
		return;
	}
	for (int digits = 15; digits <= 17; digits++) {
		(void)snprintf(text, sizeof(text), "%.*g", digits, d);
		if (strtod(text, NULL) == d)
			break;
	}
	buf_text(b, text);
}

void
buf_json(struct buf *b, struct span s)
{
	static const char hex[] = "0123456789abcdef";
	size_t from = 0;

	buf_char(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		char esc[6] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };

		if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
			continue;
		buf_put(b, (struct span){ s.p + from, i - from });
		from = i + 1;
		if (c == '"' || c == '\\') {
			esc[1] = (char)c;
			buf_put(b, (struct span){ esc, 2 });
		} else
			buf_put(b, (struct span){ esc, 6 });
	}
	if (from < s.n)
		buf_put(b, span_from(s, from));
	buf_char(b, '"');
}

const char *
buf_str(struct buf *b)
{

	if (!room(b, 1))
		return (NULL);
	b->p[b->n] = '\0';
	return (b->p);
}

void
buf_clear(struct buf *b)
{

	b->n = 0;
	b->failed = false;
}

void
buf_release(struct buf *b)
{

	mem_free(b->p);
	*b = (struct buf){ 0 };
}
