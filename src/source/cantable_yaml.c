/* SPDX-License-Identifier: Apache-2.0 */
/* What frames mean, said in YAML. */
#include <math.h>

#include "source/canmap.h"
#include "source/cantable_yaml.h"
#include "source/mapping_load.h"

#define STANDARD_MOST	0x7ff
#define EXTENDED_MOST	0x1fffffff
#define FRAME_BYTES	64
#define EVENT_MOST	0xffff

/** One run of the loader. */
struct making {
	struct cantable		*t;
	/* Of a message or signal at work. */
	const struct yaml_node	*signals, *when;
	struct span		 name;
	int64_t			 id, bytes;
	bool			 extended;
	struct cantable_signal	 sig;		/* Without its name. */
	int64_t			 start, length;
	/* Of an entry of fields. */
	enum field_id		 field;
	struct span		 unit;
	bool			 unit_said;
	const struct yaml_node	*is, *events, *fields, *ignore;
};

/* RC_LIMIT and RC_NOMEM of the table. */
static bool
added(struct mapping_load *L, const struct yaml_node *v, rc r)
{

	L->nomem = L->nomem || r == RC_NOMEM;
	if (r == RC_LIMIT)
		mapping_load_wrong(L, v, "expected at most 4,096 messages, "
		    "65,536 signals, 262,144 words and ranges");
	return (r == RC_OK);
}

static int64_t
whole(struct mapping_load *L, const struct yaml_node *v, int64_t least,
    int64_t most)
{
	int64_t i = least;

	if (!yaml_int(v, &i) || i < least || i > most) {
		mapping_load_wrong(L, v, "expected a whole number from %lld "
		    "to %lld", (long long)least, (long long)most);
		return (least);
	}
	return (i);
}

static double
number(struct mapping_load *L, const struct yaml_node *v)
{
	double d = 1;

	if (!yaml_num(v, &d))
		mapping_load_wrong(L, v, "expected a number");
	return (d);
}

/* The number that an entry stands under. */
static int64_t
key(struct mapping_load *L, const struct yaml_node *v, int64_t least,
    int64_t most)
{

	return (whole(L, v->key, least, most));
}

static bool
is_name(struct mapping_load *L, const struct yaml_node *v, struct span s)
{

	if (s.n > 0 && s.n <= DBC_NAME && memchr(s.p, '\0', s.n) == NULL &&
	    memchr(s.p, '.', s.n) == NULL)
		return (true);
	mapping_load_wrong(L, v, "expected a name of 1 to %d bytes without "
	    "'.'", DBC_NAME);
	return (false);
}

/*
 * Signals.
 */

static void
signal_name(struct mapping_load *L, const struct yaml_node *v, void *of)
{

	((struct making *)of)->name = mapping_load_text(L, v);
}

static void
signal_start(struct mapping_load *L, const struct yaml_node *v, void *of)
{

	((struct making *)of)->start = whole(L, v, 0, CANSIG_FRAME - 1);
}

static void
signal_length(struct mapping_load *L, const struct yaml_node *v, void *of)
{

	((struct making *)of)->length = whole(L, v, 1, CANSIG_BITS);
}

static void
signal_order(struct mapping_load *L, const struct yaml_node *v, void *of)
{
	static const char *const words[] = { "little", "big", NULL };

	((struct making *)of)->sig.sig.big =
	    mapping_load_word(L, v, words) == 1;
}

static void
signal_type(struct mapping_load *L, const struct yaml_node *v, void *of)
{
	/* In the order of enum cansig_kind. */
	static const char *const words[] = { "unsigned", "signed", "float",
	    "double", NULL };

	((struct making *)of)->sig.sig.kind =
	    (enum cansig_kind)mapping_load_word(L, v, words);
}

static void
signal_factor(struct mapping_load *L, const struct yaml_node *v, void *of)
{
	double d = number(L, v);

	((struct making *)of)->sig.sig.factor = d;
	if (d == 0)
		mapping_load_wrong(L, v, "expected a number other than 0");
}

static void
signal_offset(struct mapping_load *L, const struct yaml_node *v, void *of)
{

	((struct making *)of)->sig.sig.offset = number(L, v);
}

static void
signal_least(struct mapping_load *L, const struct yaml_node *v, void *of)
{

	((struct making *)of)->sig.least = number(L, v);
}

static void
signal_most(struct mapping_load *L, const struct yaml_node *v, void *of)
{

	((struct making *)of)->sig.most = number(L, v);
}

static void
signal_unit(struct mapping_load *L, const struct yaml_node *v, void *of)
{

	((struct making *)of)->sig.unit = mapping_load_text(L, v);
}

