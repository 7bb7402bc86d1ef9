/* SPDX-License-Identifier: Apache-2.0 */
/* Exactly where in a text a test holds. */
#include "base/fold.h"
#include "sigma/sigma_range.h"
#include "sigma/sigma_regex.h"

/* Does the character ${c} of a value meet the place ${at} of a pattern? */
static bool
meets(struct span pattern, size_t at, uint32_t c, bool cased, size_t *used)
{
	uint32_t want;

	*used = 1;
	if (pattern.p[at] == GLOB_ONE)
		return (true);
	if (pattern.p[at] == GLOB_DASH)
		return (c == '-' || c == '/' || (c >= 0x2013 && c <= 0x2015));
	*used = fold_next(pattern, at, &want);
	return (want == (cased ? c : fold_point(c)));
}

/* Does ${part}, which has no GLOB_ANY, hold at ${at}?  Where does it end? */
static bool
holds(struct span part, struct span text, size_t at, bool cased, size_t *end)
{
	size_t used;
	uint32_t c;

	for (size_t i = 0; i < part.n; i += used) {
		size_t n;

		if (at >= text.n)
			return (false);
		n = fold_next(text, at, &c);
		if (!meets(part, i, c, cased, &used))
			return (false);
		at += n;
	}
	*end = at;
	return (true);
}

/* The first place from *${at} on where ${part} holds; to the end if ${last}. */
static bool
seek(struct span part, struct span text, bool cased, bool last, size_t *at,
    size_t *end)
{
	uint32_t c;

	for (; *at < text.n; *at += fold_next(text, *at, &c)) {
		if (holds(part, text, *at, cased, end) &&
		    (!last || *end == text.n))
			return (true);
	}
	return (false);
}

/* Part by part, each as far left as it goes. */
static bool
glob_range(struct span p, struct span text, bool cased, size_t *from,
    size_t *to)
{
	bool any = false, first = true;
	size_t at = 0, end = 0, start = 0;

	while (p.n > 0) {
		const char *star = memchr(p.p, GLOB_ANY, p.n);
		size_t n = star != NULL ? (size_t)(star - p.p) : p.n;
		struct span part = { p.p, n };
		bool last = star == NULL;

		p = span_from(p, last ? n : n + 1);
		if (n > 0) {
			if (any ? !seek(part, text, cased, last, &at, &end) :
			    !holds(part, text, at, cased, &end) ||
			    (last && end != text.n))
				return (false);
			start = first ? at : start;
			first = false;
			at = end;
		}
		any |= !last;
	}
	*from = first ? 0 : start;
	*to = first ? text.n : end;
	return (true);
}

/* The match that begins first; of these the longest. */
struct found {
	bool			 any;
	unsigned long long	 from, to;
};

static int
take(unsigned id, unsigned long long from, unsigned long long to,
    unsigned flags, void *ctx)
{
	struct found *f = ctx;

	(void)id;
	(void)flags;
	if (!f->any || from < f->from || (from == f->from && to > f->to)) {
		f->any = true;
		f->from = from;
		f->to = to;
	}
	return (0);
}

/* The automaton of the set does not know where matches begin: another one. */
static bool
regex_range(const struct regex *re, struct span text, size_t *from,
    size_t *to)
{
	unsigned flags = sigma_regex_flags(re->modes) | HS_FLAG_UTF8 |
	    HS_FLAG_ALLOWEMPTY | HS_FLAG_SOM_LEFTMOST;
	hs_compile_error_t *e = NULL;
	hs_scratch_t *scratch = NULL;
	hs_database_t *db = NULL;
	struct found f = { .any = false };

	if (text.n > UINT32_MAX || hs_compile(re->text.p, flags,
	    HS_MODE_BLOCK, NULL, &db, &e) != HS_SUCCESS)
		goto out;
	if (hs_alloc_scratch(db, &scratch) != HS_SUCCESS ||
	    hs_scan(db, text.p, (unsigned)text.n, 0, scratch, take, &f) !=
	    HS_SUCCESS)
		f.any = false;
out:
	hs_free_compile_error(e);
	hs_free_scratch(scratch);
	hs_free_database(db);
	if (!f.any)
		return (false);
	*from = (size_t)f.from;
	*to = (size_t)f.to;
	return (true);
}

bool
sigma_range(const struct sigma *s, const struct test *t, struct span text,
    size_t *from, size_t *to)
{

	switch (t->op) {
	case TEST_TEXT:
		return (glob_range(t->glob.text, text, t->cased, from, to));
	case TEST_RE:
		return (regex_range(&s->regex[t->regex], text, from, to));
	case TEST_NULL:
	case TEST_EXISTS:
	case TEST_ORDER:
	case TEST_PART:
	case TEST_CIDR:
	case TEST_REF:
	case TEST_KEYWORD:
	case TEST_KEYWORD_RE:
		break;
	}
	return (false);
}
