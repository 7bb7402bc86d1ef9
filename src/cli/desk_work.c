/* SPDX-License-Identifier: Apache-2.0 */
/* What is done with an alert: who has it, what is said, how it ends. */
#include "cli/desk_visit.h"
#include "model/jsonput.h"
#include "store/store_work.h"

/* A change of an alert: its state after, and the note of it. */
struct step {
	char			status[16], assignee[64];
	struct store_work	work;
};

/* store_alert_fn: its state now. */
static rc
now(void *ctx, const struct store_alert *a)
{
	struct step *s = ctx;

	s->status[span_keep(s->status, sizeof(s->status) - 1, a->status)] =
	    '\0';
	s->assignee[span_keep(s->assignee, sizeof(s->assignee) - 1,
	    a->assignee)] = '\0';
	return (RC_OK);
}

/* desk_visit_change_fn */
static rc
take(struct desk_visit *v, void *ctx, struct err *e)
{
	const struct step *s = ctx;
	rc r = RC_OK;

	if (!span_eq(s->work.what, SPAN("comment")))
		r = store_set_status(v->store, v->id, desk_visit_was(v),
		    span_of(s->status), span_of(s->assignee), v->now, e);
	return (r != RC_OK ? r : store_work_put(v->store, &s->work, e));
}

/* Do it, or answer why not. */
static bool
done(struct desk_visit *v, struct step *s, const char *what,
    const char *record)
{
	struct err e = { .code = RC_OK };

	s->work.time = v->now;
	s->work.alert = v->id;
	s->work.who = span_of(v->who.name);
	s->work.what = span_of(what);
	if (desk_visit_change(v, take, s, record, v->id, &e) == RC_OK)
		return (true);
	desk_visit_refuse(v, &e, "alert");
	return (false);
}

static bool
begin(struct desk_visit *v, struct step *s)
{
	struct err e = { .code = RC_OK };

	*s = (struct step){ .status = "" };
	if (store_alert(v->store, v->id, now, s, &e) == RC_OK)
		return (true);
	desk_visit_refuse(v, &e, "alert");
	return (false);
}

static void
copy(char *to, size_t room, struct span s)
{

	to[span_keep(to, room - 1, s)] = '\0';
}

void
desk_work_status(struct desk_visit *v)
{
	struct step s;

	if (!begin(v, &s))
		return;
	s.work.value = desk_body_text(&v->body, "status");
	copy(s.status, sizeof(s.status), s.work.value);
	if (desk_body_has(&v->body, "assignee"))
		copy(s.assignee, sizeof(s.assignee),
		    desk_body_text(&v->body, "assignee"));
	if (done(v, &s, "status", "alert.status"))
		desk_alerts_show(v);
}

void
desk_work_assign(struct desk_visit *v)
{
	struct step s;

	if (!begin(v, &s))
		return;
	s.work.value = desk_body_text(&v->body, "assignee");
	copy(s.assignee, sizeof(s.assignee), s.work.value);
	if (strcmp(s.status, "new") == 0 && s.assignee[0] != '\0')
		copy(s.status, sizeof(s.status), SPAN("open"));
	if (done(v, &s, "assign", "alert.assign"))
		desk_alerts_show(v);
}

void
desk_work_close(struct desk_visit *v)
{
	struct step s;

	if (!begin(v, &s))
		return;
	s.work.value = desk_body_text(&v->body, "verdict");
	s.work.text = desk_body_text(&v->body, "reason");
	copy(s.status, sizeof(s.status), SPAN("closed"));
	if (done(v, &s, "close", "alert.close"))
		desk_alerts_show(v);
}

/* store_work_fn: people write names into comments. */
static rc
put(void *ctx, const struct store_work *w)
{
	struct desk_visit *v = ctx;
	struct buf text = { 0 }, *b = &v->a.body;

	if (v->clear)
		buf_put(&text, w->text);
	else
		mask_text(v->desk->mask, w->text, &text);
	v->shown = v->clear;
	jsonput_open(b, NULL, '{');
	jsonput_key(b, "time");
	buf_char(b, '"');
	buf_time(b, w->time);
	buf_char(b, '"');
	jsonput_text(b, "who", w->who);
	jsonput_text(b, "what", w->what);
	jsonput_text(b, "value", w->value);
	jsonput_text(b, "text", buf_span(&text));
	jsonput_close(b, '}');
	b->failed |= text.failed;
	buf_release(&text);
	return (b->failed ? RC_NOMEM : RC_OK);
}

void
desk_work_comment(struct desk_visit *v)
{
	struct step s;

	if (!begin(v, &s))
		return;
	s.work.text = desk_body_text(&v->body, "text");
	if (!done(v, &s, "comment", "alert.comment"))
		return;
	/* That it failed is seen once all is written. */
	(void)put(v, &s.work);
	desk_visit_done(v, 201);
}

void
desk_work_history(struct desk_visit *v)
{
	struct err e = { .code = RC_OK };

	jsonput_open(&v->a.body, NULL, '{');
	jsonput_open(&v->a.body, "items", '[');
	if (store_work_of(v->store, v->id, put, v, &e) != RC_OK) {
		desk_visit_refuse(v, &e, "alert");
		return;
	}
	jsonput_close(&v->a.body, ']');
	jsonput_close(&v->a.body, '}');
	desk_visit_done(v, 200);
}
