/* SPDX-License-Identifier: Apache-2.0 */
/* Does a record pass a query? */
#include "base/fold.h"
#include "base/json.h"
#include "base/ts.h"
#include "model/level.h"
#include "model/query_match.h"

#define NESTED	256			/* What json_walk() can take. */

struct work {
	const struct query		*q;
	struct query_match		*m;
	const struct query_record	*rec;
	const struct query_term		*term;	/* That words are of. */
	bool				 hit;
};

static rc
fits(struct work *w, const struct query_term *t, struct span s, bool *ret)
{

	buf_clear(&w->m->text);
	fold_text(s, &w->m->text);
	if (w->m->text.failed)
		return (RC_NOMEM);
	*ret = glob_match(&t->glob, buf_span(&w->m->text));
	return (RC_OK);
}

/* Any scalar may be asked for as a text: by its plain form. */
static rc
text_passes(struct work *w, const struct query_term *t,
    const struct value *v, bool *ret)
{
	struct numeric n;
	struct buf *b = &w->m->line;
	rc r;

	if (v->type == VALUE_TEXT)
		return (fits(w, t, value_text(v), ret));
	if (v->type == VALUE_MAP)
		return (RC_OK);
	if (t->number && numeric_value(v, &n)) {
		*ret = numeric_cmp(n, t->lo.number) == 0;
		return (RC_OK);
	}
	w->m->folded = false;
	buf_clear(b);
	value_put(b, v);
	r = b->failed ? RC_NOMEM : fits(w, t, buf_span(b), ret);
	return (r);
}

static bool
number_passes(const struct query_term *t, struct numeric n)
{
	int lo = t->lo.there ? numeric_cmp(n, t->lo.number) : 1;
	int hi = t->hi.there ? numeric_cmp(n, t->hi.number) : -1;

	return ((lo > 0 || (lo == 0 && !t->lo.beyond)) &&
	    (hi < 0 || (hi == 0 && !t->hi.beyond)));
}

static bool
time_passes(const struct query *q, const struct query_term *t,
    const struct value *v)
{
	int64_t ms;

	if (v->type == VALUE_TIME)
		ms = v->i;
	else if (v->type != VALUE_TEXT ||
	    ts_parse(value_text(v), &ms) != RC_OK)
		return (false);
	return ((!t->lo.there || ms >= query_moment(q, &t->lo)) &&
	    (!t->hi.there || ms <= query_moment(q, &t->hi)));
}

static bool
level_passes(const struct query_term *t, const struct value *v)
{
	const struct level *l = v->type == VALUE_TEXT ?
	    level_find(value_text(v)) : NULL;

	return (l != NULL && number_passes(t, (struct numeric){
	    .whole = true, .i = l->severity_id }));
}

/* One value that is no array. */
static rc
passes(struct work *w, const struct query_term *t, const struct value *v,
    bool *ret)
{
	struct numeric n;

	*ret = false;
	if (v->type <= VALUE_NULL)
		return (RC_OK);
	switch (t->test) {
	case QUERY_EXISTS:
		*ret = true;
		break;
	case QUERY_TEXT:
		return (text_passes(w, t, v, ret));
	case QUERY_NET:
		*ret = v->type == VALUE_TEXT &&
		    cidr_has(&t->net, value_text(v));
		break;
	case QUERY_NUMBER:
		*ret = numeric_value(v, &n) && number_passes(t, n);
		break;
	case QUERY_TIME:
		*ret = time_passes(w->q, t, v);
		break;
	case QUERY_LEVEL:
		*ret = level_passes(t, v);
		break;
	case QUERY_BOOL:
		*ret = v->type == VALUE_BOOL && v->yes == t->yes;
		break;
	case QUERY_WORDS:
		break;
	}
	return (RC_OK);
}

