/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A bench for facts: one vehicle with its device and source, events built by
 * hand, every track run as the engine does.
 */
#ifndef TEST_FACT_BENCH_H
#define TEST_FACT_BENCH_H

#include "t.h"

#include "fact/fact.h"

#define ABSENT		((double)NAN)	/* As a fact's number. */
#define BENCH_FACTS	(PLAN_FIRST + FIELD_TOTAL)

struct bench {
	struct plan		 plan;
	uint16_t		 at[FACT_COUNT];
	struct value		 slot[BENCH_FACTS + FACT_COUNT];
	struct event		 ev;
	struct arena		 arena;
	uint64_t		 state[TRACK_COUNT][512];
	int64_t			 newest[TWIN_KINDS];
	unsigned		 feed_state;
	struct ref		*ref;
	uint64_t		 pos;		/* Of its last row. */
};

static inline void
bench_up(struct bench *b)
{

	*b = (struct bench){ .plan = { .slots = COUNT_OF(b->slot) } };
	for (unsigned f = 1; f < FIELD_TOTAL; f++)
		b->plan.field[f] = (uint16_t)(PLAN_FIRST + f);
	for (unsigned f = 0; f < FACT_COUNT; f++)
		b->at[f] = (uint16_t)(BENCH_FACTS + f);
	for (unsigned k = 0; k < TWIN_KINDS; k++)
		b->newest[k] = EVENT_NO_TIME;
	b->ev = (struct event){ .plan = &b->plan, .slot = b->slot,
	    .type = TYPE_TELEMETRY_SAMPLE, .category = CATEGORY_TELEMETRY,
	    .received = EVENT_NO_TIME };
	T_INT(RC_OK, ref_new(1000, &b->ref));
	T_INT(RC_OK, fact_init());
	for (unsigned i = 0; i < TRACK_COUNT; i++)
		T_TRUE(fact_tracks[i].state <= sizeof(b->state[i]));
}

static inline void
bench_down(struct bench *b)
{

	arena_release(&b->arena);
	ref_free(b->ref);
}

/* Clear all fields: the next event begins. */
static inline void
bench_blank(struct bench *b)
{

	memset(b->slot, 0, sizeof(b->slot));
	b->ev.type = TYPE_TELEMETRY_SAMPLE;
	b->ev.category = CATEGORY_TELEMETRY;
}

static inline void
bench_num(struct bench *b, enum field_id f, double d)
{

	b->slot[b->plan.field[f]] = (struct value){ .num = d,
	    .type = VALUE_NUM };
}

static inline void
bench_int(struct bench *b, enum field_id f, int64_t i)
{

	b->slot[b->plan.field[f]] = (struct value){ .i = i,
	    .type = VALUE_INT };
}

static inline void
bench_bool(struct bench *b, enum field_id f, bool yes)
{

	b->slot[b->plan.field[f]] = (struct value){ .yes = yes,
	    .type = VALUE_BOOL };
}

/* An enum word: its code is looked up in the dictionary's row. */
static inline void
bench_word(struct bench *b, enum field_id f, const char *word)
{
#define X(sym, name, type, array, unit, least, most, words, ...)	\
	[FIELD_##sym] = words,
	static const char *const all[FIELD_TOTAL] = {
		FIELDS_ENVELOPE(X) FIELDS_TYPE(X) FIELDS_SIGNAL(X)
	};
#undef X
	const char *p = all[f];
	unsigned code = 1;

	for (; *p != '\0'; code++) {
		size_t n = strcspn(p, ",");

		if (n == strlen(word) && memcmp(p, word, n) == 0)
			break;
		p += n + (p[n] == ',');
	}
	T_TRUE(*p != '\0' || *all[f] == '\0');
	b->slot[b->plan.field[f]] = (struct value){ .p = word,
	    .n = (uint32_t)strlen(word), .type = VALUE_TEXT,
	    .code = (uint16_t)code };
}

static inline void
bench_place(struct bench *b, double lat, double lon)
{

	bench_num(b, FIELD_VSS_CURRENT_LOCATION_LATITUDE, lat);
	bench_num(b, FIELD_VSS_CURRENT_LOCATION_LONGITUDE, lon);
}

/* Run the event at ${time} through every track. */
static inline void
bench_run(struct bench *b, int64_t time)
{
	struct fact_step step = { 0 };
	struct fact_out out = { b->slot, b->at, &b->arena };

	b->ev.time = time;
	memset(&b->slot[BENCH_FACTS], 0, FACT_COUNT * sizeof(*b->slot));
	for (unsigned k = 0; k <= TWIN_KINDS; k++)
		for (unsigned i = 0; i < TRACK_COUNT; i++) {
			bool of = fact_tracks[i].of == k;
			int64_t newest = k < TWIN_KINDS ? b->newest[k] :
			    EVENT_NO_TIME;
			struct fact_in in = { .ev = &b->ev,
			    .late = time < newest, .newest = newest,
			    .step = &step, .feed_state = b->feed_state,
			    .ref = b->ref, .at = { time, UINT64_MAX } };

			if (of)
				fact_tracks[i].step(&in, k < TWIN_KINDS ?
				    b->state[i] : NULL, &out);
		}
	for (unsigned k = 0; k < TWIN_KINDS; k++)
		if (time > b->newest[k])
			b->newest[k] = time;
}

static inline const struct value *
bench_get(const struct bench *b, enum fact_id id)
{

	return (&b->slot[b->at[id]]);
}

/* The fact as a number; ABSENT if it is. */
static inline double
bench_fact(const struct bench *b, enum fact_id id)
{
	double d;

	return (value_number(bench_get(b, id), &d) ? d : ABSENT);
}

/* The fact as text: a word, words joined by commas, "absent". */
static inline const char *
bench_text(const struct bench *b, enum fact_id id)
{
	static char text[256];
	const struct value *v = bench_get(b, id);
	size_t n = 0;

	text[0] = '\0';
	if (v->type == VALUE_ABSENT)
		return ("absent");
	if (v->type == VALUE_BOOL)
		return (v->yes ? "true" : "false");
	for (uint32_t i = 0; i < (v->type == VALUE_ARRAY ? v->n : 1); i++) {
		const struct value *m = v->type == VALUE_ARRAY ?
		    &v->member[i] : v;

		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%.*s",
		    i > 0 ? "," : "", (int)m->n, m->p);
	}
	return (text);
}

/* ABSENT is equal to itself here. */
#define T_FACT(want, b, id)	do {					\
	double w_ = (want), g_ = bench_fact((b), FACT_##id);		\
									\
	if (isnan(w_) != isnan(g_) || (!isnan(w_) && w_ != g_))		\
		printf("# want %.9g, got %.9g\n", w_, g_);		\
	t_note(isnan(w_) ? isnan(g_) : w_ == g_, __FILE__, __LINE__,	\
	    #id);							\
} while (0)
#define T_WORD(want, b, id)	T_STR((want), bench_text((b), FACT_##id))

#endif
