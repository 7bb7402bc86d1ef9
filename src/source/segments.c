/* SPDX-License-Identifier: Apache-2.0 */
/* One direction of a TCP connection. */
#include "base/mem.h"
#include "source/segments.h"

/* The largest window: RFC 7323, 2.3; ours is less, and still generous. */
#define WINDOW	INT32_C(16777216)

struct segment {
	struct segment	*next;
	uint32_t	 seq;
	size_t		 n;
	char		 bytes[];
};

/* How far ${a} is behind ${b}, in numbers that wrap around. */
static int32_t
behind(uint32_t a, uint32_t b)
{

	return ((int32_t)(a - b));
}

void
segments_begin(struct segments *s, uint32_t seq)
{

	segments_clear(s);
	s->next = seq;
	s->known = true;
}

/* Put the first ${n} of ${bytes} into the list at ${at}. */
static rc
hold(struct segments *s, struct segment **at, uint32_t seq,
    struct span bytes, size_t n)
{
	struct segment *new = mem_new(sizeof(*new) + n);

	if (new == NULL)
		return (RC_NOMEM);
	new->seq = seq;
	new->n = n;
	memcpy(new->bytes, bytes.p, n);
	new->next = *at;
	*at = new;
	s->held_n += sizeof(*new) + n;
	return (RC_OK);
}

/* Those of ${bytes} that ${have} has too; do they differ? */
static size_t
common(const struct segment *have, uint32_t seq, struct span bytes,
    bool *conflict)
{
	size_t from = seq - have->seq;
	size_t n = have->n - from < bytes.n ? have->n - from : bytes.n;

	if (memcmp(have->bytes + from, bytes.p, n) != 0)
		*conflict = true;
	return (n);
}

/* Hold those of ${bytes} that are not held. */
static rc
fill(struct segments *s, uint32_t seq, struct span bytes,
    struct segments_added *a)
{
	struct segment **at = &s->held;

	while (bytes.n > 0) {
		struct segment *have = *at;
		size_t n = bytes.n;

		if (have != NULL &&
		    behind(seq, have->seq) >= (int64_t)have->n) {
			at = &have->next;
			continue;
		}
		if (have != NULL && behind(seq, have->seq) >= 0) {
			n = common(have, seq, bytes, &a->conflict);
			a->again += n;
		} else {
			if (have != NULL &&
			    (size_t)(have->seq - seq) < bytes.n)
				n = have->seq - seq;
			if (hold(s, at, seq, bytes, n) != RC_OK)
				return (RC_NOMEM);
		}
		seq += (uint32_t)n;
		bytes = span_from(bytes, n);
	}
	return (RC_OK);
}

rc
segments_add(struct segments *s, uint32_t seq, struct span bytes,
    struct segments_added *a)
{
	int32_t off;

	*a = (struct segments_added){ .again = 0 };
	if (!s->known)
		segments_begin(s, seq);
	off = behind(seq, s->next);
	if (off > WINDOW || off < -WINDOW || bytes.n > (size_t)WINDOW) {
		a->far = true;
		return (RC_OK);
	}
	if (off < 0) {
		size_t old = (size_t)-off < bytes.n ? (size_t)-off : bytes.n;

		a->again = old;
		bytes = span_from(bytes, old);
		seq += (uint32_t)old;
	}
	if (bytes.n == 0)
		return (RC_OK);
	if (s->held == NULL && seq == s->next) {
		a->now = bytes;
		s->next += (uint32_t)bytes.n;
		return (RC_OK);
	}
	return (fill(s, seq, bytes, a));
}

/* Take the first off. */
static void
drop(struct segments *s)
{
	struct segment *first = s->held;

	s->held = first->next;
	s->held_n -= sizeof(*first) + first->n;
	mem_free(first);
}

bool
segments_next(struct segments *s, struct span *bytes)
{

	/* What the call before told. */
	while (s->held != NULL && behind(s->held->seq, s->next) < 0)
		drop(s);
	if (s->held == NULL || s->held->seq != s->next)
		return (false);
	*bytes = (struct span){ s->held->bytes, s->held->n };
	s->next += (uint32_t)s->held->n;
	return (true);
}

uint32_t
segments_skip(struct segments *s)
{
	uint32_t missing;

	if (s->held == NULL)
		return (0);
	missing = s->held->seq - s->next;
	s->next = s->held->seq;
	return (missing);
}

bool
segments_passed(const struct segments *s, uint32_t ack)
{

	return (s->held != NULL && behind(ack, s->held->seq) > 0);
}

void
segments_clear(struct segments *s)
{

	while (s->held != NULL)
		drop(s);
	s->held_n = 0;
	s->known = false;
}
