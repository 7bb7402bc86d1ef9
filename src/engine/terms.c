/* SPDX-License-Identifier: Apache-2.0 */
/* Terms that run out. */
#include <stdio.h>

#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "engine/terms.h"
#include "fact/claim.h"

#define GRACE_MS	30000
#define NEVER		INT64_MAX	/* The newest version is asked for. */
#define STEPS		6

enum kind { OVERDUE, RESIDUAL, KINDS };

static const char *const types[KINDS] = {
	"booking.overdue", "pairing.residual"
};

/* After the end, s; 0 ends them. */
static const int32_t steps_s[KINDS][STEPS + 1] = {
	{ 900, 1800, 3600, 7200, 21600, 86400, 0 }, { 600, 3600, 86400, 0 }
};

const uint16_t terms_fields[] = { FIELD_BOOKING_ID, FIELD_KEY, FIELD_TABLE,
    FIELD_FROM, 0 };

/* Texts of a term, one behind the other; the path has the kind in front. */
enum { PATH, CAUSE, ACCOUNT, VEHICLE, BOOKING, PARTS };

struct term {
	char		*text;		/* Owned; NULL: a free place, and */
	uint32_t	 n[PARTS];	/* n[0] is the next one. */
	enum kind	 kind;
	unsigned	 step;
	int64_t		 end;
};

struct timer {
	int64_t		time;
	uint32_t	number;
};

struct terms {
	struct span		 tenant;	/* Borrowed. */
	const struct ref	*ref;		/* Borrowed. */
	struct map		 by_path;
	struct term		*term;		/* Owned. */
	size_t			 n, cap, used, bytes;
	size_t			 max;
	uint32_t		 free;		/* MAP_NONE: no place. */
	uint64_t		 lost;
	struct timer		*heap;		/* Owned; stale ones are */
	size_t			 heap_n, heap_cap;	/* dropped when met. */
};

static struct span
part(const struct term *x, unsigned i)
{
	size_t at = 0;

	for (unsigned k = 0; k < i; k++)
		at += x->n[k];
	return ((struct span){ x->text + at, x->n[i] });
}

static struct span
path_of(const void *owner, uint32_t at)
{
	const struct terms *t = owner;

	return (part(&t->term[at], PATH));
}

rc
terms_new(struct span tenant, const struct ref *ref, size_t max,
    struct terms **ret)
{
	struct terms *t = mem_new(sizeof(*t));

	if (t == NULL)
		return (RC_NOMEM);
	t->tenant = tenant;
	t->ref = ref;
	t->max = max;
	t->free = MAP_NONE;
	map_init(&t->by_path, path_of, t);
	*ret = t;
	return (RC_OK);
}

void
terms_free(struct terms *t)
{

	if (t == NULL)
		return;
	for (size_t i = 0; i < t->n; i++)
		mem_free(t->term[i].text);
	map_release(&t->by_path);
	mem_free(t->term);
	mem_free(t->heap);
	mem_free(t);
}

static int64_t
time_of(const struct term *x)
{

	return (x->end + steps_s[x->kind][x->step] * INT64_C(1000));
}

static rc
heap_put(struct terms *t, struct timer x)
{
	size_t i = t->heap_n;

	if (!mem_room(&t->heap, t->heap_n, &t->heap_cap, sizeof(*t->heap)))
		return (RC_NOMEM);
	for (t->heap_n++; i > 0 && t->heap[(i - 1) / 2].time > x.time;
	    i = (i - 1) / 2)
		t->heap[i] = t->heap[(i - 1) / 2];
	t->heap[i] = x;
	return (RC_OK);
}

static void
heap_drop(struct terms *t)
{
	struct timer x = t->heap[--t->heap_n];
	size_t i = 0, kid;

	while ((kid = 2 * i + 1) < t->heap_n) {
		if (kid + 1 < t->heap_n &&
		    t->heap[kid + 1].time < t->heap[kid].time)
			kid++;
		if (t->heap[kid].time >= x.time)
			break;
		t->heap[i] = t->heap[kid];
		i = kid;
	}
	t->heap[i] = x;
}

