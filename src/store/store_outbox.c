/* SPDX-License-Identifier: Apache-2.0 */
/* What is still to be told outside. */
#include "store/store_outbox.h"
#include "store/store_query.h"

/* Run it to its end. */
static rc
run(struct store_query *q, const char *what, struct err *e)
{
	bool any = false;
	rc r = store_query_next(q, &any, what, e);

	store_query_end(q);
	return (r);
}

rc
store_outbox_put(struct store *s, struct span output, struct span alert,
    int64_t now, struct err *e)
{
	struct store_query q = store_query_begin(s, "INSERT INTO outbox("
	    "output, alert, made, tries, next, dead, why) VALUES(?, ?, ?, 0, "
	    "?, 0, '') ON CONFLICT(output, alert) DO NOTHING");

	store_query_text(&q, output);
	store_query_text(&q, alert);
	store_query_int(&q, now);
	store_query_int(&q, now);
	return (run(&q, "noting what to tell", e));
}

static void
read_row(const struct store_query *q, struct store_outbox_row *x)
{
	struct store_alert *a = &x->alert;
	int64_t *const numbers[] = { &x->row, &x->made, &x->tries, &x->next,
	    &a->seq, &a->version, &a->time, &a->first_seen, &a->last_seen,
	    &a->severity, &a->count };
	struct span *const texts[] = { &x->why, &a->id, &a->tenant, &a->rule,
	    &a->title, &a->level, &a->kind, &a->entity, &a->brief, &a->json,
	    &a->ocsf, &a->status, &a->assignee };
	int at = 0;

	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		*numbers[i] = store_query_get_int(q, at++);
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		*texts[i] = store_query_get_text(q, at++);
}

rc
store_outbox_due(struct store *s, struct span output, int64_t now,
    int64_t limit, store_outbox_fn *fn, void *ctx, struct err *e)
{
	struct store_query q = store_query_begin(s, "SELECT o.row, o.made, "
	    "o.tries, o.next, a.seq, a.version, a.time, a.first_seen, "
	    "a.last_seen, a.severity, a.count, o.why, a.id, a.tenant, a.rule, "
	    "a.title, a.level, a.kind, a.entity, a.brief, a.json, a.ocsf, "
	    "a.status, a.assignee FROM outbox o JOIN alert a ON a.id = "
	    "o.alert WHERE o.output = ? AND o.dead = 0 AND o.next <= ? "
	    "ORDER BY o.next, o.row LIMIT ?");
	struct store_outbox_row x = { .row = 0 };
	bool any = false;
	rc r;

	store_query_text(&q, output);
	store_query_int(&q, now);
	store_query_int(&q, limit);
	while ((r = store_query_next(&q, &any, "reading what to tell", e)) ==
	    RC_OK && any) {
		read_row(&q, &x);
		if ((r = fn(ctx, &x)) != RC_OK) {
			(void)rc_fail(e, r, 0, "%s", rc_text(r));
			break;
		}
	}
	store_query_end(&q);
	return (r);
}

rc
store_outbox_done(struct store *s, int64_t row, struct err *e)
{
	struct store_query q = store_query_begin(s,
	    "DELETE FROM outbox WHERE row = ?");

	store_query_int(&q, row);
	return (run(&q, "noting what was told", e));
}

rc
store_outbox_again(struct store *s, int64_t row, int64_t next,
    struct span why, struct err *e)
{
	struct store_query q = store_query_begin(s, "UPDATE outbox SET "
	    "tries = tries + 1, next = ?, dead = ?, why = ? WHERE row = ?");

	store_query_int(&q, next);
	store_query_int(&q, next == 0);
	store_query_text(&q, why);
	store_query_int(&q, row);
	return (run(&q, "noting what was not told", e));
}

rc
store_outbox_times(struct store *s, int64_t row, int64_t *made,
    int64_t *tries, struct err *e)
{
	struct store_query q = store_query_begin(s,
	    "SELECT made, tries FROM outbox WHERE row = ?");
	bool any = false;
	rc r;

	store_query_int(&q, row);
	r = store_query_next(&q, &any, "reading what to tell", e);
	if (r == RC_OK && any) {
		*made = store_query_get_int(&q, 0);
		*tries = store_query_get_int(&q, 1);
	}
	store_query_end(&q);
	return (r != RC_OK || any ? r : rc_fail(e, RC_NOTFOUND, 0,
	    "nothing of that number is to be told"));
}

rc
store_outbox_count(struct store *s, struct span output,
    struct store_outbox_count *ret, struct err *e)
{
	struct store_query q = store_query_begin(s, "SELECT count(*), "
	    "coalesce(sum(dead), 0), coalesce(min(CASE WHEN dead = 0 THEN "
	    "next END), 0) FROM outbox WHERE output = ?");
	bool any = false;
	rc r;

	*ret = (struct store_outbox_count){ .dead = 0 };
	store_query_text(&q, output);
	r = store_query_next(&q, &any, "counting what to tell", e);
	if (r == RC_OK && any) {
		ret->dead = store_query_get_int(&q, 1);
		ret->waiting = store_query_get_int(&q, 0) - ret->dead;
		ret->next = store_query_get_int(&q, 2);
	}
	store_query_end(&q);
	return (r);
}

rc
store_outbox_revive(struct store *s, struct span output, int64_t now,
    struct err *e)
{
	struct store_query q = store_query_begin(s, "UPDATE outbox SET "
	    "dead = 0, made = ?, tries = 0, next = ? WHERE output = ? AND "
	    "dead = 1");

	store_query_int(&q, now);
	store_query_int(&q, now);
	store_query_text(&q, output);
	return (run(&q, "reviving dead letters", e));
}
