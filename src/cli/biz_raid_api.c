/* SPDX-License-Identifier: Apache-2.0 */
/* Attacks through the interfaces: scenarios 32 to 38. */
#include "base/mem.h"
#include "cli/biz_raid_api.h"

#define CALL(status, route) "$A,'host':'api.example.com','scheme':'https',"   \
	"'method':'GET','status':" status ",'route':'" route "'"
#define TARGET(id)	",'target':{'kind':'vehicle','id':'" id "'},"	      \
	"'object_ids':['" id "']"
#define STEPS(...)	(const struct biz_raid_step[]){ __VA_ARGS__, { 0 } }
#define DEBUG	"$N,'host':'api.example.com','scheme':'https','method':'GET'" \
	",'status':200,'route':'/actuator/env','resp_bytes':9000"

/*
 * The leaked key comes first: any answer of a debug interface before it opens
 * the same alert of a week.
 */
/* name, scenario, letter, cast, base, entity's kind and id, steps, --help */
static const struct biz_raid_kind kinds[] = {
	{ "foreign-ids", 32, 'a', BIZ_BY_CUSTOMER | BIZ_OWNED, 0, "caller",
	    "token:$k", STEPS({ 0, 12, 5, 10, BIZ_MANY | BIZ_CARS,
	    "api.request", CALL("403", "/v1/vehicles/{id}") TARGET("$c"), 0 }),
	    "12 x S cars of others asked for (>= 10)" },
	{ "denied", 32, 'b', BIZ_BY_OUTSIDER, 0, "caller", "token:$k",
	    STEPS({ 0, 24, 9, 20, BIZ_MANY, "api.request",
	    CALL("403", "/v1/trips/{id}") TARGET("x$jx"), 0 }),
	    "24 x S calls refused within 4 min (>= 20)" },
	{ "id-run", 32, 'c', BIZ_BY_OUTSIDER, 0, "caller", "token:$k",
	    STEPS({ 0, 14, 9, 10, BIZ_MANY, "api.request",
	    CALL("404", "/v1/trips/{id}") ",'object_ids':['trip-$j']", 0 }),
	    "14 x S numbers in a row tried (>= 10)" },
	{ "scraping", 34, '-', BIZ_BY_PARTNER, 0, "caller", "token:tok-x$n",
	    STEPS({ 0, 150, 30, 132, BIZ_MANY, "api.request",
	    "'actor':{'id':'$a','kind':'partner','token_id':'tok-x$n'},$N,"
	    "'host':'partner.example.com','scheme':'https','method':'GET',"
	    "'status':200,'route':'/v1/vehicles/{id}','target':{'kind':"
	    "'vehicle','id':'ext-$j'}", 0 }),
	    "150 x S objects, one every 30 s (>= 132)" },
	{ "actuator", 35, 'a', BIZ_BY_OUTSIDER, 0, "network", "$p",
	    STEPS({ 0, 1, 0, 1, 0, "api.request", DEBUG, 0 }),
	    "a management endpoint answers (any S)" },
	{ "dump", 35, 'b', BIZ_BY_CUSTOMER, 52428800, "actor", "$a",
	    STEPS({ 0, 1, 0, 1, 0, "api.request", CALL("200",
	    "/v1/trips/{id}") ",'content_type':'application/octet-stream',"
	    "'resp_bytes':$m", 0 }), "50 MiB x S of binary (> 10)" },
	{ "key-leaked", 35, 'c', BIZ_BY_OUTSIDER | BIZ_FIRST, 0, "tenant",
	    "simfleet", STEPS({ 0, 1, 0, 0, 0, "api.request", DEBUG, 0 },
	    { 600, 1, 0, 0, BIZ_BEFORE, "api.request", CALL("200", "/v1/me"),
	    0 }, { 600, 1, 0, 1, BIZ_NET_B, "api.request",
	    CALL("200", "/v1/me"), 0 }),
	    "the same, then a token on a new network (any S)" },
	{ "old-version", 36, '-', BIZ_BY_CUSTOMER | BIZ_FREE, 0, "actor",
	    "$a", STEPS({ 0, 1, 0, 1, 0, "api.request",
	    CALL("200", "/v0/vehicles/{id}"), 0 }),
	    "a retired version answers (any S)" },
	{ "mix-up", 37, '-', BIZ_BY_CUSTOMER | BIZ_OWNED, 0, "actor", "$a",
	    STEPS({ 0, 1, 0, 1, 0, "api.request", CALL("200",
	    "/v1/bookings/{id}") ",'subject_ids':['$b']", 0 }),
	    "an answer about somebody else (any S)" },
	{ "property", 38, '-', BIZ_BY_CUSTOMER, 0, "actor", "$a",
	    STEPS({ 0, 1, 0, 1, 0, "api.request", "$A,'host':"
	    "'api.example.com','scheme':'https','method':'PATCH','status':200"
	    ",'route':'/v1/me','write_props':['language','role']", 0 }),
	    "a property that no form has (any S)" },
};

const struct biz_raid_kind *
biz_raid_api_kinds(size_t *n)
{

	*n = COUNT_OF(kinds);
	return (kinds);
}