/* Nothing runs in this place. */
static void
place_free(struct terms *t, uint32_t at)
{

	t->term[at].text = NULL;
	t->term[at].n[0] = t->free;
	t->free = at;
}

static void
term_drop(struct terms *t, uint32_t at)
{
	struct term *x = &t->term[at];

	map_drop(&t->by_path, part(x, PATH));
	for (unsigned i = 0; i < PARTS; i++)
		t->bytes -= x->n[i];
	mem_free(x->text);
	place_free(t, at);
	t->used--;
}

/* See to it that there is a free place. */
static rc
place_make(struct terms *t)
{

	if (t->free != MAP_NONE)
		return (RC_OK);
	if (!mem_room(&t->term, t->n, &t->cap, sizeof(*t->term)))
		return (RC_NOMEM);
	place_free(t, (uint32_t)t->n++);
	return (RC_OK);
}

/* Watch it from ${step} on; what ran under that path before is over. */
static rc
term_set(struct terms *t, enum kind kind, const struct span s[PARTS],
    int64_t end, unsigned step)
{
	struct term x = { .kind = kind, .end = end, .step = step };
	size_t n = 0;
	uint32_t at;
	rc r;

	if ((at = map_get(&t->by_path, s[PATH])) != MAP_NONE) {
		if (t->term[at].end == end)
			return (RC_OK);
		term_drop(t, at);
	}
	if (t->used == t->max) {
		t->lost++;
		return (RC_OK);
	}
	for (unsigned i = 0; i < PARTS; i++)
		n += s[i].n;
	if ((r = place_make(t)) != RC_OK)
		return (r);
	at = t->free;
	if ((x.text = mem_new(n)) == NULL)
		return (RC_NOMEM);
	n = 0;
	for (unsigned i = 0; i < PARTS; i++) {
		if (s[i].n > 0)
			memcpy(x.text + n, s[i].p, s[i].n);
		x.n[i] = (uint32_t)s[i].n;
		n += s[i].n;
	}
	if ((r = heap_put(t, (struct timer){ time_of(&x), at })) != RC_OK) {
		mem_free(x.text);
		return (r);
	}
	t->free = t->term[at].n[0];
	t->term[at] = x;
	if ((r = map_put(&t->by_path, part(&t->term[at], PATH), at)) !=
	    RC_OK) {
		place_free(t, at);
		mem_free(x.text);
		return (r);
	}
	t->bytes += n;
	t->used++;
	return (RC_OK);
}

/* The registers as they are at that time. */
static void
ask(const struct terms *t, struct event *ev, struct fact_in *in,
    int64_t time, uint64_t pos)
{

	*ev = (struct event){ .tenant = t->tenant };
	*in = (struct fact_in){ .ev = ev, .ref = t->ref,
	    .at = { time, pos + 1 } };
}

static struct span
field(const struct event *ev, enum field_id f)
{
	const struct value *v = event_get(ev, f);

	return (v->type == VALUE_TEXT ? value_text(v) :
	    (struct span){ NULL, 0 });
}

/* The booking's planned end may be new, or it has ended. */
static rc
note_booking(struct terms *t, const struct event *ev, struct span id,
    struct buf *path)
{
	struct span s[PARTS] = { [CAUSE] = ev->id };
	const struct ref_row *row = ref_find(t->ref, t->tenant,
	    TABLE_booking, id);
	const struct value *end;
	struct fact_in in;
	struct event none;
	bool over = ev->type == TYPE_BOOKING_END ||
	    ev->type == TYPE_BOOKING_CANCEL;
	uint32_t at;

