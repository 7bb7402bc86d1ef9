/* SPDX-License-Identifier: Apache-2.0 */
/* Messages of syslog. */
#include <string.h>

#include "base/digit.h"
#include "base/ts.h"
#include "codec/syslog.h"

#define STAMP		15		/* "Mmm dd hh:mm:ss" */
#define DIGITS		9		/* Of a message's length. */
#define PRI_MOST	191
#define TAG_MOST	64

static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May",
    "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

static bool
digit(char c)
{

	return (c >= '0' && c <= '9');
}

/* Up to the next blank, which goes too. */
static struct span
word(struct span *in)
{
	const char *end = in->n > 0 ? memchr(in->p, ' ', in->n) : NULL;
	size_t n = end != NULL ? (size_t)(end - in->p) : in->n;
	struct span w = { in->p, n };

	*in = span_from(*in, end != NULL ? n + 1 : n);
	return (w);
}

/* The same where "-" stands for nothing. */
static struct span
part(struct span *in)
{
	struct span w = word(in);

	return (span_eq(w, SPAN("-")) ? span_from(w, 1) : w);
}

static bool
pri(struct span *in, int *ret)
{
	int value = 0;
	size_t i = 1;

	if (in->n < 3 || in->p[0] != '<')
		return (false);
	for (; i < in->n && i <= 3 && digit(in->p[i]); i++)
		value = value * 10 + (in->p[i] - '0');
	if (i == 1 || i == in->n || in->p[i] != '>' || value > PRI_MOST)
		return (false);
	*ret = value;
	*in = span_from(*in, i + 1);
	return (true);
}

/* [name key="value"]...: a quote, a backslash and a bracket are escaped. */
static bool
data(struct span *in)
{
	bool quoted = false, open = false;
	size_t i = 0;

	if (in->n > 0 && in->p[0] == '-') {
		*in = span_from(*in, 1);
		return (true);
	}
	for (; i < in->n && (open || in->p[i] == '['); i++) {
		char c = in->p[i];

		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '[' || c == ']'))
			open = c == '[';
	}
	if (i == 0 || i > in->n || open)
		return (false);
	*in = span_from(*in, i);
	return (true);
}

static rc
newer(struct span in, struct syslog *s, struct err *e)
{
	int64_t ms;

	(void)word(&in);
	s->stamp = part(&in);
	s->host = part(&in);
	s->app = part(&in);
	s->proc = part(&in);
	(void)part(&in);
	if (s->stamp.n > 0 && ts_parse(s->stamp, &ms) != RC_OK)
		return (rc_fail(e, RC_MALFORMED, 0, "syslog: the time is "
		    "not of RFC 5424"));
	if (!data(&in) || (in.n > 0 && in.p[0] != ' '))
		return (rc_fail(e, RC_MALFORMED, 0, "syslog: the structured "
		    "data is not of RFC 5424"));
	in = span_from(in, in.n > 0 ? 1 : 0);
	s->text = span_starts(in, SPAN("\xEF\xBB\xBF")) ? span_from(in, 3) :
	    in;
	/* rsyslog keeps the blank behind an older message's tag. */
	if (s->text.n > 0 && s->text.p[0] == ' ')
		s->text = span_from(s->text, 1);
	return (RC_OK);
}

/* "Mmm dd hh:mm:ss " */
static bool
classic(struct span in)
{
	static const char form[] = "aaa  0 00:00:00 ";
	bool known = false;

	if (in.n <= STAMP)
		return (false);
	for (size_t i = 0; i < COUNT_OF(months); i++)
		known = known || memcmp(in.p, months[i], 3) == 0;
	for (size_t i = 3; i <= STAMP; i++)
		if (form[i] == '0' ? !digit(in.p[i]) : in.p[i] != form[i] &&
		    !(i == 4 && digit(in.p[i])))
			return (false);
	return (known);
}

/* "app: " or "app[proc]: " */
static bool
tag(struct span *in, struct syslog *s)
{
	struct span rest = *in, w = word(&rest);
	const char *open;

	if (w.n < 2 || w.n > TAG_MOST || w.p[w.n - 1] != ':')
		return (false);
	w.n--;
	s->app = w;
	open = memchr(w.p, '[', w.n);
	if (open != NULL && w.p[w.n - 1] == ']') {
		s->app.n = (size_t)(open - w.p);
		s->proc = (struct span){ open + 1, w.n - s->app.n - 2 };
	}
	*in = rest;
	return (true);
}

