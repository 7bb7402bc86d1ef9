/* SPDX-License-Identifier: Apache-2.0 */
/* The fleet under way. */
#include "base/mem.h"
#include "cli/biz_agenda.h"
#include "cli/biz_ride.h"
#include "cli/sim_fleet.h"
#include "cli/sim_label.h"
#include "cli/sim_plan.h"
#include "cli/sim_send.h"

#define BEAT_MS		INT64_C(60000)	/* A collector says it is well. */
#define BEATS		4		/* Of these are one of the business. */
#define LOCAL_MS	INT64_C(3600000)	/* The city's clock is UTC+1. */
#define SLEEP_MS	INT64_C(600000)	/* A longer rest is a cold start. */
#define READY		10		/* Good samples before an attack. */
#define PARKED_READY_MS	INT64_C(600000)
#define LIVE_S		5

struct sim_node
sim_fleet_place(struct sim_fleet *f)
{
	struct sim_rng *r = &f->rng;
	struct sim_node n;

	/* Two dice each: more goes on in the centre than at the edge. */
	do {
		n.i = (int)(sim_rng_int(r, -23, 23) + sim_rng_int(r, -23, 23));
		n.j = (int)(sim_rng_int(r, -23, 23) + sim_rng_int(r, -23, 23));
	} while (sim_world_tunnel(sim_world_spot(n)));
	return (n);
}

static struct sim_act *
act_of(struct sim_fleet *f, struct sim_unit *u)
{

	return (u->act_at < u->act_end ? &f->act[u->act_at] : NULL);
}

/* What the act on this vehicle makes of its sample. */
static enum sim_verdict
verdict(struct sim_fleet *f, struct sim_unit *u, struct sim_sample *s)
{
	struct sim_act *a = act_of(f, u);

	if (u->mute)
		return (SIM_DROP);
	if (a != NULL && a->phase == SIM_ACTIVE && a->kind->sample != NULL) {
		f->strength = a->strength;
		return (a->kind->sample(f, a, s));
	}
	if (a == NULL || a->phase != SIM_TAIL)
		return (SIM_PASS);
	if (--a->tail == 0) {
		a->phase = SIM_DONE;
		u->act_at++;
	}
	return (SIM_MARK);
}

static void
report(struct sim_fleet *f, struct sim_unit *u)
{
	struct sim_act *a = act_of(f, u);
	unsigned sky = sim_car_sky(&u->car) | (u->roof ? SIM_SKY_ROOF : 0);
	struct sim_sample s;
	enum sim_verdict v;

	sim_car_sample(&u->car, sky, &s);
	sim_send_id(f, s.time_ms, &s.id);
	v = verdict(f, u, &s);
	if (v == SIM_DROP)
		return;
	if (v == SIM_MARK)
		sim_send_mark(f, a, &s.id, s.time_ms);
	u->good = sky == SIM_SKY_OPEN ? u->good + 1 : u->good;
	if (s.placed && sky == SIM_SKY_OPEN) {
		u->last_fix = s.at;
		u->fixed = true;
	}
	u->last_id = s.id;
	u->last_ms = s.time_ms;
	u->sent = true;
	sim_send_sample(f, u, &s);
}

void
sim_fleet_depart(struct sim_fleet *f, struct sim_unit *u, int64_t at_ms)
{
	int64_t key = at_ms - sim_rng_int(&u->car.rng, 15, 40) * 1000;

	if (u->state != SIM_PARKED)
		return;
	u->depart_ms = at_ms;
	/* Never before the door was locked. */
	u->key_ms = key > f->now_ms ? key : f->now_ms + 1000;
	u->lock = false;
	u->app = sim_rng_chance(&u->car.rng, 0.3);
	if (f->biz != NULL)
		biz_ride_plan(f->biz, u);
}

