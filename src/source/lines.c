/* SPDX-License-Identifier: Apache-2.0 */
/* Lines out of a stream. */
#include "base/mem.h"
#include "source/lines.h"
#include "source/tail.h"

struct lines {
	struct tail	 tail;		/* Owned. */
	size_t		 seen;		/* Of the rest: known without LF. */
	uint64_t	 number;	/* Lines cut. */
	bool		 over;		/* Inside a line that is too long. */
};

rc
lines_new(struct stream *s, struct lines **ret)
{
	struct lines *l = mem_new(sizeof(*l));

	if (l == NULL || tail_open(&l->tail, s, LINES_MAX) != RC_OK) {
		lines_free(l);
		return (RC_NOMEM);
	}
	*ret = l;
	return (RC_OK);
}

/* Pass over the rest of a long line. */
static rc
resume(struct lines *l, struct err *e)
{
	rc rv;

	while (l->over) {
		struct span rest = tail_rest(&l->tail);
		const char *lf = rest.n > 0 ?
		    memchr(rest.p, '\n', rest.n) : NULL;

		(void)tail_cut(&l->tail, lf != NULL ?
		    (size_t)(lf - rest.p) + 1 : rest.n);
		if (lf != NULL || l->tail.end)
			break;
		if ((rv = tail_more(&l->tail, e)) != RC_OK)
			return (rv);
	}
	l->over = false;
	return (RC_OK);
}

/* Cut ${n} bytes, of which the last is the LF if ${lf}. */
static struct span
cut(struct lines *l, size_t n, bool lf)
{
	struct span line = tail_cut(&l->tail, n);

	line.n -= lf;
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
		size_t left = tail_rest(&l->tail).n;
		const char *from = tail_rest(&l->tail).p;
		const char *lf = left > l->seen ? memchr(from + l->seen,
		    '\n', left - l->seen) : NULL;
		size_t n = lf != NULL ? (size_t)(lf - from) + 1 : left;

		if (n > LINES_MAX - (lf == NULL)) {
			*line = cut(l, LINES_MAX - 1, false);
			l->over = true;
			*number = l->number;
			return (RC_LIMIT);
		}
		if (lf != NULL || (l->tail.end && left > 0)) {
			*line = cut(l, n, lf != NULL);
			if (line->n == 0)
				continue;
			*number = l->number;
			return (RC_OK);
		}
		if (l->tail.end)
			return (RC_NOTFOUND);
		l->seen = left;
		if ((rv = tail_more(&l->tail, e)) != RC_OK)
			return (rv);
	}
}

void
lines_free(struct lines *l)
{

	if (l == NULL)
		return;
	tail_close(&l->tail);
	mem_free(l);
}
