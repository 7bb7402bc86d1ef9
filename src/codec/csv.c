/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of comma-separated values. */
#include "base/cur.h"
#include "codec/csv.h"

static bool
blank(const struct csv *form, int c)
{

	return (form->trim && c != form->separator && (c == ' ' || c == '\t'));
}

static void
skip_blanks(const struct csv *form, struct cur *c)
{

	while (blank(form, cur_peek(c)))
		(void)cur_u8(c);	/* Seen by the peek. */
}

/* Behind the opening quote; ${room} moves past what is written to it. */
static rc
quoted(struct cur *c, char **room, struct span *cell)
{
	struct span part = cur_until(c, '"');
	char *to = *room;

	/* Without a doubled quote the cell is where it stands. */
	if (!cur_eat(c, '"'))
		return (RC_MORE);
	*cell = part;
	while (cur_peek(c) == '"') {
		if (part.n > 0)
			memcpy(to, part.p, part.n);
		to += part.n;
		*to++ = '"';
		(void)cur_u8(c);
		part = cur_until(c, '"');
		if (!cur_eat(c, '"'))
			return (RC_MORE);
		cell->n = 0;
	}
	if (to == *room)
		return (RC_OK);
	if (part.n > 0)
		memcpy(to, part.p, part.n);
	to += part.n;
	*cell = (struct span){ *room, (size_t)(to - *room) };
	*room = to;
	return (RC_OK);
}

static struct span
unquoted(const struct csv *form, struct cur *c)
{
	struct span s = cur_until(c, form->separator);

	while (s.n > 0 && blank(form, s.p[s.n - 1]))
		s.n--;
	return (s);
}

rc
csv_cut(const struct csv *form, struct span row, char *room,
    struct span *cell, size_t *n, struct err *e)
{
	struct cur c = cur_of(row);
	size_t k = 0;

	do {
		if (k == CSV_CELLS_MAX)
			return (rc_fail(e, RC_LIMIT, k + 1,
			    "more than %d cells", CSV_CELLS_MAX));
		skip_blanks(form, &c);
		if (!cur_eat(&c, '"')) {
			cell[k++] = unquoted(form, &c);
			continue;
		}
		if (quoted(&c, &room, &cell[k]) != RC_OK)
			return (rc_fail(e, RC_MALFORMED, k + 1,
			    "a quoted cell does not end in its line"));
		k++;
		skip_blanks(form, &c);
		if (cur_left(&c) > 0 && cur_peek(&c) !=
		    (unsigned char)form->separator)
			return (rc_fail(e, RC_MALFORMED, k,
			    "text behind a closing quote"));
	} while (cur_eat(&c, form->separator));
	*n = k;
	return (RC_OK);
}
