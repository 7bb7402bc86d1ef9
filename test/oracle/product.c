/* SPDX-License-Identifier: Apache-2.0 */
/* A case through the product: its loader, matcher and windows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/crew.h"
#include "oracle/print.h"
#include "oracle/product.h"
#include "oracle/truth.h"
#include "oracle/verdict.h"
#include "sigma/sigma.h"

#define EVENTS		(O_EVENTS + O_TENANTS)
#define HITS		(O_RULES + O_CORRS)

/* All of one run. */
struct run {
	const struct o_case	*c;
	struct o_result		*ret;
	struct sigma		*set;
	struct sigma_scratch	*scratch;
	struct sigma_windows	*windows;
	struct crew		*crew;
	struct o_line		 line[O_EVENTS];
	struct sigma_event	 event[EVENTS];
	struct value		 slot[EVENTS][O_FIELDS];
	struct value		 member[EVENTS][O_FIELDS][O_MEMBERS];
	unsigned		 hit[EVENTS][HITS];
	uint16_t		 filled[O_FIELDS];	/* Slots of an event. */
	size_t			 events;
	unsigned		 corr_of[HITS];	/* By rule number: O_RULES + */
						/* its place, or the rule's. */
	struct buf		*notes;		/* Borrowed; may be NULL. */
	long			 keeps;		/* Alive. */
	bool			 failed;
};

static rc
field(void *ctx, struct span name, struct sigma_field *ret, struct span *near)
{
	const char *p;

	(void)ctx;
	(void)near;
	if (name.n != 1 || (p = strchr(O_LETTERS, name.p[0])) == NULL)
		return (RC_NOTFOUND);
	*ret = (struct sigma_field){ .slot = (unsigned)(p - O_LETTERS),
	    .type = VALUE_ABSENT };
	return (RC_OK);
}

static int
category(void *ctx, struct span name)
{

	(void)ctx;
	(void)name;
	return (-1);
}

static const struct sigma_names known = { .field = field,
    .category = category, .plain = true };
static const struct sigma_setup setup = { .names = &known };

static bool
load(const char *yaml, struct sigma **ret, struct buf *notes)
{
	struct sigma_text text = { "case.yml", span_of(yaml) };
	const struct sigma_note *note;
	bool ok = true;
	size_t n;

	if (sigma_new(&text, 1, &setup, ret, NULL) != RC_OK)
		return (false);
	note = sigma_notes(*ret, &n);
	for (size_t i = 0; i < n; i++) {
		if (note[i].kind != SIGMA_REFUSED)
			continue;
		ok = false;
		if (notes != NULL)
			buf_fmt(notes, "%u:%u: %s\n", note[i].line,
			    note[i].col, note[i].text);
	}
	return (ok);
}

bool
product_loads(const char *yaml)
{
	struct sigma *s = NULL;
	bool ok = load(yaml, &s, NULL);

	sigma_free(s);
	return (ok);
}

static struct value
scalar(const struct o_scalar *s)
{
	bool whole = !(s->num < (double)(int64_t)s->num) &&
	    !(s->num > (double)(int64_t)s->num);

	switch (s->type) {
	case O_NULL:
		return ((struct value){ .type = VALUE_NULL });
	case O_BOOL:
		return ((struct value){ .type = VALUE_BOOL,
		    .yes = s->num > 0 });
	case O_NUM:
		if (whole && s->whole)
			return ((struct value){ .type = VALUE_INT,
			    .i = (int64_t)s->num });
		return ((struct value){ .type = VALUE_NUM, .num = s->num });
	case O_STR:
		return ((struct value){ .type = VALUE_TEXT, .p = s->text,
		    .n = (uint32_t)strlen(s->text) });
	case O_MAP:
		return ((struct value){ .type = VALUE_MAP });
	case O_ABSENT:
	case O_LIST:
		break;
	}
	return ((struct value){ .type = VALUE_ABSENT });
}

static void
values(struct run *x, size_t at, const struct o_event *e)
{

	for (size_t f = 0; f < O_FIELDS; f++) {
		const struct o_value *v = &e->value[f];

		x->slot[at][f] = scalar(&v->one);
		if (v->one.type != O_LIST)
			continue;
		for (size_t m = 0; m < v->n; m++)
			x->member[at][f][m] = scalar(&v->member[m]);
		x->slot[at][f] = (struct value){ .type = VALUE_ARRAY,
		    .n = (uint32_t)v->n, .member = x->member[at][f] };
	}
}

static struct sigma_keep *
keep(struct run *x, const struct sigma_event *ev)
{
	struct sigma_keep *k = mem_new(sizeof(*k));

	if (k == NULL) {
		x->failed = true;
		return (NULL);
	}
	*k = (struct sigma_keep){ .refs = 1, .te = ev->te, .pos = ev->pos };
	x->keeps++;
	return (k);
}

