/* SPDX-License-Identifier: Apache-2.0 */
/* The engine as a whole: order, timers, ids, held silence, every shard. */
#include "base/mem.h"
#include "base/ts.h"
#include "engine/crew.h"
#include "engine/engine.h"
#include "model/lineid.h"
#include "engine/health.h"
#include "engine/tracks.h"
#include "t.h"

#define T0	INT64_C(1772439304250)	/* 2026-03-02T08:15:04.250Z */
#define S	INT64_C(1000)

/* Every event that is silent, and every fast sample. */
static const char rules[] =
    "title: Silent\n"
    "id: 7d1c54a0-53fb-4b0c-8c39-5f1e2ab0c001\n"
    "status: test\n"
    "logsource: {product: fleet}\n"
    "detection:\n"
    "    selection:\n"
    "        type: [twin.silent, feed.silent]\n"
    "    fast:\n"
    "        Vehicle.Speed|gt: 100\n"
    "        move.speed_kmh|exists: false\n"
    "    condition: selection or fast\n"
    "level: low\n";

/* An engine that writes down what it judges. */
struct bench {
	struct engine	*E;
	struct buf	 log;		/* "ID " of each, in order. */
	struct buf	 lines;		/* Generated ones, with LF. */
	unsigned	 rejected;
	uint64_t	 number;
};

static void
judged(void *ctx, const struct engine_seen *seen)
{
	const struct event *ev = &seen->work->ev;
	struct bench *b = ctx;

	buf_put(&b->log, ev->generated ? ev->vehicle.n > 0 ? ev->vehicle :
	    ev->source : ev->id);
	if (ev->generated)
		buf_fmt(&b->log, "+%lld", (long long)((ev->time - T0) / S));
	buf_char(&b->log, ' ');
	if (ev->generated) {
		buf_put(&b->lines, ev->line);
		buf_char(&b->lines, '\n');
	}
}

static void
rejected(void *ctx, unsigned input UNUSED, uint64_t number UNUSED,
    const struct err *e UNUSED)
{
	struct bench *b = ctx;

	b->rejected++;
}

static rc
up(struct bench *b, unsigned shards)
{
	const struct sigma_text text = { "r.yml", SPAN(rules) };
	struct engine_options o = { .shards = shards };
	struct engine_ears ears = { .ctx = b, .rejected = rejected,
	    .judged = judged };
	struct err e = { 0 };

	*b = (struct bench){ .E = NULL };
	return (engine_new(&text, 1, &o, &ears, &b->E, &e));
}

static void
down(struct bench *b)
{

	engine_free(b->E);
	buf_release(&b->log);
	buf_release(&b->lines);
}

static rc
add(struct bench *b, const char *line)
{

	return (engine_add(b->E, 0, ++b->number, span_of(line)));
}

/* A sample of ${vehicle} from ${source}, ${ms} after T0, named ${id}. */
static rc
sample(struct bench *b, const char *id, const char *source,
    const char *vehicle, int64_t ms)
{
	char line[512], time[TS_TEXT];

	ts_text(T0 + ms, time);
	(void)snprintf(line, sizeof(line), "{\"id\":\"%s\",\"tenant\":"
	    "\"nordfleet\",\"type\":\"telemetry.sample\",\"time\":\"%.*s\","
	    "\"source\":{\"name\":\"%s\"},\"vehicle\":{\"id\":\"%s\"},"
	    "\"signals\":{}}", id, TS_TEXT, time, source, vehicle);
	return (add(b, line));
}

