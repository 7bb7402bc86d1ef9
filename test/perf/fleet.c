/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole business: every shipped rule, every register filled, mixed
 * traffic.  Memory of a vehicle, an account and the rest of the registers;
 * the pipeline against bare extraction of the same bytes; two cores against
 * one; a twin's update against one random access to memory.  Rates are of
 * this process' own time, but for two cores, where the clock counts.
 *
 *	fleet [VEHICLES [CUSTOMERS [LINES]]]	100000, 200000, 300000
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/ts.h"
#include "cli/ruleset.h"
#include "cli/sim_rng.h"
#include "engine/engine.h"

#define START_MS	INT64_C(1772438400000)	/* 2026-03-02T08:00:00Z */
#define LINE_ROOM	1024
#define EVERY_US	30e6			/* Between two reports of a */
#define SAMPLES		60			/* car; of 100 lines. */
#define METRE		9.0e-6			/* Degrees of latitude. */
#define WARM		4			/* Samples of each vehicle. */
#define EMPLOYEES	1000u
#define STATIONS	2000u
#define STRIDE		UINT64_C(48271)		/* Prime. */
#define TICKETS		5000u
#define ENDPOINTS	200u
#define ROWS		20000u
#define BATCH		256u		/* As in the engine, and */
#define HINT_AHEAD	16u		/* as far ahead. */
#define FORESEE_AHEAD	8u
#define TOUCHES		(BATCH * 8000)
#define VEHICLE_MOST	1536			/* Bytes: what may be. */
#define ACCOUNT_MOST	512
#define ALL_MOST	600e6

static struct {
	unsigned	 vehicles, customers, lines;
	struct engine	*E;
	struct sim_rng	 dice;
	uint64_t	 number, reports;
	double		 now, tick;	/* us since the start */
} g;

static void
must(bool ok, const char *what)
{

	if (ok)
		return;
	fprintf(stderr, "fleet: %s\n", what);
	exit(1);
}

/* Resident bytes of this process. */
static double
resident(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	unsigned long all, pages = 0;

	must(f != NULL && fscanf(f, "%lu %lu", &all, &pages) == 2,
	    "no /proc/self/statm");
	(void)fclose(f);		/* Only read. */
	return ((double)pages * (double)sysconf(_SC_PAGESIZE));
}

/* Seconds of this process' own time: others work on the machine, too. */
static double
seconds(clockid_t which)
{
	struct timespec ts;

	(void)clock_gettime(which, &ts);	/* Cannot fail. */
	return ((double)ts.tv_sec + (double)ts.tv_nsec / 1e9);
}

static unsigned
pick(unsigned n)
{

	return ((unsigned)sim_rng_int(&g.dice, 0, (int64_t)n - 1));
}

static int64_t
now_ms(void)
{

	return (START_MS + (int64_t)(g.now / 1e3));
}

/* "type" and what every event has; the caller goes on. */
static int
head(char *out, const char *type, const char *source)
{
	char time[TS_TEXT];
	int n;

	g.now += g.tick;
	g.number++;
	ts_text(now_ms(), time);
	n = snprintf(out, LINE_ROOM, "{\"id\":\"0197c0de-7000-%020llu\","
	    "\"type\":\"%s\",\"time\":\"%.*s\",\"source\":{\"name\":\"%s\"}",
	    (unsigned long long)g.number, type, TS_TEXT, time, source);
	must(n > 0 && n < LINE_ROOM / 2, "a line does not fit");
	return (n);
}

