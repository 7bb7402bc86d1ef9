/* SPDX-License-Identifier: Apache-2.0 */
/* Text logs by named patterns. */
#include "base/cur.h"
#include "codec/logline.h"

enum kind { WORD, BRACKET, QUOTED, REQUEST };

struct part {
	const char	*name;
	enum kind	 kind;
};

struct logline {
	const char		*name;
	struct part		 part[LOGLINE_PARTS];	/* Ends with NULL. */
	/* What logline_names() tells. */
	const char		*gives[LOGLINE_PARTS];
};

#define COMMON		{ "host", WORD }, { "ident", WORD },		\
			{ "user", WORD }, { "time", BRACKET },		\
			{ "request", REQUEST }, { "status", WORD },	\
			{ "bytes", WORD }
#define COMMON_GIVES	"host", "ident", "user", "time", "method",	\
			"target", "protocol", "request", "status", "bytes"

static const struct logline table[] = {
	{ "combined", { COMMON, { "referer", QUOTED }, { "agent", QUOTED } },
	    { COMMON_GIVES, "referer", "agent" } },
	{ "common", { COMMON }, { COMMON_GIVES } },
	{ "vhost_combined", { { "vhost", WORD }, COMMON,
	    { "referer", QUOTED }, { "agent", QUOTED } },
	    { "vhost", COMMON_GIVES, "referer", "agent" } },
};

const struct logline *
logline_find(struct span name, struct suggest *near)
{

	for (size_t i = 0; i < COUNT_OF(table); i++) {
		if (span_eq(name, span_of(table[i].name)))
			return (&table[i]);
		suggest_try(near, name, span_of(table[i].name));
	}
	return (NULL);
}

const char *const *
logline_names(const struct logline *pattern, size_t *n)
{

	for (*n = 0; *n < LOGLINE_PARTS && pattern->gives[*n] != NULL;)
		++*n;
	return (pattern->gives);
}

static int
hex(int c)
{

	if (c >= '0' && c <= '9')
		return (c - '0');
	c |= 0x20;
	return (c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1);
}

/* Behind a backslash: one byte into ${to}; an unknown escape stays. */
static char *
unescape(struct cur *c, char *to)
{
	static const char from[] = "tnrvb", into[] = "\t\n\r\v\b";
	int b = cur_u8(c), high, low;
	const char *at = b != 0 ? strchr(from, b) : NULL;

	if (b == '"' || b == '\\')
		*to++ = (char)b;
	else if (at != NULL)
		*to++ = into[at - from];
	else if (b == 'x' && cur_left(c) >= 2 &&
	    (high = hex(c->in.p[c->at])) >= 0 &&
	    (low = hex(c->in.p[c->at + 1])) >= 0) {
		(void)cur_take(c, 2);	/* They are there. */
		*to++ = (char)(high * 16 + low);
	} else {
		*to++ = '\\';
		if (cur_ok(c))
			*to++ = (char)b;
	}
	return (to);
}

/* Behind the opening quote. */
static bool
quoted(struct cur *c, char **room, struct span *text)
{
	size_t begin = c->at;
	bool escaped = false;
	struct span raw;
	struct cur in;
	char *to = *room;

	while (cur_peek(c) >= 0 && cur_peek(c) != '"') {
		if (cur_u8(c) == '\\') {
			escaped = true;
			(void)cur_u8(c);	/* At the end: seen below. */
		}
	}
	if (!cur_ok(c) || cur_left(c) == 0)
		return (false);
	raw = (struct span){ c->in.p + begin, c->at - begin };
	(void)cur_u8(c);	/* The closing quote. */
	*text = raw;
	if (!escaped)
		return (true);
	for (in = cur_of(raw); cur_left(&in) > 0;) {
		char b = (char)cur_u8(&in);

		if (b == '\\')
			to = unescape(&in, to);
		else
			*to++ = b;
	}
	*text = (struct span){ *room, (size_t)(to - *room) };
	*room = to;
	return (true);
}

static bool
bracket(struct cur *c, struct span *text)
{

	if (!cur_eat(c, '['))
		return (false);
	*text = cur_until(c, ']');
	return (cur_eat(c, ']'));
}

static void
add(struct logline_cell *cell, size_t *n, const char *name, struct span text)
{

	if (text.n == 1 && text.p[0] == '-')
		text.n = 0;
	cell[(*n)++] = (struct logline_cell){ span_of(name), text };
}

/* "METHOD target PROTOCOL", else the whole. */
static void
request(struct logline_cell *cell, size_t *n, struct span text)
{
	struct cur c = cur_of(text);
	struct span method = cur_until(&c, ' '), target, protocol;
	bool ok = method.n > 0 && cur_eat(&c, ' ');

	for (size_t i = 0; i < method.n; i++)
		ok = ok && method.p[i] >= 'A' && method.p[i] <= 'Z';
	target = cur_until(&c, ' ');
	ok = ok && target.n > 0 && cur_eat(&c, ' ');
	protocol = span_from(c.in, c.at);
	if (!ok || !span_starts(protocol, SPAN("HTTP/")) ||
	    memchr(protocol.p, ' ', protocol.n) != NULL) {
		add(cell, n, "request", text);
		return;
	}
	add(cell, n, "method", method);
	add(cell, n, "target", target);
	add(cell, n, "protocol", protocol);
}

/* One part; what is wrong, or NULL. */
static const char *
part_cut(const struct part *part, struct cur *c, char **room,
    struct span *text)
{

	switch (part->kind) {
	case WORD:
		*text = cur_until(c, ' ');
		return (text->n > 0 ? NULL : "is missing");
	case BRACKET:
		return (bracket(c, text) ? NULL : "has no brackets");
	case QUOTED:
	case REQUEST:
		if (!cur_eat(c, '"'))
			return ("has no quote");
		return (quoted(c, room, text) ? NULL :
		    "has no closing quote");
	}
	return ("is missing");
}

rc
logline_cut(const struct logline *pattern, struct span line, char *room,
    struct logline_cell *cell, size_t *n, struct err *e)
{
	struct cur c = cur_of(line);
	size_t k = 0;

	for (size_t i = 0; i < LOGLINE_PARTS &&
	    pattern->part[i].name != NULL; i++) {
		const struct part *part = &pattern->part[i];
		struct span text = { NULL, 0 };
		const char *wrong = NULL;

		if (i > 0 && !cur_eat(&c, ' '))
			wrong = "is missing";
		if (wrong == NULL)
			wrong = part_cut(part, &c, &room, &text);
		if (wrong != NULL)
			return (rc_fail(e, RC_MALFORMED, c.at, "%s %s",
			    part->name, wrong));
		if (part->kind == REQUEST)
			request(cell, &k, text);
		else
			add(cell, &k, part->name, text);
	}
	if (cur_left(&c) > 0)
		return (rc_fail(e, RC_MALFORMED, c.at,
		    "text behind the last part"));
	*n = k;
	return (RC_OK);
}
