/* SPDX-License-Identifier: Apache-2.0 */
/* Heads of HTTP/1.0 and 1.1 messages. */
#include <strings.h>

#include "base/attr.h"
#include "base/cur.h"
#include "codec/http1.h"

#define DIGITS_MOST	18u		/* Of a length: below 2^63. */
#define VERSION		"HTTP/1."

static const char *const methods[] = { "CONNECT ", "DELETE ", "GET ",
	"HEAD ", "OPTIONS ", "PATCH ", "POST ", "PUT ", "TRACE " };

rc
http1_is(struct span first)
{

	for (size_t i = 0; i < COUNT_OF(methods); i++) {
		struct span m = span_of(methods[i]);
		size_t n = first.n < m.n ? first.n : m.n;

		if (n == 0 || memcmp(first.p, m.p, n) == 0)
			return (n == m.n ? RC_OK : RC_MORE);
	}
	return (RC_NOTFOUND);
}

static bool
is_word(struct span s, const char *word)
{

	return (s.p != NULL && s.n == strlen(word) &&
	    strncasecmp(s.p, word, s.n) == 0);
}

static bool
blank(char c)
{

	return (c == ' ' || c == '\t');
}

static struct span
trim(struct span s)
{

	while (s.n > 0 && blank(s.p[0]))
		s = span_from(s, 1);
	while (s.n > 0 && blank(s.p[s.n - 1]))
		s.n--;
	return (s);
}

/* RFC 9110, 5.6.2. */
static bool
token(struct span s)
{

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] <= ' ' || s.p[i] == 0x7f ||
		    strchr("\"(),/:;<=>?@[\\]{}", s.p[i]) != NULL)
			return (false);
	}
	return (s.n > 0);
}

size_t
http1_line(struct span in, struct span *line, uint64_t *faults)
{
	const char *lf = in.n > 0 ? memchr(in.p, '\n', in.n) : NULL;

	if (lf == NULL)
		return (0);
	*line = (struct span){ in.p, (size_t)(lf - in.p) };
	if (line->n > 0 && line->p[line->n - 1] == '\r')
		line->n--;
	else
		http1_fault_add(faults, HTTP1_BARE_LF);
	if (line->n > 0 && memchr(line->p, '\r', line->n) != NULL)
		http1_fault_add(faults, HTTP1_BARE_CR);
	if (line->n > 0 && memchr(line->p, '\0', line->n) != NULL)
		http1_fault_add(faults, HTTP1_NUL);
	return ((size_t)(lf - in.p) + 1);
}

static bool
to_length(struct span s, int64_t *ret)
{
	int64_t v = 0;

	if (s.n == 0 || s.n > DIGITS_MOST)
		return (false);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return (false);
		v = 10 * v + (s.p[i] - '0');
	}
	*ret = v;
	return (true);
}

/* "5", once; a list, also of the same, is what smuggling is made of. */
static void
on_length(struct http1 *h, struct span value)
{
	struct cur c = cur_of(value);

	do {
		struct span one = trim(cur_until(&c, ','));
		int64_t v = 0;

		if (!to_length(one, &v))
			http1_fault_add(&h->faults, HTTP1_LENGTH);
		else if (h->length == HTTP1_NO_LENGTH)
			h->length = v;
		else if (h->length != v)
			http1_fault_add(&h->faults, HTTP1_LENGTH_DIFFERS);
		if (h->lengths++ > 0)
			http1_fault_add(&h->faults, HTTP1_LENGTH_TWICE);
	} while (cur_eat(&c, ','));
}

static bool
known_coding(struct span s)
{
	static const char *const known[] = { "gzip", "x-gzip", "deflate",
		"compress", "x-compress" };

	for (size_t i = 0; i < COUNT_OF(known); i++) {
		if (is_word(s, known[i]))
			return (true);
	}
	return (false);
}

static void
on_coding(struct http1 *h, struct span value)
{
	struct cur c = cur_of(value);

	h->codings++;
	do {
		struct span one = trim(cur_until(&c, ','));

		if (h->chunked)		/* Something comes behind it. */
			http1_fault_add(&h->faults, HTTP1_CODING_LAST);
		h->chunked = is_word(one, "chunked");
		if (h->chunked && !span_eq(one, SPAN("chunked")))
			http1_fault_add(&h->faults, HTTP1_CODING_ODD);
		if (!h->chunked && !known_coding(one))
			http1_fault_add(&h->faults, HTTP1_CODING);
	} while (cur_eat(&c, ','));
}

static void
on_host(struct http1 *h, struct span value)
{

	h->host = value;
	if (h->hosts++ > 0)
		http1_fault_add(&h->faults, HTTP1_HOST_TWICE);
	for (size_t i = 0; i < value.n; i++) {
		if (value.p[i] <= ' ' || strchr("/@,?#\\\"<>", value.p[i])) {
			http1_fault_add(&h->faults, HTTP1_HOST_VALUE);
			break;
		}
	}
}

static void
on_type(struct http1 *h, struct span value)
{

	h->type = value;
}

static void
on_agent(struct http1 *h, struct span value)
{

	h->agent = value;
}

static void
on_lookalike(struct http1 *h, struct span value)
{

	(void)value;
	http1_fault_add(&h->faults, HTTP1_LOOKALIKE);
}

