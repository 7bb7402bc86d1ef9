/* SPDX-License-Identifier: Apache-2.0 */
/* The fleet simulator, judged by a reading of its own output. */
#include <jansson.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/ts.h"
#include "cli/sim_attack.h"
#include "cli/sim_fleet.h"
#include "cli/sim_inject.h"
#include "cli/sim_plan.h"
#include "cli/verb_sim.h"
#include "t.h"

#define START_MS	INT64_C(1772431200000)	/* 2026-03-02T06:00Z */
#define PINNED		UINT64_C(12684474161921876428)
#define HOUR_MS		INT64_C(3600000)

/** One event, read by jansson. */
struct row {
	json_t		*j;
	const char	*id, *type, *vehicle;
	int64_t		 time, received;
	double		 lat, lon, speed, gspeed, heading, odo, jam;
	int64_t		 seq;
	bool		 fix, sample, on, delayed;
	bool		 marked;	/* By the label in hand. */
};

struct world {
	struct buf	 text, labels;
	struct row	*row;
	size_t		 n;
};

static rc
gather(void *arg, struct span s)
{

	buf_put(arg, s);
	return (RC_OK);
}

static rc
simulate(struct world *w, uint64_t seed, const char *attacks, double strength,
    bool traps)
{
	struct sim_opts o = { .seed = seed, .vehicles = 20, .start_ms =
	    START_MS, .span_ms = 12 * HOUR_MS, .attacks = attacks,
	    .strength = strength, .lookalikes = traps };
	struct sim_fleet f;
	rc got;

	*w = (struct world){ 0 };
	got = sim_fleet_run(&f, &o, gather, &w->text, NULL);
	if (got == RC_OK)
		got = sim_fleet_labels(&f, &w->labels);
	sim_fleet_release(&f);
	return (got);
}

static int64_t
moment(json_t *j, const char *key)
{
	const char *s = json_string_value(json_object_get(j, key));
	int64_t ms = -1;

	if (s == NULL || ts_parse(span_of(s), &ms) != RC_OK)
		T_STR("a time", key);
	return (ms);
}

static const char *
word(const struct row *r, const char *key)
{

	return (json_string_value(json_object_get(r->j, key)));
}

static double
number(json_t *o, const char *key, double otherwise)
{
	json_t *v = json_object_get(o, key);

	return (json_is_number(v) ? json_number_value(v) : otherwise);
}

static void
read_row(struct row *r, json_t *j)
{
	json_t *sig = json_object_get(j, "signals");
	json_t *gnss = json_object_get(j, "gnss");
	const char *ign = json_string_value(json_object_get(sig,
	    "Vehicle.LowVoltageSystemState"));

	*r = (struct row){ .j = j };
	r->id = word(r, "id");
	r->type = word(r, "type");
	r->vehicle = json_string_value(json_object_get(json_object_get(j,
	    "vehicle"), "id"));
	r->time = moment(j, "time");
	r->received = moment(j, "received");
	r->sample = r->type != NULL && strcmp(r->type, "telemetry.sample") == 0;
	r->delayed = json_is_true(json_object_get(j, "delayed"));
	r->on = ign != NULL && strcmp(ign, "ON") == 0;
	r->lat = number(sig, "Vehicle.CurrentLocation.Latitude", 999);
	r->lon = number(sig, "Vehicle.CurrentLocation.Longitude", 999);
	r->heading = number(sig, "Vehicle.CurrentLocation.Heading", -1);
	r->speed = number(sig, "Vehicle.Speed", -1);
	r->odo = number(sig, "Vehicle.TraveledDistance", -1);
	r->gspeed = number(gnss, "speed_kmh", -1);
	r->jam = number(gnss, "jam", -1);
	r->seq = (int64_t)number(j, "seq", -1);
	r->fix = r->lat < 999 && number(gnss, "hdop", 0) < 20;
}