	ask(t, &none, &in, NEVER, ev->pos);
	buf_char(path, 'o');
	buf_put(path, id);
	if (path->failed)
		return (RC_NOMEM);
	s[PATH] = buf_span(path);
	end = ref_get(row, COLUMN_booking_planned_end, &in.at);
	if (ref_valid(row, &(struct ref_at){ NEVER - 1, ev->pos + 1 }))
		return (end->type == VALUE_TIME ?
		    term_set(t, OVERDUE, s, end->i, 0) : RC_OK);
	if ((at = map_get(&t->by_path, s[PATH])) != MAP_NONE)
		term_drop(t, at);
	s[ACCOUNT] = claim_text(&in, row, COLUMN_booking_account_id);
	s[VEHICLE] = claim_text(&in, row, COLUMN_booking_vehicle_id);
	s[BOOKING] = id;
	if (!over || s[ACCOUNT].n == 0 || s[VEHICLE].n == 0)
		return (RC_OK);
	buf_clear(path);
	buf_char(path, 'r');
	buf_put(path, id);
	s[PATH] = buf_span(path);
	return (path->failed ? RC_NOMEM :
	    term_set(t, RESIDUAL, s, ev->time, 0));
}

/* The former owner, if there is another one now. */
static rc
note_owner(struct terms *t, const struct event *ev, struct buf *path)
{
	struct span s[PARTS] = { [CAUSE] = ev->id, [VEHICLE] = ev->vehicle,
	    [ACCOUNT] = field(ev, FIELD_FROM) };
	struct fact_in in;
	struct event none;

	ask(t, &none, &in, ev->time, ev->pos);
	if (s[ACCOUNT].n == 0 || s[VEHICLE].n == 0 || claim_owner(&in,
	    s[VEHICLE], s[ACCOUNT]) != CLAIM_NO)
		return (RC_OK);
	buf_char(path, 'r');
	buf_put(path, s[VEHICLE]);
	buf_char(path, '/');
	buf_put(path, s[ACCOUNT]);
	s[PATH] = buf_span(path);
	return (path->failed ? RC_NOMEM :
	    term_set(t, RESIDUAL, s, ev->time, 0));
}

rc
terms_note(struct terms *t, const struct event *ev)
{
	struct buf path = { 0 };
	struct span booking = { NULL, 0 };
	rc r = RC_OK;

	if (ev->category == CATEGORY_BOOKING)
		booking = field(ev, FIELD_BOOKING_ID);
	else if (ev->type == TYPE_REF_ROW && span_eq(field(ev, FIELD_TABLE),
	    SPAN("booking")))
		booking = field(ev, FIELD_KEY);
	if (booking.n > 0)
		r = note_booking(t, ev, booking, &path);
	else if (ev->type == TYPE_OWNERSHIP_CHANGE)
		r = note_owner(t, ev, &path);
	buf_release(&path);
	return (r);
}

static void
put_head(const struct terms *t, const struct term *x, struct terms_due *d,
    struct buf *b)
{
	uint8_t sum[HASH_SHA256];
	struct span path = part(x, PATH), cause = part(x, CAUSE);

	buf_fmt(b, "%s\n%.*s\n%.*s\n%d\n%.*s\n", types[x->kind],
	    (int)t->tenant.n, t->tenant.p, (int)path.n - 1, path.p + 1,
	    (int)steps_s[x->kind][x->step], (int)cause.n, cause.p);
	if (b->failed)
		return;		/* No id without its whole text. */
	hash_sha256(buf_span(b), sum);
	memcpy(d->id, "tw-", 3);
	hash_hex(sum, 16, d->id + 3);
	d->id[sizeof(d->id) - 1] = '\0';
	buf_clear(b);
	buf_fmt(b, "{\"id\":\"%s\",\"tenant\":", d->id);
	buf_json(b, t->tenant);
	buf_fmt(b, ",\"type\":\"%s\",\"time\":\"", types[x->kind]);
	buf_time(b, d->time);
	buf_text(b, "\",\"source\":{\"name\":\"twin\",\"kind\":\"twin\"},"
	    "\"vehicle\":{\"id\":");
}

