/* SPDX-License-Identifier: Apache-2.0 */
/* Rides. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/biz_people.h"
#include "cli/biz_ride.h"
#include "cli/sim_send.h"

#define CALL(what)	"$A," what ",'scheme':'https','status':200,'host':"   \
	"'api.example.com'"
#define BOOKED		"$A,'booking_id':'bk-$o','user_id':'$a',$C"
#define COMMAND		"$A,$C,'command_id':'cmd-$n','command':'$w','nonce':" \
	"'n$#','counter':$#,'key_id':'k-$k','issued_at':$-0;,'channel':"

static const char view_map[] = CALL("'method':'GET','route':'/v1/map',"
    "'record_count':12,'resp_bytes':4100");
static const char view_car[] = CALL("'target':{'kind':'vehicle','id':'$c'},"
    "'method':'GET','route':'/v1/vehicles/{id}','object_ids':['$c'],"
    "'pii_classes':['location'],'resp_bytes':900");
static const char view_trip[] = CALL("'target':{'kind':'booking','id':'bk-$o'"
    "},'method':'GET','route':'/v1/trips/{id}','object_ids':['trip-$n'],"
    "'subject_ids':['$a'],'resp_bytes':2100");
static const char view_me[] = CALL("'target':{'kind':'account','id':'$a'},"
    "'method':'GET','route':'/v1/me','object_ids':['$a'],'subject_ids':"
    "['$a'],'pii_classes':['identity','contact']");
static const char order[] = CALL("'method':'POST','route':'/v1/bookings',"
    "'write_props':['vehicle_id','planned_end']");
static const char press[] = CALL("'target':{'kind':'vehicle','id':'$c'},"
    "'method':'POST','route':'/v1/vehicles/{id}/commands','object_ids':"
    "['$c'],'write_props':['command']");

static struct biz_car *
car_of(struct biz *b, const struct sim_unit *u)
{

	return (&b->car[u - b->f->unit]);
}

static struct biz_scene
scene(struct biz *b, struct sim_unit *u)
{
	struct biz_car *c = car_of(b, u);
	uint32_t who = c->owner != BIZ_NOBODY ? c->owner : c->rider;

	return ((struct biz_scene){ .unit = u, .booking = c->booking,
	    .who = who != BIZ_NOBODY ? &b->person[who] : NULL,
	    .at_ms = b->f->now_ms });
}

/* The line some time after those before it. */
static void
then(struct biz *b, struct biz_scene *s, int64_t after_ms, const char *type,
    const char *template)
{

	s->at_ms += after_ms;
	biz_say(b, s, type, template);
}

void
biz_ride_login(struct biz *b, const struct biz_person *p)
{
	struct biz_scene s = { .who = p, .at_ms = b->f->now_ms };

	/* Typing errors happen. */
	if (sim_rng_chance(&b->rng, 0.05))
		then(b, &s, 0, "auth.login", "$N,'outcome':'failure','login':"
		    "'login-$a','fail_reason':'bad_secret','host':"
		    "'id.example.com','secret_tag':'st-$#'");
	then(b, &s, 9000, "auth.login", "$A,'outcome':'success','login':"
	    "'login-$a','host':'id.example.com','factors':['password']");
	then(b, &s, 200, "auth.token", "$A,'op':'issue','ttl_s':2592000");
}

/* Somebody without a ride; a family keeps to the small cars. */
static uint32_t
rider(struct biz *b, size_t car)
{

	for (int tries = 0; tries < 200; tries++) {
		struct biz_person *p = biz_one(b, BIZ_CUSTOMER);

		if (p->rides == 0 && !p->gone &&
		    (!p->family || car % 5 != 0)) {
			p->rides++;
			return ((uint32_t)(p - b->person));
		}
	}
	return (BIZ_NOBODY);
}

static void
home(struct biz *b, const struct biz_task *t)
{

	b->person[t->i].rides--;
}

static void
leave(struct biz *b, struct biz_car *c)
{

	b->person[c->rider].busy_ms = b->f->now_ms + BIZ_MIN;
	/* The next booking comes after the last line of this one. */
	biz_later(b, b->f->now_ms + BIZ_MIN, home, c->rider, 0);
	c->rider = BIZ_NOBODY;
	c->booking = 0;
	c->started = false;
}

