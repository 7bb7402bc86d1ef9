/* SPDX-License-Identifier: Apache-2.0 */
/* Datagrams that came in fragments. */
#include "base/mem.h"
#include "source/fragments.h"

#define UNIT		8u		/* Offsets count in these. */
#define LONGEST		65536u
#define WORD_BITS	64u

struct datagram {
	struct packet	 first;		/* Ends and part of its identity. */
	int64_t		 time;		/* Of its first fragment to come. */
	char		*bytes;		/* Owned; ${room} of them. */
	size_t		 room;		/* The end of what came. */
	size_t		 length;	/* 0: the last has not come yet. */
	size_t		 units;		/* That came. */
	bool		 given_up;
	uint64_t	 got[LONGEST / UNIT / WORD_BITS];
};

struct fragments {
	struct datagram		*all[FRAGMENTS_MOST];	/* Owned; [0] oldest. */
	size_t			 n;
	struct datagram		*told;		/* Owned: whole is in there. */
	struct fragments_stats	 stats;
};

rc
fragments_new(struct fragments **ret)
{

	*ret = mem_new(sizeof(**ret));
	return (*ret == NULL ? RC_NOMEM : RC_OK);
}

static void
datagram_free(struct datagram *d)
{

	if (d == NULL)
		return;
	mem_free(d->bytes);
	mem_free(d);
}

/* Take it out of the list. */
static struct datagram *
taken(struct fragments *f, size_t i)
{
	struct datagram *d = f->all[i];

	memmove(&f->all[i], &f->all[i + 1],
	    (--f->n - i) * sizeof(f->all[0]));
	return (d);
}

static void
forget(struct fragments *f, size_t i)
{
	struct datagram *d = taken(f, i);

	f->stats.partial += !d->given_up;
	datagram_free(d);
}

static bool
same(const struct packet *a, const struct packet *b)
{

	return (a->part.id == b->part.id && a->part.of == b->part.of &&
	    memcmp(a->from.addr, b->from.addr, sizeof(a->from.addr)) == 0 &&
	    memcmp(a->to.addr, b->to.addr, sizeof(a->to.addr)) == 0);
}

/* The place of that of ${p}, a new one when there is none yet. */
static rc
find(struct fragments *f, const struct packet *p, int64_t time, size_t *ret)
{
	struct datagram *d;

	while (f->n > 0 && time - f->all[0]->time > FRAGMENTS_MS)
		forget(f, 0);
	for (*ret = 0; *ret < f->n; (*ret)++) {
		if (same(&f->all[*ret]->first, p))
			return (RC_OK);
	}
	if (f->n == FRAGMENTS_MOST)
		forget(f, 0);
	if ((d = mem_new(sizeof(*d))) == NULL)
		return (RC_NOMEM);
	d->first = *p;
	d->time = time;
	f->all[*ret = f->n++] = d;
	return (RC_OK);
}

static bool
bit(const struct datagram *d, size_t unit)
{

	return ((d->got[unit / WORD_BITS] >> unit % WORD_BITS & 1) != 0);
}

/* May ${part} belong there?  By its place alone. */
static bool
fits(const struct datagram *d, const struct packet_part *part)
{
	size_t end = part->at + part->bytes.n;

	if (part->bytes.n == 0 || end > LONGEST - 1 ||
	    (part->more && part->bytes.n % UNIT != 0))
		return (false);
	if (d->length != 0)
		return (part->more ? end < d->length : end == d->length);
	return (part->more || part->at >= d->room);
}

/* How many of its units are there already? */
static size_t
there(const struct datagram *d, const struct packet_part *part, size_t n)
{
	size_t have = 0;

	for (size_t i = 0; i < n; i++)
		have += bit(d, part->at / UNIT + i);
	return (have);
}

/* Keep the bytes; they are known to be new. */
static rc
keep(struct datagram *d, const struct packet_part *part, size_t units)
{
	size_t end = part->at + units * UNIT;
	char *more;

	if (end > d->room) {
		if ((more = mem_grow(d->bytes, end, 1)) == NULL)
			return (RC_NOMEM);
		d->bytes = more;
		d->room = end;
	}
	memcpy(d->bytes + part->at, part->bytes.p, part->bytes.n);
	for (size_t i = part->at / UNIT; i < end / UNIT; i++)
		d->got[i / WORD_BITS] |= (uint64_t)1 << i % WORD_BITS;
	d->units += units;
	if (!part->more)
		d->length = part->at + part->bytes.n;
	if (part->at == 0)
		d->first.part.next = part->next;
	return (RC_OK);
}

static rc
take(struct fragments *f, struct datagram *d, const struct packet_part *part)
{
	size_t units = (part->bytes.n + UNIT - 1) / UNIT, have;

	if (d->given_up)
		return (RC_OK);
	if (fits(d, part)) {
		have = there(d, part, units);
		if (have == 0)
			return (keep(d, part, units));
		if (have == units && memcmp(d->bytes + part->at,
		    part->bytes.p, part->bytes.n) == 0)
			return (RC_OK);
	}
	/* It stays, so that its other fragments are not taken for another. */
	d->given_up = true;
	f->stats.overlaps++;
	return (RC_OK);
}

rc
fragments_add(struct fragments *f, const struct packet *p, int64_t time,
    struct packet *whole)
{
	struct datagram *d;
	size_t i;
	rc r = find(f, p, time, &i);

	if (r == RC_OK)
		r = take(f, d = f->all[i], &p->part);
	if (r != RC_OK)
		return (r);
	if (d->given_up || d->length == 0 ||
	    d->units != (d->length + UNIT - 1) / UNIT)
		return (RC_MORE);
	datagram_free(f->told);
	f->told = taken(f, i);
	f->stats.whole++;
	return (packet_whole(&d->first, (struct span){ d->bytes, d->length },
	    whole));
}

void
fragments_end(struct fragments *f)
{

	while (f->n > 0)
		forget(f, f->n - 1);
}

struct fragments_stats
fragments_stats(const struct fragments *f)
{

	return (f->stats);
}

void
fragments_free(struct fragments *f)
{

	if (f == NULL)
		return;
	fragments_end(f);
	datagram_free(f->told);
	mem_free(f);
}
