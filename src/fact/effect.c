/* SPDX-License-Identifier: Apache-2.0 */
/*
 * State changes of a vehicle and what may have caused them (events.md 7.1).
 *
 *	cause window:  [ sample with the old value - 60 s ... this sample ]
 */
#include "fact/fact.h"

#define BEFORE_MS	60000

/* Signals that are true or false, a bit each; the first TIMED have a time. */
enum {
	LOCK_1D, LOCK_1P, LOCK_2D, LOCK_2P, TRUNK_F, TRUNK_R, HOOD, ENGINE,
	INHIBIT, TIMED, OPEN_1D = TIMED, OPEN_1P, OPEN_2D, OPEN_2P, CHARGING,
	BITS
};

#define B(bit)		(1u << (bit))
#define LOCKS		(B(LOCK_1D) | B(LOCK_1P) | B(LOCK_2D) | B(LOCK_2P))
#define OPENS		(B(OPEN_1D) | B(OPEN_1P) | B(OPEN_2D) | B(OPEN_2P))
#define TRUNKS		(B(TRUNK_F) | B(TRUNK_R))
#define IGNITION	TIMED		/* Its place among the times. */

static const uint16_t bit_fields[BITS] = {
	[LOCK_1D] = FIELD_VSS_CABIN_DOOR_ROW1_DRIVER_SIDE_IS_LOCKED,
	[LOCK_1P] = FIELD_VSS_CABIN_DOOR_ROW1_PASSENGER_SIDE_IS_LOCKED,
	[LOCK_2D] = FIELD_VSS_CABIN_DOOR_ROW2_DRIVER_SIDE_IS_LOCKED,
	[LOCK_2P] = FIELD_VSS_CABIN_DOOR_ROW2_PASSENGER_SIDE_IS_LOCKED,
	[TRUNK_F] = FIELD_VSS_BODY_TRUNK_FRONT_IS_OPEN,
	[TRUNK_R] = FIELD_VSS_BODY_TRUNK_REAR_IS_OPEN,
	[HOOD] = FIELD_VSS_BODY_HOOD_IS_OPEN,
	[ENGINE] = FIELD_VSS_POWERTRAIN_COMBUSTION_ENGINE_IS_RUNNING,
	[INHIBIT] = FIELD_VSS_POWERTRAIN_IS_START_INHIBITED,
	[OPEN_1D] = FIELD_VSS_CABIN_DOOR_ROW1_DRIVER_SIDE_IS_OPEN,
	[OPEN_1P] = FIELD_VSS_CABIN_DOOR_ROW1_PASSENGER_SIDE_IS_OPEN,
	[OPEN_2D] = FIELD_VSS_CABIN_DOOR_ROW2_DRIVER_SIDE_IS_OPEN,
	[OPEN_2P] = FIELD_VSS_CABIN_DOOR_ROW2_PASSENGER_SIDE_IS_OPEN,
	[CHARGING] = FIELD_VSS_POWERTRAIN_TRACTION_BATTERY_CHARGING_IS_CHARGING
};

const uint16_t effect_change_fields[] = {
	FIELD_VSS_CABIN_DOOR_ROW1_DRIVER_SIDE_IS_LOCKED,
	FIELD_VSS_CABIN_DOOR_ROW1_PASSENGER_SIDE_IS_LOCKED,
	FIELD_VSS_CABIN_DOOR_ROW2_DRIVER_SIDE_IS_LOCKED,
	FIELD_VSS_CABIN_DOOR_ROW2_PASSENGER_SIDE_IS_LOCKED,
	FIELD_VSS_BODY_TRUNK_FRONT_IS_OPEN,
	FIELD_VSS_BODY_TRUNK_REAR_IS_OPEN, FIELD_VSS_BODY_HOOD_IS_OPEN,
	FIELD_VSS_POWERTRAIN_COMBUSTION_ENGINE_IS_RUNNING,
	FIELD_VSS_POWERTRAIN_IS_START_INHIBITED,
	FIELD_VSS_CABIN_DOOR_ROW1_DRIVER_SIDE_IS_OPEN,
	FIELD_VSS_CABIN_DOOR_ROW1_PASSENGER_SIDE_IS_OPEN,
	FIELD_VSS_CABIN_DOOR_ROW2_DRIVER_SIDE_IS_OPEN,
	FIELD_VSS_CABIN_DOOR_ROW2_PASSENGER_SIDE_IS_OPEN,
	FIELD_VSS_POWERTRAIN_TRACTION_BATTERY_CHARGING_IS_CHARGING,
	FIELD_VSS_LOW_VOLTAGE_SYSTEM_STATE, FIELD_VSS_BODY_ALARM_STATE,
	FIELD_VSS_TELEMATICS_POWER_SOURCE, FIELD_VSS_DIAGNOSTICS_DTCCOUNT,
	FIELD_COMMAND, FIELD_RESULT, FIELD_KEY_OP, FIELD_ALARM, 0
};

