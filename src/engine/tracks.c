/* SPDX-License-Identifier: Apache-2.0 */
/* Which tracks run, and where their states lie. */
#include "engine/tracks.h"

#define ALIGN	8

static size_t
aligned(size_t n)
{

	return ((n + ALIGN - 1) / ALIGN * ALIGN);
}

/* Types of event on which a track leaves a fact. */
static uint64_t
types_of(enum track_id id)
{
	uint64_t on = 0;

	for (unsigned f = 0; f < FACT_COUNT; f++)
		if (fact_row((enum fact_id)f)->track == id)
			on |= fact_row((enum fact_id)f)->on;
	return (on);
}

void
tracks_lay_out(struct tracks *t, const struct names *names,
    const size_t own[TWIN_KINDS])
{

	memset(t, 0, sizeof(*t));
	for (int k = 0; k < TWIN_KINDS; k++)
		t->bytes[k] = aligned(own[k]);
	for (int i = 0; i < TRACK_COUNT; i++) {
		const struct track *track = &fact_tracks[i];
		unsigned k = track->of;

		if (!names->track[i])
			continue;
		t->run[k][t->n[k]].track = track;
		t->run[k][t->n[k]].at = t->bytes[k];
		t->run[k][t->n[k]].on = types_of((enum track_id)i);
		t->bytes[k] += aligned(track->state);
		t->n[k]++;
	}
}

void
tracks_step(const struct tracks *t, unsigned k, const struct names *names,
    struct work *w, struct arena *arena)
{
	struct fact_in in = { .ev = &w->ev, .newest = EVENT_NO_TIME,
	    .step = &w->step, .feed_state = w->feed_state, .ref = t->ref,
	    .at = { w->ev.time, w->ev.pos } };
	char *state = NULL;
	struct fact_out out = { .slot = w->ev.slot, .at = names->fact,
	    .arena = arena };

	if (k != TRACK_OF_NONE) {
		state = twin_state(w->of[k]);
		in.late = w->late[k];
		in.newest = w->newest[k];
	}
	for (size_t i = 0; i < t->n[k]; i++) {
		/* One that keeps a state follows events of all types. */
		if (state == NULL && (t->run[k][i].on >> w->ev.type & 1) == 0)
			continue;
		t->run[k][i].track->step(&in, state == NULL ? NULL :
		    state + t->run[k][i].at, &out);
	}
}
