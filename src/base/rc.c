/* SPDX-License-Identifier: Apache-2.0 */
/* Result codes and error clauses. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/rc.h"

const char *
rc_text(rc code)
{

	switch (code) {
#define X(name, value, http, text)	case name: return (text);
	RC_MAP(X)
#undef X
	}
	return ("unknown result");
}

rc
rc_fail(struct err *e, rc code, size_t at, const char *fmt, ...)
{
	va_list ap;

	if (e == NULL)
		return (code);
	e->code = code;
	e->at = at;
	va_start(ap, fmt);
	/* A clause that is too long is cut: it is for a person's eye. */
	(void)vsnprintf(e->what, sizeof(e->what), fmt, ap);
	va_end(ap);
	return (code);
}

void
rc_bug(const char *what, const char *file, int line)
{

	fprintf(stderr, "vedette: bug: %s at %s:%d\n", what, file, line);
	abort();
}