/* Is it still overdue by that end, and who has what? */
static bool
tell_overdue(const struct term *x, const struct fact_in *in, struct span *who,
    struct span *car)
{
	struct span path = part(x, PATH);
	const struct ref_row *row = claim_row(in, TABLE_booking,
	    span_from(path, 1));
	const struct value *end = ref_get(row, COLUMN_booking_planned_end,
	    &in->at);
	const struct value *over = ref_get(row, COLUMN_booking_ended_at,
	    &in->at);

	/* A register may say so, where no event did. */
	if (over->type == VALUE_TIME && over->i <= in->at.time)
		return (false);
	*who = claim_text(in, row, COLUMN_booking_account_id);
	*car = claim_text(in, row, COLUMN_booking_vehicle_id);
	return (row != NULL && who->n > 0 && car->n > 0 &&
	    end->type == VALUE_TIME && end->i == x->end);
}

/* How many pairings of the account are left; their kinds into ${kinds}. */
static unsigned
pairings(const struct term *x, const struct fact_in *in, struct buf *kinds)
{
	const struct ref_row *row;
	unsigned n = 0;
	size_t it = 0;

	while ((row = ref_next(in->ref, in->ev->tenant,
	    COLUMN_pairing_vehicle_id, part(x, VEHICLE), &in->at, &it)) !=
	    NULL) {
		struct span kind = claim_text(in, row,
		    COLUMN_pairing_pair_kind);

		if (!ref_valid(row, &in->at) || !span_eq(claim_text(in, row,
		    COLUMN_pairing_account_id), part(x, ACCOUNT)))
			continue;
		if (n++ > 0)
			buf_char(kinds, ',');
		buf_json(kinds, kind);
	}
	return (n);
}

static bool
put_overdue(const struct terms *t, const struct term *x,
    const struct fact_in *in, struct terms_due *d, struct buf *b)
{
	struct span who, car;

	if (!tell_overdue(x, in, &who, &car))
		return (false);
	put_head(t, x, d, b);
	buf_json(b, car);
	buf_text(b, "},\"booking_id\":");
	buf_json(b, span_from(part(x, PATH), 1));
	buf_text(b, ",\"user_id\":");
	buf_json(b, who);
	buf_fmt(b, ",\"overdue_s\":%d}", (int)steps_s[x->kind][x->step]);
	return (true);
}

/*
 * Has another booking of the account ended so short ago that its pairings may
 * still be about to go?  Then its own first step tells, not this one.
 */
static bool
clearing(const struct term *x, const struct fact_in *in)
{
	int64_t now = in->at.time;
	int64_t since = now - steps_s[RESIDUAL][0] * INT64_C(1000);
	const struct ref_row *row;
	size_t it = 0;

	while ((row = ref_next(in->ref, in->ev->tenant,
	    COLUMN_booking_vehicle_id, part(x, VEHICLE), &in->at, &it)) !=
	    NULL) {
		const struct value *over = ref_get(row,
		    COLUMN_booking_ended_at, &in->at);

		if (over->type == VALUE_TIME && over->i > since &&
		    over->i <= now && span_eq(claim_text(in, row,
		    COLUMN_booking_account_id), part(x, ACCOUNT)))
			return (true);
	}
	return (false);
}

static bool
put_residual(const struct terms *t, const struct term *x,
    const struct fact_in *in, struct terms_due *d, struct buf *b)
{
	struct buf kinds = { 0 };
	unsigned n = pairings(x, in, &kinds);
	bool tell = n > 0 && claim_owner(in, part(x, VEHICLE),
	    part(x, ACCOUNT)) != CLAIM_YES && claim_hirer(in,
	    part(x, VEHICLE), part(x, ACCOUNT)) != CLAIM_YES &&
	    !clearing(x, in);

	if (tell) {
		put_head(t, x, d, b);
		buf_json(b, part(x, VEHICLE));
		buf_text(b, "},\"target\":{\"kind\":\"account\",\"id\":");
		buf_json(b, part(x, ACCOUNT));
		buf_fmt(b, "},\"after_s\":%d,\"active_access\":%u,"
		    "\"pair_kinds\":[", (int)steps_s[x->kind][x->step], n);
		buf_put(b, buf_span(&kinds));
		buf_char(b, ']');
		if (part(x, BOOKING).n > 0) {
			buf_text(b, ",\"booking_id\":");
			buf_json(b, part(x, BOOKING));
		}
		buf_char(b, '}');
		b->failed = b->failed || kinds.failed;
	}
	buf_release(&kinds);
	return (tell);
}