/* It drives north at 36 km/h from the start on. */
static size_t
sample(char *out, unsigned car)
{
	int n = head(out, "telemetry.sample", "tcu-gw");
	double m = g.now / 1e5;

	n += snprintf(out + n, LINE_ROOM - (size_t)n,
	    ",\"conn_id\":\"c-%u\",\"vehicle\":{\"id\":\"veh-%06u\"},"
	    "\"device\":{\"id\":\"dev-%06u\",\"imei\":\"35693803%07u\","
	    "\"fw\":\"4.2.1\"},\"gnss\":{\"sats\":11,\"hdop\":0.9,"
	    "\"speed_kmh\":36.0},\"seq\":%llu,\"signals\":{"
	    "\"Vehicle.Speed\":36.0,"
	    "\"Vehicle.LowVoltageSystemState\":\"ON\","
	    "\"Vehicle.TraveledDistance\":%.0f,"
	    "\"Vehicle.CurrentLocation.Latitude\":%.6f,"
	    "\"Vehicle.CurrentLocation.Longitude\":%.6f}}", car, car, car,
	    car, (unsigned long long)g.number, 1000000 + m,
	    50 + 0.01 * (car % 700) + m * METRE,
	    8 + 1e-5 * car);
	return ((size_t)n);
}

/* The customer's car; he has a booking or owns it. */
static unsigned
car_of(unsigned who)
{

	return (who % g.vehicles);
}

/* Owners first, then those who have booked. */
static const char *
kind_of(unsigned who)
{

	return (who < g.vehicles ? "acc" : "hir");
}

static int
actor(char *out, int n, unsigned who)
{

	return (snprintf(out + n, LINE_ROOM - (size_t)n,
	    ",\"actor\":{\"id\":\"%s-%06u\",\"kind\":\"customer\","
	    "\"session_id\":\"s-%06u\",\"token_id\":\"tok-%06u\","
	    "\"created_at\":\"2024-05-11T09:00:00Z\"},\"client\":{"
	    "\"ip\":\"198.51.%u.%u\",\"asn\":%u,\"net_kind\":\"mobile\","
	    "\"device_key\":\"app-%06u\",\"tls\":{\"version\":1.3,"
	    "\"ja4\":\"t13d%04u\"}}", kind_of(who), car_of(who), who, who, who / 250 % 250,
	    who % 250, 64500 + who % 20, who, who % 40));
}

static size_t
login(char *out, unsigned who)
{
	int n = head(out, "auth.login", "idp");

	n += actor(out, n, who);
	n += snprintf(out + n, LINE_ROOM - (size_t)n,
	    ",\"outcome\":\"success\",\"login\":\"user-%06u\"}", who);
	return ((size_t)n);
}

static size_t
call(char *out, unsigned who)
{
	int n = head(out, "api.request", "app-gw");

	n += actor(out, n, who);
	n += snprintf(out + n, LINE_ROOM - (size_t)n,
	    ",\"target\":{\"kind\":\"vehicle\",\"id\":\"veh-%06u\"},"
	    "\"method\":\"GET\",\"host\":\"api.example.com\","
	    "\"route\":\"/v1/trips/%u\",\"scheme\":\"https\",\"status\":200,"
	    "\"resp_bytes\":8123,\"object_ids\":[\"veh-%06u\"],"
	    "\"subject_ids\":[\"%s-%06u\"],\"record_count\":3,"
	    "\"pii_classes\":[\"location\"]}", car_of(who), who % ENDPOINTS,
	    car_of(who), kind_of(who), car_of(who));
	return ((size_t)n);
}

static size_t
command(char *out, unsigned who)
{
	int n = head(out, "command.request", "cmd-gw");

	n += actor(out, n, who);
	n += snprintf(out + n, LINE_ROOM - (size_t)n,
	    ",\"vehicle\":{\"id\":\"veh-%06u\"},\"command_id\":\"cmd-%llu\","
	    "\"command\":\"%s\",\"nonce\":\"n%llu\",\"counter\":%llu,"
	    "\"key_id\":\"k-%u\",\"channel\":\"app\"}", car_of(who),
	    (unsigned long long)g.number, who % 2 ? "lock" : "climate",
	    (unsigned long long)g.number, (unsigned long long)g.number,
	    who % 3);
	return ((size_t)n);
}

