/* SPDX-License-Identifier: Apache-2.0 */
/* The tables behind the facts, and how a track leaves a value. */
#include "fact/fact.h"

/* Event types as bits: one, those of a category, all. */
#define BIT(type)	(UINT64_C(1) << (type))

#define X(sym, name, cat, ...)	[TYPE_##sym] = CATEGORY_##cat,
static const enum category category_of[TYPE_COUNT] = { TYPES(X) };
#undef X

enum on {
	ON_ANY, ON_VEH, ON_SAMPLE, ON_UNIT, ON_COMMAND, ON_REQUEST, ON_RESULT,
	ON_API, ON_CALL, ON_BOOKED, ON_ACCESS, ON_DATABASE, ON_STAFF,
	ON_DEVICE, ON_PATH, ON_ACL, ON_CREATED, ON_TRY, ON_TOUCH, ON_SHARE,
	ON_LINK, ON_ROLE, ON_PHONE, ON_FLASH, ON_OCPP,
	ON_COUNT
};

/* Types, and categories of types, as bits. */
static const struct {
	uint64_t	types, categories;
} on_rows[ON_COUNT] = {
	[ON_ANY] = { BIT(TYPE_COUNT) - 1, 0 },
	/* Any line may name its vehicle; this one says nothing. */
	[ON_VEH] = { (BIT(TYPE_COUNT) - 1) & ~BIT(TYPE_CLOCK_TICK), 0 },
	[ON_SAMPLE] = { BIT(TYPE_TELEMETRY_SAMPLE), 0 },
	[ON_UNIT] = { 0, BIT(CATEGORY_TELEMETRY) | BIT(CATEGORY_DEVICE) },
	[ON_COMMAND] = { 0, BIT(CATEGORY_COMMAND) },
	[ON_REQUEST] = { BIT(TYPE_COMMAND_REQUEST), 0 },
	[ON_RESULT] = { BIT(TYPE_COMMAND_RESULT) | BIT(TYPE_OTA_INSTALL), 0 },
	[ON_API] = { BIT(TYPE_API_REQUEST), 0 },
	[ON_CALL] = { BIT(TYPE_API_REQUEST) | BIT(TYPE_AUTH_LOGIN), 0 },
	[ON_BOOKED] = { BIT(TYPE_BOOKING_CREATE) | BIT(TYPE_BOOKING_START),
	    0 },
	[ON_ACCESS] = { 0, BIT(CATEGORY_ACCESS) },
	[ON_DATABASE] = { 0, BIT(CATEGORY_DATABASE) },
	[ON_PHONE] = { BIT(TYPE_COMMAND_REQUEST) | BIT(TYPE_TELEMETRY_KEY),
	    0 },
	[ON_FLASH] = { BIT(TYPE_OTA_INSTALL) | BIT(TYPE_DEVICE_CONNECT) |
	    BIT(TYPE_TELEMETRY_SAMPLE), 0 },
	[ON_OCPP] = { BIT(TYPE_OCPP_MESSAGE), 0 },
	[ON_STAFF] = { 0, BIT(CATEGORY_ACCESS) | BIT(CATEGORY_DATABASE) |
	    BIT(CATEGORY_API) | BIT(CATEGORY_COMMAND) },
	[ON_DEVICE] = { BIT(TYPE_TELEMETRY_SAMPLE), BIT(CATEGORY_DEVICE) },
	[ON_PATH] = { 0, BIT(CATEGORY_TELEMETRY) | BIT(CATEGORY_DEVICE) |
	    BIT(CATEGORY_CHARGING) },
	[ON_ACL] = { BIT(TYPE_BROKER_ACL), 0 },
	[ON_CREATED] = { BIT(TYPE_BOOKING_CREATE), 0 },
	[ON_TRY] = { BIT(TYPE_API_REQUEST) | BIT(TYPE_AUTH_LOGIN) |
	    BIT(TYPE_DEVICE_AUTH) | BIT(TYPE_DEVICE_CONNECT), 0 },
	[ON_TOUCH] = { BIT(TYPE_API_REQUEST) | BIT(TYPE_DATA_ACCESS), 0 },
	[ON_SHARE] = { BIT(TYPE_AUTH_LOGIN) | BIT(TYPE_BOOKING_CREATE), 0 },
	[ON_LINK] = { 0, BIT(CATEGORY_ACCESS) | BIT(CATEGORY_COMMAND) },
	[ON_ROLE] = { 0, BIT(CATEGORY_ACCESS) | BIT(CATEGORY_DATABASE) |
	    BIT(CATEGORY_COMMAND) },
};

static uint64_t
on_types(enum on on)
{
	uint64_t types = on_rows[on].types;

	for (unsigned t = 0; t < TYPE_COUNT; t++)
		if ((on_rows[on].categories >> category_of[t] & 1) != 0)
			types |= BIT(t);
	return (types);
}

/* The rows as they stand. */
struct row {
	const char	*name;
	enum value_type	 type;
	bool		 array;
	const char	*unit;
	const char	*words;
	enum on		 on;
	enum track_id	 track;
	const char	*help;
};