/* The example line of the contract comes out of the engine. */
static void
vector(void)
{
	static const char want[] =
	    "{\"id\":\"tw-98b9192e744181ab14dfa7b3113d95ca\",\"tenant\":"
	    "\"nordfleet\",\"type\":\"twin.silent\",\"time\":"
	    "\"2026-03-02T08:30:04.250Z\",\"source\":{\"name\":\"twin\","
	    "\"kind\":\"twin\"},\"vehicle\":{\"id\":\"veh-0042\"},"
	    "\"silent_s\":900,\"interval_s\":30,\"silent_ratio\":30,"
	    "\"power_cut_s\":4}\n";
	struct bench b = { 0 };
	char id[16];

	T_INT(RC_OK, up(&b, 1));
	for (int i = 12; i >= 1; i--) {
		(void)snprintf(id, sizeof(id), "e%d", i);
		T_INT(RC_OK, sample(&b, id, "tcu", "veh-0042", -30 * S * i));
	}
	T_INT(RC_OK, add(&b, "{\"id\":\"a\",\"tenant\":\"nordfleet\","
	    "\"type\":\"telemetry.alarm\",\"time\":"
	    "\"2026-03-02T08:15:00.250Z\",\"source\":{\"name\":\"tcu\"},"
	    "\"vehicle\":{\"id\":\"veh-0042\"},\"alarm\":\"power_cut\"}"));
	T_INT(RC_OK, sample(&b, "01JNBT6Q3D8F6V7J4Z9K2M5X01", "tcu",
	    "veh-0042", 0));
	/* Due 30 s after its time, and not a millisecond before. */
	T_INT(RC_OK, engine_until(b.E, T0 + 930 * S - 1));
	buf_char(&b.lines, '\0');
	T_TRUE(strstr(b.lines.p, "\"silent_s\":600") != NULL);
	T_TRUE(strstr(b.lines.p, "\"silent_s\":900") == NULL);
	buf_clear(&b.lines);
	T_INT(RC_OK, engine_until(b.E, T0 + 930 * S));
	T_SPAN(want, buf_span(&b.lines));
	T_INT(0, b.rejected);
	down(&b);
}

/* Timers run before the line that moved the clock, in (time, id) order. */
static void
order(void)
{
	struct bench b = { 0 };
	char id[16];

	T_INT(RC_OK, up(&b, 1));
	for (int i = 0; i < 8; i++) {
		(void)snprintf(id, sizeof(id), "a%d", i);
		T_INT(RC_OK, sample(&b, id, "s", "v1", i * S));
		(void)snprintf(id, sizeof(id), "b%d", i);
		T_INT(RC_OK, sample(&b, id, "s", "v2", i * S));
	}
	T_INT(RC_OK, sample(&b, "c", "s", "v2", 20 * S));
	T_INT(RC_OK, engine_flush(b.E));
	buf_clear(&b.log);
	/* v1 at 67 + 30 s; v2 at 80 + 30 s; v1 again at 127 + 30 s. */
	T_INT(RC_OK, sample(&b, "d", "s", "v3", 96 * S));
	T_INT(RC_OK, sample(&b, "e", "s", "v3", 97 * S));
	T_INT(RC_OK, sample(&b, "f", "s", "v3", 157 * S));
	/* A line that is late moves no clock. */
	T_INT(RC_OK, sample(&b, "g", "s", "v3", 100 * S));
	T_INT(RC_OK, engine_flush(b.E));
	T_SPAN("d v1+67 e v2+80 v1+127 f g ", buf_span(&b.log));
	down(&b);
}

static void
names_and_duplicates(void)
{
	static const char nameless[] = "{\"type\":\"telemetry.sample\","
	    "\"time\":\"2026-03-02T08:15:04Z\",\"device\":{\"id\":\"d1\"},"
	    "\"signals\":{\"Vehicle.Speed\":120}}";
	struct engine_counts counts;
	struct alert *const *alerts;
	char id[LINEID];
	struct bench b = { 0 };
	size_t n;

	T_INT(RC_OK, up(&b, 1));
	T_INT(RC_OK, add(&b, nameless));
	T_INT(RC_OK, engine_flush(b.E));
	lineid_of(SPAN(nameless), 1, id);
	T_TRUE(b.log.n == LINEID + 1 &&
	    memcmp(b.log.p, id, LINEID) == 0);
	/* A device without a vehicle stands for one. */
	alerts = engine_alerts(b.E, &n);
	T_INT(1, n);
	T_SPAN("dev:d1", alerts[0]->entity);
	T_STR("vehicle", alerts[0]->kind);

	/* The same number of the same line of another input: the same. */
	T_INT(RC_OK, engine_add(b.E, 1, 1, SPAN(nameless)));
	T_INT(RC_OK, engine_add(b.E, 1, 2, SPAN(nameless)));
	T_INT(RC_OK, sample(&b, "x", "s", "v", 0));
	T_INT(RC_OK, sample(&b, "x", "s", "w", 5));
	/* Of another tenant it is another. */
	T_INT(RC_OK, add(&b, "{\"id\":\"x\",\"type\":\"clock.tick\","
	    "\"time\":\"2026-03-02T08:15:04Z\"}"));
	T_INT(RC_OK, add(&b, "{\"id\":\"y\",\"type\":\"clock.tick\"}"));
	T_INT(RC_OK, engine_flush(b.E));
	engine_counts(b.E, &counts);
	T_INT(7, counts.lines);
	T_INT(4, counts.events);
	T_INT(2, counts.duplicates);
	T_INT(1, counts.rejected);
	T_INT(1, b.rejected);
	T_INT(2, counts.vehicles);
	down(&b);
}

