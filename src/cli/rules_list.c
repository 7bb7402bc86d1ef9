/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of a set, one line each, and which of them only feed others. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/rules_list.h"

static int
by_name(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	return (span_cmp(*x, *y));
}

/** What there is to list. */
struct listing {
	const struct sigma_rule	*rule;	/* Borrowed; by number. */
	size_t			 rules;
	const struct sigma_note	*note;	/* Borrowed. */
	size_t			 notes;
	rules_list_name		*name;	/* Of what stands in a slot. */
	const void		*ctx;
};

/** A place in the order of printing. */
struct place {
	const struct sigma_rule	*rule;	/* Borrowed. */
};

/* The correlation that ${by} is mutes the rule ${r}. */
static bool
mutes(const struct listing *L, const struct sigma_rule *by,
    const struct sigma_rule *r)
{

	for (size_t i = 0; by->mutes && i < by->refs_n; i++)
		if (&L->rule[by->refs[i]] == r)
			return (true);
	return (false);
}

/* "ID, ID" for people, or the members of a JSON array. */
static void
put_muting(const struct listing *L, const struct sigma_rule *r, bool json,
    struct buf *out)
{
	bool any = false;

	for (size_t i = 0; i < L->rules; i++) {
		if (!mutes(L, &L->rule[i], r))
			continue;
		if (any)
			buf_text(out, json ? "," : ", ");
		any = true;
		if (json)
			buf_json(out, span_of(L->rule[i].id));
		else
			buf_text(out, L->rule[i].id);
	}
}

static void
put_text(const struct listing *L, const struct sigma_rule *r,
    struct buf *out)
{

	buf_fmt(out, "%-13s %-12s %s  %s", r->level, r->status != NULL ?
	    r->status : "-", r->id, r->title);
	for (size_t i = 0; i < r->tags_n; i++)
		buf_fmt(out, "%s%s", i == 0 ? "  " : " ", r->tags[i]);
	if (r->silent) {
		buf_text(out, "  silent alone (by ");
		put_muting(L, r, false, out);
		buf_char(out, ')');
	}
	buf_fmt(out, "  %s:%u\n", r->file, r->line);
}

/* ,"key":"text", or nothing without a text. */
static void
put_key(struct buf *out, const char *key, const char *text)
{

	if (text == NULL)
		return;
	buf_fmt(out, ",\"%s\":", key);
	buf_json(out, span_of(text));
}

/* A key of an object that may be the first. */
static void
put_first(struct buf *out, const char *key, const char *text, bool *first)
{

	if (text == NULL)
		return;
	buf_fmt(out, "%s\"%s\":", *first ? "" : ",", key);
	buf_json(out, span_of(text));
	*first = false;
}

static void
put_logsource(const struct sigma_rule *r, struct buf *out)
{
	bool first = true;

	if (r->correlation)
		return;
	buf_text(out, ",\"logsource\":{");
	put_first(out, "product", r->product, &first);
	put_first(out, "category", r->category, &first);
	put_first(out, "service", r->service, &first);
	buf_char(out, '}');
}

/* The fields and facts that the rule names, in order of their names. */
static rc
put_fields(const struct listing *L, const struct sigma_rule *r,
    struct buf *out)
{
	struct span *names = mem_array(r->names_n + 1, sizeof(*names));

	if (names == NULL)
		return (RC_NOMEM);
	for (size_t i = 0; i < r->names_n; i++)
		names[i] = L->name(L->ctx, r->names[i]);
	qsort(names, r->names_n, sizeof(*names), by_name);
	buf_text(out, ",\"fields\":[");
	for (size_t i = 0; i < r->names_n; i++) {
		if (i > 0)
			buf_char(out, ',');
		buf_json(out, names[i]);
	}
	buf_char(out, ']');
	mem_free(names);
	return (RC_OK);
}

/* What the loader had to say: "ID: TEXT" in the rule's own file. */
static void
put_notes(const struct listing *L, const struct sigma_rule *r,
    struct buf *out)
{
	size_t n = strlen(r->id);
	bool any = false;

	for (size_t i = 0; i < L->notes; i++) {
		const struct sigma_note *note = &L->note[i];

		if (strcmp(note->file, r->file) != 0 ||
		    strncmp(note->text, r->id, n) != 0 ||
		    note->text[n] != ':' || note->text[n + 1] != ' ')
			continue;
		buf_text(out, any ? "," : ",\"notes\":[");
		any = true;
		buf_fmt(out, "{\"line\":%u,\"col\":%u,\"text\":",
		    note->line, note->col);
		buf_json(out, span_of(note->text + n + 2));
		buf_char(out, '}');
	}
	if (any)
		buf_char(out, ']');
}

static void
put_list(struct buf *out, const char *key, const char *const *text, size_t n)
{

	buf_fmt(out, ",\"%s\":[", key);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_char(out, ',');
		buf_json(out, span_of(text[i]));
	}
	buf_char(out, ']');
}

static rc
put_json(const struct listing *L, const struct sigma_rule *r,
    struct buf *out)
{
	rc rv;

	buf_text(out, "{\"id\":");
	buf_json(out, span_of(r->id));
	put_key(out, "name", r->name);
	put_key(out, "title", r->title);
	put_key(out, "level", r->level);
	put_key(out, "status", r->status);
	put_key(out, "type", r->correlation ? r->type : "detection");
	put_logsource(r, out);
	put_list(out, "tags", r->tags, r->tags_n);
	if ((rv = put_fields(L, r, out)) != RC_OK)
		return (rv);
	if (r->correlation) {
		put_list(out, "group_by", r->group_names, r->group_n);
		buf_text(out, ",\"rules\":[");
		for (size_t i = 0; i < r->refs_n; i++) {
			if (i > 0)
				buf_char(out, ',');
			buf_json(out, span_of(L->rule[r->refs[i]].id));
		}
		buf_char(out, ']');
	}
	if (r->silent) {
		buf_text(out, ",\"silent_by\":[");
		put_muting(L, r, true, out);
		buf_char(out, ']');
	}
	put_notes(L, r, out);
	put_key(out, "file", r->file);
	buf_fmt(out, ",\"line\":%u}\n", r->line);
	return (RC_OK);
}

static int
by_place(const void *a, const void *b)
{
	const struct sigma_rule *x = ((const struct place *)a)->rule;
	const struct sigma_rule *y = ((const struct place *)b)->rule;
	int d = strcmp(x->file, y->file);

	return (d != 0 ? d : (x->line > y->line) - (x->line < y->line));
}

rc
rules_list(const struct sigma *s, rules_list_name *name, const void *ctx,
    bool json, struct buf *out, struct err *e)
{
	struct listing L = { .name = name, .ctx = ctx };
	struct place *by;
	rc r = RC_OK;

	L.rule = sigma_rules(s, &L.rules);
	L.note = sigma_notes(s, &L.notes);
	if ((by = mem_array(L.rules + 1, sizeof(*by))) == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "listing rules"));
	for (size_t i = 0; i < L.rules; i++)
		by[i].rule = &L.rule[i];
	qsort(by, L.rules, sizeof(*by), by_place);
	for (size_t i = 0; i < L.rules && r == RC_OK; i++) {
		if (json)
			r = put_json(&L, by[i].rule, out);
		else
			put_text(&L, by[i].rule, out);
	}
	mem_free(by);
	return (r == RC_OK && !out->failed ? RC_OK :
	    rc_fail(e, RC_NOMEM, 0, "listing rules"));
}
