/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rules and filters, a pipeline and placeholders, three texts that lines of
 * "%%%" part, on the loader: it neither crashes nor hangs, every complaint
 * has a place and words, and the compiled path agrees with the tree.
 */
#include <stdlib.h>

#include "sigma/sigma.h"

#define SLOTS	64

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* Any name; some are on the event. */
static rc
field(void *ctx, struct span name, struct sigma_field *ret, struct span *near)
{

	(void)ctx;
	(void)near;
	*ret = (struct sigma_field){ .slot = (unsigned)(name.n +
	    (name.n > 0 ? (unsigned char)name.p[0] : 0)) % SLOTS };
	return (RC_OK);
}

static int
category(void *ctx, struct span name)
{

	(void)ctx;
	(void)name;
	return (-1);
}

/* Up to the next line of "%%%", which goes. */
static struct span
part(struct span *rest)
{
	struct span s = { rest->p, 0 };

	while (rest->n > 0) {
		struct span line = span_line(rest);

		if (span_eq(line, SPAN("%%%")))
			return (s);
		s.n = (size_t)(rest->p - s.p);
	}
	return (s);
}

static void
agree(const struct sigma *s, size_t rules)
{
	struct sigma_scratch *x = sigma_scratch_new(s);
	struct value slot[SLOTS] = { { .type = VALUE_ABSENT } };
	struct sigma_row row = { .slot = slot, .category = -1,
	    .line = SPAN("{\"f\":\"root\"}") };
	unsigned *hits = calloc(rules + 1, sizeof(*hits));
	size_t n, at = 0;

	for (size_t i = 0; i < SLOTS; i += 2)
		slot[i] = (struct value){ .p = "root", .n = 4,
		    .type = i % 4 == 0 ? VALUE_TEXT : VALUE_NULL };
	if (x == NULL || hits == NULL ||
	    sigma_match(s, x, &row, hits, &n) != RC_OK || n > rules)
		abort();
	for (unsigned i = 0; i < rules; i++) {
		bool hit = at < n && hits[at] == i;

		at += hit;
		if (sigma_why_hits(s, x, i, &row) != hit)
			abort();
	}
	free(hits);
	sigma_scratch_free(x);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct sigma_names names = { .field = field,
	    .category = category, .plain = true };
	struct span rest = { (const char *)data, size };
	struct sigma_text rules = { "rules.yml", part(&rest) };
	struct sigma_text pipeline = { "pipeline.yml", part(&rest) };
	struct sigma_text holders = { "placeholders.yml", rest };
	const struct sigma_setup setup = { .names = &names,
	    .pipeline = &pipeline, .pipelines = pipeline.text.n > 0,
	    .placeholder = &holders, .placeholders = holders.text.n > 0 };
	const struct sigma_note *note;
	struct sigma *s = NULL;
	size_t n, loaded;

	if (sigma_new(&rules, 1, &setup, &s, NULL) != RC_OK)
		abort();	/* Memory is not short here. */
	note = sigma_notes(s, &n);
	for (size_t i = 0; i < n; i++) {
		if (note[i].line == 0 || note[i].col == 0 ||
		    note[i].text[0] == '\0' || note[i].file == NULL)
			abort();
	}
	(void)sigma_rules(s, &loaded);
	agree(s, loaded);
	sigma_free(s);
	return (0);
}
