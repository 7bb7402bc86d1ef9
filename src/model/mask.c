/* SPDX-License-Identifier: Apache-2.0 */
/* Personal data out of sight. */
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"
#include "model/field.h"
#include "model/mask.h"
#include "model/mask_shape.h"
#include "model/where.h"

#define DEPTH		64		/* Of keys that are looked at. */
#define NAME_MOST	160		/* Bytes of a field's longest name. */
#define VALUES		64		/* Personal values of one text. */
#define VALUE_LEAST	4		/* Shorter ones are in every text. */
#define SHOWN		4		/* Bytes of a pseudonym. */
#define ANY		"any"
#define NULLED		"position"

struct value_of {
	struct span	 text;		/* In the arena or the input. */
	const char	*class;
};

struct mask {
	uint8_t		key[MASK_KEY];
	struct arena	arena;		/* Of one text. */
	struct value_of	value[VALUES];
	size_t		values;
	struct buf	out, text;
	struct buf	work[2];	/* A text while it is masked. */
};

/* A walk through a text. */
struct walk {
	struct mask	*m;
	struct span	 in;
	bool		 writes;	/* The second time. */
	size_t		 done;		/* Bytes copied or replaced. */
	struct span	 key[DEPTH];	/* Of the objects that are open. */
	const char	*class[DEPTH];	/* Of what that key has. */
	bool		 map[DEPTH];	/* It is an object, not an array. */
	size_t		 depth;
	size_t		 gone;		/* Depth of what is replaced whole; */
	size_t		 gone_at;	/* and where it opened; 0: nothing. */
	const char	*kind;		/* Class of the entity's kind. */
};

static const char *
class_of_name(struct span name)
{
	enum field_id id = field_find(name);

	return (id != FIELD_NONE ? field_row(id)->personal : NULL);
}

/* Of an entity: what fields that name such a one are. */
static const char *
class_of_kind(struct span kind)
{

	for (unsigned i = 1; i < FIELD_TOTAL; i++) {
		const struct field *f = field_row((enum field_id)i);

		if (f->personal != NULL && f->kind != NULL &&
		    span_eq(kind, span_of(f->kind)))
			return (f->personal);
	}
	return (NULL);
}

/* The keys from ${from} on as the name of a field. */
static const char *
class_from(const struct walk *w, size_t from)
{
	char name[NAME_MOST];
	size_t n = 0;

	for (size_t i = from; i < w->depth; i++) {
		struct span k = w->key[i];

		if (!w->map[i])
			continue;
		if (n + k.n + 1 > sizeof(name))
			return (NULL);
		if (n > 0)
			name[n++] = '.';
		n += span_keep(name + n, sizeof(name) - n, k);
	}
	return (class_of_name((struct span){ name, n }));
}

/* Wherever an event stands in the text, its names are the last keys. */
static const char *
class_here(const struct walk *w)
{
	const char *class = NULL;
	struct span above = w->depth > 1 ? w->key[w->depth - 2] :
	    (struct span){ NULL, 0 };

	for (size_t i = w->depth; i-- > 0 && class == NULL; )
		class = class_from(w, i);
	if (class == NULL && span_eq(above, SPAN("where")))
		class = where_personal(w->key[w->depth - 1]);
	if (class == NULL && span_eq(above, SPAN("entity")) &&
	    span_eq(w->key[w->depth - 1], SPAN("id")))
		class = w->kind;
	return (class);
}

static void
pseudonym(struct mask *m, const char *class, struct span value,
    struct buf *b)
{
	uint8_t sum[EVP_MAX_MD_SIZE];
	unsigned n = sizeof(sum);
	char hex[2 * SHOWN];

	/* Without SHA-256 nothing runs; then all look the same. */
	if (HMAC(EVP_sha256(), m->key, sizeof(m->key),
	    (const uint8_t *)value.p, value.n, sum, &n) == NULL)
		memset(sum, 0, SHOWN);
	hash_hex(sum, SHOWN, hex);
	buf_fmt(b, "[%s %.*s]", class, (int)sizeof(hex), hex);
}

