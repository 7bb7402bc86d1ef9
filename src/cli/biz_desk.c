/* SPDX-License-Identifier: Apache-2.0 */
/* The people's ordinary days. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/biz_desk.h"
#include "cli/biz_people.h"
#include "cli/biz_ride.h"
#include "cli/biz_rows.h"

#define TICKET	"'table':'ticket','key':'tkt-$m','op':'set','valid_to':"
#define ABOUT	",'row':{'kind':'call','subject_id':'$b','assignee':'$a'}"
#define LOOK	"$A,'outcome':'success','target':{'kind':'account','id':'$b'}" \
	",'op':'view','subject_ids':['$b'],'subject_count':1,'rows':12,"      \
	"'reason':'call','ticket_id':'tkt-$m','data_classes':"
#define STAFF	"$A,'host':'backoffice.example.com','scheme':'https',"	      \
	"'status':200,'method':'GET','route':"
#define SELF	"$A,'outcome':'success','target':{'kind':'account','id':'$a'},"

#define TICK	(15 * BIZ_MIN)

/* A few lines in a row, each some seconds after the one before. */
struct step {
	int		after_s;
	const char	*type, *template;
};

static void
play(struct biz *b, struct biz_scene *s, const struct step *step, size_t n)
{

	if (s->at_ms == 0)
		s->at_ms = b->f->now_ms;
	for (size_t i = 0; i < n; i++) {
		s->at_ms += step[i].after_s * INT64_C(1000);
		biz_say(b, s, step[i].type, step[i].template);
	}
}

static const struct step call[] = {
	{ 0, "ref.row", TICKET "$+5400;" ABOUT },
	{ 20, "api.request", STAFF "'/admin/customers/{id}','object_ids':"
	    "['$b'],'pii_classes':['identity','contact']" },
	{ 1, "data.access", LOOK "['identity','contact']" },
};

static const struct step lost_item[] = {
	{ 0, "ref.row", TICKET "$+432000;" ABOUT },
	{ 30, "data.access", LOOK "['identity','location'],'window_from':"
	    "$-86400;,'window_to':$+0;,'window_s':86400" },
};

/* Taken first, written down later. */
static const struct step hurried[] = {
	{ 0, "data.access", LOOK "['identity','contact']" },
	{ 2400, "ref.row", TICKET "$+3600;" ABOUT },
};

static const struct step answer[] = {
	{ 0, "data.access", "$A,'outcome':'success','op':'export','rows':$n,"
	    "'subject_count':40,'data_classes':['identity','contact'],"
	    "'reason':'monthly statement','ticket_id':'tkt-$m'" },
};

static const struct step map[] = {
	{ 0, "api.request", STAFF "'/admin/map','record_count':60" },
};

static const struct step reset[] = {
	{ 0, "auth.code", "$N,'target':{'kind':'account','id':'$a'},'op':"
	    "'send','purpose':'reset','medium':'sms','outcome':'success'" },
	{ 70, "auth.code", "$N,'target':{'kind':'account','id':'$a'},'op':"
	    "'check','purpose':'reset','medium':'sms','outcome':'failure'" },
	{ 9, "auth.code", "$N,'target':{'kind':'account','id':'$a'},'op':"
	    "'check','purpose':'reset','medium':'sms','outcome':'success'" },
	{ 5, "account.change", SELF "'field':'password','via':'reset'" },
};

static const struct step own_change[] = {
	{ 0, "api.request", "$A,'scheme':'https','status':200,'host':"
	    "'api.example.com','method':'PATCH','route':'/v1/me','target':"
	    "{'kind':'account','id':'$a'},'write_props':['$w']" },
	{ 1, "account.change", SELF "'field':'$w','via':'self'" },
};

static const struct step by_support[] = {
	{ 0, "ref.row", TICKET "$+3600;" ABOUT },
	{ 40, "account.change", "$A,'outcome':'success','target':{'kind':"
	    "'account','id':'$b'},'field':'email','via':'support'" },
};

static const struct step new_sim[] = {
	{ 0, "sim.event", "'sim':{'iccid':'893$#'},'sim_event':'swap',"
	    "'target':{'kind':'account','id':'$a'}" },
};

