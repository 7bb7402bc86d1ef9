/* SPDX-License-Identifier: Apache-2.0 */
/* Goal: messages of syslog are read as their senders write them, and a stream
 * gives the same ones wherever it is cut. */
#include <stdio.h>
#include <stdlib.h>

#include "codec/syslog.h"
#include "t.h"

static const struct {
	const char	*in, *stamp, *host, *app, *proc, *text, *line;
} good[] = {
	{ "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su 77 ID47 - "
	    "\xEF\xBB\xBF" "it failed", "2003-10-11T22:14:15.003Z",
	    "mymachine.example.com", "su", "77", "it failed",
	    "Oct 11 22:14:15 mymachine.example.com su[77]: it failed" },
	{ "<165>1 - - - - - [a@1 x=\"]\\\"\" y=\"2\"][b@1] t", "", "", "", "",
	    "t", "Jan  1 00:00:01 - -: t" },
	{ "<165>1 - h a - - -", "", "h", "a", "", "",
	    "Jan  1 00:00:01 h a: " },
	{ "<38>Nov  3 10:00:00 gate sshd[7]: Failed\r\n", "Nov  3 10:00:00",
	    "gate", "sshd", "7", "Failed",
	    "Nov  3 10:00:00 gate sshd[7]: Failed" },
	{ "<38>Nov 23 10:00:00 sshd: no host", "Nov 23 10:00:00", "", "sshd",
	    "", "no host", "Nov 23 10:00:00 - sshd: no host" },
	{ "<13>2026-11-23T01:00:00.5+02:00 h nginx: {}",
	    "2026-11-23T01:00:00.5+02:00", "h", "nginx", "", "{}",
	    "Nov 22 23:00:00 h nginx: {}" },
	{ "<0>only text", "", "", "", "", "only text",
	    "Jan  1 00:00:01 - -: only text" },
	{ "<13>Nov 23 10:00:00 h no tag here", "Nov 23 10:00:00", "h", "", "",
	    "no tag here", "Nov 23 10:00:00 h -: no tag here" },
};

static const char *const wrong[] = { "", "x", "<>x", "<192>x", "<1234>x", "<1",
    "<12", "<a>x", "<13>1 yesterday h a - - - x", "<13>1 - h a - - [x y",
    "<13>1 - h a - - -x", "<13>1 - h a - - ", "<13>1 - h",
    "<13>1 - h a - - [x y=\"\\" };

static void
test_read(void)
{
	struct buf b = { 0 };
	struct syslog s;
	struct err e;

	for (size_t i = 0; i < COUNT_OF(good); i++) {
		T_INT(RC_OK, syslog_read(span_of(good[i].in), &s, &e));
		T_SPAN(good[i].stamp, s.stamp);
		T_SPAN(good[i].host, s.host);
		T_SPAN(good[i].app, s.app);
		T_SPAN(good[i].proc, s.proc);
		T_SPAN(good[i].text, s.text);
		buf_clear(&b);
		syslog_line(&s, 1000, &b);
		T_SPAN(good[i].line, buf_span(&b));
	}
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		T_INT(RC_MALFORMED, syslog_read(span_of(wrong[i]), &s, &e));
	buf_release(&b);
}

/* Up to ${first}, then all; messages one behind the other, '!' for one that
 * was too long, '?' for a stream that cannot be read. */
static void
feed(struct span in, size_t first, struct buf *out)
{
	struct syslog_cutter c = { 0 };
	size_t at = 0, end = first, used = 0;
	rc r = RC_OK;

	while (r != RC_MALFORMED && (r != RC_MORE || end < in.n)) {
		struct span m = { NULL, 0 };

		if (r == RC_MORE)
			end = in.n;
		r = syslog_cut(&c, (struct span){ in.p + at, end - at },
		    &used, &m);
		at += used;
		if (r == RC_OK) {
			buf_put(out, m);
			buf_char(out, '|');
		} else if (r != RC_MORE)
			buf_char(out, r == RC_LIMIT ? '!' : '?');
	}
}

static void
test_cuts(void)
{
	static const struct {
		const char	*in, *want;
	} row[] = {
		{ "<1>a\n<2>b\n<3>c", "<1>a|<2>b|" },
		{ "4 <1>a5 <2>\nb\n3 <3>\n<4>x\n", "<1>a|<2>\nb|<3>|<4>x|" },
		{ "\r\n\n<1>a\n", "<1>a|" },
		{ "4 <1>a1234567890 x", "<1>a|?" },
		{ "4 <1>a7x", "<1>a|?" },
	};
	struct buf b = { 0 };

	for (size_t i = 0; i < COUNT_OF(row); i++)
		for (size_t k = 0; k <= strlen(row[i].in); k++) {
			buf_clear(&b);
			feed(span_of(row[i].in), k, &b);
			T_SPAN(row[i].want, buf_span(&b));
		}
	buf_release(&b);
}

/* Longer than it may be, by a count and without one. */
static void
test_limit(void)
{
	static const size_t cuts[] = { 0, 1, 5, 6, 7, 100, SYSLOG_MOST,
	    SYSLOG_MOST + 1, SYSLOG_MOST + 7, SYSLOG_MOST + 20 };
	struct buf in = { 0 }, b = { 0 };
	char *x = malloc(SYSLOG_MOST + 1);

	T_TRUE(x != NULL);
	if (x == NULL)
		return;
	memset(x, 'x', SYSLOG_MOST + 1);
	buf_fmt(&in, "%u ", SYSLOG_MOST + 1);
	buf_put(&in, (struct span){ x, SYSLOG_MOST + 1 });
	buf_text(&in, "<1>a\n");
	buf_put(&in, (struct span){ x, SYSLOG_MOST + 1 });
	buf_text(&in, "\n<2>b\n");
	for (size_t i = 0; i < COUNT_OF(cuts); i++) {
		buf_clear(&b);
		feed(buf_span(&in), cuts[i], &b);
		T_SPAN("!<1>a|!<2>b|", buf_span(&b));
	}
	free(x);
	buf_release(&in);
	buf_release(&b);
}

static const struct t_case cases[] = {
	{ "read", test_read },
	{ "cuts", test_cuts },
	{ "limit", test_limit },
};

T_MAIN(cases)
