/* SPDX-License-Identifier: Apache-2.0 */
/* The registers of reference state. */
#include <math.h>

#include "base/mem.h"
#include "fact/geo.h"
#include "t.h"
#include "twin/posting.h"
#include "twin/ref_pack.h"

#define TENANT	SPAN("t")

static struct ref *r;

static struct value
text(const char *s)
{

	return ((struct value){ .p = s, .n = (uint32_t)strlen(s),
	    .type = VALUE_TEXT });
}

static struct value
when(int64_t ms)
{

	return ((struct value){ .i = ms, .type = VALUE_TIME });
}

static unsigned
place(enum column_id c)
{

	return (c - tables_row(tables_column(c)->table)->first);
}

/* A change of a booking by its id. */
static struct ref_change
change(const char *key, int64_t from, uint64_t pos)
{

	return ((struct ref_change){ .tenant = TENANT, .key = span_of(key),
	    .table = TABLE_booking, .from = from, .to = REF_OPEN,
	    .pos = pos });
}

static void
put(const struct ref_change *c)
{

	T_INT(RC_OK, ref_put(r, c));
}

/* A set of a booking of a vehicle by an account. */
static void
set(const char *key, const char *vehicle, const char *account, int64_t from,
    uint64_t pos)
{
	struct ref_change c = change(key, from, pos);

	c.reset = true;
	c.live = REF_LIVE;
	c.value[place(COLUMN_booking_vehicle_id)] = text(vehicle);
	c.value[place(COLUMN_booking_account_id)] = text(account);
	put(&c);
}

static bool
valid(const char *key, int64_t time, uint64_t pos)
{

	return (ref_valid(ref_find(r, TENANT, TABLE_booking, span_of(key)),
	    &(struct ref_at){ time, pos }));
}

static const struct value *
get(const char *key, enum column_id c, int64_t time, uint64_t pos)
{

	return (ref_get(ref_find(r, TENANT, TABLE_booking, span_of(key)), c,
	    &(struct ref_at){ time, pos }));
}

static int
by_key(const void *a, const void *b)
{
	const struct ref_row *const *x = a, *const *y = b;

	return (span_cmp(ref_key(*x), ref_key(*y)));
}

/* The bookings of a vehicle at that moment, sorted, joined by blanks. */
static const char *
of_vehicle(const char *vehicle, int64_t time, uint64_t pos)
{
	static char out[256];
	const struct ref_row *row[64];
	size_t it = 0, n = 0, rows = 0;

	out[0] = '\0';
	while (rows < COUNT_OF(row) && (row[rows] = ref_next(r, TENANT,
	    COLUMN_booking_vehicle_id, span_of(vehicle),
	    &(struct ref_at){ time, pos }, &it)) != NULL)
		rows++;
	qsort(row, rows, sizeof(row[0]), by_key);
	for (size_t i = 0; i < rows; i++)
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%.*s ",
		    (int)ref_key(row[i]).n, ref_key(row[i]).p);
	return (out);
}

static void
begin(size_t max)
{

	T_INT(RC_OK, ref_new(max, &r));
}

static void
end(void)
{

	ref_free(r);
	r = NULL;
}

/* Columns of a table lie together, and there is a place for each. */
static void
tables(void)
{
	unsigned seen = 0;

	for (unsigned t = 0; t < TABLE_COUNT; t++) {
		const struct table *row = tables_row((enum table_id)t);

		T_INT(seen, row->first);
		T_TRUE(row->n <= TABLE_WIDTH);
		for (unsigned i = 0; i < row->n; i++)
			T_INT(t, tables_column(row->first + i)->table);
		seen += row->n;
		T_INT(t, tables_find(span_of(row->name)));
	}
	T_INT(COLUMN_COUNT, seen);
	T_INT(TABLE_COUNT, tables_find(SPAN("bookings")));
	T_INT(COLUMN_job_kind, tables_find_column(TABLE_job, SPAN("kind")));
	T_INT(COLUMN_COUNT, tables_find_column(TABLE_job, SPAN("vin")));
}