/* How long does it stand now?  Nights are spent in the depot. */
static void
rest(struct sim_fleet *f, struct sim_unit *u)
{
	struct sim_rng *r = &u->car.rng;
	int64_t hour = 3600 * INT64_C(1000);
	int64_t day = (f->now_ms + LOCAL_MS) % (24 * hour);
	int64_t rest_ms = sim_rng_int(r, 600, 5400) * 1000;

	if (day >= 20 * hour || day < 5 * hour)
		rest_ms = 6 * hour + sim_rng_int(r, 0, 10800) * 1000 - day +
		    (day >= 20 * hour ? 24 * hour : 0);
	u->depart_ms = f->now_ms + rest_ms;
	u->key_ms = SIM_NEVER;
}

static void
key_use(struct sim_fleet *f, struct sim_unit *u)
{
	const char *op = u->lock ? "lock" : "unlock";

	u->key_ms = SIM_NEVER;
	if (f->biz != NULL)
		biz_ride_key(f->biz, u);
	else if (u->app && u->sent)
		sim_send_note(f, u, NULL, (struct sim_note){
		    .type = "command.request", .source = SIM_GATE,
		    .word = op, .how = "app", .vehicle = true });
	else
		sim_send_note(f, u, NULL, (struct sim_note){
		    .type = "telemetry.key", .source = SIM_TCU,
		    .word = op, .how = "fob", .vehicle = true });
	if (!u->lock)
		return;
	/* Locked; the next one opens, before it sets off. */
	sim_fleet_depart(f, u, u->depart_ms);
}

static void
drive(struct sim_fleet *f, struct sim_unit *u)
{
	struct sim_act *a = act_of(f, u);
	int64_t day = (f->now_ms + LOCAL_MS) % 86400000;

	u->state = SIM_DRIVING;
	if (a != NULL && a->phase <= SIM_ACTIVE &&
	    (a->kind->flags & SIM_ACT_PARK) == 0 &&
	    f->now_ms >= a->start_ms - sim_plan_lead_ms(a->kind))
		sim_car_cruise(&u->car);
	else if (day > 18 * INT64_C(3600000) + 1800000)
		sim_car_depart(&u->car, sim_world_depot(u->car.who.number));
	else
		sim_car_depart(&u->car, sim_fleet_place(f));
}

static void
set_off(struct sim_fleet *f, struct sim_unit *u)
{
	int64_t slept = f->now_ms - u->parked_ms;

	u->depart_ms = u->key_ms = SIM_NEVER;
	u->car.ign = SIM_ON;
	u->car.towed = u->car.rolling = false;
	u->good = 0;
	u->trips++;
	if (slept > SLEEP_MS)
		u->car.cold_ms = f->now_ms +
		    sim_rng_int(&u->car.rng, 12, 45) * 1000;
	if (slept > 6 * SLEEP_MS)
		sim_send_connect(f, u, NULL, false);
	u->sample_ms = f->now_ms;
	if (f->biz != NULL)
		biz_ride_go(f->biz, u);
	drive(f, u);
}

static void
parked(struct sim_fleet *f, struct sim_unit *u)
{

	if (f->now_ms >= u->key_ms)
		key_use(f, u);
	if (f->now_ms >= u->depart_ms) {
		set_off(f, u);
		return;
	}
	if (f->now_ms < u->sample_ms)
		return;
	report(f, u);
	/* Two reports of the shut-down, then it sleeps. */
	if (u->car.moving)
		u->sample_ms = f->now_ms + 15000;
	else if (f->now_ms - u->parked_ms < 60000)
		u->sample_ms = f->now_ms + 30000;
	else
		u->sample_ms = f->now_ms + u->car.beat_s * INT64_C(1000);
}

static void
alarm_maybe(struct sim_fleet *f, struct sim_unit *u)
{
	static const char *const mild[] = { "overspeed", "shock", "power_low" };

	if (!sim_rng_chance(&u->car.rng, 0.001) || u->mute || u->outage ||
	    sim_car_sky(&u->car) != SIM_SKY_OPEN)
		return;
	sim_send_note(f, u, NULL, (struct sim_note){
	    .type = "telemetry.alarm", .source = SIM_TCU, .vehicle = true,
	    .word = mild[sim_rng_int(&u->car.rng, 0, 2)],
	    .conn = u->car.conn });
}

