/* SPDX-License-Identifier: Apache-2.0 */
/* An exact sum of doubles. */
#include <math.h>

#include "sigma/kulisch.h"

#define NARROW_BITS	62		/* Behind the point. */
#define NARROW_TOP	44		/* 2^20 numbers cannot overflow. */
#define DIGITS		70		/* Of 32 bits from 2^-1074. */
#define CARRY_EVERY	(1u << 29)	/* Digits hold 63 bits. */

__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 uwide;

struct kulisch_wide {
	int64_t		digit[DIGITS];
	uint32_t	pending;	/* Additions since the last carry. */
};

/* The whole mantissa of ${x} and its exponent: x = m * 2^e. */
static int64_t
parts(double x, int *e)
{
	double f = frexp(x, e);

	*e -= 53;
	return ((int64_t)ldexp(f, 53));
}

static wide
narrow(const struct kulisch *t)
{

	return ((wide)((uwide)t->high << 64 | t->low));
}

static void
carry(struct kulisch_wide *w)
{
	int64_t c = 0;

	for (int i = 0; i < DIGITS; i++) {
		int64_t d = w->digit[i] + c;

		c = d >> 32;
		w->digit[i] = d - c * (INT64_C(1) << 32);
	}
	/* The top digit keeps the sign. */
	w->digit[DIGITS - 1] += c * (INT64_C(1) << 32);
	w->pending = 0;
}

/* Add m * 2^e to the digits. */
static void
add_digits(struct kulisch_wide *w, int64_t m, int e, int sign)
{
	int at = (e + 1074) / 32, by = (e + 1074) % 32;
	wide v = (wide)(m < 0 ? -m : m) << by;

	if (m < 0)
		sign = -sign;
	for (int i = 0; i < 3; i++) {
		w->digit[at + i] += sign * (int64_t)(v & 0xffffffff);
		v >>= 32;
	}
	if (++w->pending == CARRY_EVERY)
		carry(w);
}

bool
kulisch_add(struct kulisch *t, struct pool *pool, double x, int sign)
{
	int64_t m;
	int e, shift;
	wide v;

	/* Zero has no mantissa. */
	if (!(x < 0) && !(x > 0))
		return (true);
	m = parts(x, &e);
	shift = __builtin_ctzll((uint64_t)m);
	m /= INT64_C(1) << shift;
	e += shift;
	if (e >= -NARROW_BITS && fabs(x) < (double)(INT64_C(1) << NARROW_TOP)) {
		v = narrow(t) + sign * ((wide)m * ((wide)1 <<
		    (e + NARROW_BITS)));
		t->low = (uint64_t)v;
		t->high = (uint64_t)(v >> 64);
		return (true);
	}
	if (t->wide == NULL) {
		t->wide = pool_take(pool, sizeof(*t->wide));
		if (t->wide == NULL)
			return (false);
		memset(t->wide, 0, sizeof(*t->wide));
	}
	add_digits(t->wide, m, e, sign);
	return (true);
}

/* Digits that are not negative, rounded to nearest, ties to even. */
static double
round_digits(const int64_t *d)
{
	int top = DIGITS - 1, low, shift = 0;
	bool rest = false;
	wide v = 0;

	while (top >= 0 && d[top] == 0)
		top--;
	if (top < 0)
		return (0);
	/* Three digits hold at least 65 bits; what is below is sticky. */
	low = top >= 2 ? top - 2 : 0;
	for (int i = 0; i < low; i++)
		rest |= d[i] != 0;
	for (int i = top; i >= low; i--)
		v = (v << 32) | (wide)d[i];
	while (v >> 62 != 0) {
		rest |= (v & 1) != 0;
		v >>= 1;
		shift++;
	}
	/* 62 bits with a sticky last one round once, in the conversion. */
	return (ldexp((double)((uint64_t)v | (rest ? 1 : 0)),
	    shift + 32 * low - 1074));
}

double
kulisch_sum(const struct kulisch *t)
{
	wide v = narrow(t);
	bool minus = v < 0;
	struct kulisch_wide w;
	double r;

	if (t->wide == NULL)
		return (ldexp((double)v, -NARROW_BITS));
	w = *t->wide;
	/* The narrow part in digits: 2^-62 is bit 1012. */
	if (minus)
		v = -v;
	for (int i = 0, bit = 1074 - NARROW_BITS; i < 4; i++, bit += 32) {
		int64_t d = (int64_t)(v & 0xffffffff);

		w.digit[bit / 32] += (minus ? -1 : 1) *
		    ((d << (bit % 32)) & INT64_C(0xffffffff));
		w.digit[bit / 32 + 1] += (minus ? -1 : 1) *
		    (d >> (32 - bit % 32));
		v >>= 32;
	}
	carry(&w);
	minus = w.digit[DIGITS - 1] < 0;
	if (minus) {
		for (int i = 0; i < DIGITS; i++)
			w.digit[i] = -w.digit[i];
		carry(&w);
	}
	r = round_digits(w.digit);
	return (minus ? -r : r);
}

void
kulisch_release(struct kulisch *t, struct pool *pool)
{

	pool_give(pool, t->wide, sizeof(*t->wide));
	*t = (struct kulisch){ 0 };
}
