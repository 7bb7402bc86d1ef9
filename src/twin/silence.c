/* SPDX-License-Identifier: Apache-2.0 */
/* Who has gone quiet. */
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "twin/silence.h"

#define GRACE_MS	30000
#define LEAST_GAPS	8
#define POWER_CUT_MS	86400000	/* Older ones are forgotten. */
#define ID_TEXT		36		/* "tw-" + 32 hex, NUL. */

/* Codes of enum words that are read here: their place + 1. */
enum { LVS_LOCK = 2, LVS_OFF, LVS_ACC, LVS_ON, LVS_START };
enum { ALARM_POWER_CUT = 1 };
enum { POWER_BACKUP = 2 };
enum { KIND_FILE = 1 };

/*
 * NONE: no timer (nothing counts yet, or all steps have fired).  RUN: in the
 * heap at its next step.  HELD: set aside.  BACK: in the heap after a hold.
 */
enum silence_wait { WAIT_NONE, WAIT_RUN, WAIT_HELD, WAIT_BACK };

static const int32_t steps_s[] = {
	60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 43200, 86400, 259200
};

#define STEPS		COUNT_OF(steps_s)

const uint16_t silence_fields[] = {
	FIELD_VSS_LOW_VOLTAGE_SYSTEM_STATE, FIELD_VSS_TELEMATICS_POWER_SOURCE,
	FIELD_ALARM, FIELD_SOURCE_KIND, 0
};

/*
 * At most one valid entry per entity; stale ones are dropped when met.  An
 * entity leaves few behind: each outlasts a silence half as long as itself.
 */
struct timer {
	int64_t		time;
	uint32_t	number;
};

struct ready {
	struct timer	timer;
	char		id[ID_TEXT];
};

struct silence_watch {
	struct twin		*twin;		/* Borrowed. */
	size_t			 offset;
	const char		*type;		/* Borrowed. */
	unsigned		 least;
	bool			 vehicles;	/* Classes and power cuts. */
	struct silence_port	 port;
	struct timer		*heap;		/* Owned. */
	size_t			 n, cap;
	struct ready		*ready;		/* Owned; all of one time. */
	size_t			 ready_at, ready_n, ready_cap;
	uint8_t			*held;		/* Owned; a bit per number. */
	size_t			 held_cap;	/* Bytes of it. */
	char			**late;		/* Owned; ids that do not */
	size_t			 late_cap;	/* fit, by number. */
	size_t			 late_bytes;
};

static struct silence *
state_of(const struct silence_watch *w, struct twin_entity *e)
{

	return ((struct silence *)(void *)((char *)twin_state(e) +
	    w->offset));
}

/* Timers: a binary heap, the earliest on top. */