static rc
any_passes(struct work *w, const struct query_term *t,
    const struct value *v, bool *ret)
{
	rc r = RC_OK;

	if (v->type != VALUE_ARRAY || t->test == QUERY_EXISTS)
		return (passes(w, t, v, ret));
	*ret = false;
	for (uint32_t i = 0; i < v->n && !*ret && r == RC_OK; i++)
		r = passes(w, t, &v->member[i], ret);
	return (r);
}

/* json_walk_fn: is the word inside this text? */
static rc
look(void *ctx, enum json_step step, const struct json_val *v, size_t at)
{
	struct work *w = ctx;
	rc r;

	(void)at;
	if (step != JSON_STEP_VALUE || v->type != JSON_TEXT || w->hit)
		return (RC_OK);
	if ((r = fits(w, w->term, json_span(v), &w->hit)) != RC_OK)
		return (r);
	return (RC_OK);
}

/* Can the line be left unread: is the word nowhere in its bytes? */
static rc
nowhere(struct work *w, const struct query_term *t, bool *ret)
{
	struct query_match *m = w->m;
	struct span line = w->rec->line;

	*ret = false;
	if (t->glob.shape != GLOB_INSIDE)
		return (RC_OK);
	if (!m->folded) {
		buf_clear(&m->line);
		fold_text(line, &m->line);
		m->folded = true;
	}
	if (m->line.failed)
		return (RC_NOMEM);
	/* What is escaped may be anything. */
	*ret = !glob_inside(buf_span(&m->line), t->glob.lit) &&
	    (line.n == 0 || memchr(line.p, '\\', line.n) == NULL);
	return (RC_OK);
}

static rc
words_pass(struct work *w, const struct query_term *t, bool *ret)
{
	static const struct json_limits limits = { .depth = NESTED,
	    .keys = UINT32_MAX, .repeats = true };
	rc r;

	w->term = t;
	w->hit = false;
	if ((r = nowhere(w, t, ret)) != RC_OK)
		return (r);
	if (*ret) {
		*ret = false;
		return (RC_OK);
	}
	arena_clear(&w->m->arena);
	r = json_walk(w->rec->line, &limits, &w->m->arena, look, w, NULL);
	*ret = w->hit;
	return (r == RC_NOMEM ? r : RC_OK);
}

static rc
term_passes(struct work *w, const struct query_term *t, bool *ret)
{
	const struct value *v;
	rc r;

	if (t->name == NULL)
		return (words_pass(w, t, ret));
	*ret = false;
	for (unsigned i = 0; !*ret; i++) {
		r = w->rec->value(w->rec->ctx, t->name, i, &v);
		if (r == RC_NOTFOUND)
			return (RC_OK);
		if (r != RC_OK ||
		    (r = any_passes(w, t, v, ret)) != RC_OK)
			return (r);
	}
	return (RC_OK);
}

static rc
node_passes(struct work *w, const struct query_node *n, bool *ret)
{
	rc r = RC_OK;

	*ret = n->op == QUERY_ALL || n->op == QUERY_AND;
	if (n->op == QUERY_TERM)
		return (term_passes(w, &n->term, ret));
	if (n->op == QUERY_NOT) {
		r = node_passes(w, n->kid, ret);
		*ret = !*ret;
		return (r);
	}
	for (const struct query_node *kid = n->kid; kid != NULL &&
	    r == RC_OK && *ret == (n->op == QUERY_AND); kid = kid->next)
		r = node_passes(w, kid, ret);
	return (r);
}

rc
query_match(const struct query *q, struct query_match *m,
    const struct query_record *rec, bool *ret)
{
	struct work w = { .q = q, .m = m, .rec = rec };
	bool yes;
	rc r;

	m->folded = false;
	if ((r = node_passes(&w, q->top, &yes)) == RC_OK)
		*ret = yes;
	return (r);
}

void
query_match_release(struct query_match *m)
{

	buf_release(&m->text);
	buf_release(&m->line);
	arena_release(&m->arena);
}
