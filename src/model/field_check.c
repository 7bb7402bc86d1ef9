/* SPDX-License-Identifier: Apache-2.0 */
/* One value against its row of the dictionary. */
#include <math.h>
#include <stdio.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/ts.h"
#include "base/utf8.h"
#include "model/field_check.h"

#define INT_MOST	9007199254740992	/* 2^53 */

/* Families of facts: input can never supply one. */
static const char *const families[] = {
	"twin", "move", "clock", "ident", "booking", "cmd", "api", "seen",
	"base", "peer", "feed", "person", "leak", "geo", "ota", "charge",
};

bool
field_check_reserved(struct span name)
{

	for (size_t i = 0; i < COUNT_OF(families); i++)
		if (span_eq(name, span_of(families[i])))
			return (true);
	return (false);
}

/* "h:" + the first 32 hex digits of the SHA-256 stand for a long id. */
static rc
shorten(struct field_check *c, struct span *s)
{
	uint8_t sum[HASH_SHA256];
	char *p = arena_take(c->arena, 34);

	if (p == NULL)
		return (RC_NOMEM);
	hash_sha256(*s, sum);
	p[0] = 'h';
	p[1] = ':';
	hash_hex(sum, 16, p + 2);
	*s = (struct span){ p, 34 };
	return (RC_OK);
}

static rc
clean(struct field_check *c, struct value *v, unsigned flags)
{
	struct span s = value_text(v);
	bool changed = false;

	if ((v->spare & JSON_UNCLEAN) == 0)
		return (RC_OK);
	if (utf8_clean(s, flags, c->arena, &s, &changed) != RC_OK)
		return (RC_NOMEM);
	c->cleaned |= changed || (v->spare & JSON_REPLACED) != 0;
	v->p = s.p;
	v->n = (uint32_t)s.n;
	v->spare = 0;
	return (RC_OK);
}

static rc
check_id(struct field_check *c, struct value *v)
{
	struct span s;
	rc r;

	if (v->type != VALUE_TEXT)
		return (RC_MALFORMED);
	if ((r = clean(c, v, UTF8_ID)) != RC_OK)
		return (r);
	if (v->n <= FIELD_ID_MAX)
		return (RC_OK);
	s = value_text(v);
	if ((r = shorten(c, &s)) != RC_OK)
		return (r);
	c->cut = true;
	v->p = s.p;
	v->n = (uint32_t)s.n;
	return (RC_OK);
}

static rc
check_text(struct field_check *c, struct value *v)
{
	rc r;

	if (v->type != VALUE_TEXT)
		return (RC_MALFORMED);
	if ((r = clean(c, v, UTF8_TEXT)) != RC_OK)
		return (r);
	if (v->n > FIELD_TEXT_MAX) {
		v->n = (uint32_t)utf8_cut(value_text(v), FIELD_TEXT_MAX).n;
		c->cut = true;
	}
	return (RC_OK);
}

static rc
check_enum(struct field_check *c, struct value *v)
{
	unsigned code;

	if (v->type != VALUE_TEXT)
		return (RC_MALFORMED);
	if ((code = field_word(c->id, c->type, value_text(v))) == 0) {
		c->bad_word = true;
		code = (unsigned)c->f->words_n;		/* "other" */
	}
	v->code = (uint16_t)code;
	v->p = c->f->words[code - 1];
	v->n = (uint32_t)strlen(v->p);
	v->spare = 0;
	return (RC_OK);
}

static bool
in_range(const struct field *f, double d)
{

	return (!(d < f->least) && !(d > f->most));
}

static rc
check_int(struct field_check *c, struct value *v)
{
	double d;

	/* An integer is compared as one: as a double 2^53 + 1 is 2^53. */
	if (!value_number(v, &d) || d != trunc(d) || fabs(d) > INT_MOST ||
	    (v->type == VALUE_INT && (v->i > (int64_t)INT_MOST ||
	    v->i < -(int64_t)INT_MOST)) || !in_range(c->f, d))
		return (RC_MALFORMED);
	*v = (struct value){ .i = (int64_t)d, .type = VALUE_INT };
	return (RC_OK);
}

static rc
check_num(struct field_check *c, struct value *v)
{
	double d;

	if (!value_number(v, &d) || (v->spare & JSON_HUGE) != 0 ||
	    !in_range(c->f, d))
		return (RC_MALFORMED);
	return (RC_OK);
}

static rc
check_time(struct field_check *c UNUSED, struct value *v)
{
	int64_t ms;

	if (v->type != VALUE_TEXT || ts_parse(value_text(v), &ms) != RC_OK)
		return (RC_MALFORMED);
	*v = (struct value){ .i = ms, .type = VALUE_TIME };
	return (RC_OK);
}

static rc
check_hex(struct field_check *c UNUSED, struct value *v)
{

	if (v->type != VALUE_TEXT || v->n == 0)
		return (RC_MALFORMED);
	for (uint32_t i = 0; i < v->n; i++)
		if ((v->p[i] < '0' || v->p[i] > '9') &&
		    (v->p[i] < 'a' || v->p[i] > 'f'))
			return (RC_MALFORMED);
	return (RC_OK);
}