/* Codes of enum words that are read here: their place + 1. */
enum { LVS_LOCK = 2, LVS_OFF, LVS_ACC, LVS_ON, LVS_START };
enum { ALARM_STATE_TRIGGERED = 3 };
enum { POWER_BACKUP = 2 };
enum { KEY_UNLOCK = 2, KEY_START };
enum { ALARM_CRASH = 10 };
enum {
	COMMAND_UNLOCK = 2, COMMAND_TRUNK_OPEN, COMMAND_HOOD_OPEN,
	COMMAND_START = 7, COMMAND_STOP, COMMAND_IMMOBILISE,
	COMMAND_FUEL_CUT = 11
};

/* Places of the words of twin.effects and twin.uncaused. */
enum {
	EFFECT_UNLOCKED, EFFECT_LOCKED, EFFECT_DOOR_OPENED,
	EFFECT_TRUNK_OPENED, EFFECT_HOOD_OPENED, EFFECT_IGNITION_ON,
	EFFECT_IGNITION_OFF, EFFECT_ENGINE_ON, EFFECT_ENGINE_OFF,
	EFFECT_IMMOBILISED, EFFECT_MOBILISED, EFFECT_ALARM_ON,
	EFFECT_BACKUP_POWER, EFFECT_CHARGING_ON, EFFECT_CHARGING_OFF
};

enum cause {
	CAUSE_UNLOCK, CAUSE_TRUNK, CAUSE_HOOD, CAUSE_START,
	CAUSE_IMMOBILISE, CAUSE_BOOKING, CAUSES
};

/* A stamp is ms since the base: 0 never, 1 long ago. */
struct effect_state {
	int64_t		base;
	uint32_t	old[TIMED + 1];	/* Newest report of each signal. */
	uint32_t	cause[CAUSES];	/* Newest of each. */
	uint32_t	off;		/* Newest change to ignition off. */
	uint32_t	known;		/* Bits that are known, */
	uint32_t	bits;		/* and set. */
	int32_t		dtc1;		/* Trouble codes + 1; 0 unknown. */
	uint8_t		ignition;	/* Codes; 0 unknown. */
	uint8_t		alarm;
	uint8_t		power;
	bool		armed;		/* An effect once had a cause. */
};

_Static_assert(sizeof(struct effect_state) <= FACT_STATE_effect_change, "fits");

/* What one sample changed. */
struct change {
	uint32_t	rise, fall;	/* Bits. */
	uint64_t	effects;
	uint32_t	from[TIMED + 1];/* Stamp of the old value. */
	bool		any;		/* It reported one of the signals. */
};

/* Move the base when stamps run out: every few weeks. */
static void
rebase(struct effect_state *s, int64_t by)
{
	uint32_t *all[] = { s->old, s->cause, &s->off };
	const unsigned n[] = { COUNT_OF(s->old), COUNT_OF(s->cause), 1 };

	for (unsigned i = 0; i < COUNT_OF(all); i++)
		for (unsigned j = 0; j < n[i]; j++)
			if (all[i][j] != 0)
				all[i][j] = all[i][j] > by ?
				    (uint32_t)(all[i][j] - by) : 1;
	s->base += by;
}

static uint32_t
stamp(struct effect_state *s, int64_t time)
{

	/* A day of room below for what comes late. */
	if (s->base == 0)
		s->base = time - 86400000;
	if (time - s->base > UINT32_MAX)
		rebase(s, time - s->base - UINT32_MAX / 2);
	return (time - s->base > 1 ? (uint32_t)(time - s->base) : 1);
}

static void
cause_note(struct effect_state *s, enum cause cause, int64_t time)
{
	uint32_t now = stamp(s, time);

	/* Late ones count: a gateway's clock is not the vehicle's. */
	if (now > s->cause[cause])
		s->cause[cause] = now;
}

/* Commands that cause something; request and ack alike. */
static enum cause
cause_of_command(const struct event *ev)
{

	switch (event_code(ev, FIELD_COMMAND)) {
	case COMMAND_UNLOCK:
		return (CAUSE_UNLOCK);
	case COMMAND_TRUNK_OPEN:
		return (CAUSE_TRUNK);
	case COMMAND_HOOD_OPEN:
		return (CAUSE_HOOD);
	case COMMAND_START:
		return (CAUSE_START);
	case COMMAND_STOP:
	case COMMAND_IMMOBILISE:
	case COMMAND_FUEL_CUT:
		return (CAUSE_IMMOBILISE);
	default:
		return (CAUSES);
	}
}

