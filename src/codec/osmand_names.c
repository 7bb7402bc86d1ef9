/* SPDX-License-Identifier: Apache-2.0 */
/* What an OsmAnd request says, by name. */
#include <math.h>

#include "base/cur.h"
#include "base/json.h"
#include "codec/cells.h"
#include "codec/osmand_names.h"

#define PATH		64		/* Bytes of a path that is known. */
#define DEPTH		JSON_DEPTH

struct name {
	const char	*name, *synonym, *path;
};

#define ROW(slot, name, synonym, path)	{ name, synonym, path },
static const struct name names[] = { OSMAND_NAMES(ROW) };

/* Where the walk through JSON is. */
struct walk {
	struct osmand_names	*o;
	struct span	 text;
	char		 path[PATH];
	size_t		 at[DEPTH + 1];	/* Where each level's key begins. */
	size_t		 n;		/* Bytes of the path; PATH: too many. */
	size_t		 depth, arrays;
};

static bool
is_name(const char *name, struct span text)
{

	return (name[0] != '\0' && span_eq(span_of(name), text));
}

static size_t
slot_of_form(struct span name)
{
	size_t i = 0;

	while (i < OSMAND_SLOTS && !is_name(names[i].name, name) &&
	    !is_name(names[i].synonym, name))
		i++;
	return (i);
}

static int
hex_digit(char c)
{
	uint64_t v;

	return (cells_hex((struct span){ &c, 1 }, &v) ? (int)v : -1);
}

/* Undo percent-encoding, into the room. */
static bool
decoded(struct osmand_names *o, struct span in, struct span *out)
{
	char *to = o->room + o->used;

	if (in.n > sizeof(o->room) - o->used)
		return (false);
	*out = (struct span){ to, 0 };
	for (size_t i = 0; i < in.n; i++) {
		int c = (unsigned char)in.p[i];

		if (c == '+') {
			c = ' ';
		} else if (c == '%') {
			int high = i + 2 < in.n ? hex_digit(in.p[i + 1]) : -1;
			int low = i + 2 < in.n ? hex_digit(in.p[i + 2]) : -1;

			c = high < 0 || low < 0 ? 0 : high << 4 | low;
			i += 2;
		}
		if (c < ' ' || c == 0x7f)
			return (false);
		to[out->n++] = (char)c;
	}
	o->used += out->n;
	return (true);
}

static int
truth_of(struct span text)
{

	if (span_eq(text, SPAN("true")) || span_eq(text, SPAN("1")))
		return (1);
	return (span_eq(text, SPAN("false")) || span_eq(text, SPAN("0")) ?
	    0 : -1);
}

/* Several cells may be told: the first serves. */
static rc
keep(struct osmand_names *o, size_t slot, struct span text)
{
	struct osmand_names_said *said = &o->said[slot];

	if (said->told)
		return (slot == OSMAND_CELL ? RC_OK : RC_MALFORMED);
	said->told = true;
	said->text = text;
	said->truth = truth_of(text);
	if (!cells_num(text, &said->num))
		said->num = (double)NAN;
	return (RC_OK);
}

rc
osmand_names_form(struct osmand_names *o, struct span text)
{
	struct cur c = cur_of(text);

	while (cur_left(&c) > 0) {
		struct cur pair = cur_of(cur_until(&c, '&'));
		struct span name = cur_until(&pair, '='), value;
		size_t slot = slot_of_form(name);

		(void)cur_eat(&c, '&');
		(void)cur_eat(&pair, '=');
		if (slot == OSMAND_SLOTS)
			continue;
		value = cur_take(&pair, cur_left(&pair));
		if (!decoded(o, value, &value) ||
		    keep(o, slot, value) != RC_OK)
			return (RC_MALFORMED);
	}
	return (RC_OK);
}

/* The key of this level, behind those above it. */
static void
entered(struct walk *w, struct span key)
{

	w->n = w->at[w->depth];
	if (w->n > 0 && w->n < sizeof(w->path))
		w->path[w->n++] = '.';
	if (key.n > sizeof(w->path) - w->n ||
	    (key.n > 0 && memchr(key.p, '.', key.n) != NULL)) {
		w->n = sizeof(w->path);
		return;
	}
	if (key.n > 0)
		memcpy(w->path + w->n, key.p, key.n);
	w->n += key.n;
}

/* A number as it is written. */
static struct span
token(const struct walk *w, size_t at)
{
	size_t n = 0;

	while (at + n < w->text.n &&
	    memchr(",]} \t\r\n", w->text.p[at + n], 7) == NULL)
		n++;
	return ((struct span){ w->text.p + at, n });
}

static rc
value(struct walk *w, const struct json_val *v, size_t at)
{
	struct span path = { w->path, w->n };
	size_t i = 0;
	rc rv;

	while (i < OSMAND_SLOTS && !is_name(names[i].path, path))
		i++;
	if (i == OSMAND_SLOTS || w->arrays > 0 || w->n == sizeof(w->path) ||
	    v->type == JSON_NULL)
		return (RC_OK);
	/* Unescaping needs memory; nobody has to escape these two. */
	if ((v->spare & JSON_ESCAPED) != 0)
		return (i == OSMAND_ID || i == OSMAND_TIME ? RC_MALFORMED :
		    RC_OK);
	rv = keep(w->o, i, v->type == JSON_TEXT ? json_span(v) :
	    token(w, at));
	/* Exponents are JSON's, not ours. */
	if (v->type == JSON_NUM)
		w->o->said[i].num = v->num;
	return (rv);
}

static rc
step(void *ctx, enum json_step what, const struct json_val *v, size_t at)
{
	struct walk *w = ctx;

	switch (what) {
	case JSON_STEP_OBJECT:
		w->depth++;
		w->at[w->depth] = w->n;
		break;
	case JSON_STEP_OBJECT_END:
		w->n = w->at[w->depth];
		w->depth--;
		break;
	case JSON_STEP_ARRAY:
		w->arrays++;
		break;
	case JSON_STEP_ARRAY_END:
		w->arrays--;
		break;
	case JSON_STEP_KEY:
		/* Another spelling of a key would be told twice unseen. */
		if ((v->spare & JSON_ESCAPED) != 0)
			return (RC_MALFORMED);
		entered(w, json_span(v));
		break;
	case JSON_STEP_VALUE:
		return (value(w, v, at));
	}
	return (RC_OK);
}

/* Keys told twice are refused by what they fill: remembering all of them
 * would need memory. */
rc
osmand_names_json(struct osmand_names *o, struct span text)
{
	const struct json_limits limits = { .depth = DEPTH, .repeats = true };
	struct walk w = { .o = o, .text = text };

	o->json = true;
	return (json_walk(text, &limits, NULL, step, &w, NULL) == RC_OK ?
	    RC_OK : RC_MALFORMED);
}