/* Read every line; what is not JSON is a failure. */
static void
read_world(struct world *w)
{
	size_t cap = 0, at = 0;

	while (at < w->text.n) {
		const char *p = w->text.p + at;
		const char *end = memchr(p, '\n', w->text.n - at);
		json_t *j;

		T_TRUE(end != NULL && end - p < 65536);
		if (end == NULL)
			return;
		j = json_loadb(p, (size_t)(end - p), JSON_REJECT_DUPLICATES,
		    NULL);
		T_TRUE(json_is_object(j));
		at += (size_t)(end - p) + 1;
		if (!mem_room(&w->row, w->n, &cap, sizeof(*w->row)))
			return;
		read_row(&w->row[w->n++], j);
	}
}

static void
release(struct world *w)
{

	for (size_t i = 0; i < w->n; i++)
		json_decref(w->row[i].j);
	mem_free(w->row);
	buf_release(&w->text);
	buf_release(&w->labels);
}

static double
metres(const struct row *a, const struct row *b)
{
	const double m = 111195.08, rad = 0.017453292519943;
	double dy = (b->lat - a->lat) * m;
	double dx = (b->lon - a->lon) * m * cos(a->lat * rad);

	return (sqrt(dx * dx + dy * dy));
}

static double
kmh(const struct row *a, const struct row *b)
{
	double s = (double)(b->time - a->time) / 1000;

	return (s >= 1 ? metres(a, b) / s * 3.6 : 0);
}

/* The sample of the vehicle with a good fix before ${i}; NULL if none. */
static const struct row *
fix_before(const struct world *w, size_t i)
{

	for (size_t k = i; k-- > 0; )
		if (w->row[k].sample && w->row[k].fix &&
		    strcmp(w->row[k].vehicle, w->row[i].vehicle) == 0)
			return (&w->row[k]);
	return (NULL);
}

static const struct row *
sample_before(const struct world *w, size_t i)
{

	for (size_t k = i; k-- > 0; )
		if (w->row[k].sample &&
		    strcmp(w->row[k].vehicle, w->row[i].vehicle) == 0)
			return (&w->row[k]);
	return (NULL);
}

/* What a label's events amount to. */
struct sum {
	int	n, diffs, headings, back, late, leaps, takeovers, fast_off;
	double	jump_kmh, jump_m, path_m, odo_m, odo_step, frozen_s, nofix_s;
	double	jam, cmd_speed, cmd_age_s, off_m;
	const char *alarm;
};

static void
add_command(struct sum *s, const struct row *r, const struct row *before)
{

	if (before == NULL)
		return;
	s->cmd_speed = before->speed;
	s->cmd_age_s = (double)(r->time - before->time) / 1000;
}

static double
turn(const struct row *a, const struct row *b)
{
	const double rad = 0.017453292519943;
	double to = atan2((b->lon - a->lon) * cos(a->lat * rad),
	    b->lat - a->lat) / rad;
	double d = fmod(fabs(b->heading - to), 360);

	return (d > 180 ? 360 - d : d);
}

static void
add_sample(struct sum *s, const struct row *r, const struct row *before,
    const struct row *fix)
{

	s->diffs += fabs(r->gspeed - r->speed) > 20;
	s->jam = r->jam > s->jam ? r->jam : s->jam;
	if (before != NULL) {
		s->back += r->seq >= 0 && r->seq <= before->seq;
		s->late += before->time - r->time > 5000 &&
		    r->received - r->time <= 120000;
		if (r->odo >= 0 && before->odo >= 0 &&
		    r->odo - before->odo < s->odo_step)
			s->odo_step = r->odo - before->odo;
	}
	s->fast_off += !r->on && r->speed > 8;
	if (!r->fix || fix == NULL)
		return;
	if (kmh(fix, r) > s->jump_kmh && metres(fix, r) > 3000) {
		s->jump_kmh = kmh(fix, r);
		s->jump_m = metres(fix, r);
	}
	s->leaps += kmh(fix, r) > 900;
	s->headings += r->heading >= 0 && r->speed > 30 &&
	    metres(fix, r) >= 50 && turn(fix, r) > 60;
}

