/* SPDX-License-Identifier: Apache-2.0 */
/* What the keeper has the role act tell. */
#include "base/mem.h"
#include "cli/keeper_outbox.h"
#include "model/level.h"
#include "model/meters.h"
#include "store/store_outbox.h"

#define UNDER_WAY	16		/* Rows of an output. */
#define LOOK_MS		500		/* For what has become due. */
#define DOUBLINGS	24		/* Of a wait, then it is the most. */

/* An output, and what act has of it. */
struct lane {
	int64_t		row[UNDER_WAY];
	size_t		rows;
	int64_t		next;		/* ms: something is due. */
};

struct keeper_outbox {
	struct keeper_outbox_how	 how;
	struct lane			*lane;	/* Owned; by place. */
	int				 timer;	/* -1: none. */
	size_t				 at;	/* Lane that is pumped. */
};

static struct span
name_of(const struct keeper_outbox *o, size_t i)
{

	return (span_of(o->how.config->output[i].name));
}

static bool
has(const struct lane *l, int64_t row)
{

	for (size_t i = 0; i < l->rows; i++)
		if (l->row[i] == row)
			return (true);
	return (false);
}

/* store_outbox_fn: to act, unless it has it. */
static rc
hand_out(void *ctx, const struct store_outbox_row *x)
{
	struct keeper_outbox *o = ctx;
	struct lane *l = &o->lane[o->at];
	const struct store_alert *a = &x->alert;

	if (l->rows == UNDER_WAY || has(l, x->row))
		return (RC_OK);
	l->row[l->rows++] = x->row;
	ROLE_SEND(o->how.role, MESSAGES_ACT, tell, -1,
	    .row = (uint64_t)x->row, .output = o->at,
	    .time = (uint64_t)a->time, .first_seen = (uint64_t)a->first_seen,
	    .last_seen = (uint64_t)a->last_seen,
	    .severity = (uint64_t)a->severity, .count = (uint64_t)a->count,
	    .id = a->id, .tenant = a->tenant, .rule = a->rule,
	    .title = a->title, .level = a->level, .kind = a->kind,
	    .entity = a->entity, .brief = a->brief, .json = a->json,
	    .ocsf = a->ocsf);
	return (RC_OK);
}

void
keeper_outbox_pump(struct keeper_outbox *o)
{
	int64_t now = loop_clock();
	struct err e = { .code = RC_OK };

	if (o->how.role->peer[MESSAGES_ACT] == NULL ||
	    o->how.open(o->how.ctx))
		return;
	for (o->at = 0; o->at < o->how.config->outputs; o->at++) {
		struct lane *l = &o->lane[o->at];
		struct store_outbox_count n;

		if (l->next > now || l->rows == UNDER_WAY)
			continue;
		/* Twice as many: those under way may stand in front. */
		if (store_outbox_due(o->how.store, name_of(o, o->at), now,
		    2 * UNDER_WAY, hand_out, o, &e) != RC_OK ||
		    store_outbox_count(o->how.store, name_of(o, o->at), &n,
		    &e) != RC_OK) {
			role_fail(o->how.role, &e);
			return;
		}
		/* What is under way is due all the time: its end brings us
		 * back. */
		l->next = n.next == 0 ? INT64_MAX : l->rows > 0 ? now :
		    n.next;
	}
}

static void
look(void *ctx)
{

	keeper_outbox_pump(ctx);
}

rc
keeper_outbox_note(struct keeper_outbox *o, const struct store_alert *a,
    int64_t now, struct err *e)
{
	rc r = RC_OK;

	for (size_t i = 0; i < o->how.config->outputs && r == RC_OK; i++) {
		const struct level *least = level_at(
		    o->how.config->output[i].level + 1);

		if (least != NULL && a->severity < least->severity_id)
			continue;
		r = store_outbox_put(o->how.store, name_of(o, i), a->id, now,
		    e);
		o->lane[i].next = 0;
	}
	return (r);
}

