/* SPDX-License-Identifier: Apache-2.0 */
/* The simulated business, judged by a reading of its own lines. */
#include <jansson.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/ts.h"
#include "cli/biz_agenda.h"
#include "cli/sim_fleet.h"
#include "cli/sim_plan.h"
#include "cli/sim_wish.h"
#include "t.h"

#define START_MS	INT64_C(1772431200000)	/* 2026-03-02T06:00Z */
#define HOUR_MS		INT64_C(3600000)

/** Lines, read, and what the labels say. */
struct world {
	struct buf	 text, labels;
	json_t		*line, *label;	/* Arrays. */
	size_t		 misses;
};

static rc
gather(void *arg, struct span s)
{

	buf_put(arg, s);
	return (RC_OK);
}

static json_t *
read_lines(const struct buf *b)
{
	json_t *all = json_array();
	struct span rest = buf_span(b);

	while (rest.n > 0) {
		struct span line = span_line(&rest);
		json_t *j = json_loadb(line.p, line.n, JSON_REJECT_DUPLICATES,
		    NULL);

		T_TRUE(j != NULL);
		if (j != NULL)
			(void)json_array_append_new(all, j);
	}
	return (all);
}

static void
simulate(struct world *w, uint64_t seed, const char *attacks, int hours)
{
	struct sim_opts o = { .seed = seed, .vehicles = 60, .start_ms =
	    START_MS, .span_ms = hours * HOUR_MS, .attacks = attacks,
	    .strength = 1, .lookalikes = true, .business = true };
	struct sim_fleet f;

	*w = (struct world){ 0 };
	T_INT(RC_OK, sim_fleet_run(&f, &o, gather, &w->text, NULL));
	T_INT(RC_OK, sim_fleet_labels(&f, &w->labels));
	w->misses = f.misses;
	sim_fleet_release(&f);
	w->line = read_lines(&w->text);
	w->label = read_lines(&w->labels);
}

static void
release(struct world *w)
{

	json_decref(w->line);
	json_decref(w->label);
	buf_release(&w->text);
	buf_release(&w->labels);
}

/* The string at a path of two names at most; "" if there is none. */
static const char *
word(const json_t *j, const char *a, const char *b)
{
	const json_t *v = json_object_get(j, a);
	const char *s = json_string_value(b != NULL ? json_object_get(v, b) :
	    v);

	return (s != NULL ? s : "");
}

static int64_t
moment(const json_t *j, const char *key)
{
	int64_t ms = 0;

	T_INT(RC_OK, ts_parse(span_of(word(j, key, NULL)), &ms));
	return (ms);
}

static bool
is(const json_t *line, const char *type)
{

	return (strcmp(word(line, "type", NULL), type) == 0);
}

/* What is told of once and asked for later: a set with values. */
static void
keep(json_t *set, const char *key, const char *value)
{

	(void)json_object_set_new(set, key, json_string(value));
}

static void
test_same(void)
{
	struct world a, b, c;

	simulate(&a, 42, "default", 9);
	simulate(&b, 42, "default", 9);
	simulate(&c, 43, "default", 9);
	T_TRUE(span_eq(buf_span(&a.text), buf_span(&b.text)));
	T_TRUE(span_eq(buf_span(&a.labels), buf_span(&b.labels)));
	T_TRUE(!span_eq(buf_span(&a.text), buf_span(&c.text)));
	release(&a);
	release(&b);
	release(&c);
}

/* In order of reception, each source counting on, no id twice. */
static void
test_lines(void)
{
	struct world w;
	json_t *ids = json_object(), *seq = json_object(), *j;
	int64_t last = 0;
	size_t i;

	simulate(&w, 1, "none", 24);
	json_array_foreach(w.line, i, j) {
		json_t *source = json_object_get(j, "source");
		const char *name = word(source, "name", NULL);
		json_int_t n = json_integer_value(json_object_get(source,
		    "seq"));

		T_TRUE(json_object_get(ids, word(j, "id", NULL)) == NULL);
		keep(ids, word(j, "id", NULL), "");
		T_INT(json_integer_value(json_object_get(seq, name)) + 1, n);
		(void)json_object_set_new(seq, name, json_integer(n));
		T_TRUE(moment(j, "received") >= last);
		T_TRUE(moment(j, "received") >= moment(j, "time"));
		last = moment(j, "received");
	}
	T_TRUE(json_object_size(seq) >= 12);
	json_decref(ids);
	json_decref(seq);
	release(&w);
}