/* Paths and runs over the marked samples only. */
static void
add_run(struct sum *s, const struct row *r, const struct row *last,
    int64_t *nofix, int64_t *frozen)
{

	if (r->fix)
		*nofix = 0;
	else if (*nofix == 0)
		*nofix = r->time;
	if (*nofix > 0)
		s->nofix_s = (double)(r->time - *nofix) / 1000;
	if (last == NULL || !r->fix || !last->fix)
		return;
	if (metres(last, r) < 3000) {
		s->path_m += metres(last, r);
		s->odo_m += r->odo - last->odo;
	}
	s->off_m += r->on ? 0 : metres(last, r);
	if (r->lat != last->lat || r->lon != last->lon || r->speed <= 0)
		*frozen = 0;
	else if (*frozen == 0)
		*frozen = last->time;
	if (*frozen > 0 && (double)(r->time - *frozen) / 1000 > s->frozen_s)
		s->frozen_s = (double)(r->time - *frozen) / 1000;
}

static struct sum
sum_up(const struct world *w, json_t *label)
{
	const char *vehicle = json_string_value(json_object_get(label,
	    "vehicle"));
	const struct row *last = NULL;
	int64_t nofix = 0, frozen = 0;
	struct sum s = { 0 };

	for (size_t i = 0; i < w->n; i++) {
		const struct row *r = &w->row[i];

		if (!r->marked)
			continue;
		s.n++;
		T_STR(vehicle, r->vehicle != NULL ? r->vehicle : "none");
		T_TRUE(r->time >= moment(label, "start"));
		T_TRUE(r->time <= moment(label, "end"));
		s.alarm = word(r, "alarm") != NULL ? word(r, "alarm") : s.alarm;
		s.takeovers += json_is_true(json_object_get(r->j,
		    "session_takeover"));
		if (strcmp(r->type, "command.request") == 0)
			add_command(&s, r, sample_before(w, i));
		if (!r->sample)
			continue;
		add_sample(&s, r, sample_before(w, i), fix_before(w, i));
		add_run(&s, r, last, &nofix, &frozen);
		last = r;
	}
	return (s);
}

/* How long the vehicle is silent after the label's last event. */
static double
gap_after(const struct world *w)
{
	size_t last = 0;

	for (size_t i = 0; i < w->n; i++)
		if (w->row[i].marked)
			last = i;
	for (size_t i = last + 1; i < w->n; i++)
		if (w->row[i].vehicle != NULL && w->row[i].type[0] == 't' &&
		    strcmp(w->row[i].vehicle, w->row[last].vehicle) == 0)
			return ((double)(w->row[i].time -
			    w->row[last].time) / 1000);
	return (1e9);
}

/* Is the limit of the scenario's row exceeded (scenarios.md)? */
static bool
beyond(const struct world *w, const char *name, const struct sum *s)
{
	const struct { const char *name; bool beyond; } all[] = {
		{ "unlock", s->cmd_speed > 5 && s->cmd_age_s <= 30 },
		{ "stop", s->cmd_speed > 0 },
		{ "teleport", s->jump_kmh > 250 && s->jump_m > 3000 },
		{ "drift", s->path_m > 5000 && s->odo_m < 0.8 * s->path_m },
		{ "mismatch", s->diffs >= 20 },
		{ "heading", s->headings >= 5 },
		{ "freeze", s->frozen_s >= 600 },
		{ "jamming", s->nofix_s >= 120 && s->jam >= 100 },
		{ "blackout", s->nofix_s >= 600 },
		{ "jam-alarm", s->alarm != NULL &&
		    strcmp(s->alarm, "jamming") == 0 },
		{ "odometer", s->odo_step < -1000 },
		{ "stretch", s->odo_m > 40000 &&
		    s->odo_m > 1.25 * s->path_m },
		{ "replay", s->back >= 5 },
		{ "replay-late", s->late >= 5 },
		{ "clone", s->leaps >= 4 },
		{ "takeover", s->takeovers >= 3 },
		{ "silence", gap_after(w) > 330 && s->alarm != NULL },
		{ "mute", gap_after(w) > 330 },
		{ "tow", s->off_m > 150 },
		{ "roll", s->off_m > 150 && s->fast_off >= 3 },
		{ "tow-alarm", s->alarm != NULL &&
		    strcmp(s->alarm, "tow") == 0 },
	};

	for (size_t i = 0; i < COUNT_OF(all); i++)
		if (strcmp(all[i].name, name) == 0)
			return (all[i].beyond);
	return (false);
}

