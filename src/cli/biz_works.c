/* SPDX-License-Identifier: Apache-2.0 */
/* What runs by itself. */
#include "cli/biz_rows.h"
#include "cli/biz_works.h"
#include "cli/sim_send.h"

#define SHA	"5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a"
#define INSTALL	"$C,'campaign_id':'cmp-$n','artifact_id':'tcu-4.2.$n','ecu':" \
	"'tcu','from_version':'4.2.$i','to_version':'4.2.$n','sha256':'" SHA  \
	"$m','signer':'rel-key-3','result':'$w'"
#define CAMPAIGN "'campaign_id':'cmp-$n','artifact_id':'tcu-4.2.$n','ecu':"   \
	"'tcu','to_version':'4.2.$n','population':$i,'op':"
#define METER	"'conn_id':'ws-$n','client':{'ip':'203.0.113.90'},"	      \
	"'station_id':'cs-$n','direction':'in','ocpp_version':'1.6','evse':1" \
	",'auth_profile':2,'id_tag':'tag-$c','tx_id':'tx-$i','meter_wh':$m,"  \
	"'action':"
#define WAVES	3
#define WAVE	(20 * BIZ_HOUR)
#define WATTS	7200
#define MANY	150		/* Cars of a wave that may fail once. */

/* Hourly: the report's queries, the web site, a partner's look. */
static void
hourly(struct biz *b, const struct biz_task *t)
{
	struct biz_scene s = { .who = &b->person[b->first[BIZ_SERVICE]] };
	size_t p = b->first[BIZ_PARTNER];

	biz_later(b, t->at_ms + BIZ_HOUR, hourly, 0, 0);
	biz_say(b, &s, "db.query", "$A,'outcome':'success','database':'crm',"
	    "'tables':['invoice','trip'],'op':'select','rows':140,"
	    "'client_app':'reportd','client_host':'app-7','has_predicate':"
	    "true,'query_fp':'q-11'");
	/* A table of countries may be read whole. */
	biz_say(b, &s, "db.query", "$A,'outcome':'success','database':'crm',"
	    "'tables':['country'],'op':'select','rows':250,'client_app':"
	    "'reportd','client_host':'app-7','has_predicate':false,"
	    "'query_fp':'q-12'");
	biz_say(b, &s, "cloud.object", "'outcome':'success','bucket':"
	    "'bucket/www','op':'get','anonymous':true,'bytes':48000");
	biz_say(b, &s, "cloud.object", "'outcome':'denied','bucket':"
	    "'bucket/trips','op':'get','anonymous':true");
	for (; p < b->first[BIZ_PARTNER + 1]; p++) {
		s.who = &b->person[p];
		biz_say(b, &s, "api.request", "$A,'host':"
		    "'partner.example.com','scheme':'https','method':'GET',"
		    "'route':'/v1/positions','status':200,'record_count':60,"
		    "'pii_classes':['location']");
	}
}

/* At night the backup, on Sundays the drill. */
static void
nightly(struct biz *b, const struct biz_task *t)
{
	struct biz_scene s = { .who = &b->person[b->first[BIZ_SERVICE] + 1],
	    .word = "backup" };

	biz_later(b, t->at_ms + BIZ_DAY, nightly, 0, 0);
	biz_rows_job(b, &s, 3);
	s.at_ms = b->f->now_ms + BIZ_MIN;
	biz_say(b, &s, "db.query", "$A,'outcome':'success','database':'crm',"
	    "'tables':['customer','invoice','trip'],'op':'copy','rows':90000,"
	    "'client_app':'pg_dump','client_host':'db-1','has_predicate':"
	    "false,'query_fp':'q-20'");
	s.at_ms += 20 * BIZ_MIN;
	biz_say(b, &s, "cloud.object", "$A,'outcome':'success','bucket':"
	    "'bucket/backup','op':'put','bytes':900000000");
	biz_say(b, &s, "audit.log", "$A,'outcome':'success','op':'backup',"
	    "'log':'crm','recipient':'bucket/backup'");
	if (biz_weekday(t->at_ms) == 7)
		biz_say(b, &s, "audit.log", "$A,'outcome':'success','op':"
		    "'drill','log':'crm'");
}