static void
driving(struct sim_fleet *f, struct sim_unit *u)
{

	if (f->now_ms < u->sample_ms)
		return;
	report(f, u);
	alarm_maybe(f, u);
	u->sample_ms = f->now_ms + u->car.interval_s * INT64_C(1000);
	if (u->car.moving)
		return;
	u->state = SIM_IDLING;
	u->off_ms = f->now_ms + sim_rng_int(&u->car.rng, 15, 50) * 1000;
}

static void
idling(struct sim_fleet *f, struct sim_unit *u)
{

	if (f->now_ms >= u->off_ms) {
		u->car.ign = SIM_OFF;
		u->state = SIM_PARKED;
		u->parked_ms = f->now_ms;
		u->good = 0;
		report(f, u);
		u->sample_ms = f->now_ms + 30000;
		rest(f, u);
		u->lock = true;
		u->app = sim_rng_chance(&u->car.rng, 0.3);
		u->key_ms = f->now_ms + sim_rng_int(&u->car.rng, 20, 60) * 1000;
	} else if (f->now_ms >= u->sample_ms) {
		report(f, u);
		u->sample_ms = f->now_ms + u->car.interval_s * INT64_C(1000);
	}
}

/* Stay parked until the act is over; but first park somewhere at all. */
static void
keep_parked(struct sim_fleet *f, struct sim_unit *u, const struct sim_act *a)
{
	int64_t until = a->start_ms + SIM_PLAN_SLACK_MS + 600000 +
	    sim_plan_hold_ms(a->kind, a->strength);

	/* Nobody parks in a tunnel. */
	if (u->state == SIM_DRIVING && u->car.moving &&
	    !sim_world_tunnel(sim_world_spot(u->car.next)))
		sim_car_halt(&u->car);
	if (u->state != SIM_PARKED || u->depart_ms < f->now_ms + 90000)
		return;
	if (u->trips == 0)
		until = f->now_ms + 80000;
	else if (u->depart_ms >= until)
		return;
	u->depart_ms = until;
	if (!u->lock)
		sim_fleet_depart(f, u, until);
}

static void
keep_driving(struct sim_fleet *f, struct sim_unit *u)
{

	switch (u->state) {
	case SIM_PARKED:
		if (u->depart_ms < f->now_ms + 90000)
			return;
		u->depart_ms = f->now_ms + 80000;
		if (!u->lock)
			sim_fleet_depart(f, u, u->depart_ms);
		break;
	case SIM_IDLING:
		drive(f, u);
		break;
	case SIM_DRIVING:
		sim_car_cruise(&u->car);
		break;
	}
}

static bool
ready(const struct sim_fleet *f, const struct sim_unit *u,
    const struct sim_act *a)
{

	if (f->now_ms < a->start_ms)
		return (false);
	if ((a->kind->flags & SIM_ACT_PARK) != 0)
		return (u->state == SIM_PARKED && u->good >= 3 &&
		    u->trips > 0 &&
		    u->key_ms > f->now_ms + 60000 &&
		    f->now_ms - u->parked_ms >= PARKED_READY_MS);
	return (u->state == SIM_DRIVING && u->good >= READY &&
	    sim_car_steady(&u->car));
}

static void
begin(struct sim_fleet *f, struct sim_unit *u, struct sim_act *a)
{

	a->phase = SIM_ACTIVE;
	f->strength = a->strength;
	a->began_ms = f->now_ms;
	a->end_ms = f->now_ms + sim_plan_hold_ms(a->kind, a->strength);
	a->tail = a->kind->tail;
	a->saved_interval_s = u->car.interval_s;
	if ((a->kind->flags & SIM_ACT_LIVE) != 0) {
		u->car.interval_s = LIVE_S;
		u->sample_ms = f->now_ms;
	}
	if (a->kind->begin != NULL)
		a->kind->begin(f, a);
}