static void
signal_words(struct mapping_load *L, const struct yaml_node *v, void *of)
{
	struct cantable_signal *s = &((struct making *)of)->sig;
	struct making *k = of;

	if (v->kind != YAML_MAP) {
		mapping_load_wrong(L, v, "expected words as \"number: "
		    "text\"");
		return;
	}
	for (const struct yaml_node *w = v->first; w != NULL; w = w->next)
		(void)added(L, w, cantable_word(k->t, &s->word,
		    key(L, w, -(INT64_C(1) << 62), INT64_C(1) << 62),
		    message_of_text(mapping_load_text(L, w))));
}

static void
signal_when(struct mapping_load *L UNUSED, const struct yaml_node *v,
    void *of)
{

	((struct making *)of)->when = v;
}

/* when: {Mode: [1, 2]} of the newest signal. */
static void
chosen(struct mapping_load *L, struct making *k, struct cantable_signal *s)
{
	const struct yaml_node *v = k->when->kind == YAML_MAP ?
	    k->when->first : NULL;
	uint32_t m = (uint32_t)k->t->messages - 1;

	if (v == NULL || v->next != NULL) {
		mapping_load_wrong(L, k->when, "expected when: {SIGNAL: "
		    "[numbers]}");
		return;
	}
	s->muxed = true;
	s->by = cantable_in(k->t, m, v->key->text);
	if (s->by == CANTABLE_NONE ||
	    s->by == (uint32_t)k->t->signals - 1) {
		mapping_load_wrong(L, v->key, "expected a signal that stands "
		    "before this one");
		return;
	}
	for (const struct yaml_node *w = v->kind == YAML_LIST ? v->first : v;
	    w != NULL; w = v->kind == YAML_LIST ? w->next : NULL) {
		uint32_t at = (uint32_t)whole(L, w, 0, UINT32_MAX);

		if (!added(L, w, cantable_range(k->t, s, at, at)))
			return;
	}
}

static void
one_signal(struct mapping_load *L, const struct yaml_node *v,
    struct making *k)
{
	static const struct mapping_load_key keys[] = {
		{ "name", signal_name }, { "start", signal_start },
		{ "length", signal_length }, { "order", signal_order },
		{ "type", signal_type }, { "factor", signal_factor },
		{ "offset", signal_offset }, { "least", signal_least },
		{ "most", signal_most }, { "unit", signal_unit },
		{ "words", signal_words }, { "when", signal_when },
	};
	struct cantable_signal *s;
	const char *name;
	rc r;

	k->sig = (struct cantable_signal){ .by = CANTABLE_NONE,
	    .field = FIELD_NONE, .scale = 1, .sig = { .factor = 1 } };
	k->name = (struct span){ "", 0 };
	k->when = NULL;
	k->start = 0;
	k->length = 0;
	mapping_load_keys(L, v, keys, COUNT_OF(keys), "a signal", k);
	k->sig.sig.start = (unsigned)k->start;
	k->sig.sig.length = (unsigned)k->length;
	if (!is_name(L, v, k->name))
		return;
	if (cansig_last(&k->sig.sig) >= (size_t)k->bytes) {
		mapping_load_wrong(L, v, "expected start and length inside "
		    "of the message's bytes, 32 or 64 of a float or double");
		return;
	}
	r = cantable_signal(k->t, k->name, &s);
	if (r == RC_CONFLICT)
		mapping_load_wrong(L, v, "signal '%.*s' twice in a message",
		    (int)k->name.n, k->name.p);
	if (!added(L, v, r))
		return;
	name = s->name;
	*s = k->sig;
	s->name = name;
	canmap_obvious(s);
	if (k->when != NULL)
		chosen(L, k, s);
}

/*
 * Messages.
 */

static void
message_id(struct mapping_load *L, const struct yaml_node *v, void *of)
{

	((struct making *)of)->id = whole(L, v, 0, EXTENDED_MOST);
}

static void
message_extended(struct mapping_load *L, const struct yaml_node *v, void *of)
{

	((struct making *)of)->extended = mapping_load_bool(L, v);
}

static void
message_name(struct mapping_load *L, const struct yaml_node *v, void *of)
{

	((struct making *)of)->name = mapping_load_text(L, v);
}

static void
message_bytes(struct mapping_load *L, const struct yaml_node *v, void *of)
{

	((struct making *)of)->bytes = whole(L, v, 0, FRAME_BYTES);
}

static void
message_signals(struct mapping_load *L, const struct yaml_node *v, void *of)
{

	((struct making *)of)->signals = v;
	if (v->kind != YAML_LIST)
		mapping_load_wrong(L, v, "expected a list of signals");
}

static void
one_message(struct mapping_load *L, const struct yaml_node *v,
    struct making *k)
{
	static const struct mapping_load_key keys[] = {
		{ "id", message_id }, { "extended", message_extended },
		{ "name", message_name }, { "bytes", message_bytes },
		{ "signals", message_signals },
	};
	uint32_t m;
	rc r;