/* One in each wave of many fails, amid the others. */
static bool
unlucky(const struct biz *b, size_t car)
{

	return (b->f->units >= MANY && car / WAVES == b->f->units /
	    WAVES / 2);
}

/* One car's update, when it stands still. */
static void
install(struct biz *b, const struct biz_task *t)
{
	struct sim_unit *u = &b->f->unit[t->i];
	int version = (int)(t->n & 0xff);
	struct biz_scene s = { .unit = u, .i = u->car.who.fw + 1, .n = version,
	    .m = 10000000 + version, .word = "offered" };
	bool fails = unlucky(b, t->i);

	if (version != b->release || u->car.who.fw + 1 >= version)
		return;
	/* Not while somebody is at its doors. */
	if (u->state != SIM_PARKED || u->mute || u->outage || u->roof ||
	    b->f->now_ms - u->parked_ms < 3 * BIZ_MIN ||
	    b->f->now_ms < b->car[t->i].raid_ms ||
	    u->depart_ms - b->f->now_ms < 3 * BIZ_MIN) {
		if (t->n >> 8 < 30)
			biz_later(b, t->at_ms + 40 * BIZ_MIN, install, t->i,
			    t->n + 256);
		return;
	}
	biz_say(b, &s, "ota.install", INSTALL);
	s.at_ms = b->f->now_ms + 30000;
	s.word = fails ? "failure" : "success";
	biz_say(b, &s, "ota.install", INSTALL);
	if (fails)
		return;
	u->car.who.fw = version - 1;
	sim_send_connect(b->f, u, NULL, false);
}

static void
campaign_end(struct biz *b, const struct biz_task *t)
{

	biz_say(b, &(struct biz_scene){ .n = (int64_t)t->n, .i =
	    (int64_t)b->f->units }, "ota.campaign", CAMPAIGN "'end'");
	b->release = 0;
}

/* Once a week a release, in waves. */
static void
campaign(struct biz *b, const struct biz_task *t)
{
	int version = (int)t->n;
	struct biz_scene s = { .n = version, .i = (int64_t)b->f->units };

	b->release = version;
	biz_say(b, &s, "ota.campaign", CAMPAIGN "'create'");
	s.at_ms = b->f->now_ms + 1000;
	biz_say(b, &s, "ota.campaign", CAMPAIGN "'start'");
	s.word = "rollout";
	biz_rows_job(b, &s, 4 * 24);
	for (size_t i = 0; i < b->f->units; i++)
		biz_later(b, b->f->now_ms + (int64_t)(i % WAVES) * WAVE +
		    (unlucky(b, i) ? 180 : sim_rng_int(&b->rng, 2, 360)) *
		    BIZ_MIN, install, i, t->n);
	biz_later(b, b->f->now_ms + 4 * BIZ_DAY, campaign_end, 0, t->n);
	if (version < 8)
		biz_later(b, t->at_ms + 7 * BIZ_DAY, campaign, 0, t->n + 1);
}

static int64_t
metered(const struct biz *b, int64_t at_ms)
{

	/* One rate for ever: no two sessions can contradict each other. */
	return (1000000 + (at_ms - b->f->opts.start_ms) / 1000 * WATTS / 3600);
}

static void
plug(struct biz *b, struct sim_unit *u, bool on)
{

	if (!u->mute && !u->outage)
		biz_say(b, &(struct biz_scene){ .unit = u, .word = on ?
		    "true" : "false" }, "telemetry.sample", "$C,$D,'signals':"
		    "{'Vehicle.Powertrain.TractionBattery.Charging."
		    "IsCharging':$w}");
}

static void
meter(struct biz *b, const struct biz_task *t)
{
	struct sim_unit *u = &b->f->unit[t->i];
	struct biz_car *c = &b->car[t->i];
	bool over = b->f->now_ms >= c->charge_ms || u->state != SIM_PARKED ||
	    u->depart_ms - b->f->now_ms < 12 * BIZ_MIN;
	struct biz_scene s = { .unit = u, .n = 1000 + (int64_t)t->i %
	    b->stations, .i = (int64_t)t->n, .m = metered(b, b->f->now_ms) };

	biz_say(b, &s, "ocpp.message", over ? METER "'StopTransaction'" :
	    METER "'MeterValues','power_w':7200,'limit_w':11000");
	if (!over) {
		biz_later(b, b->f->now_ms + 10 * BIZ_MIN, meter, t->i, t->n);
		return;
	}
	c->charge_ms = 0;
	plug(b, u, false);
}

