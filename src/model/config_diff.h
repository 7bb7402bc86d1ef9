/* SPDX-License-Identifier: Apache-2.0 */
/* What two configurations have in other ways: for a reload. */
#ifndef MODEL_CONFIG_DIFF_H
#define MODEL_CONFIG_DIFF_H

#include "model/config.h"

/** One setting that differs. */
struct config_change {
	const char	*path;		/* "journal.keep", "sources.x" */
	const char	*was, *is;	/* As YAML; NULL: not there. */
	unsigned	 line;		/* In the new one; 0: not set there. */
	bool		 restart;	/* Not taken over by a reload. */
	unsigned	 roles;		/* CONFIG_TELL_* of those concerned. */
};

/** config_diff_fn(ctx, change): The texts are gone afterwards. */
typedef void config_diff_fn(void *, const struct config_change *);

/**
 * config_diff(old, new, fn, ctx):
 * Tell ${fn} each setting that differs.  Sources and outputs are known by
 * their names, whatever their order: one that came, went or has another kind
 * is a single change, and needs a restart.  A secret counts as the same when
 * it lies in the same place, whatever is there now.  Return RC_OK or
 * RC_NOMEM, then perhaps not all were told.
 */
rc config_diff(const struct config *, const struct config *, config_diff_fn *,
    void *) MUST_USE;

#endif
