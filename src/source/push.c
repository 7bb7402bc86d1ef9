/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody has pushed, as event lines. */
#include <stdio.h>

#include "base/mem.h"
#include "model/evline.h"
#include "model/lineid.h"
#include "source/push.h"

struct push {
	struct push_how		 how;
	struct reader		*reader;	/* Owned. */
	struct evline		*check;		/* Owned. */
	struct plan		 plan;		/* Of nothing. */
	struct value		 slot[PLAN_FIRST];
	struct arena		 arena;
	struct push_told	*told;		/* Of the body at hand. */
	bool			 counts;	/* Lines, for good. */
};

static void
reject(struct push *p, uint64_t number, const char *what)
{
	struct push_told *t = p->told;
	struct push_sample *s = &t->sample[t->samples];

	t->rejected++;
	if (t->samples == PUSH_SAMPLES)
		return;
	s->number = number;
	(void)snprintf(s->what, sizeof(s->what), "%s", what);
	t->samples++;
}

/* reader_note_fn: never what stood there, only where and why. */
static void
note(void *ctx, const char *path UNUSED, const struct mapping_note *n)
{
	struct push *p = ctx;
	char what[160];

	if (n->kind == MAPPING_SKIPPED)
		p->told->skipped++;
	if (n->kind != MAPPING_BAD)
		return;
	(void)snprintf(what, sizeof(what), "%.*s%s%s", (int)n->column.n,
	    n->column.n > 0 ? n->column.p : "", n->column.n > 0 ? ": " : "",
	    n->reason);
	reject(p, n->number, what);
}

rc
push_new(const struct push_how *how, struct push **ret)
{
	struct push *p = mem_new(sizeof(*p));
	struct reader_opts opts = { .mapping = how->mapping,
	    .decoder = how->decoder, .note = note, .ctx = p };

	if (p == NULL)
		return (RC_NOMEM);
	p->how = *how;
	p->plan.slots = PLAN_FIRST;
	if (reader_new(&opts, &p->reader) != RC_OK ||
	    evline_new(&p->plan, &p->check) != RC_OK) {
		push_free(p);
		return (RC_NOMEM);
	}
	*ret = p;
	return (RC_OK);
}

void
push_free(struct push *p)
{

	if (p == NULL)
		return;
	reader_free(p->reader);
	evline_free(p->check);
	arena_release(&p->arena);
	mem_free(p);
}

/* What the line does not say of itself, as members in front of its own. */
static void
put_more(const struct push *p, const struct event *ev, struct span line,
    int64_t now, struct buf *out)
{
	char id[LINEID];

	if (ev->received == EVENT_NO_TIME) {
		buf_text(out, "\"received\":\"");
		buf_time(out, now);
		buf_text(out, "\",");
	}
	if (p->counts && ev->id.n == 0) {
		lineid_of(line, ev->number, id);
		buf_fmt(out, "\"id\":\"%.*s\",", LINEID, id);
	}
}

/* The line, with the time of its arrival if it does not say. */
static void
put(const struct push *p, const struct event *ev, struct span line,
    int64_t now, struct buf *out)
{
	const char *open = memchr(line.p, '{', line.n);
	size_t from = out->n;

	if (open == NULL) {
		buf_put(out, line);
	} else {
		buf_char(out, '{');
		put_more(p, ev, line, now, out);
		buf_put(out, span_from(line, (size_t)(open - line.p) + 1));
	}
	/* An array's element may be on several lines.  It has been read, so
	 * that none of their ends is within a string. */
	for (size_t i = from; i < out->n; i++)
		if (out->p[i] == '\n' || out->p[i] == '\r')
			out->p[i] = ' ';
	buf_char(out, '\n');
}

static rc
take(struct push *p, const struct reader_line *line, int64_t now,
    struct buf *out)
{
	struct event ev = { .plan = &p->plan, .slot = p->slot,
	    .number = line->number };
	uint32_t notes[EVLINE_NOTE_COUNT] = { 0 };
	struct err why = { .code = RC_OK };
	rc r;

	arena_clear(&p->arena);
	r = evline_read(p->check, line->text, &p->arena, &ev, notes, &why);
	if (r == RC_NOMEM)
		return (r);
	if (r != RC_OK) {
		reject(p, line->number, why.what);
		return (RC_OK);
	}
	put(p, &ev, line->text, now, out);
	p->told->accepted++;
	return (RC_OK);
}

void
push_after(struct push *p, uint64_t lines)
{

	p->counts = true;
	reader_after(p->reader, lines);
}

static rc
all(struct push *p, int64_t now, struct buf *out, struct err *e)
{
	size_t before = out->n;
	struct reader_line line;
	rc r;

	while ((r = reader_next(p->reader, &line, e)) == RC_OK) {
		if ((r = take(p, &line, now, out)) != RC_OK)
			return (rc_fail(e, r, 0, "out of memory"));
		if (out->n - before > PUSH_UNPACKED)
			return (rc_fail(e, RC_LIMIT, 0, "more than %zu bytes "
			    "of lines", PUSH_UNPACKED));
	}
	return (r == RC_NOTFOUND ? RC_OK : r);
}

rc
push_body(struct push *p, struct span body, int64_t now, struct buf *out,
    struct push_told *told, struct err *e)
{
	size_t before = out->n;
	rc r;

	*told = (struct push_told){ .samples = 0 };
	p->told = told;
	if ((r = reader_memory(p->reader, p->how.name, body, e)) == RC_OK)
		r = all(p, now, out, e);
	p->told = NULL;
	if (r == RC_OK && out->failed)
		r = rc_fail(e, RC_NOMEM, 0, "out of memory");
	if (r != RC_OK)
		out->n = before;
	out->failed = false;
	return (r);
}
