/* SPDX-License-Identifier: Apache-2.0 */
/* Which tracks run, and where their states lie. */
#include "engine/tracks.h"

#define ALIGN		8
#define OWN_VERSION	1		/* Of what the engine's part means. */
#define PACKED_LEAST	128		/* Below, all of it is little. */
#define PARTS_MAX	1024		/* Of a kind, whoever wrote it. */
#define PART_MAX	(1u << 20)	/* Bytes of one. */

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

bool
tracks_packs(unsigned k, size_t own, size_t bytes)
{

	/* Sources are few, and every event has one. */
	return (k != TWIN_SOURCE && bytes - own >= PACKED_LEAST);
}

void
tracks_lay_out(struct tracks *t, const struct names *names,
    const size_t own[TWIN_KINDS])
{

	memset(t, 0, sizeof(*t));
	for (int k = 0; k < TWIN_KINDS; k++)
		t->own[k] = t->bytes[k] = aligned(own[k]);
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
	for (int k = 0; k < TWIN_KINDS; k++) {
		t->packed[k] = tracks_packs((unsigned)k, t->own[k],
		    t->bytes[k]);
		if (t->packed[k] && t->bytes[k] + ALIGN > t->room)
			t->room = t->bytes[k] + ALIGN;
	}
}

void
tracks_step(const struct tracks *t, unsigned k, const struct names *names,
    struct work *w, void *of, struct arena *arena)
{
	struct fact_in in = { .ev = &w->ev, .newest = EVENT_NO_TIME,
	    .step = &w->step, .feed_state = w->feed_state, .ref = t->ref,
	    .at = { w->ev.time, w->ev.pos } };
	char *state = of;
	struct fact_out out = { .slot = w->ev.slot, .at = names->fact,
	    .arena = arena };

	if (k != TRACK_OF_NONE) {
		in.late = w->late[k];
		in.newest = w->newest[k];
	}
	for (size_t i = 0; i < t->n[k]; i++) {
		/* One that keeps a state follows events of all types. */
		if (state == NULL && (t->run[k][i].on >> w->ev.type & 1) == 0)
			continue;
		if (UNLIKELY(t->now != NULL))
			*t->now = (struct tracks_now){ t->run[k][i].track,
			    &w->ev };
		t->run[k][i].track->step(&in, state == NULL ? NULL :
		    state + t->run[k][i].at, &out);
	}
	if (UNLIKELY(t->now != NULL))
		*t->now = (struct tracks_now){ .track = NULL };
}

void
tracks_save(const struct tracks *t, struct buf *b)
{

	for (int k = 0; k < TWIN_KINDS; k++) {
		pack_uint(b, OWN_VERSION);
		pack_uint(b, t->own[k]);
		pack_uint(b, t->n[k]);
		for (size_t i = 0; i < t->n[k]; i++) {
			const struct track *track = t->run[k][i].track;

			pack_text(b, track->name);
			pack_uint(b, track->version);
			pack_uint(b, track->state);
		}
	}
}

/* The saved part ${name}, at ${from}: is it one of ours as it was? */
static void
match(const struct tracks *t, unsigned k, struct span name, uint64_t version,
    const struct twin_piece *p, struct tracks_kept *ret)
{

	for (size_t i = 0; i < t->n[k]; i++) {
		const struct track *track = t->run[k][i].track;
		bool *kept = &ret->track[track - fact_tracks];

		if (!span_eq(name, span_of(track->name)) || *kept ||
		    track->version != version || track->state != p->bytes)
			continue;
		*kept = true;
		ret->piece[k][ret->n[k]++] = (struct twin_piece){ p->from,
		    t->run[k][i].at, p->bytes };
	}
}

rc
tracks_load(const struct tracks *t, struct cur *c, struct tracks_kept *ret,
    struct err *e)
{

	*ret = (struct tracks_kept){ .n = { 0 } };
	for (unsigned k = 0; k < TWIN_KINDS; k++) {
		uint64_t version = pack_get_uint(c);
		size_t at = (size_t)pack_get_upto(c, PART_MAX);
		size_t n;

		if (version == OWN_VERSION && at == t->own[k]) {
			ret->own[k] = true;
			ret->piece[k][ret->n[k]++] = (struct twin_piece){ 0, 0,
			    at };
		}
		n = (size_t)pack_get_upto(c, PARTS_MAX);
		for (size_t i = 0; i < n; i++) {
			struct span name = pack_get_span(c);
			struct twin_piece p = { .from = at };

			version = pack_get_uint(c);
			p.bytes = (size_t)pack_get_upto(c, PART_MAX);
			if (cur_ok(c))
				match(t, k, name, version, &p, ret);
			at += aligned(p.bytes);
		}
	}
	return (cur_ok(c) ? RC_OK : rc_fail(e, RC_MALFORMED, c->at,
	    "the layout of states makes no sense"));
}