/* [from, to), and the version of the moment. */
static void
validity(void)
{
	struct ref_change c;

	begin(100);
	T_TRUE(!valid("b1", 0, 9));
	c = change("b1", 100, 1);
	c.to = 200;
	c.reset = true;
	c.live = REF_LIVE;
	c.value[place(COLUMN_booking_vehicle_id)] = text("v1");
	put(&c);
	T_TRUE(!valid("b1", 99, 9));
	T_TRUE(valid("b1", 100, 9));
	T_TRUE(valid("b1", 199, 9));
	T_TRUE(!valid("b1", 200, 9));
	set("b1", "v2", "a", 150, 2);
	T_TRUE(valid("b1", 250, 9));
	T_SPAN("v1", value_text(get("b1", COLUMN_booking_vehicle_id, 149, 9)));
	T_SPAN("v2", value_text(get("b1", COLUMN_booking_vehicle_id, 150, 9)));
	c = change("b1", 300, 3);
	c.live = REF_GONE;
	put(&c);
	T_TRUE(valid("b1", 299, 9));
	T_TRUE(!valid("b1", 300, 9));
	/* What was known stays known. */
	T_SPAN("v2", value_text(get("b1", COLUMN_booking_vehicle_id, 400, 9)));
	end();
}

/* A reader sees only what came before it in the journal. */
static void
positions(void)
{

	begin(100);
	set("b1", "v1", "a", 100, 5);
	T_TRUE(!valid("b1", 100, 5));
	T_TRUE(valid("b1", 100, 6));
	T_TRUE(!ref_armed(r, TENANT, TABLE_booking, &(struct ref_at){ 0, 5 }));
	T_TRUE(ref_armed(r, TENANT, TABLE_booking, &(struct ref_at){ 0, 6 }));
	T_TRUE(!ref_armed(r, TENANT, TABLE_owner, &(struct ref_at){ 0, 6 }));
	T_TRUE(!ref_armed(r, SPAN("u"), TABLE_booking,
	    &(struct ref_at){ 0, 6 }));
	set("b1", "v2", "a", 100, 7);
	T_STR("b1 ", of_vehicle("v1", 100, 7));
	T_STR("", of_vehicle("v1", 100, 8));
	T_STR("b1 ", of_vehicle("v2", 100, 8));
	end();
}

/* Patches say some columns and may come late. */
static void
patches(void)
{
	struct ref_change c;

	begin(100);
	c = change("b1", 300, 1);
	c.live = REF_GONE;
	c.value[place(COLUMN_booking_ended_at)] = when(300);
	put(&c);
	set("b1", "v1", "a", 100, 2);
	c = change("b1", 200, 3);
	c.value[place(COLUMN_booking_started_at)] = when(200);
	put(&c);
	T_TRUE(valid("b1", 250, 9));
	T_TRUE(!valid("b1", 300, 9));
	T_INT(VALUE_ABSENT, get("b1", COLUMN_booking_started_at, 150, 9)->type);
	T_INT(200, get("b1", COLUMN_booking_started_at, 250, 9)->i);
	T_INT(200, get("b1", COLUMN_booking_started_at, 350, 9)->i);
	T_INT(300, get("b1", COLUMN_booking_ended_at, 350, 9)->i);
	/* A set says all: what it leaves out is absent. */
	set("b1", "v1", "a", 400, 4);
	T_INT(VALUE_ABSENT, get("b1", COLUMN_booking_started_at, 400, 9)->type);
	end();
}

/* Eight are kept, those that begin last, before and after settling. */
static void
eight(void)
{

	begin(100);
	for (int i = 0; i < 12; i++)
		set("b1", "v1", "a", 100 * (i + 1), (uint64_t)(i + 1));
	for (int k = 0; k < 2; k++) {
		T_TRUE(!valid("b1", 450, 99));
		T_TRUE(valid("b1", 500, 99));
		ref_settle(r);
	}
	/* An older one that comes late is not among them. */
	set("b1", "v1", "b", 50, 20);
	T_TRUE(!valid("b1", 60, 99));
	end();
}