static void
heap_up(struct silence_watch *w, size_t i)
{
	struct timer t = w->heap[i];

	while (i > 0 && w->heap[(i - 1) / 2].time > t.time) {
		w->heap[i] = w->heap[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	w->heap[i] = t;
}

/* Put ${t} at the top's place and let it sink. */
static void
heap_sink(struct silence_watch *w, struct timer t)
{
	size_t i = 0;

	for (;;) {
		size_t kid = 2 * i + 1;

		if (kid + 1 < w->n && w->heap[kid + 1].time <
		    w->heap[kid].time)
			kid++;
		if (kid >= w->n || w->heap[kid].time >= t.time)
			break;
		w->heap[i] = w->heap[kid];
		i = kid;
	}
	w->heap[i] = t;
}

static rc
heap_put(struct silence_watch *w, int64_t time, uint32_t number)
{

	if (!mem_room(&w->heap, w->n, &w->cap, sizeof(*w->heap)))
		return (RC_NOMEM);
	w->heap[w->n++] = (struct timer){ time, number };
	heap_up(w, w->n - 1);
	return (RC_OK);
}

static void
heap_drop(struct silence_watch *w)
{

	if (--w->n > 0)
		heap_sink(w, w->heap[w->n]);
}

rc
silence_new(struct twin *t, size_t offset, const char *type, unsigned least,
    const struct silence_port *port, struct silence_watch **ret)
{
	struct silence_watch *w;

	BUG_IF(least == 0 || least > UINT8_MAX);
	if ((w = mem_new(sizeof(*w))) == NULL)
		return (RC_NOMEM);
	w->twin = t;
	w->offset = offset;
	w->type = type;
	w->least = least;
	w->vehicles = twin_kind(t) == TWIN_VEHICLE;
	if (port != NULL)
		w->port = *port;
	*ret = w;
	return (RC_OK);
}

void
silence_free(struct silence_watch *w)
{

	if (w == NULL)
		return;
	for (size_t i = 0; i < w->late_cap; i++)
		mem_free(w->late[i]);
	mem_free(w->late);
	mem_free(w->held);
	mem_free(w->ready);
	mem_free(w->heap);
	mem_free(w);
}

/* The ring of the gaps of class ${cls}; unknown never comes back. */
static unsigned
ring_of(unsigned cls)
{

	return (cls == SILENCE_OFF);
}

bool
silence_interval(const struct silence *s, int64_t *ms)
{
	unsigned ring = ring_of(s->cls);
	uint32_t most = 0, second = 0;

	if (s->gaps[ring] < LEAST_GAPS)
		return (false);
	for (unsigned i = 0; i < s->gaps[ring]; i++) {
		uint32_t gap = s->gap_ms[ring][i];

		if (gap > most) {
			second = most;
			most = gap;
		} else if (gap > second)
			second = gap;
	}
	*ms = second;
	return (true);
}

/* A gap belongs to the class that held when it began. */
static void
note_gap(struct silence *s, int64_t gap)
{
	unsigned ring = ring_of(s->cls);

	/* 49 days are enough to call a gap long. */
	s->gap_ms[ring][s->at[ring]] = gap < UINT32_MAX ?
	    (uint32_t)gap : UINT32_MAX;
	s->at[ring] = (uint8_t)((s->at[ring] + 1) % SILENCE_GAPS);
	if (s->gaps[ring] < SILENCE_GAPS)
		s->gaps[ring]++;
	if (s->cut_ms1 != 0)
		s->cut_ms1 = s->cut_ms1 - 1 + gap <= POWER_CUT_MS ?
		    (uint32_t)(s->cut_ms1 + gap) : 0;
}

/* What the event says about ignition and power. */
static void
note_vehicle(struct silence *s, const struct event *ev)
{
	unsigned lvs = event_code(ev, FIELD_VSS_LOW_VOLTAGE_SYSTEM_STATE);
	unsigned power = event_code(ev, FIELD_VSS_TELEMATICS_POWER_SOURCE);
	unsigned cls = lvs == LVS_LOCK || lvs == LVS_OFF ? SILENCE_OFF :
	    lvs >= LVS_ACC && lvs <= LVS_START ? SILENCE_ON : s->cls;

	/* The gaps of the unknown class are no longer of use. */
	if (s->cls == SILENCE_UNKNOWN && cls != SILENCE_UNKNOWN)
		s->gaps[0] = s->at[0] = 0;
	s->cls = (uint8_t)cls;
	if ((power == POWER_BACKUP && s->power != 0 && s->power != power) ||
	    (ev->type == TYPE_TELEMETRY_ALARM &&
	    event_code(ev, FIELD_ALARM) == ALARM_POWER_CUT))
		s->cut_ms1 = 1;
	if (power != 0)
		s->power = (uint8_t)power;
}

/* The buffer for a long id of the entity ${number}. */
static char *
late_buf(struct silence_watch *w, uint32_t number)
{

	if (number >= w->late_cap) {
		size_t cap = number + number / 2 + 64;
		char **p = mem_grow(w->late, cap, sizeof(*p));

		if (p == NULL)
			return (NULL);
		memset(p + w->late_cap, 0,
		    (cap - w->late_cap) * sizeof(*p));
		w->late = p;
		w->late_cap = cap;
	}
	if (w->late[number] == NULL &&
	    (w->late[number] = mem_new(EVENT_ID_MAX)) != NULL)
		w->late_bytes += EVENT_ID_MAX;
	return (w->late[number]);
}

/* Keep the event's id, or where its line stands. */
static rc
note_id(struct silence_watch *w, struct silence *s, uint32_t number,
    const struct event *ev)
{
	struct silence_line line = { ev->pos, ev->number, ev->input };
	char *p = s->id;

	_Static_assert(sizeof(line) <= SILENCE_ID, "a line's place fits");
	BUG_IF(ev->id.n > EVENT_ID_MAX);
	if (ev->id.n == 0) {
		BUG_IF(w->port.id == NULL);
		memcpy(s->id, &line, sizeof(line));
	} else {
		if (ev->id.n > SILENCE_ID &&
		    (p = late_buf(w, number)) == NULL)
			return (RC_NOMEM);
		memcpy(p, ev->id.p, ev->id.n);
	}
	s->id_n = (uint8_t)ev->id.n;
	return (RC_OK);
}

rc
silence_note(struct silence_watch *w, struct twin_entity *e,
    const struct event *ev, uint32_t source)
{
	struct silence *s = state_of(w, e);
	bool known = s->events > 0;
	int64_t due = ev->time + steps_s[0] * INT64_C(1000);
	rc r;

	if (known && ev->time < s->last)
		return (RC_OK);
	if ((r = note_id(w, s, e->number, ev)) != RC_OK)
		return (r);
	if (known)
		note_gap(s, ev->time - s->last);
	if (w->vehicles)
		note_vehicle(s, ev);
	s->last = ev->time;
	s->source = source;
	s->step = 0;
	if (s->events < UINT8_MAX)
		s->events++;

	/* A file is read when all is over: its pauses say nothing. */
	if (s->events < w->least || (!w->vehicles &&
	    event_code(ev, FIELD_SOURCE_KIND) == KIND_FILE))
		return (RC_OK);

	/*
	 * An earlier entry stays where it is: it is moved when met.  A later
	 * one, of a step that will not come, is left behind as stale.
	 */
	if (s->wait == WAIT_RUN && s->timer <= due)
		return (RC_OK);
	if ((r = heap_put(w, due, e->number)) != RC_OK) {
		s->wait = WAIT_NONE;
		return (r);
	}
	s->timer = due;
	s->wait = WAIT_RUN;
	return (RC_OK);
}

/* The id of the generated event. */
static rc
due_id(const struct silence_watch *w, struct twin_entity *e,
    const struct silence *s, unsigned step, char out[ID_TEXT])
{
	char id[EVENT_ID_MAX];
	char text[TWIN_KEY_MAX + EVENT_ID_MAX + 64];
	struct span tenant = twin_tenant(w->twin, e);
	struct span key = twin_id(w->twin, e);
	struct silence_line line;
	const char *p = s->id;
	uint8_t sum[HASH_SHA256];
	size_t n = s->id_n;
	int len;
	rc r;

	if (n == 0) {
		memcpy(&line, s->id, sizeof(line));
		if ((r = w->port.id(w->port.owner, &line, id, &n)) != RC_OK)
			return (r);
		BUG_IF(n > EVENT_ID_MAX);
		p = id;
	} else if (n > SILENCE_ID)
		p = w->late[e->number];
	len = snprintf(text, sizeof(text), "%s\n%.*s\n%.*s\n%d\n%.*s\n",
	    w->type, (int)tenant.n, tenant.p, (int)key.n, key.p,
	    steps_s[step], (int)n, p);
	BUG_IF(len < 0 || (size_t)len >= sizeof(text));
	hash_sha256((struct span){ text, (size_t)len }, sum);
	memcpy(out, "tw-", 3);
	hash_hex(sum, 16, out + 3);
	out[ID_TEXT - 1] = '\0';
	return (RC_OK);
}

/* Set ${e} aside until its source is released. */
static rc
hold(struct silence_watch *w, struct silence *s, uint32_t number)
{

	if (number / 8 >= w->held_cap) {
		size_t cap = number / 8 + number / 16 + 64;
		uint8_t *p = mem_grow(w->held, cap, 1);

		if (p == NULL)
			return (RC_NOMEM);
		memset(p + w->held_cap, 0, cap - w->held_cap);
		w->held = p;
		w->held_cap = cap;
	}
	w->held[number / 8] |= (uint8_t)(1u << number % 8);
	s->wait = WAIT_HELD;
	return (RC_OK);
}

/* The state behind ${t}, if that is its entity's valid entry. */
static struct silence *
valid(const struct silence_watch *w, struct timer t,
    struct twin_entity **e)
{
	struct silence *s;

	/* A number may have gone to another entity meanwhile. */
	if ((*e = twin_at(w->twin, t.number)) == NULL)
		return (NULL);
	s = state_of(w, *e);
	return ((s->wait == WAIT_RUN || s->wait == WAIT_BACK) &&
	    s->timer == t.time ? s : NULL);
}

/* When the next silence of ${s} is due. */
static int64_t
due_time(const struct silence *s)
{

	return (s->wait == WAIT_BACK ? s->timer :
	    s->last + steps_s[s->step] * INT64_C(1000));
}

/* The step that fires: after a hold the highest that is true. */
static unsigned
due_step(const struct silence *s)
{
	unsigned step = s->step;

	if (s->wait == WAIT_BACK)
		while (step + 1 < STEPS && s->last +
		    steps_s[step + 1] * INT64_C(1000) <= s->timer)
			step++;
	return (step);
}

/* Judge the entry on top of the heap: stale, moved, held, or ready. */
static rc
top_judge(struct silence_watch *w, int64_t clock)
{
	struct timer t = w->heap[0];
	struct ready *ready;
	struct twin_entity *e;
	struct silence *s;
	rc r;

	if ((s = valid(w, t, &e)) == NULL) {
		heap_drop(w);
		return (RC_OK);
	}
	if (due_time(s) != t.time) {
		s->timer = due_time(s);
		heap_sink(w, (struct timer){ s->timer, t.number });
		return (RC_OK);
	}
	if (w->port.held != NULL && s->source != SILENCE_NOBODY &&
	    w->port.held(w->port.owner, s->source, clock)) {
		if ((r = hold(w, s, t.number)) == RC_OK)
			heap_drop(w);
		return (r);
	}
	if (!mem_room(&w->ready, w->ready_n, &w->ready_cap,
	    sizeof(*w->ready)))
		return (RC_NOMEM);
	ready = &w->ready[w->ready_n];
	ready->timer = t;
	if ((r = due_id(w, e, s, due_step(s), ready->id)) != RC_OK)
		return (r);
	w->ready_n++;
	heap_drop(w);
	return (RC_OK);
}

static int
by_id(const void *a, const void *b)
{
	const struct ready *x = a, *y = b;

	return (strcmp(x->id, y->id));
}

/* Fill the ready list with all that is due at the earliest time. */
static rc
collect(struct silence_watch *w, int64_t clock)
{
	rc r = RC_OK;

	w->ready_at = w->ready_n = 0;
	while (r == RC_OK && w->n > 0 && w->heap[0].time <= clock - GRACE_MS &&
	    (w->ready_n == 0 || w->heap[0].time == w->ready[0].timer.time))
		r = top_judge(w, clock);

	/* What was collected before a failure goes back. */
	while (r != RC_OK && w->ready_n > 0) {
		struct timer t = w->ready[--w->ready_n].timer;

		w->heap[w->n++] = t;	/* It has just left this room. */
		heap_up(w, w->n - 1);
	}
	if (w->ready_n > 1)
		qsort(w->ready, w->ready_n, sizeof(*w->ready), by_id);
	return (r != RC_OK ? r : w->ready_n > 0 ? RC_OK : RC_NOTFOUND);
}

bool
silence_quiet(const struct silence_watch *w, int64_t clock)
{

	return (w->ready_at == w->ready_n &&
	    (w->n == 0 || w->heap[0].time > clock - GRACE_MS));
}

static void
due_fill(const struct ready *ready, struct twin_entity *e,
    const struct silence *s, struct silence_due *ret)
{

	*ret = (struct silence_due){ .entity = e, .time = ready->timer.time,
	    .silent_ms = steps_s[due_step(s)] * INT64_C(1000),
	    .has_power_cut = s->cut_ms1 != 0, .source = s->source };
	ret->has_interval = silence_interval(s, &ret->interval_ms);
	if (ret->has_power_cut)
		ret->power_cut_ms = s->cut_ms1 - 1;
	memcpy(ret->id, ready->id, sizeof(ret->id));
}

/* The first that is ready and was not overtaken by an event. */
static rc
front(struct silence_watch *w, int64_t clock, struct twin_entity **e,
    struct silence **ret)
{
	rc r;

	for (;;) {
		for (; w->ready_at < w->ready_n; w->ready_at++) {
			struct timer t = w->ready[w->ready_at].timer;
			struct silence *s = valid(w, t, e);

			if (s != NULL && due_time(s) == t.time) {
				*ret = s;
				return (RC_OK);
			}
			/* It left the heap: back with it, if it waits. */
			if (s != NULL) {
				if ((r = heap_put(w, due_time(s),
				    t.number)) != RC_OK)
					return (r);
				s->timer = due_time(s);
			}
		}
		if ((r = collect(w, clock)) != RC_OK)
			return (r);
	}
}

rc
silence_peek(struct silence_watch *w, int64_t clock, struct silence_due *ret)
{
	struct twin_entity *e;
	struct silence *s;
	rc r;

	if ((r = front(w, clock, &e, &s)) != RC_OK)
		return (r);
	due_fill(&w->ready[w->ready_at], e, s, ret);
	return (RC_OK);
}

rc
silence_next(struct silence_watch *w, int64_t clock, struct silence_due *ret)
{
	struct silence_due due;
	struct twin_entity *e;
	struct silence *s;
	unsigned step;
	int64_t time;
	rc r;

	if ((r = front(w, clock, &e, &s)) != RC_OK)
		return (r);
	due_fill(&w->ready[w->ready_at], e, s, &due);
	step = due_step(s) + 1;
	if (step < STEPS) {
		time = s->last + steps_s[step] * INT64_C(1000);
		if ((r = heap_put(w, time, e->number)) != RC_OK)
			return (r);
		s->timer = time;
		s->wait = WAIT_RUN;
	} else
		s->wait = WAIT_NONE;
	s->step = (uint8_t)step;
	w->ready_at++;
	*ret = due;
	return (RC_OK);
}

rc
silence_release(struct silence_watch *w, uint32_t source, int64_t at)
{

	for (size_t i = 0; i < w->held_cap * 8; i++) {
		struct twin_entity *e;
		struct silence *s;
		rc r;

		if (w->held[i / 8] == 0) {
			i |= 7;
			continue;
		}
		if ((w->held[i / 8] >> i % 8 & 1) == 0)
			continue;
		e = twin_at(w->twin, (uint32_t)i);
		s = e != NULL ? state_of(w, e) : NULL;
		if (s != NULL && s->wait == WAIT_HELD) {
			if (s->source != source)
				continue;
			if ((r = heap_put(w, at, e->number)) != RC_OK)
				return (r);
			s->timer = at;
			s->wait = WAIT_BACK;
		}
		w->held[i / 8] &= (uint8_t)~(1u << i % 8);
	}
	return (RC_OK);
}

size_t
silence_bytes(const struct silence_watch *w)
{

	return (sizeof(*w) + w->cap * sizeof(*w->heap) +
	    w->ready_cap * sizeof(*w->ready) + w->held_cap +
	    w->late_cap * sizeof(*w->late) + w->late_bytes);
}

size_t
silence_each(void)
{

	/* The heap doubles as it grows; a bit for being held. */
	return (2 * sizeof(struct timer) + 1);
}

void
silence_save(const struct silence_watch *w, struct buf *b)
{
	size_t late = 0;

	BUG_IF(w->ready_at != w->ready_n);
	pack_uint(b, w->n);
	for (size_t i = 0; i < w->n; i++) {
		pack_int(b, w->heap[i].time);
		pack_uint(b, w->heap[i].number);
	}
	pack_uint(b, w->held_cap);
	pack_sparse(b, (struct span){ (const char *)w->held, w->held_cap });
	for (size_t i = 0; i < w->late_cap; i++)
		late += w->late[i] != NULL;
	pack_uint(b, late);
	for (size_t i = 0; i < w->late_cap; i++) {
		if (w->late[i] == NULL)
			continue;
		pack_uint(b, i);
		pack_sparse(b, (struct span){ w->late[i], EVENT_ID_MAX });
	}
}

bool
silence_sane(const struct silence *s)
{

	for (int i = 0; i < 2; i++)
		if (s->gaps[i] > SILENCE_GAPS || s->at[i] >= SILENCE_GAPS)
			return (false);
	return (s->cls <= SILENCE_OFF && s->step <= STEPS &&
	    s->wait <= WAIT_BACK && (s->wait == WAIT_NONE ||
	    s->step < STEPS) && s->id_n <= EVENT_ID_MAX &&
	    (s->events == 0 || s->id_n > 0));
}

/* Every entity that is ours, or may be: a long id must be at hand. */
static bool
ids_there(const struct silence_watch *w)
{

	for (size_t i = 0; i < w->n; i++) {
		uint32_t number = w->heap[i].number;
		struct twin_entity *e = twin_at(w->twin, number);

		if (e == NULL || state_of(w, e)->id_n <= SILENCE_ID)
			continue;
		if (number >= w->late_cap || w->late[number] == NULL)
			return (false);
	}
	for (size_t i = 0; i < w->held_cap * 8; i++) {
		struct twin_entity *e;

		if ((w->held[i / 8] >> i % 8 & 1) == 0 || (e =
		    twin_at(w->twin, (uint32_t)i)) == NULL ||
		    state_of(w, e)->id_n <= SILENCE_ID)
			continue;
		if (i >= w->late_cap || w->late[i] == NULL)
			return (false);
	}
	return (true);
}

static rc
load_late(struct silence_watch *w, struct cur *c)
{
	size_t n = pack_get_count(c, 2);

	for (size_t i = 0; i < n; i++) {
		uint64_t number = pack_get_uint(c);
		char *p;

		if (!cur_ok(c) || number >= twin_count(w->twin))
			return (RC_MALFORMED);
		if ((p = late_buf(w, (uint32_t)number)) == NULL)
			return (RC_NOMEM);
		pack_get_sparse(c, p, EVENT_ID_MAX);
	}
	return (RC_OK);
}

rc
silence_load(struct silence_watch *w, struct cur *c, struct err *e)
{
	size_t n = pack_get_count(c, 2);
	rc r = RC_OK;

	for (size_t i = 0; i < n && r == RC_OK; i++) {
		int64_t time = pack_get_int(c);
		uint64_t number = pack_get_upto(c, UINT32_MAX - 1);

		r = heap_put(w, time, (uint32_t)number);
	}
	/* A bit for each entity there can be, and what growth rounds up to. */
	n = (size_t)pack_get_upto(c, twin_count(w->twin) + 128);
	if (r == RC_OK && n > 0 && (w->held = mem_new(n)) == NULL)
		r = RC_NOMEM;
	if (r == RC_OK && n > 0) {
		w->held_cap = n;
		pack_get_sparse(c, (char *)w->held, n);
	}
	if (r == RC_OK)
		r = load_late(w, c);
	if (r == RC_OK && (!cur_ok(c) || !ids_there(w)))
		r = RC_MALFORMED;
	return (r == RC_OK ? r : rc_fail(e, r, c->at, "loading timers: %s",
	    rc_text(r)));
}
