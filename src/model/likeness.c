/* SPDX-License-Identifier: Apache-2.0 */
/* Lines kept as what they have that another one has not. */
#include "base/mem.h"
#include "model/likeness.h"

struct likeness *
likeness_new(struct span line)
{
	struct likeness *m = line.n < UINT32_MAX ?
	    mem_new(sizeof(*m) + line.n) : NULL;

	if (m == NULL)
		return (NULL);
	m->of = NULL;
	m->refs = 1;
	m->n = (uint32_t)line.n;
	if (line.n > 0)
		memcpy(m->text, line.p, line.n);
	return (m);
}

void
likeness_drop(struct likeness *m)
{

	if (m != NULL && --m->refs == 0)
		mem_free(m);
}

/* How many bytes are the same? */
static size_t
same(const char *a, const char *b, size_t n)
{
	size_t i = 0;
	uint64_t x, y;

	for (; i + sizeof(x) <= n; i += sizeof(x)) {
		memcpy(&x, a + i, sizeof(x));
		memcpy(&y, b + i, sizeof(y));
		if (x != y)
			return (i + (unsigned)__builtin_ctzll(x ^ y) / 8);
	}
	while (i < n && a[i] == b[i])
		i++;
	return (i);
}

/* Where the word ends that ${at} is in. */
static size_t
word_end(const char *p, size_t at, size_t n)
{

	while (at < n && p[at] != '"' && p[at] != ',' && p[at] != ':' &&
	    p[at] != '}' && p[at] != ']')
		at++;
	return (at);
}

/* Seven bits a byte, the last one without the eighth. */
static char *
put_size(char *p, size_t n)
{

	for (; n > 127; n >>= 7)
		*p++ = (char)(unsigned char)(128u | (n & 127u));
	*p++ = (char)n;
	return (p);
}

static size_t
get_size(const char *p, size_t n, size_t *at)
{
	size_t value = 0;
	unsigned shift = 0;

	while (*at < n && shift < 64) {
		unsigned char c = (unsigned char)p[(*at)++];

		value |= (size_t)(c & 127u) << shift;
		shift += 7;
		if (c <= 127)
			break;
	}
	return (value);
}

#define SIZES	15		/* Bytes of three sizes at most, each of a */
				/* line below 2^35. */

size_t
likeness_put(const struct likeness *m, struct span line, char *out,
    size_t max)
{
	size_t at = 0, there = 0, used = 0;

	while (at < line.n) {
		size_t left = line.n - at, n = m->n - there, to, skip;
		char *p = out + used;

		n = same(line.p + at, m->text + there, left < n ? left : n);
		at += n;
		there += n;
		/* From here on to where both begin another word. */
		to = word_end(line.p, at, line.n);
		skip = word_end(m->text, there, m->n);
		if (to == at && skip == there)
			to += to < line.n;
		if (max - used < SIZES + (to - at))
			return (SIZE_MAX);
		p = put_size(p, n);
		p = put_size(p, skip - there);
		p = put_size(p, to - at);
		memcpy(p, line.p + at, to - at);
		used = (size_t)(p - out) + (to - at);
		at = to;
		there = skip;
	}
	return (used);
}

void
likeness_get(const struct likeness *m, struct span kept, struct buf *out)
{
	size_t at = 0, there = 0;

	while (at < kept.n) {
		size_t n = get_size(kept.p, kept.n, &at);
		size_t skip = get_size(kept.p, kept.n, &at);
		size_t more = get_size(kept.p, kept.n, &at);

		BUG_IF(n > m->n - there || skip > m->n - there - n ||
		    more > kept.n - at);
		buf_put(out, (struct span){ m->text + there, n });
		buf_put(out, (struct span){ kept.p + at, more });
		there += n + skip;
		at += more;
	}
}

void
likeness_release(struct likenesses *x)
{

	for (size_t i = 0; i < LIKENESS_KINDS; i++)
		likeness_drop(x->of[i]);
	likeness_drop(x->none);
	*x = (struct likenesses){ .of = { NULL } };
}

struct likeness *
likeness_none(struct likenesses *x)
{

	if (x->none == NULL) {
		if ((x->none = likeness_new(SPAN(""))) == NULL)
			return (NULL);
		x->none->of = x;
	}
	x->none->refs++;
	return (x->none);
}

rc
likeness_find(struct likenesses *x, uint64_t kind, struct span line,
    char *out, size_t max, size_t *n, struct likeness **ret)
{
	struct likeness **m = &x->of[kind % LIKENESS_KINDS];

	/* More than half of it: it is another kind of line. */
	*n = *m != NULL ? likeness_put(*m, line, out, line.n / 2) : SIZE_MAX;
	if (*n == SIZE_MAX) {
		struct likeness *own = likeness_new(line);

		if (own == NULL)
			return (RC_NOMEM);
		likeness_drop(*m);
		*m = own;
		own->of = x;
		*n = likeness_put(own, line, out, max);
		BUG_IF(*n == SIZE_MAX);
	}
	(*m)->refs++;
	*ret = *m;
	return (RC_OK);
}
