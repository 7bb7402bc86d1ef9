/* SPDX-License-Identifier: Apache-2.0 */
/* The API as OpenAPI 3.1. */
#include <ctype.h>
#include <stdio.h>

#include "cli/desk_openapi.h"
#include "cli/desk_roles.h"
#include "cli/desk_route.h"
#include "cli/desk_shape.h"
#include "model/jsonput.h"

#define STREAM	"text/event-stream"

/* One thing a line: a change of a row is a change of few lines. */
static void
line(struct buf *b, const char *key)
{

	jsonput_next(b);
	buf_char(b, '\n');
	buf_json(b, span_of(key));
	buf_text(b, ":{");
}

static void
put_ref(struct buf *b, const char *kind, struct span name)
{

	jsonput_key(b, "$ref");
	buf_fmt(b, "\"#/components/%s/%.*s\"", kind, (int)name.n, name.p);
}

static void
put_words(struct buf *b, struct span args)
{

	jsonput_open(b, "enum", '[');
	while (args.n > 0) {
		jsonput_next(b);
		buf_json(b, desk_shape_word(&args));
	}
	jsonput_close(b, ']');
}

/* Members of the schema of one value, by its type's word. */
static void
put_plain(struct buf *b, const struct desk_shape_member *m)
{
	static const struct {
		const char	*word, *type;
	} types[] = { { "text", "string" }, { "int", "integer" },
	    { "num", "number" }, { "bool", "boolean" },
	    { "time", "string" }, { "enum", "string" },
	    { "object", "object" } };
	int64_t least, most;

	if (isupper((unsigned char)m->type.p[0])) {
		put_ref(b, "schemas", m->type);
		return;
	}
	for (size_t i = 0; i < COUNT_OF(types); i++)
		if (span_eq(m->type, span_of(types[i].word)))
			jsonput_text(b, "type", span_of(types[i].type));
	desk_shape_bounds(m->args, &least, &most);
	if (span_eq(m->type, SPAN("time")))
		jsonput_text(b, "format", SPAN("date-time"));
	if (span_eq(m->type, SPAN("enum")))
		put_words(b, m->args);
	if (span_eq(m->type, SPAN("text")) && m->args.n > 0)
		jsonput_int(b, "maxLength", most);
	if (span_eq(m->type, SPAN("int")) && m->args.n > 0) {
		jsonput_int(b, "minimum", least);
		jsonput_int(b, "maximum", most);
	}
}

static void
put_value(struct buf *b, const struct desk_shape_member *m)
{

	if (!m->many) {
		put_plain(b, m);
		return;
	}
	jsonput_text(b, "type", SPAN("array"));
	jsonput_open(b, "items", '{');
	put_plain(b, m);
	jsonput_close(b, '}');
}

static void
put_shape(struct buf *b, unsigned at)
{
	const char *name = desk_shape_name(at);
	struct span all = span_of(desk_shape_members(span_of(name)));
	struct span rest = all;
	struct desk_shape_member m;

	line(b, name);
	jsonput_text(b, "description", span_of(desk_shape_help(at)));
	jsonput_text(b, "type", SPAN("object"));
	jsonput_open(b, "required", '[');
	while (desk_shape_next(&rest, &m))
		if (m.needed) {
			jsonput_next(b);
			buf_json(b, m.name);
		}
	jsonput_close(b, ']');
	jsonput_open(b, "properties", '{');
	while (desk_shape_next(&all, &m)) {
		jsonput_next(b);
		buf_json(b, m.name);
		buf_text(b, ":{");
		put_value(b, &m);
		jsonput_close(b, '}');
	}
	jsonput_close(b, '}');
	jsonput_close(b, '}');
}

static void
put_parameter(struct buf *b, const char *in, const struct desk_shape_member *m)
{

	jsonput_open(b, NULL, '{');
	jsonput_text(b, "name", m->name);
	jsonput_text(b, "in", span_of(in));
	jsonput_key(b, "required");
	buf_text(b, m->needed ? "true" : "false");
	jsonput_open(b, "schema", '{');
	put_plain(b, m);
	jsonput_close(b, '}');
	jsonput_close(b, '}');
}

static void
put_parameters(struct buf *b, const struct desk_route *r)
{
	struct span rest = span_of(r->query);
	struct desk_shape_member m;

	jsonput_open(b, "parameters", '[');
	if (strstr(r->path, "{id}") != NULL)
		put_parameter(b, "path", &(struct desk_shape_member){
		    .name = SPAN("id"), .type = SPAN("text"),
		    .needed = true });
	while (desk_shape_next(&rest, &m))
		put_parameter(b, "query", &m);
	jsonput_close(b, ']');
}

static void
put_content(struct buf *b, const char *type, struct span shape)
{

	jsonput_open(b, "content", '{');
	jsonput_open(b, type, '{');
	jsonput_open(b, "schema", '{');
	put_ref(b, "schemas", shape);
	for (unsigned i = 0; i < 3; i++)
		jsonput_close(b, '}');
}

static bool
streams(const struct desk_route *r)
{

	return (span_ends(span_of(r->path), SPAN("/stream")));
}

