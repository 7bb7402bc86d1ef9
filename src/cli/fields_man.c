/* SPDX-License-Identifier: Apache-2.0 */
/* The reference part of vedette-events(5), as mdoc source. */
#include "cli/fields_list.h"
#include "cli/fields_man.h"
#include "cli/mantext.h"

static void
put_row(struct buf *b, const struct fields_list_row *r)
{

	buf_fmt(b, ".It Va %s Pq %s%s", r->name, r->type,
	    r->array ? "[]" : "");
	if (r->unit[0] != '\0')
		buf_fmt(b, " , %s", r->unit);
	buf_char(b, '\n');
	mantext_put(b, r->help);
	buf_char(b, '\n');
	if (r->words_n == 0)
		return;
	buf_text(b, "One of\n");
	for (size_t i = 0; i < r->words_n; i++)
		buf_fmt(b, ".Li %s%s\n", r->words[i],
		    i + 1 < r->words_n ? " ," : " .");
}

static void
put_place(struct buf *b, enum field_place place)
{

	buf_text(b, ".Bl -tag -width Ds\n");
	for (unsigned i = 1; i < FIELD_TOTAL; i++) {
		const struct field *f = field_row((enum field_id)i);
		struct fields_list_row r = fields_list_field(f);

		if (f->place == place)
			put_row(b, &r);
	}
	buf_text(b, ".El\n");
}

static void
put_type(struct buf *b, enum event_type t)
{
	bool any = false;

	buf_fmt(b, ".It Li %s\n", field_events[t].name);
	mantext_put(b, field_events[t].help);
	buf_text(b, "\nNeeds: ");
	fields_list_needs(t, b);
	buf_text(b, ".\n");
	for (unsigned i = 1; i < FIELD_TOTAL; i++) {
		if (!fields_list_may(t, (enum field_id)i))
			continue;
		buf_fmt(b, "%s%s", any ? ",\n" : "May have: ",
		    field_row((enum field_id)i)->name);
		any = true;
	}
	buf_text(b, any ? ".\n" : "");
}

void
fields_man(struct buf *b)
{

	buf_text(b, ".Sh ENVELOPE\nEvery event may carry:\n");
	put_place(b, FIELD_ENVELOPE);
	buf_text(b, ".Sh EVENT TYPES\nBy logsource category.\n");
	for (int c = 0; c < CATEGORY_COUNT; c++) {
		buf_fmt(b, ".Ss %s\n.Bl -tag -width Ds\n",
		    field_category((enum category)c)->name);
		for (unsigned t = 0; t < TYPE_COUNT; t++)
			if (field_events[t].category == (enum category)c)
				put_type(b, (enum event_type)t);
		buf_text(b, ".El\n");
	}
	buf_text(b, ".Sh FIELDS OF EVENT TYPES\n");
	put_place(b, FIELD_OF_TYPE);
	buf_text(b, ".Sh SIGNALS\nMembers of\n.Va signals ,\n"
	    "by their COVESA VSS path.\n");
	put_place(b, FIELD_SIGNAL);
	buf_text(b, ".Sh FACTS\nComputed, and read like fields.\n"
	    ".Bl -tag -width Ds\n");
	for (unsigned i = 0; i < FACT_COUNT; i++) {
		const struct fact *f = fact_row((enum fact_id)i);

		struct fields_list_row r = fields_list_fact(f);

		put_row(b, &r);
	}
	buf_text(b, ".El\n.Sh MEMORY\nWith all facts.\n"
	    "Windows of rules and the events they keep come on top.\n"
	    ".Bl -tag -width Ds -compact\n");
	for (int k = 0; k < TWIN_KINDS; k++) {
		buf_fmt(b, ".It per %s\n",
		    fields_list_kind((enum twin_kind)k));
		fields_list_memory(b, (enum twin_kind)k);
		buf_char(b, '\n');
	}
	buf_text(b, ".El\n");
}
