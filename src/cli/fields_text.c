/* SPDX-License-Identifier: Apache-2.0 */
/* The dictionary as a table for a person. */
#include "cli/fields_list.h"
#include "cli/fields_text.h"

#define NAME		30		/* Columns of the names, */
#define TYPE		16		/* and of type and unit. */
#define INDENT		2

/* Words from column ${at} on, wrapped below their like. */
static void
put_wrapped(struct buf *b, const char *text, size_t at, unsigned width)
{
	struct span left = span_of(text);
	size_t column = at;
	bool first = true;

	while (left.n > 0) {
		const char *gap = memchr(left.p, ' ', left.n);
		size_t n = gap != NULL ? (size_t)(gap - left.p) : left.n;

		if (!first && column + 1 + n > width) {
			buf_fmt(b, "\n%*s", (int)at, "");
			column = at;
		} else if (!first) {
			buf_char(b, ' ');
			column++;
		}
		buf_put(b, (struct span){ left.p, n });
		column += n;
		first = false;
		left = span_from(left, gap != NULL ? n + 1 : n);
	}
	buf_char(b, '\n');
}

/* One row: name, type and unit, help; a long name takes its own line. */
static void
put_row(struct buf *b, const char *name, const char *type, const char *help,
    unsigned width)
{
	size_t n = strlen(name), at = INDENT + NAME + TYPE;

	buf_fmt(b, "%*s%s", INDENT, "", name);
	if (n >= NAME)
		buf_fmt(b, "\n%*s", INDENT + NAME, "");
	else
		buf_fmt(b, "%*s", (int)(NAME - n), "");
	buf_text(b, type);
	n = strlen(type);
	if (n >= TYPE)
		buf_fmt(b, "\n%*s", (int)at, "");
	else
		buf_fmt(b, "%*s", (int)(TYPE - n), "");
	put_wrapped(b, help, at, width);
}

/* Type, array and unit; then help, and the words of an enum. */
static void
put_entry(struct buf *b, const struct fields_list_row *r, unsigned width)
{
	struct buf left = { 0 }, right = { 0 };
	const char *a, *c;

	buf_fmt(&left, "%s%s%s%s", r->type, r->array ? "[]" : "",
	    r->unit[0] != '\0' ? " " : "", r->unit);
	buf_text(&right, r->help);
	if (r->words_n > 0) {
		buf_text(&right, " One of: ");
		fields_list_words(&right, r->words, r->words_n);
		buf_char(&right, '.');
	}
	a = buf_str(&left);
	c = buf_str(&right);
	if (a != NULL && c != NULL)
		put_row(b, r->name, a, c, width);
	b->failed |= a == NULL || c == NULL;
	buf_release(&left);
	buf_release(&right);
}

static void
put_field(struct buf *b, enum field_id id, unsigned width)
{
	struct fields_list_row r = fields_list_field(field_row(id));

	put_entry(b, &r, width);
}

/* The types of a category: what they are, need and may have. */
static void
put_type(struct buf *b, enum event_type t, unsigned width)
{
	struct buf line = { 0 };
	const char *text;
	bool any = false;

	buf_fmt(b, "%*s%s\n%*s", INDENT, "", field_events[t].name,
	    2 * INDENT, "");
	put_wrapped(b, field_events[t].help, (size_t)2 * INDENT, width);
	buf_text(&line, "needs: ");
	fields_list_needs(t, &line);
	if ((text = buf_str(&line)) != NULL) {
		buf_fmt(b, "%*s", 2 * INDENT, "");
		put_wrapped(b, text, (size_t)2 * INDENT + 7, width);
	}
	buf_clear(&line);
	buf_text(&line, "may have: ");
	for (unsigned i = 1; i < FIELD_TOTAL; i++)
		if (fields_list_may(t, (enum field_id)i)) {
			buf_fmt(&line, "%s%s", any ? ", " : "",
			    field_row((enum field_id)i)->name);
			any = true;
		}
	if (any && (text = buf_str(&line)) != NULL) {
		buf_fmt(b, "%*s", 2 * INDENT, "");
		put_wrapped(b, text, (size_t)2 * INDENT + 10, width);
	}
	b->failed |= line.failed;
	buf_release(&line);
}

static void
put_category(struct buf *b, enum category c, unsigned width)
{
	bool any = false;

	buf_fmt(b, "\nCATEGORY %s\n", field_category(c)->name);
	for (unsigned t = 0; t < TYPE_COUNT; t++)
		if (field_events[t].category == c)
			put_type(b, (enum event_type)t, width);
	for (unsigned i = 1; i < FIELD_TOTAL; i++) {
		if (fields_list_home((enum field_id)i) != c)
			continue;
		buf_text(b, any ? "" : "\n");
		any = true;
		put_field(b, (enum field_id)i, width);
	}
}

static void
put_place(struct buf *b, enum field_place place, const char *title,
    unsigned width)
{

	buf_fmt(b, "%s\n", title);
	for (unsigned i = 1; i < FIELD_TOTAL; i++)
		if (field_row((enum field_id)i)->place == place)
			put_field(b, (enum field_id)i, width);
}

static void
put_facts(struct buf *b, unsigned width)
{

	buf_text(b, "\nFACTS, computed and read like fields\n");
	for (unsigned i = 0; i < FACT_COUNT; i++) {
		const struct fact *f = fact_row((enum fact_id)i);

		struct fields_list_row r = fields_list_fact(f);

		put_entry(b, &r, width);
	}
	buf_text(b, "\nMEMORY with all facts; windows of rules and the "
	    "events they keep come on top\n");
	for (int k = 0; k < TWIN_KINDS; k++) {
		buf_fmt(b, "memory per %s: ",
		    fields_list_kind((enum twin_kind)k));
		fields_list_memory(b, (enum twin_kind)k);
		buf_char(b, '\n');
	}
}

void
fields_text(struct buf *b, unsigned width)
{

	put_place(b, FIELD_ENVELOPE, "ENVELOPE, on every event", width);
	for (int c = 0; c < CATEGORY_COUNT; c++)
		put_category(b, (enum category)c, width);
	buf_char(b, '\n');
	put_place(b, FIELD_SIGNAL, "SIGNALS, by their VSS path", width);
	put_facts(b, width);
}
