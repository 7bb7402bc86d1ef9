/* SPDX-License-Identifier: Apache-2.0 */
/* Alerts at the desk. */
#include "cli/desk_visit.h"

#define LIMIT		100		/* Alerts of a page. */

/* store_alert_fn: the alert's own members, then what became of it. */
static rc
put(void *ctx, const struct store_alert *w)
{
	struct desk_visit *v = ctx;
	struct buf *b = &v->a.body;
	rc r;

	if (v->n++ > 0)
		buf_char(b, ',');
	if (v->clear)
		buf_put(b, w->json);
	else if ((r = desk_mask(v->desk, w->json, b)) != RC_OK)
		return (r);
	v->shown = v->clear;
	if (b->failed || b->n == 0)
		return (RC_NOMEM);
	/* Without its closing brace. */
	b->n--;
	buf_text(b, ",\"status\":");
	buf_json(b, w->status);
	buf_text(b, ",\"assignee\":");
	buf_json(b, w->assignee);
	buf_fmt(b, ",\"seq\":%lld,\"version\":%lld}", (long long)w->seq,
	    (long long)w->version);
	v->last = w->seq;
	buf_clear(&v->a.etag);
	buf_fmt(&v->a.etag, "\"%lld\"", (long long)w->version);
	return (b->failed ? RC_NOMEM : RC_OK);
}

void
desk_alerts_list(struct desk_visit *v)
{
	struct store_wish w = { .status = desk_body_text(&v->query, "status"),
	    .entity = desk_body_text(&v->query, "entity"),
	    .tenant = span_of(v->who.tenant),
	    .before = desk_body_int(&v->query, "before", 0),
	    .severity = desk_body_int(&v->query, "severity", 0),
	    .limit = (unsigned)desk_body_int(&v->query, "limit", LIMIT) };
	struct err e = { .code = RC_OK };

	buf_text(&v->a.body, "{\"items\":[");
	if (store_alerts(v->store, &w, put, v, &e) != RC_OK) {
		desk_visit_refuse(v, &e, "alert");
		return;
	}
	buf_clear(&v->a.etag);
	buf_char(&v->a.body, ']');
	if (v->n == w.limit)
		buf_fmt(&v->a.body, ",\"next\":\"before=%lld\"",
		    (long long)v->last);
	buf_char(&v->a.body, '}');
	desk_visit_done(v, 200);
}

void
desk_alerts_show(struct desk_visit *v)
{
	struct err e = { .code = RC_OK };

	if (store_alert(v->store, v->id, put, v, &e) != RC_OK)
		desk_visit_refuse(v, &e, "alert");
	else
		desk_visit_done(v, 200);
}

/* The API asks before it begins a stream. */
void
desk_alerts_stream(struct desk_visit *v)
{

	v->a.tenant = span_of(v->who.tenant);
	desk_visit_done(v, 204);
}
