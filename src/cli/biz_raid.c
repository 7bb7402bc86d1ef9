/* SPDX-License-Identifier: Apache-2.0 */
/* Attacks on the business: played from their tables, with labels. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "cli/biz_cast.h"
#include "cli/biz_raid.h"
#include "cli/sim_label.h"
#include "cli/sim_send.h"

static int
times(const struct biz_raid *r, const struct biz_raid_step *p)
{
	int n = p->times;

	if ((p->flags & BIZ_MANY) != 0)
		n = (int)(n * r->strength + 0.5);
	return (n > 0 ? n : 1);
}

static void
describe(struct biz *b, struct biz_raid *r, const struct biz_scene *s)
{
	struct buf text = { 0 };

	biz_say_text(b, s, r->kind->entity, &text);
	if (buf_str(&text) != NULL)
		(void)snprintf(r->entity, sizeof(r->entity), "%s", text.p);
	else
		sim_send_fail(b->f, RC_NOMEM);
	buf_clear(&text);
	sim_write_vehicle(&text, &s->unit->car.who);
	if (buf_str(&text) != NULL)
		(void)snprintf(r->vehicle, sizeof(r->vehicle), "%s", text.p);
	buf_release(&text);
}

/* What is not there, instead of a line. */
static bool
absent(struct biz *b, struct biz_raid *r, const struct biz_raid_step *p,
    const struct biz_scene *s)
{

	if ((p->flags & BIZ_MUTE) != 0) {
		b->f->mute = SIM_CRM;
		b->f->mute_from_ms = s->at_ms;
		b->f->mute_to_ms = r->last_ms = s->at_ms + s->m * 1000;
	} else if ((p->flags & BIZ_LOSE) != 0) {
		b->f->queue.seq[SIM_CRM] += 5;
	} else {
		return (false);
	}
	return (true);
}

static void
repeat(struct biz *b, struct biz_raid *r, const struct biz_raid_step *p,
    struct biz_scene *s)
{
	int n = times(r, p);
	struct sim_unit *first = s->unit;
	const struct biz_person *who = s->who;
	int64_t from = s->at_ms;

	s->raid = (p->flags & BIZ_BEFORE) != 0 ? NULL : r;
	s->net = (p->flags & BIZ_NET_B) != 0 ? &s->other->net : NULL;
	s->late_ms = p->late_s * 1000;
	for (int i = 0; i < n; i++) {
		s->i = i;
		s->at_ms = from + i * INT64_C(1000) * p->every_s;
		if (i > 0 && (p->flags & BIZ_CARS) != 0)
			s->unit = biz_cast_next(b, r, s->unit);
		if (i > 0 && (p->flags & BIZ_WHOS) != 0)
			s->who = &b->person[b->first[BIZ_OUTSIDER] +
			    (size_t)(who - b->person + i) %
			    biz_count(b, BIZ_OUTSIDER)];
		r->deciding = p->decides == i + 1;
		if (r->deciding)
			describe(b, r, s);
		biz_say(b, s, p->type, p->template);
	}
	s->unit = first;
	s->who = who;
}

bool
biz_raid_play(struct biz *b, struct biz_raid *r)
{
	struct biz_scene s = { .n = 7000 + (r - b->raid), .at_ms =
	    b->f->now_ms, .m = (int64_t)(r->kind->base * r->strength) };

	if (!biz_cast_fill(b, r, &s))
		return (false);
	b->car[s.unit - b->f->unit].raided = true;
	describe(b, r, &s);
	for (const struct biz_raid_step *p = r->kind->step; p->type != NULL;
	    p++) {
		s.at_ms += p->after_s * INT64_C(1000);
		if (!absent(b, r, p, &s))
			repeat(b, r, p, &s);
	}
	b->car[s.unit - b->f->unit].raid_ms = s.at_ms;
	return (true);
}

void
biz_raid_mark(struct biz *b, struct biz_raid *r, const struct sim_id *id,
    int64_t time_ms)
{

	buf_put(&r->ids, (struct span){ id->text, sizeof(id->text) });
	if (r->ids.failed)
		sim_send_fail(b->f, RC_NOMEM);
	if (r->first_ms == 0 || time_ms < r->first_ms)
		r->first_ms = time_ms;
	if (time_ms > r->last_ms)
		r->last_ms = time_ms;
	/* Without a row that says so it is the last one. */
	if (r->deciding || !r->decided)
		r->decides = *id;
	r->decided |= r->deciding;
}

static void
label(struct buf *b, const struct biz_raid *r)
{
	struct sim_label l = { .scenario = r->kind->scenario,
	    .name = r->kind->name, .kind = r->kind->kind,
	    .entity = span_of(r->entity), .vehicle = span_of(r->vehicle),
	    .start_ms = r->first_ms, .end_ms = r->last_ms,
	    .letter = r->kind->letter,
	    .decides = { r->decides.text, sizeof(r->decides.text) } };

	sim_label_open(b, &l);
	for (size_t at = 0; at < r->ids.n; at += SIM_WRITE_ID)
		sim_label_event(b, (struct span){ r->ids.p + at,
		    SIM_WRITE_ID });
	sim_label_close(b);
}

rc
biz_raid_labels(const struct biz *b, struct buf *out)
{

	/* They lie by start already. */
	for (size_t i = 0; b != NULL && i < b->raids; i++)
		if (b->raid[i].played)
			label(out, &b->raid[i]);
	return (out->failed ? RC_NOMEM : RC_OK);
}

void
biz_raid_release(struct biz *b)
{

	for (size_t i = 0; i < b->raids; i++)
		buf_release(&b->raid[i].ids);
	mem_free(b->raid);
}
