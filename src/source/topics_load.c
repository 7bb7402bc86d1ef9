/* SPDX-License-Identifier: Apache-2.0 */
/* Topics from YAML: keys, patterns, checks. */
#include <stdio.h>

#include "base/mem.h"
#include "codec/mqtt_text.h"
#include "model/field.h"
#include "source/mapping_write.h"
#include "source/topics_plan.h"

#define SIGNALS		"signals."
#define SOURCE		"mqtt"

/** One run of the compiler. */
struct making {
	struct topics			*t;
	const struct topics_opts	*opts;
	struct topics_row		*row;	/* At work. */
	const struct yaml_node		*type, *fields;	/* Of it: wait. */
};

/* What can be said about the packet, beside the names of the pattern. */
static const struct {
	const char	*name;
	unsigned	 what;
} abouts[] = {
	{ "topic", TOPICS_TOPIC }, { "client_id", TOPICS_CLIENT_ID },
	{ "conn_id", TOPICS_CONN_ID }, { "message", TOPICS_MESSAGE },
};

static bool
about(struct span name, unsigned *what)
{

	for (size_t i = 0; i < COUNT_OF(abouts); i++) {
		if (span_eq(name, span_of(abouts[i].name))) {
			*what = abouts[i].what;
			return (true);
		}
	}
	return (false);
}

static bool
is_name(struct span s)
{

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!(c >= 'a' && c <= 'z') && c != '_' &&
		    !(i > 0 && c >= '0' && c <= '9'))
			return (false);
	}
	return (s.n > 0);
}

/* A name of the pattern: its place, a new one if it is new. */
static unsigned
new_name(struct mapping_load *L, const struct yaml_node *v,
    struct topics_row *row, struct span name)
{
	unsigned what;

	if (!is_name(name) || about(name, &what))
		mapping_load_wrong(L, v, "'%.*s' is not a name that a level "
		    "can have", (int)name.n, name.p);
	for (unsigned i = 0; i < row->names; i++) {
		if (span_eq(row->name[i], name))
			mapping_load_wrong(L, v, "{%.*s} twice in a pattern",
			    (int)name.n, name.p);
	}
	if (row->names == TOPICS_NAMES) {
		mapping_load_wrong(L, v, "more than %d names in a pattern",
		    TOPICS_NAMES);
		return (0);
	}
	row->name[row->names] = name;
	return (row->names++);
}

/* "dev-{device}.json" */
static void
named_level(struct mapping_load *L, const struct yaml_node *v,
    struct topics_row *row, struct span s, struct topics_level *to)
{
	struct cur c = cur_of(s);
	struct span name;

	to->kind = TOPICS_NAMED;
	to->before = cur_until(&c, '{');
	(void)cur_u8(&c);		/* It is there. */
	name = cur_until(&c, '}');
	if (!cur_eat(&c, '}')) {
		mapping_load_wrong(L, v, "'{' without '}' in a level");
		return;
	}
	to->after = span_from(s, c.at);
	if (memchr(to->after.p, '{', to->after.n) != NULL)
		mapping_load_wrong(L, v, "two names in one level");
	to->name = new_name(L, v, row, name);
}

static void
level(struct mapping_load *L, const struct yaml_node *v,
    struct topics_row *row, struct span s, bool last)
{
	struct topics_level *to = &row->level[row->levels++];
	bool brace = s.n > 0 && memchr(s.p, '{', s.n) != NULL;

	*to = (struct topics_level){ .before = s };
	if (brace)
		named_level(L, v, row, s, to);
	else if (span_eq(s, SPAN("+")))
		to->kind = TOPICS_ONE;
	else if (span_eq(s, SPAN("#")) && last)
		to->kind = TOPICS_REST;
}

static void
take_topic(struct mapping_load *L, const struct yaml_node *v, void *of)
{
	struct topics_row *row = ((struct making *)of)->row;
	struct span s = mapping_load_text(L, v);
	struct cur c = cur_of(s);
	size_t n = 1;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '/';
	row->pattern = s;
	/* A filter but for the names, which have no wildcards. */
	if (mqtt_text_filter(s, false) != MQTT_FAULT_NONE) {
		mapping_load_wrong(L, v, "not a topic filter: %s",
		    mqtt_fault_row(mqtt_text_filter(s, false))->what);
		return;
	}
	if ((row->level = mapping_load_take(L, n,
	    sizeof(*row->level))) == NULL)
		return;
	while (row->levels < n) {
		struct span one = cur_until(&c, '/');

		(void)cur_eat(&c, '/');	/* All but the last end so. */
		level(L, v, row, one, row->levels + 1 == n);
	}
}

