/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rule loader on any text: it neither crashes nor hangs, every complaint
 * has a place and words, and what it loaded can be compiled and listed.
 */
#include <stdlib.h>

#include "sigma/sigma.h"

#define SLOTS	64

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const char *const words[] = { "success", "failure" };

/* A name's type and slot follow from its first letter and length. */
static rc
field(void *ctx, struct span name, struct sigma_field *ret, struct span *near)
{
	static const enum value_type types[] = { VALUE_TEXT, VALUE_INT,
	    VALUE_NUM, VALUE_BOOL, VALUE_TIME, VALUE_MAP, VALUE_TEXT };
	size_t k = name.n > 0 ? (unsigned char)name.p[0] % 8u : 7;

	(void)ctx;
	if (k == 7) {
		*near = SPAN("near");
		return (RC_NOTFOUND);
	}
	*ret = (struct sigma_field){ .slot = (unsigned)(name.n % SLOTS),
	    .type = types[k], .array = name.n % 5 == 0 };
	if (k == 6) {
		ret->words = words;
		ret->words_n = 2;
	}
	return (RC_OK);
}

static int
category(void *ctx, struct span name)
{

	(void)ctx;
	return (name.n < 10 ? (int)name.n : -1);
}

static void
load(struct span text, bool plain)
{
	const struct sigma_names names = { .field = field,
	    .category = category, .plain = plain };
	const struct sigma_setup setup = { .names = &names };
	struct sigma_text t = { "fuzz.yml", text };
	struct value slot[SLOTS] = { { .type = VALUE_ABSENT } };
	struct sigma_row row = { .slot = slot, .category = 3 };
	const struct sigma_note *note;
	struct sigma_scratch *x;
	struct sigma *s = NULL;
	unsigned *hits;
	size_t n, rules;

	if (sigma_new(&t, 1, &setup, &s, NULL) != RC_OK)
		abort();	/* Memory is not short here. */
	note = sigma_notes(s, &n);
	for (size_t i = 0; i < n; i++) {
		if (note[i].line == 0 || note[i].col == 0 ||
		    note[i].text[0] == '\0')
			abort();
	}
	(void)sigma_rules(s, &rules);
	hits = calloc(rules + 1, sizeof(*hits));
	x = sigma_scratch_new(s);
	if (hits == NULL || x == NULL ||
	    sigma_match(s, x, &row, hits, &n) != RC_OK || n > rules)
		abort();
	sigma_scratch_free(x);
	free(hits);
	sigma_free(s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = { (const char *)data, size };

	load(text, false);
	load(text, true);
	return (0);
}
