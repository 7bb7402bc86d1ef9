/* SPDX-License-Identifier: Apache-2.0 */
/* Lines out of a stream. */
#include "base/mem.h"
#include "source/lines.h"
#include "sys/stream.h"

#define READ_SIZE	((size_t)256 * 1024)
/* A line that is not yet whole, and one read behind it. */
#define LINES_ROOM	(LINES_MAX + READ_SIZE)

struct lines {
	struct stream	*s;		/* Borrowed. */
	char		*p;		/* Owned; LINES_ROOM. */
	size_t		 at, n;		/* Not yet cut: p[at..n). */
	size_t		 seen;		/* Of these: known without LF. */
	uint64_t	 number;	/* Lines cut. */
	bool		 end;		/* The stream has no more. */
	bool		 over;		/* Inside a line that is too long. */
};

rc
lines_new(struct stream *s, struct lines **ret)
{
	struct lines *l = NULL;

	if ((l = mem_new(sizeof(*l))) == NULL ||
	    (l->p = mem_new(LINES_ROOM)) == NULL) {
		lines_free(l);
		return (RC_NOMEM);
	}
	l->s = s;
	*ret = l;
	return (RC_OK);
}

/* Read behind what is left, which is less than a line. */
static rc
more(struct lines *l, struct err *e)
{
	size_t got;
	rc rv;

	if (l->at > 0 && l->at < l->n)
		memmove(l->p, l->p + l->at, l->n - l->at);
	l->n -= l->at;
	l->at = 0;
	if ((rv = stream_read(l->s, l->p + l->n, LINES_ROOM - l->n, &got,
	    e)) != RC_OK)
		return (rv);
	l->n += got;
	l->end = got == 0;
	return (RC_OK);
}

/* Pass over the rest of a long line. */
static rc
resume(struct lines *l, struct err *e)
{
	rc rv;

	while (l->over) {
		const char *lf = l->n > l->at ?
		    memchr(l->p + l->at, '\n', l->n - l->at) : NULL;

		if (lf != NULL) {
			l->at = (size_t)(lf - l->p) + 1;
			l->over = false;
			break;
		}
		l->at = l->n;
		if (l->end)
			break;
		if ((rv = more(l, e)) != RC_OK)
			return (rv);
	}
	l->over = false;
	return (RC_OK);
}

/* Cut ${n} bytes, of which the last is the LF if ${lf}. */
static struct span
cut(struct lines *l, size_t n, bool lf)
{
	struct span line = { l->p + l->at, n - lf };

	l->at += n;
	l->seen = 0;
	l->number++;
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	if (l->number == 1 && span_starts(line, SPAN("\xef\xbb\xbf")))
		line = span_from(line, 3);
	return (line);
}

rc
lines_next(struct lines *l, struct span *line, uint64_t *number,
    struct err *e)
{
	rc rv;

	if (l->over && (rv = resume(l, e)) != RC_OK)
		return (rv);
	for (;;) {
		size_t left = l->n - l->at;
		const char *from = l->p + l->at;
		const char *lf = left > l->seen ? memchr(from + l->seen,
		    '\n', left - l->seen) : NULL;
		size_t n = lf != NULL ? (size_t)(lf - from) + 1 : left;

		if (n > LINES_MAX - (lf == NULL)) {
			*line = cut(l, LINES_MAX - 1, false);
			l->over = true;
			*number = l->number;
			return (RC_LIMIT);
		}
		if (lf != NULL || (l->end && left > 0)) {
			*line = cut(l, n, lf != NULL);
			if (line->n == 0)
				continue;
			*number = l->number;
			return (RC_OK);
		}
		if (l->end)
			return (RC_NOTFOUND);
		l->seen = left;
		if ((rv = more(l, e)) != RC_OK)
			return (rv);
	}
}

void
lines_free(struct lines *l)
{

	if (l == NULL)
		return;
	mem_free(l->p);
	mem_free(l);
}
