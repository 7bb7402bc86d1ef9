/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Snapshots as any bytes: the first says whose, the rest is read as it is and
 * again with the sums of its sections made right, so that what is behind them
 * is met.  What is taken up is written, and taken up again; once what cannot
 * stand together has been mended that way, it is written the same.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "engine/engine.h"
#include "engine/plain.h"

#include "snapshot_rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const struct sigma_text text = { "snapshot.yml",
	{ SNAPSHOT_RULES, sizeof(SNAPSHOT_RULES) - 1 } };

/* Every section's length and sum, inner ones first. */
static void
mend(struct buf *b)
{
	static const char *const tags[] = { "eng ", "twin", "wind", "epis",
	    "evid", "corr", "pln ", "pjdg" };

	for (size_t at = b->n; at-- > 0;) {
		for (size_t t = 0; t < COUNT_OF(tags); t++) {
			uint64_t n = 0;

			if (b->n - at < PACK_HEAD ||
			    memcmp(b->p + at, tags[t], 4) != 0)
				continue;
			for (size_t i = 0; i < 8; i++)
				n |= (uint64_t)(unsigned char)b->p[at + 4 +
				    i] << 8 * i;
			if (n > b->n - at - PACK_HEAD)
				n = b->n - at - PACK_HEAD;
			pack_end(&(struct buf){ .p = b->p, .n = at +
			    PACK_HEAD + (size_t)n, .cap = b->cap }, at);
		}
	}
}

/* Take ${in} up and write it to ${out}; false: it was refused. */
static bool
native(struct span in, struct buf *out)
{
	const struct engine_options o = { .vehicles_max = 2048 };
	const struct engine_ears ears = { .ctx = NULL };
	const struct engine_change nobody = { .ctx = NULL };
	struct cur c = cur_of(in);
	struct engine *E = NULL;
	struct err e = { 0 };
	rc r;

	if (engine_new(&text, 1, &o, &ears, &E, &e) != RC_OK)
		abort();
	if ((r = engine_load(E, &c, &nobody, &e)) == RC_OK)
		engine_save(E, out);
	else if (e.what[0] == '\0')
		abort();	/* A refusal has its reason. */
	engine_free(E);
	return (r == RC_OK);
}

static void
fate(void *ctx UNUSED, enum sigma_fate f UNUSED, struct span id UNUSED,
    const char *why UNUSED)
{
}

static bool
plain(struct span in, struct buf *out)
{
	const struct plain_options o = { .time_field = "time" };
	const struct plain_ears ears = { .ctx = NULL };
	struct cur c = cur_of(in);
	struct plain *P = NULL;
	struct err e = { 0 };
	rc r;

	if (plain_new(&text, 1, &o, &ears, &P, &e) != RC_OK)
		abort();
	if ((r = plain_load(P, &c, fate, NULL, &e)) == RC_OK)
		plain_save(P, out);
	else if (e.what[0] == '\0')
		abort();
	plain_free(P);
	return (r == RC_OK);
}

static void
both(struct span in, bool (*go)(struct span, struct buf *))
{
	struct buf one = { 0 }, two = { 0 }, three = { 0 };

	if (go(in, &one)) {
		if (!go(buf_span(&one), &two) ||
		    !go(buf_span(&two), &three) ||
		    !span_eq(buf_span(&two), buf_span(&three)))
			abort();
	}
	buf_release(&one);
	buf_release(&two);
	buf_release(&three);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool (*go)(struct span, struct buf *);
	struct buf b = { 0 };

	if (size < 1)
		return (0);
	go = data[0] == 'p' ? plain : native;
	buf_put(&b, (struct span){ (const char *)data + 1, size - 1 });
	both(buf_span(&b), go);
	mend(&b);
	both(buf_span(&b), go);
	buf_release(&b);
	return (0);
}