static const struct step joins[] = {
	{ 0, "account.create", "$N,'target':{'kind':'account','id':"
	    "'acc-7$#'},'login':'login-$#'" },
};

static const struct step sold[] = {
	{ 0, "ownership.change", "$A,$C,'from':'$w','to':'$b','proof_id':"
	    "'proof-$#','owner_notified':true" },
	{ 30, "pairing.change", "$A,$C,'target':{'kind':'account','id':'$b'},"
	    "'op':'remove','pair_kind':'user','pairing_id':'pr-$c',"
	    "'owner_notified':true" },
};

#define PLAY(b, s, steps)	play(b, s, steps, COUNT_OF(steps))

static struct biz_scene
scene(struct biz *b, const char *role)
{

	return ((struct biz_scene){ .who = biz_people_colleague(b, role),
	    .other = biz_one(b, BIZ_CUSTOMER), .m = (int64_t)++b->serial });
}

/* Does ${p} call?  Then there is a ticket for so long. */
static bool
calls(struct biz *b, const struct biz_person *p, int64_t ms)
{
	struct biz_person *q = &b->person[p - b->person];

	if (q->raided)
		return (false);
	if (q->busy_ms < b->f->now_ms + ms)
		q->busy_ms = b->f->now_ms + ms;
	return (true);
}

/* An employee's calls: look-ups for tickets, of one kind or another. */
static void
support(struct biz *b)
{
	struct biz_scene s = scene(b, "support");
	int64_t dice = sim_rng_int(&b->rng, 0, 99);

	if (s.who == NULL || !calls(b, s.other, 2 * BIZ_HOUR))
		return;
	/* From home, through the house's own VPN. */
	if (s.m % 5 == 0)
		s.net = &s.who->away;
	if (dice < 70)
		PLAY(b, &s, call);
	else if (dice < 85)
		PLAY(b, &s, hurried);
	else if (dice < 97)
		PLAY(b, &s, by_support);
	else if ((s.n = sim_rng_int(&b->rng, 40, 150)) > 0)
		PLAY(b, &s, answer);
}

/* One ticket worked over four days. */
static void
follow(struct biz *b, const struct biz_task *t)
{
	struct biz_scene s = { .who = &b->person[t->i], .m = (int64_t)t->n,
	    .other = &b->person[t->n % biz_count(b, BIZ_CUSTOMER)] };

	if (biz_people_on_shift(s.who, b->f->now_ms))
		play(b, &s, &lost_item[1], 1);
}

static void
lost(struct biz *b)
{
	struct biz_scene s = scene(b, "support");

	s.other = &b->person[(size_t)s.m % biz_count(b, BIZ_CUSTOMER)];
	if (s.who == NULL || !calls(b, s.other, 5 * BIZ_DAY))
		return;
	PLAY(b, &s, lost_item);
	for (int day = 1; day <= 3; day++)
		biz_later(b, b->f->now_ms + day * BIZ_DAY, follow,
		    (size_t)(s.who - b->person), (uint64_t)s.m);
}

static void
customer(struct biz *b)
{
	static const char *const fields[] = { "email", "phone", "card" };
	struct biz_scene s = { .who = biz_one(b, BIZ_CUSTOMER) };
	struct biz_person *p = &b->person[s.who - b->person];
	int64_t dice = sim_rng_int(&b->rng, 0, 99);

	if (p->rides > 0 || p->family)
		return;
	s.word = fields[dice % 3];
	if (dice < 40)
		PLAY(b, &s, own_change);
	else if (dice < 60)
		PLAY(b, &s, reset);
	else if (dice < 70)
		PLAY(b, &s, new_sim);
	else if (dice < 80)
		PLAY(b, &s, joins);
	else {
		/* A new telephone. */
		(void)snprintf(p->net.key, sizeof(p->net.key), "app-n%05d",
		    (int)(++b->serial % 100000));
		memcpy(p->away.key, p->net.key, sizeof(p->net.key));
		biz_ride_login(b, p);
	}
}

static int
few(struct biz *b, double mean)
{
	int whole = (int)mean;

	return (whole + sim_rng_chance(&b->rng, mean - whole));
}