/* Who was changed longest ago goes; readers before that still see it. */
static void
bound(void)
{

	begin(2);
	set("b1", "v1", "a", 0, 1);
	set("b2", "v1", "a", 0, 2);
	set("b1", "v1", "a", 10, 3);
	set("b3", "v1", "a", 0, 4);
	T_INT(2, ref_count(r, TABLE_booking));
	T_INT(1, ref_forgotten(r));
	T_TRUE(valid("b2", 5, 4));
	T_TRUE(!valid("b2", 5, 5));
	T_STR("b1 b2 ", of_vehicle("v1", 5, 4));
	T_STR("b1 b3 ", of_vehicle("v1", 5, 5));
	/* It may come back before it is gone for good: without its past. */
	set("b2", "v2", "a", 10, 6);
	T_TRUE(!valid("b2", 5, 9));
	T_TRUE(valid("b2", 10, 9));
	ref_settle(r);
	T_TRUE(!valid("b2", 5, 9));
	T_TRUE(valid("b2", 10, 9));
	T_STR("b3 ", of_vehicle("v1", 20, 9));
	T_STR("b2 ", of_vehicle("v2", 20, 9));
	T_TRUE(ref_find(r, TENANT, TABLE_booking, SPAN("b1")) == NULL);
	end();
}

static void
arrays(void)
{
	struct value roles[] = { text("support"), text("admin") };
	struct ref_change c = { .tenant = TENANT, .key = SPAN("GET h /x"),
	    .table = TABLE_endpoint, .from = REF_BEGINNING, .to = REF_OPEN,
	    .pos = 1, .reset = true, .live = REF_LIVE };
	const struct ref_row *row;
	const struct value *v;
	struct ref_at at = { 0, 2 };

	begin(100);
	c.value[place(COLUMN_endpoint_state)] = text("live");
	c.value[place(COLUMN_endpoint_roles)] = (struct value){
	    .member = roles, .n = 2, .type = VALUE_ARRAY };
	c.value[place(COLUMN_endpoint_tags)] = (struct value){
	    .n = 0, .type = VALUE_ARRAY };
	c.value[place(COLUMN_endpoint_max_records)] = (struct value){
	    .i = 50, .type = VALUE_INT };
	put(&c);
	memset(roles, 0, sizeof(roles));
	row = ref_find(r, TENANT, TABLE_endpoint, SPAN("GET h /x"));
	v = ref_get(row, COLUMN_endpoint_roles, &at);
	T_INT(2, v->n);
	T_SPAN("support", value_text(&v->member[0]));
	T_SPAN("admin", value_text(&v->member[1]));
	T_INT(0, ref_get(row, COLUMN_endpoint_tags, &at)->n);
	T_SPAN("live", value_text(ref_get(row, COLUMN_endpoint_state, &at)));
	T_INT(50, ref_get(row, COLUMN_endpoint_max_records, &at)->i);
	T_TRUE(ref_bytes(r) > 0);
	end();
}

/* Many changes give the same answers whenever it is settled. */
static void
settling(void)
{
	static char answer[2][4096];
	char key[16], vehicle[16];

	for (int k = 0; k < 2; k++) {
		unsigned seed = 7;
		size_t n = 0;

		begin(20);
		for (uint64_t pos = 1; pos < 600; pos++) {
			seed = seed * 1103515245 + 12345;
			snprintf(key, sizeof(key), "b%u", seed >> 16 & 31);
			snprintf(vehicle, sizeof(vehicle), "v%u",
			    seed >> 24 & 3);
			if (k == 1 && pos % 7 == 0)
				ref_settle(r);
			set(key, vehicle, "a", seed >> 8 & 1023, pos);
			if (pos % 20 == 0)
				n += (size_t)snprintf(answer[k] + n,
				    sizeof(answer[k]) - n, "%s|",
				    of_vehicle("v1", 700, pos + 1));
		}
		end();
	}
	T_STR(answer[0], answer[1]);
}