static size_t
desk(char *out, unsigned who)
{
	int n = head(out, "data.access", "backoffice");

	n += snprintf(out + n, LINE_ROOM - (size_t)n,
	    ",\"outcome\":\"success\",\"actor\":{\"id\":\"emp-%06u\","
	    "\"kind\":\"employee\",\"roles\":[\"support\"],\"mfa\":true},"
	    "\"target\":{\"kind\":\"account\",\"id\":\"%s-%06u\"},"
	    "\"op\":\"view\",\"data_classes\":[\"identity\"],\"rows\":3,"
	    "\"reason\":\"call\",\"ticket_id\":\"tkt-%06u\"}", who % EMPLOYEES,
	    kind_of(who), car_of(who), who % TICKETS);
	return ((size_t)n);
}

static size_t
charge(char *out, unsigned who)
{
	int n = head(out, "ocpp.message", "csms");

	n += snprintf(out + n, LINE_ROOM - (size_t)n,
	    ",\"conn_id\":\"ws-%u\",\"station_id\":\"cs-%06u\","
	    "\"action\":\"MeterValues\",\"direction\":\"in\",\"evse\":1,"
	    "\"auth_profile\":2,\"tx_id\":\"tx-%u\",\"meter_wh\":%llu,"
	    "\"power_w\":7360.0}", who % STATIONS, who % STATIONS,
	    who % STATIONS, (unsigned long long)g.number);
	return ((size_t)n);
}

/* Who reports next: each in turn, but no neighbours in memory. */
static unsigned
next_car(void)
{

	return ((unsigned)(g.reports++ * STRIDE % g.vehicles));
}

/* One line of the business: of a hundred, this many are ... */
static size_t
mixed(char *out)
{
	unsigned which = pick(100), who = pick(g.customers);

	if (which < SAMPLES)
		return (sample(out, next_car()));
	if (which < 78)
		return (call(out, who));
	if (which < 86)
		return (login(out, who));
	if (which < 94)
		return (command(out, who));
	return (which < 97 ? desk(out, who) : charge(out, who));
}

/* Rows as registers have them; every number in them is the row's. */
static const struct row {
	const char	*table, *key, *row;
	unsigned	 n;		/* 0: as many as there are. */
} rows[] = {
	{ "vehicle", "veh-%06u", "'vin':'WVWZZZ1KZAW%06u','class':'compact',"
	    "'powertrain':'ICE'", 0 },
	{ "binding", "dev-%06u", "'vehicle_id':'veh-%06u',"
	    "'imei':'35693803%07u','iccid':'8949020%010u'", 0 },
	{ "owner", "veh-%06u", "'account_id':'acc-%06u'", 0 },
	{ "booking", "bk-%06u", "'account_id':'hir-%06u',"
	    "'vehicle_id':'veh-%06u','started_at':'2026-03-02T07:00:00Z',"
	    "'planned_end':'2026-03-09T07:00:00Z'", 0 },
	{ "pairing", "p-%06u", "'vehicle_id':'veh-%06u',"
	    "'account_id':'acc-%06u','pair_kind':'user'", 1000 },
	{ "role", "emp-%06u/support", "'actor_id':'emp-%06u',"
	    "'role':'support','approval_id':'ap'", EMPLOYEES },
	{ "employee", "emp-%06u", "'vetting':'passed','shift':"
	    "'1-7 00:00-24:00'", EMPLOYEES },
	{ "ticket", "tkt-%06u", "'kind':'call','subject_id':'acc-%06u'",
	    TICKETS },
	{ "job", "job-%06u", "'kind':'workshop','scope_kind':'vehicle',"
	    "'scope_id':'veh-w%06u'", 1000 },
	{ "endpoint", "GET api.example.com /v1/trips/%u", "'state':'live',"
	    "'auth':true,'tags':['vehicle']", ENDPOINTS },
	{ "dbgrant", "svc-%06u", "'tables':['t%u']", 1000 },
	{ "dbtable", "crm.t%u", "'data_classes':['contact']", 1000 },
	{ "artifact", "tcu/%06u", "'artifact_id':'a%u','released':true",
	    1000 },
	{ "campaign", "cmp-%06u", "'artifact_id':'a%u','ecu':'tcu'", 1000 },
	{ "station", "cs-%06u", "'auth_profile':2,'rated_w':22000",
	    STATIONS },
	{ "zone", "z-%06u", "'kind':'depot','lat':40,'lon':9.%06u,"
	    "'radius_m':200", 1000 },
	{ "canary", "can-%06u", "'value':'veh-x%06u'", 1000 },
	{ "list", "vip/vip-%06u", "'list':'vip','value':'vip-%06u'", 1000 },
};

