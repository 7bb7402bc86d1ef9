/* SPDX-License-Identifier: Apache-2.0 */
/* The nearest of some known names. */
#include "base/suggest.h"

#define NAME_MAX_	96		/* Longer names are not compared. */

static size_t
least(size_t a, size_t b, size_t c)
{

	a = a < b ? a : b;
	return (a < c ? a : c);
}

/* ASCII only: what is put out must not depend on the locale. */
static char
lower(char c)
{

	return (c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
}

static size_t
distance(struct span a, struct span b)
{
	size_t row[NAME_MAX_ + 1];

	for (size_t j = 0; j <= b.n; j++)
		row[j] = j;
	for (size_t i = 0; i < a.n; i++) {
		size_t diagonal = row[0];

		row[0] = i + 1;
		for (size_t j = 0; j < b.n; j++) {
			size_t up = row[j + 1];
			bool same = lower(a.p[i]) == lower(b.p[j]);

			row[j + 1] = least(row[j] + 1, up + 1,
			    diagonal + (same ? 0 : 1));
			diagonal = up;
		}
	}
	return (row[b.n]);
}

void
suggest_try(struct suggest *s, struct span asked, struct span known)
{
	size_t gap = asked.n > known.n ? asked.n - known.n : known.n - asked.n;
	size_t far;

	if (asked.n > NAME_MAX_ || known.n > NAME_MAX_ || gap >= s->far)
		return;
	far = distance(asked, known);
	/* Half of a short name changed is another name. */
	if (far < s->far && far * 2 < asked.n + 1) {
		s->far = far;
		s->best = known;
	}
}
