/* SPDX-License-Identifier: Apache-2.0 */
/* A case as the product and people read it: Sigma YAML and JSON lines. */
#include <string.h>

#include "base/ts.h"
#include "oracle/print.h"

static const char *const kinds[] = {
	"event_count", "value_count", "value_sum", "value_avg",
	"value_percentile", "value_median", "temporal", "temporal_ordered",
	"x-absence",
};
static const char *const cmps[] = { "gt", "gte", "lt", "lte", "eq", "neq" };
static const char *const ops[] = {
	"", "|contains", "|startswith", "|endswith", "|exists", "|gt", "|gte",
	"|lt", "|lte", "|fieldref",
};

/* Native names have "unmapped." before them; set while printing. */
static const char *prefix = "";

/* What correlations name needs a type: single texts and numbers. */
static const char *const native[O_FIELDS] = {
	"", "", "vehicle.plate", "vehicle.brand", "gnss.cn0", "gnss.hdop",
	"gnss.speed_kmh", "",
};

/* A name in a correlation; aliases have a digit and stay. */
static void
field(struct buf *out, const char *name)
{
	const char *p = strchr(O_LETTERS, name[0]);

	if (prefix[0] == '\0' || name[1] != '\0' || p == NULL)
		buf_text(out, name);
	else
		buf_text(out, native[p - O_LETTERS]);
}

static void
quoted(struct buf *out, const char *s)
{

	buf_char(out, '\'');
	for (; *s != '\0'; s++) {
		if (*s == '\'')
			buf_char(out, '\'');
		buf_char(out, *s);
	}
	buf_char(out, '\'');
}

/* A number with or without a point, as it was drawn. */
static void
number(struct buf *out, const struct o_scalar *s)
{
	bool point = s->num < (double)(int64_t)s->num ||
	    s->num > (double)(int64_t)s->num;

	buf_fmt(out, !point && !s->whole ? "%.1f" : "%g", s->num);
}

static void
yaml_scalar(struct buf *out, const struct o_scalar *s)
{

	switch (s->type) {
	case O_BOOL:
		buf_text(out, s->num > 0 ? "true" : "false");
		break;
	case O_NUM:
		number(out, s);
		break;
	case O_STR:
		quoted(out, s->text);
		break;
	case O_ABSENT:
	case O_NULL:
	case O_LIST:
	case O_MAP:
		buf_text(out, "null");
		break;
	}
}

static void
item(struct buf *out, const struct o_item *it)
{

	buf_fmt(out, "%s%c%s%s%s%s: ", prefix, O_LETTERS[it->field], ops[it->op],
	    it->cased ? "|cased" : "", it->all ? "|all" : "",
	    it->neq ? "|neq" : "");
	if (it->op == O_REF) {
		buf_fmt(out, "%s%c", prefix, O_LETTERS[it->other]);
		return;
	}
	if (it->n > 1)
		buf_char(out, '[');
	for (size_t i = 0; i < it->n; i++) {
		if (i > 0)
			buf_text(out, ", ");
		yaml_scalar(out, &it->want[i]);
	}
	if (it->n > 1)
		buf_char(out, ']');
}

static void
selection(struct buf *out, const struct o_sel *s)
{

	if (s->maps > 1)
		buf_char(out, '[');
	for (size_t i = 0; i < s->maps; i++) {
		buf_text(out, i > 0 ? ", {" : "{");
		for (size_t j = 0; j < s->items[i]; j++) {
			if (j > 0)
				buf_text(out, ", ");
			item(out, &s->item[i][j]);
		}
		buf_char(out, '}');
	}
	if (s->maps > 1)
		buf_char(out, ']');
}

static void
ref_name(struct buf *out, unsigned ref)
{

	if (ref < O_RULES)
		buf_fmt(out, "r%u", ref);
	else
		buf_fmt(out, "c%u", ref - O_RULES);
}

/* ${refs} are the names, or NULL: selections. */
static void
expr(struct buf *out, const struct o_expr *x, unsigned node,
    const unsigned *refs)
{
	unsigned a = x->node[node].a, b = x->node[node].b;

	switch (x->node[node].op) {
	case O_AND:
	case O_OR:
		buf_char(out, '(');
		expr(out, x, a, refs);
		buf_text(out, x->node[node].op == O_AND ? " and " : " or ");
		expr(out, x, b, refs);
		buf_char(out, ')');
		break;
	case O_NOT:
		buf_text(out, "not ");
		expr(out, x, a, refs);
		break;
	case O_NAME:
		if (refs != NULL)
			ref_name(out, refs[a]);
		else
			buf_fmt(out, "s%u", a);
		break;
	case O_ANY_OF:
		buf_text(out, "1 of s*");
		break;
	case O_ALL_OF:
		buf_text(out, "all of them");
		break;
	}
}

