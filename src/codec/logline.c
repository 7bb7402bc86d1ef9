/* SPDX-License-Identifier: Apache-2.0 */
/* Text logs by named patterns. */
#include "base/cur.h"
#include "base/digit.h"
#include "codec/logline.h"

enum kind { WORD, BRACKET, QUOTED, REQUEST, STAMP, TAG, SIGN_IN };

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

/*
 * The numbers from 1 to REPEATS_MAX: one event is made of each, and no two of
 * them are the same.
 */
#define REPEATS_MAX	999
#define TEN(t)		t "0 " t "1 " t "2 " t "3 " t "4 " t "5 " t "6 " t \
			"7 " t "8 " t "9 "
#define HUNDRED(h)	TEN(h "0") TEN(h "1") TEN(h "2") TEN(h "3")	\
			TEN(h "4") TEN(h "5") TEN(h "6") TEN(h "7")	\
			TEN(h "8") TEN(h "9")
static const char numbers[] = "1 2 3 4 5 6 7 8 9 " TEN("1") TEN("2") TEN("3")
    TEN("4") TEN("5") TEN("6") TEN("7") TEN("8") TEN("9") HUNDRED("1")
    HUNDRED("2") HUNDRED("3") HUNDRED("4") HUNDRED("5") HUNDRED("6")
    HUNDRED("7") HUNDRED("8") HUNDRED("9");

static const struct logline table[] = {
	{ "combined", { COMMON, { "referer", QUOTED }, { "agent", QUOTED } },
	    { COMMON_GIVES, "referer", "agent" } },
	{ "common", { COMMON }, { COMMON_GIVES } },
	{ "sshd", { { "time", STAMP }, { "host", WORD }, { "program", TAG },
	    { "message", SIGN_IN } },
	    { "time", "host", "program", "message", "result", "method",
	    "unknown", "user", "client", "port", "repeats" } },
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
	    (high = digit_hex(c->in.p[c->at])) >= 0 &&
	    (low = digit_hex(c->in.p[c->at + 1])) >= 0) {
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

/* "Mmm dd hh:mm:ss" (RFC 3164, section 4.1.2). */
static bool
stamp(struct cur *c, struct span *text)
{

	*text = cur_take(c, 15);
	return (text->n == 15 && text->p[3] == ' ' && text->p[6] == ' ');
}

/* "program[pid]:" or "program:". */
static bool
tag(struct cur *c, struct span *text)
{
	struct span all = cur_until(c, ' ');
	const char *end = all.n > 0 ? memchr(all.p, '[', all.n) : NULL;

	if (all.n < 2 || all.p[all.n - 1] != ':')
		return (false);
	*text = (struct span){ all.p, end != NULL ? (size_t)(end - all.p) :
	    all.n - 1 };
	return (text->n > 0);
}

/* The numbers up to ${n}. */
static struct span
numbers_to(unsigned n)
{
	size_t digits = n < 10 ? 2 * (size_t)n : n < 100 ?
	    18 + 3 * (size_t)(n - 9) : 288 + 4 * (size_t)(n - 99);

	return ((struct span){ numbers, digits - 1 });
}

/* What is before ${what}, which is passed; false if it is not there. */
static bool
pass(struct span *text, struct span what, struct span *before)
{
	const char *at = memmem(text->p, text->n, what.p, what.n);

	if (at == NULL)
		return (false);
	*before = (struct span){ text->p, (size_t)(at - text->p) };
	*text = span_from(*text, before->n + what.n);
	return (true);
}

/* Within "message repeated N times: [ ...]"; 0 if N makes no sense. */
static unsigned
repeated(struct span *text)
{
	struct span rest = *text, before, count;
	unsigned n = 0;

	if (!span_starts(rest, SPAN("message repeated ")) ||
	    !pass(&rest, SPAN("repeated "), &before) ||
	    !pass(&rest, SPAN(" times: [ "), &count) || rest.n == 0 ||
	    rest.p[rest.n - 1] != ']')
		return (1);
	*text = (struct span){ rest.p, rest.n - 1 };
	for (size_t i = 0; i < count.n && n <= REPEATS_MAX; i++)
		n = count.p[i] >= '0' && count.p[i] <= '9' ?
		    n * 10 + (unsigned)(count.p[i] - '0') : REPEATS_MAX + 1;
	return (n <= REPEATS_MAX ? n : 0);
}

/*
 * "Failed METHOD for [invalid user ]USER from ADDRESS port PORT ...", sshd's
 * auth_log().  The user is what somebody typed and may look like the rest:
 * the last " from " counts.
 */
static const char *
sign_in(struct logline_cell *cell, size_t *n, struct span text)
{
	struct span whole = text, result, method, user, client, port, before;
	unsigned times = repeated(&text);
	const char *unknown = "";

	if (times == 0)
		return ("repeated too often");
	if ((!span_starts(text, SPAN("Failed ")) &&
	    !span_starts(text, SPAN("Accepted "))) ||
	    !pass(&text, SPAN(" "), &result) ||
	    !pass(&text, SPAN(" for "), &method) ||
	    !pass(&text, SPAN(" from "), &user)) {
		add(cell, n, "message", whole);
		return (NULL);
	}
	while (pass(&text, SPAN(" from "), &before))
		user.n = (size_t)(before.p + before.n - user.p);
	if (!pass(&text, SPAN(" port "), &client)) {
		add(cell, n, "message", whole);
		return (NULL);
	}
	if (span_starts(user, SPAN("invalid user "))) {
		user = span_from(user, 13);
		unknown = "yes";
	}
	port = text;
	(void)pass(&text, SPAN(" "), &port);
	add(cell, n, "result", result);
	add(cell, n, "method", method);
	add(cell, n, "unknown", span_of(unknown));
	add(cell, n, "user", user);
	add(cell, n, "client", client);
	add(cell, n, "port", port);
	add(cell, n, "repeats", numbers_to(times));
	return (NULL);
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
	case STAMP:
		return (stamp(c, text) ? NULL : "is no 'Mmm dd hh:mm:ss'");
	case TAG:
		return (tag(c, text) ? NULL : "has no colon");
	case SIGN_IN:
		*text = cur_take(c, cur_left(c));
		return (NULL);
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
		if (part->kind == SIGN_IN && (wrong = sign_in(cell, &k,
		    text)) != NULL)
			return (rc_fail(e, RC_MALFORMED, c.at, "%s %s",
			    part->name, wrong));
		if (part->kind == SIGN_IN)
			continue;
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