static enum cause
cause_of(const struct event *ev)
{
	unsigned code;

	if (ev->type == TYPE_COMMAND_REQUEST)
		return (cause_of_command(ev));
	if (ev->type == TYPE_COMMAND_RESULT)
		return (span_eq(value_text(event_get(ev, FIELD_RESULT)),
		    SPAN("ack")) ? cause_of_command(ev) : CAUSES);
	if (ev->type == TYPE_BOOKING_START)
		return (CAUSE_BOOKING);
	if (ev->type == TYPE_TELEMETRY_ALARM)
		return (event_code(ev, FIELD_ALARM) == ALARM_CRASH ?
		    CAUSE_UNLOCK : CAUSES);
	if (ev->type != TYPE_TELEMETRY_KEY)
		return (CAUSES);
	code = event_code(ev, FIELD_KEY_OP);
	return (code == KEY_UNLOCK ? CAUSE_UNLOCK :
	    code == KEY_START ? CAUSE_START : CAUSES);
}

/* The signals that are true or false. */
static void
bits_step(struct effect_state *s, const struct event *ev, uint32_t now,
    struct change *c)
{

	for (unsigned i = 0; i < BITS; i++) {
		const struct value *v = event_get(ev, bit_fields[i]);

		if (v->type != VALUE_BOOL)
			continue;
		c->any = true;
		if (v->yes && s->known & ~s->bits & B(i))
			c->rise |= B(i);
		else if (!v->yes && s->bits & B(i))
			c->fall |= B(i);
		s->known |= B(i);
		s->bits = v->yes ? s->bits | B(i) : s->bits & ~B(i);
		if (i < TIMED) {
			c->from[i] = s->old[i];
			s->old[i] = now;
		}
	}
}

static void
ignition_step(struct effect_state *s, unsigned lvs, uint32_t now,
    struct change *c)
{
	unsigned before = s->ignition;

	if (lvs < LVS_LOCK || lvs > LVS_START)
		return;
	c->any = true;
	if (before != 0 && before <= LVS_ACC && lvs >= LVS_ON)
		c->effects |= B(EFFECT_IGNITION_ON);
	if (before >= LVS_ACC && lvs <= LVS_OFF) {
		c->effects |= B(EFFECT_IGNITION_OFF);
		s->off = now;
	}
	c->from[IGNITION] = s->old[IGNITION];
	s->old[IGNITION] = now;
	s->ignition = (uint8_t)lvs;
}

/* Does the enum ${code} become ${to}?  Keeps it. */
static bool
becomes(uint8_t *kept, unsigned code, unsigned to, struct change *c)
{
	bool yes = code == to && *kept != 0 && *kept != to;

	if (code != 0) {
		c->any = true;
		*kept = (uint8_t)code;
	}
	return (yes);
}

static void
effects_of(const struct effect_state *s, struct change *c)
{
	const struct {
		uint32_t	hit;
		unsigned	effect;
	} table[] = {
		{ c->fall & LOCKS,		EFFECT_UNLOCKED },
		{ s->known & LOCKS & ~s->bits ? 0 : c->rise & LOCKS,
						EFFECT_LOCKED },
		{ c->rise & OPENS,		EFFECT_DOOR_OPENED },
		{ c->rise & TRUNKS,		EFFECT_TRUNK_OPENED },
		{ c->rise & B(HOOD),		EFFECT_HOOD_OPENED },
		{ c->rise & B(ENGINE),		EFFECT_ENGINE_ON },
		{ c->fall & B(ENGINE),		EFFECT_ENGINE_OFF },
		{ c->rise & B(INHIBIT),		EFFECT_IMMOBILISED },
		{ c->fall & B(INHIBIT),		EFFECT_MOBILISED },
		{ c->rise & B(CHARGING),	EFFECT_CHARGING_ON },
		{ c->fall & B(CHARGING),	EFFECT_CHARGING_OFF },
	};

	for (unsigned i = 0; (c->rise | c->fall) != 0 && i < COUNT_OF(table);
	    i++)
		if (table[i].hit != 0)
			c->effects |= B(table[i].effect);
}

/* Is there a ${cause} since the old value of the ${bits} that changed? */
static bool
caused(const struct effect_state *s, const struct change *c, uint32_t bits,
    enum cause cause)
{
	uint32_t from = UINT32_MAX;

