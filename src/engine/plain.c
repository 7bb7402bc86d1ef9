/* SPDX-License-Identifier: Apache-2.0 */
/* The engine for plain input: batches of lines through the steps. */
#include "base/json_pick.h"
#include "base/mem.h"
#include "engine/crew.h"
#include "engine/plain_judge.h"
#include "engine/plain_names.h"
#include "engine/plain_time.h"

#define BATCH_LINES	256		/* Of one worker; of several */
#define BATCH_SHARED	1024		/* more, as they wait at its end. */
#define BATCH_BYTES	(1u << 20)	/* Copied text of a batch. */
#define SOURCE_PARTS	3

/* What the reader fills is what the rules look at. */
_Static_assert(sizeof(struct json_val) == sizeof(struct value) &&
    offsetof(struct json_val, n) == offsetof(struct value, n) &&
    offsetof(struct json_val, type) == offsetof(struct value, type) &&
    JSON_INT == (int)VALUE_INT && JSON_NUM == (int)VALUE_NUM &&
    JSON_TEXT == (int)VALUE_TEXT && JSON_ARRAY == (int)VALUE_ARRAY &&
    JSON_MAP == (int)VALUE_MAP, "a picked value is a value");

/* Where a line says what its logsource is. */
static const char *const source_names[SOURCE_PARTS] = {
	"logsource.product|product", "logsource.category|category",
	"logsource.service|service",
};

/* What one worker has to itself. */
struct worker {
	struct json_pick_reader	*reader;	/* Owned. */
	struct sigma_scratch	*scratch;	/* Owned. */
	struct arena		 arena;		/* Of the batch. */
	struct json_pick_row	*row;		/* Owned; the first is used */
	size_t			 rows, row_n;	/* again until a line needs */
	size_t			 row_cap;	/* to keep it. */
	unsigned		*hit;		/* Owned; room for all rules. */
	rc			 failed;
};

struct plain {
	struct plain_options	 o;
	struct plain_ears	 ears;
	struct plain_names	 names;
	struct sigma		*sigma;		/* Owned. */
	size_t			 rules;
	struct json_pick	*plan;		/* Owned. */
	unsigned		 time;		/* Slots of the engine's own. */
	unsigned		 source[SOURCE_PARTS];
	struct crew		*crew;		/* Owned. */
	struct worker		*worker;	/* Owned; one each. */
	struct plain_judge	*judge;		/* Owned. */
	struct plain_line	*line;		/* Owned: the batch. */
	size_t			 n, most;
	char			*text;		/* Owned: BATCH_BYTES. */
	size_t			 text_n;
	uint64_t		 lines;
	struct sigma_logsource	 asked;		/* Of plain_row(). */
};

/* One more row for ${w}. */
static rc
row_new(const struct plain *P, struct worker *w)
{
	struct json_pick_row *row;

	if (!mem_room(&w->row, w->rows, &w->row_cap, sizeof(*w->row)))
		return (RC_NOMEM);
	row = &w->row[w->rows++];
	*row = (struct json_pick_row){ .slot = NULL };
	row->slot = mem_array(P->names.n, sizeof(*row->slot));
	row->set = mem_array(P->names.n, sizeof(*row->set));
	return (row->slot != NULL && row->set != NULL ? RC_OK : RC_NOMEM);
}

static rc
workers_new(struct plain *P)
{
	unsigned n = crew_size(P->crew);
	rc r;

	if ((P->worker = mem_array(n, sizeof(*P->worker))) == NULL)
		return (RC_NOMEM);
	for (unsigned i = 0; i < n; i++) {
		struct worker *w = &P->worker[i];

		if ((r = json_pick_reader_new(P->plan, false, &w->reader)) !=
		    RC_OK || (r = row_new(P, w)) != RC_OK)
			return (r);
		if ((w->scratch = sigma_scratch_new(P->sigma)) == NULL ||
		    (w->hit = mem_array(P->rules + 1, sizeof(*w->hit))) ==
		    NULL)
			return (RC_NOMEM);
	}
	return (RC_OK);
}

/* Fields that the engine itself reads. */
static rc
own_names(struct plain *P)
{
	const char *time = P->o.time_field != NULL ? P->o.time_field :
	    PLAIN_TIME_NAMES;
	rc r = plain_names_slot(&P->names, span_of(time), &P->time);

	for (int i = 0; i < SOURCE_PARTS && r == RC_OK; i++)
		r = plain_names_slot(&P->names, span_of(source_names[i]),
		    &P->source[i]);
	return (r);
}

static rc
load(struct plain *P, const struct sigma_text *texts, size_t n,
    struct err *e)
{
	struct sigma_names resolver = plain_names_resolver(&P->names);
	struct sigma_setup setup = { 0 };
	rc r;

	if (P->o.setup != NULL)
		setup = *P->o.setup;
	setup.names = &resolver;
	if ((r = sigma_new(texts, n, &setup, &P->sigma, e)) != RC_OK ||
	    (r = own_names(P)) != RC_OK)
		return (r);
	(void)sigma_rules(P->sigma, &P->rules);
	return (json_pick_plan_new(P->names.name, P->names.n, &P->plan, e));
}