/* Before its end a booking is prolonged, some an hour too late. */
static void
watch(struct biz *b, const struct biz_task *t)
{
	struct biz_car *c = &b->car[t->i];
	struct biz_scene s = scene(b, &b->f->unit[t->i]);

	if (c->booking != t->n)
		return;
	if (!c->started) {
		biz_say(b, &s, "booking.cancel", BOOKED);
		leave(b, c);
		return;
	}
	if (b->f->now_ms < c->until_ms && sim_rng_chance(&b->rng, 0.1)) {
		biz_later(b, c->until_ms + 50 * BIZ_MIN, watch, t->i, t->n);
		return;
	}
	c->until_ms = b->f->now_ms + 3 * BIZ_HOUR;
	biz_say(b, &s, "booking.extend", BOOKED ",'planned_end':$+10800;");
	biz_later(b, c->until_ms - 10 * BIZ_MIN, watch, t->i, t->n);
}

static void
reserve(struct biz *b, struct sim_unit *u)
{
	struct biz_car *c = car_of(b, u);
	struct biz_scene s;

	if ((c->rider = rider(b, biz_unit(b, c))) == BIZ_NOBODY)
		return;
	c->booking = ++b->serial;
	c->until_ms = b->f->now_ms + 4 * BIZ_HOUR;
	s = scene(b, u);
	s.at_ms = b->f->now_ms;
	/* Some are at home, in their own network. */
	s.net = sim_rng_chance(&b->rng, 0.3) ? &s.who->away : NULL;
	if (sim_rng_chance(&b->rng, 0.15))
		biz_ride_login(b, s.who);
	biz_say(b, &s, "api.request", view_map);
	biz_say(b, &s, "api.request", order);
	biz_say(b, &s, "booking.create", BOOKED ",'planned_start':$+0;,"
	    "'planned_end':$+14400;,'zone':'city','pay_h':'$q','doc_h':'$e'");
	biz_later(b, c->until_ms - 10 * BIZ_MIN, watch, biz_unit(b, c),
	    c->booking);
}

static void
reserve_then(struct biz *b, const struct biz_task *t)
{
	struct sim_unit *u = &b->f->unit[t->i];
	struct biz_car *c = &b->car[t->i];

	if (u->state == SIM_PARKED && c->owner == BIZ_NOBODY &&
	    c->booking == 0 && u->key_ms != SIM_NEVER)
		reserve(b, u);
}

void
biz_ride_plan(struct biz *b, struct sim_unit *u)
{
	int64_t at = u->key_ms - sim_rng_int(&b->rng, 2, 15) * BIZ_MIN;

	if (car_of(b, u)->owner == BIZ_NOBODY && at > b->f->now_ms)
		biz_later(b, at, reserve_then, (size_t)(u - b->f->unit), 0);
}

void
biz_ride_body(struct biz *b, struct sim_unit *u, bool locked, int64_t after)
{

	if (u->mute || u->outage)
		return;
	biz_say(b, &(struct biz_scene){ .unit = u, .word = locked ? "true" :
	    "false", .at_ms = b->f->now_ms + after }, "telemetry.sample",
	    "$C,$D,'signals':{'Vehicle.Cabin.Door.Row1.DriverSide.IsLocked':"
	    "$w,'Vehicle.Powertrain.IsStartInhibited':false}");
}

/* Make sure that somebody may drive it; false if nobody is left. */
static bool
started(struct biz *b, struct sim_unit *u)
{
	struct biz_car *c = car_of(b, u);
	struct biz_scene s;

	if (c->owner != BIZ_NOBODY)
		return (true);
	if (c->booking == 0)
		reserve(b, u);
	if (c->booking == 0)
		return (false);
	s = scene(b, u);
	if (c->started)
		return (true);
	c->started = true;
	biz_say(b, &s, "booking.start", BOOKED);
	biz_say(b, &s, "pairing.change", "$A,$C,'target':{'kind':'account',"
	    "'id':'$a'},'op':'add','pair_kind':'ble_key','pairing_id':"
	    "'bk-$o','booking_id':'bk-$o'");
	return (true);
}

static void
finish(struct biz *b, struct sim_unit *u, int64_t after)
{
	struct biz_car *c = car_of(b, u);
	struct biz_scene s = scene(b, u);

	then(b, &s, after, "booking.end", BOOKED);
	then(b, &s, 8000, "pairing.change", "$A,$C,'target':{'kind':'account',"
	    "'id':'$a'},'op':'remove','pair_kind':'ble_key','pairing_id':"
	    "'bk-$o','booking_id':'bk-$o'");
	s.n = (int64_t)c->trip;
	if (sim_rng_chance(&b->rng, 0.3))
		then(b, &s, 20000, "api.request", view_trip);
	leave(b, c);
}

