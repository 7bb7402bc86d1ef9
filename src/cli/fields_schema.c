/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON Schema of an event line. */
#include <math.h>

#include "cli/fields_list.h"
#include "cli/fields_schema.h"
#include "model/field_check.h"
#include "model/jsonput.h"

#define INT_MOST	INT64_C(9007199254740992)

static void put_members(struct buf *, enum field_id);

/* The field that ${id} is a member of; FIELD_NONE at the top. */
static enum field_id
parent(enum field_id id)
{
	const struct field *f = field_row(id);
	const char *dot = strrchr(f->name, '.');

	if (f->place == FIELD_SIGNAL)
		return (FIELD_SIGNALS);
	return (dot == NULL ? FIELD_NONE : field_find(
	    (struct span){ f->name, (size_t)(dot - f->name) }));
}

/* What every line, or every such object, must have. */
static bool
always(enum field_id id)
{

	return (id == FIELD_TYPE || id == FIELD_TIME ||
	    id == FIELD_VEHICLE_ID || id == FIELD_DEVICE_ID ||
	    id == FIELD_SIM_ICCID);
}

static void
put_type(struct buf *b, const char *type, bool null)
{

	jsonput_key(b, "type");
	buf_fmt(b, null ? "[\"%s\",\"null\"]" : "\"%s\"", type);
}

static void
put_bounds(struct buf *b, const struct field *f)
{

	if (!isnan(f->least) || f->type == FIELD_TYPE_INT) {
		jsonput_key(b, "minimum");
		if (isnan(f->least))
			buf_int(b, -INT_MOST);
		else
			buf_num(b, f->least);
	}
	if (!isnan(f->most) || f->type == FIELD_TYPE_INT) {
		jsonput_key(b, "maximum");
		if (isnan(f->most))
			buf_int(b, INT_MOST);
		else
			buf_num(b, f->most);
	}
}

/* The members of a schema for one value of ${f}. */
static void
put_value(struct buf *b, enum field_id id, bool null)
{
	const struct field *f = field_row(id);

	switch (f->type) {
	case FIELD_TYPE_ID:
	case FIELD_TYPE_TEXT:
		put_type(b, "string", null);
		jsonput_int(b, "maxLength", f->type == FIELD_TYPE_ID ?
		    FIELD_ID_MAX : FIELD_TEXT_MAX);
		break;
	case FIELD_TYPE_ENUM:
		jsonput_open(b, "enum", '[');
		for (size_t i = 0; i < f->words_n; i++) {
			jsonput_next(b);
			buf_json(b, span_of(f->words[i]));
		}
		buf_text(b, null ? ",null]" : "]");
		break;
	case FIELD_TYPE_INT:
		put_type(b, "integer", null);
		put_bounds(b, f);
		break;
	case FIELD_TYPE_NUM:
		put_type(b, "number", null);
		put_bounds(b, f);
		break;
	case FIELD_TYPE_BOOL:
		put_type(b, "boolean", null);
		break;
	case FIELD_TYPE_TS:
		put_type(b, "string", null);
		jsonput_text(b, "format", SPAN("date-time"));
		break;
	case FIELD_TYPE_HEX:
		put_type(b, "string", null);
		jsonput_text(b, "pattern", SPAN("^[0-9a-f]+$"));
		break;
	case FIELD_TYPE_OBJ:
	case FIELD_TYPE_MAP:
		put_type(b, "object", null);
		put_members(b, id);
		break;
	case FIELD_TYPE_JSON:
		break;
	}
}

static void
put_property(struct buf *b, enum field_id id)
{
	const struct field *f = field_row(id);
	const char *key = f->name;

	if (f->place != FIELD_SIGNAL && strrchr(key, '.') != NULL)
		key = strrchr(key, '.') + 1;
	buf_text(b, b->p != NULL && b->p[b->n - 1] == '{' ? "\n" : ",\n");
	buf_json(b, span_of(key));
	buf_text(b, ":{\"description\":");
	if (f->unit[0] == '\0')
		buf_json(b, span_of(f->help));
	else {
		struct buf text = { 0 };

		buf_fmt(&text, "%s Unit: %s.", f->help, f->unit);
		buf_json(b, buf_span(&text));
		b->failed |= text.failed;
		buf_release(&text);
	}
	if (f->array) {
		put_type(b, "array", true);
		jsonput_int(b, "maxItems", f->type == FIELD_TYPE_ID ?
		    FIELD_IDS_MAX : FIELD_LIST_MAX);
		jsonput_open(b, "items", '{');
		put_value(b, id, false);
		jsonput_close(b, '}');
	} else if (id == FIELD_V) {
		buf_text(b, ",\"enum\":[1,null]");
	} else {
		put_value(b, id, !always(id));
	}
	if (id == FIELD_SIGNALS)
		jsonput_int(b, "maxProperties", 256);
	jsonput_close(b, '}');
}