/* What is saved and loaded answers the same and saves to the same bytes. */
static void
saving(void)
{
	struct buf first = { 0 }, second = { 0 };
	struct arena arena = { 0 };
	struct value roles[] = { text("support"), text("admin") };
	struct ref_change c = { .tenant = TENANT, .key = SPAN("GET h /x"),
	    .table = TABLE_endpoint, .from = REF_BEGINNING, .to = REF_OPEN,
	    .pos = 40, .reset = true, .live = REF_LIVE };
	struct cur in;

	begin(4);
	c.value[place(COLUMN_endpoint_roles)] = (struct value){
	    .member = roles, .n = 2, .type = VALUE_ARRAY };
	put(&c);
	for (uint64_t pos = 41; pos < 60; pos++) {
		char key[8];

		snprintf(key, sizeof(key), "b%u", (unsigned)(pos * 7 % 6));
		set(key, pos % 2 == 0 ? "v1" : "v2", "a",
		    (int64_t)(pos * 37 % 100), pos);
	}
	ref_pack_put(r, &first);
	end();
	begin(4);
	in = cur_of(buf_span(&first));
	T_INT(RC_OK, ref_pack_get(r, &in, &arena));
	T_INT(0, cur_left(&in));
	ref_pack_put(r, &second);
	T_TRUE(span_eq(buf_span(&first), buf_span(&second)));
	T_INT(2, ref_get(ref_find(r, TENANT, TABLE_endpoint,
	    SPAN("GET h /x")), COLUMN_endpoint_roles,
	    &(struct ref_at){ 0, 99 })->n);
	T_TRUE(!ref_armed(r, TENANT, TABLE_booking,
	    &(struct ref_at){ 0, 41 }));
	end();
	/* Cut anywhere, it is refused, and nothing leaks. */
	T_TRUE(first.n > 100);
	for (size_t k = 0; k < first.n; k++) {
		begin(4);
		in = cur_of((struct span){ first.p, k });
		T_INT(RC_MALFORMED, ref_pack_get(r, &in, &arena));
		end();
	}
	arena_release(&arena);
	buf_release(&first);
	buf_release(&second);
}

/* Every allocation may fail: a clean error, and nothing leaks. */
static void
memory(void)
{
	unsigned long n;
	bool done = false;

	for (n = 1; !done && n < 200; n++) {
		struct ref_change c = change("b1", 0, 1);
		rc rv = RC_OK;

		r = NULL;
		c.reset = true;
		c.live = REF_LIVE;
		c.value[place(COLUMN_booking_vehicle_id)] = text("v1");
		mem_count = 0;
		mem_fail_at = n;
		rv = ref_new(8, &r);
		for (uint64_t i = 1; rv == RC_OK && i < 30; i++) {
			c.pos = i;
			c.key = i % 2 == 0 ? SPAN("b1") : SPAN("b2");
			rv = ref_put(r, &c);
			if (i % 10 == 0)
				ref_settle(r);
		}
		done = mem_count < n;
		mem_fail_at = 0;
		T_INT(done ? RC_OK : RC_NOMEM, rv);
		end();
	}
	T_TRUE(done);
}

static double
random_in(double low, double high)
{
	static uint64_t dice = 1;

	dice = dice * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (low + (high - low) * (double)(dice >> 11) / 0x1p53);
}