/* A booking is made, begun and ended; its key goes with it. */
static void
booking(json_t *state, const json_t *j)
{
	static const char *const before[][2] = {
		{ "booking.start", "booking.create" },
		{ "booking.extend", "booking.start" },
		{ "booking.end", "booking.start" },
		{ "booking.cancel", "booking.create" },
	};
	const char *id = word(j, "booking_id", NULL);
	const char *now = word(state, id, NULL);

	for (size_t i = 0; i < COUNT_OF(before); i++)
		if (is(j, before[i][0]))
			T_STR(before[i][1], now);
	if (is(j, "booking.create"))
		T_STR("", now);
	if (!is(j, "booking.extend"))
		keep(state, id, word(j, "type", NULL));
}

/* By app only the hirer, while the ride lasts, or the owner. */
static void
command(const json_t *state, const json_t *owner, const json_t *j, int *n)
{
	const char *id = word(j, "booking_id", NULL);

	if (!is(j, "command.request") ||
	    strcmp(word(j, "channel", NULL), "app") != 0)
		return;
	(*n)++;
	if (id[0] != '\0')
		T_STR("booking.start", word(state, id, NULL));
	else
		T_STR(word(owner, word(j, "vehicle", "id"), NULL),
		    word(j, "actor", "id"));
	T_TRUE(json_is_object(json_object_get(j, "phone_pos")));
}

static void
test_rides(void)
{
	struct world w;
	json_t *state = json_object(), *owner = json_object();
	json_t *asked = json_object(), *j;
	int commands = 0, results = 0;
	size_t i;

	simulate(&w, 2, "none", 40);
	json_array_foreach(w.line, i, j) {
		if (strncmp(word(j, "type", NULL), "booking.", 8) == 0)
			booking(state, j);
		if (strcmp(word(j, "table", NULL), "owner") == 0)
			keep(owner, word(j, "key", NULL), word(j, "row",
			    "account_id"));
		if (is(j, "ownership.change"))
			keep(owner, word(j, "vehicle", "id"), word(j, "to",
			    NULL));
		command(state, owner, j, &commands);
		if (is(j, "command.request"))
			keep(asked, word(j, "command_id", NULL), "");
		if (is(j, "command.result")) {
			T_TRUE(json_object_get(asked, word(j, "command_id",
			    NULL)) != NULL);
			results++;
		}
	}
	T_TRUE(json_object_size(state) > 300 && commands > 300);
	T_TRUE(results > 300);
	json_decref(state);
	json_decref(owner);
	json_decref(asked);
	release(&w);
}

/* Staff looks for a ticket of its own, and has its second factor. */
static void
test_desk(void)
{
	struct world w;
	json_t *ticket = json_object(), *j;
	int looks = 0;
	size_t i;

	simulate(&w, 3, "none", 60);
	json_array_foreach(w.line, i, j)
		if (strcmp(word(j, "table", NULL), "ticket") == 0)
			keep(ticket, word(j, "key", NULL), word(j, "row",
			    "assignee"));
	json_array_foreach(w.line, i, j) {
		if (!is(j, "data.access"))
			continue;
		looks++;
		T_TRUE(json_is_true(json_object_get(json_object_get(j,
		    "actor"), "mfa")));
		T_TRUE(word(j, "reason", NULL)[0] != '\0');
		/* Some tickets are written after the end of the run. */
		if (word(ticket, word(j, "ticket_id", NULL), NULL)[0] != '\0')
			T_STR(word(ticket, word(j, "ticket_id", NULL), NULL),
			    word(j, "actor", "id"));
	}
	T_TRUE(looks > 20);
	json_decref(ticket);
	release(&w);
}

static json_t *
line_of(const json_t *ids, const json_t *id)
{

	return (json_object_get(ids, json_string_value(id)));
}