/* ${vehicles} of one source report every 10 s; then the source is silent. */
static void
fleet(struct bench *b, int vehicles)
{
	char id[32], v[16];

	for (int i = 0; i < 12; i++)
		for (int k = 0; k < vehicles; k++) {
			(void)snprintf(id, sizeof(id), "e%d-%d", i, k);
			(void)snprintf(v, sizeof(v), "v%d", k);
			T_INT(RC_OK, sample(b, id, "s", v, i * 10 * S));
		}
	T_INT(RC_OK, engine_flush(b->E));
	buf_clear(&b->log);
	T_INT(RC_OK, sample(b, "other", "t", "w", 600 * S));
	T_INT(RC_OK, engine_flush(b->E));
}

/* A source that serves three vehicles and stops: they say nothing of it. */
static void
held(void)
{
	struct bench b = { 0 };

	T_INT(RC_OK, up(&b, 1));
	fleet(&b, 3);
	T_SPAN("s+170 s+230 s+410 other ", buf_span(&b.log));
	buf_clear(&b.log);
	/* It is back, with one of them; the others' turn comes after 60 s. */
	T_INT(RC_OK, sample(&b, "back", "s", "v0", 700 * S));
	T_INT(RC_OK, sample(&b, "on", "s", "v0", 740 * S));
	T_INT(RC_OK, engine_flush(b.E));
	T_SPAN("back on ", buf_span(&b.log));
	buf_clear(&b.log);
	T_INT(RC_OK, sample(&b, "go", "s", "v0", 790 * S));
	T_INT(RC_OK, engine_flush(b.E));
	/*
	 * Only the highest step that is true: 600 s, dated when it ran;
	 * their ids say who is first.
	 */
	T_SPAN("v2+760 v1+760 go ", buf_span(&b.log));
	buf_char(&b.lines, '\0');
	T_TRUE(strstr(b.lines.p, "\"vehicle\":{\"id\":\"v1\"},"
	    "\"silent_s\":600,") != NULL);
	down(&b);

	/* Two vehicles are no fleet: each is reported by itself. */
	T_INT(RC_OK, up(&b, 1));
	fleet(&b, 2);
	buf_char(&b.log, '\0');
	T_TRUE(strstr(b.log.p, "v0+170 ") != NULL);
	T_TRUE(strstr(b.log.p, "v1+410 ") != NULL);
	down(&b);

	/* What the source says of itself counts, too. */
	T_INT(RC_OK, up(&b, 1));
	T_INT(RC_OK, add(&b, "{\"id\":\"h\",\"tenant\":\"nordfleet\","
	    "\"type\":\"feed.health\",\"time\":\"2026-03-02T08:15:00Z\","
	    "\"source\":{\"name\":\"s\"},\"state\":\"late\"}"));
	fleet(&b, 3);
	buf_char(&b.log, '\0');
	T_TRUE(strstr(b.log.p, "v0+") == NULL);
	T_TRUE(strstr(b.log.p, "s+170 ") != NULL);
	down(&b);
}

