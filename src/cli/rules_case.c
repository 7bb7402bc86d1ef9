/* SPDX-License-Identifier: Apache-2.0 */
/* The cases of a rule's test file. */
#include "base/json.h"
#include "base/mem.h"
#include "base/ts.h"
#include "cli/rules_case.h"

#define HEAD	SPAN("{\"test\"")

/* Slots of a head line, and of one expected alert. */
enum { HEAD_TEST, HEAD_EXPECT, HEAD_SLOTS };
enum { WANT_RULE, WANT_KIND, WANT_ID, WANT_TIME, WANT_SLOTS };

/** A plan with its reader. */
struct shape {
	struct json_plan	*plan;	/* Owned. */
	struct json_reader	 reader;
};

struct rules_case_reader {
	struct span	 rest;		/* Borrowed. */
	size_t		 line;		/* Number of the last line cut. */
	struct arena	*arena;		/* Borrowed. */
	struct shape	 head, want;
};

static rc
shape_init(struct shape *s, const struct json_row *rows, size_t n,
    struct err *e)
{
	rc r;

	if ((r = json_plan_new(rows, n, NULL, &s->plan, e)) != RC_OK)
		return (r);
	if ((r = json_reader_init(&s->reader, s->plan, false)) != RC_OK)
		return (rc_fail(e, r, 0, "reading tests"));
	return (RC_OK);
}

static void
shape_release(struct shape *s)
{

	json_reader_release(&s->reader);
	json_plan_free(s->plan);
}

rc
rules_case_open(struct span text, struct arena *a,
    struct rules_case_reader **ret, struct err *e)
{
	const struct span test[] = { SPAN("test") };
	const struct span expect[] = { SPAN("expect") };
	const struct span rule[] = { SPAN("rule") };
	const struct span kind[] = { SPAN("entity"), SPAN("kind") };
	const struct span id[] = { SPAN("entity"), SPAN("id") };
	const struct span time[] = { SPAN("time") };
	const struct json_row head[] = {
		{ .seg = test, .segs = 1, .slot = HEAD_TEST },
		{ .seg = expect, .segs = 1, .slot = HEAD_EXPECT },
	};
	const struct json_row want[] = {
		{ .seg = rule, .segs = 1, .slot = WANT_RULE },
		{ .seg = kind, .segs = 2, .slot = WANT_KIND },
		{ .seg = id, .segs = 2, .slot = WANT_ID },
		{ .seg = time, .segs = 1, .slot = WANT_TIME },
	};
	struct rules_case_reader *R = mem_new(sizeof(*R));
	rc r;

	if (R == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "reading tests"));
	R->rest = text;
	R->arena = a;
	if ((r = shape_init(&R->head, head, COUNT_OF(head), e)) != RC_OK ||
	    (r = shape_init(&R->want, want, COUNT_OF(want), e)) != RC_OK)
		goto out;
	*ret = R;
	R = NULL;
out:
	rules_case_close(R);
	return (r);
}

void
rules_case_close(struct rules_case_reader *R)
{

	if (R == NULL)
		return;
	shape_release(&R->head);
	shape_release(&R->want);
	mem_free(R);
}

bool
rules_case_line(struct span *rest, struct span *ret)
{
	const char *end;
	size_t n;

	if (rest->n == 0)
		return (false);
	end = memchr(rest->p, '\n', rest->n);
	n = end != NULL ? (size_t)(end - rest->p) : rest->n;
	*ret = (struct span){ rest->p, n };
	*rest = span_from(*rest, end != NULL ? n + 1 : n);
	if (n > 0 && ret->p[n - 1] == '\r')
		ret->n--;
	return (true);
}

/* Read ${text} into ${slot}; nothing unknown may be in it. */
static rc
read_shape(struct rules_case_reader *R, struct shape *s, struct span text,
    struct json_val *slot, const char *what, struct err *e)
{
	struct json_out out = { .slot = slot, .arena = R->arena };
	struct err why = { 0 };
	rc r;