static void
take_from(struct mapping_load *L, const struct yaml_node *v, void *of)
{
	static const char *const words[] = { "client", "server", "any",
	    NULL };
	struct topics_row *row = ((struct making *)of)->row;

	/* Bits of enum mqtt_side, in this order. */
	row->from = (unsigned)mapping_load_word(L, v, words) + 1;
}

static void
payload_mapping(struct mapping_load *L, const struct yaml_node *v,
    const struct making *k, struct span name)
{
	struct mapping **m = &k->row->mapping;
	char text[TOPICS_NAMES * 16];
	rc r = RC_NOTFOUND;

	(void)snprintf(text, sizeof(text), "%.*s", (int)name.n, name.p);
	if (k->opts->mapping != NULL && name.n < sizeof(text))
		r = k->opts->mapping(k->opts->mapping_ctx, text, m);
	L->nomem = L->nomem || r == RC_NOMEM;
	if (r != RC_OK)
		mapping_load_wrong(L, v, "mapping '%s' cannot be used: %s",
		    text, rc_text(r));
	else if (mapping_awaits(*m))
		mapping_load_wrong(L, v, "mapping '%s' has a header, "
		    "messages do not", text);
}

static void
payload_codec(struct mapping_load *L, const struct yaml_node *v,
    const struct making *k, struct span name)
{
	struct suggest near = SUGGEST_START;

	k->row->codec = codecs_find(name, &near);
	if (k->row->codec == NULL)
		mapping_load_wrong(L, v, "unknown codec '%.*s'%s%.*s%s",
		    (int)name.n, name.p,
		    near.best.n > 0 ? "; did you mean '" : "",
		    (int)near.best.n, near.best.p,
		    near.best.n > 0 ? "'?" : "");
}

static void
take_payload(struct mapping_load *L, const struct yaml_node *v, void *of)
{
	static const struct {
		struct span		word;
		enum topics_payload	payload;
	} words[] = {
		{ { "event", 5 }, TOPICS_EVENT },
		{ { "none", 4 }, TOPICS_NONE },
		{ { "ignore", 6 }, TOPICS_IGNORE },
	};
	const struct making *k = of;
	struct span s = mapping_load_text(L, v);

	k->row->payload_said = true;
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		if (span_eq(s, words[i].word)) {
			k->row->payload = words[i].payload;
			return;
		}
	}
	if (span_starts(s, SPAN("mapping "))) {
		k->row->payload = TOPICS_MAPPING;
		payload_mapping(L, v, k, span_from(s, 8));
	} else if (span_starts(s, SPAN("codec "))) {
		k->row->payload = TOPICS_CODEC;
		payload_codec(L, v, k, span_from(s, 6));
	} else if (s.n > 0)
		mapping_load_wrong(L, v, "expected event, mapping NAME, codec "
		    "NAME, none or ignore");
}

static void
take_type(struct mapping_load *L UNUSED, const struct yaml_node *v, void *of)
{

	((struct making *)of)->type = v;
}

static void
take_fields(struct mapping_load *L UNUSED, const struct yaml_node *v,
    void *of)
{

	((struct making *)of)->fields = v;
}

/* {NAME}: its place, or what it is about. */
static unsigned
named(struct mapping_load *L, const struct yaml_node *v,
    const struct topics_row *row, struct span name)
{
	struct suggest near = SUGGEST_START;
	unsigned what = TOPICS_TEXT;

	if (about(name, &what))
		return (what);
	for (unsigned i = 0; i < row->names; i++) {
		suggest_try(&near, name, row->name[i]);
		if (span_eq(row->name[i], name))
			return (i);
	}
	mapping_load_wrong(L, v, "there is no {%.*s} in the pattern%s%.*s%s",
	    (int)name.n, name.p, near.best.n > 0 ? "; did you mean '" : "",
	    (int)near.best.n, near.best.p, near.best.n > 0 ? "'?" : "");
	return (TOPICS_TEXT);
}