static rc
check_bool(struct field_check *c UNUSED, struct value *v)
{

	return (v->type == VALUE_BOOL ? RC_OK : RC_MALFORMED);
}

static rc
check_map(struct field_check *c UNUSED, struct value *v)
{

	return (v->type == VALUE_MAP ? RC_OK : RC_MALFORMED);
}

/* Any value; its texts are cleaned.  An object is cleaned when it is read. */
static rc
check_any(struct field_check *c, struct value *v)
{
	struct value *member;
	rc r = RC_OK;

	if (v->type == VALUE_TEXT)
		return (clean(c, v, UTF8_TEXT));
	if (v->type != VALUE_ARRAY || v->n == 0)
		return (RC_OK);
	if ((member = arena_take(c->arena, v->n * sizeof(*member))) == NULL)
		return (RC_NOMEM);
	memcpy(member, v->member, v->n * sizeof(*member));
	/* An array in it is known by its text alone, as an object is. */
	for (uint32_t i = 0; i < v->n && r == RC_OK; i++)
		if (member[i].type == VALUE_TEXT)
			r = clean(c, &member[i], UTF8_TEXT);
		else if (member[i].type == VALUE_ARRAY)
			member[i].type = VALUE_MAP;
	v->member = member;
	return (r);
}

static rc
check_one(struct field_check *c, struct value *v)
{
	static rc (*const by_type[])(struct field_check *, struct value *) = {
		[FIELD_TYPE_ID] = check_id, [FIELD_TYPE_TEXT] = check_text,
		[FIELD_TYPE_ENUM] = check_enum, [FIELD_TYPE_INT] = check_int,
		[FIELD_TYPE_NUM] = check_num, [FIELD_TYPE_BOOL] = check_bool,
		[FIELD_TYPE_TS] = check_time, [FIELD_TYPE_HEX] = check_hex,
		[FIELD_TYPE_OBJ] = check_map, [FIELD_TYPE_MAP] = check_map,
		[FIELD_TYPE_JSON] = check_any,
	};

	return (by_type[c->f->type](c, v));
}

static rc
check_array(struct field_check *c, struct value *v)
{
	uint32_t most = c->f->type == FIELD_TYPE_ID ? FIELD_IDS_MAX :
	    FIELD_LIST_MAX;
	uint32_t n = v->n < most ? v->n : most;
	struct value *member;
	rc r;

	if (v->type != VALUE_ARRAY)
		return (RC_MALFORMED);
	if (n > 0) {
		member = arena_take(c->arena, n * sizeof(*member));
		if (member == NULL)
			return (RC_NOMEM);
		memcpy(member, v->member, n * sizeof(*member));
		for (uint32_t i = 0; i < n; i++)
			if ((r = check_one(c, &member[i])) != RC_OK)
				return (r);
		v->member = member;
	}
	c->cut |= v->n > n;
	v->n = n;
	v->spare = 0;
	return (RC_OK);
}

rc
field_check(struct field_check *c, struct value *v)
{

	return (c->f->array ? check_array(c, v) : check_one(c, v));
}

void
field_check_got(const struct value *v, char *out, size_t n)
{
	static const char *const names[] = {
		[VALUE_ABSENT] = "nothing", [VALUE_NULL] = "null",
		[VALUE_BOOL] = "true or false", [VALUE_INT] = "a number",
		[VALUE_NUM] = "a number", [VALUE_TEXT] = "text",
		[VALUE_TIME] = "a time", [VALUE_ARRAY] = "an array",
		[VALUE_MAP] = "an object",
	};

	if (v->type == VALUE_TEXT && v->n == 0)
		(void)snprintf(out, n, "empty text");
	else if (v->type == VALUE_INT)
		(void)snprintf(out, n, "%lld", (long long)v->i);
	else if (v->type == VALUE_NUM)
		(void)snprintf(out, n, "%.17g", v->num);
	else
		(void)snprintf(out, n, "%s", names[v->type]);
}

void
field_check_expected(const struct field_need *need, char *out, size_t n)
{
	static const char *const names[] = {
		[FIELD_TYPE_ID] = "an id", [FIELD_TYPE_TEXT] = "text",
		[FIELD_TYPE_ENUM] = "a word", [FIELD_TYPE_INT] = "an integer",
		[FIELD_TYPE_NUM] = "a number",
		[FIELD_TYPE_BOOL] = "true or false",
		[FIELD_TYPE_TS] = "an RFC 3339 time",
		[FIELD_TYPE_HEX] = "lower-case hex",
		[FIELD_TYPE_OBJ] = "an object", [FIELD_TYPE_MAP] = "an object",
		[FIELD_TYPE_JSON] = "a value",
	};
	const struct field *f = field_row(need->one);

	if (need->or == FIELD_NONE && !f->array && !isnan(f->least) &&
	    !isnan(f->most)) {
		(void)snprintf(out, n, "%s from %g to %g", names[f->type],
		    f->least, f->most);
		return;
	}
	if (need->or != FIELD_NONE)
		(void)snprintf(out, n, "%s or %s", f->name,
		    field_row(need->or)->name);
	else if (f->array)
		(void)snprintf(out, n, "an array");
	else
		(void)snprintf(out, n, "%s", names[f->type]);
}