static void
rule(struct buf *out, const struct o_case *c, unsigned at)
{
	const struct o_rule *r = &c->rule[at];

	buf_fmt(out, "title: r%u\nname: r%u\nid: id-r%u\nlevel: low\n"
	    "logsource: {product: %s}\ndetection:\n", at, at, at,
	    prefix[0] != '\0' ? "fleet" : "x");
	for (size_t i = 0; i < r->sels; i++) {
		buf_fmt(out, "  s%zu: ", i);
		selection(out, &r->sel[i]);
		buf_char(out, '\n');
	}
	/* Not what the engine makes itself, such as a tick of the clock. */
	if (prefix[0] != '\0')
		buf_text(out, "  z: {unmapped.z: 1}\n");
	buf_fmt(out, "  condition: %s", prefix[0] != '\0' ? "z and " : "");
	expr(out, &r->when, 0, NULL);
	buf_text(out, "\n---\n");
}

static void
names(struct buf *out, const char *key, const struct o_name *n, size_t many)
{

	buf_fmt(out, "%s: [", key);
	for (size_t i = 0; i < many; i++) {
		buf_text(out, i > 0 ? ", " : "");
		field(out, n[i].name);
	}
	buf_char(out, ']');
}

static bool
aliases(struct buf *out, const struct o_corr *k, const struct o_name *n,
    size_t many, bool begun)
{

	for (size_t i = 0; i < many; i++) {
		if (!n[i].alias)
			continue;
		if (!begun)
			buf_text(out, "  aliases:\n");
		begun = true;
		buf_text(out, "    ");
		field(out, n[i].name);
		buf_text(out, ": {");
		for (size_t r = 0; r < k->refs; r++) {
			buf_text(out, r > 0 ? ", " : "");
			ref_name(out, k->ref[r]);
			buf_text(out, ": ");
			field(out, n[i].of[r]);
		}
		buf_text(out, "}\n");
	}
	return (begun);
}

static void
condition(struct buf *out, const struct o_corr *k)
{
	const char *comma = "";

	if (!k->text && k->bounds == 0 && k->fields == 0)
		return;
	buf_text(out, "  condition: ");
	if (k->text) {
		expr(out, &k->when, 0, k->ref);
		buf_char(out, '\n');
		return;
	}
	buf_char(out, '{');
	if (k->fields == 1) {
		buf_text(out, "field: ");
		field(out, k->field[0].name);
		comma = ", ";
	} else if (k->fields > 1) {
		names(out, "field", k->field, k->fields);
		comma = ", ";
	}
	if (k->kind == O_PERCENTILE) {
		buf_fmt(out, "%spercentile: %g", comma, k->percentile);
		comma = ", ";
	}
	for (size_t i = 0; i < k->bounds; i++) {
		buf_fmt(out, "%s%s: %g", comma, cmps[k->bound[i].cmp],
		    k->bound[i].n);
		comma = ", ";
	}
	buf_text(out, "}\n");
}

static void
corr(struct buf *out, const struct o_case *c, unsigned at)
{
	const struct o_corr *k = &c->corr[at];
	bool begun;

	buf_fmt(out, "title: c%u\nname: c%u\nid: id-c%u\nlevel: low\n", at, at,
	    at);
	if (k->rearm_s != O_NONE)
		buf_fmt(out, "x-vedette: {rearm: %llds}\n",
		    (long long)k->rearm_s);
	buf_fmt(out, "correlation:\n  type: %s\n  rules: [",
	    kinds[k->kind]);
	for (size_t r = 0; r < k->refs; r++) {
		buf_text(out, r > 0 ? ", " : "");
		ref_name(out, k->ref[r]);
	}
	buf_text(out, "]\n");
	if (k->keys > 0) {
		buf_text(out, "  ");
		names(out, "group-by", k->key, k->keys);
		buf_char(out, '\n');
	}
	begun = aliases(out, k, k->key, k->keys, false);
	(void)aliases(out, k, k->field, k->fields, begun);
	buf_fmt(out, "  timespan: %llds\n", (long long)k->span_s);
	condition(out, k);
	if (k->late_s != O_NONE)
		buf_fmt(out, "  x-lateness: %llds\n", (long long)k->late_s);
	if (k->before_s != O_NONE)
		buf_fmt(out, "  x-before: %llds\n", (long long)k->before_s);
	if (k->gap_s != O_NONE)
		buf_fmt(out, "  x-window: session\n  x-gap: %llds\n",
		    (long long)k->gap_s);
	if (k->generate)
		buf_text(out, "  generate: true\n");
	buf_text(out, "---\n");
}

void
print_rules(const struct o_case *c, struct buf *out)
{

	for (int turn = 0; turn < 2; turn++) {
		for (unsigned i = 0; !c->corrs_first == (turn == 0) &&
		    i < c->rules; i++)
			rule(out, c, i);
		for (unsigned i = 0; c->corrs_first == (turn == 0) &&
		    i < c->corrs; i++)
			corr(out, c, i);
	}
}

