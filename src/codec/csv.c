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

static rc
unquoted(const struct csv *form, struct cur *c, struct span *cell)
{
	struct span s = cur_until(c, form->separator);

	while (s.n > 0 && blank(form, s.p[s.n - 1]))
		s.n--;
	*cell = s;
	return (form->strict && s.n > 0 && memchr(s.p, '"', s.n) != NULL ?
	    RC_MALFORMED : RC_OK);
}

/* How far the record that ${rest} begins with reaches: to its LF, if any. */
static size_t
record_end(struct span rest, bool *open, size_t *lines)
{
	struct cur c = cur_of(rest);

	*open = false;
	*lines = 1;
	while (cur_left(&c) > 0) {
		uint8_t byte = cur_u8(&c);

		if (byte == '"')
			*open = !*open;
		if (byte != '\n')
			continue;
		if (!*open)
			return (c.at - 1);
		(*lines)++;
	}
	return (rest.n);
}

/* Without a CR before its LF. */
static struct span
without_cr(struct span s)
{

	if (s.n > 0 && s.p[s.n - 1] == '\r')
		s.n--;
	return (s);
}

rc
csv_record(struct span *rest, struct span *row, size_t *lines)
{
	struct span head = { rest->p, rest->n < CSV_RECORD_MAX ? rest->n :
	    CSV_RECORD_MAX };
	bool open, cut = head.n < rest->n;
	size_t end;

	if (rest->n == 0)
		return (RC_NOTFOUND);
	end = record_end(head, &open, lines);
	if (open || (cut && end == head.n)) {
		*row = without_cr(span_line(rest));
		*lines = 1;
		return (cut ? RC_LIMIT : RC_MALFORMED);
	}
	*row = without_cr((struct span){ rest->p, end });
	*rest = span_from(*rest, end < rest->n ? end + 1 : end);
	return (RC_OK);
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
			if (unquoted(form, &c, &cell[k++]) == RC_OK)
				continue;
			return (rc_fail(e, RC_MALFORMED, k,
			    "a quote in a cell without quotes"));
		}
		if (quoted(&c, &room, &cell[k]) != RC_OK)
			return (rc_fail(e, RC_MALFORMED, k + 1,
			    "a quoted cell does not end"));
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