/* A scalar; a text with names is cut into its pieces. */
static void
words(struct mapping_load *L, const struct yaml_node *v,
    const struct topics_row *row, struct topics_words *to)
{
	struct cur c;
	size_t n = 1;

	to->fixed = mapping_load_scalar(L, v);
	if (to->fixed.type != VALUE_TEXT || to->fixed.n == 0 ||
	    memchr(to->fixed.p, '{', to->fixed.n) == NULL)
		return;
	for (size_t i = 0; i < to->fixed.n; i++)
		n += 2 * (to->fixed.p[i] == '{');
	if ((to->piece = mapping_load_take(L, n, sizeof(*to->piece))) == NULL)
		return;
	c = cur_of(value_text(&to->fixed));
	while (cur_left(&c) > 0) {
		struct span text = cur_until(&c, '{'), name;

		if (text.n > 0)
			to->piece[to->n++] = (struct topics_piece){
			    .what = TOPICS_TEXT, .text = text };
		if (!cur_eat(&c, '{'))
			break;
		name = cur_until(&c, '}');
		if (!cur_eat(&c, '}')) {
			mapping_load_wrong(L, v, "'{' without '}'");
			break;
		}
		to->piece[to->n++] = (struct topics_piece){
		    .what = named(L, v, row, name), .text = SPAN("") };
	}
}

/* The keys of a target: "signals.PATH" has two. */
static void
segs(struct topics_field *f, struct span s)
{
	bool two = span_starts(s, SPAN(SIGNALS));
	struct cur c = cur_of(s);

	while (f->segs < MAPPING_SEGS && cur_left(&c) > 0) {
		f->seg[f->segs] = two && f->segs == 1 ?
		    cur_take(&c, cur_left(&c)) : cur_until(&c, '.');
		f->segs++;
		(void)cur_eat(&c, '.');	/* All but the last end so. */
	}
}

static void
one_field(struct mapping_load *L, const struct making *k,
    const struct yaml_node *v, struct topics_field *f)
{
	struct suggest near = SUGGEST_START;
	struct span target = mapping_load_text(L, v->key);
	struct buf try = { 0 };

	segs(f, target);
	if (span_eq(target, SPAN("type")) || span_starts(target,
	    SPAN("source."))) {
		mapping_load_wrong(L, v->key, "'%.*s' has a key of its own",
		    (int)target.n, target.p);
		return;
	}
	f->type = k->opts->field(k->opts->field_ctx, target, &near);
	if (f->type == VALUE_ABSENT || f->type == VALUE_ARRAY ||
	    f->type == VALUE_MAP) {
		mapping_load_wrong(L, v->key, "unknown field '%.*s'%s%.*s%s",
		    (int)target.n, target.p,
		    near.best.n > 0 ? "; did you mean '" : "",
		    (int)near.best.n, near.best.p,
		    near.best.n > 0 ? "'?" : "");
		return;
	}
	words(L, v, k->row, &f->words);
	if (f->words.n == 0) {
		const char *bad = mapping_write_value(&try, &f->words.fixed,
		    f->type);

		if (bad != NULL)
			mapping_load_wrong(L, v, "%s", bad);
	}
	L->nomem = L->nomem || try.failed;
	buf_release(&try);
}

static void
all_fields(struct mapping_load *L, struct making *k)
{
	struct topics_row *row = k->row;

	if (k->fields->kind != YAML_MAP) {
		mapping_load_wrong(L, k->fields,
		    "expected fields as \"target: value\"");
		return;
	}
	if ((row->field = mapping_load_take(L, k->fields->n,
	    sizeof(*row->field))) == NULL)
		return;
	for (const struct yaml_node *v = k->fields->first; v != NULL;
	    v = v->next) {
		struct topics_field *f = &row->field[row->fields++];

		*f = (struct topics_field){ .segs = 0 };
		one_field(L, k, v, f);
	}
}

/* Does the row give the field that an event of this type needs? */
static bool
gives(const struct topics_row *row, enum field_id id)
{
	struct span want[FIELD_SEGS];
	size_t n;

	if (id == FIELD_NONE)
		return (false);
	n = field_path(id, want);
	if (span_eq(want[0], SPAN("device")) ||
	    (span_eq(want[0], SPAN("vehicle")) &&
	    row->vehicle != TOPICS_TEXT))
		return (true);
	for (size_t i = 0; i < row->fields; i++) {
		const struct topics_field *f = &row->field[i];
		bool same = f->segs >= n;

		for (size_t k = 0; k < n && same; k++)
			same = span_eq(f->seg[k], want[k]);
		if (same)
			return (true);
	}
	return (false);
}

