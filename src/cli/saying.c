/* SPDX-License-Identifier: Apache-2.0 */
/* What a process of the service says on standard error. */
#include <stdarg.h>
#include <stdio.h>

#include "base/buf.h"
#include "cli/saying.h"
#include "sys/loop.h"

#define TEXT_MOST	1024

static struct {
	uint64_t	level, form;
} by = { CONFIG_LOG_INFO, CONFIG_LOGFORM_TEXT };

void
saying_by(uint64_t level, uint64_t form)
{

	by.level = level;
	by.form = form;
}

static void
put_json(struct buf *b, const char *level, const char *role, const char *text)
{

	buf_text(b, "{\"time\":\"");
	buf_time(b, loop_clock());
	buf_fmt(b, "\",\"level\":\"%s\",", level);
	if (role != NULL)
		buf_fmt(b, "\"role\":\"%s\",", role);
	buf_text(b, "\"text\":");
	buf_json(b, span_of(text));
	buf_text(b, "}\n");
}

void
saying_line(enum config_log_level level, const char *role, const char *fmt,
    ...)
{
	static const char *const words[] = {
#define X(suffix, word)	[CONFIG_LOG_##suffix] = word,
		CONFIG_LOGS(X)
#undef X
	};
	char text[TEXT_MOST];
	struct buf b = { 0 };
	va_list ap;

	if ((uint64_t)level > by.level)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);	/* Cut: for people. */
	va_end(ap);
	if (by.form == CONFIG_LOGFORM_JSON)
		put_json(&b, words[level], role, text);
	else
		buf_fmt(&b, "vedette%s%s: %s\n", role != NULL ? " " : "",
		    role != NULL ? role : "", text);
	/* In one piece; whether anybody could read it is not ours to know. */
	if (!b.failed)
		(void)fwrite(b.p, 1, b.n, stderr);
	buf_release(&b);
}
