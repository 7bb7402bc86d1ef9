/* SPDX-License-Identifier: Apache-2.0 */
/* What people do. */
#include "store/store_query.h"
#include "store/store_work.h"

#define RULE	"rule, state, reason, who, until, changed"

static rc
run(struct store_query *q, const char *what, struct err *e)
{
	bool any = false;
	rc r = store_query_next(q, &any, what, e);

	store_query_end(q);
	return (r);
}

rc
store_work_put(struct store *s, const struct store_work *w, struct err *e)
{
	struct store_query q = store_query_begin(s, "INSERT INTO work(time, "
	    "alert, who, what, value, text) VALUES(?, ?, ?, ?, ?, ?)");

	store_query_int(&q, w->time);
	store_query_text(&q, w->alert);
	store_query_text(&q, w->who);
	store_query_text(&q, w->what);
	store_query_text(&q, w->value);
	store_query_text(&q, w->text);
	return (run(&q, "noting work", e));
}

rc
store_work_of(struct store *s, struct span alert, store_work_fn *fn,
    void *ctx, struct err *e)
{
	struct store_query q = store_query_begin(s, "SELECT time, alert, who, "
	    "what, value, text FROM work WHERE alert = ? ORDER BY seq");
	bool any = false;
	rc r;

	store_query_text(&q, alert);
	while ((r = store_query_next(&q, &any, "reading work", e)) == RC_OK &&
	    any) {
		const struct store_work w = {
		    .time = store_query_get_int(&q, 0),
		    .alert = store_query_get_text(&q, 1),
		    .who = store_query_get_text(&q, 2),
		    .what = store_query_get_text(&q, 3),
		    .value = store_query_get_text(&q, 4),
		    .text = store_query_get_text(&q, 5) };

		if ((r = fn(ctx, &w)) != RC_OK) {
			(void)rc_fail(e, r, 0, "%s", rc_text(r));
			break;
		}
	}
	store_query_end(&q);
	return (r);
}

rc
store_work_rules(struct store *s, store_work_rule_fn *fn, void *ctx,
    struct err *e)
{
	struct store_query q = store_query_begin(s, "SELECT " RULE
	    " FROM rule ORDER BY rule");
	bool any = false;
	rc r;

	while ((r = store_query_next(&q, &any, "reading rules", e)) ==
	    RC_OK && any) {
		const struct store_work_rule w = {
		    .rule = store_query_get_text(&q, 0),
		    .state = store_query_get_text(&q, 1),
		    .reason = store_query_get_text(&q, 2),
		    .who = store_query_get_text(&q, 3),
		    .until = store_query_get_int(&q, 4),
		    .changed = store_query_get_int(&q, 5) };

		if ((r = fn(ctx, &w)) != RC_OK) {
			(void)rc_fail(e, r, 0, "%s", rc_text(r));
			break;
		}
	}
	store_query_end(&q);
	return (r);
}

rc
store_work_set_rule(struct store *s, const struct store_work_rule *w,
    struct err *e)
{
	struct store_query q = store_query_begin(s, "INSERT INTO rule(" RULE
	    ") VALUES(?, ?, ?, ?, ?, ?) ON CONFLICT(rule) DO UPDATE SET "
	    "state = excluded.state, reason = excluded.reason, who = "
	    "excluded.who, until = excluded.until, changed = "
	    "excluded.changed");

	store_query_text(&q, w->rule);
	store_query_text(&q, w->state);
	store_query_text(&q, w->reason);
	store_query_text(&q, w->who);
	store_query_int(&q, w->until);
	store_query_int(&q, w->changed);
	return (run(&q, "noting a rule", e));
}

rc
store_work_counts(struct store *s, struct span tenant,
    store_work_count_fn *fn, void *ctx, struct err *e)
{
	struct store_query q = store_query_begin(s, "SELECT rule, count(*), "
	    "max(time) FROM alert WHERE ? = '' OR tenant = ? GROUP BY rule "
	    "ORDER BY rule");
	bool any = false;
	rc r;

	store_query_text(&q, tenant);
	store_query_text(&q, tenant);
	while ((r = store_query_next(&q, &any, "counting alerts", e)) ==
	    RC_OK && any)
		if ((r = fn(ctx, store_query_get_text(&q, 0),
		    store_query_get_int(&q, 1), store_query_get_int(&q,
		    2))) != RC_OK) {
			(void)rc_fail(e, r, 0, "%s", rc_text(r));
			break;
		}
	store_query_end(&q);
	return (r);
}
