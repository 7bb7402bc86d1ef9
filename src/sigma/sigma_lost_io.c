/* SPDX-License-Identifier: Apache-2.0 */
/* Sub-windows of lost samples as bytes. */
#include <math.h>

#include "sigma/sigma_lost.h"
#include "sigma/sigma_lost_io.h"

#define SHIFT_MAX	(SKETCH_BITS - 1)

static void
save_sketch(struct buf *b, const struct sketch *s)
{
	uint64_t key = 0, rank = 0;

	pack_uint(b, s->n);
	for (uint32_t i = 0; i < s->n; i++) {
		pack_uint(b, s->b[i].key - key);
		pack_uint(b, s->b[i].rank - rank);
		key = s->b[i].key;
		rank = s->b[i].rank;
	}
}

static void
save_block(struct buf *b, const struct lost_block *l)
{

	pack_int(b, l->first);
	pack_int(b, l->last);
	pack_num(b, l->least);
	pack_num(b, l->most);
	pack_num(b, l->minus);
	pack_num(b, l->plus);
	pack_uint(b, l->n);
	save_sketch(b, &l->sketch);
	if (l->seen != NULL)
		pack_sparse(b, (struct span){ (const char *)l->seen->reg,
		    sizeof(l->seen->reg) });
}

void
sigma_lost_io_save(struct buf *b, const struct lost *l)
{

	pack_uint(b, l != NULL ? l->n : 0);
	if (l == NULL)
		return;
	pack_uint(b, l->shift);
	for (uint32_t i = 0; i < l->n; i++)
		save_block(b, &l->b[i]);
}

static rc
load_sketch(struct sketch *s, struct pool *pool, struct cur *c)
{
	size_t n = pack_get_count(c, 2);
	uint64_t key = 0, rank = 0, more;

	if (n == 0)
		return (RC_OK);
	if (n > SKETCH_KEYS + 1)
		return (RC_MALFORMED);
	if ((s->b = pool_take(pool, n * sizeof(*s->b))) == NULL)
		return (RC_NOMEM);
	s->cap = (uint32_t)n;
	while (s->n < n && cur_ok(c)) {
		more = pack_get_upto(c, SKETCH_KEYS - key);
		key += more;
		if (more == 0 && s->n > 0)
			return (RC_MALFORMED);
		more = pack_get_upto(c, SKETCH_MOST - rank);
		rank += more;
		if (more == 0)
			return (RC_MALFORMED);
		s->b[s->n++] = sketch_bucket(key, rank);
	}
	return (cur_ok(c) ? RC_OK : RC_MALFORMED);
}

static rc
load_seen(struct lost_block *b, struct pool *pool, struct cur *c)
{

	if ((b->seen = pool_take(pool, sizeof(*b->seen))) == NULL)
		return (RC_NOMEM);
	memset(b->seen, 0, sizeof(*b->seen));
	pack_get_sparse(c, (char *)b->seen->reg, sizeof(b->seen->reg));
	for (size_t i = 0; i < LOGLOG_REGS; i++) {
		if (b->seen->reg[i] > LOGLOG_MOST)
			return (RC_MALFORMED);
	}
	return (RC_OK);
}

static rc
load_block(struct lost *l, struct pool *pool, struct cur *c)
{
	struct lost_block *b = &l->b[l->n++];
	rc r;

	*b = (struct lost_block){ .first = pack_get_int(c) };
	b->last = pack_get_int(c);
	b->least = pack_get_num(c);
	b->most = pack_get_num(c);
	b->minus = pack_get_num(c);
	b->plus = pack_get_num(c);
	b->n = pack_get_uint(c);
	if (!isfinite(b->least) || !isfinite(b->most) ||
	    !isfinite(b->minus) || !isfinite(b->plus))
		return (RC_MALFORMED);
	if ((r = load_sketch(&b->sketch, pool, c)) != RC_OK)
		return (r);
	return (l->seen != NULL ? load_seen(b, pool, c) : RC_OK);
}

rc
sigma_lost_io_load(const struct track *tr, struct group *g, struct pool *pool,
    struct cur *c)
{
	uint64_t n = pack_get_upto(c, LOST_MAX);
	struct lost *l;
	rc r = RC_OK;

	if (n == 0)
		return (cur_ok(c) ? RC_OK : RC_MALFORMED);
	if ((l = sigma_lost_room(tr, g, pool)) == NULL)
		return (RC_NOMEM);
	l->shift = (unsigned)pack_get_upto(c, SHIFT_MAX);
	for (uint64_t i = 0; i < n && cur_ok(c) && r == RC_OK; i++)
		r = load_block(l, pool, c);
	return (r == RC_OK && !cur_ok(c) ? RC_MALFORMED : r);
}