/* The longest personal value that stands at ${at}. */
static size_t
known_at(const struct mask *m, struct span s, size_t at, const char **class)
{
	size_t n = 0;

	for (size_t i = 0; i < m->values; i++) {
		struct span v = m->value[i].text;

		if (v.n <= n || v.n > s.n - at ||
		    memcmp(s.p + at, v.p, v.n) != 0)
			continue;
		n = v.n;
		*class = m->value[i].class;
	}
	return (n);
}

/* What begins at ${at}, and its class. */
typedef size_t find_fn(const struct mask *, struct span, size_t,
    const char **);

/* find_fn */
static size_t
shape_at(const struct mask *m UNUSED, struct span s, size_t at,
    const char **class)
{

	return (mask_shape_at(s, at, class));
}

/* Replace all that ${find} finds; returns whether there was any.  What comes
 * behind such a one begins anew. */
static bool
put_found(struct mask *m, find_fn *find, struct span s, struct buf *b)
{
	bool any = false;

	for (size_t at = 0; at < s.n; ) {
		const char *class = NULL;
		size_t n = find(m, s, at, &class);

		if (n == 0) {
			at++;
			continue;
		}
		buf_put(b, (struct span){ s.p, at });
		pseudonym(m, class, (struct span){ s.p + at, n }, b);
		s = span_from(s, at + n);
		at = 0;
		any = true;
	}
	buf_put(b, s);
	return (any);
}

/* Returns whether anything was masked.  A pseudonym ends a word, so that what
 * stood beside it may look like something now: until nothing does. */
static bool
put_text(struct mask *m, struct span s, struct buf *b)
{
	struct buf *to = &m->work[0], *other = &m->work[1];
	bool any, more = true;

	buf_clear(to);
	any = put_found(m, known_at, s, to);
	while (more && !to->failed && !other->failed) {
		struct buf *from = to;

		buf_clear(other);
		more = put_found(m, shape_at, buf_span(from), other);
		any |= more;
		to = other;
		other = from;
	}
	b->failed |= to->failed || other->failed;
	buf_put(b, buf_span(to));
	return (any);
}

static rc
note(struct mask *m, const char *class, struct span text)
{

	if (text.n < VALUE_LEAST || strcmp(class, ANY) == 0)
		return (RC_OK);
	/* More personal values than an event has: not told, not leaked. */
	if (m->values == VALUES)
		return (RC_LIMIT);
	m->value[m->values++] = (struct value_of){ text, class };
	return (RC_OK);
}

/* Behind the value that begins at ${at}. */
static size_t
end_of(struct span in, size_t at)
{
	size_t i = at;

	if (in.p[i] != '"') {
		while (i < in.n && strchr(",]} \t\r\n", in.p[i]) == NULL)
			i++;
		return (i);
	}
	for (i++; in.p[i] != '"'; i++)
		i += in.p[i] == '\\';
	return (i + 1);
}

/* What stands from ${at} to ${end} is replaced by what is in m->text. */
static void
replace(struct walk *w, size_t at, size_t end, bool text)
{
	struct mask *m = w->m;

	buf_put(&m->out, (struct span){ w->in.p + w->done, at - w->done });
	if (text)
		buf_json(&m->out, buf_span(&m->text));
	else
		buf_text(&m->out, "null");
	w->done = end;
}

static void
write_value(struct walk *w, const char *class, const struct json_val *v,
    size_t at)
{
	struct mask *m = w->m;

	buf_clear(&m->text);
	if (class == NULL) {
		if (v->type == JSON_TEXT &&
		    put_text(m, json_span(v), &m->text))
			replace(w, at, end_of(w->in, at), true);
	} else if (v->type == JSON_TEXT && strcmp(class, ANY) == 0) {
		buf_text(&m->text, "[masked]");
		replace(w, at, end_of(w->in, at), true);
	} else if (v->type == JSON_TEXT) {
		pseudonym(m, class, json_span(v), &m->text);
		replace(w, at, end_of(w->in, at), true);
	} else
		replace(w, at, end_of(w->in, at), false);
}