static void
tick(struct biz *b, const struct biz_task *t)
{
	double cars = (double)b->f->units / 200;
	struct biz_scene s;

	biz_later(b, t->at_ms + TICK + sim_rng_int(&b->rng, 0, 60000), tick,
	    0, 0);
	for (int n = few(b, 3 * cars + 0.3); n > 0; n--)
		support(b);
	for (int n = few(b, 0.1 * cars + 0.02); n > 0; n--)
		customer(b);
	if (sim_rng_chance(&b->rng, 0.03 * cars + 0.01))
		lost(b);
	s = scene(b, "dispatcher");
	if (s.who != NULL)
		PLAY(b, &s, map);
}

/* Mornings: who is on shift signs in. */
static void
morning(struct biz *b, const struct biz_task *t)
{
	struct biz_person *p = &b->person[t->i];
	struct biz_scene s = { .who = p };

	biz_later(b, t->at_ms + BIZ_DAY, morning, t->i, 0);
	if (!biz_people_on_shift(p, b->f->now_ms + 20 * BIZ_MIN))
		return;
	biz_say(b, &s, "auth.login", "$A,'outcome':'success','login':"
	    "'login-$a','host':'id.example.com','factors':['password',"
	    "'totp']");
}

/* Once a week one leaves and one comes, and two exchange their shifts. */
static void
turnover(struct biz *b, const struct biz_task *t)
{
	struct biz_person *p = biz_one(b, BIZ_EMPLOYEE);
	struct biz_scene s = { .at_ms = b->f->now_ms };
	const char *days;

	biz_later(b, t->at_ms + 7 * BIZ_DAY, turnover, 0, 0);
	/* Not with somebody else's tickets in hand. */
	while (strcmp(p->role, "dispatcher") != 0)
		p = biz_one(b, BIZ_EMPLOYEE);
	s.who = p;
	s.word = p->role;
	days = p->days;
	biz_say(b, &s, "role.change", "'target':{'kind':'account','id':'$a'},"
	    "'role':'$w','op':'revoke'");
	biz_say(b, &s, "ref.row", "'table':'employee','key':'$a','op':'end'");
	b->former = *p;
	b->former.gone = true;
	(void)snprintf(p->id, sizeof(p->id), "emp-1%04d",
	    (int)(++b->serial % 10000));
	(void)snprintf(p->token, sizeof(p->token), "tok-f%05d",
	    (int)(b->serial % 100000));
	p->created_ms = b->f->now_ms;
	biz_rows_person(b, p);
	p = biz_one(b, BIZ_EMPLOYEE);
	p->days = days;
	biz_rows_person(b, p);
}

/* A car changes hands at an established dealer's. */
static void
sale(struct biz *b, const struct biz_task *t)
{
	size_t car = (size_t)sim_rng_int(&b->rng, 0, (int64_t)b->f->units - 1);
	struct biz_scene s = { .who = biz_one(b, BIZ_DEALER), .other =
	    biz_one(b, BIZ_CUSTOMER), .unit = &b->f->unit[car] };

	biz_later(b, t->at_ms + BIZ_DAY, sale, 0, 0);
	if (b->car[car].owner == BIZ_NOBODY || b->car[car].raided ||
	    s.unit->state != SIM_PARKED || s.other->rides > 0)
		return;
	s.word = b->person[b->car[car].owner].id;
	if (strcmp(s.word, s.other->id) == 0)
		return;
	b->car[car].owner = (uint32_t)(s.other - b->person);
	PLAY(b, &s, sold);
}

void
biz_desk_start(struct biz *b)
{
	int64_t now = b->f->now_ms, day = now - now % BIZ_DAY;

	b->former = b->person[b->first[BIZ_EMPLOYEE]];
	biz_later(b, now + 7 * BIZ_MIN, tick, 0, 0);
	biz_later(b, now + 4 * BIZ_HOUR, turnover, 0, 0);
	biz_later(b, day + 37 * BIZ_HOUR, sale, 0, 0);
	for (size_t i = b->first[BIZ_EMPLOYEE]; i < b->first[BIZ_EMPLOYEE + 1];
	    i++) {
		int64_t at = day + b->person[i].early * BIZ_HOUR +
		    (int64_t)i % 9 * BIZ_MIN + BIZ_MIN;

		biz_later(b, at > now ? at : at + BIZ_DAY, morning, i, 0);
	}
}
