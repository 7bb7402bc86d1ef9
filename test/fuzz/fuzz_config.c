/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A configuration of the service.  Whatever it is: what is refused is told,
 * with a line of the text and without control characters; what is taken
 * prints as what is taken again, the same in every setting, and every number
 * is in the range of its row.
 */
#include <stdlib.h>

#include "model/config_diff.h"
#include "model/config_print.h"
#include "model/config_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

struct told {
	unsigned	n, lines;
};

static void
must(bool ok)
{

	if (!ok)
		abort();
}

static void
wrong(void *ctx, unsigned line, unsigned col, const char *what)
{
	struct told *t = ctx;

	(void)col;
	t->n++;
	must(*what != '\0' && line <= t->lines + 1);
	for (; *what != '\0'; what++)
		must((unsigned char)*what >= 0x20 && *what != 0x7f);
}

static void
differs(void *ctx, const struct config_change *c)
{

	(void)ctx;
	(void)c;
	abort();
}

/* Numbers of all rows that a struct has are in range. */
static void
in_range(const struct config *c)
{
	size_t sections, n;
	const struct config_section *s = config_table_sections(&sections);

	for (size_t i = 0; i < sections; i++) {
		const char *e = config_table_entries(c, &s[i], &n);

		for (size_t k = 0; k < n * s[i].rows; k++) {
			const struct config_row *r = &s[i].row[k % s[i].rows];
			int64_t v;

			if (r->type != CONFIG_INT && r->type != CONFIG_TIME &&
			    r->type != CONFIG_SIZE)
				continue;
			memcpy(&v, e + k / s[i].rows * s[i].size + r->at,
			    sizeof(v));
			must(v >= r->least && v <= r->most);
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct told told = { 0, 1 }, none = { 0, 1 << 20 };
	struct config *c = NULL, *again = NULL;
	struct buf b = { 0 };
	rc r;

	/* LF, CR and the line ends of Unicode. */
	for (size_t i = 0; i < size; i++)
		told.lines += data[i] == '\n' || data[i] == '\r' ||
		    data[i] == 0x85 || data[i] == 0xa8 || data[i] == 0xa9;
	r = config_load((struct span){ (const char *)data, size }, wrong,
	    &told, &c);
	must((r == RC_OK) == (c != NULL) && (r == RC_OK) == (told.n == 0));
	if (r != RC_OK) {
		must(r == RC_MALFORMED);
		return (0);
	}
	in_range(c);
	config_print(&b, c);
	must(!b.failed);
	must(config_load(buf_span(&b), wrong, &none, &again) == RC_OK);
	must(config_diff(c, again, differs, NULL) == RC_OK);
	config_free(again);
	config_free(c);
	buf_release(&b);
	return (0);
}
