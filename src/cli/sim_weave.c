/* SPDX-License-Identifier: Apache-2.0 */
/* The output of an injection. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/ts.h"
#include "cli/sim_label.h"
#include "cli/sim_splice.h"
#include "cli/sim_weave.h"
#include "model/lineid.h"

#define OUT_BYTES	(1u << 20)

/** One run of the output. */
struct pass {
	struct sim_weave	*w;
	sim_queue_sink_fn	*sink;
	void			*arg;
	struct buf		 out;
	struct arena		 arena;
	uint64_t		 line;	/* Number of the newest line. */
	uint64_t		 made;	/* New ids. */
	rc			 bad;
};

rc
sim_weave_fix(struct sim_weave *w, struct sim_weave_fix fix)
{

	if (!mem_room(&w->fix, w->fixes, &w->fix_cap, sizeof(*w->fix)))
		return (RC_NOMEM);
	w->fix[w->fixes++] = fix;
	return (RC_OK);
}

rc
sim_weave_add(struct sim_weave *w, struct sim_weave_add add)
{

	if (!mem_room(&w->add, w->adds, &w->add_cap, sizeof(*w->add)))
		return (RC_NOMEM);
	add.order = w->adds;
	w->add[w->adds++] = add;
	return (RC_OK);
}

static int
by_record(const void *va, const void *vb)
{
	const struct sim_weave_fix *a = va, *b = vb;

	return ((a->record > b->record) - (a->record < b->record));
}

static int
by_received(const void *va, const void *vb)
{
	const struct sim_weave_add *a = va, *b = vb;

	if (a->received_ms != b->received_ms)
		return (a->received_ms < b->received_ms ? -1 : 1);
	return ((a->order > b->order) - (a->order < b->order));
}

static void
evidence(struct pass *p, uint32_t act, struct span id, int64_t time_ms)
{
	struct sim_weave_act *a = &p->w->act[act];

	if (a->ids.n == 0 || time_ms < a->start_ms)
		a->start_ms = time_ms;
	if (a->ids.n == 0 || time_ms > a->end_ms)
		a->end_ms = time_ms;
	if (a->ids.n > 0)
		buf_char(&a->ids, ',');
	buf_json(&a->ids, id);
	if (a->ids.failed)
		p->bad = RC_NOMEM;
}

/* The line written from byte ${from} on belongs to an attack. */
static void
prove(struct pass *p, uint32_t act, struct span id, int64_t time_ms,
    size_t from)
{
	char derived[LINEID];
	struct span line = { p->out.p + from, p->out.n - from };

	if (p->out.failed)
		return;
	while (line.n > 0 && (line.p[line.n - 1] == '\n' ||
	    line.p[line.n - 1] == '\r'))
		line.n--;
	if (id.n == 0) {
		lineid_of(line, p->line, derived);
		id = (struct span){ derived, sizeof(derived) };
	}
	evidence(p, act, id, time_ms);
}

static void
quoted_time(struct buf *b, int64_t ms)
{
	char text[TS_TEXT];

	ts_text(ms, text);
	buf_json(b, (struct span){ text, sizeof(text) });
}

static bool
read_again(struct pass *p, const struct sim_record *r, struct sim_splice *s)
{
	struct span line = { p->w->carrier->text.p + r->at, r->n };

	arena_clear(&p->arena);
	if (sim_splice_read(line, &p->arena, s, NULL) == RC_OK)
		return (true);
	p->bad = RC_NOMEM;	/* It could be read before. */
	return (false);
}

static void
put_fix(struct pass *p, const struct sim_weave_fix *f)
{
	const struct sim_record *r = &p->w->carrier->record[f->record];
	struct buf lat = { 0 }, lon = { 0 }, odo = { 0 };
	struct sim_edit edit[3];
	struct sim_splice s;
	size_t n = 0, from = p->out.n;

	if (!read_again(p, r, &s))
		return;
	if (f->moved) {
		sim_write_fixed(&lat, f->at.lat, 6);
		sim_write_fixed(&lon, f->at.lon, 6);
		edit[n++] = (struct sim_edit){ SIM_PART_LAT, buf_span(&lat) };
		edit[n++] = (struct sim_edit){ SIM_PART_LON, buf_span(&lon) };
	}
	if (f->odo_m >= 0) {
		buf_int(&odo, f->odo_m);
		edit[n++] = (struct sim_edit){ SIM_PART_ODO, buf_span(&odo) };
	}
	p->line++;
	sim_splice_write(&p->out, &s, edit, n);
	if (!f->quiet)
		prove(p, f->act, s.id, s.time_ms, from);
	p->out.failed |= lat.failed || lon.failed || odo.failed;
	buf_release(&lat);
	buf_release(&lon);
	buf_release(&odo);
}

