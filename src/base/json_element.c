/* SPDX-License-Identifier: Apache-2.0 */
/* Cutting the elements of an array too long for memory. */
#include "base/json_token.h"

/* The place after the text that opens at ${p}, or NULL if it is not all
 * there. */
static const char *
past_text(const struct json_token *in, const char *p)
{

	for (p++; p < in->end; p++) {
		if (*p == '"')
			return (p + 1);
		if (*p == '\\' && in->end - p > 1)
			p++;
	}
	return (NULL);
}

/* The place after the element at ${p}: at the comma or bracket that ends it,
 * or white space; NULL if that is not there yet. */
static const char *
past_element(const struct json_token *in, const char *p)
{
	size_t depth = 0;

	while (p < in->end) {
		switch (*p) {
		case '"':
			if ((p = past_text(in, p)) == NULL)
				return (NULL);
			continue;
		case '{':
		case '[':
			depth++;
			break;
		case '}':
		case ']':
			if (depth == 0)
				return (p);
			depth--;
			break;
		case ',':
			if (depth == 0)
				return (p);
			break;
		default:
			break;
		}
		p++;
	}
	return (NULL);
}

rc
json_element_next(struct span *rest, struct span *element, struct err *e)
{
	struct json_token in = { .start = rest->p,
	    .end = rest->p + rest->n, .e = e, .rc = RC_OK };
	const char *p = blank(&in, in.start), *first, *last;
	char before;

	if (p == in.end)
		return (RC_MORE);
	before = *p;
	if (before != '[' && before != ',' && before != ']') {
		(void)json_token_want(&in, p, "'[', ',' or ']'");
		return (in.rc);
	}
	if (before != ']')
		p = blank(&in, p + 1);
	if (p == in.end)
		return (RC_MORE);

	/* The end: after an element or of an empty array, not after a comma. */
	if (*p == ']' && before != ',') {
		p++;
		*rest = (struct span){ p, (size_t)(in.end - p) };
		return (RC_NOTFOUND);
	}
	if (strchr("{[\"-0123456789tfn", *p) == NULL || *p == '\0') {
		(void)json_token_want(&in, p, "an element");
		return (in.rc);
	}

	/* What ends it must be in sight: 12 may be the start of 123. */
	first = p;
	if ((last = past_element(&in, first)) == NULL)
		return (RC_MORE);
	if (*last == '}') {
		(void)json_token_want(&in, last, "',' or ']'");
		return (in.rc);
	}
	*rest = (struct span){ last, (size_t)(in.end - last) };
	while (last > first && (last[-1] == ' ' || last[-1] == '\t' ||
	    last[-1] == '\n' || last[-1] == '\r'))
		last--;
	*element = (struct span){ first, (size_t)(last - first) };
	return (RC_OK);
}
