/* SPDX-License-Identifier: Apache-2.0 */
/* Lines from the fleet into the queue. */
#include "base/mem.h"
#include "cli/biz_ride.h"
#include "cli/sim_send.h"

#define HELD_MAX	256		/* The unit's memory for outages. */

void
sim_send_fail(struct sim_fleet *f, rc got)
{

	if (f->bad == RC_OK)
		f->bad = got;
}

void
sim_send_id(struct sim_fleet *f, int64_t ms, struct sim_id *id)
{

	sim_write_id(ms, f->opts.seed, ++f->ids, id);
}

bool
sim_send_muted(const struct sim_fleet *f, enum sim_source source, int64_t ms)
{

	return (source == f->mute && ms > f->mute_from_ms &&
	    ms < f->mute_to_ms);
}

void
sim_send_mark(struct sim_fleet *f, struct sim_act *a,
    const struct sim_id *id, int64_t time_ms)
{

	if (a == NULL || a->kind->scenario == 0)
		return;
	buf_put(&a->ids, (struct span){ id->text, sizeof(id->text) });
	if (a->ids.failed)
		sim_send_fail(f, RC_NOMEM);
	if (a->first_ms == 0 || time_ms < a->first_ms)
		a->first_ms = time_ms;
	if (time_ms > a->last_ms)
		a->last_ms = time_ms;
}

/* A vehicle's lines arrive one after another. */
static int64_t
arrival(struct sim_fleet *f, struct sim_unit *u, int64_t ms)
{
	int64_t lag = sim_rng_int(&u->car.rng, 180, 900);

	if (sim_rng_chance(&u->car.rng, 0.02))
		lag += sim_rng_int(&u->car.rng, 500, 3000);
	ms = ms > f->now_ms ? ms : f->now_ms;
	ms += lag;
	if (ms <= u->received_ms)
		ms = u->received_ms + 1;
	u->received_ms = ms;
	return (ms);
}

static void
put_sample(struct sim_fleet *f, struct sim_unit *u, struct sim_sample *s)
{
	struct buf *b;
	rc got = sim_queue_open(&f->queue, &b);

	if (got == RC_OK)
		got = sim_queue_put(&f->queue, s->received_ms, SIM_TCU,
		    sim_write_sample(b, &u->car.who, s));
	if (got != RC_OK)
		sim_send_fail(f, got);
}

void
sim_send_note(struct sim_fleet *f, struct sim_unit *u, struct sim_act *a,
    struct sim_note n)
{
	struct buf *b;
	rc got;

	if (f->biz != NULL && strcmp(n.type, "command.request") == 0) {
		biz_ride_command(f->biz, u, a, n.word, n.flag);
		return;
	}
	if (sim_send_muted(f, n.source, f->now_ms))
		return;
	got = sim_queue_open(&f->queue, &b);
	n.time_ms = f->now_ms;
	sim_send_id(f, n.time_ms, &n.id);
	if (n.source == SIM_TCU && u != NULL)
		n.received_ms = arrival(f, u, n.time_ms);
	else
		n.received_ms = n.time_ms + 60;
	if (n.source == SIM_GATE && n.n == 0)
		n.n = ++f->commands + 70000;
	sim_send_mark(f, a, &n.id, n.time_ms);
	if (got == RC_OK)
		got = sim_queue_put(&f->queue, n.received_ms, n.source,
		    sim_write_note(b, u != NULL ? &u->car.who : NULL, &n));
	if (got != RC_OK)
		sim_send_fail(f, got);
}

void
sim_send_say(struct sim_fleet *f, struct sim_act *a, struct sim_sample *s,
    int64_t lag_ms)
{

	sim_send_id(f, s->time_ms, &s->id);
	s->received_ms = f->now_ms + lag_ms;
	if (s->received_ms <= a->unit->received_ms)
		s->received_ms = a->unit->received_ms + 1;
	a->unit->received_ms = s->received_ms;
	sim_send_mark(f, a, &s->id, s->time_ms);
	put_sample(f, a->unit, s);
}

void
sim_send_connect(struct sim_fleet *f, struct sim_unit *u, struct sim_act *a,
    bool takeover)
{

	u->car.conn++;
	sim_send_note(f, u, a, (struct sim_note){ .type = "device.connect",
	    .source = SIM_TCU, .conn = u->car.conn, .flag = takeover,
	    .vehicle = true });
}

/* Send what waited for coverage; ${s} is the sample that found it. */
static void
release(struct sim_fleet *f, struct sim_unit *u, struct sim_sample *s)
{
	/* Some units send the new one first and the old ones after it. */
	bool first = u->car.who.number % 3 == 0;

	if (first) {
		s->received_ms = arrival(f, u, s->time_ms);
		put_sample(f, u, s);
	}
	for (size_t i = 0; i < u->held_n; i++) {
		struct sim_sample *h = &u->held[i];

		h->delayed = true;
		/* It comes over the connection of now. */
		h->conn = u->car.conn;
		h->received_ms = i == 0 ? arrival(f, u, s->time_ms) :
		    (u->received_ms += 40);
		put_sample(f, u, h);
	}
	u->held_n = 0;
	if (!first) {
		s->received_ms = arrival(f, u, s->time_ms);
		put_sample(f, u, s);
	}
}

void
sim_send_sample(struct sim_fleet *f, struct sim_unit *u, struct sim_sample *s)
{

	if (!u->outage && !sim_world_tunnel(sim_car_spot(&u->car))) {
		release(f, u, s);
		return;
	}
	if (u->held_n == HELD_MAX)
		return;
	if (!mem_room(&u->held, u->held_n, &u->held_cap, sizeof(*u->held))) {
		sim_send_fail(f, RC_NOMEM);
		return;
	}
	u->held[u->held_n++] = *s;
}