static void
by_app(struct biz *b, struct sim_unit *u, struct sim_act *act,
    const char *word, bool acked)
{
	struct biz_scene s = scene(b, u);

	if (act == NULL && sim_rng_chance(&b->rng, 0.3))
		then(b, &s, 0, "api.request", view_car);
	s.n = (int64_t)++b->serial;
	s.word = word;
	then(b, &s, 0, "api.request", press);
	s.act = act;
	then(b, &s, 0, "command.request", s.booking != 0 ? COMMAND "'app',"
	    "'booking_id':'bk-$o','phone_pos':{$P}" :
	    COMMAND "'app','phone_pos':{$P}");
	s.act = NULL;
	if (acked)
		then(b, &s, 1200, "command.result", "$C,'command_id':"
		    "'cmd-$n','command':'$w','result':'ack','latency_ms':"
		    "1200");
}

/* Who stands beside a car that was carried off has only its key. */
static bool
where_left(const struct sim_unit *u)
{
	struct sim_fix at = sim_world_fix(sim_car_spot(&u->car));

	return (u->fixed && labs((long)at.lat - u->last_fix.lat) < 800 &&
	    labs((long)at.lon - u->last_fix.lon) < 1200);
}

void
biz_ride_key(struct biz *b, struct sim_unit *u)
{
	const char *word = u->lock ? "lock" : "unlock";
	struct biz_car *c = car_of(b, u);
	bool driver = (u->lock && c->owner == BIZ_NOBODY) ? c->started :
	    started(b, u);

	if (driver && u->app && u->sent && where_left(u))
		by_app(b, u, NULL, word, true);
	else
		sim_send_note(b->f, u, NULL, (struct sim_note){
		    .type = "telemetry.key", .source = SIM_TCU,
		    .word = word, .how = "fob", .vehicle = true });
	biz_ride_body(b, u, u->lock, 3000);
	if (!driver || !u->lock)
		return;
	if (c->trip != 0)
		biz_say(b, &(struct biz_scene){ .unit = u, .n = (int64_t)
		    c->trip, .m = (int64_t)u->car.odo_m }, "trip.end",
		    "$C,$D,'trip_id':'trip-$n','end_odo_m':$m");
	/* A stop on the way, if the next part comes soon. */
	if (c->owner == BIZ_NOBODY && (u->depart_ms - b->f->now_ms >
	    90 * BIZ_MIN || sim_rng_chance(&b->rng, 0.7)))
		finish(b, u, 5000);
	c->trip = 0;
}

void
biz_ride_go(struct biz *b, struct sim_unit *u)
{
	struct biz_car *c = car_of(b, u);
	struct biz_scene s = scene(b, u);

	c->trip = ++b->serial;
	s.n = (int64_t)c->trip;
	s.m = (int64_t)u->car.odo_m;
	biz_say(b, &s, "trip.start", "$C,$D,'trip_id':'trip-$n','start_odo_m':"
	    "$m");
	if (s.who != NULL && sim_rng_chance(&b->rng, 0.1))
		biz_say(b, &s, "api.request", view_me);
}

void
biz_ride_command(struct biz *b, struct sim_unit *u, struct sim_act *act,
    const char *word, bool staff)
{
	struct biz_scene s = { .unit = u, .word = word, .act = act };

	if (!staff) {
		if (started(b, u))
			by_app(b, u, act, word, false);
		return;
	}
	s.who = biz_people_colleague(b, "dispatcher");
	if (s.who == NULL)
		s.who = &b->person[b->first[BIZ_EMPLOYEE] + 3];
	s.n = (int64_t)++b->serial;
	s.m = (int64_t)++b->serial;
	biz_say(b, &(struct biz_scene){ .unit = u, .who = s.who, .m = s.m },
	    "ref.row", "'table':'ticket','key':'tkt-$m','op':'set','valid_to':"
	    "$+7200;,'row':{'kind':'ticket','vehicle_id':'$c','assignee':"
	    "'$a'}");
	biz_say(b, &s, "command.request", COMMAND "'portal','ticket_id':"
	    "'tkt-$m'");
}