/* ${text} with ${i} for each of its numbers, and quotes for strokes. */
static void
put(struct buf *b, const char *text, unsigned i)
{
	char number[32];

	for (; *text != '\0'; text++) {
		const char *end = text + strcspn(text, "u");
		char form[8] = { 0 };

		if (*text != '%') {
			buf_char(b, *text == '\'' ? '"' : *text);
			continue;
		}
		memcpy(form, text, (size_t)(end - text) + 1);
		/* "%u", "%06u": a number of six digits needs no more. */
		(void)snprintf(number, sizeof(number), "%0*u",
		    form[1] == '0' ? atoi(form + 2) : 1, i);
		buf_text(b, number);
		text = end;
	}
}

static void
refer(struct engine *E, const struct row *r, unsigned i, unsigned owner)
{
	struct buf b = { 0 };
	struct err e = { 0 };

	buf_fmt(&b, "{\"type\":\"ref.row\",\"time\":"
	    "\"2026-01-01T00:00:00Z\",\"op\":\"set\",\"table\":\"%s\","
	    "\"key\":\"", r->table);
	put(&b, r->key, i);
	buf_text(&b, "\",\"row\":{");
	put(&b, r->row, owner);
	buf_text(&b, "}}");
	must(!b.failed && engine_refer(E, buf_span(&b), &e) == RC_OK,
	    e.what);
	buf_release(&b);
}

static const struct row *
rows_of(const char *table)
{
	const struct row *r = rows;

	while (strcmp(r->table, table) != 0)
		r++;
	return (r);
}

static void
fill_vehicles(void)
{

	for (unsigned i = 0; i < g.vehicles; i++) {
		refer(g.E, rows_of("vehicle"), i, i);
		refer(g.E, rows_of("binding"), i, i);
	}
}

/* Who has no car of his own has booked one. */
static void
fill_accounts(void)
{

	for (unsigned i = 0; i < g.customers; i++)
		refer(g.E, rows_of(i < g.vehicles ? "owner" : "booking"),
		    car_of(i), car_of(i));
}

static void
fill_rest(void)
{

	for (size_t k = 0; k < COUNT_OF(rows); k++)
		for (unsigned i = 0; i < rows[k].n; i++)
			refer(g.E, &rows[k], i, i);
}

/* What a row of each table takes, and what a second version adds. */
static void
registers(void)
{
	struct engine_options how = { .shards = 1 };
	struct engine_ears ears = { .ctx = NULL };
	struct err e = { 0 };

	printf("%-10s%12s%12s\n", "table", "bytes a row", "a version");
	for (size_t k = 0; k < COUNT_OF(rows); k++) {
		struct engine_counts c[3];
		struct engine *E;

		must(engine_new(NULL, 0, &how, &ears, &E, &e) == RC_OK,
		    e.what);
		engine_counts(E, &c[0]);
		for (unsigned pass = 1; pass < 3; pass++) {
			for (unsigned i = 0; i < ROWS; i++)
				refer(E, &rows[k], i, i);
			engine_counts(E, &c[pass]);
		}
		printf("%-10s%12zu%12zu\n", rows[k].table,
		    (c[1].ref_bytes - c[0].ref_bytes) / ROWS,
		    (c[2].ref_bytes - c[1].ref_bytes) / ROWS);
		engine_free(E);
	}
}

