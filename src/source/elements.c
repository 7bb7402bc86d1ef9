/* SPDX-License-Identifier: Apache-2.0 */
/* The elements of one JSON array out of a stream. */
#include "base/mem.h"
#include "source/elements.h"
#include "sys/stream.h"

#define READ_SIZE	((size_t)256 * 1024)

/** Where in the array the next byte stands. */
enum place { BEFORE, INSIDE, BEHIND };

struct elements {
	struct stream	*s;		/* Borrowed. */
	char		*in;		/* Owned; READ_SIZE. */
	size_t		 at, n;		/* Not yet read: in[at..n). */
	uint64_t	 line;		/* LFs passed, for messages. */
	char		*out;		/* Owned; ELEMENTS_MAX: the element. */
	size_t		 size;		/* Its bytes so far, kept or not. */
	unsigned	 depth;		/* Open brackets inside it. */
	bool		 text, escape;	/* Inside a string; behind a "\". */
	bool		 comma;		/* One must follow, not the end. */
	enum place	 place;
	uint64_t	 number;
};

rc
elements_new(struct stream *s, struct elements **ret)
{
	struct elements *el = NULL;

	if ((el = mem_new(sizeof(*el))) == NULL ||
	    (el->in = mem_new(READ_SIZE)) == NULL ||
	    (el->out = mem_new(ELEMENTS_MAX)) == NULL) {
		elements_free(el);
		return (RC_NOMEM);
	}
	el->s = s;
	*ret = el;
	return (RC_OK);
}

static bool
blank(char c)
{

	return (c == ' ' || c == '\t' || c == '\n' || c == '\r');
}

static rc
bad(const struct elements *el, const char *what, struct err *e)
{

	return (rc_fail(e, RC_MALFORMED, el->line + 1, "%s:%llu: %s",
	    stream_path(el->s), (unsigned long long)el->line + 1, what));
}

static void
keep(struct elements *el, char c)
{

	if (el->size < ELEMENTS_MAX)
		el->out[el->size] = c;
	/* Counting on tells that it is over; it need not say by how much. */
	if (el->size <= ELEMENTS_MAX)
		el->size++;
}

/* One byte inside an element; is the element over before it? */
static bool
inside(struct elements *el, char c)
{

	if (el->text) {
		el->text = el->escape || c != '"';
		el->escape = !el->escape && c == '\\';
	} else if (c == '"')
		el->text = true;
	else if (c == '[' || c == '{')
		el->depth++;
	else if ((c == ']' || c == '}') && el->depth > 0)
		el->depth--;
	else if (el->depth == 0 && (c == ',' || c == ']'))
		return (true);
	if (el->size > 0 || !blank(c))
		keep(el, c);
	return (false);
}

/* The element's bytes are complete. */
static rc
whole(struct elements *el, struct span *element, uint64_t *number)
{
	size_t n = el->size;

	el->size = 0;
	*number = ++el->number;
	if (n > ELEMENTS_MAX) {
		*element = (struct span){ el->out, ELEMENTS_MAX };
		return (RC_LIMIT);
	}
	while (n > 0 && blank(el->out[n - 1]))
		n--;
	*element = (struct span){ el->out, n };
	return (RC_OK);
}

/* Outside of elements: white space, the bracket at either end. */
static rc
outside(struct elements *el, char c, struct err *e)
{

	if (blank(c) || (el->place == BEFORE && el->line == 0 &&
	    (c == '\xef' || c == '\xbb' || c == '\xbf')))
		return (RC_OK);
	if (el->place == BEHIND)
		return (bad(el, "text behind the array", e));
	if (c != '[')
		return (bad(el, "expected a JSON array, '[...]'", e));
	el->place = INSIDE;
	return (RC_OK);
}

/* Take one byte.  RC_MORE: no element yet. */
static rc
take(struct elements *el, char c, struct span *element, uint64_t *number,
    struct err *e)
{
	rc rv;

	el->line += c == '\n';
	if (el->place != INSIDE)
		return ((rv = outside(el, c, e)) == RC_OK ? RC_MORE : rv);
	if (!inside(el, c))
		return (RC_MORE);
	if (c == ']')
		el->place = BEHIND;
	if (el->size == 0) {
		/* "[]" is an empty array; "[,", ",," and ",]" are not. */
		if (c == ']' && !el->comma)
			return (RC_MORE);
		return (bad(el, "an element is missing", e));
	}
	el->comma = c == ',';
	return (whole(el, element, number));
}

rc
elements_next(struct elements *el, struct span *element, uint64_t *number,
    struct err *e)
{
	rc rv;

	for (;;) {
		while (el->at < el->n)
			if ((rv = take(el, el->in[el->at++], element, number,
			    e)) != RC_MORE)
				return (rv);
		el->at = el->n = 0;
		if ((rv = stream_read(el->s, el->in, READ_SIZE, &el->n,
		    e)) != RC_OK)
			return (rv);
		if (el->n > 0)
			continue;
		if (el->place != BEHIND)
			return (bad(el, "the array is cut short", e));
		return (RC_NOTFOUND);
	}
}

void
elements_free(struct elements *el)
{

	if (el == NULL)
		return;
	mem_free(el->in);
	mem_free(el->out);
	mem_free(el);
}
