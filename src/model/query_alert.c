/* SPDX-License-Identifier: Apache-2.0 */
/* An alert as a query sees it. */
#include "base/json.h"
#include "base/mem.h"
#include "base/ts.h"
#include "model/dig.h"
#include "model/query_alert.h"
#include "model/where.h"

#define KEYS	4096			/* Of an alert, over all objects. */
#define DEPTH	16

/* Slots: those of places first. */
enum { SLOT_TYPE = QUERY_PLACE_TOTAL, SLOT_FIELDS, SLOT_FACTS, SLOT_WHERE,
    SLOTS };

_Static_assert(sizeof(struct json_val) == sizeof(struct value),
    "values are laid out alike");

struct query_alert {
	struct json_plan	*plan;		/* Owned. */
	struct json_reader	 reader;
	struct json_val		*slot;		/* The reader's. */
	struct arena		 arena;		/* Of this alert. */
	struct value		 found;		/* What was asked for last. */
	struct query_alert	*self;		/* For the record, which is */
						/* only read by others. */
};

/* A dotted path as keys. */
static size_t
split(const char *path, struct span seg[FIELD_SEGS])
{
	struct span rest = span_of(path);
	size_t n = 0;

	while (rest.n > 0 && n < FIELD_SEGS) {
		const char *dot = memchr(rest.p, '.', rest.n);
		size_t len = dot != NULL ? (size_t)(dot - rest.p) : rest.n;

		seg[n++] = (struct span){ rest.p, len };
		rest = span_from(rest, dot != NULL ? len + 1 : len);
	}
	return (n);
}

static const char *
path_of(unsigned slot)
{

	switch (slot) {
	case SLOT_TYPE:
		return ("type");
	case SLOT_FIELDS:
		return ("fields");
	case SLOT_FACTS:
		return ("facts");
	case SLOT_WHERE:
		return ("where");
	default:
		return (query_name_place((enum query_place)slot));
	}
}

rc
query_alert_new(struct query_alert **ret)
{
	const struct json_limits limits = { .depth = DEPTH, .keys = KEYS };
	struct query_alert *a = mem_new(sizeof(*a));
	struct span seg[SLOTS][FIELD_SEGS];
	struct json_row rows[SLOTS];
	unsigned n = 0;

	if (a == NULL)
		return (RC_NOMEM);
	a->self = a;
	for (unsigned i = QUERY_PLACE_NONE + 1; i < SLOTS; i++, n++)
		rows[n] = (struct json_row){ .seg = seg[i],
		    .segs = split(path_of(i), seg[i]), .slot = (uint16_t)i };
	if (json_plan_new(rows, n, &limits, &a->plan, NULL) != RC_OK ||
	    json_reader_init(&a->reader, a->plan, false) != RC_OK) {
		query_alert_free(a);
		return (RC_NOMEM);
	}
	*ret = a;
	return (RC_OK);
}

void
query_alert_free(struct query_alert *a)
{

	if (a == NULL)
		return;
	json_reader_release(&a->reader);
	json_plan_free(a->plan);
	arena_release(&a->arena);
	mem_free(a);
}

bool
query_alert_like(struct span line)
{

	return (line.n > 0 &&
	    memmem(line.p, line.n, "\"entity\"", 8) != NULL &&
	    memmem(line.p, line.n, "\"rule\"", 6) != NULL);
}

static const struct value *
as_value(const struct json_val *v)
{

	return ((const struct value *)(const void *)v);
}

/* What stands in the object of ${slot} under ${path}. */
static rc
dig(struct query_alert *a, unsigned slot, struct span path,
    const struct value **ret)
{
	rc r;

	a->found = (struct value){ .type = VALUE_ABSENT };
	*ret = &a->found;
	if (a->slot[slot].type != JSON_MAP)
		return (RC_OK);
	r = dig_find(json_span(&a->slot[slot]), path, &a->arena, &a->found);
	return (r == RC_NOMEM ? r : RC_OK);
}

/* The field as the entity, if it is of that kind. */
static const struct value *
entity(const struct query_alert *a, enum field_id f)
{
	static const struct value none;
	const struct json_val *kind = &a->slot[QUERY_PLACE_ENTITY_KIND];
	const char *own = field_row(f)->kind;

	if (own == NULL || kind->type != JSON_TEXT ||
	    !span_eq(span_of(own), json_span(kind)))
		return (&none);
	return (as_value(&a->slot[QUERY_PLACE_ENTITY_ID]));
}

/* A field of the event, as the alert shows it; the ${way}th. */
static rc
shown(struct query_alert *a, enum field_id f, unsigned way,
    const struct value **ret)
{
	static const struct value none;
	const char *key;

	if (way == 0)
		return (dig(a, SLOT_FIELDS, span_of(field_row(f)->name), ret));
	if (way == 1) {
		*ret = entity(a, f);
		return (RC_OK);
	}
	if ((key = where_only(f)) != NULL)
		return (dig(a, SLOT_WHERE, span_of(key), ret));
	*ret = &none;
	return (RC_OK);
}

enum { WAYS = 3 };

/* query_record.value: places first, then fields, then the name itself. */
static rc
value(const void *ctx, const struct query_name *name, unsigned i,
    const struct value **ret)
{
	struct query_alert *a = *(struct query_alert *const *)ctx;
	unsigned at = 0;

	for (; name->place[at] != QUERY_PLACE_NONE; at++) {
		if (i == at) {
			*ret = as_value(&a->slot[name->place[at]]);
			return (RC_OK);
		}
	}
	for (unsigned f = 0; name->field[f] != FIELD_NONE; f++, at += WAYS) {
		if (i < at + WAYS)
			return (shown(a, name->field[f], i - at, ret));
	}
	if (at > 0 || i > 1)
		return (RC_NOTFOUND);
	return (dig(a, i == 0 ? SLOT_FACTS : SLOT_FIELDS, name->name, ret));
}

rc
query_alert_read(struct query_alert *a, struct span line,
    struct query_record *rec, int64_t *time, struct err *e)
{
	struct json_out out = { .arena = &a->arena };
	int64_t ms = 0;
	rc r;

	arena_clear(&a->arena);
	if ((r = json_read(a->plan, &a->reader, line, &out, e)) != RC_OK)
		return (r);
	a->slot = out.slot;
	if (a->slot[SLOT_TYPE].type != JSON_ABSENT ||
	    a->slot[QUERY_PLACE_RULE_ID].type != JSON_TEXT ||
	    a->slot[QUERY_PLACE_ENTITY_KIND].type != JSON_TEXT)
		return (RC_NOTFOUND);
	if (a->slot[QUERY_PLACE_TIME].type != JSON_TEXT ||
	    ts_parse(json_span(&a->slot[QUERY_PLACE_TIME]), &ms) != RC_OK)
		return (rc_fail(e, RC_MALFORMED, 0,
		    "time: expected an RFC 3339 time"));
	*time = ms;
	*rec = (struct query_record){ .ctx = &a->self, .value = value,
	    .line = line };
	return (RC_OK);
}