rc
plain_new(const struct sigma_text *texts, size_t n,
    const struct plain_options *o, const struct plain_ears *ears,
    struct plain **ret, struct err *e)
{
	struct plain *P = mem_new(sizeof(*P));
	struct err why = { 0 };
	rc r;

	if (P == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "starting the engine"));
	P->o = *o;
	P->o.no_evidence &= o->fire != PLAIN_episode;
	P->ears = *ears;
	plain_names_init(&P->names);
	if ((r = load(P, texts, n, &why)) != RC_OK || (r = crew_new(
	    o->shards > 0 ? o->shards : 1, &P->crew)) != RC_OK ||
	    (r = workers_new(P)) != RC_OK || (r = plain_judge_new(P->sigma,
	    &P->o, &P->ears, P->crew, &P->judge)) != RC_OK)
		goto out;
	P->most = o->shards > 1 ? BATCH_SHARED : BATCH_LINES;
	if ((P->line = mem_array(P->most, sizeof(*P->line))) == NULL ||
	    (P->text = mem_new(BATCH_BYTES)) == NULL) {
		r = RC_NOMEM;
		goto out;
	}
	/* Needed while loading only. */
	P->o.setup = NULL;
	*ret = P;
	P = NULL;
out:
	plain_free(P);
	return (r == RC_OK ? r : rc_fail(e, r, 0, "%s", why.what[0] != '\0' ?
	    why.what : "starting the engine"));
}

static void
worker_release(struct worker *w)
{

	json_pick_reader_free(w->reader);
	sigma_scratch_free(w->scratch);
	arena_release(&w->arena);
	for (size_t i = 0; i < w->rows; i++) {
		mem_free(w->row[i].slot);
		mem_free(w->row[i].set);
	}
	mem_free(w->row);
	mem_free(w->hit);
}

void
plain_free(struct plain *P)
{

	if (P == NULL)
		return;
	for (unsigned i = 0; P->worker != NULL && i < crew_size(P->crew); i++)
		worker_release(&P->worker[i]);
	mem_free(P->worker);
	plain_judge_free(P->judge);
	crew_free(P->crew);
	json_pick_plan_free(P->plan);
	sigma_free(P->sigma);
	plain_names_release(&P->names);
	mem_free(P->line);
	mem_free(P->text);
	mem_free(P);
}

const struct sigma *
plain_sigma(const struct plain *P)
{

	return (P->sigma);
}

const struct span *
plain_names(const struct plain *P, size_t *n)
{

	*n = P->names.n;
	return (P->names.name);
}

/* What the line says of one part of its logsource, else what we were told. */
static struct span
stated(const struct json_val *v, struct span otherwise)
{

	return (v->type == JSON_TEXT && v->n > 0 ? json_span(v) : otherwise);
}

/* The row as rules see it; does its logsource say anything? */
static bool
row_of(const struct plain *P, const struct json_pick_row *row,
    struct span line, struct sigma_logsource *source, struct sigma_row *ret)
{
	const struct sigma_logsource *told = &P->o.logsource;
	bool any;

	source->product = stated(&row->slot[P->source[0]], told->product);
	source->category = stated(&row->slot[P->source[1]], told->category);
	source->service = stated(&row->slot[P->source[2]], told->service);
	any = source->product.n + source->category.n + source->service.n > 0;
	*ret = (struct sigma_row){ .slot = (const void *)row->slot,
	    .category = -1, .line = line, .set = row->set,
	    .set_n = row->set_n,
	    .logsource = any && !P->o.no_routing ? source : NULL };
	return (any);
}

/* Keep the hits of ${l}, and its row if somebody will look at it. */
static rc
keep(const struct plain *P, struct worker *w, struct plain_line *l)
{
	unsigned *hit = arena_take(&w->arena, l->hits * sizeof(*hit));
	bool looks = false;

	if (hit == NULL)
		return (RC_NOMEM);
	memcpy(hit, w->hit, l->hits * sizeof(*hit));
	l->hit = hit;
	for (size_t i = 0; i < l->hits && !looks; i++)
		looks = plain_judge_looks(P->judge, hit[i]);
	if (!looks)
		return (RC_OK);
	l->slot = (const void *)w->row[w->row_n].slot;
	if (++w->row_n == w->rows)
		return (row_new(P, w));
	return (RC_OK);
}

static rc
one(const struct plain *P, struct worker *w, struct plain_line *l)
{
	struct json_pick_row *row = &w->row[w->row_n];
	struct sigma_logsource source;
	struct sigma_row seen;
	rc r;

	l->status = json_pick_read(w->reader, l->text, row, &w->arena,
	    &l->err);
	if (l->status != RC_OK)
		return (l->status == RC_NOMEM ? RC_NOMEM : RC_OK);
	l->has_time = plain_time_of((const void *)&row->slot[P->time],
	    &l->time);
	l->no_logsource = !row_of(P, row, l->text, &source, &seen);
	if ((r = sigma_match(P->sigma, w->scratch, &seen, w->hit,
	    &l->hits)) != RC_OK)
		return (r);
	return (l->hits > 0 ? keep(P, w, l) : RC_OK);
}