static void
add(const char *line, size_t n)
{

	must(engine_add(g.E, 0, g.number, (struct span){ line, n }) == RC_OK,
	    "out of memory");
}

/* Resident bytes above ${before}, without the ids that were seen. */
static double
grown(double before)
{
	struct engine_counts c;

	must(engine_flush(g.E) == RC_OK, "out of memory");
	engine_counts(g.E, &c);
	return (resident() - before - (double)c.dedupe_bytes);
}

/* Everything that is registered and everybody who was heard of. */
static bool
fill(double before)
{
	char line[LINE_ROOM];
	double start, vehicles, accounts, rest;
	bool ok;

	start = grown(before);
	fill_vehicles();
	g.tick = EVERY_US / g.vehicles;
	for (unsigned k = 0; k < WARM; k++)
		for (unsigned i = 0; i < g.vehicles; i++)
			add(line, sample(line, i));
	vehicles = grown(before) - start;
	fill_accounts();
	g.tick = 0;		/* Or the cars would fall silent. */
	for (unsigned i = 0; i < g.customers; i++) {
		add(line, login(line, i));
		add(line, call(line, i));
		add(line, command(line, i));
	}
	g.tick = EVERY_US / g.vehicles * SAMPLES / 100;
	accounts = grown(before) - start - vehicles;
	fill_rest();
	rest = grown(before) - start - vehicles - accounts;
	printf("a vehicle with device, binding and row %.0f bytes (<= %d)\n"
	    "an account with its car, token, session %.0f bytes (<= %d)\n"
	    "all other rows %.1f MB\n", vehicles / g.vehicles, VEHICLE_MOST,
	    accounts / g.customers, ACCOUNT_MOST, rest / 1e6);
	ok = vehicles / g.vehicles <= VEHICLE_MOST &&
	    accounts / g.customers <= ACCOUNT_MOST;
	return (ok);
}

/* Lines for all to read, each with its length in front. */
static char *
lines_new(void)
{
	char *all = mem_array(g.lines, LINE_ROOM + sizeof(size_t));
	char *p = all;

	must(all != NULL, "out of memory");
	for (unsigned k = 0; k < g.lines; k++) {
		size_t n = mixed(p + sizeof(size_t));

		must(n < LINE_ROOM, "a line does not fit");
		memcpy(p, &n, sizeof(n));
		p += sizeof(n) + n;
	}
	return (all);
}

static double
pipeline(const char *all, double *wall)
{
	double start = seconds(CLOCK_PROCESS_CPUTIME_ID);

	*wall = seconds(CLOCK_MONOTONIC);

	for (unsigned k = 0; k < g.lines; k++) {
		size_t n;

		memcpy(&n, all, sizeof(n));
		add(all + sizeof(n), n);
		all += sizeof(n) + n;
	}
	must(engine_flush(g.E) == RC_OK, "out of memory");
	*wall = seconds(CLOCK_MONOTONIC) - *wall;
	return (seconds(CLOCK_PROCESS_CPUTIME_ID) - start);
}

/* The fields that the rules read, and nothing else. */
static double
extraction(const char *all)
{
	const struct plan *plan = &engine_names(g.E)->plan;
	uint32_t notes[EVLINE_NOTE_COUNT] = { 0 };
	struct value *slot = mem_array(plan->slots, sizeof(*slot));
	struct evline *reader = NULL;
	struct arena arena = { 0 };
	double start;

	must(slot != NULL && evline_new(plan, &reader) == RC_OK,
	    "out of memory");
	start = seconds(CLOCK_PROCESS_CPUTIME_ID);
	for (unsigned k = 0; k < g.lines; k++) {
		struct event ev = { .plan = plan, .slot = slot, .number = k };
		size_t n;

		memcpy(&n, all, sizeof(n));
		must(evline_read(reader, (struct span){ all + sizeof(n), n },
		    &arena, &ev, notes, NULL) == RC_OK, "a bad line");
		all += sizeof(n) + n;
		if (k % 256 == 255)
			arena_clear(&arena);
	}
	start = seconds(CLOCK_PROCESS_CPUTIME_ID) - start;
	arena_release(&arena);
	evline_free(reader);
	mem_free(slot);
	return (start);
}

