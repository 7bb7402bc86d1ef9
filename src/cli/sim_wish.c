/* SPDX-License-Identifier: Apache-2.0 */
/* The list of attacks as somebody writes it. */
#include <stdio.h>
#include <stdlib.h>

#include "base/ts.h"
#include "cli/sim_wish.h"

#define STRENGTH_MIN	0.01
#define STRENGTH_MAX	10

/* The part up to the next mark, which is cut off with it. */
static struct span
part(struct span *left, char *mark)
{
	struct span p = { left->p, 0 };

	while (p.n < left->n && strchr("@*=", left->p[p.n]) == NULL)
		p.n++;
	*mark = p.n < left->n ? left->p[p.n] : '\0';
	*left = span_from(*left, *mark != '\0' ? p.n + 1 : p.n);
	return (p);
}

static rc
strength(struct span s, double *out)
{
	char text[16], *end;

	if (s.n == 0 || s.n >= sizeof(text))
		return (RC_MALFORMED);
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	*out = strtod(text, &end);
	return (*end == '\0' && *out >= STRENGTH_MIN &&
	    *out <= STRENGTH_MAX ? RC_OK : RC_MALFORMED);
}

static rc
take(struct sim_wish *w, char mark, struct span s)
{

	if (mark == '@')
		return (ts_parse(s, &w->at_ms));
	if (mark == '*')
		return (strength(s, &w->strength));
	w->target = s;
	return (s.n > 0 ? RC_OK : RC_MALFORMED);
}

rc
sim_wish_next(struct span *list, struct sim_wish *w)
{
	const char *comma;
	struct span it;
	char mark, next;
	rc got = RC_OK;

	if (list->n == 0)
		return (RC_NOTFOUND);
	comma = memchr(list->p, ',', list->n);
	it = (struct span){ list->p, comma != NULL ?
	    (size_t)(comma - list->p) : list->n };
	*list = span_from(*list, comma != NULL ? it.n + 1 : it.n);
	*w = (struct sim_wish){ .what = part(&it, &mark) };
	for (; mark != '\0' && got == RC_OK; mark = next)
		got = take(w, mark, part(&it, &next));
	return (got);
}

bool
sim_wish_is(const struct sim_wish *w, const char *name, int scenario)
{
	char num[12];

	(void)snprintf(num, sizeof(num), "%d", scenario);
	return ((scenario > 0 && span_eq(w->what, span_of(num))) ||
	    span_eq(w->what, span_of(name)));
}

bool
sim_wish_find(const char *list, size_t nth, const char *name, int scenario,
    struct sim_wish *w)
{
	struct span left = span_of(list);

	*w = (struct sim_wish){ .what = span_of(name) };
	if (strcmp(list, "default") == 0)
		return (nth == 0);
	while (sim_wish_next(&left, w) == RC_OK)
		if (sim_wish_is(w, name, scenario) && nth-- == 0)
			return (true);
	return (false);
}
