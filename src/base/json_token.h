/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tokens of JSON, for the parsers in base/ only.  Included by each of
 * them, so that it is compiled into their loops; with JSON_TOKEN_AVX2 set,
 * texts are searched 32 bytes at a time, else 8.
 *
 * A token function gets the place ${p} to read at, start <= p <= end, and
 * returns the place after it, or NULL when in.rc and the error say why.
 * Next to base/cur.h this is the one place that moves pointers over bytes
 * from outside: what it costs per byte decides what the product costs.
 */
#ifndef BASE_JSON_TOKEN_H
#define BASE_JSON_TOKEN_H

#include <endian.h>

#include "base/json.h"

/** One text being read. */
struct json_token {
	const char	*start, *end;	/* Borrowed. */
	struct arena	*arena;		/* For unescaped texts; or NULL: */
					/* they are only checked. */
	struct err	*e;
	rc		 rc;
	unsigned	 flags;		/* JSON_ bits of texts so far. */
	uint32_t	 depth, depth_most;
	uint32_t	 keys, keys_most;
};

/** json_token_want(in, p, what): RC_MALFORMED: ${what} was expected. */
const char *json_token_want(struct json_token *, const char *, const char *)
    COLD;

/** json_token_limit(in, p, what, n): RC_LIMIT: more than ${n} ${what}. */
const char *json_token_limit(struct json_token *, const char *, const char *,
    uint32_t) COLD;

/** json_token_twice(in, p, key): RC_CONFLICT: ${key} is there twice. */
const char *json_token_twice(struct json_token *, const char *, struct span)
    COLD;

/** json_token_fail(in, p, code): Any other failure, in its own words. */
const char *json_token_fail(struct json_token *, const char *, rc) COLD;

/**
 * json_token_escaped(in, p, v): The text at ${p}, which is after its opening
 * quote, with escapes; unescaped into the arena if there is one.
 */
const char *json_token_escaped(struct json_token *, const char *,
    struct json_val *);

/**
 * json_token_number(in, first, end, v): Convert the well-formed number from
 * ${first} to ${end}, correctly rounded.
 */
const char *json_token_number(struct json_token *, const char *, const char *,
    struct json_val *);

/* The byte at ${p}, or -1 at the end. */
static inline int
peek(const struct json_token *in, const char *p)
{

	return (p < in->end ? (unsigned char)*p : -1);
}

