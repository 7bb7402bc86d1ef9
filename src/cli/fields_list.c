/* SPDX-License-Identifier: Apache-2.0 */
/* What the documents from the dictionary have in common. */
#include "cli/fields_list.h"
#include "engine/intake.h"
#include "twin/sparse.h"

struct fields_list_row
fields_list_field(const struct field *f)
{

	return ((struct fields_list_row){ f->name, fields_list_type(f),
	    f->unit, f->help, f->words, f->words_n, f->array });
}

struct fields_list_row
fields_list_fact(const struct fact *f)
{

	return ((struct fields_list_row){ f->name, fields_list_fact_type(f),
	    f->unit, f->help, f->words, f->words_n, f->array });
}

const char *
fields_list_type(const struct field *f)
{
	static const char *const names[] = {
		[FIELD_TYPE_ID] = "id", [FIELD_TYPE_TEXT] = "text",
		[FIELD_TYPE_ENUM] = "enum", [FIELD_TYPE_INT] = "int",
		[FIELD_TYPE_NUM] = "num", [FIELD_TYPE_BOOL] = "bool",
		[FIELD_TYPE_TS] = "ts", [FIELD_TYPE_HEX] = "hex",
		[FIELD_TYPE_OBJ] = "obj", [FIELD_TYPE_MAP] = "map",
		[FIELD_TYPE_JSON] = "json",
	};

	return (names[f->type]);
}

const char *
fields_list_place(const struct field *f)
{
	static const char *const names[] = { [FIELD_ENVELOPE] = "envelope",
	    [FIELD_OF_TYPE] = "type", [FIELD_SIGNAL] = "signal" };

	return (names[f->place]);
}

enum category
fields_list_home(enum field_id id)
{
	const struct field *f = field_row(id);

	for (unsigned t = 0; f->place == FIELD_OF_TYPE && t < TYPE_COUNT; t++)
		if ((f->on >> t & 1) != 0)
			return (field_events[t].category);
	return (CATEGORY_NONE);
}

const char *
fields_list_fact_type(const struct fact *f)
{
	static const char *const names[] = {
		[VALUE_ABSENT] = "any", [VALUE_NULL] = "null",
		[VALUE_BOOL] = "bool", [VALUE_INT] = "int",
		[VALUE_NUM] = "num", [VALUE_TEXT] = "id",
		[VALUE_TIME] = "ts", [VALUE_ARRAY] = "array",
		[VALUE_MAP] = "map",
	};

	return (f->words_n > 0 ? "enum" : names[f->type]);
}

void
fields_list_needs(enum event_type t, struct buf *b)
{
	size_t n;
	const struct field_need *need = field_needs(t, &n);

	for (size_t i = 0; i < n; i++) {
		buf_text(b, i > 0 ? ", " : "");
		buf_text(b, field_row(need[i].one)->name);
		if (need[i].or != FIELD_NONE)
			buf_fmt(b, " or %s", field_row(need[i].or)->name);
	}
	if (n == 0)
		buf_char(b, '-');
}

bool
fields_list_may(enum event_type t, enum field_id id)
{
	const struct field *f = field_row(id);
	size_t n;
	const struct field_need *need = field_needs(t, &n);

	if (f->place != FIELD_OF_TYPE || (f->on >> t & 1) == 0 ||
	    strchr(f->name, '.') != NULL)
		return (false);
	for (size_t i = 0; i < n; i++)
		if (need[i].one == id || need[i].or == id)
			return (false);
	return (true);
}

void
fields_list_words(struct buf *b, const char *const *words, size_t n)
{

	for (size_t i = 0; i < n; i++)
		buf_fmt(b, "%s%s", i > 0 ? ", " : "", words[i]);
}

bool
fields_list_all(uint64_t on)
{
	const uint64_t all = (UINT64_C(1) << TYPE_COUNT) - 1;

	return ((on & all) == all);
}

struct fields_list_bytes
fields_list_bytes(enum twin_kind k)
{
	size_t own[TWIN_KINDS], state = fact_state(k), least, timer;

	timer = k == TWIN_VEHICLE || k == TWIN_SOURCE ? silence_each() : 0;
	intake_own(own);
	own[k] = (own[k] + 7) / 8 * 8;
	if (tracks_packs(k, own[k], own[k] + state)) {
		least = twin_each(own[k] + sizeof(void *)) + timer;
		return ((struct fields_list_bytes){ least,
		    least + sparse_most(state) });
	}
	least = twin_each(own[k] + state) + timer;
	return ((struct fields_list_bytes){ least, least });
}

void
fields_list_memory(struct buf *b, enum twin_kind k)
{
	struct fields_list_bytes n = fields_list_bytes(k);

	buf_fmt(b, "%zu", n.least);
	if (n.most > n.least)
		buf_fmt(b, " to %zu", n.most);
	buf_text(b, " bytes");
}

const char *
fields_list_kind(enum twin_kind k)
{
	static const char *const names[TWIN_KINDS] = {
		[TWIN_VEHICLE] = "vehicle", [TWIN_DEVICE] = "device",
		[TWIN_STATION] = "charging station",
		[TWIN_SOURCE] = "source",
		[TWIN_ORDER] = "vehicle that gets commands",
		[TWIN_ACTOR] = "actor", [TWIN_TOKEN] = "token",
		[TWIN_TOUCH] = "caller and what it touched",
		[TWIN_CALLER] = "caller", [TWIN_USER] = "user of bookings",
		[TWIN_APP] = "app", [TWIN_CARD] = "payment card",
		[TWIN_DOC] = "document",
	};

	return (names[k]);
}