/* Without a payload, the row alone must make a whole event. */
static void
whole(struct mapping_load *L, const struct making *k,
    const struct yaml_node *at)
{
	const struct topics_row *row = k->row;
	const struct field_need *need;
	enum event_type type;
	size_t n;

	if (row->payload != TOPICS_NONE)
		return;
	if (!row->typed) {
		mapping_load_wrong(L, at, "payload none needs a type");
		return;
	}
	if (row->type.n > 0)
		return;
	type = field_event_find(value_text(&row->type.fixed));
	if (type == TYPE_UNKNOWN)
		return;
	need = field_needs(type, &n);
	for (size_t i = 0; i < n; i++) {
		if (!gives(row, need[i].one) && !gives(row, need[i].or))
			mapping_load_wrong(L, at, "a %s needs %s",
			    field_events[type].name,
			    field_row(need[i].one)->name);
	}
}

static void
row_type(struct mapping_load *L, const struct making *k)
{
	struct topics_row *row = k->row;

	row->typed = true;
	words(L, k->type, row, &row->type);
	if (row->type.fixed.type != VALUE_TEXT || (row->type.n == 0 &&
	    field_event_find(value_text(&row->type.fixed)) == TYPE_UNKNOWN))
		mapping_load_wrong(L, k->type, "unknown event type");
}

static unsigned
place(const struct topics_row *row, const char *name)
{

	for (unsigned i = 0; i < row->names; i++) {
		if (span_eq(row->name[i], span_of(name)))
			return (i);
	}
	return (TOPICS_TEXT);
}

static void
one_row(struct mapping_load *L, struct making *k, const struct yaml_node *v)
{
	static const struct mapping_load_key keys[] = {
		{ "topic", take_topic }, { "from", take_from },
		{ "payload", take_payload }, { "type", take_type },
		{ "fields", take_fields },
	};
	struct topics_row *row = k->row;

	*row = (struct topics_row){ .from = MQTT_CLIENT };
	k->type = k->fields = NULL;
	mapping_load_keys(L, v, keys, COUNT_OF(keys), "a topic", k);
	if (row->pattern.n == 0 && v->kind == YAML_MAP &&
	    yaml_get(v, "topic") == NULL)
		mapping_load_wrong(L, v, "topic is missing");
	if (!row->payload_said)
		mapping_load_wrong(L, v, "payload is missing");
	row->vehicle = place(row, "vehicle");
	row->device = place(row, "device");
	/* The names of the pattern are known now, wherever it stood. */
	if (k->type != NULL)
		row_type(L, k);
	if (k->fields != NULL)
		all_fields(L, k);
	whole(L, k, v);
}

static void
take_topics(struct mapping_load *L, const struct yaml_node *v, void *of)
{
	struct making *k = of;
	struct topics *t = k->t;

	if (v->kind != YAML_LIST || v->n == 0) {
		mapping_load_wrong(L, v, "expected a list of topics");
		return;
	}
	if ((t->row = mapping_load_take(L, v->n, sizeof(*t->row))) == NULL)
		return;
	for (const struct yaml_node *one = v->first; one != NULL;
	    one = one->next) {
		k->row = &t->row[t->rows++];
		one_row(L, k, one);
	}
}

static void
take_help(struct mapping_load *L, const struct yaml_node *v, void *of)
{

	((struct making *)of)->t->help = mapping_load_text(L, v).p;
}

static void
take_source(struct mapping_load *L, const struct yaml_node *v, void *of)
{

	((struct making *)of)->t->source = mapping_load_text(L, v).p;
}

static void
top(struct mapping_load *L, const struct yaml_node *root, void *of)
{
	static const struct mapping_load_key keys[] = {
		{ "help", take_help }, { "source", take_source },
		{ "topics", take_topics },
	};
	struct making *k = of;

	mapping_load_keys(L, root, keys, COUNT_OF(keys), "topics", k);
	if (root->kind != YAML_MAP)
		return;
	if (k->t->help == NULL)
		mapping_load_wrong(L, root, "help is missing");
	if (yaml_get(root, "topics") == NULL)
		mapping_load_wrong(L, root, "topics is missing");
}

rc
topics_load(struct span text, const struct topics_opts *opts,
    struct topics **ret)
{
	struct mapping_load_opts tools = { .field = opts->field,
	    .field_ctx = opts->field_ctx, .error = opts->error,
	    .error_ctx = opts->error_ctx };
	struct mapping_load L = { .opts = &tools };
	struct topics *t = mem_new(sizeof(*t));
	struct making k = { .t = t, .opts = opts };
	rc r;

	if (t == NULL)
		return (RC_NOMEM);
	L.m = &t->tools;
	t->source = SOURCE;
	if ((r = mapping_load_document(&L, text, top, &k)) != RC_OK) {
		topics_free(t);
		return (r);
	}
	*ret = t;
	return (RC_OK);
}
