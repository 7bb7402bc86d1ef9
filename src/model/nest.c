/* SPDX-License-Identifier: Apache-2.0 */
/* Members at paths as nested JSON objects. */
#include "base/utf8.h"
#include "model/nest.h"

void
nest_begin(struct nest *w, struct buf *out)
{

	*w = (struct nest){ .out = out };
	buf_char(out, '{');
}

void
nest_name(struct nest *w, struct span key)
{

	if (w->comma)
		buf_char(w->out, ',');
	w->keys++;
	nest_text(w->out, key);
	buf_char(w->out, ':');
	w->comma = true;
}

void
nest_open(struct nest *w, struct span key)
{

	nest_name(w, key);
	buf_char(w->out, '{');
	w->open[w->depth++] = key;
	w->comma = false;
}

void
nest_to(struct nest *w, size_t depth)
{

	for (; w->depth > depth; w->depth--) {
		buf_char(w->out, '}');
		w->comma = true;
	}
}

void
nest_key(struct nest *w, const struct span *seg, size_t segs)
{
	size_t n = 0;

	while (n < w->depth && n + 1 < segs && span_eq(w->open[n], seg[n]))
		n++;
	nest_to(w, n);
	while (w->depth + 1 < segs)
		nest_open(w, seg[w->depth]);
	nest_name(w, seg[segs - 1]);
}

void
nest_end(struct nest *w)
{

	nest_to(w, 0);
	buf_char(w->out, '}');
}

void
nest_text(struct buf *out, struct span s)
{
	size_t from = 0, n;
	struct buf mended = { 0 };

	for (size_t i = 0; i < s.n; i += n) {
		n = 1;
		if ((unsigned char)s.p[i] < 0x80 ||
		    utf8_next(span_from(s, i), &n) >= 0)
			continue;
		buf_put(&mended, (struct span){ s.p + from, i - from });
		buf_text(&mended, "\xef\xbf\xbd");
		from = i + n;
	}
	if (from == 0)
		buf_json(out, s);
	else {
		buf_put(&mended, span_from(s, from));
		buf_json(out, buf_span(&mended));
		out->failed = out->failed || mended.failed;
	}
	buf_release(&mended);
}
