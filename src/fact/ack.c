/* SPDX-License-Identifier: Apache-2.0 */
/* The fact about commands that were acknowledged and not done. */
#include "base/hash.h"
#include "fact/claim.h"

#define ASKED	4		/* Requests remembered, for their results. */

#define DOOR1D	FIELD_VSS_CABIN_DOOR_ROW1_DRIVER_SIDE_IS_LOCKED
#define DOOR1P	FIELD_VSS_CABIN_DOOR_ROW1_PASSENGER_SIDE_IS_LOCKED
#define DOOR2D	FIELD_VSS_CABIN_DOOR_ROW2_DRIVER_SIDE_IS_LOCKED
#define DOOR2P	FIELD_VSS_CABIN_DOOR_ROW2_PASSENGER_SIDE_IS_LOCKED
#define TRUNK_F	FIELD_VSS_BODY_TRUNK_FRONT_IS_OPEN
#define TRUNK_R	FIELD_VSS_BODY_TRUNK_REAR_IS_OPEN
#define INHIBIT	FIELD_VSS_POWERTRAIN_IS_START_INHIBITED

const uint16_t ack_wait_fields[] = { FIELD_COMMAND, FIELD_COMMAND_ID,
    FIELD_RESULT, FIELD_KEY_OP, DOOR1D, DOOR1P, DOOR2D, DOOR2P, TRUNK_F,
    TRUNK_R, INHIBIT, 0 };

/* What a command is about; the signals are in fields[]. */
enum about { DOORS, TRUNK, STARTER, ABOUT };

static const struct {
	enum field_id	field[4];	/* FIELD_NONE: no more. */
	bool		all;		/* Set if all are, not one. */
} signals[ABOUT] = {
	[DOORS] = { { DOOR1D, DOOR1P, DOOR2D, DOOR2P }, true },
	[TRUNK] = { { TRUNK_F, TRUNK_R, FIELD_NONE, FIELD_NONE }, false },
	[STARTER] = { { INHIBIT, FIELD_NONE, FIELD_NONE, FIELD_NONE },
	    false },
};

/* The signal knows these; others have none (scenarios.md, note 7). */
static const struct {
	const char	*command;
	enum about	 about;
	bool		 set;		/* What it wants. */
	bool		 waits;		/* Its acknowledgement counts. */
} commands[] = {
	{ "lock", DOORS, true, true },
	{ "unlock", DOORS, false, true },
	{ "trunk_open", TRUNK, true, true },
	{ "immobilise", STARTER, true, true },
	{ "mobilise", STARTER, false, false },
};

struct ack_state {
	struct {
		int64_t	at;		/* Acknowledged; ms. */
		int64_t	want;		/* 0 nothing, 1 clear, 2 set. */
	} wait[ABOUT];
	struct {
		uint64_t	id;	/* Hash of the command's. */
		uint64_t	row1;	/* Of commands[], + 1. */
	} asked[ASKED];			/* Newest first. */
};

_Static_assert(sizeof(struct ack_state) <= FACT_STATE_ack_wait, "fits");

/* Row of commands[] + 1; 0: it has no signal. */
static unsigned
row_of(struct span command)
{

	for (unsigned i = 0; i < COUNT_OF(commands); i++)
		if (span_eq(command, span_of(commands[i].command)))
			return (i + 1);
	return (0);
}

static void
drop(struct ack_state *s, enum about about, int64_t now)
{

	if (s->wait[about].at <= now)
		s->wait[about].want = 0;
}

static void
request(const struct fact_in *in, struct ack_state *s)
{
	unsigned row = row_of(claim_field(in, FIELD_COMMAND));

	if (row == 0)
		return;
	drop(s, commands[row - 1].about, in->ev->time);
	for (unsigned i = ASKED - 1; i > 0; i--)
		s->asked[i] = s->asked[i - 1];
	s->asked[0].id = hash_64(claim_field(in, FIELD_COMMAND_ID));
	s->asked[0].row1 = row;
}

/* The result need not name the command. */
static void
result(const struct fact_in *in, struct ack_state *s)
{
	unsigned row = row_of(claim_field(in, FIELD_COMMAND));
	uint64_t id = hash_64(claim_field(in, FIELD_COMMAND_ID));
	enum about about;

	if (!claim_is(in, FIELD_RESULT, "ack"))
		return;
	for (unsigned i = 0; i < ASKED && row == 0 &&
	    claim_field(in, FIELD_COMMAND).n == 0; i++)
		if (s->asked[i].id == id)
			row = (unsigned)s->asked[i].row1;
	if (row == 0 || !commands[row - 1].waits)
		return;
	about = commands[row - 1].about;
	if (s->wait[about].want != 0 && s->wait[about].at > in->ev->time)
		return;
	s->wait[about].at = in->ev->time;
	s->wait[about].want = commands[row - 1].set ? 2 : 1;
}

/* What the sample says of it: 0 nothing, 1 clear, 2 set. */
static int64_t
shown(const struct fact_in *in, enum about about)
{
	int64_t said = 0;

	for (unsigned i = 0; i < 4 && signals[about].field[i] != FIELD_NONE;
	    i++) {
		const struct value *v = event_get(in->ev,
		    signals[about].field[i]);
		int64_t now = v->yes ? 2 : 1;

		if (v->type != VALUE_BOOL)
			continue;
		said = said == 0 || signals[about].all != v->yes ? now : said;
	}
	return (said);
}

static void
sample(const struct fact_in *in, struct ack_state *s, struct fact_out *out)
{
	int64_t newest = EVENT_NO_TIME;

	for (unsigned i = 0; i < ABOUT; i++) {
		int64_t now;

		if (s->wait[i].want == 0 || s->wait[i].at > in->ev->time ||
		    (now = shown(in, (enum about)i)) == 0)
			continue;
		if (now == s->wait[i].want)
			s->wait[i].want = 0;
		else if (s->wait[i].at > newest)
			newest = s->wait[i].at;
	}
	if (newest != EVENT_NO_TIME)
		fact_parts(out, FACT_cmd_ack_unmet_s, in->ev->time - newest,
		    FACT_S);
}

void
ack_wait(const struct fact_in *in, void *state, struct fact_out *out)
{
	struct ack_state *s = state;

	if (in->ev->type == TYPE_TELEMETRY_SAMPLE) {
		if (!in->late)
			sample(in, s, out);
	} else if (in->ev->type == TYPE_COMMAND_REQUEST)
		request(in, s);
	else if (in->ev->type == TYPE_COMMAND_RESULT)
		result(in, s);
	else if (in->ev->type == TYPE_TELEMETRY_KEY) {
		/* A key opens or shuts doors and trunk alike. */
		drop(s, DOORS, in->ev->time);
		drop(s, TRUNK, in->ev->time);
	}
}
