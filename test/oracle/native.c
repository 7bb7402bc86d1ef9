/* SPDX-License-Identifier: Apache-2.0 */
/* A case through the whole engine as event lines: alerts are compared. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/engine.h"
#include "oracle/native.h"
#include "oracle/print.h"
#include "oracle/truth.h"
#include "oracle/windows.h"

#define ALERTS		1024

/* An alert as both sides name it. */
struct raised {
	char		id[ALERT_ID + 1];
	unsigned	corr;
	int64_t		opened, first, last;
	uint64_t	count;
	double		value;
	bool		has_value;
};

static struct raised want[ALERTS], got[ALERTS];
static size_t want_n, got_n;

void
native_adapt(struct o_case *c)
{

	for (size_t i = 0; i < c->events; i++) {
		for (size_t f = 2; f < 7; f++) {
			struct o_value *v = &c->event[i].value[f];
			struct o_value made = { .one.type = O_ABSENT };

			if (f < 4 && v->one.type == O_STR &&
			    v->one.text[0] != '\0')
				made.one = v->one;
			else if (f < 4 && truth_key(&v->one, made.one.text))
				made.one.type = made.one.text[0] != '\0' ?
				    O_STR : O_ABSENT;
			else if (f >= 4 && v->one.type == O_NUM &&
			    v->one.num >= 0)
				made.one = v->one;
			*v = made;
		}
	}
}

static int
by_id(const void *a, const void *b)
{
	const struct raised *x = a, *y = b;

	return (strcmp(x->id, y->id));
}

static bool
same(const struct raised *a, const struct raised *b)
{

	return (strcmp(a->id, b->id) == 0 && a->count == b->count &&
	    a->first == b->first && a->last == b->last &&
	    a->has_value == b->has_value && (!a->has_value ||
	    fabs(a->value - b->value) < 1e-9));
}

static bool
is_silent(const struct o_case *c, unsigned at)
{

	for (size_t i = 0; i < c->corrs; i++) {
		for (size_t r = 0; r < c->corr[i].refs; r++) {
			if (c->corr[i].ref[r] == O_RULES + at &&
			    !c->corr[i].generate)
				return (true);
		}
	}
	return (false);
}

/* The name that the contract gives to the alert of an episode. */
static bool
name(const struct o_case *c, const struct o_episode *p, char *id)
{
	char rule[8], tenant[8], group[64], event[8];
	struct alert_key k = { .rule = rule, .kind = "tenant" };
	char *end;

	(void)snprintf(rule, sizeof(rule), "id-c%u", p->corr);
	(void)snprintf(tenant, sizeof(tenant), "t%u", p->tenant);
	(void)snprintf(event, sizeof(event), "e%u",
	    c->event[p->by - 1].id);
	(void)snprintf(group, sizeof(group), "%s", p->key);
	for (end = group; *end != '\0'; end++)
		*end = *end == '/' ? '\x1f' : *end;
	k.tenant = k.entity = span_of(tenant);
	k.group = (struct span){ group, end > group ?
	    (size_t)(end - group - 1) : 0 };
	return (alert_id(&k, p->opened, span_of(event), id) == RC_OK);
}

static bool
truth(const struct o_case *c, bool *full)
{
	static struct o_episode e[ALERTS];
	static struct o_result r;
	size_t n;

	windows_truth(c, O_POINTS, &r);
	*full = r.full;
	n = windows_episodes(c, &r, e, ALERTS);
	want_n = 0;
	for (size_t i = 0; i < n; i++) {
		struct raised *to = &want[want_n];

		if (is_silent(c, e[i].corr))
			continue;
		*to = (struct raised){ .corr = e[i].corr,
		    .opened = e[i].opened, .first = e[i].first,
		    .last = e[i].newest, .count = e[i].count,
		    .value = e[i].value, .has_value = e[i].has_value };
		want_n++;
		if (!name(c, &e[i], to->id))
			return (false);
	}
	return (true);
}

