/* SPDX-License-Identifier: Apache-2.0 */
/* The values of a JSON line. */
#include "base/fold.h"
#include "sigma/sigma_line.h"
#include "model/numeric.h"

/* The span between the quotes; ${at} goes behind the closing one. */
static struct span
quoted(struct sigma_line *l)
{
	struct span s = { l->text.p + l->at + 1, 0 };
	size_t at = l->at + 1, from = at;

	while (at < l->text.n) {
		const char *q = memchr(l->text.p + at, '"', l->text.n - at);
		size_t slashes = 0;

		at = q != NULL ? (size_t)(q - l->text.p) : l->text.n;
		while (at - slashes > from && q != NULL &&
		    l->text.p[at - slashes - 1] == '\\')
			slashes++;
		if (slashes % 2 == 0)
			break;
		at++;
	}
	s.n = at - l->at - 1;
	l->at = at < l->text.n ? at + 1 : at;
	return (s);
}

static uint32_t
hex4(struct span s, size_t at)
{
	uint32_t v = 0;

	for (size_t i = at; i < at + 4; i++) {
		uint32_t c = i < s.n ? (unsigned char)s.p[i] | 32u : 0;

		v = v << 4 | (c >= 'a' ? (c - 'a' + 10) & 15 : (c - '0') & 15);
	}
	return (v);
}

/* Four digits from ${at}, or eight with a low surrogate behind. */
static size_t
unicode(struct span s, size_t at, struct buf *out)
{
	uint32_t c = hex4(s, at), low;

	if (c >= 0xd800 && c < 0xdc00 && at + 10 <= s.n &&
	    s.p[at + 4] == '\\' && s.p[at + 5] == 'u') {
		low = hex4(s, at + 6);
		if (low >= 0xdc00 && low < 0xe000) {
			fold_put(out, 0x10000 + ((c - 0xd800) << 10) +
			    (low - 0xdc00));
			return (10);
		}
	}
	fold_put(out, c >= 0xd800 && c < 0xe000 ? 0xfffd : c);
	return (4);
}

static void
decode(struct span s, struct buf *out)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";

	for (size_t i = 0; i < s.n;) {
		const char *slash = memchr(s.p + i, '\\', s.n - i), *e;
		size_t n = slash != NULL ? (size_t)(slash - s.p) - i : s.n - i;

		buf_put(out, (struct span){ s.p + i, n });
		i += n + 1;
		if (i >= s.n)
			break;
		if (s.p[i] == 'u') {
			i++;
			i += unicode(s, i, out);
			continue;
		}
		e = s.p[i] != '\0' ? strchr(from, s.p[i]) : NULL;
		buf_char(out, e != NULL ? to[e - from] : s.p[i]);
		i++;
	}
}

static bool
number(struct sigma_line *l, struct buf *out)
{
	struct span s = { l->text.p + l->at, 0 };
	struct numeric n;

	while (l->at < l->text.n && l->text.p[l->at] != '\0' &&
	    strchr("+-.eE0123456789", l->text.p[l->at]) != NULL)
		l->at++;
	s.n = (size_t)(l->text.p + l->at - s.p);
	if (!numeric_json(s, &n))
		return (false);
	numeric_text(n, out);
	return (true);
}

bool
sigma_line_next(struct sigma_line *l, struct buf *out)
{

	while (l->at < l->text.n) {
		char c = l->text.p[l->at];

		if (c == '"') {
			struct span s = quoted(l);
			size_t at = l->at;

			while (at < l->text.n && (l->text.p[at] == ' ' ||
			    l->text.p[at] == '\t'))
				at++;
			/* A colon behind makes it a key. */
			if (at < l->text.n && l->text.p[at] == ':')
				continue;
			decode(s, out);
			return (true);
		}
		if (c == '-' || (c >= '0' && c <= '9')) {
			if (number(l, out))
				return (true);
			continue;
		}
		l->at++;
	}
	return (false);
}
