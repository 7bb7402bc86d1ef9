/* SPDX-License-Identifier: Apache-2.0 */
/* Reference state as rows of tables. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/biz_rows.h"

#define OLD	"'op':'set','valid_from':$-9000000;,'row':"
#define ROW(table, key, row)	"'table':'" table "','key':'" key "'," OLD row
#define CALL(key, row)		ROW("endpoint", key, row)
#define API(key, row)		CALL("GET api.example.com " key, row)
#define STAFF			"'auth':true,'actor_kinds':['employee']"
#define CUSTOMER		"'auth':true,'actor_kinds':['customer']"
#define LISTED(list, value)	ROW("list", list "/" value,		\
	"{'list':'" list "','value':'" value "'}")
#define EMPLOYEE(since)	"'table':'employee','key':'$a','op':'set',"	\
	"'valid_from':" since ",'row':{'vetting':'passed','training_until':"  \
	"$+31536000;,'team':'city','shift':'$w','account_id':'acc-$n'}"
#define ROLE(since, more) "'table':'role','key':'$a/$w','op':'set',"	      \
	"'valid_from':" since ",'row':{'actor_id':'$a','role':'$w',"	      \
	"'approval_id':'apr-$n'" more "}"
#define CANARY(id, value)	ROW("canary", id, "{'value':'" value "'}")

static const char *const fixed[] = {
	/* The catalogue of calls. */
	API("/v1/map", "{'state':'live'," CUSTOMER ",'tags':['map']}"),
	API("/v1/me", "{'state':'live'," CUSTOMER "}"),
	API("/v1/bookings/{id}", "{'state':'live'," CUSTOMER "}"),
	API("/v1/trips/{id}", "{'state':'live'," CUSTOMER "}"),
	API("/v1/vehicles/{id}", "{'state':'live'," CUSTOMER
	    ",'tags':['vehicle'],'pii_classes':['location']}"),
	API("/v1/firmware/{id}", "{'state':'live','auth':false,'tags':"
	    "['export']}"),
	API("/v0/vehicles/{id}", "{'state':'retired'," CUSTOMER
	    ",'tags':['vehicle']}"),
	CALL("POST api.example.com /v1/bookings", "{'state':'live'," CUSTOMER
	    ",'write_props':['vehicle_id','planned_end','coupon']}"),
	CALL("POST api.example.com /v1/vehicles/{id}/commands",
	    "{'state':'live'," CUSTOMER ",'tags':['vehicle','command'],"
	    "'write_props':['command']}"),
	CALL("PATCH api.example.com /v1/me", "{'state':'live'," CUSTOMER
	    ",'write_props':['email','phone','card','language']}"),
	CALL("GET partner.example.com /v1/positions", "{'state':'live',"
	    "'auth':true,'actor_kinds':['partner'],'tags':['export'],"
	    "'pii_classes':['location'],'max_records':1000}"),
	CALL("GET partner.example.com /v1/vehicles/{id}", "{'state':'live',"
	    "'auth':true,'actor_kinds':['partner']}"),
	CALL("GET backoffice.example.com /admin/customers/{id}",
	    "{'state':'live'," STAFF ",'tags':['admin']}"),
	CALL("GET backoffice.example.com /admin/map", "{'state':'live'," STAFF
	    ",'tags':['admin','geo_search']}"),
	CALL("LOGIN id.example.com *", "{'state':'live','actor_kinds':"
	    "['customer','employee','partner','dealer']}"),
	CALL("LOGIN report.example.com *", "{'state':'live','actor_kinds':"
	    "['employee']}"),
	/* What may come from where, and go where. */
	LISTED("sms_peer", "msisdn-operator"), LISTED("apn_dest",
	    "10.20.0.0/16"), LISTED("admin_asn", "64500"),
	LISTED("admin_asn", "64530"), LISTED("monitor_ip", "198.51.100.250"),
	LISTED("fw_host", "fw.example.com"), LISTED("public_bucket",
	    "bucket/www"), LISTED("backup_target", "bucket/backup"),
	LISTED("vip", "acc-00007"),
	CANARY("canary-1", "veh-9001"), CANARY("canary-2", "acc-canary"),
	CANARY("canary-3", "tok-canary"),
	/* The release that runs everywhere when the story begins. */
	"'table':'campaign','key':'cmp-1','op':'set','valid_from':$-9000000;,"
	    "'valid_to':$-8640000;,'row':{'artifact_id':'tcu-4.2.1','ecu':"
	    "'tcu','to_version':'4.2.1'}",
	/* Databases. */
	ROW("dbgrant", "svc-00001", "{'hosts':['app-7'],'tables':"
	    "['invoice','trip','country']}"),
	ROW("dbgrant", "svc-00002", "{'hosts':['db-1'],'tables':"
	    "['customer','invoice','trip']}"),
	ROW("dbtable", "crm.customer", "{'data_classes':['identity',"
	    "'contact']}"),
	ROW("dbtable", "crm.invoice", "{'data_classes':['payment']}"),
	ROW("dbtable", "crm.trip", "{'data_classes':['location']}"),
};

