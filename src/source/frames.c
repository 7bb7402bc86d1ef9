/* SPDX-License-Identifier: Apache-2.0 */
/* The frames of a protocol out of a stream. */
#include "base/mem.h"
#include "source/frames.h"
#include "source/tail.h"

struct frames {
	struct tail	 tail;		/* Owned. */
	const struct codecs *codec;
	uint64_t	 number;	/* Frames cut. */
};

rc
frames_new(struct stream *s, const struct codecs *codec, struct frames **ret)
{
	struct frames *f = mem_new(sizeof(*f));

	if (f == NULL || tail_open(&f->tail, s, codec->largest) != RC_OK) {
		frames_free(f);
		return (RC_NOMEM);
	}
	f->codec = codec;
	*ret = f;
	return (RC_OK);
}

/* Between texts, no text of its own. */
static bool
blank(const struct frames *f, struct span s)
{

	return (f->codec->kind == CODECS_TEXT && s.n == 1 &&
	    (s.p[0] == '\0' || s.p[0] == ' ' || s.p[0] == '\r' ||
	    s.p[0] == '\n'));
}

static struct span
cut(struct frames *f, size_t n, uint64_t *number)
{

	*number = ++f->number;
	return (tail_cut(&f->tail, n));
}

rc
frames_next(struct frames *f, struct span *frame, uint64_t *number,
    struct err *e)
{

	for (;;) {
		struct span left = tail_rest(&f->tail);
		size_t n = 0;
		rc rv = left.n > 0 ? f->codec->frame(left, &n) : RC_MORE;

		if (rv == RC_OK && n <= left.n &&
		    blank(f, (struct span){ left.p, n })) {
			(void)tail_cut(&f->tail, n);
			continue;
		}
		if (rv == RC_OK && n <= left.n) {
			*frame = cut(f, n, number);
			return (RC_OK);
		}
		/* One that is larger than any: its end is not in all that, nor
		 * is that of what may begin there. */
		if (rv == RC_MORE && left.n >= f->codec->largest)
			n = left.n;
		if (rv == RC_MALFORMED || left.n >= f->codec->largest) {
			*frame = cut(f, n > 0 && n <= left.n ? n : 1, number);
			return (RC_LIMIT);
		}
		if (f->tail.end) {
			if (left.n == 0)
				return (RC_NOTFOUND);
			*frame = cut(f, left.n, number);
			return (RC_LIMIT);
		}
		if ((rv = tail_more(&f->tail, e)) != RC_OK)
			return (rv);
	}
}

void
frames_free(struct frames *f)
{

	if (f == NULL)
		return;
	tail_close(&f->tail);
	mem_free(f);
}
