/* SPDX-License-Identifier: Apache-2.0 */
/* One existing event line. */
#include "base/json.h"
#include "base/ts.h"
#include "cli/sim_splice.h"

#define PATH_DEPTH	2	/* Deeper values are of no interest. */

static const struct {
	const char	*outer, *inner;
} paths[SIM_PARTS] = {
	[SIM_PART_ID] = { "id", NULL },
	[SIM_PART_TYPE] = { "type", NULL },
	[SIM_PART_TIME] = { "time", NULL },
	[SIM_PART_RECEIVED] = { "received", NULL },
	[SIM_PART_VEHICLE] = { "vehicle", "id" },
	[SIM_PART_DEVICE] = { "device", "id" },
	[SIM_PART_LAT] = { "signals", "Vehicle.CurrentLocation.Latitude" },
	[SIM_PART_LON] = { "signals", "Vehicle.CurrentLocation.Longitude" },
	[SIM_PART_SPEED] = { "signals", "Vehicle.Speed" },
	[SIM_PART_ODO] = { "signals", "Vehicle.TraveledDistance" },
	[SIM_PART_SATS] = { "gnss", "sats" },
	[SIM_PART_HDOP] = { "gnss", "hdop" },
	[SIM_PART_ACC] = { "signals",
	    "Vehicle.CurrentLocation.HorizontalAccuracy" },
};

struct reading {
	struct sim_splice	*s;
	struct span		 key[PATH_DEPTH];
	int			 depth;
	bool			 object;	/* The whole is one. */
};

/* Bytes of the scalar that begins at ${at}; the walker has checked it. */
static size_t
extent(struct span line, size_t at)
{
	size_t end = at + 1;

	if (line.p[at] == '"') {
		while (line.p[end] != '"')
			end += line.p[end] == '\\' ? 2 : 1;
		return (end + 1 - at);
	}
	while (end < line.n && strchr(",]} \t\r\n", line.p[end]) == NULL)
		end++;
	return (end - at);
}

static bool
num(const struct json_val *v, double *out)
{

	if (v->type == JSON_INT)
		*out = (double)v->i;
	else if (v->type == JSON_NUM)
		*out = v->num;
	else
		return (false);
	return (true);
}

/* Keep the value of ${part}; false if it is of the wrong type. */
static bool
keep(struct sim_splice *s, enum sim_part part, const struct json_val *v)
{
	struct span *text[SIM_PARTS] = { [SIM_PART_ID] = &s->id,
	    [SIM_PART_TYPE] = &s->type, [SIM_PART_VEHICLE] = &s->vehicle,
	    [SIM_PART_DEVICE] = &s->device };
	double *number[SIM_PARTS] = { [SIM_PART_LAT] = &s->lat,
	    [SIM_PART_LON] = &s->lon, [SIM_PART_SPEED] = &s->speed_kmh,
	    [SIM_PART_ODO] = &s->odo_m };

	if (number[part] != NULL)
		return (num(v, number[part]));
	if (v->type != JSON_TEXT)
		return (false);
	if (text[part] != NULL)
		*text[part] = json_span(v);
	else
		return (ts_parse(json_span(v), part == SIM_PART_TIME ?
		    &s->time_ms : &s->received_ms) == RC_OK);
	return (true);
}

static void
value(struct reading *r, const struct json_val *v, size_t at)
{

	for (int p = 0; p < SIM_PARTS; p++) {
		int depth = paths[p].inner != NULL ? 2 : 1;

		if (r->depth != depth ||
		    !span_eq(r->key[0], span_of(paths[p].outer)) ||
		    (depth == 2 &&
		    !span_eq(r->key[1], span_of(paths[p].inner))))
			continue;
		if (keep(r->s, (enum sim_part)p, v))
			r->s->part[p] = (struct sim_piece){ at,
			    extent(r->s->line, at) };
	}
}

static rc
step(void *ctx, enum json_step what, const struct json_val *v, size_t at)
{
	struct reading *r = ctx;

	switch (what) {
	case JSON_STEP_OBJECT:
		r->object |= r->depth == 0;
		r->depth++;
		break;
	case JSON_STEP_ARRAY:
		/* Its members are no values of the key: one deeper. */
		r->depth += PATH_DEPTH + 1;
		break;
	case JSON_STEP_OBJECT_END:
		r->depth--;
		break;
	case JSON_STEP_ARRAY_END:
		r->depth -= PATH_DEPTH + 1;
		break;
	case JSON_STEP_KEY:
		if (r->depth <= PATH_DEPTH)
			r->key[r->depth - 1] = json_span(v);
		break;
	case JSON_STEP_VALUE:
		value(r, v, at);
		break;
	}
	return (RC_OK);
}

rc
sim_splice_read(struct span line, struct arena *a, struct sim_splice *s,
    struct err *e)
{
	struct reading r = { .s = s };
	rc got;

	*s = (struct sim_splice){ .line = line, .sats = 1 };
	got = json_walk(line, NULL, a, step, &r, e);
	if (got != RC_OK)
		return (got);
	if (!r.object || s->part[SIM_PART_TYPE].n == 0 ||
	    s->part[SIM_PART_TIME].n == 0)
		return (rc_fail(e, RC_MALFORMED, 0,
		    "expected an event with type and time"));
	if (s->part[SIM_PART_RECEIVED].n == 0)
		s->received_ms = s->time_ms;
	return (RC_OK);
}

static const struct sim_edit *
edit_of(const struct sim_edit *edits, size_t n, enum sim_part part)
{

	for (size_t i = 0; i < n; i++)
		if (edits[i].part == part)
			return (&edits[i]);
	return (NULL);
}

void
sim_splice_write(struct buf *b, const struct sim_splice *s,
    const struct sim_edit *edits, size_t n)
{
	size_t done = 0;

	for (;;) {
		const struct sim_edit *next = NULL, *edit;
		size_t at = s->line.n;

		/* The leftmost one that is still to do. */
		for (int p = 0; p < SIM_PARTS; p++) {
			if (s->part[p].n == 0 || s->part[p].at < done ||
			    s->part[p].at >= at)
				continue;
			edit = edit_of(edits, n, (enum sim_part)p);
			if (edit != NULL) {
				next = edit;
				at = s->part[p].at;
			}
		}
		buf_put(b, (struct span){ s->line.p + done, at - done });
		if (next == NULL)
			break;
		buf_put(b, next->text);
		done = at + s->part[next->part].n;
	}
	buf_char(b, '\n');
}
