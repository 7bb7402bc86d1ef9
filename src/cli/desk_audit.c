/* SPDX-License-Identifier: Apache-2.0 */
/* Records at the desk: who signed in, who changed what, who saw what. */
#include "cli/desk_visit.h"
#include "model/jsonput.h"

#define LIMIT	100

/* store_access_note_fn */
static rc
put(void *ctx, const struct store_access_note *n)
{
	struct desk_visit *v = ctx;
	struct buf *b = &v->a.body;

	jsonput_open(b, NULL, '{');
	jsonput_int(b, "seq", n->seq);
	jsonput_key(b, "time");
	buf_char(b, '"');
	buf_time(b, n->time);
	buf_char(b, '"');
	jsonput_text(b, "who", n->who);
	jsonput_text(b, "what", n->what);
	jsonput_text(b, "object", n->object);
	jsonput_text(b, "from", n->from);
	jsonput_text(b, "outcome", n->outcome);
	jsonput_text(b, "detail", n->detail);
	jsonput_close(b, '}');
	v->n++;
	v->last = n->seq;
	return (b->failed ? RC_NOMEM : RC_OK);
}

void
desk_audit_list(struct desk_visit *v)
{
	unsigned limit = (unsigned)desk_body_int(&v->query, "limit", LIMIT);
	struct err e = { .code = RC_OK };

	if (v->who.tenant[0] != '\0') {
		desk_visit_problem(v, 403, "records are of all tenants");
		return;
	}
	jsonput_open(&v->a.body, NULL, '{');
	jsonput_open(&v->a.body, "items", '[');
	if (store_access_notes(v->store, desk_body_int(&v->query, "before",
	    INT64_MAX), limit, put, v, &e) != RC_OK) {
		desk_visit_refuse(v, &e, "record");
		return;
	}
	jsonput_close(&v->a.body, ']');
	if (v->n == limit)
		buf_fmt(&v->a.body, ",\"next\":\"before=%lld\"",
		    (long long)v->last);
	jsonput_close(&v->a.body, '}');
	desk_visit_done(v, 200);
}