static void
drop(void *ctx, struct sigma_keep *k)
{
	struct run *x = ctx;

	/* Wrong counts are a finding, too. */
	x->failed |= k->refs != 0;
	x->keeps--;
	mem_free(k);
}

/* Our own reference to an event's keepsake. */
static void
release(struct run *x, struct sigma_event *ev)
{

	if (ev->keep != NULL && --ev->keep->refs == 0)
		drop(x, ev->keep);
	ev->keep = NULL;
}

static void
group_text(const struct sigma_fire *f, size_t n, char *out, size_t size)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < n; i++) {
		value_put(&b, &f->group[i]);
		buf_char(&b, '/');
	}
	(void)snprintf(out, size, "%.*s", (int)b.n, b.n > 0 ? b.p : "");
	buf_release(&b);
}

/* The greatest line that the group's fire before ${f} showed. */
static uint64_t
told_before(const struct o_result *r, const struct o_fire *f)
{

	for (size_t i = r->n; i-- > 0;) {
		const struct o_fire *o = &r->fire[i];

		if (o != f && o->corr == f->corr && o->tenant == f->tenant &&
		    strcmp(o->key, f->key) == 0)
			return (o->newest);
	}
	return (0);
}

/* The lines of a list; none may be there twice. */
static uint64_t
lines_of(struct run *x, const struct sigma_seen *s, size_t n)
{
	uint64_t set = 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t bit = UINT64_C(1) << (s[i].pos - 1);

		x->failed |= (set & bit) != 0 || s[i].keep == NULL ||
		    s[i].keep->pos != s[i].pos || s[i].keep->te != s[i].te;
		set |= bit;
	}
	return (set);
}

static enum sigma_rest
rest(void *ctx, unsigned rule)
{

	(void)ctx;
	(void)rule;
	return (SIGMA_REST_NEW);
}

static void
fire(void *ctx, const struct sigma_fire *f)
{
	struct run *x = ctx;
	struct o_fire *to;

	if (x->ret->n == O_FIRES) {
		x->ret->full = true;
		return;
	}
	to = &x->ret->fire[x->ret->n++];
	*to = (struct o_fire){ .corr = x->corr_of[f->rule] - O_RULES,
	    .tenant = (unsigned)(f->tenant.p[1] - '0'), .te = f->te,
	    .by = f->by, .at = f->pos, .value = f->value,
	    .has_value = f->has_value, .exact = f->exact };
	if (to->at > x->c->events)
		to->at = x->c->events + 1;
	group_text(f, x->c->corr[to->corr].keys, to->key, sizeof(to->key));
	x->failed |= f->decided_by == NULL || f->decided_by->pos != f->by;
	to->events = f->window.events;
	to->newest = f->window.newest;
	to->ends = lines_of(x, f->window.ends, f->window.ends_n);
	to->rest = lines_of(x, f->window.rest, f->window.rest_n);
	to->told = f->window.whole ? 0 : told_before(x->ret, to);
}

static bool
start(struct run *x, const struct product_how *how, struct buf *notes)
{
	const struct sigma_sink sink = { .ctx = x, .fire = fire,
	    .drop = drop, .rest = rest };
	const struct sigma_options options = { .groups_max = 1000000,
	    .shards = how->shards, .keepsakes = true, .firing =
	    how->firing == O_RESET ? SIGMA_FIRE_RESET : SIGMA_FIRE_POINTS };
	struct buf yaml = { 0 };
	const struct sigma_rule *r;
	size_t n;
	bool ok;

	print_rules(x->c, &yaml);
	ok = load(buf_str(&yaml), &x->set, notes);
	buf_release(&yaml);
	if (!ok)
		return (false);
	r = sigma_rules(x->set, &n);
	for (size_t i = 0; i < n && i < HITS; i++)
		x->corr_of[i] = (unsigned)(r[i].name[1] - '0') +
		    (r[i].correlation ? O_RULES : 0);
	return ((x->scratch = sigma_scratch_new(x->set)) != NULL &&
	    (x->windows = sigma_windows_new(x->set, &sink, &options)) !=
	    NULL && crew_new(how->threads ? how->shards : 1, &x->crew) ==
	    RC_OK);
}

/* The matcher says what the oracle says, of every rule. */
static void
check_hits(struct run *x, size_t line, const unsigned *hit, size_t hits)
{
	bool is[O_RULES] = { false };

	for (size_t h = 0; h < hits; h++)
		is[x->corr_of[hit[h]]] = true;
	for (unsigned r = 0; r < x->c->rules; r++) {
		bool want = truth_match(&x->c->rule[r], &x->c->event[line]);

		if (want == is[r])
			continue;
		x->failed = true;
		if (x->notes != NULL)
			buf_fmt(x->notes, "line %zu, r%u: the oracle says %s, "
			    "the matcher %s\n", line + 1, r, want ? "hit" :
			    "miss", is[r] ? "hit" : "miss");
	}
}