void
print_native_rules(const struct o_case *c, struct buf *out)
{

	prefix = "unmapped.";
	print_rules(c, out);
	prefix = "";
}

static void
json_scalar(struct buf *out, const struct o_scalar *s)
{

	switch (s->type) {
	case O_BOOL:
		buf_text(out, s->num > 0 ? "true" : "false");
		break;
	case O_NUM:
		number(out, s);
		break;
	case O_STR:
		buf_json(out, span_of(s->text));
		break;
	case O_ABSENT:
	case O_NULL:
	case O_LIST:
		buf_text(out, "null");
		break;
	case O_MAP:
		buf_text(out, "{}");
		break;
	}
}

static void
time_of(struct buf *out, const char *key, int64_t ms)
{
	char t[TS_TEXT];

	ts_text(ms, t);
	buf_fmt(out, "\"%s\":\"%.*s\",", key, TS_TEXT, t);
}

/* The fields that are there, a comma behind each. */
static void
values(struct buf *out, const struct o_event *e)
{

	for (size_t f = 0; f < O_FIELDS; f++) {
		const struct o_value *v = &e->value[f];

		if (v->one.type == O_ABSENT)
			continue;
		buf_fmt(out, "\"%c\":", O_LETTERS[f]);
		if (v->one.type != O_LIST)
			json_scalar(out, &v->one);
		else
			buf_char(out, '[');
		for (size_t m = 0; v->one.type == O_LIST && m < v->n; m++) {
			if (m > 0)
				buf_char(out, ',');
			json_scalar(out, &v->member[m]);
		}
		if (v->one.type == O_LIST)
			buf_char(out, ']');
		buf_char(out, ',');
	}
}

void
print_event(const struct o_case *c, size_t i, struct buf *out)
{
	const struct o_event *e = &c->event[i];

	buf_fmt(out, "{\"id\":\"e%u\",\"tenant\":\"t%u\",\"source\":\"s%u\","
	    "\"entity\":\"n%u\",", e->id, e->tenant, e->source, e->entity);
	if (e->received != O_NONE)
		time_of(out, "received", e->received);
	time_of(out, "time", e->time);
	values(out, e);
	out->n--;
	buf_text(out, "}\n");
}

static void
typed(struct buf *out, const struct o_event *e, size_t f, const char *key)
{

	if (e->value[f].one.type == O_ABSENT)
		return;
	buf_text(out, key);
	json_scalar(out, &e->value[f].one);
}

void
print_native_event(const struct o_case *c, size_t i, struct buf *out)
{
	const struct o_event *e = &c->event[i];

	/* Sources that are met once never fall silent. */
	buf_fmt(out, "{\"id\":\"e%u\",\"tenant\":\"t%u\",\"type\":\"x.y\","
	    "\"source\":{\"name\":\"s%zu\",\"kind\":\"file\"},"
	    "\"vehicle\":{\"id\":\"n%u\"", e->id, e->tenant, i, e->entity);
	typed(out, e, 2, ",\"plate\":");
	typed(out, e, 3, ",\"brand\":");
	buf_text(out, "},\"gnss\":{\"sats\":9");
	typed(out, e, 4, ",\"cn0\":");
	typed(out, e, 5, ",\"hdop\":");
	typed(out, e, 6, ",\"speed_kmh\":");
	buf_text(out, "},");
	if (e->received != O_NONE)
		time_of(out, "received", e->received);
	time_of(out, "time", e->time);
	buf_text(out, "\"unmapped\":{\"z\":1,");
	values(out, e);
	out->n--;
	buf_text(out, "}}\n");
}

void
print_fire(const struct o_case *c, const struct o_fire *f, struct buf *out)
{

	buf_fmt(out, "line %2llu: %c%u t%u %s te %lld by %llu",
	    (unsigned long long)f->at, f->corr < O_CORRS ? 'c' : 'r',
	    f->corr % O_CORRS, f->tenant, f->key,
	    (long long)(c->events > 0 ? f->te : 0),
	    (unsigned long long)f->by);
	if (f->has_value)
		buf_fmt(out, " value %.12g", f->value);
	buf_fmt(out, " of");
	for (unsigned i = 0; i < O_EVENTS; i++) {
		if ((f->window >> i & 1) != 0)
			buf_fmt(out, " %u", i + 1);
	}
	buf_text(out, f->exact ? "\n" : " (at least)\n");
}

void
print_case(const struct o_case *c, struct buf *out)
{

	print_rules(c, out);
	for (size_t i = 0; i < c->events; i++)
		print_event(c, i, out);
	if (c->until != O_NONE)
		buf_fmt(out, "until %lld\n", (long long)c->until);
}