/* The step of ${x} that is due; RC_NOTFOUND when nothing is to be told. */
static rc
step(const struct terms *t, const struct term *x, uint64_t pos,
    struct arena *arena, struct terms_due *d)
{
	struct buf b = { 0 };
	struct fact_in in;
	struct event none;
	rc r = RC_NOTFOUND;

	d->time = time_of(x);
	ask(t, &none, &in, d->time, pos);
	if (x->kind == OVERDUE ? put_overdue(t, x, &in, d, &b) :
	    put_residual(t, x, &in, d, &b)) {
		d->line = buf_span(&b);
		d->line.p = b.failed ? NULL : arena_copy(arena, d->line);
		r = d->line.p == NULL ? RC_NOMEM : RC_OK;
	}
	buf_release(&b);
	return (r);
}

rc
terms_next(struct terms *t, int64_t clock, uint64_t pos, struct arena *arena,
    struct terms_due *ret)
{

	while (t->heap_n > 0 && t->heap[0].time <= clock - GRACE_MS) {
		struct timer top = t->heap[0];
		struct term *x = &t->term[top.number];
		rc r, put;

		if (x->text == NULL || time_of(x) != top.time) {
			heap_drop(t);
			continue;
		}
		if ((r = step(t, x, pos, arena, ret)) == RC_NOMEM)
			return (r);
		heap_drop(t);
		if (steps_s[x->kind][++x->step] == 0)
			term_drop(t, top.number);
		else if ((put = heap_put(t, (struct timer){ time_of(x),
		    top.number })) != RC_OK)
			return (put);
		if (r == RC_OK)
			return (r);
	}
	return (RC_NOTFOUND);
}

void
terms_save(const struct terms *t, struct buf *b)
{

	pack_uint(b, t->lost);
	pack_uint(b, t->used);
	for (size_t i = 0; i < t->n; i++) {
		const struct term *x = &t->term[i];

		if (x->text == NULL)
			continue;
		pack_uint(b, x->kind);
		pack_uint(b, x->step);
		pack_int(b, x->end);
		for (unsigned k = 0; k < PARTS; k++)
			pack_span(b, part(x, k));
	}
}

rc
terms_load(struct terms *t, struct cur *c, struct err *e)
{
	uint64_t lost = pack_get_uint(c);
	size_t n = pack_get_count(c, 3 + PARTS);
	rc r = RC_OK;

	for (size_t i = 0; i < n && cur_ok(c) && r == RC_OK; i++) {
		unsigned kind = (unsigned)pack_get_upto(c, KINDS - 1);
		unsigned at = (unsigned)pack_get_upto(c, STEPS - 1);
		int64_t end = pack_get_int(c);
		struct span s[PARTS];

		for (unsigned k = 0; k < PARTS; k++)
			s[k] = pack_get_span(c);
		if (!cur_ok(c) || s[PATH].n < 2 || steps_s[kind][at] == 0 ||
		    end < INT64_MIN / 2 || end > INT64_MAX / 2)
			pack_bad(c);
		else
			r = term_set(t, (enum kind)kind, s, end, at);
	}
	t->lost += lost;
	if (r != RC_OK)
		return (rc_fail(e, r, c->at, "loading terms"));
	return (cur_ok(c) ? RC_OK : rc_fail(e, RC_MALFORMED, c->at,
	    "a term makes no sense"));
}

uint64_t
terms_lost(const struct terms *t)
{

	return (t->lost);
}

size_t
terms_bytes(const struct terms *t)
{

	return (sizeof(*t) + t->bytes + t->cap * sizeof(*t->term) +
	    t->heap_cap * sizeof(*t->heap) + map_bytes(&t->by_path));
}