#define SHA	"5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a"

static const char artifact[] = ROW("artifact", "tcu/4.2.$n",
    "{'artifact_id':'tcu-4.2.$n','sha256':'" SHA "$m','signer':'rel-key-3',"
    "'released':true}");
static const char car[] = ROW("vehicle", "$c", "{'vin':'WVV0000000$n',"
    "'plate':'SIM-$n','brand':'Example','model':'One','year':2024,"
    "'powertrain':'$w','fleet':'city',");
static const char unit[] = ROW("binding", "$d", "{'vehicle_id':'$c','imei':"
    "'$I','iccid':'894902$n','imsi':'26202$n','serial':'s-$n',"
    "'model':'TX-4'}");
static const char station[] = ROW("station", "cs-$n", "{'vendor':'Volta',"
    "'model':'V22','serial':'v-$n','auth_profile':2,'rated_w':22000,$L}");
static const char *const owned[] = {
	ROW("owner", "$c", "{'account_id':'$a'}"),
	ROW("pairing", "pr-$c", "{'vehicle_id':'$c','account_id':'$b',"
	    "'pair_kind':'user'}"),
};

static void
row(struct biz *b, const struct biz_scene *s, const char *template)
{

	biz_say(b, s, "ref.row", template);
}

static void
cars(struct biz *b)
{
	char text[sizeof(car) + 32];

	for (size_t i = 0; i < b->f->units; i++) {
		const struct biz_car *c = &b->car[i];
		struct biz_scene s = { .unit = &b->f->unit[i], .n = 1000001 +
		    (int64_t)i, .word = c->hybrid ? "PHEV" : "ICE" };

		(void)snprintf(text, sizeof(text), "%s'class':'%s'}", car,
		    i % 5 == 0 ? "premium" : "compact");
		row(b, &s, text);
		row(b, &s, unit);
		if (c->owner == BIZ_NOBODY)
			continue;
		s.who = &b->person[c->owner];
		s.other = s.who + 1;
		for (size_t k = 0; k < COUNT_OF(owned); k++)
			row(b, &s, owned[k]);
	}
}

void
biz_rows_person(struct biz *b, const struct biz_person *p)
{
	char shift[32];
	struct biz_scene s = { .who = p, .word = shift, .n = 80000 +
	    (int64_t)(p - b->person) };
	bool boss = strcmp(p->role, "admin") == 0;
	bool old = b->f->now_ms - p->created_ms > BIZ_DAY;

	(void)snprintf(shift, sizeof(shift), "%s %02d:00-%02d:00", p->days,
	    p->early, p->late);
	row(b, &s, old ? EMPLOYEE("$-9000000;") : EMPLOYEE("$-60;"));
	s.word = p->role;
	row(b, &s, boss ? ROLE("$-9000000;", ",'privileged':true") : old ?
	    ROLE("$-9000000;", "") : ROLE("$-60;", ""));
}

void
biz_rows_job(struct biz *b, const struct biz_scene *s, int hours)
{
	struct biz_scene j = *s;
	char text[160];

	(void)snprintf(text, sizeof(text), "'table':'job','key':'job-$#',"
	    "'op':'set','valid_to':$+%d;,'row':{'kind':'$w','scope_kind':"
	    "'%s','scope_id':'%s'}", hours * 3600, s->unit != NULL ?
	    "vehicle" : s->n > 0 ? "fw" : "tenant", s->unit != NULL ? "$c" :
	    s->n > 0 ? "4.2.$n" : "simfleet");
	row(b, &j, text);
}

void
biz_rows_first(struct biz *b)
{

	for (size_t i = 0; i < COUNT_OF(fixed); i++)
		row(b, &(struct biz_scene){ 0 }, fixed[i]);
	for (int v = 1; v <= 9; v++)
		row(b, &(struct biz_scene){ .n = v, .m = 10000000 + v },
		    artifact);
	cars(b);
	for (size_t i = b->first[BIZ_EMPLOYEE]; i < b->first[BIZ_EMPLOYEE + 1];
	    i++)
		biz_rows_person(b, &b->person[i]);
	b->stations = (int)(b->f->units / 10) + 3;
	for (int i = 0; i < b->stations; i++)
		row(b, &(struct biz_scene){ .unit = &b->f->unit[(size_t)i *
		    7 % b->f->units], .n = 1000 + i }, station);
}