/* Hybrids that stand for long are plugged in. */
static void
charge(struct biz *b, const struct biz_task *t)
{
	size_t i = t->i;
	struct sim_unit *u = &b->f->unit[i];
	struct biz_scene s = { .unit = u, .n = 1000 + (int64_t)i % b->stations,
	    .i = (int64_t)++b->serial, .m = metered(b, b->f->now_ms) };

	biz_later(b, t->at_ms + sim_rng_int(&b->rng, 90, 300) * BIZ_MIN,
	    charge, i, 0);
	if (u->state != SIM_PARKED || u->depart_ms - b->f->now_ms < BIZ_HOUR ||
	    b->car[i].charge_ms > 0)
		return;
	b->car[i].charge_ms = b->f->now_ms + sim_rng_int(&b->rng, 40, 180) *
	    BIZ_MIN;
	biz_say(b, &s, "ocpp.message", METER "'Authorize'");
	s.at_ms = b->f->now_ms + 2000;
	biz_say(b, &s, "ocpp.message", METER "'StartTransaction'");
	plug(b, u, true);
	biz_later(b, b->f->now_ms + 10 * BIZ_MIN, meter, i, (uint64_t)s.i);
}

/* Each day: stations boot, SIMs report, one car goes to the workshop. */
static void
daily(struct biz *b, const struct biz_task *t)
{
	size_t car = (size_t)sim_rng_int(&b->rng, 0, (int64_t)b->f->units - 1);
	struct biz_scene s = { .unit = &b->f->unit[car], .word = "workshop",
	    .n = 1000001 + (int64_t)car };

	biz_later(b, t->at_ms + BIZ_DAY, daily, 0, 0);
	for (int i = 0; i < b->stations; i++)
		biz_say(b, &(struct biz_scene){ .n = 1000 + i },
		    "ocpp.message", "'conn_id':'ws-$n','client':{'ip':"
		    "'203.0.113.90'},'station_id':'cs-$n','direction':'in',"
		    "'ocpp_version':'1.6','auth_profile':2,'action':"
		    "'BootNotification','charger':{'vendor':'Volta','model':"
		    "'V22','serial':'v-$n'}");
	biz_say(b, &s, "sim.event", "$D,'sim':{'iccid':'894902$n'},"
	    "'sim_event':'sms_in','remote':'msisdn-operator'");
	biz_say(b, &s, "sim.event", "$D,'sim':{'iccid':'894902$n'},"
	    "'sim_event':'flow','remote':'10.20.0.5','dst_port':8883,"
	    "'bytes':48000");
	biz_say(b, &s, "broker.acl", "$D,'op':'sub','topic':'dev/$d/cmd',"
	    "'decision':'allow'");
	if (s.unit->state != SIM_PARKED)
		return;
	biz_rows_job(b, &s, 2);
	b->car[s.unit - b->f->unit].job_ms = b->f->now_ms + 2 * BIZ_HOUR;
	for (s.i = 0; s.i < 4; s.i++) {
		s.at_ms = b->f->now_ms + (s.i + 1) * 5000;
		biz_say(b, &s, "ids.event", "$C,$D,'event_def_id':4113,"
		    "'event_name':'uds_security_access_failed','ecu':"
		    "'gateway','count':1,'sig_ok':true");
	}
}

void
biz_works_start(struct biz *b)
{
	int64_t now = b->f->now_ms, day = now - now % BIZ_DAY;

	biz_later(b, now + 3 * BIZ_MIN, hourly, 0, 0);
	biz_later(b, day + 26 * BIZ_HOUR, nightly, 0, 0);
	biz_later(b, now + 9 * BIZ_HOUR, daily, 0, 0);
	biz_later(b, day + 33 * BIZ_HOUR, campaign, 0, 2);
	for (size_t i = 0; i < b->f->units; i++)
		if (b->car[i].hybrid)
			biz_later(b, now + sim_rng_int(&b->rng, 5, 200) *
			    BIZ_MIN, charge, i, 0);
}
