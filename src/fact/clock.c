/* SPDX-License-Identifier: Apache-2.0 */
/* Facts about the clocks that an event has passed. */
#include "base/ts.h"
#include "fact/fact.h"

#define DATE_TEXT	10		/* "2026-03-02" */

const uint16_t clock_lag_fields[] = { FIELD_RECEIVED, 0 };
const uint16_t clock_ahead_fields[] = { FIELD_RECEIVED, 0 };
const uint16_t clock_day_fields[] = { FIELD_NONE };
const uint16_t clock_back_fields[] = { FIELD_DELAYED, 0 };
const uint16_t clock_seq_fields[] = { FIELD_SEQ, 0 };

/* Counters are within 2^53: room for a mark that one is known. */
struct seq_state {
	int64_t	seq2;			/* Twice the newest, plus 1. */
};

_Static_assert(sizeof(struct seq_state) <= FACT_STATE_clock_seq, "fits");

void
clock_lag(const struct fact_in *in, void *state UNUSED, struct fact_out *out)
{

	if (in->ev->received != EVENT_NO_TIME)
		fact_parts(out, FACT_clock_lag_s,
		    in->ev->received - in->ev->time, FACT_S);
}

void
clock_ahead(const struct fact_in *in, void *state UNUSED,
    struct fact_out *out)
{
	const struct event *ev = in->ev;

	/* A time before 2010 was behind. */
	if (ev->repaired && ev->sent > ev->received)
		fact_parts(out, FACT_clock_ahead_s, ev->sent - ev->received,
		    FACT_S);
}

/* ${n} decimal digits of ${i} at ${p}. */
static void
digits(char *p, int i, int n)
{

	for (; n > 0; i /= 10)
		p[--n] = (char)('0' + i % 10);
}

void
clock_day(const struct fact_in *in, void *state UNUSED, struct fact_out *out)
{
	struct ts_civil c;
	char *p;

	if (!fact_wanted(out, FACT_clock_day) ||
	    (p = arena_take(out->arena, DATE_TEXT)) == NULL)
		return;
	c = ts_civil(in->ev->time);
	digits(p, c.year, 4);
	p[4] = p[7] = '-';
	digits(p + 5, c.month, 2);
	digits(p + 8, c.day, 2);
	fact_text(out, FACT_clock_day, (struct span){ p, DATE_TEXT });
}

void
clock_back(const struct fact_in *in, void *state UNUSED, struct fact_out *out)
{
	const struct event *ev = in->ev;

	if ((ev->category != CATEGORY_TELEMETRY &&
	    ev->category != CATEGORY_DEVICE) || ev->delayed ||
	    in->newest == EVENT_NO_TIME || in->newest <= ev->time)
		return;
	fact_parts(out, FACT_clock_back_s, in->newest - ev->time, FACT_S);
}

void
clock_seq(const struct fact_in *in, void *state, struct fact_out *out)
{
	const struct value *v = event_get(in->ev, FIELD_SEQ);
	struct seq_state *s = state;

	if (in->ev->type != TYPE_TELEMETRY_SAMPLE || v->type != VALUE_INT)
		return;
	if (s->seq2 != 0)
		fact_int(out, FACT_clock_seq_delta, v->i - (s->seq2 - 1) / 2);
	s->seq2 = v->i * 2 + 1;
}
