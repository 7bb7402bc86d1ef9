/* SPDX-License-Identifier: Apache-2.0 */
/* The frames of a protocol out of a stream. */
#include "base/mem.h"
#include "source/frames.h"
#include "sys/stream.h"

#define READ_SIZE	((size_t)256 * 1024)

struct frames {
	struct stream	*s;		/* Borrowed. */
	const struct codecs *codec;
	char		*p;		/* Owned; ${room} bytes. */
	size_t		 room;
	size_t		 at, n;		/* Not yet cut: p[at..n). */
	uint64_t	 number;	/* Frames cut. */
	bool		 end;		/* The stream has no more. */
};

rc
frames_new(struct stream *s, const struct codecs *codec, struct frames **ret)
{
	struct frames *f = mem_new(sizeof(*f));

	if (f == NULL)
		return (RC_NOMEM);
	f->room = codec->largest + READ_SIZE;
	if ((f->p = mem_array(f->room, 1)) == NULL) {
		frames_free(f);
		return (RC_NOMEM);
	}
	f->s = s;
	f->codec = codec;
	*ret = f;
	return (RC_OK);
}

/* Read behind what is left, which is less than a frame. */
static rc
more(struct frames *f, struct err *e)
{
	size_t got;
	rc rv;

	if (f->at > 0 && f->at < f->n)
		memmove(f->p, f->p + f->at, f->n - f->at);
	f->n -= f->at;
	f->at = 0;
	if ((rv = stream_read(f->s, f->p + f->n, f->room - f->n, &got, e)) !=
	    RC_OK)
		return (rv);
	f->n += got;
	f->end = got == 0;
	return (RC_OK);
}

static struct span
cut(struct frames *f, size_t n, uint64_t *number)
{
	struct span s = { f->p + f->at, n };

	f->at += n;
	*number = ++f->number;
	return (s);
}

rc
frames_next(struct frames *f, struct span *frame, uint64_t *number,
    struct err *e)
{

	for (;;) {
		struct span left = { f->p + f->at, f->n - f->at };
		size_t n = 0;
		rc rv = left.n > 0 ? f->codec->frame(left, &n) : RC_MORE;

		if (rv == RC_OK && n <= left.n) {
			*frame = cut(f, n, number);
			return (RC_OK);
		}
		/* None begins here, or one that is larger than any. */
		if (rv == RC_MALFORMED || left.n >= f->codec->largest) {
			*frame = cut(f, n > 0 && n <= left.n ? n : 1, number);
			return (RC_LIMIT);
		}
		if (f->end) {
			if (left.n == 0)
				return (RC_NOTFOUND);
			*frame = cut(f, left.n, number);
			return (RC_LIMIT);
		}
		if ((rv = more(f, e)) != RC_OK)
			return (rv);
	}
}

void
frames_free(struct frames *f)
{

	if (f == NULL)
		return;
	mem_free(f->p);
	mem_free(f);
}
