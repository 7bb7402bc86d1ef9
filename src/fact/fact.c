/* SPDX-License-Identifier: Apache-2.0 */
/* The tables behind the facts, and how a track leaves a value. */
#include <math.h>

#include "fact/fact.h"

#define WHOLE_MAX	9007199254740992.0	/* 2^53 */

/* Event types as bits: one, those of a category, all. */
#define BIT(type)	(UINT64_C(1) << (type))

#define X(sym, name, cat, ...)						\
	| (CATEGORY_##cat == CATEGORY_TELEMETRY ? BIT(TYPE_##sym) : 0)
static const uint64_t on_telemetry = 0 TYPES(X);
#undef X
#define X(sym, name, cat, ...)						\
	| (CATEGORY_##cat == CATEGORY_DEVICE ? BIT(TYPE_##sym) : 0)
static const uint64_t on_device = 0 TYPES(X);
#undef X

enum on { ON_ANY, ON_VEH, ON_SAMPLE, ON_UNIT };

static uint64_t
on_types(enum on on)
{

	switch (on) {
	case ON_SAMPLE:
		return (BIT(TYPE_TELEMETRY_SAMPLE));
	case ON_UNIT:
		return (on_telemetry | on_device);
	case ON_VEH:
		/* Any line may name its vehicle; this one says nothing. */
		return ((BIT(TYPE_COUNT) - 1) & ~BIT(TYPE_CLOCK_TICK));
	case ON_ANY:
		break;
	}
	return (BIT(TYPE_COUNT) - 1);
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

#define X(name, of, bytes, needs)					\
	{ #name, of, bytes, needs, name##_fields, name },
const struct track fact_tracks[TRACK_COUNT] = { TRACKS(X) };
#undef X

#define X(name, of, bytes, needs)					\
	_Static_assert((bytes) % 8 == 0, #name " is aligned");
TRACKS(X)
#undef X

/* Enum words, cut from their rows; a word has at least two bytes. */
#define X(family, leaf, type, array, unit, words, ...)	+ sizeof(words)
static char word_text[0 FACTS(X)];
static const char *word_at[(0 FACTS(X)) / 2];
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
		*(*at)++ = p;
		if ((p = strchr(p, ',')) != NULL)
			*p++ = '\0';
	}
	*text += n;
}

rc
fact_init(void)
{
	char *text = word_text;
	const char **at = word_at;

	for (size_t i = 0; i < FACT_COUNT; i++) {
		const struct row *r = &rows[i];

		facts[i] = (struct fact){ .name = r->name, .type = r->type,
		    .array = r->array, .unit = r->unit,
		    .on = on_types(r->on), .track = r->track,
		    .help = r->help };
		words_cut(&facts[i], r->words, &text, &at);
	}
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

static struct value *
slot_of(struct fact_out *out, enum fact_id id)
{

	return (&out->slot[out->at[id]]);
}

void
fact_num(struct fact_out *out, enum fact_id id, double num, double scale)
{
	double rest;
	int64_t n;

	if (!isfinite(num))
		return;
	if (scale > 0 && fabs(num * scale) < WHOLE_MAX) {
		/* As round() does, which is a call on most machines. */
		n = (int64_t)(num * scale);
		rest = num * scale - (double)n;
		n += (rest >= 0.5) - (rest <= -0.5);
		num = (double)n / scale;
	}
	if (fabs(num) < WHOLE_MAX && num == (double)(int64_t)num)
		fact_int(out, id, (int64_t)num);
	else
		*slot_of(out, id) = (struct value){ .num = num,
		    .type = VALUE_NUM };
}

void
fact_int(struct fact_out *out, enum fact_id id, int64_t i)
{

	*slot_of(out, id) = (struct value){ .i = i, .type = VALUE_INT };
}

void
fact_bool(struct fact_out *out, enum fact_id id, bool yes)
{

	*slot_of(out, id) = (struct value){ .yes = yes, .type = VALUE_BOOL };
}

void
fact_text(struct fact_out *out, enum fact_id id, struct span s)
{

	*slot_of(out, id) = (struct value){ .p = s.p, .n = (uint32_t)s.n,
	    .type = VALUE_TEXT };
}

static struct value
word_value(enum fact_id id, unsigned code)
{
	const char *word = facts[id].words[code - 1];

	return ((struct value){ .p = word, .n = (uint32_t)strlen(word),
	    .code = (uint16_t)code, .type = VALUE_TEXT });
}

void
fact_word(struct fact_out *out, enum fact_id id, unsigned code)
{

	BUG_IF(code == 0 || code > facts[id].words_n);
	*slot_of(out, id) = word_value(id, code);
}

void
fact_words(struct fact_out *out, enum fact_id id, uint64_t mask)
{
	struct value *member = NULL;
	uint32_t n = 0;

	if (!fact_wanted(out, id))
		return;
	BUG_IF(mask >> facts[id].words_n != 0);
	if (mask != 0 && (member = arena_take(out->arena, sizeof(*member) *
	    (unsigned)__builtin_popcountll(mask))) == NULL)
		return;
	for (unsigned i = 0; mask >> i != 0; i++)
		if (mask >> i & 1)
			member[n++] = word_value(id, i + 1);
	*slot_of(out, id) = (struct value){ .member = member, .n = n,
	    .type = VALUE_ARRAY };
}
