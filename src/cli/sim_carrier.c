/* SPDX-License-Identifier: Apache-2.0 */
/* An existing file of event lines, indexed. */
#include "base/mem.h"
#include "cli/sim_carrier.h"
#include "cli/sim_splice.h"

static struct span
key_of(const void *owner, uint32_t n)
{
	const struct sim_carrier *c = owner;

	return (c->car[n].key);
}

static struct span
kept(struct sim_carrier *c, struct span s)
{

	return ((struct span){ arena_copy(&c->names, s), s.n });
}

/* The number of the vehicle of this line; makes it known. */
static rc
car_of(struct sim_carrier *c, const struct sim_splice *s, uint32_t *out)
{
	struct sim_carrier_car car = { 0 };
	struct buf key = { 0 };
	uint32_t n;
	rc got;

	buf_text(&key, s->vehicle.n > 0 ? "" : "dev:");
	buf_put(&key, s->vehicle.n > 0 ? s->vehicle : s->device);
	n = map_get(&c->by_key, buf_span(&key));
	if (n != MAP_NONE || key.failed) {
		buf_release(&key);
		*out = n;
		return (n == MAP_NONE ? RC_NOMEM : RC_OK);
	}
	car.key = kept(c, buf_span(&key));
	buf_release(&key);
	car.device = kept(c, s->device);
	if (car.key.p == NULL || car.device.p == NULL ||
	    !mem_room(&c->car, c->cars, &c->car_cap, sizeof(*c->car)))
		return (RC_NOMEM);
	n = (uint32_t)c->cars;
	c->car[c->cars++] = car;
	if ((got = map_put(&c->by_key, car.key, n)) == RC_OK)
		*out = n;
	return (got);
}

/* A fix that facts would call good (events.md 7), and well on the map. */
static bool
good(const struct sim_splice *s)
{

	return (s->sats > 0 && s->hdop < 20 && s->acc_m < 100 &&
	    s->part[SIM_PART_LAT].n > 0 && s->part[SIM_PART_LON].n > 0 &&
	    s->lat > -80 && s->lat < 80 && s->lon > -175 && s->lon < 175 &&
	    (s->lat > 0.2 || s->lat < -0.2 || s->lon > 0.2 || s->lon < -0.2));
}

static rc
note(struct sim_carrier *c, struct sim_record *r, const struct sim_splice *s)
{
	static const struct {
		enum sim_part	part;
		unsigned	has;
	} has[] = {
		{ SIM_PART_SPEED, SIM_HAS_SPEED },
		{ SIM_PART_ODO, SIM_HAS_ODO },
		{ SIM_PART_DEVICE, SIM_HAS_DEVICE },
		{ SIM_PART_VEHICLE, SIM_HAS_VEHICLE },
	};

	r->time_ms = s->time_ms;
	r->received_ms = s->received_ms;
	if (!span_eq(s->type, SPAN("telemetry.sample")) ||
	    (s->vehicle.n == 0 && s->device.n == 0))
		return (RC_OK);
	if (good(s))
		r->has |= SIM_HAS_FIX;
	for (size_t i = 0; i < COUNT_OF(has); i++)
		if (s->part[has[i].part].n > 0)
			r->has |= has[i].has;
	r->lat = s->lat;
	r->lon = s->lon;
	r->speed_kmh = s->speed_kmh;
	r->odo_m = s->odo_m;
	return (car_of(c, s, &r->car));
}

/* The next line, without LF or CR LF. */
static struct span
cut(struct span text, size_t *at)
{
	const char *p = text.p + *at, *end = memchr(p, '\n', text.n - *at);
	size_t n = end != NULL ? (size_t)(end - p) : text.n - *at;

	*at += end != NULL ? n + 1 : n;
	if (n > 0 && p[n - 1] == '\r')
		n--;
	return ((struct span){ p, n });
}

static rc
index_lines(struct sim_carrier *c, struct err *e)
{
	struct arena a = { 0 };
	int64_t newest = INT64_MIN;
	rc got = RC_OK;

	for (size_t at = 0; at < c->text.n && got == RC_OK; ) {
		struct sim_record r = { .car = SIM_CARRIER_NONE };
		struct span line = cut(c->text, &at);
		struct sim_splice s;

		r.at = (size_t)(line.p - c->text.p);
		r.n = line.n;
		r.received_ms = newest;
		if (c->records == UINT32_MAX - 1 || !mem_room(&c->record,
		    c->records, &c->cap, sizeof(*c->record)))
			got = RC_NOMEM;
		else if (sim_splice_read(line, &a, &s, NULL) == RC_OK)
			got = note(c, &r, &s);
		if (got == RC_OK && r.received_ms < newest)
			got = rc_fail(e, RC_MALFORMED, c->records + 1,
			    "line %zu was received before the one above it; "
			    "sort the file first", c->records + 1);
		if (got == RC_OK)
			c->record[c->records++] = r;
		newest = r.received_ms;
		arena_clear(&a);
	}
	arena_release(&a);
	return (got);
}

/* Gather each vehicle's reports: count, place, fill. */
static rc
gather(struct sim_carrier *c)
{
	size_t at = 0;

	c->report = mem_array(c->records + 1, sizeof(*c->report));
	if (c->report == NULL)
		return (RC_NOMEM);
	for (size_t i = 0; i < c->records; i++)
		if (c->record[i].car != SIM_CARRIER_NONE)
			c->car[c->record[i].car].n++;
	for (size_t k = 0; k < c->cars; k++) {
		c->car[k].first = at;
		at += c->car[k].n;
		c->car[k].n = 0;
	}
	for (size_t i = 0; i < c->records; i++) {
		struct sim_carrier_car *car;

		if (c->record[i].car == SIM_CARRIER_NONE)
			continue;
		car = &c->car[c->record[i].car];
		c->report[car->first + car->n++] = (uint32_t)i;
	}
	return (RC_OK);
}

rc
sim_carrier_read(struct sim_carrier *c, struct span text, struct err *e)
{
	rc got;

	*c = (struct sim_carrier){ .text = text };
	map_init(&c->by_key, key_of, c);
	if ((got = index_lines(c, e)) == RC_OK)
		got = gather(c);
	return (got);
}

const struct sim_record *
sim_carrier_report(const struct sim_carrier *c, uint32_t car, size_t k)
{

	return (&c->record[c->report[c->car[car].first + k]]);
}

void
sim_carrier_release(struct sim_carrier *c)
{

	mem_free(c->record);
	mem_free(c->car);
	mem_free(c->report);
	map_release(&c->by_key);
	arena_release(&c->names);
	*c = (struct sim_carrier){ 0 };
}
