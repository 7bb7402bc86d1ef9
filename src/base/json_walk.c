/* SPDX-License-Identifier: Apache-2.0 */
/* Any JSON text, told part by part. */
#include "base/hash.h"
#include "base/json_seen.h"
#include "base/json_token.h"

struct walk {
	struct json_token in;
	struct json_seen  seen;
	uint32_t	  serial;	/* Of the newest object. */
	bool		  repeats;
	json_walk_fn	 *fn;
	void		 *ctx;
};

static const char *any(struct walk *, const char *);

static bool
tell(struct walk *w, enum json_step step, const struct json_val *v,
    const char *p)
{

	w->in.rc = w->fn(w->ctx, step, v, (size_t)(p - w->in.start));
	return (w->in.rc == RC_OK);
}

/* The member that begins at ${p}. */
static const char *
member(struct walk *w, const char *p, uint32_t serial)
{
	struct json_val key = { .type = JSON_ABSENT };
	const char *at = p;
	rc r;

	if (peek(&w->in, p) != '"')
		return (json_token_want(&w->in, p, "a key"));
	if (!counted(&w->in, p) || (p = text(&w->in, p + 1, &key)) == NULL)
		return (NULL);
	p = blank(&w->in, p);
	if (peek(&w->in, p) != ':')
		return (json_token_want(&w->in, p, "':'"));
	r = w->repeats ? RC_OK : json_seen_add(&w->seen, serial,
	    json_span(&key), hash_64(json_span(&key)));
	if (r == RC_CONFLICT)
		return (json_token_twice(&w->in, at, json_span(&key)));
	if (r != RC_OK)
		return (json_token_fail(&w->in, at, r));
	if (!tell(w, JSON_STEP_KEY, &key, at))
		return (NULL);
	return (any(w, blank(&w->in, p + 1)));
}

/* The object or array that opens at ${p}. */
static const char *
container(struct walk *w, const char *p)
{
	const bool map = *p == '{';
	const char close = map ? '}' : ']', *open = p;
	const uint32_t serial = ++w->serial;
	struct json_val v;

	if (!deeper(&w->in, p) ||
	    !tell(w, map ? JSON_STEP_OBJECT : JSON_STEP_ARRAY, NULL, p))
		return (NULL);
	p = blank(&w->in, p + 1);
	for (bool first = true; !first || peek(&w->in, p) != close;
	    first = false) {
		p = map ? member(w, p, serial) : any(w, p);
		if (p == NULL)
			return (NULL);
		p = blank(&w->in, p);
		if (peek(&w->in, p) == close)
			break;
		if (peek(&w->in, p) != ',')
			return (json_token_want(&w->in, p, map ?
			    "',' or '}'" : "',' or ']'"));
		p = blank(&w->in, p + 1);
	}
	w->in.depth--;
	p++;
	v = (struct json_val){ .p = open, .n = (uint32_t)(p - open),
	    .type = map ? JSON_MAP : JSON_ARRAY,
	    .spare = map ? 0 : JSON_RAW };
	return (tell(w, map ? JSON_STEP_OBJECT_END : JSON_STEP_ARRAY_END, &v,
	    p - 1) ? p : NULL);
}

static const char *
any(struct walk *w, const char *p)
{
	struct json_val v = { .type = JSON_ABSENT };
	const char *at = p;

	if (peek(&w->in, p) == '{' || peek(&w->in, p) == '[')
		return (container(w, p));
	if ((p = scalar(&w->in, p, &v)) == NULL)
		return (NULL);
	return (tell(w, JSON_STEP_VALUE, &v, at) ? p : NULL);
}

rc
json_walk(struct span s, const struct json_limits *limits, struct arena *a,
    json_walk_fn *fn, void *ctx, struct err *e)
{
	static const struct json_limits usual = { .depth = 0 };
	const struct json_limits *l = limits != NULL ? limits : &usual;
	struct walk w = {
		.in = { .start = s.p, .end = s.p + s.n, .arena = a, .e = e,
		    .rc = RC_OK,
		    .depth_most = l->depth == 0 ? JSON_DEPTH :
		    l->depth < JSON_DEPTH_MOST ? l->depth : JSON_DEPTH_MOST,
		    .keys_most = l->keys != 0 ? l->keys : JSON_KEYS },
		.repeats = l->repeats, .fn = fn, .ctx = ctx,
	};
	const char *p;

	if (s.n > INT32_MAX)
		return (rc_fail(e, RC_LIMIT, 0, "more than %d bytes",
		    INT32_MAX));
	p = any(&w, blank(&w.in, s.p));
	if (p != NULL && (p = blank(&w.in, p)) != w.in.end)
		(void)json_token_want(&w.in, p, "end of text");
	json_seen_release(&w.seen);
	return (w.in.rc);
}