/* Mark the rows of the label; each of its ids must be one. */
static void
mark(struct world *w, json_t *label)
{
	json_t *ids = json_object_get(label, "events");
	size_t n = 0;

	T_TRUE(json_array_size(ids) > 0);
	for (size_t i = 0; i < w->n; i++) {
		struct row *r = &w->row[i];

		r->marked = false;
		for (size_t k = 0; k < json_array_size(ids); k++)
			if (r->id != NULL && strcmp(r->id,
			    json_string_value(json_array_get(ids, k))) == 0)
				r->marked = true;
		n += r->marked;
	}
	T_INT(json_array_size(ids), n);
}

/* Judge each label; return how many are beyond their limits. */
static int
judge(struct world *w, int *labels)
{
	int hits = 0;

	*labels = 0;
	for (size_t at = 0; at < w->labels.n; ) {
		const char *p = w->labels.p + at;
		const char *end = memchr(p, '\n', w->labels.n - at);
		json_t *l = json_loadb(p, (size_t)(end - p), 0, NULL);
		const char *name = json_string_value(json_object_get(l,
		    "name"));
		struct sum s;
		bool hit;

		mark(w, l);
		s = sum_up(w, l);
		hit = beyond(w, name, &s);
		if (!hit)
			printf("# within its limit: %s\n", name);
		hits += hit;
		(*labels)++;
		at += (size_t)(end - p) + 1;
		json_decref(l);
	}
	return (hits);
}

static void
test_same(void)
{
	struct world a, b, c;

	T_INT(RC_OK, simulate(&a, 42, "default", 1, true));
	T_INT(RC_OK, simulate(&b, 42, "default", 1, true));
	T_INT(RC_OK, simulate(&c, 43, "default", 1, true));
	T_TRUE(a.text.n > 1000000);
	T_TRUE(span_eq(buf_span(&a.text), buf_span(&b.text)));
	T_TRUE(span_eq(buf_span(&a.labels), buf_span(&b.labels)));
	T_TRUE(!span_eq(buf_span(&a.text), buf_span(&c.text)));
	release(&a);
	release(&b);
	release(&c);
}

/* One run's bytes as first seen; another machine or compiler agrees. */
static void
test_pinned(void)
{
	struct world w;

	T_INT(RC_OK, simulate(&w, 7, "default", 1, true));
	T_INT(PINNED, hash_64(buf_span(&w.text)));
	release(&w);
}

static int
by_text(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return (strcmp(*x, *y));
}

static void
test_lines(void)
{
	struct world w;
	int64_t last = 0, seq[3] = { 0 };
	const char **ids;

	T_INT(RC_OK, simulate(&w, 1, "default", 1, true));
	read_world(&w);
	ids = mem_array(w.n, sizeof(*ids));
	for (size_t i = 0; i < w.n; i++) {
		const struct row *r = &w.row[i];
		json_t *source = json_object_get(r->j, "source");
		const char *name = json_string_value(json_object_get(source,
		    "name"));
		int k = name == NULL ? 0 : name[0] == 't' ? 0 :
		    name[0] == 'c' ? 1 : 2;

		T_TRUE(r->id != NULL && r->type != NULL && name != NULL);
		T_TRUE(json_is_string(json_object_get(r->j, "tenant")));
		T_TRUE(r->received >= last && r->received >= r->time);
		T_INT(++seq[k], number(source, "seq", -1));
		last = r->received;
		ids[i] = r->id;
		if (r->sample)
			T_TRUE(r->vehicle != NULL && json_is_object(
			    json_object_get(r->j, "signals")));
	}
	qsort(ids, w.n, sizeof(*ids), by_text);
	for (size_t i = 1; i < w.n; i++)
		T_TRUE(strcmp(ids[i - 1], ids[i]) != 0);
	T_STR("clock.tick", w.row[w.n - 1].type);
	T_TRUE(w.text.n / w.n < 800);
	mem_free(ids);
	release(&w);
}

