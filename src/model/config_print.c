/* SPDX-License-Identifier: Apache-2.0 */
/* A configuration as YAML. */
#include "model/config_print.h"
#include "model/config_value.h"

#define DEPTH_MAX	4		/* Words of a path, */
#define WORD_MAX	32		/* and the bytes of one. */

/* Where the writer is: below which words. */
struct place {
	struct buf	*b;
	char		 word[DEPTH_MAX][WORD_MAX];
	size_t		 length[DEPTH_MAX];
	size_t		 depth;
	size_t		 indent;	/* Columns of the outermost. */
	bool		 dash;		/* The next line begins an entry. */
};

static void
indent(struct place *p, size_t depth)
{
	size_t n = p->indent + 2 * depth;

	for (size_t i = 0; i < n; i++)
		buf_char(p->b, p->dash && i + 2 == n ? '-' : ' ');
	p->dash = false;
}

/* The words of a path but its last: open those that are not open yet. */
static struct span
descend(struct place *p, struct span path)
{
	size_t depth = 0;
	const char *dot;

	while ((dot = memchr(path.p, '.', path.n)) != NULL) {
		struct span word = { path.p, (size_t)(dot - path.p) };

		BUG_IF(depth == DEPTH_MAX || word.n > WORD_MAX);
		if (depth >= p->depth || !span_eq(word,
		    (struct span){ p->word[depth], p->length[depth] })) {
			indent(p, depth);
			buf_put(p->b, word);
			buf_text(p->b, ":\n");
			p->length[depth] = span_keep(p->word[depth], WORD_MAX,
			    word);
			p->depth = depth + 1;
		}
		depth++;
		path = span_from(path, word.n + 1);
	}
	p->depth = depth;
	return (path);
}

static void
put_row(struct place *p, const struct config *c, struct span path,
    const struct config_row *row, const char *at)
{
	struct span key;

	if (!config_value_set(row, at))
		return;
	key = descend(p, path);
	indent(p, p->depth);
	buf_put(p->b, key);
	buf_text(p->b, ": ");
	config_value_put(p->b, row, at);
	buf_text(p->b, config_line(c, at) == 0 ? " # default\n" : "\n");
}

static void
put_entries(struct buf *b, const struct config *c,
    const struct config_section *s)
{
	size_t n;
	const char *entry = config_table_entries(c, s, &n);

	buf_fmt(b, "%s:%s\n", s->path, n == 0 ? " []" : "");
	for (size_t i = 0; i < n; i++, entry += s->size) {
		struct place p = { .b = b, .indent = 4, .dash = true };
		unsigned kind = config_table_kind(s, entry);

		for (size_t k = 0; k < s->rows; k++)
			if ((s->row[k].kinds & kind) != 0)
				put_row(&p, c, span_of(s->row[k].key),
				    &s->row[k], entry + s->row[k].at);
	}
}

void
config_print(struct buf *b, const struct config *c)
{
	struct place p = { .b = b };
	struct buf path = { 0 };
	size_t n;
	const struct config_section *s = config_table_sections(&n);

	for (size_t i = 0; i < n; i++) {
		const char *base = (const char *)c + s[i].at;

		if (s[i].list) {
			p.depth = 0;
			put_entries(b, c, &s[i]);
			continue;
		}
		for (size_t k = 0; k < s[i].rows; k++) {
			buf_clear(&path);
			buf_fmt(&path, "%s%s%s", s[i].path,
			    s[i].path[0] != '\0' ? "." : "", s[i].row[k].key);
			b->failed |= path.failed;
			if (path.failed)
				break;
			put_row(&p, c, buf_span(&path), &s[i].row[k],
			    base + s[i].row[k].at);
		}
	}
	buf_release(&path);
}