	k->signals = NULL;
	k->name = (struct span){ "", 0 };
	k->id = -1;
	k->bytes = 8;
	k->extended = false;
	mapping_load_keys(L, v, keys, COUNT_OF(keys), "a message", k);
	if (!is_name(L, v, k->name))
		return;
	if (k->id < 0 || (!k->extended && k->id > STANDARD_MOST)) {
		mapping_load_wrong(L, v, "expected an id of 11 bits, or "
		    "extended: true and one of 29");
		return;
	}
	r = cantable_message(k->t, (uint32_t)k->id |
	    (k->extended ? DBC_EXTENDED : 0), k->name, (unsigned)k->bytes,
	    &m);
	if (r == RC_CONFLICT)
		mapping_load_wrong(L, v, "a second message of this id");
	if (!added(L, v, r) || k->signals == NULL ||
	    k->signals->kind != YAML_LIST)
		return;
	for (const struct yaml_node *s = k->signals->first; s != NULL;
	    s = s->next)
		one_signal(L, s, k);
}

static void
take_messages(struct mapping_load *L, const struct yaml_node *v, void *of)
{

	if (v->kind != YAML_LIST) {
		mapping_load_wrong(L, v, "expected a list of messages");
		return;
	}
	for (const struct yaml_node *m = v->first; m != NULL; m = m->next)
		one_message(L, m, of);
}

/*
 * Fields.
 */

static void
field_field(struct mapping_load *L, const struct yaml_node *v, void *of)
{
	struct making *k = of;
	struct suggest near = SUGGEST_START;

	if (v->kind == YAML_TEXT)
		k->field = field_find(v->text);
	if (k->field != FIELD_NONE)
		return;
	if (v->kind == YAML_TEXT)
		field_near(&near, v->text);
	mapping_load_wrong(L, v, "unknown field '%.*s'%s%.*s%s",
	    (int)v->text.n, v->text.p,
	    near.best.n > 0 ? "; did you mean '" : "",
	    (int)near.best.n, near.best.p, near.best.n > 0 ? "'?" : "");
}

static void
field_unit(struct mapping_load *L, const struct yaml_node *v, void *of)
{
	struct making *k = of;

	k->unit = mapping_load_text(L, v);
	k->unit_said = true;
}

static void
field_is(struct mapping_load *L, const struct yaml_node *v, void *of)
{

	((struct making *)of)->is = v;
	if (v->kind != YAML_MAP)
		mapping_load_wrong(L, v, "expected \"number: value\"");
}

/* Is ${v} what the field holds? */
static bool
fits(enum field_id field, const struct value *v)
{
	const struct field *row = field_row(field);
	double d;

	switch (row->type) {
	case FIELD_TYPE_BOOL:
		return (v->type == VALUE_BOOL);
	case FIELD_TYPE_INT:
		return (v->type == VALUE_INT);
	case FIELD_TYPE_NUM:
		return (value_number(v, &d) && !(d < row->least) &&
		    !(d > row->most));
	case FIELD_TYPE_ENUM:
		return (v->type == VALUE_TEXT && field_word(field,
		    TYPE_TELEMETRY_SAMPLE, value_text(v)) != 0);
	case FIELD_TYPE_ID:
	case FIELD_TYPE_TEXT:
	case FIELD_TYPE_TS:
	case FIELD_TYPE_HEX:
	case FIELD_TYPE_OBJ:
	case FIELD_TYPE_MAP:
	case FIELD_TYPE_JSON:
		break;
	}
	return (v->type == VALUE_TEXT);
}

/* is: {1: true, 2: false} */
static void
values(struct mapping_load *L, struct making *k,
    const struct cantable_word **list)
{

	*list = NULL;
	for (const struct yaml_node *v = k->is->kind == YAML_MAP ?
	    k->is->first : NULL; v != NULL; v = v->next) {
		struct value w = mapping_load_scalar(L, v);

		if (!fits(k->field, &w))
			mapping_load_wrong(L, v, "expected a value that %s "
			    "can have", field_row(k->field)->name);
		(void)added(L, v, cantable_word(k->t, list, key(L, v,
		    -(INT64_C(1) << 62), INT64_C(1) << 62), w));
	}
}

/* "SIGNAL" in all messages, or "MESSAGE.SIGNAL": is ${i} of ${m} meant? */
static bool
meant(const struct cantable *t, const struct cantable_message *m,
    size_t i, struct span name)
{
	struct cur c = cur_of(name);
	struct span first = cur_until(&c, '.');

	if (cur_eat(&c, '.')) {
		if (!span_eq(m->name, first))
			return (false);
		first = span_from(name, c.at);
	}
	return (span_eq(span_of(t->signal[i].name), first));
}

