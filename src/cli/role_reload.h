/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SIGHUP: what the service goes over to.
 *
 *	vedette run --check (a process of its own) -> role_reload_read()
 *	    -> the roles concerned, one after the other: stop, start anew
 *
 * What needs a restart, and anything wrong, leaves all as it is.
 */
#ifndef CLI_ROLE_RELOAD_H
#define CLI_ROLE_RELOAD_H

#include "base/buf.h"
#include "cli/service.h"
#include "model/messages.h"

/** What to go over to; all zero is nothing. */
struct role_reload {
	struct service	service;	/* Of the new text. */
	struct buf	text;
	unsigned	roles;		/* MESSAGES_OF() of those concerned. */
	uint64_t	files[CONFIG_ROLE_COUNT];	/* Of its files. */
};

/** role_reload_files(c, sum): Sums of what each role's certificates, keys and
 * secrets are in the file system now. */
void role_reload_files(const struct config *, uint64_t [CONFIG_ROLE_COUNT]);

/**
 * role_reload_read(path, now, was, ret, e):
 * Read ${path} and see which roles are concerned by what has changed since
 * ${now}, and since role_reload_files() found ${was}; each change is told on
 * standard error.  The engine always is: its rules and reference data lie in
 * files of their own.  Return RC_OK; RC_CONFLICT: some changes need a restart;
 * or as service_load().  role_reload_release() in any case.
 */
rc role_reload_read(const char *, const struct config *,
    const uint64_t [CONFIG_ROLE_COUNT], struct role_reload *, struct err *)
    MUST_USE;

/** role_reload_release(r): Give all back; empty again. */
void role_reload_release(struct role_reload *);

#endif
