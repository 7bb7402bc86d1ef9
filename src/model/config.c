/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration of the service: from text to struct. */
#include <stdarg.h>
#include <stdio.h>

#include "base/mem.h"
#include "model/config.h"
#include "model/config_clash.h"
#include "model/config_load.h"

void
config_load_wrong(struct config_load *L, unsigned line, unsigned col,
    const char *fmt, ...)
{
	char what[320];
	va_list ap;

	if (L->errors++ >= CONFIG_LOAD_ERRORS)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(what, sizeof(what), fmt, ap);	/* Cut: for people. */
	va_end(ap);
	L->error(L->ctx, line, col, what);
}

/* The one document of a text. */
static void
document(struct config_load *L, struct span text)
{
	struct yaml *y = NULL;
	struct yaml_bad bad = { 0 };
	const struct yaml_doc *doc;
	size_t n;
	rc r = yaml_new(text, &y, &bad);

	if (r == RC_NOMEM)
		L->nomem = true;
	else if (r != RC_OK)
		config_load_wrong(L, bad.line, bad.col, "%s", bad.what);
	if (r != RC_OK)
		return;
	doc = yaml_docs(y, &n);
	if (n > 1)
		config_load_wrong(L, doc[1].line, 1,
		    "a second document; one is enough");
	else if (n == 1 && doc[0].root == NULL)
		config_load_wrong(L, doc[0].bad.line, doc[0].bad.col, "%s",
		    doc[0].bad.what);
	else
		config_load_tree(L, n == 1 ? doc[0].root : NULL);
	yaml_end(y);
}

rc
config_load(struct span text, config_error_fn *error, void *ctx,
    struct config **ret)
{
	struct config_load L = { .error = error, .ctx = ctx };
	struct config *c = mem_new(sizeof(*c));

	if (c == NULL)
		return (RC_NOMEM);
	if ((c->own = mem_new(sizeof(*c->own))) == NULL) {
		config_free(c);
		return (RC_NOMEM);
	}
	L.c = c;
	document(&L, text);
	if (!L.nomem && L.errors == 0)
		config_clash(&L);
	if (L.nomem || L.errors > 0) {
		config_free(c);
		return (L.nomem ? RC_NOMEM : RC_MALFORMED);
	}
	*ret = c;
	return (RC_OK);
}

void
config_free(struct config *c)
{

	if (c == NULL)
		return;
	if (c->own != NULL) {
		arena_release(&c->own->a);
		mem_free(c->own->set);
	}
	mem_free(c->own);
	mem_free(c);
}

unsigned
config_line(const struct config *c, const void *member)
{

	for (size_t i = 0; i < c->own->n; i++)
		if (c->own->set[i].member == member)
			return (c->own->set[i].line);
	return (0);
}
