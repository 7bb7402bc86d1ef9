/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as rules compare them. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "model/numeric.h"

#define TEXT_MAX	400		/* Longer texts are no numbers. */
#define TWO63		9223372036854775808.0

static size_t
digits(struct span s, size_t at)
{
	size_t n = at;

	while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	return (n - at);
}

/* RFC 8259 section 6; is it whole as written? */
static bool
grammar(struct span s, bool *whole)
{
	size_t at = s.n > 0 && s.p[0] == '-', n = digits(s, at);

	if (n == 0 || (n > 1 && s.p[at] == '0'))
		return (false);
	at += n;
	*whole = at == s.n;
	if (at < s.n && s.p[at] == '.') {
		if ((n = digits(s, at + 1)) == 0)
			return (false);
		at += n + 1;
	}
	if (at < s.n && (s.p[at] | 32) == 'e') {
		at++;
		if (at < s.n && (s.p[at] == '+' || s.p[at] == '-'))
			at++;
		if ((n = digits(s, at)) == 0)
			return (false);
		at += n;
	}
	return (at == s.n);
}

bool
numeric_json(struct span s, struct numeric *ret)
{
	char text[TEXT_MAX + 1];
	bool whole;
	double d;

	if (s.n == 0 || s.n > TEXT_MAX || (s.p[0] != '-' &&
	    (s.p[0] < '0' || s.p[0] > '9')) || !grammar(s, &whole))
		return (false);
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	if (whole) {
		long long i;

		errno = 0;
		i = strtoll(text, NULL, 10);
		if (errno == 0) {
			*ret = (struct numeric){ true, i, 0 };
			return (true);
		}
	}
	d = strtod(text, NULL);
	if (!isfinite(d))
		return (false);
	*ret = (struct numeric){ false, 0, d };
	return (true);
}

bool
numeric_value(const struct value *v, struct numeric *ret)
{

	if (v->type == VALUE_INT)
		*ret = (struct numeric){ true, v->i, 0 };
	else if (v->type == VALUE_NUM)
		*ret = (struct numeric){ false, 0, v->num };
	else
		return (v->type == VALUE_TEXT &&
		    numeric_json(value_text(v), ret));
	return (true);
}

static int
whole_cmp(int64_t i, double d)
{
	int64_t k;

	if (d >= TWO63)
		return (-1);
	if (d < -TWO63)
		return (1);
	k = (int64_t)d;
	if (i != k)
		return (i < k ? -1 : 1);
	/* Beyond 2^53 a double has no fraction, so this is exact. */
	d -= (double)k;
	return (d > 0 ? -1 : d < 0);
}

int
numeric_cmp(struct numeric a, struct numeric b)
{

	if (a.whole && b.whole)
		return ((a.i > b.i) - (a.i < b.i));
	if (a.whole)
		return (whole_cmp(a.i, b.d));
	if (b.whole)
		return (-whole_cmp(b.i, a.d));
	return ((a.d > b.d) - (a.d < b.d));
}

void
numeric_text(struct numeric n, struct buf *out)
{

	if (n.whole)
		buf_int(out, n.i);
	else
		buf_num(out, n.d);
}
