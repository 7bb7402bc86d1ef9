/* SPDX-License-Identifier: Apache-2.0 */
/* Texts that must stand in whatever a pattern matches. */
#include "base/glob.h"
#include "sigma/sigma_factor.h"

/* The walk over a regular expression. */
struct walk {
	struct span	 re;
	size_t		 at;
	struct buf	 run;		/* Literal characters in a row. */
	size_t		 last;		/* Where its last one begins. */
	struct buf	*best;
};

/* The run ends here. */
static void
end(struct walk *w)
{

	if (w->run.n > w->best->n) {
		buf_clear(w->best);
		buf_put(w->best, buf_span(&w->run));
	}
	buf_clear(&w->run);
}

static bool
any_of(char c, const char *set)
{

	return (c != '\0' && strchr(set, c) != NULL);
}

/* Behind the "]" of the class that begins at ${at}; 0 if there is none. */
static size_t
class_end(struct span re, size_t at)
{

	at++;
	if (at < re.n && re.p[at] == '^')
		at++;
	/* A bracket that comes first is one of the class. */
	if (at < re.n && re.p[at] == ']')
		at++;
	for (; at < re.n && re.p[at] != ']'; at++) {
		/* [:alpha:] and the like: who can tell where they end. */
		if (re.p[at] == '[' && at + 1 < re.n &&
		    any_of(re.p[at + 1], ":.="))
			return (0);
		if (re.p[at] == '\\')
			at++;
	}
	return (at < re.n ? at + 1 : 0);
}

/* Behind the ")" of the group that begins at ${at}; 0 if there is none. */
static size_t
group_end(struct span re, size_t at)
{
	size_t depth = 0;

	while (at < re.n) {
		char c = re.p[at];

		if (c == '[') {
			if ((at = class_end(re, at)) == 0)
				return (0);
			continue;
		}
		at += c == '\\' ? 2 : 1;
		depth += c == '(';
		if (c == ')' && --depth == 0)
			return (at <= re.n ? at : 0);
	}
	return (0);
}

/* Alternatives at the top, or what changes how all else is read. */
static bool
too_hard(struct span re)
{

	for (size_t at = 0; at < re.n;) {
		char c = re.p[at];

		if (c == '|')
			return (true);
		if (c == '[' || c == '(') {
			at = c == '[' ? class_end(re, at) : group_end(re, at);
			if (at == 0)
				return (true);
			continue;
		}
		at += c == '\\' ? 2 : 1;
	}
	for (size_t at = 0; at + 2 < re.n; at++) {
		/* Of "(?...", "(?:" and "(?i)" alone are understood. */
		if (re.p[at] == '(' && (re.p[at + 1] == '*' ||
		    (re.p[at + 1] == '?' && re.p[at + 2] != ':' &&
		    !span_starts(span_from(re, at), SPAN("(?i)")))))
			return (true);
	}
	return (false);
}

static void
character(struct walk *w, char c)
{

	/* A sequence of UTF-8 is one character. */
	if (((unsigned char)c & 0xc0) != 0x80)
		w->last = w->run.n;
	buf_char(&w->run, c);
	w->at++;
}

/* "?", "*", "{": what came before need not be there. */
static bool
maybe(struct walk *w)
{
	bool braces = w->re.p[w->at++] == '{';

	if (w->run.n > 0)
		w->run.n = w->last;
	end(w);
	if (!braces)
		return (true);
	while (w->at < w->re.n && any_of(w->re.p[w->at], "0123456789,"))
		w->at++;
	/* Else the brace stands for itself: not worth knowing how. */
	return (w->at < w->re.n && w->re.p[w->at++] == '}');
}

/* False: an escape that is not known here. */
static bool
escape(struct walk *w)
{
	char c = w->at + 1 < w->re.n ? w->re.p[w->at + 1] : '\0';

	if (any_of(c, "dDwWsSbBAzZ")) {
		end(w);
		w->at += 2;
		return (true);
	}
	if ((unsigned char)c >= 0x80 || c <= ' ' || (c >= '0' && c <= '9') ||
	    ((c | 32) >= 'a' && (c | 32) <= 'z'))
		return (false);
	w->at++;
	character(w, c);
	return (true);
}

static bool
step(struct walk *w)
{
	char c = w->re.p[w->at];

	switch (c) {
	case '\\':
		return (escape(w));
	case '[':
	case '(':
		end(w);
		w->at = c == '[' ? class_end(w->re, w->at) :
		    group_end(w->re, w->at);
		return (w->at != 0);
	case '?':
	case '*':
	case '{':
		return (maybe(w));
	case '.':
	case '^':
	case '$':
	case '+':
	case ')':
		end(w);
		w->at++;
		return (true);
	default:
		character(w, c);
		return (true);
	}
}

void
sigma_factor_regex(struct span re, struct buf *out)
{
	struct buf best = { 0 };
	struct walk w = { .re = re, .best = &best };
	bool ok = !too_hard(re);

	while (ok && w.at < re.n)
		ok = step(&w);
	if (ok) {
		end(&w);
		buf_put(out, buf_span(&best));
	}
	out->failed |= best.failed || w.run.failed;
	buf_release(&best);
	buf_release(&w.run);
}

struct span
sigma_factor_glob(struct span s)
{
	struct span best = { s.p, 0 }, now = { s.p, 0 };

	for (size_t i = 0; i <= s.n; i++) {
		bool wild = i == s.n || s.p[i] == GLOB_ANY ||
		    s.p[i] == GLOB_ONE || s.p[i] == GLOB_DASH;

		if (!wild) {
			now.n++;
			continue;
		}
		if (now.n > best.n)
			best = now;
		if (i < s.n)
			now = (struct span){ s.p + i + 1, 0 };
	}
	return (best);
}

/* As JSON writes the byte ${c} where it has only one way. */
static struct span
as_json(const char *c)
{
	static const struct {
		char		byte;
		struct span	text;
	} ways[] = {
		{ '"', { "\\\"", 2 } }, { '\\', { "\\\\", 2 } },
		{ '\b', { "\\b", 2 } }, { '\f', { "\\f", 2 } },
		{ '\n', { "\\n", 2 } }, { '\r', { "\\r", 2 } },
		{ '\t', { "\\t", 2 } },
	};

	for (size_t i = 0; i < COUNT_OF(ways); i++) {
		if (*c == ways[i].byte)
			return (ways[i].text);
	}
	/* Other control characters need a \u. */
	return ((struct span){ c, (unsigned char)*c >= 0x20 });
}

void
sigma_factor_line(struct span s, struct buf *out)
{
	struct buf run = { 0 }, best = { 0 };
	bool number = true;

	for (size_t i = 0; i <= s.n; i++) {
		struct span c = { NULL, 0 };

		if (i < s.n)
			c = as_json(s.p + i);
		if (c.n > 0) {
			number = number && any_of(s.p[i], "0123456789+-.e");
			buf_put(&run, c);
			continue;
		}
		if (!number && run.n > best.n) {
			buf_clear(&best);
			buf_put(&best, buf_span(&run));
		}
		buf_clear(&run);
		number = true;
	}
	buf_put(out, buf_span(&best));
	out->failed |= run.failed || best.failed;
	buf_release(&run);
	buf_release(&best);
}

void
sigma_factor_escape(struct span s, struct buf *out)
{

	for (size_t i = 0; i < s.n; i++) {
		struct span c = as_json(s.p + i);

		if (c.n > 0)
			buf_put(out, c);
		else
			buf_char(out, s.p[i]);
	}
}