/* An update as it waits for its turn, as events do in the engine. */
struct touch {
	char			 text[16];
	struct span		 id;
	uint64_t		 hash;
	struct twin_entity	*e;
};

static void
touch(struct twin *t, struct touch *of, uint64_t stamp)
{

	must((of->e != NULL && twin_again(t, of->e, SPAN("default"), of->id,
	    stamp)) || twin_touch(t, SPAN("default"), of->id, of->hash, stamp,
	    stamp, &of->e) == RC_OK, "out of memory");
	((uint64_t *)twin_state(of->e))[0]++;
}

/* A batch of updates: index, record, update, at a distance. */
static void
touch_batch(struct twin *t, struct touch *of, uint64_t stamp)
{

	for (size_t i = 0; i < BATCH + HINT_AHEAD; i++) {
		size_t k = i - (HINT_AHEAD - FORESEE_AHEAD);

		if (i < BATCH) {
			of[i].hash = twin_hash(SPAN("default"), of[i].id);
			twin_prefetch(t, of[i].hash);
		}
		if (i >= HINT_AHEAD - FORESEE_AHEAD && k < BATCH)
			of[k].e = twin_foresee(t, of[k].hash);
		if (i >= HINT_AHEAD)
			touch(t, &of[i - HINT_AHEAD], stamp);
	}
}

/* Seconds of so many batches; at first each vehicle is met once. */
static double
touch_all(struct twin *t, unsigned batches, uint64_t *stamp, bool first)
{
	struct touch of[BATCH];
	double sum = 0, start;
	unsigned next = 0;

	for (unsigned b = 0; b < batches; b++) {
		for (unsigned i = 0; i < BATCH; i++, next++)
			of[i].id = (struct span){ of[i].text,
			    (size_t)snprintf(of[i].text, sizeof(of[i].text),
			    "veh-%06u", first ? next % g.vehicles :
			    pick(g.vehicles)) };
		start = seconds(CLOCK_PROCESS_CPUTIME_ID);
		touch_batch(t, of, ++*stamp);
		sum += seconds(CLOCK_PROCESS_CPUTIME_ID) - start;
	}
	return (sum);
}

/* One update of a twin against one access to as many bytes. */
static void
touches(void)
{
	const unsigned batches = TOUCHES / BATCH;
	struct twin *t = NULL;
	uint32_t *wide, at = 0;
	uint64_t stamp = 0;
	size_t words;
	double start, twin, access;

	must(twin_new(TWIN_VEHICLE, 1024, g.vehicles, &t) == RC_OK,
	    "out of memory");
	(void)touch_all(t, g.vehicles / BATCH + 1, &stamp, true);
	twin = touch_all(t, batches, &stamp, false);
	words = twin_bytes(t) / sizeof(*wide);
	twin_free(t);
	must((wide = mem_array(words, sizeof(*wide))) != NULL,
	    "out of memory");
	for (size_t i = 0; i < words; i++)
		wide[i] = (uint32_t)i;
	start = seconds(CLOCK_PROCESS_CPUTIME_ID);
	/* Each place follows from what was read at the one before. */
	for (unsigned i = 0; i < batches * BATCH; i++)
		at = wide[(at * UINT64_C(2654435761) + i) % words];
	access = seconds(CLOCK_PROCESS_CPUTIME_ID) - start;
	mem_free(wide);
	must(at < words, "nothing was read");
	printf("a twin's update %.0f ns, a random access %.0f ns: %.2f\n",
	    twin * 1e9 / TOUCHES, access * 1e9 / TOUCHES, twin / access);
}

