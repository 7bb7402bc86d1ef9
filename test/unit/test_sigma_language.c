/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pipelines, placeholders and filters from inside: what explain shows of
 * them, their order, and that memory may be short at any moment.
 */
#include "base/buf.h"
#include "base/mem.h"
#include "sigma/sigma.h"

#include "t.h"

#define SLOTS	16

static struct {
	char	text[64];
} name[SLOTS];
static size_t names;

/* Any name; it gets the next slot. */
static rc
field(void *ctx, struct span asked, struct sigma_field *ret,
    struct span *near)
{
	size_t i = 0;

	(void)ctx;
	(void)near;
	while (i < names && !span_eq(span_of(name[i].text), asked))
		i++;
	if (i == SLOTS || asked.n >= sizeof(name[0].text))
		return (RC_NOTFOUND);
	if (i == names)
		(void)snprintf(name[names++].text, sizeof(name[0].text),
		    "%.*s", (int)asked.n, asked.p);
	*ret = (struct sigma_field){ .slot = (unsigned)i };
	return (RC_OK);
}

static int
category(void *ctx, struct span asked)
{

	(void)ctx;
	(void)asked;
	return (-1);
}

static const struct sigma_names any = { .field = field,
    .category = category, .plain = true };

static const char rules[] =
    "title: R\nid: r\nlevel: low\nlogsource: {product: windows}\n"
    "detection:\n"
    "  s: {Image|endswith|expand: ['\\\\%tool%', x], User|neq: a, Re|re: a+}\n"
    "  k: [one, two*]\n"
    "  condition: s and not k\n"
    "---\n"
    "title: F\nid: f\nname: quiet\nlogsource: {product: windows}\n"
    "filter:\n  rules: [r]\n  who: {User: svc}\n  condition: not who\n"
    "---\n"
    "title: G\nid: g\nlogsource: {product: windows}\n"
    "filter: {rules: any, h: {Host|expand: '%host%'}, condition: not h}\n";
static const char late[] =
    "priority: 20\n"
    "transformations:\n"
    "  - {type: field_name_prefix, prefix: b., field_name_conditions: "
    "[{type: exclude_fields, fields: [two]}]}\n"
    "  - {type: add_condition, conditions: {Id|expand: '%ids%'}}\n";
static const char early[] =
    "priority: 10\n"
    "vars: {host: [h1, h2], ids: [1, 4688]}\n"
    "transformations:\n"
    "  - {type: value_placeholders}\n"
    "  - {type: field_name_mapping, mapping: {Image: [one, two]}, "
    "rule_conditions: [{type: logsource, product: windows}, "
    "{type: contains_field, field: User}]}\n"
    "  - {type: x-first_present, templates: ['{}', 'x.{}'], "
    "field_name_conditions: [{type: include_fields, fields: Host}]}\n";
static const char holders[] = "tool: [kit.exe, box.exe]\n";

static const struct sigma_text pipelines[] = {
	{ "late.yml", { late, sizeof(late) - 1 } },
	{ "early.yml", { early, sizeof(early) - 1 } },
};
static const struct sigma_text placeholder = { "holders.yml",
    { holders, sizeof(holders) - 1 } };
static const struct sigma_setup setup = { .names = &any,
    .pipeline = pipelines, .pipelines = 2, .placeholder = &placeholder,
    .placeholders = 1 };

/* What explain shows: fields by the rule's names, filters by theirs. */
static void
test_why(void)
{
	static const char *const lines[] = {
		"\"x\" (found nothing): miss: absent\n",
		"          two|endswith|expand: any of ",
		"BOX.EXE\", bytes 2-9): hit\n",
		"        User|neq: \"a\" (found nothing): hit\n",
		"        Re|re: \"a+\" (found \"caat\", bytes 1-2): hit\n",
		("      Id|expand: any of \"1\", \"4688\" (found nothing): "
		"miss: absent\n"),
		"\n  filter quiet: hit\n    not: hit\n      who: miss\n",
		"\n  filter g: miss\n    not: miss\n      h: hit\n",
		"        Host|expand: any of \"h1\", \"h2\" (found \"H1\", ",
		"\n    pipeline: miss\n",
		"\nrule: miss\n",
	};
	struct sigma_text text = { "rules.yml", { rules, sizeof(rules) - 1 } };
	struct value slot[SLOTS] = { { .type = VALUE_ABSENT } };
	struct sigma_row row = { .slot = slot, .category = -1,
	    .line = SPAN("{}") };
	const struct sigma_note *note;
	struct sigma *s = NULL;
	struct buf b = { 0 };
	size_t n;

	names = 0;
	T_INT(RC_OK, sigma_new(&text, 1, &setup, &s, NULL));
	note = sigma_notes(s, &n);
	T_INT(1, n);
	T_TRUE(n == 1 && strstr(note[0].text, "only tested by 'neq'") != NULL);
	(void)sigma_rules(s, &n);
	T_INT(1, n);
	for (size_t i = 0; i < names; i++) {
		if (strcmp(name[i].text, "two") == 0)
			slot[i] = (struct value){ .p = "C:\\BOX.EXE", .n = 10,
			    .type = VALUE_TEXT };
		if (strcmp(name[i].text, "b.Re") == 0)
			slot[i] = (struct value){ .p = "caat", .n = 4,
			    .type = VALUE_TEXT };
		if (strcmp(name[i].text, "b.Host|x.Host") == 0)
			slot[i] = (struct value){ .p = "H1", .n = 2,
			    .type = VALUE_TEXT };
	}
	sigma_why(s, 0, &row, &b);
	T_TRUE(buf_str(&b) != NULL);
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		if (strstr(b.p, lines[i]) == NULL)
			printf("# no '%s'\n", lines[i]);
		T_TRUE(strstr(b.p, lines[i]) != NULL);
	}
	buf_release(&b);
	sigma_free(s);
}

static void
test_memory(void)
{
	struct sigma_text text = { "rules.yml", { rules, sizeof(rules) - 1 } };
	unsigned long k;

	for (k = 1; k < 4000; k++) {
		struct sigma *s = NULL;
		rc got;

		names = 0;
		mem_count = 0;
		mem_fail_at = k;
		got = sigma_new(&text, 1, &setup, &s, NULL);
		mem_fail_at = 0;
		sigma_free(s);
		if (got == RC_OK)
			break;
		T_INT(RC_NOMEM, got);
		T_TRUE(s == NULL);
	}
	T_TRUE(k > 30 && k < 4000);
	printf("# %lu allocations\n", k);
}

static const struct t_case cases[] = {
	{ "what explain shows", test_why },
	{ "every allocation fails once", test_memory },
};

T_MAIN(cases)