/* Skip white space (RFC 8259, section 2). */
static inline const char *
blank(const struct json_token *in, const char *p)
{

	if (LIKELY(p < in->end && (unsigned char)*p > ' '))
		return (p);
	while (p < in->end &&
	    (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
		p++;
	return (p);
}

/* Eight bytes, the first lowest. */
static inline uint64_t
eight(const char *p)
{
	uint64_t w;

	memcpy(&w, p, sizeof(w));
	return (le64toh(w));
}

/* The flags of ${n} bytes that are 0x20 or more, quotes and all. */
static inline unsigned
flags_of(const char *p, size_t n)
{
	unsigned flags = 0;

	for (size_t i = 0; i < n; i++)
		flags |= (unsigned char)p[i] >= 0x80 ? JSON_NON_ASCII :
		    p[i] == 0x7f ? JSON_CONTROL : 0;
	return (flags);
}

#ifdef JSON_TOKEN_AVX2
/*
 * The first quote, backslash or C0 from ${p} on, or the end; what is passed
 * sets ${flags}.  Near the end it looks at the last 32 bytes and forgets the
 * first of them; so the text must have 32.
 */
INLINE const char *
plain_end(const struct json_token *in, const char *p, unsigned *flags)
{
	const __m256i quote = _mm256_set1_epi8('"');
	const __m256i slash = _mm256_set1_epi8('\\');
	const __m256i c0 = _mm256_set1_epi8(0x1f);
	const __m256i del = _mm256_set1_epi8(0x7f);

	for (;; p += 32) {
		size_t left = (size_t)(in->end - p);
		const char *at = LIKELY(left >= 32) ? p : in->end - 32;
		__m256i v = _mm256_loadu_si256((const __m256i *)at);
		__m256i is_stop = _mm256_or_si256(
		    _mm256_or_si256(_mm256_cmpeq_epi8(v, quote),
		    _mm256_cmpeq_epi8(v, slash)),
		    _mm256_cmpeq_epi8(_mm256_min_epu8(v, c0), v));
		__m256i is_odd = _mm256_cmpeq_epi8(_mm256_max_epu8(v, del), v);
		uint64_t stop = (uint32_t)_mm256_movemask_epi8(is_stop);
		uint64_t odd = (uint32_t)_mm256_movemask_epi8(is_odd);

		if (UNLIKELY(left < 32)) {
			stop >>= 32 - left;
			odd >>= 32 - left;
		}
		if (LIKELY(stop != 0)) {
			/* All odd ones below the first stop. */
			if (UNLIKELY(odd & (stop - 1) & ~stop))
				*flags |= flags_of(p,
				    (size_t)__builtin_ctzll(stop));
			return (p + __builtin_ctzll(stop));
		}
		if (UNLIKELY(odd != 0))
			*flags |= flags_of(p, left < 32 ? left : 32);
		if (left <= 32)
			return (in->end);
	}
}
#else
#define EACH(b)		(UINT64_C(0x0101010101010101) * (b))

/* The high bits of ${w}'s bytes below ${n}, at least up to the first such. */
static inline uint64_t
below(uint64_t w, unsigned n)
{

	return ((w - EACH(n)) & ~w & EACH(0x80));
}

/* As above, eight bytes at a time. */
INLINE const char *
plain_end(const struct json_token *in, const char *p, unsigned *flags)
{

	while (in->end - p >= 8) {
		uint64_t w = eight(p);
		uint64_t stop = below(w, 0x20) | below(w ^ EACH('"'), 1) |
		    below(w ^ EACH('\\'), 1);
		uint64_t odd = (w | below(w ^ EACH(0x7f), 1)) & EACH(0x80);

		if (stop != 0) {
			unsigned n = (unsigned)__builtin_ctzll(stop) / 8;

			if (UNLIKELY(odd != 0))
				*flags |= flags_of(p, n);
			return (p + n);
		}
		if (UNLIKELY(odd != 0))
			*flags |= flags_of(p, 8);
		p += 8;
	}
	for (; p < in->end; p++) {
		if ((unsigned char)*p < 0x20 || *p == '"' || *p == '\\')
			break;
		*flags |= flags_of(p, 1);
	}
	return (p);
}
#endif

/* The text at ${p}, which is after its opening quote. */
INLINE const char *
text(struct json_token *in, const char *p, struct json_val *v)
{
	unsigned flags = 0;
	const char *q = plain_end(in, p, &flags);

	if (UNLIKELY(q == in->end || *q != '"'))
		return (json_token_escaped(in, p, v));
	*v = (struct json_val){ .p = p, .n = (uint32_t)(q - p),
	    .type = JSON_TEXT, .spare = (uint8_t)flags };
	return (q + 1);
}

/* Eight digits, as bytes 0 to 9 with the first lowest, to their number. */
static inline uint64_t
eight_digits(uint64_t w)
{

	w = w * 2561 >> 8;
	w = (w & UINT64_C(0x00ff00ff00ff00ff)) * 6553601 >> 16;
	return ((w & UINT64_C(0x0000ffff0000ffff)) *
	    UINT64_C(42949672960001) >> 32);
}

/* Append the digits at ${p} to ${m}, which wraps: count them. */
INLINE const char *
digits(const struct json_token *in, const char *p, uint64_t *m)
{
	static const uint32_t ten[8] = { 1, 10, 100, 1000, 10000, 100000,
	    1000000, 10000000 };

	while (in->end - p >= 8) {
		uint64_t w = eight(p) ^ UINT64_C(0x3030303030303030);
		uint64_t stop = ((w + UINT64_C(0x7676767676767676)) | w) &
		    UINT64_C(0x8080808080808080);
		unsigned n;

		if (stop == 0) {
			*m = *m * 100000000 + eight_digits(w);
			p += 8;
			continue;
		}
		/* Move the n digits to the high end; zeroes lead. */
		n = (unsigned)__builtin_ctzll(stop) / 8;
		*m = *m * ten[n] + eight_digits(w << (56 - 8 * n) << 8);
		return (p + n);
	}
	for (; p < in->end && *p >= '0' && *p <= '9'; p++)
		*m = *m * 10 + (uint64_t)(*p - '0');
	return (p);
}

/* Pass the exponent after the e at ${p}. */
static inline const char *
exponent(struct json_token *in, const char *p)
{
	uint64_t m = 0;
	const char *q;

	p++;
	if (peek(in, p) == '+' || peek(in, p) == '-')
		p++;
	if ((q = digits(in, p, &m)) == p)
		return (json_token_want(in, p, "a digit of the exponent"));
	return (q);
}

/* The number at ${p} (RFC 8259, section 6). */
INLINE const char *
number(struct json_token *in, const char *p, struct json_val *v)
{
	static const double ten[23] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6,
	    1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
	    1e18, 1e19, 1e20, 1e21, 1e22 };
	const char *first = p, *q;
	bool minus = *p == '-';
	uint64_t m = 0;
	size_t n, places;
	double d;

	/* Whole part. */
	p += minus;
	q = digits(in, p, &m);
	n = (size_t)(q - p);
	if (UNLIKELY(n == 0))
		return (json_token_want(in, p, "a digit"));
	if (UNLIKELY(n > 1 && *p == '0'))
		return (json_token_want(in, p + 1, "no digit after a zero"));
	if (peek(in, q) != '.') {
		if (UNLIKELY((peek(in, q) | 0x20) == 'e' || n > 18))
			goto slow;
		*v = (struct json_val){ .type = JSON_INT,
		    .i = minus ? -(int64_t)m : (int64_t)m };
		return (q);
	}

	/* Fraction. */
	p = q + 1;
	q = digits(in, p, &m);
	if (UNLIKELY(q == p))
		return (json_token_want(in, p, "a digit after the point"));
	places = (size_t)(q - p);
	if (UNLIKELY((peek(in, q) | 0x20) == 'e' || n + places > 19 ||
	    m > UINT64_C(1) << 53))
		goto slow;

	/* Both are exact doubles (Clinger 1990): one rounding. */
	d = (double)m / ten[places];
	*v = (struct json_val){ .type = JSON_NUM, .num = minus ? -d : d };
	return (q);
slow:
	if ((peek(in, q) | 0x20) == 'e' && (q = exponent(in, q)) == NULL)
		return (NULL);
	return (json_token_number(in, first, q, v));
}

/* The word ${word} of ${n} bytes at ${p}. */
static inline const char *
word(struct json_token *in, const char *p, const char *want, size_t n)
{

	for (size_t i = 0; i < n; i++)
		if (UNLIKELY(peek(in, p + i) != want[i]))
			return (json_token_want(in, p + i,
			    "true, false or null"));
	return (p + n);
}

/* The value at ${p} that is no container; for the hottest place. */
INLINE const char *
scalar_here(struct json_token *in, const char *p, struct json_val *v)
{

	int c = peek(in, p);

	/* Texts and numbers are most of what comes. */
	if (c == '"') {
		p = text(in, p + 1, v);
		in->flags |= v->spare;
		return (p);
	}
	if ((c >= '0' && c <= '9') || c == '-')
		return (number(in, p, v));
	switch (c) {
	case 't':
		*v = (struct json_val){ .type = JSON_BOOL, .i = 0 };
		v->yes = true;
		return (word(in, p, "true", 4));
	case 'f':
		*v = (struct json_val){ .type = JSON_BOOL, .i = 0 };
		return (word(in, p, "false", 5));
	case 'n':
		*v = (struct json_val){ .type = JSON_NULL };
		return (word(in, p, "null", 4));
	default:
		return (json_token_want(in, p, "a value"));
	}
}

/* The same, for other places. */
static inline const char *
scalar(struct json_token *in, const char *p, struct json_val *v)
{

	return (scalar_here(in, p, v));
}

/* Count a container that opens at ${p}; its closing takes depth back. */
static inline bool
deeper(struct json_token *in, const char *p)
{

	if (UNLIKELY(in->depth == in->depth_most)) {
		(void)json_token_limit(in, p, "levels", in->depth_most);
		return (false);
	}
	in->depth++;
	return (true);
}

/* Count a key that begins at ${p}. */
static inline bool
counted(struct json_token *in, const char *p)
{

	if (UNLIKELY(in->keys == in->keys_most)) {
		(void)json_token_limit(in, p, "keys", in->keys_most);
		return (false);
	}
	in->keys++;
	return (true);
}

/*
 * The container that opens at ${p}, counted as a level, up to its first
 * member; or past ${close}, which sets ${done}.  Whoever passed it takes the
 * level back.
 */
static inline const char *
opened(struct json_token *in, const char *p, char close, bool *done)
{

	if (!deeper(in, p))
		return (NULL);
	p = blank(in, p + 1);
	*done = peek(in, p) == close;
	return (p + *done);
}

/* After a member: on to the next, or past ${close}, which sets ${done}. */
static inline const char *
comma(struct json_token *in, const char *p, char close, bool *done)
{

	p = blank(in, p);
	if (LIKELY(peek(in, p) == ','))
		return (blank(in, p + 1));
	if (UNLIKELY(peek(in, p) != close))
		return (json_token_want(in, p, close == '}' ?
		    "',' or '}'" : "',' or ']'"));
	*done = true;
	return (p + 1);
}

/* Pass white space, a colon and white space. */
static inline const char *
colon(struct json_token *in, const char *p)
{

	p = blank(in, p);
	if (UNLIKELY(peek(in, p) != ':'))
		return (json_token_want(in, p, "':'"));
	return (blank(in, p + 1));
}

/*
 * The key at ${p} and its colon; ${arena} is for one with escapes, which is
 * compared by what it says.
 */
INLINE const char *
key_text(struct json_token *in, const char *p, struct arena *arena,
    struct json_val *key)
{

	if (UNLIKELY(peek(in, p) != '"'))
		return (json_token_want(in, p, "a key"));
	in->arena = arena;
	p = text(in, p + 1, key);
	return (p != NULL ? colon(in, p) : NULL);
}

#ifdef JSON_TOKEN_AVX2
/* A bit for each of 32 bytes that are the same. */
static inline uint64_t
same_32(const char *a, const char *b)
{
	__m256i x = _mm256_loadu_si256((const __m256i *)a);
	__m256i y = _mm256_loadu_si256((const __m256i *)b);

	return ((uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(x, y)));
}
#endif

#endif