/* Lines enough for several batches, and every kind of entity. */
static void
stream(struct bench *b, unsigned each)
{
	char id[32], v[16], s[16];

	for (unsigned i = 0; i < 2000; i++) {
		(void)snprintf(id, sizeof(id), "e%u", i);
		(void)snprintf(v, sizeof(v), "v%u", i * 7 % 13);
		(void)snprintf(s, sizeof(s), "s%u", i * 7 % 3);
		T_INT(RC_OK, sample(b, id, s, v,
		    i * S + (i % 97 == 0 ? 400 * S : 0)));
		if (each > 0 && i % each == 0)
			T_INT(RC_OK, engine_flush(b->E));
	}
	T_INT(RC_OK, engine_flush(b->E));
}

/* Batches and shards change nothing. */
static void
batches_and_shards(void)
{
	static const struct {
		unsigned	shards, each;
	} how[] = { { 1, 1 }, { 1, 7 }, { 2, 0 }, { 5, 0 }, { 8, 13 } };
	struct bench one = { 0 }, b = { 0 };
	size_t n, m;

	T_INT(RC_OK, up(&one, 1));
	stream(&one, 0);
	(void)engine_alerts(one.E, &n);
	T_TRUE(one.lines.n > 0 && n > 0);
	for (size_t i = 0; i < COUNT_OF(how); i++) {
		struct alert *const *x, *const *y;

		T_INT(RC_OK, up(&b, how[i].shards));
		stream(&b, how[i].each);
		T_TRUE(span_eq(buf_span(&one.log), buf_span(&b.log)));
		T_TRUE(span_eq(buf_span(&one.lines), buf_span(&b.lines)));
		x = engine_alerts(one.E, &n);
		y = engine_alerts(b.E, &m);
		T_INT(n, m);
		for (size_t k = 0; k < n && k < m; k++)
			T_STR(x[k]->id, y[k]->id);
		down(&b);
	}
	down(&one);
}

static rc
some_work(struct bench *b)
{
	char id[16];
	rc r;

	for (int i = 0; i < 9; i++) {
		(void)snprintf(id, sizeof(id), "e%d", i);
		if ((r = sample(b, id, "s", "v", i * S)) != RC_OK)
			return (r);
	}
	if ((r = add(b, "{\"type\":\"telemetry.sample\",\"time\":"
	    "\"2026-03-02T08:15:14Z\",\"device\":{\"id\":\"d\"},"
	    "\"signals\":{\"Vehicle.Speed\":120}}")) != RC_OK)
		return (r);
	return (engine_until(b->E, T0 + 200 * S));
}

/* Every allocation fails once: of starting, and of working. */
static void
no_memory(void)
{
	unsigned long n = 0;
	struct bench b = { 0 };
	rc r;

	do {
		mem_count = 0;
		mem_fail_at = ++n;
		r = up(&b, 2);
		mem_fail_at = 0;
		T_TRUE(r == RC_OK || r == RC_NOMEM);
		T_TRUE(r == RC_OK || b.E == NULL);
		down(&b);
	} while (r != RC_OK && n < 5000);
	T_TRUE(n > 20 && r == RC_OK);
	n = 0;
	do {
		T_INT(RC_OK, up(&b, 2));
		mem_count = 0;
		mem_fail_at = ++n;
		r = some_work(&b);
		mem_fail_at = 0;
		T_TRUE(r == RC_OK || r == RC_NOMEM);
		down(&b);
	} while (r != RC_OK && n < 5000);
	T_TRUE(n > 10 && r == RC_OK);
}

struct sum {
	unsigned	part[CREW_MAX];
};

static void
part(void *ctx, unsigned worker)
{
	struct sum *s = ctx;

	s->part[worker]++;
}

static void
crew(void)
{
	static const unsigned sizes[] = { 1, 2, 5, CREW_MAX };
	struct crew *c = NULL;

	T_INT(RC_LIMIT, crew_new(0, &c));
	T_INT(RC_LIMIT, crew_new(CREW_MAX + 1, &c));
	T_TRUE(c == NULL);
	crew_free(NULL);
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		struct sum s = { { 0 } };

		T_INT(RC_OK, crew_new(sizes[i], &c));
		T_INT(sizes[i], crew_size(c));
		for (int k = 0; k < 50; k++)
			crew_run(c, part, &s);
		for (unsigned w = 0; w < CREW_MAX; w++)
			T_INT(w < sizes[i] ? 50 : 0, s.part[w]);
		crew_free(c);
	}
}

