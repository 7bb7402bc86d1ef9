/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the keeper has the role act tell: handed out as it becomes due, a few
 * at a time for each output, and put off or given up as that says.
 */
#ifndef CLI_KEEPER_OUTBOX_H
#define CLI_KEEPER_OUTBOX_H

#include "cli/role.h"
#include "model/config.h"
#include "store/store.h"

struct keeper_outbox;

/** What it is made of.  All borrowed. */
struct keeper_outbox_how {
	struct role		*role;
	struct store		*store;
	const struct config	*config;
	/** Is a transaction open, whose rows may not be told yet? */
	bool			(*open)(void *ctx);
	void			*ctx;
};

/** keeper_outbox_new(how, ret, e): RC_OK or RC_NOMEM; end it with
 * keeper_outbox_free(). */
rc keeper_outbox_new(const struct keeper_outbox_how *,
    struct keeper_outbox **, struct err *) MUST_USE;
void keeper_outbox_free(struct keeper_outbox *);

/** keeper_outbox_run(o, e): The loop will run. */
rc keeper_outbox_run(struct keeper_outbox *, struct err *) MUST_USE;

/** keeper_outbox_note(o, a, now, e): ${a} is new: in the open transaction,
 * note for whom it is. */
rc keeper_outbox_note(struct keeper_outbox *, const struct store_alert *,
    int64_t, struct err *) MUST_USE;

/** keeper_outbox_told(o, m, now, e): In the open transaction: what came of
 * telling. */
rc keeper_outbox_told(struct keeper_outbox *, const struct messages_told *,
    int64_t, struct err *) MUST_USE;

/** keeper_outbox_pump(o): Hand out what is due; after a commit. */
void keeper_outbox_pump(struct keeper_outbox *);

/** keeper_outbox_linked(o): The role act is a new one. */
void keeper_outbox_linked(struct keeper_outbox *);

/** keeper_outbox_meters(o, b): Append how much waits. */
void keeper_outbox_meters(struct keeper_outbox *, struct buf *);

#endif