static void
older(struct span in, struct syslog *s)
{
	struct span rest = in, w;
	int64_t ms;

	if (classic(in)) {
		s->stamp = (struct span){ in.p, STAMP };
		in = span_from(in, STAMP + 1);
	} else if (w = word(&rest), ts_parse(w, &ms) == RC_OK) {
		s->stamp = w;
		in = rest;
	}
	if (s->stamp.n > 0 && !tag(&in, s)) {
		s->host = word(&in);
		(void)tag(&in, s);
	}
	s->text = in;
}

static bool
is_newer(struct span in)
{

	return (in.n >= 2 && in.p[0] >= '1' && in.p[0] <= '9' &&
	    (in.p[1] == ' ' || (in.n >= 3 && digit(in.p[1]) &&
	    in.p[2] == ' ')));
}

rc
syslog_read(struct span in, struct syslog *s, struct err *e)
{
	rc r = RC_OK;

	*s = (struct syslog){ .pri = 0 };
	while (in.n > 0 && (in.p[in.n - 1] == '\n' ||
	    in.p[in.n - 1] == '\r' || in.p[in.n - 1] == '\0'))
		in.n--;
	if (!pri(&in, &s->pri))
		return (rc_fail(e, RC_MALFORMED, 0, "syslog: expected <0> to "
		    "<191> first"));
	if (is_newer(in))
		r = newer(in, s, e);
	else
		older(in, s);
	return (r);
}

void
syslog_line(const struct syslog *s, int64_t now, struct buf *out)
{
	struct ts_civil t;
	int64_t ms = now;

	if (s->stamp.n > 0 && ts_parse(s->stamp, &ms) != RC_OK)
		buf_put(out, s->stamp);
	else {
		t = ts_civil(ms);
		buf_fmt(out, "%s %2d %02d:%02d:%02d", months[t.month - 1],
		    t.day, t.hour, t.minute, t.second);
	}
	buf_char(out, ' ');
	buf_put(out, s->host.n > 0 ? s->host : SPAN("-"));
	buf_char(out, ' ');
	buf_put(out, s->app.n > 0 ? s->app : SPAN("-"));
	if (s->proc.n > 0) {
		buf_char(out, '[');
		buf_put(out, s->proc);
		buf_char(out, ']');
	}
	buf_text(out, ": ");
	buf_put(out, s->text);
}

/* LENGTH, a blank, the message. */
static rc
counted(struct syslog_cutter *c, struct span in, size_t *used,
    struct span *message)
{
	size_t n = 0, i = 0;

	for (; i < in.n && i < DIGITS && digit(in.p[i]); i++)
		n = n * 10 + (size_t)(in.p[i] - '0');
	if (i == in.n)
		return (RC_MORE);
	if (in.p[i] != ' ')
		return (RC_MALFORMED);
	if (n > SYSLOG_MOST) {
		*used += i + 1;
		c->skip = n;
		return (RC_LIMIT);
	}
	if (in.n - i - 1 < n)
		return (RC_MORE);
	*message = (struct span){ in.p + i + 1, n };
	*used += i + 1 + n;
	return (RC_OK);
}

/* Up to LF. */
static rc
ended(struct syslog_cutter *c, struct span in, size_t *used,
    struct span *message)
{
	const char *end = memchr(in.p, '\n', in.n);
	size_t n = end != NULL ? (size_t)(end - in.p) : in.n;

	if (end == NULL && n <= SYSLOG_MOST)
		return (RC_MORE);
	*used += end != NULL ? n + 1 : n;
	c->passing = end == NULL;
	*message = (struct span){ in.p, n };
	return (n > SYSLOG_MOST ? RC_LIMIT : RC_OK);
}

/* The rest of what was too long; true: it is over. */
static bool
passed(struct syslog_cutter *c, struct span in, size_t *used)
{
	const char *end;

	*used = c->skip < in.n ? c->skip : in.n;
	c->skip -= *used;
	if (!c->passing || c->skip > 0)
		return (c->skip == 0);
	end = in.n > 0 ? memchr(in.p, '\n', in.n) : NULL;
	*used = end != NULL ? (size_t)(end - in.p) + 1 : in.n;
	c->passing = end == NULL;
	return (end != NULL);
}

rc
syslog_cut(struct syslog_cutter *c, struct span in, size_t *used,
    struct span *message)
{

	if (!passed(c, in, used))
		return (RC_MORE);
	/* Some end what they counted with LF as well. */
	while (*used < in.n && (in.p[*used] == '\n' || in.p[*used] == '\r' ||
	    in.p[*used] == '\0'))
		(*used)++;
	in = span_from(in, *used);
	if (in.n == 0)
		return (RC_MORE);
	return (in.p[0] >= '1' && in.p[0] <= '9' ?
	    counted(c, in, used, message) : ended(c, in, used, message));
}