static void
add_line(struct run *x, size_t i)
{
	static const char *const names[] = { "t0", "t1", "t2", "n0", "n1",
	    "n2", "s0", "s1" };
	const struct o_event *e = &x->c->event[i];
	size_t at = x->events++, hits = 0;
	struct sigma_row row = { .slot = x->slot[at], .category = -1 };
	struct sigma_event *ev = &x->event[at];

	values(x, at, e);
	/* The matcher may be told where values are. */
	for (uint16_t f = 0; f < O_FIELDS; f++) {
		if (x->slot[at][f].type != VALUE_ABSENT)
			x->filled[row.set_n++] = f;
	}
	row.set = i % 2 == 0 ? x->filled : NULL;
	if (sigma_match(x->set, x->scratch, &row, x->hit[at], &hits) != RC_OK)
		x->failed = true;
	check_hits(x, i, x->hit[at], hits);
	*ev = (struct sigma_event){ .pos = i + 1, .te = x->line[i].te,
	    .clock = x->line[i].clock, .stamp = e->received != O_NONE ?
	    e->received : e->time, .received = e->received != O_NONE,
	    .tenant = span_of(names[e->tenant]),
	    .entity = span_of(names[3 + e->entity]),
	    .slot = x->slot[at],
	    .hit = x->hit[at], .hits = hits };
	for (size_t h = 0; h < hits && ev->keep == NULL; h++) {
		if (sigma_windows_feeds(x->windows, x->hit[at][h]))
			ev->keep = keep(x, ev);
	}
}

static void
add_until(struct run *x, unsigned tenant)
{
	static const char *const names[] = { "t0", "t1", "t2" };
	bool met = false;

	for (size_t i = 0; i < x->c->events; i++)
		met |= x->c->event[i].tenant == tenant;
	if (met)
		x->event[x->events++] = (struct sigma_event){
		    .pos = x->c->events + 1 + tenant, .te = x->c->until,
		    .stamp = x->c->until, .received = true,
		    .clock = x->c->until, .tenant = span_of(names[tenant]) };
}

static void
crew_of(void *ctx, void (*fn)(void *, unsigned), void *arg)
{

	crew_run(ctx, fn, arg);
}

static void
feed(struct run *x, const struct product_how *how)
{
	const struct sigma_crew crew = { x->crew, how->shards, crew_of };

	for (size_t i = 0; i < x->events; i += how->batch) {
		size_t n = x->events - i < how->batch ? x->events - i :
		    how->batch;

		if (sigma_windows_batch(x->windows, &x->event[i], n,
		    how->threads && how->shards > 1 ? &crew : NULL) != RC_OK) {
			x->failed = true;
			return;
		}
		/* As the engine does: only windows hold it now. */
		for (size_t k = i; k < i + n; k++)
			release(x, &x->event[k]);
	}
}

bool
product_run(const struct o_case *c, const struct product_how *how,
    struct o_result *ret, struct buf *notes)
{
	struct run *x = mem_new(sizeof(*x));
	size_t n = 0;
	const struct sigma_rule *r;
	bool ok = false;

	ret->n = 0;
	ret->full = false;
	memset(ret->count, 0, sizeof(ret->count));
	if (x == NULL)
		return (false);
	x->c = c;
	x->ret = ret;
	x->notes = notes;
	if (!start(x, how, notes))
		goto out;
	windows_lines(c, x->line);
	for (size_t i = 0; i < c->events; i++) {
		if (!x->line[i].duplicate)
			add_line(x, i);
	}
	for (unsigned t = 0; c->until != O_NONE && t < O_TENANTS; t++)
		add_until(x, t);
	feed(x, how);
	r = sigma_rules(x->set, &n);
	for (unsigned i = 0; i < n; i++) {
		struct sigma_counts k;

		if (!r[i].correlation)
			continue;
		k = sigma_windows_counts(x->windows, i);
		ret->count[x->corr_of[i] - O_RULES] = (struct o_counts){
		    k.no_key, k.too_late, k.not_number, k.open };
	}
	ok = !x->failed;
	if (!ok && notes != NULL)
		buf_text(notes, "matches, references or windows are wrong\n");
out:
	sigma_windows_free(x->windows);
	for (size_t i = 0; i < x->events; i++)
		release(x, &x->event[i]);
	if (x->keeps != 0) {
		ok = false;
		if (notes != NULL)
			buf_fmt(notes, "%ld keepsakes lost\n", x->keeps);
	}
	sigma_scratch_free(x->scratch);
	sigma_free(x->set);
	crew_free(x->crew);
	mem_free(x);
	return (ok);
}