/* One run with that many cores; its time goes to ${out}. */
static void
run(unsigned shards, int out)
{
	/* The bound is one for all kinds, and there are more accounts. */
	struct engine_options how = { .shards = shards,
	    .vehicles_max = g.customers > g.vehicles ? g.customers :
	    g.vehicles };
	struct engine_ears ears = { .ctx = NULL };
	struct ruleset set = { 0 };
	struct engine_counts c, full;
	struct err e = { 0 };
	double before = resident(), took, bare, all, wall;
	size_t alerts;
	char *lines;
	bool ok;

	must(ruleset_load(NULL, 0, &set, &e) == RC_OK, e.what);
	must(engine_new(set.text, set.n, &how, &ears, &g.E, &e) == RC_OK,
	    e.what);
	sim_rng_seed(&g.dice, 1, 1);
	g.now = 0;
	printf("%u core%s\n", shards, shards > 1 ? "s" : "");
	ok = fill(before);
	all = resident();
	/* Of the same moment; the lines to come add to it. */
	engine_counts(g.E, &full);
	lines = lines_new();
	took = pipeline(lines, &wall);
	bare = extraction(lines);
	engine_counts(g.E, &c);
	(void)engine_alerts(g.E, &alerts);
	printf("of it registers %.0f MB, twins, windows, events %.0f MB, "
	    "ids %.0f MB; %zu alerts\n", (double)full.ref_bytes / 1e6,
	    (double)(full.bytes - full.dedupe_bytes - full.ref_bytes) / 1e6,
	    (double)full.dedupe_bytes / 1e6, alerts);
	printf("memory in all %.0f MB (<= %.0f)\n"
	    "%.0f lines/s of a core's time, %.2f of bare extraction; "
	    "%.0f/s by the clock\n%llu generated, %llu late, %llu "
	    "rejected, %llu duplicates, %llu forgotten\n", all / 1e6, ALL_MOST / 1e6, g.lines / took, bare / took, g.lines / wall,
	    (unsigned long long)c.generated, (unsigned long long)c.late,
	    (unsigned long long)c.rejected,
	    (unsigned long long)c.duplicates,
	    (unsigned long long)c.forgotten);
	must(c.rejected == 0 && c.duplicates == 0, "bad lines");
	must(write(out, &wall, sizeof(wall)) == (ssize_t)sizeof(wall),
	    "writing");
	mem_free(lines);
	if (shards == 1)
		touches();
	engine_free(g.E);
	ruleset_release(&set);
	(void)fflush(stdout);
	_exit(ok && all <= ALL_MOST ? 0 : 1);
}

/* A process of its own, so that memory is its own. */
static double
child(unsigned shards, bool *ok)
{
	int end[2], status = 0;
	double took = 0;
	pid_t pid;

	(void)fflush(stdout);
	must(pipe(end) == 0, "no pipe");
	must((pid = fork()) >= 0, "no process");
	if (pid == 0)
		run(shards, end[1]);
	(void)close(end[1]);
	must(read(end[0], &took, sizeof(took)) == (ssize_t)sizeof(took),
	    "the run ended early");
	(void)close(end[0]);
	must(waitpid(pid, &status, 0) == pid, "no process");
	*ok = *ok && status == 0;
	return (took);
}

int
main(int argc, char **argv)
{
	bool ok = true;
	double one;

	g.vehicles = argc > 1 ? (unsigned)atoi(argv[1]) : 100000;
	g.customers = argc > 2 ? (unsigned)atoi(argv[2]) : 200000;
	g.lines = argc > 3 ? (unsigned)atoi(argv[3]) : 300000;
	must(g.vehicles > 0 && g.customers > 0 && g.lines > 0 &&
	    g.customers <= 2 * g.vehicles, "VEHICLES, CUSTOMERS and LINES "
	    "are numbers, CUSTOMERS up to two a vehicle");
	registers();
	one = child(1, &ok);
	printf("two cores against one: %.2f\n", one / child(2, &ok));
	if (!ok)
		puts("more memory than may be");
	return (ok ? 0 : 1);
}