static const struct field_row {
	const char	 *name;
	void		(*read)(struct http1 *, struct span);
} field_rows[] = {
	{ "host", on_host },
	{ "content-length", on_length },
	{ "transfer-encoding", on_coding },
	{ "content-type", on_type },
	{ "user-agent", on_agent },
	{ "content_length", on_lookalike },
	{ "transfer_encoding", on_lookalike },
};

static bool
has_control(struct span s)
{

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c < ' ' && c != '\t') || c == 0x7f)
			return (true);
	}
	return (false);
}

void
http1_field(struct span line, struct http1 *h)
{
	struct cur c = cur_of(line);
	struct span name, raw;

	if (line.n > 0 && blank(line.p[0])) {
		http1_fault_add(&h->faults, HTTP1_FOLD);
		return;
	}
	name = cur_until(&c, ':');
	if (name.n > 0 && blank(name.p[name.n - 1]))
		http1_fault_add(&h->faults, HTTP1_BLANK);
	name = trim(name);
	if (!cur_eat(&c, ':') || !token(name))
		http1_fault_add(&h->faults, HTTP1_NAME);
	raw = span_from(line, c.at);
	if (has_control(raw))
		http1_fault_add(&h->faults, HTTP1_CONTROL);
	for (size_t i = 0; i < COUNT_OF(field_rows); i++) {
		if (!is_word(name, field_rows[i].name))
			continue;
		/* A tab instead of a blank is allowed, and used by nobody. */
		if (field_rows[i].read == on_coding && raw.n > 0 &&
		    memchr(raw.p, '\t', raw.n) != NULL)
			http1_fault_add(&h->faults, HTTP1_CODING_ODD);
		field_rows[i].read(h, trim(raw));
	}
}

static bool
version(struct span s, struct http1 *h)
{

	if (s.n != sizeof(VERSION) || !span_starts(s, SPAN(VERSION)) ||
	    (s.p[s.n - 1] != '0' && s.p[s.n - 1] != '1'))
		return (false);
	h->old = s.p[s.n - 1] == '0';
	return (true);
}

/* METHOD SP target SP HTTP/1.x */
static bool
request_line(struct span line, struct http1 *h)
{
	struct cur c = cur_of(line);

	h->method = cur_until(&c, ' ');
	if (!token(h->method) || !cur_eat(&c, ' '))
		return (false);
	h->target = cur_until(&c, ' ');
	if (h->target.n == 0)
		return (false);
	if (!cur_eat(&c, ' ')) {
		http1_fault_add(&h->faults, HTTP1_OLD);
		return (false);
	}
	return (version(span_from(line, c.at), h));
}

/* HTTP/1.x SP status SP reason */
static bool
status_line(struct span line, struct http1 *h)
{
	struct cur c = cur_of(line);
	struct span code;
	int64_t v;

	if (!version(cur_until(&c, ' '), h) || !cur_eat(&c, ' '))
		return (false);
	code = cur_until(&c, ' ');
	if (code.n != 3 || !to_length(code, &v) || v < 100 || v > 599)
		return (false);
	h->status = (int)v;
	return (true);
}

/* The authority of a target in absolute form; empty: it has none. */
static struct span
authority(struct span target)
{
	struct cur c;

	if (target.n < 7 || strncasecmp(target.p, "http://", 7) != 0)
		return ((struct span){ NULL, 0 });
	c = cur_of(span_from(target, 7));
	return (cur_until(&c, '/'));
}

/* What only the whole head shows. */
static void
judge(struct http1 *h, bool response)
{
	struct span said = authority(h->target);

	if (h->codings > 0) {
		if (h->lengths > 0)
			http1_fault_add(&h->faults, HTTP1_BOTH);
		if (h->old)
			http1_fault_add(&h->faults, HTTP1_CODING_OLD);
		if (!h->chunked && !response)
			http1_fault_add(&h->faults, HTTP1_CODING_LAST);
	}
	if (response)
		return;
	if (h->hosts == 0 && !h->old)
		http1_fault_add(&h->faults, HTTP1_HOST_NONE);
	if (said.n > 0 && h->hosts > 0 && (said.n != h->host.n ||
	    strncasecmp(said.p, h->host.p, said.n) != 0))
		http1_fault_add(&h->faults, HTTP1_HOST_DIFFERS);
}

/* More to come, unless it is too much already. */
static rc
more(struct span in, struct http1 *h)
{

	if (in.n < HTTP1_HEAD)
		return (RC_MORE);
	http1_fault_add(&h->faults, HTTP1_LONG);
	return (RC_MALFORMED);
}

rc
http1_read(struct span in, bool response, struct http1 *h, size_t *used)
{
	struct span line = { NULL, 0 };
	size_t at = 0, n;

	*h = (struct http1){ .length = HTTP1_NO_LENGTH };
	while (at < in.n && (in.p[at] == '\r' || in.p[at] == '\n'))
		at++;			/* RFC 9112, 2.2. */
	if ((n = http1_line(span_from(in, at), &line, &h->faults)) == 0)
		return (more(in, h));
	if (!(response ? status_line : request_line)(line, h)) {
		http1_fault_add(&h->faults, HTTP1_START);
		return (RC_MALFORMED);
	}
	do {
		at += n;
		n = http1_line(span_from(in, at), &line, &h->faults);
		if (n == 0)
			return (more(in, h));
		if (line.n > 0)
			http1_field(line, h);
	} while (line.n > 0);
	*used = at + n;
	judge(h, response);
	return (RC_OK);
}