	r = json_read(s->plan, &s->reader, text, &out, &why);
	if (r == RC_NOMEM)
		return (rc_fail(e, r, R->line, "%s", why.what));
	if (r != RC_OK)
		return (rc_fail(e, RC_MALFORMED, R->line, "%s: %s", what,
		    why.what));
	if (out.unknowns > 0)
		return (rc_fail(e, RC_MALFORMED, R->line,
		    "%s: unknown key '%.*s'", what,
		    (int)out.unknown[0].key.n, out.unknown[0].key.p));
	return (RC_OK);
}

/* One member of "expect". */
static rc
read_want(struct rules_case_reader *R, const struct json_val *v,
    struct rules_want *ret, struct err *e)
{
	const char *what = "expect";
	struct json_val slot[WANT_SLOTS] = { 0 };
	rc r;

	if (v->type != JSON_MAP)
		return (rc_fail(e, RC_MALFORMED, R->line,
		    "expect: an object a member"));
	if ((r = read_shape(R, &R->want, json_span(v), slot, what, e)) !=
	    RC_OK)
		return (r);
	if (slot[WANT_KIND].type != JSON_TEXT ||
	    slot[WANT_ID].type != JSON_TEXT)
		return (rc_fail(e, RC_MALFORMED, R->line,
		    "expect: entity {kind, id} is missing"));
	ret->kind = json_span(&slot[WANT_KIND]);
	ret->id = json_span(&slot[WANT_ID]);
	if (slot[WANT_RULE].type == JSON_TEXT)
		ret->rule = json_span(&slot[WANT_RULE]);
	else if (slot[WANT_RULE].type != JSON_ABSENT)
		return (rc_fail(e, RC_MALFORMED, R->line,
		    "expect: rule is a text"));
	if (slot[WANT_TIME].type == JSON_ABSENT)
		return (RC_OK);
	ret->timed = true;
	if (slot[WANT_TIME].type != JSON_TEXT ||
	    ts_parse(json_span(&slot[WANT_TIME]), &ret->time) != RC_OK)
		return (rc_fail(e, RC_MALFORMED, R->line,
		    "expect: time is RFC 3339"));
	return (RC_OK);
}

static rc
read_head(struct rules_case_reader *R, struct span line,
    struct rules_case *ret, struct err *e)
{
	struct json_val slot[HEAD_SLOTS] = { 0 };
	const struct json_val *list = &slot[HEAD_EXPECT];
	rc r;

	if ((r = read_shape(R, &R->head, line, slot, "head line", e)) !=
	    RC_OK)
		return (r);
	if (slot[HEAD_TEST].type != JSON_TEXT || list->type != JSON_ARRAY)
		return (rc_fail(e, RC_MALFORMED, R->line,
		    "head line: {\"test\":\"NAME\",\"expect\":[...]}"));
	ret->name = json_span(&slot[HEAD_TEST]);
	ret->line = R->line;
	ret->wants = list->n;
	ret->want = arena_take(R->arena, (list->n + 1) * sizeof(*ret->want));
	if (ret->want == NULL)
		return (rc_fail(e, RC_NOMEM, R->line, "reading tests"));
	for (size_t i = 0; i < list->n; i++)
		if ((r = read_want(R, &list->member[i], &ret->want[i], e)) !=
		    RC_OK)
			return (r);
	return (RC_OK);
}

/* Cut lines up to the next head. */
static struct span
cut_events(struct rules_case_reader *R)
{
	struct span all = R->rest, line;

	while (R->rest.n > 0 && !span_starts(R->rest, HEAD)) {
		(void)rules_case_line(&R->rest, &line);	/* There is one. */
		R->line++;
	}
	all.n -= R->rest.n;
	return (all);
}

rc
rules_case_next(struct rules_case_reader *R, struct rules_case *ret,
    struct err *e)
{
	struct rules_case found = { 0 };
	struct span line;
	rc r;

	do {
		if (!rules_case_line(&R->rest, &line))
			return (RC_NOTFOUND);
		R->line++;
	} while (line.n == 0);
	if (!span_starts(line, HEAD))
		return (rc_fail(e, RC_MALFORMED, R->line,
		    "a case begins with {\"test\":..."));
	if ((r = read_head(R, line, &found, e)) != RC_OK)
		return (r);
	found.events = cut_events(R);
	*ret = found;
	return (RC_OK);
}