static rc
value(struct walk *w, const struct json_val *v, size_t at)
{
	size_t d = w->depth;
	const char *class = d > 0 ? w->class[d - 1] : NULL;

	if (d > 1 && w->map[d - 1] && v->type == JSON_TEXT &&
	    span_eq(w->key[d - 1], SPAN("kind")) &&
	    span_eq(w->key[d - 2], SPAN("entity")))
		w->kind = class_of_kind(json_span(v));
	if (w->gone > 0)
		return (RC_OK);
	if (w->writes) {
		write_value(w, class, v, at);
		return (RC_OK);
	}
	return (class != NULL && v->type == JSON_TEXT ?
	    note(w->m, class, json_span(v)) : RC_OK);
}

static rc
opened(struct walk *w, bool map, size_t at)
{
	const char *class = w->depth > 0 ? w->class[w->depth - 1] : NULL;

	if (w->depth == DEPTH)
		return (RC_LIMIT);
	/* An object of that class goes as a whole, with names and all. */
	if (map && class != NULL && w->gone == 0) {
		w->gone = w->depth + 1;
		w->gone_at = at;
	}
	w->map[w->depth] = map;
	w->key[w->depth] = (struct span){ NULL, 0 };
	w->class[w->depth++] = map ? NULL : class;
	return (RC_OK);
}

static void
closed(struct walk *w, const struct json_val *v)
{
	const char *class;

	if (w->gone == w->depth) {
		w->gone = 0;
		class = w->depth > 1 ? w->class[w->depth - 2] : NULL;
		if (w->writes) {
			buf_clear(&w->m->text);
			buf_text(&w->m->text, "[masked]");
			replace(w, w->gone_at, w->gone_at + v->n,
			    class == NULL || strcmp(class, NULLED) != 0);
		}
	}
	w->depth--;
}

/* json_walk_fn */
static rc
step(void *ctx, enum json_step what, const struct json_val *v, size_t at)
{
	struct walk *w = ctx;

	switch (what) {
	case JSON_STEP_OBJECT:
	case JSON_STEP_ARRAY:
		return (opened(w, what == JSON_STEP_OBJECT, at));
	case JSON_STEP_OBJECT_END:
	case JSON_STEP_ARRAY_END:
		closed(w, v);
		return (RC_OK);
	case JSON_STEP_KEY:
		w->key[w->depth - 1] = json_span(v);
		w->class[w->depth - 1] = class_here(w);
		return (RC_OK);
	case JSON_STEP_VALUE:
		break;
	}
	return (value(w, v, at));
}

static rc
go(struct mask *m, struct span in, bool writes)
{
	const struct json_limits limits = { .depth = DEPTH, .keys = 65536 };
	struct walk w = { .m = m, .in = in, .writes = writes };
	struct err e;
	rc r = json_walk(in, &limits, &m->arena, step, &w, &e);

	if (r == RC_OK && writes)
		buf_put(&m->out, span_from(in, w.done));
	return (r);
}

rc
mask_json(struct mask *m, struct span in, struct buf *b)
{
	rc r;

	m->values = 0;
	buf_clear(&m->out);
	if ((r = go(m, in, false)) == RC_OK && (r = go(m, in, true)) ==
	    RC_OK && (m->out.failed || m->text.failed))
		r = RC_NOMEM;
	if (r == RC_OK)
		buf_put(b, buf_span(&m->out));
	m->values = 0;
	arena_clear(&m->arena);
	if (m->out.failed)
		buf_release(&m->out);
	if (m->text.failed)
		buf_release(&m->text);
	for (size_t i = 0; i < COUNT_OF(m->work); i++)
		if (m->work[i].failed)
			buf_release(&m->work[i]);
	return (r == RC_OK && b->failed ? RC_NOMEM : r);
}

void
mask_text(struct mask *m, struct span s, struct buf *b)
{

	(void)put_text(m, s, b);	/* Any or none: it is all there. */
}

rc
mask_new(const uint8_t key[MASK_KEY], struct mask **ret)
{
	struct mask *m = mem_new(sizeof(*m));

	if (m == NULL)
		return (RC_NOMEM);
	memcpy(m->key, key, MASK_KEY);
	*ret = m;
	return (RC_OK);
}

void
mask_free(struct mask *m)
{

	if (m == NULL)
		return;
	buf_release(&m->out);
	buf_release(&m->text);
	for (size_t i = 0; i < COUNT_OF(m->work); i++)
		buf_release(&m->work[i]);
	arena_release(&m->arena);
	explicit_bzero(m, sizeof(*m));
	mem_free(m);
}
