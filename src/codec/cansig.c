/* SPDX-License-Identifier: Apache-2.0 */
/* Signals in the bytes of a CAN frame. */
#include <math.h>

#include "codec/cansig.h"

#define DIGITS		12		/* That are told. */

/* The number of the bit after ${at} on the way to higher weights of a
 * little-endian signal, to lower ones of a big-endian one. */
static unsigned
next(const struct cansig *s, unsigned at)
{

	if (!s->big)
		return (at + 1);
	return (at % 8 > 0 ? at - 1 : at + 15);
}

size_t
cansig_last(const struct cansig *s)
{
	unsigned at = s->start;

	if (s->length < 1 || s->length > CANSIG_BITS || at >= CANSIG_FRAME)
		return (SIZE_MAX);
	if (s->kind >= CANSIG_FLOAT &&
	    s->length != (s->kind == CANSIG_FLOAT ? 32 : 64))
		return (SIZE_MAX);
	for (unsigned i = 1; i < s->length; i++)
		at = next(s, at);
	return (at < CANSIG_FRAME ? at / 8 : SIZE_MAX);
}

bool
cansig_get(const struct cansig *s, struct span frame, uint64_t *raw)
{
	unsigned at = s->start;
	uint64_t v = 0;

	if (cansig_last(s) >= frame.n)
		return (false);
	for (unsigned i = 0; i < s->length; i++) {
		uint64_t bit = (unsigned char)frame.p[at / 8] >> at % 8 & 1;

		v = s->big ? v << 1 | bit : v | bit << i;
		at = next(s, at);
	}
	*raw = v;
	return (true);
}

bool
cansig_put(const struct cansig *s, char *frame, size_t n, uint64_t raw)
{
	unsigned at = s->start;

	if (cansig_last(s) >= n)
		return (false);
	for (unsigned i = 0; i < s->length; i++) {
		unsigned from = s->big ? s->length - 1 - i : i;
		unsigned bit = 1u << at % 8;

		frame[at / 8] = (char)(raw >> from & 1 ?
		    (unsigned char)frame[at / 8] | bit :
		    (unsigned char)frame[at / 8] & ~bit);
		at = next(s, at);
	}
	return (true);
}

bool
cansig_whole(const struct cansig *s, uint64_t raw, int64_t *ret)
{
	uint64_t sign = UINT64_C(1) << (s->length - 1);

	if (s->kind >= CANSIG_FLOAT)
		return (false);
	if (s->kind == CANSIG_SIGNED) {
		/* Two's complement of that many bits. */
		*ret = (raw & sign) != 0 ?
		    -(int64_t)(sign - (raw & (sign - 1)) - 1) - 1 :
		    (int64_t)raw;
		return (true);
	}
	*ret = (int64_t)(raw & INT64_MAX);
	return (raw <= INT64_MAX);
}

/* IEEE 754: a sign, an exponent of 8 or 11 bits, the rest of the mantissa. */
static double
floating(const struct cansig *s, uint64_t raw)
{
	uint32_t mantissa = (uint32_t)(raw & 0x7fffff);
	int exponent = (int)(raw >> 23 & 0xff);
	double d;

	if (s->kind == CANSIG_DOUBLE) {
		memcpy(&d, &raw, sizeof(d));
		return (d);
	}
	if (exponent == 0xff)
		return ((double)NAN);
	d = exponent > 0 ? ldexp(mantissa | 0x800000, exponent - 150) :
	    ldexp(mantissa, -149);
	return ((raw >> 31 & 1) != 0 ? -d : d);
}

double
cansig_number(const struct cansig *s, uint64_t raw)
{
	int64_t i;
	double d, grain;
	bool whole = cansig_whole(s, raw, &i);

	if (whole)
		d = (double)i;
	else
		d = s->kind >= CANSIG_FLOAT ? floating(s, raw) : (double)raw;
	d = d * s->factor + s->offset;
	if (!isfinite(d) || d == 0 || d == nearbyint(d))
		return (d);
	grain = pow(10, DIGITS - ceil(log10(fabs(d))));
	return (isfinite(grain) && isfinite(d * grain) ?
	    round(d * grain) / grain : d);
}
