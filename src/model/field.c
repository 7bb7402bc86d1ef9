/* SPDX-License-Identifier: Apache-2.0 */
/* The dictionary's tables, built once from their rows. */
#include <math.h>

#include "base/arena.h"
#include "base/cur.h"
#include "base/map.h"
#include "model/field.h"

#define NONE	((double)NAN)
#define WORDS_MAX	64		/* Enum words of one field. */
#define ALL_TYPES	((UINT64_C(1) << TYPE_COUNT) - 1)

_Static_assert(TYPE_COUNT < 64, "event types fit a word");

/* A row as it stands in the headers. */
struct raw {
	const char	 *text;		/* The words as one text. */
	const char	**words;	/* The words; WORDS_MAX places, */
	uint8_t		 *len;		/* and their lengths. */
	struct field	  f;
};

#define RAW(where, sym, n, t, arr, u, lo, hi, w, k, p, h)		\
	[FIELD_##sym] = { w, NULL, NULL, { .name = n, .place = where,	\
	    .type = FIELD_TYPE_##t, .array = arr, .unit = u, .least = lo, \
	    .most = hi, .kind = k, .personal = p, .help = h } },
#define X(...)	RAW(FIELD_ENVELOPE, __VA_ARGS__)
#define Y(...)	RAW(FIELD_OF_TYPE, __VA_ARGS__)
#define Z(...)	RAW(FIELD_SIGNAL, __VA_ARGS__)
static struct raw rows[FIELD_TOTAL] = {
	FIELDS_ENVELOPE(X) FIELDS_TYPE(Y) FIELDS_SIGNAL(Z)
};
#undef X
#undef Y
#undef Z