	for (unsigned i = 0; i <= TIMED; i++)
		if (bits & B(i) && c->from[i] < from)
			from = c->from[i];
	from = from > BEFORE_MS ? from - BEFORE_MS : 1;
	return (s->cause[cause] >= from);
}

/* Is there a start, or since the ignition went off a way in? */
static bool
started(const struct effect_state *s, const struct change *c, uint32_t bits)
{

	return (caused(s, c, bits, CAUSE_START) ||
	    (s->cause[CAUSE_UNLOCK] != 0 &&
	    s->cause[CAUSE_UNLOCK] >= s->off) ||
	    (s->cause[CAUSE_BOOKING] != 0 &&
	    s->cause[CAUSE_BOOKING] >= s->off));
}

/* Members of twin.uncaused: their words are the first six of this table. */
static uint64_t
uncaused(struct effect_state *s, const struct change *c)
{
	uint32_t unlock = c->fall & LOCKS, trunk = c->rise & TRUNKS;
	uint32_t hood = c->rise & B(HOOD), inhibit = c->rise & B(INHIBIT);
	uint32_t engine = c->rise & B(ENGINE);
	uint32_t ignition = c->effects & B(EFFECT_IGNITION_ON) ?
	    B(IGNITION) : 0;
	/* By then it is known: this sample counts. */
	bool open = (s->known & LOCKS & ~s->bits) != 0;
	const struct {
		uint32_t	changed;
		bool		cause;	/* An event that caused it. */
		bool		excuse;	/* A state that explains it. */
	} table[] = {
		{ unlock, caused(s, c, unlock, CAUSE_UNLOCK), false },
		{ trunk, caused(s, c, trunk, CAUSE_TRUNK) ||
		    caused(s, c, trunk, CAUSE_UNLOCK), open },
		{ hood, caused(s, c, hood, CAUSE_HOOD) ||
		    caused(s, c, hood, CAUSE_UNLOCK), open },
		{ ignition, started(s, c, ignition), false },
		{ engine, started(s, c, engine), false },
		{ inhibit, caused(s, c, inhibit, CAUSE_IMMOBILISE), false },
	};
	uint64_t mask = 0;

	for (unsigned i = 0; i < COUNT_OF(table); i++) {
		if (table[i].changed == 0)
			continue;
		/* A door that stands open says nothing about reports. */
		s->armed |= table[i].cause;
		if (!table[i].cause && !table[i].excuse)
			mask |= B(i);
	}
	return (mask);
}

static void
dtc_step(struct effect_state *s, const struct event *ev, struct fact_out *out)
{
	const struct value *v = event_get(ev, FIELD_VSS_DIAGNOSTICS_DTCCOUNT);
	int64_t n;

	if (v->type != VALUE_INT || v->i < 0)
		return;
	n = v->i < INT32_MAX ? v->i : INT32_MAX - 1;
	if (s->dtc1 != 0)
		fact_int(out, FACT_twin_dtc_delta, n + 1 > s->dtc1 ?
		    n + 1 - s->dtc1 : 0);
	s->dtc1 = (int32_t)(n + 1);
}

static void
sample_step(struct effect_state *s, const struct event *ev,
    struct fact_out *out)
{
	struct change c = { 0 };
	uint32_t now = stamp(s, ev->time);
	uint64_t mask = 0;

	bits_step(s, ev, now, &c);
	ignition_step(s, event_code(ev, FIELD_VSS_LOW_VOLTAGE_SYSTEM_STATE),
	    now, &c);
	if (becomes(&s->alarm, event_code(ev, FIELD_VSS_BODY_ALARM_STATE),
	    ALARM_STATE_TRIGGERED, &c))
		c.effects |= B(EFFECT_ALARM_ON);
	if (becomes(&s->power, event_code(ev,
	    FIELD_VSS_TELEMATICS_POWER_SOURCE), POWER_BACKUP, &c))
		c.effects |= B(EFFECT_BACKUP_POWER);
	dtc_step(s, ev, out);
	if (!c.any)
		return;
	effects_of(s, &c);
	if (c.effects != 0)
		mask = uncaused(s, &c);
	fact_words(out, FACT_twin_effects, c.effects);
	if (s->armed)
		fact_words(out, FACT_twin_uncaused, mask);
}

void
effect_change(const struct fact_in *in, void *state, struct fact_out *out)
{
	struct effect_state *s = state;
	enum cause cause;

	if (in->ev->type == TYPE_TELEMETRY_SAMPLE) {
		if (!in->late)
			sample_step(s, in->ev, out);
		return;
	}
	if ((cause = cause_of(in->ev)) != CAUSES)
		cause_note(s, cause, in->ev->time);
}