static void
test_attacks(void)
{
	size_t kinds;

	(void)sim_attack_kinds(&kinds);
	for (uint64_t seed = 1; seed <= 4; seed++) {
		struct world w;
		int labels, hits;

		T_INT(RC_OK, simulate(&w, seed, "default", 1, true));
		read_world(&w);
		hits = judge(&w, &labels);
		T_INT(kinds, labels);
		T_INT(labels, hits);
		release(&w);
	}
}

/* Weak attacks stay below the limit that their help text names. */
static void
test_weak(void)
{
	struct world w;
	int labels;

	T_INT(RC_OK, simulate(&w, 3, "freeze,odometer,mismatch,jamming,drift",
	    0.19, false));
	read_world(&w);
	T_INT(0, judge(&w, &labels));
	T_INT(5, labels);
	release(&w);
}

/* Between two attacks on one vehicle there are two hours. */
static void
test_rest(void)
{
	struct world w = { 0 };
	const struct sim_act *last = NULL;
	struct sim_opts o = { .seed = 5, .vehicles = 4, .start_ms = START_MS,
	    .span_ms = 24 * HOUR_MS, .attacks = "default", .strength = 1 };
	struct sim_fleet f;

	T_INT(RC_OK, sim_fleet_run(&f, &o, gather, &w.text, NULL));
	for (size_t i = 0; i < f.acts; i++) {
		const struct sim_act *a = &f.act[i];

		if (last != NULL && last->car == a->car &&
		    last->phase == SIM_DONE && a->phase == SIM_DONE)
			T_TRUE(a->began_ms - last->end_ms >= 2 * HOUR_MS);
		last = a;
	}
	T_TRUE(f.acts > 8);
	T_INT(21, f.acts + f.misses);	/* What found no place is counted. */
	sim_fleet_release(&f);
	release(&w);
}

/* One benign vehicle's line against the one before it. */
static void
benign_pair(const struct row *a, const struct row *b, int *leaps, int *backs)
{

	*backs += b->seq <= a->seq && !b->delayed &&
	    b->received - b->time <= 120000;
	/* On a late event there are no differences (events.md 6). */
	if (b->time <= a->time)
		return;
	if (b->odo >= 0 && a->odo >= 0)
		T_TRUE(b->odo - a->odo >= -1000);
	/* Under way it is never silent for five minutes. */
	if (a->on)
		T_TRUE(b->received - a->received < 300000 ||
		    b->received - b->time > 120000);
	if (a->fix && b->fix && b->odo >= 0 && a->odo >= 0)
		*leaps += kmh(a, b) > 250 && metres(a, b) > 3000;
	T_TRUE(b->on || b->speed <= 8);
	T_TRUE(b->jam < 100);
	if (!a->on && !b->on && a->fix && b->fix)
		T_TRUE(metres(a, b) < 300);
}

static void
test_traps(void)
{
	static const char *const loud[] = { "jamming", "power_cut", "tow" };

	for (uint64_t seed = 1; seed <= 4; seed++) {
		struct world w;
		int leaps = 0, backs = 0, takeovers = 0;

		T_INT(RC_OK, simulate(&w, seed, "none", 1, true));
		T_INT(0, w.labels.n);
		read_world(&w);
		for (size_t i = 0; i < w.n; i++) {
			const struct row *r = &w.row[i], *b;
			const char *cmd, *alarm;

			if (r->vehicle == NULL)
				continue;
			b = sample_before(&w, i);
			cmd = word(r, "command");
			alarm = word(r, "alarm");
			for (size_t k = 0; k < 3 && alarm != NULL; k++)
				T_TRUE(strcmp(alarm, loud[k]) != 0);
			takeovers += json_is_true(json_object_get(r->j,
			    "session_takeover"));
			if (cmd != NULL && strcmp(cmd, "lock") != 0)
				T_TRUE(b != NULL && b->speed <= 5 &&
				    (!b->on || r->time - b->time <= 30000));
			if (cmd != NULL && strcmp(cmd, "stop") == 0)
				T_TRUE(b->speed <= 0 &&
				    r->time - b->time <= 30000);
			if (r->sample && b != NULL)
				benign_pair(b, r, &leaps, &backs);
		}
		T_INT(0, leaps);
		/* A reboot and two reports again; never more in a row. */
		T_TRUE(backs <= 4);
		T_TRUE(takeovers <= 1);
		release(&w);
	}
}