/* NOLINTBEGIN(bugprone-suspicious-missing-comma): long lists wrap. */
#define X(sym, n, cat, req, opt, h)					\
	[TYPE_##sym] = { n, CATEGORY_##cat, req, h },
const struct field_event field_events[TYPE_COUNT] = { TYPES(X) };
#undef X

#define X(sym, n, cat, req, opt, h)	[TYPE_##sym] = opt,
static const char *const optional[TYPE_COUNT] = { TYPES(X) };
#undef X
/* NOLINTEND(bugprone-suspicious-missing-comma) */

#define X(sym, n, e)	[CATEGORY_##sym] = { n, e, 0 },
static struct field_category categories[CATEGORY_COUNT] = { CATEGORIES(X) };
#undef X

/* Which words of an enum a type may say; all of them where it is 0. */
static uint64_t may_say[FIELD_TOTAL][TYPE_COUNT];

static struct field_need needs[TYPE_COUNT][FIELD_NEEDS];
static size_t needs_n[TYPE_COUNT];

static struct arena memory;	/* Lives as long as the program. */
static struct map by_name, type_by_name;
static bool ready;

static struct span
name_of(const void *owner UNUSED, uint32_t id)
{

	return (span_of(rows[id].f.name));
}

static struct span
type_name_of(const void *owner UNUSED, uint32_t id)
{

	return (span_of(field_events[id].name));
}

/* The next item of a list; empty at its end. */
static struct span
item(struct cur *c, char stop)
{
	struct span s;

	while (cur_eat(c, ' '))
		continue;
	s = cur_until(c, stop);
	(void)cur_eat(c, stop);		/* The last has none. */
	return (s);
}

/* Put ${word} into the words of ${row} unless it is there; its place. */
static rc
word_add(struct raw *row, struct span word, size_t *place)
{
	struct field *f = &row->f;

	for (*place = 0; *place < f->words_n; ++*place)
		if (span_eq(span_of(row->words[*place]), word))
			return (RC_OK);
	BUG_IF(f->words_n == WORDS_MAX);
	if ((row->words[f->words_n] = arena_copy(&memory, word)) == NULL)
		return (RC_NOMEM);
	row->len[f->words_n++] = (uint8_t)word.n;
	return (RC_OK);
}

/* Put every word of ${text} in; their places as bits. */
static rc
words_add(struct raw *row, struct span text, uint64_t *places)
{
	struct cur c = cur_of(text);
	struct span s;
	size_t at;
	rc r;

	while ((s = item(&c, ',')).n > 0) {
		if ((r = word_add(row, s, &at)) != RC_OK)
			return (r);
		*places |= UINT64_C(1) << at;
	}
	return (RC_OK);
}

static rc
words_build(struct raw *row)
{
	uint64_t places = 0;

	if (row->f.type != FIELD_TYPE_ENUM)
		return (RC_OK);
	row->words = arena_take(&memory, WORDS_MAX * sizeof(*row->words));
	row->len = arena_take(&memory, WORDS_MAX);
	if (row->words == NULL || row->len == NULL)
		return (RC_NOMEM);
	row->f.words = row->words;
	row->f.words_len = row->len;
	return (words_add(row, span_of(row->text), &places));
}

/* One token of a type's list: a name, a|b, or name{words}. */
static rc
token(unsigned type, struct span tok, bool required)
{
	bool choice = memchr(tok.p, '|', tok.n) != NULL;
	uint64_t bit = UINT64_C(1) << type;
	struct field_need *need = &needs[type][needs_n[type]];
	struct cur c = cur_of(tok);
	struct span name;

	if (required)
		BUG_IF(needs_n[type]++ == FIELD_NEEDS);

	while ((name = item(&c, '|')).n > 0) {
		struct cur in = cur_of(name);
		enum field_id id = field_find(cur_until(&in, '{'));
		rc r;

		BUG_IF(id == FIELD_NONE);
		rows[id].f.on |= bit;
		if (required)
			*(need->one == FIELD_NONE ? &need->one : &need->or) =
			    id;
		if (required && !choice)
			rows[id].f.sure |= bit;
		if (cur_eat(&in, '{') &&
		    (r = words_add(&rows[id], cur_until(&in, '}'),
		    &may_say[id][type])) != RC_OK)
			return (r);
	}
	return (RC_OK);
}

static rc
list(unsigned type, const char *text, bool required)
{
	struct cur c = cur_of(span_of(text));
	struct span tok;
	rc r;

	while ((tok = item(&c, ' ')).n > 0)
		if ((r = token(type, tok, required)) != RC_OK)
			return (r);
	return (RC_OK);
}

/* Every enum ends in "other", which every type may say. */
static rc
others(void)
{
	rc r;

	for (unsigned i = 1; i < FIELD_TOTAL; i++) {
		uint64_t bit = 0;

		if (rows[i].f.type != FIELD_TYPE_ENUM)
			continue;
		if ((r = words_add(&rows[i], SPAN("other"), &bit)) != RC_OK)
			return (r);
		for (unsigned t = 0; t < TYPE_COUNT; t++)
			if (may_say[i][t] != 0)
				may_say[i][t] |= bit;
	}
	return (RC_OK);
}

/* A member belongs where its object does; a required object brings its id. */
static void
members(void)
{
	static const struct {
		enum field_id	object, id;
	} ids[] = {
		{ FIELD_VEHICLE, FIELD_VEHICLE_ID },
		{ FIELD_DEVICE, FIELD_DEVICE_ID },
		{ FIELD_SIM, FIELD_SIM_ICCID },
	};

	for (unsigned i = 1; i < FIELD_TOTAL; i++) {
		struct field *f = &rows[i].f;
		const char *dot = strrchr(f->name, '.');
		enum field_id up;

		if (f->place != FIELD_OF_TYPE) {
			f->on = ALL_TYPES;
			continue;
		}
		up = dot == NULL ? FIELD_NONE : field_find(
		    (struct span){ f->name, (size_t)(dot - f->name) });
		if (up != FIELD_NONE)
			f->on |= rows[up].f.on;
	}
	for (size_t i = 0; i < COUNT_OF(ids); i++)
		rows[ids[i].id].f.sure |= rows[ids[i].object].f.sure;
	/* The vehicle is filled in from the device where it is missing. */
	for (unsigned t = 0; t < TYPE_COUNT; t++)
		if (strstr(field_events[t].required, "vehicle|device") != NULL)
			rows[FIELD_VEHICLE_ID].f.sure |= UINT64_C(1) << t;
	rows[FIELD_TYPE].f.sure = ALL_TYPES;
	rows[FIELD_TIME].f.sure = ALL_TYPES;
	rows[FIELD_ID].f.sure = ALL_TYPES;
	rows[FIELD_TENANT].f.sure = ALL_TYPES;
	rows[FIELD_SOURCE_NAME].f.sure = ALL_TYPES;
}

/* Back to the rows as they stand, after memory was short. */
static void
reset(void)
{

	map_release(&by_name);
	map_release(&type_by_name);
	arena_release(&memory);
	memset(needs, 0, sizeof(needs));
	memset(needs_n, 0, sizeof(needs_n));
	memset(may_say, 0, sizeof(may_say));
	for (unsigned i = 1; i < FIELD_TOTAL; i++) {
		struct field *f = &rows[i].f;

		rows[i].words = NULL;
		rows[i].len = NULL;
		f->words = NULL;
		f->words_len = NULL;
		f->words_n = 0;
		f->on = f->sure = 0;
	}
	for (int c = 0; c < CATEGORY_COUNT; c++)
		categories[c].types = 0;
}

static rc
build(void)
{
	rc r;

	map_init(&by_name, name_of, NULL);
	map_init(&type_by_name, type_name_of, NULL);
	for (unsigned i = 1; i < FIELD_TOTAL; i++) {
		struct raw *row = &rows[i];

		if (row->f.kind != NULL && row->f.kind[0] == '\0')
			row->f.kind = NULL;
		if (row->f.personal != NULL && row->f.personal[0] == '\0')
			row->f.personal = NULL;
		if ((r = words_build(row)) != RC_OK ||
		    (r = map_put(&by_name, span_of(row->f.name), i)) != RC_OK)
			return (r);
	}
	for (unsigned t = 0; t < TYPE_COUNT; t++) {
		categories[field_events[t].category].types |= UINT64_C(1) << t;
		if ((r = map_put(&type_by_name,
		    span_of(field_events[t].name), t)) != RC_OK ||
		    (r = list(t, field_events[t].required, true)) != RC_OK ||
		    (r = list(t, optional[t], false)) != RC_OK)
			return (r);
	}
	members();
	return (others());
}

rc
field_init(void)
{
	rc r;

	if (ready)
		return (RC_OK);
	if ((r = build()) == RC_OK)
		ready = true;
	else
		reset();
	return (r);
}

const struct field *
field_row(enum field_id id)
{

	return (&rows[id].f);
}

size_t
field_path(enum field_id id, struct span seg[FIELD_SEGS])
{
	struct span rest = span_of(rows[id].f.name);
	const char *dot;
	size_t n = 0;

	if (rows[id].f.place == FIELD_SIGNAL) {
		seg[0] = SPAN("signals");
		seg[1] = rest;
		return (2);
	}
	while (n < FIELD_SEGS - 1 &&
	    (dot = memchr(rest.p, '.', rest.n)) != NULL) {
		seg[n++] = (struct span){ rest.p, (size_t)(dot - rest.p) };
		rest = span_from(rest, (size_t)(dot - rest.p) + 1);
	}
	seg[n++] = rest;
	return (n);
}

enum field_id
field_find(struct span name)
{
	uint32_t id = map_get(&by_name, name);

	return (id == MAP_NONE ? FIELD_NONE : (enum field_id)id);
}

void
field_near(struct suggest *s, struct span asked)
{

	for (unsigned i = 1; i < FIELD_TOTAL; i++)
		suggest_try(s, asked, span_of(rows[i].f.name));
}

enum event_type
field_event_find(struct span name)
{
	uint32_t id = map_get(&type_by_name, name);

	return (id == MAP_NONE ? TYPE_UNKNOWN : (enum event_type)id);
}

const struct field_category *
field_category(enum category c)
{

	return (&categories[c]);
}

enum category
field_category_find(struct span name)
{

	for (int c = 0; c < CATEGORY_COUNT; c++)
		if (span_eq(span_of(categories[c].name), name))
			return ((enum category)c);
	return (CATEGORY_NONE);
}

enum value_type
field_value_type(const struct field *f)
{
	static const enum value_type types[] = {
		[FIELD_TYPE_ID] = VALUE_TEXT, [FIELD_TYPE_TEXT] = VALUE_TEXT,
		[FIELD_TYPE_ENUM] = VALUE_TEXT, [FIELD_TYPE_INT] = VALUE_INT,
		[FIELD_TYPE_NUM] = VALUE_NUM, [FIELD_TYPE_BOOL] = VALUE_BOOL,
		[FIELD_TYPE_TS] = VALUE_TIME, [FIELD_TYPE_HEX] = VALUE_TEXT,
		[FIELD_TYPE_OBJ] = VALUE_MAP, [FIELD_TYPE_MAP] = VALUE_MAP,
		[FIELD_TYPE_JSON] = VALUE_MAP,
	};

	return (types[f->type]);
}

const struct field_need *
field_needs(enum event_type type, size_t *n)
{

	*n = needs_n[type];
	return (needs[type]);
}

/* ${a} in any case, ASCII only: words do not depend on the locale. */
static bool
same_word(const char *a, struct span b)
{

	for (size_t i = 0; i < b.n; i++) {
		unsigned char x = (unsigned char)a[i];
		unsigned char y = (unsigned char)b.p[i];

		if (x == y)
			continue;
		if ((x ^ y) != 0x20 || (x | 0x20) < 'a' || (x | 0x20) > 'z')
			return (false);
	}
	return (true);
}

bool
field_may_say(enum field_id id, enum event_type type, unsigned code)
{
	uint64_t may = may_say[id][type];

	return (may == 0 || (may >> (code - 1) & 1) != 0);
}

unsigned
field_word(enum field_id id, enum event_type type, struct span text)
{
	const struct field *f = &rows[id].f;
	uint64_t may = type < TYPE_COUNT ? may_say[id][type] : 0;

	for (size_t i = 0; i < f->words_n; i++) {
		if (f->words_len[i] != text.n ||
		    !same_word(f->words[i], text))
			continue;
		return (may == 0 || (may >> i & 1) != 0 ? (unsigned)i + 1 : 0);
	}
	return (0);
}
