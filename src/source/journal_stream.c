/* SPDX-License-Identifier: Apache-2.0 */
/* A journal as a stream. */
#include "journal/journal_read.h"
#include "source/journal_stream.h"

/* stream_feed.next */
static rc
next(void *ctx, struct span *bytes, struct err *e)
{
	uint64_t offset;
	rc r = journal_read_batch(ctx, bytes, &offset, e);

	/* What comes later is another run's. */
	if (r == RC_MORE)
		*bytes = (struct span){ NULL, 0 };
	return (r == RC_MORE ? RC_OK : r);
}

/* stream_feed.end */
static void
end(void *ctx)
{

	journal_read_close(ctx);
}

rc
journal_stream_open(const char *path, struct stream **ret, struct err *e)
{
	struct stream_feed feed = { .next = next, .end = end };
	struct journal_read *j = NULL;
	struct err why = { 0 };
	rc r;

	if (!journal_read_is(path))
		return (stream_open(path, ret, e));
	if ((r = journal_read_open(path, JOURNAL_READ_START, &j, &why)) !=
	    RC_OK)
		return (rc_fail(e, r, why.at, "%.60s: %s", path, why.what));
	feed.ctx = j;
	return (stream_fed(path, &feed, ret, e));
}