/* Why it may be refused: the status, by what a route has. */
static const struct {
	unsigned	 status;
	const char	*why;
} refusals[] = {
	{ 400, "What was sent cannot be read." },
	{ 401, "Nobody is signed in." },
	{ 403, "The role may not do that." },
	{ 404, "It is not there, or not for you." },
	{ 405, "Not by this method; Allow has those that are." },
	{ 409, "It is there already, or cannot be so." },
	{ 412, "It has changed since it was read (If-Match)." },
	{ 413, "The body is too large." },
	{ 422, "It can be read, but not done." },
	{ 429, "Too many attempts; Retry-After says when." },
	{ 503, "Not now; Retry-After says when." },
};

static void
put_answers(struct buf *b, const struct desk_route *r)
{
	char status[12];

	jsonput_open(b, "responses", '{');
	(void)snprintf(status, sizeof(status), "%u", r->status);
	jsonput_open(b, status, '{');
	jsonput_text(b, "description", SPAN("Done."));
	if (r->answer[0] != '\0')
		put_content(b, streams(r) ? STREAM : "application/json",
		    span_of(r->answer));
	jsonput_close(b, '}');
	for (size_t i = 0; i < COUNT_OF(refusals); i++) {
		(void)snprintf(status, sizeof(status), "%u",
		    refusals[i].status);
		jsonput_open(b, status, '{');
		put_ref(b, "responses", span_of(status));
		jsonput_close(b, '}');
	}
	jsonput_close(b, '}');
}

static void
put_needs(struct buf *b, const struct desk_route *r)
{

	jsonput_open(b, "x-permissions", '[');
	for (unsigned i = 0; i < DESK_PERMISSION_COUNT; i++)
		if ((r->needs >> i & 1) != 0) {
			jsonput_next(b);
			buf_json(b, span_of(desk_roles_permission(i)));
		}
	jsonput_close(b, ']');
	jsonput_text(b, "x-owner", span_of(r->owner));
}

static void
put_route(struct buf *b, const struct desk_route *r)
{
	char method[16];
	size_t n = span_keep(method, sizeof(method) - 1, span_of(r->method));

	for (size_t i = 0; i < n; i++)
		method[i] = (char)tolower((unsigned char)method[i]);
	method[n] = '\0';
	line(b, method);
	jsonput_text(b, "operationId", span_of(r->name));
	jsonput_text(b, "summary", span_of(r->help));
	put_needs(b, r);
	put_parameters(b, r);
	if (r->body[0] != '\0') {
		jsonput_open(b, "requestBody", '{');
		jsonput_key(b, "required");
		buf_text(b, "true");
		put_content(b, "application/json", span_of(r->body));
		jsonput_close(b, '}');
	}
	put_answers(b, r);
	jsonput_close(b, '}');
}

/* Routes of one path stand together. */
static bool
is_first(unsigned at)
{

	for (unsigned i = 0; i < at; i++)
		if (strcmp(desk_route_at(i)->path, desk_route_at(at)->path) ==
		    0)
			return (false);
	return (true);
}

static void
put_paths(struct buf *b)
{
	const struct desk_route *r, *other;

	jsonput_open(b, "paths", '{');
	for (unsigned i = 0; (r = desk_route_at(i)) != NULL; i++) {
		if (!is_first(i))
			continue;
		line(b, r->path);
		for (unsigned k = i; (other = desk_route_at(k)) != NULL; k++)
			if (strcmp(other->path, r->path) == 0)
				put_route(b, other);
		jsonput_close(b, '}');
	}
	jsonput_close(b, '}');
}

static void
put_refusals(struct buf *b)
{
	char status[12];

	jsonput_open(b, "responses", '{');
	for (size_t i = 0; i < COUNT_OF(refusals); i++) {
		(void)snprintf(status, sizeof(status), "%u",
		    refusals[i].status);
		line(b, status);
		jsonput_text(b, "description", span_of(refusals[i].why));
		put_content(b, "application/problem+json", SPAN("Problem"));
		jsonput_close(b, '}');
	}
	jsonput_close(b, '}');
}

void
desk_openapi(struct buf *b)
{

	buf_text(b, "{\"openapi\":\"3.1.0\",\n\"info\":{\"title\":"
	    "\"Vedette\",\"version\":\"1\",\"license\":{\"name\":"
	    "\"Apache-2.0\",\"identifier\":\"Apache-2.0\"}},\n"
	    "\"security\":[{\"token\":[]},{\"session\":[]}]");
	put_paths(b);
	jsonput_open(b, "components", '{');
	jsonput_open(b, "schemas", '{');
	for (unsigned i = 0; desk_shape_name(i) != NULL; i++)
		put_shape(b, i);
	jsonput_close(b, '}');
	put_refusals(b);
	buf_text(b, ",\n\"securitySchemes\":{\"token\":{\"type\":\"http\","
	    "\"scheme\":\"bearer\"},\"session\":{\"type\":\"apiKey\","
	    "\"in\":\"cookie\",\"name\":\"__Host-vedette\"}}}}\n");
}