/* Only tracks that are read run; states do not overlap. */
static void
tracks(void)
{
	static const size_t own[TWIN_KINDS] = {
	    [TWIN_VEHICLE] = 13, [TWIN_SOURCE] = 40 };
	static struct names names;
	static struct tracks t;
	unsigned all = 0;

	names_init(&names);
	tracks_lay_out(&t, &names, own);
	for (int k = 0; k <= TRACK_OF_NONE; k++)
		T_INT(0, t.n[k]);
	T_INT(16, t.bytes[TWIN_VEHICLE]);
	T_INT(0, t.bytes[TWIN_DEVICE]);
	T_INT(40, t.bytes[TWIN_SOURCE]);

	for (unsigned f = 0; f < FACT_COUNT; f++)
		(void)names_fact(&names, (enum fact_id)f);
	tracks_lay_out(&t, &names, own);
	for (unsigned k = 0; k < TWIN_KINDS; k++) {
		size_t end = (own[k] + 7) / 8 * 8;

		for (size_t i = 0; i < t.n[k]; i++, all++) {
			T_INT(end, t.run[k][i].at);
			T_INT(k, t.run[k][i].track->of);
			end += (t.run[k][i].track->state + 7) / 8 * 8;
		}
		T_INT(end, t.bytes[k]);
	}
	all += (unsigned)t.n[TRACK_OF_NONE];
	T_INT(TRACK_COUNT, all);
}

/* A flood of keys: live groups that go raise one alert an hour and rule. */
static void
forgotten(unsigned shards)
{
	static const char flooded[] =
	    "title: Sample\nid: s\nname: s\nlevel: low\n"
	    "logsource: {product: fleet, category: telemetry}\n"
	    "detection: {s: {type: telemetry.sample}, condition: s}\n---\n"
	    "title: Often\nid: often\nlevel: high\ncorrelation:\n"
	    "  {type: event_count, rules: [s], group-by: [vehicle.id], "
	    "timespan: 1d, condition: {gte: 3}}\n";
	const struct sigma_text text = { "flood.yml", SPAN(flooded) };
	const struct engine_options how = { .shards = shards,
	    .groups_max = 1024 };
	const struct engine_ears ears = { .ctx = NULL };
	struct engine_counts counts;
	struct alert *const *alert;
	struct engine *E = NULL;
	char time[TS_TEXT + 1], line[256];
	size_t n, told = 0;

	T_INT(RC_OK, engine_new(&text, 1, &how, &ears, &E, NULL));
	for (int i = 0; i < 6000; i++) {
		/* Half before nine o'clock, half after it. */
		ts_text(T0 + (i < 3000 ? 0 : 3600 * S) + i * 100, time);
		time[TS_TEXT] = '\0';
		(void)snprintf(line, sizeof(line), "{\"id\":\"e%d\",\"type\":"
		    "\"telemetry.sample\",\"time\":\"%s\",\"vehicle\":"
		    "{\"id\":\"v%d\"},\"signals\":{}}", i, time, i);
		T_INT(RC_OK, engine_add(E, 0, i + 1, span_of(line)));
	}
	T_INT(RC_OK, engine_flush(E));
	engine_counts(E, &counts);
	T_TRUE(counts.windows.evicted > 3000);
	alert = engine_alerts(E, &n);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(alert[i]->rule->id, "vedette-evicted-often") != 0)
			continue;
		told++;
		T_STR("tenant", alert[i]->kind);
		T_SPAN("default", alert[i]->entity);
		T_STR("medium", alert[i]->rule->level);
		T_TRUE(alert[i]->count > 100);
	}
	T_INT(2, told);
	engine_free(E);
}

static void
flood(void)
{

	for (unsigned shards = 1; shards <= 4; shards *= 2)
		forgotten(shards);
}

static const struct t_case cases[] = {
	{ "the example of the contract", vector },
	{ "timers before the line", order },
	{ "names and duplicates", names_and_duplicates },
	{ "held silence", held },
	{ "batches and shards", batches_and_shards },
	{ "no memory", no_memory },
	{ "a flood of keys", flood },
	{ "crew", crew },
	{ "tracks", tracks },
};
T_MAIN(cases)