static void
put_copy(struct pass *p, const struct sim_weave_add *a,
    const struct sim_splice *s, struct span id)
{
	struct buf t = { 0 };
	size_t at[6] = { 0 };

	if (id.n > 0)
		buf_json(&t, id);
	at[1] = t.n;
	quoted_time(&t, a->time_ms);
	at[2] = t.n;
	quoted_time(&t, a->received_ms);
	at[3] = t.n;
	sim_write_fixed(&t, a->at.lat, 6);
	at[4] = t.n;
	sim_write_fixed(&t, a->at.lon, 6);
	at[5] = t.n;
	if (!t.failed) {
		const struct sim_edit edit[] = {
			{ SIM_PART_ID, { t.p, at[1] } },
			{ SIM_PART_TIME, { t.p + at[1], at[2] - at[1] } },
			{ SIM_PART_RECEIVED, { t.p + at[2], at[3] - at[2] } },
			{ SIM_PART_LAT, { t.p + at[3], at[4] - at[3] } },
			{ SIM_PART_LON, { t.p + at[4], at[5] - at[4] } },
		};

		sim_splice_write(&p->out, s, edit, COUNT_OF(edit));
	}
	p->out.failed |= t.failed;
	buf_release(&t);
}

static void
put_command(struct pass *p, const struct sim_weave_add *a,
    const struct sim_splice *s, struct span id)
{
	struct buf *b = &p->out;

	buf_char(b, '{');
	if (id.n > 0) {
		buf_text(b, "\"id\":");
		buf_json(b, id);
		buf_char(b, ',');
	}
	buf_text(b, "\"type\":\"command.request\",\"time\":");
	quoted_time(b, a->time_ms);
	if (s->part[SIM_PART_RECEIVED].n > 0) {
		buf_text(b, ",\"received\":");
		quoted_time(b, a->received_ms);
	}
	buf_text(b, ",\"source\":{\"name\":\"cmd-gw\",\"kind\":\"gateway\"}"
	    ",\"vehicle\":{\"id\":");
	buf_json(b, s->vehicle);
	buf_text(b, "},\"command_id\":\"cmd-sim-");
	buf_int(b, (int64_t)p->made);
	buf_text(b, "\",\"command\":");
	buf_json(b, span_of(a->command));
	buf_text(b, ",\"channel\":\"api\"}\n");
}

static void
put_add(struct pass *p, const struct sim_weave_add *a)
{
	size_t from = p->out.n;
	struct sim_splice s;
	struct span id = { NULL, 0 };
	struct sim_id made;

	if (!read_again(p, &p->w->carrier->record[a->record], &s))
		return;
	/* A new id where the carrier has some; else it is derived. */
	sim_write_id(a->time_ms, p->w->seed, ++p->made, &made);
	if (s.id.n > 0)
		id = (struct span){ made.text, sizeof(made.text) };
	p->line++;
	if (a->command != NULL)
		put_command(p, a, &s, id);
	else
		put_copy(p, a, &s, id);
	prove(p, a->act, id, a->time_ms, from);
}

/* A record as it stands, with its own line end. */
static void
put_same(struct pass *p, size_t record)
{
	const struct sim_carrier *c = p->w->carrier;
	size_t at = c->record[record].at;
	size_t end = record + 1 < c->records ? c->record[record + 1].at :
	    c->text.n;

	buf_put(&p->out, (struct span){ c->text.p + at, end - at });
	p->line++;
}

static void
drain(struct pass *p)
{

	if (p->bad == RC_OK && p->out.failed)
		p->bad = RC_NOMEM;
	if (p->bad == RC_OK && p->out.n > 0)
		p->bad = p->sink(p->arg, buf_span(&p->out));
	buf_clear(&p->out);
}

static void
weave(struct pass *p)
{
	struct sim_weave *w = p->w;
	size_t f = 0, a = 0;

	for (size_t i = 0; i < w->carrier->records && p->bad == RC_OK; i++) {
		while (a < w->adds && w->add[a].received_ms <
		    w->carrier->record[i].received_ms)
			put_add(p, &w->add[a++]);
		if (f < w->fixes && w->fix[f].record == i)
			put_fix(p, &w->fix[f++]);
		else
			put_same(p, i);
		if (p->out.n >= OUT_BYTES)
			drain(p);
	}
	drain(p);
}

static void
label(const struct sim_weave *w, const struct sim_weave_act *a,
    struct buf *b)
{
	const struct sim_carrier_car *car = &w->carrier->car[a->car];
	bool device = (a->kind->flags & SIM_ACT_DEVICE) != 0;
	struct sim_label l = { a->kind->scenario, a->kind->name,
	    device ? "device" : "vehicle", device ? car->device : car->key,
	    car->key, a->start_ms,
	    a->tail_ms > a->end_ms ? a->tail_ms : a->end_ms, 0, { NULL, 0 } };

	sim_label_open(b, &l);
	buf_put(b, buf_span(&a->ids));
	sim_label_close(b);
}

rc
sim_weave_run(struct sim_weave *w, sim_queue_sink_fn *sink, void *arg,
    struct buf *labels)
{
	struct pass p = { .w = w, .sink = sink, .arg = arg };

	if (w->fixes > 0)
		qsort(w->fix, w->fixes, sizeof(*w->fix), by_record);
	if (w->adds > 0)
		qsort(w->add, w->adds, sizeof(*w->add), by_received);
	weave(&p);
	buf_release(&p.out);
	arena_release(&p.arena);
	for (size_t i = 0; i < w->acts && p.bad == RC_OK; i++)
		label(w, &w->act[i], labels);
	return (p.bad == RC_OK && labels->failed ? RC_NOMEM : p.bad);
}

void
sim_weave_release(struct sim_weave *w)
{

	for (size_t i = 0; i < w->acts; i++)
		buf_release(&w->act[i].ids);
	mem_free(w->act);
	mem_free(w->fix);
	mem_free(w->add);
	*w = (struct sim_weave){ 0 };
}
