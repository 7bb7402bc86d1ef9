/* SPDX-License-Identifier: Apache-2.0 */
/* Words that wrap where the terminal ends. */
#include "base/wrap.h"

size_t
wrap_words(struct buf *b, struct span text, size_t column, size_t indent,
    size_t width)
{
	bool first = true;

	while (text.n > 0) {
		const char *gap = memchr(text.p, ' ', text.n);
		size_t n = gap != NULL ? (size_t)(gap - text.p) : text.n;

		if (!first && column + 1 + n > width) {
			buf_fmt(b, "\n%*s", (int)indent, "");
			column = indent;
		} else if (!first) {
			buf_char(b, ' ');
			column++;
		}
		column += n;
		buf_put(b, (struct span){ text.p, n });
		first = false;
		text = span_from(text, gap != NULL ? n + 1 : n);
	}
	return (column);
}
