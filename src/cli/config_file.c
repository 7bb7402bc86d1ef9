/* SPDX-License-Identifier: Apache-2.0 */
/* A configuration's file, and what its values point at. */
#include <stdio.h>

#include "cli/config_file.h"
#include "cli/topics_file.h"
#include "cli/verb_map.h"
#include "codec/codecs.h"
#include "model/config_table.h"
#include "sys/datadir.h"
#include "sys/secret.h"

#define FILE_MAX	((size_t)1 << 20)

/* Whom to tell, and the values that were told already. */
struct teller {
	config_file_wrong_fn	*fn;
	void			*ctx;
	const struct config	*c;
	bool			 absent;
};

static void
wrong(void *ctx, unsigned line, unsigned col, const char *what)
{

	if (line > 0)
		fprintf(stderr, "%s:%u:%u: %s\n", (const char *)ctx, line,
		    col, what);
	else
		fprintf(stderr, "%s: %s\n", (const char *)ctx, what);
}

rc
config_file_load(const char *path, struct config **ret)
{
	struct buf text = { 0 }, name = { 0 };
	struct err e = { 0 };
	rc r = datadir_read(path, FILE_MAX, &text, &e);

	if (r != RC_OK)
		fprintf(stderr, "vedette: %s\n", e.what);
	else {
		buf_text(&name, path);
		r = buf_str(&name) == NULL ? RC_NOMEM :
		    config_load(buf_span(&text), wrong, name.p, ret);
		if (r == RC_NOMEM)
			fprintf(stderr, "vedette: %s: %s\n", path, rc_text(r));
	}
	buf_release(&name);
	buf_release(&text);
	return (r);
}

static void
tell(const struct teller *t, const void *member, const char *of,
    const char *key, const char *what)
{
	char text[320];

	(void)snprintf(text, sizeof(text), "%s.%s: %s", of, key, what);
	t->fn(t->ctx, config_line(t->c, member), text);
}

static void
check_codec(const struct teller *t, const struct config_source *s)
{
	struct suggest near = SUGGEST_START;
	char what[96];

	if (s->codec == NULL ||
	    codecs_find(span_of(s->codec), &near) != NULL)
		return;
	(void)snprintf(what, sizeof(what), "no such protocol%s%.*s%s",
	    near.best.n > 0 ? " (did you mean '" : "", (int)near.best.n,
	    near.best.n > 0 ? near.best.p : "", near.best.n > 0 ? "'?)" : "");
	tell(t, &s->codec, s->name, "codec", what);
}

void
config_file_names(const struct config *c, config_file_wrong_fn *fn, void *ctx)
{
	const struct teller t = { fn, ctx, c, false };

	for (size_t i = 0; i < c->sources; i++) {
		const struct config_source *s = &c->source[i];
		struct mapping *m = NULL;
		struct topics *topics = NULL;

		check_codec(&t, s);
		if (s->mapping != NULL &&
		    verb_map_load(s->mapping, &m) != RC_OK)
			tell(&t, &s->mapping, s->name, "mapping",
			    "this mapping cannot be loaded");
		if (s->topics != NULL &&
		    topics_file_load(s->topics, &topics) != RC_OK)
			tell(&t, &s->topics, s->name, "topics",
			    "these topics cannot be loaded");
		mapping_free(m);
		topics_free(topics);
	}
}

/* One secret of the section or entry ${of}. */
static void
check_secret(const struct teller *t, const struct config_row *row,
    const struct config_secret *s, const char *of)
{
	struct err e = { 0 };
	rc r = RC_OK;

	if (s->kind == CONFIG_SECRET_FILE)
		r = secret_file(s->name, NULL, &e);
	else if (s->kind == CONFIG_SECRET_CREDENTIAL && t->absent)
		r = secret_credential(s->name, NULL, &e);
	/* Where a configuration is written its secrets need not be. */
	if (r != RC_OK && (t->absent || r == RC_CONFLICT))
		tell(t, s, of, row->key, e.what);
}

void
config_file_secrets(const struct config *c, bool absent,
    config_file_wrong_fn *fn, void *ctx)
{
	const struct teller t = { fn, ctx, c, absent };
	size_t sections, n;
	const struct config_section *s = config_table_sections(&sections);

	for (size_t i = 0; i < sections; i++) {
		const char *entry = config_table_entries(c, &s[i], &n);

		for (size_t k = 0; k < n; k++, entry += s[i].size)
			for (size_t r = 0; r < s[i].rows; r++)
				if (s[i].row[r].type == CONFIG_SECRET)
					check_secret(&t, &s[i].row[r],
					    (const void *)(entry +
					    s[i].row[r].at),
					    config_table_name(&s[i], entry));
	}
}
