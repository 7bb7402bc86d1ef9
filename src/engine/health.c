/* SPDX-License-Identifier: Apache-2.0 */
/* Is a source of events well? */
#include "engine/health.h"

#define QUIET_TIMES	3		/* So many intervals are none. */
#define SERVED_MS	3600000		/* "In its last hour". */
#define SETTLE_MS	60000		/* Silences run that much later. */

enum health_state
health_state(const struct health *h, const struct silence *s, int64_t clock)
{
	int64_t interval, quiet = clock - s->last;

	if (h->said > HEALTH_OK && h->said <= HEALTH_BAD_PARSE)
		return ((enum health_state)h->said);
	if (s->events == 0 || quiet <= HEALTH_QUIET_MS ||
	    !silence_interval(s, &interval) || quiet <= QUIET_TIMES * interval)
		return (HEALTH_OK);
	return (HEALTH_SILENT);
}

/* In the hour before its newest event. */
bool
health_serves(const struct health *h, const struct silence *s)
{

	for (size_t i = 0; i < HEALTH_SERVED; i++)
		if (h->served[i].vehicle1 == 0 ||
		    h->served[i].time < s->last - SERVED_MS)
			return (false);
	return (true);
}

bool
health_holds(struct health *h, const struct silence *s, int64_t clock)
{

	if (!health_serves(h, s))
		return (false);
	if (health_state(h, s, clock) != HEALTH_OK) {
		h->waiting = true;
		h->until = 0;
		return (true);
	}
	return (clock < h->until);
}

bool
health_looks(struct health *h, const struct silence *s, int64_t clock,
    int64_t *next)
{
	int64_t interval, quiet = HEALTH_QUIET_MS;

	*next = INT64_MAX;
	if (!health_serves(h, s))
		return (false);
	if (health_state(h, s, clock) != HEALTH_OK) {
		h->unwell = true;
		return (true);
	}
	if (silence_interval(s, &interval)) {
		if (QUIET_TIMES * interval > quiet)
			quiet = QUIET_TIMES * interval;
		*next = s->last + quiet + 1;
	}
	if (clock >= h->well_at)
		return (false);
	*next = h->well_at < *next ? h->well_at : *next;
	return (true);
}

bool
health_heals(struct health *h, const struct silence *s, int64_t clock)
{

	if (!h->unwell || health_state(h, s, clock) != HEALTH_OK)
		return (false);
	h->unwell = false;
	h->well_at = clock + SETTLE_MS;
	return (true);
}

/* Move the vehicle to the front of those served. */
static void
serve(struct health *h, uint32_t vehicle, int64_t time)
{
	size_t at = 0;

	while (at < HEALTH_SERVED - 1 && h->served[at].vehicle1 != vehicle + 1)
		at++;
	memmove(&h->served[1], &h->served[0], at * sizeof(h->served[0]));
	h->served[0].vehicle1 = vehicle + 1;
	h->served[0].time = time;
}

bool
health_note(struct health *h, const struct silence *s,
    const struct event *ev, uint32_t vehicle, int64_t clock)
{

	if (ev->type == TYPE_FEED_HEALTH)
		h->said = (uint8_t)event_code(ev, FIELD_STATE);
	if (vehicle != SILENCE_NOBODY)
		serve(h, vehicle, ev->time);
	if (!h->waiting || health_state(h, s, clock) != HEALTH_OK)
		return (false);
	h->waiting = false;
	h->until = clock + SETTLE_MS;
	return (true);
}
