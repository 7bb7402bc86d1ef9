/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 text hygiene. */
#include "base/attr.h"
#include "base/utf8.h"

#define BAD	"\xef\xbf\xbd"		/* U+FFFD */

/* Well-formed sequences by first byte (Unicode 15, table 3-7): how many
 * bytes follow, and the range of the next one. */
static const struct {
	uint8_t	from, to;		/* First byte. */
	uint8_t	follow;
	uint8_t	least, most;		/* Second byte. */
} forms[] = {
	{ 0x00, 0x7f, 0, 0x00, 0x00 },
	{ 0xc2, 0xdf, 1, 0x80, 0xbf },
	{ 0xe0, 0xe0, 2, 0xa0, 0xbf },
	{ 0xe1, 0xec, 2, 0x80, 0xbf },
	{ 0xed, 0xed, 2, 0x80, 0x9f },
	{ 0xee, 0xef, 2, 0x80, 0xbf },
	{ 0xf0, 0xf0, 3, 0x90, 0xbf },
	{ 0xf1, 0xf3, 3, 0x80, 0xbf },
	{ 0xf4, 0xf4, 3, 0x80, 0x8f },
};

/* What goes, in ascending order. */
static const struct {
	uint32_t	from, to;
	bool		id_only;
} gone[] = {
	{ 0x00000, 0x0001f, false },	/* C0 */
	{ 0x0007f, 0x0009f, false },	/* DEL, C1 */
	{ 0x0061c, 0x0061c, false },	/* Arabic letter mark */
	{ 0x0200b, 0x0200d, true },	/* Zero width space, joiners */
	{ 0x0200e, 0x0200f, false },	/* Left-to-right marks */
	{ 0x0202a, 0x0202e, false },	/* Embeddings, overrides */
	{ 0x02060, 0x02060, true },	/* Word joiner */
	{ 0x02066, 0x02069, false },	/* Isolates */
	{ 0x0feff, 0x0feff, true },	/* Byte order mark */
	{ 0xe0000, 0xe007f, false },	/* Tags */
};

int32_t
utf8_next(struct span s, size_t *n)
{
	const uint8_t *p = (const uint8_t *)s.p;
	uint32_t c = p[0];
	size_t f, at;

	*n = 1;
	if (c < 0x80)
		return ((int32_t)c);
	for (f = 1; f < COUNT_OF(forms); f++)
		if (c >= forms[f].from && c <= forms[f].to)
			break;
	if (f == COUNT_OF(forms))
		return (-1);
	c &= 0x3fU >> forms[f].follow;
	for (at = 1; at <= forms[f].follow; at++) {
		uint8_t least = at == 1 ? forms[f].least : 0x80;
		uint8_t most = at == 1 ? forms[f].most : 0xbf;

		*n = at;
		if (at == s.n || p[at] < least || p[at] > most)
			return (-1);
		c = c << 6 | (p[at] & 0x3f);
	}
	*n = at;
	return ((int32_t)c);
}

static bool
goes(int32_t c, unsigned flags)
{

	for (size_t i = 0; i < COUNT_OF(gone); i++)
		if ((uint32_t)c <= gone[i].to)
			return ((uint32_t)c >= gone[i].from &&
			    (!gone[i].id_only || flags & UTF8_ID));
	return (false);
}

/* Write the clean form of ${in} to ${out}, or only measure it for NULL. */
static size_t
clean(struct span in, unsigned flags, char *out, bool *changed)
{
	size_t n, len = 0;

	for (; in.n > 0; in = span_from(in, n)) {
		int32_t c = utf8_next(in, &n);
		const char *p = c < 0 ? BAD : in.p;
		size_t m = c < 0 ? sizeof(BAD) - 1 : n;

		if (c < 0 || goes(c, flags))
			*changed = true;
		if (c >= 0 && goes(c, flags))
			continue;
		if (out != NULL)
			memcpy(out + len, p, m);
		len += m;
	}
	return (len);
}

/* Nothing but printable ASCII?  Most texts end here. */
static bool
is_dull(struct span s)
{
	unsigned odd = 0;

	for (size_t i = 0; i < s.n; i++)
		odd |= (unsigned char)(s.p[i] - 0x20) > 0x7e - 0x20;
	return (odd == 0);
}

rc
utf8_clean(struct span in, unsigned flags, struct arena *a, struct span *out,
    bool *changed)
{
	bool differs = false;
	size_t n;
	char *p;

	if (!is_dull(in))
		n = clean(in, flags, NULL, &differs);
	if (!differs) {
		*out = in;
		*changed = false;
		return (RC_OK);
	}
	if ((p = arena_take(a, n + 1)) == NULL)
		return (RC_NOMEM);
	(void)clean(in, flags, p, &differs);
	*out = (struct span){ p, n };
	*changed = true;
	return (RC_OK);
}

bool
utf8_is_clean(struct span s, unsigned flags)
{
	bool differs = false;

	if (!is_dull(s))
		(void)clean(s, flags, NULL, &differs);
	return (!differs);
}

struct span
utf8_cut(struct span s, size_t most)
{
	size_t at, n;

	if (s.n <= most)
		return (s);
	/* A character that is cut began at most three bytes before. */
	for (at = most; at > 0 && most - at < 3; at--)
		if (((uint8_t)s.p[at] & 0xc0) != 0x80)
			break;
	(void)utf8_next(span_from(s, at), &n);
	if (at < most && n > most - at)
		most = at;
	s.n = most;
	return (s);
}

size_t
utf8_bad(struct span s)
{
	uint64_t w;
	size_t at = 0, n;

	while (at < s.n) {
		/* Most of a text is ASCII, also where not all of it is. */
		if (s.n - at >= sizeof(w)) {
			memcpy(&w, s.p + at, sizeof(w));
			if ((w & UINT64_C(0x8080808080808080)) == 0) {
				at += sizeof(w);
				continue;
			}
		}
		if (utf8_next(span_from(s, at), &n) < 0)
			break;
		at += n;
	}
	return (at);
}
