/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of reference state as CSV. */
#include "base/buf.h"
#include "base/cur.h"
#include "base/mem.h"
#include "base/suggest.h"
#include "base/ts.h"
#include "base/utf8.h"
#include "codec/convert.h"
#include "codec/csv.h"
#include "source/refcsv.h"

#define MARK		SPAN("\xef\xbb\xbf")	/* Byte order mark. */
#define KEY_MAX		128		/* Bytes; longer ids are hashed. */
#define CELL_MAX	4096
#define GOT_MAX		40		/* Bytes of a bad cell shown. */
#define INT_MAX_53	9007199254740992.0

/* The columns that every table has, behind those of its own. */
enum own { OWN_KEY = COLUMN_COUNT, OWN_FROM, OWN_TO, OWN_TENANT, OWN_END };

static const char *const owns[] = { "key", "valid_from", "valid_to",
    "tenant" };

/* A file being read. */
struct sheet {
	enum table_id			 table;
	const struct refcsv_ears	*ears;		/* Borrowed. */
	unsigned			 column[CSV_CELLS_MAX];
	struct span			 cell[CSV_CELLS_MAX];
	size_t				 columns, cells;
	int				 at[OWN_END];	/* Cell, or -1. */
	char				 room[CSV_RECORD_MAX];
	struct buf			 line, what;
	uint64_t			 number;	/* Of the row. */
};

static const struct csv form = { .separator = ',', .strict = true };

static const char *
name_of(unsigned column)
{

	return (column >= OWN_KEY ? owns[column - OWN_KEY] :
	    tables_column((enum column_id)column)->name);
}

/* Which column is meant?  OWN_END: none. */
static unsigned
column_of(enum table_id table, struct span name)
{
	enum column_id id = tables_find_column(table, name);

	if (id != COLUMN_COUNT)
		return (id);
	for (unsigned i = 0; i < COUNT_OF(owns); i++)
		if (span_eq(name, span_of(owns[i])))
			return (OWN_KEY + i);
	return (OWN_END);
}

static rc
unknown_column(enum table_id table, struct span name, struct err *e)
{
	const struct table *t = tables_row(table);
	struct suggest near = SUGGEST_START;
	size_t n = name.n < GOT_MAX ? name.n : GOT_MAX;

	for (unsigned i = 0; i < t->n; i++)
		suggest_try(&near, name, span_of(name_of(t->first + i)));
	for (unsigned i = 0; i < COUNT_OF(owns); i++)
		suggest_try(&near, name, span_of(owns[i]));
	if (near.best.n == 0)
		return (rc_fail(e, RC_CONFLICT, 1, "unknown column '%.*s' of "
		    "table %s", (int)n, name.p, t->name));
	return (rc_fail(e, RC_CONFLICT, 1, "unknown column '%.*s' of table "
	    "%s; did you mean '%.*s'?", (int)n, name.p, t->name,
	    (int)near.best.n, near.best.p));
}

static rc
header(struct sheet *s, struct span *rest, struct err *e)
{
	struct span row = { NULL, 0 };
	size_t lines;
	rc r;

	if (span_starts(*rest, MARK))
		*rest = span_from(*rest, MARK.n);
	if ((r = csv_record(rest, &row, &lines)) == RC_NOTFOUND)
		return (rc_fail(e, RC_MALFORMED, 1, "expected a header row "
		    "that names the columns, got an empty file"));
	if (r != RC_OK)
		return (rc_fail(e, RC_MALFORMED, 1, "the header row: %s",
		    rc_text(r)));
	if (csv_cut(&form, row, s->room, s->cell, &s->columns, e) != RC_OK)
		return (rc_fail(e, RC_MALFORMED, 1, "the header row cannot "
		    "be read"));
	for (unsigned i = 0; i < OWN_END; i++)
		s->at[i] = -1;
	for (size_t i = 0; i < s->columns; i++) {
		unsigned c = column_of(s->table, s->cell[i]);

		if (c == OWN_END)
			return (unknown_column(s->table, s->cell[i], e));
		if (s->at[c] >= 0)
			return (rc_fail(e, RC_CONFLICT, 1,
			    "column '%s' stands twice", name_of(c)));
		s->column[i] = c;
		s->at[c] = (int)i;
	}
	s->number = lines;
	if (s->at[OWN_KEY] < 0)
		return (rc_fail(e, RC_CONFLICT, 1, "expected a column 'key' "
		    "(%s)", tables_row(s->table)->key));
	return (RC_OK);
}

