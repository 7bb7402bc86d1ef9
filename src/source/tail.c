/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes of a stream that are not yet cut into rows. */
#include "base/mem.h"
#include "source/tail.h"
#include "sys/stream.h"

#define READ_SIZE	((size_t)256 * 1024)

rc
tail_open(struct tail *t, struct stream *s, size_t most)
{

	*t = (struct tail){ .s = s, .room = most + READ_SIZE };
	return ((t->p = mem_array(t->room, 1)) != NULL ? RC_OK : RC_NOMEM);
}

void
tail_close(struct tail *t)
{

	mem_free(t->p);
	t->p = NULL;
}

rc
tail_more(struct tail *t, struct err *e)
{
	size_t got;
	rc rv;

	if (t->at > 0 && t->at < t->n)
		memmove(t->p, t->p + t->at, t->n - t->at);
	t->n -= t->at;
	t->at = 0;
	if ((rv = stream_read(t->s, t->p + t->n, t->room - t->n, &got, e)) !=
	    RC_OK)
		return (rv);
	t->n += got;
	t->end = got == 0;
	return (RC_OK);
}
