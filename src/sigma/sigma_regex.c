/* SPDX-License-Identifier: Apache-2.0 */
/* Regular expressions. */
#include <stdatomic.h>

#include "base/mem.h"
#include "base/fold.h"
#include "sigma/sigma_regex.h"

#define FOREIGN		'\x81'		/* Any character beyond ASCII, */
#define KELVIN		0x212a		/* but two that ASCII letters are */
#define LONG_S		0x17f		/* the other case of. */
#define COUNTED		64		/* Repeats from which on an automaton */
					/* for short texts is large. */

/* An automaton, shared by sets that follow each other. */
struct sigma_regex_code {
	atomic_uint	 refs;
	hs_database_t	*db;		/* Owned. */
};

static void
drop(struct sigma_regex_code *code)
{

	if (code == NULL || atomic_fetch_sub(&code->refs, 1) > 1)
		return;
	(void)hs_free_database(code->db);	/* NULL is fine for it. */
	mem_free(code);
}

static struct span
key_of(const void *owner, uint32_t at)
{
	const struct sigma *s = owner;

	return (s->regex[at].key);
}

/*
 * Escapes whose meaning is the same for bytes.  A Kelvin sign is a k if case
 * does not matter, but no word character.
 */
static bool
known_escape(unsigned char c, bool caseless)
{

	if (c >= 0x80 || c == 0 || (caseless && strchr("wWbB", c) != NULL))
		return (false);
	return (strchr("dDwWsSbBAzZnrtf", c) != NULL ||
	    !((c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z')));
}

bool
sigma_regex_bytes(struct span re, unsigned modes)
{
	bool whole = span_starts(re, SPAN("(?i)"));
	bool caseless = whole || (modes & SIGMA_REGEX_I) != 0;

	for (size_t at = whole ? 4 : 0; at < re.n; at++) {
		unsigned char c = (unsigned char)re.p[at];
		unsigned char next = at + 1 < re.n ?
		    (unsigned char)re.p[at + 1] : 0;

		if (c >= 0x80)
			return (false);
		if (c == '\\') {
			if (!known_escape(next, caseless))
				return (false);
			at++;
		} else if (c == '[' && next == ':' && caseless) {
			return (false);
		} else if (c == '(' && next == '*') {
			return (false);
		} else if (c == '(' && next == '?' && (at + 2 >= re.n ||
		    re.p[at + 2] != ':')) {
			/* A mode for a part: too hard to follow. */
			return (false);
		}
	}
	return (true);
}

unsigned
sigma_regex_flags(unsigned modes)
{

	return (((modes & SIGMA_REGEX_I) != 0 ? HS_FLAG_CASELESS : 0) |
	    ((modes & SIGMA_REGEX_M) != 0 ? HS_FLAG_MULTILINE : 0) |
	    ((modes & SIGMA_REGEX_S) != 0 ? HS_FLAG_DOTALL : 0));
}

/*
 * Does it count high?  In block mode the library then builds a deterministic
 * automaton for short texts, too, or tries to: that takes it ten times as long
 * as all the rest.  It does not when the text may come in pieces.
 */
static bool
counts(struct span re)
{

	for (size_t at = 0; at < re.n; at++) {
		unsigned n = 0;

		while (at < re.n && re.p[at] >= '0' && re.p[at] <= '9' &&
		    n < COUNTED)
			n = n * 10 + (unsigned)(re.p[at++] - '0');
		/* A number elsewhere only costs time. */
		if (n >= COUNTED && memchr(re.p, '{', at) != NULL)
			return (true);
	}
	return (false);
}

static rc
compile(struct regex *r, struct err *e)
{
	unsigned flags = sigma_regex_flags(r->modes) | HS_FLAG_SINGLEMATCH |
	    HS_FLAG_ALLOWEMPTY;
	struct sigma_regex_code *code = mem_new(sizeof(*code));
	hs_compile_error_t *why = NULL;
	rc rv = RC_OK;

	if (code == NULL)
		return (RC_NOMEM);
	atomic_init(&code->refs, 1);
	flags |= r->bytes ? 0 : HS_FLAG_UTF8;
	if (hs_compile(r->text.p, flags, r->pieces ? HS_MODE_VECTORED :
	    HS_MODE_BLOCK, NULL, &code->db, &why) != HS_SUCCESS) {
		rv = rc_fail(e, RC_MALFORMED, 0, "%s", why != NULL ?
		    why->message : "refused");
		(void)hs_free_compile_error(why);	/* Always fine. */
		mem_free(code);
		return (rv);
	}
	r->code = code;
	return (RC_OK);
}

rc
sigma_regex_add(struct sigma *s, const struct sigma *before, struct span text,
    unsigned modes, unsigned *ret, struct err *e)
{
	struct regex r = { .modes = modes };
	struct buf key = { 0 };
	uint32_t at;
	char *copy;
	rc rv;

	if (s->by_regex.key == NULL)
		map_init(&s->by_regex, key_of, s);
	buf_char(&key, (char)('0' + modes));
	buf_put(&key, text);
	copy = key.failed ? NULL : arena_copy(&s->mem, buf_span(&key));
	buf_release(&key);
	if (copy == NULL)
		return (RC_NOMEM);
	r.key = (struct span){ copy, text.n + 1 };
	r.text = span_from(r.key, 1);
	if ((at = map_get(&s->by_regex, r.key)) != MAP_NONE) {
		*ret = at;
		return (RC_OK);
	}
	if (!mem_room(&s->regex, s->regexes, &s->regex_cap, sizeof(r)))
		return (RC_NOMEM);
	r.bytes = sigma_regex_bytes(r.text, modes);
	r.pieces = counts(r.text);
	r.caseless = (modes & SIGMA_REGEX_I) != 0 ||
	    span_starts(r.text, SPAN("(?i)"));
	if (before != NULL && before->by_regex.key != NULL &&
	    (at = map_get(&before->by_regex, r.key)) != MAP_NONE) {
		r.code = before->regex[at].code;
		atomic_fetch_add(&r.code->refs, 1);
	} else if ((rv = compile(&r, e)) != RC_OK) {
		return (rv);
	}
	s->regex[s->regexes] = r;
	if ((rv = map_put(&s->by_regex, r.key, (uint32_t)s->regexes)) !=
	    RC_OK) {
		drop(r.code);
		return (rv);
	}
	*ret = (unsigned)s->regexes++;
	return (RC_OK);
}

void
sigma_regex_release(struct sigma *s)
{

	for (size_t i = 0; i < s->regexes; i++)
		drop(s->regex[i].code);
	map_release(&s->by_regex);
	mem_free(s->regex);
	s->regex = NULL;
	s->regexes = 0;
}

bool
sigma_regex_scratch(const struct sigma *s, struct sigma_scratch *x)
{

	for (size_t i = 0; i < s->regexes; i++) {
		if (hs_alloc_scratch(s->regex[i].code->db, &x->hs) !=
		    HS_SUCCESS)
			return (false);
	}
	return (true);
}

static int
on_match(unsigned id UNUSED, unsigned long long from UNUSED,
    unsigned long long to UNUSED, unsigned flags UNUSED, void *ctx)
{

	*(bool *)ctx = true;
	return (1);
}

static hs_error_t
scan(const struct regex *r, struct span text, hs_scratch_t *scratch,
    bool *hit)
{
	const char *p = text.n > 0 ? text.p : "";
	unsigned n = (unsigned)text.n;

	return (r->pieces ? hs_scan_vector(r->code->db, &p, &n, 1, 0, scratch,
	    on_match, hit) : hs_scan(r->code->db, p, n, 0, scratch, on_match,
	    hit));
}

/* One byte for each character; false if that is no UTF-8. */
static bool
to_bytes(struct span s, bool caseless, struct buf *out)
{
	uint32_t c;

	buf_clear(out);
	for (size_t at = 0; at < s.n;) {
		size_t n = fold_next(s, at, &c);

		/* A byte that is none has a number above all characters. */
		if (n == 1 && (unsigned char)s.p[at] >= 0x80)
			return (false);
		at += n;
		buf_char(out, c < 0x80 ? (char)c :
		    caseless && c == KELVIN ? 'k' :
		    caseless && c == LONG_S ? 's' : FOREIGN);
	}
	return (true);
}

bool
sigma_regex_meets(const struct sigma *s, struct sigma_scratch *x,
    unsigned regex, struct span text)
{
	const struct regex *r = &s->regex[regex];
	bool hit = false;
	hs_error_t e;

	if (text.n > UINT32_MAX)
		return (false);
	if (fold_ascii(text) < text.n) {
		if (!r->bytes && !fold_utf8(text))
			return (false);
		if (r->bytes) {
			if (!to_bytes(text, r->caseless, &x->bytes))
				return (false);
			x->failed |= x->bytes.failed;
			text = buf_span(&x->bytes);
		}
	}
	e = scan(r, text, x->hs, &hit);
	x->failed |= e != HS_SUCCESS && e != HS_SCAN_TERMINATED;
	return (hit);
}
