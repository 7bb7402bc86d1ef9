/* SPDX-License-Identifier: Apache-2.0 */
/* Complaints of the loader. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "sigma/sigma_note.h"

#define TEXT_MAX	640

/* "ID: " of the document at work; its name or title when it has no id. */
static int
who(const struct load *ld, char *out, size_t size)
{
	const struct doc *d = ld->doc;

	if (d == NULL)
		return (0);
	if (d->rule.id != NULL)
		return (snprintf(out, size, "%.80s: ", d->rule.id));
	if (d->name.n > 0)
		return (snprintf(out, size, "%.80s: ", d->name.p));
	return (snprintf(out, size, "document %u: ", ld->place));
}

static void PRINTF(5, 0)
add(struct load *ld, unsigned line, unsigned col, int kind, const char *fmt,
    va_list ap)
{
	struct sigma *s = ld->s;
	char text[TEXT_MAX];
	const char *copy;
	int n = who(ld, text, sizeof(text));

	(void)vsnprintf(text + n, sizeof(text) - (size_t)n, fmt, ap);
	if (!mem_room(&s->note, s->notes, &s->note_cap, sizeof(*s->note)) ||
	    (copy = arena_copy(&s->mem, span_of(text))) == NULL) {
		ld->nomem = true;
		return;
	}
	s->note[s->notes++] = (struct sigma_note){ .file = ld->file,
	    .line = line, .col = col, .kind = kind, .text = copy,
	    .whole = ld->doc == NULL };
}

bool
sigma_note_refuse(struct load *ld, const struct yaml_node *node,
    const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(ld, node != NULL ? node->line : ld->doc->line,
	    node != NULL ? node->col : ld->doc->col, SIGMA_REFUSED, fmt, ap);
	va_end(ap);
	ld->doc->state = DOC_REFUSED;
	return (false);
}

void
sigma_note_warn(struct load *ld, const struct yaml_node *node,
    const char *fmt, ...)
{
	va_list ap;

	if (ld->quiet)
		return;
	va_start(ap, fmt);
	add(ld, node != NULL ? node->line : ld->doc->line,
	    node != NULL ? node->col : ld->doc->col, SIGMA_WARNING, fmt, ap);
	va_end(ap);
}

void
sigma_note_say(struct load *ld, const struct yaml_node *node,
    const char *fmt, ...)
{
	va_list ap;

	if (ld->quiet)
		return;
	va_start(ap, fmt);
	add(ld, node != NULL ? node->line : ld->doc->line,
	    node != NULL ? node->col : ld->doc->col, SIGMA_NOTE, fmt, ap);
	va_end(ap);
}

void
sigma_note_portable(struct load *ld, const struct yaml_node *node,
    const char *fmt, ...)
{
	va_list ap;

	if (ld->quiet)
		return;
	va_start(ap, fmt);
	add(ld, node != NULL ? node->line : ld->doc->line,
	    node != NULL ? node->col : ld->doc->col, SIGMA_PORTABLE, fmt, ap);
	va_end(ap);
}

bool
sigma_note_at(struct load *ld, unsigned line, unsigned col, const char *fmt,
    ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(ld, line, col, SIGMA_REFUSED, fmt, ap);
	va_end(ap);
	if (ld->doc != NULL)
		ld->doc->state = DOC_REFUSED;
	return (false);
}

const char *
sigma_note_near(struct span near, char out[80])
{

	if (near.n == 0)
		return ("");
	(void)snprintf(out, 80, " (did you mean '%.*s'?)",
	    (int)(near.n < 50 ? near.n : 50), near.p);
	return (out);
}

static int
by_place(const void *a, const void *b)
{
	const struct sigma_note *x = a, *y = b;
	int d = strcmp(x->file, y->file);

	if (d != 0)
		return (d);
	if (x->line != y->line)
		return (x->line < y->line ? -1 : 1);
	if (x->col != y->col)
		return (x->col < y->col ? -1 : 1);
	return (strcmp(x->text, y->text));
}

void
sigma_note_sort(struct sigma *s)
{

	if (s->notes > 1)
		qsort(s->note, s->notes, sizeof(*s->note), by_place);
}