#define X(family, leaf, type, array, unit, words, on, track, help)	\
	{ #family "." #leaf, VALUE_##type, array, unit, words, on,	\
	    TRACK_##track, help },
static const struct row rows[FACT_COUNT] = { FACTS(X) };
#undef X

#define X(name, of, bytes, version, needs)				\
	{ #name, bytes, version, of, needs, name##_fields, name },
const struct track fact_tracks[TRACK_COUNT] = { TRACKS(X) };
#undef X

#define X(name, of, bytes, version, needs)				\
	_Static_assert((bytes) % 8 == 0, #name " is aligned");
TRACKS(X)
#undef X

/* Enum words, cut from their rows; a word has at least two bytes. */
#define X(family, leaf, type, array, unit, words, ...)	+ sizeof(words)
static char word_text[0 FACTS(X)];
static const char *word_at[(0 FACTS(X)) / 2];
static struct value word_value[COUNT_OF(word_at)];
#undef X

static struct fact facts[FACT_COUNT];

/* Cut ${words} at its commas. */
static void
words_cut(struct fact *f, const char *words, char **text, const char ***at)
{
	size_t n = strlen(words) + 1;
	char *p = *text;

	if (n == 1)
		return;
	memcpy(p, words, n);
	f->words = *at;
	for (; p != NULL; f->words_n++) {
		struct value *v = &word_value[*at - word_at];

		*(*at)++ = v->p = p;
		if ((p = strchr(p, ',')) != NULL)
			*p++ = '\0';
		v->n = (uint32_t)strlen(v->p);
		v->code = (uint16_t)(f->words_n + 1);
		v->type = VALUE_TEXT;
	}
	*text += n;
}

rc
fact_init(void)
{
	static bool ready;
	char *text = word_text;
	const char **at = word_at;

	/* Others may be reading them already. */
	if (ready)
		return (RC_OK);
	for (size_t i = 0; i < FACT_COUNT; i++) {
		const struct row *r = &rows[i];

		facts[i] = (struct fact){ .name = r->name, .type = r->type,
		    .array = r->array, .unit = r->unit,
		    .on = on_types(r->on), .track = r->track,
		    .help = r->help };
		words_cut(&facts[i], r->words, &text, &at);
	}
	ready = true;
	return (RC_OK);
}

const struct fact *
fact_row(enum fact_id id)
{

	BUG_IF((size_t)id >= FACT_COUNT);
	return (&facts[id]);
}

enum fact_id
fact_find(struct span name)
{
	size_t i = 0;

	while (i < FACT_COUNT && !span_eq(span_of(rows[i].name), name))
		i++;
	return ((enum fact_id)i);
}

void
fact_near(struct suggest *s, struct span asked)
{

	for (size_t i = 0; i < FACT_COUNT; i++)
		suggest_try(s, asked, span_of(rows[i].name));
}

size_t
fact_state(enum twin_kind kind)
{
	size_t sum = 0;

	for (size_t i = 0; i < TRACK_COUNT; i++)
		if (fact_tracks[i].of == kind)
			sum += fact_tracks[i].state;
	return (sum);
}

void
fact_text(struct fact_out *out, enum fact_id id, struct span s)
{

	*fact_slot(out, id) = (struct value){ .p = s.p, .n = (uint32_t)s.n,
	    .type = VALUE_TEXT };
}

static struct value
word_of(enum fact_id id, unsigned code)
{

	BUG_IF(code == 0 || code > facts[id].words_n);
	return (word_value[facts[id].words - word_at + code - 1]);
}

void
fact_word(struct fact_out *out, enum fact_id id, unsigned code)
{

	*fact_slot(out, id) = word_of(id, code);
}

/* A member for each bit of ${mask}; NULL when memory is short. */
static struct value *
members(struct fact_out *out, enum fact_id id, uint64_t mask)
{
	uint32_t n = (uint32_t)__builtin_popcountll(mask);
	struct value *member = NULL;

	if (n > 0 && (member = arena_take(out->arena, n *
	    sizeof(*member))) == NULL)
		return (NULL);
	*fact_slot(out, id) = (struct value){ .member = member, .n = n,
	    .type = VALUE_ARRAY };
	return (member);
}

void
fact_words(struct fact_out *out, enum fact_id id, uint64_t mask)
{
	struct value *member;

	if (!fact_wanted(out, id))
		return;
	BUG_IF(mask >> facts[id].words_n != 0);
	if ((member = members(out, id, mask)) == NULL)
		return;
	for (unsigned i = 0; mask >> i != 0; i++)
		if (mask >> i & 1)
			*member++ = word_of(id, i + 1);
}

void
fact_names(struct fact_out *out, enum fact_id id, uint64_t mask,
    const char *(*name)(unsigned))
{
	struct value *member;

	if (!fact_wanted(out, id) ||
	    (member = members(out, id, mask)) == NULL)
		return;
	for (unsigned i = 0; mask >> i != 0; i++)
		if (mask >> i & 1) {
			*member++ = (struct value){ .p = name(i),
			    .n = (uint32_t)strlen(name(i)),
			    .type = VALUE_TEXT };
		}
}