static void
collect(struct engine *E)
{
	size_t n;
	struct alert *const *a = engine_alerts(E, &n);

	got_n = 0;
	for (size_t i = 0; i < n && got_n < ALERTS; i++) {
		struct raised *to = &got[got_n];

		if (!a[i]->rule->correlation)
			continue;
		*to = (struct raised){ .corr =
		    (unsigned)(a[i]->rule->id[4] - '0'),
		    .opened = a[i]->time, .first = a[i]->first_seen,
		    .last = a[i]->last_seen, .count = a[i]->count,
		    .value = a[i]->value, .has_value = a[i]->has_value };
		memcpy(to->id, a[i]->id, sizeof(to->id));
		got_n++;
	}
}

static rc
feed(struct engine *E, const struct o_case *c, size_t batch)
{
	struct buf line = { 0 };
	rc r = RC_OK;

	for (size_t i = 0; i < c->events && r == RC_OK; i++) {
		buf_clear(&line);
		print_native_event(c, i, &line);
		r = line.failed ? RC_NOMEM : engine_add(E, 0, i + 1,
		    (struct span){ line.p, line.n - 1 });
		if (r == RC_OK && (i + 1) % batch == 0)
			r = engine_flush(E);
	}
	buf_release(&line);
	if (r == RC_OK)
		r = engine_flush(E);
	if (r == RC_OK && c->until != O_NONE)
		r = engine_until(E, c->until);
	return (r == RC_OK ? engine_flush(E) : r);
}

static void
rejected(void *ctx, unsigned input, uint64_t number, const struct err *e)
{
	struct buf *notes = ctx;

	(void)input;
	buf_fmt(notes, "line %llu: %s\n", (unsigned long long)number,
	    e->what);
}

/* Every document must be loaded. */
static bool
all_loaded(const struct engine *E, struct buf *notes)
{
	size_t n;
	const struct sigma_note *note = sigma_notes(engine_sigma(E), &n);

	for (size_t i = 0; i < n; i++) {
		if (note[i].kind == SIGMA_REFUSED)
			buf_fmt(notes, "%u:%u: %s\n", note[i].line,
			    note[i].col, note[i].text);
	}
	return (notes->n == 0);
}

static void
show(const char *who, const struct raised *a, size_t n, struct buf *out)
{

	buf_fmt(out, "%s:\n", who);
	for (size_t i = 0; i < n; i++)
		buf_fmt(out, "%.8s c%u opened %lld x%llu %lld .. %lld %g\n",
		    a[i].id, a[i].corr, (long long)a[i].opened,
		    (unsigned long long)a[i].count, (long long)a[i].first,
		    (long long)a[i].last, a[i].value);
}

bool
native_same(const struct o_case *c, const struct product_how *how,
    struct buf *out, unsigned long *alerts)
{
	const struct engine_options options = { .shards = how->shards };
	struct buf yaml = { 0 }, notes = { 0 };
	const struct engine_ears ears = { .ctx = &notes,
	    .rejected = rejected };
	struct engine *E = NULL;
	struct sigma_text text;
	bool ok, full = false;

	print_native_rules(c, &yaml);
	text = (struct sigma_text){ "case.yml", span_of(buf_str(&yaml)) };
	ok = truth(c, &full) && engine_new(&text, 1, &options, &ears, &E,
	    NULL) == RC_OK && all_loaded(E, &notes) &&
	    feed(E, c, how->batch) == RC_OK && notes.n == 0;
	if (ok)
		collect(E);
	engine_free(E);
	qsort(want, want_n, sizeof(want[0]), by_id);
	qsort(got, got_n, sizeof(got[0]), by_id);
	*alerts += want_n;
	if (ok && !full) {
		ok = want_n == got_n;
		for (size_t i = 0; i < want_n && ok; i++)
			ok = same(&want[i], &got[i]);
	}
	if (!ok && out != NULL) {
		if (notes.n > 0)
			buf_put(out, buf_span(&notes));
		show("oracle", want, want_n, out);
		show("engine", got, got_n, out);
	}
	buf_release(&yaml);
	buf_release(&notes);
	return (ok);
}
