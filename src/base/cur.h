/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The cursor: the only code that moves a pointer over bytes from outside.
 * Sticky: the first read past the end makes all later reads return zero, so
 * a decoder asks cur_ok() once per group of fields.
 *
 *	in.p [-----------|---------------] in.n
 *	               at ^
 */
#ifndef BASE_CUR_H
#define BASE_CUR_H

#include "base/span.h"

struct cur {
	struct span	in;		/* Borrowed. */
	size_t		at;		/* Bytes read; at <= in.n. */
	bool		short_;		/* A read went past the end. */
};

/** cur_of(in): A cursor at the first byte of ${in}. */
static inline struct cur
cur_of(struct span in)
{

	return ((struct cur){ in, 0, false });
}

/** cur_left(c): Bytes that are left. */
static inline size_t
cur_left(const struct cur *c)
{

	return (c->in.n - c->at);
}

/** cur_ok(c): Did every read so far stay inside? */
static inline bool
cur_ok(const struct cur *c)
{

	return (!c->short_);
}

/** cur_peek(c): The next byte without taking it; -1 at the end. */
static inline int
cur_peek(const struct cur *c)
{

	if (c->short_ || c->at == c->in.n)
		return (-1);
	return ((unsigned char)c->in.p[c->at]);
}

/** cur_take(c, n): Take ${n} bytes; empty when fewer are left. */
static inline struct span
cur_take(struct cur *c, size_t n)
{
	struct span s = { NULL, 0 };

	/* Subtract from what is known; never add to what is claimed. */
	if (c->short_ || n > cur_left(c)) {
		c->short_ = true;
		return (s);
	}
	s.p = n > 0 ? c->in.p + c->at : NULL;
	s.n = n;
	c->at += n;
	return (s);
}

/** cur_u8(c): Take one byte; 0 when none is left. */
static inline uint8_t
cur_u8(struct cur *c)
{
	struct span s = cur_take(c, 1);

	return (s.n == 1 ? (uint8_t)s.p[0] : 0);
}

/** cur_number(s): Bytes that were taken, at most 8, as a big-endian number;
 * the usual widths are one load each. */
static inline uint64_t
cur_number(struct span s)
{
	uint64_t v = 0, all;
	uint32_t half;
	uint16_t pair;

	switch (s.n) {
	case 8:
		memcpy(&all, s.p, sizeof(all));
		return (__builtin_bswap64(all));
	case 4:
		memcpy(&half, s.p, sizeof(half));
		return (__builtin_bswap32(half));
	case 2:
		memcpy(&pair, s.p, sizeof(pair));
		return (__builtin_bswap16(pair));
	}
	for (size_t i = 0; i < s.n; i++)
		v = v << 8 | (unsigned char)s.p[i];
	return (v);
}

/** cur_be(c, n): Take ${n} bytes, at most 8, as a big-endian number; or 0. */
static inline uint64_t
cur_be(struct cur *c, size_t n)
{
	struct span s = cur_take(c, n);

	return (s.n == n ? cur_number((struct span){ s.p, n }) : 0);
}

/** cur_le(c, n): The same, little-endian. */
static inline uint64_t
cur_le(struct cur *c, size_t n)
{
	struct span s = cur_take(c, n);
	uint64_t v = 0;

	for (size_t i = s.n; i-- > 0;)
		v = v << 8 | (unsigned char)s.p[i];
	return (v);
}

/** cur_until(c, stop): Take up to, not with, the byte ${stop} or the end. */
static inline struct span
cur_until(struct cur *c, char stop)
{
	size_t left = cur_left(c);
	const char *hit = left > 0 ?
	    memchr(c->in.p + c->at, stop, left) : NULL;

	return (cur_take(c, hit != NULL ?
	    (size_t)(hit - (c->in.p + c->at)) : left));
}

/** cur_eat(c, byte): Take the next byte if it is ${byte}; was it? */
static inline bool
cur_eat(struct cur *c, char byte)
{

	if (cur_peek(c) != (unsigned char)byte)
		return (false);
	c->at++;
	return (true);
}

#endif