static void
finish(struct sim_fleet *f, struct sim_unit *u, struct sim_act *a)
{

	f->strength = a->strength;
	if (a->kind->end != NULL)
		a->kind->end(f, a);
	u->car.interval_s = a->saved_interval_s;
	a->next_ms = SIM_NEVER;
	a->end_ms = f->now_ms;
	a->phase = a->tail > 0 ? SIM_TAIL : SIM_DONE;
	if (a->phase == SIM_DONE)
		u->act_at++;
	if (u->state == SIM_DRIVING)
		sim_car_depart(&u->car, sim_fleet_place(f));
}

static void
play(struct sim_fleet *f, struct sim_unit *u)
{
	struct sim_act *a = act_of(f, u);

	if (a == NULL)
		return;
	if (a->phase == SIM_WAITING &&
	    f->now_ms >= a->start_ms - sim_plan_lead_ms(a->kind)) {
		if (ready(f, u, a)) {
			begin(f, u, a);
		} else if (f->now_ms > a->start_ms + SIM_PLAN_SLACK_MS) {
			a->phase = SIM_MISSED;
			u->act_at++;
			return;
		} else {
			if ((a->kind->flags & SIM_ACT_PARK) != 0)
				keep_parked(f, u, a);
			else
				keep_driving(f, u);
		}
	}
	if (a->phase == SIM_ACTIVE && f->now_ms >= a->next_ms) {
		a->next_ms = SIM_NEVER;
		f->strength = a->strength;
		a->kind->tick(f, a);
	}
	if (a->phase == SIM_ACTIVE && f->now_ms >= a->end_ms)
		finish(f, u, a);
}

static int64_t
least(int64_t a, int64_t b)
{

	return (a < b ? a : b);
}

/* The unit's next moment. */
static int64_t
moment(struct sim_fleet *f, struct sim_unit *u)
{
	const struct sim_act *a = act_of(f, u);
	int64_t t = u->sample_ms;

	if (u->state == SIM_PARKED)
		t = least(t, least(u->key_ms, u->depart_ms));
	if (u->state == SIM_IDLING)
		t = least(t, u->off_ms);
	if (a != NULL && a->phase == SIM_ACTIVE)
		t = least(t, least(a->next_ms, a->end_ms));
	if (a != NULL && a->phase == SIM_WAITING) {
		int64_t lead = a->start_ms - sim_plan_lead_ms(a->kind);

		/* Afterwards look again every ten seconds. */
		t = least(t, f->now_ms < lead ? lead :
		    f->now_ms < a->start_ms ? least(a->start_ms,
		    f->now_ms + 60000) : f->now_ms + 10000);
	}
	return (t > f->now_ms ? t : f->now_ms + 1);
}

static void
wake(struct sim_fleet *f, struct sim_unit *u)
{

	sim_car_move(&u->car, f->now_ms);
	play(f, u);
	switch (u->state) {
	case SIM_PARKED:
		parked(f, u);
		break;
	case SIM_IDLING:
		idling(f, u);
		break;
	case SIM_DRIVING:
		driving(f, u);
		break;
	}
	u->next_ms = moment(f, u);
}

/* Restore the order of the heap from its top downwards. */
static void
sift(struct sim_fleet *f, size_t at)
{
	uint32_t *h = f->heap, me = h[at];
	size_t kid;

#define EARLIER(a, b)	(f->unit[a].next_ms < f->unit[b].next_ms ||	\
	(f->unit[a].next_ms == f->unit[b].next_ms && (a) < (b)))
	while ((kid = 2 * at + 1) < f->units) {
		if (kid + 1 < f->units && EARLIER(h[kid + 1], h[kid]))
			kid++;
		if (!EARLIER(h[kid], me))
			break;
		h[at] = h[kid];
		at = kid;
	}
