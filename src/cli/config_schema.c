/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON Schema of vedette.yaml. */
#include "cli/config_schema.h"
#include "model/config_value.h"
#include "model/jsonput.h"

static void
put_measure(struct buf *b, const struct config_row *row)
{
	const char *unit;

	jsonput_key(b, "pattern");
	buf_text(b, "\"^([0-9]{1,15} ?(");
	for (size_t i = 0; (unit = config_value_units(row->type, i)) != NULL;
	    i++)
		buf_fmt(b, "%s%s", i > 0 ? "|" : "", unit);
	buf_fmt(b, ")%s)$\"", row->least == 0 ? "|none" : "");
}

/* What a text of each type looks like; NULL: no more than a text. */
static const char *const patterns[CONFIG_TYPE_COUNT] = {
	[CONFIG_NAME] = "^[A-Za-z0-9._-]{1,64}$",
	[CONFIG_PATH] = "^/",
	[CONFIG_PATHS] = "^/",
	[CONFIG_SUM] = "^[0-9a-f]{64}$",
	[CONFIG_URL] = "^https?://[^@#\\\\s]+$",
	[CONFIG_LISTEN] = "^(unix:/.+|.+:[0-9]{1,5})$",
	[CONFIG_REMOTE] = "^(unix:/.+|.+:[0-9]{1,5})$",
	[CONFIG_REMOTES] = "^(unix:/.+|.+:[0-9]{1,5})$",
	[CONFIG_SECRET] = "^(file:/|credential:[A-Za-z0-9._-])",
};

/* Members of the schema of one value. */
static void
put_one(struct buf *b, const struct config_row *row)
{

	if (row->type == CONFIG_BOOL) {
		jsonput_text(b, "type", SPAN("boolean"));
		return;
	}
	if (row->type == CONFIG_INT) {
		jsonput_text(b, "type", SPAN("integer"));
		jsonput_int(b, "minimum", row->least);
		jsonput_int(b, "maximum", row->most);
		return;
	}
	if (row->type == CONFIG_ENUM) {
		jsonput_open(b, "enum", '[');
		for (size_t i = 0; row->words[i] != NULL; i++) {
			jsonput_next(b);
			buf_json(b, span_of(row->words[i]));
		}
		jsonput_close(b, ']');
		return;
	}
	jsonput_text(b, "type", SPAN("string"));
	jsonput_int(b, "minLength", 1);
	jsonput_int(b, "maxLength", CONFIG_TEXT_MAX);
	if (row->type == CONFIG_TIME || row->type == CONFIG_SIZE)
		put_measure(b, row);
	else if (patterns[row->type] != NULL) {
		jsonput_key(b, "pattern");
		buf_fmt(b, "\"%s\"", patterns[row->type]);
	}
}

/* One value, or several. */
static void
put_value(struct buf *b, const struct config_row *row)
{

	if (!config_table_listed(row->type)) {
		put_one(b, row);
		return;
	}
	jsonput_open(b, "oneOf", '[');
	jsonput_open(b, NULL, '{');
	put_one(b, row);
	jsonput_close(b, '}');
	jsonput_open(b, NULL, '{');
	jsonput_text(b, "type", SPAN("array"));
	jsonput_int(b, "minItems", row->least);
	jsonput_int(b, "maxItems", row->most);
	jsonput_open(b, "items", '{');
	put_one(b, row);
	jsonput_close(b, '}');
	jsonput_close(b, '}');
	jsonput_close(b, ']');
}

static void
put_default(struct buf *b, const struct config_row *row)
{

	if (row->unset == NULL)
		return;
	jsonput_key(b, "default");
	if (row->type == CONFIG_BOOL || row->type == CONFIG_INT)
		buf_text(b, row->unset);
	else
		buf_json(b, span_of(row->unset));
}

static void
put_row(struct buf *b, struct span key, const struct config_row *row,
    const char *kind)
{

	jsonput_next(b);
	buf_json(b, key);
	buf_char(b, ':');
	jsonput_open(b, NULL, '{');
	jsonput_text(b, "description", span_of(row->help));
	if (kind != NULL && strcmp(row->key, "kind") == 0)
		jsonput_text(b, "const", span_of(kind));
	else
		put_value(b, row);
	put_default(b, row);
	jsonput_key(b, "x-restart");
	buf_text(b, row->restart ? "true" : "false");
	jsonput_close(b, '}');
}

/* Objects that are open: the words of a path but its last. */
struct nest {
	struct buf	*b;
	struct span	 open[4];	/* Borrowed from the table. */
	size_t		 depth;
};

