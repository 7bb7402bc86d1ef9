/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The last known state of a vehicle, this event included.  Only what the
 * vehicle itself reports (category telemetry) changes it: a snapshot in a
 * command would let the asker write the state that the command is judged by.
 */
#include "fact/fact.h"

#define STALE_MS	5000	/* A late event may see so much ahead. */
#define STANDS_KMH	5	/* A receiver at rest says up to this. */

enum { FIX_NONE = 1 };
enum { LVS_LOCK = 2, LVS_OFF, LVS_ACC, LVS_ON, LVS_START };

const uint16_t state_last_fields[] = {
	FIELD_VSS_SPEED, FIELD_VSS_IS_MOVING, FIELD_GNSS_SPEED_KMH,
	FIELD_VSS_CURRENT_LOCATION_GNSSRECEIVER_FIX_TYPE,
	FIELD_VSS_LOW_VOLTAGE_SYSTEM_STATE, 0
};

/* A time is valid when what it belongs to is known. */
struct state_state {
	double		speed;
	int64_t		speed_at;
	int64_t		ignition_at;
	int64_t		moving_at;
	int64_t		at;		/* Newest sample with any of these. */
	uint8_t		ignition;	/* Code; 0 unknown. */
	bool		has_speed;
	bool		has_moving;
	bool		moving;
	bool		bus;		/* The car itself has told before. */
	bool		has_any;
};

_Static_assert(sizeof(struct state_state) <= FACT_STATE_state_last, "fits");

/* Units that know of no bus tell by their receiver alone (decision 0043). */
static bool
by_receiver(const struct state_state *s, const struct event *ev, double *kmh)
{

	return (!s->bus && event_code(ev,
	    FIELD_VSS_CURRENT_LOCATION_GNSSRECEIVER_FIX_TYPE) != FIX_NONE &&
	    event_num(ev, FIELD_GNSS_SPEED_KMH, kmh));
}

static void
keep(struct state_state *s, const struct event *ev)
{
	const struct value *moving = event_get(ev, FIELD_VSS_IS_MOVING);
	const struct value *lvs = event_get(ev,
	    FIELD_VSS_LOW_VOLTAGE_SYSTEM_STATE);
	bool has_speed = event_num(ev, FIELD_VSS_SPEED, &s->speed);
	bool has_moving = moving->type == VALUE_BOOL;
	bool received;
	double kmh;

	s->bus |= has_speed || has_moving;
	received = by_receiver(s, ev, &kmh);
	if (has_speed) {
		s->has_speed = true;
		s->speed_at = ev->time;
	}
	if (has_speed || has_moving || received) {
		s->has_moving = true;
		s->moving = (has_speed && s->speed > 0) ||
		    (has_moving && moving->yes) ||
		    (received && kmh > STANDS_KMH);
		s->moving_at = ev->time;
	}
	if (lvs->code >= LVS_LOCK && lvs->code <= LVS_START) {
		s->ignition = (uint8_t)lvs->code;
		s->ignition_at = ev->time;
	}
	if (has_speed || has_moving || received || lvs->type == VALUE_TEXT) {
		s->has_any = true;
		s->at = ev->time;
	}
}

void
state_last(const struct fact_in *in, void *state, struct fact_out *out)
{
	struct state_state *s = state;
	const struct event *ev = in->ev;
	int64_t most = ev->time + STALE_MS;

	if (ev->category == CATEGORY_TELEMETRY && !in->late && !ev->generated)
		keep(s, ev);
	if (s->has_speed && s->speed_at <= most)
		fact_num(out, FACT_twin_speed, s->speed, FACT_KMH);
	if (s->ignition != 0 && s->ignition_at <= most)
		fact_word(out, FACT_twin_ignition, s->ignition);
	if (s->has_moving && s->moving_at <= most)
		fact_bool(out, FACT_twin_moving, s->moving);
	if (s->has_any && s->at <= most)
		fact_parts(out, FACT_twin_state_age_s, s->at < ev->time ?
		    ev->time - s->at : 0, FACT_S);
}
