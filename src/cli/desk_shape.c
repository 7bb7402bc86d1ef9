/* SPDX-License-Identifier: Apache-2.0 */
/* The members of shapes. */
#include "base/cur.h"
#include "base/ts.h"
#include "cli/desk_shape.h"
#include "cli/desk_shapes.h"

static const struct {
	const char	*name, *members, *help;
} shapes[] = {
/* NOLINTBEGIN(bugprone-suspicious-missing-comma): long lists wrap. */
#define X(name, members, help)	{ #name, members, help },
	DESK_SHAPES(X)
#undef X
/* NOLINTEND(bugprone-suspicious-missing-comma) */
};

const char *
desk_shape_members(struct span name)
{

	for (size_t i = 0; i < COUNT_OF(shapes); i++)
		if (span_eq(name, span_of(shapes[i].name)))
			return (shapes[i].members);
	return (NULL);
}

const char *
desk_shape_name(unsigned i)
{

	return (i < COUNT_OF(shapes) ? shapes[i].name : NULL);
}

const char *
desk_shape_help(unsigned i)
{

	return (i < COUNT_OF(shapes) ? shapes[i].help : NULL);
}

/* What stands before the first ${stop}; that is taken, too. */
static struct span
until(struct span *rest, char stop)
{
	const char *at = rest->n > 0 ? memchr(rest->p, stop, rest->n) : NULL;
	size_t n = at != NULL ? (size_t)(at - rest->p) : rest->n;
	struct span s = { rest->p, n };

	if (rest->n == 0)
		return (s);
	*rest = span_from(*rest, at != NULL ? n + 1 : n);
	return (s);
}

bool
desk_shape_next(struct span *rest, struct desk_shape_member *ret)
{
	struct span word = until(rest, ' '), type;
	struct desk_shape_member m;

	if (word.n == 0)
		return (false);
	m.name = until(&word, ':');
	m.needed = m.name.n > 0 && m.name.p[m.name.n - 1] == '!';
	m.name.n -= m.needed;
	m.many = word.n > 0 && word.p[0] == '*';
	type = span_from(word, m.many);
	m.type = until(&type, '{');
	m.args = until(&type, '}');
	*ret = m;
	return (true);
}

struct span
desk_shape_word(struct span *args)
{

	return (until(args, ','));
}

bool
desk_shape_int(struct span s, int64_t *ret)
{
	int64_t i = 0;

	if (s.n == 0 || s.n > 18)
		return (false);
	for (size_t k = 0; k < s.n; k++) {
		if (s.p[k] < '0' || s.p[k] > '9')
			return (false);
		i = i * 10 + (s.p[k] - '0');
	}
	*ret = i;
	return (true);
}

void
desk_shape_bounds(struct span args, int64_t *least, int64_t *most)
{
	struct span first = desk_shape_word(&args);

	*least = 0;
	*most = INT64_MAX;
	if (args.n == 0)
		(void)desk_shape_int(first, most);	/* None: no bound. */
	else {
		(void)desk_shape_int(first, least);
		(void)desk_shape_int(args, most);
	}
}

static bool
is_word(struct span args, struct span text)
{

	while (args.n > 0)
		if (span_eq(desk_shape_word(&args), text))
			return (true);
	return (false);
}

bool
desk_shape_fits(const struct desk_shape_member *m, const struct json_val *v)
{
	struct span type = m->type;
	int64_t least, most, ms = 0;

	desk_shape_bounds(m->args, &least, &most);
	if (span_eq(type, SPAN("text")))
		return (v->type == JSON_TEXT && (int64_t)v->n <= most &&
		    (v->n == 0 || memchr(v->p, '\0', v->n) == NULL));
	if (span_eq(type, SPAN("int")))
		return (v->type == JSON_INT && v->i >= least && v->i <= most);
	if (span_eq(type, SPAN("bool")))
		return (v->type == JSON_BOOL);
	if (span_eq(type, SPAN("num")))
		return (v->type == JSON_INT || v->type == JSON_NUM);
	if (span_eq(type, SPAN("enum")))
		return (v->type == JSON_TEXT && is_word(m->args,
		    json_span(v)));
	if (span_eq(type, SPAN("time")))
		return (v->type == JSON_TEXT && ts_parse(json_span(v), &ms) ==
		    RC_OK);
	return (v->type == JSON_MAP);
}