#undef EARLIER
	h[at] = me;
}

/* Every minute the units' collectors say that they are well. */
static void
beat(struct sim_fleet *f)
{

	int last = f->biz != NULL && f->beat_ms / BEAT_MS % BEATS == 0 ?
	    SIM_SOURCES - 1 : SIM_GATE;

	f->now_ms = f->beat_ms;
	for (int s = SIM_TCU; s <= last; s++)
		sim_send_note(f, NULL, NULL, (struct sim_note){
		    .type = "feed.health", .source = (enum sim_source)s,
		    .n = 1 });
	f->beat_ms += BEAT_MS;
}

static void
loop(struct sim_fleet *f)
{
	rc got;

	while (f->bad == RC_OK) {
		struct sim_unit *u = &f->unit[f->heap[0]];
		int64_t task = biz_next(f->biz);
		int64_t next = least(task, u->next_ms);

		while (f->beat_ms <= least(next, f->end_ms))
			beat(f);
		if (next >= f->end_ms)
			return;
		f->now_ms = next;
		if (task == next) {
			biz_step(f->biz);
		} else {
			wake(f, u);
			sift(f, 0);
		}
		got = sim_queue_until(&f->queue, f->now_ms);
		if (got != RC_OK)
			sim_send_fail(f, got);
	}
}

static void
start(struct sim_fleet *f)
{

	for (size_t i = 0; i < f->units; i++) {
		struct sim_unit *u = &f->unit[i];
		struct sim_rng *r;

		sim_car_init(&u->car, f->opts.seed, (unsigned)i + 1,
		    f->now_ms);
		r = &u->car.rng;
		u->parked_ms = f->now_ms - sim_rng_int(r, 1, 6) * 3600000;
		u->sample_ms = f->now_ms + sim_rng_int(r, 1, 90000);
		u->off_ms = u->key_ms = SIM_NEVER;
		u->received_ms = 0;
		rest(f, u);
		/* In the daytime most are soon under way. */
		u->lock = false;
		sim_fleet_depart(f, u, f->now_ms + 120000 +
		    (u->depart_ms - f->now_ms) / 2);
		u->next_ms = u->sample_ms;
		f->heap[i] = (uint32_t)i;
	}
	for (size_t i = f->units / 2 + 1; i-- > 0; )
		if (i < f->units)
			sift(f, i);
}

/* The last line lets the timers run that are due by then. */
static rc
close_with_tick(struct sim_fleet *f)
{
	rc got = sim_queue_until(&f->queue, INT64_MAX);

	if (got != RC_OK)
		return (got);
	f->now_ms = (f->queue.last_ms > f->end_ms ? f->queue.last_ms :
	    f->end_ms) + 31000;
	sim_send_note(f, NULL, NULL, (struct sim_note){
	    .type = "clock.tick", .source = SIM_DESK, .n = 1 });
	if (f->bad != RC_OK)
		return (f->bad);
	return (sim_queue_until(&f->queue, INT64_MAX));
}

/* Acts whose vehicle was never in the right state. */
static rc
count_missed(struct sim_fleet *f)
{

	for (size_t i = 0; i < f->acts; i++) {
		if (f->act[i].phase != SIM_MISSED &&
		    f->act[i].phase != SIM_WAITING)
			continue;
		f->misses++;
		buf_text(&f->missed, f->missed.n > 0 ? ", " : "");
		buf_text(&f->missed, f->act[i].kind->name);
	}
	if (f->biz != NULL)
		return (biz_agenda_missed(f->biz));
	return (f->missed.failed ? RC_NOMEM : RC_OK);
}