/* Say what is wrong with a cell of the row; returns false. */
static bool
bad(struct sheet *s, unsigned column, const char *want, struct span got)
{

	buf_clear(&s->what);
	buf_fmt(&s->what, "%s: expected %s, got ", name_of(column), want);
	if (got.n == 0)
		buf_text(&s->what, "an empty cell");
	else if (utf8_bad(got) < got.n)
		buf_text(&s->what, "bytes that are not UTF-8");
	else
		buf_json(&s->what, utf8_cut(got, GOT_MAX));
	return (false);
}

/* The row as a whole. */
static bool
bad_row(struct sheet *s, const char *what)
{

	buf_clear(&s->what);
	buf_text(&s->what, what);
	return (false);
}

static struct span
own_cell(const struct sheet *s, unsigned column)
{

	return (s->at[column] < 0 ? (struct span){ NULL, 0 } :
	    s->cell[s->at[column]]);
}

static bool
number(struct sheet *s, const struct column *c, unsigned column,
    struct span text)
{
	const struct value v = { .p = text.p, .n = (uint32_t)text.n,
	    .type = VALUE_TEXT };
	double num;

	if (!convert_number(&v, &num))
		return (bad(s, column, c->type == VALUE_INT ?
		    "a whole number" : "a number", text));
	if (c->type == VALUE_INT && (num < -INT_MAX_53 || num > INT_MAX_53 ||
	    num != (double)(int64_t)num))
		return (bad(s, column, "a whole number", text));
	buf_num(&s->line, num);
	return (true);
}

/* Members between semicolons; empty ones are none. */
static void
list(struct buf *b, struct span text)
{
	struct cur c = cur_of(text);
	const char *before = "[";

	do {
		struct span member = cur_until(&c, ';');

		while (member.n > 0 && member.p[0] == ' ')
			member = span_from(member, 1);
		while (member.n > 0 && member.p[member.n - 1] == ' ')
			member.n--;
		if (member.n == 0)
			continue;
		buf_text(b, before);
		buf_json(b, member);
		before = ",";
	} while (cur_eat(&c, ';'));
	buf_text(b, before[0] == '[' ? "[]" : "]");
}

static bool
truth(struct sheet *s, unsigned column, struct span text)
{

	if (!span_eq(text, SPAN("true")) && !span_eq(text, SPAN("false")))
		return (bad(s, column, "true or false", text));
	buf_put(&s->line, text);
	return (true);
}

static bool
moment(struct sheet *s, unsigned column, struct span text, int64_t *ms)
{

	if (ts_parse(text, ms) != RC_OK)
		return (bad(s, column, "an RFC 3339 time", text));
	buf_json(&s->line, text);
	return (true);
}

static bool
words(struct sheet *s, unsigned column, struct span text)
{
	char want[128];

	if (!tables_words((enum column_id)column, text, want, sizeof(want)))
		return (bad(s, column, want, text));
	buf_json(&s->line, text);
	return (true);
}

/* The value of a cell that is not empty. */
static bool
value(struct sheet *s, unsigned column, struct span text)
{
	const struct column *c = tables_column((enum column_id)column);
	int64_t ms;

	if (c->array) {
		list(&s->line, text);
		return (true);
	}
	if (c->type == VALUE_INT || c->type == VALUE_NUM)
		return (number(s, c, column, text));
	if (c->type == VALUE_BOOL)
		return (truth(s, column, text));
	if (c->type == VALUE_TIME)
		return (moment(s, column, text, &ms));
	return (words(s, column, text));
}

/* valid_from and valid_to. */
static bool
validity(struct sheet *s)
{
	int64_t ms[2] = { INT64_MIN, INT64_MAX };

	for (unsigned i = 0; i < 2; i++) {
		unsigned column = OWN_FROM + i;
		struct span text = own_cell(s, column);

		if (text.n == 0)
			continue;
		buf_fmt(&s->line, ",\"%s\":", name_of(column));
		if (!moment(s, column, text, &ms[i]))
			return (false);
	}
	return (ms[0] < ms[1] || bad(s, OWN_TO,
	    "a time after valid_from", own_cell(s, OWN_TO)));
}

