/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Facts about a source: its health, its numbering, its unit of speed.  The
 * events of a source come from many vehicles, so arrival order counts here
 * and no event is late.
 */
#include "base/hash.h"
#include "fact/fact.h"

#define INSTANCES	8		/* Remembered per source. */
#define RESTART		1024		/* A counter falls so far, or to 1. */
#define STEPS		500
#define WORTH		100		/* Steps that weigh the same. */

const uint16_t feed_state_fields[] = { FIELD_NONE };
const uint16_t feed_seq_fields[] = {
	FIELD_SOURCE_SEQ, FIELD_SOURCE_INSTANCE, 0
};
const uint16_t feed_ratio_fields[] = { FIELD_NONE };

/* Instances in the order of their last number, newest first. */
struct seq_state {
	struct {
		uint64_t	name;	/* Hash of the instance. */
		int64_t		seq;
	} of[INSTANCES];
	uint64_t	n;
};

_Static_assert(sizeof(struct seq_state) <= FACT_STATE_feed_seq, "fits");

/* Single precision: what leaves the sums is exactly what entered. */
struct ratio_state {
	double		dist, drive;	/* Sums over the ring, m, */
	double		square;		/* of the squares of drive. */
	double		said;		/* The last ratio; 0: none. */
	uint32_t	n, at;
	float		step[STEPS][2];	/* Distance, drive. */
};

_Static_assert(sizeof(struct ratio_state) <= FACT_STATE_feed_ratio, "fits");

void
feed_state(const struct fact_in *in, void *state UNUSED, struct fact_out *out)
{

	if (in->feed_state != 0)
		fact_word(out, FACT_feed_state, in->feed_state);
}

void
feed_seq(const struct fact_in *in, void *state, struct fact_out *out)
{
	const struct value *seq = event_get(in->ev, FIELD_SOURCE_SEQ);
	const struct value *name = event_get(in->ev, FIELD_SOURCE_INSTANCE);
	struct seq_state *s = state;
	uint64_t hash = name->type == VALUE_TEXT ?
	    hash_64(value_text(name)) : 0;
	int64_t last, now;
	unsigned i = 0;

	if (seq->type != VALUE_INT)
		return;
	now = seq->i;
	while (i < s->n && s->of[i].name != hash)
		i++;
	if (i < s->n) {
		last = s->of[i].seq;
		if (now > last + 1)
			fact_int(out, FACT_feed_seq_gap, now - last - 1);

		/* An old number that comes late is no restart. */
		if (now <= last && now > 1 && last - now <= RESTART)
			now = last;
	} else if (s->n < INSTANCES)
		i = (unsigned)s->n++;
	else
		i = INSTANCES - 1;
	for (; i > 0; i--)
		s->of[i] = s->of[i - 1];
	s->of[0].name = hash;
	s->of[0].seq = now;
}

static double
square(float x)
{

	return ((double)x * (double)x);
}

static void
ratio_add(struct ratio_state *s, const struct fact_step *step)
{
	float *place = s->step[s->at];

	if (s->n == STEPS) {
		s->dist -= (double)place[0];
		s->drive -= (double)place[1];
		s->square -= square(place[1]);
	} else
		s->n++;
	place[0] = (float)step->dist_m;
	place[1] = (float)step->drive_m;
	s->dist += (double)place[0];
	s->drive += (double)place[1];
	s->square += square(place[1]);
	if (++s->at < STEPS)
		return;

	/* Once round: sum up afresh, so that no rounding piles up. */
	s->at = 0;
	s->dist = s->drive = s->square = 0;
	for (unsigned i = 0; i < STEPS; i++) {
		s->dist += (double)s->step[i][0];
		s->drive += (double)s->step[i][1];
		s->square += square(s->step[i][1]);
	}
}

/*
 * Do enough steps bear the sum?  A car that parks between two reports minutes
 * apart drove by them a way that it did not; in a quiet evening a handful of
 * those is a quarter of all.  (sum^2 / sum of squares: so many equal steps
 * would spread as much.)
 */
static bool
is_spread(const struct ratio_state *s)
{

	return (s->n == STEPS && s->drive > 0 &&
	    s->drive * s->drive >= WORTH * s->square);
}

void
feed_ratio(const struct fact_in *in, void *state, struct fact_out *out)
{
	struct ratio_state *s = state;

	if (in->ev->type != TYPE_TELEMETRY_SAMPLE)
		return;
	if (is_spread(s))
		s->said = s->dist / s->drive;
	if (s->said > 0)
		fact_num(out, FACT_feed_speed_ratio, s->said, FACT_RATIO);
	if (in->step->ok)
		ratio_add(s, in->step);
}