/* Nothing is lost or crashes whichever allocation fails. */
static void
test_memory(void)
{
	struct sim_opts o = { .seed = 1, .vehicles = 2, .start_ms = START_MS,
	    .span_ms = HOUR_MS * 3 / 2, .attacks = "replay,tow",
	    .strength = 1, .lookalikes = false };
	rc got = RC_NOMEM;
	unsigned long n;

	for (n = 1; got != RC_OK && n < 5000; n++) {
		struct buf text = { 0 }, labels = { 0 };
		struct sim_fleet f;

		mem_count = 0;
		mem_fail_at = n;
		got = sim_fleet_run(&f, &o, gather, &text, NULL);
		if (got == RC_OK)
			got = sim_fleet_labels(&f, &labels);
		if (got == RC_OK && text.failed)
			got = RC_NOMEM;	/* It was the test's own. */
		mem_fail_at = 0;
		T_TRUE(got == RC_OK || got == RC_NOMEM);
		sim_fleet_release(&f);
		buf_release(&text);
		buf_release(&labels);
	}
	T_INT(RC_OK, got);
	T_TRUE(n > 10);
}

/* Lines of ${a} that are not in ${b}, both in order. */
static long
changed(struct span a, struct span b)
{
	long n = 0;

	while (a.n > 0) {
		const char *end = memchr(a.p, '\n', a.n);
		struct span line = { a.p, (size_t)(end - a.p) + 1 };
		const char *hit = memmem(b.p, b.n, line.p, line.n);

		if (hit == NULL)
			n++;
		else
			b = span_from(b, (size_t)(hit - b.p) + line.n);
		a = span_from(a, line.n);
	}
	return (n);
}

static void
test_inject(void)
{
	struct sim_inject in = { .opts = { .seed = 11, .vehicles = 2,
	    .attacks = "default", .strength = 1 } };
	struct world from, to = { 0 };
	struct err e = { 0 };
	int labels, hits;

	T_INT(RC_OK, simulate(&from, 9, "none", 1, false));
	T_INT(RC_OK, sim_inject_run(&in, buf_span(&from.text), gather,
	    &to.text, &to.labels, &e));
	T_INT(0, in.misses);
	read_world(&to);
	for (size_t i = 1; i < to.n; i++)
		T_TRUE(to.row[i].received >= to.row[i - 1].received);
	hits = judge(&to, &labels);
	T_INT(14, labels);
	T_INT(labels, hits);
	/* All but the evidence and the odometer's later lines is as it was. */
	T_TRUE(changed(buf_span(&from.text), buf_span(&to.text)) <
	    (long)to.n / 10);
	buf_release(&in.missed);
	release(&from);
	release(&to);
}

/* No id, no received, no device, no odometer: a bus with a report a while. */
static void
bus_line(struct buf *b, int minute, const char *id)
{

	buf_fmt(b, "{\"type\":\"telemetry.sample\",\"time\":"
	    "\"2026-03-02T%02d:%02d:00Z\",\"vehicle\":{\"id\":\"bus\"},%s"
	    "\"signals\":{\"Vehicle.Speed\":30,"
	    "\"Vehicle.CurrentLocation.Latitude\":%d.%06d,"
	    "\"Vehicle.CurrentLocation.Longitude\":-97.700001}}\r\n",
	    minute / 60, minute % 60, id, 30, 100000 + minute * 1500);
}

