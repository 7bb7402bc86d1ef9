/* SPDX-License-Identifier: Apache-2.0 */
/* Attacks from inside the house: scenarios 40 to 51. */
#include "base/mem.h"
#include "cli/biz_raid_staff.h"

#define STEPS(...)	(const struct biz_raid_step[]){ __VA_ARGS__, { 0 } }
#define ONE(type, text)	STEPS({ 0, 1, 0, 1, 0, type, text, 0 })
#define ACCOUNT(id)	"'target':{'kind':'account','id':'" id "'}"
#define SEEN(id, op, classes, more) "$A,'outcome':'success'," ACCOUNT(id)     \
	",'op':'" op "','data_classes':['" classes "']" more
#define TAKEN(more)	"$A,'outcome':'success','op':'export','data_classes'" \
	":['identity']" more
#define QUERY(op, tables, more)	"$A,'outcome':'success','database':'crm',"    \
	"'tables':['" tables "'],'op':'" op "','query_fp':'q-x'" more
#define DAY	86400
#define LONG	(62 * DAY)
#define UNPROVEN (89 * DAY + DAY / 2)	/* The 90th ends half a day on. */

/* name, scenario, letter, cast, base, entity's kind and id, steps, --help */
static const struct biz_raid_kind kinds[] = {
	{ "made-public", 40, 'a', BIZ_BY_REPORT, 0, "resource",
	    "bucket/trips", ONE("cloud.config", "$A,'outcome':'success',"
	    "'resource':'bucket/trips','change':'public_on'"),
	    "storage made public (any S)" },
	{ "read-by-all", 40, 'b', BIZ_BY_OUTSIDER, 0, "resource",
	    "bucket/trips", ONE("cloud.object", "$N,'outcome':'success',"
	    "'bucket':'bucket/trips','op':'get','anonymous':true"),
	    "storage read by anybody (any S)" },
	{ "no-reason", 42, 'a', BIZ_BY_STAFF, 0, "actor", "$a",
	    ONE("data.access", TAKEN(",'rows':90")),
	    "an export without a reason (any S)" },
	{ "bulk", 42, 'b', BIZ_BY_STAFF, 450, "actor", "$a",
	    STEPS({ 0, 4, 300, 3, 0, "data.access",
	    TAKEN(",'rows':$m,'reason':'statement'"), 0 }),
	    "four exports of 450 x S rows (> 1000)" },
	{ "at-night", 42, 'c', BIZ_BY_OFF, 0, "actor", "$a",
	    ONE("data.access", TAKEN(",'rows':90,'reason':'statement'")),
	    "an export outside the shift (any S)" },
	{ "stalking", 43, 'a', BIZ_BY_STAFF, 0, "actor", "$a",
	    STEPS({ 0, 4, DAY, 3, BIZ_MANY, "data.access", SEEN("$b", "view",
	    "location", ",'reason':'call'"), 0 }),
	    "one customer's places on 4 x S days (>= 3)" },
	{ "own-circle", 43, 'b', BIZ_BY_STAFF, 0, "actor", "$a",
	    ONE("data.access", SEEN("acc-$r", "view", "location",
	    ",'reason':'call'")), "the own account looked up (any S)" },
	{ "vip", 43, 'c', BIZ_BY_STAFF | BIZ_LISTED, 0, "actor", "$a",
	    ONE("data.access", SEEN("$b", "view", "location",
	    ",'reason':'call'")), "a listed customer looked up (any S)" },
	{ "live-follow", 43, 'd', BIZ_BY_STAFF, 1800, "actor", "$a",
	    ONE("data.access", SEEN("$b", "live_follow", "location",
	    ",'duration_s':$m,'reason':'call'")),
	    "followed live for 30 min x S (> 15)" },
	{ "no-ticket", 44, '-', BIZ_BY_STAFF, 0, "actor", "$a",
	    ONE("data.access", SEEN("$b", "view", "contact",
	    ",'reason':'call'")), "a look-up without a ticket (any S)" },
	{ "not-employed", 45, '-', BIZ_BY_FORMER, 0, "actor", "$a",
	    ONE("data.access", SEEN("$b", "view", "contact",
	    ",'reason':'call'")), "a look-up by one who left (any S)" },
	{ "dormant", 46, 'a', BIZ_BY_ADMIN, 0, "actor", "$a",
	    STEPS({ -LONG, 1, 0, 0, BIZ_BEFORE, "data.access", SEEN("$b",
	    "view", "contact", ",'reason':'call'"), LONG },
	    { LONG + 600, 1, 0, 1, 0, "data.access", SEEN("$b", "view",
	    "contact", ",'reason':'call'"), 0 }),
	    "a privilege used after 62 days (> 60)" },
	{ "lent-role", 46, 'b', BIZ_BY_STAFF, 0, "account", "$a",
	    STEPS({ 0, 1, 0, 0, 0, "role.change", ACCOUNT("$a") ",'role':"
	    "'fraud','op':'grant','approval_id':'apr-x'", 0 },
	    { 900, 1, 0, 0, 0, "data.access", SEEN("$b", "view", "contact",
	    ",'reason':'call'"), 0 },
	    { 900, 1, 0, 1, 0, "role.change", ACCOUNT("$a") ",'role':"
	    "'fraud','op':'revoke'", 0 }),
	    "a role for half an hour (any S)" },
	{ "no-approval", 46, 'c', BIZ_BY_STAFF, 0, "account", "$a",
	    ONE("role.change", ACCOUNT("$a") ",'role':'root','op':'grant',"
	    "'privileged':true"), "a privilege without approval (any S)" },
	{ "laptop", 47, 'a', BIZ_BY_REPORT, 0, "actor", "$a",
	    ONE("db.query", QUERY("select", "invoice", ",'rows':200,"
	    "'client_host':'laptop-3','has_predicate':true")),
	    "the database from a laptop (any S)" },
	{ "whole-table", 47, 'b', BIZ_BY_BACKUP, 0, "actor", "$a",
	    ONE("db.query", QUERY("select", "customer", ",'rows':90000,"
	    "'client_host':'db-1','has_predicate':false")),
	    "all customers at once, no backup (any S)" },
	{ "dumped", 47, 'c', BIZ_BY_BACKUP, 0, "actor", "$a",
	    ONE("db.query", QUERY("copy", "invoice", ",'rows':90000,"
	    "'client_host':'db-1','client_app':'pg_dump','has_predicate':true"
	    )), "a dump outside the backup (any S)" },
	{ "backup-away", 47, 'd', BIZ_BY_BACKUP, 0, "actor", "$a",
	    ONE("audit.log", "$A,'outcome':'success','op':'backup','log':"
	    "'crm','recipient':'bucket/private'"),
	    "a backup to somewhere else (any S)" },
	{ "canary", 48, '-', BIZ_BY_CUSTOMER, 0, "actor", "$a",
	    ONE("api.request", "$A,'host':'api.example.com','scheme':'https',"
	    "'method':'GET','status':404,'route':'/v1/vehicles/{id}',"
	    "'target':{'kind':'vehicle','id':'veh-9001'}"),
	    "a planted car asked for (any S)" },
	{ "quiet-source", 49, 'a', BIZ_BY_STAFF, 1800, "feed", "crm",
	    STEPS({ 0, 1, 0, 0, 0, "account.change", "$A,'outcome':'success',"
	    ACCOUNT("$b") ",'field':'name','via':'support'", 0 },
	    { 1, 1, 0, 0, BIZ_MUTE, "account.change", "", 0 }),
	    "a source mute for 30 min x S (>= 5)" },
	{ "lost-lines", 49, 'b', BIZ_BY_STAFF, 0, "feed", "crm",
	    STEPS({ 0, 1, 0, 0, BIZ_LOSE, "account.change", "", 0 },
	    { 1, 1, 0, 1, 0, "account.change", "$A,'outcome':'success',"
	    ACCOUNT("$b") ",'field':'name','via':'support'", 0 }),
	    "five lines of a source are missing (any S)" },
	{ "log-cleared", 49, 'c', BIZ_BY_ADMIN, 0, "feed", "auditd",
	    ONE("audit.log", "$A,'op':'clear','log':'crm'"),
	    "a log cleared (any S)" },
	{ "dropped", 50, 'a', BIZ_BY_BACKUP, 0, "actor", "$a",
	    ONE("db.query", QUERY("drop", "invoice", ",'client_host':'db-1'")),
	    "a table dropped (any S)" },
	{ "backup-gone", 50, 'b', BIZ_BY_BACKUP, 0, "resource",
	    "bucket/backup", ONE("cloud.object", "$A,'outcome':'success',"
	    "'bucket':'bucket/backup','op':'delete'"),
	    "a backup deleted (any S)" },
	{ "unproven", 51, '-', BIZ_BY_BACKUP | BIZ_FIRST, 0, "tenant",
	    "simfleet", STEPS({ -UNPROVEN, 1, 0, 1, 0, "audit.log",
	    "$A,'outcome':'success','op':'backup','log':'crm','recipient':"
	    "'bucket/backup'", 0 }),
	    "no drill for 90 days, of which 89 lie before (any S)" },
};

const struct biz_raid_kind *
biz_raid_staff_kinds(size_t *n)
{

	*n = COUNT_OF(kinds);
	return (kinds);
}
