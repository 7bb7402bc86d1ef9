/* SPDX-License-Identifier: Apache-2.0 */
/* The dictionary for programs. */
#include <math.h>

#include "cli/fields_json.h"
#include "cli/fields_list.h"
#include "model/jsonput.h"

/* One row a line: a change of the dictionary is a change of one line. */
static void
row(struct buf *b)
{

	jsonput_next(b);
	buf_text(b, "\n{");
}

static void
put_bool(struct buf *b, const char *key, bool yes)
{

	jsonput_key(b, key);
	buf_text(b, yes ? "true" : "false");
}

static void
put_words(struct buf *b, const char *const *words, size_t n)
{

	if (n == 0)
		return;
	jsonput_open(b, "words", '[');
	for (size_t i = 0; i < n; i++) {
		jsonput_next(b);
		buf_json(b, span_of(words[i]));
	}
	jsonput_close(b, ']');
}

/* Event types by name; "any" when it is all of them. */
static void
put_on(struct buf *b, uint64_t on)
{

	if (fields_list_all(on)) {
		jsonput_text(b, "on", SPAN("any"));
		return;
	}
	jsonput_open(b, "on", '[');
	for (unsigned t = 0; t < TYPE_COUNT; t++)
		if ((on >> t & 1) != 0) {
			jsonput_next(b);
			buf_json(b, span_of(field_events[t].name));
		}
	jsonput_close(b, ']');
}

static void
put_category(struct buf *b, enum category c)
{
	const struct field_category *x = field_category(c);
	struct span left = span_of(x->entity);

	row(b);
	jsonput_text(b, "name", span_of(x->name));
	jsonput_open(b, "entity", '[');
	while (left.n > 0) {
		const char *gap = memchr(left.p, ' ', left.n);
		size_t n = gap != NULL ? (size_t)(gap - left.p) : left.n;

		jsonput_next(b);
		buf_json(b, (struct span){ left.p, n });
		left = span_from(left, gap != NULL ? n + 1 : n);
	}
	jsonput_close(b, ']');
	put_on(b, x->types);
	jsonput_close(b, '}');
}

static void
put_type(struct buf *b, enum event_type t)
{
	size_t n;
	const struct field_need *need = field_needs(t, &n);

	row(b);
	jsonput_text(b, "name", span_of(field_events[t].name));
	jsonput_text(b, "category",
	    span_of(field_category(field_events[t].category)->name));
	jsonput_text(b, "help", span_of(field_events[t].help));
	/* Each member is needed; of an array, one of its members. */
	jsonput_open(b, "required", '[');
	for (size_t i = 0; i < n; i++) {
		jsonput_next(b);
		if (need[i].or != FIELD_NONE)
			buf_char(b, '[');
		buf_json(b, span_of(field_row(need[i].one)->name));
		if (need[i].or == FIELD_NONE)
			continue;
		jsonput_next(b);
		buf_json(b, span_of(field_row(need[i].or)->name));
		buf_char(b, ']');
	}
	jsonput_close(b, ']');
	jsonput_open(b, "optional", '[');
	for (unsigned i = 1; i < FIELD_TOTAL; i++)
		if (fields_list_may(t, (enum field_id)i)) {
			jsonput_next(b);
			buf_json(b, span_of(field_row((enum field_id)i)->name));
		}
	jsonput_close(b, ']');
	jsonput_close(b, '}');
}

static void
put_field(struct buf *b, const struct field *f)
{

	row(b);
	jsonput_text(b, "name", span_of(f->name));
	jsonput_text(b, "place", span_of(fields_list_place(f)));
	jsonput_text(b, "type", span_of(fields_list_type(f)));
	put_bool(b, "array", f->array);
	if (f->unit[0] != '\0')
		jsonput_text(b, "unit", span_of(f->unit));
	if (!isnan(f->least)) {
		jsonput_key(b, "minimum");
		buf_num(b, f->least);
	}
	if (!isnan(f->most)) {
		jsonput_key(b, "maximum");
		buf_num(b, f->most);
	}
	put_words(b, f->words, f->words_n);
	if (f->kind != NULL)
		jsonput_text(b, "entity", span_of(f->kind));
	if (f->personal != NULL)
		jsonput_text(b, "personal", span_of(f->personal));
	put_on(b, f->on);
	jsonput_text(b, "help", span_of(f->help));
	jsonput_close(b, '}');
}

static void
put_fact(struct buf *b, const struct fact *f)
{

	row(b);
	jsonput_text(b, "name", span_of(f->name));
	jsonput_text(b, "type", span_of(fields_list_fact_type(f)));
	put_bool(b, "array", f->array);
	if (f->unit[0] != '\0')
		jsonput_text(b, "unit", span_of(f->unit));
	put_words(b, f->words, f->words_n);
	put_on(b, f->on);
	jsonput_int(b, "state_bytes", (int64_t)fact_tracks[f->track].state);
	jsonput_text(b, "help", span_of(f->help));
	jsonput_close(b, '}');
}

void
fields_json(struct buf *b)
{

	buf_char(b, '{');
	jsonput_int(b, "contract", 1);
	jsonput_int(b, "memory_per_vehicle",
	    (int64_t)fields_list_bytes(TWIN_VEHICLE).most);
	buf_text(b, ",\n\"categories\":[");
	for (int c = 0; c < CATEGORY_COUNT; c++)
		put_category(b, (enum category)c);
	buf_text(b, "\n],\n\"types\":[");
	for (unsigned t = 0; t < TYPE_COUNT; t++)
		put_type(b, (enum event_type)t);
	buf_text(b, "\n],\n\"fields\":[");
	for (unsigned i = 1; i < FIELD_TOTAL; i++)
		put_field(b, field_row((enum field_id)i));
	buf_text(b, "\n],\n\"facts\":[");
	for (unsigned i = 0; i < FACT_COUNT; i++)
		put_fact(b, fact_row((enum fact_id)i));
	buf_text(b, "\n]}\n");
}