/* Every attack finds its cast; its label names its own lines. */
static void
test_attacks(void)
{
	struct world w;
	json_t *ids = json_object(), *names = json_object(), *j, *id;
	const struct biz_raid_kind *k;
	size_t i, n;

	simulate(&w, 4, "default", 96);
	json_array_foreach(w.line, i, j)
		(void)json_object_set(ids, word(j, "id", NULL), j);
	json_array_foreach(w.label, i, j) {
		json_t *events = json_object_get(j, "events");
		bool decides = word(j, "tag", NULL)[0] == '\0';

		keep(names, word(j, "name", NULL), "");
		T_TRUE(json_array_size(events) > 0);
		json_array_foreach(events, n, id) {
			T_TRUE(line_of(ids, id) != NULL);
			decides |= strcmp(json_string_value(id), word(j,
			    "decides", NULL)) == 0;
		}
		T_TRUE(decides);
		T_TRUE(strcmp(word(j, "entity", "kind"), "cell") == 0 ||
		    word(j, "entity", "id")[0] != '\0');
	}
	for (n = 0; (k = biz_agenda_kind(n)) != NULL; n++)
		if (json_object_get(names, k->name) == NULL)
			printf("# not played: %s\n", k->name);
	T_TRUE(n > 100);
	T_INT(0, w.misses);
	json_decref(ids);
	json_decref(names);
	release(&w);
}

/* Time, strength and target are as wished. */
static void
test_wish(void)
{
	struct world w;
	const json_t *a, *b;

	simulate(&w, 5, "codes@2026-03-02T12:30:00Z*2=acc-00111,"
	    "codes*0.5,far-phone=veh-0009", 30);
	T_INT(3, json_array_size(w.label));
	a = json_array_get(w.label, 0);
	for (size_t i = 0; i < 3; i++)
		if (strcmp(word(json_array_get(w.label, i), "entity", "id"),
		    "acc-00111") == 0)
			a = json_array_get(w.label, i);
	T_STR("acc-00111", word(a, "entity", "id"));
	T_STR("2026-03-02T12:30:00.000Z", word(a, "start", NULL));
	T_INT(18, json_array_size(json_object_get(a, "events")));
	for (size_t i = 0; i < 3; i++) {
		b = json_array_get(w.label, i);
		if (strcmp(word(b, "name", NULL), "far-phone") == 0)
			T_STR("veh-0009", word(b, "entity", "id"));
		else if (b != a)
			T_INT(5, json_array_size(json_object_get(b,
			    "events")));
	}
	release(&w);
}

static void
test_wishes(void)
{
	static const struct { const char *list; bool business; rc got; } all[]
	    = {
		{ "codes,clone*3", true, RC_OK },
		{ "27", true, RC_OK },
		{ "27", false, RC_MALFORMED },
		{ "codes", false, RC_MALFORMED },
		{ "clone@2026-03-02T12:30:00Z=veh-0001", false, RC_OK },
		{ "clone@noon", false, RC_MALFORMED },
		{ "clone*0", false, RC_MALFORMED },
		{ "clone*", false, RC_MALFORMED },
		{ "clone*nan", false, RC_MALFORMED },
		{ "clone=", false, RC_MALFORMED },
		{ "clone,", false, RC_MALFORMED },
		{ "", false, RC_MALFORMED },
		{ "none", false, RC_OK },
	};
	struct sim_wish w;

	for (size_t i = 0; i < COUNT_OF(all); i++)
		T_INT(all[i].got, sim_plan_check(all[i].list, all[i].business,
		    NULL));
	T_TRUE(sim_wish_find("a*2,b,a*3", 1, "a", 0, &w));
	T_NUM(3, w.strength, 0);
	T_TRUE(!sim_wish_find("a*2,b,a*3", 2, "a", 0, &w));
	T_TRUE(sim_wish_find("default", 0, "a", 0, &w));
	T_TRUE(!sim_wish_find("default", 1, "a", 0, &w));
}

static void
test_memory(void)
{
	struct sim_opts o = { .seed = 1, .vehicles = 3, .start_ms = START_MS,
	    .span_ms = HOUR_MS, .attacks = "codes,no-key,clone", .strength = 1,
	    .lookalikes = false, .business = true };
	rc got = RC_NOMEM;

	for (unsigned long n = 1; got != RC_OK && n < 100000; n += 1 + n / 9) {
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
}

static const struct t_case cases[] = {
	{ "the same seed gives the same bytes", test_same },
	{ "lines are in order and counted", test_lines },
	{ "rides, commands and their results belong together", test_rides },
	{ "look-ups have their tickets", test_desk },
	{ "every attack is played and labelled", test_attacks },
	{ "time, strength and target of one attack", test_wish },
	{ "lists of attacks that cannot be", test_wishes },
	{ "every allocation may fail", test_memory },
};

T_MAIN(cases)
