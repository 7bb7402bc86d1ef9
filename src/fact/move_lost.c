/* SPDX-License-Identifier: Apache-2.0 */
/* Reception: how long there was no good fix, and how weak the signal is. */
#include "fact/move.h"

#define SILENCE_MS	300000		/* Longer ones end the run. */
#define SAMPLES		10
#define LEAST		5

const uint16_t move_lost_fields[] = { MOVE_FIELDS, FIELD_GNSS_CN0, 0 };

/* Carrier to noise in single precision: better than receivers know it. */
struct lost_state {
	int64_t		last;		/* Newest sample. */
	int64_t		since;		/* First of the run without a fix. */
	float		cn0[SAMPLES];	/* Of good fixes, a ring. */
	uint8_t		order[SAMPLES];	/* Places in it, by value. */
	uint8_t		n, at;
	bool		known;		/* There is a newest sample. */
	bool		lost;		/* There is a run. */
};

_Static_assert(sizeof(struct lost_state) <= FACT_STATE_move_lost, "fits");

static double
median(const struct lost_state *s)
{

	return (((double)s->cn0[s->order[(s->n - 1) / 2]] +
	    (double)s->cn0[s->order[s->n / 2]]) / 2);
}

/* Take ${cn0} into the ring, at its place in the order. */
static void
cn0_put(struct lost_state *s, float cn0)
{
	unsigned i = 0, n = s->n;

	if (n == SAMPLES) {
		while (s->order[i] != s->at)
			i++;
		for (n--; i < n; i++)
			s->order[i] = s->order[i + 1];
	}
	for (i = n; i > 0 && s->cn0[s->order[i - 1]] > cn0; i--)
		s->order[i] = s->order[i - 1];
	s->order[i] = s->at;
	s->cn0[s->at] = cn0;
	s->n = (uint8_t)(n + 1);
	s->at = (uint8_t)((s->at + 1) % SAMPLES);
}

static void
nofix(struct lost_state *s, enum move_grade grade, int64_t time,
    struct fact_out *out)
{

	if (s->known && time - s->last > SILENCE_MS)
		s->lost = false;
	s->known = true;
	s->last = time;

	/* A sample that says nothing about positions changes nothing. */
	if (grade == MOVE_ABSENT)
		return;
	if (grade == MOVE_GOOD) {
		s->lost = false;
		return;
	}
	if (!s->lost)
		s->since = time;
	s->lost = true;
	fact_parts(out, FACT_move_nofix_s, time - s->since, FACT_S);
}

void
move_lost(const struct fact_in *in, void *state, struct fact_out *out)
{
	struct lost_state *s = state;
	enum move_grade grade;
	double cn0;

	if (in->ev->type != TYPE_TELEMETRY_SAMPLE || in->late)
		return;
	grade = move_grade(in);
	nofix(s, grade, in->ev->time, out);
	if (!event_num(in->ev, FIELD_GNSS_CN0, &cn0))
		return;
	if (s->n >= LEAST && fact_wanted(out, FACT_move_cn0_drop_db))
		fact_num(out, FACT_move_cn0_drop_db, median(s) - cn0,
		    FACT_FINE);
	if (grade == MOVE_GOOD)
		cn0_put(s, (float)cn0);
}
