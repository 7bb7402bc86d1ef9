/* SPDX-License-Identifier: Apache-2.0 */
/* What a query found, as it is printed. */
#include "cli/query_show.h"

/* A cell of a table ends at a tab or a line end, so it has none inside. */
static void
put_cell(struct buf *b, const struct value *v)
{
	size_t from = b->n;

	value_put(b, v);
	for (size_t i = from; i < b->n; i++) {
		if ((uint8_t)b->p[i] < ' ' || b->p[i] == 0x7f)
			b->p[i] = ' ';
	}
}

rc
query_show_line(const struct query_show *s, struct query_line *l,
    struct span line, struct buf *out)
{
	const struct value *v = NULL;

	if (s->n == 0)
		buf_put(out, line);
	for (size_t i = 0; i < s->n; i++) {
		if (query_line_value(l, s->field[i], &v) != RC_OK)
			return (RC_NOMEM);
		if (!s->json) {
			if (i > 0)
				buf_char(out, '\t');
			put_cell(out, v);
			continue;
		}
		buf_char(out, i > 0 ? ',' : '{');
		buf_json(out, s->field[i]->name);
		buf_char(out, ':');
		value_json(out, v);
	}
	buf_text(out, s->n > 0 && s->json ? "}\n" : "\n");
	return (out->failed ? RC_NOMEM : RC_OK);
}
