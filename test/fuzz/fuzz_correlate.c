/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The correlation engine on any rules and journal: it tells what the oracle
 * tells.  Input: how to run it, then a byte for each choice that the
 * generator of test/oracle makes; rules first, then event by event.
 */
#include <stdio.h>
#include <stdlib.h>

#include "oracle/compare.h"
#include "oracle/gen.h"
#include "oracle/print.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct product_how hows[] = {
		{ .shards = 1, .batch = 1 },
		{ .shards = 1, .batch = 7 },
		{ .shards = 2, .batch = 3 },
		{ .shards = 4, .batch = 1024 },
		{ .shards = 3, .batch = 2, .firing = O_RESET },
		{ .shards = 1, .batch = 1024 },
		{ .shards = 256, .batch = 1 },
		{ .shards = 1, .batch = 1, .firing = O_RESET },
	};
	static struct gen_limits limits;
	static bool asked;
	static struct o_case c;
	const struct product_how *how;
	struct buf out = { 0 };
	struct dice d;

	if (!asked)
		gen_limits(&limits);
	asked = true;
	d = dice_bytes(data, size);
	how = &hows[dice_roll(&d, COUNT_OF(hows))];
	gen_case(&d, &limits, &c);
	if (compare_case(&c, how, &out, NULL) == COMPARE_DIFFERS) {
		struct buf rules = { 0 };

		print_case(&c, &rules);
		fprintf(stderr, "%u shards, batches of %zu%s\n%s%s",
		    how->shards, how->batch,
		    how->firing == O_RESET ? ", reset" : "",
		    buf_str(&rules), buf_str(&out));
		abort();
	}
	buf_release(&out);
	return (0);
}