/* When to try again; 0: never. */
static int64_t
next_try(const struct config_output *out, int64_t made, int64_t tries,
    int64_t later, int64_t now)
{
	int64_t wait = out->retry_first;

	for (int64_t i = 0; i < tries && i < DOUBLINGS &&
	    wait < out->retry_most; i++)
		wait *= 2;
	if (wait > out->retry_most)
		wait = out->retry_most;
	if (wait < later)
		wait = later;
	return (now + wait > made + out->retry_until ? 0 : now + wait);
}

static rc
put_off(struct keeper_outbox *o, size_t i, const struct messages_told *m,
    int64_t now, struct err *e)
{
	const struct config_output *out = &o->how.config->output[i];
	int64_t made = 0, tries = 0, next;
	rc r = store_outbox_times(o->how.store, (int64_t)m->row, &made,
	    &tries, e);

	if (r != RC_OK)
		return (r);
	next = m->fate == MESSAGES_NEVER ? 0 : next_try(out, made, tries,
	    m->later < INT32_MAX ? (int64_t)m->later : INT32_MAX, now);
	if (next == 0)
		role_say(o->how.role, "%s: an alert was given up after %lld "
		    "tries: %.*s", out->name, (long long)tries + 1,
		    (int)m->why.n, m->why.p);
	return (store_outbox_again(o->how.store, (int64_t)m->row, next,
	    m->why, e));
}

rc
keeper_outbox_told(struct keeper_outbox *o, const struct messages_told *m,
    int64_t now, struct err *e)
{

	for (size_t i = 0; i < o->how.config->outputs; i++) {
		struct lane *l = &o->lane[i];

		for (size_t k = 0; k < l->rows; k++) {
			if (l->row[k] != (int64_t)m->row)
				continue;
			l->row[k] = l->row[--l->rows];
			l->next = 0;
			return (m->fate == MESSAGES_DONE ?
			    store_outbox_done(o->how.store, (int64_t)m->row,
			    e) : put_off(o, i, m, now, e));
		}
	}
	return (rc_fail(e, RC_MALFORMED, 0, "act has told what nobody gave "
	    "it"));
}

void
keeper_outbox_linked(struct keeper_outbox *o)
{

	for (size_t i = 0; i < o->how.config->outputs; i++)
		o->lane[i] = (struct lane){ .rows = 0 };
	keeper_outbox_pump(o);
}

void
keeper_outbox_meters(struct keeper_outbox *o, struct buf *b)
{
	struct store_outbox_count n;
	struct err e;

	for (size_t i = 0; i < o->how.config->outputs; i++) {
		if (store_outbox_count(o->how.store, name_of(o, i), &n, &e) !=
		    RC_OK)
			continue;
		meters_put(b, METERS_OUTPUT_WAITING, name_of(o, i),
		    (uint64_t)n.waiting);
		meters_put(b, METERS_OUTPUT_DEAD, name_of(o, i),
		    (uint64_t)n.dead);
	}
}

rc
keeper_outbox_run(struct keeper_outbox *o, struct err *e)
{

	if (o->how.config->outputs == 0)
		return (RC_OK);
	return (loop_every(o->how.role->loop, LOOK_MS, look, o, &o->timer,
	    e));
}

rc
keeper_outbox_new(const struct keeper_outbox_how *how,
    struct keeper_outbox **ret, struct err *e)
{
	struct keeper_outbox *o = mem_new(sizeof(*o));

	if (o == NULL || (o->lane = mem_array(how->config->outputs + 1,
	    sizeof(*o->lane))) == NULL) {
		mem_free(o);
		return (rc_fail(e, RC_NOMEM, 0, "starting"));
	}
	o->how = *how;
	o->timer = -1;
	*ret = o;
	return (RC_OK);
}

void
keeper_outbox_free(struct keeper_outbox *o)
{

	if (o == NULL)
		return;
	loop_end_timer(o->how.role->loop, o->timer);
	mem_free(o->lane);
	mem_free(o);
}