rc
sim_fleet_run(struct sim_fleet *f, const struct sim_opts *o,
    sim_queue_sink_fn *sink, void *arg, struct err *e)
{
	rc got = sim_plan_check(o->attacks, o->business, e);

	*f = (struct sim_fleet){ .opts = *o, .queue = { .sink = sink,
	    .arg = arg }, .now_ms = o->start_ms, .beat_ms = o->start_ms,
	    .end_ms = o->start_ms + o->span_ms };
	if (got != RC_OK)
		return (got);
	sim_rng_seed(&f->rng, o->seed, 0);
	f->units = o->vehicles;
	f->unit = mem_array(f->units, sizeof(*f->unit));
	f->heap = mem_array(f->units, sizeof(*f->heap));
	if (f->unit == NULL || f->heap == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "no memory for the fleet"));
	start(f);
	got = sim_plan_acts(f);
	if (got == RC_OK && o->business)
		got = biz_new(f, e);
	if (got == RC_OK)
		loop(f);
	if (got == RC_OK && f->bad != RC_OK)
		got = f->bad;
	if (got == RC_OK)
		got = close_with_tick(f);
	if (got == RC_OK)
		got = count_missed(f);
	return (got == RC_OK ? RC_OK : rc_fail(e, got, 0, "simulation: %s",
	    rc_text(got)));
}

static bool
labelled(const struct sim_act *a)
{

	return (a->kind->scenario > 0 && a->phase != SIM_WAITING &&
	    a->phase != SIM_MISSED);
}

static rc
label(struct buf *b, const struct sim_act *a)
{
	bool device = (a->kind->flags & SIM_ACT_DEVICE) != 0;
	struct buf veh = { 0 }, dev = { 0 };
	struct sim_label l = { .scenario = a->kind->scenario,
	    .name = a->kind->name, .kind = device ? "device" : "vehicle",
	    .start_ms = a->began_ms };

	/* A replay may bring older times than its own. */
	if (a->first_ms > 0 && a->first_ms < a->began_ms)
		l.start_ms = a->first_ms;
	l.end_ms = a->last_ms > a->end_ms ? a->last_ms : a->end_ms;
	if ((a->kind->flags & SIM_ACT_SPAN) != 0)
		l.end_ms += SIM_SPAN_MS;
	sim_write_vehicle(&veh, &a->unit->car.who);
	sim_write_device(&dev, &a->unit->car.who);
	l.vehicle = buf_span(&veh);
	l.entity = device ? buf_span(&dev) : l.vehicle;
	sim_label_open(b, &l);
	for (size_t at = 0; at < a->ids.n; at += SIM_WRITE_ID)
		sim_label_event(b, (struct span){ a->ids.p + at,
		    SIM_WRITE_ID });
	sim_label_close(b);
	b->failed |= veh.failed || dev.failed;
	buf_release(&veh);
	buf_release(&dev);
	return (b->failed ? RC_NOMEM : RC_OK);
}

rc
sim_fleet_labels(const struct sim_fleet *f, struct buf *b)
{
	const struct sim_act *last = NULL, *next;
	rc got = RC_OK;

	/* A few dozen: picking the next one each time is quick enough. */
	while (got == RC_OK) {
		next = NULL;
		for (size_t i = 0; i < f->acts; i++) {
			const struct sim_act *a = &f->act[i];

			if (!labelled(a) || (last != NULL &&
			    (a->began_ms < last->began_ms ||
			    (a->began_ms == last->began_ms && a <= last))))
				continue;
			if (next == NULL || a->began_ms < next->began_ms)
				next = a;
		}
		if (next == NULL)
			return (biz_raid_labels(f->biz, b));
		got = label(b, next);
		last = next;
	}
	return (got);
}

void
sim_fleet_release(struct sim_fleet *f)
{

	for (size_t i = 0; f->unit != NULL && i < f->units; i++)
		mem_free(f->unit[i].held);
	for (size_t i = 0; i < f->acts; i++) {
		buf_release(&f->act[i].ids);
		mem_free(f->act[i].tape);
	}
	biz_free(f->biz);
	mem_free(f->unit);
	mem_free(f->heap);
	mem_free(f->act);
	buf_release(&f->missed);
	sim_queue_release(&f->queue);
	*f = (struct sim_fleet){ 0 };
}
