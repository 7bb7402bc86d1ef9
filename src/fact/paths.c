/* SPDX-License-Identifier: Apache-2.0 */
/* Which ways something is reached by at the same time. */
#include <stddef.h>

#include "fact/paths.h"

/* Is there a span, and is it not too long ago? */
static bool
lives(const struct paths_span *s, int64_t now)
{

	return ((s->a != 0 || s->b != 0) && s->last >= now - PATHS_MS);
}

static bool
same(const struct paths_span *x, const struct paths_span *y)
{

	return ((x->a != 0 && x->a == y->a) || (x->b != 0 && x->b == y->b));
}

/* The place of exactly these names, else a free one, else the oldest. */
static struct paths_span *
place(struct paths *p, uint64_t a, uint64_t b, int64_t now)
{
	struct paths_span *best = &p->of[0];

	for (unsigned i = 0; i < PATHS; i++) {
		struct paths_span *s = &p->of[i];

		if (lives(s, now) && s->a == a && s->b == b)
			return (s);
		if (!lives(best, now))
			continue;
		if (!lives(s, now) || s->last < best->last)
			best = s;
	}
	*best = (struct paths_span){ .a = a, .b = b, .first = now };
	return (best);
}

/* Of all that is one path with ${i}: the bits, and the span of it. */
static unsigned
gather(const struct paths *p, unsigned i, int64_t now,
    struct paths_span *all)
{
	unsigned bits = 1u << i, before = 0;

	*all = p->of[i];
	while (bits != before) {
		before = bits;
		for (unsigned k = 0; k < PATHS * PATHS; k++) {
			const struct paths_span *x = &p->of[k / PATHS];
			const struct paths_span *y = &p->of[k % PATHS];

			if ((bits >> (k / PATHS) & 1) == 0 ||
			    !lives(y, now) || !same(x, y))
				continue;
			bits |= 1u << k % PATHS;
			all->first = y->first < all->first ? y->first :
			    all->first;
			all->last = y->last > all->last ? y->last : all->last;
		}
	}
	return (bits);
}

unsigned
paths_meet(struct paths *p, uint64_t a, uint64_t b, int64_t now)
{
	struct paths_span *s = place(p, a, b, now), own, other;
	unsigned n = 1, done;

	/* What was cut begins anew. */
	if (s->open == 0)
		s->first = now;
	s->open = 1;
	s->last = now > s->last ? now : s->last;
	done = gather(p, (unsigned)(s - p->of), now, &own);
	for (unsigned i = 0; i < PATHS; i++) {
		if ((done >> i & 1) != 0 || !lives(&p->of[i], now))
			continue;
		done |= gather(p, i, now, &other);
		n += other.last > own.first && other.first < own.last;
	}
	return (n);
}

void
paths_cut(struct paths *p, uint64_t a)
{

	for (unsigned i = 0; i < PATHS; i++)
		if (p->of[i].a == a)
			p->of[i].open = 0;
}
