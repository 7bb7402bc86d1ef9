/* SPDX-License-Identifier: Apache-2.0 */
/* jansson; apart, because its names and ours clash. */
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "peer_json.h"

#define FLAGS	(JSON_DECODE_ANY | JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL)

struct out {
	peer_emit	*emit;
	void		*ctx;
};

static void
say(const struct out *o, const char *s)
{

	o->emit(o->ctx, s, strlen(s));
}

static void
say_text(const struct out *o, const char *p, size_t n)
{
	char head[32];

	(void)snprintf(head, sizeof(head), "s%zu:", n);
	say(o, head);
	o->emit(o->ctx, p, n);
}

static void
say_value(const struct out *o, json_t *v)
{
	const char *key;
	char text[64];
	json_t *w;
	size_t i;

	if (v == NULL) {
		say(o, "-");
		return;
	}
	switch (json_typeof(v)) {
	case JSON_OBJECT:
		say(o, "{");
		json_object_foreach(v, key, w) {
			say_text(o, key, strlen(key));
			say_value(o, w);
		}
		say(o, "}");
		break;
	case JSON_ARRAY:
		say(o, "[");
		json_array_foreach(v, i, w)
			say_value(o, w);
		say(o, "]");
		break;
	case JSON_STRING:
		say_text(o, json_string_value(v), json_string_length(v));
		break;
	case JSON_INTEGER:
		(void)snprintf(text, sizeof(text), "i%lld;",
		    (long long)json_integer_value(v));
		say(o, text);
		break;
	case JSON_REAL:
		(void)snprintf(text, sizeof(text), "d%a;", json_real_value(v));
		say(o, text);
		break;
	case JSON_TRUE:
		say(o, "t");
		break;
	case JSON_FALSE:
		say(o, "f");
		break;
	case JSON_NULL:
		say(o, "n");
		break;
	}
}

int
peer_jansson(const char *p, size_t n, peer_emit *emit, void *ctx)
{
	struct out o = { emit, ctx };
	json_t *top = json_loadb(p, n, FLAGS, NULL);

	if (top == NULL)
		return (1);
	say_value(&o, top);
	json_decref(top);
	return (0);
}

int
peer_jansson_at(const char *p, size_t n, const peer_path *paths, size_t count,
    peer_emit *emit, void *ctx)
{
	struct out o = { emit, ctx };
	json_t *top = json_loadb(p, n, FLAGS, NULL), *v;

	if (top == NULL)
		return (1);
	for (size_t i = 0; i < count; i++) {
		v = top;
		for (size_t k = 0; v != NULL && paths[i][k] != NULL; k++)
			v = json_object_get(v, paths[i][k]);
		say_value(&o, v);
	}
	json_decref(top);
	return (0);
}
