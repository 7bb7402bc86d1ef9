/* SPDX-License-Identifier: Apache-2.0 */
/* The checks before the service runs, in order. */
#include <stdarg.h>
#include <stdio.h>

#include "cli/doctor_checks.h"

static const struct {
	const char	*name;
	void		(*run)(struct doctor *);
	bool		 config;
} checks[] = {
#define X(name, fn, about)	{ name, fn, about },
	DOCTOR_CHECKS(X)
#undef X
};

void
doctor_say(struct doctor *d, enum doctor_how how, const char *fmt, ...)
{
	static const char *const word[] = { "ok", "warn", "fail" };
	char text[480];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);	/* Cut: for people. */
	va_end(ap);
	d->said[how]++;
	buf_fmt(&d->out, "%-5s %-11s %s\n", word[how], d->check, text);
}

void
doctor_run(struct doctor *d)
{

	for (size_t i = 0; i < COUNT_OF(checks); i++) {
		if (checks[i].config && d->config == NULL)
			continue;
		d->check = checks[i].name;
		checks[i].run(d);
	}
}

const char *
doctor_path(const struct doctor *d, struct buf *b, const char *given,
    const char *name)
{

	buf_clear(b);
	if (given != NULL)
		buf_text(b, given);
	else
		buf_fmt(b, "%s%s%s", d->config->main.data, name[0] != '\0' ?
		    "/" : "", name);
	return (buf_str(b));
}
