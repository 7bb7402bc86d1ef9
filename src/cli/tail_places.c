/* SPDX-License-Identifier: Apache-2.0 */
/* How far the files of a source have been read. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/pack.h"
#include "cli/tail_places.h"
#include "sys/disk.h"

#define TAG	0x4c494154u		/* "TAIL" */
#define MOST	((uint64_t)1 << 20)	/* Bytes of a file. */
#define LEAST	7u			/* Bytes of a place. */
#define ASIDE	256u

static void
put(struct buf *b, const struct tail_place *p)
{

	pack_text(b, p->path);
	pack_uint(b, p->mark.dev);
	pack_uint(b, p->mark.ino);
	pack_uint(b, p->mark.head);
	pack_uint(b, p->mark.at);
	pack_uint(b, p->mark.lines);
	pack_bool(b, p->mark.passing);
}

rc
tail_places_write(int dir, const char *name, const struct tail_place *place,
    size_t n, struct err *e)
{
	struct buf b = { 0 };
	char aside[ASIDE];
	size_t at, known = 0;
	rc r;

	for (size_t i = 0; i < n; i++)
		known += place[i].known;
	at = pack_begin(&b, TAG);
	pack_uint(&b, known);
	for (size_t i = 0; i < n; i++)
		if (place[i].known)
			put(&b, &place[i]);
	pack_end(&b, at);
	(void)snprintf(aside, sizeof(aside), "%.200s.new", name);
	r = b.failed ? rc_fail(e, RC_NOMEM, 0, "%.80s: out of memory", name) :
	    disk_replace(dir, name, aside, buf_span(&b), e);
	buf_release(&b);
	return (r);
}

/* The place of that path, if it is still one of ours. */
static void
take(struct cur *c, struct tail_place *place, size_t n)
{
	struct span path = pack_get_span(c);
	struct follow_mark m;

	m.dev = pack_get_uint(c);
	m.ino = pack_get_uint(c);
	m.head = (uint32_t)pack_get_upto(c, UINT32_MAX);
	m.at = pack_get_upto(c, INT64_MAX);
	m.lines = pack_get_uint(c);
	m.passing = pack_get_bool(c);
	for (size_t i = 0; i < n; i++)
		if (span_eq(path, span_of(place[i].path))) {
			place[i].mark = m;
			place[i].known = true;
		}
}

static rc
take_all(struct span bytes, const char *name, struct tail_place *place,
    size_t n, struct err *e)
{
	struct cur c = cur_of(bytes), body;
	size_t count;
	rc r;

	if ((r = pack_open(&c, TAG, &body, e)) != RC_OK)
		return (r);
	count = pack_get_count(&body, LEAST);
	for (size_t i = 0; i < count; i++)
		take(&body, place, n);
	if ((r = pack_done(&body, name, e)) != RC_OK)
		for (size_t i = 0; i < n; i++)
			place[i].known = false;
	return (r);
}

rc
tail_places_read(int dir, const char *name, struct tail_place *place,
    size_t n, struct err *e)
{
	struct buf b = { 0 };
	uint64_t size = 0;
	size_t got = 0;
	char *room;
	int fd = -1;
	rc r;

	if (!disk_exists(dir, name))
		return (RC_OK);
	if ((r = disk_open(dir, name, &fd, e)) == RC_OK)
		r = disk_size(fd, &size, e);
	if (r == RC_OK && size > MOST)
		r = rc_fail(e, RC_MALFORMED, 0, "%.80s: too large", name);
	if (r == RC_OK && (room = buf_room(&b, (size_t)size)) == NULL)
		r = rc_fail(e, RC_NOMEM, 0, "%.80s: out of memory", name);
	if (r == RC_OK && (r = disk_read(fd, 0, room, (size_t)size, &got, e))
	    == RC_OK)
		r = take_all((struct span){ room, got }, name, place, n, e);
	disk_close(fd);
	buf_release(&b);
	return (r);
}
