/* SPDX-License-Identifier: Apache-2.0 */
/* A query from the command line. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/query_ask.h"
#include "fact/fact.h"

#define SHOWN	72			/* Longer queries are not drawn. */

static bool
has(void *ctx, struct span name, enum query_kind *kind)
{
	enum fact_id id = fact_find(name);

	(void)ctx;
	if (id == FACT_COUNT)
		return (false);
	switch (fact_row(id)->type) {
	case VALUE_INT:
	case VALUE_NUM:
		*kind = QUERY_KIND_NUMBER;
		break;
	case VALUE_BOOL:
		*kind = QUERY_KIND_BOOL;
		break;
	case VALUE_TIME:
		*kind = QUERY_KIND_TIME;
		break;
	case VALUE_TEXT:
		*kind = QUERY_KIND_TEXT;
		break;
	case VALUE_ABSENT:
	case VALUE_NULL:
	case VALUE_ARRAY:
	case VALUE_MAP:
		*kind = QUERY_KIND_ANY;
		break;
	}
	return (true);
}

static void
near(void *ctx, struct suggest *s, struct span asked)
{

	(void)ctx;
	fact_near(s, asked);
}

static const struct query_extra facts = { NULL, has, near };

/* The query with a mark below the place that ${e} is about. */
static void
draw(const char *text, const struct err *e)
{

	if (e->at == 0 || strlen(text) > SHOWN ||
	    strpbrk(text, "\t\r\n") != NULL)
		return;
	fprintf(stderr, "  %s\n  %*s\n", text, (int)e->at, "^");
}

rc
query_ask_parse(const char *verb, const char *text, struct query **ret)
{
	struct err e = { 0 };
	rc r = RC_NOMEM;

	if (field_init() == RC_OK && fact_init() == RC_OK)
		r = query_parse(span_of(text), &facts, ret, &e);
	if (r == RC_OK)
		return (r);
	if (e.at > 0)
		fprintf(stderr, "vedette %s: column %zu: %s\n", verb, e.at,
		    e.what);
	else
		fprintf(stderr, "vedette %s: %s\n", verb, rc_text(r));
	draw(text, &e);
	return (r);
}

static rc
one_name(const char *verb, struct span name, struct arena *a,
    const struct query_name **ret)
{
	struct suggest s = SUGGEST_START;
	rc r = query_name_find(name, &facts, a, ret);

	if (r == RC_NOMEM)
		fprintf(stderr, "vedette %s: %s\n", verb, rc_text(r));
	if (r != RC_NOTFOUND)
		return (r);
	query_name_near(name, &facts, &s);
	fprintf(stderr, "vedette %s: no field '%.*s'", verb, (int)name.n,
	    name.p);
	if (s.best.n > 0)
		fprintf(stderr, "; did you mean '%.*s'?", (int)s.best.n,
		    s.best.p);
	fputc('\n', stderr);
	return (r);
}

rc
query_ask_names(const char *verb, const char *list, struct arena *a,
    const struct query_name **ret, size_t *n)
{
	size_t most = *n, got = 0;
	bool more = true;
	rc r;

	if (field_init() != RC_OK || fact_init() != RC_OK)
		return (RC_NOMEM);
	while (more) {
		size_t len = strcspn(list, ",");

		if (got == most) {
			fprintf(stderr, "vedette %s: expected at most %zu "
			    "fields\n", verb, most);
			return (RC_LIMIT);
		}
		r = one_name(verb, (struct span){ list, len }, a,
		    &ret[got++]);
		if (r != RC_OK)
			return (r);
		more = list[len] == ',';
		list += len + more;
	}
	*n = got;
	return (RC_OK);
}

bool
query_ask_limit(const char *verb, const char *text, uint64_t *ret)
{
	char *end;

	errno = 0;
	*ret = strtoull(text, &end, 10);
	if (errno == 0 && end != text && *end == '\0' && text[0] != '-' &&
	    *ret > 0)
		return (true);
	fprintf(stderr, "vedette %s: --limit: expected a number above 0, got "
	    "%s\n", verb, text);
	return (false);
}