static void
test_inject_sparse(void)
{
	struct sim_inject in = { .opts = { .seed = 2, .vehicles = 1,
	    .attacks = "teleport,clone", .strength = 1 } };
	struct buf text = { 0 }, out = { 0 }, labels = { 0 };
	struct err e = { 0 };
	struct row a = { .lat = 0 }, b = { .lat = 0 };
	size_t far = 0, at = 0;
	json_t *l;

	for (int m = 0; m < 240; m += 4)
		bus_line(&text, m, "");
	T_INT(RC_OK, sim_inject_run(&in, buf_span(&text), gather, &out,
	    &labels, &e));
	/* Without a device there is nothing to clone. */
	T_INT(1, in.misses);
	T_SPAN("clone", buf_span(&in.missed));
	while (at < out.n) {
		const char *end = memchr(out.p + at, '\n', out.n - at);
		json_t *j = json_loadb(out.p + at,
		    (size_t)(end - out.p) - at, 0, NULL);
		json_t *sig = json_object_get(j, "signals");

		b.lat = number(sig, "Vehicle.CurrentLocation.Latitude", 0);
		b.lon = number(sig, "Vehicle.CurrentLocation.Longitude", 0);
		far += at > 0 && metres(&a, &b) > 50000;
		a = b;
		at = (size_t)(end - out.p) + 1;
		json_decref(j);
	}
	T_INT(2, far);
	l = json_loadb(labels.p, labels.n, JSON_DISABLE_EOF_CHECK, NULL);
	T_TRUE(json_array_size(json_object_get(l, "events")) >= 6);
	/* An id as the engine derives it: L and 25 of base 32. */
	T_INT(26, json_string_length(json_array_get(json_object_get(l,
	    "events"), 0)));
	json_decref(l);

	/* Out of order: refused, and the line is named. */
	bus_line(&text, 0, "");
	T_INT(RC_MALFORMED, sim_inject_run(&in, buf_span(&text), gather, &out,
	    &labels, &e));
	T_INT(61, e.at);
	buf_release(&in.missed);
	buf_release(&text);
	buf_release(&out);
	buf_release(&labels);
}

static int
verb(const char *args)
{
	char text[256], *argv[16], *save = NULL;
	int n = 0;

	(void)snprintf(text, sizeof(text), "sim %s", args);
	for (char *p = strtok_r(text, " ", &save); p != NULL && n < 15;
	    p = strtok_r(NULL, " ", &save))
		argv[n++] = p;
	argv[n] = NULL;
	return (verb_sim(n, argv));
}

static void
test_usage(void)
{
	static const char *const wrong[] = {
		"", "--out - --vehicles 0", "--out - --hours nan",
		"--out - --seed -1", "--out - --start yesterday",
		"--out - --strength 0", "--out - --attacks 52,clome",
		"--out - --attacks 12", "--out - --lookalikes maybe",
		"--out - --labels -", "--out - more", "--out - --no-such",
	};

	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		T_INT(2, verb(wrong[i]));
	T_INT(1, verb("--hours 0.1 --out /nowhere/at/all"));
	T_INT(1, verb("--hours 0.1 --out /dev/full"));
	T_INT(1, verb("--into /nowhere/at/all --out /dev/null"));
	T_INT(0, verb("--hours 0.1 --attacks none --lookalikes off "
	    "--out /dev/null"));
}

static const struct t_case cases[] = {
	{ "the same seed gives the same bytes", test_same },
	{ "the bytes of a seed are those of every machine", test_pinned },
	{ "every line is an event, in order", test_lines },
	{ "every attack is beyond its limit", test_attacks },
	{ "a weak attack is not", test_weak },
	{ "vehicles rest between attacks", test_rest },
	{ "look-alikes are within all limits", test_traps },
	{ "every allocation may fail", test_memory },
	{ "injection leaves the rest alone", test_inject },
	{ "injection into sparse reports", test_inject_sparse },
	{ "usage and exit codes", test_usage },
};

T_MAIN(cases)