/* A zone of 10 m to 5,000 km somewhere, or where many are. */
static void
zone(unsigned i, uint64_t pos)
{
	bool crowd = i % 2 == 0;
	char key[16];
	struct ref_change c = { .tenant = TENANT, .table = TABLE_zone,
	    .from = 0, .to = REF_OPEN, .pos = pos, .reset = true,
	    .live = REF_LIVE };

	c.key = (struct span){ key, (size_t)snprintf(key, sizeof(key),
	    "z%u", i) };
	c.value[place(COLUMN_zone_kind)] = text("depot");
	c.value[place(COLUMN_zone_lat)] = (struct value){
	    .num = crowd ? random_in(50, 51) : random_in(-90, 90),
	    .type = VALUE_NUM };
	c.value[place(COLUMN_zone_lon)] = (struct value){
	    .num = crowd ? random_in(8, 9) : random_in(-180, 180),
	    .type = VALUE_NUM };
	c.value[place(COLUMN_zone_radius_m)] = (struct value){
	    .num = exp(random_in(log(10), log(5e6))), .type = VALUE_NUM };
	put(&c);
}

#define ZONES	200u

/* Does zone ${i} hold the place by what it says? */
static bool
holds(unsigned i, const struct geo *g, const struct ref_at *at,
    const struct ref_row **row)
{
	double lat, lon, radius;
	struct geo mid;
	char key[16];

	*row = ref_find(r, TENANT, TABLE_zone, (struct span){ key,
	    (size_t)snprintf(key, sizeof(key), "z%u", i) });
	if (!value_number(ref_get(*row, COLUMN_zone_lat, at), &lat) ||
	    !value_number(ref_get(*row, COLUMN_zone_lon, at), &lon) ||
	    !value_number(ref_get(*row, COLUMN_zone_radius_m, at), &radius))
		return (false);
	mid = geo_at(lat, lon);
	return (geo_distance(&mid, g) <= radius);
}

/* How many zones that hold a place near one are missed, and how many found. */
static void
look(unsigned places, const struct ref_at *at, unsigned *found,
    unsigned *missed)
{

	for (unsigned k = 0; k < places; k++) {
		struct geo g = k % 2 == 0 ? geo_at(random_in(50, 51),
		    random_in(8, 9)) : geo_at(random_in(-90, 90),
		    random_in(-180, 180));

		for (unsigned i = 0; i < ZONES; i++) {
			const struct ref_row *row, *near;
			size_t it = 0;

			if (!holds(i, &g, at, &row))
				continue;
			do
				near = ref_near(r, TENANT, g.lat, g.lon, &it);
			while (near != NULL && near != row);
			++*(near == NULL ? missed : found);
		}
	}
}

/* Zones are found by any place in them, as they are and as they were. */
static void
nearby(void)
{
	unsigned found = 0, missed = 0, all = 0;
	struct ref_at at = { 1, UINT64_MAX };
	size_t it = 0;

	begin(ZONES);
	for (uint64_t pos = 1; pos <= 12 * ZONES; pos++) {
		zone((unsigned)(pos % ZONES), pos);
		at.pos = pos + 1;
		if (pos % (3 * ZONES) == 0)
			look(50, &at, &found, &missed);
		if (pos % 500 == 0)
			ref_settle(r);
	}
	T_TRUE(found > 1000);
	T_INT(0, missed);
	/* Far from the crowd only a part of all is asked. */
	ref_settle(r);
	while (ref_near(r, TENANT, -33, -120, &it) != NULL)
		all++;
	T_TRUE(all < ZONES * REF_VERSIONS / 4);
	it = 0;
	T_TRUE(ref_near(r, SPAN("other"), 50.5, 8.5, &it) == NULL);
	end();
}

static const struct t_case cases[] = {
	{ "the tables are whole", tables },
	{ "what holds at a time", validity },
	{ "what had come by then", positions },
	{ "some columns, in any order", patches },
	{ "eight versions are kept", eight },
	{ "the number of rows is bounded", bound },
	{ "columns with several values", arrays },
	{ "settling changes no answer", settling },
	{ "saved and loaded", saving },
	{ "zones around a place", nearby },
	{ "out of memory", memory },
};

T_MAIN(cases)
