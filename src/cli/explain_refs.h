/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of reference state that the facts of an event came from. */
#ifndef CLI_EXPLAIN_REFS_H
#define CLI_EXPLAIN_REFS_H

#include "engine/engine.h"

struct explain_refs;

/** explain_refs_new(ret): None yet.  End it with explain_refs_free(). */
rc explain_refs_new(struct explain_refs **) MUST_USE;
void explain_refs_free(struct explain_refs *);

/**
 * explain_refs_from(x, ev): ${ev} was judged: rows may come from its line.
 * Events come in the order of their positions.
 */
void explain_refs_from(struct explain_refs *, const struct event *);

/** explain_refs_ask(x, asked): Note a question of the event to explain. */
void explain_refs_ask(struct explain_refs *, const struct engine_asked *);

/**
 * explain_refs_put(x, track, pos, width, b):
 * Append what the facts of ${track} asked about the event at ${pos}, a line
 * each, wrapped at ${width}: register and key with columns, validity, and the
 * line that it came from, or --ref; or that there is no such row.
 */
void explain_refs_put(const struct explain_refs *, const struct track *,
    uint64_t, unsigned, struct buf *);

/** explain_refs_failed(x): Was memory short? */
bool explain_refs_failed(const struct explain_refs *);

#endif