/* Bind, or with FIELD_NONE ignore, all that ${name} means: how many? */
static unsigned
bind(struct mapping_load *L, struct making *k, const struct yaml_node *at,
    const struct cantable_word *is)
{
	struct cantable *t = k->t;
	const char *why = NULL;
	unsigned n = 0;

	for (size_t j = 0; j < t->messages; j++) {
		const struct cantable_message *m = &t->message[j];

		for (size_t i = m->first; i < m->first + m->n; i++) {
			struct cantable_signal *s = &t->signal[i];

			if (!meant(t, m, i, at->text))
				continue;
			n++;
			s->ignored = k->field == FIELD_NONE;
			if (s->ignored)
				continue;
			s->is = is;
			if (why == NULL)
				why = canmap_bind(s, k->field, is != NULL ?
				    (struct span){ NULL, 0 } : k->unit_said ?
				    k->unit : s->unit);
		}
	}
	if (why != NULL)
		mapping_load_wrong(L, at, "%s", why);
	return (n);
}

static void
nothing(struct mapping_load *L, const struct making *k,
    const struct yaml_node *at)
{
	struct suggest near = SUGGEST_START;

	for (size_t i = 0; i < k->t->signals; i++)
		suggest_try(&near, at->text, span_of(k->t->signal[i].name));
	mapping_load_wrong(L, at, "no signal '%.*s'%s%.*s%s",
	    (int)at->text.n, at->text.p,
	    near.best.n > 0 ? "; did you mean '" : "",
	    (int)near.best.n, near.best.p, near.best.n > 0 ? "'?" : "");
}

static void
one_field(struct mapping_load *L, struct making *k,
    const struct yaml_node *v)
{
	static const struct mapping_load_key keys[] = {
		{ "field", field_field }, { "unit", field_unit },
		{ "is", field_is },
	};
	const struct cantable_word *is = NULL;

	k->field = FIELD_NONE;
	k->unit_said = false;
	k->is = NULL;
	if (v->kind == YAML_TEXT)
		field_field(L, v, k);
	else
		mapping_load_keys(L, v, keys, COUNT_OF(keys), "a field", k);
	if (k->field == FIELD_NONE) {
		if (v->kind == YAML_MAP && yaml_get(v, "field") == NULL)
			mapping_load_wrong(L, v, "field is missing");
		return;
	}
	if (k->is != NULL)
		values(L, k, &is);
	if (bind(L, k, v->key, is) == 0)
		nothing(L, k, v->key);
}

static void
take_fields(struct mapping_load *L, const struct yaml_node *v, void *of)
{

	((struct making *)of)->fields = v;
	if (v->kind != YAML_MAP)
		mapping_load_wrong(L, v, "expected fields as \"signal: "
		    "field\"");
}

static void
take_ignore(struct mapping_load *L, const struct yaml_node *v, void *of)
{

	((struct making *)of)->ignore = v;
	if (v->kind != YAML_LIST)
		mapping_load_wrong(L, v, "expected a list of signals");
}

static void
take_events(struct mapping_load *L, const struct yaml_node *v, void *of)
{
	struct making *k = of;

	if (v->kind != YAML_MAP) {
		mapping_load_wrong(L, v, "expected events as \"number: "
		    "name\"");
		return;
	}
	for (const struct yaml_node *e = v->first; e != NULL; e = e->next) {
		struct span name = mapping_load_text(L, e);

		if (is_name(L, e, name))
			(void)added(L, e, cantable_event(k->t, key(L, e, 0,
			    EVENT_MOST), name));
	}
}

/* What names signals comes when all of them are known. */
static void
top(struct mapping_load *L, const struct yaml_node *root, void *of)
{
	static const struct mapping_load_key keys[] = {
		{ "messages", take_messages }, { "fields", take_fields },
		{ "ignore", take_ignore }, { "events", take_events },
	};
	struct making *k = of;

	mapping_load_keys(L, root, keys, COUNT_OF(keys), "the table", k);
	for (const struct yaml_node *v = k->fields != NULL &&
	    k->fields->kind == YAML_MAP ? k->fields->first : NULL; v != NULL;
	    v = v->next)
		one_field(L, k, v);
	k->field = FIELD_NONE;
	for (const struct yaml_node *v = k->ignore != NULL &&
	    k->ignore->kind == YAML_LIST ? k->ignore->first : NULL;
	    v != NULL; v = v->next) {
		if (v->kind != YAML_TEXT || bind(L, k, v, NULL) == 0)
			nothing(L, k, v);
	}
}

rc
cantable_yaml(struct cantable *t, struct span text, mapping_error_fn *fn,
    void *ctx)
{
	struct mapping_load_opts tools = { .error = fn, .error_ctx = ctx };
	struct mapping_load L = { .opts = &tools, .m = &t->tools };
	struct making k = { .t = t };

	return (mapping_load_document(&L, text, top, &k));
}