/* "properties" and "required" of the object ${of}. */
static void
put_members(struct buf *b, enum field_id of)
{
	bool any = false;

	jsonput_open(b, "properties", '{');
	for (unsigned i = 1; i < FIELD_TOTAL; i++)
		if (parent((enum field_id)i) == of)
			put_property(b, (enum field_id)i);
	jsonput_close(b, '}');
	for (unsigned i = 1; i < FIELD_TOTAL; i++) {
		const char *name = field_row((enum field_id)i)->name;
		const char *dot = strrchr(name, '.');

		if (!always((enum field_id)i) ||
		    parent((enum field_id)i) != of)
			continue;
		if (!any)
			jsonput_open(b, "required", '[');
		any = true;
		jsonput_next(b);
		buf_json(b, span_of(dot != NULL ? dot + 1 : name));
	}
	if (any)
		jsonput_close(b, ']');
}

/* A schema that holds when the field at ${path} is there and not null. */
static void
put_there(struct buf *b, struct span path)
{
	const char *dot = memchr(path.p, '.', path.n);
	struct span key = { path.p, dot != NULL ? (size_t)(dot - path.p) :
	    path.n };

	buf_text(b, "{\"required\":[");
	buf_json(b, key);
	buf_text(b, "],\"properties\":{");
	buf_json(b, key);
	buf_char(b, ':');
	if (dot != NULL)
		put_there(b, span_from(path, key.n + 1));
	else
		buf_text(b, "{\"not\":{\"type\":\"null\"}}");
	buf_text(b, "}}");
}

/* The words that this type may say, where it may not say all. */
static void
put_said(struct buf *b, enum event_type t, enum field_id id)
{
	const struct field *f = field_row(id);
	bool all = true;

	if (f->type != FIELD_TYPE_ENUM || (f->on >> t & 1) == 0)
		return;
	for (unsigned i = 1; i <= f->words_n; i++)
		all &= field_may_say(id, t, i);
	if (all)
		return;
	jsonput_next(b);
	buf_text(b, "{\"properties\":{");
	buf_json(b, span_of(f->name));
	buf_text(b, ":{\"enum\":[");
	for (unsigned i = 1; i <= f->words_n; i++)
		if (field_may_say(id, t, i)) {
			jsonput_next(b);
			buf_json(b, span_of(f->words[i - 1]));
		}
	buf_text(b, ",null]}}}");
}

static void
put_event(struct buf *b, enum event_type t)
{
	size_t n;
	const struct field_need *need = field_needs(t, &n);

	buf_text(b, t > 0 ? ",\n" : "\n");
	buf_text(b, "{\"if\":{\"properties\":{\"type\":{\"const\":");
	buf_json(b, span_of(field_events[t].name));
	buf_text(b, "}}},\"then\":{\"allOf\":[");
	for (size_t i = 0; i < n; i++) {
		jsonput_next(b);
		if (need[i].or != FIELD_NONE)
			buf_text(b, "{\"anyOf\":[");
		put_there(b, span_of(field_row(need[i].one)->name));
		if (need[i].or == FIELD_NONE)
			continue;
		buf_char(b, ',');
		put_there(b, span_of(field_row(need[i].or)->name));
		buf_text(b, "]}");
	}
	for (unsigned i = 1; i < FIELD_TOTAL; i++)
		put_said(b, t, (enum field_id)i);
	/* A schema needs a member even when nothing is required. */
	if (n == 0)
		buf_text(b, "true");
	buf_text(b, "]}}");
}

void
fields_schema(struct buf *b)
{

	buf_char(b, '{');
	jsonput_text(b, "$schema",
	    SPAN("https://json-schema.org/draft/2020-12/schema"));
	jsonput_text(b, "title", SPAN("Vedette event line"));
	jsonput_text(b, "description", SPAN("One event as a well-formed "
	    "source sends it. The reader takes more: what is unknown or of "
	    "the wrong type in an optional field is moved to unmapped, and "
	    "over-long values are cut."));
	jsonput_text(b, "type", SPAN("object"));
	put_members(b, FIELD_NONE);
	jsonput_open(b, "allOf", '[');
	for (unsigned t = 0; t < TYPE_COUNT; t++)
		put_event(b, (enum event_type)t);
	buf_text(b, "\n]}\n");
}
