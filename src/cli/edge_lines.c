/* SPDX-License-Identifier: Apache-2.0 */
/* What sources of rows have in common. */
#include "base/mem.h"
#include "cli/edge_lines.h"
#include "cli/verb_map.h"

#define BODY		((size_t)256 << 10)	/* Bytes read at once. */
#define HALF_YEAR_MS	(INT64_C(182) * 86400000)

/* Lines that the edge has. */
struct edge_lines_batch {
	struct edge_wait	 wait;		/* First. */
	struct edge_lines_batch	*next;		/* Taken later. */
	struct edge_lines	*of;		/* Borrowed. */
	void			*note;		/* Owned. */
	size_t			 bytes;
	bool			 unsure;	/* Told that it is not there. */
};

rc
edge_lines_init(struct edge_lines *l, const struct edge_source_how *how,
    struct err *e)
{
	const char *name = how->source->mapping;
	struct push_how as = { .name = how->source->name };
	rc r = RC_OK;

	l->how = *how;
	if (name != NULL && (r = verb_map_load(name, &l->mapping)) != RC_OK)
		return (rc_fail(e, r, 0, "the mapping '%s' cannot be used",
		    name));
	if (name != NULL && mapping_format(l->mapping) != MAPPING_JSON_LINES &&
	    mapping_format(l->mapping) != MAPPING_TEXT)
		return (rc_fail(e, RC_MALFORMED, 0, "the mapping '%s' is not "
		    "of lines that stand for themselves", name));
	as.mapping = l->mapping;
	if ((r = push_new(&as, &l->push)) != RC_OK)
		return (rc_fail(e, r, 0, "opening a source"));
	return (RC_OK);
}

static void
drop(struct edge_lines_batch *b)
{
	struct edge_lines_batch **at = &b->of->flying;

	while (*at != b)
		at = &(*at)->next;
	*at = b->next;
	b->of->bytes -= b->bytes;
	mem_free(b->note);
	mem_free(b);
}

void
edge_lines_release(struct edge_lines *l)
{

	while (l->flying != NULL) {
		if (l->flying->wait.waits)
			l->how.host->leave(l->how.host->ctx,
			    &l->flying->wait);
		drop(l->flying);
	}
	push_free(l->push);
	mapping_free(l->mapping);
	buf_release(&l->body);
	buf_release(&l->lines);
	mem_free(l->note);
	l->note = NULL;
}

static void
hold(struct edge_lines *l, const char *why)
{

	l->held = true;
	(void)edge_tally_be(l->how.tally, EDGE_WAITS, loop_clock(), "%s",
	    why);
}

/* Is there room again?  Not at once for the next one only. */
static void
settle(struct edge_lines *l)
{

	if (!l->held || l->busy || l->waits || l->body.n > 0 ||
	    l->bytes > (size_t)l->how.source->queue / 2)
		return;
	l->held = false;
	(void)edge_tally_be(l->how.tally, EDGE_RUNS, loop_clock(), "%s", "");
	l->go(l->ctx);
}

static void
sure(struct edge_lines_batch *b)
{
	struct edge_lines *l = b->of;

	if (l->durable != NULL && b->note != NULL)
		l->durable(l->ctx, b->note);
	drop(b);
}

/* edge_wait.told */
static void
told(struct edge_wait *wait, bool durable)
{
	struct edge_lines_batch *b = (void *)wait;
	struct edge_lines *l = b->of;

	if (!durable) {
		/* It stays in the journal's memory, to be written yet. */
		b->unsure = true;
		hold(l, "the journal cannot be written");
		return;
	}
	sure(b);
	settle(l);
}

static void
send(struct edge_lines *l)
{
	const struct edge_host *host = l->how.host;
	struct edge_lines_batch *b = mem_new(sizeof(*b)), **at = &l->flying;
	rc r = RC_NOMEM;

	l->waits = true;
	if (b != NULL) {
		*b = (struct edge_lines_batch){ .wait = { .told = told },
		    .of = l, .note = l->note, .bytes = l->lines.n };
		l->busy = true;
		r = host->take(host->ctx, buf_span(&l->lines), &b->wait);
		l->busy = false;
	}
	if (r != RC_OK) {
		mem_free(b);
		hold(l, r == RC_LIMIT ? host->why : "out of memory");
		return;
	}
	while (*at != NULL)
		at = &(*at)->next;
	*at = b;
	l->bytes += b->bytes;
	l->note = NULL;
	l->waits = false;
	buf_clear(&l->lines);
	if (l->bytes > (size_t)l->how.source->queue)
		hold(l, "more waits for the disk than `queue' allows");
}

/* As a file of lines, and never packed: it begins with an empty one. */
static rc
row_begins(struct edge_lines *l)
{

	if (l->body.n == 0)
		buf_char(&l->body, '\n');
	l->rows++;
	return (l->body.failed ? RC_NOMEM : RC_OK);
}

void
edge_lines_bad(struct edge_lines *l, const char *what)
{

	if (row_begins(l) == RC_OK)
		buf_char(&l->body, '\n');
	edge_tally_reject(l->how.tally, l->before + l->rows, what);
}

void
edge_lines_put(struct edge_lines *l, struct span row)
{
	size_t at;

	if (l->mapping == NULL && row.n > 0 && row.p[0] != '{') {
		edge_lines_bad(l, "is no JSON object");
		return;
	}
	(void)row_begins(l);
	at = l->body.n;
	buf_put(&l->body, row);
	for (; at < l->body.n; at++)
		if (l->body.p[at] == '\n' || l->body.p[at] == '\r')
			l->body.p[at] = ' ';
	buf_char(&l->body, '\n');
}

bool
edge_lines_full(const struct edge_lines *l)
{

	return (l->body.n >= BODY || l->body.failed);
}

static void
read_rows(struct edge_lines *l)
{
	struct push_told t;
	struct err e = { .code = RC_OK };
	int64_t now = loop_clock();
	rc r;

	/* Times without a year are of the half year before now, or behind. */
	if (l->mapping != NULL)
		mapping_start(l->mapping, now - HALF_YEAR_MS);
	r = push_body(l->push, buf_span(&l->body), now, &l->lines, &t, &e);
	if (r == RC_NOMEM) {
		hold(l, "out of memory");
		return;
	}
	for (size_t i = 0; i < t.samples; i++)
		t.sample[i].number += l->before - 1;
	if (r == RC_OK)
		edge_tally_took(l->how.tally, &t, now);
	else
		edge_tally_reject(l->how.tally, l->before + 1, e.what);
	l->before += l->rows;
	l->rows = 0;
	buf_clear(&l->body);
}

void
edge_lines_flush(struct edge_lines *l, void *note)
{

	BUG_IF(l->note != NULL || l->held);
	l->note = note;
	if (l->body.failed) {
		/* A row that was cut short is not one. */
		edge_tally_reject(l->how.tally, l->before + l->rows,
		    "out of memory");
		buf_release(&l->body);
		l->before += l->rows;
		l->rows = 0;
	}
	if (l->body.n > 0)
		read_rows(l);
	if (l->body.n == 0 && (l->lines.n > 0 || note != NULL))
		send(l);
}

void
edge_lines_resume(struct edge_lines *l, bool journal)
{
	/* What was told not to be there is: all before it is, too. */
	while (journal && l->flying != NULL && l->flying->unsure)
		sure(l->flying);
	if (l->held && l->body.n > 0)
		read_rows(l);
	if (l->held && l->body.n == 0 && (l->lines.n > 0 || l->note != NULL))
		send(l);
	settle(l);
}
