/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Accounts and tokens by who has the machine: straight in the database, while
 * the service runs or not.  It is how one gets in when nobody can any more.
 */
#ifndef CLI_DESK_OFFLINE_H
#define CLI_DESK_OFFLINE_H

#include "cli/service.h"
#include "store/store_access.h"

/** An open database. */
struct desk_offline {
	const char	*verb;		/* "vedette user" */
	struct service	 service;
	struct store	*store;		/* Owned. */
	int64_t		 now;		/* ms */
};

/**
 * desk_offline_open(d, verb, config): Open the database that the configuration
 * in the file ${config} names.  Return 0, or a VERB_* after having said on
 * standard error what is wrong.  desk_offline_close() in any case.
 */
int desk_offline_open(struct desk_offline *, const char *, const char *);

/** desk_offline_close(d): Give all back. */
void desk_offline_close(struct desk_offline *);

/** desk_offline_told(d, r, e): VERB_CLEAN, or VERB_FAILED after having said
 * why. */
int desk_offline_told(const struct desk_offline *, rc, const struct err *);

/** desk_offline_change_fn(d, ctx, e): A change. */
typedef rc desk_offline_change_fn(struct desk_offline *, void *,
    struct err *);

/** desk_offline_change(d, fn, ctx, what, object): Do ${fn} and put on record
 * that ${what} was done to ${object}; returns a VERB_*. */
int desk_offline_change(struct desk_offline *, desk_offline_change_fn *,
    void *, const char *, const char *);

/** desk_offline_secret(verb, to, room): A line of standard input without its
 * end, not shown where it is typed; false after having said why. */
bool desk_offline_secret(const char *, char *, size_t);

#endif