static bool
head(struct sheet *s)
{
	struct span key = own_cell(s, OWN_KEY);
	struct span tenant = own_cell(s, OWN_TENANT);

	if (key.n == 0 || key.n > KEY_MAX)
		return (bad(s, OWN_KEY, "1 to 128 bytes", key));
	if (tenant.n > KEY_MAX)
		return (bad(s, OWN_TENANT, "up to 128 bytes", tenant));
	buf_clear(&s->line);
	buf_text(&s->line, "{\"type\":\"ref.row\","
	    "\"time\":\"1970-01-01T00:00:00.000Z\",\"op\":\"set\"");
	if (tenant.n > 0) {
		buf_text(&s->line, ",\"tenant\":");
		buf_json(&s->line, tenant);
	}
	buf_fmt(&s->line, ",\"table\":\"%s\",\"key\":",
	    tables_row(s->table)->name);
	buf_json(&s->line, key);
	return (validity(s));
}

static bool
write_row(struct sheet *s)
{
	const char *before = ",\"row\":{";

	if (!head(s))
		return (false);
	for (size_t i = 0; i < s->columns; i++) {
		unsigned column = s->column[i];

		if (column >= OWN_KEY || s->cell[i].n == 0)
			continue;
		buf_fmt(&s->line, "%s\"%s\":", before, name_of(column));
		before = ",";
		if (!value(s, column, s->cell[i]))
			return (false);
	}
	buf_text(&s->line, before[1] == '\0' ? "}}" : "}");
	return (s->line.n < CSV_RECORD_MAX || bad_row(s,
	    "expected a row of less than 65536 bytes as an event line"));
}

/* The cells of ${row}, as many as there are columns, all of them texts. */
static bool
cut(struct sheet *s, struct span row)
{
	struct err e = { 0 };

	if (csv_cut(&form, row, s->room, s->cell, &s->cells, &e) != RC_OK)
		return (bad_row(s, e.what));
	if (s->cells != s->columns) {
		buf_clear(&s->what);
		buf_fmt(&s->what, "expected %zu cells as in the header, "
		    "got %zu", s->columns, s->cells);
		return (false);
	}
	for (size_t i = 0; i < s->cells; i++)
		if (s->cell[i].n > CELL_MAX ||
		    utf8_bad(s->cell[i]) < s->cell[i].n)
			return (bad(s, s->column[i],
			    "up to 4096 bytes of UTF-8", s->cell[i]));
	return (true);
}

/* The next record, which is handed on or told; RC_NOTFOUND at the end. */
static rc
row(struct sheet *s, struct span *rest)
{
	struct span text, all = *rest;
	uint64_t number = s->number + 1;
	size_t lines;
	bool good;
	rc r;

	if ((r = csv_record(rest, &text, &lines)) == RC_NOTFOUND)
		return (r);
	s->number += lines;
	if (r == RC_OK && text.n == 0)
		return (RC_OK);
	good = r == RC_OK ? cut(s, text) : bad_row(s, r == RC_LIMIT ?
	    "expected a row of at most 65536 bytes" :
	    "expected a closing quote");
	if (!good && lines > 1) {
		/* One quote too many shall not swallow other rows. */
		*rest = all;
		(void)span_line(rest);
		s->number = number;
	}
	good = good && write_row(s);
	if (s->line.failed || s->what.failed)
		return (RC_NOMEM);
	if (good)
		return (s->ears->row(s->ears->ctx, number,
		    buf_span(&s->line)));
	if (buf_str(&s->what) == NULL)
		return (RC_NOMEM);
	s->ears->bad(s->ears->ctx, number, s->what.p);
	return (RC_OK);
}

rc
refcsv_read(enum table_id table, struct span text,
    const struct refcsv_ears *ears, struct err *e)
{
	struct sheet *s = mem_new(sizeof(*s));
	rc r;

	if (s == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "reading a table"));
	s->table = table;
	s->ears = ears;
	r = header(s, &text, e);
	while (r == RC_OK)
		r = row(s, &text);
	buf_release(&s->line);
	buf_release(&s->what);
	mem_free(s);
	return (r == RC_NOTFOUND ? RC_OK : r);
}