static void
open_object(struct buf *b, struct span key)
{

	jsonput_next(b);
	buf_json(b, key);
	buf_char(b, ':');
	jsonput_open(b, NULL, '{');
	jsonput_text(b, "type", SPAN("object"));
	jsonput_key(b, "additionalProperties");
	buf_text(b, "false");
	jsonput_open(b, "properties", '{');
}

static void
close_to(struct nest *n, size_t depth)
{

	for (; n->depth > depth; n->depth--) {
		jsonput_close(n->b, '}');
		jsonput_close(n->b, '}');
	}
}

/* Open the words of ${path} from ${depth} on, but its last, which is left in
 * ${path}; how deep that is. */
static size_t
enter(struct nest *n, struct span *path, size_t depth)
{
	const char *dot;

	while ((dot = memchr(path->p, '.', path->n)) != NULL) {
		struct span word = { path->p, (size_t)(dot - path->p) };

		if (depth >= n->depth || !span_eq(n->open[depth], word)) {
			close_to(n, depth);
			BUG_IF(depth == COUNT_OF(n->open));
			open_object(n->b, word);
			n->open[n->depth++] = word;
		}
		depth++;
		*path = span_from(*path, word.n + 1);
	}
	return (depth);
}

static void
put_rows(struct nest *n, const struct config_section *s, size_t depth,
    unsigned kinds, const char *kind)
{

	for (size_t i = 0; i < s->rows; i++) {
		struct span key = span_of(s->row[i].key);

		if ((s->row[i].kinds & kinds) == 0)
			continue;
		close_to(n, enter(n, &key, depth));
		put_row(n->b, key, &s->row[i], kind);
	}
}

static void
put_needed(struct buf *b, const struct config_section *s, unsigned kind)
{

	jsonput_open(b, "required", '[');
	for (size_t i = 0; i < s->rows; i++)
		if ((s->row[i].needed & kind) != 0) {
			jsonput_next(b);
			buf_json(b, span_of(s->row[i].key));
		}
	jsonput_close(b, ']');
}

/* A list: each entry is of one of the kinds. */
static void
put_list(struct buf *b, const struct config_section *s)
{
	const struct config_row *kind = s->row;

	while (kind->at != s->kind_at)
		kind++;
	jsonput_open(b, s->path, '{');
	jsonput_text(b, "description", span_of(s->help));
	jsonput_text(b, "type", SPAN("array"));
	jsonput_int(b, "maxItems", CONFIG_LIST_MAX);
	jsonput_open(b, "items", '{');
	jsonput_open(b, "oneOf", '[');
	for (unsigned i = 0; kind->words[i] != NULL; i++) {
		struct nest n = { .b = b };

		jsonput_open(b, NULL, '{');
		jsonput_text(b, "type", SPAN("object"));
		jsonput_key(b, "additionalProperties");
		buf_text(b, "false");
		put_needed(b, s, 1u << i);
		jsonput_open(b, "properties", '{');
		put_rows(&n, s, 0, 1u << i, kind->words[i]);
		close_to(&n, 0);
		jsonput_close(b, '}');
		jsonput_close(b, '}');
	}
	jsonput_close(b, ']');
	jsonput_close(b, '}');
	jsonput_close(b, '}');
}

/* Open a section as words of its path, all of them. */
static size_t
enter_section(struct nest *n, const struct config_section *s)
{
	struct span path = span_of(s->path);
	size_t depth;

	if (path.n == 0)
		return (0);
	depth = enter(n, &path, 0);
	close_to(n, depth);
	open_object(n->b, path);
	n->open[n->depth++] = path;
	return (n->depth);
}

void
config_schema(struct buf *b)
{
	struct nest nest = { .b = b };
	size_t n;
	const struct config_section *s = config_table_sections(&n);

	jsonput_open(b, NULL, '{');
	jsonput_text(b, "$schema",
	    SPAN("https://json-schema.org/draft/2020-12/schema"));
	jsonput_text(b, "title", SPAN("vedette.yaml"));
	jsonput_text(b, "type", SPAN("object"));
	jsonput_key(b, "additionalProperties");
	buf_text(b, "false");
	jsonput_open(b, "properties", '{');
	for (size_t i = 0; i < n; i++)
		if (s[i].list) {
			close_to(&nest, 0);
			put_list(b, &s[i]);
		} else
			put_rows(&nest, &s[i], enter_section(&nest, &s[i]),
			    ~0u, NULL);
	close_to(&nest, 0);
	jsonput_close(b, '}');
	jsonput_close(b, '}');
	buf_char(b, '\n');
}
