/* SPDX-License-Identifier: Apache-2.0 */
/* What is in a journal's folder. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "journal/segfile.h"
#include "sys/disk.h"

void
segfile_raw(uint64_t base, char out[SEGFILE_NAME])
{

	(void)snprintf(out, SEGFILE_NAME, "%020llu.log",
	    (unsigned long long)base);
}

void
segfile_sealed(uint64_t base, char out[SEGFILE_NAME])
{

	(void)snprintf(out, SEGFILE_NAME, "%020llu.zst",
	    (unsigned long long)base);
}

static bool
add(uint64_t **p, size_t *n, size_t *cap, uint64_t base)
{

	if (!mem_room(p, *n, cap, sizeof(**p)))
		return (false);
	(*p)[(*n)++] = base;
	return (true);
}

/* Files that are no segment, but known. */
static bool
known(struct span name)
{

	return (span_eq(name, SPAN("manifest")) ||
	    span_eq(name, SPAN("mark")) || span_eq(name, SPAN("lock")) ||
	    span_ends(name, SPAN(".new")));
}

/* disk_name_fn */
static rc
note(void *ctx, const char *text)
{
	struct segfile_list *l = ctx;
	struct span name = span_of(text);
	uint64_t base = strtoull(text, NULL, 10);
	char want[SEGFILE_NAME];

	/* A name is a segment's if the segment would have this name. */
	segfile_raw(base, want);
	if (span_eq(name, span_of(want)))
		return (add(&l->raw, &l->raws, &l->raw_cap, base) ? RC_OK :
		    RC_NOMEM);
	segfile_sealed(base, want);
	if (span_eq(name, span_of(want)))
		return (add(&l->sealed, &l->sealeds, &l->sealed_cap, base) ?
		    RC_OK : RC_NOMEM);
	l->others += !known(name);
	return (RC_OK);
}

static int
by_base(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return ((*x > *y) - (*x < *y));
}

rc
segfile_read(int dir, struct segfile_list *l, struct err *e)
{
	rc r = disk_names(dir, note, l, e);

	if (r == RC_NOMEM)
		r = rc_fail(e, r, 0, "listing the folder");
	if (r != RC_OK) {
		segfile_release(l);
		return (r);
	}
	if (l->raws > 0)
		qsort(l->raw, l->raws, sizeof(*l->raw), by_base);
	if (l->sealeds > 0)
		qsort(l->sealed, l->sealeds, sizeof(*l->sealed), by_base);
	return (RC_OK);
}

void
segfile_release(struct segfile_list *l)
{

	mem_free(l->raw);
	mem_free(l->sealed);
	*l = (struct segfile_list){ .raw = NULL };
}