static void
step_lines(void *ctx, unsigned i)
{
	struct plain *P = ctx;
	struct worker *w = &P->worker[i];
	size_t k, to;

	w->row_n = 0;
	crew_share(P->crew, P->n, i, &k, &to);
	for (; k < to && w->failed == RC_OK; k++)
		w->failed = one(P, w, &P->line[k]);
}

rc
plain_flush(struct plain *P)
{
	rc r = RC_OK;

	crew_run(P->crew, step_lines, P);
	for (unsigned i = 0; i < crew_size(P->crew) && r == RC_OK; i++)
		r = P->worker[i].failed;
	if (r == RC_OK)
		r = plain_judge_batch(P->judge, P->line, P->n);
	for (unsigned i = 0; i < crew_size(P->crew); i++) {
		P->worker[i].failed = RC_OK;
		arena_clear(&P->worker[i].arena);
	}
	P->n = P->text_n = 0;
	return (r);
}

rc
plain_lend(struct plain *P, unsigned input, uint64_t number, struct span line)
{
	struct plain_line *l;
	rc r;

	if (input >= PLAIN_INPUTS_MAX || number >= PLAIN_NUMBER_MAX)
		return (RC_LIMIT);
	if (P->n == P->most && (r = plain_flush(P)) != RC_OK)
		return (r);
	l = &P->line[P->n++];
	l->at = (struct plain_place){ input, number };
	l->text = line;
	l->slot = NULL;
	l->hit = NULL;
	l->hits = 0;
	l->has_time = l->no_logsource = false;
	P->lines++;
	return (RC_OK);
}

rc
plain_add(struct plain *P, unsigned input, uint64_t number, struct span line)
{
	rc r;

	if (line.n > BATCH_BYTES)
		return (RC_LIMIT);
	if ((P->n == P->most || line.n > BATCH_BYTES - P->text_n) &&
	    (r = plain_flush(P)) != RC_OK)
		return (r);
	memcpy(P->text + P->text_n, line.p, line.n);
	line.p = P->text + P->text_n;
	P->text_n += line.n;
	return (plain_lend(P, input, number, line));
}

rc
plain_until(struct plain *P, int64_t time)
{
	rc r = plain_flush(P);

	return (r == RC_OK ? plain_judge_until(P->judge, time) : r);
}

struct alert *const *
plain_episodes(struct plain *P, size_t *n)
{

	return (plain_judge_episodes(P->judge, n));
}

struct plain_place
plain_place_of(const struct alert_event *e)
{

	return (plain_judge_place(e));
}

void
plain_counts(const struct plain *P, struct plain_counts *ret)
{

	plain_judge_counts(P->judge, ret);
	ret->lines = P->lines;
}

rc
plain_row(struct plain *P, struct span line, struct sigma_row *ret,
    struct err *e)
{
	struct worker *w = &P->worker[0];
	rc r;

	arena_clear(&w->arena);
	if ((r = json_pick_read(w->reader, line, &w->row[0], &w->arena, e)) ==
	    RC_OK)
		(void)row_of(P, &w->row[0], line, &P->asked, ret);
	return (r);
}

#define FORMAT	4
#define HEAD	PACK_TAG('p', 'l', 'n', ' ')

void
plain_save(const struct plain *P, struct buf *b)
{
	size_t at = pack_begin(b, HEAD);

	BUG_IF(P->n > 0);
	pack_uint(b, FORMAT);
	pack_uint(b, P->lines);
	pack_end(b, at);
	plain_judge_save(P->judge, b);
}

rc
plain_load(struct plain *P, struct cur *all, sigma_fate_fn *fate, void *ctx,
    struct err *e)
{
	struct cur c;
	rc r;

	if ((r = pack_open(all, HEAD, &c, e)) != RC_OK)
		return (r);
	if (pack_get_uint(&c) != FORMAT)
		return (rc_fail(e, RC_MALFORMED, 0,
		    "written by another version of the program"));
	P->lines = pack_get_uint(&c);
	if ((r = pack_done(&c, "the head", e)) != RC_OK)
		return (r);
	return (plain_judge_load(P->judge, all, fate, ctx, e));
}

rc
plain_take_over(struct plain *P, struct plain *old, sigma_fate_fn *fate,
    void *ctx, struct err *e)
{
	struct buf b = { 0 };
	struct cur c;
	rc r;

	if ((r = plain_flush(old)) != RC_OK)
		return (rc_fail(e, r, 0, "judging what waits"));
	plain_save(old, &b);
	c = cur_of(buf_span(&b));
	r = b.failed ? rc_fail(e, RC_NOMEM, 0, "handing the state over") :
	    plain_load(P, &c, fate, ctx, e);
	buf_release(&b);
	return (r);
}
