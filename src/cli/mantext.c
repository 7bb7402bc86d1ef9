/* SPDX-License-Identifier: Apache-2.0 */
/* Texts in manual pages. */
#include "cli/mantext.h"

void
mantext_put(struct buf *b, const char *s)
{

	/* No control lines, no escapes. */
	if (*s == '.' || *s == '\'')
		buf_text(b, "\\&");
	for (; *s != '\0'; s++)
		if (*s == '\\')
			buf_text(b, "\\e");
		else
			buf_char(b, *s);
}
